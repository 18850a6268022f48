"""What a report says happened, and to what: a fire, a crash; a factory, a bus. Words for telling two disasters apart.

Coarse on purpose: a warehouse is called a factory by the next report, and a blast a fire. What stands in the excerpt
goes before what the tagger read in the body, since bodies tell of other events, too. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from alerts.hazards import hazard_phrase
from alerts.signs import plunged

__all__ = ["KINDS", "OBJECTS", "OF_TYPE", "things_of"]

_KIND_WORDS: Mapping[str, str] = {
    "burning": """
        fire fires blaze* burn* burnt flames inferno ablaze wildfire* explo* blast* incendi* fuego llamas
        arde ardió quema* quemó feu flammes brûl* пожар* горит горят горел* загор* взрыв* взорв* өрт* жарыл*
        brand brände feuer* brennt großbrand* yangın* patla* incêndio* fogo explos* esplo* fiamme rogo حريق
        حرائق انفجار انفجارات
    """,
    "wreck": """
        crash* collision* collid* derail* overturn* accident* plung* pileup pile-up rollover choque* chocó
        volcó volcad* volcar* vuelc* siniestro accidente* descarril* déraill* renvers* авари* дтп опрокин*
        крушен* кырсык* unfall* entgleis* verunglück* kaza* acidente* capotou capota scontro deragli*
        capsiz* sank sunk naufrag* naufrág* затонул* drown*
    """,
    "violence": """
        shooting* gunfire gunshot* gunman gunmen shootout clash* riot* stabbing* tiroteo* balacera* disparos
        fusillade* affrontement* стрельб* стреля* перестрел* schüsse schießerei* tiroteio* sparatoria
        çatışma* rampage attacker*
    """,
    "crush": "stampede* estampida* bousculade* давк* avalancha تدافع",
    "collapse": "collaps* derrumb* desplom* effondr* обруш* рухнул* einsturz* eingestürzt crollo crolla* desab*",
}
_OBJECT_WORDS: Mapping[str, str] = {
    "works": """
        factory factories warehouse* sweatshop* garment refinery refineries plant bodega* fábrica* galpón*
        almacén refinería* usine* entrepôt* raffinerie* завод* фабрик* склад* цех* fabrik* lagerhalle*
        fabbrica* capannone* fabrika* armazém galpão مصنع مستودع shipyard* dockyard* astillero* chantier-naval
        верф* werft* stocznia* stoczni* tersane*
    """,
    "slum": "slum* shant* shack* favela* bidonville* tugurio* трущоб* gecekondu*",
    "shops": """
        market* bazaar* mall malls mercado* marché* рынок рынк* базар* торгов* centre-commercial
        einkaufszentrum سوق
    """,
    "school": """
        school* college* dormitor* escuela* colegio* école* lycée* школ* общежит* мектеп* schule* scuola*
        مدرسة
    """,
    "prison": "prison* jail* cárcel* penal penitenci* тюрьм* колони* сизо gefängnis* carcere presídio* سجن",
    "lodging": "hotel* hostel* motel* hôtel* гостиниц* отел* хостел* albergo otel فندق",
    "club": "nightclub* disco discoteca* boate* клуб* discothèque*",
    "worship": """
        church* mosque* temple* iglesia* église* mosquée* церк* храм* мечет* kirche* moschee* chiesa cami
        مسجد
    """,
    "bus": """
        bus buses coach minibus* matatu* autobus* autobús* colectivo* autocar* автобус* маршрутк* reisebus*
        otobüs* ônibus
    """,
    "rails": """
        train* tram trams tramway* metro tren trenes tranvía* поезд* электричк* трамва* zug straßenbahn*
        treno trem قطار
    """,
    "aircraft": """
        plane* aircraft airliner* helicopter* avión avion* avioneta* helicóptero* самол* вертол* flugzeug*
        uçak aereo
    """,
    "vessel": """
        ferry ferries boat* ship vessel* barco* lancha* bateau* bateaux паром* катер* теплоход* fähre*
        traghetto vapur
    """,
    "tower": "skyscraper* high-rise tower* rascacielos* многоэтаж* высотк* hochhaus*",
    "mine": "coalmine* mineshaft* шахт* bergwerk*",
}
KINDS = frozenset(_KIND_WORDS) | {"nature", "unrest"}
OBJECTS = frozenset(_OBJECT_WORDS)
OF_TYPE = {"FIRE": "burning", "EXPLOSION": "burning", "CLASH": "violence", "FORCE": "unrest", "STORMING": "unrest"}
_OF_PHRASE = {
    "a crash": "wreck", "a derailment": "wreck", "a shipwreck": "wreck", "a crush": "crush", "a collapse": "collapse",
    "an earthquake": "nature", "a tsunami": "nature", "flooding": "nature", "a landslide": "nature",
    "a storm": "nature", "a volcanic eruption": "nature", "an avalanche": "nature", "a meteorite": "nature",
    "a burst dam": "nature",
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_][\w'-]*")
_STATION = re.compile(r"\b(?:bus|coach) (?:stands?|stops?|stations?|terminals?|depots?)\b")
"""A place in town, nothing on the road."""
_STEM_LETTERS = 3


def _compiled() -> tuple[dict[str, str], dict[str, list[tuple[str, str]]]]:
    exact: dict[str, str] = {}
    stems: dict[str, list[tuple[str, str]]] = {}
    for label, words in (*_KIND_WORDS.items(), *_OBJECT_WORDS.items()):
        for word in words.split():
            if word.endswith("*"):
                stems.setdefault(word[:_STEM_LETTERS], []).append((word[:-1], label))
            else:
                exact[word] = label
    return exact, stems


_EXACT, _STEMS = _compiled()


@lru_cache(maxsize=4096)
def _told(excerpt: str) -> frozenset[str]:
    found, text = set(), excerpt.lower()
    for word in _WORD.findall(_STATION.sub(" ", text)):
        if label := _EXACT.get(word):
            found.add(label)
        else:
            found.update(label for stem, label in _STEMS.get(word[:_STEM_LETTERS], ()) if word.startswith(stem))
    if "bus" in found and plunged(text):  # "a bus fell into a gorge"
        found.add("wreck")
    return frozenset(found)


def things_of(excerpt: str, types: Sequence[str], words: Sequence[str]) -> frozenset[str]:
    """Return kinds of event and of thing that a report names.

    Args:
        excerpt: of its text.
        types: event types that it asserts; they count where the excerpt names no kind.
        words: that name a hazard in it, in small letters; the same.
    """
    told = _told(excerpt)
    if not KINDS.isdisjoint(told):
        return told
    read = {OF_TYPE[one] for one in types if one in OF_TYPE}
    phrase = _OF_PHRASE.get(hazard_phrase(dict.fromkeys(words, 1))) if words else None
    return told | read | ({phrase} if phrase else set())
