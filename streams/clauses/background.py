"""What a sentence of a report dates to an earlier time: the background that news articles end with.

``Two hundred died there [in March 2018, when ...]``, ``[In 2006 ...]``, ``[Last year at least three ...]``, ``the worst
[since 2012, when three were killed]``. A date governs

- all of a sentence that it opens, or opens but for a few words (``In protests in July ... people died``);
- else its own stretch between marks, from a relative word before it on where something is told before that
  (``haunted by the town [where police shot 34 on 16 August 2012]``);
- and the stretches behind that only go on with it (``, [when] ...``, ``, [killing] nine``, ``, [and] 39 ...``);
- the next stretch as well where it opens its own (``worse was seen: in March 2018, [a fire killed 60]``);
- behind ``since`` only those, and nothing before them.

Where a day of this week is named nothing is governed. Limits: years and months by name, and phrases of English,
Spanish, French, German and Russian for the last year and month; a month of its own is past when it is two or more back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from streams.clauses.bygone import of_now

__all__ = ["Background", "backgrounds", "goes_on", "old_tolls", "superseded"]

FIRST_YEAR, YEAR_DIGITS = 1500, 4
OLD = 2  # months from which on what is told of one is past
OLD_DAYS = 10  # days from which on what is told of a day of this year is past
_MONTH_DAYS, _YEAR_DAYS = 30, 300
OPENING = 4  # tokens before a date that opens a sentence
MONTH_REACH = 3  # tokens from a month to its year
_YEAR = 12
_MARKS = frozenset({",", ";", ":", "(", ")", "—", "–"})
_IN_TEXT = """in of im in en de del du em no w в от los l' early late mid since seit depuis desde с and und et y и في
عام سنة العام"""
_IN = frozenset(_IN_TEXT.split())
_IN_BEHIND = (["yılında"], ["yılındaki"], ["senesinde"], ["жылы"], ["жылдын"], ["жылкы"])
_SINCE = frozenset({"since", "seit", "depuis", "desde", "с", "until", "till", "bis", "منذ"})
_HAPPENED_TEXT = (
    "starben starb kamen kam war waren wurde wurden hatte hatten gab nahm nahmen explodierte ereignete stürzte brach "
    "töteten tötete erschoss brannte verunglückte verunglückten ertranken erschütterte"
)
_OPENED = _MARKS | frozenset(_HAPPENED_TEXT.split()) | {"."}
"""Behind a year that a sentence begins with, as German ones do."""
_MADE_TEXT = (
    "built born founded established opened elected married arrived model signed passed launched introduced adopted "
    "inaugurated construido construida fundado fundada inaugurado construit fondé ouvert erbaut gebaut gegründet "
    "построен построенный основан открыт pledged by listed declared declarada"
)
_MADE = frozenset(_MADE_TEXT.split())
"""Near before ``in 1974``: the year is that of something else."""
_RELATIVE_TEXT = """where which that who whose donde que où dont wo die der das где который которая которые الذي التي
الذين"""
_RELATIVE = frozenset(_RELATIVE_TEXT.split())
_GOES_ON_TEXT = (
    "when where which who in killing leaving wounding injuring claiming including among and most many had after of "
    "cuando donde que y dejando matando entre quand lorsque où dont et faisant tuant als wobei darunter und "
    "когда где в том унеся и после андан анын алардын де коли внаслідок gdy gdzie w w tym"
)
_GOES_ON = frozenset(_GOES_ON_TEXT.split())
"""First words of a stretch that only goes on with the one before it."""
_LAST_TEXT = (
    "last|previous year|month|summer|winter|spring|autumn|decade|century,el año pasado,el mes pasado,"
    "la semana pasada,el mes anterior,el año anterior,la semana anterior,an dernier,année dernière,an passé,"
    "année passée,le mois dernier,le mois passé,la semaine dernière,la semaine passée,la semaine précédente,"
    "im vergangenen jahr,im vorigen jahr,im letzten jahr,"
    "vergangenes jahr,letztes jahr,voriges jahr,im vergangenen monat,в прошлом году,прошлым летом,"
    "в прошлом месяце,no ano passado,l' anno scorso,geçen yıl,geçen ay,العام|السنة|الشهر الماضي|الماضية|المنصرم,"
    "прошлый|прошлую|прошлое понедельник|вторник|среду|четверг|пятницу|субботу|воскресенье,"
    "минулого понеділка|вівторка|четверга,минулої середи|п'ятниці|суботи|неділі,"
    "прошлый|минувший|истекший год|месяц|квартал|сезон,минулий рік|місяць|квартал,"
    "прошлой|минувшей весной|осенью|зимой,на прошлой|позапрошлой неделе,в позапрошлом году,"
    "минулого|торішнього року|літа,минулої|торішньої осені|зими|весни,минулого місяця,минулого тижня,торік,позаторік,"
    "semana passada,mês passado,settimana scorsa,mese scorso,scorsa settimana,scorso mese,scorso anno,"
    "fin de semana pasado|anterior,pasado fin de semana,pasada semana,pasado mes,week-end dernier|précédent,"
    "fim de semana passado|anterior,weekend scorso,fine settimana scorso,scorso weekend|fine,"
    "vergangene|vergangenen|letzte|letzten|vorige woche,"
    "vorigen woche,geçen|geçtiğimiz hafta,geçtiğimiz yıl|ay,الاسبوع الماضي|المنصرم,"
    "w|we ubiegłym|zeszłym|minionym roku|miesiącu|tygodniu,ubiegłego|zeszłego|minionego roku|lata,ub . r|roku,"
    "былтыр,былтыркы,өткөн|өтүп жылы|айда|жумада|кышта|жайда"
)
_LAST = tuple(tuple(frozenset(word.split("|")) for word in phrase.split()) for phrase in _LAST_TEXT.split(","))
_LAST_FIRST = {word: [phrase for phrase in _LAST if word in phrase[0]] for one in _LAST for word in one[0]}
"""By a word that they begin with."""
_LAST_TOLD_TEXT = (
    "last previous pasado dernier dernière vergangenen vorigen letzten vergangenes letztes voriges прошлом прошлым "
    "passado scorso geçen pasada anterior dernière passé passée précédente الماضي الماضية المنصرم прошлой минувшей "
    "позапрошлой позапрошлом "
    "прошлый прошлую прошлое минувший истекший минулий минулого торішнього минулої торішньої "
    "торік позаторік ubiegłym zeszłym minionym "
    "scorsa précédent vergangene letzte vorige geçtiğimiz ubiegłego zeszłego minionego ub былтыр былтыркы өткөн өтүп"
)
_LAST_TOLD = frozenset(_LAST_TOLD_TEXT.split())
"""One of them is in each of these phrases."""
_UNITS_TEXT = (
    "semana semanas mes meses mês año años ano anos semaine semaines mois an ans jours días settimana settimane mese "
    "mesi woche wochen monat monaten неделю недели недель месяц месяца месяцев тиждень тижні тижнів місяць місяці "
    "місяців tydzień tygodnie tygodni miesiąc miesiące miesięcy hafta ay жума ай اسبوع اسبوعين اسابيع شهر شهرين اشهر"
    " год года лет рік роки років rok lata lat yıl жыл jahr jahren anno anni عام عامين اعوام سنة سنوات سنتين"
    " року полгода полугода півроку десятилетие десятиліття"
)
_UNITS = frozenset(_UNITS_TEXT.split())
_DAYS = frozenset({"jours", "días"})
_FEW = frozenset({"un", "una", "unos", "dos", "deux", "tres", "trois", "pocos", "quelques", "1", "2", "3"})
"""So many days ago is what is told of, as news of a remote place comes."""
_AGO = 2  # tokens between ``hace`` or ``il y a`` and the unit
_BACK_TEXT = "atrás antes auparavant fa prima назад тому temu önce мурун мурда"
_BACK = frozenset(_BACK_TEXT.split())
_BEFORE_NOW = frozenset({"hace", "há", "vor", "قبل", "وقبل"})
"""What stands before the unit: ``[vor] zwei Wochen``."""
_GOING_ON_NOW = frozenset({"que", "qu'", "desde", "depuis"})
_TOTAL_TEXT = (
    "en lo que va del año,en lo que va de año,en lo que va de,este año,cada año,al año,por año,en promedio,"
    "cette année,chaque année,par an,en moyenne,depuis le début,desde el inicio,desde el comienzo,desde principios,"
    "since the beginning of the year,since the start of the year,since the beginning of this year,so far this year,"
    "since the start of this year,since the turn of the year,every year,each year,per year,a year,on average,annually,"
    "since january,this year alone,seit jahresbeginn,seit anfang des jahres,jedes jahr,pro jahr,jährlich,"
    "desde o início do ano,neste ano,este ano,deste ano,ao ano,por ano,em média,no primeiro semestre,"
    "en el primer semestre,au premier semestre,nel primo semestre,all' anno,in media,"
    "dall' inizio dell' anno,quest' anno,ogni anno,"
    "im laufe des jahres,yılbaşından bu yana,yıl başından bu yana,yılbaşından beri,her yıl,her sene,"
    "منذ بداية العام,منذ مطلع العام,منذ بداية السنة,منذ بدايه العام,خلال العام الجاري,سنويا,كل عام,كل سنة,"
    "с начала года,с начала войны,с начала вторжения,с начала конфликта,ежегодно,каждый год,з початку року,"
    "від початку року,з початку вторгнення,від початку вторгнення,щороку,щорічно,od początku roku,co roku,każdego roku,"
    "месяцев нынешнего года,месяцев текущего года,месяцев этого года,месяцев года,месяца года,місяців цього року,"
    "місяців поточного року,місяців року,полугодие текущего года,в среднем,у середньому,"
    "жыл башынан бери,жыл сайын,согуш башталгандан бери"
)
_TOTALS = tuple(tuple(phrase.split()) for phrase in _TOTAL_TEXT.split(","))
_TOTAL_LAST = frozenset(phrase[-1] for phrase in _TOTALS)
"""A sentence that counts over so long a time sets the news beside others."""
_WARS = frozenset({"conflito", "guerra", "conflicto", "conflit", "guerre", "conflitto", "insurgência", "insurgencia"})
_STATISTICS = "статист"
"""Begins, in Slavic languages, what counts over a long time: ``по [статистике]``."""
_ALREADY_TEXT = "já ya déjà già desde depuis dal dall'"
_ALREADY = frozenset(_ALREADY_TEXT.split())
WAR_REACH = 6  # tokens to what a sentence is about, and from there to ``já``
_SUMMING_TEXT = "bringing brings brought raising raises raised taking takes pushing number total tally toll"
_SUMMING = frozenset(_SUMMING_TEXT.split())
_THIS_YEAR = ["this", "year"]
"""``That raises the [number] killed [this year] to 41``, but not ``the worst crash this year killed 41``."""
_MONTH_BEHIND = frozenset({"in", "im", "en", "в", "у", "w", "we", "last", "early", "late", "mid"})
_ROMANCE_TEXT = (
    "enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre janvier "
    "février mars avril mai juin juillet août septembre octobre novembre décembre janeiro fevereiro março maio junho "
    "julho setembro outubro novembro dezembro gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre"
)
_ROMANCE = frozenset(_ROMANCE_TEXT.split())
"""Months that have their day before them, and in Portuguese and Italian other prepositions."""
_ROMANCE_BEHIND = frozenset({"em", "no", "a", "ad", "nel", "pasado", "passado", "scorso", "fin", "fine", "début"})
_MONTH_OF = frozenset({"mes", "mês", "mois", "mese", "finales", "principios", "mediados", "inizio"})
"""Before ``de`` and a month: ``el pasado [mes] de agosto``."""
_IN_KY = ("да", "де", "та", "те")
"""Ends of a month's name that say in: ``декабр[де]``."""


