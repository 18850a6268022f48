"""Polarity and hedging of a trigger, from the cue words of its own clause.

Which cue speaks of which trigger is a matter of scope, see `streams.clauses.scope`; plans, conditions, drills and
anniversaries are told from events in the same way as denials. Order of decision: called off, past, planned, negated,
asserted; a plan that came to nothing is negated, and what was denied to be planned was no plan.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from streams.clauses.scope import REACH, Cue, covers
from streams.clauses.scope_bounds import broken
from streams.report import Polarity
from streams.words.lexicon import Lexicon, Pattern
from streams.words.patterns import Span
from streams.words.phrases import compile_pattern

__all__ = ["Cue", "Cues", "Reading"]

SUBJECT_REACH = 5  # tokens from ``none of`` to the verb
_QUOTES = frozenset({"'", '"', "«", "»", "“", "”"})
_CONTRARY_TEXT = "contrary contrairement contrario contrariamente entgegen вопреки всупереч wbrew aksine خلافا"
_CONTRARY = frozenset(_CONTRARY_TEXT.split())
"""Before rumours that are named only to be denied: ``[contrairement] aux rumeurs, aucun mort``."""
_QUOTED = "hedge: in quotation marks"
_DENIALS = frozenset({"negation.before", "negation.noun"})
_TABLES = {
    "negation": (
        *("before", "close", "far", "final", "noun", "after", "loose", "inside", "foiled", "recant", "pseudo", "cut"),
    ),
    "hedging": ("cues", "pseudo"),
    "planned": ("drill", "before", "behind", "anywhere", "advice", "pseudo"),
    "past": ("first", "before", "close", "after", "anywhere", "pseudo"),
}
_UNDOABLE_TEXT = "before close far noun after behind loose anywhere advice cues inside"
_UNDOABLE = frozenset(_UNDOABLE_TEXT.split())
_OF_DEEDS = frozenset({"negation.before", "negation.far", "negation.close"})
_PARTICIPANTS_TEXT = """протестующ митингующ демонстрант манифестант митингчи manifestante manifestants huelguist
gréviste متظاهر المتظاهر محتج المحتج للمتظاهر protester protestor demonstrator demonstrant protestuj protestierend
протестувальник мітингувальник gösterici eylemci manifestant dimostrant grevista"""
_PARTICIPANTS = tuple(_PARTICIPANTS_TEXT.split())
"""Of whom a negated verb tells what they did not do or what was not done to them: they are there."""
_SUSPECTS = ("sospechos", "suspeito", "sospettat")
_ALLEGED = ("presunt", "supuest", "suposto", "suposta", "mutmaßliche")
"""Before the people behind an event, or who are suspects: what they are is unsure."""
_DENYING = frozenset({"far", "before"})
_DENIES = ("neg", "nieg", "nie", "desment", "desmient", "desmint", "dément", "démenti", "smenti")
_IN = frozenset({"em", "en", "in"})
_OBLIQUE = ("ам", "ами", "ах", "им", "ими")
_POLARITIES: tuple[Polarity, ...] = ("negated", "past", "planned", "negated")
"""Of the cues of each turn. Being called off is asked first: ``the planned march was called off``."""
_LAST = len(_POLARITIES)  # hedges decide no polarity
_BEFORE_WORD = ' .!?…»”"\n\r\t-–—•*▪▫❗️⚡'
"""What may stand before the first word of a sentence."""
_DENIED = 3
_TABLE_TURNS = {"past": 1, "planned": 2, "negation": _DENIED}
_TURNS = {
    f"{table}.{cue}": (0 if (table, cue) == ("negation", "final") else _TABLE_TURNS.get(table, _LAST), cue)
    for table, cues in _TABLES.items()
    for cue in cues
}


class Reading(msgspec.Struct, gc=False):
    """Polarity and hedge of one trigger and the cues that decided."""

    polarity: Polarity
    hedged: bool
    reasons: tuple[str, ...]
    advice: bool = False
    """Only a case that is thought of: how to survive it, what to do if it comes, a drill of it."""


_DONE = (["has", "been"], ["have", "been"], ["had", "been"])


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
        self._recalling = _openings(lexicon.words("past", "recalling"), lexicon.words("past", "sooner"))
        self.today = frozenset(lexicon.words("times", "today"))

    def doubt(self, folded: str) -> str:
        """Return the phrase that casts doubt on a whole short text (``unverified``), or an empty string."""
        for phrase in self._doubts:
            if phrase in folded:
                return phrase
        return ""

    def recalls(self, folded: str) -> list[tuple[int, int]]:
        """Return where a text begins to recall what was before its news, and where that ends.

        ``Напомним`` opens a memory that fills the rest of its paragraph, ``Ранее`` (`sooner`) one sentence: its end is
        then its beginning.
        """
        if self._recalling is None:
            return []
        found = []
        for match in self._recalling.finditer(folded):
            at = match.end() - len(match[0].lstrip(_BEFORE_WORD))
            end = folded.find("\n", match.end()) if match.lastgroup == "recalling" else at
            found.append((at, len(folded) if end < 0 else end))
        return found

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
        quoted = quoted and words[start - 2 : start - 1] != [":"]  # ``el alcalde: "[Hay tres muertos]"`` is his word
        if not cues:
            return Reading("asserted", True, (_QUOTED,)) if quoted else Reading("asserted", False, ())
        polarity, reason = self._polarity(words, cues, start, end, triggers)
        if quoted:
            return Reading(polarity, True, tuple(filter(None, (reason, _QUOTED))))
        cue = next((c for c in cues if c.kind == "hedging.cues" and self._near(words, c, start, end)), None)
        if cue and polarity == "negated" and not _CONTRARY.isdisjoint(words[max(0, cue.start - 3) : cue.start]):
            cue = None
        hedge = f"hedge: {cue.source}" if cue else ""
        advice = polarity == "planned" and any(
            (c.sort == "advice" and c.start <= start)
            or (c.sort == "drill" and covers(words, c, start, end, (), triggers))
            for c in cues
        )
        return Reading(polarity, bool(hedge), tuple(filter(None, (reason, hedge))), advice)

    def _near(self, words: Sequence[str], cue: Cue, start: int, end: int) -> bool:
        first = words[cue.start]
        if first.startswith(_SUSPECTS) or (
            first.startswith(_ALLEGED) and not first.endswith("mente") and cue.end != start
        ):
            return False  # ``abate a dos [presuntos] extorsionadores``, who may be none, and are dead
        if cue.start >= end:
            if words[cue.end : cue.end + 1] == ["of"]:
                return False  # ``lynched two men [suspected of] kidnapping``
            return cue.start - end <= REACH and not broken(words, end, cue.start, commas=True)
        return start - cue.end <= REACH + 3 and not broken(words, cue.end, start, commas=False)

    def _polarity(
        self, words: Sequence[str], cues: Sequence[Cue], start: int, end: int, triggers: frozenset[int]
    ) -> tuple[Polarity, str]:
        cuts = [cue.start for cue in cues if cue.kind == "negation.cut"]
        for cue in cues:
            if cue.turn == _LAST:
                break
            person = start + 1 == end and words[start].startswith(_PARTICIPANTS)
            if person and (cue.kind in _OF_DEEDS or words[start].endswith(_OBLIQUE)):
                continue  # ``не пустила [протестующих]``, ``к [демонстрантам] не применяли``
            if cue.sort in _DENYING and _beside(words, cue, start, end, triggers):
                continue  # ``nega que tenha atirado contra professores [em protesto]``
            if covers(words, cue, start, end, cuts, triggers):
                polarity = _POLARITIES[cue.turn]
                if polarity == "planned":
                    if cue.sort == "anywhere" and words[max(0, start - 2) : start] in _DONE:
                        continue  # ``[have been] arrested and will appear in court tomorrow``
                    if any(_drops(other, cue) for other in cues) or _none(cues, start, cue):
                        continue  # ``did not try to``: what is negated was not even planned
                    if start <= cue.start:  # ``[repelled] an attempt to storm the palace``
                        denials = (c for c in cues if c.turn == _DENIED and c is not cue)
                        denial = next((c for c in denials if covers(words, c, start, end, cuts, triggers)), None)
                        if denial:
                            return "negated", f"negated: {denial.source}"
                    foil = next((c for c in cues if c.sort == "foiled" and c.start >= end), None)
                    if foil and not broken(words, end, foil.start, commas=False):
                        return "negated", f"negated: {cue.source} ... {foil.source}"
                return polarity, f"{polarity}: {cue.source}"
        return "asserted", ""


def _beside(words: Sequence[str], cue: Cue, start: int, end: int, triggers: frozenset[int]) -> bool:
    """Whether a trigger only tells what those do of whom another event is denied: ``des étudiants [en grève]``."""
    if not cue.source.startswith(_DENIES) or _IN.isdisjoint(words[start:end]):
        return False
    return any(cue.end <= at < start for at in triggers)


def _openings(recalling: Sequence[str], sooner: Sequence[str]) -> re.Pattern[str] | None:
    """Return what finds sentences that open with one of some phrases."""
    if not recalling and not sooner:
        return None
    kinds = [
        f"(?P<{name}>{'|'.join(map(re.escape, phrases))})"
        for name, phrases in (("recalling", recalling), ("sooner", sooner))
        if phrases
    ]
    return re.compile(rf"(?:\A|\n|[.!?…»”\"]\s)[{re.escape(_BEFORE_WORD)}]*\b(?:{'|'.join(kinds)})")


def _turn(cue: Cue) -> int:
    return cue.turn


def _drops(other: Cue, plan: Cue) -> bool:
    """Whether a negation stands right before a plan, or is its subject: ``none of the hostages will be freed``."""
    if other.kind == "negation.far" and other.source.startswith("none"):
        return 0 <= plan.start - other.end <= SUBJECT_REACH
    return other.kind in _DENIALS and 0 <= plan.start - other.end <= 1


def _none(cues: Sequence[Cue], start: int, plan: Cue) -> bool:
    """Whether ``no`` stands right before an event: ``there is [no] strike tomorrow``, ``there will be [no] strike``."""
    return any(
        cue.sort == "noun" and cue.end == start and (plan.sort == "anywhere" or 0 <= cue.start - plan.end <= 1)
        for cue in cues
    )


def _undone(cue: Cue, pseudo: Sequence[Cue]) -> bool:
    """Whether a pseudo cue of the same table lies over a cue."""
    table, _, kind = cue.kind.partition(".")
    if kind not in _UNDOABLE:
        return False
    if kind in ("far", "inside"):  # ``at [no time]`` is one; ``could not be [saved]``
        return any(one.kind.startswith(table) and one.start <= cue.start and cue.end <= one.end for one in pseudo)
    return any(one.kind.startswith(table) and one.start < cue.end and one.end > cue.start for one in pseudo)
