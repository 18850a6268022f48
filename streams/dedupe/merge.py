"""Votes of the shards into one verdict a report, in the order of the ballots.

A report is decided when every shard that was asked has voted and every report before it is decided. So the story of the
post that the best vote names is known, whatever order the votes come in; a vote that names a post which is not decided
yet (two shards saw two posts in different orders) counts for nothing. The best score wins, the lowest shard among
equals. Edits, deletions, reposts and redeliveries are decided by the id, not by votes.

What is open is bounded: beyond ``most_open`` the oldest is decided by the votes at hand, so that a shard that is away
for long costs copies that it alone knew, not the news. A heartbeat is never decided so: it stands for all shards.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from datetime import timedelta

import msgspec

from connectors.post import HEARTBEAT_SOURCE
from streams.dedupe.gone import Gone
from streams.dedupe.rows import ROW_BYTES, Clock, Horizon, Row, Rows, number_of, to_ms
from streams.dedupe.shelf import ROWS_SHARE
from streams.dedupe.votes import Ballot, Vote
from streams.report import Story, Verdict

__all__ = ["MOST_OPEN", "Merge"]

MOST_OPEN = 10_000
"""Ballots that wait, at about a kilobyte each: minutes of the reports of a busy night."""


class Open(msgspec.Struct):
    """A ballot that waits, and the votes on it by shard."""

    ballot: Ballot
    votes: dict[int, Vote] = {}

    @property
    def complete(self) -> bool:
        """Whether all that were asked have voted."""
        return self.votes.keys() >= set(self.ballot.shards)


class _State(msgspec.Struct):
    rows: bytes
    clock: Clock
    waiting: list[Open]
    gone: list[tuple[int, int]] = []


class Merge:
    """Decides reports. Build with `Merge.restore`.

    Args:
        window: for how long a report can be named.
        max_bytes: cap of the index of a shard; known reports have the same share of it here.
        most_open: ballots that wait.
    """

    def __init__(self, window: timedelta, max_bytes: int, most_open: int = MOST_OPEN) -> None:
        self._beside: Merge | None = None
        self._most_open = most_open
        self._window_ms = window // timedelta(milliseconds=1)
        self._most = max(64, max_bytes // ROWS_SHARE // ROW_BYTES)
        self._rows, self._clock, self._gone = Rows(self._most), Clock(), Gone(self._window_ms)
        self._waiting: deque[Open] = deque()
        self._open: dict[str, list[Open]] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def knows(self, post_id: str) -> bool:
        """Whether a report of this id was decided."""
        return self._rows.get(number_of(post_id)) is not None

    def look_beside(self, other: Merge) -> None:
        """Know the reports of another one too, and leave it alone."""
        self._beside = other

    def take(self, record: Ballot | Vote) -> Iterator[Story]:
        """Take a ballot or a vote; yields the stories that are decided by it, with their verdicts."""
        if isinstance(record, Vote):
            self._count(record)
        else:
            self._ask(record)
        while self._waiting and (self._waiting[0].complete or len(self._waiting) > self._most_open):
            decided = self._waiting.popleft()
            self._closed(decided)
            if (story := self._decide(decided)) is not None:
                yield story

    def _ask(self, ballot: Ballot) -> None:
        waiting = self._open.setdefault(ballot.story.id, [])
        before = waiting[-1].ballot if waiting else None
        if before and (before.content, before.story.deleted) == (ballot.content, ballot.story.deleted):
            # Delivered again; the signature, and so the shards, can be another one's than before.
            waiting[-1].ballot = msgspec.structs.replace(before, shards=ballot.shards or before.shards)
            return
        opened = Open(ballot)
        waiting.append(opened)
        self._waiting.append(opened)

    def _count(self, vote: Vote) -> None:
        for opened in self._open.get(vote.id, ()):
            if opened.ballot.content == vote.content and vote.shard not in opened.votes:
                opened.votes[vote.shard] = vote
                return

    def _closed(self, decided: Open) -> None:
        waiting = self._open[decided.ballot.story.id]
        waiting.remove(decided)
        if not waiting:
            del self._open[decided.ballot.story.id]

    def _decide(self, decided: Open) -> Story | None:
        """Return the story with its verdict; None for a heartbeat that a shard did not answer."""
        ballot = decided.ballot
        story = ballot.story
        if story.source == HEARTBEAT_SOURCE:
            return story if decided.complete else None
        known = self._row(story.id)
        if story.deleted and known:
            return _told(story, "update", known.story, story.id, ("deleted",))
        if story.deleted:
            self._gone.add(number_of(story.id), to_ms(story.published_at))
        if story.deleted or (self._gone and self._gone.has(number_of(story.id), to_ms(story.published_at))):
            return _told(story, "update", number_of(story.id), story.id, ("deleted", "unknown_post"))
        if known is not None and known.content == ballot.content:
            return _told(story, "duplicate", known.story, story.id, ("redelivered",))
        if known is None and not story.report.relevant:
            return _told(story, "update", number_of(story.id), story.id, ("edited", "unknown_post"))
        at = to_ms(story.published_at)
        now = self._clock.move(min(at, to_ms(ballot.seen_at)) if ballot.seen_at else at)
        for _ in self._rows.expire(Horizon.of(now, self._window_ms)):
            pass  # an index has to be told of each, here there is none
        if known:
            reasons = ("edited",) if story.report.relevant else ("edited", "withdrawn")
            told = _told(story, "update", known.story, story.id, reasons)
        else:
            told = self._first(ballot, decided.votes)
        number, of_story = number_of(story.id), int(told.verdict.story, 16)
        self._rows.remember(Row(number, of_story, ballot.content, at, now, 0, indexed=False))
        return told

    def _first(self, ballot: Ballot, votes: dict[int, Vote]) -> Story:
        """Decide a report that comes for the first time."""
        story = ballot.story
        if ballot.repost_of:
            known = self._row(ballot.repost_of)
            origin = known.story if known else number_of(ballot.repost_of)
            return _told(story, "duplicate", origin, ballot.repost_of, ("repost",))
        ranked = sorted(votes.values(), key=lambda vote: (-vote.score, vote.shard))
        for vote in ranked:
            row = self._row(vote.of) if vote.of not in (None, story.id) else None
            if row is not None:
                return _told(story, vote.verdict, row.story, vote.of, vote.reasons)
        apart = next((vote.reasons for vote in ranked if vote.verdict == "new" and not vote.unread), ())
        return _told(story, "new", number_of(story.id), None, apart)

    def _row(self, post_id: str | None) -> Row | None:
        if not post_id:
            return None
        number = number_of(post_id)
        return self._rows.get(number) or (self._beside._rows.get(number) if self._beside else None)

    def snapshot(self) -> bytes:
        """Return the whole state."""
        return msgspec.msgpack.encode(_State(self._rows.packed(), self._clock, list(self._waiting), self._gone.rows()))

    @classmethod
    def restore(cls, window: timedelta, max_bytes: int, snapshot: bytes | None) -> Merge:
        """Build from a snapshot, or empty."""
        fresh = cls(window, max_bytes)
        if snapshot:
            state = msgspec.msgpack.decode(snapshot, type=_State)
            fresh._rows, fresh._clock = Rows(fresh._most, state.rows), state.clock
            fresh._gone = Gone(fresh._window_ms, state.gone)
            for opened in state.waiting:
                fresh._waiting.append(opened)
                fresh._open.setdefault(opened.ballot.story.id, []).append(opened)
        return fresh


def _told(story: Story, verdict: str, number: int, of: str | None, reasons: tuple[str, ...]) -> Story:
    said = Verdict(story.id, verdict, f"{number:016x}", of, reasons)  # type: ignore[arg-type]  # of a vote: checked
    return msgspec.structs.replace(story, verdict=said)