_THAT = frozenset({"that", "same"})
_TIME = frozenset({"night", "day", "time", "year", "month", "week", "weekend", "summer", "evening", "occasion"})
_GOING_ON_TEXT = (
    "aynı yıl,o yıl,في العام نفسه,حينها,انذاك,"
    "cette année-là,la même année,le même jour,ce jour-là,ese mismo año,ese año,ese día,"
    "тогда,тоді,в результате,внаслідок,унаслідок,у результаті,в тот раз,того разу,im selben jahr,im gleichen jahr,"
    "в том же году,тогда же,no mesmo ano,naquele ano,lo stesso anno"
)
_HAS = (["it", "has"], ["they", "have"], ["these", "have"])
"""``[It has] killed over 150,000 people``, of a war that the sentence before is about."""
_GOING_ON = tuple(phrase.split() for phrase in _GOING_ON_TEXT.split(","))
_DEFINITE = frozenset({"a", "an", "the", "its", "their"})
_WHEN = frozenset({"when", "where", "cuando", "donde", "lorsque", "quand", "quando", "als", "wo", "когда"})


_EARLIER = frozenset({"earlier", "previously", "initially", "originally"})
_GAVE_TEXT = "put said reported listed gave given counted told spoke spoken announced estimated confirmed"
_GAVE = frozenset(_GAVE_TEXT.split())
_FIGURE_TEXT = "count toll figure figures estimate estimates tally number report reports death"
_FIGURE = frozenset(_FIGURE_TEXT.split())


