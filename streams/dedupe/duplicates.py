"""Duplicate detection: is a report new, an update of an earlier one, or the same text again?

Each report is signed (`streams.dedupe.signature`), candidates come from an index (`streams.dedupe.index`), and the
guard (`streams.dedupe.guard`) says of each pair what it is. A story is the set of reports linked so; its id is a hash
of its first post's id.

Two shelves: relevant reports, and irrelevant ones (offline, where every post gets a verdict), each compared with both:
a copy is a copy also when the tagger reads it otherwise than its original. The live stream sees relevant reports only,
so ``tocsin dedupe --relevant FILE`` says what it says.

Redelivery, edits, deletions: the same id and content again is *redelivered*; the same id with other text is an update
of itself, *withdrawn* when it tells of no event any more; a deletion is an update with the reason *deleted*, on its own
story, so that counts can be taken back. A retracted text stays in the index: its copies are still copies. A deletion
that comes before its post is remembered (`streams.dedupe.gone`), and the post tells nothing when it comes.

State: per known report a row (id, story, content, time, dropped sentences) that goes into the snapshot with the
boilerplate counts; signatures do not, they are rebuilt from the log. Which entries the index holds is part of the rows,
so an instance restored and relearnt judges exactly like one that was never stopped.

Time is the newest publication time seen; one post from the future does not move it (`AHEAD`), heartbeats never do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec

from connectors.post import HEARTBEAT_SOURCE, Post
from streams.dedupe.gone import Gone
from streams.dedupe.reading import Head, Said, head_of
from streams.dedupe.rows import number_of, to_ms
from streams.dedupe.search import Judged
from streams.dedupe.shelf import Shelf, ShelfState
from streams.dedupe.signature import Signature, sign_many, unpack
from streams.report import Tagged, Verdict

__all__ = ["BATCH", "Duplicates", "Params"]


BATCH = 64
"""Reports that are read, signed and looked up together."""

RELEARNT = 512
"""Reports that are brought back together."""

MOST_SHARDS = 64


@dataclass(frozen=True)
class Params:
    """What the index holds and how it decides.

    Attributes:
        newswire_window, social_window: how far back copies are looked for.
        max_bytes: hard cap of the index of each shelf; the oldest entries make room.
        max_candidates: pairs that the guard looks at per report.
        short_words: texts of fewer words are too common to be copies across authors.
        shards: among how many workers the index is divided (`streams.dedupe.shards`); one is exact.
        families: files of publishers that belong together, beside the shipped one (`streams.families`).
        incidents: files of words of incidents, beside the shipped ones (`streams.dedupe.incident_words`).
    """

    newswire_window: timedelta = timedelta(hours=72)
    social_window: timedelta = timedelta(hours=48)
    max_bytes: int = 256 * 1024 * 1024
    max_candidates: int = 5
    short_words: int = 4
    shards: int = 1
    families: tuple[str, ...] = ()
    incidents: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot be.

        Raises:
            ValueError: no shard, or more than a report can sensibly be sent to.
        """
        if not 1 <= self.shards <= MOST_SHARDS:
            raise ValueError(f"shards is {self.shards}; use 1 to {MOST_SHARDS}")


class _State(msgspec.Struct):
    relevant: ShelfState
    irrelevant: ShelfState
    gone: list[tuple[int, int]] = []


