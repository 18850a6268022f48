"""One Kafka per data directory: a lock on a file in it, held by us and inherited by the Kafka that we start.

The kernel drops the lock when the last holder ends, however it ends; there is no stale lock to clean up.
"""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

from deploy.brokers.errors import DirectoryLockedError

__all__ = ["DirectoryLock"]

WAIT_SECONDS = 10.0
"""A Kafka whose parent was killed needs some seconds to end; a new start waits for it."""


class DirectoryLock:
    """An exclusive lock on a directory.

    Args:
        directory: must exist when the lock is taken.
        wait_seconds: how long `take` waits for another holder.
    """

    def __init__(self, directory: Path, wait_seconds: float = WAIT_SECONDS) -> None:
        self._path, self._wait = directory / "lock", wait_seconds
        self._fd: int | None = None

    def fileno(self) -> int:
        """Return the descriptor for a child to inherit. Raises ValueError when the lock is not taken."""
        if self._fd is None:
            raise ValueError("the lock is not taken")
        return self._fd

    def take(self) -> None:
        """Take the lock; nothing happens when we hold it.

        Raises:
            DirectoryLockedError: another process holds it.
        """
        if self._fd is not None:
            return
        fd = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        deadline = time.monotonic() + self._wait
        while True:
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    os.close(fd)
                    raise DirectoryLockedError(
                        f"another Kafka works on {self._path.parent}; end it (tocsin kafka, tocsin run), "
                        "or use another data_dir"
                    ) from None
                time.sleep(0.1)
            else:
                self._fd = fd
                return

    def release(self) -> None:
        """Give it up. May be called twice."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None
