"""Where the events of a text happened: the nearest scene of the sentence, or what the text is about.

The place of an event is the nearest scene of its own clause, before a town that is only measured from (``600 km from
Bishkek``), come from (``protesters from Naryn``) or speaks (``Moscow said``). Without one in its sentence it is the
last place named before; in an article, which comes by many, the last town of its paragraph, else that of its first
sentences (`Whereabouts.lead`). Limits: no parser, so a clause is what stands between marks and conjunctions.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import msgspec

from streams.geo.gazetteer_form import DEMONYM, REGION
from streams.geo.home import Settled
from streams.geo.nations import of_doers, of_office, of_people
from streams.geo.places import Located
from streams.geo.toponyms import dateline_of
from streams.report import Place

__all__ = ["Whereabouts"]

ARTICLE = 800  # characters of a text that comes by other places
KNOWN = 300_000  # people of a town that needs no country beside it
LEADING = 4  # first sentences with places, among which is where an article's event happened


_RANK = {"point": 0, "city": 0, "admin1": 1, "country": 2}
CLAUSE = 40
HELPERS_REACH = 40  # characters of ``firefighters from Seville and``
_CLAUSE = re.compile(r"[;:]|, (?:while|and|but|as|whereas|а|и|но|mientras|pero|y|tandis|mais|et)\b")
_AWAY = re.compile(
    r"(?:\d\s*(?:km|kms|kilomet\w+|kilómetros|kilomètres|miles?|км|километр\w*)\.?\s(?:[^\W\d]+\s){0,3}?(?:from|of|de|от)"
    r"|(?:^|\W)(?:from|из|z|ze|bound for|en route to|(?:border|frontier) with)"
    r"|\b(?:road|highway|motorway|vía|via|carretera|autopista|camino|estrada|rodovia) (?:to|a|al|para)"
    r"|\b(?:flight|plane|jet|train|bus|coach|ferry|ship|boat|convoy|travell?ing|flying) from (?:[^\W\d]+ ){1,2}to"
    r")\s(?:the\s(?:(?:capital|city),?\s)?|la\s)?$"
)
_SIDE_OF = re.compile(
    r"(?<=, )(?:(?:just|to the|about|far) ){0,2}(?:north|south)?[ -]?(?:east|west|north|south)(?:ern outskirts)? of"
    r"\s(?:the\s(?:(?:capital|city),?\s)?)?$"
)
"""Before a town that another one is found by: ``in Fallujah, [west of] Baghdad``; yet no road leads there."""
_SENT = r"(?:fire ?fighters|fire crews|crews|rescuers|rescue teams|paramedics|medics|lifeguards|helicopters)"
_SENDS = re.compile(
    rf" {_SENT} (?:to )?(?:help|helps|helping|join|joins|joined|assist|aid|head|travel|rush)(?!\w)"
    rf"| (?:sends?|sent|dispatche[sd]|lends?) (?:\w+ ){{0,2}}(?:{_SENT}|help|aid|engines|planes|troops|reinforcements)"
)
_HELPERS = re.compile(rf"(?<!\w){_SENT} from (?:[\w-]+,? and )?$")
_HELPING = re.compile(
    r"(?:,? and [\w-]+)? (?:have|has|had|were|was|are|is|to|will|join\w*|help\w*) ?(?:been |to )?"
    r"(?:sent|help\w*|join\w*|assist\w*|dispatched|called|on|be|the|battle|fight|tackle|drafted)(?!\w)"
)
"""Who sends help, or whose helpers they are, is elsewhere: ``[Madrid] sends helicopters``."""
_SPOKEN = re.compile(
    r"\b(?:briefing|conference|statement|interview|speech|reporters|journalists|hospitals?|clinic|court|consulate) in $"
)
"""Before a town: it was said there, or the hurt were brought there."""
_OUTSIDE = re.compile(r"\b(?:outside|near|stormed|storm|attacked|hits?|struck) (?:the |an? )?(?:[\w.]+ ){1,2}in $")
"""The same, where something happened to it: ``protesters gathered outside the US consulate in [Karachi]``."""
_TR_OF = re.compile(r"'n?[ıiuü]n ")
STEM = 5  # letters
_CARED_TEXT = """hôpit osped szpit klini clini krank unikl больн госпи лікар embas ambas embaj embai botsc посол
komen kwp kmp kpp proku
مستشف بمستش لمستش سفاره"""
_CARED = frozenset(_CARED_TEXT.split())
"""First letters of hospitals, embassies and Polish police in other languages, in the three words before a town."""
_CARED_BEHIND = re.compile(r"['’][dt][ae]ki (?:[\w-]+ ){0,2}hastane| (?:[\w-]+ ){0,2}оорукана(?:лар)?г[ао]")
_GENITIVE = frozenset({"de", "del", "da", "do", "di", "d'", "w", "we", "у", "в", "nach", "und", "في"})
"""Between these and a town; of the English words that begin so `_SPOKEN` tells."""
_TOWARDS = tuple(f" {side}{ending} " for side in ("شمال", "جنوب", "شرق", "غرب") for ending in ("", "ي"))
"""Before a town that an Arabic text only measures from: ``محافظة ديالى شمال شرق [بغداد]``."""
_HOLDING_TEXT = """in the northern southern eastern western northeastern northwestern southeastern southwestern central
شمال جنوب شرق غرب شمالي جنوبي شرقي غربي وسط ،"""
_HOLDING = frozenset(_HOLDING_TEXT.split())
"""Between a town and the land that holds it: ``in Tripoli [in northern] Lebanon``."""
_ROADS = ("vía", "via", "carretera", "camino", "estrada")  # English ones stand before ``to``
_LEADING_AWAY = ("from", "with", "of", "de", "от", "из", "z", "ze", "for", "to", "para", *_ROADS)
"""With one of these ends one of the last three words of what `_AWAY` means."""
_DASHES = ("-", "–", "—")
_ROAD_BEFORE = re.compile(
    r"(?:трасс|дорог|шоссе|тракт|автомагистрал|drodze|trasie|dk)\w* [«\"]?(?:[\w-]+\s?[–—-]\s?){0,2}$"
)
_ROAD_BEHIND = re.compile(r"(?:\s?[–—-]\s?[\w-]+){0,2}[»\"]?\s(?:авто)?(?:жол|трасса|шоссе|дорог|унаа жол)")
"""Around two towns tied by a dash: the road between them is called so, ``на трассе [Бишкек] – [Ош]``."""
_PART_BEFORE = re.compile(r"\b(?:central|north|south|east|west|(?:north|south)(?:east|west))(?:ern)? $")
_PART_BEHIND = re.compile(r"'s (?:far |remote )?(?:central|north|south|east|west|(?:north|south)(?:east|west))")
"""``in central India``, ``Nigeria's north``: not where the dateline is."""
_LAND = re.compile(
    r" (?:desert|coast|capital|city|town|village|province|region|state|border|island|mountains|alps|jungle|prison"
    r"|airport|port|resort|waters|countryside|highlands|embassy|side of)\b"
)
"""Behind a nation: its land, and so a scene."""
_SPEAKS = re.compile(
    r"\s(?:said|says|told|den(?:ied|ies)|blame[ds]|accuse[ds]|condemn(?:ed|s)|urge[ds]|confirm(?:ed|s)"
    r"|announce[ds]|reported|stated|claim(?:ed|s)|vow(?:ed|s)|warn(?:ed|s)|заявил|сообщил|осудил|утвержда|отрица)"
)
_VOICES = re.compile(r"\s(?:says|den(?:ied|ies)|accuse[ds]|claim(?:ed|s)|vow(?:ed|s)|заявил|утвержда|отрица)")
"""Behind a capital: it stands for its government, and nothing happened there."""
_DOES = re.compile(
    r"\s(?:fire[sd]|shell(?:s|ed)|attack(?:s|ed)|strikes|struck|hits|bomb(?:s|ed)|launche[sd]|carrie[sd] out"
    r"|raid(?:s|ed)|invade[sd]|seize[sd]|shot down|shoots down|downs|downed|kills)\s"
)
"""Behind a country: its forces do it, mostly to another (``Iran [fires] missiles at a base in Iraq``)."""
_SCENE_BEFORE = re.compile(r"\b(?:in|at|near|outside|around|from|of|to|в|во|под|около|из)\s$")
"""Before a town: whoever speaks, it is where something happened, ``two dead [in] Kharkiv says governor``."""


