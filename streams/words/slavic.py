"""Names of places in Slavic languages of which more than the end of one word is inflected, and districts.

``у [Кривому Розі]`` is Кривий Ріг, ``w [Zielonej Górze]`` Zielona Góra. A district that no list has is told by the
town that it is called after: ``в [Мартукском районе]``, Мартук. Districts of cities are called alike everywhere
(``Ленинский район``) and are no place of their own: `of_a_city`.

Limits: two words; what comes out need not be a name, the gazetteer decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["DISTRICT", "UK_LAND", "districts", "of_a_city", "polish", "russian", "ukrainian"]

_KIND = (
    r"(?:(?:городск|муниципальн|міськ|сільськ|селищн)\w+ )?"
    r"(?:район(?:а|е|у|ом|і)?|муниципальн\w+ округ\w{0,2}|городск\w+ округ\w{0,2}|округ(?:а|е|у|ом)?"
    r"|громад(?:а|и|і|у|ою))"
)
DISTRICT = re.compile(rf" {_KIND}(?!\w)")
"""Behind an adjective with a capital: the kind of a division, which is part of its name."""
_DISTRICT_NAME = re.compile(rf"(?P<of>[\w’'-]+?[сц]ь?к)(?:ий|ого|ому|ом|им|ім|а|ої|ой|ій|у|ою) (?P<kind>{_KIND})")
_OF_A_CITY = re.compile(r"(?P<of>[^\W\da-zA-Z]+[сц]ь?к)(?:(?:ого|ому|ом|им|ім)|(?:ий|ого|ому|ом|им|ім) район\w{0,2})")
_CITY_DISTRICTS_TEXT = """ленинск октябрьск первомайск советск кировск свердловск калининск московск заводск фрунзенск
дзержинск куйбышевск орджоникидзевск ворошиловск красноармейск пролетарск комсомольск пушкинск приморск невск
алматинск алмалинск бостандыкск турксибск выборгск красногвардейск петроградск самарск ленинградск киевск шевченковск
шевченківськ подільськ печерськ
солом'янськ київськ основ'янськ холодногірськ немишлянськ новобаварськ слобідськ приморськ хаджибейськ пересипськ
самарськ новокодацьк заводськ інгульськ дніпровськ хортицьк олександрівськ вознесенівськ франківськ галицьк личаківськ
сихівськ святошинськ оболонськ дарницьк деснянськ голосіївськ салтівськ московськ слобожанськ"""
_CITY_DISTRICTS = frozenset(_CITY_DISTRICTS_TEXT.split())
_OF_TOWN = (
    # an adjective's end, and what the town ends in instead: ``Шебек[инск]ий``, Шебекино; ``Очак[івськ]а``, Очаків
    ("ск", ("ск", "", "а", "о", "ь", "и", "ы", "ка")), ("инск", ("ино", "ин", "ина", "а")),
    ("енск", ("но", "на", "ное", "енское")), ("овск", ("ово", "ов", "овка", "")), ("евск", ("ево", "ев", "евка", "")),
    ("цк", ("цк", "к", "ц")), ("івськ", ("ів", "івка")), ("ївськ", ("їв", "ївка")), ("инськ", ("ин", "ине", "а")),
    ("ськ", ("ськ", "", "а", "е", "и", "ля")), ("цьк", ("ць", "цьк", "ка", "ки")),
)  # fmt: skip
_SHORTEST = 3  # letters of a town's stem

_RU_ADJECTIVES = (
    ("ой", ("ая",)), ("ую", ("ая",)), ("ей", ("яя",)), ("ом", ("ый", "ий", "ое", "ой")), ("ем", ("ий", "ее")),
    ("ого", ("ый", "ий", "ое", "ой")), ("его", ("ий", "ее")), ("ых", ("ые",)), ("их", ("ие",)),
)  # fmt: skip
_RU_NOUNS = (
    # ``Корее``, ``Аравии``, ``островах``
    ("ее", ("ея",)), ("ии", ("ия", "ий")), ("е", ("", "а", "ь", "о")), ("и", ("я", "ь", "а")), ("у", ("а", "")),
    ("ю", ("я",)), ("ы", ("а",)), ("ах", ("а", "ы")), ("ов", ("а", "ы")), ("а", ("",)),
)  # fmt: skip
_UK_ADJECTIVES = (
    ("ому", ("ий", "е")), ("ого", ("ий", "е")), ("им", ("ий", "е")), ("ій", ("а",)), ("ої", ("а",)), ("ою", ("а",)),
    ("их", ("і",)),
)  # fmt: skip
_UK_NOUNS = (
    # ``Костянтинівці``, ``Розі``, ``Чернівцях``, ``Прилуках``
    ("єм", ("й",)), ("ї", ("я", "й")),
    ("ці", ("ка", "к")), ("зі", ("га", "г")), ("сі", ("ха",)), ("цях", ("ці",)), ("ців", ("ці",)),
    ("ях", ("і", "я")),
    ("ах", ("и",)), ("і", ("", "а", "о")), ("ю", ("ь", "е", "я")), ("у", ("", "а")), ("и", ("а",)), ("ою", ("а",)),
)  # fmt: skip
_UK_CLOSED = re.compile(r"[оеє](?=[бвгґджзйклмнпрстфхцчшщ]$)")
UK_LAND = re.compile(r"(?<=\w{3})[щч]ин(?:а|і|и|у|ою)$")
_PL_ADJECTIVES = (
    ("kiej", ("ka",)), ("giej", ("ga",)), ("iej", ("ia",)), ("ej", ("a",)), ("kim", ("ki", "kie")),
    ("kiem", ("kie",)), ("ym", ("y", "e")), ("em", ("e",)), ("kiego", ("ki", "kie")), ("ego", ("y", "e")),
    ("kich", ("kie",)), ("ych", ("e",)), ("ą", ("a",)),
)  # fmt: skip
_PL_NOUNS = (
    ("ie", ("", "a", "o")), ("dzie", ("da", "d", "dy")), ("rze", ("ra", "r")), ("le", ("ła", "ł", "la")),
    ("ii", ("ia",)), ("ei", ("ea",)),
    ("li", ("la",)), ("ce", ("ka",)), ("dze", ("ga",)), ("iu", ("", "ie")), ("u", ("", "o")), ("ach", ("y", "i", "e")),
    ("y", ("a",)), ("a", ("", "o")), ("iem", ("",)), ("em", ("",)), ("ic", ("ice",)),
    ("lec", ("lce",)), ("łk", ("łki",)), ("lc", ("lce",)),
)  # fmt: skip
_PL_PLURALS = (("ic", "ice"), ("yc", "yce"), ("lc", "lce"), ("łk", "łki"), ("lec", "lce"), ("ych", "ychy"))
"""``w rejonie [Pyskowic]``: genitives that are shorter than the name."""
_PL_WITHIN = re.compile(r"(?:ym|ego|emu)(?=stok|staw|lin|bór|bor)")
"""An adjective that is inflected within a name: ``pod [Białymstokiem]``, ``w [Krasnymstawie]``."""
_PARTS = re.compile(r"([ -])")

_Endings = tuple[tuple[str, tuple[str, ...]], ...]


def russian(written: str) -> Iterator[str]:
    """Yield what two words in Russian may be inflected from: ``в [Южной Корее]``."""
    parts = _PARTS.split(written)
    if len(parts) == 3:
        yield from _phrases(parts, _RU_ADJECTIVES, _RU_NOUNS)


def ukrainian(written: str) -> Iterator[str]:
    """Yield what a name in Ukrainian may be inflected from: an adjective, or one with its noun."""
    parts = _PARTS.split(written)
    if len(parts) == 1:
        yield from _ended(written, _UK_ADJECTIVES[:3])
        yield from _ended(written, _UK_NOUNS[:7])
        if written[-1] not in "аеєиіїоуюяьй":
            yield from (f"{written}и", f"{written}і")  # ``центр [Сум]``, ``до [Черкас]``
    elif len(parts) == 3:
        yield from _phrases(parts, _UK_ADJECTIVES, _UK_NOUNS)


def polish(written: str) -> Iterator[str]:
    """Yield the same in Polish."""
    parts = _PARTS.split(written)
    if len(parts) == 1:
        yield from (f"{written[: -len(ending)]}{plain}" for ending, plain in _PL_PLURALS if written.endswith(ending))
        if (adjective := _PL_WITHIN.search(written)) and len(written) > adjective.end():
            inner = (
                f"{written[: adjective.start()]}{'y' if adjective[0][0] in 'ye' else 'a'}{written[adjective.end() :]}"
            )
            yield from _ended(inner, _PL_NOUNS)
            yield from _ended(inner, (("iem", ("",)), ("em", ("",))))
        yield from _ended(written, (("em", ("e",)), ("ego", ("e",)), ("sce", ("ska",)), ("ji", ("ja",))))
    elif len(parts) == 3:
        yield from _phrases(parts, _PL_ADJECTIVES, _PL_NOUNS)
        if parts[2].startswith("Zdr"):
            first, joint, spa = parts
            spas = [f"{spa[: -len(end)]}ój" for end in ("oju", "oja", "ojem") if spa.endswith(end)]
            firsts = (*_ended(first, (("iu", ("ie",)), ("y", ("a",)), ("a", ("e",)), *_PL_NOUNS)), first)
            yield from (f"{noun}{joint}{last}" for noun in firsts for last in spas)


def _ended(word: str, endings: _Endings) -> Iterator[str]:
    for ending, plain in endings:
        if word.endswith(ending) and len(word) - len(ending) >= 2:
            stem = word[: -len(ending)]
            for last in plain:
                yield stem + last
                if last in ("", "г") and (closed := _UK_CLOSED.sub("і", stem + last)) != stem + last:
                    yield closed  # ``Розі``, Ріг


def _phrases(parts: list[str], adjectives: _Endings, nouns: _Endings) -> Iterator[str]:
    first, joint, second = parts
    for adjective in _ended(first, adjectives):
        yield from (f"{adjective}{joint}{noun}" for noun in (*_ended(second, nouns), second))
    for adjective in _ended(second, adjectives):
        yield from (f"{noun}{joint}{adjective}" for noun in (*_ended(first, nouns), first))


def districts(written: str) -> Iterator[str]:
    """Yield the plain name of a district, then what the town may be called that it is named after."""
    found = _DISTRICT_NAME.fullmatch(written)
    if found is None:
        return
    of, kind = found["of"], found["kind"]
    yield f"{of}а громада" if kind.startswith("громад") else f"{of}ий район"
    for ending, towns in _OF_TOWN:
        stem = of.removesuffix(ending)
        if stem != of and len(stem) >= _SHORTEST:
            yield from (stem + town for town in towns)


def of_a_city(written: str) -> bool:
    """Whether a district is called as those of many cities are: ``Ленинский район``, ``в Первомайском``."""
    found = _OF_A_CITY.fullmatch(written)
    return found is not None and found["of"].lower() in _CITY_DISTRICTS
