"""Triggers in a sentence, and whether each is meant literally.

Each trigger gets a score: the logarithm of odds that its words report a real event. It starts from the tier of its
pattern and moves with the company it keeps: crisis vocabulary in its sentence, words of other matters beside it
(kitchens, markets, stages), informal or sports vocabulary in the text, a link, figures. A figurative phrase over the
trigger settles it; a phrase without another reading (``shot dead``) holds against nearly everything.
``probability`` is the logistic of the score, `streams.clauses.overlaps.THRESHOLD` the cut.

The weights are rounded hand settings, checked against our own labelled texts and CrisisLexT26 (Olteanu et al., CSCW
2015, MIT) and moved only where many posts agreed; moving any one of them by a quarter changes precision and recall by
at most three hundredths. Rules alone did not carry over: on 130 posts written after them F1 was .64. So the words of a
short English text also lean to events or to other matters by a learned table (`streams.words.leaning`): each tenth of
643 posts of ours judged by a table made without it, F1 rose from .88 to .94, on the unseen half of CrisisLexT26 from
.80 to .82. ``faint`` triggers count only in texts that lean to events. A logistic regression over the words themselves,
without their meaning, was tried before and left out: it knew only words that it had seen.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence, Set
from itertools import compress

from connectors.post import Kind
from streams.clauses.company import (
    CRISIS_WORD,
    DEALING,
    DIGIT,
    EVERYDAY,
    OTHER,
    SPORT_WORD,
    STRANGE,
    SURE,
    Company,
    Vocabularies,
)
from streams.clauses.doers import Doers
from streams.clauses.overlaps import RANK, STRONG, Found, firmest, sured
from streams.text import Sentence
from streams.words.leaning import Leaning
from streams.words.lexicon import Lexicon
from streams.words.patterns import Span

__all__ = ["CIVIC", "LEANING", "Triggers"]

_TIER = {"sure": 7.0, "denied": 2.2, "strong": 2.2, "plain": 0.3, "weak": -0.9, "faint": -3.5}
_TIER_UNLEANING = _TIER.keys() - {"faint"}
"""Of a text that does not lean to events."""
_CRISIS, _CRISIS_CAP = 0.55, 4  # per distinct crisis word in the sentence
_ALONE = 0.5  # of a plain trigger in a short text of news without learned weights: no other trigger, nobody counted
_WIDE = frozenset({"DEATH", "INJURY", "FIRE", "EXPLOSION"})
"""Types whose plain words mean most else: bodies, hearths, pumps."""
_INFORMAL, _INFORMAL_CAP = 0.75, 5  # per distinct informal word in a short text
_INFORMAL_BESIDE = 0.6  # the same where the leaning of a post has told of it already
_LINK, _FIGURE, _EMOJI = 0.6, 0.4, 0.8
LEANING, _LEANING_CAP = 2.2, 6.0  # per unit of a short post's leaning, see streams/words/leaning.py
_NEWS_LEANING, _DECIDED, _DECIDED_CIVIC = 2.0, 0.3, 1.8  # the same of news, and from where on it counts
_NEWS_LEANING_ASTRAY = 3.0  # the same of a whole report that leans away
_SURE_IN_SPORT = -4.0  # of a phrase without another reading in a report of nothing but sports
_AGAINST = {
    "sure": 5.0,
    "denied": 3.0,
    "strong": 3.0,
}  # the most that a post's leaning away takes from a tier, where that is less
_FIRM = 2.0  # the most that it takes from a strong trigger in news
_FIRM_ASTRAY = 4.0  # the same in a whole report that leans away and has few crisis words
_ELSEWHERE, _ELSEWHERE_FAR, _NEAR, _ELSEWHERE_CAP = 1.7, 0.6, 5, 3  # per word of another matter: near and far, tokens
_SPORTING = 0.8  # per sports word in the sentence, while the text as a whole is no sports news
_SPORT = 4.5
_MATTERS = 4.5  # in a whole report of business, parties, computers or stages
_FIGURATIVE = 6.0
_MANY = 4  # distinct crisis words of a sentence that are no pictures, whatever the report is about
_SOFT_IN_SPORT = frozenset({"INJURY", "CLASH", "SHOOT", "HAZARD", "PROTEST"})
_HURT = frozenset({"DEATH", "INJURY"})
_FIGURED = -1.5  # the most that a post's leaning away takes from the dead and injured beside a figure
_BEHIND_TEXT = (
    ", ; . in by after as when at on near following during and since while with en por tras al durante cerca y dans à "
    "au aux lors sur après et près em no na nos nas num numa após perto nel nella nell' nello nei negli nelle sulla "
    "sull' sul per dopo vicino » \" ”"
)
_BEHIND = frozenset(_BEHIND_TEXT.split())
"""Behind those who are counted: ``5 killed [in]``, but no ``Chapter 5 killed me``."""
CIVIC = frozenset({"PROTEST", "ARREST", "FREED", "FORCE"})
"""Types that laws, prices and votes go along with: a strike over a bill is one. They come with words of politics, so
leaning away from events says nothing there."""


class Triggers:
    """The trigger phrases of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._vocabularies = Vocabularies(lexicon)
        self._doers = Doers(lexicon)
        self._several = frozenset(word for word, n in lexicon.numbers.get("words", {}).items() if n > 1)

    def company(self, text: str, folded: str, words: Set[str], kind: Kind = "newswire") -> Company:
        """Describe the whole text, see `streams.clauses.company`."""
        return self._vocabularies.describe(text, folded, words, kind)

    def sporting(self, words: Set[str]) -> bool:
        """Whether words of a sentence are of sports: one that is of nothing else, or two that may be."""
        kinds = self._vocabularies.kinds(words)
        return any(kind & SURE for kind in kinds) or sum(bool(kind & SPORT_WORD) for kind in kinds) > 1

    def leaning(self, text: str, words: Set[str], kind: Kind, least: float) -> float:
        """Return the leaning of a short text alone; one below ``least`` may be without its signs."""
        return self._vocabularies.lean(text, words, kind, least)

    @property
    def learned(self) -> bool:
        """Whether there is a table of words for posts."""
        return self._vocabularies.leaning("social").learned

    def heaviest(self, words: Sequence[str], kind: Kind) -> tuple[float, int]:
        """Return the weight and index of the word that leans most to events."""
        return self._vocabularies.leaning(kind).heaviest(words)

    def leaning_of(self, kind: Kind) -> Leaning:
        """Return the learned weights of words for a kind of post."""
        return self._vocabularies.leaning(kind)

    def fits(self, words: Sequence[str], one: Found, found: Sequence[Found]) -> bool:
        """Whether what a sentence is told to speak of by a table (`streams.words.learned`) may be so, by who does it.

        Args:
            words: of the sentence.
            one: the trigger.
            found: its other triggers.
        """
        kinds = {kind for other in found if other.literal for kind in other.types}
        if one.types == ("FORCE",):
            doers = self._doers
            return not (doers.others(words, one.start) or doers.theirs(words, one.start) or "EXPLOSION" in kinds)
        if (one.types == ("EXPLOSION",) and "FORCE" in kinds) or (one.types == ("ARREST",) and "FREED" in kinds):
            return False  # gas shells and stun grenades; out of whose detention
        return self._doers.read(one.pattern, words, one.start, one.end)[0] == one.types

    def find(self, sentence: Sentence, spans: Sequence[Span], company: Company) -> list[Found]:
        """Triggers of a sentence, in order, weighed; of overlapping ones of a type the firmest and longest stays."""
        words = sentence.words
        tiers = _TIER if company.leaning > 0.0 and company.kind == "social" else _TIER_UNLEANING
        plain, neutral = self._doers.plain, [span for span in spans if span[0].tier == "neutral"]
        odd = self._doers.odd(words)
        made = []
        for pattern, first, last in spans:
            tier = pattern.tier
            if tier not in tiers:
                continue
            types = pattern.types
            if odd or not plain[types]:
                types, first, last = self._doers.read(pattern, words, first, last)  # noqa: PLW2901
                if not types:
                    continue
            if neutral and _no_event(neutral, first, last):
                continue
            made.append(Found(pattern, types, first, last, tier))
        if not made:
            return made
        real = company.short and company.sporty and (_rioting(made) or _fatal(made))
        sporty, matters = company.sporty and not real, company.elsewhere
        found = firmest(sured(made, sporty=sporty and not company.short))
        alone = company.short and company.kind == "newswire" and len(found) == 1 and self._bare(found[0], words)
        figurative = [span for span in spans if span[0].tier == "figurative"]
        kinds = self._vocabularies.kinds(words)
        marked = list(compress(range(len(kinds)), kinds))
        crisis = {words[index] for index in marked if kinds[index] & CRISIS_WORD}
        figures = [index for index in marked if kinds[index] & DIGIT]
        bits = (OTHER | DEALING if sporty else STRANGE) | (
            EVERYDAY if company.short and company.kind == "social" else 0
        )
        strange = [index for index in marked if kinds[index] & bits]
        grave = any(one.tier == "sure" and one.pattern.counts and "DEATH" in one.types for one in made)
        for one in found:
            one.counted = not _HURT.isdisjoint(one.types) and self._is_counted(one, words)
            _weigh(one, len(crisis.difference(words[one.start : one.end])), figures, company)
            if alone:
                one.score -= _ALONE
                one.notes.append(("alone", ""))
            if sporty or (matters and not _grave(one, crisis, grave)):
                _doubt(one, sporty=sporty)
            if strange:
                _elsewhere(one, strange, words, kinds)
            for pattern, i, e in () if one.counted and company.kind == "newswire" else figurative:
                if i < one.end and e > one.start and not _within_trigger(one, i, e) and not _counted(one, words, i):
                    one.score -= _FIGURATIVE + max(0.0, one.leaning)  # disaster words in a picture lean all the same
                    one.notes.append(("figurative: ", pattern.source))
                    break
        return [one for one in found if one.tier != "faint" or one.literal] if tiers is _TIER else found

    def _bare(self, one: Found, words: Sequence[str]) -> bool:
        """Whether the only trigger of a sentence is a word of wide use, and nobody is counted in it."""
        if one.tier != "plain" or not _WIDE.issuperset(one.types) or self._vocabularies.leaning("newswire").learned:
            return False
        return self._several.isdisjoint(words) and not any(word[0].isdigit() for word in words)

    def _is_counted(self, one: Found, words: Sequence[str]) -> bool:
        """Whether the dead or injured of a trigger are counted, and what befell them follows: ``5 killed in``."""
        if one.end == len(words) or words[one.end] not in _BEHIND:
            return False
        before = words[one.start - 1] if one.start else ""
        return one.pattern.counts or (RANK[one.tier] >= STRONG and (before.isdigit() or before in self._several))