_IN_COUNTRY = (" in ", " en ", " au ", " aux ", " no ", " na ")
"""Before a country's name, in English and in languages like Spanish."""


def _between(folded: str, one: int, other: int) -> int:
    """Characters that a place is farther away for standing in another clause."""
    return CLAUSE if _CLAUSE.search(folded, min(one, other), max(one, other)) else 0


def _aside(folded: str, located: Located) -> bool:
    """Whether a place is no scene: ``600 km from Bishkek``, ``protesters from Naryn``, ``Moscow said``."""
    before = folded[max(0, located.start - 48) : located.start]
    if folded.startswith("-bound", located.end):
        return True
    if before.endswith("in ") and _SPOKEN.search(before) and not _OUTSIDE.search(before):
        return True
    if before.endswith(" by ") and located.place.precision == "country":
        return True  # ``drones launched [by Russia]``
    if any(word.endswith(_LEADING_AWAY) for word in before.split()[-3:]) and _AWAY.search(before):
        return True
    return _found_by(before) or _SPEAKS.match(folded, located.end) is not None or _sends(folded, located)


def _found_by(before: str) -> bool:
    """Whether a town behind these words only says where another one is."""
    return " of " in before[-20:] and _SIDE_OF.search(before) is not None


def _sends(folded: str, located: Located) -> bool:
    """Whether a town only sends help: ``[Madrid] sends helicopters``, ``crews from [Seville] are helping``."""
    if _SENDS.match(folded, located.end):
        return True
    if _HELPING.match(folded, located.end) is None:
        return False
    return _HELPERS.search(folded, max(0, located.start - HELPERS_REACH), located.start) is not None


