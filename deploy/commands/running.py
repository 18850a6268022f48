"""The verbs that run the real thing, on whichever Kafka the configuration names."""

from __future__ import annotations

import contextlib
import signal
import time
from pathlib import Path

import click

from deploy.commands.lines import write
from deploy.commands.session import FAILED, Session, end, examples, say

__all__ = ["connect", "demo", "kafka", "replay", "run", "worker"]

STAGES = ("tag", "dedupe", "escalate", "notify")


@click.command(
    short_help="Play a made-up night through the real pipeline",
    epilog=examples("tocsin demo", "tocsin demo --broker local", "tocsin demo --plain > drill.log"),
)
@click.option("--broker", metavar="BROKER", help="embedded, local or kafka://host:port; otherwise the configured one.")
@click.option("--fast", is_flag=True, help="Play as fast as possible instead of in about a minute.")
@click.option("--plain", is_flag=True, help="Lines instead of a live screen; taken by itself when this is no terminal.")
@click.pass_obj
def demo(session: Session, broker: str | None, fast: bool, plain: bool) -> None:
    """Play the drill of the Bishkek night through the real pipeline and sum up."""
    from deploy.demo import demo as play  # noqa: PLC0415

    session.hand_down()
    end(play(session.config(), broker, fast=fast, plain=plain))


@click.command(
    short_help="Run everything on this machine for good",
    epilog=examples("tocsin run", "tocsin -c tocsin.toml --log-format json run"),
)
@click.pass_obj
def run(session: Session) -> None:
    """Run everything on this machine for good: broker, sources, stages. Ctrl-C finishes what is in flight.

    Without a configuration it reads public Bluesky posts through the embedded broker, which keeps everything in
    memory; for good, set [broker] kind = "local".
    """
    from deploy import run as running  # noqa: PLC0415

    session.hand_down()
    end(running.run(session.config()))


@click.command(
    short_help="Run one stage as a process of its own", epilog=examples("tocsin -c cluster.toml worker dedupe")
)
@click.argument("stage", type=click.Choice(STAGES))
@click.pass_obj
def worker(session: Session, stage: str) -> None:
    """Run one stage as a process of its own; several workers of a stage share its partitions."""
    from deploy import run as running  # noqa: PLC0415

    end(running.worker(session.config(), stage))


@click.command(short_help="Run the sources as a process of its own", epilog=examples("tocsin -c cluster.toml connect"))
@click.pass_obj
def connect(session: Session) -> None:
    """Run the configured sources as a process of its own."""
    from deploy import run as running  # noqa: PLC0415

    end(running.connect(session.config()))


@click.command(
    short_help="Send recorded posts through Kafka and all stages",
    epilog=examples("tocsin replay night.jsonl.zst", "tocsin replay night.jsonl --speed 600"),
)
@click.argument("path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, readable=True))
@click.option(
    "--speed", type=click.FloatRange(0, min_open=True), help="So many times the posts' own time; else at full speed."
)
@click.pass_obj
def replay(session: Session, path: str, speed: float | None) -> None:
    """Send recorded posts through connectors, Kafka and all stages; prints the alerts as JSON lines.

    Runs on topics of its own, so that the past does not meet the live stream, and pages nobody. Ends when all is
    worked off.
    """
    from deploy.replay import replay as play  # noqa: PLC0415

    session.hand_down()
    end(play(session.config(), Path(path), speed))


@click.command(short_help="Run the local Kafka in the foreground", epilog=examples("tocsin kafka"))
@click.pass_obj
def kafka(session: Session) -> None:
    """Run the local Kafka in the foreground until Ctrl-C, under the configured data directory.

    `tocsin run` starts it by itself when the configuration says "local".
    """
    from deploy.brokers import BrokerError, open_broker  # noqa: PLC0415

    config = session.config()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends like Ctrl-C
    try:
        with (
            open_broker("local", data_dir=Path(config.broker.data_dir), progress=say) as broker,
            contextlib.suppress(KeyboardInterrupt),  # from the printed address on a caller may interrupt at any moment
        ):
            write(f"kafka://{broker.bootstrap}\n")
            say("Ctrl-C stops it; what it was given stays.")
            while True:
                time.sleep(1)
    except BrokerError as error:
        say(str(error))
        end(FAILED)
