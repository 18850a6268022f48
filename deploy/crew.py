"""Posts of a file tagged by several processes, in order: what one post says does not depend on those before it.

The first posts are tagged in this process: few do not repay the second that each other process takes to begin. The rest
goes to others, see `deploy.taggers`.

Measured: see ``deploy/FIGURES.md``. Limits: input that is read as it arrives is better tagged by this process alone,
which holds nothing back.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from deploy.parameters import tagger

if TYPE_CHECKING:
    from connectors.post import Post
    from deploy.config import Config
    from streams.report import Report

__all__ = ["ALONE", "MOST", "Ahead", "Crew", "usable_processors"]

ALONE = 3_000  # posts tagged before other processes are begun
MOST = 8  # processes by default; each takes some 200 MB
_TAKE = 400  # posts


def usable_processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Crew:
    """Tags posts in order, by several processes where there are many.

    Args:
        config: validated; says which lexicons and places are read.
        everywhere: see `deploy.parameters.tagger`.
        jobs: processes, 1 for this one alone.
        alone: posts that this process tags before it begins others.
    """

    def __init__(self, config: Config, *, everywhere: bool = True, jobs: int = 1, alone: int = ALONE) -> None:
        self.tagger = tagger(config, everywhere=everywhere)
        self._config, self._everywhere = config, everywhere
        self._jobs, self._alone = jobs, alone

    def tagged(self, blocks: Iterable[Sequence[Post]]) -> Iterator[tuple[Sequence[Post], list[Report]]]:
        """Yield posts with their reports, in order, some at a time."""
        if self._jobs == 1:
            yield from ((block, self.tagger.tag_many(block)) for block in blocks)
            return
        takes = (block[at : at + _TAKE] for block in blocks for at in range(0, len(block), _TAKE))
        done = 0
        for take in takes:
            yield take, self.tagger.tag_many(take)
            done += len(take)
            if done >= self._alone:
                yield from self._together(takes)

    def _together(self, takes: Iterator[Sequence[Post]]) -> Iterator[tuple[Sequence[Post], list[Report]]]:
        from deploy.taggers import together  # noqa: PLC0415  takes a while to import, and is for many posts

        yield from together(takes, self.tagger, self._jobs, self._config, everywhere=self._everywhere)


class Ahead:
    """A `streams.steps.Reader` of known posts, which have to be asked for in their order.

    Args:
        crew: which tags them.
        posts: in order.
    """

    def __init__(self, crew: Crew, posts: Sequence[Post]) -> None:
        takes = (posts[at : at + _TAKE] for at in range(0, len(posts), _TAKE))
        self._ready = (pair for take, reports in crew.tagged(takes) for pair in zip(take, reports, strict=True))

    def tag(self, post: Post) -> Report:
        """Return the report of the next post.

        Raises:
            ValueError: it is another one's turn.
        """
        known, report = next(self._ready, (None, None))
        if known is not post or report is None:
            raise ValueError(f"{post.id} is not the post whose turn it is")
        return report

    def tag_many(self, posts: Iterable[Post]) -> list[Report]:
        """Return the reports of the next posts."""
        return list(map(self.tag, posts))