def _measures(folded: str, one: Located, located: Sequence[Located]) -> bool:
    """Whether an Arabic text only measures from a town where what stands right before it lies.

    ``محافظة ديالى شمال شرق [بغداد]``.
    """
    if one.place.precision != "city" or not folded.endswith(_TOWARDS, 0, one.start):
        return False
    return any(
        other.end < one.start and _HOLDING.issuperset(folded[other.end : one.start].split()) for other in located
    )


def _holds(folded: str, one: Located, located: Sequence[Located]) -> bool:
    """Whether a Turkish province stands right before its district: ``[İstanbul]'un Esenyurt ilçesinde``."""
    if not folded.startswith("'", one.end):
        return False
    ending = _TR_OF.match(folded, one.end)
    return ending is not None and any(ending.end() == other.start for other in located)


def _is_road(folded: str, located: Located) -> bool:
    """Whether only a road is called after a place: ``[Бишкек] — [Ош] жолунда``."""
    start, end = located.start, located.end
    tied = folded[end : end + 2].lstrip().startswith(_DASHES) or "-" in folded[start:end]
    if not tied and not folded[max(0, start - 2) : start].rstrip().endswith(_DASHES):
        return False  # as nearly always
    before = _ROAD_BEFORE.search(folded, max(0, start - 40), start)
    return before is not None or _ROAD_BEHIND.match(folded, end) is not None


def _lesser(folded: str, start: int, end: int) -> bool:
    """Whether other towns are sooner the scene, since this has a hospital or an embassy: ``szpitala w [Sosnowcu]``.

    In Turkish and Kyrgyz it stands behind: ``[İstanbul]'daki hastanelere``.
    """
    if _CARED_BEHIND.match(folded, end):
        return True
    words = folded[max(0, start - 48) : start].split()[-3:]
    foreign = words and (words[-1] in _GENITIVE or not words[-1].isascii())
    return bool(foreign) and any(word[:STEM] in _CARED for word in words)


def _finer(earlier: Located, last: Located) -> bool:
    """Whether the first is a town or district and the second what may hold it: ``Узгенский район Ошской области``."""
    finer = _RANK[earlier.place.precision] - _RANK[last.place.precision]
    return finer < 0 or (finer == 0 and last.entry.kind == REGION != earlier.entry.kind)


def _last(before: Sequence[Located], folded: str) -> Located:
    """The last place named before an event, not what only tells where that is: ``in Athens, Georgia. Nobody …``."""
    last = before[-1]
    opened = folded.rfind("(", 0, last.start)
    if opened >= 0 and ")" not in folded[opened : last.start] and len(before) > 1:  # ``in Moro (Kaga, Borno State)``
        held = next((one for one in reversed(before) if one.end == opened - 1), None)
        if held is not None:
            return held
    earlier = before[-2] if len(before) > 1 else None
    if (
        earlier is not None
        and _finer(earlier, last)
        and earlier.place.country == last.place.country
        and _HOLDING.issuperset(folded[earlier.end : last.start].replace(",", " ").split())
    ):
        return earlier
    return last


