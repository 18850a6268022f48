"""What a written name of a place may be inflected from or short for.

In Russian, Ukrainian, Polish, Serbian, Kyrgyz, Turkish and Arabic endings and prefixes are taken off by rule; what
comes out need not be a name, the gazetteer decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from streams.words.slavic import UK_LAND, districts, of_a_city, polish, russian, ukrainian

__all__ = ["bare", "forms", "of_a_city"]

_ARABIC_PREPOSITIONS = ("ب", "ل", "و", "ف")
LEAST_OF_TWO = 5  # letters of an Arabic name with two of them
_OBLAST = re.compile(r"(цк|ск)(?:ой|ую|ою) (област|Област)(?:ью|и|ь)")
_UK_OBLAST = re.compile(r"(ц|с)ьк(?:ої|ій|у|ою) (област|Област)(?:і|ь|ю)")
_KRAI = re.compile(r"(ск|ьн)(?:ого|ому|ом|им) кра(?:я|ю|е|ем)")
_RU_ENDINGS = ("ом", "ем", "ой", "ей", "ам", "ах", "ях", "ами", "у", "ю", "а", "я", "е", "и", "ы", "ии")
_RU_BEHIND_VOWEL = ("е", "я", "ю", "ем")
_KY_ENDING = re.compile(r"(?:[тд][аеоө](?:гы|ги|гу|гү|н|ы)?|[нтд][ыиуү]н|[кг][аеоө]|[нтд][ыиуү]|[тд][ыиуү])$")
_KY_OWNED = re.compile(r"(?<=с[ыиуү])н(?:[дт][аеоө](?:гы|ги|гу|гү|н)?|[аеоө]н?|[ыиуү]н?)$")
_KY_DIVISION = re.compile(r" (?:облус|район)(?=\w*$)")
_TR_SUFFIX = re.compile(r"['’](?:[a-zçğıöşü]{1,5}|[A-ZÇĞİÖŞÜ]{1,5})$")
_UK_ENDINGS = ("і", "ї", "у", "ю", "а", "я", "и", "ом", "ем", "єм", "ою", "ею", "єю", "ові", "еві")
_UK_CLOSED = re.compile(r"(?:о|е|є)(?=[бвгґджзйклмнпрстфхцчшщ]$)")
"""An open syllable's vowel, which is ``і`` or ``ї`` in the closed one: ``Харкові``, ``Харків``; ``Києві``, ``Київ``."""
_SOUTH_SLAVIC = frozenset({"sr", "hr", "bs", "me"})
_SR_ENDINGS = ("u", "i", "e", "a", "om", "em")
_SR_ADJECTIVES = (("om", "i"), ("og", "i"), ("oj", "a"), ("e", "a"), ("u", "a"), ("om", "o"), ("og", "o"))
_PL_ENDINGS = (
    # ``Krakowie``, ``Warszawie``; ``Łodzi``, ``Poznaniu``, ``Gdańsku``, ``Katowicach``, ``Tychami``, ``Krakowa``
    ("cie", ("t", "ta", "to")), ("dniu", ("deń",)),
    ("ie", ("", "a", "o")), ("dzie", ("da", "d", "dy")), ("rze", ("ra", "r", "ry")), ("le", ("ła", "ł", "ło")),
    ("ce", ("ka", "cza")), ("dze", ("ga",)), ("dzi", ("dź",)), ("ni", ("ń", "nia")), ("niu", ("ń",)), ("ciu", ("ć",)),
    ("iu", ("", "ie")), ("u", ("", "o", "e")), ("ach", ("y", "i", "e")), ("ami", ("y", "i", "e")), ("em", ("", "e")),
    ("ku", ("ek",)), ("ka", ("ek",)), ("kiem", ("ek",)), ("cu", ("iec", "ec")),
    ("ca", ("iec", "ec")), ("cem", ("iec", "ec")), ("ą", ("a",)), ("ę", ("a",)), ("y", ("a", "")),
    ("ia", ("",)), ("iem", ("",)), ("i", ("a", "")), ("a", ("", "o", "e")), ("ów", ("y", "i")),
)  # fmt: skip
_PL_CLOSED = re.compile(r"o(?=[wdłrz]$)")
"""``Krakowie``, ``Kraków``."""
_SHORT_FIRST = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount", "pt": "point"}
_LONG_FIRST = {long: short for short, long in _SHORT_FIRST.items()}


def bare(written: str, language: str) -> str:
    """Return a name without what Turkish writes behind an apostrophe, which is no part of it."""
    suffixed = _TR_SUFFIX.search(written) if language == "tr" else None
    return written[: suffixed.start()] if suffixed else written


def forms(written: str, language: str) -> Iterator[str]:
    """Yield the written form, then what it may be inflected from or short for."""
    yield written
    first = written[0]
    if "\u0400" <= first <= "\u04ff":
        yield from _cyrillic_forms(written, language)
    elif "\u0621" <= first <= "\u064a":
        yield from _arabic_forms(written)
    else:
        if (name := bare(written, language)) != written:
            yield name  # ``İzmir'de``
        if language in _SOUTH_SLAVIC:
            yield from _serbian_forms(written)
        if language == "pl":
            if " " not in written:
                yield from _polish_forms(written)
            yield from polish(written)
        start, _, rest = written.partition(" ")
        key = start.rstrip(".").lower()
        other = _SHORT_FIRST.get(key) or _LONG_FIRST.get(key)
        if rest and other:
            yield f"{other} {rest}"


