"""``tocsin alerts`` and ``tocsin alert``: what is open, one alert in full, and what analysts say of it."""

from __future__ import annotations

import asyncio
import getpass
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from deploy.commands.session import FAILED, PICTURES, NewFile, Session, end, examples, say

if TYPE_CHECKING:
    from alerts.alert import Alert
    from alerts.lifecycle import AnalystVerdict
    from deploy.brokers import Broker
    from deploy.config import Config
    from deploy.desk import Board

__all__ = ["alert", "alerts"]

LENGTH = re.compile(r"(\d+)\s*(m|h|d)")
UNITS = {"m": "minutes", "h": "hours", "d": "days"}
LONGEST_SILENCE = timedelta(days=30)


@click.command(
    short_help="List open alerts; how many pages were real",
    epilog=examples(
        "tocsin alerts",
        "tocsin alerts --json | jq -r '.headline'",
        "tocsin alerts --precision",
        "tocsin alerts --precision --json > pages.jsonl    every page with its score and what was said of it",
    ),
)
@click.option("--json", "as_json", is_flag=True, help="JSON lines: the alerts as on the topic, or the pages.")
@click.option("--all", "closed", is_flag=True, help="Also what is over, latest first.")
@click.option("--precision", is_flag=True, help="Share of pages that analysts judged real, by week.")
@click.pass_obj
def alerts(session: Session, as_json: bool, closed: bool, precision: bool) -> None:
    """List the open alerts, what needs a person first: id, state, severity, age, what happened last, headline."""
    from deploy.desk import board  # noqa: PLC0415

    async def work(config: Config, broker: Broker) -> tuple[Board, datetime]:
        read = await board(config, broker, deliveries=precision)
        return read, read.clock(datetime.now(UTC), config.broker.prefix)

    read, now = _on_broker(session, work)
    if precision:
        _tell_precision(read, as_json)
        return
    found = read.open_alerts(closed=closed)
    if as_json:
        from alerts.alert import ALERTS  # noqa: PLC0415
        from deploy.commands.lines import write_lines  # noqa: PLC0415

        write_lines(ALERTS, found)
        return
    from deploy.commands.alert_text import table  # noqa: PLC0415

    table(found, now)
    if not found:
        say("No alert is open." if not closed else "There are no alerts.")


def _tell_precision(read: Board, as_json: bool) -> None:
    from alerts.precision import judged_pages, spared, weeks_of  # noqa: PLC0415
    from deploy.commands.alert_text import precision_text  # noqa: PLC0415
    from deploy.desk import pages  # noqa: PLC0415

    entries = [entry for of_alert in read.deliveries.values() for entry in of_alert.values()]
    found = judged_pages(pages(entries), read.verdicts, read.alerts)
    if as_json:
        import msgspec  # noqa: PLC0415

        from deploy.commands.lines import write  # noqa: PLC0415

        write(b"".join(msgspec.json.encode(page) + b"\n" for page in found))
        return
    click.echo(precision_text(weeks_of(found), spared(found)))


@click.group(short_help="Show an alert, or say what it is worth")
def alert() -> None:
    """Show one alert, acknowledge it, or say what it is worth.

    An id may be cut short as long as it fits one alert. A verdict is kept on its topic and obeyed by the escalate
    stage; the same verdict twice counts once.
    """


@alert.command(epilog=examples("tocsin alert show 3f2a", "tocsin alert show 3f2a --picture fire.png"))
@click.argument("name", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="The newest revision as one JSON line.")
@click.option("--picture", type=NewFile(*PICTURES), help="Also draw the reports over time: .png or .svg.")
@click.pass_obj
def show(session: Session, name: str, as_json: bool, picture: str | None) -> None:
    """Show everything about an alert: why now, who says so, evidence with links, history, who was told."""
    from deploy.desk import board  # noqa: PLC0415

    async def work(config: Config, broker: Broker) -> tuple[Board, datetime]:
        read = await board(config, broker, deliveries=True)
        return read, read.clock(datetime.now(UTC), config.broker.prefix)

    read, now = _on_broker(session, work)
    found = _found(read, name)
    if picture is not None:
        _draw(found, picture)
    if as_json:
        from alerts.alert import ALERTS  # noqa: PLC0415
        from deploy.commands.lines import write_lines  # noqa: PLC0415

        write_lines(ALERTS, [found])
        return
    from deploy.commands.alert_text import whole  # noqa: PLC0415

    whole(found, read, now)


