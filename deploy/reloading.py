"""A tagger that takes in changed lexicons while it runs.

Between takes, at most every `EVERY`, the lexicon files are looked at: first their times and sizes, and their content
only when one of these moved. Changed content is read into a whole new tagger, which takes the old one's place in one
assignment; a take is never tagged by two. When a file has a fault the old tagger stays, and a warning names file, field
and mend, once for each state of the files.

A replay of posts from before a change is tagged with the words of today: it equals the offline run over the same files.
Only the lexicons and the desk's files are watched; the configuration itself is read at the start.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from connectors.post import Post
from streams import metrics
from streams.report import Report
from streams.steps import Reader
from streams.words.lexicon import LexiconError

__all__ = ["EVERY", "Reloading"]

EVERY = timedelta(seconds=5)
"""Between looks at the files: a few system calls each time."""

log = structlog.get_logger(__name__)

_Stamps = tuple[tuple[str, int, int], ...]


@dataclass
class Reloading:
    """A tagger and the files that it was made of.

    Attributes:
        load: makes a tagger of the files as they are now; raises `LexiconError`.
        watched: names the files, anew at each look, since a language may be added.
    """

    load: Callable[[], Reader]
    watched: Callable[[], Sequence[Path]]
    _tagger: Reader = field(init=False)
    _stamps: _Stamps = field(init=False)
    _digest: bytes = field(init=False)
    _looked: datetime | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        """Look before loading: a change in between is then seen at the first look, not missed."""
        self._stamps, self._digest = self._look(), self._read()
        self._tagger = self.load()

    def tag(self, post: Post) -> Report:
        """Read one post."""
        return self._tagger.tag(post)

    def tag_many(self, posts: Iterable[Post]) -> list[Report]:
        """Read posts, in order."""
        return self._tagger.tag_many(posts)

    def refresh(self, at: datetime) -> bool:
        """Take in changed files when it is time to look; call between takes.

        Args:
            at: now.

        Returns:
            Whether there is a new tagger.
        """
        if self._looked is not None and self._looked <= at < self._looked + EVERY:
            return False
        self._looked = at
        stamps = self._look()
        if stamps == self._stamps:
            return False
        changed = sorted({Path(name).name for name, *_ in {*stamps} ^ {*self._stamps}})
        self._stamps, before, self._digest = stamps, self._digest, self._read()
        return self._digest != before and self._replace(changed)

    def _replace(self, changed: Sequence[str]) -> bool:
        try:
            fresh = self.load()
        except LexiconError as fault:
            metrics.reloaded(swapped=False)
            log.warning("lexicons_refused", fault=str(fault), going_on_with="the words of before")
            return False
        self._tagger = fresh
        metrics.reloaded(swapped=True)
        log.info("lexicons_reloaded", files=changed)
        return True

    def _look(self) -> _Stamps:
        return tuple(_stamp(path) for path in self.watched())

    def _read(self) -> bytes:
        digest = hashlib.sha256()
        for path in self.watched():
            digest.update(f"{path}\n".encode())
            digest.update(hashlib.sha256(_content(path)).digest())
        return digest.digest()


def _stamp(path: Path) -> tuple[str, int, int]:
    try:
        stat = path.stat()
    except OSError:
        return str(path), 0, -1  # loading tells what is wrong with it
    return str(path), stat.st_mtime_ns, stat.st_size


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