class Duplicates:
    """Index of reports. See the module."""

    def __init__(self, params: Params) -> None:
        self.params = params
        self._relevant = self._shelf(None)
        self._irrelevant = self._shelf(None)
        self._gone = self._taken_back()
        # By the identity of their records, which are kept here so that no other record can take it over.
        self._foreseen: dict[int, tuple[Tagged, Head, Said]] = {}

    def _shelf(self, state: ShelfState | None) -> Shelf:
        params = self.params
        windows = (_ms(params.newswire_window), _ms(params.social_window))
        return Shelf(windows, params.max_bytes, params.max_candidates, params.short_words, params.incidents, state)

    def _taken_back(self, known: Sequence[tuple[int, int]] = ()) -> Gone:
        return Gone(max(_ms(self.params.newswire_window), _ms(self.params.social_window)), known)

    def judge(self, tagged: Tagged) -> Verdict:
        """Compare a report with those before it, and remember it."""
        post = tagged.post
        if post.source == HEARTBEAT_SOURCE:
            return _verdict(post.id, Judged("new", number_of(post.id), None, ()))
        if post.deleted:
            return self._delete(post)
        if self._gone and self._gone.has(number_of(post.id), to_ms(post.published_at)):
            return _never_told(post.id)
        if post.edited and not tagged.report.relevant and (withdrawn := self._relevant.withdraw(post)):
            return _verdict(post.id, withdrawn)
        shelf, beside = self._shelves(tagged)
        foreseen = self._foreseen.pop(id(tagged), None)
        if foreseen is None:
            return _verdict(post.id, shelf.judge(tagged, beside, amid=bool(self._foreseen)))
        _, head, said = foreseen
        return _verdict(post.id, shelf.take(head, said, beside))

    def _delete(self, post: Post) -> Verdict:
        if story := self._relevant.story_of(post.id):
            return _verdict(post.id, Judged("update", story, post.id, ("deleted",)))
        if self._irrelevant.story_of(post.id) is None:
            self._gone.add(number_of(post.id), to_ms(post.published_at))
        return _never_told(post.id)

    def judge_many(self, records: Sequence[Tagged]) -> list[Verdict]:
        """Judge reports in order: the same verdicts as one by one, in less time."""
        verdicts: list[Verdict] = []
        for at in range(0, len(records), BATCH):
            batch = records[at : at + BATCH]
            self.foresee(batch)
            verdicts += map(self.judge, batch)
        return verdicts

    def foresee(self, records: Sequence[Tagged]) -> None:
        """Read, sign and look up together reports that will be judged next, in this order; `BATCH` are enough.

        Changes no verdict. What cannot be read or signed here is left to its turn, and gives its error there.
        """
        self._foreseen = {}
        read: list[tuple[Shelf, Head, Said]] = []
        revisions: set[tuple[int, int]] = set()
        deleted: set[str] = set()
        for tagged in records:
            if tagged.post.deleted:
                deleted.add(tagged.post.id)
            if tagged.post.id in deleted:
                continue  # its turn will tell whether it came before
            foreseen = self._read(tagged, revisions)
            if foreseen is not None:
                read.append(foreseen)
                self._foreseen[id(tagged)] = tagged, *foreseen[1:]
        if read:
            with suppress(Exception):  # told apart when each has its turn
                self._look_up(read)

    def _read(self, tagged: Tagged, revisions: set[tuple[int, int]]) -> tuple[Shelf, Head, Said] | None:
        """Read a report, if it is none of the revisions that were read already; these are added to."""
        post = tagged.post
        if post.source == HEARTBEAT_SOURCE or post.deleted or (post.edited and not tagged.report.relevant):
            return None
        try:
            head = head_of(post)
            if self._gone and self._gone.has(head.number, head.at):
                return None
            revision = head.number, head.content
            shelf, beside = self._shelves(tagged)
            said = shelf.read(tagged, head, beside) if revision not in revisions else None
        except Exception:  # noqa: BLE001  given again when its turn comes
            return None
        if said is None:
            return None
        revisions.add(revision)
        return shelf, head, said

    def _look_up(self, read: Sequence[tuple[Shelf, Head, Said]]) -> None:
        shelves = {id(shelf): shelf for shelf, _, _ in read}
        for shelf in shelves.values():
            shelf.settle()  # files what was added, too
        texts: set[int] = set()
        wanted: list[Said] = []
        others: list[int] = []
        filed = self._filed([said.exact for _, _, said in read])
        for shelf, head, said in read:
            if said.exact not in texts and (said.exact not in filed or shelf.is_known(head)):
                wanted.append(said)
            else:
                others.append(said.exact)
            texts.add(said.exact)
        unsigned, own = [one for one in wanted if one.reading is not None], self.params.incidents
        fresh = sign_many([(one.tagged, one.reading) for one in unsigned if one.tagged and one.reading], own)
        for said, signature in zip(unsigned, fresh, strict=True):
            said.signature, said.reading = signature, None
        for said in wanted:
            if said.signature is None and said.tagged is not None:
                said.signature = unpack(said.tagged.signature)
        signatures = [said.signed(own) for said in wanted]
        for shelf in (self._relevant, self._irrelevant):
            if id(shelf) in shelves or len(shelf.index):
                shelf.index.foresee(signatures, others)

    def _filed(self, exacts: Sequence[int]) -> set[int]:
        """Return those hashes of words that are on a shelf."""
        indices = [shelf.index for shelf in (self._relevant, self._irrelevant) if len(shelf.index)]
        return {
            exact
            for index in indices
            for exact, may in zip(exacts, index.may_hold(exacts), strict=True)
            if may and index.same_text(exact) is not None
        }

    def _shelves(self, tagged: Tagged) -> tuple[Shelf, Shelf]:
        """Return the shelf that a report belongs to, and the one beside it."""
        both = (self._relevant, self._irrelevant)
        return both if tagged.report.relevant else both[::-1]

    def relearn(self, records: Sequence[Tagged]) -> None:
        """Take records in again behind a snapshot; those that the index had left already are passed over."""
        for at in range(0, len(records), RELEARNT):
            batch = [tagged for tagged in records[at : at + RELEARNT] if not tagged.post.deleted]
            self._relevant.relearn([tagged for tagged in batch if tagged.report.relevant])
            self._irrelevant.relearn([tagged for tagged in batch if not tagged.report.relevant])

    def vote(self, head: Head, signature: Signature, *, relevant: bool = True) -> Judged:
        """Compare a report that was signed elsewhere, and remember it: the part of one shard."""
        said = Said(0, signature.exact, signature.length, signature=signature)
        if relevant:
            return self._relevant.take(head, said, beside=self._irrelevant)
        return self._irrelevant.take(head, said, beside=self._relevant)

    def relearn_signed(self, signed: Sequence[tuple[Head, bytes]]) -> None:
        """Take signed reports in again behind a snapshot, see `relearn`; signatures as they were packed."""
        self._relevant.relearn_signed(signed)

    def horizon(self) -> datetime | None:
        """Return the oldest event time that the index holds by reference to the log."""
        oldest = min(self._held(), default=None)
        return None if oldest is None else datetime.fromtimestamp(oldest / 1000, UTC)

    def _held(self) -> Iterable[int]:
        for shelf in (self._relevant, self._irrelevant):
            if (oldest := shelf.oldest_ms()) is not None:
                yield oldest

    def snapshot(self) -> bytes:
        """Return what the log cannot tell."""
        return msgspec.msgpack.encode(_State(self._relevant.state(), self._irrelevant.state(), self._gone.rows()))

    @classmethod
    def restore(cls, params: Params, snapshot: bytes | None) -> Duplicates:
        """Build from a snapshot, or empty; then `relearn` from the horizon up to the snapshot's position."""
        fresh = cls(params)
        if snapshot:
            state = msgspec.msgpack.decode(snapshot, type=_State)
            fresh._relevant, fresh._irrelevant = fresh._shelf(state.relevant), fresh._shelf(state.irrelevant)
            fresh._gone = fresh._taken_back(state.gone)
        return fresh

    def kept_apart(self, tagged: Tagged) -> str | None:
        """Return the report from which the one judged last was kept apart, if it was like one; for explanations."""
        return (self._relevant if tagged.report.relevant else self._irrelevant).search.kept_apart

    @property
    def held(self) -> tuple[int, int]:
        """Entries of the index, and what they take in bytes."""
        shelves = (self._relevant, self._irrelevant)
        return sum(len(one.index) for one in shelves), sum(one.index.bytes_used for one in shelves)

    @property
    def limit_bytes(self) -> int:
        """Bytes beyond which the oldest relevant entries make room; the live stream holds no others."""
        return self._relevant.index.max_bytes


def _never_told(post_id: str) -> Verdict:
    """Return the verdict on a deletion of what was never reported, and on what it deleted."""
    return _verdict(post_id, Judged("update", number_of(post_id), post_id, ("deleted", "unknown_post")))


def _verdict(post_id: str, judged: Judged) -> Verdict:
    return Verdict(post_id, judged.verdict, f"{judged.story:016x}", judged.of, judged.reasons)


def _ms(span: timedelta) -> int:
    return to_ms(datetime.fromtimestamp(0, UTC) + span)