def _draw(found: Alert, path: str) -> None:
    from pathlib import Path  # noqa: PLC0415

    from alerts.picture import png, svg  # noqa: PLC0415

    Path(path).write_bytes(svg(found) if path.lower().endswith(".svg") else png(found))


def _verdict(name: str, *more: Any, help_: str, example: str) -> Callable[[Callable[..., None]], click.Command]:
    """Declare a verb that says a verdict: its id, who says so, a note, and how long to wait for what follows."""

    def declare(function: Callable[..., None]) -> click.Command:
        options = [
            click.argument("name", metavar="ID"),
            *more,
            click.option("--by", default=None, help="Who says so; otherwise the user of this machine."),
            click.option("--note", default="", help="In your own words; kept with the verdict."),
            click.option("--wait", type=click.FloatRange(0), default=15.0, help="Seconds to wait for an answer (15)."),
            click.pass_obj,
        ]  # fmt: skip
        for option in reversed(options):
            function = option(function)
        return alert.command(name, short_help=help_, help=f"{help_}.", epilog=examples(example))(function)

    return declare


@_verdict(
    "ack", help_="Say that somebody is on it; it stays quiet until it gets worse", example="tocsin alert ack 3f2a"
)
def ack(session: Session, name: str, by: str | None, note: str, wait: float) -> None:
    """Acknowledge."""
    _say(session, name, "acknowledge", by, note, wait)


@_verdict(
    "false-alarm",
    help_="Say that there was nothing; it stays closed unless it gets worse",
    example='tocsin alert false-alarm 3f2a --note "a film set"',
)
def false_alarm(session: Session, name: str, by: str | None, note: str, wait: float) -> None:
    """Call it a false alarm."""
    _say(session, name, "false_alarm", by, note, wait)


@_verdict("resolve", help_="Say that it is over", example="tocsin alert resolve 3f2a")
def resolve(session: Session, name: str, by: str | None, note: str, wait: float) -> None:
    """Close it."""
    _say(session, name, "resolve", by, note, wait)


@_verdict(
    "reopen",
    help_="Take back that it was closed or called a false alarm, within six hours",
    example='tocsin alert reopen 3f2a --note "no film set after all"',
)
def reopen(session: Session, name: str, by: str | None, note: str, wait: float) -> None:
    """Open it again."""
    _say(session, name, "reopen", by, note, wait)


@_verdict(
    "merge",
    click.argument("into", metavar="INTO"),
    help_="Say that it is part of another alert",
    example="tocsin alert merge 3f2a 9c01",
)
def merge(session: Session, name: str, into: str, by: str | None, note: str, wait: float) -> None:
    """Merge it into another."""
    _say(session, name, "merge", by, note, wait, into=into)


@_verdict(
    "suppress",
    click.option(
        "--until", required=True, help='A time with an offset, or a length from now such as "90m", "6h", "2d".'
    ),
    help_="Keep it quiet until a time",
    example="tocsin alert suppress 3f2a --until 6h",
)
def suppress(session: Session, name: str, until: str, by: str | None, note: str, wait: float) -> None:
    """Silence it."""
    _say(session, name, "silence", by, note, wait, until=_until(until, datetime.now(UTC)))


def _until(text: str, now: datetime) -> datetime:
    if found := LENGTH.fullmatch(text.strip()):
        at = now + timedelta(**{UNITS[found[2]]: int(found[1])})
    else:
        try:
            at = datetime.fromisoformat(text.strip())
        except ValueError as exc:
            raise _wrong_time(f"{text!r} is neither a time nor a length; write 6h or 2026-10-05T22:00Z") from exc
        if at.tzinfo is None:
            raise _wrong_time(f"{text!r} has no offset; write e.g. {text}Z for UTC")
    if not now < at <= now + LONGEST_SILENCE:
        raise _wrong_time(f"{at:%Y-%m-%d %H:%M %Z} is not within the next {LONGEST_SILENCE.days} days")
    return at.astimezone(UTC).replace(microsecond=0)


