"""How far a speaker's noun phrase goes: to the marks and words that end it, without the day on which he speaks."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from streams.clauses.private import AGED
from streams.text import Sentence
from streams.words.patterns import Span

__all__ = [
    "DAYS_BEFORE",
    "OF_DAY",
    "declined",
    "divides",
    "given",
    "has_number",
    "is_beside",
    "is_by",
    "is_elided",
    "is_hyphen",
    "is_name",
    "left_end",
    "named",
    "right_end",
    "undated",
]

_ELISION = re.compile(r"\bd\s?['’ʼ´`]\s?$", re.IGNORECASE)
REACH = 12  # tokens of a speaker's noun phrase
_OF_THEM = frozenset({"них", "которых", "them", "whom", "ellos", "eux", "loro", "deles", "ihnen"})
_ONE_OF_THEM = frozenset({"бири", "экөө", "үчөө", "төртөө", "бешөө", "көбү", "баары"})
_GENITIVES = tuple(f"{first}{vowel}н" for first in "ндт" for vowel in "ыиуү")
_VICTIMS_TEXT = "погибш ранен пострадавш задержан убит жертв загибл постраждал поранен затриман травмован арестован"
_VICTIMS = tuple(_VICTIMS_TEXT.split())
_OF_ALL = frozenset({"из", "все", "оба", "обе", "всі", "усі", "обидва", "обидві", "із", "з"})
_BREAKS_TEXT = """, ; : . ! ? ( ) — – " “ ” „ « » - | \u060c / and but that as when after while although though whereas
и но а хотя что когда после y e pero que mientras aunque cuando tras et mais alors tandis quand après dass und aber
después depois após dopo während ان لكن فيما بينما"""
_BREAKS = frozenset(_BREAKS_TEXT.split())
_DAYS_BEFORE_TEXT = (
    "lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo montag "
    "dienstag mittwoch donnerstag freitag samstag sonntag lunedì martedì mercoledì giovedì venerdì sabato domenica"
)
DAYS_BEFORE = frozenset(_DAYS_BEFORE_TEXT.split())
"""Stand before a speaker, too: ``[dimanche soir] le ministère``; ``Sunday Times`` and ``Le Soir`` are names."""
_DAYS_TEXT = "monday tuesday wednesday thursday friday saturday sunday today yesterday tonight morning evening night"
_DAYS = frozenset(_DAYS_TEXT.split()) | DAYS_BEFORE
OF_DAY = frozenset({"soir", "matin", "abend", "sera", "mattina", "noche", "tarde"})
_WHEN = _DAYS | OF_DAY | {"on", "late", "early", "earlier", "last", "this", "later", "afternoon"}
_BESIDE_TEXT = (
    "now later also meanwhile earlier still however then again reportedly repeatedly immediately initially finally "
    "have has had having so far yet already just subsequently separately further officially publicly only themselves "
    "himself herself itself was were is are be been being did do does not never since therefore thus both too always "
    "previously recently quickly promptly privately openly first once will would could can may might must today"
)
_BESIDE = frozenset(_BESIDE_TEXT.split())
"""Between a speaker's name and his verb."""
_TOLD_OF = frozenset({"who", "whose", "whom"})
_EMERGENCY = frozenset({"112", "115", "118", "24.kg"})
"""Services that are called by the number one dials: ``il [118]``; and an agency called by one."""
_NAME = 4  # tokens of a name
_HELPLINE = 3  # digits of the number that calls help
_CASES = (
    *(f"{first}{vowel}{last}" for first in "ндт" for vowel in "ыиуү" for last in ("", "н")),
    *(f"n{vowel}n" for vowel in "ıiuü"),
)
"""Kyrgyz endings of the object and of whose it is, Turkish ones of whose it is: no speaker's."""
_TO = ("ка", "ке", "ко", "кө", "га", "ге", "го", "гө", "ына", "ине", "уна", "үнө")
_HEADS = ("кызматы", "комитети", "адвокаты", "департаменти", "президенти", "институту", "агенттиги", "парламенти")
"""Ends like them of who speaks for somebody: ``басма сөз [кызматы]``."""
_AGE = 2  # digits of an age
_YEARS = ("año", "an", "ann", "anos", "лет", "год", "рок", "jahr", "jähr", "lat", "yaş", "жаш", "سنة", "عام", "year")
_LIVING_TEXT = """die der que cuya cuyo cuyos cuyas
quien qui dont которая который чья чей яка який чия чий która który której
którego che cui deren dessen cuja cujo الذي التي"""
_LIVING = frozenset(_LIVING_TEXT.split())
"""Begins what somebody with a name lived through; English has `streams.clauses.attribution`'s own."""
_LIVING_STEMS = ("пожелавш", "попросивш", "живущ", "проживающ", "работающ", "находивш", "оказавш", "пережив", "стоявш")
"""The same of Russian participles: ``женщина, [пожелавшая] остаться неназванной``."""
_TITLES_TEXT = """dr doç op uzm
mr mrs ms sgt col gen lt capt maj rev prof insp det mł bryg st kpt asp sztab nadbryg podinsp nadkom
kom podkom sierż ogn mjr płk por dott ing sr"""
_TITLES = frozenset(_TITLES_TEXT.split())
"""A dot behind these ends nothing."""


_DOMAINS = frozenset({"media", "kg", "kz", "ru", "ua", "by", "uz", "tj", "net", "info", "news"})
"""Behind the dot of a site's name: ``рассказали Kaktus[.]media``."""
_COURTESY_TEXT = "don doña dona seu señor señora senhor senhora signor signora monsieur madame"
_COURTESY = frozenset(_COURTESY_TEXT.split())


