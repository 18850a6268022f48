"""What every verb shares: the global options, the configuration, and how a verb ends."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from deploy.config import Config

__all__ = ["FAILED", "PICTURES", "NewFile", "Session", "end", "examples", "say"]

FAILED = 1
PICTURES = (".png", ".svg")


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

    def config(self, *needed: str) -> Config:
        """Return the configuration; tells every mistake and ends the program if it has any.

        Args:
            needed: tables that the verb uses; mistakes in others are let pass then.
        """
        from deploy.config import ConfigError, load  # noqa: PLC0415
        from deploy.logs import hide  # noqa: PLC0415
        from deploy.secrets import secrets_of  # noqa: PLC0415

        try:
            config = load(self.file(), os.environ, frozenset(needed) or None)
        except ConfigError as error:
            say(str(error))
            end(FAILED)
        hide(secrets_of(config, os.environ))
        if config.mistakes:
            say(f"{config.path} has mistakes that are of no matter here; `tocsin check` names them.")
        return config

    def hand_down(self) -> None:
        """Let the processes that this one starts log as it does."""
        os.environ["TOCSIN_LOG_FORMAT"] = self.log_format
        os.environ["TOCSIN_VERBOSE"] = str(self.verbosity)


class NewFile(click.Path):
    """A file that the verb writes: what stands in its way is told before a long run, not after it."""

    def __init__(self, *endings: str) -> None:
        super().__init__(dir_okay=False, writable=True)
        self._endings = endings

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path; wrong use when it could not be written."""
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if not path.parent.is_dir():
            self.fail(f"there is no folder {path.parent}: make it, or name another.", param, ctx)
        if not os.access(path if path.exists() else path.parent, os.W_OK):
            self.fail(f"{path} may not be written by this user.", param, ctx)
        if self._endings and path.suffix.lower() not in self._endings:
            self.fail(f"{path}: the name ends with {' or '.join(self._endings)}.", param, ctx)
        return str(path)


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
