"""The two stages of this package as pure steps: what `streams.agents` runs and a test can run without Kafka."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar, Protocol

from connectors.post import HEARTBEAT_SOURCE, POSTS, Post, heartbeat
from streams.dedupe.duplicates import BATCH, Duplicates, Params
from streams.dedupe.signing import pack_many
from streams.dedupe.story import goes_on, takes_back, tells, to_story
from streams.families import family_of
from streams.intake import crashed
from streams.report import STORIES, TAGGED, Report, Story, Tagged
from streams.stage import Routed, partition_of

__all__ = [
    "NOWHERE",
    "DedupeStep",
    "EventClock",
    "Reader",
    "countries",
    "country_of",
    "event_time",
    "read_post",
    "read_posts",
    "routed_story",
    "source_of",
    "tag_posts",
]

NOWHERE = "unknown"
"""Key of stories that name no place."""

AHEAD = timedelta(minutes=5)
"""A post published later than this from now moves no clock."""


@dataclass
class EventClock:
    """Tells each minute of event time once, when the first post of that minute comes by.

    Escalation must see time pass although most posts are irrelevant and go no further, and it must see the same time
    pass in the live stream, in a replay and offline. Telling a minute again (after a restart) changes nothing.
    """

    minute: datetime | None = None

    def tick(self, post: Post) -> datetime | None:
        """Return the minute that begins with this post; None when it has begun before."""
        minute = post.published_at.replace(second=0, microsecond=0)
        if self.minute is not None and minute <= self.minute:
            return None
        self.minute = minute
        return minute


class Reader(Protocol):
    """What `streams.tagging.Tagger` does here; one that reads no places in irrelevant posts is three times as fast."""

    def tag(self, post: Post) -> Report:
        """Read one post."""
        ...

    def tag_many(self, posts: Iterable[Post]) -> list[Report]:
        """Read posts, in order; many together take less time than each by itself."""
        ...


def read_post(tagger: Reader, post: Post) -> Tagged | None:
    """Tag a post; None for what goes no further."""
    return _going_on(post, tagger.tag(post))


def read_posts(tagger: Reader, posts: Sequence[Post]) -> list[Tagged | None]:
    """Tag posts, in order; None for what goes no further."""
    return list(map(_going_on, posts, tagger.tag_many(posts)))


def _going_on(post: Post, report: Report) -> Tagged | None:
    tagged = Tagged(post, report)
    return tagged if goes_on(tagged) else None


def _each_read(tagger: Reader, posts: Sequence[Post]) -> Iterator[Tagged | Exception | None]:
    """Tag posts together; one by one when a poisonous one is among them, so that it alone gives its error."""
    try:
        yield from read_posts(tagger, posts)
    except Exception:  # noqa: BLE001  told apart below
        for post in posts:
            try:
                yield read_post(tagger, post)
            except Exception as error:  # noqa: BLE001  one poisonous post must not stall all others
                yield error


def tag_posts(
    tagger: Reader,
    posts: Sequence[Post],
    shards: int,
    at: datetime,
    clock: EventClock | None = None,
    route: Callable[[Tagged], str] | None = None,
    incidents: tuple[str, ...] = (),
) -> list[Routed]:
    """Tag posts and route what goes on to the shard topic ``reports``; heartbeats go to every shard.

    Args:
        tagger: loaded.
        posts: of one take, in order.
        shards: partitions of ``reports``.
        at: now, for dead letters and against posts of the future.
        clock: of the posts seen before; each minute that begins is told to every shard as a heartbeat.
        route: key of a report, by which it is placed; left out: the country that it speaks of.
        incidents: a desk's own files of incident words.
    """
    clock, routed = clock or EventClock(), []
    for post, tagged in zip(posts, signed(list(_each_read(tagger, posts)), incidents), strict=True):
        minute = clock.tick(post) if post.published_at <= at + AHEAD else None
        if minute is not None and post.source != HEARTBEAT_SOURCE:
            beat = TAGGED.encode(_beat(minute))
            routed += [Routed("reports", shard, None, beat) for shard in range(shards)]
        if isinstance(tagged, Exception):
            routed.append(crashed("tag", tagged, post.id, POSTS.encode(post), at))
        elif tagged is not None:
            value = TAGGED.encode(tagged)
            routed += [Routed("reports", shard, None, value) for shard in _shards(tagged, shards, route or country_of)]
    return routed


def signed(read: list[Tagged | Exception | None], incidents: tuple[str, ...] = ()) -> list[Tagged | Exception | None]:
    """Sign reports that will be compared: here on any partition, and never again when the log is read again."""
    compared = {at: one for at, one in enumerate(read) if isinstance(one, Tagged) and _is_compared(one)}
    with suppress(Exception):  # who compares them signs what is not signed, and tells of what cannot be
        signatures = pack_many(list(compared.values()), incidents)
        for (at, one), signature in zip(compared.items(), signatures, strict=True):
            read[at] = Tagged(one.post, one.report, signature)
    return read


def _is_compared(tagged: Tagged) -> bool:
    return tagged.report.relevant and not tagged.post.deleted and tagged.post.source != HEARTBEAT_SOURCE


def _beat(minute: datetime) -> Tagged:
    post = heartbeat(minute)
    return Tagged(post, Report(id=post.id, lang="en", relevant=False, mentions=(), places=()))


def _shards(tagged: Tagged, shards: int, route: Callable[[Tagged], str]) -> Iterable[int]:
    if tagged.post.source == HEARTBEAT_SOURCE:
        return range(shards)
    return (partition_of(route(tagged), shards),)


def country_of(tagged: Tagged) -> str:
    """Return where a report belongs that is compared within its partition only: copies speak of the same country."""
    places = tagged.report.places
    return places[0].country if places else NOWHERE


def source_of(tagged: Tagged) -> str:
    """Return where a report belongs that is signed only: boilerplate is learnt per source, edits follow their post."""
    return tagged.post.source


def countries(story: Story) -> tuple[str, ...]:
    """Return the countries whose escalation a story concerns, in order of mention; `NOWHERE` when it names none."""
    told = (*story.report.mentions, *story.report.hazards)
    named = [mention.place.country for mention in told if mention.place is not None]
    named = named or [place.country for place in story.report.places[:1]]
    return tuple(dict.fromkeys(named)) or (NOWHERE,)


def routed_story(story: Story, partitions: int) -> list[Routed]:
    """Route a story to the partitions of ``stories`` whose escalation it concerns."""
    value = STORIES.encode(story)
    if story.source == HEARTBEAT_SOURCE or takes_back(story):
        # What is taken back may have been counted for countries that the new revision does not name.
        return [Routed("stories", partition, None, value) for partition in range(partitions)]
    routes = dict.fromkeys(partition_of(country, partitions) for country in countries(story))
    return [Routed("stories", partition, None, value) for partition in routes]


def event_time(tagged: Tagged) -> datetime:
    """Return the time that windows count in."""
    return tagged.post.published_at


@dataclass
class DedupeStep:
    """Duplicate detection for one shard: tagged posts in, stories out. See `streams.stage.Step`.

    Attributes:
        duplicates: the index.
        partitions: of ``stories``.
        verdicts: reports by (verdict, first reason) since `told`.
    """

    FORMAT: ClassVar[int] = 1

    duplicates: Duplicates
    partitions: int
    verdicts: Counter[tuple[str, str]] = field(default_factory=Counter)

    @classmethod
    def load(cls, params: Params, partitions: int, snapshot: bytes | None) -> DedupeStep:
        """Build from a snapshot, or empty."""
        return cls(Duplicates.restore(params, snapshot), partitions)

    def apply(self, records: Sequence[Tagged]) -> list[Routed]:
        """Judge each report; a report delivered again by the stage before says nothing new and goes no further."""
        routed: list[Routed] = []
        for at, tagged in enumerate(records):
            if at % BATCH == 0:
                self.duplicates.foresee(records[at : at + BATCH])
            try:
                routed += self._judge(tagged)
            except Exception as error:  # noqa: BLE001  one poisonous report must not stall all others
                routed.append(crashed("dedupe", error, tagged.post.id, TAGGED.encode(tagged), tagged.post.published_at))
        return routed

    def _judge(self, tagged: Tagged) -> list[Routed]:
        verdict = self.duplicates.judge(tagged)
        if tagged.post.source != HEARTBEAT_SOURCE:
            self.verdicts[verdict.verdict, verdict.reasons[0] if verdict.reasons else ""] += 1
        if not tells(tagged, verdict):
            return []
        return routed_story(
            to_story(tagged, verdict, family_of(tagged.post, self.duplicates.params.families)), self.partitions
        )

    def told(self) -> Counter[tuple[str, str]]:
        """Return the verdicts since the last call."""
        told, self.verdicts = self.verdicts, Counter()
        return told

    def relearn(self, records: Sequence[Tagged]) -> None:
        """Take reports in again behind the snapshot."""
        self.duplicates.relearn(records)

    def snapshot(self) -> bytes:
        """Return what the log cannot tell."""
        return self.duplicates.snapshot()

    def horizon(self) -> datetime | None:
        """Return the oldest event time still held."""
        return self.duplicates.horizon()