_OLD_TOLLS_TEXT = (
    "précédent bilan,bilan précédent,premier bilan,bilan antérieur,dans un premier temps,initialement,balance anterior,"
    "balance previo,reporte anterior,reporte previo,informe anterior,recuento anterior,primer balance,primer reporte,"
    "en un primer momento,en un principio,inicialmente,más temprano,حصيلة سابقة,الحصيلة السابقة,ان كانت الحصيلة,"
    "zuvor war,zunächst war,bislang war,vorherige bilanz"
)
_OLD_TOLLS = tuple(tuple(phrase.split()) for phrase in _OLD_TOLLS_TEXT.split(","))
_OLD_FIRST = frozenset(phrase[0] for phrase in _OLD_TOLLS)
_TURNS = frozenset(
    {";", ".", ":", "pero", "mais", "luego", "después", "aunque", "avant", "puis", "antes", "قبل", "فيما", "لكن"}
)
_OLD_REACH = 16  # tokens from what calls a toll an old one to the toll


def old_tolls(words: Sequence[str]) -> tuple[int, int]:
    """Return the tokens whose figures are those of an earlier toll: ``un [premier bilan de 19 morts]``."""
    for index, word in enumerate(words):
        if word in _OLD_FIRST and any(phrase == tuple(words[index : index + len(phrase)]) for phrase in _OLD_TOLLS):
            end = min(index + _OLD_REACH, len(words))
            return index, next((at for at in range(index, end) if words[at] in _TURNS), end)
    return 0, 0


