"""What a speaker says: his words' bounds in a sentence, and whose words a token of the sentence is among."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from streams.report import Speaker

__all__ = ["Statement", "speaker_of", "surnames"]

_CONTRASTS_TEXT = """but while although though whereas но а хотя тогда pero mientras aunque mais alors tandis aber
während لكن فيما بينما"""
_CONTRASTS = frozenset(_CONTRASTS_TEXT.split())
"""Before a speaker: what came before is not his."""
_OF = re.compile(r" (?:of|for|at|from|in) ")
_BODIES_TEXT = (
    "police cross service services ministry army navy agency department office news tv radio commission board union "
    "council court party command guard brigade watch association society federation network force forces authority "
    "institute university hospital government centre center committee group media press times post crescent"
)
_BODIES = frozenset(_BODIES_TEXT.split())
"""Last words of the names of those who are nobody with a surname."""
_CLAUSE_ENDS = frozenset({";", "—", "–", "|", "\u061b"})


@dataclass(frozen=True, slots=True)
class Statement:
    """A speaker and the tokens from his name to his verb.

    Attributes:
        speaker: who; None stands for whoever spoke last.
        start: first token.
        end: behind the last token.
        before: what he says stands before him.
        denies: his verb is one of denying.
    """

    speaker: Speaker | None
    start: int
    end: int
    before: bool
    denies: bool = False


def surnames(statements: Sequence[Statement]) -> dict[str, Speaker]:
    """Return folded surname -> speaker of those who have a title or a first name before it: ``Major Warsame``."""
    spoken = [one.speaker for one in statements if one.speaker is not None]
    names = [(_OF.split(speaker.name)[0].split(), speaker) for speaker in spoken]
    called = {words[-1].lower(): who for words, who in names if len(words) > 1 and words[-1][0].isupper()}
    return {name: who for name, who in called.items() if name not in _BODIES}


def speaker_of(statements: Sequence[Statement], words: Sequence[str], index: int) -> Statement | None:
    """Return whose words the token at an index is."""
    if len(statements) < 2:
        if not statements or _against(statements[0], words, index):
            return None
        return statements[0]
    same = [one for one in statements if not _parted(words, one.end, index) and not _parted(words, index, one.start)]
    return min(same or statements, key=lambda one: _distance(one, index))


def _against(one: Statement, words: Sequence[str], index: int) -> bool:
    """Whether a speaker is set against what the token is part of: ``40 were held, but activists say ...``."""
    return not one.before and index < one.start and words[one.start - 1] in _CONTRASTS


def _parted(words: Sequence[str], start: int, end: int) -> bool:
    return not _CLAUSE_ENDS.isdisjoint(words[start:end])


def _distance(one: Statement, index: int) -> tuple[bool, bool, int]:
    """Those who speak to the token's side first, media after others, then the nearest."""
    away = one.end <= index if one.before else index < one.start
    carrier = one.speaker is not None and one.speaker.class_ == "media"
    return away, carrier, abs(index - one.start)
