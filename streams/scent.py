"""Posts that tell of an event without any trigger's words: ``the hill came down on us, we are on the church roof``.

People at a scene seldom write like newswires. When a short post has no trigger, all its words together decide, by their
leaning (`streams.leaning`). What comes of it is a relevant report without a mention: no type of event is known, and no
detector counts it.

Neutral news of a town has the same nouns as a scene, and there is much more of it: so the bar is high. That a post
names places was tried and left out: neutral posts do so too. Limits: English; a post without `HINTS` words of at least
`HINT` is not looked at, so that quiet posts cost little.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from math import sqrt

from streams.composer import Judged, Speech
from streams.lexicon import Pattern
from streams.mentions import LEANING
from streams.overlaps import Found
from streams.text import sentence_spans, tokenise

__all__ = ["BAR", "HINT", "Hints", "possible", "scented"]

HINT, HINTS = 3.0, 3  # weight of a word in the table, and how many have to be there
_LEAST = 3.0  # so one in seven quiet posts of the benchmark is weighed, one in sixteen of everyday life
BAR = 2.6  # leaning of a text from which on it is an event; lower ones took more everyday posts for one
_ADVISED = 3.4  # the same, of a post with advice: ``if you are in the feeder road go up, not out``
_PATTERN = Pattern("all words together", (), ("HAZARD",), "plain")


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


def possible(leaning: float) -> bool:
    """Whether words lean enough to events to be one."""
    return leaning >= BAR


def scented(speech: Speech, text: str, folded: str, words: Set[str]) -> list[Judged]:
    """Return the one judgement of a post without a trigger, or none.

    Args:
        speech: of its language.
        text: the post's.
        folded: the same folded.
        words: its distinct words.
    """
    leaning = speech.triggers.leaning(text, words, "social", BAR)
    if not possible(leaning):
        return []
    sentences = [tokenise(folded, start, end) for start, end in sentence_spans(folded)]
    heaviest = [(speech.triggers.heaviest(one.words, "social"), one) for one in sentences if one.words]
    (_, at), sentence = max(heaviest, key=lambda pair: pair[0])
    signs = speech.signs.scan(sentence.words)
    reading = speech.cues.read(sentence.words, speech.cues.find(signs), at, at + 1, frozenset())
    if reading.polarity == "past" or (reading.advice and leaning < _ADVISED):
        return []
    reading.polarity = "asserted"  # a cue before one word says nothing about all of them
    moved = round(LEANING * leaning, 1)
    found = Found(
        _PATTERN, _PATTERN.types, at, at + 1, _PATTERN.tier, moved, moved, [("words lean to events +", moved)]
    )
    return [Judged(sentence, signs, found, reading, None)]