def _moves(company: Company, one: Found) -> float:
    """Return by how much the leaning of a text moves a trigger's score.

    News names events by their names: there a leaning to them adds nothing, a small one away says nothing, and against a
    strong trigger it counts only so far; sports news has lost its own share already. Posts that lean away from
    accidents may still tell of a protest.
    """
    if company.kind == "social":
        if company.leaning < 0.0:
            return (
                0.0
                if one.types == ("PROTEST",)
                else max(LEANING * company.leaning, -_AGAINST.get(one.tier, _LEANING_CAP))
            )
        return min(LEANING * company.leaning, _LEANING_CAP)
    civic = CIVIC.issuperset(one.types)
    if company.sporty and one.tier == "sure":
        return _SURE_IN_SPORT if company.all_sport else 0.0
    beyond = min(0.0, company.leaning + (_DECIDED_CIVIC if civic else _DECIDED))
    firm = _FIRM_ASTRAY if company.astray else _FIRM
    return _within(
        (_NEWS_LEANING_ASTRAY if company.astray else _NEWS_LEANING) * beyond,
        firm if one.tier in ("strong", "denied") else _LEANING_CAP,
    )


def _within_trigger(one: Found, start: int, end: int) -> bool:
    """Whether a figurative phrase is but a part of a longer trigger: ``police [fired] at a man``.

    It may also run into one: ``two shots [were fired] in the air``.
    """
    if RANK[one.tier] < STRONG:
        return False
    if one.start < start and end < one.end:
        return True  # between its words: ``police had [since March] nabbed``
    if one.types != ("FORCE",):
        return False
    inside = one.start <= start and end <= one.end and one.end - one.start > end - start
    return inside or (start < one.start < end < one.end - 1)


