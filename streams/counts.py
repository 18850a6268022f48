"""How many of what: numbers with roles.

Each number (`streams.numbers`) gets its role from the nearest role word of its clause, a conjoined number (``three
soldiers and a civilian``, ``a man and his son``) shares the role of its fellow and adds to one total with parts, unless
it only divides the first (``four people, two men and two women``); ``half of whom were police`` and ``including two
children`` are parts. Counts of different sentences or reports are never added up. Limits:
no arithmetic over clauses ("two died and a third later").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from streams.count_groups import AND, Figure, Line, conjoin, parts, relative, relative_at, share_people, spread_parts
from streams.lexicon import Lexicon
from streams.numbers import Number, Numbers
from streams.patterns import strip_arabic
from streams.stems import Stems
from streams.victims import (
    based,
    besides,
    grouped,
    is_person,
    named,
    phrased,
    several,
    share_role,
    sides,
    uncounted,
)

__all__ = ["Figure", "Figures"]

RIGHT_REACH, LEFT_REACH = 9, 4  # tokens between a number and the word that gives it a role
PEOPLE_REACH = 16  # the same to the right, when the number counts people
_REMEMBERED = 50_000  # distinct words
COMMA = 9  # distance of a role word behind a comma
TOLL_REACH = 12
_NUMBER_OF = frozenset({"number", "число", "количество", "número", "nombre", "numero", "zahl"})
_DEAD_TEXT = (
    "dead deaths killed fatalities injured wounded погибших жертв пострадавших раненых muertos fallecidos heridos "
    "víctimas morts blessés mortos feridos morti feriti toten verletzten"
)
_DEAD = frozenset(_DEAD_TEXT.split())
_HURT = frozenset(
    {"injury", "injured", "wounded", "раненых", "пострадавших", "heridos", "blessés", "feridos", "feriti"}
)
_ROSE = ("выросл", "возросл", "увеличил", "поднял", "достиг")
_TOLL = frozenset({"toll", "bilan", "saldo", "cifra", "bilancio", "balanço", "حصيلة"})
_REACHES_TEXT = """to at is was now reached reaches hits hit : stands rises climbs rose risen climbed jumped increased
grew grown soared up à a الى выросло вырос увеличилось возросло возросла повысилось поднялось subió sube aumentó pasó
creció passé passe monté"""
_REACHES = frozenset(_REACHES_TEXT.split())
_STOP = frozenset({".", ";", ":", "!", "?", "(", ")", "—", "–"})
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
        "darunter",
        "davon",
        "incluindo",
        "compresi",
        "cui",
    }
)
_AMONG = frozenset({"среди", "among", "entre", "parmi", "بين", "unter", "tra"})
_CUT_TEXT = "while when as after whereas but because since before who пока когда mientras cuando pendant quand"
_CUT = frozenset(_CUT_TEXT.split())
"""Words that begin another clause, whose numbers have roles of their own."""
_MARKS = _STOP | AND | {","}
_BORDERS = (_STOP | AND | _CUT) - {"who"}
_INSERTED_TEXT = (
    "including aged among mostly all both most some a an his her one two three four five six many identified incl "
    "включая среди incluidos incluyendo entre dont parmi"
)
_INSERTED = frozenset(_INSERTED_TEXT.split())
"""First words of an insertion between a number's people and what happened to them."""
_GOES_ON_TEXT = "was were have had has are is been died perished drowned lost killed were later also reportedly"
_GOES_ON = frozenset(_GOES_ON_TEXT.split())
INSERTION = 12  # tokens of it
_DEEDS = frozenset({"killed", "injured", "wounded", "arrested", "detained", "shot", "stabbed", "murdered", "kidnapped"})
_OBJECTS = frozenset(
    {"a", "an", "the", "his", "her", "himself", "herself", "themselves", "several", "some", "two", "dozens"}
)
_PASSIVE = frozenset({"was", "were", "been", "being", "is", "are", "be", "got", "reported", "reportedly", "feared"})
DEADLY_REACH = 14  # tokens from a wound to the death that follows
_THEN = frozenset({"and", "who", "but"})
_DYING = frozenset({"died", "dies", "succumbed", "perished"})
_LATER = frozenset({"later", "subsequently", "then", "also", "eventually", "both", "was", "were"})
_PAIR_TEXT = "of or dozen hundred thousand more"
_PAIR = frozenset(_PAIR_TEXT.split())
"""Behind ``a couple``: some, and no pair of people."""
_KIN = frozenset({"his", "her", "their", "su", "son", "sa", "seu", "sua", "suo", "sein", "seine"})


