"""Triggers in a sentence, and whether each is meant literally.

Each trigger gets a score: the logarithm of odds that its words report a real event. It starts from the tier of its
pattern and moves with the company it keeps: crisis vocabulary in its sentence, informal or sports vocabulary in the
text, a link, figures. A figurative phrase over the trigger settles it. The weights are rounded hand settings, checked
against CrisisLexT26 (Olteanu et al., CSCW 2015, MIT) and moved only where many posts agreed; nothing is trained on
texts whose licence forbids it. ``probability`` is the logistic of the score, `THRESHOLD` the cut.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from streams.lexicon import Lexicon, Pattern
from streams.patterns import Span
from streams.text import Sentence

__all__ = ["THRESHOLD", "Company", "Found", "Triggers", "company_of"]

THRESHOLD = 0.5  # probability; precision .9 and above on our own labelled set and on CrisisLexT26
_TIER = {"strong": 2.2, "plain": 0.3, "weak": -0.9}
_CRISIS, _CRISIS_CAP = 0.55, 4  # per distinct crisis word in the sentence
_INFORMAL, _INFORMAL_CAP = 0.55, 5  # per distinct informal word in a short text
_LINK, _FIGURE, _EMOJI = 0.6, 0.4, 0.8
_SPORT = 4.5
_FIGURATIVE = 6.0
SHORT = 420  # characters; longer texts are articles, where an informal word says nothing
_RANK = {"strong": 3, "plain": 2, "weak": 1}
_WORD = re.compile(r"[^\W\d_][\w'\-]*")
_JOY = re.compile(
    "[\U0001f600-\U0001f64f\U0001f389\U0001f4af\u2764\U0001f495-\U0001f49f\U0001f602\U0001f62d\U0001f525]"
)
_PROTECTED = frozenset({"HAZARD"})
_SOFT_IN_SPORT = frozenset({"INJURY", "CLASH", "SHOOT", "HAZARD", "PROTEST"})


@dataclass(frozen=True, slots=True)
class Company:
    """What the whole text is like: distinct informal, sports and crisis words, a link, emotional signs."""

    short: bool
    informal: int
    sport: int
    crisis: int
    link: bool
    emoji: bool

    @property
    def sporty(self) -> bool:
        """Whether this is sports news: sports words are many, and outweigh crisis words."""
        if self.short:
            return self.sport >= 2 and self.sport > self.crisis
        return self.sport >= 6 and self.sport > 1.2 * self.crisis


@dataclass(slots=True)
class Found:
    """A trigger in a sentence, tokens ``start`` to ``end``, with the score of its being literal and why."""

    pattern: Pattern
    types: tuple[str, ...]
    start: int
    end: int
    tier: str
    score: float = 0.0
    reasons: list[str] = field(default_factory=list)

    @property
    def probability(self) -> float:
        """Of being literal."""
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, self.score))))

    @property
    def literal(self) -> bool:
        """Whether the probability passes `THRESHOLD`."""
        return self.probability >= THRESHOLD


class Triggers:
    """The trigger phrases of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.crisis = frozenset(lexicon.words("context", "crisis"))
        self.informal = frozenset(lexicon.words("context", "informal"))
        self.sport = frozenset(lexicon.words("context", "sport"))
        self._forces = frozenset(lexicon.classes.get("police", ()))
        self._armed = frozenset(lexicon.words("people", "militants"))

    def company(self, folded: str) -> Company:
        """Describe the whole text."""
        words = set(_WORD.findall(folded[:6_000]))
        return Company(
            short=len(folded) <= SHORT,
            informal=len(words & self.informal),
            sport=len(words & self.sport),
            crisis=len(words & self.crisis),
            link="http" in folded,
            emoji=bool(_JOY.search(folded)),
        )

    def find(self, sentence: Sentence, spans: Sequence[Span], company: Company) -> list[Found]:
        """Triggers of a sentence, in order, weighed; of overlapping ones of a type the firmest and longest stays."""
        words = sentence.words
        found = [
            Found(pattern, self._types(pattern, words, start, end), start, end, pattern.tier)
            for pattern, start, end in spans
            if pattern.tier in _TIER
        ]
        if not found:
            return found
        covers = [span for span in spans if span[0].tier in ("neutral", "figurative")]
        neutral = [span for span in covers if span[0].tier == "neutral"]
        found = [one for one in found if not any(i <= one.start < e for _, i, e in neutral) or one.end - one.start > 2]
        figurative = [span for span in covers if span[0].tier == "figurative"]
        crisis = self._crisis_words(words)
        for one in found:
            self._weigh(one, words, crisis, company)
            for pattern, i, e in figurative:
                if i < one.end and e > one.start:
                    one.score -= _FIGURATIVE
                    one.reasons.append(f"figurative: {pattern.source}")
                    break
        return _firmest(found)

    def _crisis_words(self, words: Sequence[str]) -> dict[str, int]:
        return {word: index for index, word in enumerate(words) if word in self.crisis}

    def _weigh(self, one: Found, words: Sequence[str], crisis: dict[str, int], company: Company) -> None:
        one.score = _TIER[one.tier]
        others = sum(1 for index in crisis.values() if not one.start <= index < one.end)
        one.score += _CRISIS * min(others, _CRISIS_CAP)
        one.reasons.append(f"{one.tier}: {one.pattern.source}")
        if others:
            one.reasons.append(f"crisis words {others}")
        if company.short:
            informal = min(company.informal, _INFORMAL_CAP)
            one.score -= _INFORMAL * informal
            if informal:
                one.reasons.append(f"informal words {informal}")
            one.score += _LINK if company.link else 0.0
            one.score -= _EMOJI if company.emoji else 0.0
        if any(word[0].isdigit() for word in words[max(0, one.start - 4) : one.end + 4]):
            one.score += _FIGURE
        if company.sporty:
            one.score -= _SPORT if not set(one.types) <= _SOFT_IN_SPORT else _SPORT + 3.0
            one.reasons.append("sports news")

    def _types(self, pattern: Pattern, words: Sequence[str], start: int, end: int) -> tuple[str, ...]:
        if "SHOOT" not in pattern.types:
            return pattern.types
        return ("FORCE",) if self._by_forces(words, start, end) else ("CLASH",)

    def _by_forces(self, words: Sequence[str], start: int, end: int) -> bool:
        for index in range(start - 1, max(-1, start - 9), -1):
            if words[index] in self._armed or words[index] in (";", "."):
                return False
            if words[index] in self._forces:
                return not (index + 1 < start and words[index + 1] in ("said", "say", "says"))
        by = next((i for i in range(end, min(end + 3, len(words))) if words[i] == "by"), None)
        return by is not None and any(word in self._forces for word in words[by + 1 : by + 4])


def company_of(triggers: Triggers, folded: str) -> Company:
    """Describe a text with one language's vocabularies."""
    return triggers.company(folded)


def _firmest(found: list[Found]) -> list[Found]:
    """Drop triggers that overlap a firmer or longer one of the same type."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda f: (-_RANK[f.tier], f.start - f.end, f.start, f.types)):
        rest = tuple(
            kind
            for kind in one.types
            if not any(kind in other.types and other.start < one.end and other.end > one.start for other in kept)
        )
        if rest:
            one.types = rest
            kept.append(one)
    return sorted(kept, key=lambda f: (f.start, f.end, f.types))