def _wrong_time(problem: str) -> click.BadParameter:
    return click.BadParameter(problem, param_hint="--until")


def _say(
    session: Session, name: str, verdict: Any, by: str | None, note: str, wait: float,
    *, into: str | None = None, until: datetime | None = None,
) -> None:  # fmt: skip
    """Find the alert, write the verdict, and tell what followed."""

    async def work(config: Config, broker: Broker) -> tuple[Alert, Alert | None]:
        from alerts.lifecycle import CLOSED  # noqa: PLC0415
        from deploy.desk import AskError, answer_to, board, send_verdict  # noqa: PLC0415

        read = await board(config, broker)
        found = read.find(name)
        other = read.find(into) if into is not None else None
        if other is not None and (other.alert == found.alert or other.state in CLOSED):
            raise AskError(f"{other.alert} is {other.state.replace('_', ' ')}: merge into another alert that is open")
        if found.state in CLOSED and verdict not in ("false_alarm", "reopen"):
            raise AskError(f"{found.alert} is over already ({found.state.replace('_', ' ')})")
        if verdict == "reopen" and found.state not in ("resolved", "false_positive"):
            why = "is open" if found.state not in CLOSED else "is part of another alert"
            raise AskError(f"{found.alert} {why}: only what was closed or called a false alarm can be reopened")
        if verdict == "acknowledge" and found.state == "acknowledged":
            return found, found
        said = _written(found, verdict, by or getpass.getuser(), note)
        said = _with(said, until=until, into=other.alert if other is not None else None)
        await send_verdict(config, broker, said)
        return found, await answer_to(config, broker, said, wait) if wait else None

    found, answer = _on_broker(session, work)
    if answer is not None:
        click.echo(f"{answer.alert}  {answer.state.replace('_', ' ')} (revision {answer.revision})  {answer.headline}")
    else:
        click.echo(f"{found.alert}  the verdict is kept; no new revision followed within {wait:g} s")
        say("Either it changed nothing, or no escalate stage is running: it is obeyed when one does.")


def _written(found: Alert, verdict: Any, by: str, note: str) -> AnalystVerdict:
    from alerts.lifecycle import AnalystVerdict  # noqa: PLC0415

    return AnalystVerdict(
        alert=found.alert,
        verdict=verdict,
        by=by,
        at=datetime.now(UTC),
        revision=found.revision,
        score=found.why.score,
        threshold=found.why.threshold,
        note=note,
    )


def _with(said: AnalystVerdict, *, until: datetime | None, into: str | None) -> AnalystVerdict:
    import msgspec  # noqa: PLC0415

    from alerts.verdicts import verdict_id  # noqa: PLC0415

    said = msgspec.structs.replace(said, until=until, into=into)
    return msgspec.structs.replace(said, id=verdict_id(said))


def _found(read: Board, name: str) -> Alert:
    from deploy.desk import AskError  # noqa: PLC0415

    try:
        return read.find(name)
    except AskError as error:
        say(str(error))
        end(FAILED)


def _on_broker(session: Session, work: Callable[[Config, Broker], Any]) -> Any:
    """Run a coroutine on the broker of a running Tocsin, or on the configured one."""
    from aiokafka.errors import KafkaError  # noqa: PLC0415
    from confluent_kafka import KafkaException  # noqa: PLC0415

    from deploy.brokers import BrokerError  # noqa: PLC0415
    from deploy.desk import AskError  # noqa: PLC0415
    from deploy.running import joined  # noqa: PLC0415

    try:
        with joined(session.config("broker", "dedupe"), say) as (broker, config):
            return asyncio.run(work(config, broker))
    except (BrokerError, AskError) as error:
        problem = str(error)
    except (KafkaError, KafkaException) as error:
        problem = f"Kafka did not answer: {error}. Is it running, and do its topics exist (`tocsin topics`)?"
    say(problem)
    return end(FAILED)
