"""Posts typed without accents: ``Un muerto y tres heridos tras una explosion``, ``yangin: 3 olu, 5 yarali``.

Many people type so where the keyboard makes accents a labour, and one who does leaves out all of them. So in a text of
ASCII letters alone, in a language that has others, the words that a lexicon knows get theirs back, letter for letter:
nothing else in the tagger has to know of it, and offsets stay. German ``ae`` for ``ä`` is two letters and not read.

Limits: what is a word without its accents as well stays what it is (`_OTHERS`, and all that the lexicon has so).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Set

from streams.words.lexicon import Lexicon

__all__ = ["Unaccented"]

_LANGUAGES = ("es", "fr", "pt", "it", "tr", "pl")
_SHORTEST = 3  # letters of a word, and one more of a stem
_WORD = re.compile("[a-z]+")
_LETTERS = str.maketrans("ıłđøß", "ildos")
_ENGLISH = (" the ", " is ", " of ", " and ", " was ", " to ")
"""In nearly every English post, and in hardly any other."""
_OTHERS_TEXT = """
oldu oldugu olum olan olmus olur oldun olduk oldum oluyor oluyorum olmadi oldurecek on ona onu kadin kar kis gun
is ic dis cok yok sok mas esta este solo paso para pero como donde cuando quien porque si se el tu mi te de que
aun hacia entre sobre hablo robo disparo choco marcho publico practico ingles continuo marche pas ou la des sur
mur e por pela pelo so ate nos tem vem pais sad sady ban bani dali beda"""
_OTHERS = frozenset(_OTHERS_TEXT.split())
"""Common words of their own without accents."""
_BECAME, _KILLED = ("oldu", "olm", "olu", "ola", "ole"), "oldur"
"""Turkish for becoming and being, which is dying with its marks, and what is not."""
_BOTH_WAYS = frozenset({"tr", "pt"})
"""Languages whose lexicons have many words without accents, too, that mean the same."""
_SURE_TEXT = """
tué tués tuée tuées blessé blessés blessée blessées policía policías mató cayó arrasó negó terminó víctima
víctimas"""
_SURE = frozenset(_SURE_TEXT.split())
"""What is meant though the same letters are another form of the verb."""


_PHRASES = {
    "tr": (
        (re.compile(r"(?<=\bki[sş]i )oldu\b|(?<=\bi[sş][cç]i )oldu\b|(?<=\basker )oldu\b|(?<=\bocuk )oldu\b"), "öldü"),
        (re.compile(r"\buc\b"), "üç"),
    ),
    "fr": ((re.compile(r"\ba(?= (?:l'arme|coups?\b|la machette))"), "à"),),
    "pl": ((re.compile(r"(?<=, )ze\b"), "że"),),
    "es": ((re.compile(r"\besta(?= (?:grave|herid|detenid|desaparecid|muert))"), "está"),),
}
"""What only its neighbours tell: ``3 kisi [oldu]`` died, ``kaza oldu`` happened."""


_DONE = re.compile(
    r"(?<=\bont )[a-z]+e\b|(?<=\bete )[a-z]+e\b|(?<=\bété )[a-z]+e\b|(?<=\bsont )[a-z]+e\b|(?<=\bavoir )[a-z]+e\b"
)
"""French participles behind what makes them some."""


class Unaccented:
    """What the words of each language are without their accents.

    Args:
        lexicons: of every language.
    """

    def __init__(self, lexicons: Mapping[str, Lexicon]) -> None:
        self._known = {code: _Words(lexicons[code]) for code in _LANGUAGES if code in lexicons}
        self._heads = frozenset(head for words in self._known.values() for head in words.heads)

    def may_lack(self, folded: str, pieces: Iterable[str]) -> bool:
        """Whether a text of ASCII letters may have words that lack theirs; soon no for English."""
        if any(map(folded.__contains__, _ENGLISH)):
            return False
        return not self._heads.isdisjoint({piece[:_SHORTEST] for piece in pieces})

    def restored(self, folded: str, language: str) -> str:
        """Return a folded text with the accents of its language, letter for letter."""
        words = self._known.get(language)
        if words is None:
            return folded
        made = _WORD.sub(lambda found: words[found[0]], folded)
        for phrase, meant in _PHRASES.get(language, ()):
            made = phrase.sub(meant, made)
        return _DONE.sub(lambda found: words.done.get(found[0], found[0]), made) if words.done else made


class _Words(dict[str, str]):
    """Word without accents -> as it is written; worked out when it is first met, by whole words and by stems."""

    def __init__(self, lexicon: Lexicon) -> None:
        own, stems = _vocabulary(lexicon)
        plain = set() if lexicon.language in _BOTH_WAYS else {word for word in own | stems if word.isascii()}
        bare_stems = tuple(sorted(stem for stem in stems if stem.isascii()))
        self._stems: dict[str, str] = {}
        french = lexicon.language == "fr"
        for stem in sorted(stems):
            bare = _bare(stem)
            if french and stem.endswith("é") and stem not in _SURE:
                continue
            if bare.startswith(_BECAME) and not bare.startswith(_KILLED):
                continue
            if bare != stem and len(bare) > _SHORTEST and bare not in _OTHERS and not bare.startswith(bare_stems):
                self._stems.setdefault(bare, stem)
        self.done: dict[str, str] = {}
        for word in sorted(own | stems):
            bare = _bare(word)
            if french and word.endswith("é") and word not in _SURE:
                self.done.setdefault(bare, word)  # ``interpelle`` is the present, too
                continue
            if bare != word and len(bare) >= _SHORTEST and bare not in _OTHERS and (bare not in plain or word in _SURE):
                self.setdefault(bare, word)
        self._longest = max(map(len, self._stems), default=0)
        self.heads = {one[:_SHORTEST] for one in (*self, *self._stems)}

    def __missing__(self, word: str) -> str:
        """Return a word that is none of the whole ones by the longest stem that it begins with."""
        if word not in _OTHERS:
            for end in range(min(len(word), self._longest), _SHORTEST, -1):
                if stem := self._stems.get(word[:end]):
                    return stem + word[end:]
        return word


def _vocabulary(lexicon: Lexicon) -> tuple[Set[str], Set[str]]:
    """Words and stems of all patterns, cues, numbers and classes of a lexicon, of one letter a character."""
    words: set[str] = set()
    stems: set[str] = set()
    for pattern in (*lexicon.patterns, *lexicon.covers):
        for element in pattern.elements:
            words |= element.words
            stems |= set(element.stems)
    for phrase in _phrases(lexicon):
        for option in re.split(r"[ |]", phrase.lower()):
            (stems if option.endswith("*") else words).add(option.rstrip("*"))
    return {one for one in words if one.isalpha()}, {one for one in stems if one.isalpha()}


def _phrases(lexicon: Lexicon) -> Iterator[str]:
    for table in lexicon.cues.values():
        for entries in table.values():
            yield from entries
    for numbers in lexicon.numbers.values():
        yield from numbers
    for entries in lexicon.classes.values():
        yield from entries


def _bare(word: str) -> str:
    """Return a word without accents, of the same length, or the word itself where that cannot be."""
    parted = unicodedata.normalize("NFD", word.translate(_LETTERS))
    bare = "".join(letter for letter in parted if not unicodedata.combining(letter))
    return bare if bare.isascii() and len(bare) == len(word) else word
