"""Posts that their source took back before they came: a deletion can be faster than what it deletes.

Bounded: a source that deletes what nobody here has seen makes the oldest be forgotten, and no report.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

__all__ = ["MOST_GONE", "Gone"]

MOST_GONE = 16_384
"""Some two megabytes."""


class Gone:
    """Numbers of posts that were deleted and had not come.

    Args:
        window_ms: for how long a deletion is remembered.
        known: of a snapshot, see `rows`.
    """

    def __init__(self, window_ms: int, known: Iterable[tuple[int, int]] = ()) -> None:
        self._window = window_ms
        self._at: OrderedDict[int, int] = OrderedDict(known)

    def __len__(self) -> int:
        return len(self._at)

    def add(self, number: int, at_ms: int) -> None:
        """Remember a deletion that was published then."""
        self._at[number] = at_ms
        self._at.move_to_end(number)
        if len(self._at) > MOST_GONE:
            self._at.popitem(last=False)

    def has(self, number: int, at_ms: int) -> bool:
        """Whether a post that was published then was deleted before it came."""
        deleted = self._at.get(number)
        return deleted is not None and abs(at_ms - deleted) <= self._window

    def rows(self) -> list[tuple[int, int]]:
        """Return what a snapshot holds, the oldest first."""
        return list(self._at.items())
