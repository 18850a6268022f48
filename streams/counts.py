"""How many, as intervals with roles.

Numbers in digits and words become intervals: ``about 120`` is 110 to 130 (8 per cent, as newsrooms round), ``more than
5,000`` has no upper end, ``dozens`` starts at 24, ``no`` is zero. Each gets its role from the nearest role word of its
clause, a conjoined number (``three soldiers and two civilians``) shares the role of its fellow and adds to one total
with parts, ``half of whom were police`` and ``including two children`` are parts. Counts of different sentences or
reports are never added up. Limits: no arithmetic over clauses ("two died and a third later").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from streams.lexicon import Lexicon
from streams.report import Count, Role

__all__ = ["Figure", "Figures"]

TOLERANCE = 0.08  # of an approximate number: 120 -> 110 to 130
RIGHT_REACH, LEFT_REACH = 9, 4  # tokens between a number and the word that gives it a role
_REMEMBERED = 50_000  # distinct words
MAX_FIGURE = 50_000_000  # more than any crowd; larger numbers are money or phone numbers
_DIGITS = re.compile(r"^\d{1,3}(?:[.,]\d{3})+$|^\d+$")
_UNITS_TEXT = (
    "% percent percentage pct km kilometers kilometres kilometer miles mile meters metres feet foot ft years "
    "year yrs year-old years-old yr-old yr-olds year-olds months month weeks week days day hours hour hrs "
    "minutes minute mins seconds acres acre hectares kg tons tonnes tonne dollars euros pounds rupees degrees "
    "mph kph am pm a.m p.m million-dollar th st nd rd caliber calibre mm inch inches cm рублей сомов долларов "
    "км метров процентов процента лет года год час часов часа минут минуты años año horas hora minutos días "
    "kilómetros metros hectáreas ans an heures heure minutes jours kilomètres mètres hectares سنة عام ساعة "
    "دقيقة كيلومتر floors floor storey stories story homes houses buildings vehicles cars shops times points "
    "goals runs rounds shots bullets bombs rockets missiles blasts explosions attacks incidents cases charges "
    "counts states countries cities districts villages towns stores"
)
_UNITS = frozenset(_UNITS_TEXT.split())
_CURRENCY = frozenset(
    {
        "$",
        "£",
        "€",
        "₹",
        "rs",
        "usd",
        "no",
        "#",
        "aged",
        "age",
        "route",
        "highway",
        "flight",
        "section",
        "article",
        "chapter",
        "mh",
        "boeing",
        "airbus",
        "p",
        "page",
    }
)
_MONTHS_TEXT = (
    "january february march april may june july august september october november december jan feb mar apr jun "
    "jul aug sep sept oct nov dec января февраля марта апреля мая июня июля августа сентября октября ноября "
    "декабря enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre janvier "
    "février mars avril mai juin juillet août septembre octobre novembre décembre"
)
_MONTHS = frozenset(_MONTHS_TEXT.split())
_STOP = frozenset({".", ";", ":", "!", "?", "(", ")", "—", "–"})
_RELATIVE = frozenset(
    {"whom", "them", "которых", "них", "ellos", "ellas", "quienes", "cuales", "eux", "elles", "منهم", "dont"}
)
_PART_BEFORE = frozenset(
    {
        "including",
        "among",
        "incl",
        "включая",
        "incluyendo",
        "incluidos",
        "incluido",
        "incluida",
        "entre",
        "dont",
        "parmi",
        "ضمنهم",
        "بينهم",
        "compris",
    }
)
_OF = frozenset({"of", "из", "de", "d", "من", "with"})
_AND = frozenset({"and", "&", "и", "y", "e", "et", "و", "жана", "a"})
_SKIP = frozenset({"of", "the", "other", "more", "de", "des", "al", "a"})
_BOUNDS = {"about": "about", "at_least": "at_least", "at_most": "at_most"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number phrase, tokens ``start`` to ``end``, as an interval with its role."""

    start: int
    end: int
    low: int | None
    high: int | None
    approximate: bool
    role: str | None = None
    people: str | None = None
    part: bool = False
    half: bool = False
    article: bool = False

    def count(self, *, of: bool) -> Count:
        """Return the record; ``of`` names the people as a part."""
        role: Role = self.role  # type: ignore[assignment]
        return Count(role, self.low, self.high, self.approximate, self.people if of else None)


