"""What stands right beside a place's name says of it: ``Paris, Texas``, ``from Nashua, Concord and Goffstown``.

A holder behind a comma, a state's code, a direction, an article tied by a hyphen, a list, a town behind its quarter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set
from itertools import pairwise

from streams.geo.gazetteer import Entry
from streams.geo.gazetteer_form import CITY, COUNTRY, REGION, key_of
from streams.geo.lone_words import NEVER
from streams.geo.toponym_evidence import ACCEPT, base_evidence
from streams.geo.toponyms import Called, Name

__all__ = [
    "RENOWN",
    "STATES",
    "counties",
    "is_beside",
    "is_shore",
    "listed",
    "over_border",
    "placed_beside",
    "quarters",
]

SEAS = "XZ"  # of the seas, as in UN/LOCODE
BORDER_REACH = 32  # characters
_BORDER_WITH = re.compile(
    r"(?:border|frontier|boundary)(?: \w+)? with (?:the )?$|\bborder clash(?:es)? with (?:the )?$"
    r"|frontera (?:norte |sur )?con (?:el |la )?$|frontière avec (?:le |la |les |l['’])?$|fronteira com (?:o |a |os )?$"
    r"|confine con (?:il |la |l['’])?$|[Gg]renze (?:zu|zur|zum|mit) (?:der )?$|границ\w* со? $|кордон\w* (?:з|із|зі) $"
    r"|granic\w* ze? $|grens met $|الحدود مع $|perbatasan dengan $"
)
_ADJECTIVE = ("ской", "цкой", "ській", "цькій", "ської", "цької")
_REGIONS = re.compile(r"(?:(?:,| и| та| й)+ [А-ЯЁІЇЄҐ][а-яёіїєґ-]+){0,6} (?:област(?:ями|ях|ей|ям)|областей)(?!\w)")
_SHORE = re.compile(r" (?:[Cc]oast|[Ss]hore|[Ss]eaboard|[Cc]oastline|side)\b")
RENOWN = 300_000  # inhabitants of a town that is seen in small letters
LIST_GAP = 6  # characters between two names of a list
DOUBTFUL, LISTED = -1.2, 2.7  # least evidence of a name that its neighbour in a list vouches for; what it gains
QUARTER_DEGREES = 0.6  # north and east together, between a town and its quarter
SETTLED, NOWHERE = "#", -9.0  # the word before a name whose evidence is settled; that of one that is none
_GENITIVE = re.compile(r" (?:области|області|края|краю)$")
_DISTRICTS = re.compile(r" (?:район(?:е|а|у|ом|і)?|округ(?:е|а|у|ом)?|громад[иіуа])$")
_QUARTERS = frozenset("barrio colonia urbanización vereda fraccionamiento bairro vila jardim".split())  # noqa: SIM905
"""Before the name of a part of a town, in Spanish and Portuguese."""
_LIST = re.compile(r", |,? (?:and|or|to|y|e|et|und|и|или|жана|&) ")
_COMMA = re.compile(
    r"\s*(?:[,،]|\()\s*(?:in )?$| in (?:(?:north|south|east|west|north(?:east|west)|south(?:east|west))ern |central )?$"
    r"| (?:شمال|جنوب|شرق|غرب|وسط)[ي]? $"
)
_HELD_REACH = 18  # characters between a town and the land that holds it: ``Tripoli in northwestern Lebanon``
_STATE_CODE = re.compile(r",? ([A-Z]{2})\b")
_DIRECTION = re.compile(
    r"\b(?:[Nn]orth|[Ss]outh|[Ee]ast|[Ww]est|[Nn]orth(?:east|west)|[Ss]outh(?:east|west)|[Cc]entr)(?:ern|al) $"
)
_ARTICLE = re.compile(r"(?<!\w)(?:al|el|ad|an|ar|as|at|az|ash)-$")
_COUNTIES = re.compile(r"(?:[A-Z][\w.]+(?: [A-Z]\w+)?,? (?:and )?){1,8}counties\b")
_CO = re.compile(r"\bCo\.? $")
_QUARTER_OF = re.compile(rf"\b(?:{'|'.join(sorted(_QUARTERS))}|quartier) (?:de|del|du|do|da|d['’]) ?$")
_BEFORE_NAMES = ("ern ", "ral ", "Co ", "Co. ")  # what these and directions end with
_STATE_CODES = (
    "AL:Alabama AK:Alaska AZ:Arizona AR:Arkansas CA:California CO:Colorado CT:Connecticut DE:Delaware FL:Florida "
    "GA:Georgia HI:Hawaii ID:Idaho IL:Illinois IN:Indiana IA:Iowa KS:Kansas KY:Kentucky LA:Louisiana ME:Maine "
    "MD:Maryland MA:Massachusetts MI:Michigan MN:Minnesota MS:Mississippi MO:Missouri MT:Montana NE:Nebraska "
    "NV:Nevada NH:New_Hampshire NJ:New_Jersey NM:New_Mexico NY:New_York NC:North_Carolina ND:North_Dakota OH:Ohio "
    "OK:Oklahoma OR:Oregon PA:Pennsylvania RI:Rhode_Island SC:South_Carolina SD:South_Dakota TN:Tennessee TX:Texas "
    "UT:Utah VT:Vermont VA:Virginia WA:Washington_State WV:West_Virginia WI:Wisconsin WY:Wyoming"
)
STATES = {pair[:2]: pair[3:].replace("_", " ") for pair in _STATE_CODES.split()}


def is_shore(name: Name, text: str) -> bool:
    """Whether a sea only tells of which shore of a land is meant: ``Guatemala's [Pacific] coast``."""
    return _SHORE.match(text, name.end) is not None and any(e.country == SEAS for e, _, _ in name.called.entries)


