"""How fast a drill is replayed: quiet days in seconds, the evening slow enough to watch.

Pure arithmetic: a profile maps event time to seconds of the replay, piece by piece linear.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from connectors.post import Post

__all__ = ["Profile", "Stretch", "pace"]


@dataclass(frozen=True)
class Stretch:
    """Event time up to ``until`` takes ``seconds`` of the replay."""

    until: datetime
    seconds: float


@dataclass(frozen=True)
class Profile:
    """Speed of a replay over event time.

    Attributes:
        start: event time at which the replay begins.
        stretches: in order of time, each longer than nothing.
    """

    start: datetime
    stretches: Sequence[Stretch]

    def speed_at(self, at: datetime) -> float:
        """Event seconds per second of the replay; before the start the first stretch's, after the end the last's."""
        begin = self.start
        for stretch in self.stretches:
            if at < stretch.until or stretch is self.stretches[-1]:
                return (stretch.until - begin).total_seconds() / stretch.seconds
            begin = stretch.until
        raise ValueError("a profile has at least one stretch")

    def seconds(self, at: datetime) -> float:
        """Seconds of the replay from its start to event time ``at``; never negative."""
        begin, passed = self.start, 0.0
        for stretch in self.stretches:
            if at < stretch.until:
                break
            passed += stretch.seconds
            begin = stretch.until
        return max(0.0, passed + (at - begin).total_seconds() / self.speed_at(at))

    @property
    def total_seconds(self) -> float:
        """Length of the whole replay."""
        return sum(stretch.seconds for stretch in self.stretches)


def pace(posts: Iterable[Post], profile: Profile) -> Iterator[tuple[float, Post]]:
    """Yield each post with the seconds to wait before it, counted from the post before; never negative."""
    passed = 0.0
    for post in posts:
        due = profile.seconds(post.published_at)
        yield max(0.0, due - passed), post
        passed = max(passed, due)
