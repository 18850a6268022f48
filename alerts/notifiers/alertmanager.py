"""Prometheus Alertmanager, API v2 (https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml).

Labels are the alert's identity there and stay the same for its life: name, id, peak severity, and what the options add.
All that changes is an annotation. A rise in severity is a new set of labels, so it is routed and told anew; the sets of
lower severities end in the same request. Alertmanager forgets: an open alert is repeated every `REPEAT` and ends
by itself at `LASTING` after the last time. It knows no acknowledgement, so an acknowledged alert stays open there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated, ClassVar

import msgspec

from alerts.alert import Alert, Severity
from alerts.lifecycle import RANK
from alerts.message import body, clean, map_link, title
from alerts.notifiers.http import Http
from alerts.notifiers.notifier import RefusedError
from alerts.outbox import peak_of
from alerts.pace import Pace

__all__ = ["Alertmanager", "AlertmanagerOptions", "postable"]

REPEAT = timedelta(minutes=1)
LASTING = 5 * REPEAT
OPEN = frozenset({"watch", "firing", "acknowledged", "clearing"})
MOST_SUMMARY, MOST_DESCRIPTION = 300, 4000
LabelName = Annotated[str, msgspec.Meta(pattern="^[a-zA-Z_][a-zA-Z0-9_]*$")]


class AlertmanagerOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of an ``alertmanager`` channel.

    Attributes:
        url: of Alertmanager, without ``/api/v2``.
        name: ``alertname``.
        labels: more labels, the same for every alert.
        headers: e.g. ``Authorization``.
    """

    url: Annotated[str, msgspec.Meta(pattern="^https?://[^/]")] = "http://127.0.0.1:9093"
    name: Annotated[str, msgspec.Meta(min_length=1)] = "TocsinAlert"
    labels: dict[LabelName, str] = {}
    headers: dict[str, str] = {}


def postable(alert: Alert, peak: Severity, options: AlertmanagerOptions, now: datetime) -> list[dict[str, object]]:
    """Return the body of the request: the set of the peak severity, then those below it, ended.

    Args:
        alert: the revision.
        peak: worst severity that was told.
        options: of the channel.
        now: aware UTC.
    """
    annotations = {
        "summary": title(alert, MOST_SUMMARY),
        "description": body(alert, MOST_DESCRIPTION),
        "state": alert.state,
        "severity_now": alert.severity,
        "confidence": f"{alert.confidence:.2f}",
        "place": clean(alert.place.name),
        "country": alert.place.country,
        "revision": str(alert.revision),
    }
    starts = min(alert.started_at or alert.at, now)
    found = []
    for severity in sorted((one for one in RANK if RANK[one] <= RANK[peak]), key=RANK.__getitem__, reverse=True):
        lasts = severity == peak and alert.state in OPEN
        found.append(
            {
                "labels": {**options.labels, "alertname": options.name, "alert": alert.alert, "severity": severity},
                "annotations": annotations,
                "startsAt": starts,
                "endsAt": now + LASTING if lasts else now,
                "generatorURL": map_link(alert.place),
            }
        )
    return found


@dataclass
class Alertmanager:
    """Tells one Alertmanager."""

    exercises: ClassVar[bool] = False
    repeat: ClassVar[timedelta | None] = REPEAT
    pace: ClassVar[Pace] = Pace(longest=REPEAT, per_minute=6000.0, burst=1000)

    name: str
    options: AlertmanagerOptions
    http: Http = field(repr=False)
    clock: Callable[[], datetime] = field(repr=False)

    async def send(self, alert: Alert, dedup_key: str) -> str:
        """Post; see `alerts.notifiers.notifier.Notifier`."""
        if alert.synthetic:
            raise RefusedError(self.name, "an exercise never pages anybody")
        content = msgspec.json.encode(postable(alert, peak_of(dedup_key), self.options, self.clock()))
        headers = {**self.options.headers, "content-type": "application/json"}
        url = f"{self.options.url.rstrip('/')}/api/v2/alerts"
        return (await self.http.post(self.name, url, content, headers)).receipt

    async def aclose(self) -> None:
        """The client is shared."""