_OUTDATED_TEXT = """premier bilan|précédent bilan|bilan précédent|primer balance|balance anterior|balance previo|
cifra anterior|balanço anterior|primeiro balanço|balanço inicial|primo bilancio|precedente bilancio|bilancio precedente|
حصيلة اولية|حصيلة سابقة|الحصيلة السابقة|الحصيلة الاولية|предыдущим данным|первоначальным данным|прежним данным|
poprzedni bilans|wcześniejszy bilans|wcześniejsze informacje|früheren angaben|früherer angaben|önceki bilanço|
попередня кількість|мурунку маалымат"""
_OUTDATED = frozenset(tuple(pair.split()) for pair in _OUTDATED_TEXT.replace("\n", "").split("|"))
_OUTDATED_SECOND = frozenset(second for _, second in _OUTDATED)
"""The rarer words of the two, asked for first."""


def superseded(words: Sequence[str]) -> bool:
    """Whether figures are those of before: ``had [earlier put] the toll at nine``, ``an [earlier count] of 22``."""
    for index, word in enumerate(words):
        if word in _EARLIER:
            behind = words[index + 1 : index + 3]
            before = words[max(0, index - 2) : index]
            if behind[:1] and (
                behind[0] in _GAVE or (before and before[-1] in _DEFINITE and not _FIGURE.isdisjoint(behind))
            ):
                return True
    return False


