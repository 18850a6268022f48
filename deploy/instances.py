"""One name, one worker: two workers of a stage under one static member name throw each other out of their group.

Kafka gives the name to whoever came last and tells the other one that it is unknown, for ever; neither says why. So a
worker holds a lock on its name for as long as it runs, on this machine, where names can be the same by oversight. The
kernel lets go of it however the process ends.
"""

from __future__ import annotations

import fcntl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

__all__ = ["InstanceTakenError", "held"]


class InstanceTakenError(Exception):
    """Another worker on this machine has the name; the text says what to do."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"a worker named {name} runs on this machine already, and two of one name throw each other out of their "
            "group; give this one a name of its own: TOCSIN_INSTANCE=1 (2, 3, ... for more)"
        )


@contextmanager
def held(name: str, broker: str, folder: Path | None = None) -> Iterator[None]:
    """Hold a worker's name on a broker.

    Args:
        name: static member name.
        broker: its addresses; the same name elsewhere is another one's.
        folder: of the lock files; the system's one for temporary files by default.

    Raises:
        InstanceTakenError: another process holds it.
    """
    digest = sha256(f"{broker}\x00{name}".encode()).hexdigest()[:16]
    path = (folder or Path(tempfile.gettempdir())) / f"tocsin-{digest}.lock"
    try:
        file = path.open("a")
    except OSError:  # a read-only container has one worker, and nobody to tell it from
        yield
        return
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise InstanceTakenError(name) from error
        yield
