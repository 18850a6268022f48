"""Numbers of English that count nobody by themselves: groups of so many, sets that others come from, mere places.

``a family of [seven]`` is one number, ``[one] of its men`` and ``[no] trace of them`` are none, ``one of [the three]
injured`` names the set, and ``ten people [in two villages] were killed`` says where.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from streams.figures.groups import Figure, Line
from streams.figures.numbers import Number
from streams.figures.phrasing import OF_A_NUMBER

__all__ = ["ORDINALS", "WHERE", "aboard", "based", "besides", "grouped", "uncounted"]

WHERE = frozenset({"in", "at", "from", "near", "on", "across", "between", "within", "of", "for", "with"})
_GROUPS = frozenset({"family", "families", "crew", "group", "party", "team", "gang", "household", "convoy", "squad"})
_ARTICLES = frozenset({"a", "an", "the", "one"})
_MEMBERS_TEXT = "members member fighters soldiers men elements leaders leader commander commanders followers cadres"
_MEMBERS = frozenset(_MEMBERS_TEXT.split())
ORDINALS = frozenset({"second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"})
_VERBS = frozenset({"were", "was", "have", "had", "are", "is", "died", "die"})
_HOLDING = frozenset({"with", "carrying", "of", "holding", "for", "containing", "housing", "from", "among", "between"})
_GATHERED = _GROUPS | {"total", "crowd", "number", "couple", "band", "procession", "all", "none", "each", "some"}
_FRACTIONS = ORDINALS | {"half", "quarter", "quarters", "thirds", "fifths", "most", "many", "some", "majority", "few"}
"""Before ``of the 90``: nobody says how many they are."""
_WHICH = ORDINALS | {"first", "last", "other", "next", "each", "every", "previous"}
_YOUNGER = frozenset({"under", "over", "below", "above"})
_BEFORE_AGE = frozenset({"were", "was", "is", "are", "aged", "children", "child", "women", "men", "people"})
_AGE_ENDS: Sequence[Sequence[str]] = ([], ["."], [","], [";"], ["years"], ["were"])
_SAYING = frozenset({"said", "says", "added", "recalled", "told"})
_SPEAKER = 4  # tokens of a speaker's name behind his verb
_THINGS_TEXT = "station stations car cars van vans vehicle vehicles checkpoint post cordon barracks helicopter line bus"
_THINGS = frozenset(_THINGS_TEXT.split())
"""Behind who owns them, whom an article does not count."""
_PAID = frozenset(
    {"receive", "get", "paid", "given", "receives", "gets", "offered", "awarded", "compensation", "grant"}
)
_OLDEST = frozenset({"oldest", "youngest", "eldest"})
_PAY_REACH = 8  # tokens
_UNHEARD = frozenset({"trace", "traces", "contact", "sign"})


def grouped(words: Sequence[str], numbers: Sequence[Number]) -> Sequence[Number]:
    """Let ``a family of seven`` be one number of seven."""
    starts: dict[int, int] = {}
    for number in numbers:
        at = number.start - 2
        if at >= 0 and not number.article and words[at + 1] == "of" and words[at] in _GROUPS:
            starts[number.start] = at - (at > 0 and words[at - 1] in _ARTICLES)
    if not starts:
        return numbers
    spent = set(starts.values())
    return [
        replace(number, start=starts.get(number.start, number.start)) for number in numbers if number.start not in spent
    ]


def uncounted(words: Sequence[str], start: int, end: int, *, article: bool) -> bool:  # noqa: PLR0911  one per phrase
    """Whether a number or an article counts nobody.

    ``an unknown number of``, ``one of [its] men``, ``according to a soldier``, ``in the first [one]``.
    """
    if words[start:end] == ["one"] and start and words[start - 1] in _WHICH:
        return True
    if words[start] == "no" and words[end : end + 1] and words[end] in _UNHEARD:
        return True  # ``[no] trace of two pilots``
    if words[start] in _YOUNGER and start and words[start - 1] in _BEFORE_AGE and words[end : end + 1] in _AGE_ENDS:
        return True  # ``two of the dead were [under ten]``
    if not article:
        return _age_or_pay(words, start, end)
    if not _THINGS.isdisjoint(words[end + 1 : end + 2]):
        return True  # ``were taken to [a] police station``
    if words[max(0, start - 2) : start] == ["according", "to"] or words[end + 1 : end + 2] == ["'"]:
        return True  # also ``[a] doctors' network said``
    if start > 2 and words[start - 1] == "," and _speaks_before(words, start - 1):
        return True  # ``said Musa, [a] farmer who fled``
    if start > 1 and words[start - 1] == "of" and (words[start - 2] in OF_A_NUMBER or words[start - 2][0].isdigit()):
        return True
    if start > 1 and words[start - 1] == "of" and words[start - 2] in _MEMBERS:
        return True  # ``members of [a] militia``
    return "number" in words[end : end + 3]


def _age_or_pay(words: Sequence[str], start: int, end: int) -> bool:
    """Whether a number is an age, or what each gets: ``the oldest was [81]``, ``to receive [20,000] each``."""
    if words[end : end + 2] == ["per", "cent"] and words[end + 2 : end + 3] in (["burns"], ["burn"]):
        return True
    if words[end : end + 1] == ["each"]:
        return not _PAID.isdisjoint(words[max(0, start - _PAY_REACH) : start])
    return (
        start > 1
        and words[start - 1] in ("was", "is")
        and not _OLDEST.isdisjoint(words[max(0, start - _PAY_REACH) : start])
    )


def _speaks_before(words: Sequence[str], comma: int) -> bool:
    """Whether who speaks is named before a comma, behind his verb or an age: ``said Musa Bello,``."""
    for at in range(comma - 1, max(-1, comma - 1 - _SPEAKER), -1):
        if words[at] in _SAYING:
            return True
        if not words[at][0].isalpha():
            return False
    return False


def based(words: Sequence[str], figure: Figure) -> bool:
    """Whether a number is the set that another one takes its people from: ``one of [the three] injured``."""
    start = figure.start
    if _drawn(words, figure):
        return True
    if start < 3 or figure.article or words[start - 1] != "the" or words[start - 2] != "of":
        return False
    if start > 3 and words[start - 4] == "every":
        return False  # ``every one of [the 12] died``
    return words[start - 3] in OF_A_NUMBER or words[start - 3] in _FRACTIONS or words[start - 3][0].isdigit()


def _drawn(words: Sequence[str], figure: Figure) -> bool:
    """Whether some of so many are told of: ``three of [20 hikers] were killed``, not ``one of [20 people] killed``."""
    start, end = figure.start, figure.end
    if start < 2 or figure.article or words[start - 1] not in ("of", "in"):
        return False
    some = words[start - 2] in OF_A_NUMBER or words[start - 2].isdecimal()
    return some and not _VERBS.isdisjoint(words[end + 1 : end + 3])


def aboard(words: Sequence[str], figure: Figure) -> bool:
    """Whether a number only says of how many something is, or whom it holds: ``a bus with [45 people] on board``."""
    start = figure.start
    if not start or words[start - 1] not in _HOLDING:
        return False
    return words[start - 1] != "of" or words[max(0, start - 2)] not in _GATHERED


def besides(line: Line, figure: Figure) -> bool:
    """Whether a number only says where or when: ``ten people [in two villages] were killed``."""
    start, end = figure.start, figure.end
    if not start or line.words[start - 1] not in WHERE:
        return False
    return not any(line.people[end : end + 2]) and not any(
        role and role != "evacuated" for role in line.roles[end : end + 2]
    )
