"""The search for what a report is a copy or a next version of, among what shelves hold.

Candidates come from the indices, most telling first; each is judged by the guard (`streams.dedupe.guard`), and where
none is a copy or an update, earlier states of the same event are looked for (`streams.dedupe.retold`).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from streams.dedupe.anchor import COUNT, COUNTRY, INCIDENT, NAME, NUMBER, PLACE
from streams.dedupe.entry import Entry
from streams.dedupe.guard import COPY, TEMPLATE_GAP_MS, UNLIKE, UPDATE, Finding, hopeless
from streams.dedupe.incident_words import LATER_STAGE
from streams.dedupe.index import Index
from streams.dedupe.likeness import Side
from streams.dedupe.reading import Head, Voice
from streams.dedupe.retold import FEW, Wanted, told_beyond, told_further, wanted_of
from streams.dedupe.signature import Signature
from streams.dedupe.slips import compared

__all__ = ["Judged", "Later", "Search"]

SAME = 4.0
"""Score of the same words: no other candidate can be nearer."""

ENOUGH = 2.2
"""Score of a copy that is near enough not to look for a nearer one; candidates come nearest first."""

TEMPLATE_WORDS = 25
"""A newswire line so short that comes again the next day is a template filled in anew, not a late copy."""

RETOLD, MANY = 6, 9
"""Earlier reports under the same name, or kind of count at a place, that are looked at when no copy is found; and as
how many those count that share neighbouring names or a sentence's start, of which the number is not known."""

OPEN, OPEN_MOST, OPEN_SHARE = 96, 1_024, 256
"""Entries kept unpacked, those compared last, some 10 kB each: one of so many that the index has room for, at least and
at most so many. In a wave over many towns a post meets one again after hundreds of others."""

ELSEWHERE, FORM = frozenset(["place_differs", "name_differs", "names_apart", "day_differs"]), 1.0
"""Reasons of pairs that tell of two incidents; and score of one that is a form filled in anew, whatever else its story
says."""

NEAR_COPY = 0.9
"""A copy so near to an entry need not be indexed itself: whoever copies it is found by the entry."""


class Judged(NamedTuple):
    """A verdict, with its story as a number; ``score`` of the pair that it stands on."""

    verdict: Literal["new", "update", "duplicate"]
    story: int
    of: str | None
    reasons: tuple[str, ...]
    score: float = 0.0


class Later:
    """The report that is judged: its signature, when it was published (ms), and who speaks."""

    __slots__ = ("_side", "at_ms", "signature", "voice")

    def __init__(self, signature: Signature, at_ms: int, voice: Voice) -> None:
        self.signature, self.at_ms, self.voice = signature, at_ms, voice
        self._side: Side | None = None

    @property
    def side(self) -> Side:
        """It as a side of comparisons; made when first asked, since most reports are like no other."""
        if self._side is None:
            one = self.signature
            self._side = Side(one.length, one.lead, one.anchors, self.at_ms, caseless=one.caseless)
        return self._side

    def was_compared(self) -> bool:
        """Whether it was laid beside another."""
        return self._side is not None and self._side.derived

    def wanted(self) -> Wanted | None:
        """Return what it asks of an earlier report, see `streams.dedupe.retold.wanted_of`."""
        kinds = self.signature.kinds()
        figures = NUMBER in kinds and sum(map(kinds.count, (NAME, PLACE, COUNTRY))) >= FEW
        told = figures or COUNT in kinds or INCIDENT in kinds
        if not told and (self.signature.article or LATER_STAGE.isdisjoint(self.signature.lead)):
            return None
        return wanted_of(self.side)


