"""One ACLED code for a short report: the event type and sub-event type that a coder would most likely file it under.

The types of mentions name what happened in one word (clash, explosion, arrest); ACLED's types also ask who did it to
whom, and know events that no mention is made of: agreements, bases, surrendered towns, defused bombs. So the text's
sentences are read once more for the phrases of ``coding.toml`` and for its actors, and with the mentions they are added
up. What no phrase knows the words tell together: ``lexicons/coded.tsv`` has a weight of each word, and of each sort of
actor, for each coarse type (`deploy.coded` makes it), whose logarithm of probability is added at `SHARE`. The heaviest
type wins. For a report of one event, as observers write notes; a long article has several. English; hand weights, set
on the notes of ``tests/data/tagging/genres/plain_read``. Asked for by ``tocsin tag --acled`` only.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from functools import cache
from math import exp, log
from pathlib import Path

import msgspec

from connectors.codec import Codec
from connectors.post import Post, body
from streams.report import Report
from streams.text import fold, sentence_spans, tokenise
from streams.words.learned import Learned
from streams.words.patterns import Matcher
from streams.words.phrases import Pattern, compile_pattern

__all__ = ["ACTORS", "COARSE", "CODED_REPORTS", "WORDS", "Acled", "CodedReport", "acled", "actors_of", "coded"]

Acled = tuple[str, str]
"""Event type and sub-event type."""


class CodedReport(Report, frozen=True, omit_defaults=True):
    """A report with the code of its event; left out where it tells of none."""

    acled: Acled | None = None


CODED_REPORTS: Codec[CodedReport] = Codec(CodedReport)

_TABLE = Path(__file__).parent / "coding.toml"
WORDS = Path(__file__).parent / "lexicons" / "coded.tsv"
COARSE: Mapping[str, tuple[str, ...]] = {
    "PROTEST": ("protest",),
    "RIOT": ("riot",),
    "BATTLE": ("battle",),
    "REMOTE": ("remote",),
    "ATTACK": ("attack",),
    "ARREST": ("arrest",),
    "FORCE": ("force",),
    "STRATEGIC": ("agreement", "base", "transfer", "change", "disrupted", "looting"),
    "NONE": ("nothing",),
}
"""Coarse types, in the order of the table of words, and the kinds of phrases that tell of each."""
_CODES: Mapping[str, Acled] = {
    "agreement": ("Strategic developments", "Agreement"),
    "base": ("Strategic developments", "Headquarters or base established"),
    "transfer": ("Strategic developments", "Non-violent transfer of territory"),
    "change": ("Strategic developments", "Change to group/activity"),
    "disrupted": ("Strategic developments", "Disrupted weapons use"),
    "looting": ("Strategic developments", "Looting/property destruction"),
    "arrest": ("Strategic developments", "Arrests"),
    "battle": ("Battles", "Armed clash"),
    "remote": ("Explosions/Remote violence", "Shelling/artillery/missile attack"),
    "riot": ("Riots", "Mob violence"),
    "attack": ("Violence against civilians", "Attack"),
    "protest": ("Protests", "Peaceful protest"),
    "force": ("Protests", "Excessive force against protesters"),
}
_WEIGHTS = {"sure": 2.0, "plain": 1.0}
_SORTS = ("forces", "armed", "crowd", "victim")
ACTORS = (*(f"+{name}" for name in _SORTS), "+armed+forces", "+armed-forces", "+crowd-armed")
"""What the table of words calls the sorts of actors."""
_CAP = 2  # phrases of a type that count in a text
_FIRST = 0.5  # more for the first sentence
_OF_TYPES: Mapping[str, Mapping[str, float]] = {
    "EXPLOSION": {"remote": 2.0},
    "FORCE": {"force": 1.5},
    "PROTEST": {"protest": 1.5, "force": 0.5},
    "ARREST": {"arrest": 3.0},
    "CLASH": {"battle": 0.8, "riot": 0.8, "attack": 0.8},
    "DEATH": {"attack": 0.7, "battle": 0.4, "remote": 0.4},
    "STORMING": {"riot": 0.5},
    "FIRE": {"riot": 0.5},
    "FREED": {"change": 0.2},
}
_NOTHING = 0.6  # weight of no event
_SILENT = 0.8  # the same where neither a phrase nor a mention tells of any
_MOST = 4.0  # of a type's phrases
SHARE = 0.4  # of the words' logarithm of probability, beside the phrases
_DOUBT = -6.0  # least logarithm of probability
READ = 1_200  # characters whose words are asked
_USED = 1.5  # weight of force that was really used
_BACKGROUND_TEXT = (
    "over after following suspected accused planner connection linked wanted responsible behind since anniversary "
    "demand demanding condemn against alleged involvement amid despite before ahead mastermind memory victims"
)
_BACKGROUND = frozenset(_BACKGROUND_TEXT.split())
_AFTER = _BACKGROUND - {"suspected", "accused", "planner", "connection", "linked", "wanted", "responsible", "alleged"}
"""An arrest is the event also when it is that of the alleged planner."""
ARMS_REACH = 6  # tokens behind what was seized or defused that are of the same find
_UNNAMED = frozenset({"suspected", "alleged", "wanted", "linked"})
"""Before armed men they only say that nobody knows for sure who they were."""
BACKGROUND_REACH = 5  # tokens before what is only the background of the event
_FAINT = 0.3  # of the weight of background


@cache
def _matcher() -> tuple[Matcher, Mapping[str, frozenset[str]]]:
    with _TABLE.open("rb") as file:
        table = tomllib.load(file)
    classes: dict[str, list[str]] = table.pop("classes")
    patterns = [
        compile_pattern(source, (kind,), tier, classes)
        for kind, tiers in table.items()
        for tier, sources in tiers.items()
        for source in sources
    ]
    return Matcher(patterns), {name: frozenset(words) for name, words in classes.items()}


def acled(report: Report, text: str) -> Acled | None:
    """Return the code of a report's event, or None when it tells of none.

    Args:
        report: of the tagger.
        text: that it was made of, its title and body as the tagger joins them.
    """
    weights: dict[str, float] = defaultdict(float)
    matcher = _matcher()[0]
    folded = fold(text)
    sentences = [tokenise(folded, start, end) for start, end in sentence_spans(folded)]
    actors = actors_of({word for sentence in sentences for word in sentence.words})
    for number, sentence in enumerate(sentences):
        _weigh_phrases(matcher.scan(sentence.words), sentence.words, weights, _FIRST if number == 0 else 0.0)
    told = [mention for mention in report.mentions if mention.polarity == "asserted"]
    for mention in told or [mention for mention in report.mentions if mention.polarity == "past"]:
        before = folded[: mention.trigger.end].split()[-BACKGROUND_REACH - 1 :]
        behind = _AFTER if mention.type == "ARREST" else _BACKGROUND
        share = 1.0 if not _behind(before, behind) and not mention.trigger.text.lower().startswith("raid") else _FAINT
        if mention.type == "EXPLOSION" and weights["disrupted"]:
            share = _FAINT  # of arms that were found
        for kind, weight in _OF_TYPES.get(mention.type, {}).items():
            weights[kind] = max(weights[kind] + 0.25 * weight * share, weight * share)
    _weigh_actors(weights, actors)
    distinct = {word for sentence in sentences if sentence.start < READ for word in sentence.words}
    return _decide(weights, _told(distinct))


def actors_of(words: Set[str]) -> set[str]:
    """Return the sorts of actors that words name, and who stands against whom, as the table of words spells them."""
    classes = _matcher()[1]
    told = {f"+{name}" for name in _SORTS if not classes[name].isdisjoint(words)}
    if "+armed" in told:
        told.add("+armed+forces" if "+forces" in told else "+armed-forces")
    elif "+crowd" in told:
        told.add("+crowd-armed")
    return told


def coded(report: Report, post: Post) -> CodedReport:
    """Return a report with the code of its event; an irrelevant one may have a code too, such as an agreement."""
    code = None if post.deleted else acled(report, body(post))
    return CodedReport(**msgspec.structs.asdict(report), acled=code)


def _weigh_phrases(
    spans: Sequence[tuple[Pattern, int, int]], words: Sequence[str], weights: dict[str, float], more: float
) -> None:
    """Add the phrases of a sentence; overlapping ones of a type count once."""
    seen: dict[str, int] = defaultdict(int)
    until: dict[str, int] = defaultdict(int)
    kept = [(start, end + ARMS_REACH) for pattern, start, end in spans if pattern.types[0] == "disrupted"]
    for pattern, start, end in spans:
        kind = pattern.types[0]
        if start < until[kind] or seen[kind] >= _CAP:
            continue
        if kind == "remote" and any(first <= start < last for first, last in kept):
            continue  # ``recovered [a suicide vest] and shells``
        until[kind], seen[kind] = end, seen[kind] + 1
        background = _behind(words[max(0, start - BACKGROUND_REACH) : start + 1], _BACKGROUND)
        weights[kind] += (_WEIGHTS[pattern.tier] + (more if seen[kind] == 1 else 0.0)) * (_FAINT if background else 1.0)


def _behind(words: Sequence[str], background: Set[str]) -> bool:
    """Whether the last of some words is only the background of the event; ``[suspected] militants attacked`` is not."""
    armed = _matcher()[1]["armed"]
    return any(
        word in background and not (word in _UNNAMED and not armed.isdisjoint(words[at + 1 : at + 5]))
        for at, word in enumerate(words[:-1])
    )


def _weigh_actors(weights: dict[str, float], actors: set[str]) -> None:
    """Let the actors speak."""
    if actors.isdisjoint(("+armed", "+forces")):
        weights["battle"] *= 0.3
    if "+armed" in actors:
        weights["riot"] *= 0.6
    if "+armed+forces" in actors:
        weights["battle"] *= 1.3
    if "+crowd-armed" in actors:
        weights["riot"] *= 1.3
        weights["battle"] *= 0.5
    if weights["riot"] >= weights["protest"]:
        weights["protest"] *= 0.5
    if weights["riot"] >= _WEIGHTS["sure"]:
        weights["force"] *= 0.6  # what police answer a riot with
    if weights["force"] >= _USED:
        weights["force"] *= 1.5  # a march that was broken up is told of at length, how it was in a few words


@cache
def _words() -> Learned:
    return Learned.load("en", WORDS)


def _told(words: Set[str]) -> list[float]:
    """Return the logarithm of probability of each coarse type by the words of a note together."""
    odds = _words().odds(words | actors_of(words))
    if not odds:
        return [0.0] * len(COARSE)
    highest = max(odds)
    whole = highest + log(sum(exp(one - highest) for one in odds))
    return [max(one - whole, _DOUBT) for one in odds]


def _decide(weights: Mapping[str, float], told: Sequence[float]) -> Acled | None:
    """Take the heaviest coarse type, and of it the heaviest kind."""
    best, heaviest, nothing = "NONE", float("-inf"), _NOTHING if any(weights.values()) else _SILENT
    for (name, kinds), share in zip(COARSE.items(), told, strict=True):
        weight = min(_MOST, max((weights[kind] for kind in kinds if kind in weights), default=0.0))
        weight = (max(weight, nothing) if name == "NONE" else weight) + SHARE * share
        if weight > heaviest:
            best, heaviest = name, weight
    return None if best == "NONE" else _CODES[max(COARSE[best], key=lambda kind: weights.get(kind, 0.0))]
