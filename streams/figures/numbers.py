"""Numbers as texts write them, as intervals: digits, words, ``about``, ``at least``, ranges, dozens.

``about 120`` is 110 to 130 (8 per cent, as newsrooms round), ``more than 5,000`` has no upper end, ``dozens`` starts at
24, ``no`` is zero, ``between 20 and 30`` is itself. Ages, dates, clock times, money and measures are left out. Limits:
no fractions other than halves, no Roman numerals.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress

import msgspec

from streams.figures.bounds import bound_behind
from streams.figures.measures import counts_nobody
from streams.text import unelided
from streams.words.arabic import duals, singulars
from streams.words.lexicon import Lexicon

__all__ = ["Number", "Numbers"]

_GROWN_REACH = 4  # tokens from ``rose`` to its first number
TOLERANCE = 0.08  # of an approximate number: 120 -> 110 to 130
MAX_NUMBER = 50_000_000  # more than any crowd; larger numbers are money or phone numbers
_REMEMBERED = 50_000  # distinct words
_SHORT = 7  # digits; a number of more counts no people
_DIGITS = re.compile(r"^\d{1,3}(?:[.,]\d{3})+$|^\d+$")
_DECIMAL = re.compile(r"^\d+[.,]\d+$")
_CASES = (
    *((first, "аеоө", "") for first in "гк"),
    *((first, "аеоө", "н") for first in "дт"),
    *((first, "ыиуү", "") for first in "ндт"),
    *((first, "ыиуү", "н") for first in "ндт"),
)
_ROUND_TEXT = (
    "dizaine douzaine quinzaine vingtaine trentaine quarantaine cinquantaine soixantaine centaine millier decena "
    "quincena veintena treintena centenar полсотни "
    "desetak petnaestak dvadesetak tridesetak stotinak десетак петнаестак двадесетак тридесетак "
    "стотинак"
)
_ROUND = frozenset(_ROUND_TEXT.split())
"""Collective numbers that mean ``about`` so many."""
_EXACT = frozenset({"dozen", "docena", "дюжина"})
_ELEVEN = frozenset({"احد", "احدى", "احدي"})
"""One, before ten and tens alone: ``أحد عشر``; by itself it is ``anybody`` or a Sunday."""
_HALVING = frozenset({"medio", "media", "meio", "meia", "mezzo", "mezza"})
_HALVED_TEXT = "docena decena centenar centena millar dúzia dezena milhar dozzina decina centinaio migliaio"
_HALVED = frozenset(_HALVED_TEXT.split())
_MULTIPLIED = _HALVED | {"dozen", "dozens", "score"}
_NEARLY = frozenset({"около", "почти", "порядка", "до", "более", "свыше"})
_HALF_DOZENS = (["a", "dozen"], ["dozen"], ["-", "dozen"])
_BOUNDS = ("about", "at_least", "at_most")
_DASHES = frozenset({"-", "–", "to", "a", "à", "до"})
_ARTICLES = frozenset({"a", "an", "une", "una", "un", "um", "uma"})
_ONE = _ARTICLES - {"a", "an"} | {"uno"}
_LINKS = {"es": "y", "pt": "e", "fr": "et", "sr": "i"}
"""Between tens and units."""


class Number(msgspec.Struct, gc=False):
    """A number phrase, tokens ``start`` to ``end``; ``article`` when it is only ``a`` or ``no``, ``half`` a half."""

    start: int
    end: int
    low: int | None
    high: int | None
    approximate: bool
    half: bool = False
    article: bool = False


@dataclass(slots=True)
class _Sum:
    """A number in words while it is read: what is complete, what grows, and the kind of the last word."""

    total: float = 0.0
    current: float = 0.0
    last: str = ""
    fuzzy: bool = False
    about: bool = False

    @property
    def value(self) -> int:
        return int(self.total + self.current)


def _hundreds(sum_: _Sum, value: float) -> bool:
    """Whether a number in words ends in whole hundreds that a smaller one goes on: ``сто [двадцать]``."""
    return sum_.last in ("tens", "words") and sum_.current >= 100 and sum_.current % 100 == 0 and 0 < value < 100


def _is_dual(word: str, duals: Container[str]) -> bool:
    """Whether a dual may only be what the number before it counts: not with ``and``, as in ``قتيل [وجريحان]``."""
    return word in duals and word[0] != "و"


class _Starters(dict[str, bool]):
    """Word -> whether a number may start with it; at most `_REMEMBERED` words are remembered."""

    def __init__(self, *tables: Container[str]) -> None:
        self._tables = tables

    def __missing__(self, word: str) -> bool:
        """Look a new word up."""
        starts = word[0].isdigit() or any(word in table for table in self._tables)
        starts = starts or word in _ELEVEN or word in _HALVING
        starts = starts or ("-" in word and any(word.partition("-")[0] in table for table in self._tables[:2]))
        if len(self) >= _REMEMBERED:
            self.clear()
        self[word] = starts
        return starts


class Numbers:
    """Number phrases of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._words = lexicon.numbers.get("words", {})
        self._tens = lexicon.numbers.get("tens", {})
        self._arabic = lexicon.language == "ar"
        self._link = _LINKS.get(lexicon.language, "")
        if self._arabic:
            self._duals = duals()
            plain = {f"و{word}": value for word, value in (*self._words.items(), *self._tens.items())}
            self._words = {**self._duals, **plain, **self._words}
        self._scales = lexicon.numbers.get("scales", {})
        if lexicon.language == "ky":
            self._words, self._tens, self._scales = map(_in_cases, (self._words, self._tens, self._scales))
        self._fuzzy = lexicon.numbers.get("fuzzy", {})
        self._bounds = {
            tuple(unelided(phrase).split()): kind for kind in _BOUNDS for phrase in lexicon.words("numbers", kind)
        }
        if self._arabic:
            self._bounds |= {(f"و{first}", *rest): kind for (first, *rest), kind in self._bounds.items()}
        self._bound_at: dict[str, list[tuple[int, list[str]]]] = {}
        for phrase in self._bounds:
            for place, word in enumerate(phrase) if len(phrase) > 1 else ():
                self._bound_at.setdefault(word, []).append((place, list(phrase)))
        self._bound_ends = frozenset(phrase[-1] for phrase in self._bounds)
        self._none = frozenset(lexicon.words("numbers", "none"))
        self._follow = frozenset(self._scales) | frozenset(self._fuzzy)
        self._half = frozenset(lexicon.words("numbers", "half"))
        self._single = frozenset(lexicon.words("numbers", "single"))
        if self._arabic:
            self._single = singulars(self._single)
        self._joined = frozenset(lexicon.numbers.get("words", {})) | frozenset(self._tens)
        self._between = frozenset(lexicon.words("numbers", "between"))
        self._grown = frozenset(lexicon.words("numbers", "grown"))
        self._conjunction = frozenset(lexicon.words("numbers", "conjunction"))
        self._endings = frozenset(lexicon.words("numbers", "endings"))  # of cases: ``120'den``, ``40тан``
        self._nearly = frozenset(lexicon.words("numbers", "about")) & frozenset(self._scales)  # ``5 миңдей``
        self._grouped = lexicon.language != "en"  # thousands parted by a space
        tables = (self._words, self._tens, self._scales, self._fuzzy, self._none, self._half)
        self._bare = frozenset(word for word in self._single & _ARTICLES if not any(word in table for table in tables))
        self._starters = _Starters(
            self._words, self._tens, self._scales, self._fuzzy, self._single, self._none, self._half
        )

    def fuzzy(self, word: str) -> bool:
        """Whether a word is a vague number (``dozens``)."""
        return word in self._fuzzy

    def find(self, words: Sequence[str]) -> list[Number]:
        """All number phrases of a sentence, in order."""
        found: list[Number] = []
        behind = 0
        for index in compress(range(len(words)), map(self._starters.__getitem__, words)):
            if index < behind:
                continue
            if words[index] in self._bare and (index + 1 == len(words) or words[index + 1] not in self._follow):
                if not self._in_bound(words, index):  # as nearly always
                    found.append(Number(index, index + 1, 1, 1, False, article=True))
            else:
                if self._arabic and found and found[-1].end == index and _is_dual(words[index], self._duals):
                    continue  # behind a number it is no dual: ``خمسة صيادين``
                number, behind = self._parse(words, index)
                if number:
                    found.append(number)
        return found

    def _parse(self, words: Sequence[str], at: int) -> tuple[Number | None, int]:  # noqa: PLR0911  one per kind
        """The number that starts at ``at``, or None, and where to look for the next."""
        word = words[at]
        lifeless = word in self._none and words[at + 1 : at + 2] in (["vida"], ["vie"])  # ``hallado [sin] vida``
        if lifeless or self._in_bound(words, at):
            return None, at + 1
        if word in self._none:
            end = at + 2 if words[at + 1 : at + 2] == ["one"] else at + 1
            return Number(at, end, 0, 0, False, article=word not in self._words), end
        if word in self._half:
            return self._halved(words, at)
        if word in _HALVING and (words[at + 1 : at + 2] == [] or words[at + 1] not in _HALVED):
            return None, at + 1
        sum_, end = self._alone(words, at), at + 1
        if sum_ is None:
            sum_, end = self._sum(words, at)
        if sum_ is None:
            return (Number(at, at + 1, 1, 1, False, article=True) if word in self._single else None), at + 1
        if sum_.value > MAX_NUMBER or counts_nobody(words, at, end, sum_.value, fuzzy=words[at] in self._fuzzy):
            return None, end
        number = self._range(words, at, end, sum_) or self._bounded(words, at, end, sum_)
        return number, number.end

    def _halved(self, words: Sequence[str], at: int) -> tuple[Number, int]:
        """A half, of what the sentence counts before it, or ``half a dozen``."""
        if words[at + 1 : at + 3] not in _HALF_DOZENS:
            return Number(at, at + 1, None, None, True, half=True), at + 1
        end = words.index("dozen", at) + 1
        return Number(at, end, 6, 6, False), end

    def _in_bound(self, words: Sequence[str], at: int) -> bool:
        """Whether ``no`` or ``many`` is only a word of ``no fewer than`` or ``as many as``."""
        for place, phrase in self._bound_at.get(words[at], ()):
            if place <= at and words[at - place : at - place + len(phrase)] == phrase:
                return True
        return False

    def _alone(self, words: Sequence[str], at: int) -> _Sum | None:
        """The number of a single word that the next one does not go on, as most are; None when it may be longer."""
        word, following = words[at], words[at + 1] if at + 1 < len(words) else "."
        if self._starters[following] or "-" in following or following in ("and", self._link) or following[:1] == "و":
            return None
        if word.isdecimal() and len(word) <= _SHORT:
            return _Sum(0.0, float(word), "digits")
        value = self._words.get(word, self._tens.get(word))
        return None if value is None else _Sum(0.0, value, "words")

    def _sum(self, words: Sequence[str], at: int) -> tuple[_Sum | None, int]:
        found, end = _Sum(), at
        while end < len(words):
            used = self._add(found, words, end)
            if not used:
                break
            end += used
        if not found.last:
            return None, at
        return found, end

    def _add(self, sum_: _Sum, words: Sequence[str], at: int) -> int:  # noqa: PLR0911, PLR0912  one return per kind of word
        """Take in the word at ``at``; returns how many words were used, 0 when the number ends before it."""
        word = words[at]
        if word[0].isdigit():
            return self._add_digits(sum_, words, at)
        if word in _ELEVEN and not sum_.last and (following := words[at + 1 : at + 2]):
            ten = following[0] in ("عشر", "عشرة") or following[0][1:] in self._tens
            return self._grow(sum_, 1, "words") if self._arabic and ten else 0
        if word in _HALVING and not sum_.last:
            return self._grow(sum_, 0.5, "words")
        if self._arabic and sum_.last:
            if word in ("عشر", "عشرة") and sum_.last == "words" and sum_.current < 10:
                return self._grow(sum_, 10, "tens")  # ``ثلاثة عشر``
            word = word[1:] if word[0] == "و" and word[1:] in self._joined else word
            if sum_.last == "words" and sum_.current < 10 and word in self._tens:
                return self._grow(sum_, self._tens[word], "tens")  # ``خمسة وعشرين``
            if word != words[at] and sum_.last in ("scale", "words"):
                value = self._words.get(word, self._tens.get(word, 0.0))
                return self._grow(sum_, value, "words") if value < sum_.value else 0
        if word in self._words:
            return self._add_small(sum_, self._words[word], linked=at > 0 and words[at - 1] == self._link)
        if word in self._tens:
            fits = sum_.last in ("", "scale") or _hundreds(sum_, self._tens[word])
            return self._grow(sum_, self._tens[word], "tens") if fits else 0
        if word == self._link and sum_.last in ("tens", "words", "scale") and at + 1 < len(words):
            return self._linked(sum_, words[at + 1])
        if word in _ONE and sum_.last == "tens" and words[at - 1] == self._link:
            return self._grow(sum_, 1, "words")  # ``treinta y [un]``
        if "-" in word and all(part in self._words or part in self._tens for part in _hyphened(word)):
            value = sum(self._words.get(part, self._tens.get(part, 0)) for part in _hyphened(word))
            return self._grow(sum_, value, "words") if sum_.last in ("", "scale") else 0
        vague = not sum_.last and word in self._fuzzy  # ``آلاف المتظاهرين``, thousands
        vague = vague and not (word == "сотни" and at > 0 and words[at - 1] in _NEARLY)  # ``около сотни``
        if word in self._scales and not vague and (sum_.last == "digits" or word not in ("m", "k")):
            return self._scale(sum_, self._scales[word])
        if word in self._fuzzy and (not sum_.last or (sum_.current and word in _MULTIPLIED)):
            return self._add_fuzzy(sum_, words, at)
        following = words[at + 1] if at + 1 < len(words) else ""
        if word in _ARTICLES and not sum_.last and (following in self._scales or following in self._fuzzy):
            return 1
        if word == "and" and sum_.last == "scale" and (following in self._words or following in self._tens):
            return 1
        return 0

    def _grow(self, sum_: _Sum, value: float, last: str) -> int:
        sum_.current += value
        sum_.last = last
        return 1

    def _add_digits(self, sum_: _Sum, words: Sequence[str], at: int) -> int:
        word = words[at]
        if sum_.last == "digits" and self._grouped and len(word) == 3 and word.isdigit() and len(words[at - 1]) <= 3:
            sum_.current = sum_.current * 1000 + int(word)
            return 1
        if sum_.last:
            return 0
        if _DIGITS.match(plain := word.removesuffix("ish")):  # ``30ish``
            sum_.about = plain != word
            return self._grow(sum_, float(re.sub(r"[.,]", "", plain)), "digits")
        if _DECIMAL.match(word) and at + 1 < len(words) and words[at + 1] in self._scales:
            return self._grow(sum_, float(word.replace(",", ".")), "digits")
        return 0

    def _linked(self, sum_: _Sum, following: str) -> int:
        """Whether ``and`` goes on with a number: ``treinta [y] dos``, ``cento [e] vinte``; the words used, 1 or 0."""
        value = self._words.get(following, self._tens.get(following, 1.0 if following in _ONE else 0.0))
        tens = sum_.current % 100
        if (
            tens >= (30 if self._link == "y" else 20)
            and tens % 10 == 0
            and (0 < value < 10 or (value == 11 and tens == 60))
        ):
            sum_.last = "tens"
            return 1
        return 1 if self._link == "e" and value and (sum_.last == "scale" or _hundreds(sum_, value)) else 0

    def _add_small(self, sum_: _Sum, value: float, *, linked: bool) -> int:
        if _hundreds(sum_, value) or (linked and value == 11 and sum_.current % 100 == 60):
            return self._grow(sum_, value, "words")
        if sum_.last in ("words", "digits") or (sum_.last == "tens" and value >= 10):
            return 0
        return self._grow(sum_, value, "words")

    def _scale(self, sum_: _Sum, scale: float) -> int:
        sum_.current = (sum_.current or 1) * scale
        if scale >= 1000:
            sum_.total, sum_.current = sum_.total + sum_.current, 0.0
        sum_.last = "scale"
        return 1

    def _add_fuzzy(self, sum_: _Sum, words: Sequence[str], at: int) -> int:
        word, following = words[at], words[at + 1 : at + 3]
        sum_.fuzzy = word not in _EXACT and word not in _ROUND
        sum_.about = word in _ROUND
        sum_.current = self._fuzzy[word] * (sum_.current or 1)
        sum_.last = "fuzzy"
        if len(following) == 2 and following[0] == "of" and following[1] in ("thousands", "hundreds"):
            sum_.current *= 1000 if following[1] == "thousands" else 100
            return 3
        return 1

    def _range(self, words: Sequence[str], at: int, end: int, sum_: _Sum) -> Number | None:
        between = at > 0 and words[at - 1] in self._between
        if end + 1 >= len(words) or not (words[end] in _DASHES or (between and words[end] in self._conjunction)):
            return None
        if not between and not words[end + 1][0].isdigit():
            return None
        upper, behind = self._sum(words, end + 1)
        if upper is None or not sum_.value < upper.value <= 20 * max(1, sum_.value):
            return None
        if between and not self._grown.isdisjoint(words[max(0, at - _GROWN_REACH) : at]):
            return Number(at - between, behind, upper.value, upper.value, False)  # ``rose from 40 to 75``
        return Number(at - between, behind, sum_.value, upper.value, True)

    def _behind(self, words: Sequence[str], end: int, kind: str) -> tuple[str, int]:
        """The bound behind a number with its ending, and where it ends: ``40[тан ашуун] адам``, ``120['den fazla]``."""
        if words[end - 1] in self._nearly:
            return "about", end
        at = end + (words[end : end + 1] == ["'"])
        if words[at : at + 1] and words[at] in self._endings:
            at += 1
        elif at > end:
            return kind, end
        for length in (2, 1):
            if bound := self._bounds.get(tuple(words[at : at + length])):
                return bound, at + length
        return kind, at

    def _bounded(self, words: Sequence[str], at: int, end: int, sum_: _Sum) -> Number:
        kind, start = "about" if sum_.about else "", at
        for length in (4, 3, 2, 1) if at and words[at - 1] in self._bound_ends else ():
            if at - length >= 0 and tuple(words[at - length : at]) in self._bounds:
                kind, start = self._bounds[tuple(words[at - length : at])], at - length
                break
        if self._endings:
            kind, end = self._behind(words, end, kind)
        kind, end = bound_behind(words, end, kind)
        value = sum_.value
        if kind == "at_most":
            return Number(start, end, None, value, True)
        if kind == "at_least" or sum_.fuzzy:
            return Number(start, end, value, None, True)
        if kind == "about":
            margin = max(1, round(value * TOLERANCE))
            return Number(start, end, value - margin, value + margin, True)
        return Number(start, end, value, value, False)


def _in_cases(numbers: Mapping[str, float]) -> dict[str, float]:
    """Return Kyrgyz number words with their forms of case: ``жыйырма[га] жакын``, ``миң[ден] ашуун``."""
    endings = (f"{first}{vowel}{last}" for first, vowels, last in _CASES for vowel in vowels)
    return {f"{word}{ending}": value for ending in ("", *endings) for word, value in numbers.items()} | dict(numbers)


def _hyphened(word: str) -> list[str]:
    """Return the parts of a number: ``dix-sept``, ``soixante-et-onze``, ``quatre-vingt-douze``."""
    whole, mark, rest = word.partition("-vingt")
    if mark and whole == "quatre":
        return ["quatre-vingt", *filter(None, rest.removeprefix("s").split("-"))]
    return [part for part in word.split("-") if part != "et"]
