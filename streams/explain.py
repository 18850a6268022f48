"""Why a post got its tags, for people: the text with marks, and behind each mark the rule or feature that decided.

`explain` returns a `rich.text.Text`: colours in a terminal, plain words in a file (each mark also carries the event's
type in brackets, so nothing depends on colour). Limits: explains the triggers and the company that weighed them, not
the pattern matching of every count and date; those are shown with their values.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rich.text import Text

from connectors.post import Post, body
from streams.composer import Judged
from streams.report import Count, Mention, Place, Report, TimeSpan
from streams.tagging import Analysis, Tagger

__all__ = ["explain", "printable", "unread"]

_STYLES = {
    "asserted": "bold red",
    "negated": "bold green",
    "planned": "bold yellow",
    "past": "bold blue",
    "figurative": "dim",
}
_HAZARD = "magenta"
_SIGNS = {"asserted": "", "negated": "not ", "planned": "planned ", "past": "past ", "figurative": "figurative "}


def explain(tagger: Tagger, post: Post) -> Text:
    """Return the post's text with its triggers marked, then one paragraph for each decision.

    Args:
        tagger: loaded.
        post: as it would be tagged; the report explained is the one that `Tagger.tag` gives.
    """
    analysis = tagger.analyse(post)
    shown = Text()
    shown.append_text(_headline(analysis.report))
    shown.append("\n\n")
    text = analysis.text
    shown.append_text(_marked(printable(text), analysis.judged) if text.strip() else Text("(no text)", style="dim"))
    shown.append("\n")
    for number, judged in enumerate(analysis.judged, 1):
        shown.append("\n")
        shown.append_text(_reasons(number, judged, text))
    if not analysis.judged:
        shown.append(f"\n{_why_nothing(analysis, post)}\n")
    return shown


def unread(report: Report, post: Post) -> Text:
    """Return the text of a post that could not be read, with its empty report."""
    text = body(post)
    shown = Text().append_text(_headline(report)).append("\n\n")
    shown.append(printable(text) if text.strip() else "(no text)")
    return shown.append("\n\n(not tagged: the tagger failed)\n")


def printable(text: str) -> str:
    """Keep a post from steering the terminal: control characters and lone surrogates as a visible stand-in."""
    return "".join(
        c if c in "\n\t" or (c.isprintable() and not 0xD800 <= ord(c) < 0xE000) else "\N{MIDDLE DOT}" for c in text
    )


def _headline(report: Report) -> Text:
    verdict = "relevant" if report.relevant else "not relevant"
    places = ", ".join(_place(place) for place in report.places) or "no place"
    return Text(f"{printable(report.id)}: {verdict}, language {report.lang}, {places}", style="bold")


def _marked(text: str, judged: Sequence[Judged]) -> Text:
    shown, at = Text(), 0
    for one in sorted(judged, key=_span):
        start, end = _span(one)
        if start < at:
            continue
        shown.append(text[at:start])
        shown.append(f"[{text[start:end]} | {_label(one)}]", style=_style(one))
        at = end
    shown.append(text[at:])
    return shown


def _span(one: Judged) -> tuple[int, int]:
    return one.sentence.starts[one.found.start], one.sentence.ends[one.found.end - 1]


def _style(one: Judged) -> str:
    if not one.found.literal:
        return _STYLES["figurative"]
    return _STYLES[one.mention.polarity] if one.mention else _HAZARD


def _label(one: Judged) -> str:
    polarity = one.reading.polarity if one.found.literal else "figurative"
    return _SIGNS[polarity] + "+".join(one.found.types)


def _reasons(number: int, one: Judged, text: str) -> Text:
    start, end = _span(one)
    shown = Text(f"{number}. ", style="bold")
    shown.append(printable(text[start:end]), style=_style(one))
    shown.append(f"  {_label(one)} at {start}:{end}, literal with probability {one.found.probability:.2f}\n")
    shown.append(f"   because {'; '.join(dict.fromkeys(one.found.reasons))}\n")
    if one.reading.reasons:
        polarity = one.reading.polarity
        because = dict.fromkeys(reason.removeprefix(f"{polarity}: ") for reason in one.reading.reasons)
        shown.append(f"   read as {polarity}{' and hedged' if one.reading.hedged else ''}: {'; '.join(because)}\n")
    for line in _facts(one.mention) if one.mention and one.found.literal else ():
        shown.append(f"   {line}\n")
    if one.mention is None:
        shown.append("   no event type of its own: makes the post relevant, is no mention\n")
    return shown


def _facts(mention: Mention) -> list[str]:
    facts = []
    if mention.source:
        facts.append(f"who says so: {printable(mention.source.name)} ({mention.source.class_})")
    if mention.place:
        facts.append(f"where: {_place(mention.place)}")
    if mention.time:
        facts.append(f"when: {_time(mention.time)}")
    return facts + [f"how many: {_count(count)}" for count in mention.counts]


def _place(place: Place) -> str:
    assumed = ", where its source is" if place.assumed else ""
    return f"{place.name} ({place.country}, {place.lat:.2f} {place.lon:.2f}, {place.precision}{assumed})"


def _time(span: TimeSpan) -> str:
    return _minute(span.start) if span.start == span.end else f"{_minute(span.start)} to {_minute(span.end)}"


def _minute(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M UTC")


def _count(count: Count) -> str:
    low, high = count.min, count.max
    if low == high:
        many = str(low)
    elif low is None or high is None:
        many = f"at most {high}" if low is None else f"at least {low}"
    else:
        many = f"{low} to {high}"
    return f"{count.role} {many}{' of ' + count.of if count.of else ''}{', approximate' if count.approximate else ''}"


def _why_nothing(analysis: Analysis, post: Post) -> str:
    if post.deleted:
        return "The source took the post back."
    if not analysis.passed:
        return "No trigger's first word occurs: the gate let it pass by."
    return "The gate saw a possible first word of a trigger, but no trigger is complete."
