"""Triggers in a sentence, and whether each is meant literally.

Each trigger gets a score: the logarithm of odds that its words report a real event. It starts from the tier of its
pattern and moves with the company it keeps: crisis vocabulary in its sentence, words of other matters beside it
(kitchens, markets, stages), informal or sports vocabulary in the text, a link, figures. A figurative phrase over the
trigger settles it; a phrase without another reading (``shot dead``) holds against nearly everything.
``probability`` is the logistic of the score, `THRESHOLD` the cut.

The weights are rounded hand settings, checked against our own labelled texts and CrisisLexT26 (Olteanu et al., CSCW
2015, MIT) and moved only where many posts agreed; moving any one of them by a quarter changes precision and recall by
at most three hundredths. Rules alone did not carry over: on 130 posts written after them F1 was .64. So the words of a
short English text also lean to events or to other matters by a learned table (`streams.leaning`): each tenth of 643
posts of ours judged by a table made without it, F1 rose from .88 to .94, on the unseen half of CrisisLexT26 from .80
to .82. ``faint`` triggers count only in texts that lean to events. A logistic regression over the words themselves,
without their meaning, was tried before and left out: it knew only words that it had seen.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence, Set
from itertools import compress, pairwise
from operator import attrgetter

import msgspec

from connectors.post import Kind
from streams.company import CRISIS_WORD, DEALING, DIGIT, EVERYDAY, OTHER, STRANGE, SURE, Company, Vocabularies
from streams.lexicon import Lexicon, Pattern
from streams.patterns import Span
from streams.report import Polarity
from streams.text import Sentence

__all__ = ["LEANING", "THRESHOLD", "Found", "Triggers"]

THRESHOLD = 0.5  # probability; precision .9 and above on our own labelled set and on CrisisLexT26
_CUT = math.log(THRESHOLD / (1.0 - THRESHOLD))  # the same as a score
_TIER = {"sure": 7.0, "strong": 2.2, "plain": 0.3, "weak": -0.9, "faint": -3.5}
_TIER_UNLEANING = _TIER.keys() - {"faint"}
"""Of a text that does not lean to events."""
_CRISIS, _CRISIS_CAP = 0.55, 4  # per distinct crisis word in the sentence
_INFORMAL, _INFORMAL_CAP = 0.75, 5  # per distinct informal word in a short text
_LINK, _FIGURE, _EMOJI = 0.6, 0.4, 0.8
LEANING, _LEANING_CAP = 2.2, 6.0  # per unit of a short post's leaning, see streams/leaning.py
_NEWS_LEANING, _DECIDED, _DECIDED_CIVIC = 2.0, 0.3, 1.8  # the same of news, and from where on it counts
_NEWS_LEANING_ASTRAY = 3.0  # the same of a whole report that leans away
_SURE_IN_SPORT = -4.0  # of a phrase without another reading in a report of nothing but sports
_AGAINST = {"sure": 5.0, "strong": 3.0}  # the most that a post's leaning away takes from a tier, where that is less
_FIRM = 2.0  # the most that it takes from a strong trigger in news
_FIRM_ASTRAY = 4.0  # the same in a whole report that leans away and has few crisis words
_ELSEWHERE, _ELSEWHERE_FAR, _NEAR, _ELSEWHERE_CAP = 1.7, 0.6, 5, 3  # per word of another matter: near and far, tokens
_SPORTING = 0.8  # per sports word in the sentence, while the text as a whole is no sports news
_SPORT = 4.5
_MATTERS = 4.5  # in a whole report of business, parties, computers or stages
_FIGURATIVE = 6.0
_BORROWED = frozenset({"CLASH", "PROTEST", "FIRE"})
_RANK = {"sure": 4, "strong": 3, "plain": 2, "weak": 1, "faint": 0}
_STRONG = _RANK["strong"]
_BY_PLACE = attrgetter("start", "end", "types")
_SOFT_IN_SPORT = frozenset({"INJURY", "CLASH", "SHOOT", "HAZARD", "PROTEST"})
_DEAD = frozenset({"killed", "dead"})
_OF_WEAPONS_TEXT = (
    "open opens opened opening return returns returned returning exchange exchanged exchanging under gun rifle arms "
    "artillery mortar rocket sniper automatic machine-gun tank enemy hostile friendly heavy direct indirect cease"
)
_OF_WEAPONS = frozenset(_OF_WEAPONS_TEXT.split())
_MISSILES_TEXT = (
    "tear teargas tear-gas rubber water live stun pepper baton warning flash-bang flashbangs shots rounds bullets gas "
    "volleys rockets missiles mortars shells artillery pellets plastic bean sponge"
)
_MISSILES = frozenset(_MISSILES_TEXT.split())
"""What is fired: ``troops [fire] live rounds``."""
_TARGETED = frozenset({"on", "at", "into", "upon", "toward", "towards", "back"})
_BEFALLING = frozenset({"was", "were", "been", "being"})
_DENIED = 1.0  # news denies events, hardly ever pictures
_CIVIC = frozenset({"PROTEST", "ARREST", "FREED", "FORCE"})
"""Types that laws, prices and votes go along with: a strike over a bill is one. They come with words of politics, so
leaning away from events says nothing there."""


class Found(msgspec.Struct):
    """A trigger in a sentence, tokens ``start`` to ``end``, with the score of its being literal and why.

    ``leaning`` is the part of the score that the table of words gave.
    """

    pattern: Pattern
    types: tuple[str, ...]
    start: int
    end: int
    tier: str
    score: float = 0.0
    leaning: float = 0.0
    notes: list[tuple[str, object]] = []
    """What moved the score: words, and what goes behind them."""

    @property
    def reasons(self) -> tuple[str, ...]:
        """The notes in words; only people who ask for an explanation need them."""
        return tuple(f"{words}{value}" for words, value in self.notes)

    @property
    def probability(self) -> float:
        """Of being literal."""
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, self.score))))

    @property
    def literal(self) -> bool:
        """Whether the probability passes `THRESHOLD`."""
        return self.score >= _CUT

    def despite(self, company: Company, polarity: Polarity) -> None:
        """Take a leaning to other matters back where it says nothing.

        Words of remembrance, of denial and of plans lean away from events: these are past, and denied or planned in the
        news. In a post a denial may well be one more picture (``not dead yet``).
        """
        news = company.kind == "newswire"
        if news and polarity == "negated":
            self.score += _DENIED
            self.notes.append(("denied in news +", _DENIED))
        if self.leaning < 0 and (polarity == "past" or (news and polarity in ("negated", "planned"))):
            self.score -= self.leaning
            self.notes.append((polarity, " all the same"))


class Triggers:
    """The trigger phrases of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._vocabularies = Vocabularies(lexicon)
        self._forces = frozenset(lexicon.classes.get("police", ()))
        self._armed = frozenset(lexicon.words("people", "militants"))

    def company(self, text: str, folded: str, words: Set[str], kind: Kind = "newswire") -> Company:
        """Describe the whole text, see `streams.company`."""
        return self._vocabularies.describe(text, folded, words, kind)

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

    def hints(self, least: float) -> dict[str, float]:
        """Return the words that lean to events in posts, by at least this weight."""
        return self._vocabularies.leaning("social").heavy(least)

    def find(self, sentence: Sentence, spans: Sequence[Span], company: Company) -> list[Found]:
        """Triggers of a sentence, in order, weighed; of overlapping ones of a type the firmest and longest stays."""
        words = sentence.words
        tiers = _TIER if company.leaning > 0.0 and company.kind == "social" else _TIER_UNLEANING
        neutral = [span for span in spans if span[0].tier == "neutral"]
        made = []
        for pattern, start, end in spans:
            tier = pattern.tier
            if tier not in tiers or (neutral and end - start <= 2 and any(i <= start < e for _, i, e in neutral)):
                continue
            if "FIRE" in pattern.types and self._shots(words, start, end):
                continue
            types = pattern.types if "SHOOT" not in pattern.types else self._shooting(words, start, end)
            if "FORCE" in types and len(types) > 1 and self._suffered(words, start, end):
                types = tuple(kind for kind in types if kind != "FORCE")
            made.append(Found(pattern, types, start, end, tier))
        if not made:
            return made
        sporty, matters = company.sporty, company.elsewhere
        found = _firmest(_sured(made, sporty=sporty and not company.short))
        figurative = [span for span in spans if span[0].tier == "figurative"]
        kinds = self._vocabularies.kinds(words)
        marked = list(compress(range(len(kinds)), kinds))
        crisis = {words[index] for index in marked if kinds[index] & CRISIS_WORD}
        figures = [index for index in marked if kinds[index] & DIGIT]
        bits = (OTHER | DEALING if sporty else STRANGE) | (
            EVERYDAY if company.short and company.kind == "social" else 0
        )
        strange = [index for index in marked if kinds[index] & bits]
        for one in found:
            _weigh(one, len(crisis.difference(words[one.start : one.end])), figures, company)
            if sporty or matters:
                _doubt(one, sporty=sporty)
            if strange:
                _elsewhere(one, strange, words, kinds)
            for pattern, i, e in figurative:
                if i < one.end and e > one.start and not _within_trigger(one, i, e):
                    one.score -= _FIGURATIVE + max(0.0, one.leaning)  # disaster words in a picture lean all the same
                    one.notes.append(("figurative: ", pattern.source))
                    break
        return [one for one in found if one.tier != "faint" or one.literal] if tiers is _TIER else found

    def _shots(self, words: Sequence[str], start: int, end: int) -> bool:
        """Whether a fire is that of weapons: ``gunmen opened [fire in a market]``, ``[police fire] tear gas``."""
        at = next((index for index in range(start, end) if words[index] in ("fire", "fires")), None)
        if at is None:
            return False
        if at == start and at > 0 and words[at - 1] in _OF_WEAPONS:
            return True
        behind = words[at + 1] if at + 1 < len(words) else ""
        before = words[at - 1] if at else ""
        return behind in _MISSILES or (behind in _TARGETED and (before in self._forces or before in self._armed))

    def _suffered(self, words: Sequence[str], start: int, end: int) -> bool:
        """Whether it befell the forces themselves: ``two [policemen were killed]``."""
        return words[start] in self._forces and not _BEFALLING.isdisjoint(words[start + 1 : end])

    def _shooting(self, words: Sequence[str], start: int, end: int) -> tuple[str, ...]:
        return ("FORCE",) if self._by_forces(words, start, end) else ("CLASH",)

    def _by_forces(self, words: Sequence[str], start: int, end: int) -> bool:
        if not self._forces.isdisjoint(words[start:end]):
            return True
        for index in range(start - 1, max(-1, start - 9), -1):
            if words[index] in self._armed or words[index] in (";", "."):
                return False
            if words[index] in self._forces:
                return not (index + 1 < start and words[index + 1] in ("said", "say", "says"))
        by = next((i for i in range(end, min(end + 3, len(words))) if words[i] == "by"), None)
        return by is not None and not self._forces.isdisjoint(words[by + 1 : by + 4])


