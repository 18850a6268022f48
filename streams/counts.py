"""How many of what: numbers with roles.

Each number (`streams.numbers`) gets its role from the nearest role word of its clause, a conjoined number (``three
soldiers and two civilians``) shares the role of its fellow and adds to one total with parts, ``half of whom were
police`` and ``including two children`` are parts. Counts of different sentences or reports are never added up. Limits:
no arithmetic over clauses ("two died and a third later").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from streams.lexicon import Lexicon
from streams.numbers import Numbers
from streams.patterns import strip_arabic
from streams.report import Count, Role

__all__ = ["Figure", "Figures"]

RIGHT_REACH, LEFT_REACH = 9, 4  # tokens between a number and the word that gives it a role
_REMEMBERED = 50_000  # distinct words
COMMA = 9  # distance of a role word behind a comma
TOLL_REACH = 12
_TOLL = frozenset({"toll", "bilan", "saldo", "cifra", "حصيلة"})
_REACHES_TEXT = "to at is was now reached reaches hits hit : stands rises climbs rose à a الى"
_REACHES = frozenset(_REACHES_TEXT.split())
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
_AMONG = frozenset({"среди", "among", "entre", "parmi", "بين"})
_OF = frozenset({"of", "из", "de", "d", "من", "with"})
_AND = frozenset({"and", "&", "и", "y", "e", "et", "و", "жана"})
_JOINING = _AND | {",", "well", "plus"}


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
        self._one_dead = lexicon.language in ("es", "fr")  # ``un muerto``
        self._meanings = _Meanings(lexicon)

    def find(self, words: Sequence[str]) -> list[Figure]:
        """All number phrases of a sentence that have a role, in order; a conjoined total stands before its parts."""
        numbers = self._numbers.find(words)
        if not numbers:
            return []
        roles, people = zip(*map(self._meanings.__getitem__, words), strict=True)
        if not any(roles) and _TOLL.isdisjoint(words):
            return []
        found = [Figure(n.start, n.end, n.low, n.high, n.approximate, half=n.half, article=n.article) for n in numbers]
        line = _Line(words, roles, people)
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
        return [figure for figure in _parts(line, _conjoin(line, found)) if figure.role]

    def _give_role(self, line: _Line, figure: Figure) -> None:
        """Set the role of a number, the people that it counts, and whether it is a part."""
        people = _counted(line, figure)
        if figure.article and people is None and figure.low and not self._one_dead:
            return  # ``a fire``, as nearly always
        right, distance = _right_role(line, figure, people)
        left, part = self._left_role(line, figure)
        if figure.article and not self._counts(line, figure, people, right, distance):
            return
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
            if word in _STOP and word not in (":", "("):
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
            if figure.part and figure.role:
                resolved.append(figure)
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


def _joined(line: _Line, first: Figure, second: Figure) -> bool:
    between = range(first.end, second.start)
    if len(between) > 6 or second.part or second.half or not second.people or not second.low:
        return False
    if any(line.roles[index] and not line.people[index] for index in between):
        return False
    if _relative(line.words, second):
        return False
    if not between or line.words[between[-1]] not in _JOINING:
        return False
    return first.role == second.role or first.role is None or second.role is None


def _total(group: list[Figure]) -> list[Figure]:
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


def _counted(line: _Line, figure: Figure) -> str | None:
    """Who is counted: the people named right behind the number."""
    words = line.words
    for index in range(figure.end, min(figure.end + 4, len(words))):
        word = words[index]
        if word in _STOP or word == "," or index in line.starts or word in _AND:
            return None
        people = line.people[index]
        if people:
            return people
    return None


def _right_role(line: _Line, figure: Figure, people: str | None) -> tuple[str | None, int]:
    """The role word behind the number and its distance; a crowd only when nothing else happens to it."""
    words, roles = line.words, line.roles
    comma, crowd = False, 99
    for index in range(figure.end, min(figure.end + RIGHT_REACH, len(words))):
        word = words[index]
        if word in _STOP or index in line.starts or (word in _AND and people is not None):
            break
        if word == "," and people is None:
            break  # ``two cars, the driver injured``
        if word == ",":
            comma = True
            continue
        role = roles[index]
        if not role:
            continue
        distance = index - figure.end if not comma else COMMA
        if role == "crowd":
            crowd = min(crowd, distance) if people is not None or distance <= 1 else crowd
        else:
            deadly = words[index + 1 : index + 3] == ["to", "death"] or "killed" in roles[index + 1 : index + 2]
            return "killed" if deadly else role, distance  # ``shot dead``, ``stabbed to death``
    return ("crowd", crowd) if crowd < 99 else (None, 99)


def _toll(words: Sequence[str], figure: Figure) -> str | None:
    """``the death toll from the storm rose to 87``."""
    if not figure.start or words[figure.start - 1] not in _REACHES:
        return None
    before = words[max(0, figure.start - TOLL_REACH) : figure.start]
    if not any(word in _TOLL for word in before):
        return None
    return "injured" if "injury" in before or "injured" in before else "killed"


def _relative(words: Sequence[str], figure: Figure) -> bool:
    """Whether a number goes on ``of them`` or ``of whom``."""
    following = words[figure.end : figure.end + 2]
    return len(following) == 2 and following[0] in _OF and following[1] in _RELATIVE


def _meaning(word: str, exact: Mapping[str, str], stems: Sequence[tuple[str, str]]) -> str | None:
    found = exact.get(word)
    return found or next((name for stem, name in stems if word.startswith(stem)), None)
