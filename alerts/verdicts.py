"""Analysts' verdicts on their way into escalation: one ordered log with the stories, so that a replay says the same.

A verdict is written to ``tocsin.verdicts``, where it is kept for a year as the record of what people thought of the
alerts. The escalate stage forwards it to every partition of ``tocsin.stories`` as a `Told`: what the stage's state
follows from is then one log with one order, whatever is killed when. An alert's id does not tell which partition holds
it, and those that do not know it change nothing.

Rejected: verdicts as a second input with a position of its own. After a restart nobody knows between which stories a
verdict fell, and the revisions that follow from it would have other numbers than those that people were told.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from alerts.alert import Alert
from alerts.lifecycle import AnalystVerdict, VerdictName
from connectors.codec import Codec
from streams.report import Report, Story, Verdict
from streams.stage import Routed

__all__ = ["TOLD", "VERDICT_SOURCE", "Told", "carried", "forwarded", "signed", "verdict_id"]

VERDICT_SOURCE = "tocsin:verdict"
"""Source of the stories that carry a verdict: no report, not counted, not shown."""

NAMESPACE: UUID = uuid5(NAMESPACE_URL, "tocsin:verdict")


WORDS: dict[VerdictName, str] = {
    "acknowledge": "Acknowledged",
    "false_alarm": "Called a false alarm",
    "resolve": "Closed",
    "silence": "Silenced",
    "merge": "Merged",
    "reopen": "Reopened",
}


class Told(Story, frozen=True, kw_only=True, omit_defaults=True):
    """What the escalate stage reads: a story, or a verdict in a story's clothes (``judged``)."""

    judged: AnalystVerdict | None = None


TOLD: Codec[Told] = Codec(Told)


def verdict_id(verdict: AnalystVerdict) -> str:
    """Return the id of a verdict: the same person, saying the same of the same revision, said it once."""
    until = verdict.until.isoformat() if verdict.until is not None else ""
    said = (verdict.alert, str(verdict.revision), verdict.verdict, verdict.by, verdict.into or "", until)
    return str(uuid5(NAMESPACE, "\x1e".join(said)))


def carried(verdict: AnalystVerdict) -> Told:
    """Put a verdict into the form in which it travels among the stories."""
    name = verdict.id or verdict_id(verdict)
    return Told(
        id=f"{VERDICT_SOURCE}:{name}",
        source=VERDICT_SOURCE,
        kind="newswire",
        family=VERDICT_SOURCE,
        excerpt=verdict.verdict,
        published_at=verdict.at,
        report=Report(id=name, lang="en", relevant=False, mentions=(), places=()),
        verdict=Verdict(name, "new", name, None, ()),
        judged=verdict,
    )


def forwarded(verdicts: Iterable[AnalystVerdict], partitions: int) -> list[Routed]:
    """Route verdicts to every partition of ``stories``."""
    return [
        Routed("stories", partition, None, TOLD.encode(carried(verdict)))
        for verdict in verdicts
        for partition in range(partitions)
    ]


def signed(alert: Alert, verdict: AnalystVerdict) -> Alert:
    """Return the revision that follows from a verdict with who said so, and what."""
    until = f" until {verdict.until:%Y-%m-%d %H:%M} UTC" if verdict.verdict == "silence" and verdict.until else ""
    into = f" into {verdict.into}" if verdict.verdict == "merge" and verdict.into else ""
    note = f": {verdict.note}" if verdict.note else ""
    return msgspec.structs.replace(alert, said=f"{WORDS[verdict.verdict]}{into}{until} by {verdict.by}{note}")
