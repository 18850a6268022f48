"""The dead of a short text in sum: a toll that is told in several sentences.

``The army lost seven men. Fifteen rebels were killed.`` are both sides of a fight, ``Two more died in hospital`` comes
on top, ``nine in total`` is the sum already. The total then stands before the count of the sentence that completes it.
Only where the text says so: a second number without a sign of being on top is the same dead told again, and then the
larger one stands. Limits: English, Russian, Ukrainian, Polish, Kyrgyz, Turkish; texts up to `NOTE` characters,
since a long article tells of other events too; the sum says nothing of who is right where tellers differ.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from streams.figures.groups import AND, Figure
from streams.figures.kin import PLACES
from streams.figures.ranks import RANKS
from streams.figures.row_of_dead import PLACE_AMONG_THE_DEAD
from streams.figures.sides import CAMPS
from streams.figures.suffixed import of_the_hurt
from streams.figures.tellers import claimed, coded, elsewhere
from streams.figures.toll_role import toll_role

__all__ = ["NOTE", "Told", "sum_up"]

Told = tuple[Sequence[str], list[Figure]]
"""The words of a sentence and its numbers."""

NOTE = 1_200  # characters of a text whose sentences are all about one event
_JOINING = AND | {","}
_MORE_TEXT = """more another others additional further also later subsequently afterwards еще ще jeszcze kolejna kolejny
kolejne kolejnych третий третья третій третя trzeci trzecia четвертый четвертая
четвертий четверта czwarta дагы үчүнчүсү daha"""
_MORE = frozenset(_MORE_TEXT.split())
_THAN = frozenset({"than", "önce", "fazla", "az", "çok"})
_IN_TURN = frozenset({"revenge", "retaliation", "reprisal", "reprisals"})
_DIED = frozenset({"killed", "died", "dead", "slain", "shot", "lost", "perished", "fell", "drowned"})
_RAIDED = frozenset({"attacked", "raided", "stormed", "ambushed", "attack", "raid", "assault"})
"""By those who are then among the dead themselves."""
_ATTACKERS_TEXT = "assailant assailants attacker attackers bomber bombers shooter gunman raiders robbers"
_ATTACKERS = frozenset(_ATTACKERS_TEXT.split())
_FELL = frozenset({"succumbed"})
_OF_THE_HURT_TEXT = "wounded injured abducted kidnapped hostages captives captured detained arrested abductees"
_OF_THE_HURT = frozenset(_OF_THE_HURT_TEXT.split())
_ELSEWHEN_TEXT = (
    "separate separately earlier last previous previously year years month months since similar similarly week weeks "
    "decade total so unrelated past elsewhere"
)
_ELSEWHEN = frozenset(_ELSEWHEN_TEXT.split())
"""The dead of another event, or of a longer time."""
_CLAIMS = frozenset({"claim", "claims", "report", "reports", "allegation", "allegations", "rumours", "rumors"})
_PARTING = frozenset({("of", "them"), ("of", "these"), ("of", "those"), ("of", "whom"), ("among", "them")})
_DAY = frozenset({"day", "morning", "night", "evening", "afternoon"})
_FUZZY = frozenset(
    {"dozens", "several", "many", "scores", "hundreds", "numerous", "few", "thousands", "tens", "multiple"}
)
_ONE_MORE = frozenset({"a", "an", "another", "one"})
_LAPSE = frozenset({"hour", "hours", "day", "days", "week", "weeks", "minutes"})
_FURTHER = frozenset({"second", "third", "another", "follow-up", "subsequent", "later"})
_BLOWS_TEXT = "strike airstrike attack blast bomb explosion shell raid rocket missile grenade mine ambush device"
_BLOWS = frozenset(_BLOWS_TEXT.split())
_OF_THE_DEAD_TEXT = """погиб жертв человек тело сконч умер пострадав загиб людин тіл помер ofiar osob zmar киши адам
каза сөөг жабырк kişi yaralı kurban can ceset
постражд ранен поранен горняк шахтер рабоч пассажир турист рыбак гірник шахтар робітник пасажир рибалк солдат"""
_OF_THE_DEAD = tuple(_OF_THE_DEAD_TEXT.split())
"""Begins of what stands behind a word that numbers one of the dead, and not ``экинчи [жолу]``."""
_SUMS = ("tally to", "tally at", "tally stands", "death count to", "number of dead to", "number of deaths to")
_SUM_TEXT = (
    "in total",
    "in all",
    "total of",
    "altogether",
    "overall",
    "combined",
    "toll to",
    "toll stands",
    "toll at",
    *_SUMS,
)
_GREW = frozenset({"risen", "rose", "rises", "climbed", "climbs", "grown", "grew", "jumped", "reached", "stands"})
_ROSE = ("выросл", "возросл", "увеличил", "достиг", "зрос", "збільш", "сягн", "wzros", "wzrós", "көбөй", "жетти")
_LATER = frozenset({"позже", "позднее", "пізніше", "згодом", "później", "кийинчерээк"})
_RANKS = RANKS | PLACE_AMONG_THE_DEAD
NEAR = 4  # tokens between a number and the word that puts it on top


def sum_up(sentences: Sequence[Told]) -> None:
    """Put the running total before the count of each sentence that adds to it.

    Args:
        sentences: words and figures of those that tell of deaths that happened, in order; figures are changed.
    """
    total: Figure | None = None
    camps: set[str | None] = set()
    before: Sequence[str] = ()
    told: list[Figure] = []
    boasted = False
    days: frozenset[str] = frozenset()
    day: frozenset[str] = frozenset()
    for words, figures in sentences:
        whole = _whole(figures)
        if whole is None:
            continue
        whole.people = whole.people or "people"
        days, day = days | day, frozenset(_WEEKDAYS.intersection(words))
        if total is not None and (elsewhere(words) or _unproven(words, whole) or _of_another_day(words, day, days)):
            whole.part = True
            continue
        if coded(words, whole):
            for other in told:
                other.part = True
            return
        own, boast = _camps(figures, whole), claimed(words, whole)
        if total is not None and words[whole.start] in _FUZZY:
            whole.part = True  # ``dozens of assailants were killed`` on top are no figure
            continue
        if (
            total is not None
            and not _is_sum(words)
            and toll_role(words, whole) is None
            and not _has_grown(before)
            and not _shares_out(figures, whole, total)
            and whole.low not in (_RANKS.get(words[whole.start]), 0)  # ``a fourth died later`` is four already
            and (
                _on_top(words, whole, own, camps, spot=not _SPOT.isdisjoint(before))
                or _next_in_row(words, whole, total)
                or (own == {"militants"} and not camps and not _RAIDED.isdisjoint(before))
                or (own == {"militants"} and "militants" not in camps and not _ATTACKERS.isdisjoint(words))
            )
        ):
            high = None if total.high is None or whole.high is None else total.high + whole.high
            both = Figure(
                whole.start,
                whole.end,
                (total.low or 0) + (whole.low or 0),
                high,
                total.approximate or whole.approximate,
                "killed",
            )
            whole.part = True
            figures.insert(figures.index(whole), both)
            total = both
            camps |= own
        elif total is not None and boast != boasted:
            if boast:
                whole.part = True  # ``Al Shabaab claims to have killed 10. The army says that five were killed.``
                continue
            total.part, total, camps, boasted = True, whole, own, False
        elif total is None or (whole.low or 0) > (total.low or 0):
            total, camps, boasted = whole, own, boast
        told.append(whole if total is None else total)
        before = words


_WEEKDAYS = frozenset({"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"})
_DIED_OF = frozenset({"toll", "hospital", "wounds", "injuries", "body", "bodies", "succumbed", "total"})
"""With these a later day tells of the same event."""
_SPOT = frozenset({"scene", "spot", "instantly", "immediately", "outright", "once"})
_KNOWN = frozenset({"the", "his", "her", "their", "both"})


def _unproven(words: Sequence[str], figure: Figure) -> bool:
    """Whether more dead are but somebody's claim: ``a claim of [two further deaths] was being checked``."""
    before = words[max(0, figure.start - 3) : figure.start]
    return "of" in before and not _CLAIMS.isdisjoint(before)


