"""Events of years ago, by the year that a sentence dates them to.

A bare year before the last one makes an event past where

- it opens the sentence (``September 2021: 119 dead``, ``In 2013, ...``);
- it stands in brackets beside it (``The Towering Inferno (1974)``);
- it is part of the event's name (``the 2013 Boston Marathon bombing``, in headlines ``jailed for 2019 bombing``);
- it follows in the same clause (``killed 85 people in Paradise in 2018``): who died in a fire in 2017 died then, while
  an arrest or a protest over a fire in 2017 may be today's.

A month without day or year, two or more before the post's, does so behind the event (``detained in September``).

Sentences of a report that only set the event beside others are found by `streams.clauses.elsewhen`.

Limits: full dates are read by `streams.clauses.times`; a year in another sentence says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, takewhile

from streams.figures.addresses import FLIGHTS
from streams.words.calendar import MONTH_NAMES, SEASONS, YEAR_BEHIND

__all__ = [
    "ABOUT",
    "BREAKS",
    "HELD_FOR",
    "MONTHS",
    "REACH",
    "after_another",
    "before_told",
    "bygone",
    "dates_all",
    "months_ago",
    "of_now",
    "relates",
    "shares_past",
]

REACH = 12  # tokens from an event to its year, within a clause
BEFORE_REACH = 5  # tokens from a year to the event that it names
_DATED_REACH = 8  # tokens from a year told as a date to the event behind it
_ANSWERED_REACH = 4  # the same to what is done about an event: ``who [in 1992] killed a man was arrested``
OPENING = 4  # tokens of a date that opens a sentence
FIRST = 1100
NAMED_FROM = 1600  # a number before a noun is a year from here on: ``the 2013 bombing``, not ``the 1,500 miners``
_BARE_FROM = 1900  # the same without an article
_BREAKS_TEXT = '; : ( ) — – . ! ? | , \u060c \u061b \u061f … " “ ”'
BREAKS = frozenset(_BREAKS_TEXT.split())
_IN_TEXT = "in of en de del du в во от ab im von nel em w we у u tahun عام سنة"
_IN = frozenset(_IN_TEXT.split())
_ENGLISH = frozenset({"in", "of"})
"""Before an event such a year may name another: ``guilty of arson in [2013] hostel blaze that killed 9``."""
_THE = frozenset({"the", "a", "an", "deadly", "its", "his", "el", "la", "le", "l'", "der", "die", "das", "il", "o"})
_OF_OLD = frozenset({"victims", "survivors", "anniversary", "memory"})
_BARE = frozenset({"for", "over", "after", "about", "into"})
_ENDS = frozenset({":", ",", ".", "—", "–", "-", "года", "году", "yılında"})
_YEAR_NOUNS = frozenset({"jahr", "jahre", "anno", "año", "année", "ano", "the", "l'", "an"})
_ANSWERS = frozenset({"ARREST", "PROTEST", "FORCE", "FREED"})
"""What is done about an event, often much later."""
_SUSPECTS_TEXT = (
    "шектүү шектел айыптал подозрева обвиняем підозрюван обвинувачен şüpheli zanlı podejrzan suspect sospechos "
    "suspeit sospett indagat verdächtig tatverdächtig مشتبه متهم المشتبه المتهم"
)
_SUSPECTS = tuple(_SUSPECTS_TEXT.split())
_DEED_REACH = 8  # tokens from ``over`` to the year of a deed
_ABOUT_TEXT = """over about after for against following по из-за por pelo pela pelos pelas contre après pour
per sull' sulla wegen sprawie za справі справу иши боюнча cinayetiyle davasıyla ilgili قضية بتهمة بشبهة"""
ABOUT = frozenset(_ABOUT_TEXT.split())
"""Before what is answered."""
HELD_FOR = frozenset({"accused", "suspected", "wanted", "convicted", "charged", "who", "that"})
"""Behind an arrest: it goes on about what was done before."""
_NOW_TEXT = """today yesterday tonight monday tuesday wednesday thursday friday saturday sunday сегодня вчера hoy ayer
lunes martes miércoles jueves viernes sábado domingo aujourd'hui hier lundi mardi mercredi jeudi vendredi samedi
dimanche сьогодні вчора учора уночі вночі понеділок вівторок середу четвер п'ятницю суботу неділю dziś dzisiaj wczoraj
poniedziałek wtorek środę czwartek piątek sobotę niedzielę бүгүн кечээ азыр понедельник вторник среду пятницу субботу
воскресенье"""
_NOW = frozenset(_NOW_TEXT.split())
_BORN = ("рожд", "народж", "туул", "urodz", "doğum", "nasc", "geboren", "nacid", "г.р")
_RELATIVE = frozenset({"in", "when", "where", "which"})
_SETS_OFF = frozenset({",", "when"})
_MADE = frozenset({"built", "born", "founded", "established", "opened", "elected", "married", "arrived", "model"})
"""Before ``in 1974``: the year is that of something else."""
_OTHERWISE = _MADE | {"since", "until", "till", "desde", "hasta", "depuis", "seit", "dal", "od"}