def _counted(one: Found, words: Sequence[str], start: int) -> bool:
    """Whether a figurative phrase begins behind the number of a trigger: ``107 [dead inside] the mosque``."""
    return one.start < start and one.pattern.elements[0].number and words[one.start].isdigit()


def _rioting(made: Sequence[Found]) -> bool:
    """Whether a phrase without another reading counts who came out of a fight: ``fans clash ..., 30 detained``."""
    return any(one.tier == "sure" and one.pattern.counts and "CLASH" in one.types for one in made)


def _fatal(made: Sequence[Found]) -> bool:
    """Whether strong phrases tell of a death and of a disaster: ``a goalkeeper [dies] in a [road accident]``."""
    return {"DEATH", "HAZARD"} <= {kind for one in made if RANK[one.tier] >= STRONG for kind in one.types}


def _no_event(neutral: Sequence[Span], first: int, last: int) -> bool:
    """Whether a trigger is a word or two of a phrase that names no event, or lies whole within one."""
    short = last - first <= 2
    return any(start <= first < end and (short or last <= end) for _, start, end in neutral)


def _within(moved: float, cap: float) -> float:
    return max(-cap, min(cap, moved))


def _weigh(one: Found, crisis: int, figures: Sequence[int], company: Company) -> None:
    """Set the score of a trigger by its tier and the company that it keeps.

    Args:
        one: the trigger.
        crisis: distinct crisis words beside it.
        figures: tokens that are figures, rising.
        company: of the whole text.
    """
    score = _TIER[one.tier] + _CRISIS * min(crisis, _CRISIS_CAP)
    figured = bool(figures) and (at := bisect_left(figures, one.start - 4)) < len(figures) and figures[at] < one.end + 4
    notes = one.notes
    notes.append((f"{one.pattern.tier}: ", one.pattern.source))
    if crisis:
        notes.append(("crisis words ", crisis))
    if company.short:
        informal = 0 if one.counted and company.kind == "newswire" else min(company.informal, _INFORMAL_CAP)
        score -= (_INFORMAL_BESIDE if company.leaning and company.kind == "social" else _INFORMAL) * informal
        if informal:
            notes.append(("informal words ", informal))
        score += _LINK if company.link else 0.0
        score -= _EMOJI if company.emoji else 0.0
    if company.leaning and (leaning := _moves(company, one)):
        if leaning < _FIGURED and (
            one.counted or (company.kind == "social" and one.pattern.counts and not _HURT.isdisjoint(one.types))
        ):
            leaning = _FIGURED
        one.leaning = leaning
        score += leaning
        notes.append(("words lean to events +" if leaning > 0 else "words lean to other matters ", round(leaning, 1)))
    score += _FIGURE if figured else 0.0
    one.score = score