def _moves(company: Company, one: Found) -> float:
    """Return by how much the leaning of a text moves a trigger's score.

    News names events by their names: there a leaning to them adds nothing, a small one away says nothing, and against a
    strong trigger it counts only so far; sports news has lost its own share already. Posts that lean away from
    accidents may still tell of a protest.
    """
    civic = set(one.types) <= _CIVIC
    if company.kind == "social":
        if company.leaning < 0.0:
            return (
                0.0
                if one.types == ("PROTEST",)
                else max(LEANING * company.leaning, -_AGAINST.get(one.tier, _LEANING_CAP))
            )
        return min(LEANING * company.leaning, _LEANING_CAP)
    if company.sporty and one.tier == "sure":
        return _SURE_IN_SPORT if company.all_sport else 0.0
    beyond = min(0.0, company.leaning + (_DECIDED_CIVIC if civic else _DECIDED))
    firm = _FIRM_ASTRAY if company.astray else _FIRM
    return _within(
        (_NEWS_LEANING_ASTRAY if company.astray else _NEWS_LEANING) * beyond,
        firm if one.tier == "strong" else _LEANING_CAP,
    )


def _within_trigger(one: Found, start: int, end: int) -> bool:
    """Whether a figurative phrase is but a part of a longer trigger: ``police [fired] at a man``.

    It may also run into one: ``two shots [were fired] in the air``.
    """
    if _RANK[one.tier] < _STRONG:
        return False
    if one.start < start and end < one.end:
        return True  # between its words: ``police had [since March] nabbed``
    if one.types != ("FORCE",):
        return False
    inside = one.start <= start and end <= one.end and one.end - one.start > end - start
    return inside or (start < one.start < end < one.end - 1)


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
    notes = one.notes
    notes.append((f"{one.pattern.tier}: ", one.pattern.source))
    if crisis:
        notes.append(("crisis words ", crisis))
    if company.short:
        informal = min(company.informal, _INFORMAL_CAP)
        score -= _INFORMAL * informal
        if informal:
            notes.append(("informal words ", informal))
        score += _LINK if company.link else 0.0
        score -= _EMOJI if company.emoji else 0.0
    if company.leaning and (leaning := _moves(company, one)):
        one.leaning = leaning
        score += leaning
        notes.append(("words lean to events +" if leaning > 0 else "words lean to other matters ", round(leaning, 1)))
    if figures and (at := bisect_left(figures, one.start - 4)) < len(figures) and figures[at] < one.end + 4:
        score += _FIGURE
    one.score = score


