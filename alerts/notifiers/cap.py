"""Common Alerting Protocol 1.2 (https://docs.oasis-open.org/emergency/cap/v1.2/CAP-v1.2-os.html), as files and by POST.

The first message of an alert is an ``Alert``, later revisions are ``Update``, its end a ``Cancel``; later ones refer to
all before them, which are found in the channel's directory. So every message is written there before it is posted, and
a repetition sends the very bytes of the first time. A drill has status ``Exercise``.

Each message is checked against ``cap.rng`` beside this file before it goes out: structure and closed sets of values,
written by us from the standard's text and narrower than its XML schema, against which the tests check what passes here.
"""

from __future__ import annotations

import asyncio
import os
from base64 import b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha1
from pathlib import Path
from threading import Lock
from typing import Annotated, Any, ClassVar

import msgspec

from alerts.alert import Alert, Severity
from alerts.lifecycle import CLOSED
from alerts.message import STATE_WORDS, body, clean, map_link, title, what_is_new
from alerts.notifiers.http import Http
from alerts.notifiers.notifier import RefusedError, UnreachableError
from alerts.pace import Pace
from alerts.picture import png
from streams.report import EventType, Precision

__all__ = ["Cap", "CapOptions", "Reference", "cap_message", "problems"]

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
GRAMMAR = Path(__file__).with_name("cap.rng")
CATEGORIES: dict[EventType, str] = {
    "FIRE": "Fire", "EXPLOSION": "Safety", "INJURY": "Health", "DEATH": "Health", "CLASH": "Security",
    "PROTEST": "Security", "ARREST": "Security", "FORCE": "Security", "STORMING": "Security", "FREED": "Security",
    "DISASTER": "Safety",
}  # fmt: skip
CERTAIN = ((0.8, "Observed"), (0.5, "Likely"), (0.2, "Possible"), (0.0, "Unlikely"))
"""Confidence from which on; CAP says "likely" above one half."""
RADIUS_KM: dict[Precision, float] = {"point": 1.0, "city": 15.0}
LASTING = timedelta(hours=6)
"""As long as an episode lasts without a new report (`alerts.lifecycle.EPISODE_GAP`)."""
MOST_HEADLINE, MOST_DESCRIPTION = 160, 6000


class CapOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of a ``cap`` channel.

    Attributes:
        directory: where messages are kept, ``<identifier>.xml``.
        sender: who answers for them, e.g. ``crisis-desk@example.org``; no blanks or commas.
        sender_name: the same in words.
        restriction: who may read them; empty for public messages.
        url: where they are posted too; empty for nowhere.
        headers: of the request.
        picture: put the reports over time into each message, as a PNG of some four kilobytes.
    """

    directory: Annotated[str, msgspec.Meta(min_length=1)]
    sender: Annotated[str, msgspec.Meta(pattern=r"^[^\s,<&]+$")]
    sender_name: Annotated[str, msgspec.Meta(min_length=1)] = "Tocsin"
    restriction: str = "For the desk that runs this monitor"
    url: Annotated[str, msgspec.Meta(pattern="^(https?://[^/].*)?$")] = ""
    headers: dict[str, str] = {}
    picture: bool = False


@dataclass(frozen=True)
class Reference:
    """An earlier message, as ``sender,identifier,sent``."""

    sender: str
    identifier: str
    sent: str


def cap_message(alert: Alert, options: CapOptions, sent: datetime, earlier: Iterable[Reference] = ()) -> bytes:
    """Return the message as UTF-8.

    Args:
        alert: the revision.
        options: of the channel.
        sent: aware.
        earlier: all messages of this alert before, oldest first.
    """
    from lxml import etree  # noqa: PLC0415  only who uses this channel pays for it

    references = " ".join(f"{one.sender},{one.identifier},{one.sent}" for one in earlier)
    over = alert.state in CLOSED
    names: Any = {None: NAMESPACE}  # the stubs do not know the default namespace
    root = etree.Element(f"{{{NAMESPACE}}}alert", nsmap=names)
    head = [
        ("identifier", _identifier(alert)),
        ("sender", options.sender),
        ("sent", _instant(sent)),
        ("status", "Exercise" if alert.synthetic else "Actual"),
        ("msgType", "Alert" if not references else "Cancel" if over else "Update"),
        ("scope", "Restricted" if options.restriction else "Public"),
        ("restriction", options.restriction),
        ("note", f"{STATE_WORDS[alert.state]}: {what_is_new(alert)}"),
        ("references", references),
    ]
    _add(root, head)
    info = etree.SubElement(root, f"{{{NAMESPACE}}}info")
    _add(info, _info(alert, options, sent, over=over))
    for name, value in (("alert", alert.alert), ("revision", str(alert.revision)), ("state", alert.state)):
        _pair(info, "parameter", f"tocsin:{name}", value)
    if options.picture:
        _add(etree.SubElement(info, f"{{{NAMESPACE}}}resource"), _picture(alert))
    area = etree.SubElement(info, f"{{{NAMESPACE}}}area")
    place, radius = alert.place, RADIUS_KM.get(alert.place.precision)
    circle = f"{place.lat:.5f},{place.lon:.5f} {radius:g}" if radius is not None else ""
    _add(area, [("areaDesc", clean(place.name) or "unknown"), ("circle", circle)])
    _pair(area, "geocode", "ISO 3166-1", place.country)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _info(alert: Alert, options: CapOptions, sent: datetime, *, over: bool) -> list[tuple[str, Any]]:
    types = dict.fromkeys((alert.type, *alert.types))
    certainty = next(word for least, word in CERTAIN if alert.confidence >= least)
    found: list[tuple[str, Any]] = [("language", "en")]
    found += [("category", category) for category in dict.fromkeys(CATEGORIES[kind] for kind in types)]
    found += [
        ("event", " and ".join(kind.lower() for kind in types)),
        ("responseType", "AllClear" if alert.state == "resolved" else "Monitor"),
        ("urgency", "Past" if over or alert.state == "clearing" else "Immediate"),
        ("severity", _severity(alert.severity)),
        ("certainty", "Unlikely" if alert.state == "false_positive" else certainty),
    ]
    found += [("eventCode", ("tocsin:type", kind)) for kind in types]
    found += [
        ("onset", _instant(alert.started_at) if alert.started_at is not None else ""),
        ("expires", _instant(sent + LASTING)),
        ("senderName", options.sender_name),
        ("headline", title(alert, MOST_HEADLINE)),
        ("description", body(alert, MOST_DESCRIPTION, inside=False)),
        ("web", map_link(alert.place)),
    ]
    return found


def _picture(alert: Alert) -> list[tuple[str, Any]]:
    raw = png(alert)
    return [
        ("resourceDesc", "Independent reports a minute against what is expected"),
        ("mimeType", "image/png"),
        ("size", str(len(raw))),
        ("derefUri", b64encode(raw).decode()),
        ("digest", sha1(raw, usedforsecurity=False).hexdigest()),  # the standard asks for SHA-1
    ]


def _severity(severity: Severity) -> str:
    return severity.capitalize()


def _identifier(alert: Alert) -> str:
    return f"{alert.alert}-r{alert.revision}"


def _instant(at: datetime) -> str:
    """Return CAP's form: whole seconds, an offset in figures, and ``-00:00`` where UTC is meant."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}-00:00"


