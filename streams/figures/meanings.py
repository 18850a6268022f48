"""The role that a word gives a number, and the people that it names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from streams.figures.persons import is_one_person, is_person
from streams.words.lexicon import Lexicon
from streams.words.patterns import strip_arabic
from streams.words.stems import Stems

__all__ = ["Meanings"]

_REMEMBERED = 50_000  # distinct words
_OF_AN_AGE = frozenset({"year-old", "year-olds", "month-old", "yr-old"})
_MURDERERS_TEXT = "asesino asesinos asesinas assassino assassinos assassini assassin assassins"
_MURDERERS = frozenset(_MURDERERS_TEXT.split())
"""Begin as those do whom they killed."""
_OF_CRIMES = frozenset({"بالاعدام", "بالقتل", "بقتل", "للقتل"})
"""To what somebody is sentenced, and of what he is accused: nobody is counted beside them."""

_Kinds = tuple[str | None, str | None]
_Names = Stems[tuple[int, str]]


class Meanings(dict[str, _Kinds]):
    """Word -> the role that it gives and the people that it names; at most `_REMEMBERED` words are remembered."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._arabic = lexicon.language == "ar"
        self._english = lexicon.language == "en"
        self._roles = _named(lexicon.cues.get("roles", {}))
        self._people = _named(lexicon.cues.get("people", {}))

    def __missing__(self, word: str) -> _Kinds:
        """Look a new word up."""
        if len(self) >= _REMEMBERED:
            self.clear()
        forms = (word, *strip_arabic(word)) if self._arabic else (word,)
        if word in _OF_CRIMES:
            self[word] = (None, None)
            return self[word]
        if word in _MURDERERS:
            self[word] = (None, "militants")
            return self[word]
        role, people = _meaning(forms, self._roles), _meaning(forms, self._people)
        if self._english and people is None and role is None and (word in _OF_AN_AGE or _names_people(word)):
            people = "people"
        known = self[word] = (role, people)
        return known


def _names_people(word: str) -> bool:
    return is_person(word) or is_one_person(word)


def _named(cues: Mapping[str, Sequence[str]]) -> _Names:
    """File the words of each name; whole words come before stems, and those in the order of the file."""
    filed = _Names()
    given = {word: name for name, words in cues.items() for word in words}
    for place, (word, name) in enumerate(given.items()):
        if word.endswith("*"):
            filed.stem(word[:-1], (place, name))
        else:
            filed.word(word, (-1, name))
    return filed


def _meaning(forms: Sequence[str], names: _Names) -> str | None:
    """Return the name that the first form with any has."""
    for form in forms:
        if found := names.of(form):
            return min(found)[1]
    return None
