"""Numbers of one sentence that stand for the people of two sides, of a list, or of a verb that is left out.

``5 soldiers were killed, 12 rebels died`` (both sides of a fight add up, parts of one crowd do not), ``the owner, his
son and two guards were killed`` (what happened to the last happened to all), ``eleven died at once and seven later``,
``the army lost six men``. English. Limits: sums over clauses of one sentence only; see `streams.figures.tolls` for a
text's.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from msgspec.structs import replace

from streams.figures.groups import AND, SAVED, THEIR, Figure, Line, undescribed
from streams.figures.toll_role import TOLL

__all__ = [
    "CAMPS",
    "among",
    "badly_and_lightly",
    "in_all",
    "left_out",
    "losers",
    "on_top",
    "share_role",
    "sides",
    "they_died",
]

CAMPS = {
    "police": "state",
    "soldiers": "state",
    "militants": "militants",
    "civilians": "unarmed",
    "protesters": "unarmed",
}
_ADDED_TEXT = (
    "also another second third separate separately elsewhere further additional otros otras otro otra outros outras "
    "outro outra autre altri altre altro altra"
)
_ADDED = frozenset(_ADDED_TEXT.split())
_BESIDE = frozenset({"by", "in", "with", "against", "from", "near", "at", "to", "between", "during", "of"})
_LATER = frozenset({"later", "afterwards", "subsequently"})
_PLACED = frozenset({"in", "at", "near", "on", "outside", "from", "inside", "during"})
_IN_CARE = frozenset({"hospital", "hospitals", "critical", "serious", "custody", "condition", "care", "total", "all"})
_BORNE = frozenset({"injured", "wounded", "hurt", "injuring", "wounding", "arrested", "missing"})
_MORE = frozenset({"others", "more", "other", "más", "autres", "mais"})
LIST_REACH = 6  # tokens between two members of a list
ALSO_REACH = 4  # tokens from a number to ``also``
TOO_REACH = 6  # tokens from a number to ``too``
OTHER_REACH = 6  # tokens between the losses of two sides
LOSER_REACH = 12  # tokens from the side to the number of its men
_STATE = frozenset({"army", "military", "troops", "police", "forces", "navy", "ministry", "government", "crpf", "bsf"})
_BEFALLING = frozenset({"was", "were", "had", "have", "has"})
_AMONG = frozenset({"among", "amongst", "included"})
_THEM = frozenset({"them", "those", "the"})
AMONG_REACH = 6  # tokens from who is told to be among the dead
_BESIDES = frozenset({("well", "as"), ("along", "with"), ("addition", "to"), ("together", "with"), ("besides",)})
_TELLING_TEXT = "said says say according reported claimed claims told put puts including total toll"
_TELLING = frozenset(_TELLING_TEXT.split())
_DYING = frozenset({"died", "perished", "dead", "drowned", "succumbed"})
_FOUND = frozenset({"found", "recovered", "discovered", "retrieved", "pulled"})
_WHERE_MORE = frozenset({"in", "at", "when", "during", "on", "near", "later", "after", ".", ";"})
LATER_REACH = 6  # tokens from a person to his dying later
_FELL = frozenset({"died", "succumbed", "perished", "drowned"})
_PARALLEL = frozenset({"beheaded", "shot", "killed", "hacked", "stabbed", "executed", "murdered", "hanged", "lynched"})
_LIVES = frozenset({"life", "lives"})
_TOLD_APART = frozenset({"while", "whereas", "said", "says"})
_OF_THEM = frozenset({"of", "among"})
DYING_REACH = 4  # tokens from the second number to its verb
_KIN = frozenset({"his", "her", "their"})
_HOLDING_TEXT = "people persons person others other more of children women men boys girls adults victims survivors"
_HOLDING = frozenset(_HOLDING_TEXT.split())
"""Nouns for people who may be some of those told before."""
_IN_ALL = (["in", "all"], ["in", "total"])
_BADLY_TEXT = "schwer lebensgefährlich seriously critically severely badly grièvement gravemente тяжело gravement"
_BADLY = frozenset(_BADLY_TEXT.split())
_TO_DEATH = frozenset({"death", "dead"})
THEM_REACH = 4  # tokens from ``them`` to ``to death``
_LOSING = frozenset({"lost", "losing", "loses"})


def share_role(line: Line, found: Sequence[Figure]) -> None:
    """Let what happened to the last of a list happen to all: ``the owner, his son and two guards were killed``."""
    listed = False
    for at in range(len(found) - 2, -1, -1):
        first, second = found[at], found[at + 1]
        between = line.words[first.end : second.start]
        while len(between) > 1 and between[-1] in THEIR:
            between = between[:-1]  # ``un homme et [ses] deux enfants``
        between = undescribed(between) if second.article and not line.english else between
        joins = 0 < len(between) <= LIST_REACH and (between[-1] in AND or (between[-1] == "," and listed))
        fits = second.role and second.role != "crowd" and not second.led and not second.part and not second.share
        if first.article and second.article and len(between) == 2 and line.words[second.start] in _KIN:
            first.people = first.people or "people"  # ``a Copt and his employee``
        if first.people is None and second.people and between[1:] == [","] and not first.article:
            first.people = "people"  # ``six VDP, two soldiers and a civilian``
        bare = first.role is None and first.people and not first.part and not first.share and first.low
        plain = not any(line.roles[index] for index in range(first.end, second.start))
        plain = (
            plain and _BEFALLING.isdisjoint(between) and SAVED.isdisjoint(between)
        )  # ``eleven [were] rescued and three found dead``
        listed = bool(joins and fits and bare and plain and between[-2:-1] != [","])
        if listed:
            first.role = second.role


def left_out(line: Line, found: Sequence[Figure]) -> None:
    """Let a number whose verb is left out take that of its fellow, on top of it.

    ``eleven died at once and seven [died] later``, ``eight were killed in Homs and four in Hama``.
    """
    for first, second in pairwise(found):
        between = line.words[first.end : second.start]
        if between[-1:] in (["another"], ["a"]) and len(between) > 1:
            between = between[:-1]
        one = line.words[second.start : second.end] == ["one"]
        if not between or second.people or second.part or second.share or (second.article and not one):
            continue
        behind = line.words[second.end : second.end + 3]
        behind = behind[1:] if behind[:1] and behind[0] in _MORE else behind[:2]
        if between[-1] == "," and not _IN_CARE.isdisjoint(line.words[second.end : second.end + 4]):
            continue
        if between[-1] not in AND and (between[-1] != "," or _PLACED.isdisjoint(between)):
            continue
        later = not _LATER.isdisjoint(behind)
        if first.role == "killed" and (later or (behind[:1] and behind[0] in _PLACED and _BORNE.isdisjoint(between))):
            if later or second.role is None:
                second.role, second.added = "killed", True
        elif (
            second.role == "killed"
            and first.role is None
            and not second.led
            and behind[:1]
            and behind[0] in _PLACED
            and between[0] in _PLACED
        ):
            first.role, second.added = "killed", True


def among(line: Line, found: Sequence[Figure]) -> None:
    """Let those who are told to be among the dead be a part: ``eight guards, their commander [among them]``."""
    if _AMONG.isdisjoint(line.words):
        return
    for figure in found[1:]:
        behind = line.words[figure.end : figure.end + AMONG_REACH]
        for at, word in enumerate(behind[:-1]):
            if word in _AMONG and (behind[at + 1] in _THEM or not behind[at + 1][0].isalpha()):
                ends = line.words[figure.end + at + 2 : figure.end + at + 3]
                alone = not any(one.role == "killed" and not one.part and one is not figure for one in found)
                if behind[at + 1] == "the" and ends == ["dead"]:
                    figure.part = figure.part and not alone
                    continue
                figure.part = figure.people is not None and (not ends or not ends[0][0].isalnum())


def on_top(line: Line, found: Sequence[Figure]) -> None:
    """Add who is told to have died beside the others: ``four were killed [as well as] the bomber``.

    Also a second number with a verb of dying of its own: ``18 died on the spot and [two succumbed] in hospital``.
    """
    for at, second in enumerate(found[1:], 1):
        first = next((one for one in reversed(found[:at]) if one.role == "killed"), found[at - 1])
        between = line.words[first.end : second.start]
        if first.role != "killed" or first.part or second.part or second.share or not second.low:
            continue
        late = second.article and second.people and between[-1:] == ["and"] and _later(line, second)
        if _without_verb(line, second) and second.people and (_beside(between) or late):
            second.role, second.added = "killed", True
        elif second.role == "killed" and (
            (not second.article and _own_verbs(line, first, second))
            or _next_day(line.words[second.end :])
            or _died_later(line, first, second)
            or (_beside(between) and first.article)
        ):
            second.added = True
        elif second.role is None and (_more_found(line, second) or _and_they(line, between, second)):
            second.role, second.added = "killed", True


def _died_later(line: Line, first: Figure, second: Figure) -> bool:
    """Whether somebody else died of it later: ``a man was killed; [a girl later died] of her injuries``."""
    behind = line.words[second.end : second.end + LATER_REACH]
    if not second.article or not first.people or _FELL.isdisjoint(behind) or not _OF_THEM.isdisjoint(behind[:2]):
        return False
    return not _LATER.isdisjoint(behind) and line.words[second.start - 1] in (";", ",", "and", "while")


def _more_found(line: Line, figure: Figure) -> bool:
    """Whether more dead were found: ``two bodies were found; [two more were recovered] downstream``."""
    behind = line.words[figure.end : figure.end + 4]
    return behind[:1] == ["more"] and not _FOUND.isdisjoint(behind) and "bodies" in line.words[: figure.start]


def _and_they(line: Line, between: Sequence[str], figure: Figure) -> bool:
    """Whether a verb is left out: ``seven were killed, [and two drivers]``, ``[3 more] in the market``."""
    behind = line.words[figure.end : figure.end + 3]
    if behind[:1] == ["more"]:
        if not _TOLD_APART.isdisjoint(between):
            return False  # ``eight dead, while the mayor said there were two more``
        return between[-1:] != ["than"] and behind[1:2] != ["than"] and behind[1:2] != [] and behind[1] in _WHERE_MORE
    if between[-2:] != [",", "and"] or not figure.people or figure.article:
        return False
    end = next((at for at, word in enumerate(behind) if not word[0].isalnum()), -1)
    return end > 0 and behind[end] == "." and not any(line.roles[figure.end : figure.end + end])


def _without_verb(line: Line, figure: Figure) -> bool:
    """Whether people are only told beside the dead, or shot: ``plus two attackers, [shot] by guards``."""
    return figure.role is None or (figure.role == "injured" and "shot" in line.words[figure.end : figure.end + 5])


def _later(line: Line, figure: Figure) -> bool:
    """Whether a verb is left out behind somebody: ``one died at once and [a street vendor later]``, ``[one too]``."""
    behind = line.words[figure.end + 1 : figure.end + 4]
    return not _LATER.isdisjoint(behind) or behind[:1] == ["too"] or behind[:2] == ["as", "well"]


def _next_day(words: Sequence[str]) -> bool:
    """Whether somebody is told of who died on the day after."""
    return any(word in ("following", "next") and after in ("day", "morning") for word, after in pairwise(words))


def _beside(between: Sequence[str]) -> bool:
    """Whether words end with what puts somebody on top: ``as well as``, ``along with``, ``in addition to``."""
    last = between[:-1] if between[-1:] == ["one"] else between
    return tuple(last[-2:]) in _BESIDES or tuple(last[-1:]) == ("plus",)


def _own_verbs(line: Line, first: Figure, second: Figure) -> bool:
    """Whether two numbers each have a verb of dying, joined without anybody who says so."""
    between = range(first.end, second.start)
    joint = line.words[second.start - 1] if between else ""
    if second.led:
        joint = line.words[second.start - 2]
    if joint not in AND and joint not in (",", ";", "while", "whereas"):
        return False
    if not _TELLING.isdisjoint(line.words):
        return False
    if second.led:
        verb, other = line.words[second.start - 1], line.words[first.start - 1]
        return first.led and verb != other and _PARALLEL.issuperset((verb, other))
    if first.led:
        return False
    verbs = any(line.words[at] in _DYING or line.words[at] in _BEFALLING for at in between)
    behind = line.words[second.end : second.end + DYING_REACH]
    falls = not _FELL.isdisjoint(behind) or ("lost" in behind and not _LIVES.isdisjoint(behind))
    return verbs and falls and _OF_THEM.isdisjoint(behind[:2])


def losers(line: Line, found: Sequence[Figure]) -> None:
    """Say whose the men were that a side lost: ``the [army] lost seven men``."""
    for figure in found:
        if figure.people != "people" or _LOSING.isdisjoint(line.words[max(0, figure.start - 2) : figure.start]):
            continue
        before = line.words[max(0, figure.start - LOSER_REACH) : figure.start]
        if not _STATE.isdisjoint(before):
            figure.people = "soldiers"
        elif any(line.people[figure.start - len(before) + at] == "militants" for at in range(len(before))):
            figure.people = "militants"
    for first, second in pairwise(found):
        if _and_the_other(line, first, second):
            second.role, second.people, second.added = "killed", second.people or "people", True


def they_died(line: Line, found: Sequence[Figure]) -> None:
    """Let several who are killed as ``them`` be dead: ``caught [two thieves] and beat them to death``."""
    words = line.words
    if "them" not in words:
        return
    for at in [at for at, word in enumerate(words) if word == "them" and at]:
        dead = "killed" in line.roles[at + 1 : at + THEM_REACH] and not _TO_DEATH.isdisjoint(words[at + 1 : at + 4])
        if words[at - 1] not in _PARALLEL and not (dead and words[at - 1].isalpha() and line.roles[at - 1] is None):
            continue
        several = [one for one in found if one.end <= at and one.people and (one.low or 0) > 1 and not one.part]
        if several and several[-1].role in (None, "arrested", "injured"):
            several[-1].role = "killed"


def badly_and_lightly(line: Line, found: Sequence[Figure]) -> None:
    """Let both numbers of hurt be hurt: ``[acht] wurden schwer, [17 weitere] leicht verletzt``."""
    for first, second in pairwise(found):
        alone = first.role is None and first.people and second.role == "injured" and not second.part
        if alone and not _BADLY.isdisjoint(line.words[first.end : second.start]):
            first.role, second.added = "injured", True


def in_all(line: Line, found: Sequence[Figure]) -> None:
    """Let people stand before their families: ``[seventeen families], about 50 people in all, were moved``."""
    if "all" not in line.words and "total" not in line.words:
        return
    for first, second in pairwise(found):
        behind = line.words[second.end + 1 : second.end + 3]
        if second.people and line.words[second.start - 1] == "," and behind in _IN_ALL and first.role:
            second.role, second.part = first.role, False
            first.part, first.people = True, first.people or "people"


def _and_the_other(line: Line, first: Figure, second: Figure) -> bool:
    """Whether a number is what the other side lost, the verb left out: ``ARSA lost 2 men and [the police one]``."""
    between = line.words[first.end : second.start]
    if first.role != "killed" or second.role or len(between) > OTHER_REACH or AND.isdisjoint(between):
        return False
    behind = line.words[second.end : second.end + 1]
    lost = not _LOSING.isdisjoint(line.words[max(0, first.start - 2) : first.start])
    return lost and between[-1] not in AND and (not behind or not behind[0][0].isalnum())


def sides(line: Line, found: list[Figure]) -> list[Figure]:
    """Add up the dead, and the injured, of both sides of a fight and of a second attack in the same sentence."""
    if not TOLL.isdisjoint(line.words) and (line.english or not any(figure.added for figure in found)):
        return found  # ``the toll rose to 21 after five more bodies were found``
    for role in ("killed", "injured"):
        whole = [f for f in found if f.role == role and not f.part and f.low and not _bystanding(line, f)]
        if role == "injured":
            for first, second in pairwise(whole):
                second.added = second.added or _others_hurt(line, first, second)
        if len(whole) > 1 and all(_apart(line, first, second) for first, second in pairwise(whole)):
            lows = [figure.low or 0 for figure in whole]
            highs = [figure.high for figure in whole]
            high = None if None in highs else sum(value or 0 for value in highs)
            total = Figure(
                whole[0].start, whole[-1].end, sum(lows), high, any(figure.approximate for figure in whole), role
            )
            parts = [replace(figure, part=True) if figure in whole else figure for figure in found]
            at = found.index(whole[0])
            found = [*parts[:at], total, *parts[at:]]
    return found


def _others_hurt(line: Line, first: Figure, second: Figure) -> bool:
    """Whether two numbers of hurt are of different people: ``[one fireman] was taken to hospital and [two residents]``.

    Each has a noun and a verb of its own, and neither noun may hold the others.
    """
    nouns = [line.words[one.end] if one.end < len(line.words) else "" for one in (first, second)]
    if None in (first.people, second.people) or first.led or second.led or not _HOLDING.isdisjoint(nouns):
        return False
    between = line.words[first.end : second.start]
    verbs = "injured" in line.roles[first.end : second.start] and not _BEFALLING.isdisjoint(between)
    return verbs and between[-1] in AND and nouns[0].rstrip("s") != nouns[1].rstrip("s")


def _two(line: Line, first: Figure, second: Figure) -> bool:
    """Whether two that the text knows are different: ``[the man] died at the scene; [the woman] ... died in``."""
    heads = {
        line.words[one.end] for one in (first, second) if line.words[one.start] == "the" and one.end < len(line.words)
    }
    return len(heads) > 1 and line.words[second.start - 1] in (";", ",", "and", "while")


def _bystanding(line: Line, figure: Figure) -> bool:
    """Whether people are only named beside an event: ``in a [clash with army troops]``."""
    before = line.words[figure.start - 1] if figure.start else ""
    return (
        figure.article
        and not (figure.led and line.words[figure.start] == "the")
        and not figure.added
        and (before in _BESIDE or not _BESIDE.isdisjoint(line.words[figure.end : figure.end + 2]))
    )


def _too(words: Sequence[str], figure: Figure) -> bool:
    """Whether a number's clause ends with ``too`` or ``as well``: ``and six passengers died [as well]``."""
    behind = words[figure.end : figure.end + TOO_REACH]
    return "too" in behind[1:] or any(
        word == "as" and after == "well" and words[figure.end + at + 2 : figure.end + at + 3] != ["as"]
        for at, (word, after) in enumerate(pairwise(behind))
    )


def _apart(line: Line, first: Figure, second: Figure) -> bool:
    """Whether two counts are of different people: of opposed camps, or the second is said to come on top."""
    if second.added:
        return True
    camps = {CAMPS.get(first.people or ""), CAMPS.get(second.people or "")}
    if len(camps) == 2 and None not in camps:
        return True
    between = line.words[first.end : second.start]
    if first.article and second.article and _two(line, first, second):
        return True
    if "also" in line.words[second.end : second.end + ALSO_REACH] or _too(line.words, second):
        return True  # ``four militants dead; one soldier also died``
    return not _ADDED.isdisjoint(between) or not _MORE.isdisjoint(line.words[second.end : second.end + 1])
