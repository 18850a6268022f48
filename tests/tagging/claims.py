"""How sure a text tells an event, and its figures: for the genres ``hedge`` and ``figures`` of `tests.tagging.genres`.

A label of ``figures`` is ``ROLE=MIN-MAX[~] ...`` as a careful coder writes them, or ``-``. What a report says of a role
is its largest count that is no part, or, where counts of one role differ, all from the lowest to the highest (rival
counts of one crowd). An open end is open in both; ``more than 40`` may begin at 40 or 41. An approximate number has to
be marked so and to hold the coder's. A zero counts only where one is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from streams.report import Count, Report
from streams.tagging import Tagger
from tests.tagging.lines import Faults, read, to_post

__all__ = ["Figure", "figures", "figures_asked", "figures_told", "fits", "hedge", "hedged"]

_GONE = ("past", "figurative", "planned")


class Figure(NamedTuple):
    """How many, as an interval; None is an open end."""

    low: int | None
    high: int | None
    approximate: bool = False


def hedged(report: Report, kind: str) -> bool | None:
    """Whether an event of a type is told as unsure; None where it is not found."""
    told = [mention.hedged for mention in report.mentions if mention.type == kind and mention.polarity != "figurative"]
    return any(told) if told else None


def hedge(tagger: Tagger, directory: Path) -> tuple[dict[str, float], Faults]:
    """Score how sure events are told."""
    right, faults = [], []
    for label, text in read(directory / "hedge.tsv"):
        unsure, _, kind = label.partition(" ")
        found = hedged(tagger.tag(to_post(text)), kind)
        right.append(found == (unsure == "1"))
        if not right[-1]:
            faults.append(f"{label} but {found}: {text}")
    return {"hedge": sum(right) / len(right)}, faults


def figures(tagger: Tagger, directory: Path) -> tuple[dict[str, float], Faults]:
    """Score figures: the share that is right (``exact``), and of texts that have all right and none too many."""
    exact, whole, faults = [], [], []
    for label, text in read(directory / "figures.tsv"):
        told, asked = figures_told(tagger.tag(to_post(text))), figures_asked(label)
        right = [fits(figure, told.get(role, [])) for role, figure in asked.items()]
        invented = any(role not in asked and any(one.high != 0 for one in told[role]) for role in told)
        exact += right
        whole.append(all(right) and not invented)
        if not whole[-1]:
            faults.append(f"{label} but {told}: {text}")
    return {"exact": sum(exact) / len(exact), "whole": sum(whole) / len(whole)}, faults


def figures_asked(label: str) -> dict[str, Figure]:
    """Return role -> figure of a label."""
    made: dict[str, Figure] = {}
    for part in () if label == "-" else label.split():
        role, _, interval = part.partition("=")
        low, _, high = interval.rstrip("~").partition("-")
        made[role] = Figure(int(low) if low else None, int(high) if high else None, interval.endswith("~"))
    return made


def figures_told(report: Report) -> dict[str, list[Figure]]:
    """Return role -> its different figures in a report, without parts and what is past or only planned."""
    made: dict[str, list[Figure]] = {}
    for count in _counts(report):
        figure = Figure(count.min, count.max, count.approximate)
        if figure not in (told := made.setdefault(count.role, [])):
            told.append(figure)
    return made


def _counts(report: Report) -> Iterator[Count]:
    for mention in (*report.mentions, *report.hazards):
        if mention.polarity not in _GONE:
            yield from (count for count in mention.counts if count.of is None)


def fits(asked: Figure, told: list[Figure]) -> bool:
    """Whether a role's figures say what a label asks for."""
    if not told:
        return False
    largest = max(told, key=lambda one: (one.high or one.low or 0, one.low or 0))
    lows, highs = [one.low or 0 for one in told], [one.high for one in told]
    hull = Figure(min(lows), None if None in highs else max(high or 0 for high in highs), largest.approximate)
    return _same(asked, largest) or _same(asked, hull)


def _same(asked: Figure, told: Figure) -> bool:
    if asked.approximate:
        low, high = told.low or 0, told.high if told.high is not None else (told.low or 0)
        return told.approximate and low <= (asked.high or 0) and high >= (asked.low or 0)
    if (asked.high is None) != (told.high is None):
        return False
    upper = asked.high is None or abs((told.high or 0) - asked.high) <= (asked.low == 0 and asked.high > 0)
    lower = abs((told.low or 0) - (asked.low or 0)) <= (asked.high is None)
    return upper and lower