_MONTHS_TEXT = "january february march april may june july august september october november december"
MONTHS = {name: number for number, name in enumerate(_MONTHS_TEXT.split(), start=1)}
_IN_MONTH = frozenset({"in", "last", "early", "late", "mid"})
LATE = 2  # months from which on what is told of one is past
_YEAR = 12
_MARKED = frozenset({"mark", "marks", "marking", "marked", "whose"})
_TELLING = frozenset({"that", "which"})
_VERBS_TEXT = """starb starben wurde wurden kam kamen brannte brannten gab war waren explodierte stürzte ereignete
tötete töteten ermordete erschoss zerstörte brach"""
_VERBS = frozenset(_VERBS_TEXT.split())
"""Behind a year that opens a German sentence."""
_DATED, _YEAR_DIGITS = 5, 4  # tokens of ``of 1992``, ``in the town in 1992``
_AFTER_REACH = 6  # tokens from the span to what was before it
_AGO = frozenset({"day", "days", "week", "weeks", "fortnight", "month", "months", "year", "years", "hours"})
_OTHERS_TEXT = "another others two three four five six seven eight nine ten dozens more"
_OTHERS = frozenset(_OTHERS_TEXT.split())
RELATED = 4  # tokens from the relative word to the verb


_OPENING_A_DATE = frozenset({"on", "in"})
_PART_OF_MONTH = frozenset({"early", "late", "mid", "mid-"})
_LONG = frozenset({"week", "month", "year", "weeks", "months", "years"})
_SOONER = frozenset({"before", "earlier", "previously"})


def months_ago(words: Sequence[str], end: int, behind: int, month: int) -> str:
    """Return the month, two or more before ``month``, that a trigger is dated to without a day, or nothing.

    ``detained [in September]``, told in November, or a sentence that opens so or with a day; a day or a year beside
    it is read elsewhere.

    Args:
        words: the sentence.
        end: behind the trigger's last token.
        behind: where the next event is told, which the month then belongs to, unless that is told of this one.
        month: of the post.
    """
    if words[0] == "in" and end > OPENING and words[1] in MONTHS and _passed(words[1], month):
        told = words[2:4]  # ``[In March,] 30 people died``, ``In March 30 people died``; not ``In May 2026``
        if not told[0].isdecimal() or (len(told[0]) < _YEAR_DIGITS and told[1].isalpha()):
            return "" if of_now(words) else f"in {words[1]}"
    if words[0] in _OPENING_A_DATE and end > OPENING and (opened := _opening_month(words)) and _passed(opened, month):
        return "" if of_now(words) else f"in {opened}"
    if behind < len(words) and relates(words, end, behind):
        behind = len(words)
    for index in range(end, min(end + REACH, behind)):
        word = words[index]
        if word in BREAKS or word in _NOW:
            return ""
        if word == "last" and words[index + 1 : index + 2] in (["month"], ["year"]):
            return f"last {words[index + 1]}"
        if word in MONTHS and words[index - 1] in _IN_MONTH:
            ahead = words[index + 1 : index + 2]
            dated = bool(ahead) and ahead[0][0].isdigit()
            return "" if dated or not _passed(word, month) else f"in {word}"
    return ""


