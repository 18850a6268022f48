"""The whole path in one process, without Kafka: posts in, alert revisions out.

The same pure functions as the live stages, in the same order: tag, leave out what is irrelevant, judge copies, reduce
to a story, escalate. One partition sees every country here. A post at which the tagger is known to have failed
(`deploy.crew.UntaggedError`) only tells the time, as a live stage's dead letter does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Protocol

import msgspec

from alerts.alert import Alert
from alerts.escalation import Escalation
from connectors.post import Post
from deploy.crew import UntaggedError
from streams.dedupe.story import tells, to_story
from streams.families import family_of
from streams.report import Tagged, Verdict
from streams.steps import EventClock, Reader, read_post, read_posts

__all__ = ["Duplicates", "Pipeline", "PipelineCounters"]

TAKE = 100  # posts tagged together, as many as a stage takes messages


class Duplicates(Protocol):
    """What `streams.dedupe.duplicates.Duplicates` does here."""

    def judge(self, tagged: Tagged) -> Verdict:
        """Compare a report with those before it."""
        ...

    def foresee(self, records: Sequence[Tagged]) -> None:
        """Prepare for reports that will be judged next; changes no verdict."""
        ...


class PipelineCounters(msgspec.Struct):
    """What became of the posts.

    Attributes:
        posts: fed.
        relevant: with an event, or taken back.
        verdicts: stories by verdict.
        alerts: revisions by state.
    """

    posts: int = 0
    relevant: int = 0
    verdicts: Counter[str] = msgspec.field(default_factory=Counter)
    alerts: Counter[str] = msgspec.field(default_factory=Counter)


class Pipeline:
    """Composition of the stages.

    Args:
        tagger: loaded.
        duplicates: index of reports.
        escalation: detectors and open alerts.
        families: a desk's own files of publishers.
    """

    def __init__(
        self, tagger: Reader, duplicates: Duplicates, escalation: Escalation, families: tuple[str, ...] = ()
    ) -> None:
        self.tagger, self.duplicates, self.escalation, self.families = tagger, duplicates, escalation, families
        self.counters = PipelineCounters()
        self.clock = EventClock()

    def feed(self, posts: Iterable[Post]) -> Iterator[Alert]:
        """Take posts in order; yields the alert revisions in the order in which they are decided."""
        return chain.from_iterable(self.each(posts))

    def each(self, posts: Iterable[Post]) -> Iterator[list[Alert]]:
        """Take posts in order; yields the alert revisions of each. `TAKE` posts are read and tagged together."""
        left = iter(posts)
        while take := list(islice(left, TAKE)):
            tagged = self._read(take)
            self.duplicates.foresee([one for one in tagged if one is not None])
            yield from map(self._take, take, tagged)

    def _read(self, take: Sequence[Post]) -> list[Tagged | None]:
        try:
            return read_posts(self.tagger, take)
        except UntaggedError:
            return list(map(self._read_one, take))

    def _read_one(self, post: Post) -> Tagged | None:
        try:
            return read_post(self.tagger, post)
        except UntaggedError:
            return None

    def take(self, post: Post) -> list[Alert]:
        """Take one post."""
        return self._take(post, read_post(self.tagger, post))

    def _take(self, post: Post, tagged: Tagged | None) -> list[Alert]:
        counters = self.counters
        counters.posts += 1
        minute = self.clock.tick(post)
        alerts = self._count(self.escalation.at(minute)) if minute is not None else []
        if tagged is None:
            return alerts  # an irrelevant post is no report, but it told the time
        counters.relevant += 1
        verdict = self.duplicates.judge(tagged)
        if not tells(tagged, verdict):
            return alerts
        counters.verdicts[verdict.verdict] += 1
        return alerts + self._count(self.escalation.apply([to_story(tagged, verdict, family_of(post, self.families))]))

    def _count(self, alerts: list[Alert]) -> list[Alert]:
        for alert in alerts:
            self.counters.alerts[alert.state] += 1
        return alerts