def outdated(words: Sequence[str]) -> bool:
    """Whether a sentence tells of a toll by its name for one of before: ``un [premier bilan] faisait état de 9``.

    Such a one may also be the only toll that there is: whoever asks must have told of a later one.
    """
    return not _OUTDATED_SECOND.isdisjoint(words) and any(pair in _OUTDATED for pair in pairwise(words))


def goes_on(words: Sequence[str]) -> str:
    """Return what says that a sentence goes on about the time of the one before it: ``240 were hurt [that night]``."""
    for first, second in pairwise(words):
        if first in _THAT and second in _TIME:
            return f"{first} {second}"
    if list(words[:2]) in _HAS or words[-1:] == ["since"] or words[-2:] == ["since", "."]:
        return "has since"
    opening = words[:OPENING]
    found = next((one for one in _GOING_ON if one == opening[: len(one)]), None)
    return " ".join(found) if found else ""


class Background(NamedTuple):
    """Tokens ``start`` to ``end`` that are told of an earlier time, and what says so; ``opens`` the sentence."""

    start: int
    end: int
    said: str
    opens: bool


class _Date(NamedTuple):
    start: int
    end: int
    said: str


def backgrounds(words: Sequence[str], months: Mapping[str, int], at: datetime) -> list[Background]:
    """Return what of a sentence is told of an earlier time.

    Args:
        words: of the sentence, folded.
        months: name -> number, in the sentence's language.
        at: when the text was published.
    """
    named = not months.keys().isdisjoint(words) or not _LAST_TOLD.isdisjoint(words) or not _UNITS.isdisjoint(words)
    named = named or not _TOTAL_LAST.isdisjoint(words) or not _WARS.isdisjoint(words)
    if not named and not any(len(word) == YEAR_DIGITS and word.isdecimal() for word in words):
        return []  # as nearly always
    dates = _dates(words, months, at)
    if dates and any(word.startswith(_STATISTICS) for word in words[:OPENING]) and not of_now(words):
        return [Background(0, len(words), dates[0].said, opens=True)]
    found = []
    for date in dates:
        if (one := _governed(words, date)) is not None:
            found += [one, *_when(words, date, one)]
    if not found and (total := _total(words) or _war(words)) and not of_now(words):
        found.append(Background(0, len(words), total, opens=False))
    return found


def _total(words: Sequence[str]) -> str:
    """What says that a sentence counts over a long time: ``En lo que va del año han muerto 300 personas``."""
    for at in (at for at, word in enumerate(words) if word in _TOTAL_LAST):
        for phrase in _TOTALS:
            if phrase == tuple(words[max(0, at + 1 - len(phrase)) : at + 1]):
                return " ".join(phrase)
        if words[at - 1 : at + 1] == _THIS_YEAR and not _SUMMING.isdisjoint(words[:at]):
            return "this year"
    return ""


