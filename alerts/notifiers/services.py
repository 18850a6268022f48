"""Chat, mail, SMS and push through Apprise: one address, one service, one channel.

Apprise (https://github.com/caronc/apprise) says only whether everything went well: so there is one service per call,
or a repetition would reach those that have it already; each failure counts as passing; and a receiver that answers
after Apprise's four seconds has a message that is sent again. These services know no dedup key.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, Any, ClassVar

import msgspec

from alerts.alert import Alert
from alerts.message import Limits, message
from alerts.notifiers.notifier import RefusedError, UnreachableError
from alerts.pace import Pace

__all__ = ["Service", "ServiceOptions"]

MOST_CHARACTERS = 8000
"""Of a message, where the service takes more: nobody reads on."""


class ServiceOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of an ``apprise`` channel.

    Attributes:
        url: Apprise address of one service, e.g. ``tgram://token/chat`` or ``mailtos://user:password@example.org``.
        max_characters: of a message; the service's own limit holds too.
    """

    url: Annotated[str, msgspec.Meta(pattern="^[A-Za-z][A-Za-z0-9+.-]*://")]
    max_characters: Annotated[int, msgspec.Meta(ge=40)] = MOST_CHARACTERS


@dataclass
class Service:
    """Sends through one service."""

    exercises: ClassVar[bool] = False
    repeat: ClassVar[timedelta | None] = None
    pace: ClassVar[Pace] = Pace()

    name: str
    options: ServiceOptions
    _service: Any = field(default=None, repr=False)
    _schema: str = ""

    async def send(self, alert: Alert, dedup_key: str) -> str:  # noqa: ARG002  the services know none
        """Send; see `alerts.notifiers.notifier.Notifier`."""
        import apprise  # noqa: PLC0415  most of a second that others do not pay

        service = await asyncio.to_thread(self._opened)  # reads a hundred modules the first time
        wide = int(getattr(service, "body_maxlen", 0) or MOST_CHARACTERS)
        limits = Limits(
            title=min(int(getattr(service, "title_maxlen", 0) or 0), 250), body=min(wide, self.options.max_characters)
        )
        text = message(alert, limits)
        one = apprise.Apprise()
        one.add(service)
        kind = apprise.NotifyType.WARNING if alert.state in ("watch", "firing") else apprise.NotifyType.INFO
        # An empty title is not the same as none to some services.
        told = await one.async_notify(
            body=text.body, title=text.title or None, notify_type=kind, body_format=apprise.NotifyFormat.TEXT
        )
        if not told:
            raise UnreachableError(self.name, f"{self._schema} did not take it; Apprise's log says why")
        return f"{self._schema} took it"

    async def aclose(self) -> None:
        """Apprise opens a connection per message."""
        self._service = None

    def _opened(self) -> Any:
        import apprise  # noqa: PLC0415

        if self._service is None:
            self._schema = self.options.url.partition("://")[0].lower()
            self._service = apprise.Apprise.instantiate(self.options.url, suppress_exceptions=True)
        if self._service is None:
            raise RefusedError(self.name, f"Apprise cannot read the {self._schema}:// address")
        return self._service