def _add(parent: Any, fields: Iterable[tuple[str, Any]]) -> None:
    from lxml import etree  # noqa: PLC0415

    for name, value in fields:
        if isinstance(value, tuple):
            _pair(parent, name, *value)
        elif value:
            etree.SubElement(parent, f"{{{NAMESPACE}}}{name}").text = _printable(value)


def _pair(parent: Any, name: str, key: str, value: str) -> None:
    from lxml import etree  # noqa: PLC0415

    _add(etree.SubElement(parent, f"{{{NAMESPACE}}}{name}"), [("valueName", key), ("value", value)])


def _printable(text: str) -> str:
    """Leave out what XML cannot carry, keeping line breaks."""
    return "\n".join(clean(line) for line in text.split("\n"))


@cache
def _grammar() -> Any:
    from lxml import etree  # noqa: PLC0415

    return etree.RelaxNG(etree.parse(str(GRAMMAR)))


_CHECKING = Lock()


def problems(raw: bytes) -> list[str]:
    """Return what is wrong with a message by ``cap.rng`` and the rules beside it, empty when nothing is."""
    from lxml import etree  # noqa: PLC0415

    root = etree.fromstring(raw, etree.XMLParser(resolve_entities=False, no_network=True))
    with _CHECKING:  # a grammar keeps the errors of its last check, and several channels may have one
        grammar = _grammar()
        found = [] if grammar.validate(root) else [f"line {one.line}: {one.message}" for one in grammar.error_log]
    kind, references = root.findtext(f"{{{NAMESPACE}}}msgType"), root.findtext(f"{{{NAMESPACE}}}references")
    if kind in {"Update", "Cancel"} and not references:
        found.append(f"an {kind} must refer to earlier messages")
    return found


@dataclass
class Cap:
    """Writes messages into a directory, and posts them where an address is given."""

    exercises: ClassVar[bool] = True
    repeat: ClassVar[timedelta | None] = None
    pace: ClassVar[Pace] = Pace(per_minute=120.0, burst=30)

    name: str
    options: CapOptions
    directory: Path
    http: Http = field(repr=False)
    clock: Callable[[], datetime] = field(repr=False)

    async def send(self, alert: Alert, dedup_key: str) -> str:  # noqa: ARG002  the identifier does that here
        """Write and post; see `alerts.notifiers.notifier.Notifier`."""
        try:
            raw = await asyncio.to_thread(self._kept, alert)
        except OSError as exc:
            raise UnreachableError(self.name, f"cannot write to {self.directory}: {exc.strerror or exc}") from exc
        receipt = f"{_identifier(alert)}.xml"
        if self.options.url:
            headers = {**self.options.headers, "content-type": "application/cap+xml"}
            receipt += f" {(await self.http.post(self.name, self.options.url, raw, headers)).receipt}"
        return receipt

    async def aclose(self) -> None:
        """Nothing is open between two messages."""

    def _kept(self, alert: Alert) -> bytes:
        """Return the message's bytes, written now or before."""
        path = self.directory / f"{_identifier(alert)}.xml"
        if path.exists():
            return path.read_bytes()
        self.directory.mkdir(parents=True, exist_ok=True)
        raw = cap_message(alert, self.options, self.clock(), self._earlier(alert))
        wrong = problems(raw)
        if wrong:
            raise RefusedError(self.name, f"the message would not be valid CAP: {wrong[0]}")
        unfinished = path.with_suffix(".part")
        with unfinished.open("wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
        return raw

    def _earlier(self, alert: Alert) -> list[Reference]:
        from lxml import etree  # noqa: PLC0415

        found: list[tuple[int, Reference]] = []
        for path in self.directory.glob(f"{alert.alert}-r*.xml"):
            number = path.stem.rpartition("-r")[2]
            if number.isdigit() and int(number) < alert.revision:
                root = etree.parse(str(path)).getroot()
                parts = (root.findtext(f"{{{NAMESPACE}}}{name}") or "" for name in ("sender", "identifier", "sent"))
                found.append((int(number), Reference(*parts)))
        return [reference for _, reference in sorted(found, key=lambda one: one[0])]
