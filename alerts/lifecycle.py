"""An alert's life as one pure function: `decide` (previous, signal, now) -> action with a reason.

::

    (none) -> watch -> firing -> acknowledged -> clearing -> resolved      resolved -> reopened within 6 h
                 any open state -> suppressed (silence with an end) | merged | false_positive
      resolved, false_positive -> watch | firing, when an analyst reopens it within 6 h

Rules that are not obvious:

- A page once sent stays ``firing`` until the reports are back at the baseline, not until the score falls: the score
  is a detector's, the state is the analysts'.
- An acknowledged alert stays quiet; only a rise in severity makes it ``firing`` again.
- A revision is published for a material change only: state, severity, place, a new type, the step from one to two,
  three, five, ... independent sources, a toll that rose by a tenth, was corrected downwards or is disputed by an
  official body, the start of an acceleration, a denial, a retraction. Injured or missing twice as many as told, and at
  least ten, are a toll that rose.
- Any other change of the figures that a headline shows is told once `SETTLED` has passed since the last revision, so
  that the last toll is right and a stream of reports does not ring at each body that is found. An alert that calms
  down or has resolved tells of it, too, and stays what it is; one that has resolved says that its toll rose.
- A page that calms down is one again when its reports rise, when twice the dead are told, or more else than before, or
  by more; a report of the trial is neither.
- Who reopens an alert takes back that it was closed: it is again what it was, a page if it had been one, and clears
  when its reports do. What was merged is part of another alert and is not reopened.
- A false alarm stays closed for the episode (6 h without a signal) unless its severity rises.

The reasons are a closed set, `Reason`. Modelled on Alertmanager's notification stages
(https://github.com/prometheus/alertmanager/tree/main/notify), where every decision names its reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

import msgspec

from alerts.alert import Severity, State
from connectors.codec import Codec

__all__ = [
    "ANALYST_VERDICTS",
    "CLOSED",
    "EPISODE_GAP",
    "QUIET_BEFORE_RESOLVED",
    "RANK",
    "SETTLED",
    "Action",
    "AnalystVerdict",
    "Level",
    "Reason",
    "Signal",
    "Standing",
    "VerdictName",
    "decide",
]

EPISODE_GAP = timedelta(hours=6)
QUIET_BEFORE_RESOLVED = timedelta(minutes=30)
OPEN_AT_LEAST = timedelta(minutes=10)
"""Before a state gives way to ``clearing``: the few reports that raise an alert are fewer than many a busy hour has."""
SETTLED = timedelta(minutes=30)
LEAPT = 10  # injured or missing
GRAVE_TOLL = 3  # dead
TOLL_STEP = 0.1  # share of the dead told last by which a toll has to rise for a revision
CLOSED: frozenset[State] = frozenset({"resolved", "merged", "false_positive"})
RANK: dict[Severity, int] = {"minor": 0, "moderate": 1, "severe": 2, "extreme": 3}

Level = Literal["none", "watch", "page"]
VerdictName = Literal["acknowledge", "false_alarm", "resolve", "silence", "merge", "reopen"]


class Reason(StrEnum):
    """Why a decision was taken."""

    NOTHING_NEW = "nothing_new"
    RATE_ROSE = "rate_rose"
    GRAVE_NEWS = "grave_news"
    RATE_ROSE_CORROBORATED = "rate_rose_corroborated"
    CORROBORATED = "corroborated"
    SEVERITY_ROSE = "severity_rose"
    SEVERITY_FELL = "severity_fell"
    TOLL_ROSE = "toll_rose"
    TOLL_CORRECTED = "toll_corrected"
    TOLL_DISPUTED = "toll_disputed"
    FIGURES_CHANGED = "figures_changed"
    NEW_SOURCE = "new_source"
    NEW_TYPE = "new_type"
    PLACE_CHANGED = "place_changed"
    ACCELERATED = "accelerated"
    DENIED = "denied"
    RETRACTED = "retracted"
    QUIET = "quiet"
    STAYED_QUIET = "stayed_quiet"
    ROSE_AGAIN = "rose_again"
    REOPENED = "reopened"
    MERGED = "merged"
    ACKNOWLEDGED = "acknowledged"
    FALSE_ALARM = "false_alarm"
    RESOLVED = "resolved"
    SILENCED = "silenced"
    SILENCE_ENDED = "silence_ended"


class AnalystVerdict(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an analyst said of an alert; an event like any other, so it is replayed and feeds recalibration.

    Attributes:
        alert: id.
        verdict: what was said.
        by: who.
        at: when, UTC; moves no clock.
        until: end of a silence, required for one.
        into: the alert that this one is merged into, required for that.
        id: see `alerts.verdicts.verdict_id`; a verdict that comes twice is obeyed once.
        revision: of the alert, as the analyst saw it.
        score: of that revision, ``threshold`` what it had to pass: what recalibration learns from.
        note: in the analyst's words.
    """

    alert: str
    verdict: VerdictName
    by: str
    at: datetime
    until: datetime | None = None
    into: str | None = None
    id: str | None = None
    revision: int | None = None
    score: float | None = None
    threshold: float | None = None
    note: str = ""
    v: int = 1


