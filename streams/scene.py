"""Whether a short post tells of something that goes on, by all that it says.

People at a scene say what they hear and smell, that it is now and near, who came to help, who lies there; they ask and
they warn. The same words of violence stand in everyday posts beside exams, dishes, games, songs and old memories. The
lexicon's ``[scene]`` has both in classes (`FOR`, `AGAINST`); how much each class says is learned from labelled
posts (`WEIGHTS`, made by ``deploy/scene.py``), together with what the triggers came to: once for all languages without
a table of words (`streams.words.leaning`), once for those with one, whose triggers are only asked about when they score
little.
Limits: a class counts whatever it is said of; a post whose words no class knows is left to its triggers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from functools import cache
from math import inf

import msgspec

from streams.clauses.company import Company
from streams.composer import Judged
from streams.scene_words import AGAINST, FOR
from streams.scent import TOGETHER, made_up
from streams.speech import Speech
from streams.text import sentence_spans, tokenise
from streams.whole import AGED_TEXT, HURT
from streams.words.grams import gramed
from streams.words.lexicon import LEXICONS

__all__ = ["WEIGHTS", "Seen", "doubt", "forget", "odds", "see", "shown", "tell", "unsure", "untriggered"]

WEIGHTS = LEXICONS / "scene.tsv"
_DOUBT = (-0.35, -0.5)  # odds under which triggers are pictures, without a table of words and with one
_BARE_DOUBT = -1.0  # the first of them, where no word is of everyday life
_RAISING = (0.0, 0.1)  # odds above which all words together tell of an event, likewise
_UNOPENED = 0.5  # the first of them for posts without a trigger's word, of which far more are quiet
_SEVERAL = 1.6  # what two and more places of a class count, one counting 1
_MOST_SCORE, _LEAST_SCORE = 4.0, -3.0  # of a trigger; beyond, more says no more
_MOST_LEANING = 5.0
_LEAST_RAISED = -3.0  # score of a trigger from which on the post's odds may raise it
_SURE = 4.0  # score of a trigger from which on nobody asks, where a table of words has spoken
_RAISED = 0.5  # the score that it gets
_FIRM = ("sure", "strong")
_BEFALLING = {"DEATH": "killed", "INJURY": "injured", "ARREST": "arrested"}
_UNREAL = ("past", "planned", "negated")
_OF_PLANS = frozenset({"if"})
"""What is planned or denied is told apart from pictures already, unless more than ``tomorrow`` speaks against it."""
_CIVIC = frozenset({"PROTEST", "ARREST", "FREED", "FORCE"})
_OF_VOTES = frozenset({"talk", "work", "shop", "study"}) | _OF_PLANS
"""Types that laws, votes, work, schools and prices go along with: talk of these says nothing against them."""
_JOY = re.compile("[😂🤣😅😍🔥❤]")
_QUOTED = re.compile('["«“]')
_DIGIT = re.compile(r"\d")


class Seen(msgspec.Struct, gc=False):
    """What a short post says of a scene: class -> in how many places, and what the whole of it is like.

    ``grams``: what its words and pairs of words say (`streams.words.grams`), where there is a table of words.
    """

    classes: Mapping[str, int]
    company: Company
    grams: float = 0.0


def shown(text: str, seen: Seen, judged: Sequence[Judged], *, placed: bool) -> dict[str, float]:
    """Return what a post shows, by the names of `WEIGHTS`.

    Args:
        text: as published.
        seen: what it says of a scene.
        judged: its triggers.
        placed: it names a place of the gazetteer.
    """
    told: dict[str, float] = {name: 1.0 if count == 1 else _SEVERAL for name, count in seen.classes.items()}
    literal = [one for one in judged if one.found.literal]
    best = max((one.found.score for one in judged), default=0.0)
    told["SCORE"] = min(max(best, _LEAST_SCORE), _MOST_SCORE) / 2.0
    told["LITERAL"] = min(len(literal), 3) / 2.0
    company = seen.company
    told["CRISIS"] = min(company.crisis, 4) / 2.0
    told["INFORMAL"] = min(company.informal, 3) / 2.0
    told["LEANING"] = min(max(company.leaning, -_MOST_LEANING), _MOST_LEANING) / 2.0
    told["GRAMS"] = seen.grams
    told["SPORT"] = min(company.sport + 2 * company.sure, 4) / 2.0
    speaking, against = len(FOR & seen.classes.keys()), len(AGAINST & seen.classes.keys())
    signs = {
        "JUDGED": bool(judged),
        "ONE": bool(literal),
        "FIRM": any(one.found.tier in _FIRM for one in literal),
        "UNREAL": any(one.reading.polarity in _UNREAL for one in literal),
        "HURT": any(not HURT.isdisjoint(one.found.types) for one in literal),
        "HAZARD": any("HAZARD" in one.found.types for one in literal),
        "LINK": company.link,
        "TOGETHER": any(one.found.pattern is TOGETHER for one in judged),
        "PLACED": placed,
        "DIGIT": _DIGIT.search(text),
        "ASKED": "?" in text or "؟" in text,
        "JOY": not text.isascii() and _JOY.search(text),
        "QUOTED": _QUOTED.search(text),
        "NONE": not speaking,
        "TWO": speaking >= 2,
        "THREE": speaking >= 3,
        "FOUR": speaking >= 4,
        "AGAINST": against,
        "MUCH_AGAINST": against >= 2,
    }
    return told | {name: 1.0 for name, there in signs.items() if there}


def see(speech: Speech, text: str, folded: str, words: Set[str], company: Company | None) -> Seen:
    """Read what a short post says of a scene."""
    whole = company or speech.triggers.company(text, folded, words, "social")
    return Seen(speech.scene.read(folded), whole, gramed(folded) if speech.triggers.learned else 0.0)


def unsure(speech: Speech, folded: str, judged: Sequence[Judged]) -> bool:
    """Whether a post's triggers leave something to ask: with a table of words if they score little and tell no age."""
    if not speech.triggers.learned:
        return True
    little = all(one.found.score < _SURE for one in judged) or all(
        not one.found.literal or _unreal(one) for one in judged
    )
    return little and not (judged and AGED_TEXT.search(folded))  # the dearer question last


