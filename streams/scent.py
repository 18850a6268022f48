"""Posts that tell of an event without any trigger's words: ``the hill came down on us, we are on the church roof``.

People at a scene seldom write like newswires. When a short post has no trigger, all its words together decide, by their
leaning (`streams.words.leaning`). What comes of it is a relevant report without a mention: no type of event is known,
and no detector counts it.

Neutral news of a town has the same nouns as a scene, and there is much more of it: so the bar is high. That a post
names places was tried and left out: neutral posts do so too. A text that leans just enough must have `HINTS` words of
at least `HINT`. Limits: English.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from math import sqrt

from streams.clauses.mentions import LEANING
from streams.clauses.overlaps import Found
from streams.clauses.polarity import Reading
from streams.composer import Judged
from streams.speech import Speech
from streams.text import Sentence, sentence_spans, tokenise
from streams.words.lexicon import Pattern
from streams.words.patterns import Span

__all__ = ["BAR", "HINT", "TOGETHER", "Hints", "bar", "clear", "made_up", "possible", "scented"]

HINT, HINTS = 3.0, 3  # weight of a word in the table, and how many have to be there
_LEAST = 3.0  # what these have to weigh together, on the scale of the leaning
_CLEAR = 0.4  # above the bar; from there on no hints are asked for, which left out one true post in six
BAR = 2.6  # leaning of a brief text from which on it is an event; lower ones took more everyday posts for one
_BRIEF, _WORDY = 23, 0.1  # spaces of a text from which on each raises the bar, and by how much
_ADVISED = 3.4  # the same, of a post with advice: ``if you are in the feeder road go up, not out``
TOGETHER = Pattern("all words together", (), ("HAZARD",), "plain")


def _fewest(folded: str) -> int:
    """Return how many hints a text has to have: a crisis soon has a hashtag, and posts say less beside it."""
    return HINTS - ("#" in folded)


class Hints:
    """Says whether a text has enough words that hint at an event.

    Args:
        weights: of words in lower case.
    """

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._weights = dict(weights)

    def enough(self, folded: str, several: Sequence[str]) -> bool:
        """Whether as many words are there as `_fewest` says that weigh `_LEAST` together, on the scale of the leaning.

        Args:
            folded: text.
            several: its `pieces`; a word counts as often as it is there.
        """
        found = list(filter(None, map(self._weights.get, several)))
        return len(found) >= _fewest(folded) and sum(found) >= _LEAST * sqrt(len(several) + 1)


def bar(folded: str) -> float:
    """Return the leaning from which on a text is an event.

    The longer a text, the more all the words add up that hint a little, and who is at a scene writes little: of the 152
    true posts of the genres that all words together told none is lost by what longer ones need more, of 165
    announcements of the benchmark two in three.
    """
    return BAR + _WORDY * max(0, folded.count(" ") - _BRIEF)


def clear(leaning: float, folded: str) -> bool:
    """Whether words lean so far to events that none of them has to be a hint."""
    return leaning >= bar(folded) + _CLEAR


def possible(leaning: float, folded: str) -> bool:
    """Whether words lean enough to events to be one."""
    return leaning >= bar(folded)


def scented(speech: Speech, text: str, folded: str, words: Set[str]) -> list[Judged]:
    """Return the one judgement of a post without a trigger, or none.

    Args:
        speech: of its language.
        text: the post's.
        folded: the same folded.
        words: its distinct words.
    """
    leaning = speech.triggers.leaning(text, words, "social", bar(folded))
    if not possible(leaning, folded):
        return []
    sentences = [tokenise(folded, start, end) for start, end in sentence_spans(folded)]
    heaviest = [(speech.triggers.heaviest(one.words, "social"), one) for one in sentences if one.words]
    (_, at), sentence = max(heaviest, key=lambda pair: pair[0])
    signs = speech.signs.scan(sentence.words)
    reading = speech.cues.read(sentence.words, speech.cues.find(signs), at, at + 1, frozenset())
    if reading.polarity == "past" or (reading.advice and leaning < _ADVISED):
        return []
    reading.polarity = "asserted"  # a cue before one word says nothing about all of them
    return [_judged(sentence, signs, at, reading, round(LEANING * leaning, 1))]


def made_up(sentence: Sentence, signs: Sequence[Span], at: int, moved: float) -> Judged:
    """Return the judgement that all words together stand for, of a score."""
    return _judged(sentence, signs, at, Reading("asserted", hedged=False, reasons=()), round(moved, 1))


def _judged(sentence: Sentence, signs: Sequence[Span], at: int, reading: Reading, moved: float) -> Judged:
    notes: list[tuple[str, object]] = [("words lean to events +", moved)]
    found = Found(TOGETHER, TOGETHER.types, at, at + 1, TOGETHER.tier, moved, moved, notes)
    return Judged(sentence, signs, found, reading, None)
