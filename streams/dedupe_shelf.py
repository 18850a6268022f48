"""One shelf of reports: what is known of each, the index of their texts, and the verdict on the next.

See `streams.duplicates` for what is promised; this module keeps the state.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Literal, NamedTuple

import msgspec
from xxhash import xxh3_64_intdigest

from connectors.post import Post, body
from streams.boilerplate import Boilerplate, seeded, sentences
from streams.dedupe_guard import TEMPLATE_GAP_MS, UNLIKE, Finding, compare, hopeless
from streams.dedupe_index import Entry, Facts, Index
from streams.dedupe_likeness import Side
from streams.dedupe_missing import Missing, key_of
from streams.dedupe_retold import Wanted, told_further, wanted_of
from streams.dedupe_rows import ROW_BYTES, Clock, Horizon, Row, Rows, content_of, number_of, to_ms
from streams.dedupe_words import MAX_CHARS
from streams.report import Tagged
from streams.signature import Packed, Reading, Signature, glimpse, halfway, pack, read_text, sign, unpack

__all__ = ["ROWS_SHARE", "Foreseen", "Head", "Judged", "Said", "Shelf", "ShelfState", "Voice", "head_of", "mask_of"]

ROWS_SHARE = 8
"""Known reports have an eighth of the cap."""

SAME = 4.0
"""Score of the same words: no other candidate can be nearer."""

ENOUGH = 2.2
"""Score of a copy that is near enough not to look for a nearer one; candidates come nearest first."""

TEMPLATE_WORDS = 25
"""A newswire line so short that comes again the next day is a template filled in anew, not a late copy."""

RETOLD, MANY = 6, 9
"""Earlier reports under the same name, or kind of count at a place, that are looked at when no copy is found; and as
how many those count that share neighbouring names or a sentence's start, of which the number is not known."""

OPEN = 64
"""Entries kept unpacked, some 10 kB each."""

NEAR_COPY = 0.9
"""A copy so near to an entry need not be indexed itself: whoever copies it is found by the entry."""


class Judged(NamedTuple):
    """A verdict, with its story as a number; ``score`` of the pair that it stands on."""

    verdict: Literal["new", "update", "duplicate"]
    story: int
    of: str | None
    reasons: tuple[str, ...]
    score: float = 0.0


class ShelfState(msgspec.Struct):
    """What a snapshot holds: rows packed in order of arrival, boilerplate, the clock."""

    rows: bytes = b""
    boilerplate: Boilerplate = msgspec.field(default_factory=Boilerplate)
    clock: int = 0
    ahead: int = 0


class Voice(NamedTuple):
    """Who speaks: a hash of source and author (0 when nobody is named), and whether it is a social post."""

    author: int
    social: bool


class Head(NamedTuple):
    """What is told of a post beside its text: ``at`` when it was published, ``moves`` when by its clock, ms."""

    id: str
    content: int
    at: int
    moves: int
    voice: Voice
    repost_of: str | None


class Said(NamedTuple):
    """A text, read; it is signed only when somebody asks, since exact copies need no signature."""

    mask: int
    exact: int
    length: int
    signed: Callable[[], Signature]


class Foreseen(NamedTuple):
    """A post that was read, and maybe signed, together with others before its turn."""

    head: Head
    mask: int
    exact: int
    length: int
    reading: Reading | None
    signature: Signature | None