def _opening_month(words: Sequence[str]) -> str:
    """The month of a date without a year that opens a sentence: ``On 4 [September],``, ``In early [May]``."""
    second, third, fourth = words[1:4]
    if words[0] == "in":
        return third if second in _PART_OF_MONTH and third in MONTHS and not fourth.isdecimal() else ""
    day = next((word for word in (second, third) if word.isdecimal()), "")
    if not day or len(day) >= _YEAR_DIGITS or (fourth.isdecimal() and len(fourth) == _YEAR_DIGITS):
        return ""
    return next((word for word in (second, third) if word in MONTHS), "")


def _passed(name: str, month: int) -> bool:
    """Whether a month without a year is two or more before another."""
    return LATE <= (month - MONTHS[name]) % _YEAR < _YEAR - 1


def relates(words: Sequence[str], start: int, end: int, *, dated: bool = False) -> bool:
    """Whether an event is told in a clause about the one before it: ``the attack [that] killed``, ``in [which]``.

    In ``dated`` texts a year alone may part them: ``the riot [of 1992] left 60 dead``.
    """
    between = words[start:end]
    year = 0 < len(between) <= _DATED and between[-1].isdigit() and len(between[-1]) == _YEAR_DIGITS
    if dated and year and BREAKS.isdisjoint(between):
        return True
    at = next((index for index in range(end - 1, start - 1, -1) if words[index] in _TELLING), None)
    if at is None or any(word in BREAKS and word != "," for word in words[start:end]):
        return False
    return end - at <= RELATED + (words[at] == "which" and words[at - 1] == "in") * RELATED


def shares_past(words: Sequence[str], before: int, start: int, end: int) -> bool:
    """Whether victims, tokens ``start`` to ``end``, are told of in one breath with those that end at ``before``.

    ``three died [and 79 were] injured``, of years ago, unless a day of this week follows.
    """
    between, behind = words[before:start], list(takewhile(lambda word: word not in BREAKS, words[end:]))
    return between[:1] == ["and"] and 1 < len(between) <= RELATED and BREAKS.isdisjoint(between) and not of_now(behind)


def after_another(words: Sequence[str], start: int) -> bool:
    """Whether a trigger is what came so long before: ``four were killed, a week after 12 others [died]``."""
    before = words[max(0, start - _AFTER_REACH) : start]
    at = next((index for index, word in enumerate(before) if word in ("after", "since") and index), None)
    if at is None or before[at - 1] not in _AGO:
        return False
    return not BREAKS.intersection(before[at:]) and any(word[0].isdigit() or word in _OTHERS for word in before[at:])


def before_told(words: Sequence[str], start: int, end: int, year: int) -> str:
    """Return what dates a trigger to before the event that a text dated to a year tells of, or nothing.

    ``for a protester who had [died] the week before``, ``six farmers who were [killed] a year earlier``, ``in memory of
    a man [killed] by police in 2018``.
    """
    behind = list(takewhile(lambda word: word not in BREAKS, words[end : end + REACH]))
    for first, second in pairwise(behind):
        if (first in _LONG and second in _SOONER) or (first == "previous" and second in _LONG):
            return f"{first} {second}"
    old = next((word for word in behind if len(word) == _YEAR_DIGITS and word.isdecimal()), "")
    if old and FIRST < int(old) < year:
        return old
    before = words[max(0, start - REACH) : start]
    for first, second in pairwise(before):
        if (first, second) == ("memory", "of"):
            return "in memory of"
        if first in _IN_MONTH | MONTHS.keys() and second.isdecimal() and FIRST < int(second) < year:
            return second
    return ""


