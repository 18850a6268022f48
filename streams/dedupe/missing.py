"""Bringing the index back from the log: which entries it held, in which order, and what the log gave back so far.

Rows of a snapshot say of each report whether it had an entry; the log gives the texts, maybe in another order and more
than once. Entries are filed in the order of their rows, so that the index is the one that was.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from streams.dedupe.entry import Entry
from streams.dedupe.rows import Row
from streams.dedupe.signature import Packed

__all__ = ["Missing", "key_of"]

Brought = list[tuple[Entry, Packed]]
_Text = tuple[str, tuple[int, bool], Packed]
"""Of a report in the log: its id, who speaks, and its signature."""


def key_of(number: int, content: int) -> int:
    """Return what a revision of a report is known by here: the number of its id, and what it says."""
    return number ^ content


class Missing:
    """Entries that the log still has to bring back, in order, and those that came before their turn.

    Args:
        rows: of a snapshot.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = deque([row for row in rows if row.indexed])
        self._wanted: dict[int, int] = {}  # the masks of these, by what they are of
        self._again: dict[int, list[int]] = {}  # and the next ones', where the index held the same more than once
        for row in self._rows:
            key = key_of(row.id, row.content)
            if key in self._wanted:
                self._again.setdefault(key, []).append(row.mask)
            else:
                self._wanted[key] = row.mask
        self._early: dict[int, deque[_Text]] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def times(self) -> Iterator[int]:
        """Yield when they were published, ms."""
        return (row.at for row in self._rows)

    def mask_of(self, key: int) -> int | None:
        """Return which sentences were left out of a text when it was filed; None for one that is not missing."""
        return self._wanted.get(key)

    def bring(self, key: int, post_id: str, voice: tuple[int, bool], packed: Packed) -> Brought:
        """Take what the log gave back, and return the entries whose turn it is."""
        if not self._early and self._is_next(key) and key not in self._again:
            del self._wanted[key]  # as nearly always: in order, and once
            return [_entry(self._rows.popleft(), (post_id, voice, packed))]
        # The same text can have come twice with another in between: the latest so many are the ones that are held.
        held = 1 + len(self._again.get(key, ()))
        self._early.setdefault(key, deque(maxlen=held)).append((post_id, voice, packed))
        brought: Brought = []
        while self._rows and key_of(self._rows[0].id, self._rows[0].content) in self._early:
            brought += self._next()
        return brought

    def _is_next(self, key: int) -> bool:
        row = self._rows[0]
        return row.id ^ row.content == key

    def give_up(self) -> Brought:
        """Return what came before its turn, and wait for nothing more: the log is read."""
        brought: Brought = []
        while self._rows:
            brought += self._next()
        return brought

    def _next(self) -> Brought:
        """Take the first row, and return the entry that the log brought back for it, if any."""
        row = self._rows.popleft()
        key = key_of(row.id, row.content)
        again, early = self._again.get(key), self._early.get(key)
        if again is None:
            del self._wanted[key]
        else:
            self._wanted[key] = again.pop(0)
            if not again:
                del self._again[key]
        if not early:
            return []
        text = early.popleft()
        if not early:
            del self._early[key]
        return [_entry(row, text)]


def _entry(row: Row, text: _Text) -> tuple[Entry, Packed]:
    post_id, voice, packed = text
    return Entry.of(post_id, (row.content, row.story, row.at, row.arrived, *voice), packed), packed
