"""``tocsin check`` and ``tocsin topics``: is the configuration right, and are the topics there?"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deploy.commands.session import FAILED, Session, end, examples, say

if TYPE_CHECKING:
    from deploy.config import Config

__all__ = ["check", "topics"]


@click.command(
    short_help="Report every mistake in the configuration",
    epilog=examples("tocsin check", "tocsin check night-shift.toml"),
)
@click.argument("path", metavar="[FILE]", required=False, type=click.Path(dir_okay=False))
@click.pass_obj
def check(session: Session, path: str | None) -> None:
    """Check the configuration and report every mistake with line, field and mend.

    Also reads the lexicons, the shipped ones and the desk's own that it names. Exit status 1 when something is wrong.
    Nothing is started or dialled.
    """
    from deploy.config import ConfigError, load  # noqa: PLC0415
    from streams.dedupe.incident_words import check_incidents  # noqa: PLC0415
    from streams.words.lexicon import check as lexicon_check  # noqa: PLC0415
    from streams.words.lexicon import shipped_paths  # noqa: PLC0415

    file = Path(path) if path else session.file()
    try:
        config = load(file, os.environ)
    except ConfigError as error:
        say(str(error))
        count = len(error.problems)
        say(f"{count} {'mistake' if count == 1 else 'mistakes'} in {error.origin}.")
        end(FAILED)
    faults = [*(fault for path in shipped_paths() for fault in lexicon_check(path)), *check_incidents()]
    if faults:
        for fault in dict.fromkeys(map(str, faults)):
            say(fault)
        end(FAILED)
    origin = file if file is not None else "no file, the defaults"
    click.echo(f"{origin}: fine. Broker {config.broker.kind}, {', '.join(_counted(config))}.")


def _counted(config: Config) -> list[str]:
    """Say how many of each there are, and what happens where there are none."""
    without = {
        "source": "public Bluesky posts are read" if config.path is None else "only heartbeats are sent",
        "channel": "alerts go to the terminal",
        "route": "each channel gets what is firing",
    }
    tables = (config.sources, config.channels, config.routes)
    return [
        f"{len(table)} {name}{'' if len(table) == 1 else 's'}" if table else f"no {name} ({none})"
        for table, (name, none) in zip(tables, without.items(), strict=True)
    ]


@click.command(
    short_help="Create the topics on Kafka",
    epilog=examples("tocsin -c tocsin.toml topics", "tocsin -c tocsin.toml topics --rights > grant.sh"),
)
@click.option("--rights", is_flag=True, help="Only print the commands that give each process's user what it needs.")
@click.pass_obj
def topics(session: Session, rights: bool) -> None:
    """Create the topics with their settings; those that exist are compared and left as they are.

    Safe to repeat. `tocsin run` does this by itself; a cluster's operator does it once, with rights that workers lack.
    """
    from deploy.brokers.rights import acl_commands  # noqa: PLC0415

    if rights:
        broker = session.config().broker
        bootstrap = broker.kind.removeprefix("kafka://") if "://" in broker.kind else "HOST:PORT"
        for line in acl_commands(broker.prefix, bootstrap):
            click.echo(line)
        return
    _create(session)


def _create(session: Session) -> None:
    from deploy.brokers import BrokerError, open_broker  # noqa: PLC0415
    from deploy.brokers.topics import create_topics  # noqa: PLC0415
    from deploy.parameters import plan_of, security_of  # noqa: PLC0415

    config = session.config()
    if config.broker.kind == "embedded":
        say(
            "The embedded broker is in memory and ends with its process, so there is nothing to prepare. "
            'Set [broker] kind = "local" or "kafka://host:port".'
        )
        end(FAILED)
    try:
        with open_broker(
            config.broker.kind, data_dir=Path(config.broker.data_dir), progress=say, security=security_of(config)
        ) as broker:
            report = create_topics(broker, plan_of(config))
    except BrokerError as error:
        say(str(error))
        end(FAILED)
    for name in report.created:
        click.echo(f"created   {name}")
    for name in report.existing:
        click.echo(f"existing  {name}")
    for name, difference in report.mismatched.items():
        click.echo(f"differs   {name}: {difference}")
