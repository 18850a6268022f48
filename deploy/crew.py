"""Posts of a file tagged by several processes, in order: what one post says does not depend on those before it.

The first posts are tagged in this process: few do not repay the second that each other process takes to begin. The rest
goes to others, see `deploy.taggers`.

A post at which the tagger fails costs no other one its report: it has none, or an empty one, and that is told.

Measured: see ``deploy/FIGURES.md``. Limits: input that is read as it arrives is better tagged by this process alone,
which holds nothing back.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from deploy.parameters import tagger
from streams.report import Report

if TYPE_CHECKING:
    from connectors.post import Post
    from deploy.config import Config
    from streams.steps import Reader
    from streams.tagging import Tagger

__all__ = [
    "ALONE",
    "MOST",
    "Ahead",
    "Crew",
    "Unfailing",
    "UntaggedError",
    "empty_report",
    "fault_of",
    "usable_processors",
]

ALONE = 3_000  # posts tagged before other processes are begun
MOST = 8  # processes by default; each takes some 200 MB
_TAKE = 400  # posts

Tagged: TypeAlias = "tuple[Sequence[Post], list[Report | None], list[str]]"
"""Posts, their reports (None where the tagger failed), and how it failed."""


def usable_processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class UntaggedError(Exception):
    """The tagger failed at this post; a stage puts it among the dead letters."""


def empty_report(post: Post) -> Report:
    """Return the report of a post of which nothing is known."""
    return Report(post.id, (post.lang or "en")[:2], False, (), ())


def fault_of(post: Post, error: Exception) -> str:
    """Return how the tagger failed at a post, as it is told."""
    return f"{post.id}: {type(error).__name__}: {error}"


class Unfailing:
    """Reads posts by a `streams.steps.Reader`; one at which that fails has no report, and it is noted how it failed.

    Args:
        reader: the other one.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._faults: list[str] = []

    def tag(self, post: Post) -> Report | None:
        """Read one post; None where the other reader fails."""
        try:
            return self._reader.tag(post)
        except Exception as error:  # noqa: BLE001  one poisonous post must not cost all others
            self._faults.append(fault_of(post, error))
            return None

    def tag_many(self, posts: Sequence[Post]) -> list[Report | None]:
        """Read posts, in order."""
        try:
            return [*self._reader.tag_many(posts)]
        except Exception:  # noqa: BLE001  told apart one by one
            return list(map(self.tag, posts))

    def taken(self) -> list[str]:
        """Return the posts at which it failed since this was asked last, with the error of each."""
        faults, self._faults = self._faults, []
        return faults


class Crew:
    """Tags posts in order, by several processes where there are many.

    Args:
        config: validated; says which lexicons and places are read.
        everywhere: see `deploy.parameters.tagger`.
        jobs: processes, 1 for this one alone.
        alone: posts that this process tags before it begins others.
        tell: told of each post at which the tagger failed, and how.
    """

    def __init__(
        self,
        config: Config,
        *,
        everywhere: bool = True,
        jobs: int = 1,
        alone: int = ALONE,
        tell: Callable[[str], None] | None = None,
    ) -> None:
        self.tagger: Tagger = tagger(config, everywhere=everywhere)
        self._own = Unfailing(self.tagger)
        self._config, self._everywhere = config, everywhere
        self._jobs, self._alone, self._tell = jobs, alone, tell

    def tagged(self, blocks: Iterable[Sequence[Post]]) -> Iterator[tuple[Sequence[Post], list[Report]]]:
        """Yield posts with their reports, in order, some at a time; an empty one where the tagger failed."""
        for take, reports in self.read(blocks):
            yield take, [report or empty_report(post) for post, report in zip(take, reports, strict=True)]

    def read(self, blocks: Iterable[Sequence[Post]]) -> Iterator[tuple[Sequence[Post], list[Report | None]]]:
        """Yield posts with their reports, in order, some at a time; None where the tagger failed.

        For what comes behind a live stage: an empty report would withdraw the earlier one of an edited post.
        """
        for take, reports, faults in self._tagged(blocks):
            if self._tell is not None:
                for fault in faults:
                    self._tell(fault)
            yield take, reports

    def _tagged(self, blocks: Iterable[Sequence[Post]]) -> Iterator[Tagged]:
        if self._jobs == 1:
            yield from ((block, self._own.tag_many(block), self._own.taken()) for block in blocks)
            return
        takes = (block[at : at + _TAKE] for block in blocks for at in range(0, len(block), _TAKE))
        done = 0
        for take in takes:
            yield take, self._own.tag_many(take), self._own.taken()
            done += len(take)
            if done >= self._alone:
                yield from self._together(takes)

    def _together(self, takes: Iterator[Sequence[Post]]) -> Iterator[Tagged]:
        from deploy.taggers import together  # noqa: PLC0415  takes a while to import, and is for many posts

        yield from together(takes, self._own, self._jobs, self._config, everywhere=self._everywhere)


class Ahead:
    """A `streams.steps.Reader` of known posts, which have to be asked for in their order.

    Args:
        crew: which tags them.
        posts: in order.
    """

    def __init__(self, crew: Crew, posts: Sequence[Post]) -> None:
        takes = (posts[at : at + _TAKE] for at in range(0, len(posts), _TAKE))
        self._coming = (pair for take, reports in crew.read(takes) for pair in zip(take, reports, strict=True))
        self._ready: deque[tuple[Post, Report | None]] = deque()

    def tag(self, post: Post) -> Report:
        """Return the report of the next post.

        Raises:
            UntaggedError: the tagger failed at it.
            ValueError: it is another one's turn.
        """
        self._fill(1)
        known, report = self._ready.popleft() if self._ready else (None, None)
        if known is not post:
            raise ValueError(f"{post.id} is not the post whose turn it is")
        if report is None:
            raise UntaggedError(post.id)
        return report

    def tag_many(self, posts: Iterable[Post]) -> list[Report]:
        """Return the reports of the next posts.

        Raises:
            UntaggedError: the tagger failed at one of them; they can be asked for one by one then.
        """
        wanted = list(posts)
        self._fill(len(wanted))
        for post, report in islice(self._ready, len(wanted)):
            if report is None:
                raise UntaggedError(post.id)
        return list(map(self.tag, wanted))

    def _fill(self, many: int) -> None:
        self._ready.extend(islice(self._coming, max(0, many - len(self._ready))))