ANALYST_VERDICTS: Codec[AnalystVerdict] = Codec(AnalystVerdict)


class Signal(msgspec.Struct, frozen=True):
    """What detectors and corroboration say of an episode now.

    Attributes:
        level: what the score and the sources would open.
        calm: the last hour is what the baseline explains.
        severity: how bad.
        sources: step of the independent sources, see `alerts.corroboration.source_step`.
        place: node.
        types: number of event types.
        accelerating: the reports accelerate.
        denials: step of the voices that deny it, see `alerts.corroboration.denial_step`.
        retractions: posts taken back so far.
        toll: the dead, as somebody vouches for.
        weighty: its figures would open it, not a rise; see `alerts.weight`.
        disputed: an official body gives a lower toll than the one that stands, or none.
        figures: role and number of what a headline shows and somebody vouches for.
        verdict: of an analyst, when this is one.
    """

    level: Level
    calm: bool
    severity: Severity
    sources: int = 0
    place: str = ""
    types: int = 1
    accelerating: bool = False
    denials: int = 0
    retractions: int = 0
    verdict: AnalystVerdict | None = None
    toll: int = 0
    weighty: bool = False
    disputed: bool = False
    figures: tuple[tuple[str, int], ...] = ()

    def told_late(self, before: Signal) -> Reason:
        """Return why the figures of an alert that is over are told."""
        return Reason.TOLL_ROSE if self.toll > before.toll else Reason.FIGURES_CHANGED


class Standing(msgspec.Struct, frozen=True):
    """The alert as last published: its state, the signal behind it, and since when it is in that state.

    Attributes:
        paged: it has been firing.
        told_at: of the last revision.
    """

    state: State
    signal: Signal
    since: datetime
    silenced_until: datetime | None = None
    paged: bool = False
    told_at: datetime | None = None


@dataclass(frozen=True)
class Action:
    """What to do: ``publish`` a revision in ``state``, or nothing. ``until``: end of a silence."""

    publish: bool
    state: State
    reason: Reason
    until: datetime | None = None


def decide(previous: Standing | None, signal: Signal, now: datetime) -> Action:
    """Return what becomes of an alert.

    Args:
        previous: the alert as last published; None before the first revision.
        signal: as of ``now``.
        now: event time.
    """
    if previous is None:
        return _open(signal)
    if signal.verdict is not None:
        return _obey(previous, signal.verdict)
    if previous.state in CLOSED:
        return _reopen(previous, signal, now)
    if previous.state in ("suppressed", "clearing"):
        after = _end_silence if previous.state == "suppressed" else _clear_or_return
        return after(previous, signal, now)
    if signal.calm and now - previous.since >= OPEN_AT_LEAST:
        return Action(True, "clearing", Reason.QUIET)
    return _revise(previous, signal, now)


def _keep(previous: Standing) -> Action:
    return Action(False, previous.state, Reason.NOTHING_NEW, previous.silenced_until)


def _open(signal: Signal) -> Action:
    if signal.level == "page":
        return Action(True, "firing", Reason.GRAVE_NEWS if signal.weighty else Reason.RATE_ROSE_CORROBORATED)
    if signal.level == "watch":
        return Action(True, "watch", Reason.GRAVE_NEWS if signal.weighty else Reason.RATE_ROSE)
    return Action(False, "watch", Reason.NOTHING_NEW)


def _obey(previous: Standing, verdict: AnalystVerdict) -> Action:
    state, open_ = previous.state, previous.state not in CLOSED
    # What each word makes of an alert, and where it makes sense.
    words: dict[VerdictName, tuple[bool, State, Reason]] = {
        "acknowledge": (open_ and state != "acknowledged", "acknowledged", Reason.ACKNOWLEDGED),
        "false_alarm": (state not in ("false_positive", "merged"), "false_positive", Reason.FALSE_ALARM),
        "resolve": (open_, "resolved", Reason.RESOLVED),
        "silence": (open_ and verdict.until is not None, "suppressed", Reason.SILENCED),
        "merge": (open_ and bool(verdict.into), "merged", Reason.MERGED),
        "reopen": (
            state in ("resolved", "false_positive"),
            "firing" if previous.paged else "watch",
            Reason.REOPENED,
        ),
    }
    sensible, after, reason = words[verdict.verdict]
    until = verdict.until if verdict.verdict == "silence" else None
    return Action(True, after, reason, until) if sensible else _keep(previous)


