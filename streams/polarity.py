"""Polarity and hedging of a trigger, from the cue words of its own clause.

NegEx (Chapman et al., 2001, https://doi.org/10.1006/jbin.2001.1029) with the additions that news needs: scope ends
at clause marks and conjunctions, a determiner (``no``) reaches across a list where a verb's ``not`` does not, pseudo
negations (``not only``, ``no fewer than``) cancel, and plans, conditions, drills and anniversaries are told from
events in the same way. Order of decision: called off, past, planned, negated, asserted. Limits: no parser, so a cue
more than `REACH` words away is not seen.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from streams.lexicon import Lexicon, Pattern, compile_pattern
from streams.patterns import Span
from streams.report import Polarity

__all__ = ["Cue", "Cues", "Reading", "bygone"]

REACH = 7  # tokens between a cue and its trigger; NegEx uses 5, news puts names between
FAR_REACH = 14  # of a denial: ``denied claims spread on social networks that people had been killed``
AFTER_REACH = 5
_OPENING = 2  # tokens before a cue that opens a sentence: ``almost seven``
_REACHES = {"far": FAR_REACH, "advice": FAR_REACH, "close": 1}  # close: ``refused to open fire``
_BREAKS = frozenset({";", ":", "(", ")", "—", "–", ".", "!", "?", "|", "\u061b", "\u061f", "…"})
_COMMAS = frozenset({",", "\u060c"})
_QUOTES = frozenset({"'", '"', "«", "»", "“", "”"})
_QUOTED = "hedge: in quotation marks"
_ANDS = frozenset({"and", "и", "y", "et", "و", "жана", "und", "e"})
_INTO_TEXT = "in by from during at after en durante tras dans pendant lors при во في خلال"
_INTO = frozenset(_INTO_TEXT.split())
"""Between two triggers: the second is the circumstance of the first, and a cue before both belongs to the first."""
_WHILE = frozenset({"bei", "beim", "während", "при"})
"""Makes the trigger behind it a circumstance, wherever it stands: ``niemand wurde bei dem Brand verletzt``."""
_FOR = frozenset(
    {"after", "over", "due", "because", "following", "amid", "as", "in", "for", "by", "when", "since", ","}
)
_OF = frozenset({"between", "of"})
_THE = frozenset({"the", "this", "these", "those"})
"""Of what is there, and so not denied by what it did not do: ``the fire has not spread``."""
_UNSCOPED = frozenset({"pseudo", "cut", "anywhere", "inside"})
"""Cues that look at no words between; ``inside`` denies what it is a part of: ``[everyone on board survived]``."""
_INNER = frozenset({"before", "noun", "close"})
"""Cues that also deny a trigger that they stand inside of."""
_ASIDE = frozenset({"at", "during", "after", "before", "near"})
_HAVING, _WAS = frozenset({"had", "has", "have", "with"}), frozenset({"was", "were", "is", "are", "has", "have"})
_IN_YEAR = frozenset({"in", "of", "since", "en", "в", "de", "عام", "سنة"})
_TABLES = {
    "negation": ("before", "close", "far", "final", "noun", "after", "loose", "inside", "pseudo", "cut"),
    "hedging": ("cues", "pseudo"),
    "planned": ("before", "anywhere", "advice", "pseudo"),
    "past": ("first", "before", "after", "anywhere"),
}
_POLARITIES: tuple[Polarity, ...] = ("negated", "past", "planned", "negated")
"""Of the cues of each turn. Being called off is asked first: ``the planned march was called off``."""
_LAST = len(_POLARITIES)  # hedges decide no polarity
_TABLE_TURNS = {"past": 1, "planned": 2, "negation": 3}
_TURNS = {
    f"{table}.{cue}": (0 if (table, cue) == ("negation", "final") else _TABLE_TURNS.get(table, _LAST), cue)
    for table, cues in _TABLES.items()
    for cue in cues
}


class Cue(msgspec.Struct):
    """A cue phrase found in a sentence: ``kind`` is ``table.cue``, tokens ``start`` to ``end``."""

    kind: str
    start: int
    end: int
    source: str
    turn: int = 0  # in which it is asked, of `_TURNS`
    sort: str = ""  # the second half of its kind


class Reading(msgspec.Struct):
    """Polarity and hedge of one trigger and the cues that decided."""

    polarity: Polarity
    hedged: bool
    reasons: tuple[str, ...]
    advice: bool = False
    """Only a case that is thought of: how to survive it, what to do if it comes."""


class Cues:
    """The cue phrases of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.patterns: list[Pattern] = []
        for table, cues in _TABLES.items():
            for cue in cues:
                kind = (f"{table}.{cue}",)
                sources = lexicon.words(table, cue)
                self.patterns += [compile_pattern(source, kind, "cue", lexicon.classes) for source in sources]

        self._doubts = tuple(lexicon.words("hedging", "anywhere"))

    def doubt(self, folded: str) -> str:
        """Return the phrase that casts doubt on a whole short text (``unverified``), or an empty string."""
        for phrase in self._doubts:
            if phrase in folded:
                return phrase
        return ""

    def find(self, spans: Sequence[Span]) -> list[Cue]:
        """All cues of a sentence, in the order in which they decide; pseudo negations have removed those inside."""
        found = [
            Cue(pattern.types[0], start, end, pattern.source, *_TURNS[pattern.types[0]])
            for pattern, start, end in spans
            if pattern.tier == "cue"
        ]
        pseudo = [cue for cue in found if cue.kind.endswith(".pseudo")]
        if pseudo:
            found = [cue for cue in found if not _undone(cue, pseudo)]
        return sorted(found, key=_turn) if len(found) > 1 else found

    def read(
        self, words: Sequence[str], cues: Sequence[Cue], start: int, end: int, triggers: frozenset[int]
    ) -> Reading:
        """Decide for the trigger at tokens ``start`` to ``end``.

        Args:
            words: the sentence.
            cues: of `find`.
            start: first token of the trigger.
            end: behind its last token.
            triggers: tokens that belong to any trigger, over which a list may run.
        """
        quoted = start > 0 and words[start - 1] in _QUOTES and end < len(words) and words[end] in _QUOTES
        if not cues:
            return Reading("asserted", True, (_QUOTED,)) if quoted else Reading("asserted", False, ())
        polarity, reason = self._polarity(words, cues, start, end, triggers)
        if quoted:
            return Reading(polarity, True, tuple(filter(None, (reason, _QUOTED))))
        cue = next((c for c in cues if c.kind == "hedging.cues" and self._near(words, c, start, end)), None)
        hedge = f"hedge: {cue.source}" if cue else ""
        advice = polarity == "planned" and any(c.kind == "planned.advice" and c.start <= start for c in cues)
        return Reading(polarity, bool(hedge), tuple(filter(None, (reason, hedge))), advice)

    def _near(self, words: Sequence[str], cue: Cue, start: int, end: int) -> bool:
        if cue.start >= end:
            return cue.start - end <= REACH and not _broken(words, end, cue.start, commas=True)
        return start - cue.end <= REACH + 3 and not _broken(words, cue.end, start, commas=False)

    def _polarity(
        self, words: Sequence[str], cues: Sequence[Cue], start: int, end: int, triggers: frozenset[int]
    ) -> tuple[Polarity, str]:
        cuts = [cue.start for cue in cues if cue.kind == "negation.cut"]
        for cue in cues:
            if cue.turn == _LAST:
                break
            if self._applies(words, cue, start, end, cuts, triggers):
                polarity = _POLARITIES[cue.turn]
                return polarity, f"{polarity}: {cue.source}"
        return "asserted", ""

    def _applies(  # noqa: PLR0911  one return per kind of cue reads better than nested conditions
        self, words: Sequence[str], cue: Cue, start: int, end: int, cuts: Sequence[int], triggers: frozenset[int]
    ) -> bool:
        kind = cue.sort
        if kind in _UNSCOPED:
            return kind == "anywhere" or (kind == "inside" and start <= cue.start and cue.end <= end)
        if kind == "first":  # ``[7] years ago the church burned``
            return cue.start <= _OPENING and cue.end <= start and not _broken(words, cue.end, start, commas=False)
        if kind == "final":
            if cue.start < start:  # ``cancelled the march``, not ``cancelled after a shooting``
                return start - cue.end <= 2 and _FOR.isdisjoint(words[cue.end : start])
            return cue.start - end <= 3 and not _broken(words, end, cue.start, commas=True)
        if kind in _INNER and start < cue.start < end and cue.kind.startswith("negation"):
            return True  # ``claimed no lives``, ``the school is not on fire``, ``soldiers refused to fire``
        if kind in ("after", "loose"):
            return (
                cue.start >= end - 1
                and cue.end > end
                and cue.start - end <= AFTER_REACH
                and not _broken(words, end, cue.start, commas=True)
                and not any(end - 1 <= cut < cue.start for cut in cuts)
                and not (kind == "loose" and not _THE.isdisjoint(words[max(0, start - 2) : start + 1]))
                and _only_listed(words, end, cue.start, triggers)
                and not self._complement(cue, triggers)
            )
        reach = _REACHES.get(kind, REACH)
        if cue.start > start or start - cue.end > reach or any(cue.end <= cut < start for cut in cuts):
            return False
        if cue.start <= start < cue.end:
            return cue.start < start
        if cue.kind.startswith("negation") and not _WHILE.isdisjoint(words[max(cue.end, start - 2) : start]):
            return False
        if kind == "noun":
            spent = any(
                words[index] in _INTO and any(cue.end <= trigger < index for trigger in triggers)
                for index in range(cue.end, start)
            )
            return (
                not spent
                and not _aside(words, cue.end, start)
                and not _owned(words, cue, start)
                and not _broken(words, cue.end, start, commas=False)
                and _is_list(words, cue.end, start, triggers)
            )
        if _broken(words, cue.end, start, commas=True) or _aside(words, cue.end, start):
            return False
        return not self._handed_on(words, cue.end, start, triggers)

    def _handed_on(self, words: Sequence[str], start: int, end: int, triggers: frozenset[int]) -> bool:
        """Whether a trigger before this one takes the cue: ``no deaths in the fire``, ``nobody died and then``."""
        for index in range(start, end):
            if not any(start <= trigger < index for trigger in triggers):
                continue
            if words[index] in _INTO:  # but ``prevented the rioters from setting fires``
                return not (words[index] == "from" and words[index + 1].endswith("ing"))
            if words[index] in _ANDS and (index + 1 == end or words[index + 1] == "then"):
                return True
        return False

    def _complement(self, cue: Cue, triggers: frozenset[int]) -> bool:
        """A verb cue that has a trigger of its own behind it (``protesters did not clash``) is not about this one."""
        return any(cue.end <= index <= cue.end + 2 for index in triggers)


