"""Whom a number counts: its role, by the words before and behind it, and whether it is a part of another.

A number that counts one (``a man``, ``un muerto``) counts only where somebody is meant who was touched himself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from streams.figures.circumstances import HARM, counts_dwellings, denied, goes_aside, of_bodies, of_those
from streams.figures.groups import Figure, Line
from streams.figures.persons import several
from streams.figures.roles import bare, by, counted, left_role
from streams.figures.roles_behind import COMMA, right_role
from streams.figures.singles import Singles
from streams.figures.suffixed import NUMBER_OF, done_to, is_several, part_of, toll_of, whole_of
from streams.figures.toll_role import toll_role
from streams.figures.uncounted import based, besides

__all__ = ["RoleGiver"]

_KIN = frozenset({"his", "her", "their", "su", "son", "sa", "seu", "sua", "suo", "sein", "seine"})
_NO_PERSONS_TEXT = """hospital hôpital ospedale garde detención protesta marcha vida vie turnhalle notunterkunft klinik
krankenhaus"""
_NO_PERSONS = frozenset(_NO_PERSONS_TEXT.split())
_WOUNDS = ("vergiftung", "verletzung", "verletzungen", "wunde", "bruch", "trauma", "verbrennung")
_HARMS = (
    "intox",
    "intoss",
    "blessure",
    "lesión",
    "lesão",
    "fractur",
    "frattur",
    "fratur",
    "brûlure",
    "ustion",
    "quemadur",
)
_BRAWLS = (
    "schlägerei",
    "prügelei",
    "rissa",
    "zuffa",
    "lite",
    "bagarre",
    "rixe",
    "pelea",
    "riña",
    "reyerta",
    "briga",
    "confusão",
)
"""Behind ``a``, and before those who fought: ``una [rissa] tra tifosi`` counts nobody."""
_SOME = 5  # at most so many are ``some``
_NOBODY = frozenset({"niemand", "nobody", "none", "nadie", "никто", "никого", "nessuno", "ninguém"})
_CASES = (["حالات"], ["حالة"])
"""Arabic counts the dead and hurt as cases, too: ``خمس [حالات] وفاة``."""
_LATEST = "اخر"
_BEFORE_LATEST_TEXT = "وفق وفقا حسب بحسب في حتي بعد من الي علي عن منذ كان قبل"
_BEFORE_LATEST = frozenset(_BEFORE_LATEST_TEXT.split())
"""Before what is the last of its kind, and not another one."""


class RoleGiver:
    """Gives the numbers of one language their roles.

    Args:
        language: ISO 639-1.
        singles: who is one without a number, and what makes a number a part.
        fuzzy: whether a word is a number that says only about how many.
    """

    def __init__(self, language: str, singles: Singles, fuzzy: Callable[[str], bool]) -> None:
        self._english, self._arabic, self._genitive = language == "en", language == "ar", language in ("ky", "tr")
        self._one_dead = language in ("es", "fr", "pt", "it", "de")  # ``un muerto``
        self._singles, self._fuzzy = singles, fuzzy

    def give(self, line: Line, figure: Figure) -> None:  # noqa: PLR0911, PLR0912, PLR0915  one per kind of number
        """Set the role of a number, the people that it counts, and whether it is a part."""
        if based(line.words, figure):  # ``one of the [three] injured``
            figure.role = next(iter(line.roles[figure.end : figure.end + 1]), None)
            return
        if not self._english and self._singles.placed(line, figure) and toll_role(line.words, figure) is None:
            return  # ``heridos en [dos] barrios``, but ``le nombre de morts passe à [21]``
        if self._arabic and figure.low and figure.end - figure.start == 1 and line.roles[figure.start]:
            figure.role = line.roles[figure.start]  # ``[شهيد] واربعة مصابين``
            return
        if self._english and "evacuated" in line.roles[figure.end : figure.end + 3] and besides(line, figure):
            return  # ``sheltered in [two] primary schools``
        if self._genitive and of_those(line, figure):
            figure.role = whole_of(line, figure)  # ``[үч] адамдын бири``
            return
        people = counted(line, figure) or (is_several(line.words[figure.end - 1]) if self._genitive else None)
        if self._arabic and people is None:
            people = line.people[figure.end - 1]  # the dual says who is counted: ``غرق [شابين]``
        if figure.article and figure.low:
            first = line.words[figure.start]
            if line.people[figure.start]:
                people = line.people[figure.start]  # ``himself``, and in a language without articles any singular
            elif first in _KIN and (people is None or (several(line.words[figure.end]) and first != "son")):
                return  # ``his brothers``
            elif people is None and first == "one" and (role := bare(line, figure)):
                figure.role, figure.led = role, True
                return
            elif people is None and not self._one_dead:
                return  # ``a fire``, as nearly always
        if self._english and people and by(line.words, figure) and left_role(line, figure, arabic=False)[0] is None:
            return  # ``shot by [two masked men], and died``
        left, part = left_role(line, figure, arabic=self._arabic)
        right, distance = right_role(line, figure, people, led=left is not None)
        if right == "evacuated" and next(iter(line.roles[figure.end + distance + 1 :]), None) in HARM:
            right = line.roles[figure.end + distance + 1]  # ``neuf déplacés [tués]``
        if figure.article and not self._english and denied(line.words, figure.end + distance):
            return  # ``[водитель] не пострадал``
        if figure.article and not self._counts(line, figure, people, right, distance):
            figure.people = people
            return
        figure.led = left is not None
        # ``بين المصابين [ثلاثة] في العناية``: whom it counts stands before it
        whose = people or (self._arabic and figure.start and line.roles[figure.start - 1] and "people")
        if whose and not figure.share and self._singles.parted(line.words, figure.start):
            figure.people, figure.part = whose, True
            return
        if right == "crowd" and left and left != "crowd":
            figure.role, figure.people, figure.part = left, people, part
            return
        verb_first = self._arabic and left is not None and not _noun_behind(line, figure, right)
        near = distance <= 1 and not (left and any(line.people[figure.end + distance + 1 : figure.end + distance + 2]))
        near = near or (self._genitive and right == "killed" and distance < COMMA)  # ``yaralanan [üç] kişi öldü``
        role = right if right and not verb_first and (near or not left) else left or right
        if left == "killed" and not self._arabic and (right == "missing" or of_bodies(line.words, figure)):
            role = left  # ``the bodies of [four hikers] missing since Monday``
        if not self._english and figure.article and left and line.roles[figure.start - 1] == left:
            role = left  # ``в убийстве [священника] задержаны``
        role = (toll_of(line, figure) if self._genitive else None) or role or toll_role(line.words, figure)
        if figure.high == 0 and role == "crowd" and not self._english:
            return  # ``أي من المحتجين``: nobody tells that a crowd is none
        if (
            role == "evacuated"
            and people is None
            and not self._english
            and counts_dwellings(line.words[figure.end : figure.end + 3])
        ):
            return  # ``une dizaine de [maisons] évacuées``
        if figure.article and role == "evacuated" and self._genitive:
            return  # ``кол салган [адам] качып кетти``
        if (figure.article and figure.low == 1 and role == "crowd") or (role == "missing" and people == "militants"):
            return  # whom the police look for is not missing
        if role == "crowd" and figure.high is None and (figure.low or 0) <= _SOME:
            return  # ``alguns manifestantes``: some of a crowd, and not how many it was
        figure.role, figure.people, figure.part = role, people, part and role == left
        if self._genitive and role == "arrested" and not figure.article and done_to(line, figure):
            figure.role = None
        if self._genitive and not figure.article and role is not None and part_of(line, figure) == role:
            figure.people, figure.part = people or "people", True  # ``yaralılardan [ikisi] ağır``

    def _counts(self, line: Line, figure: Figure, people: str | None, right: str | None, distance: int) -> bool:
        """Whether ``a`` or ``no`` counts here: ``a man was killed``, ``no deaths``, but not ``a deadly fire``."""
        if figure.low == 0:
            return people is not None or right is not None or line.words[figure.start] in _NOBODY
        tolled = self._genitive and not NUMBER_OF.isdisjoint(line.words[figure.end : figure.end + 1])
        brawl = line.words[figure.end : figure.end + 1] and line.words[figure.end].endswith(_BRAWLS)
        if tolled or brawl or _no_one(line.words, figure):
            return False  # ``yaralanan [işçi] sayısı 12'ye çıktı``
        if figure.end < len(line.words) and self._fuzzy(line.words[figure.end]):
            return False
        if self._singles.parted(line.words, figure.start):
            return people is not None
        if (
            distance >= COMMA
            and "who" not in line.words[figure.end + 1 : figure.end + 4]
            and not (goes_aside(line.words, figure.end) and not line.roles[figure.end + 1])
            and right != "crowd"
            and figure.low == 1
            and not left_role(line, figure, arabic=self._arabic)[0]
        ):
            return False  # ``a soldier spoke, and three were killed``
        return people is not None or (
            self._one_dead and right is not None and distance == 0 and not _is_no_person(line.words[figure.end])
        )


def _noun_behind(line: Line, figure: Figure, role: str | None) -> bool:
    """Whether those counted are called dead or hurt right behind the number, where Arabic has no other verb."""
    at = figure.end + (line.words[figure.end : figure.end + 1] in _CASES)
    behind = line.words[at : at + 1]
    return bool(behind) and role == line.roles[at] and role in ("killed", "injured", "missing") and behind[0][0] != "و"


def _is_no_person(word: str) -> bool:
    """Whether a noun that tells of somebody hurt or dead is of no person: ``mit einer [Rauchvergiftung]``."""
    return word in _NO_PERSONS or word.endswith(_WOUNDS) or word.startswith(_HARMS)


def _no_one(words: Sequence[str], figure: Figure) -> bool:
    """Whether what else counts one is of no person: ``وفق [آخر] حصيلة``, ``verloren [ihr] Leben``."""
    latest = words[figure.start] == _LATEST and words[figure.start - 1] in _BEFORE_LATEST
    return latest or words[figure.end : figure.end + 1] == ["leben"]