class Shelf:
    """Reports of one kind of relevance.

    Args:
        windows: of newswire and of social posts, ms.
        max_bytes: of the index.
        most: candidates per report.
        short: words below which a text is too common to be a copy of another author's.
        state: of an earlier life; entries come back by `relearn`.
    """

    def __init__(
        self, windows: tuple[int, int], max_bytes: int, most: int, short: int, state: ShelfState | None = None
    ) -> None:
        self.windows, self.most, self.short = windows, most, short
        self.index = Index(max_bytes - max_bytes // ROWS_SHARE)
        self.kept_apart: str | None = None  # from which report the last one was, for explanations
        state = state or ShelfState()
        self.boilerplate, self._clock = state.boilerplate, Clock(state.clock, state.ahead)
        self._rows = Rows(max(64, max_bytes // ROWS_SHARE // ROW_BYTES), state.rows)
        self._opened: deque[Entry] = deque()
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

    def judge(self, tagged: Tagged, beside: Shelf | None = None, foreseen: Foreseen | None = None) -> Judged:
        """Judge a report and remember it.

        Args:
            tagged: the report.
            beside: another shelf, which is looked at and left alone.
            foreseen: the report, where it was read before its turn.
        """

        def read() -> Said:
            if foreseen is not None:
                _, mask, exact, length, reading, signature = foreseen
                return Said(mask, exact, length, lambda: signature or sign(tagged, mask, reading))
            for shelf in self._shelves(beside):
                shelf.index.file()  # nobody foresaw which keys this one looks under
            mask = mask_of(self.boilerplate, tagged.post)
            reading = read_text(tagged.post, mask)
            return Said(mask, reading.exact, len(reading.words.low), lambda: sign(tagged, mask, reading))

        return self.take(foreseen.head if foreseen else head_of(tagged.post), read, beside)

    def read(self, tagged: Tagged, beside: Shelf) -> Foreseen | None:
        """Read a post before its turn; None for one delivered again, which is not read.

        Sources' boilerplate is learnt here, so the posts that are read so must be judged next, in the same order.
        """
        head = head_of(tagged.post)
        number = number_of(head.id)
        known = self._rows.get(number) or beside._rows.get(number)
        if known and known.content == head.content:
            return None
        mask = mask_of(self.boilerplate, tagged.post)
        if not mask and (signed := glimpse(tagged.signature)):
            return Foreseen(head, mask, *signed, None, None)
        reading = read_text(tagged.post, mask)
        return Foreseen(head, mask, reading.exact, len(reading.words.low), reading, None)

    def is_known(self, foreseen: Foreseen) -> bool:
        """Whether a post that was read will be signed whatever its words: it is an edit or a repost."""
        return foreseen.head.repost_of is not None or number_of(foreseen.head.id) in self._rows

    def settle(self) -> None:
        """Give up what the log did not bring back: it is read."""
        self.index.add_packed(self._missing.give_up())

    def take(self, head: Head, read: Callable[[], Said], beside: Shelf | None = None) -> Judged:
        """Judge a post whose text is read by ``read``, if it has to be; see `judge`."""
        if self._missing:
            self.settle()
        self.kept_apart = None
        number = number_of(head.id)
        known = self._rows.get(number) or (beside._rows.get(number) if beside else None)
        if known and known.content == head.content:
            return Judged("duplicate", known.story, head.id, ("redelivered",))
        arrived = self._advance(head)
        said = read()
        first = not (known or head.repost_of)
        twins = [shelf.index.same_text(said.exact) for shelf in self._shelves(beside)] if first else []
        judged = self._same(head, said, twins)
        if judged is not None:
            # The same words as an entry: nothing to sign and nothing to file.
            self._remember(Row(number, judged.story, head.content, head.at, arrived, said.mask, indexed=False))
            return judged
        signature = said.signed()
        later = Side(signature.length, signature.lead, signature.anchors, head.at, caseless=signature.caseless)
        if known:
            judged, near = Judged("update", known.story, head.id, ("edited",)), False
        elif head.repost_of:
            judged, near = self._reposted(head.repost_of, beside)
        else:
            judged, near = self._verdict(number, (signature, later, head.voice), twins, beside)
        row = Row(number, judged.story, head.content, head.at, arrived, said.mask, not near)
        self._remember(row)
        if row.indexed:
            entry = _entry(head, row, signature)
            if later.derived:  # it met others, so others will meet it
                self._open(entry, later)
            self.index.add(entry, signature)
        return judged

    def _reposted(self, of: str, beside: Shelf | None) -> tuple[Judged, bool]:
        origin = self.story_of(of) or (beside.story_of(of) if beside else None)
        return Judged("duplicate", origin or number_of(of), of, ("repost",)), origin is not None

    def _shelves(self, beside: Shelf | None) -> tuple[Shelf, ...]:
        return (self, beside) if beside is not None and len(beside.index) else (self,)

    def _same(self, head: Head, said: Said, twins: list[Entry | None]) -> Judged | None:
        """Judge a text whose very words are on a shelf."""
        for entry in filter(None, twins):
            finding = self._same_words(entry.facts, said.length, head.at, head.voice)
            if finding is not None and finding.outcome == "duplicate":
                return Judged("duplicate", entry.facts.story, entry.id, finding.reasons, finding.score)
        return None

    def withdraw(self, post: Post) -> Judged | None:
        """Note that a report's newest revision tells of no event; None when no report of this id is known."""
        head = head_of(post)
        known = self._rows.get(number_of(post.id))
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
        entries: list[tuple[Entry, Packed]] = []
        for tagged in records:
            post = tagged.post
            content = content_of(post)
            key = key_of(number_of(post.id), content)
            mask = self._missing.mask_of(key)
            if mask is not None:
                packed = None if mask else halfway(tagged.signature)
                voice = head_of(post, content).voice
                entries += self._missing.bring(key, post.id, voice, packed or _signed(tagged, mask))
        self.index.add_packed(entries)

    def relearn_signed(self, signed: Sequence[tuple[Head, bytes]]) -> None:
        """Bring back entries of reports that were signed elsewhere, see `relearn`."""
        entries: list[tuple[Entry, Packed]] = []
        for head, raw in signed:
            key = key_of(number_of(head.id), head.content)
            if self._missing.mask_of(key) is not None:
                entries += self._missing.bring(key, head.id, head.voice, halfway(raw) or _packed(unpack(raw)))
        self.index.add_packed(entries)

    def _verdict(
        self, number: int, said: tuple[Signature, Side, Voice], twins: list[Entry | None], beside: Shelf | None
    ) -> tuple[Judged, bool]:
        """Return the verdict, and whether the text is so near to an entry that it need not be indexed."""
        best: tuple[Finding, Entry] | None = None
        apart: tuple[Finding, Entry] | None = None
        others: list[Entry] = []
        met: list[Entry] = []
        signature, later, _ = said
        for entry, sketch, openings in self._near(signature, twins, beside):
            beat = best[0].score if best else -1.0, apart[0].score if apart else -1.0
            finding = self._compare(entry, said, (sketch, openings), beat)
            if finding.outcome in ("duplicate", "update") and (best is None or finding.score > best[0].score):
                best = (finding, entry)
                if finding.score >= ENOUGH and finding.outcome == "duplicate":
                    break
            elif finding.outcome == "apart":
                others.append(entry)
                if apart is None or finding.score > apart[0].score:
                    apart = (finding, entry)
            elif openings:
                met.append(entry)
        if best is None and (wanted := wanted_of(later)):
            best = self._retold((signature, later, wanted), beside, (met, others))
        if best is None:
            self.kept_apart = apart[1].id if apart else None
            return Judged("new", number, None, *(apart[0][1:] if apart else ((),))), False
        finding, entry = best
        verdict: Literal["update", "duplicate"] = "update" if finding.outcome == "update" else "duplicate"
        near = verdict == "duplicate" and (entry.exact == signature.exact or finding.score >= 2 + NEAR_COPY)
        return Judged(verdict, entry.facts.story, entry.id, finding.reasons, finding.score), near

    def _near(
        self, signature: Signature, twins: list[Entry | None], beside: Shelf | None
    ) -> Iterator[tuple[Entry, float, int]]:
        for shelf, twin in zip(self._shelves(beside), twins, strict=True):
            if twin is not None:
                yield twin, 1.0, 0
            yield from shelf.index.candidates(signature, self.most)

    def _retold(
        self, said: tuple[Signature, Side, Wanted], beside: Shelf | None, known: tuple[list[Entry], list[Entry]]
    ) -> tuple[Finding, Entry] | None:
        """Look for an earlier state of the same event, or the same one, in other words.

        Args:
            said: by the report, and what it asks of an earlier one.
            beside: another shelf.
            known: entries that share a run of names or a sentence's start, and entries that tell of other events.
        """
        signature, later, wanted = said
        met, others = known
        named = [one for shelf in self._shelves(beside) for one in shelf.index.same_event(signature, RETOLD)]
        best: tuple[Finding, Entry] | None = None
        for entry, filed in named + [(entry, MANY) for entry in met]:
            if entry in others or not wanted.in_question(entry, filed):
                continue
            finding = told_further(entry.side or self._open(entry), later, filed)
            if finding.outcome == "duplicate":
                return finding, entry
            if finding.outcome == "update" and (best is None or finding.score > best[0].score):
                best = finding, entry
        return best

    def _compare(
        self, entry: Entry, said: tuple[Signature, Side, Voice], alike: tuple[float, int], beat: tuple[float, float]
    ) -> Finding:
        signature, later, voice = said
        if entry.exact == signature.exact:
            return self._same_words(entry.facts, later.length, later.at_ms, voice) or UNLIKE
        if hopeless(entry.length, later.length, *alike):
            return UNLIKE
        facts = entry.facts
        if not self._within(facts, later.at_ms, voice) or self._too_short(facts, later.length, voice):
            return UNLIKE
        return compare(entry.side or self._open(entry), later, *alike, beat)

    def _open(self, entry: Entry, side: Side | None = None) -> Side:
        """Keep an entry unpacked while it is among those compared last: a wave of copies meets the same ones."""
        entry.side = side = side or entry.unpacked()
        if len(self._opened) >= OPEN:
            self._opened.popleft().side = None
        self._opened.append(entry)
        return side

    def _within(self, facts: Facts, at_ms: int, voice: Voice) -> bool:
        return abs(at_ms - facts.at_ms) <= max(self.windows[facts.social], self.windows[voice.social])

    def _too_short(self, facts: Facts, length: int, voice: Voice) -> bool:
        return length < self.short and (not voice.author or voice.author != facts.author)

    def _same_words(self, facts: Facts, length: int, at_ms: int, voice: Voice) -> Finding | None:
        """Judge a pair of the same words; None outside the window."""
        if not self._within(facts, at_ms, voice):
            return None
        if self._too_short(facts, length, voice):
            return Finding("apart", ("too_short",), 0.0)
        template = not voice.social and not facts.social and length < TEMPLATE_WORDS
        if template and abs(at_ms - facts.at_ms) > TEMPLATE_GAP_MS:
            return Finding("apart", ("time_gap", "same_text"), SAME)
        return Finding("duplicate", ("same_text",), SAME)

    def _advance(self, head: Head) -> int:
        """Move the clock by a post, forget what is older than the window, and return the clock."""
        now = self._clock.move(head.moves)
        horizon = Horizon.of(now, max(self.windows))
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


def mask_of(boilerplate: Boilerplate, post: Post) -> int:
    """Return which sentences of a post are left out; learns from newswire."""
    if post.kind == "social":
        return seeded(sentences(post.text)) if len(post.text) > 200 and "\n" in post.text else 0
    return boilerplate.mask(post.source, sentences(body(post)[: MAX_CHARS * 2]))


def head_of(post: Post, content: int | None = None) -> Head:
    """Return what is told of a post beside its text; ``content`` where it is known."""
    social = post.kind == "social"
    who = f"{post.source}\x00{post.author}" if social else post.source
    voice = Voice(xxh3_64_intdigest(who.encode()) if post.author or not social else 0, social)
    at = to_ms(post.published_at)
    moves = min(at, to_ms(post.seen_at)) if post.seen_at else at
    return Head(post.id, content_of(post) if content is None else content, at, moves, voice, post.repost_of)


def _signed(tagged: Tagged, mask: int) -> Packed:
    return _packed(sign(tagged, mask))


def _packed(signature: Signature) -> Packed:
    packed = halfway(pack(signature))
    assert packed is not None  # noqa: S101  of this version
    return packed


def _entry(head: Head, row: Row, signature: Signature) -> Entry:
    return Entry(head.id, Facts(row.content, row.story, row.at, row.arrived, *head.voice), signature)
