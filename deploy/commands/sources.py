"""``tocsin source``: which kinds of source there are, which are configured, and what one reading of one yields."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from deploy.commands.session import FAILED, Session, end, examples, say

if TYPE_CHECKING:
    from connectors.connector import Batch
    from deploy.config import Config

__all__ = ["source"]


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
        "tocsin -c tocsin.toml source try bluesky",
    ),
)
@click.argument("target", metavar="URL|NAME")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Stop after so many posts.")
@click.option(
    "--patience", type=click.FloatRange(0.1), default=15.0, show_default=True, help="Seconds to wait for a live stream."
)
@click.option("--allow-private", is_flag=True, help="Also read from this machine's or a private address.")
@click.pass_obj
def try_(session: Session, target: str, limit: int, patience: float, allow_private: bool) -> None:
    """Read a source once and print its posts; nothing is published, no position is kept.

    The target is the name of a configured source, the address of a feed (http, https) or of a Jetstream (ws, wss), or
    a file of posts. Entries that cannot be read, and gaps, are told on standard error. Exit status 1 when the source
    could not be read.
    """
    from connectors.errors import ConnectorError  # noqa: PLC0415
    from connectors.post import POSTS  # noqa: PLC0415
    from connectors.registry import guess  # noqa: PLC0415
    from deploy.commands.lines import write_lines  # noqa: PLC0415

    config = session.config()
    named = next((each for each in config.sources if each.name == target), None)
    name, (kind, options) = target, (named.type, named.options) if named else guess(target)
    allowed = ("0.0.0.0/0", "::/0") if allow_private else config.network.allow_private_hosts
    try:
        batch = asyncio.run(_read(name, kind, options, allowed, (limit, patience)))
    except ConnectorError as error:
        say(f"{type(error).__name__}: {error}{_unknown_name(target, named is not None, config)}")
        end(FAILED)
    write_lines(POSTS, batch.posts)
    for skipped in batch.skipped:
        say(f"skipped ({skipped.reason}): {skipped.error}")
    for gap in batch.gaps:
        say(f"gap from {gap.since:%Y-%m-%d %H:%M:%S}Z to {gap.until:%Y-%m-%d %H:%M:%S}Z: {gap.why}")
    say(f"{len(batch.posts)} posts, {len(batch.skipped)} skipped, read as type {kind!r}.")


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
