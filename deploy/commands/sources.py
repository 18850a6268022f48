"""``tocsin source``: which kinds of source there are, which are configured, and what one reading of one yields."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from deploy.commands.session import FAILED, Session, end, examples, say

if TYPE_CHECKING:
    from connectors.connector import Batch
    from deploy.config import Config, SourceTable

__all__ = ["source"]

MAX_LIST_BYTES = 16 * 1024 * 1024


@click.group(short_help="Try sources out, and list them")
def source() -> None:
    """Try sources out before they are configured, and list them."""


@source.command(short_help="List the kinds of source, with examples", epilog=examples("tocsin source types"))
def types() -> None:
    """List the kinds of source, each with a table that works."""
    from connectors.registry import CONNECTORS  # noqa: PLC0415

    for name, entry in CONNECTORS.items():
        click.echo(f"# {name}: {entry.summary}\n{entry.example}")


@source.command("list", short_help="List the configured sources", epilog=examples("tocsin -c tocsin.toml source list"))
@click.pass_obj
def list_(session: Session) -> None:
    """List the configured sources: name, type, and which options are set."""
    sources = session.config().sources
    if not sources:
        say("No sources are configured; `tocsin run` without a configuration reads public Bluesky posts.")
    width = max((len(each.name) for each in sources), default=0)
    for each in sources:
        click.echo(f"{each.name:<{width}}  {each.type:<10}  {', '.join(sorted(each.options)) or '(defaults)'}")


@source.command(
    "try",
    short_help="Print the posts that one reading of a source yields",
    epilog=examples(
        "tocsin source try https://www.example.org/world.rss",
        "tocsin source try posts.jsonl.gz --limit 3",
        "tocsin source try --type gdelt --limit 5",
        "tocsin source try --type firms --set key=env:FIRMS_KEY --set area=[69.2,39.1,80.3,43.3]",
        "tocsin -c tocsin.toml source try bluesky",
    ),
)
@click.argument("target", metavar="[URL|NAME]", required=False)
@click.option("--type", "kind", help="Try a source of this type that is not configured; see `tocsin source types`.")
@click.option("--set", "settings", multiple=True, metavar="OPTION=VALUE", help="An option of that type; repeatable.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Stop after so many posts.")
@click.option(
    "--patience", type=click.FloatRange(0.1), default=15.0, show_default=True, help="Seconds to wait for a live stream."
)
@click.option("--allow-private", is_flag=True, help="Also read from this machine's or a private address.")
@click.pass_obj
def try_(
    session: Session,
    target: str | None,
    kind: str | None,
    settings: tuple[str, ...],
    limit: int,
    patience: float,
    allow_private: bool,
) -> None:
    """Read a source once and print its posts; nothing is published, no position is kept.

    The target is the name of a configured source, the address of a feed (http, https) or of a Jetstream (ws, wss), or
    a file of posts; for any other type give --type and its options. Entries that cannot be read, and gaps, are told on
    standard error. Exit status 1 when the source could not be read.
    """
    from connectors.errors import ConnectorError, ForbiddenAddressError  # noqa: PLC0415
    from connectors.post import POSTS  # noqa: PLC0415
    from deploy.commands.lines import write_lines  # noqa: PLC0415

    config = session.config()
    named = next((each for each in config.sources if each.name == target), None)
    name, (tried, options) = target or kind or "", _chosen(target, kind, settings, named)
    allowed = ("0.0.0.0/0", "::/0") if allow_private else config.network.allow_private_hosts
    try:
        batch = asyncio.run(_read(name, tried, options, allowed, (limit, patience)))
    except ConnectorError as error:
        here = " Here --allow-private does it." if isinstance(error, ForbiddenAddressError) else ""
        say(f"{type(error).__name__}: {error}{here}{_unknown_name(target or '', bool(named or kind), config)}")
        end(FAILED)
    write_lines(POSTS, batch.posts[:limit])
    for skipped in batch.skipped:
        say(f"skipped ({skipped.reason}): {skipped.error}")
    for gap in batch.gaps:
        say(f"gap from {gap.since:%Y-%m-%d %H:%M:%S}Z to {gap.until:%Y-%m-%d %H:%M:%S}Z: {gap.why}")
    say(f"{len(batch.posts)} posts, {len(batch.skipped)} skipped, read as type {tried!r}.")


def _chosen(
    target: str | None, kind: str | None, settings: tuple[str, ...], named: SourceTable | None
) -> tuple[str, Mapping[str, Any]]:
    """Return type and options of what is to be tried."""
    from connectors.registry import guess  # noqa: PLC0415
    from deploy.sources import option_values  # noqa: PLC0415

    if kind is None and target is None:
        raise click.UsageError("Name a source, an address or a file, or give --type.")
    if kind is None and settings:
        raise click.UsageError("--set goes with --type.")
    if kind is not None:
        try:
            options = option_values(settings, os.environ)
        except ValueError as error:
            raise click.UsageError(str(error)) from error
        if target is not None:
            options.setdefault("path" if kind == "files" else "url", target)
        return kind, options
    return (named.type, named.options) if named is not None else guess(target or "")


async def _read(
    name: str, kind: str, options: Mapping[str, Any], allowed: tuple[str, ...], bounds: tuple[int, float]
) -> Batch:
    from connectors.connector import read_once  # noqa: PLC0415
    from connectors.registry import Context, build  # noqa: PLC0415

    context = Context.of(allowed)
    try:
        connector = build(name, kind, options, context)
        return await read_once(connector, limit=bounds[0], patience=timedelta(seconds=bounds[1]))
    finally:
        await context.aclose()


def _unknown_name(target: str, known: bool, config: Config) -> str:
    if known or "/" in target or "." in target:
        return ""
    names = ", ".join(each.name for each in config.sources) or "none"
    return f"\nNo source {target!r} is configured either (there are: {names})."


@source.command(
    "import",
    short_help="Turn a feed reader's list (OPML) into source tables",
    epilog=examples(
        "tocsin source import feeds.opml > sources.toml",
        "tocsin source import feeds.opml --append tocsin.toml",
    ),
)
@click.argument("file", type=click.File("rb"))
@click.option("--append", type=click.Path(dir_okay=False, path_type=Path), help="Add the tables to this file.")
@click.option(
    "--interval", type=click.IntRange(60, 86400), default=300, show_default=True, help="`interval_seconds` of each."
)
@click.pass_obj
def import_(session: Session, file: BinaryIO, append: Path | None, interval: int) -> None:
    """Print a [[sources]] table for each feed of a list, or add them to a configuration.

    Feeds that are configured already, or stand twice in the list, are told and left out; so are addresses of private
    networks. Nothing is fetched. Exit status 1 when the list cannot be read or nothing of it was taken.
    """
    from connectors.feed_document import HostileError  # noqa: PLC0415
    from connectors.opml import NotOpmlError, read_opml, sorted_out  # noqa: PLC0415
    from deploy.sources import feed_table  # noqa: PLC0415

    config = session.config()
    try:
        feeds = read_opml(file.read(MAX_LIST_BYTES))
    except (NotOpmlError, HostileError) as error:
        say(f"{file.name}: {error}")
        end(FAILED)
    urls = [str(each.options.get("url", "")) for each in config.sources if each.type == "feeds"]
    found = sorted_out(feeds, [each.name for each in config.sources], urls)
    text = "\n".join(feed_table(name, feed, interval) for name, feed in found.taken.items())
    if append is not None and found.taken:
        before = append.read_text("utf-8") if append.exists() else ""
        append.write_text(f"{before.rstrip()}\n\n{text}" if before.strip() else text, "utf-8")
    elif append is None:
        click.echo(text, nl=False)
    for url in found.doubles:
        say(f"already there: {url}")
    for url, why in found.refused:
        say(f"refused: {url}: {why}")
    say(f"{len(found.taken)} taken, {len(found.doubles)} already there, {len(found.refused)} refused.")
    if not found.taken:
        end(FAILED)
