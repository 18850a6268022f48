"""How many of what: numbers with roles.

Each number (`streams.numbers`) gets its role from the nearest role word of its clause, a conjoined number (``three
soldiers and a civilian``, ``a man and his son``) shares the role of its fellow and adds to one total with parts, unless
it only divides the first (``four people, two men and two women``); ``half of whom were police`` and ``including two
children`` are parts. Counts of different sentences or reports are never added up. Limits:
no arithmetic over clauses ("two died and a third later").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from streams.lexicon import Lexicon
from streams.numbers import Number, Numbers
from streams.patterns import strip_arabic
from streams.report import Count, Role

__all__ = ["Figure", "Figures"]

RIGHT_REACH, LEFT_REACH = 9, 4  # tokens between a number and the word that gives it a role
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
_REACHES_TEXT = "to at is was now reached reaches hits hit : stands rises climbs rose à a الى"
_REACHES = frozenset(_REACHES_TEXT.split())
_STOP = frozenset({".", ";", ":", "!", "?", "(", ")", "—", "–"})
_RELATIVE = frozenset(
    {"whom", "them", "которых", "них", "ellos", "ellas", "quienes", "cuales", "eux", "elles", "منهم", "dont"}
    | {"denen", "ihnen", "deles", "delas", "quais", "loro", "quali"}
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
        "darunter",
        "davon",
        "incluindo",
        "compresi",
        "cui",
    }
)
_AMONG = frozenset({"среди", "among", "entre", "parmi", "بين", "unter", "tra"})
_OF = frozenset({"of", "из", "de", "d", "من", "with", "von", "di"})
_AND = frozenset({"and", "&", "и", "y", "e", "et", "و", "жана", "und"})
_JOINING = _AND | {",", "well", "plus"}
_CUT_TEXT = "while when as after whereas but because since before who пока когда mientras cuando pendant quand"
_CUT = frozenset(_CUT_TEXT.split())
"""Words that begin another clause, whose numbers have roles of their own."""
_MARKS = _STOP | _AND | {","}
_BORDERS = (_STOP | _AND | _CUT) - {"who"}
_INSERTED_TEXT = (
    "including aged among mostly all both most some one two three four five six many identified incl включая среди "
    "incluidos incluyendo entre dont parmi"
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
_THEIR = frozenset({"его", "ее", "их"})
_KIN = frozenset({"his", "her", "su", "son", "sa", "seu", "sua", "suo", "sein", "seine"})


@dataclass(slots=True)
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
    led: bool = False  # its role word stands before it

    def count(self, *, of: bool) -> Count:
        """Return the record; ``of`` names the people as a part."""
        role: Role = self.role  # type: ignore[assignment]
        return Count(role, self.low, self.high, self.approximate, self.people if of else None)


_Kinds = tuple[str | None, str | None]


class _Meanings(dict[str, _Kinds]):
    """Word -> the role that it gives and the people that it names; at most `_REMEMBERED` words are remembered."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._arabic = lexicon.language == "ar"
        self._roles = {word: role for role, cues in lexicon.cues.get("roles", {}).items() for word in map(str, cues)}
        self._role_stems = tuple((word[:-1], role) for word, role in self._roles.items() if word.endswith("*"))
        self._people = {word: kind for kind, cues in lexicon.cues.get("people", {}).items() for word in map(str, cues)}
        self._people_stems = tuple((word[:-1], kind) for word, kind in self._people.items() if word.endswith("*"))

    def __missing__(self, word: str) -> _Kinds:
        """Look a new word up."""
        if len(self) >= _REMEMBERED:
            self.clear()
        forms = (word, *strip_arabic(word)) if self._arabic else (word,)
        role = next((r for form in forms if (r := _meaning(form, self._roles, self._role_stems))), None)
        people = next((p for form in forms if (p := _meaning(form, self._people, self._people_stems))), None)
        known = self[word] = (role, people)
        return known


@dataclass(slots=True)
class _Line:
    """A sentence, word by word: the word, the role that it gives, the people that it names; where numbers start."""

    words: Sequence[str]
    roles: Sequence[str | None]
    people: Sequence[str | None]
    starts: Sequence[int] = ()


