"""Prometheus, promtool, Alertmanager and amtool for checks and drills: this machine's, or Debian's, without root.

On the path they are taken as they are. Otherwise Debian's packages are fetched once per user with ``apt-get download``
(which proves what comes by the archive's signature) and unpacked into the cache: nothing is installed, no service is
started, no root is needed. ``python -m deploy.observability.programs`` does that and prints where they are.

Limit: where there is no apt-get (another Linux, macOS) they have to be put on the path by hand.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

from deploy.brokers.jars import alone, default_cache

__all__ = ["NAMES", "Program", "ProgramMissingError", "find_program", "home", "main"]

Program = Literal["prometheus", "promtool", "alertmanager", "amtool"]

NAMES: Mapping[Program, tuple[str, ...]] = {
    "prometheus": ("prometheus",),
    "promtool": ("promtool",),
    "alertmanager": ("alertmanager", "prometheus-alertmanager"),  # Debian's name is the second
    "amtool": ("amtool",),
}

TEMPLATES = b"/usr/share/prometheus/alertmanager"
"""Where Debian's Alertmanager looks for the templates of its own package, whatever the configuration says."""

PACKAGES = ("prometheus", "prometheus-alertmanager")
MEND = (
    "mend: put prometheus, promtool, alertmanager, amtool (Prometheus 2.42, Alertmanager 0.25 or later) on the path, "
    "or run this where apt-get reaches a Debian archive"
)
FETCH_SECONDS = 240.0


class ProgramMissingError(RuntimeError):
    """A program is neither on this machine nor to be had; the message says what to do."""


def find_program(
    name: Program,
    environment: Mapping[str, str] | None = None,
    fetch: Callable[[Path], None] | None = None,
) -> Path:
    """Return the path of a program, fetching it first where it is nowhere yet.

    Args:
        name: upstream's name.
        environment: to find the path and the cache in; ours by default.
        fetch: puts unpacked packages under a directory, instead of apt-get.

    Raises:
        ProgramMissingError: with the mend.
    """
    given = os.environ if environment is None else environment
    for alias in NAMES[name]:
        if found := shutil.which(alias, path=given.get("PATH", os.defpath)):
            return Path(found)
    unpacked = default_cache(given) / "prometheus"
    if not unpacked.is_dir():
        unpacked.parent.mkdir(parents=True, exist_ok=True)
        with alone(unpacked.parent / "prometheus.lock"):
            if not unpacked.is_dir():  # else another process fetched it while we waited
                _fetch_into(unpacked, fetch or _from_debian)
    for alias in NAMES[name]:
        if (path := unpacked / "usr" / "bin" / alias).is_file():
            return path
    raise ProgramMissingError(f"{unpacked} does not hold {name}; remove that directory and try again, or {MEND}")


def _fetch_into(unpacked: Path, fetch: Callable[[Path], None]) -> None:
    """Fetch beside the final place and rename: a directory under the final name is whole."""
    with tempfile.TemporaryDirectory(dir=unpacked.parent, prefix=".fetching-") as temporary:
        arrived = Path(temporary) / "unpacked"
        arrived.mkdir()
        fetch(arrived)
        arrived.rename(unpacked)


def _from_debian(into: Path) -> None:
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        raise ProgramMissingError(f"Prometheus is not on the path and there is no apt-get to fetch it with; {MEND}")
    with tempfile.TemporaryDirectory(dir=into.parent) as name:
        folder = Path(name)
        try:
            _apt(folder, "download", *PACKAGES)
        except ProgramMissingError:  # no package lists, or old ones: into a place of our own, which needs no root
            (folder / "lists" / "partial").mkdir(parents=True)
            own = (f"Dir::State::lists={folder}/lists", f"Dir::Cache={folder}/cache", "APT::Sandbox::User=")
            options = [part for setting in own for part in ("-o", setting)]
            _apt(folder, *options, "update")
            _apt(folder, *options, "download", *PACKAGES)
        for package in sorted(folder.glob("*.deb")):
            _ran(["dpkg-deb", "-x", str(package), str(into)], folder)
    _relocate(into / "usr" / "bin" / NAMES["alertmanager"][1])


def _relocate(alertmanager: Path) -> None:
    """Let an unpacked Alertmanager find its templates in its working directory (`home`): nothing lies under /usr/share.

    A path of the same length stands in for the one in the program; more than one slash counts as one.
    """
    program = alertmanager.read_bytes()
    alertmanager.write_bytes(program.replace(TEMPLATES, b".".ljust(len(TEMPLATES), b"/")))


def home(program: Path) -> Path | None:
    """Return the working directory in which Debian's Alertmanager finds its templates; None for another's."""
    share = program.parent.parent / "share" / "prometheus" / "alertmanager"
    return share if share.is_dir() else None


def _apt(folder: Path, *arguments: str) -> None:
    _ran(["apt-get", "-qq", *arguments], folder)


def _ran(command: list[str], folder: Path) -> None:
    try:
        done = subprocess.run(  # noqa: S603  our own command line
            command,
            cwd=folder,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=FETCH_SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ProgramMissingError(f"Prometheus could not be fetched: {error}; {MEND}") from error
    if done.returncode:
        said = " ".join((done.stderr + done.stdout).split())[:300]
        raise ProgramMissingError(f"Prometheus could not be fetched: {command[0]} said: {said}; {MEND}")


def main() -> int:
    """Fetch what is missing and print the paths. Returns 1, with the reason on standard error, when it cannot."""
    try:
        for name in NAMES:
            sys.stdout.write(f"{name}\t{find_program(name)}\n")
    except ProgramMissingError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