def bygone(words: Sequence[str], start: int, end: int, year: int) -> str:
    """Return the year long before ``year`` that a trigger is dated to (``ousted by protests, in 2005``), or nothing.

    A bare year only: full dates are read by `streams.times`.
    """
    near = (*(range(1, 2) if 1 < start <= 2 + REACH else ()), *range(end, min(end + AFTER_REACH, len(words))))
    for index in near:
        word: str = words[index]
        if index >= end and (word in _BREAKS or word in _QUOTES):
            break
        if len(word) == 4 and word.isdigit() and 1100 <= int(word) < year - 1 and words[index - 1] in _IN_YEAR:
            return word
    return ""


def _turn(cue: Cue) -> int:
    return cue.turn


def _undone(cue: Cue, pseudo: Sequence[Cue]) -> bool:
    """Whether a pseudo cue of the same table lies over a cue."""
    table, _, kind = cue.kind.partition(".")
    if kind not in ("before", "close", "far", "noun", "after", "loose", "anywhere", "advice", "cues"):
        return False
    return any(one.kind.startswith(table) and one.start < cue.end and one.end > cue.start for one in pseudo)


def _aside(words: Sequence[str], start: int, end: int) -> bool:
    """Whether a trigger is only where or when it was so: ``no police were present at the protest``.

    Without a form of *be* the place has to stand right before the trigger: ``nobody shouts at the protest``.
    """
    verb = next((index for index in range(start, end) if words[index] in _WAS), end)
    return any(words[index] in _ASIDE for index in (*range(verb + 2, end), *range(max(start + 1, end - 2), end)))


