"""Files that this machine makes once and reads at each start: where they are, how they are named, kept and read.

A file is named by a hash of all that it is made from, so whatever changes has a file of its own, and none is ever out
of date. It is written beside its place and moved there, so nobody reads half of one. Where the directory cannot be
written, nothing is kept.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

import xxhash

__all__ = ["directory", "fingerprint", "keep", "trim", "used"]

_VERSIONS = 4  # of a file; versions side by side each have their own


def directory() -> Path:
    """Where such files are: ``$TOCSIN_CACHE`` or the user's cache directory."""
    root = os.environ.get("TOCSIN_CACHE") or os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(root) / "tocsin"


def fingerprint(start: str, sources: Iterable[Path]) -> int:
    """Return a hash of a text and of the contents of files; raises OSError when one cannot be read."""
    digest = xxhash.xxh3_64(start.encode())
    for path in sources:
        digest.update(path.read_bytes())
    return digest.intdigest()


def keep(path: Path, raw: bytes) -> None:
    """Write a file, if that is possible, and `trim` those of its name."""
    with suppress(OSError):  # read-only, full, or somebody else's: it is made anew at the next start
        path.parent.mkdir(parents=True, exist_ok=True)
        # A name of its own: containers that share the directory have the same process ids.
        with NamedTemporaryFile(dir=path.parent, prefix=f"{path.stem}.", delete=False) as file:
            beside = Path(file.name)
            try:
                file.write(raw)
                file.flush()
                beside.chmod(0o644)  # no secret, and often written by another user than the one who reads it
                beside.replace(path)
            except OSError:
                beside.unlink(missing_ok=True)
                raise
    trim(path)


def used(path: Path) -> None:
    """Mark a file as used just now, if that is possible."""
    with suppress(OSError):
        os.utime(path)


def trim(path: Path) -> None:
    """Remove all but those last used of the files that are called like this one up to the first hyphen."""
    with suppress(OSError):
        alike = path.parent.glob(f"{path.stem.partition('-')[0]}-*{path.suffix}")
        for old in sorted(alike, key=lambda one: one.stat().st_mtime)[:-_VERSIONS]:
            old.unlink(missing_ok=True)
