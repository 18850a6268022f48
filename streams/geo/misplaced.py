"""Names that the text itself puts where no bearer of the name lies: ``the village of Paris in Kaduna State``.

Villages that the gazetteer lacks often bear the name of a place elsewhere. Where a text says what holds a name, and
none of the name's places lies there, the name tells nothing and its holder is the place: better a region than a town
abroad.
Limits: the holder stands right behind the name, or behind a word for what the name is (``Victoria market, Kumasi``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from streams.geo.gazetteer import Entry
from streams.geo.gazetteer_form import CITY, COUNTRY, REGION
from streams.geo.meanings import HOME
from streams.geo.streets import drop_streets
from streams.geo.toponym_evidence import ACCEPT
from streams.geo.toponyms import LANDMARK, Name
from streams.geo.whose import drop_owners

__all__ = ["drop_misplaced", "held_by"]

GAP = 48  # characters between a name and its holder
NEAR_DEGREES = 1.5  # north and east together: a market, a village of this town
SMALL = 20_000  # inhabitants of a namesake
ABROAD = 50_000  # inhabitants of a town abroad under which a text says where it lies
_VILLAGE_KY = re.compile(r" (?:айыл|кыштак)")
_WHAT = (
    r"(?: (?:local government(?: area)?|LGA|sub-county|county|district|area|region|ward|township|town|village|hamlet"
    r"|community|settlement|commune|municipality|tehsil|taluk|mandal|block|sector|camp|market|bazaar|neighbou?rhood"
    r"|suburb|quarter|estate|road|street|highway|bridge|hospital|mall|stadium|church|mosque|temple|school))"
)
_BEHIND_WHAT = re.compile(rf"{_WHAT}(?:, | in | of )(?:the )?(?:\w+ of )?")
_NAMED_TEXT = """Cafe Café Hotel Restaurant Bar Pub Club University College School Academy Hospital Clinic Mall Market
Church Mosque Temple Stadium Arena Theatre Theater Park Plaza Inn Motel Hall Tower Towers House Bank Elementary"""
_NAMED = re.compile(rf"(?: [A-Z][a-z]+)? (?:{'|'.join(_NAMED_TEXT.split())})(?:, | in )")
"""What is called after a town elsewhere: ``[Vienna] Cafe in Manila``, ``[Lincoln] High School in Portland``."""
_REGION_OF = re.compile(r" in (?:the )?")
_SIDES = "interior|extremo|norte|sul|sur|sud|nord|este|leste|est|oeste|ouest|sudeste|sudoeste|nordeste|noroeste|centro"
_REGION_OF_ROMANCE = re.compile(
    rf"(?: [A-ZÀ-Ý]\w+)?, (?:no|na|em|en|nel|dans|au) (?:(?:o|el|la|le|l')? ?(?:{_SIDES}|estado|prov[ií]ncia) ){{0,2}}"
    r"(?:d[eo]|da|del|du|de la|dell')? ?"
)
"""``no povoado [Boa Esperança] Velha, no interior do Maranhão``."""
_COMMA = re.compile(r",\s")
_END = re.compile(r"\s*(?:[.,;:)!?\n]|$)")
_LISTED = re.compile(r",?\s(?:and|or|y|e|et|и)\s|,\s(?=[^\W\d_a-z])")


def drop_misplaced(names: Sequence[Name], text: str, folded: str, language: str) -> None:
    """Take the evidence of names whose holder holds no place that is called so, of streets, clocks and whose people.

    Args:
        names: in order, resolved, with their evidence.
        text: as published.
        folded: its comparison form.
        language: ISO 639-1.
    """
    drop_streets(names, text, folded)
    drop_owners(names, text, folded)
    _drop_strays(names, text)
    _drop_abroad(names, language)
    for first, second in pairwise([name for name in names if name.evidence >= ACCEPT]):
        if not 0 < second.start - first.end <= GAP:
            continue
        holder, called = second.chosen, first.chosen
        if holder is not None and called is not None and _NAMED.fullmatch(text, first.end, second.start):
            first.evidence = first.evidence if held_by(called, holder) else 0.0
            continue
        if holder is not None and _holds(first, second, text, holder) and not _held(first, holder):
            first.evidence = 0.0


def _drop_strays(names: Sequence[Name], text: str) -> None:
    """Take the evidence of what is no village though its name stands before ``village``: ``[Майдан] айылында``.

    In Kyrgyz that is a landmark, and a namesake abroad where the text names the villages of Kyrgyzstan's districts.
    """
    at_home: bool | None = None
    for name in names:
        entry = name.chosen
        if entry is None or name.evidence < ACCEPT or not _VILLAGE_KY.match(text, name.end):
            continue
        if at_home is None:
            at_home = any(
                one.chosen is not None and one.chosen.country == "KG" for one in names if one.evidence >= ACCEPT
            )
        if entry.kind == LANDMARK or (entry.country != "KG" and at_home and entry.population < SMALL):
            name.evidence = 0.0


def _drop_abroad(names: Sequence[Name], language: str) -> None:
    """Take the evidence of a small town abroad whose country the text never names: ``بلدة [بيتا] جنوب نابلس``.

    Who tells of a small town abroad says where it lies. Where the text's other places lie elsewhere, the name is
    that of a village that no list has, or of no place; a town that the language is at home in needs no country.
    English has no such home: its papers of all lands tell of their own small towns.
    """
    told = [name for name in names if name.evidence >= ACCEPT and name.chosen is not None]
    countries = Counter(name.chosen.country for name in told if name.chosen is not None)
    if len(countries) < 2 or language == "en":
        return
    named = {entry.country for name in names for entry, _, _ in name.called.entries[:1] if entry.kind != CITY}
    home = HOME.get(language, ())
    for name in told:
        entry = name.chosen
        if entry is None or entry.kind != CITY or entry.population >= ABROAD or entry.country in home or name.within:
            continue
        alone = countries[entry.country] == sum(one.text == name.text for one in told)
        if alone and entry.country not in named:
            name.evidence = 0.0


def _holds(first: Name, second: Name, text: str, holder: Entry) -> bool:
    """Whether the text says that the second name holds the first."""
    if _BEHIND_WHAT.fullmatch(text, first.end, second.start):
        return holder.kind in (COUNTRY, REGION, CITY)
    if holder.kind == REGION and _REGION_OF_ROMANCE.fullmatch(text, first.end, second.start):
        return True
    if _REGION_OF.fullmatch(text, first.end, second.start):
        return holder.kind in (REGION, CITY)  # ``the [Hilton] in Colombo`` as well
    if holder.kind not in (COUNTRY, REGION) or not _COMMA.fullmatch(text, first.end, second.start):
        return False
    listed = _LISTED.match(text, second.end)  # ``in Kabul, Kandahar and Herat``
    return _END.match(text, second.end) is not None and (holder.kind == REGION or listed is None)


def _held(name: Name, holder: Entry) -> bool:
    """Whether any place of the name lies in its holder, or by it."""
    return any(held_by(entry, holder) for entry, _, _ in name.called.entries)


def held_by(entry: Entry, holder: Entry) -> bool:
    """Whether a place lies in its holder: in a country or region by its name, else close by."""
    if holder.kind == COUNTRY:
        return entry.country == holder.country
    if holder.kind == REGION:
        return entry.country == holder.country and entry.region in ("", holder.region)
    return abs(entry.lat - holder.lat) + abs(entry.lon - holder.lon) <= NEAR_DEGREES