def _grave(one: Found, crisis: Set[str], counted: bool) -> bool:
    """Whether a sentence of a report of other matters tells of an event all the same.

    A government falls ``after [20 were killed] in riots``; ``police and protesters near the palace`` are no picture.

    Args:
        one: its trigger.
        crisis: distinct crisis words of the sentence.
        counted: whether its dead are.
    """
    return RANK[one.tier] >= STRONG and (counted or len(crisis) >= _MANY)


def _doubt(one: Found, *, sporty: bool) -> None:
    """Take off for a text that is all about sports, or about other matters."""
    if sporty:
        soft = _SOFT_IN_SPORT.issuperset(one.types) and one.tier != "sure"
        one.score -= _SPORT + 3.0 if soft else _SPORT
        one.notes.append(("sports news", ""))
    elif not CIVIC.issuperset(one.types):
        one.score -= _MATTERS
        one.notes.append(("a report of other matters", ""))


def _elsewhere(one: Found, strange: Sequence[int], words: Sequence[str], kinds: Sequence[int]) -> None:
    """Take off for words of kitchens, markets, screens and the like beside a trigger: ``oil prices exploded``."""
    civic = CIVIC.issuperset(one.types)
    cost, named = 0.0, []
    for index in strange:
        kind = kinds[index]
        if one.start <= index < one.end or (civic and kind & STRANGE == DEALING):
            continue
        if kind & (OTHER | DEALING | SURE | EVERYDAY):
            near = one.start - _NEAR <= index < one.end + _NEAR
            cost += _ELSEWHERE if near else _ELSEWHERE_FAR
        else:
            cost += _SPORTING
        named.append(words[index])
    if named:
        one.score -= min(cost, _ELSEWHERE if one.tier == "sure" or one.counted else _ELSEWHERE_CAP * _ELSEWHERE)
        one.notes.append(("words of other matters: ", ", ".join(dict.fromkeys(named))))