def _whole(figures: Sequence[Figure]) -> Figure | None:
    """The largest number of dead of a sentence that is no part of another."""
    dead = [figure for figure in figures if figure.role == "killed" and not figure.part and figure.low]
    return max(dead, key=lambda figure: figure.low or 0) if dead else None


def _of_the_hurt(words: Sequence[str]) -> bool:
    """Whether a number goes on with those hurt or taken: ``two of the injured died``, not ``and injured 118``."""
    for word in words:
        if word in _OF_THE_HURT:
            return True
        if word in AND or not word[0].isalpha():
            return False
    return False


def _shares_out(figures: Sequence[Figure], whole: Figure, total: Figure) -> bool:
    """Whether a sentence says where those counted before died: ``Five died in Leeds and [another] seven in York``."""
    shares = [one for one in figures if one.role == "killed" and whole.start <= one.start < whole.end]
    return len(shares) > 2 and (whole.low or 0) <= (total.low or 0)


def _camps(figures: Sequence[Figure], whole: Figure) -> set[str | None]:
    """Whose the dead are: of the whole, or of its parts."""
    people = {figure.people for figure in figures if figure.role == "killed" and figure is not whole} | {whole.people}
    return {CAMPS.get(who) for who in people if who}


def _has_grown(words: Sequence[str]) -> bool:
    """Whether a toll has taken in those that are told next: ``The toll [has risen to] 20. Four more died``."""
    return ("toll" in words and not _GREW.isdisjoint(words)) or any(word.startswith(_ROSE) for word in words)