def declined(word: str) -> bool:
    """Whether a Kyrgyz or Turkish word stands in a case in which nobody speaks: ``[милициянын]``, ``[işçinin]``."""
    return word.endswith(_CASES) and not word.endswith(_HEADS)


def given(word: Sequence[str]) -> bool:
    """Whether a Kyrgyz word, if there is one, stands in the case of whom something is given or told."""
    return bool(word) and word[0].endswith(_TO)


def is_hyphen(sentence: Sentence, index: int) -> bool:
    """Whether a dash joins the parts of one word: ``17[-]year-old``."""
    if sentence.words[index] != "-" or not 0 < index < len(sentence.words) - 1:
        return False
    return sentence.starts[index] == sentence.ends[index - 1] and sentence.starts[index + 1] == sentence.ends[index]


def divides(words: Sequence[str], mark: int) -> bool:
    """Whether a dash stands for ``are``, of those counted or a part of them.

    ``половина из них — сотрудники милиции``, ``один из раненых — пограничник``, ``все погибшие — жители села``.
    """
    if not mark or words[mark - 1] in _OF_THEM:
        return mark > 0
    if words[mark - 1] in _ONE_OF_THEM:
        return mark > 1 and words[mark - 2].endswith(_GENITIVES)  # ``жарадарлардын [бири] — милиционер``
    return words[mark - 1].startswith(_VICTIMS) and not _OF_ALL.isdisjoint(words[:mark])


def has_number(words: Sequence[str]) -> bool:
    """Whether a number stands among words, and none that is part of a name: ``the rebel group M[23]``, ``call 112``."""
    if len(words) > 1 and words[-1].isdecimal() and len(words[-1]) == _HELPLINE:
        words = words[:-1]  # ``el servicio de emergencias [112]``
    return any(
        word[0].isdigit() and word not in _EMERGENCY and (not at or len(words[at - 1]) > 1)
        for at, word in enumerate(words)
    )


def undated(words: Sequence[str], start: int, end: int) -> int:
    """Where a speaker's name ends before the day on which he speaks: ``the ministry [late on Monday] said``."""
    if words[end - 1] not in _DAYS and words[end - 1] not in OF_DAY:
        return end
    end -= 1
    while end - start > 1 and words[end - 1] in _WHEN:
        end -= 1
    return end


def is_elided(sentence: Sentence, text: str, at: int) -> bool:
    """Whether a word stands behind an elided one, which is no token: ``[d']après la police``."""
    return _ELISION.search(text, max(0, sentence.starts[at] - 4), sentence.starts[at]) is not None


def named(words: Sequence[str], start: int, end: int) -> int:
    """Where a speaker's name ends: before ``have so far``, ``now`` and ``who fled``."""
    end = next((at for at in range(start + 1, end) if words[at] in _TOLD_OF), end)
    while end - start > 1 and words[end - 1] in _BESIDE:
        end -= 1
    return end


def is_by(words: Sequence[str], cue: Span) -> bool:
    """Whether a cue ends with ``by``, behind which stands who said it whatever is before: ``was told [by]``."""
    return cue[0].types[0] == "according" and words[cue[2] - 1] == "by"


def is_name(sentence: Sentence, text: str, start: int, end: int) -> bool:
    """Whether tokens are a name and nothing else: up to four with a capital letter, and ``don`` before them."""
    start += end - start > 1 and sentence.words[start] in _COURTESY
    return 0 < end - start <= _NAME and all(text[sentence.starts[at]].isupper() for at in range(start, end))


def is_beside(words: Sequence[str], begin: int, end: int) -> bool:
    """Whether what stands behind a name tells whose life it is: ``Amalia, [de 29 años]``, ``Оксана, [которая ждала]``.

    Offices are told of by their titles, people by their age and what they lived through.
    """
    aside = words[begin:end]
    if not aside:
        return False
    return aside[0] in _LIVING or aside[0].startswith(_LIVING_STEMS) or _is_age(aside)


def _is_age(aside: Sequence[str]) -> bool:
    if len(aside) == 1:
        return aside[0].isdigit() and len(aside[0]) == _AGE
    at = 1 if aside[0] in ("de", "di", "aged", "aged", "d'") else 0
    return aside[at].isdigit() and any(word.startswith(_YEARS) for word in aside[at + 1 : at + 3])


def left_end(words: Sequence[str], index: int) -> int:
    """Where the phrase that ends before ``index`` begins."""
    start = index
    while start > 0 and index - start < REACH and (words[start - 1] not in _BREAKS or _dotted(words, start - 1)):
        start -= 1
    return start


def right_end(words: Sequence[str], index: int, verbs: Set[str] = frozenset()) -> int:
    """Where the phrase that begins at ``index`` ends; behind its first word also before one of ``verbs``."""
    end = index
    while end < len(words) and end - index < REACH and (words[end] not in _BREAKS or _dotted(words, end)):
        if end > index and words[end] in verbs:
            break
        end += 1
    return end


def _dotted(words: Sequence[str], index: int) -> bool:
    """Whether a mark is a dot in a title or a site, or the dash of an age: ``Dr. Suryadi``, ``58-year-old man``."""
    behind = words[index + 1 : index + 2]
    if not index or not behind:
        return False
    if words[index] == "-":
        return (behind == ["year-old"] or behind[0].startswith(AGED)) and words[index - 1].isdecimal()
    return words[index] == "." and (words[index - 1] in _TITLES or behind[0] in _DOMAINS)
