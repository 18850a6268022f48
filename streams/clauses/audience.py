"""To whom and by what means something was said, which is nobody who says it: ``dijo [a la AP] el alcalde``.

A speaker's noun phrase may begin with it (``a indiqué [à la télévision publique] son directeur``), end with it
(``dijo la institución [en un comunicado]``) or with who passed it on (``les autorités [citées par l'agence MAP]``).
It is told by its preposition (the lexicon's ``to``) and what stands behind that: a means (``means``) or the media.
"""

from __future__ import annotations

from collections.abc import Sequence

from streams.clauses.speakers import Speakers
from streams.text import Sentence
from streams.words.lexicon import Lexicon

__all__ = ["Audience"]

_REACH = 4  # tokens from the preposition to what it leads to
_SEVERAL = 2  # ``dans un communiqué à l'AFP``
_ARTICLES_TEXT = (
    "el la los las un una unos unas su sus le les l' une des son sa ses leur leurs il lo gli i o a os as um uma"
)
_ARTICLES = frozenset(_ARTICLES_TEXT.split())
_OF = frozenset({"de", "del", "du", "des", "d'", "d", "della", "di", "da", "do"})
_CITED = ("citad", "cité", "citat")


class Audience:
    """Reads one language's noun phrases; a language without ``to`` has none."""

    def __init__(self, lexicon: Lexicon, speakers: Speakers) -> None:
        self._to = frozenset(lexicon.words("attribution", "to"))
        self._means = frozenset(lexicon.words("attribution", "means"))
        self._speakers = speakers

    def behind(self, sentence: Sentence, text: str, start: int, end: int) -> int:
        """Return where the speaker begins behind an audience that opens his phrase; ``start`` where none does."""
        words = sentence.words
        for _ in range(_SEVERAL):
            if start >= end or words[start] not in self._to:
                break
            led = next((at for at in range(start + 1, min(start + 1 + _REACH, end)) if self._leads(words[at])), None)
            if led is None:
                # ``dijo [en Bogotá] el ministro``
                at = start + 1
                while at < end and (words[at] not in _ARTICLES or words[at - 1] in self._to or words[at - 1] in _OF):
                    at += 1
                return at if at < end else start
            start = self._ended(sentence, text, led + 1, end)
        return start

    def ends(self, words: Sequence[str], start: int, end: int) -> int:
        """Return where a speaker's phrase ends before the audience or the means behind him."""
        for at in range(start + 1, end):
            if words[at] in self._to and any(map(self._leads, words[at + 1 : min(at + 1 + _REACH, end)])):
                end = at
                break
        while end - start > 1 and self._to and words[end - 1].startswith(_CITED):
            end -= 1
        return end

    def _ended(self, sentence: Sentence, text: str, at: int, end: int) -> int:
        """Where what the audience is called ends: before an article, a name or who may speak."""
        words = sentence.words
        while at < end and words[at] not in self._to:
            if words[at] in _OF and at + 1 < end:
                at += 2 + (words[at + 1] in _ARTICLES)
                continue
            kind = self._speakers.kind((words[at],))
            named = words[at] in _ARTICLES or text[sentence.starts[at]].isupper() or kind is not None
            if named and kind != "media":
                break
            at += 1
        return min(at, end)

    def _leads(self, word: str) -> bool:
        return word in self._means or self._speakers.kind((word,)) == "media"