def dates_all(words: Sequence[str], reasons: Sequence[str]) -> bool:
    """Whether a sentence opens with the year that made its event past."""
    years = {reason.removeprefix("past: ") for reason in reasons if reason.startswith("past: ")}
    return not years.isdisjoint(word for word in words[:OPENING] if word.isdigit() and len(word) == 4)


def of_now(words: Sequence[str]) -> bool:
    """Whether a sentence names a day of this week."""
    return not _NOW.isdisjoint(words)


def bygone(words: Sequence[str], start: int, end: int, year: int, kinds: Sequence[str]) -> str:
    """Return the year long before ``year`` that a trigger is dated to, or nothing.

    Args:
        words: the sentence.
        start: first token of the trigger.
        end: behind its last token.
        year: of the post.
        kinds: the trigger's event types.
    """
    answers = not _ANSWERS.isdisjoint(kinds)
    if start and words[1] in _VERBS and _is_year(words, 0, year):
        return words[0]  # ``[1943] starben hier 40 Menschen``
    for index in range(min(OPENING + 1, start - 1)):
        led = words[0] in _IN and (index == 1 or (index == 2 and words[1] in _YEAR_NOUNS))  # ``im [Jahr] 2023``
        opens = words[index + 1] in _ENDS or led or _in_season(words, index)
        if opens and _is_year(words, index, year) and not (answers and _of_deed(words, index, start)):
            return words[index]
    if set_off := _set_off(words, start, year):
        return set_off
    reach = _ANSWERED_REACH if answers else _DATED_REACH
    if before := _named_before(words, start, year) or _before(words, start, year, reach):
        return before
    ends = BREAKS | _NOW | ABOUT | HELD_FOR if answers else BREAKS | _NOW
    for index in range(start + 1, min(end + REACH, len(words))):
        if _is_year(words, index, year):
            said = _said(words, index) or (index == end and words[index + 1 : index + 2] in ([], ["."]))
            if said or (not answers and _names(words, index)) or _bracketed(words, index):
                return words[index]
        if index < end and words[index] == "por":
            continue  # ``asesinado [por] la policía``
        if _shortens(words, index):
            continue
        marked = words[index].startswith("anniversar") and words[index - 1] not in _MARKED  # ``on the anniversary``
        if marked or (words[index] in ends and not _dates(words, index)):
            break
    return ""


def _named_before(words: Sequence[str], start: int, year: int) -> str:
    """The year before a trigger that is part of the event's name or stands in brackets: ``the [2013] bombing``."""
    for index in range(max(0, start - BEFORE_REACH), start):
        if _is_year(words, index, year):
            beside = (_names(words, index) or _bare(words, index)) and BREAKS.isdisjoint(words[index + 1 : start])
            if beside or _bracketed(words, index):
                return words[index]
    return ""


def _in_season(words: Sequence[str], index: int) -> bool:
    """Whether a year is that of a season: ``in the autumn of [1923]``, ``[1923] sonbaharında``."""
    return not SEASONS.isdisjoint(words[max(0, index - 2) : index + 2])


def _of_deed(words: Sequence[str], index: int, start: int) -> bool:
    """Whether a year before an arrest is of what it is for: ``по делу об убийстве в [2017] году задержаны трое``."""
    if any(word.startswith(_SUSPECTS) for word in words[index + 1 : start]):
        return True
    before = words[max(0, index - _DEED_REACH) : index]
    return not ABOUT.isdisjoint(before) and BREAKS.isdisjoint(before)