def _doubt(one: Found, *, sporty: bool) -> None:
    """Take off for a text that is all about sports, or about other matters."""
    if sporty:
        soft = set(one.types) <= _SOFT_IN_SPORT and one.tier != "sure"
        one.score -= _SPORT + 3.0 if soft else _SPORT
        one.notes.append(("sports news", ""))
    elif not set(one.types) <= _CIVIC:
        one.score -= _MATTERS
        one.notes.append(("a report of other matters", ""))


def _elsewhere(one: Found, strange: Sequence[int], words: Sequence[str], kinds: Sequence[int]) -> None:
    """Take off for words of kitchens, markets, screens and the like beside a trigger: ``oil prices exploded``."""
    civic = set(one.types) <= _CIVIC
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
        one.score -= min(cost, _ELSEWHERE if one.tier == "sure" else _ELSEWHERE_CAP * _ELSEWHERE)
        one.notes.append(("words of other matters: ", ", ".join(dict.fromkeys(named))))


def _sured(found: list[Found], *, sporty: bool) -> list[Found]:
    """Let a phrase without another reading vouch for the triggers of its types inside it; alone it is the trigger.

    In a sports report a player taken to hospital is no event; the injured are one when they are counted or beside dead.
    """
    if sporty:
        found = [one for one in found if one.tier != "sure" or one.types != ("INJURY",) or _grave(one.pattern)]
    sure = [one for one in found if one.tier == "sure"]
    if not sure:
        return found
    others = [one for one in found if one.tier != "sure" and not _only_its_verb(one, sure)]
    for one in sure:
        inside = [
            other
            for other in others
            if one.start <= other.start and other.end <= one.end and not set(one.types).isdisjoint(other.types)
        ]
        for other in inside:
            other.tier = "sure"
            other.notes.append(("without another reading: ", one.pattern.source))
        if not set(one.types) <= {kind for other in inside for kind in other.types}:
            others.append(one)
    return others


