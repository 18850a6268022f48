"""Several alerts in one message, for people: in a storm, ten messages a minute are read by nobody. Pure.

The gravest first, a line each; what does not fit is counted, and where to find it is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from alerts.alert import Alert
from alerts.lifecycle import RANK
from alerts.message import SHORT_ID, Limits, Message, clip, gsm, title

__all__ = ["digest"]

LINE_CHARACTERS = 160
WHERE = "`tocsin alerts` lists them."


def digest(alerts: Sequence[Alert], limits: Limits) -> Message:
    """Return one message about all of them.

    Args:
        alerts: at least one.
        limits: of the channel.
    """
    ranked = sorted(alerts, key=lambda one: -RANK[one.severity])
    count = Counter(one.severity for one in ranked)
    drill = "EXERCISE: " if all(one.synthetic for one in ranked) else ""
    head = f"{drill}{len(ranked)} alerts: {', '.join(f'{n} {severity}' for severity, n in count.items())}"
    if limits.title > 0:
        head = clip(head, min(limits.title, limits.body // 2))
    room = limits.body - len(head) - 2
    lines = _lines(ranked, room)
    if limits.title > 0:
        return Message(head, "\n".join(lines) or clip(WHERE, max(room, 1)))
    return Message("", gsm(clip("\n".join([head, *lines]), limits.body)))


def _lines(ranked: Sequence[Alert], room: int) -> list[str]:
    """Return as many lines as fit, the last one for the rest."""
    lines = [f"- {clip(title(one), LINE_CHARACTERS)} ({one.alert[:SHORT_ID]})" for one in ranked]
    for shown in range(len(lines), -1, -1):
        rest = [f"and {len(lines) - shown} more; {WHERE}"] if shown < len(lines) else []
        if len("\n".join([*lines[:shown], *rest])) <= room:
            return [*lines[:shown], *rest]
    return []
