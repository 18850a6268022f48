"""One shelf of reports: what is known of each, the index of their texts, and the verdict on the next.

See `streams.dedupe.duplicates` for what is promised; this module keeps the state.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import msgspec

from connectors.post import Post
from streams.dedupe.boilerplate import Boilerplate
from streams.dedupe.entry import Entry, Facts
from streams.dedupe.index import Index
from streams.dedupe.missing import Missing, key_of
from streams.dedupe.reading import Head, Said, head_of, mask_of, read_ahead, read_now, voice_of
from streams.dedupe.rows import ROW_BYTES, Clock, Horizon, Row, Rows, content_of, number_of
from streams.dedupe.search import Judged, Later, Search
from streams.dedupe.signature import Packed, Signature, halfway, pack, read_text, sign_many, unpack
from streams.report import Tagged

__all__ = ["ROWS_SHARE", "Shelf", "ShelfState"]

SIGNED = 64
"""Reports that are signed together when they are brought back."""

ROWS_SHARE = 8
"""Known reports have an eighth of the cap."""


class ShelfState(msgspec.Struct):
    """What a snapshot holds: rows packed in order of arrival, boilerplate, the clock."""

    rows: bytes = b""
    boilerplate: Boilerplate = msgspec.field(default_factory=Boilerplate)
    clock: int = 0
    ahead: int = 0


class Shelf:
    """Reports of one kind of relevance.

    Args:
        windows: of newswire and of social posts, ms.
        max_bytes: of the index.
        most: candidates per report.
        short: words below which a text is too common to be a copy of another author's.
        own: a desk's own files of incident words.
        state: of an earlier life; entries come back by `relearn`.
    """

    def __init__(
        self,
        windows: tuple[int, int],
        max_bytes: int,
        most: int,
        short: int,
        own: tuple[str, ...],
        state: ShelfState | None = None,
    ) -> None:
        self._own = own
        self.windows, self.index = windows, Index(max_bytes - max_bytes // ROWS_SHARE)
        self.search = Search(windows, most, short, self.index.capacity)
        state = state or ShelfState()
        self.boilerplate, self._clock = state.boilerplate, Clock(state.clock, state.ahead)
        self._rows = Rows(max(64, max_bytes // ROWS_SHARE // ROW_BYTES), state.rows)
        self._missing = Missing(self._rows)
        self._indexed = len(self._missing)  # rows that were given an entry

    def story_of(self, post_id: str) -> int | None:
        """Return the story of a known report."""
        row = self._rows.get(number_of(post_id))
        return row.story if row else None

    def oldest_ms(self) -> int | None:
        """Return the oldest publication time in the index."""
        return min(chain((entry.at_ms for entry in self.index), self._missing.times()), default=None)

    def state(self) -> ShelfState:
        """Return what a snapshot holds."""
        # The index holds the newest of the rows that were indexed: entries leave it in order of arrival.
        rows = self._rows.packed(len(self.index) + len(self._missing))
        return ShelfState(rows, self.boilerplate, self._clock.now, self._clock.ahead)

    def judge(self, tagged: Tagged, beside: Shelf, *, amid: bool = False) -> Judged:
        """Judge a report that was not read before its turn, and remember it.

        Args:
            tagged: the report.
            beside: another shelf, which is looked at and left alone.
            amid: others that were foreseen come behind it.
        """
        for shelf in self._shelves(beside):  # nobody foresaw which keys this one looks under
            if amid:
                shelf.index.write()
            else:
                shelf.index.file()
        return self.take(head_of(tagged.post), tagged, beside)

    def read(self, tagged: Tagged, head: Head, beside: Shelf) -> Said | None:
        """Read a post before its turn; None for one delivered again, which is not read.

        Sources' boilerplate is learnt here, so the posts that are read so must be judged next, in the same order.
        """
        known = self._rows.get(head.number) or beside._rows.get(head.number)
        if known and known.content == head.content:
            return None
        return read_ahead(tagged, mask_of(self.boilerplate, tagged.post), self._own)

    def is_known(self, head: Head) -> bool:
        """Whether a post will be signed whatever its words: it is an edit or a repost."""
        return head.repost_of is not None or head.number in self._rows

    def settle(self) -> None:
        """Give up what the log did not bring back: it is read."""
        self.index.add_packed(self._missing.give_up())

    def take(self, head: Head, text: Said | Tagged, beside: Shelf) -> Judged:
        """Judge a post and remember it; its text was read, or is read if it has to be. See `judge`."""
        if self._missing:
            self.settle()
        self.search.kept_apart = None
        number = head.number
        known = self._rows.get(number) or beside._rows.get(number)
        if known and known.content == head.content:
            return Judged("duplicate", known.story, head.id, ("redelivered",))
        arrived = self._advance(head)
        said = text if isinstance(text, Said) else read_now(text, mask_of(self.boilerplate, text.post))
        indices: Sequence[Index] = ()
        twins: Sequence[Entry | None] = ()
        if not (known or head.repost_of):
            indices = [shelf.index for shelf in self._shelves(beside)]
            twins = [index.same_text(said.exact) for index in indices]
            if (judged := self.search.same(head, said.length, twins)) is not None:
                # The same words as an entry: nothing to sign and nothing to file.
                self._remember(Row(number, judged.story, head.content, head.at, arrived, said.mask, indexed=False))
                return judged
        signature = said.signed(self._own)
        later = Later(signature, head.at, head.voice)
        if known:
            judged, near = Judged("update", known.story, head.id, ("edited",)), False
        elif head.repost_of:
            judged, near = self._reposted(head.repost_of, beside)
        else:
            judged, near = self.search.verdict(number, later, indices, twins)
        self._remember(Row(number, judged.story, head.content, head.at, arrived, said.mask, not near))
        if not near:
            facts = Facts(head.content, judged.story, head.at, arrived, *head.voice)
            entry = Entry.of(head.id, facts, signature)
            if later.was_compared():  # it met others, so others will meet it
                self.search.open(entry, later.side)
            self.index.add(entry, signature)
        return judged

    def _reposted(self, of: str, beside: Shelf) -> tuple[Judged, bool]:
        origin = self.story_of(of) or beside.story_of(of)
        return Judged("duplicate", origin or number_of(of), of, ("repost",)), origin is not None

    def _shelves(self, beside: Shelf) -> tuple[Shelf, ...]:
        return (self, beside) if len(beside.index) else (self,)

    def withdraw(self, post: Post) -> Judged | None:
        """Note that a report's newest revision tells of no event; None when no report of this id is known."""
        head = head_of(post)
        known = self._rows.get(head.number)
        if known is None:
            return None
        if known.content == head.content:
            return Judged("duplicate", known.story, post.id, ("redelivered",))
        if self._missing:
            self.settle()
        arrived = self._advance(head)
        self._remember(Row(known.id, known.story, head.content, head.at, arrived, 0, indexed=False))
        return Judged("update", known.story, post.id, ("edited", "withdrawn"))

    def relearn(self, records: Sequence[Tagged]) -> None:
        """Bring back the entries of those reports that the index held one of."""
        missing = self._missing
        wanted: list[tuple[int, int, Tagged]] = []
        for tagged in records:
            key = key_of(number_of(tagged.post.id), content_of(tagged.post))
            if (mask := missing.mask_of(key)) is not None:
                wanted.append((key, mask, tagged))
        entries: list[tuple[Entry, Packed]] = []
        for (key, mask, tagged), packed in zip(wanted, self._packed([one[1:] for one in wanted]), strict=True):
            now = missing.mask_of(key)
            if now is not None:  # another one where the same text was held twice
                text = packed if now == mask else self._packed([(now, tagged)])[0]
                entries += missing.bring(key, tagged.post.id, voice_of(tagged.post), text)
        self.index.add_packed(entries)

    def _packed(self, masked: Sequence[tuple[int, Tagged]]) -> list[Packed]:
        """Return signatures of reports without the sentences of their masks: the ones they came with, or new ones."""
        own = self._own
        came = [None if mask else halfway(tagged.signature, own) for mask, tagged in masked]
        unsigned = [one for one, packed in zip(masked, came, strict=True) if packed is None]
        if not unsigned:
            return came  # type: ignore[return-value]  # none of them is None
        fresh = iter(_signed(unsigned, own))
        return [packed or next(fresh) for packed in came]

    def relearn_signed(self, signed: Sequence[tuple[Head, bytes]]) -> None:
        """Bring back entries of reports that were signed elsewhere, see `relearn`."""
        entries: list[tuple[Entry, Packed]] = []
        for head, raw in signed:
            key = key_of(head.number, head.content)
            if self._missing.mask_of(key) is not None:
                packed = halfway(raw, self._own) or _packed(unpack(raw), self._own)
                entries += self._missing.bring(key, head.id, head.voice, packed)
        self.index.add_packed(entries)

    def _advance(self, head: Head) -> int:
        """Move the clock by a post, forget what is older than the window, and return the clock."""
        now = self._clock.move(head.moves)
        window = max(self.windows)
        if self._rows.are_newer(now - window):
            return now  # nor is there an entry that is older: each has its row
        horizon = Horizon.of(now, window)
        while len(self.index):
            oldest = self.index.oldest()
            if oldest.arrived_ms >= horizon.before or not horizon.passed(oldest.arrived_ms, oldest.at_ms):
                break
            self.index.drop_oldest()
        if self._rows.due(horizon):
            for indexed in self._rows.expire(horizon):
                self._indexed -= indexed
                if len(self.index) > self._indexed:
                    self.index.drop_oldest()  # an entry without its row would not survive a restart
        return now

    def _remember(self, row: Row) -> None:
        self._rows.remember(row)
        self._indexed += row.indexed


def _signed(masked: Sequence[tuple[int, Tagged]], own: tuple[str, ...]) -> list[Packed]:
    """Sign reports without the sentences of their masks, `SIGNED` at a time: one by one takes nearly twice as long."""
    packed: list[Packed] = []
    for at in range(0, len(masked), SIGNED):
        batch = [(tagged, read_text(tagged.post, mask)) for mask, tagged in masked[at : at + SIGNED]]
        packed += [_packed(one, own) for one in sign_many(batch, own)]
    return packed


def _packed(signature: Signature, own: tuple[str, ...]) -> Packed:
    packed = halfway(pack(signature, own), own)
    assert packed is not None  # noqa: S101  of this version
    return packed