def _war(words: Sequence[str]) -> str:
    """What says that a sentence tells what a war has done: ``O [conflito já] fez um milhão de deslocados``."""
    opening = words[:WAR_REACH]
    at = next((at for at, word in enumerate(opening) if word in _WARS), None)
    if at is None or _ALREADY.isdisjoint(words[at + 1 : at + 1 + WAR_REACH]):
        return ""
    return words[at]


def _dates(words: Sequence[str], months: Mapping[str, int], at: datetime) -> list[_Date]:
    found = []
    for index, word in enumerate(words):
        if len(word) == YEAR_DIGITS and word.isdecimal() and FIRST_YEAR <= int(word) <= at.year:
            date = _year(words, index, months, at)
        elif word in months:
            date = _month(words, index, months[word], at)
        elif word in _LAST_FIRST and (date := _last(words, index)):
            pass
        elif word in _UNITS:
            date = _ago(words, index)
        else:
            continue
        if date is not None:
            found.append(date)
    return found


def _year(words: Sequence[str], index: int, months: Mapping[str, int], at: datetime) -> _Date | None:
    """A year, with its month before it or by itself behind a preposition."""
    start = next((at for at in range(index - 1, max(-1, index - 1 - MONTH_REACH), -1) if words[at] in months), None)
    age = (at.year - int(words[index])) * _YEAR + at.month
    if start is not None:
        if age - months[words[start]] < OLD or _made(words, start):
            return None
        return _Date(start, index + 1, f"{words[start]} {words[index]}")
    bracketed = words[index - 1 : index] == ["("] and words[index + 1 : index + 2] == [")"]
    introduced = (index > 0 and words[index - 1] in _IN) or _behind(words, index) in _IN_BEHIND
    opens = index == 0 and words[1:2] and words[1] in _OPENED
    if age - _YEAR < OLD or not (introduced or bracketed or opens) or _made(words, index):
        return None
    return _Date(index, index + 1, words[index])


def _behind(words: Sequence[str], index: int) -> Sequence[str]:
    """The word behind a year, also behind a hyphen: ``2021-[жылы]``."""
    at = index + 1 + (words[index + 1 : index + 2] == ["-"])
    return words[at : at + 1]


def _made(words: Sequence[str], index: int) -> bool:
    return not _MADE.isdisjoint(words[max(0, index - 3) : index])


def _month(words: Sequence[str], index: int, number: int, at: datetime) -> _Date | None:
    """A month by itself, or of the last year: ``in January``, ``in May last year``."""
    behind = words[index + 1 : index + 2]
    age = (at.month - number) % _YEAR
    romance = words[index] in _ROMANCE
    day = _day_before(words, index) if romance else _day(words, index)
    if day and words[index - 1 : index] != ["until"]:
        days = age * _MONTH_DAYS + at.day - day
        start, end = (index - 1 - (words[index - 1] == "de"), index + 1) if romance else (index, index + 2)
        return _Date(start, end, f"{words[index]} {day}") if OLD_DAYS <= days < _YEAR_DAYS else None
    inside = words[index].endswith(_IN_KY) and words[index - 1 : index] != ["-"]
    led = inside or (index > 0 and (words[index - 1] in _MONTH_BEHIND or (romance and _led(words, index))))
    if not led or (behind and behind[0][0].isdigit()):
        return None
    old = 1 if romance and at.day > OLD_DAYS else OLD
    return _Date(index, index + 1, f"in {words[index]}") if old <= age < _YEAR - 1 else None


def _led(words: Sequence[str], index: int) -> bool:
    """Whether a Romance month is told by itself: ``[a] settembre``, ``el pasado [mes de] agosto``."""
    before = words[index - 1]
    return before in _ROMANCE_BEHIND or (before in ("de", "di") and words[max(0, index - 2)] in _MONTH_OF)