class Whereabouts(msgspec.Struct, gc=False):
    """The places of one text, and which of them is the scene of what.

    ``home`` is where its source is; at ``recalled`` begin the places of sentences that tell of the past alone.
    """

    text: str
    folded: str
    located: list[Located]
    home: Settled | None = None
    recalled: frozenset[int] = frozenset()
    _dateline: tuple[int, int] | None = None
    _main: Located | None = None
    _countries: dict[str, int] = {}

    def place(self, beside: Sequence[Located], at: int) -> tuple[Place | None, str]:
        """The place of an event: in its own sentence the nearest scene, else the last one before, else the first."""
        scenes = [p for p in beside if not _is_road(self.folded, p)]
        if len(scenes) < len(beside) and (scenes or self._off_road()):
            beside = scenes
        chosen = self._nearest(beside, at)
        if chosen is not None and chosen.entry.kind == DEMONYM and self._from_abroad(chosen):
            chosen = None
        if self._main is not None and (chosen is None or self._around_main(chosen)):
            chosen = self._in_paragraph(at) or self._main
        if chosen is None and self.located:
            located = [p for p in self.located if p.entry.kind != DEMONYM and not _is_road(self.folded, p)]
            before = [p for p in located if p.start < at]
            if self.recalled:  # what goes on behind a memory is not where that was
                before = [p for p in before if p.start not in self.recalled] or before
            if len(before) > 1:
                before = [p for p in before if not _measures(self.folded, p, before)] or before
            behind = [p for p in located if p.start > at]
            behind = list(self._beyond_dateline(behind)) if behind else behind
            chosen = (_last(before, self.folded) if before else None) or (behind[0] if behind else None)
            chosen = chosen or self.located[0]
        if chosen is None and self.home is not None:
            return self.home.place, self.home.zone
        if chosen is None or (chosen.entry.kind == DEMONYM and of_doers(self.folded, chosen.end)):
            return None, ""
        if chosen.place.precision == "city" and self._is_voice(chosen):
            return None, ""
        return chosen.place, chosen.entry.zone or self._zone_of(chosen.entry.country)

    def _from_abroad(self, chosen: Located) -> bool:
        """Whether a nation is only whose somebody is, where the text tells of a place: ``a [Swiss] man died``.

        Or whose office says so: ``the [Israeli] military said``.
        """
        if not of_people(self.folded, chosen.end) and not of_office(self.folded, chosen.end):
            return False
        return any(p.entry.kind != DEMONYM and not _aside(self.folded, p) for p in self.located)

    def _off_road(self) -> bool:
        """Whether the text names any other place than the towns that its roads are called after."""
        return any(not _is_road(self.folded, p) and p.entry.kind != DEMONYM for p in self.located)

    def lead(self, sentences: Sequence[Sequence[Located]]) -> None:
        """Note where an article's event is: the first town that one of its first sentences tells of as the scene.

        The paragraphs that name none go on with it, whatever other places the article comes by.

        Args:
            sentences: the places of those that tell of events, in order; none of what is past.
        """
        for named in sentences[:LEADING] if len(self.folded) > ARTICLE else ():
            located = [p for p in named if not self._single(p)] or named
            if not located:
                continue
            chosen = self._nearest(located, located[0].start)
            if chosen is None or chosen.entry.kind == DEMONYM or self._written_abroad(located, chosen):
                continue
            if _RANK[chosen.place.precision] and self._at_dateline(located[0], chosen):
                chosen = located[0]
            if not (_RANK[chosen.place.precision] or _aside(self.folded, chosen) or self._is_voice(chosen)):
                self._main = chosen
                return

    def _written_abroad(self, located: Sequence[Located], chosen: Located) -> bool:
        """Whether a sentence behind a dateline names another country: ``DAKAR - ... in the far north of Mali``."""
        start, end = self._written()
        others = (p for p in located if p.start >= end and p.entry.kind != DEMONYM and not _aside(self.folded, p))
        return start <= chosen.start < end and any(p.place.country != chosen.place.country for p in others)

    def _at_dateline(self, opening: Located, chosen: Located) -> bool:
        """Whether a dateline's town is where it happened though its sentence names the country: ``in Georgia``."""
        start, end = self._written()
        if not start <= opening.start < end or opening.place.country != chosen.place.country:
            return False
        region = chosen.place.precision == "admin1" and chosen.place.name == opening.place.admin1
        whole = chosen.place.precision == "country" and not (self._partly(chosen) or self._at_large(chosen))
        return region or whole

    def _around_main(self, chosen: Located) -> bool:
        """Whether a sentence's place only says around the scene where it is, or is none itself."""
        main = self._main
        if main is None or chosen is main:
            return False
        around = chosen.place.country == main.place.country and (
            chosen.place.precision == "country"
            or (chosen.place.precision == "admin1" and chosen.place.name == main.place.admin1)
        )
        return around or _aside(self.folded, chosen) or self._strays(chosen)

    def _strays(self, chosen: Located) -> bool:
        """Whether a small place lies in a country that nothing else in the article names: a word that is no name."""
        main, entry = self._main, chosen.entry
        if main is None or entry.country == main.entry.country or not self._small(chosen):
            return False
        return all(p.entry.name == entry.name for p in self.located if p.entry.country == entry.country)

    def _single(self, chosen: Located) -> bool:
        """Whether a small place is all that the article says of its country: ``Ausschreitungen nach [Demo]``."""
        if not self._countries:
            self._countries = Counter(p.entry.country for p in self.located)
        return self._countries[chosen.entry.country] == 1 and self._small(chosen)

    def _small(self, located: Located) -> bool:
        known = located.place.precision == "country" or located.entry.kind == DEMONYM
        return not known and located.entry.population < KNOWN

    def _in_paragraph(self, at: int) -> Located | None:
        """The last place before an event within its paragraph."""
        start = self.text.rfind("\n", 0, at)
        before = [p for p in self.located if start < p.start < at and p.entry.kind != DEMONYM]
        before = [p for p in before if not self._around_main(p) and _RANK[p.place.precision] == 0]
        return _last(before, self.folded) if before else None

    def _is_voice(self, located: Located) -> bool:
        before = self.folded[max(0, located.start - 8) : located.start]
        return _VOICES.match(self.folded, located.end) is not None and not _SCENE_BEFORE.search(before)

    def _is_doer(self, located: Located) -> bool:
        if located.place.precision != "country" or not _DOES.match(self.folded, located.end):
            return False
        return not _SCENE_BEFORE.search(self.folded, max(0, located.start - 8), located.start)

    def _zone_of(self, country: str) -> str:
        return next((p.entry.zone for p in self.located if p.entry.country == country and p.entry.zone), "")

    def _nearest(self, located: Sequence[Located], at: int) -> Located | None:
        if len(located) < 2:  # as almost always
            return located[0] if located else None
        located = self._beyond_dateline(located)
        return min(
            located,
            key=lambda p: (
                of_people(self.folded, p.end),
                bool(_SPEAKS.match(self.folded, p.end)) or self._is_doer(p),
                p.entry.kind == DEMONYM and not _LAND.match(self.folded, p.end),
                _aside(self.folded, p) or _measures(self.folded, p, located),
                not _found_by(self.folded[max(0, p.start - CLAUSE) : p.start]),  # where nothing is the scene
                _holds(self.folded, p, located),
                _RANK[p.place.precision],
                p.entry.kind == REGION,  # ``в Сокулукском районе [Чуйской области]``
                _lesser(self.folded, p.start, p.end),
                self.folded.rfind("(", 0, p.start) > self.folded.rfind(")", 0, p.start),
                abs(p.start - at) * (1.0 if p.start > at else 1.5) + _between(self.folded, p.start, at),
            ),
        )

    def _beyond_dateline(self, located: Sequence[Located]) -> Sequence[Located]:
        """Leave out where a report was written, when its sentence says where, as a country does behind ``in``."""
        start, end = self._written()
        if not start <= located[0].start < end:
            return located
        scenes = [p for p in located if p.start >= end and p.entry.kind != DEMONYM and not _aside(self.folded, p)]
        told = [p for p in scenes if p.place.precision != "country" or self._partly(p) or self._at_large(p)]
        return told or located

    def _at_large(self, located: Located) -> bool:
        """Whether a dateline and ``a dam burst [in] Serbia`` mean the country: of its capital they would say so."""
        return self.folded.endswith(_IN_COUNTRY, 0, located.start) and not self.folded.startswith(
            ("'", "’"), located.end
        )

    def _partly(self, located: Located) -> bool:
        before = self.folded[max(0, located.start - 16) : located.start]
        return bool(_PART_BEFORE.search(before) or _PART_BEHIND.match(self.folded, located.end))

    def _written(self) -> tuple[int, int]:
        """Where the text says where it was written; an empty span where it does not."""
        if self._dateline is None:
            self._dateline = dateline_of(self.text)
        return self._dateline
