"""What an alert says to people, in plain text, cut to what a channel takes. Pure.

Texts of posts are other people's: control characters, and with them terminal commands and line breaks, are taken out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.alert import Alert, State
from alerts.headline import count_phrase
from streams.report import Place

__all__ = ["Limits", "Message", "body", "clean", "clip", "facts", "map_link", "message", "spark", "title"]

STATE_WORDS: dict[State, str] = {
    "watch": "Watch",
    "firing": "Alert",
    "acknowledged": "Acknowledged",
    "clearing": "Calming down",
    "resolved": "Over",
    "merged": "Merged",
    "suppressed": "Silenced",
    "false_positive": "False alarm",
}
EXERCISE = "EXERCISE"
MOST_EVIDENCE, MOST_COUNTS = 10, 6
EXCERPT_CHARACTERS = 200
BARS = "▁▂▃▄▅▆▇█"
BLANKS = re.compile(r"\s+")
ZOOM = {"point": 16, "city": 12, "admin1": 8, "country": 6}


@dataclass(frozen=True)
class Limits:
    """What a channel takes, in characters; 0 for no title of its own, which then opens the body."""

    title: int
    body: int


@dataclass(frozen=True)
class Message:
    """A title and a body that fit."""

    title: str
    body: str


def clean(text: str) -> str:
    """Return the text on one line, without control, format and private characters, blanks run together."""
    kept = "".join(one if unicodedata.category(one)[0] != "C" else " " for one in text)
    return BLANKS.sub(" ", kept).strip()


def clip(text: str, limit: int) -> str:
    """Cut to ``limit`` characters, at a blank where there is one near, with an ellipsis inside the limit."""
    if len(text) <= limit:
        return text
    if limit <= 1:
        return text[: max(limit, 0)]
    cut = text[: limit - 1]
    blank = cut.rfind(" ")
    return (cut[:blank] if blank > limit * 0.7 else cut).rstrip(" ,;:") + "…"


def spark(timeline: Sequence[int]) -> str:
    """Return a row of bars, one per step of the timeline; zero is the lowest bar."""
    top = max(timeline, default=0)
    return "".join(BARS[round(max(0, n) / top * (len(BARS) - 1)) if top > 0 else 0] for n in timeline)


def map_link(place: Place) -> str:
    """Return an OpenStreetMap address that shows the place with a marker."""
    at = f"{place.lat:.5f}", f"{place.lon:.5f}"
    return f"https://www.openstreetmap.org/?mlat={at[0]}&mlon={at[1]}#map={ZOOM[place.precision]}/{at[0]}/{at[1]}"


def title(alert: Alert, limit: int = 1024) -> str:
    """Return state, severity and headline, e.g. ``Alert, severe: Clashes at Parliament, Bishkek``.

    An exercise says so first, where no limit cuts it off.
    """
    drill = f"{EXERCISE}: " if alert.synthetic else ""
    update = f" (update {alert.revision})" if alert.revision > 1 and alert.state in ("watch", "firing") else ""
    head = f"{drill}{STATE_WORDS[alert.state]}{update}, {alert.severity}: "
    return clip(head + clean(alert.headline), limit)


def facts(alert: Alert) -> list[tuple[str, str]]:
    """Return what is known apart from the headline and the evidence, as (label, text), most telling first."""
    found = [("Why now", clean(alert.why.text))]
    found += [("Counts", _counts(alert))] if alert.counts else []
    found.append(("Sources", f"{alert.reports} reports, {alert.families} independent sources"))
    found.append(("Confidence", f"{alert.confidence:.0%}; severity {alert.severity}"))
    if alert.first_report_at is not None:
        latest = alert.latest_report_at or alert.first_report_at
        found.append(("Reports from", f"{_utc(alert.first_report_at)} to {_utc(latest)}"))
    if any(alert.timeline):
        found.append(("Timeline", spark(alert.timeline)))
    found.append(("Place", f"{_place(alert.place)}, {map_link(alert.place)}"))
    found.append(("Decided", f"{_utc(alert.at)} ({alert.why.reason.replace('_', ' ')})"))
    found.append(("Alert", f"{alert.alert} revision {alert.revision}"))
    return found


def evidence(alert: Alert) -> list[str]:
    """Return the evidence, one line each: time, source, words, link."""
    shown = alert.posts[:MOST_EVIDENCE]
    return [
        f"{one.published_at:%H:%M} {clean(one.source)}: {clip(clean(one.excerpt), EXCERPT_CHARACTERS)}"
        + (f" {clean(one.url)}" if one.url else "")
        for one in shown
    ]


def body(alert: Alert, limit: int) -> str:
    """Return facts and evidence as lines; what does not fit goes from the end of the evidence, then of the facts."""
    lines = [f"{label}: {text}" for label, text in facts(alert)]
    *rest, identity = lines
    told = [*rest, *(f"- {line}" for line in evidence(alert))]
    while len(told) > 1 and len("\n".join([*told, identity])) > limit:
        told.pop()
    whole = "\n".join([*told, identity])
    return whole if len(whole) <= limit else clip(told[0], limit)


def message(alert: Alert, limits: Limits) -> Message:
    """Return title and body for a channel."""
    if limits.title > 0:
        return Message(title(alert, limits.title), body(alert, limits.body))
    head = title(alert, min(limits.body, 300))
    rest = limits.body - len(head) - 1
    return Message("", f"{head}\n{body(alert, rest)}" if rest > 40 else head)


def _counts(alert: Alert) -> str:
    parts = []
    for claim in alert.counts[:MOST_COUNTS]:
        who = f" ({clean(claim.source.name)})" if claim.source is not None and claim.source.name else ""
        parts.append(f"{count_phrase(claim.count)}{who} at {claim.at:%H:%M}")
    return "; ".join(parts)


def _utc(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _place(place: Place) -> str:
    return ", ".join(clean(part) for part in (place.name, place.admin1, place.country) if part)
