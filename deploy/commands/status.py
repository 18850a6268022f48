"""``tocsin status``: one screen for all processes."""

from __future__ import annotations

import click

from deploy.commands.session import FAILED, Session, end, examples, say

__all__ = ["status"]


@click.command(
    short_help="Show how all processes fare, and what to do next",
    epilog=examples("tocsin status", "tocsin status --json | jq .findings", "watch -n 5 tocsin status"),
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def status(session: Session, as_json: bool) -> None:
    """Show health, lag, sources, the last alert and the newest heartbeat of a running Tocsin, and what to do next.

    Asks the ports of [metrics] in the configuration. Exit status 1 when something needs hands, or nothing runs.
    """
    import msgspec  # noqa: PLC0415

    from connectors.page import utc_now  # noqa: PLC0415
    from deploy.run import DEFAULT_SOURCES  # noqa: PLC0415
    from deploy.status import PROCESSES, ask, judge  # noqa: PLC0415
    from deploy.view.status import show  # noqa: PLC0415

    config = session.config()
    if not config.metrics.port:
        say("[metrics] port is 0, so every process took a port that nobody else knows; set it, and start Tocsin again.")
        end(FAILED)
    told, healths = ask(config)
    if all(one.samples is None for one in told):
        last = config.metrics.port + len(PROCESSES) - 1
        say(
            f"No Tocsin answers at {config.metrics.host}, ports {config.metrics.port} to {last}. Start it with "
            "`tocsin run`, or name the configuration of the one that runs with --config."
        )
        end(FAILED)
    found = judge(told, config.sources or (DEFAULT_SOURCES if config.path is None else ()), healths, utc_now())
    if as_json:
        click.echo(msgspec.json.encode(found))
    else:
        show(found)
    if not found.healthy:
        end(FAILED)
