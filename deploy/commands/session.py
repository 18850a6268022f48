"""What every verb shares: the global options, the configuration, and how a verb ends."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from deploy.config import Config

__all__ = ["FAILED", "Session", "end", "examples", "say"]

FAILED = 1


@dataclass(frozen=True)
class Session:
    """The global options.

    Attributes:
        config_path: given by ``--config`` or ``TOCSIN_CONFIG``; None: ``tocsin.toml`` here, if there is one.
        verbosity: how often ``-v`` was given.
        log_format: ``console`` or ``json``.
    """

    config_path: str | None = None
    verbosity: int = 0
    log_format: str = "console"

    def file(self) -> Path | None:
        """Return the configuration file to read, if any."""
        from deploy.config import find  # noqa: PLC0415

        return find(self.config_path, os.environ, Path())

    def config(self) -> Config:
        """Return the configuration; tells every mistake and ends the program if it has any."""
        from deploy.config import ConfigError, load  # noqa: PLC0415
        from deploy.logs import hide  # noqa: PLC0415
        from deploy.secrets import secrets_of  # noqa: PLC0415

        try:
            config = load(self.file(), os.environ)
        except ConfigError as error:
            say(str(error))
            end(FAILED)
        hide(secrets_of(config, os.environ))
        return config

    def hand_down(self) -> None:
        """Let the processes that this one starts log as it does."""
        os.environ["TOCSIN_LOG_FORMAT"] = self.log_format
        os.environ["TOCSIN_VERBOSE"] = str(self.verbosity)


def say(text: str) -> None:
    """Tell the person at the terminal something, on standard error."""
    click.echo(text, err=True)


def end(status: int) -> NoReturn:
    """End the verb with an exit status."""
    click.get_current_context().exit(status)


def examples(*lines: str, after: str = "") -> str:
    """Return the end of a verb's help: examples as they are typed, and a text whose line breaks stay."""
    shown = "\n".join(f"  {line}" for line in lines)
    return f"\b\n{'Example' if len(lines) == 1 else 'Examples'}:\n{shown}" + (f"\n\n\b\n{after}" if after else "")