def _reopen(previous: Standing, signal: Signal, now: datetime) -> Action:
    if previous.state == "merged" or signal.level == "none":
        return _settle(previous, signal, now) if previous.state == "resolved" else _keep(previous)
    if previous.state == "false_positive" and RANK[signal.severity] <= RANK[previous.signal.severity]:
        return _keep(previous)
    return Action(True, _state(signal), Reason.REOPENED)


def _state(signal: Signal) -> State:
    return "firing" if signal.level == "page" else "watch"


def _end_silence(previous: Standing, signal: Signal, now: datetime) -> Action:
    if previous.silenced_until is None or now < previous.silenced_until:
        return _keep(previous)
    if signal.calm:
        return Action(True, "resolved", Reason.SILENCE_ENDED)
    return Action(True, _state(signal), Reason.SILENCE_ENDED)


def _clear_or_return(previous: Standing, signal: Signal, now: datetime) -> Action:
    if previous.paged and signal.toll >= max(GRAVE_TOLL, 2 * previous.signal.toll):
        return Action(True, "firing", Reason.ROSE_AGAIN)
    known = previous.paged and signal.weighty and not _more_known(previous.signal, signal)
    if signal.level != "none" and not signal.calm and not known:
        return Action(True, _state(signal), Reason.ROSE_AGAIN)
    if signal.calm and now - previous.since >= QUIET_BEFORE_RESOLVED:
        return Action(True, "resolved", Reason.STAYED_QUIET)
    return _settle(previous, signal, now)


def _more_known(before: Signal, signal: Signal) -> bool:
    """Whether more is known, or by more, than when an alert calmed down: a report of the trial is no new page."""
    graver = RANK[signal.severity] > RANK[before.severity] or signal.types > before.types
    others = _toll_rose(before, signal) or _leapt(before, signal) or 0 < signal.toll < before.toll
    return graver or others or signal.sources > before.sources


def _toll_rose(before: Signal, signal: Signal) -> bool:
    return signal.toll - before.toll >= max(1.0, TOLL_STEP * before.toll)


def _settle(previous: Standing, signal: Signal, now: datetime) -> Action:
    """Tell figures that have changed, at most once in `SETTLED`."""
    if signal.figures == previous.signal.figures or now - (previous.told_at or previous.since) < SETTLED:
        return _keep(previous)
    late = previous.state == "resolved"
    return Action(True, previous.state, signal.told_late(previous.signal) if late else Reason.FIGURES_CHANGED)


def _leapt(before: Signal, signal: Signal) -> bool:
    known = dict(before.figures)
    return any(
        role in ("injured", "missing") and number >= max(LEAPT, 2 * known.get(role, 0))
        for role, number in signal.figures
    )


def _revise(previous: Standing, signal: Signal, now: datetime) -> Action:
    before = previous.signal
    rose = RANK[signal.severity] > RANK[before.severity]
    if previous.state == "watch" and signal.level == "page":
        if signal.sources > before.sources:
            return Action(True, "firing", Reason.CORROBORATED)
        unrisen = Reason.GRAVE_NEWS if signal.weighty else Reason.RATE_ROSE_CORROBORATED
        return Action(True, "firing", Reason.SEVERITY_ROSE if rose else unrisen)
    if previous.state == "acknowledged" and rose:
        return Action(True, "firing", Reason.SEVERITY_ROSE)
    changes = (
        (signal.retractions > before.retractions, Reason.RETRACTED),
        (signal.denials > before.denials, Reason.DENIED),
        (rose, Reason.SEVERITY_ROSE),
        (_toll_rose(before, signal), Reason.TOLL_ROSE),
        (_leapt(before, signal), Reason.TOLL_ROSE),
        (0 < signal.toll < before.toll and not signal.retractions, Reason.TOLL_CORRECTED),
        (signal.disputed and not before.disputed, Reason.TOLL_DISPUTED),
        (signal.place != before.place, Reason.PLACE_CHANGED),
        (signal.types > before.types, Reason.NEW_TYPE),
        (signal.sources > before.sources, Reason.NEW_SOURCE),
        (signal.accelerating and not before.accelerating, Reason.ACCELERATED),
        (RANK[signal.severity] < RANK[before.severity], Reason.SEVERITY_FELL),
    )
    for changed, reason in changes:
        if changed:
            return Action(True, previous.state, reason)
    return _settle(previous, signal, now)
