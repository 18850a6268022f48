"""Who writes in the first person, and so saw what he tells: ``stabbed outside [our] shop``, ``[Just walked] past``."""

from __future__ import annotations

from collections.abc import Set

from streams.clauses.speaker_phrases import QUOTES
from streams.clauses.speakers import Speakers
from streams.clauses.statements import Statement
from streams.report import Speaker
from streams.text import Sentence

__all__ = ["first_person"]

_MINE_TEXT = (
    "my our mi nuestro nuestra mein meine unser unsere mon ma notre meu minha nosso nossa mio mia nostro nostra"
)
_MINE = frozenset(_MINE_TEXT.split())
"""Before who tells: ``[my brother] is there``, ``[mi prima] dice``."""
_OPENED = {
    "just": frozenset({"walked", "drove", "saw", "heard", "passed", "ran", "got", "left", "felt", "cycled", "seen"}),
    "can": frozenset({"hear", "see", "smell", "feel", "confirm"}),
    "standing": frozenset({"outside", "in", "on", "at", "here", "near", "by", "opposite", "next"}),
    "stuck": frozenset({"in", "on", "at", "here", "inside"}),
    "watching": frozenset({"it", "this", "them", "from"}),
    "hearing": frozenset({"gunfire", "shots", "sirens", "explosions", "bangs", "loud", "gunshots"}),
    "heard": frozenset({"it", "two", "three", "a", "shots", "several", "loud", "gunshots", "gunfire"}),
    "saw": frozenset({"it", "the", "them", "a", "two", "three", "people", "police", "smoke"}),
}
"""First words of who leaves ``I`` out: ``[Just walked] past the square``."""


def first_person(
    sentence: Sentence, text: str, own: Set[str], speakers: Speakers, *, english: bool
) -> tuple[Statement, ...]:
    """Return who writes in the first person, outside quotation marks.

    Args:
        sentence: of the text.
        text: as published.
        own: words for oneself.
        speakers: the words of its language.
        english: whether one who leaves ``I`` out is looked for, too.
    """
    words = sentence.words
    opened = english and len(words) > 1 and words[0] in _OPENED and words[1] in _OPENED[words[0]]
    if (not opened and own.isdisjoint(words)) or not QUOTES.isdisjoint(words):
        return ()
    mine = (at for at, word in enumerate(words) if word in own and words[at + 1 : at + 2] != ["-"])  # ``I-95``
    at = next(mine, 0 if opened else -1)
    if at < 0:
        return ()
    behind = words[at + 1] if words[at] in _MINE and at + 1 < len(words) else ""
    kin = bool(behind) and (behind in speakers.kin or speakers.kind((behind,)) == "eyewitness")
    name = text[slice(*sentence.span(at, at + 1 + kin))] if words[at] in own else "I"
    return (Statement(Speaker(name, "eyewitness"), at, at + 1, before=False),)
