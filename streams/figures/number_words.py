"""Numbers in digits and in words, token by token: ``dix-sept``, ``2.5 million``, ``one and a half thousand``.

`streams.figures.numbers` puts bounds and ranges around them.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from streams.words.arabic import duals
from streams.words.lexicon import Lexicon

__all__ = ["ARTICLES", "HALVED", "HALVING", "NumberWords", "Sum"]

_REMEMBERED = 50_000  # distinct words
_BEFORE_THOUSANDS_TEXT = """
of some about nearly over than least around almost to approximately roughly by up the and with estimated only another
are were was killed injured displaced evacuated arrested detained
"""
_BEFORE_THOUSANDS = frozenset(_BEFORE_THOUSANDS_TEXT.split())
"""Before English thousands that a space parts: ``some [4 500] people``; not ``on May 5 300 people``."""
_THOUSAND = 1000
_TOGETHER = {
    "de": ("hundert", "tausend", "und"),
    "nl": ("honderd", "duizend", "en", "ën"),
    "it": ("cento", "mila"),
    "tr": ("yüz", "bin"),
}
"""Languages that write a number as one word: a hundred, a thousand, and what joins a unit to the tens behind it."""
_UNIT = 7  # letters of a unit; cases make it longer
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
    "quincena veintena treintena cuarentena cincuentena centenar полсотни decina quindicina ventina trentina "
    "quarantina cinquantina sessantina centinaio migliaio dezena quinzena vintena trintena centena "
    "desetak petnaestak dvadesetak tridesetak stotinak десетак петнаестак двадесетак тридесетак "
    "стотинак"
)
_ROUND = frozenset(_ROUND_TEXT.split())
"""Collective numbers that mean ``about`` so many."""
_EXACT = frozenset({"dozen", "docena", "дюжина", "dutzend", "dozzina", "dúzia"})
_TEENS = "belas"
_ELEVEN = frozenset({"احد", "احدى", "احدي"})
"""One, before ten and tens alone: ``أحد عشر``; by itself it is ``anybody`` or a Sunday."""
HALVING = frozenset(
    {"medio", "media", "meio", "meia", "mezzo", "mezza", "halbe", "yarım", "pół", "пів", "نصف", "жарым"}
)
_HALVED_TEXT = """docena decena centenar centena millar dúzia dezena milhar dozzina decina centinaio migliaio millón
milhão milione million milyon milyondan miliona مليون миллион миллиондон мільйона"""
HALVED = frozenset(_HALVED_TEXT.split())
_MULTIPLIED = HALVED | {"dozen", "dozens", "score", "dutzend", "binlerce", "миңдеген"}
_OF = frozenset({"of", "de", "di"})
_MANY_OF = dict.fromkeys(("thousands", "miles", "milliers", "migliaia", "milhares"), 1000) | {"hundreds": 100}
"""Behind vague numbers and ``of``: how many times as many, ``decenas de [miles]``."""
_NEARLY = frozenset({"около", "почти", "порядка", "до", "более", "свыше"})
ARTICLES = frozenset({"a", "an", "une", "una", "un", "um", "uma"})
_GERMAN_ARTICLES = frozenset({"eine", "einer"})
_ONE = ARTICLES - {"a", "an"} | {"uno"}
_TENS_BEFORE = frozenset({"десятка", "десятки"})
"""Before how many of them it is about: ``[десятка] два раненых``."""
_LINKS = {"es": "y", "pt": "e", "fr": "et", "sr": "i"}
"""Between tens and units."""


@dataclass(slots=True)
class Sum:
    """A number in words while it is read: what is complete, what grows, and the kind of the last word."""

    total: float = 0.0
    current: float = 0.0
    last: str = ""
    fuzzy: bool = False
    about: bool = False

    @property
    def value(self) -> int:
        """The number so far."""
        return int(self.total + self.current)


def _hundreds(sum_: Sum, value: float) -> bool:
    """Whether a number in words ends in whole hundreds that a smaller one goes on: ``сто [двадцать]``."""
    return sum_.last in ("tens", "words") and sum_.current >= 100 and sum_.current % 100 == 0 and 0 < value < 100


class _Starters(dict[str, bool]):
    """Word -> whether a number may start with it; at most `_REMEMBERED` words are remembered."""

    def __init__(self, *tables: Container[str]) -> None:
        self._tables = tables

    def __missing__(self, word: str) -> bool:
        """Look a new word up."""
        starts = word[0].isdigit() or any(word in table for table in self._tables)
        starts = starts or word in _ELEVEN or word in HALVING or word == _TEENS
        starts = starts or ("-" in word and any(word.partition("-")[0] in table for table in self._tables[:2]))
        if len(self) >= _REMEMBERED:
            self.clear()
        self[word] = starts
        return starts


class NumberWords:
    """The number words of one language.

    Attributes:
        words, tens, scales, fuzzy: word -> value.
        duals: Arabic nouns that say ``two`` by their form.
        starts: word -> whether a number may start with it.
    """

    def __init__(self, lexicon: Lexicon, *others: Container[str]) -> None:
        """Read them; ``others`` are words that start a number phrase as well."""
        self.words = lexicon.numbers.get("words", {})
        self.tens = lexicon.numbers.get("tens", {})
        self.duals: Container[str] = ()
        self._arabic = lexicon.language == "ar"
        self._link = _LINKS.get(lexicon.language, "")
        self._and_half = frozenset(tuple(phrase.split()) for phrase in lexicon.words("numbers", "and_half"))
        if self._arabic:
            found = duals()
            self.duals = found
            plain = {f"و{word}": value for word, value in (*self.words.items(), *self.tens.items())}
            self.words = {**found, **plain, **self.words}
        self.scales = lexicon.numbers.get("scales", {})
        if lexicon.language == "ky":
            self.words, self.tens, self.scales = map(_in_cases, (self.words, self.tens, self.scales))
        self.fuzzy = lexicon.numbers.get("fuzzy", {})
        if together := _TOGETHER.get(lexicon.language):
            one = {"een": 1.0} if lexicon.language == "nl" else {}  # by itself it is an article
            self.words = _compounds({**self.scales, **self.tens, **self.words, **one}, *together) | dict(self.words)
        self._joined = frozenset(lexicon.numbers.get("words", {})) | frozenset(self.tens)
        self._ranges = lexicon.language in ("ru", "uk", "pl", "ky")
        self._english = lexicon.language == "en"
        self._short_rest = lexicon.language in ("tr", "es", "pt")  # ``5 bin 20 kişi``; elsewhere a day may stand there
        self.starts = _Starters(self.words, self.tens, self.scales, self.fuzzy, *others)

    def alone(self, words: Sequence[str], at: int) -> Sum | None:
        """Return the number of a single word that the next one does not go on, as most are; None where it may."""
        word, following = words[at], words[at + 1] if at + 1 < len(words) else "."
        if self.starts[following] or "-" in following or following in ("and", self._link) or following[:1] == "و":
            return None
        if word.isdecimal() and len(word) <= _SHORT:
            return Sum(0.0, float(word), "digits")
        value = self.words.get(word, self.tens.get(word))
        return None if value is None else Sum(0.0, value, "words")

    def pair(self, word: str) -> tuple[int, int] | None:
        """Return the ends of a range in one word, ``три-пять``; None for a number, ``двадцать-два``, ``dix-sept``."""
        first, _, second = word.partition("-")
        low, high = (self.words.get(part, self.tens.get(part, 0)) for part in (first, second))
        whole = low % 10 == 0 and low > 10 > high  # ``twenty-one``
        return (int(low), int(high)) if 0 < low < high and not whole and self._ranges else None

    def sum(self, words: Sequence[str], at: int) -> tuple[Sum | None, int]:
        """Return the number that starts at ``at``, or None, and the token behind it."""
        found, end = Sum(), at
        while end < len(words):
            used = self._add(found, words, end)
            if not used:
                break
            end += used
        if not found.last:
            return None, at
        return found, end

    def _add(self, sum_: Sum, words: Sequence[str], at: int) -> int:  # noqa: PLR0911, PLR0912  one return per kind of word
        """Take in the word at ``at``; returns how many words were used, 0 when the number ends before it."""
        word = words[at]
        if word[0].isdigit():
            return self._add_digits(sum_, words, at)
        if word in _ELEVEN and not sum_.last and (following := words[at + 1 : at + 2]):
            ten = following[0] in ("عشر", "عشرة") or following[0][1:] in self.tens
            return self._grow(sum_, 1, "words") if self._arabic and ten else 0
        if word in HALVING and not sum_.last:
            return self._grow(sum_, 0.5, "words")
        if self._arabic and sum_.last:
            if word in ("عشر", "عشرة") and sum_.last == "words" and sum_.current < 10:
                return self._grow(sum_, 10, "tens")  # ``ثلاثة عشر``
            if word == "و" and sum_.last == "scale" and not sum_.current:
                rest = words[at + 1 : at + 2]
                small = rest and rest[0].isdecimal() and float(rest[0]) < _THOUSAND
                small = small and (at + 2 == len(words) or words[at + 2] not in self.scales)  # ``5 آلاف و6 آلاف``
                return 1 + self._grow(sum_, float(rest[0]), "digits") if small else 0  # ``51 ألفا و266``
            if word == "و" and words[at + 1 : at + 2] and words[at + 1] in self._joined:  # ``واحد [و] عشرون``
                used = self._add(sum_, [*words[:at], f"و{words[at + 1]}", *words[at + 2 :]], at)
                return used and used + 1
            word = word[1:] if word[0] == "و" and word[1:] in self._joined else word
            if sum_.last == "words" and sum_.current < 10 and word in self.tens:
                return self._grow(sum_, self.tens[word], "tens")  # ``خمسة وعشرين``
            if word != words[at] and sum_.last in ("scale", "words"):
                value = self.words.get(word, self.tens.get(word, 0.0))
                return self._grow(sum_, value, "words") if value < sum_.value else 0
        if word in _TENS_BEFORE and not sum_.last and (many := self.words.get("".join(words[at + 1 : at + 2]), 0)):
            sum_.about = True
            return 1 + self._grow(sum_, 10 * many, "tens")
        if word in self.words:
            return self._add_small(sum_, self.words[word], linked=at > 0 and words[at - 1] == self._link)
        if word in self.tens:
            fits = sum_.last in ("", "scale") or _hundreds(sum_, self.tens[word])
            return self._grow(sum_, self.tens[word], "tens") if fits else 0
        if word == self._link and sum_.last in ("tens", "words", "scale") and at + 1 < len(words):
            return self._linked(sum_, words[at + 1])
        if word in _ONE and sum_.last == "tens" and words[at - 1] == self._link:
            return self._grow(sum_, 1, "words")  # ``treinta y [un]``
        if "-" in word and all(part in self.words or part in self.tens for part in _hyphened(word)):
            value = sum(self.words.get(part, self.tens.get(part, 0)) for part in _hyphened(word))
            return self._grow(sum_, value, "words") if sum_.last in ("", "scale") else 0
        if word == _TEENS and sum_.last == "words" and sum_.current < 10:
            return self._grow(sum_, 10, "tens")  # Indonesian ``lima [belas]``
        vague = not sum_.last and word in self.fuzzy  # ``آلاف المتظاهرين``, thousands
        vague = vague and not (word == "сотни" and at > 0 and words[at - 1] in _NEARLY)  # ``около сотни``
        if word in self.scales and not vague and (sum_.last == "digits" or word not in ("m", "k")):
            if sum_.fuzzy and sum_.current < 10 and word in self.fuzzy:
                sum_.current = 0.0
                return self._grow(sum_, self.fuzzy[word], "fuzzy")  # ``plusieurs [centaines]``
            return self._scale(sum_, self.scales[word])
        if word in self.fuzzy and (not sum_.last or (sum_.current and word in _MULTIPLIED)):
            return self._add_fuzzy(sum_, words, at)
        if self._and_half and sum_.last and (used := self._half_more(sum_, words, at)):
            return used
        following = words[at + 1] if at + 1 < len(words) else ""
        if word in ARTICLES and not sum_.last and (following in self.scales or following in self.fuzzy):
            return 1
        if word in _GERMAN_ARTICLES and not sum_.last and following in HALVING:
            return 1  # ``[eine] halbe Million``
        if word == "and" and sum_.last == "scale":
            return int(
                any(part in self.words or part in self.tens for part in (following, following.partition("-")[0]))
            )
        return 0

    def _half_more(self, sum_: Sum, words: Sequence[str], at: int) -> int:
        """Add a half of what is counted: ``one [and a half] thousand``, ``dos millones [y medio]``; the words used."""
        for length in (3, 2, 1):
            if at + length > len(words) or tuple(words[at : at + length]) not in self._and_half:
                continue
            if sum_.last == "scale" and sum_.total and not sum_.current:
                sum_.total += self.scales.get(words[at - 1], 0.0) / 2
                return length
            scale = words[at + length : at + length + 1]
            if sum_.current and sum_.last in ("words", "digits") and scale and scale[0] in self.scales:
                sum_.current += 0.5
                return length
        return 0

    def _grow(self, sum_: Sum, value: float, last: str) -> int:
        sum_.current += value
        sum_.last = last
        return 1

    def _add_digits(self, sum_: Sum, words: Sequence[str], at: int) -> int:
        word = words[at]
        if sum_.last == "digits" and len(word) == 3 and word.isdigit() and self._goes_on(words, at):
            sum_.current = sum_.current * 1000 + int(word)
            return 1
        if sum_.last == "scale" and self._rest(sum_, word):
            return self._grow(sum_, float(word), "digits")
        if sum_.last:
            return 0
        if _DIGITS.match(plain := word.removesuffix("ish")):  # ``30ish``
            sum_.about = plain != word
            return self._grow(sum_, float(re.sub(r"[.,]", "", plain)), "digits")
        if _DECIMAL.match(word) and at + 1 < len(words) and words[at + 1] in self.scales:
            return self._grow(sum_, float(word.replace(",", ".")), "digits")
        return 0

    def _goes_on(self, words: Sequence[str], at: int) -> bool:
        """Whether three digits go on with thousands that a space parts: ``4 [500]``; in English rarely."""
        if len(words[at - 1]) > 3:
            return False
        return not self._english or at == 1 or words[at - 2] in _BEFORE_THOUSANDS

    def _rest(self, sum_: Sum, word: str) -> bool:
        """Whether digits go on with whole thousands: ``2 bin [323]``, ``3 mil [200]``; not ``2 тысяч [15] октября``."""
        thousands = not self._english and sum_.total >= 1000 and not sum_.current and sum_.total % 1000 == 0
        return thousands and word.isdigit() and (len(word) == 3 or (self._short_rest and len(word) < 3))

    def _linked(self, sum_: Sum, following: str) -> int:
        """Whether ``and`` goes on with a number: ``treinta [y] dos``, ``cento [e] vinte``; the words used, 1 or 0."""
        value = self.words.get(following, self.tens.get(following, 1.0 if following in _ONE else 0.0))
        tens = sum_.current % 100
        if (
            tens >= (30 if self._link == "y" else 20)
            and tens % 10 == 0
            and (0 < value < 10 or (value == 11 and tens == 60))
        ):
            sum_.last = "tens"
            return 1
        return 1 if self._link == "e" and value and (sum_.last == "scale" or _hundreds(sum_, value)) else 0

    def _add_small(self, sum_: Sum, value: float, *, linked: bool) -> int:
        if _hundreds(sum_, value) or (linked and value == 11 and sum_.current % 100 == 60):
            return self._grow(sum_, value, "words")
        if sum_.last in ("words", "digits") or (sum_.last == "tens" and value >= 10):
            return 0
        return self._grow(sum_, value, "words")

    def _scale(self, sum_: Sum, scale: float) -> int:
        sum_.current = (sum_.current or 1) * scale
        if scale >= 1000:
            sum_.total, sum_.current = sum_.total + sum_.current, 0.0
        sum_.last = "scale"
        return 1

    def _add_fuzzy(self, sum_: Sum, words: Sequence[str], at: int) -> int:
        word, following = words[at], words[at + 1 : at + 3]
        sum_.fuzzy = sum_.fuzzy or (word not in _EXACT and word not in _ROUND)
        sum_.about = word in _ROUND
        sum_.current = self.fuzzy[word] * (sum_.current or 1)
        sum_.last = "fuzzy"
        if len(following) == 2 and following[0] in _OF and following[1] in _MANY_OF:
            sum_.current *= _MANY_OF[following[1]]
            return 3
        return 1


def _in_cases(numbers: Mapping[str, float]) -> dict[str, float]:
    """Return Kyrgyz number words with their forms of case: ``жыйырма[га] жакын``, ``миң[ден] ашуун``."""
    endings = (f"{first}{vowel}{last}" for first, vowels, last in _CASES for vowel in vowels)
    return {f"{word}{ending}": value for ending in ("", *endings) for word, value in numbers.items()} | dict(numbers)


def _compounds(numbers: Mapping[str, float], hundred: str, thousand: str, *joints: str) -> dict[str, float]:
    """Return the numbers that are written as one word: ``hundertfünf``, ``zweitausendfünfhundert``, ``onbeş``.

    Args:
        numbers: the plain words.
        hundred: in compounds.
        thousand: in compounds.
        *joints: between a unit and the tens behind it; none where the tens come first.
    """
    units = {word: value for word, value in numbers.items() if 0 < value < 10 and len(word) <= _UNIT}
    tens = {word: value for word, value in numbers.items() if value in range(10, 100, 10)}
    small = {word: value for word, value in numbers.items() if 0 < value < 100 and word.isalpha()}
    joined = [
        (unit + joint + ten, one + many)
        for unit, one in units.items()
        for ten, many in tens.items()
        for joint in joints
    ]
    small |= dict(joined) or {ten + unit: many + one for ten, many in tens.items() for unit, one in units.items()}
    hundreds = {word: value for word, value in numbers.items() if value in range(100, 1000, 100)}
    hundreds |= {unit + hundred: 100 * value for unit, value in units.items()}
    thousands = {word + thousand: 1000 * value for word, value in small.items()} | {thousand: 1000.0}
    pairs = [*product(hundreds.items(), small.items()), *product(thousands.items(), hundreds.items())]
    made = {one + two: high + low for (one, high), (two, low) in pairs}
    elided = {
        one[:-1] + two: high + low for (one, high), (two, low) in pairs if one[-1] == two[0] == "o"
    }  # ``centotto``
    found = small | hundreds | thousands | made | elided
    return {word: value for word, value in found.items() if word not in numbers}


def _hyphened(word: str) -> list[str]:
    """Return the parts of a number: ``dix-sept``, ``soixante-et-onze``, ``quatre-vingt-douze``."""
    whole, mark, rest = word.partition("-vingt")
    if mark and whole == "quatre":
        return ["quatre-vingt", *filter(None, rest.removeprefix("s").split("-"))]
    return [part for part in word.split("-") if part != "et"]
