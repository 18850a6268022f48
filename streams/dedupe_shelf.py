"""One shelf of reports: what is known of each, the index of their texts, and the verdict on the next.

See `streams.duplicates` for what is promised; this module keeps the state.
"""

from __future__ import annotations

import struct
from collections import Counter, deque
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain, islice
from typing import Literal, NamedTuple

import msgspec
from xxhash import xxh3_64_intdigest

from connectors.post import Post, body
from streams.boilerplate import Boilerplate, seeded, sentences
from streams.dedupe_guard import TEMPLATE_GAP_MS, UNLIKE, Finding, compare, hopeless, retold
from streams.dedupe_index import Entry, Facts, Index
from streams.dedupe_likeness import Side
from streams.dedupe_shards import Sharded
from streams.dedupe_words import MAX_CHARS
from streams.report import Tagged
from streams.signature import Reading, Signature, read_text, sign

__all__ = ["Judged", "Shelf", "ShelfState", "number_of", "to_ms"]

AHEAD_MS = 24 * 3_600_000
"""A post so far ahead of the clock moves it only when another post confirms it."""

ROW_BYTES, ROWS_SHARE = 260, 4
"""What a known report takes, with its place in the dictionary; known reports have a quarter of the cap."""

SAME = 4.0
"""Score of the same words: no other candidate can be nearer."""

ENOUGH = 2.2
"""Score of a copy that is near enough not to look for a nearer one; candidates come nearest first."""

TEMPLATE_WORDS = 25
"""A newswire line so short that comes again the next day is a template filled in anew, not a late copy."""

RETOLD_CANDIDATES = 6
"""Earlier reports of the same kind of count at the same place that are looked at when no copy is found."""

OPEN = 512
"""Entries kept unpacked, some 10 kB each."""

NEAR_COPY = 0.9
"""A copy so near to an entry need not be indexed itself: whoever copies it is found by the entry."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ROW = struct.Struct("<QQQqqQ?")
_ARRIVED, _ARRIVED_AT = struct.Struct("<q"), 32


class Judged(NamedTuple):
    """A verdict, with its story as a number."""

    verdict: Literal["new", "update", "duplicate"]
    story: int
    of: str | None
    reasons: tuple[str, ...]


class Row(NamedTuple):
    """What is known of one revision of a report, times in ms; ``mask`` the sentences left out of its signature."""

    id: int
    story: int
    content: int
    at: int
    arrived: int
    mask: int
    indexed: bool


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


def number_of(post_id: str) -> int:
    """Return a 64-bit number for a post's id."""
    return xxh3_64_intdigest(post_id.encode())


def to_ms(at: datetime) -> int:
    """Return milliseconds since the epoch, exactly."""
    since = at - EPOCH
    return since.days * 86_400_000 + since.seconds * 1000 + since.microseconds // 1000


def _content(post: Post) -> int:
    return xxh3_64_intdigest(f"{post.title}\x00{post.text}\x00{post.repost_of}".encode())


