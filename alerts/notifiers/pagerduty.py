"""PagerDuty, Events API v2 (https://developer.pagerduty.com/docs/events-api-v2/overview/).

- One incident per dedup key, so doubles fall together. A rise in severity comes with a new key, since an acknowledged
  incident stays quiet; the incidents of lower keys are resolved behind it.
- What closes an alert resolves all keys it may have had: PagerDuty takes a resolve of a key it never saw.
- A silence resolves too: when it ends and the alert still fires, that is a page again.
- "Calming down" is not told: it changes nothing for who was paged, and would open the incident again for somebody who
  resolved it by hand.
- Never a drill: the courier keeps synthetic alerts away, and this refuses them once more.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, ClassVar

import msgspec

from alerts.alert import Alert, Severity
from alerts.lifecycle import RANK
from alerts.message import clean, clip, evidence, facts, map_link, title
from alerts.notifiers.http import Http
from alerts.notifiers.notifier import RefusedError
from alerts.outbox import dedup_key as key_of
from alerts.outbox import peak_of
from alerts.pace import Pace

__all__ = ["PagerDuty", "PagerDutyOptions", "acknowledgement", "resolution", "trigger"]

SEVERITIES: dict[Severity, str] = {"minor": "info", "moderate": "warning", "severe": "error", "extreme": "critical"}
MOST_SUMMARY, MOST_KEY, MOST_LINKS, MOST_DETAIL = 1024, 255, 5, 4000
REMEMBERED = 1000


class PagerDutyOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of a ``pagerduty`` channel.

    Attributes:
        routing_key: integration key of the service, 32 characters.
        url: of the API; another for the European service region.
        source: who reports, as the incident shows it.
        picture_url: where the picture of a revision can be seen, e.g. by a ``pictures`` channel behind a web server;
            ``{alert}`` and ``{revision}`` are filled in. PagerDuty shows https only.
    """

    routing_key: Annotated[str, msgspec.Meta(min_length=32, max_length=32)]
    url: Annotated[str, msgspec.Meta(pattern="^https?://[^/]")] = "https://events.pagerduty.com/v2/enqueue"
    source: Annotated[str, msgspec.Meta(min_length=1, max_length=255)] = "tocsin"
    picture_url: Annotated[str, msgspec.Meta(pattern="^(https://[^/].*)?$")] = ""


def trigger(alert: Alert, key: str, options: PagerDutyOptions) -> dict[str, object]:
    """Return the event that opens an incident or adds to it."""
    links = [{"href": map_link(alert.place), "text": "Map"}]
    links += [
        {"href": one.url, "text": clip(clean(one.source), 100)}
        for one in alert.posts[:MOST_LINKS]
        if one.url and one.url.startswith(("http://", "https://"))
    ]
    details = {label: clip(text, MOST_DETAIL) for label, text in facts(alert)}
    images = []
    if options.picture_url:
        shown = options.picture_url.replace("{alert}", alert.alert).replace("{revision}", str(alert.revision))
        images.append({"src": shown, "alt": "Reports a minute against what is expected"})
    return {
        **_head("trigger", key, options),
        "client": "Tocsin",
        "payload": {
            "summary": title(alert, MOST_SUMMARY),
            "source": options.source,
            "severity": SEVERITIES[alert.severity],
            "timestamp": alert.at,
            "class": alert.type,
            "group": clip(clean(alert.place.name), 255),
            "custom_details": {**details, "Evidence": clip("\n".join(evidence(alert)), MOST_DETAIL)},
        },
        "links": links,
        "images": images,
    }


def acknowledgement(key: str, options: PagerDutyOptions) -> dict[str, object]:
    """Return the event that quietens an incident."""
    return _head("acknowledge", key, options)


def resolution(key: str, options: PagerDutyOptions) -> dict[str, object]:
    """Return the event that ends an incident."""
    return _head("resolve", key, options)


def _head(action: str, key: str, options: PagerDutyOptions) -> dict[str, object]:
    return {"routing_key": options.routing_key, "event_action": action, "dedup_key": key[:MOST_KEY]}


@dataclass
class PagerDuty:
    """Opens, acknowledges and resolves incidents of one service."""

    exercises: ClassVar[bool] = False
    repeat: ClassVar[timedelta | None] = None
    pace: ClassVar[Pace] = Pace(per_minute=100.0, burst=20)  # the API takes 120 a minute and key

    name: str
    options: PagerDutyOptions
    http: Http = field(repr=False)
    _raised: OrderedDict[str, str] = field(default_factory=OrderedDict, repr=False)

    async def send(self, alert: Alert, dedup_key: str) -> str:
        """Send; see `alerts.notifiers.notifier.Notifier`."""
        if alert.synthetic:
            raise RefusedError(self.name, "an exercise never pages anybody")
        peak = peak_of(dedup_key)
        lower = [key_of(alert.alert, severity) for severity in RANK if RANK[severity] < RANK[peak]]
        if alert.state in ("watch", "firing"):
            receipt = await self._post(trigger(alert, dedup_key, self.options))
            if self._raised.get(alert.alert) != dedup_key:  # after a restart once more: it does no harm
                for key in lower:
                    await self._post(resolution(key, self.options))
                self._note(alert.alert, dedup_key)
            return receipt
        if alert.state == "acknowledged":
            return await self._post(acknowledgement(dedup_key, self.options))
        if alert.state == "clearing":
            return "nothing to say while it calms down"
        receipt = await self._post(resolution(dedup_key, self.options))
        for key in lower:
            await self._post(resolution(key, self.options))
        self._raised.pop(alert.alert, None)
        return receipt

    async def aclose(self) -> None:
        """The client is shared."""

    async def _post(self, event: dict[str, object]) -> str:
        headers = {"content-type": "application/json"}
        return (await self.http.post(self.name, self.options.url, msgspec.json.encode(event), headers)).receipt

    def _note(self, alert: str, key: str) -> None:
        self._raised[alert] = key
        while len(self._raised) > REMEMBERED:
            self._raised.popitem(last=False)