def _cyrillic_forms(written: str, language: str) -> Iterator[str]:
    if "област" in written.lower():
        yield (_UK_OBLAST.sub(r"\1ька \2ь", written) if language == "uk" else _OBLAST.sub(r"\1ая \2ь", written))
    elif " кра" in written:
        yield _KRAI.sub(r"\1ий край", written)
    if language == "ky":
        yield from _kyrgyz_forms(written)
    if language == "uk":
        yield from ukrainian(written)
        yield from _ukrainian_forms(written)
        yield UK_LAND.sub("", written)  # ``на [Нікопольщині]``
    if language in ("ru", "uk") and (" район" in written or " округ" in written or " громад" in written):
        yield from districts(written)
        return
    first, space, rest = written.partition(" ")
    if language == "sr" and written.endswith("кој"):
        yield f"{written[:-2]}а"
    if language == "sr" and space and first.endswith(("ом", "ог")):
        yield from (f"{first[:-2]}и {form}" for form in (rest, rest[:-1]))
    if language == "ru" and " " in written:
        yield from russian(written)
    adjectives = list(_russian_adjectives(written)) if language == "ru" and space == "" else []
    if written.endswith(("ском", "цком")):
        yield from adjectives  # ``в Волжском``, which is Волжский and not Волжск
    if len(written) >= 3:
        yield from _russian_forms(written)
    yield from adjectives


def _russian_adjectives(written: str) -> Iterator[str]:
    for ending, plain in (("ом", ("ий", "ый", "ое", "ой")), ("ого", ("ий", "ый", "ое", "ой")), ("ой", ("ая",))):
        if written.endswith(ending):
            yield from (written.removesuffix(ending) + last for last in plain)  # ``в Грозном``, ``в Узловой``
    if written.endswith("це"):
        stem = written[:-2].removesuffix("ь")
        yield f"{stem}ец"  # ``в Ельце``, ``в Марганце``


def _kyrgyz_forms(written: str) -> Iterator[str]:
    if division := _KY_DIVISION.search(written):
        yield f"{written[: division.start()]}{division[0]}у"
    stripped = _KY_ENDING.sub("", written)
    if stripped != written and len(stripped) >= 2:
        yield stripped
    if (owned := _KY_OWNED.sub("", written)) != written:
        yield owned  # ``Сауд [Арабиясында]``


def _russian_forms(written: str) -> Iterator[str]:
    for ending in _RU_ENDINGS:
        if written.endswith(ending) and len(written) - len(ending) >= 2:
            stem = written[: -len(ending)]
            yield from (stem, stem + "а", stem + "ь", stem + "я", stem + "ия", stem + "о", stem + "ы", stem + "и")
            if ending in _RU_BEHIND_VOWEL and stem[-1] in "аеиоуы":
                yield f"{stem}й"  # ``в Кадамжае``


def _serbian_forms(written: str) -> Iterator[str]:
    first, space, rest = written.partition(" ")
    if space and " " not in rest:  # ``u [Novom Sadu]``, ``u [Banjoj Luci]``
        for adjective, plain in _SR_ADJECTIVES:
            if first.endswith(adjective):
                yield from (f"{first[: -len(adjective)]}{plain} {form}" for form in (rest, *_serbian_forms(rest)))
    if written.endswith("ci"):
        yield f"{written[:-2]}ka"
    if written.endswith("koj"):
        yield f"{written[:-2]}a"  # ``u [Nemačkoj]``
    for ending in _SR_ENDINGS:
        if written.endswith(ending) and len(written) - len(ending) >= 2:
            stem = written[: -len(ending)]
            yield from (stem, f"{stem}a", f"{stem}o", f"{stem}e")


def _polish_forms(written: str) -> Iterator[str]:
    for ending, plain in _PL_ENDINGS:
        if written.endswith(ending) and len(written) - len(ending) >= 2:
            stem = written[: -len(ending)]
            yield from (f"{stem}{last}" for last in plain)
            if "" in plain and (closed := _PL_CLOSED.sub("ó", stem)) != stem:
                yield closed


def _ukrainian_forms(written: str) -> Iterator[str]:
    for ending in _UK_ENDINGS:
        if written.endswith(ending) and len(written) - len(ending) >= 3:
            stem = written[: -len(ending)]
            if stem.endswith("дн"):
                yield f"{stem[:-1]}ень"  # ``у [Відні]``
            if ending == "ю" and stem[-1] == stem[-2]:
                yield stem[:-1] + "ь"  # ``під [Уманню]``
            closed = _UK_CLOSED.sub(lambda vowel: "ї" if vowel[0] == "є" else "і", stem)
            yield from dict.fromkeys(
                (stem, closed, stem + "а", stem + "я", stem + "ь", stem + "о", stem + "и", stem + "е")
            )


def _arabic_forms(written: str) -> Iterator[str]:
    if "ـ" in written:  # drawn out: ``بـ[الموصل]``
        written = written.replace("ـ", "")
        yield written
    for prefix in _ARABIC_PREPOSITIONS:
        if written.startswith(prefix) and len(written) > (3 if prefix == "ب" else 4):
            yield written[1:]
    if written.startswith(("بال", "وال", "فال")):
        yield written[1:]
    if written.startswith(("وب", "ول", "فب")) and len(written) > LEAST_OF_TWO:
        yield written[2:]  # ``[وب]بغداد``, and in
    if written.startswith("لل"):
        yield "ال" + written[2:]