class Figures:
    """Number phrases of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._words = lexicon.numbers.get("words", {})
        self._tens = lexicon.numbers.get("tens", {})
        self._scales = lexicon.numbers.get("scales", {})
        self._fuzzy = lexicon.numbers.get("fuzzy", {})
        self._bounds = {tuple(phrase.split()): kind for kind in _BOUNDS for phrase in lexicon.words("numbers", kind)}
        self._none = frozenset(lexicon.words("numbers", "none"))
        self._half = frozenset(lexicon.words("numbers", "half"))
        self._single = frozenset(lexicon.words("numbers", "single"))
        self._roles = {word: role for role, cues in lexicon.cues.get("roles", {}).items() for word in map(str, cues)}
        self._role_stems = tuple((word[:-1], role) for word, role in self._roles.items() if word.endswith("*"))
        self._people = {word: kind for kind, cues in lexicon.cues.get("people", {}).items() for word in map(str, cues)}
        self._people_stems = tuple((word[:-1], kind) for word, kind in self._people.items() if word.endswith("*"))

        self._starters: dict[str, bool] = {}

    def find(self, words: Sequence[str]) -> list[Figure]:
        """All number phrases of a sentence that have a role, in order; a conjoined total stands before its parts."""
        found: list[Figure] = []
        index = 0
        while index < len(words):
            figure = self._parse(words, index) if self._numeric(words[index]) else None
            if figure:
                found.append(figure)
                index = figure.end
            else:
                index += 1
        if not found:
            return []
        starts = [figure.start for figure in found]
        found = [self._with_role(words, figure, starts) for figure in found]
        found = self._conjoin(words, found)
        return [figure for figure in self._parts(words, found) if figure.role]

    def role_of(self, word: str) -> str | None:
        """The role that a word gives, if any."""
        role = self._roles.get(word)
        if role is None:
            for stem, name in self._role_stems:
                if word.startswith(stem):
                    return name
        return role

    def people_of(self, word: str) -> str | None:
        """The kind of people that a word names, if any."""
        kind = self._people.get(word)
        if kind is None:
            for stem, name in self._people_stems:
                if word.startswith(stem):
                    return name
        return kind

    def _numeric(self, word: str) -> bool:
        """Whether a number phrase can start with ``word``."""
        known = self._starters.get(word)
        if known is None:
            tables = (self._words, self._tens, self._scales, self._fuzzy, self._single, self._none, self._half)
            known = word[0].isdigit() or any(word in table for table in tables)
            known = known or ("-" in word and word.partition("-")[0] in self._tens)
            if len(self._starters) >= _REMEMBERED:
                self._starters.clear()
            self._starters[word] = known
        return known

    def _parse(self, words: Sequence[str], at: int) -> Figure | None:
        word = words[at]
        if word in self._none:
            return Figure(at, at + 1, 0, 0, False, article=word not in self._words)
        if word in self._half:
            return Figure(at, at + 1, None, None, True, half=True)
        value, end, fuzzy = self._value(words, at)
        if value is None:
            if word not in self._single:
                return None
            return Figure(at, at + 1, 1, 1, False, article=True)
        if self._excluded(words, at, end, value):
            return None
        return self._bounded(words, at, end, value, fuzzy)

    def _value(self, words: Sequence[str], at: int) -> tuple[int | None, int, bool]:  # noqa: PLR0912
        """Value, end, and whether the words are vague."""
        total, current, end, fuzzy, seen = 0.0, 0.0, at, False, False
        while end < len(words):
            word = words[end]
            if _DIGITS.match(word):
                if seen and current:
                    break
                current += float(re.sub(r"[.,]", "", word))
            elif re.fullmatch(r"\d+\.\d+", word) and end + 1 < len(words) and words[end + 1] in self._scales:
                current += float(word)
            elif word in self._words and not (seen and 0 < current < 20):
                current += self._words[word]
            elif word in self._tens:
                if seen and current:
                    break
                current += self._tens[word]
            elif "-" in word and all(p in self._words or p in self._tens for p in word.split("-")):
                current += sum(self._words.get(p, self._tens.get(p, 0)) for p in word.split("-"))
            elif word in self._scales and (seen or word not in ("m", "k")):
                current = (current or 1) * self._scales[word]
                if self._scales[word] >= 1000:
                    total, current = total + current, 0.0
            elif word in self._fuzzy:
                if seen and not (current and word in ("dozen", "dozens", "docena", "douzaine", "score")):
                    break
                fuzzy = not (word == "dozen" and current)
                current = self._fuzzy[word] * (current or 1)
            elif (
                word in ("a", "une", "una", "un")
                and not seen
                and end + 1 < len(words)
                and (words[end + 1] in self._scales or words[end + 1] in self._fuzzy)
            ):
                end += 1
                continue
            elif (
                word in ("and", "of")
                and seen
                and end + 1 < len(words)
                and (
                    (word == "and" and current and current % 100 == 0 and words[end + 1] in (self._words | self._tens))
                    or (word == "of" and fuzzy and words[end + 1] in ("thousands", "hundreds"))
                )
            ):
                if word == "of":
                    scale = 1000 if words[end + 1] == "thousands" else 100
                    return int(current * scale), end + 2, True
                end += 1
                continue
            else:
                break
            seen = True
            end += 1
        if not seen or total + current > MAX_FIGURE:
            return None, at, False
        return int(total + current), end, fuzzy

    def _excluded(self, words: Sequence[str], at: int, end: int, value: int) -> bool:
        following = words[end] if end < len(words) else ""
        previous = words[at - 1] if at else ""
        if following == "-" and end + 1 < len(words):
            following = words[end + 1]
            if following.startswith(
                ("year", "day", "month", "hour", "member", "storey", "story", "mile", "acre", "foot")
            ):
                return True
        if following in _UNITS or previous in _CURRENCY or previous in _MONTHS or following in _MONTHS:
            return True
        if previous in ("/", "-") and at >= 2 and words[at - 2][0].isdigit() and words[at - 2] not in self._words:
            return True
        if following == "/" or (following == "." and end + 1 < len(words) and words[end + 1][0].isdigit()):
            return True
        text = words[at]
        if len(text) == 4 and text.isdigit() and 1900 <= value <= 2100:
            return previous in (
                "in",
                "of",
                "since",
                ",",
                "by",
                "until",
                "from",
                "the",
                "during",
                "en",
                "de",
                "в",
                "с",
                "(",
            ) or (self.people_of(following) is None and self.role_of(following) is None)
        return text.isdigit() and len(text) > 7

    def _bounded(self, words: Sequence[str], at: int, end: int, value: int, fuzzy: bool) -> Figure:
        kind, start = "", at
        for length in (4, 3, 2, 1):
            if at - length >= 0 and tuple(words[at - length : at]) in self._bounds:
                kind, start = self._bounds[tuple(words[at - length : at])], at - length
                break
        if end < len(words) and words[end] == "+":
            kind, end = "at_least", end + 1
        if end + 1 < len(words) and words[end] == "or" and words[end + 1] in ("more", "so"):
            kind = "at_least" if words[end + 1] == "more" else "about"
            end += 2
        if end + 1 < len(words) and words[end] in ("-", "–", "to") and words[end + 1].isdigit():
            upper = int(words[end + 1])
            if value < upper <= 20 * max(1, value):
                return Figure(start, end + 2, value, upper, True)
        if kind == "at_least":
            return Figure(start, end, value, None, True)
        if kind == "at_most":
            return Figure(start, end, None, value, True)
        if kind == "about" and not fuzzy:
            margin = max(1, round(value * TOLERANCE))
            return Figure(start, end, value - margin, value + margin, True)
        if fuzzy:
            return Figure(start, end, value, None, True)
        return Figure(start, end, value, value, False)

    def _with_role(self, words: Sequence[str], figure: Figure, starts: Sequence[int]) -> Figure:
        people = None
        for index in range(figure.end, min(figure.end + 4, len(words))):
            if words[index] in _STOP or words[index] == "," or index in starts or words[index] in _AND:
                break
            people = self.people_of(words[index])
            if people:
                break
        left = self._left_role(words, figure)
        right, distance = self._right_role(words, figure, starts, people)
        if figure.article and people is None and distance > 1 and not (figure.low == 0 and right):
            return figure
        if figure.article and figure.low == 1 and people is None:
            return figure
        if figure.article and figure.low == 1 and figure.end < len(words) and words[figure.end] in self._fuzzy:
            return figure
        if figure.start and words[figure.start - 1] in _PART_BEFORE and people and not figure.half:
            return replace(figure, people=people, part=True)
        role = right if right and (distance <= 1 or not left) else left or right
        if figure.article and figure.low == 1 and role == "crowd":
            return figure
        return replace(figure, role=role, people=people)

    def _left_role(self, words: Sequence[str], figure: Figure) -> str | None:
        for index in range(figure.start - 1, max(-1, figure.start - 1 - LEFT_REACH), -1):
            word = words[index]
            if word in _STOP and word not in (":", "("):
                return None
            role = self.role_of(word)
            if role:
                gap = words[index + 1 : figure.start]
                if role == "crowd" and gap and "=" not in gap:
                    return None
                return role
            if word == "," or word in _AND or self.people_of(word):
                return None
        return None

    def _right_role(
        self, words: Sequence[str], figure: Figure, starts: Sequence[int], people: str | None
    ) -> tuple[str | None, int]:
        comma = False
        for index in range(figure.end, min(figure.end + RIGHT_REACH, len(words))):
            word = words[index]
            if word in _STOP or (index in starts and words[index] not in self._single):
                return None, 99
            if word == ",":
                comma = True
                continue
            if word in _AND and people is not None:
                return None, 99
            role = self.role_of(word)
            if role == "crowd" and people is None and index > figure.end + 1:
                continue
            if role:
                return role, index - figure.end if not comma else 9
        return None, 99

    def _conjoin(self, words: Sequence[str], found: list[Figure]) -> list[Figure]:
        """Give conjoined numbers the role of their fellow, and put their total before them."""
        merged: list[Figure] = []
        group: list[Figure] = []
        for figure in found:
            if group and self._joined(words, group[-1], figure):
                group.append(figure)
            else:
                merged += self._total(group)
                group = [figure] if figure.people and not figure.part and figure.low else []
                if not group:
                    merged.append(figure)
        return merged + self._total(group)

    def _joined(self, words: Sequence[str], first: Figure, second: Figure) -> bool:
        between = words[first.end : second.start]
        if len(between) > 6 or second.part or second.half or not second.people or not second.low:
            return False
        if any(self.role_of(word) and not self.people_of(word) for word in between):
            return False
        if not between or between[-1] not in (_AND | {",", "well", "plus"}):
            return False
        return first.role == second.role or first.role is None or second.role is None

    def _total(self, group: list[Figure]) -> list[Figure]:
        role = next((figure.role for figure in group if figure.role), None)
        if len(group) < 2 or role is None:
            return group
        parts = [replace(figure, role=role, part=True) for figure in group]
        lows = [figure.low for figure in parts]
        highs = [figure.high for figure in parts]
        low = sum(value for value in lows if value is not None) if any(v is not None for v in lows) else None
        high = None if any(value is None for value in highs) else sum(value for value in highs if value is not None)
        total = Figure(parts[0].start, parts[-1].end, low, high, any(f.approximate for f in parts), role)
        return [total, *parts]

    def _parts(self, words: Sequence[str], found: list[Figure]) -> list[Figure]:
        """Resolve halves and ``two of them children`` against the figure before them."""
        resolved: list[Figure] = []
        whole: Figure | None = None
        for figure in found:
            following = words[figure.end : figure.end + 2]
            relative = len(following) == 2 and following[0] in _OF and following[1] in _RELATIVE
            if (figure.half or relative or figure.part) and whole and whole.role and figure is not whole:
                if figure.part and figure.role:
                    resolved.append(figure)
                    continue
                people = next(
                    (p for w in words[figure.end : figure.end + 8] if (p := self.people_of(w)) and w not in _RELATIVE),
                    None,
                )
                people = people or figure.people
                if people and figure.half:
                    low = None if whole.low is None else whole.low // 2
                    high = None if whole.high is None else -(-whole.high // 2)
                    resolved.append(replace(figure, low=low, high=high, role=whole.role, people=people, part=True))
                elif people:
                    resolved.append(replace(figure, role=whole.role, people=people, part=True))
                continue
            if figure.half or (figure.part and not figure.role):
                continue
            resolved.append(figure)
            if figure.role and not figure.part:
                whole = figure
        return resolved
