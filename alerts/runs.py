"""A key in alarm, and the run of reports that raised it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from alerts.apart import alike
from alerts.episode import Episode, finest
from alerts.gathering import Gathered, gather
from alerts.key import WORLD, Key
from alerts.keys import LOCALITY
from alerts.params import Params
from alerts.state import State

__all__ = ["Hit", "run_of", "same_way"]


class Hit(NamedTuple):
    """A key on which a report was effective, and the score there."""

    name: str
    node: str
    key: Key
    score: float


def run_of(
    hit: Hit, closed: Episode | None, state: State, params: Params, apart: Sequence[str] = ()
) -> Gathered | None:
    """Return the reports that a key's rise is made of, their place and topic; None where they are no one event.

    Args:
        hit: the rise.
        closed: episode that it would reopen.
        state: whose ledger holds the reports.
        params: limits.
        apart: mark of the report, see `alerts.apart`: only its likes are of the run.
    """
    ledger, least = state.ledger, params.min_reports
    if hit.name == WORLD:
        parts = [part for kept in ledger.values() for part in kept if part.minute >= hit.key.since]
        parts.sort(key=lambda part: (part.minute, part.id))
        if closed is None:
            return gather(parts, params.presume_share, least)
        parts = [part for part in parts if same_way(part.path[-1], closed.node)]
        return (closed.node, parts, closed.topic) if sum(part.effective for part in parts) >= least else None
    kept = ledger.get(hit.node.split("\x1f", 1)[0], ())
    parts = [part for part in kept if hit.node in part.path and part.minute >= hit.key.since]
    parts = [part for part in parts if alike(part.apart, apart)]
    spots: dict[str, int] = {}
    for part in parts:
        if part.effective:
            spots[part.path[-1]] = spots.get(part.path[-1], 0) + 1
    node = finest(spots, hit.node) if closed is None else closed.node
    if closed is None and _in_two_towns(spots, node) and sum(spots.values()) < 2 * least:
        return None
    parts = [part for part in parts if same_way(part.path[-1], node)]
    return (node, parts, "") if sum(part.effective for part in parts) >= least else None


def _in_two_towns(spots: Mapping[str, int], node: str) -> bool:
    """Whether the reports of a wide area are of two towns, which are two events rather than one: each may tell soon."""
    if node.count("\x1f") >= LOCALITY:
        return False
    towns: Counter[str] = Counter()
    for spot, n in spots.items():
        towns["\x1f".join(spot.split("\x1f")[: LOCALITY + 1])] += n
    return len(towns) == 2 and all(n > 1 and town.count("\x1f") == LOCALITY for town, n in towns.items())


def same_way(one: str, other: str) -> bool:
    """Whether two nodes lie on one path."""
    outer, inner = (one, other) if len(one) <= len(other) else (other, one)
    return inner.startswith(outer) and (len(inner) == len(outer) or inner[len(outer)] == "\x1f")