def _said(words: Sequence[str], index: int) -> bool:
    """Whether a year dates something: ``in 1992``, ``14 febbraio 2004``, ``осенью 1995``, ``1916. године``."""
    behind = [word for word in words[index + 1 : index + 3] if word != "."]
    monthly = words[index - 1] in MONTH_NAMES or _in_season(words, index)
    dated = monthly or words[index - 1] in _IN or not YEAR_BEHIND.isdisjoint(behind[:1])
    return dated and _OTHERWISE.isdisjoint(words[max(0, index - 2 - monthly) : index])


def _before(words: Sequence[str], start: int, year: int, reach: int) -> str:
    """The year that a clause tells before its trigger: ``w [1975] r. zginął``, ``18 marca [1944] roku aresztowano``."""
    for index in range(start - 1, max(0, start - reach), -1):
        if _is_year(words, index, year):
            if reach == _ANSWERED_REACH and _of_deed(words, index, start):
                return ""
            told = words[index - 1] not in _ENGLISH or _in_season(words, index)
            return words[index] if told and _said(words, index) else ""
        if words[index] in BREAKS and not _shortens(words, index):
            break
    return ""


def _shortens(words: Sequence[str], index: int) -> bool:
    """Whether a dot belongs to a day, a year or the word for one: ``14[.] јула``, ``1975 r[.]``."""
    return words[index] == "." and (words[index - 1].isdigit() or words[index - 1] in YEAR_BEHIND)


def _set_off(words: Sequence[str], start: int, year: int) -> str:
    """The year that commas set off before a trigger, or that is told of in a clause of its own.

    ``According to state media, [in 1970,] a quake killed``, ``from July to November 1917, [in which] thousands died``,
    ``I was there in [1998] when the bomb exploded``.
    """
    for index in range(1, start - 1):
        if words[index + 1] not in _SETS_OFF or not _is_year(words, index, year):
            continue
        if words[index + 1] == "when":
            if words[index - 1] in _ENGLISH and BREAKS.isdisjoint(words[index + 2 : start]):
                return words[index]
            continue
        apart = words[index - 1] in _IN and words[index - 2] in BREAKS and index > 1
        if (apart or words[index + 2] in _RELATIVE) and BREAKS.isdisjoint(words[index + 2 : start]):
            return words[index]
    return ""


def _is_year(words: Sequence[str], index: int, year: int) -> bool:
    """Whether a word is a year before the last one, in which nobody was born: ``жительница [1984] года рождения``."""
    word = words[index]
    if len(word) != _YEAR_DIGITS or not word.isdigit() or not FIRST <= int(word) < year - 1:
        return False
    if index and words[index - 1] in FLIGHTS:
        return False
    return not any(behind.startswith(_BORN) for behind in words[index + 1 : index + 4])


def _names(words: Sequence[str], index: int) -> bool:
    """Whether a year is part of a name: ``the 2013 bombing``; round numbers are counts more often."""
    number = int(words[index])
    return index > 0 and words[index - 1] in _THE and number >= NAMED_FROM and number % 100 != 0


def _bare(words: Sequence[str], index: int) -> bool:
    """The same in a headline, without an article: ``jailed for [2019] bombing``, ``victims of [1999] bomb``."""
    number, before = int(words[index]), words[max(0, index - 2) : index]
    named = before[-1:] != [] and (before[-1] in _BARE or (before[-1] == "of" and before[0] in _OF_OLD))
    return named and number >= _BARE_FROM and number % 100 != 0


def _dates(words: Sequence[str], index: int) -> bool:
    """Whether a mark only sets a year off: ``street protests, in 2005``, ``Inferno (1974)``."""
    following = words[index + 1 : index + 3]
    if words[index] == "(":
        return _bracketed(words, index + 1)
    return words[index] == "," and len(following) == 2 and following[0] in _IN and following[1].isdigit()


def _bracketed(words: Sequence[str], index: int) -> bool:
    inside = 0 < index < len(words) - 1
    return inside and words[index - 1] == "(" and words[index + 1] == ")" and words[index].isdigit()