def _is_sum(words: Sequence[str]) -> bool:
    text = " ".join(words)
    return any(phrase in text for phrase in _SUM_TEXT)


def _too(words: Sequence[str]) -> bool:
    """Whether a sentence says ``also died`` or ``died as well``."""
    return any(
        (word == "also" and not _DIED.isdisjoint(words[at + 1 : at + 3]))
        or (word in _DIED and words[at + 1 : at + 3] == ["as", "well"])
        for at, word in enumerate(words)
    )


def _same_day(words: Sequence[str]) -> bool:
    """Whether ``earlier`` is that of one day: ``had been beheaded [earlier the same day]``."""
    return any(word in ("same", "that") and after in _DAY for word, after in pairwise(words))


def _again(words: Sequence[str]) -> bool:
    """Whether a sentence tells of one more blow: ``three medics died when a [second strike] hit the spot``."""
    return any(word in _FURTHER and after in _BLOWS for word, after in pairwise(words))


def _next_day(words: Sequence[str]) -> bool:
    """Whether a sentence tells of the day after: ``Two were found dead [the following day]``."""
    return any(word in ("following", "next") and after in _DAY for word, after in pairwise(words))


def _died_of_it(words: Sequence[str], end: int) -> bool:
    """Whether somebody died of the event afterwards: ``An officer, hit by a stone, [died] of it [a week later]``."""
    at = next((at for at in range(end, len(words)) if words[at] in _DIED), len(words))
    return any(first in _LAPSE and second == "later" for first, second in pairwise(words[at:]))


def _next_in_row(words: Sequence[str], whole: Figure, total: Figure) -> bool:
    """Whether who died is counted on from those before: ``Two died at the scene. [A third] died later``."""
    if not whole.article:
        return False
    place = words[whole.start + 1] if whole.start + 1 < len(words) else ""
    if place in RANKS:
        return RANKS[place] == (total.low or 0) + 1
    beside = words[max(0, whole.start - NEAR) : whole.end + NEAR]
    return any(
        PLACES.get(word) == (total.low or 0) + 1 and after.startswith(_OF_THE_DEAD) for word, after in pairwise(beside)
    )


def _own(behind: Sequence[str]) -> Sequence[str]:
    """What stands behind a number, up to others that come on top of it: ``one died[, another] eight were hurt``."""
    others = (at for at, (word, after) in enumerate(pairwise(behind)) if word in _JOINING and after in _MORE)
    return behind[: next(others, len(behind))]


def _of_another_day(words: Sequence[str], day: Collection[str], before: Collection[str]) -> bool:
    """Whether the dead are those of another day: ``[On Monday], a bomber killed six in the same district``."""
    if not day or words[:1] != ["on"] or words[1] not in day or not set(day).isdisjoint(before):
        return False
    return _MORE.isdisjoint(words) and _DIED_OF.isdisjoint(words)


def _on_top(words: Sequence[str], whole: Figure, own: set[str | None], camps: set[str | None], *, spot: bool) -> bool:  # noqa: PLR0911  one return per reason
    """Whether a sentence's dead come on top of those told before it, who died on the ``spot``."""
    later = not _LATER.isdisjoint(words[:2])  # ``[Позже] в реанимации умерла их дочь``
    if whole.article and (later or (words[whole.start] in _ONE_MORE and _died_of_it(words, whole.end))):
        return True
    if (not _ELSEWHEN.isdisjoint(words) and not _same_day(words) and _FELL.isdisjoint(words)) or tuple(
        words[:2]
    ) in _PARTING:
        return False
    if _KNOWN.issuperset(words[whole.start : whole.start + 1]) and not spot:
        return False  # ``Three died in a crash. [The mother] and the girl died later``
    beside = [*words[max(0, whole.start - NEAR) : whole.end], *_own(words[whole.end : whole.end + NEAR + 1])]
    if any(word in _MORE and after not in _THAN for word, after in pairwise(beside)):  # not ``more than 60``
        return True
    if of_the_hurt(words, whole.start):
        return True
    if (
        _too(words)
        or _next_day(words)
        or not _IN_TURN.isdisjoint(words)
        or words[:2] in (["in", "return"], ["in", "response"], ["in", "turn"])
    ):
        return True
    if not _FELL.isdisjoint(words) or _of_the_hurt(words[whole.end : whole.end + NEAR]) or _again(words):
        return True
    return bool(own and camps) and None not in own | camps and own.isdisjoint(camps)
