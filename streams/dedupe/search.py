"""The search for what a report is a copy or a next version of, among what shelves hold.

Candidates come from the indices, most telling first; each is judged by the guard (`streams.dedupe.guard`), and where
none is a copy or an update, earlier states of the same event are looked for (`streams.dedupe.retold`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from streams.dedupe.entry import Entry, Facts
from streams.dedupe.guard import TEMPLATE_GAP_MS, UNLIKE, Finding, compare, hopeless
from streams.dedupe.index import Index
from streams.dedupe.likeness import Side
from streams.dedupe.reading import Head, Said, Voice
from streams.dedupe.retold import Wanted, told_further, wanted_of
from streams.dedupe.signature import Signature

__all__ = ["Judged", "Search"]

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


class Search:
    """Compares reports with entries; keeps those unpacked that were compared last.

    Args:
        windows: of newswire and of social posts, ms.
        most: candidates per report.
        short: words below which a text is too common to be a copy of another author's.
    """

    def __init__(self, windows: tuple[int, int], most: int, short: int) -> None:
        self.windows, self.most, self.short = windows, most, short
        self.kept_apart: str | None = None  # from which report the last one was, for explanations
        self._opened: deque[Entry] = deque()

    def same(self, head: Head, said: Said, twins: Sequence[Entry | None]) -> Judged | None:
        """Judge a text whose very words are on a shelf."""
        for entry in filter(None, twins):
            finding = self._same_words(entry.facts, said.length, head.at, head.voice)
            if finding is not None and finding.outcome == "duplicate":
                return Judged("duplicate", entry.facts.story, entry.id, finding.reasons, finding.score)
        return None

    def verdict(
        self, number: int, said: tuple[Signature, Side, Voice], indices: Sequence[Index], twins: Sequence[Entry | None]
    ) -> tuple[Judged, bool]:
        """Return the verdict, and whether the text is so near to an entry that it need not be indexed.

        Args:
            number: of the report.
            said: its signature, the same as a side of a comparison, and who speaks.
            indices: where to look.
            twins: in each, the entry of the same words.
        """
        best: tuple[Finding, Entry] | None = None
        apart: tuple[Finding, Entry] | None = None
        others: list[Entry] = []
        met: list[Entry] = []
        signature, later, _ = said
        for entry, sketch, openings in self._near(signature, indices, twins):
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
            best = self._retold((signature, later, wanted), indices, (met, others))
        if best is None:
            self.kept_apart = apart[1].id if apart else None
            return Judged("new", number, None, *(apart[0][1:] if apart else ((),))), False
        finding, entry = best
        verdict: Literal["update", "duplicate"] = "update" if finding.outcome == "update" else "duplicate"
        near = verdict == "duplicate" and (entry.exact == signature.exact or finding.score >= 2 + NEAR_COPY)
        return Judged(verdict, entry.facts.story, entry.id, finding.reasons, finding.score), near

    def _near(
        self, signature: Signature, indices: Sequence[Index], twins: Sequence[Entry | None]
    ) -> Iterator[tuple[Entry, float, int]]:
        for index, twin in zip(indices, twins, strict=True):
            if twin is not None:
                yield twin, 1.0, 0
            yield from index.candidates(signature, self.most)

    def _retold(
        self, said: tuple[Signature, Side, Wanted], indices: Sequence[Index], known: tuple[list[Entry], list[Entry]]
    ) -> tuple[Finding, Entry] | None:
        """Look for an earlier state of the same event, or the same one, in other words.

        Args:
            said: by the report, and what it asks of an earlier one.
            indices: where to look.
            known: entries that share a run of names or a sentence's start, and entries that tell of other events.
        """
        signature, later, wanted = said
        met, others = known
        named = [one for index in indices for one in index.same_event(signature, RETOLD)]
        best: tuple[Finding, Entry] | None = None
        for entry, filed in named + [(entry, MANY) for entry in met]:
            if entry in others or not wanted.in_question(entry, filed):
                continue
            finding = told_further(entry.side or self.open(entry), later, filed)
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
        return compare(entry.side or self.open(entry), later, *alike, beat)

    def open(self, entry: Entry, side: Side | None = None) -> Side:
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