class Search:
    """Compares reports with entries; keeps those unpacked that were compared last.

    Args:
        windows: of newswire and of social posts, ms.
        most: candidates per report.
        short: words below which a text is too common to be a copy of another author's.
        capacity: entries that the index has room for.
    """

    def __init__(self, windows: tuple[int, int], most: int, short: int, capacity: int) -> None:
        self.windows, self.most, self.short = windows, most, short
        self._open = max(OPEN, min(capacity // OPEN_SHARE, OPEN_MOST))
        self.kept_apart: str | None = None  # from which report the last one was, for explanations
        # By the identity of their entries, which are kept here so that no other can take it over.
        self._opened: OrderedDict[int, tuple[Entry, Side]] = OrderedDict()

    def same(self, head: Head, length: int, twins: Sequence[Entry | None]) -> Judged | None:
        """Judge a text of so many words whose very words are on a shelf."""
        for entry in twins:
            if entry is not None:
                finding = self._same_words(entry, length, head.at, head.voice)
                if finding is not None and finding.outcome == "duplicate":
                    return Judged("duplicate", entry.story, entry.id, finding.reasons, finding.score)
        return None

    def verdict(
        self, number: int, later: Later, indices: Sequence[Index], twins: Sequence[Entry | None]
    ) -> tuple[Judged, bool]:
        """Return the verdict, and whether the text is so near to an entry that it need not be indexed.

        Args:
            number: of the report.
            later: the report.
            indices: where to look.
            twins: in each, the entry of the same words.
        """
        best: tuple[Finding, Entry] | None = None
        apart: tuple[Finding, Entry] | None = None
        linked: list[tuple[Finding, Entry]] = []
        others: list[Entry] = []
        met: list[Entry] = []
        elsewhere: dict[int, float] = {}
        for entry, sketch, openings in self._near(later.signature, indices, twins):
            beat = best[0].score if best else -1.0, apart[0].score if apart else -1.0
            finding = self._compare(entry, later, (sketch, openings), beat)
            if finding.outcome in ("duplicate", "update"):
                linked.append((finding, entry))
                if best is not None and finding.score <= best[0].score:
                    continue
                best = (finding, entry)
                if finding.score >= ENOUGH and finding.outcome == "duplicate":
                    break
            elif finding.outcome == "apart":
                others.append(entry)
                if finding.reasons[0] in ELSEWHERE:
                    elsewhere[entry.story] = max(finding.score, elsewhere.get(entry.story, 0.0))
                if apart is None or finding.score > apart[0].score:
                    apart = (finding, entry)
            elif openings:
                met.append(entry)
        if best is not None and elsewhere:
            best = _not_elsewhere(linked, elsewhere)
        if best is None and (wanted := later.wanted()):
            best = self._retold(later, wanted, indices, (met, others))
            if best is not None and elsewhere.get(best[1].story, 0.0) >= FORM:
                best = None
        if best is None:
            self.kept_apart = apart[1].id if apart else None
            return Judged("new", number, None, *(apart[0][1:] if apart else ((),))), False
        finding, entry = best
        verdict: Literal["update", "duplicate"] = "update" if finding.outcome == "update" else "duplicate"
        near = verdict == "duplicate" and (entry.words[0] == later.signature.exact or finding.score >= 2 + NEAR_COPY)
        return Judged(verdict, entry.story, entry.id, finding.reasons, finding.score), near

    def _near(
        self, signature: Signature, indices: Sequence[Index], twins: Sequence[Entry | None]
    ) -> list[tuple[Entry, float, int]]:
        near: list[tuple[Entry, float, int]] = []
        for index, twin in zip(indices, twins, strict=True):
            if twin is not None:
                near.append((twin, 1.0, 0))
            near += index.candidates(signature, self.most)
        return near

    def _retold(
        self, later: Later, wanted: Wanted, indices: Sequence[Index], known: tuple[list[Entry], list[Entry]]
    ) -> tuple[Finding, Entry] | None:
        """Look for an earlier state of the same event, or the same one, in other words.

        Args:
            later: the report.
            wanted: what it asks of an earlier one.
            indices: where to look.
            known: entries that share a run of names or a sentence's start, and entries that tell of other events.
        """
        met, others = known
        named: list[tuple[Entry, int]] = []
        common: dict[int, int] = {}
        for index in indices:
            named += index.same_event(later.signature, RETOLD, common if later.signature.article else None)
        best: tuple[Finding, Entry] | None = None
        for entry, filed in named + [(entry, MANY) for entry in met]:
            if entry in others or not wanted.in_question(entry, filed):
                continue
            finding = told_further(self.open(entry), later.side, filed, common)
            if finding.outcome == "duplicate":
                return finding, entry
            if finding.outcome == "update" and (best is None or finding.score > best[0].score):
                best = finding, entry
        return best

    def _compare(self, entry: Entry, later: Later, alike: tuple[float, int], beat: tuple[float, float]) -> Finding:
        exact, words = entry.words
        length = later.signature.length
        if exact == later.signature.exact:
            return self._same_words(entry, length, later.at_ms, later.voice) or UNLIKE
        if hopeless(words, length, *alike):
            return UNLIKE
        earlier = entry.voiced
        if not self._within(earlier, later.at_ms, later.voice) or self._too_short(earlier, length, later.voice):
            return UNLIKE
        side = self.open(entry)
        finding, _ = compared(side, later.side, *alike, beat)
        if finding.outcome != "duplicate":
            return finding
        same_voice = later.voice.author != 0 and later.voice.author == earlier[1]
        return told_beyond(side, later.side, finding, same_voice=same_voice)

    def open(self, entry: Entry, side: Side | None = None) -> Side:
        """Keep an entry unpacked while it is among those compared last: a wave of copies meets the same ones."""
        known = self._opened.get(id(entry))
        if known is not None:
            self._opened.move_to_end(id(entry))
            return known[1]
        side = side or entry.unpacked()
        if len(self._opened) >= self._open:
            self._opened.popitem(last=False)
        self._opened[id(entry)] = entry, side
        return side

    def _within(self, earlier: tuple[int, int, bool], at_ms: int, voice: Voice) -> bool:
        return abs(at_ms - earlier[0]) <= max(self.windows[earlier[2]], self.windows[voice.social])

    def _too_short(self, earlier: tuple[int, int, bool], length: int, voice: Voice) -> bool:
        return length < self.short and (not voice.author or voice.author != earlier[1])

    def _same_words(self, entry: Entry, length: int, at_ms: int, voice: Voice) -> Finding | None:
        """Judge a pair of the same words; None outside the window."""
        earlier = entry.voiced
        if not self._within(earlier, at_ms, voice):
            return None
        if self._too_short(earlier, length, voice):
            return Finding("apart", ("too_short",), 0.0)
        template = not voice.social and not earlier[2] and length < TEMPLATE_WORDS
        if template and abs(at_ms - earlier[0]) > TEMPLATE_GAP_MS:
            return Finding("apart", ("time_gap", "same_text"), SAME)
        return Finding("duplicate", ("same_text",), SAME)


def _not_elsewhere(
    linked: Sequence[tuple[Finding, Entry]], elsewhere: Mapping[int, float]
) -> tuple[Finding, Entry] | None:
    """Return the nearest of what a text was linked to, but where it is more like another one of the story.

    From that it was kept apart: the copies in other words, or cut, of a report of another town are less like it than
    the report itself, and show less of what differs.

    Args:
        linked: found copies and next versions.
        elsewhere: scores of texts that tell of another place or day, by their stories.
    """
    best: tuple[Finding, Entry] | None = None
    for finding, entry in linked:
        alike = finding.score - (COPY if finding.outcome == "duplicate" else UPDATE)
        if alike >= elsewhere.get(entry.story, 0.0) and (best is None or finding.score > best[0].score):
            best = finding, entry
    return best
