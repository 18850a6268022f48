"""The command ``tocsin``. Verbs stand in `deploy.commands`; here are the global options and how the program ends.

Exit status: 0 fine, 1 failed, 2 wrong use, 130 interrupted. Records on standard output, everything else on standard
error.
"""

from __future__ import annotations

import sys
from importlib import import_module

import click
from click.utils import PacifyFlushWrapper

from deploy.commands.session import Session, examples

__all__ = ["cli", "main"]

INTERRUPTED = 130
"""128 + SIGINT, as shells report it."""


_VERBS = {
    "demo": "running",
    "run": "running",
    "status": "status",
    "alerts": "alerts",
    "alert": "alerts",
    "tag": "offline",
    "dedupe": "offline",
    "backtest": "offline",
    "replay": "running",
    "calibrate": "calibrating",
    "source": "sources",
    "sources": "health",
    "check": "checking",
    "topics": "checking",
    "worker": "running",
    "connect": "running",
    "kafka": "running",
}
"""Verb -> its module in `deploy.commands`, in the order in which people meet them."""

_TELLING_LITTLE = ("tag", "dedupe")
"""Verbs that import nothing which logs by structlog."""


class _Verbs(click.Group):
    """Imports a verb's module when it is asked for: all of them take a third of a second."""

    def list_commands(self, _: click.Context) -> list[str]:
        """Return the names."""
        return list(_VERBS)

    def get_command(self, _: click.Context, name: str) -> click.Command | None:
        """Return a verb."""
        if name not in _VERBS:
            return None
        found: click.Command = getattr(import_module(f"deploy.commands.{_VERBS[name]}"), name)
        return found


def _version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415  no verb needs it

        click.echo(f"tocsin {version('tocsin')}")
        context.exit()


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    cls=_Verbs,
    epilog=examples(
        "tocsin demo                     the whole path on a made-up night, in a minute",
        "tocsin tag posts.jsonl          what each post reports",
        "tocsin backtest night.jsonl     which alerts a recorded night would have raised",
        "tocsin check && tocsin run      for good, with ./tocsin.toml",
    ),
)
@click.option(
    "-c", "--config", "config_path", metavar="FILE", envvar="TOCSIN_CONFIG", show_envvar=True,
    help="Configuration; otherwise ./tocsin.toml if it exists, otherwise the defaults.",
)  # fmt: skip
@click.option(
    "-v",
    "--verbose",
    "verbosity",
    count=True,
    envvar="TOCSIN_VERBOSE",
    help="Tell more; twice: also what libraries tell.",
)
@click.option(
    "--log-format", type=click.Choice(["console", "json"]), default="console", envvar="TOCSIN_LOG_FORMAT",
    show_default=True, show_envvar=True, help="Logs on standard error.",
)  # fmt: skip
@click.option("--version", is_flag=True, callback=_version, expose_value=False, is_eager=True, help="Show the version.")
@click.pass_context
def cli(context: click.Context, config_path: str | None, verbosity: int, log_format: str) -> None:
    """Watch social posts and newswire for crises: posts in, explained escalation alerts out.

    Records are JSON lines; `-` is standard input. Exit status: 0 fine, 1 failed, 2 wrong use.
    """
    context.obj = Session(config_path, verbosity, log_format)
    if context.resilient_parsing:
        return
    from deploy.logs import set_up, set_up_later  # noqa: PLC0415

    logs = set_up_later if context.invoked_subcommand in _TELLING_LITTLE else set_up
    logs("json" if log_format == "json" else "console", verbosity)


def main() -> None:
    """Run the command line of this process and exit."""
    try:
        status = cli.main(prog_name="tocsin", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        status = INTERRUPTED
    except SystemExit:
        # So click ends when nobody reads on; who has read enough, as `head` does, has not met a failure.
        if not isinstance(sys.stdout, PacifyFlushWrapper):
            raise
        status = 0
    sys.exit(status if isinstance(status, int) else 0)


if __name__ == "__main__":
    main()