def _owned(words: Sequence[str], cue: Cue, start: int) -> bool:
    """Whether a determiner belongs to what somebody had (``who had no helmet was killed``)."""
    if not cue.start or words[cue.start - 1] not in _HAVING:
        return False
    return any(words[index] in _WAS for index in range(cue.end, start))


def _broken(words: Sequence[str], start: int, end: int, *, commas: bool) -> bool:
    return any(word in _BREAKS or (commas and word in _COMMAS) for word in words[start:end])


def _only_listed(words: Sequence[str], start: int, end: int, triggers: frozenset[int]) -> bool:
    """Whether no trigger stands between, or nothing but triggers joined by ``and``: ``жертв и пострадавших нет``."""
    between = range(start, end)
    if not any(index in triggers for index in between):
        return True
    if not _OF.isdisjoint(words[start - 1 : start + 1]):  # ``a clash [between the two marches] was averted``
        return True
    return all(index in triggers or words[index] in _ANDS for index in between)


def _is_list(words: Sequence[str], start: int, end: int, triggers: frozenset[int]) -> bool:
    """Whether a comma between a determiner and a trigger only separates members of a list of triggers."""
    for index in range(start, end):
        if words[index] in _COMMAS and not any(start <= t < index for t in triggers):
            return False
        if (
            words[index] in _COMMAS
            and index + 1 < end
            and index + 1 not in triggers
            and words[index + 1] not in ("or", "nor", "and", "no")
        ):
            return False
    return True