def of_regions(name: Name, text: str) -> bool:
    """Whether an adjective is one of several regions', and no town: ``над [Курской] и Брянской областями``."""
    return name.text.endswith(_ADJECTIVE) and _REGIONS.match(text, name.end) is not None


def over_border(text: str, start: int) -> bool:
    """Whether the country at ``start`` only tells which border is meant: ``17 hurt on the border with [Tajikistan]``.

    Who says so tells of this side; who means the other names a place there.
    """
    return _BORDER_WITH.search(text, max(0, start - BORDER_REACH), start) is not None


def placed_beside(names: Sequence[Name], text: str) -> None:
    """Note what the text right beside each name says of where it lies; a name may grow by an article."""
    for first, second in pairwise(names):
        if second.start - first.end <= _HELD_REACH:
            _within(first, second, text)
    for name in names:
        if text[name.end + 2 : name.end + 3].isupper():  # a code's second letter, or behind a comma its first
            _state_code(name, text)
        if text[name.start - 1 : name.start] == "-":
            _article(name, text)
        if text.endswith(_BEFORE_NAMES, 0, name.start):
            _irish(name, text)
            _directed(name, text)


def counties(names: Sequence[Name], text: str, look_up: Callable[[str, str], Called | None]) -> None:
    """``Lamar, Delta and Hopkins counties``: each is a county's name, which ``look_up`` knows."""
    for found in _COUNTIES.finditer(text):
        for name in names:
            if found.start() <= name.start and name.end <= found.end():
                called = look_up(f"{name.text} County", "en")
                if called is not None and called.entries:
                    name.called = called


def listed(names: Sequence[Name], text: str, families: Set[str]) -> None:
    """In a list with a place even an unlikely name is one: ``from [Nashua], [Concord] and [Goffstown]``."""
    joined = [
        (first, second)
        for first, second in pairwise(names)
        if second.start - first.end <= LIST_GAP
        and (_LIST.fullmatch(text, first.end, second.start) or text.startswith(" و", first.end))
    ]
    commas = [text.startswith(", ", first.end) and second.start - first.end == len(", ") for first, second in joined]
    ends = {id(first) for (first, _), comma in zip(joined, commas, strict=True) if not comma}
    for _ in range(2):  # to the right, then to the left
        for (first, second), comma in zip(joined, commas, strict=True):
            if comma and id(second) not in ends:  # ``in Boston, Warren said``
                continue
            sure, other = (first, second) if first.evidence >= second.evidence else (second, first)
            likely = other.text not in families and other.text.lower() not in NEVER
            if likely and sure.evidence >= ACCEPT > other.evidence >= DOUBTFUL:
                other.evidence += LISTED
        joined.reverse()
        commas.reverse()


def quarters(names: Sequence[Name]) -> None:
    """A large town right behind one of its quarters: ``Surry Hills Sydney``."""
    for first, second in pairwise(names):
        if second.start - first.end != 1 or first.chosen is None or second.chosen is None:
            continue
        town = second.chosen
        near = is_beside(town, first.chosen)
        if near and town.population >= RENOWN and first.evidence >= ACCEPT > second.evidence >= DOUBTFUL:
            second.evidence += LISTED