def odds(told: Mapping[str, float], *, learned: bool) -> float:
    """Return the logarithm of the odds that a post tells of something real.

    Args:
        told: what it shows.
        learned: there is a table of words for its language.
    """
    weights = _weights()[learned]
    return weights[""] + sum(weights.get(name, 0.0) * value for name, value in told.items())


def untriggered(speech: Speech, text: str, seen: Seen, *, opened: bool) -> tuple[float, float]:
    """Return how far a post without a trigger is above what tells of an event, and how far if it names a place.

    Args:
        speech: of its language.
        text: as published.
        seen: what it says of a scene.
        opened: it has a word of a trigger.
    """
    if seen.company.playful:
        return -inf, -inf
    learned = speech.triggers.learned
    least = _RAISING[learned] if opened or learned else _UNOPENED
    above = odds(shown(text, seen, (), placed=False), learned=learned) - least
    return above, above + (0.0 if learned else _weights()[learned].get("PLACED", 0.0))


def tell(speech: Speech, folded: str, leaning: float) -> list[Judged]:
    """Return the one judgement of a post without a trigger, that all its words together tell of something."""
    sentence = next((one for one in (tokenise(folded, *span) for span in sentence_spans(folded)) if one.words), None)
    if sentence is None:
        return []
    return [made_up(sentence, speech.signs.scan(sentence.words), 0, leaning)]


def doubt(speech: Speech, text: str, seen: Seen, judged: list[Judged], *, placed: bool) -> None:
    """Take triggers for pictures where all else in a post speaks against them; or raise the best."""
    if not judged:
        return
    learned = speech.triggers.learned
    leaning = odds(shown(text, seen, judged, placed=placed), learned=learned)
    literal = [one.found for one in judged if one.found.literal]
    against = AGAINST & seen.classes.keys()
    spared = _CIVIC if against <= _OF_VOTES else frozenset()
    stands = _UNREAL if learned or against <= _OF_PLANS else ("past",)
    doubted = [
        one.found
        for one in judged
        if one.found.literal
        and (one.reading.polarity not in stands or _unreal(one))
        and (one.reading.hedged or not one.found.counted)
    ]
    least = _BARE_DOUBT if not against and not learned else _DOUBT[learned]
    if leaning < least and not learned and any(_counts_victims(speech, one) for one in judged if one.found in doubted):
        return
    for found in doubted if leaning < least else ():
        if not spared.isdisjoint(found.types):
            continue
        found.notes.append(("the whole post speaks against it: ", round(leaning, 1)))
        found.score = least
    if literal or leaning <= _RAISING[learned] or seen.company.playful:
        return
    raised = [one.found for one in judged if one.found.score >= _LEAST_RAISED and HURT.isdisjoint(one.found.types)]
    if not raised:  # nobody is said to be hurt by what all words together say
        first = judged[0]
        judged.append(made_up(first.sentence, first.spans, first.found.start, leaning))
        return
    best = max(raised, key=lambda found: found.score)
    best.notes.append(("the whole post speaks for it: ", round(leaning, 1)))
    best.score = _RAISED


def _counts_victims(speech: Speech, one: Judged) -> bool:
    """Whether a firm trigger's sentence counts those who were hurt or held, which no picture does."""
    roles = {role for kind, role in _BEFALLING.items() if kind in one.found.types}
    if not roles or one.found.tier not in _FIRM:
        return False
    figures = speech.figures.find(one.sentence.words)
    return any(figure.role in roles and figure.low and not figure.article for figure in figures)


def _unreal(one: Judged) -> bool:
    """Whether a disaster without a type of its own is told as not there: nobody counts it, and it may be a picture."""
    return one.found.types == ("HAZARD",) and one.reading.polarity in ("planned", "negated")


def forget() -> None:
    """Read the table anew when it is next asked."""
    _weights.cache_clear()


@cache
def _weights() -> tuple[dict[str, float], dict[str, float]]:
    rows = [row.split("\t") for row in WEIGHTS.read_text("utf-8").splitlines() if not row.startswith("#")]
    return {name: float(weight) for name, weight, _ in rows}, {name: float(weight) for name, _, weight in rows}
