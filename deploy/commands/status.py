"""``tocsin status``: one screen for all processes."""

from __future__ import annotations

import click

from deploy.commands.session import FAILED, Session, end, examples, say

__all__ = ["status"]


@click.command(
    short_help="Show how all processes fare, and what to do next",
    epilog=examples(
        "tocsin status",
        "tocsin status --json | jq .findings",
        "tocsin status --at 10.0.0.2:9470 --at 10.0.0.3:9470",
        "watch -n 5 tocsin status",
    ),
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option(
    "--at", "endpoints", multiple=True, metavar="HOST:PORT", help="Ask this process; may be given repeatedly."
)
@click.pass_obj
def status(session: Session, as_json: bool, endpoints: tuple[str, ...]) -> None:
    """Show health, lag, sources, the last alert and the newest heartbeat of a running Tocsin, and what to do next.

    Asks the ports of [metrics] in the configuration; where processes run on several machines, all those named with --at
    or under [status] endpoints. Exit status 1 when something needs hands, or nothing runs.
    """
    import msgspec  # noqa: PLC0415

    from connectors.page import utc_now  # noqa: PLC0415
    from deploy.config import StatusTable  # noqa: PLC0415
    from deploy.run import DEFAULT_SOURCES  # noqa: PLC0415
    from deploy.status import ask, asked, judge  # noqa: PLC0415
    from deploy.view.status import show  # noqa: PLC0415

    config = session.config("metrics", "status")
    if endpoints:
        try:
            table = msgspec.convert({"endpoints": endpoints}, StatusTable)
        except msgspec.ValidationError:
            raise click.BadParameter('Write "host:port" or "[::1]:port".', param_hint="--at") from None
        config = msgspec.structs.replace(config, status=table)
    if not config.metrics.port and not config.status.endpoints:
        say("[metrics] port is 0, so every process took a port that nobody else knows; set it, and start Tocsin again.")
        end(FAILED)
    told, healths = ask(config)
    if all(one.samples is None for one in told):
        where = ", ".join(url.removeprefix("http://") for _, url in asked(config))
        say(
            f"No Tocsin answers at {where}. Start it with `tocsin run`, or name the configuration of the one that runs "
            "with --config, or its processes with --at."
        )
        end(FAILED)
    found = judge(told, config.sources or (DEFAULT_SOURCES if config.path is None else ()), healths, utc_now())
    if as_json:
        click.echo(msgspec.json.encode(found))
    else:
        show(found)
    if not found.healthy:
        end(FAILED)