def is_beside(one: Entry, other: Entry) -> bool:
    """Whether two places lie as close together as a town and its quarters."""
    return abs(one.lat - other.lat) + abs(one.lon - other.lon) <= QUARTER_DEGREES


def drop_quarters(names: Sequence[Name], folded: str) -> None:
    """``[el barrio] San Miguel``, ``[el barrio de] San Miguel`` is no town where the text names another place."""
    doubted = [
        name
        for name in names
        if name.previous in _QUARTERS or _QUARTER_OF.search(folded, max(0, name.start - 24), name.start)
    ]
    if doubted and any(name.evidence >= ACCEPT and name not in doubted for name in names):
        for name in doubted:
            name.evidence = 0.0


def _within(first: Name, second: Name, text: str) -> None:
    """``Paris, Texas``: the second name holds the first."""
    gap = text[first.end : second.start]
    if gap == " ":
        _held(first, second)
        return
    if gap == "'s ":  # ``Lebanon's Tripoli``
        holder = first.called.entries[0][0]
        if holder.kind == COUNTRY and any(e.country == holder.country for e, _, _ in second.called.entries):
            second.within = f"/{holder.country}"
        return
    if not _COMMA.match(gap):
        return
    land = first.called.entries[0][0]
    for entry, _, _ in second.called.entries:
        if entry.kind == COUNTRY == land.kind and key_of(land.name) == key_of(first.text):
            return  # ``France, Turkey, Canada, Spain``, and no town of Spain's
        if entry.kind == COUNTRY and any(
            e.country == entry.country and e.kind != COUNTRY for e, _, _ in first.called.entries
        ):
            first.within = f"/{entry.country}"
            return
        if entry.kind == REGION and any(e.area == entry.area and e.kind != REGION for e, _, _ in first.called.entries):
            first.within = f"{entry.region}/{entry.country}"
            second.within = second.within or f"{entry.region}/{entry.country}"
            second.evidence = 5.0
            return


def _held(first: Name, second: Name) -> None:
    """``в Карасуском районе [Костанайской области]``: a Slavic genitive holds what stands before it.

    A district that the gazetteer only knows elsewhere is none of it, nor is one of a city (``... районе [Астаны]``).
    """
    district = _DISTRICTS.search(first.text) is not None
    holder = next((e for e, _, _ in second.called.entries if e.kind in (REGION, CITY)), None)
    if holder is None or not (_GENITIVE.search(second.text) or (district and holder.population >= RENOWN)):
        return
    inner = [e for e, _, _ in first.called.entries if e.country == holder.country and e.kind != REGION]
    if holder.kind == REGION and any(e.region in (holder.region, "") for e in inner):
        first.within = f"{holder.region if inner[0].region else ''}/{holder.country}"
    elif district and not any(is_beside(holder, e) for e, _, _ in first.called.entries[:1]):
        first.previous, first.evidence = SETTLED, NOWHERE


def _directed(name: Name, text: str) -> None:
    """``northeastern Washington``: see `_wide`."""
    if name.within is None and _DIRECTION.search(text, max(0, name.start - 16), name.start):
        name.called = _wide(name.called)


def _wide(called: Called) -> Called:
    """What has an east: ``northeastern Washington`` is the state, not the town elsewhere that is called alike."""
    wide = tuple(one for one in called.entries if one[0].kind in (REGION, COUNTRY))
    if not wide or called.entries[0] in wide or any(one[0].area == called.entries[0][0].area for one in wide):
        return called
    return Called(wide, called.inflected, base_evidence([one[0] for one in wide]), called.largest)


def _state_code(name: Name, text: str) -> None:
    """``Paris, TX``."""
    match = _STATE_CODE.match(text, name.end)
    state = STATES.get(match[1]) if match else None
    if state and any(e.country == "US" and e.region in (state, "New York") for e, _, _ in name.called.entries):
        name.within = f"{state}/US"


def _article(name: Name, text: str) -> None:
    """``el-Arish``: what is written small and tied to a name belongs to it."""
    if found := _ARTICLE.search(text, max(0, name.start - 4), name.start):
        name.start = found.start()


def _irish(name: Name, text: str) -> None:
    """``Co Waterford``, ``Co. Down``."""
    if name.within is None and _CO.search(text, max(0, name.start - 4), name.start):
        countries = {entry.country for entry, _, _ in name.called.entries}
        name.within = "/IE" if "IE" in countries else "/GB" if "GB" in countries else None
