"""Chat, mail, SMS and push through Apprise: one address, one service, one channel.

Apprise (https://github.com/caronc/apprise) says only whether everything went well: so there is one service per call,
or a repetition would reach those that have it already; each failure counts as passing; and a receiver that answers
after Apprise's four seconds has a message that is sent again. These services know no dedup key.

What a service would act on in somebody's post (mentions, links in disguise) is taken apart here, markup is Apprise's to
escape: it is told that the text is plain. A mail is HTML of our own (`alerts.mail`). The picture goes along by mail,
which is one delivery; elsewhere it is a request of its own, and one that fails would send the words twice, so there it
must be asked for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, Any, ClassVar

import msgspec

from alerts.alert import Alert
from alerts.digest import digest
from alerts.mail import mail_body
from alerts.message import Limits, Message, harmless, message
from alerts.notifiers.notifier import RefusedError, UnreachableError
from alerts.pace import Pace
from alerts.picture import png

__all__ = ["Service", "ServiceOptions", "limits_of", "said"]

MOST_CHARACTERS = 8000
"""Of a message, where the service takes more: nobody reads on."""

MOST_TITLE = 250
OPENING = frozenset({"watch", "firing"})
MAIL = frozenset({"mailto", "mailtos"})


class ServiceOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of an ``apprise`` channel.

    Attributes:
        url: Apprise address of one service, e.g. ``tgram://token/chat`` or ``mailtos://user:password@example.org``.
        max_characters: of a message; the service's own limit holds too.
        picture: send the reports over time as a picture; left out: by mail only.
    """

    url: Annotated[str, msgspec.Meta(pattern="^[A-Za-z][A-Za-z0-9+.-]*://")]
    max_characters: Annotated[int, msgspec.Meta(ge=40)] = MOST_CHARACTERS
    picture: bool | None = None


def limits_of(service: Any, most: int) -> Limits:
    """Return what an Apprise service takes.

    Args:
        service: as Apprise makes it of an address.
        most: characters that the desk wants at most.
    """
    wide = int(getattr(service, "body_maxlen", 0) or MOST_CHARACTERS)
    heading = min(int(getattr(service, "title_maxlen", 0) or 0), MOST_TITLE)
    return Limits(heading, min(wide, most), together=True)


def said(alert: Alert, limits: Limits) -> Message:
    """Return the message with what chat services would act on taken apart."""
    plain = message(alert, limits)
    return Message(harmless(plain.title), harmless(plain.body))


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
        service = await asyncio.to_thread(self._opened)  # reads a hundred modules the first time
        text = said(alert, limits_of(service, self.options.max_characters))
        picture = self._picture(service, alert)
        html = mail_body(alert, picture.name if picture else None) if self._schema in MAIL else None
        return await self._told(text, alert.state in OPENING, html, picture)

    async def send_together(self, alerts: Sequence[Alert]) -> str:
        """Send; see `alerts.notifiers.notifier.Grouping`."""
        service = await asyncio.to_thread(self._opened)
        plain = digest(alerts, limits_of(service, self.options.max_characters))
        text = Message(harmless(plain.title), harmless(plain.body))
        return await self._told(text, any(alert.state in OPENING for alert in alerts))

    async def _told(self, text: Message, alarming: bool, html: str | None = None, picture: Any = None) -> str:
        import apprise  # noqa: PLC0415  most of a second that others do not pay

        one = apprise.Apprise()
        one.add(self._service)
        # An empty title is not the same as none to some services.
        told = await one.async_notify(
            body=text.body if html is None else html,
            title=text.title or None,
            notify_type=apprise.NotifyType.WARNING if alarming else apprise.NotifyType.INFO,
            body_format=apprise.NotifyFormat.TEXT if html is None else apprise.NotifyFormat.HTML,
            attach=picture,
        )
        if not told:
            raise UnreachableError(self.name, f"{self._schema} did not take it; Apprise's log says why")
        return f"{self._schema} took it"

    async def aclose(self) -> None:
        """Apprise opens a connection per message."""
        self._service = None

    def _picture(self, service: Any, alert: Alert) -> Any:
        """Return the attachment, None where it is not wanted or cannot be had."""
        wanted = self._schema in MAIL if self.options.picture is None else self.options.picture
        if not wanted or not any(alert.timeline) or not getattr(service, "attachment_support", False):
            return None
        from apprise.attachment.memory import AttachMemory  # noqa: PLC0415

        make: Any = AttachMemory  # untyped
        return make(png(alert), name=f"reports-{alert.revision}.png", mimetype="image/png")

    def _opened(self) -> Any:
        import apprise  # noqa: PLC0415

        if self._service is None:
            self._schema = self.options.url.partition("://")[0].lower()
            self._service = apprise.Apprise.instantiate(self.options.url, suppress_exceptions=True)
            if self._schema in MAIL and self._service is not None:
                self._service.inline = True  # the picture stands in the mail and not beside it
        if self._service is None:
            raise RefusedError(self.name, f"Apprise cannot read the {self._schema}:// address")
        return self._service
