"""Every kind of source, in one explicit table: the ``type`` of a ``[[sources]]`` table of the configuration.

A new source is one module, one entry here, one test and one folder of payloads. No discovery: what is not in the
table does not exist, and what is in it is proven by one contract test over all entries.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import msgspec

from connectors.acled import Acled, AcledOptions
from connectors.article_worker import Articles
from connectors.connector import Connector
from connectors.errors import OptionsError
from connectors.feed_worker import FeedWorker
from connectors.feeds import Feeds, FeedsOptions
from connectors.fetch import Fetcher, FetchLimits
from connectors.files import Files, FilesOptions
from connectors.firms import Firms, FirmsOptions
from connectors.gdelt import Gdelt, GdeltOptions
from connectors.guard import AddressGuard
from connectors.jetstream import Jetstream, JetstreamOptions
from connectors.jetstream2 import Jetstream2, Jetstream2Options
from connectors.mastodon import Mastodon, MastodonOptions
from connectors.newswire import Format, Newswire, NewswireOptions
from connectors.page import utc_now
from connectors.reddit import Reddit, RedditOptions
from connectors.reliefweb import Reliefweb, ReliefwebOptions
from connectors.telegram import Telegram, TelegramOptions
from connectors.webhook import Webhook, WebhookOptions
from connectors.websub import Callbacks, PushedFeeds
from connectors.x import X, XOptions

__all__ = ["CONNECTORS", "Context", "Entry", "build", "guess"]

SILENT_AFTER = timedelta(minutes=15)


@dataclass(frozen=True)
class Context:
    """What connectors of one process share. Opens nothing before it is used.

    Attributes:
        fetcher: HTTP with the address guard, time-outs and caps.
        worker: reads feeds that are not well-formed, in a process of its own.
        callbacks: where hubs tell us news of feeds.
        articles: reads the stories of web pages, in a few of their own.
        clock: the time; only connectors and the runner read it, nothing behind them does.
    """

    fetcher: Fetcher
    worker: FeedWorker
    clock: Callable[[], datetime] = utc_now
    callbacks: Callbacks = field(default_factory=Callbacks)
    articles: Articles = field(default_factory=Articles)

    @classmethod
    def of(cls, allow_private_hosts: tuple[str, ...] = (), limits: FetchLimits | None = None) -> Context:
        """Make a context from the settings of the configuration.

        Args:
            allow_private_hosts: see `connectors.guard.AddressGuard.allow`.
            limits: costs of one request.
        """
        return cls(Fetcher(AddressGuard(allow_private_hosts), limits), FeedWorker())

    @property
    def guard(self) -> AddressGuard:
        """The address guard, for connectors that dial by themselves."""
        return self.fetcher.guard

    async def aclose(self) -> None:
        """Close connections and worker processes."""
        await self.callbacks.aclose()
        await self.worker.aclose()
        await self.articles.aclose()
        await self.fetcher.aclose()


def _feed(name: str, options: FeedsOptions, context: Context) -> Connector:
    feeds = Feeds(name, options, context.fetcher, context.worker, context.clock, context.articles)
    return PushedFeeds(feeds, context.callbacks) if options.callback else feeds


@dataclass(frozen=True)
class Entry:
    """One kind of source.

    Attributes:
        options: Struct that the source's ``options`` are validated against; strict, no unknown fields.
        build: name of the source, validated options and context -> connector. Raises
            `connectors.errors.OptionsError` for what only shows when options are seen together.
        summary: one line for lists.
        example: a ``[[sources]]`` table that works.
        silent_after: one that works answers at least as often; None where nobody can say, as with what others send us.
    """

    options: type[msgspec.Struct]
    build: Callable[[str, Any, Context], Connector]
    summary: str
    example: str
    silent_after: timedelta | None = SILENT_AFTER


Clock = Callable[[], datetime]
Build = Callable[[str, Any, Context], Connector]


def _fetching(make: Callable[[str, Any, Fetcher, Clock], Connector]) -> Build:
    return lambda name, options, context: make(name, options, context.fetcher, context.clock)


def _wire(form: Format) -> Build:
    return lambda name, options, context: Newswire(name, form, options, context.fetcher, context.clock)


def _entry(
    kind: str,
    options: type[msgspec.Struct],
    build: Build,
    summary: str,
    example: tuple[str, str],
    silent_after: timedelta | None = SILENT_AFTER,
) -> tuple[str, Entry]:
    """Return a row; ``example`` is a name for such a source, and options that work."""
    name, given = example
    table = f'[[sources]]\nname = "{name}"\ntype = "{kind}"\noptions = {{ {given} }}\n'
    return kind, Entry(options, build, summary, table, silent_after)


CONNECTORS: dict[str, Entry] = dict(
    (
        _entry(
            "files",
            FilesOptions,
            lambda name, options, _: Files(name, options),
            "posts as JSON lines from a file (plain, gzip, zstd) or standard input",
            ("recorded", 'path = "posts.jsonl.gz", speed = 600'),
            None,
        ),
        _entry(
            "feeds",
            FeedsOptions,
            _feed,
            "entries of an RSS, RDF, Atom or JSON feed, polled as its publisher asks",
            ("world", 'url = "https://example.org/world.rss"'),
        ),
        _entry(
            "jetstream",
            JetstreamOptions,
            lambda name, options, context: Jetstream(name, options, context.guard, context.clock),
            "public posts of Bluesky as they are written (Jetstream v1)",
            ("bluesky", 'languages = ["ru", "ky", "en"]'),
        ),
        _entry(
            "jetstream2",
            Jetstream2Options,
            _fetching(Jetstream2),
            "public posts of Bluesky as they are written (Jetstream v2)",
            ("bluesky2", 'languages = ["ru", "ky", "en"]'),
        ),
        _entry(
            "mastodon",
            MastodonOptions,
            _fetching(Mastodon),
            "public posts of a Mastodon server as they are written (with a token; else polled)",
            ("fediverse", 'server = "https://mastodon.example", token = "of a user of that server"'),
        ),
        _entry(
            "gdelt",
            GdeltOptions,
            _fetching(Gdelt),
            "headlines of the world's news from GDELT 2, every fifteen minutes",
            ("gdelt", 'themes = ["PROTEST", "ARMEDCONFLICT"]'),
        ),
        _entry(
            "reliefweb",
            ReliefwebOptions,
            _fetching(Reliefweb),
            "reports of humanitarian organisations on ReliefWeb; free, needs an approved appname",
            ("reliefweb", 'appname = "your-approved-name"'),
        ),
        _entry(
            "acled",
            AcledOptions,
            _fetching(Acled),
            "protests and political violence coded by ACLED, a week later; free, needs an account",
            ("acled", 'username = "you@example.org", password = "your password", countries = ["Kyrgyzstan"]'),
        ),
        _entry(
            "firms",
            FirmsOptions,
            _fetching(Firms),
            "fires that satellites see, from NASA FIRMS, three hours later; free, needs a key",
            ("fires", 'key = "your map key", area = [69.2, 39.1, 80.3, 43.3]'),
        ),
        _entry(
            "ninjs",
            NewswireOptions,
            _wire("ninjs"),
            "a newswire in ninjs 1 to 3: a folder, a page, or the feed of the Associated Press",
            ("agency", 'folder = "incoming/ninjs"'),
        ),
        _entry(
            "newsml",
            NewswireOptions,
            _wire("newsml"),
            "a newswire in NewsML-G2: a folder, or a page",
            ("bureau", 'folder = "incoming/newsml"'),
        ),
        _entry(
            "reddit",
            RedditOptions,
            _fetching(Reddit),
            "new posts of subreddits (an app that Reddit has approved)",
            ("reddit", 'subreddits = ["worldnews"], client_id = "of your app", client_secret = "of your app"'),
        ),
        _entry(
            "telegram",
            TelegramOptions,
            _fetching(Telegram),
            "posts of a public Telegram channel, from its preview on the web",
            ("city", 'channel = "name_of_the_channel"'),
        ),
        _entry(
            "x",
            XOptions,
            _fetching(X),
            "posts of X that match rules, as they are written (paid)",
            ("x", 'token = "bearer token of your app", rules = ["(fire OR protest) lang:en -is:retweet"]'),
        ),
        _entry(
            "webhook",
            WebhookOptions,
            lambda name, options, context: Webhook(name, options, context.clock),
            "posts that others send us over HTTP, signed",
            ("partner", 'port = 8099, secret = "at least sixteen characters"'),
            None,
        ),
    )
)


def build(name: str, kind: str, options: Mapping[str, Any], context: Context) -> Connector:
    """Make one connector of a ``[[sources]]`` table.

    Args:
        name: unique; the checkpoint's key.
        kind: its ``type``, a key of `CONNECTORS`.
        options: as read from the configuration; checked strictly.
        context: shared by all connectors of the process.

    Raises:
        OptionsError: the type or an option is wrong; the message names the field and what is allowed.
    """
    entry = CONNECTORS.get(kind)
    if entry is None:
        raise OptionsError(name, f"there is no type {kind!r}; there are {', '.join(sorted(CONNECTORS))}")
    try:
        checked = msgspec.convert(dict(options), entry.options)
    except msgspec.ValidationError as exc:
        known = ", ".join(field.encode_name for field in msgspec.structs.fields(entry.options))
        raise OptionsError(name, f"options of {kind}: {exc}. Its options are {known}.") from exc
    return entry.build(name, checked, context)


def guess(target: str) -> tuple[str, dict[str, Any]]:
    """Return type and options for an address or path given by hand (``tocsin source try``)."""
    scheme = urlsplit(target).scheme.lower()
    if scheme in {"ws", "wss"}:
        return ("jetstream2" if "subscribeEvents" in target else "jetstream"), {"url": target}
    if scheme in {"http", "https"}:
        return "feeds", {"url": target}
    return "files", {"path": target}
