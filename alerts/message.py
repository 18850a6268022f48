"""What an alert says to people, in plain text, cut to what a channel takes. Pure.

Texts of posts are other people's: control characters, and with them terminal commands and line breaks, are taken out.
Chat services read more than that into a text; `harmless` takes their mentions and links in disguise apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.alert import Alert, State
from alerts.headline import count_phrase
from alerts.speakers import speaker_name
from streams.report import Place

__all__ = [
    "Limits",
    "Message",
    "body",
    "clean",
    "clip",
    "evidence",
    "facts",
    "gsm",
    "harmless",
    "map_link",
    "message",
    "short",
    "spark",
    "title",
    "what_is_new",
]

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
LATE_NEWS = {
    "toll_rose": "Over, but the toll rose",
    "toll_disputed": "Over, but the toll is disputed",
    "figures_changed": "Over, with other figures",
}
"""How a revision begins that tells what became known of an alert after it had ended, by its reason."""
REASON_WORDS = {
    "rate_rose": "reports rise over what is usual here",
    "rate_rose_corroborated": "reports rise over what is usual here, and independent sources agree",
    "grave_news": "independent sources tell of something grave",
    "corroborated": "now several independent sources say so",
    "severity_rose": "worse than before",
    "toll_rose": "more dead, injured or missing than before",
    "toll_corrected": "the number of dead was corrected downwards",
    "toll_disputed": "an official body gives a lower number of dead",
    "figures_changed": "the figures have changed",
    "severity_fell": "less severe than it looked",
    "new_source": "more independent sources say so",
    "new_type": "another kind of event is reported too",
    "place_changed": "the place is another, or is known better",
    "accelerated": "reports come faster and faster",
    "denied": "somebody denies it",
    "retracted": "a post behind it was taken back",
    "quiet": "reports are back to what is usual here",
    "stayed_quiet": "it has stayed quiet",
    "rose_again": "it is not over after all",
    "reopened": "it is open again",
    "merged": "it is part of another alert",
    "acknowledged": "somebody is on it",
    "false_alarm": "an analyst calls it a false alarm",
    "resolved": "an analyst says that it is over",
    "silenced": "an analyst has silenced it",
    "silence_ended": "its silence has ended",
}
"""`alerts.lifecycle.Reason` for people."""

EXERCISE = "EXERCISE"
MOST_EVIDENCE, MOST_COUNTS = 10, 6
EXCERPT_CHARACTERS = 200
BARS = "▁▂▃▄▅▆▇█"
BLANKS = re.compile(r"\s+")
SHORT_ID = 8
FEWEST_CHARACTERS = 40
"""Of a body that is worth a line of its own."""
SMS_CHARACTERS = 200
"""A channel that takes no more gets `short`."""
MENTION = re.compile(r"@(?=\w)|<(?=[@!#])")
LINK_IN_DISGUISE = re.compile(r"\](?=\s*[(\[])")
GSM = {
    "…": "...", "–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "«": '"', "»": '"', "•": "-", "\u00a0": " ",
}  # fmt: skip
"""Signs that are not in the alphabet of GSM 03.38: one of them halves what fits into a text message."""
ZOOM = {"point": 16, "city": 12, "admin1": 8, "country": 6}


@dataclass(frozen=True)
class Limits:
    """What a channel takes, in characters.

    Attributes:
        title: 0 for no title of its own, which then opens the body.
        body: of the text below the title.
        together: title and body share ``body``.
    """

    title: int
    body: int
    together: bool = False


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
    word = STATE_WORDS[alert.state]
    if alert.state == "resolved":
        word = LATE_NEWS.get(alert.why.reason, word)  # else nobody would read once more that it is over
    head = f"{drill}{word}{update}, {alert.severity}: "
    return clip(head + clean(alert.headline), limit)


def what_is_new(alert: Alert) -> str:
    """Return the decision's reason in words."""
    words = REASON_WORDS.get(alert.why.reason, alert.why.reason.replace("_", " "))
    return f"{words}: {alert.severity} now" if alert.why.reason.startswith("severity_") else words