class Figures:
    """Number phrases of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._numbers = Numbers(lexicon)
        self._arabic = lexicon.language == "ar"
        self._one_dead = lexicon.language in ("es", "fr", "pt", "it", "de")  # ``un muerto``
        self._meanings = _Meanings(lexicon)

    def find(self, words: Sequence[str]) -> list[Figure]:
        """All number phrases of a sentence that have a role, in order; a conjoined total stands before its parts."""
        if not words:
            return []
        roles, people = zip(*map(self._meanings.__getitem__, words), strict=True)
        if not any(roles) and _TOLL.isdisjoint(words):
            return []
        numbers = self._numbers.find(words)
        line = _Line(words, roles, people)
        found = [
            Figure(n.start, n.end, n.low, n.high, n.approximate, half=n.half, article=n.article)
            for n in numbers
            if not (n.article and people[n.start] and _belongs(n, numbers))
        ]
        line.starts = [
            figure.start
            for figure in found
            if (not figure.article or figure.low == 0)
            and not figure.half
            and not _relative(words, figure)
            and not (figure.start and words[figure.start - 1] in _PART_BEFORE)
        ]
        for figure in found:
            self._give_role(line, figure)
        if len(found) < 2:
            return [figure for figure in found if figure.role and not figure.half]
        _spread_parts(line, found)
        return [figure for figure in _parts(line, _conjoin(line, found)) if figure.role]

    def _give_role(self, line: _Line, figure: Figure) -> None:  # noqa: PLR0911  one return per kind of number
        """Set the role of a number, the people that it counts, and whether it is a part."""
        people = _counted(line, figure)
        if figure.article and figure.low:
            first = line.words[figure.start]
            if line.people[figure.start]:
                people = line.people[figure.start]  # ``himself``, and in a language without articles any singular
            elif first in _KIN and (people is None or (line.words[figure.end].endswith("s") and first != "son")):
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
        role = right if right and not verb_first and (distance <= 1 or not left) else left or right
        role = role or _toll(line.words, figure)
        if figure.article and figure.low == 1 and role == "crowd":
            return
        figure.role, figure.people, figure.part = role, people, part and role == left

    def _counts(self, line: _Line, figure: Figure, people: str | None, right: str | None, distance: int) -> bool:
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

    def _left_role(self, line: _Line, figure: Figure) -> tuple[str | None, bool]:
        """The role word before the number, and whether it makes the number a part (``among the injured``)."""
        words, roles = line.words, line.roles
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
            if word == "," or word in _AND or (line.people[index] and not self._arabic):
                return None, False
        return None, False


def _conjoin(line: _Line, found: list[Figure]) -> list[Figure]:
    """Give conjoined numbers the role of their fellow, and put their total before them."""
    merged: list[Figure] = []
    group: list[Figure] = []
    for figure in found:
        if group and _joined(line, group[-1], figure):
            group.append(figure)
        else:
            merged += _total(group)
            group = [figure] if figure.people and not figure.part and figure.low else []
            if not group:
                merged.append(figure)
    return merged + _total(group)


def _parts(line: _Line, found: list[Figure]) -> list[Figure]:
    """Resolve halves and ``two of them children`` against the figure before them."""
    resolved: list[Figure] = []
    whole: Figure | None = None
    for figure in found:
        relative = _relative(line.words, figure)
        if (figure.half or relative or figure.part) and whole and whole.role and figure is not whole:
            if figure.role and (figure.part or (relative and figure.role != whole.role and not figure.half)):
                resolved.append(figure)  # also ``four were shot, one of whom died``
                continue
            behind = zip(line.words[figure.end : figure.end + 8], line.people[figure.end : figure.end + 8], strict=True)
            people = next((p for word, p in behind if p and word not in _RELATIVE), figure.people)
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


def _joined(line: _Line, first: Figure, second: Figure) -> bool:  # noqa: PLR0911  one return per reason
    between = range(first.end, second.start)
    if len(between) > 6 or second.part or second.half or not second.people or not second.low:
        return False
    if any(line.roles[index] and not line.people[index] for index in between):
        return False
    if _relative(line.words, second):
        return False
    joining = [line.words[index] for index in between if line.words[index] not in _THEIR]
    if not joining or joining[-1] not in _JOINING:
        return False
    if first.article and first.role is None and len(between) > 3:
        return False
    if second.article and second.role is None and not (first.led and first.role):
        return False  # ``two were killed and a spokesman said``
    return first.role == second.role or first.role is None or second.role is None


def _total(group: list[Figure]) -> list[Figure]:
    role = next((figure.role for figure in group if figure.role), None)
    if len(group) < 2 or role is None:
        return group
    if len(group) > 2 and not group[0].article and group[0].low == sum(figure.low or 0 for figure in group[1:]):
        return [group[0], *(replace(figure, role=role, part=True) for figure in group[1:])]
    parts = [replace(figure, role=role, part=True) for figure in group]
    lows = [figure.low for figure in parts]
    highs = [figure.high for figure in parts]
    low = sum(value for value in lows if value is not None) if any(v is not None for v in lows) else None
    high = None if any(value is None for value in highs) else sum(value for value in highs if value is not None)
    total = Figure(parts[0].start, parts[-1].end, low, high, any(f.approximate for f in parts), role)
    return [total, *parts]


def _counted(line: _Line, figure: Figure) -> str | None:
    """Who is counted: the people named right behind the number."""
    words = line.words
    for index in range(figure.end, min(figure.end + 4, len(words))):
        word = words[index]
        if word in _MARKS or index in line.starts:
            return None
        people = line.people[index]
        if people:
            return people
    return None


def _right_role(line: _Line, figure: Figure, people: str | None, *, led: bool) -> tuple[str | None, int]:
    """The role word behind the number and its distance; a crowd only when nothing else happens to it.

    Args:
        line: the sentence.
        figure: the number.
        people: whom it counts.
        led: a role word stands before the number, so one behind ``and`` is another's (``killed 3 and injured 5``).
    """
    words, roles = line.words, line.roles
    comma, crowd = False, 99
    index, last = figure.end - 1, min(figure.end + RIGHT_REACH, len(words))
    while (index := index + 1) < last:
        word = words[index]
        if index in line.starts:
            break
        if word == ",":
            if people is None:
                break  # ``two cars, the driver injured``
            comma = True
            if behind := _behind_insertion(words, index):
                index, last = behind, min(behind + 5, len(words))
            continue
        if word in _BORDERS and (word not in _AND or people is not None or led):
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


def _acting(line: _Line, figure: Figure, index: int) -> bool:
    """Whether those counted did it to others: ``two gunmen killed nine``, not ``two gunmen killed in a raid``."""
    words = line.words
    if words[index] not in _DEEDS or index + 1 >= len(words):
        return False
    following = words[index + 1]
    if not (index + 1 in line.starts or following in _OBJECTS or words[index + 1 : index + 3] == ["at", "least"]):
        return False
    return _PASSIVE.isdisjoint(words[figure.end : index])


def _deadly(line: _Line, index: int) -> bool:
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


def _behind_insertion(words: Sequence[str], comma: int) -> int:
    """Where ``two men, aged 17 and 23, were`` goes on: the second comma, or 0 when nothing is inserted."""
    if comma + 1 >= len(words) or words[comma + 1] not in _INSERTED:
        return 0
    for index in range(comma + 2, min(comma + INSERTION, len(words))):
        if words[index] in _STOP:
            return 0
        if words[index] == "," and words[index + 1 : index + 2] and words[index + 1] in _GOES_ON:
            return index
    return 0


def _bare(line: _Line, figure: Figure) -> str | None:
    """The role of ``one`` without people: ``killing one``, ``one dead``."""
    before = line.roles[figure.start - 1] if figure.start else None
    after = line.roles[figure.end] if figure.end < len(line.words) else None
    return next((role for role in (before, after) if role and role != "crowd"), None)


def _spread_parts(line: _Line, found: Sequence[Figure]) -> None:
    """``including four women and two children``: the second is a part as well."""
    for first, second in pairwise(found):
        between = line.words[first.end : second.start]
        if first.part and second.people and not second.half and 0 < len(between) <= 4 and between[-1] in _JOINING:
            second.part = first.role == second.role or first.role is None
            second.role = first.role if second.part else second.role


def _belongs(noun: Number, numbers: Sequence[Number]) -> bool:
    """Whether a singular that counts as one is only what a number before it counts: Russian ``пять солдат``."""
    return any(not other.article and 0 <= noun.start - other.end <= 1 for other in numbers)


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


def _relative(words: Sequence[str], figure: Figure) -> bool:
    """Whether a number goes on ``of them`` or ``of whom``."""
    following = words[figure.end : figure.end + 2]
    return len(following) == 2 and following[0] in _OF and following[1] in _RELATIVE


def _meaning(word: str, exact: Mapping[str, str], stems: Sequence[tuple[str, str]]) -> str | None:
    found = exact.get(word)
    return found or next((name for stem, name in stems if word.startswith(stem)), None)
