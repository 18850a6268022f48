"""Every kind of channel, in one explicit table: the ``type`` of a ``[[channels]]`` table of the configuration.

A new channel is one module, one entry here and one test. What is in the table is proven by one contract test over all.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import msgspec

from alerts.notifiers.alertmanager import Alertmanager, AlertmanagerOptions
from alerts.notifiers.cap import Cap, CapOptions
from alerts.notifiers.http import Http
from alerts.notifiers.jsonl import JsonLines, JsonLinesOptions
from alerts.notifiers.notifier import Notifier
from alerts.notifiers.pagerduty import PagerDuty, PagerDutyOptions
from alerts.notifiers.pictures import Pictures, PicturesOptions
from alerts.notifiers.services import Service, ServiceOptions
from alerts.notifiers.terminal import Terminal, TerminalOptions
from alerts.notifiers.webhook import Webhook, WebhookOptions

__all__ = ["CHANNELS", "ChannelEntry", "Context"]


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Context:
    """What the channels of one process share. Opens nothing before it is used.

    Attributes:
        stream: of terminals.
        directory: relative paths of channels that write files start here.
        http: client.
        clock: aware UTC.
    """

    stream: TextIO = field(default_factory=lambda: sys.stderr)
    directory: Path = Path()
    http: Http = field(default_factory=Http)
    clock: Callable[[], datetime] = _now

    async def aclose(self) -> None:
        """Close connections."""
        await self.http.aclose()


@dataclass(frozen=True)
class ChannelEntry:
    """One kind of channel.

    Attributes:
        options: Struct that the channel's ``options`` are validated against; strict, no unknown fields.
        build: name of the channel, validated options and context -> notifier. Opens nothing.
        summary: one line for lists.
        example: a ``[[channels]]`` table that works.
    """

    options: type[msgspec.Struct]
    build: Callable[[str, Any, Context], Notifier]
    summary: str
    example: str


CHANNELS: dict[str, ChannelEntry] = {
    "terminal": ChannelEntry(
        options=TerminalOptions,
        build=lambda name, options, context: Terminal(name, options, context.stream),
        summary="one block per alert on the terminal",
        example='[[channels]]\nname = "terminal"\ntype = "terminal"\n',
    ),
    "jsonl": ChannelEntry(
        options=JsonLinesOptions,
        build=lambda name, options, context: JsonLines(name, context.directory / options.path),
        summary="alerts as JSON lines at the end of a file",
        example='[[channels]]\nname = "archive"\ntype = "jsonl"\noptions = { path = "alerts.jsonl" }\n',
    ),
    "webhook": ChannelEntry(
        options=WebhookOptions,
        build=lambda name, options, context: Webhook(name, options, context.http, context.clock),
        summary="signed CloudEvents over HTTP, for programs of your own",
        example='[[channels]]\nname = "desk"\ntype = "webhook"\n'
        'options = { url = "https://desk.example.org/tocsin", secret = "shared with the receiver" }\n',
    ),
    "apprise": ChannelEntry(
        options=ServiceOptions,
        build=lambda name, options, _: Service(name, options),
        summary="chat, mail, SMS and push services by their Apprise address",
        example='[[channels]]\nname = "team"\ntype = "apprise"\noptions = { url = "ntfy://ntfy.example.org/crisis" }\n',
    ),
    "pagerduty": ChannelEntry(
        options=PagerDutyOptions,
        build=lambda name, options, context: PagerDuty(name, options, context.http),
        summary="incidents in PagerDuty (Events API v2)",
        example='[[channels]]\nname = "pager"\ntype = "pagerduty"\n'
        'options = { routing_key = "0123456789abcdef0123456789abcdef" }\n',
    ),
    "alertmanager": ChannelEntry(
        options=AlertmanagerOptions,
        build=lambda name, options, context: Alertmanager(name, options, context.http, context.clock),
        summary="alerts in a Prometheus Alertmanager (API v2)",
        example='[[channels]]\nname = "prometheus"\ntype = "alertmanager"\n'
        'options = { url = "http://127.0.0.1:9093" }\n',
    ),
    "pictures": ChannelEntry(
        options=PicturesOptions,
        build=lambda name, options, context: Pictures(name, context.directory / options.directory),
        summary="the reports over time as PNG and SVG files, for a web server to show",
        example='[[channels]]\nname = "pictures"\ntype = "pictures"\noptions = { directory = "pictures" }\n',
    ),
    "cap": ChannelEntry(
        options=CapOptions,
        build=lambda name, options, context: Cap(
            name, options, context.directory / options.directory, context.http, context.clock
        ),
        summary="Common Alerting Protocol 1.2 messages, as files and by POST",
        example='[[channels]]\nname = "cap"\ntype = "cap"\n'
        'options = { directory = "cap", sender = "crisis-desk@example.org" }\n',
    ),
}