def _only_its_verb(one: Found, sure: Sequence[Found]) -> bool:
    """Whether a protest is but the verb of a phrase of another type: ``an earthquake [strikes] Costa Rica``."""
    return one.types == ("PROTEST",) and any(one.end == other.end and "PROTEST" not in other.types for other in sure)


def _grave(pattern: Pattern) -> bool:
    return any(element.number or not element.words.isdisjoint(_DEAD) for element in pattern.elements)


def _firmest(found: list[Found]) -> list[Found]:
    """Drop triggers that overlap a firmer or longer one of the same type, or are only a word of a longer one.

    ``tear gas grenades`` is no explosion, ``opened fire`` no fire, and who is shot dead is not also injured.
    """
    if len(found) < 2:
        return found
    ordered = sorted(found, key=_BY_PLACE)
    if all(first.end <= second.start for first, second in pairwise(ordered)):
        return ordered
    kept: list[Found] = []
    for one in sorted(found, key=lambda f: (-_RANK[f.tier], f.start - f.end, f.start, f.types)):
        start, end = one.start, one.end
        over = [other for other in kept if other.start < end and other.end > start]
        if not over:
            kept.append(one)
            continue
        if _RANK[one.tier] < _STRONG and any(_swallows(other, one) for other in over):
            continue
        if end - start > 1 and set(one.types) <= _BORROWED and any(o.start < start == o.end - 1 for o in over):
            continue  # the last word of another is the first of this: ``drone [strike on]``
        if one.types == ("INJURY",) and any("DEATH" in other.types for other in over):
            continue
        if one.types == ("CLASH",) and any(o.types == ("FORCE",) and o.start < start and end <= o.end for o in over):
            continue  # ``troops [beat up] passengers``
        rest = tuple(kind for kind in one.types if not any(kind in other.types for other in over))
        if rest:
            one.types = rest
            kept.append(one)
    return sorted(kept, key=_BY_PLACE)


def _swallows(other: Found, one: Found) -> bool:
    """Whether a trigger starts with a word in the middle of a longer or equal one (``opened [fire on]``)."""
    if other.tier in ("weak", "faint"):
        return False
    longer = other.end - other.start > one.end - one.start
    return other.start < one.start or (other.start == one.start and longer)
