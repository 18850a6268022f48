"""Numbers as texts write them, as intervals: digits, words, ``about``, ``at least``, ranges, dozens.

``about 120`` is 110 to 130 (8 per cent, as newsrooms round), ``more than 5,000`` has no upper end, ``dozens`` starts at
24, ``no`` is zero, ``between 20 and 30`` is itself. Ages, dates, clock times, money and measures are left out. A share
of what was counted before (``half``, ``a third of``) is told by itself. Limits: no Roman numerals.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from itertools import compress

import msgspec

from streams.figures.bounds import bound_before, bound_behind
from streams.figures.measures import counts_nobody
from streams.figures.number_words import ARTICLES, HALVED, HALVING, NumberWords, Sum
from streams.text import unelided
from streams.words.arabic import singulars
from streams.words.lexicon import Lexicon

__all__ = ["Number", "Numbers"]

_GROWN_REACH = 4  # tokens from ``rose`` to its first number
_GROWN_FAR = 14  # the same where ``from`` and ``to`` stand beside the numbers
_ONTO = frozenset({"auf", "الي", "to", "à", "a", "para", "do", "до"})
_CLAUSE_ENDS = frozenset({".", ",", "،", ";", ":"})
TOLERANCE = 0.08  # of an approximate number: 120 -> 110 to 130
MAX_NUMBER = 50_000_000  # more than any crowd; larger numbers are money or phone numbers
_HALF_DOZENS = (["a", "dozen"], ["dozen"], ["-", "dozen"])
_LIFELESS = (
    ["vida"],
    ["vie"],
    ["признаков"],
    ["ознак"],
    ["nouvelles"],
    ["noticias"],
    ["notícias"],
    ["notizie"],
    ["aparecer"],
)
"""Behind ``without``: ``hallado [sin] vida``, ``найден [без] признаков жизни``, ``[sans] nouvelles de trois``."""
_GENITIVES = frozenset({"сотні", "тисячі", "десятка"})
"""Behind ``about`` one hundred, by itself hundreds."""
_REACHING = frozenset({"dotarli", "dotarto", "dotarł", "dotarła"})
_PERSONS = "человек"  # before a number it makes it a guess
_UP_TO = (["до"], ["do"])  # an upper bound, and what a toll has grown to
_SHORTENED = frozenset({"tys", "mln", "тыс", "тис", "млн"})
_FROM = frozenset({"den", "dan", "ten", "tan", "ден", "дан", "дон", "дөн", "тен", "тан", "тон", "төн"})
"""Endings of the case that says from where."""
_ABLATIVE = (*(f"{first}{vowel}н" for first in "дт" for vowel in "аеоө"), "den", "dan", "ten", "tan")
_UNTIL = frozenset({"чейин", "чейинки", "kadar"})
_TURKISH_DATIVE = frozenset({"e", "a", "ye", "ya"})
_DATIVE = ("ге", "га", "ке", "ка")
_MURDER = ("өлтүрүү", "öldürme")
"""Behind ``a man``: the name of the crime, and nobody that the text counts."""
_BOUNDS = ("about", "at_least", "at_most")
_SOMEONE_TEXT = "une la cette chaque toute seule autre jeune dernière première deuxième seconde troisième quatrième"
_SOMEONE = frozenset(_SOMEONE_TEXT.split())
"""Before ``personne``, which is then somebody: ``une [personne] est morte``."""
_SHARE_LONGEST = 3  # words
_EITHER_LONGEST = 3  # words of ``or``, with marks: ``, быть может``
_DASHES = frozenset({"-", "–", "to", "ila", "a", "à", "до", "bis", "sampai", "hingga"})


class Number(msgspec.Struct, gc=False):
    """A number phrase, tokens ``start`` to ``end``; ``article`` if it is only ``a`` or ``no``; ``share`` of a whole."""

    start: int
    end: int
    low: int | None
    high: int | None
    approximate: bool
    share: float = 0.0
    article: bool = False


def _bounds_another(words: Sequence[str], bound: int) -> bool:
    """Whether a bound only belongs to what is before it: ``10 [человек], 5 из них``, ``dotarli [do] dwóch ciał``."""
    return words[bound - 1] in _REACHING or (words[bound] == _PERSONS and words[bound - 1][0].isdigit())


def _is_dual(word: str, duals: Container[str]) -> bool:
    """Whether a dual may only be what the number before it counts: not with ``and``, as in ``قتيل [وجريحان]``."""
    return word in duals and word[0] != "و"


class Numbers:
    """Number phrases of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        arabic = lexicon.language == "ar"
        self._bounds = {
            tuple(unelided(phrase).split()): kind for kind in _BOUNDS for phrase in lexicon.words("numbers", kind)
        }
        if arabic:
            self._bounds |= {(f"و{first}", *rest): kind for (first, *rest), kind in self._bounds.items()}
        self._bound_at: dict[str, list[tuple[int, list[str]]]] = {}
        for phrase in self._bounds:
            for place, word in enumerate(phrase) if len(phrase) > 1 else ():
                self._bound_at.setdefault(word, []).append((place, list(phrase)))
        self._bound_ends = frozenset(phrase[-1] for phrase in self._bounds)
        self._none = frozenset(lexicon.words("numbers", "none"))
        self._half = frozenset(lexicon.words("numbers", "half"))
        single = frozenset(lexicon.words("numbers", "single"))
        self._single = singulars(single) if arabic else single
        self._named = frozenset(lexicon.words("numbers", "named"))
        self._between = frozenset(lexicon.words("numbers", "between"))
        self._postposed = frozenset(tuple(phrase.split()) for phrase in lexicon.words("numbers", "postposed"))
        self._either = frozenset(tuple(phrase.split()) for phrase in lexicon.words("numbers", "either"))
        self._grown = frozenset(lexicon.words("numbers", "grown"))
        self._conjunction = frozenset(lexicon.words("numbers", "conjunction"))
        self._endings = frozenset(lexicon.words("numbers", "endings"))  # of cases: ``120'den``, ``40тан``
        self._shares = {tuple(phrase.split()): share for phrase, share in lexicon.numbers.get("shares", {}).items()}
        firsts = self._shared = frozenset(phrase[0] for phrase in self._shares)
        known = self._known = NumberWords(lexicon, self._single, self._none, self._half, firsts)
        self._follow = frozenset(known.scales) | frozenset(known.fuzzy)
        self._follow |= frozenset(phrase[1] for phrase in self._shares if len(phrase) > 1)
        self._nearly = frozenset(lexicon.words("numbers", "about")) & frozenset(known.scales)  # ``5 миңдей``
        tables = (known.words, known.tens, known.scales, known.fuzzy, self._none, self._half)
        self._bare = frozenset(word for word in self._single & ARTICLES if not any(word in table for table in tables))

    def fuzzy(self, word: str) -> bool:
        """Whether a word is a vague number (``dozens``)."""
        return word in self._known.fuzzy

    def none(self, word: str) -> bool:
        """Whether a word says none (``nobody``)."""
        return word in self._none

    def begins(self, word: str) -> bool:
        """Whether a number in words, or a none, may begin with a word; no article and no word for one does."""
        return self._known.starts[word] and word not in self._single and not word[0].isdigit()

    def find(self, words: Sequence[str]) -> list[Number]:
        """All number phrases of a sentence, in order."""
        found: list[Number] = []
        behind = 0
        for index in compress(range(len(words)), map(self._known.starts.__getitem__, words)):
            if index < behind:
                continue
            if words[index] in self._bare and (index + 1 == len(words) or words[index + 1] not in self._follow):
                if not self._in_bound(words, index):  # as nearly always
                    found.append(Number(index, index + 1, 1, 1, False, article=True))
            else:
                if found and found[-1].end == index and _is_dual(words[index], self._known.duals):
                    continue  # behind a number it is no dual: ``خمسة صيادين``
                number, behind = self._parse(words, index)
                if number:
                    found.append(number)
        return found

    def _parse(self, words: Sequence[str], at: int) -> tuple[Number | None, int]:  # noqa: PLR0911  one per kind
        """The number that starts at ``at``, or None, and where to look for the next."""
        word = words[at]
        lifeless = word in self._none and words[at + 1 : at + 2] in _LIFELESS
        someone = word == "personne" and at > 0 and words[at - 1] in _SOMEONE
        if lifeless or someone or self._in_bound(words, at):
            return None, at + 1
        if word in self._none:
            end = at + 2 if words[at + 1 : at + 2] == ["one"] else at + 1
            return Number(at, end, 0, 0, False, article=word not in self._known.words), end
        if word in self._half:
            return self._halved(words, at)
        if word in self._shared and (share := self._share(words, at)):
            return share, share.end
        if word in HALVING and (words[at + 1 : at + 2] == [] or words[at + 1] not in HALVED):
            return None, at + 1
        if "-" in word and (pair := self._known.pair(word)):
            nobody = counts_nobody(words, at, at + 1, pair[1], fuzzy=False)  # ``два-три [дня]``
            return None if nobody else Number(at, at + 1, *pair, True), at + 1
        sum_, end = self._known.alone(words, at), at + 1
        if sum_ is None:
            sum_, end = self._known.sum(words, at)
        if sum_ is None:
            alone = word in self._single and not "".join(words[at + 1 : at + 2]).startswith(_MURDER)
            return (Number(at, at + 1, 1, 1, False, article=True) if alone else None), at + 1
        if words[end - 1] in _SHORTENED and words[end : end + 1] == ["."]:
            end += 1  # ``10 tys[.] osób``
        if self._named and at and word.isdigit() and words[at - 1] in self._named:
            return None, end  # ``soccorsi dal [118]``, ``el [911]``: a name, for who counts says ``los 30``
        if sum_.value > MAX_NUMBER or counts_nobody(words, at, end, sum_.value, fuzzy=words[at] in self._known.fuzzy):
            return None, end
        number = self._by_case(words, end, sum_) if self._endings else None
        number = number or self._range(words, at, end, sum_) or self._bounded(words, at, end, sum_)
        return number, number.end

    def _halved(self, words: Sequence[str], at: int) -> tuple[Number, int]:
        """A half, of what the sentence counts before it, or ``half a dozen``."""
        if words[at + 1 : at + 3] == ["a", "million"]:
            million = self._bounded(words, at, at + 3, Sum(500_000.0))
            return million, million.end
        if words[at + 1 : at + 3] not in _HALF_DOZENS:
            return Number(at, at + 1, None, None, True, share=0.5), at + 1
        end = words.index("dozen", at) + 1
        return Number(at, end, 6, 6, False), end

    def _share(self, words: Sequence[str], at: int) -> Number | None:
        """A share of what the sentence counts before it: ``[a third of] them``; None where none begins."""
        for length in range(min(_SHARE_LONGEST, len(words) - at), 0, -1):
            if share := self._shares.get(tuple(words[at : at + length])):
                return Number(at, at + length, None, None, True, share=share)
        return None

    def _in_bound(self, words: Sequence[str], at: int) -> bool:
        """Whether ``no`` or ``many`` is only a word of ``no fewer than`` or ``as many as``."""
        for place, phrase in self._bound_at.get(words[at], ()):
            if place <= at and words[at - place : at - place + len(phrase)] == phrase:
                return True
        return False

    def _range(self, words: Sequence[str], at: int, end: int, sum_: Sum) -> Number | None:
        between = at > 0 and words[at - 1] in self._between
        grown = between and self._has_grown(words, at)
        if (
            grown
            and end + 1 < len(words)
            and words[end] not in self._conjunction
            and words[end + 1] in self._conjunction
        ):
            end += 1  # ``من 9 [أشخاص] إلى 26``, ``de 9 [heridos] a 26``
        either = self._or(words, end)
        ranges = words[end : end + 1] and (words[end] in _DASHES or either)
        if end + 1 >= len(words) or not (ranges or (between and words[end] in self._conjunction)):
            return None
        if not between and not either and not words[end + 1][0].isdigit():
            return None
        upper, behind = self._known.sum(words, end + (either or 1)) if end + either < len(words) else (None, end)
        if upper is None or (either and counts_nobody(words, at, behind, upper.value, fuzzy=False)):
            return None
        scale, low = self._known.scales.get(words[behind - 1], 1), sum_.value
        if low * scale < upper.value:
            low = round(low * scale)  # ``[7-8 thousand] people``
        if grown:
            return Number(at - between, behind, upper.value, upper.value, False)  # ``rose from 40 to 75``
        if not low < upper.value <= 20 * max(1, low):
            return None
        return Number(at - between, behind, low, upper.value, True)

    def _or(self, words: Sequence[str], end: int) -> int:
        """How many words of ``or`` stand behind a number: ``12[, possibly] 15``; 0 for none."""
        reach = range(min(_EITHER_LONGEST, len(words) - end), 0, -1)
        return next((length for length in reach if tuple(words[end : end + length]) in self._either), 0)

    def _has_grown(self, words: Sequence[str], at: int) -> bool:
        """Whether a toll grew from the number at a token: ``von 3 auf 5 [gestiegen]``.

        Far before it, where the number that it grew to is not told by ``and``.
        """
        if not self._grown.isdisjoint(words[max(0, at - _GROWN_REACH) : at]):
            return True
        upper = next((end for end in range(at + 1, min(at + _GROWN_REACH, len(words))) if words[end] in _ONTO), 0)
        if not upper:
            return False
        before = words[max(0, at - _GROWN_FAR) : at]
        ends = max((end for end, word in enumerate(before) if word in _CLAUSE_ENDS), default=-1)
        return not self._grown.isdisjoint((*before[ends + 1 :], *words[upper + 2 : upper + 2 + _GROWN_REACH]))

    def _grows_too(self, words: Sequence[str], start: int) -> bool:
        """Whether a number before has grown by the same verb."""
        verb = next((at for at in range(start - 1, -1, -1) if words[at] in self._grown), start)
        return any(words[at : at + 1] in _UP_TO for at in range(verb + 1, min(verb + _GROWN_REACH, start)))

    def _by_case(self, words: Sequence[str], end: int, lower: Sum) -> Number | None:
        """What a toll has grown to where cases say from what to what: ``11['den 14'e çıktı]``; or a range."""
        at = end + (words[end : end + 1] == ["'"])
        if words[end - 1].endswith(_ABLATIVE) and words[end - 1] in self._known.words:
            at = end - 1  # ``[үчтөн] бешке жетти``
        elif not words[at : at + 1] or words[at] not in _FROM:
            return None
        upper, behind = self._known.sum(words, at + 1) if at + 1 < len(words) else (None, at)
        if upper is None:
            return None
        if lower.value < upper.value and (until := self._until(words, behind)):
            return Number(end - 1, until, lower.value, upper.value, True)
        noun = words[behind : behind + 2]
        at_once = at < end and bool(noun) and noun[0] in self._grown
        if at_once or (len(noun) > 1 and noun[0].endswith(_DATIVE) and noun[1] in self._grown):
            # ``2ден 5 [кишиге] көбөйдү``
            return Number(end - 1, behind, upper.value, upper.value, False)
        behind += words[behind : behind + 1] == ["'"]
        risen = self._endings.issuperset(words[behind : behind + 1]) and words[behind + 1 : behind + 2]
        if at < end or not risen or risen[0] not in self._grown:
            return None
        return Number(end - 1, behind + 1, upper.value, upper.value, False)

    def _until(self, words: Sequence[str], behind: int) -> int:
        """Where a range ends that cases and a word behind its upper number tell: ``15['e kadar]``; or 0."""
        at = behind + (words[behind : behind + 1] == ["'"])
        at += bool(words[at : at + 1]) and words[at] in self._endings
        return at + 1 if words[at : at + 1] and words[at] in _UNTIL else 0

    def _behind(self, words: Sequence[str], end: int, kind: str) -> tuple[str, int]:
        """The bound behind a number with its ending, and where it ends: ``40[тан ашуун] адам``, ``120['den fazla]``."""
        if words[end - 1] in self._nearly:
            return "about", end
        at = end + (words[end : end + 1] == ["'"])
        if words[at : at + 1] and words[at] in self._endings:
            at += 1
            if words[at - 1] in _TURKISH_DATIVE and words[at : at + 1] == ["kadar"]:
                return "at_most", at + 1  # ``30[’a kadar] kişi``; ``on kadar`` is about ten
        elif at > end:
            return kind, end
        for length in (2, 1):
            phrase = tuple(words[at : at + length])  # the text may end before its second word: ``180дей``
            if bound := self._bounds.get(phrase):
                return bound, at + len(phrase)
        return kind, at

    def _bound_before(self, words: Sequence[str], at: int) -> tuple[str, int]:
        """The bound that ends before a token, and where it begins; an empty one where none does."""
        for length in (4, 3, 2, 1) if at and words[at - 1] in self._bound_ends else ():
            start = at - length
            phrase = tuple(words[max(0, start) : at])
            if len(phrase) == length and phrase not in self._postposed and (kind := self._bounds.get(phrase)):
                another = words[start - 1 : start] and _bounds_another(words, start)
                return ("", at) if another else (kind, start)
        return "", at

    def _has_risen(self, words: Sequence[str], start: int, end: int) -> bool:
        """Whether the number in tokens ``start`` to ``end`` is what a toll has grown to."""
        return not self._grown.isdisjoint((*words[max(0, start - _GROWN_REACH) : start], *words[end : end + 1]))

    def _bounded(self, words: Sequence[str], at: int, end: int, sum_: Sum) -> Number:
        kind, start = self._bound_before(words, at)
        kind = kind or ("about" if sum_.about else "")
        if start < at and words[start - 1 : start] in _UP_TO and self._has_risen(words, start, end):
            start -= 1  # ``wzrosła [do] co najmniej 40``
        if self._endings:
            kind, end = self._behind(words, end, kind)
        kind, end = bound_behind(words, end, bound_before(words, start, kind))
        value = sum_.value
        if kind and sum_.fuzzy and words[end - 1] in _GENITIVES:
            value, sum_ = value // 2, Sum(value // 2)  # ``близько сотні``
        if kind and words[start:at] in _UP_TO and self._has_risen(words, start, end):
            kind, _ = self._bound_before(words, start)  # ``выросло до 35``, ``выросло [как минимум] до 35``
        elif kind and words[start:at] in _UP_TO and self._grows_too(words, start):
            kind = ""  # ``жертв выросло до 35, раненых — [до 60]``
        if kind == "at_most":
            return Number(start, end, None, value, True)
        if kind == "at_least" or sum_.fuzzy:
            return Number(start, end, value, None, bool(sum_.fuzzy))  # ``several`` are about three, ``at least 3`` not
        if kind == "about":
            margin = max(1, round(value * TOLERANCE))
            return Number(start, end, value - margin, value + margin, True)
        return Number(start, end, value, value, False)