class Shelf:
    """Reports of one kind of relevance.

    Args:
        windows: of newswire and of social posts, ms.
        max_bytes: of the index.
        most: candidates per report.
        short: words below which a text is too common to be a copy of another author's.
        shards: see `streams.dedupe_shards`.
        state: of an earlier life; entries come back by `relearn`.
    """

    def __init__(
        self, windows: tuple[int, int], max_bytes: int, most: int, short: int, shards: int, state: ShelfState | None
    ) -> None:
        self.windows, self.most, self.short = windows, most, short
        room = max_bytes - max_bytes // ROWS_SHARE
        self.index = Index(room) if shards == 1 else Sharded(room, shards)
        self.max_rows = max(64, max_bytes // ROWS_SHARE // ROW_BYTES)
        self.kept_apart: str | None = None  # from which report the last one was, for explanations
        self._kept = state or ShelfState()
        self._rows: deque[bytes] = deque()  # packed: a tuple of numbers takes four times as much
        self._known: dict[int, bytes] = {}
        self._opened: deque[Entry] = deque()
        self._indexed = 0  # rows that were given an entry
        # Rows whose entries the log still has to bring back, in order, and entries that came before their turn.
        self._missing: deque[Row] = deque()
        self._wanted: Counter[int] = Counter()
        self._early: dict[int, deque[tuple[Post, Signature]]] = {}
        for row in map(Row._make, _ROW.iter_unpack(self._kept.rows)):
            self._remember(row)
            if row.indexed:
                self._missing.append(row)
                self._wanted[row.id ^ row.content] += 1
        self._kept.rows = b""

    def story_of(self, post_id: str) -> int | None:
        """Return the story of a known report."""
        row = self._row(number_of(post_id))
        return row.story if row else None

    def _row(self, number: int) -> Row | None:
        packed = self._known.get(number)
        return Row._make(_ROW.unpack(packed)) if packed else None

    def oldest_ms(self) -> int | None:
        """Return the oldest publication time in the index."""
        missing = (row.at for row in self._missing)
        return min(chain((entry.facts.at_ms for entry in self.index), missing), default=None)

    def state(self) -> ShelfState:
        """Return what a snapshot holds."""
        # The index holds the newest of the rows that were indexed: entries leave it in order of arrival.
        held = len(self.index) + len(self._missing)
        packed: list[bytes] = []
        for row in reversed(self._rows):
            indexed = row[-1] == 1
            packed.append(row if held > 0 or not indexed else row[:-1] + b"\x00")
            held -= indexed
        kept = self._kept
        return ShelfState(b"".join(reversed(packed)), kept.boilerplate, kept.clock, kept.ahead)

    def judge(self, tagged: Tagged, beside: Shelf | None = None) -> Judged:
        """Judge a report and remember it; ``beside`` is another shelf that is looked at and left alone."""
        if self._missing:
            self._settle(whole=True)
        post = tagged.post
        self.kept_apart = None
        number, content = number_of(post.id), _content(post)
        known = self._row(number) or (beside._row(number) if beside else None)
        if known and known.content == content:
            return Judged("duplicate", known.story, post.id, ("redelivered",))
        arrived = self._advance(post)
        mask = self._mask(post)
        row = Row(number, number, content, to_ms(post.published_at), arrived, mask, indexed=True)
        voice = _voice(post)
        reading = read_text(post, mask)
        judged = None if known or post.repost_of else self._same(row, reading, voice, beside)
        if judged is not None:
            # The same words as an entry: nothing to sign and nothing to file.
            self._remember(row._replace(story=judged.story, indexed=False))
            return judged
        signature = sign(tagged, mask, reading)
        later = Side(signature.length, signature.lead, signature.anchors, row.at, caseless=signature.caseless)
        if known:
            judged, near = Judged("update", known.story, post.id, ("edited",)), False
        elif post.repost_of:
            judged, near = self._reposted(post.repost_of, beside)
        else:
            judged, near = self._verdict(row, (signature, later, voice), beside)
        row = row._replace(story=judged.story, indexed=not near)
        self._remember(row)
        if row.indexed:
            entry = _entry(post.id, row, signature, voice)
            self._open(entry, later)
            self.index.add(entry, signature)
        return judged

    def _reposted(self, of: str, beside: Shelf | None) -> tuple[Judged, bool]:
        origin = self.story_of(of) or (beside.story_of(of) if beside else None)
        return Judged("duplicate", origin or number_of(of), of, ("repost",)), origin is not None

    def _same(self, row: Row, reading: Reading, voice: Voice, beside: Shelf | None) -> Judged | None:
        """Judge a text whose very words are on the shelf."""
        length = len(reading.words.low)
        for shelf in (self, beside) if beside else (self,):
            entry = shelf.index.same_text(reading.exact)
            if entry is None:
                continue
            finding = self._same_words(entry.facts, length, row.at, voice)
            if finding is not None and finding.outcome == "duplicate":
                return Judged("duplicate", entry.facts.story, entry.id, finding.reasons)
        return None

    def withdraw(self, post: Post) -> Judged | None:
        """Note that a report's newest revision tells of no event; None when no report of this id is known."""
        number, content = number_of(post.id), _content(post)
        known = self._row(number)
        if known is None:
            return None
        if known.content == content:
            return Judged("duplicate", known.story, post.id, ("redelivered",))
        if self._missing:
            self._settle(whole=True)
        arrived = self._advance(post)
        row = Row(number, known.story, content, to_ms(post.published_at), arrived, 0, indexed=False)
        self._remember(row)
        return Judged("update", known.story, post.id, ("edited", "withdrawn"))

    def relearn(self, tagged: Tagged) -> None:
        """Bring back the entry of a report, if the index held one."""
        post = tagged.post
        key = number_of(post.id) ^ _content(post)
        if post.deleted or not self._wanted.get(key):
            return
        row = next(row for row in self._missing if row.id ^ row.content == key)
        signature = sign(tagged, row.mask)
        # The same text can have come twice with another in between: the latest so many are the ones that are held.
        early = self._early.setdefault(key, deque(maxlen=self._wanted[key]))
        early.append((post, signature))
        self._settle(whole=False)

    def _settle(self, *, whole: bool) -> None:
        """File entries whose turn it is; ``whole``: the log is read, what it no longer holds is given up."""
        while self._missing:
            row = self._missing[0]
            early = self._early.get(row.id ^ row.content)
            if not early and not whole:
                return
            self._missing.popleft()
            self._wanted[row.id ^ row.content] -= 1
            if early:
                post, signature = early.popleft()
                self.index.add(_entry(post.id, row, signature, _voice(post)), signature)

    def _verdict(self, row: Row, said: tuple[Signature, Side, Voice], beside: Shelf | None) -> tuple[Judged, bool]:
        """Return the verdict, and whether the text is so near to an entry that it need not be indexed."""
        best: tuple[Finding, Entry] | None = None
        apart: tuple[Finding, Entry] | None = None
        signature, later, _ = said
        for entry, sketch, openings in self._near(signature, beside):
            beat = best[0].score if best else -1.0, apart[0].score if apart else -1.0
            finding = self._compare(entry, said, (sketch, openings), beat)
            if finding.outcome in ("duplicate", "update") and (best is None or finding.score > best[0].score):
                best = (finding, entry)
                if finding.score >= ENOUGH and finding.outcome == "duplicate":
                    break
            elif finding.outcome == "apart" and (apart is None or finding.score > apart[0].score):
                apart = (finding, entry)
        if best is None and signature.events:
            best = self._retold(signature, later, beside)
        if best is None:
            self.kept_apart = apart[1].id if apart else None
            return Judged("new", row.story, None, apart[0].reasons if apart else ()), False
        finding, entry = best
        verdict: Literal["update", "duplicate"] = "update" if finding.outcome == "update" else "duplicate"
        near = verdict == "duplicate" and (entry.exact == signature.exact or finding.score >= 2 + NEAR_COPY)
        return Judged(verdict, entry.facts.story, entry.id, finding.reasons), near

    def _near(self, signature: Signature, beside: Shelf | None) -> Iterator[tuple[Entry, float, int]]:
        for shelf in (self, beside) if beside else (self,):
            same = shelf.index.same_text(signature.exact)
            if same is not None:
                yield same, 1.0, 0
            yield from shelf.index.candidates(signature, self.most)

    def _retold(self, signature: Signature, later: Side, beside: Shelf | None) -> tuple[Finding, Entry] | None:
        """Look for an earlier state of the same event, told in other words."""
        for shelf in (self, beside) if beside else (self,):
            for entry in islice(shelf.index.same_event(signature), RETOLD_CANDIDATES):
                finding = retold(entry.side or self._open(entry), later)
                if finding.outcome == "update":
                    return finding, entry
        return None

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

    def _mask(self, post: Post) -> int:
        if post.kind == "social":
            return seeded(sentences(post.text)) if len(post.text) > 200 and "\n" in post.text else 0
        parts = sentences(body(post)[: MAX_CHARS * 2])
        return self._kept.boilerplate.mask(post.source, parts)

    def _advance(self, post: Post) -> int:
        """Move the clock by a post, forget what is older than the window, and return the clock."""
        kept = self._kept
        at = to_ms(min(post.published_at, post.seen_at) if post.seen_at else post.published_at)
        if not kept.clock or kept.clock < at <= kept.clock + AHEAD_MS or abs(at - kept.ahead) <= AHEAD_MS:
            kept.clock, kept.ahead = max(at, kept.clock), 0
        elif at > kept.clock:
            kept.ahead = at
        before = kept.clock - max(self.windows)
        while len(self.index) and self.index.oldest().arrived_ms < before:
            self.index.drop_oldest()
        while self._rows and (
            len(self._rows) >= self.max_rows or _ARRIVED.unpack_from(self._rows[0], _ARRIVED_AT)[0] < before
        ):
            old = self._rows.popleft()
            number = _ROW.unpack(old)[0]
            if self._known.get(number) is old:
                del self._known[number]
            self._indexed -= old[-1]
            if len(self.index) > self._indexed:
                self.index.drop_oldest()  # an entry without its row would not survive a restart
        return kept.clock

    def _remember(self, row: Row) -> None:
        packed = _ROW.pack(*row)
        self._rows.append(packed)
        self._known[row.id] = packed
        self._indexed += row.indexed


def _voice(post: Post) -> Voice:
    social = post.kind == "social"
    who = f"{post.source}\x00{post.author}" if social else post.source
    return Voice(xxh3_64_intdigest(who.encode()) if post.author or not social else 0, social)


def _entry(post_id: str, row: Row, signature: Signature, voice: Voice) -> Entry:
    return Entry(post_id, Facts(row.content, row.story, row.at, row.arrived, voice.author, voice.social), signature)