_Kinds = tuple[str | None, str | None]
_Names = Stems[tuple[int, str]]


class _Meanings(dict[str, _Kinds]):
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
        role, people = _meaning(forms, self._roles), _meaning(forms, self._people)
        if self._english and people is None and role is None and is_person(word):
            people = "people"
        known = self[word] = (role, people)
        return known


class Figures:
    """Number phrases of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._numbers = Numbers(lexicon)
        self._arabic = lexicon.language == "ar"
        self._one_dead = lexicon.language in ("es", "fr", "pt", "it", "de")  # ``un muerto``
        self._english = lexicon.language == "en"
        self._meanings = _Meanings(lexicon)

    def find(self, words: Sequence[str]) -> list[Figure]:
        """All number phrases of a sentence that have a role, in order; a conjoined total stands before its parts."""
        if not words:
            return []
        kinds = list(map(self._meanings.__getitem__, words))
        roles: Sequence[str | None] = [role for role, _ in kinds]
        people = [who for _, who in kinds]
        if self._english:
            roles = phrased(words, roles)
        if not any(roles) and _TOLL.isdisjoint(words):
            return []
        numbers: Sequence[Number] = self._numbers.find(words)
        if self._english:
            numbers = grouped(words, numbers)
        line = Line(words, roles, people)
        found = [
            Figure(n.start, n.end, 2, 2, approximate=False)
            if words[n.end - 1] == "couple" and _PAIR.isdisjoint(words[n.end : n.end + 1])
            else Figure(n.start, n.end, n.low, n.high, n.approximate, half=n.half, article=n.article)
            for n in numbers
            if not (n.article and ((people[n.start] and _belongs(n, numbers)) or _owns(n, numbers)))
            and not (self._english and n.article and n.low and uncounted(words, n.end))
        ]
        line.starts = [
            figure.start
            for figure in found
            if (not figure.article or figure.low == 0)
            and not figure.half
            and not relative(words, figure)
            and not (figure.start and words[figure.start - 1] in _PART_BEFORE)
            and not based(words, figure)
            and not (self._english and besides(line, figure))
        ]
        until = 0
        for figure in found:
            self._give_role(line, figure)
            if figure.start < until and figure.people:
                figure.part = True  # ``a family of five, [parents and three girls], perished``
            until = max(until, figure.until)
            if words[figure.end - 1] == "couple":
                figure.people = figure.people or "people"
        if self._english and (known := named(line)):
            found = sorted([*found, *known], key=lambda figure: figure.start)
        if len(found) < 2:
            return [figure for figure in found if figure.role and not figure.half]
        share_people(line, found)
        spread_parts(line, found)
        share_role(line, found)
        return sides(line, [figure for figure in parts(line, conjoin(line, found)) if figure.role])

    def _give_role(self, line: Line, figure: Figure) -> None:  # noqa: PLR0911  one return per kind of number
        """Set the role of a number, the people that it counts, and whether it is a part."""
        if based(line.words, figure):  # ``one of the [three] injured``
            figure.role = next(iter(line.roles[figure.end : figure.end + 1]), None)
            return
        people = _counted(line, figure)
        if figure.article and figure.low:
            first = line.words[figure.start]
            if line.people[figure.start]:
                people = line.people[figure.start]  # ``himself``, and in a language without articles any singular
            elif first in _KIN and (people is None or (several(line.words[figure.end]) and first != "son")):
                return  # ``his brothers``
            elif people is None and first == "one" and (role := _bare(line, figure)):
                figure.role, figure.led = role, True
                return
            elif people is None and not self._one_dead:
                return  # ``a fire``, as nearly always
        left, part = self._left_role(line, figure)
        right, distance = _right_role(line, figure, people, led=left is not None)
        if figure.article and not self._counts(line, figure, people, right, distance):
            figure.people = people
            return
        figure.led = left is not None
        if figure.start and line.words[figure.start - 1] in _PART_BEFORE and people and not figure.half:
            figure.people, figure.part = people, True
            return
        if right == "crowd" and left and left != "crowd":
            figure.role, figure.people, figure.part = left, people, part
            return
        verb_first = self._arabic and left is not None
        near = distance <= 1 and not (left and any(line.people[figure.end + distance + 1 : figure.end + distance + 2]))
        role = right if right and not verb_first and (near or not left) else left or right
        role = role or _toll(line.words, figure)
        if figure.article and figure.low == 1 and role == "crowd":
            return
        figure.role, figure.people, figure.part = role, people, part and role == left

    def _counts(self, line: Line, figure: Figure, people: str | None, right: str | None, distance: int) -> bool:
        """Whether ``a`` or ``no`` counts here: ``a man was killed``, ``no deaths``, but not ``a deadly fire``."""
        if figure.low == 0:
            return people is not None or right is not None
        if figure.end < len(line.words) and self._numbers.fuzzy(line.words[figure.end]):
            return False
        if figure.start and line.words[figure.start - 1] in _PART_BEFORE:
            return people is not None
        if distance >= COMMA and right != "crowd" and figure.low == 1 and not self._left_role(line, figure)[0]:
            return False  # ``a soldier spoke, and three were killed``
        return people is not None or (self._one_dead and right is not None and distance == 0)

    def _left_role(self, line: Line, figure: Figure) -> tuple[str | None, bool]:
        """The role word before the number, and whether it makes the number a part (``among the injured``)."""
        words, roles = line.words, line.roles
        if figure.start and words[figure.start - 1] == "by":
            return None, False  # who did it
        for index in range(figure.start - 1, max(-1, figure.start - 1 - LEFT_REACH), -1):
            word = words[index]
            if (word in _STOP and word not in (":", "(")) or word in _CUT:
                return None, False
            role = roles[index]
            if role:
                gap = words[index + 1 : figure.start]
                if role == "crowd" and gap and "=" not in gap:
                    return None, False
                return role, any(before in _AMONG for before in words[max(0, index - 2) : index])
            if word == "," or word in AND or (line.people[index] and not self._arabic):
                return None, False
        return None, False


def _counted(line: Line, figure: Figure) -> str | None:
    """Who is counted: the people named right behind the number."""
    words = line.words
    if figure.end - figure.start > 2 and words[figure.end - 2] == "of":
        return "people"  # ``a family of seven``
    for index in range(figure.end, min(figure.end + 4, len(words))):
        word = words[index]
        if word in _MARKS or index in line.starts:
            return None
        people = line.people[index]
        if people:
            return people
    return None


def _right_role(  # noqa: PLR0912  one branch for each thing that may stand between
    line: Line, figure: Figure, people: str | None, *, led: bool
) -> tuple[str | None, int]:
    """The role word behind the number and its distance; a crowd only when nothing else happens to it.

    Args:
        line: the sentence.
        figure: the number.
        people: whom it counts.
        led: a role word stands before the number, so one behind ``and`` is another's (``killed 3 and injured 5``).
    """
    words, roles = line.words, line.roles
    comma, crowd = False, 99
    reach = RIGHT_REACH if people is None else PEOPLE_REACH
    index, last = figure.end - 1, min(figure.end + reach, len(words))
    while (index := index + 1) < last:
        word = words[index]
        if index in line.starts:
            break
        if word == ",":
            if relative_at(words, index + 2) and (beyond := _told_of_part(line, index)):
                index = beyond - 1  # ``12 people, [four of whom have died]``
                continue
            behind = _behind_insertion(words, index)
            if people is None and not behind:
                break  # ``two cars, the driver injured``
            comma = True
            if behind:
                index, last, figure.until = behind, min(behind + 5, len(words)), behind
            continue
        if word == "(" and people is not None and (behind := _closed(words, index)):
            index = behind  # ``five persons ([mother, 3 children]) perished``
            last, figure.until = max(last, min(index + 5, len(words))), behind
            continue
        if word in _BORDERS and (word not in AND or people is not None or led):
            if word in AND and _and_died(line, figure, index):
                continue  # ``a watchman was speared and died``
            break
        role = roles[index]
        if not role:
            continue
        distance = index - figure.end if not comma else COMMA
        if role == "crowd":
            crowd = min(crowd, distance) if people is not None or distance <= 1 else crowd
        else:
            if _acting(line, figure, index):
                break
            return "killed" if role == "injured" and _deadly(line, index) else role, distance
    return ("crowd", crowd) if crowd < 99 else (None, 99)


def _told_of_part(line: Line, comma: int) -> int:
    """Where the clause ends that tells what befell a part of those counted; 0 where it tells only who they are."""
    start = end = comma + 4
    while end < len(line.words) and line.words[end] not in _MARKS:
        end += 1
    return end if any(line.roles[start:end]) else 0


def _and_died(line: Line, figure: Figure, conjunction: int) -> bool:
    """Whether ``and`` joins a second thing that befell the same people: ``were ambushed [and killed]``."""
    words, verb = line.words, conjunction + 1
    while verb < len(words) and words[verb] in _LATER:
        verb += 1
    if list(line.roles[verb : verb + 1]) != ["killed"]:
        return False
    if words[verb] in _DYING or words[verb] == "passed":
        return True
    active = verb + 1 in line.starts or not _OBJECTS.isdisjoint(words[verb + 1 : verb + 2])
    return not active and not _PASSIVE.isdisjoint(words[figure.end : conjunction])


def _acting(line: Line, figure: Figure, index: int) -> bool:
    """Whether those counted did it to others: ``two gunmen killed nine``, not ``two gunmen killed in a raid``."""
    words = line.words
    if words[index] not in _DEEDS or index + 1 >= len(words):
        return False
    following = words[index + 1]
    if not (index + 1 in line.starts or following in _OBJECTS or words[index + 1 : index + 3] == ["at", "least"]):
        return False
    return _PASSIVE.isdisjoint(words[figure.end : index])


def _deadly(line: Line, index: int) -> bool:
    """Whether an injury is a death: ``shot dead``, ``stabbed to death``, ``burned alive``, ``wounded, later died``."""
    words = line.words
    if words[index + 1 : index + 2] == ["alive"]:
        return True
    near = index + 4
    for behind in range(index + 1, min(index + DEADLY_REACH, len(words))):
        word = words[behind]
        if word in _STOP or behind in line.starts:
            return False
        if word in _THEN:
            following = words[behind + 1 : behind + 4]
            return not _DYING.isdisjoint(following) or (
                behind < near and "killed" in line.roles[behind + 1 : behind + 2]
            )
        if line.roles[behind] == "killed" and behind < near:
            return True
    return False


def _closed(words: Sequence[str], opening: int) -> int:
    """Where a short parenthesis ends, or 0."""
    return next((i for i in range(opening + 1, min(opening + INSERTION, len(words))) if words[i] == ")"), 0)


def _behind_insertion(words: Sequence[str], comma: int) -> int:
    """Where ``two men, aged 17 and 23, were`` goes on: the second comma, or 0 when nothing is inserted."""
    known = words[comma + 1 : comma + 2] and words[comma + 1] in _INSERTED
    for index in range(comma + 2, min(comma + INSERTION, len(words))):
        if words[index] in _STOP:
            return 0
        if words[index] == ",":
            if not _GOES_ON.isdisjoint(words[index + 1 : index + 2]):
                return index
            if not known:
                return 0
    return 0


def _bare(line: Line, figure: Figure) -> str | None:
    """The role of ``one`` without people: ``killing one``, ``one dead``."""
    before = line.roles[figure.start - 1] if figure.start else None
    after = line.roles[figure.end] if figure.end < len(line.words) else None
    return next((role for role in (before, after) if role and role != "crowd"), None)


def _belongs(noun: Number, numbers: Sequence[Number]) -> bool:
    """Whether a singular that counts as one is only what a number before it counts: Russian ``пять солдат``."""
    return any(not other.article and 0 <= noun.start - other.end <= 1 for other in numbers)


def _owns(owner: Number, numbers: Sequence[Number]) -> bool:
    """Whether the number behind it says how many: ``her two daughters``."""
    return any(other.start == owner.end for other in numbers)


def _toll(words: Sequence[str], figure: Figure) -> str | None:
    """``the death toll from the storm rose to 87``."""
    if not figure.start:
        return None
    risen = words[figure.start] == "до" and words[figure.start - 1].startswith(_ROSE)
    if not risen and words[figure.start - 1] not in _REACHES:
        return None
    before = words[max(0, figure.start - TOLL_REACH) : figure.start]
    if _TOLL.isdisjoint(before) and (_NUMBER_OF.isdisjoint(before) or _DEAD.isdisjoint(before)):
        return None
    if risen:
        figure.low, figure.approximate = figure.high, False  # else ``до`` is an upper bound
    return "killed" if _HURT.isdisjoint(before) else "injured"


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