def _day_before(words: Sequence[str], index: int) -> int:
    """The day before a Romance month: ``el [12] de octubre``; 0 where there is none or a year goes with it."""
    at = index - 1 - (words[index - 1 : index] == ["de"])
    if at < 0 or not words[at].isdecimal() or len(words[at]) > 2:
        return 0
    behind = [word for word in words[index + 1 : index + 3] if word not in ("de", "del")]
    return 0 if behind and behind[0].isdecimal() and len(behind[0]) == YEAR_DIGITS else int(words[at])


def _day(words: Sequence[str], index: int) -> int:
    """The day beside a month: ``the night of [June 12]``; 0 where there is none or a year goes with it."""
    behind = [word for word in words[index + 1 : index + 4] if word != ","]
    if not behind or not behind[0].isdecimal() or len(behind[0]) > 2:
        return 0
    return 0 if behind[1:] and behind[1].isdecimal() and len(behind[1]) == YEAR_DIGITS else int(behind[0])


def _last(words: Sequence[str], index: int) -> _Date | None:
    for phrase in _LAST_FIRST[words[index]]:
        told = words[index : index + len(phrase)]
        if len(told) == len(phrase) and all(word in known for word, known in zip(told, phrase, strict=True)):
            return _Date(index, index + len(phrase), " ".join(told))
    return None


def _ago(words: Sequence[str], unit: int) -> _Date | None:
    """So long ago, by its unit: ``hace dos semanas``, ``il y a dix jours``, ``две недели назад``."""
    if words[unit] in _DAYS and not _FEW.isdisjoint(words[max(0, unit - 2) : unit]):
        return None
    if not _GOING_ON_NOW.isdisjoint(words[unit + 1 : unit + 2]):
        return None  # ``hace tres semanas [que] protestan``
    if not _BACK.isdisjoint(words[unit + 1 : unit + 2]) or words[unit + 1 : unit + 3] == ["plus", "tôt"]:
        return _Date(max(0, unit - 1), unit + 2, f"{words[unit]} {words[unit + 1]}")
    for at in range(unit - 1, max(-1, unit - 2 - _AGO), -1):
        if words[at] in _BEFORE_NOW or (words[at] == "a" and words[max(0, at - 1) : at] == ["y"]):
            return _Date(at, unit + 1, " ".join(words[at : unit + 1]))
    return None


def _when(words: Sequence[str], date: _Date, one: Background) -> list[Background]:
    """What a date tells in a clause of its own: ``unlike a rally in June, [when police used gas]``."""
    start = date.end + (words[date.end : date.end + 1] == [","])
    if one.opens or words[start : start + 1] == [] or words[start] not in _WHEN or start >= one.end:
        return []
    return [Background(start, one.end, one.said, opens=True)]


def _governed(words: Sequence[str], date: _Date) -> Background | None:
    marks = [index for index, word in enumerate(words) if word in _MARKS]
    first = max((index + 1 for index in marks if index < date.start), default=0)
    last = next((index for index in marks if index >= date.end), len(words))
    if date.start <= OPENING and first == 0 and _SINCE.isdisjoint(words[: date.start]):
        return None if of_now(words) else Background(0, len(words), date.said, opens=True)
    if of_now(words[first:last]):
        return None
    start, end = first, last
    since = next((index for index in range(date.start - 1, first - 1, -1) if words[index] in _SINCE), None)
    if since is not None:
        start = since + 1
    else:
        relative = [index for index in range(first, date.start) if words[index] in _RELATIVE]
        start = relative[-1] if relative and relative[-1] > first else first
    if words[date.end : date.end + 1] == [","] and date.start - first < OPENING:
        end = next((index for index in marks if index > end), len(words))  # ``: in March 2018, [a fire had killed]``
    while end < len(words) and words[end] == "," and words[end + 1 : end + 2] and words[end + 1] in _GOES_ON:
        behind = next((index for index in marks if index > end), len(words))
        if of_now(words[end:behind]):
            break
        end = behind
    return Background(start, end, date.said, opens=False)
