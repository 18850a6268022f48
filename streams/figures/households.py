"""Persons in a row whom kinship or a car joins, and how many they are together, in Romance languages.

``Mueren [madre e hija]``, ``[Una coppia e il figlio di 6 anni] sono morti``, ``[um homem, a mulher, de 33, e o
filho]``: of such a row most have no number, and ages stand between them that count nobody. What befell them is told in
the plural behind the row, or right before it. A row that only says who the people counted before it are (``dos hombres,
[padre e hijo], murieron``) counts nobody. Words are the lexicons' ``singles`` ``household``. Limits: no names between
them; the plural without a number (``sus hijos``) ends a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from streams.figures.ages_behind import ages_end
from streams.figures.groups import AND, Figure, Line
from streams.words.lexicon import Lexicon

__all__ = ["PAIRS", "Households"]

PAIRS = {
    "es": frozenset({"matrimonio"}),
    "fr": frozenset({"couple"}),
    "pt": frozenset({"casal"}),
    "it": frozenset({"coppia"}),
}
"""Two people behind an article: ``[un matrimonio] murió``."""
_ONE = frozenset({"un", "une", "una", "um", "uma"})
_DETERMINERS_TEXT = (
    "un une una um uma el la le il lo i gli o a os as los las les l' al su sus son sa ses leur leurs suo sua suoi sue "
    "loro seu seus à ao um"
)
_DETERMINERS = frozenset(_DETERMINERS_TEXT.split())
_OF = frozenset({"de", "del", "do", "da", "du", "des", "d'", "della", "dello", "dell'", "dei"})
_WHOSE = 4  # tokens of ``del camión``
_BEFALLING = frozenset({"killed", "injured", "arrested", "missing"})
_STOPS = frozenset({".", ";", ":", "!", "?", "(", "—", "–"})
_ALONE = frozenset(
    {"fue", "está", "es", "quedó", "foi", "ficou", "é", "est", "è", "estaba", "estava", "était", "resta"}
)
"""Behind a row: what goes on is told of the last alone."""
_AMONG = frozenset({"parmi", "entre", "tra", "fra", "dentre"})
_SINGULAR = ("ado", "ada", "ido", "ida", "ato", "ata", "uto", "uta", "rto", "rta", "iso", "isa", "tué", "tuée", "erto")
_PLURALS = frozenset({"figlie", "sorelle", "bambine", "amiche", "donne", "persone"})
_SINGULARS = frozenset({"fils", "époux", "petit-fils"})
_FATE_REACH = 10  # tokens from a row to what befell it
_SKIPPED_TEXT = """a à al : sono son sont são eran erano étaient eram tiros balazos puñaladas coltellate cuchilladas
fucilate golpes facadas"""
_SKIPPED = frozenset(_SKIPPED_TEXT.split())
_HAS = frozenset({"ha", "a", "avait", "aveva", "había", "tinha"})
_DOES = frozenset({"mata"})
"""Looks like a participle and is none: ``incêndio [mata] mãe e filha``."""


class _Member(NamedTuple):
    start: int
    noun: int
    end: int
    low: int
    high: int | None
    kin: bool


def _several(word: str) -> bool:
    """Whether a noun is a plural."""
    return word in _PLURALS or (word.endswith(("s", "x", "i")) and word not in _SINGULARS)


class Households:
    """Reads the rows of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._kin = frozenset(lexicon.words("singles", "household"))
        self._pairs = PAIRS.get(lexicon.language, frozenset())
        self._dying = frozenset(lexicon.words("singles", "dying"))

    def join(self, line: Line, found: list[Figure]) -> list[Figure]:
        """Return the numbers of a sentence with each row's as one."""
        if self._kin.isdisjoint(line.words):
            return found
        at, made, taken = 0, [], set[int]()
        while at < len(line.words) - 1:
            row = self._row(line, found, at)
            if len(row) < 2 or not any(one.kin for one in row):
                at = row[0].end if row else at + 1
                continue
            start, end = row[0].start, row[-1].end
            inside = [one for one in found if start <= one.start < end]
            total = self._told(line, found, row)
            if total is not None:
                made += total
                taken |= {id(one) for one in inside}
            else:  # ages are nobody
                nouns = {one.noun for one in row}
                taken |= {
                    id(one) for one in inside if one.start < end and not nouns & {one.end, one.start, one.end - 1}
                }
            at = end
        return sorted([*(one for one in found if id(one) not in taken), *made], key=lambda one: one.start)

    def _row(self, line: Line, found: Sequence[Figure], start: int) -> list[_Member]:
        """The persons in a row that begins at a token."""
        numbers = {one.start: one for one in found if not one.share}
        row: list[_Member] = []
        at: int | None = start
        while at is not None and (one := self._member(line, numbers, at)) is not None:
            row.append(one)
            at = one.end + (line.words[one.end : one.end + 1] == [","])
            at = at + 1 if line.words[at : at + 1] and line.words[at] in AND else at
            at = at if at > one.end else None
        return row

    def _member(self, line: Line, numbers: dict[int, Figure], start: int) -> _Member | None:
        words, at = line.words, start
        number = None
        while at < len(words) and words[at] in _DETERMINERS and number is None:
            at += 1
        if at < len(words) and at in numbers and not numbers[at].article:
            number = numbers[at]
            at = number.end
        elif words[at : at + 1] and words[at].isdigit() and words[at + 1 : at + 2] == ["enne"]:
            return _Member(start, at + 1, self._aside(line, at + 2), 1, 1, kin=False)
        if at >= len(words) or line.people[at] is None:
            return None
        kin = words[at] in self._kin
        led = at > start and words[at - 1] in _DETERMINERS
        if number is not None:
            low, high = number.low or 0, number.high
        elif words[at] in self._pairs or (words[at] == "pareja" and led and words[at - 1] in _ONE):
            low = high = 2
        elif (kin or led) and not _several(words[at]):
            low = high = 1
        else:
            return None
        return _Member(start, at, self._aside(line, at + 1), low, high, kin=kin or words[at] in self._pairs)

    def _aside(self, line: Line, at: int) -> int:
        """Where what only describes a person ends: his age, or whose he is."""
        words = line.words
        end = ages_end(words, at)
        if end == at and words[at : at + 1] and words[at] in _OF:
            for stop in range(at + 2, min(at + 1 + _WHOSE, len(words))):
                if words[stop] == "," or words[stop] in AND:
                    return stop
                if line.people[stop] or line.roles[stop] or words[stop][0].isdigit():
                    break
        return end

    def _told(self, line: Line, found: Sequence[Figure], row: Sequence[_Member]) -> list[Figure] | None:
        """The sum of a row and its parts, or None where nothing befell it."""
        start, end = row[0].start, row[-1].end
        low = sum(one.low for one in row)
        if len(row) > 2 and row[0].low * 2 == low:
            row = row[:1]  # ``[dos hombres], padre e hijo, murieron``
            low = row[0].low
        high = None if any(one.high is None for one in row) else sum(one.high or 0 for one in row)
        role, part = self._behind(line, end)
        led = role is None
        role = role or self._before(line, start)
        before = next((one for one in reversed(found) if one.end < start and not one.article), None)
        aside = line.words[start - 1 : start] == [","] and before is not None and before.low == low
        if role is None or aside:
            return None
        whole = Figure(start, end, low, high, approximate=False, role=role, people="people", part=part, led=led)
        members = [
            Figure(one.start, one.noun, one.low, one.high, approximate=False, role=role, people=line.people[one.noun])
            for one in row
        ]
        for one in members:
            one.part = True
        return [whole, *members]

    def _behind(self, line: Line, end: int) -> tuple[str | None, bool]:
        """What befell a row by what follows it, and whether it is but a part of those."""
        among = False
        if line.words[end : end + 1] and line.words[end] in _OF:
            return None, False  # ``la madre y el padre [del detenido]``
        for at in range(end, min(end + _FATE_REACH, len(line.words))):
            word = line.words[at]
            if word in _STOPS or word in _ALONE or word in self._dying or word[0].isdigit():
                break
            among = among or word in _AMONG
            if line.roles[at] in _BEFALLING:
                return line.roles[at], among
        return None, False

    def _before(self, line: Line, start: int) -> str | None:
        """What befell a row by the word right before it."""
        at = start - 1
        while at > 0 and line.words[at] in _SKIPPED:
            at -= 1
        if at < 0 or line.words[at] in self._dying:
            return None
        alone = line.words[at].endswith(_SINGULAR) and line.words[at] not in _DOES and line.words[at - 1] not in _HAS
        return line.roles[at] if line.roles[at] in _BEFALLING and not alone else None