def facts(alert: Alert, *, inside: bool = True) -> list[tuple[str, str]]:
    """Return what is known apart from the headline and the evidence, as (label, text), most telling first.

    Args:
        alert: the revision.
        inside: for the desk's own people, who can answer.
    """
    opening = alert.state in ("watch", "firing")
    found = [("What is new", what_is_new(alert))] if alert.revision > 1 or not opening else []
    found += [("Said", clean(alert.said))] if inside and alert.said else []
    found.append(("Why now" if opening else "Lately", clean(alert.why.text)))
    found += [("Counts", _counts(alert))] if alert.counts else []
    found.append(("Sources", f"{alert.reports} reports, {alert.families} independent sources"))
    found.append(("Confidence", f"{alert.confidence:.0%}; severity {alert.severity}"))
    if alert.first_report_at is not None:
        latest = alert.latest_report_at or alert.first_report_at
        found.append(("Reports from", f"{_utc(alert.first_report_at)} to {_utc(latest)}"))
    if any(alert.timeline):
        found.append(("Timeline", f"{spark(alert.timeline)} until {alert.at:%H:%M} UTC"))
    found.append(("Place", f"{_place(alert.place)}, {map_link(alert.place)}"))
    found.append(("Decided", _utc(alert.at)))
    answer = f"; answer with: tocsin alert ack {alert.alert[:SHORT_ID]}" if inside and opening else ""
    found.append(("Alert", f"{alert.alert} revision {alert.revision}{answer}"))
    return found


def evidence(alert: Alert) -> list[str]:
    """Return the evidence, one line each: time (UTC; with the day, where it is another), source, words, link."""
    shown = alert.posts[:MOST_EVIDENCE]
    return [
        f"{_time(one.published_at, alert.at)} {clean(one.source)}: {clip(clean(one.excerpt), EXCERPT_CHARACTERS)}"
        + (f" {clean(one.url)}" if one.url else "")
        for one in shown
    ]


def body(alert: Alert, limit: int, *, inside: bool = True) -> str:
    """Return facts and evidence as lines; what does not fit goes from the end of the evidence, then of the facts."""
    lines = [f"{label}: {text}" for label, text in facts(alert, inside=inside)]
    *rest, identity = lines
    told = [*rest, *(f"- {line}" for line in evidence(alert))]
    while len(told) > 1 and len("\n".join([*told, identity])) > limit:
        told.pop()
    whole = "\n".join([*told, identity])
    return whole if len(whole) <= limit else clip(told[0], limit)


def message(alert: Alert, limits: Limits) -> Message:
    """Return title and body for a channel."""
    if limits.body <= SMS_CHARACTERS:
        return Message("", short(alert, limits.body))
    if limits.title > 0:
        head = title(alert, min(limits.title, limits.body // 2) if limits.together else limits.title)
        return Message(head, body(alert, limits.body - (len(head) + 2 if limits.together else 0)))
    head = title(alert, min(limits.body, 300))
    rest = limits.body - len(head) - 1
    return Message("", f"{head}\n{body(alert, rest)}" if rest > FEWEST_CHARACTERS else head)


def short(alert: Alert, limit: int) -> str:
    """Return one line for a text message: what and where, then how sure, when, and the start of the id.

    What does not fit goes from the headline, whose beginning says most.
    """
    tail = f" {alert.families} sources, {alert.confidence:.0%}. {alert.at:%H:%M} UTC, id {alert.alert[:SHORT_ID]}"
    head = gsm(title(alert))
    room = limit - len(tail) - 1
    if len(head) > room:
        head = gsm(clip(head, room - 2))  # the ellipsis becomes three dots
    stop = "" if head.endswith(".") else "."
    return clip(f"{head}{stop}{tail}" if room > 20 else head, limit)


def gsm(text: str) -> str:
    """Return the text with typographic signs written so that a text message holds 160 of them."""
    return "".join(GSM.get(sign, sign) for sign in text)


def harmless(text: str) -> str:
    """Take apart what chat services would act on: ``@everyone``, ``<!here>``, ``[bank](https://thief.example)``.

    The telling sign becomes its full-width form, which people read the same and which is no longer.
    """
    return LINK_IN_DISGUISE.sub("\uff3d", MENTION.sub(lambda found: "\uff20" if found[0] == "@" else "\uff1c", text))


def _counts(alert: Alert) -> str:
    """Return the newest counts; who says the same again is told once, at his latest."""
    said: dict[str, tuple[datetime, int]] = {}
    for claim in alert.counts:
        name = clean(speaker_name(claim))
        who = f" ({name})" if name else ""
        words = f"{clean(count_phrase(claim.count))}{who}"
        at, times = said.get(words, (claim.at, 0))
        said[words] = (max(at, claim.at), times + 1)
    parts = [
        f"{words} at {_time(at, alert.at)}" + (f", {times} times" if times > 1 else "")
        for words, (at, times) in list(said.items())[:MOST_COUNTS]
    ]
    return "; ".join(parts)


def _time(at: datetime, now: datetime) -> str:
    return f"{at:%H:%M}" if at.date() == now.date() else f"{at:%d %b %H:%M}"


def _utc(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _place(place: Place) -> str:
    return ", ".join(clean(part) for part in (place.name, place.admin1, place.country) if part)
