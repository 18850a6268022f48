"""Everyday mishaps beside a crisis: a fender bender, a thief who is held, a bin that burnt, a brawl in a pub.

A town goes on living while its refinery burns, and local media go on telling of it. Whatever happens in a town during
an alert belongs to it, as a rule, since one disaster must stay one; so what is small by its own words and is no part of
the kind of thing that the alert tells of is left out. Else the headline has "a crash", and "1 injured" beside it.

A mishap takes one life at most, hurts a few, is nothing grave in itself (`alerts.momentous`), and is

- a road accident of a car or two, beside anything but a wreck of such, not of a bus or a train;
- one who falls from a ladder or drowns in a lake, beside no such accident and no flood;
- an arrest for theft, drugs or bribes, beside anything but arrests;
- a fire in a kitchen or a bin that is out and hurt nobody, beside anything but a riot, or a fire of no known thing;
- a brawl, or a rally of a handful, beside what is no violence and no crowd; a brawl beside shots or knives, too;
- a warning of a storm to come, beside anything but weather and what comes of it.

Pure. Limits: mishaps in words that are not among these join, as does a second small fire beside a fire of a house.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain

from alerts.apart import main_things
from alerts.episode import Episode
from alerts.hazards import UNNAMED, hazard_phrase
from alerts.ledger import HAZARD, Contribution
from alerts.momentous import hostages
from alerts.severity import SOFT, VICTIMS
from alerts.signs import RAMMED, brawl, shots, stabs
from alerts.things import KINDS, OBJECTS, things_of

__all__ = ["beside", "forecast", "without_mishaps"]

FEW = 3  # who were hurt
HANDFUL = 200  # at a rally, of no interest beside a flood
MANY = 50  # who are held for a crime of every day; a raid on illegal workers holds dozens
ROAD = re.compile(
    r"\b(?:cars?|vans?|bus|buses|autob[uú]s(?:es)?|motor(?:cycl|bik)\w+|cyclists?|bicycles?|bikes?|scooters?"
    r"|pedestrians?|lorr(?:y|ies)|trucks?"
    r"|taxis?|drivers?|vehicles?|motorists?|road accident|autos?|coches?|motos?|motociclist\w+|ciclist\w+|peat[oó]n\w*"
    r"|bisikletli\w*"
    r"|camioneta\w*|cami[oó]n|veh[ií]culos?|voitures?|motard\w*|cyclistes?|piétonn?e?s?|camionnettes?|camions?"
    r"|trottinettes?|atropella\w*|renversée?s?|véhicules?|pkw|lkw|motorr[aä]d\w*|radfahr\w+|fußgänger\w*|carros?"
    r"|pedone|ciclomotor\w*"
    r"|otomobil\w*|motosiklet\w*|yaya\w*)\b|автомоб|автобус|такси|легков|мотоцикл|велосипед|пешеход|под машин"
    r"|под кол[её]с|\bдтп\b|иномарк"
    r"|грузовик|водител|самокат|унаа|айдоочу|жөө жүр|жол кырсык|автівк|пішоход"
    r"|حافلة|سيارة|سيارتين|سيارات|حادث سير|دراجة|مركبة"
)
CRIME = re.compile(
    r"\b(?:thefts?|thie(?:f|ves)|steal\w*|stolen|burglar\w*|shoplift\w*|robber(?:y|ies)|drugs?|cannabis|cocaine|heroin"
    r"|fraud\w*|scams?|smuggl\w*|counterfeit|brib\w*|corrupt\w*|illegal (?:workers?|migrants?)|drunk\w*"
    r"|drink[- ]driv\w*|vandal\w*|graffiti|poach\w*|robos?|hurtos?"
    r"|ladr[oó]n(?:es)?|drogas?|estafa\w*|contrabando|sobornos?|corrupción|ebri[oa]s?|vols?|voleurs?|cambriol\w*"
    r"|drogue|corruption|stupéfiants?|escroqu\w*"
    r"|ivres?|dieb\w*|einbre\w*|drogen\w*|betrug\w*|furt[oi]|ladr[oi]|truffa\w*|hırsız\w*|uyuşturucu\w*|dolandır\w*"
    r"|kradzie\w*|narkotyk\w*|pencuri\w*|narkoba)\b|краж|\bвор(?:а|ов|ы|у)?\b|угон|наркот|мошенн|пьян|взят(?:к|ок)"
    r"|корруп|контрабанд|крадіж"
    r"|ууру|пара алган|баңгизат|алдамч|سرقة|\bلص\b|لصوص|مخدرات|رشوة|احتيال|تهريب"
)
ALONE = re.compile(
    r"\b(?:scaffold\w*|stairs?|ladders?|fall(?:s|ing)? (?:from|down|off)|fell (?:from|down|off)|cross(?:es|ed"
    r"|ing) (?:the |a )?"
    r"(?:road|street)|drown\w*|swimmers?|anglers?|electrocuted|andamios?|escaleras?|bañistas?|ahoga\w*|échafaudages?"
    r"|échelles?|baigneu\w+|noyé\w*|noie|gerüst\w*|leiter|ertrunken\w*|ertrinkt|ponteggi\w*|annega\w*|afoga\w*"
    r"|andaime\w*"
    r"|iskele\w*|boğul\w*)\b|с лесов|с высоты|с лестниц|с крыши|утону|рыбак|купавш|чөгүп|سقالة|غرق|سلم"
)
ONE = re.compile(
    r"\b(?:man|woman|boy|girl|pensioner|motorist|driver|cyclist|pedestrian|hombre|mujer|ancian[oa]|joven|niñ[oa]"
    r"|homme|femme"
    r"|octogénaire|mann|frau|uomo|donna|homem|mulher|adam|kadın)\b|мужчин|женщин|пенсионер|водител|мальчик|девочк"
    r"|киши\b|رجل"
)
HOUSEHOLD = re.compile(
    r"\b(?:car fires?|vehicle fires?|kitchen|bins?|rubbish|trash|garbage|sheds?|chimney|garage|grass|hedge|skip"
    r"|balcony|toaster|cocina|basura"
    r"|contenedor|pastizal\w*|cuisine|poubelles?|cheminée|cabanon|küche\w*|mülltonne\w*|schuppen|gartenlaube\w*|cucina"
    r"|auto|coche|voiture|cassonett\w+|cozinha|lixo|mutfa\w+|çöp\w*)\b|мусор|на кухне|балкон|сух\w+ трав|автомобил"
    r"|баня|бани|сара[йея]|гараж|ашкана|таштанды|унаа"
    r"|سيارة|مطبخ|قمامة|نفايات"
)
OUT = re.compile(
    r"\b(?:put out|(?:is|was|already) out|extinguish\w*|nobody|no one|no injur\w+|unhurt|(?:driver"
    r"|everyone) got out|crews left|ileso|indemnes?|apaga\w+|sofoca\w+|sin heridos"
    r"|éteint\w*|maîtris\w+|pas de bless\w+|aucun bless\w+|gelöscht|niemand|keine verletzten|spento|domado|apagado"
    r"|söndür\w*|yaralanan olmadı)\b|потуш|ликвидир|никто не|не пострадал|пострадавших нет|өчүр|аман|жабыркаган жок"
    r"|إخماد|اخماد|دون إصابات"
)
FORECAST = re.compile(
    r"\b(?:storm|weather|wind|gale|rain|snow|heat|frost|flood) (?:warnings?|alerts?|watch|advisor(?:y|ies))\b"
    r"|\bforecasters?\b|\b(?:red|orange|amber|yellow) (?:weather )?(?:alerts?|warnings?)\b"
    r"|штормов\w+ предупрежд|штормов\w+ попередж|бороон эскерт|alerta (?:por|amarilla|naranja|de vento|de temporal)"
    r"|vigilance (?:orange|jaune)|(?:unwetter|sturm)warnung|allerta (?:meteo|gialla|arancione)|fırtına uyarı"
    r"|meteoroloji|peringatan dini|ostrzeżenie (?:meteo|imgw)"
)
FORETOLD = frozenset({UNNAMED, "a storm", "flooding"})
WEATHER = frozenset({"a storm", "flooding", "a landslide", "a tsunami"})
_NOT_ON_ROADS = frozenset({"rails", "aircraft", "vessel"})
CARRIERS = frozenset({"bus", "rails", "aircraft", "vessel"})
WRECKS = frozenset({"a crash", "an accident", RAMMED})
VIOLENT = frozenset({"violence", "unrest"})
BURNT = frozenset({"FIRE", "EXPLOSION", "PROTEST", "STORMING"})
BRAWLS = 0.25  # of an alert's reports of violence: where fewer tell of a brawl it is of none


def beside(episode: Episode, part: Contribution) -> bool:
    """Whether a report at an alert's place tells of an everyday mishap that is no part of it."""
    if not _few(part) or part.story in episode.stories:
        return False
    sort = _sort_of(part)
    if _armed(episode.latest, part, sort):
        return True
    return bool(sort) and _unlike(sort, part, main_things(episode), episode.words, episode.types)


def forecast(part: Contribution) -> bool:
    """Whether a report tells of weather that is still to come, of nobody hurt by it, and of nothing grave in itself."""
    if set(part.types) != {HAZARD} or part.moments or part.claims:
        return False
    return hazard_phrase(dict.fromkeys(part.words, 1)) in FORETOLD and FORECAST.search(part.excerpt.lower()) is not None


def without_mishaps(parts: Sequence[Contribution], part: Contribution) -> list[Contribution]:
    """Return the reports but those of mishaps which are no part of what the others tell of; all where a report is one.

    Args:
        parts: reports at one place, of one time.
        part: the one of them that makes something known.
    """
    if len(parts) < 2 or _mishap(part):
        return list(parts)
    small = {id(one) for one in parts if one is not part and _mishap(one)}
    if not small:
        return list(parts)
    grave = [one for one in parts if id(one) not in small]
    told = frozenset(chain.from_iterable(things_of(one.excerpt, one.types, one.words) for one in grave))
    words = Counter(chain.from_iterable(one.words for one in grave))
    types = {kind for one in grave for kind in one.types}

    def stays(one: Contribution) -> bool:
        return not (_armed(grave, one, _sort_of(one)) or _unlike(_sort_of(one), one, told, words, types))

    return [one for one in parts if id(one) not in small or stays(one)]


def _armed(parts: Iterable[Contribution], part: Contribution, sort: str) -> bool:
    """Whether a brawl, or a fire that is out, is no part of what reports tell of: shots, knives or hostages.

    They tell of no brawl, or hardly, and beside a fire of none, nor of a crowd.
    """
    if sort not in ("brawl", "fire") or _by_arms(part):
        return False
    told = [one for one in parts if "CLASH" in one.types]
    if sort == "fire" and any(not BURNT.isdisjoint(one.types) for one in parts):
        return False
    fought = sum(brawl(one.excerpt.lower()) for one in told)
    return any(map(_by_arms, told)) and fought < BRAWLS * len(told)


def _by_arms(part: Contribution) -> bool:
    text = part.excerpt.lower()
    return shots(text) or stabs(text) or hostages(text)


def _mishap(part: Contribution) -> bool:
    return _few(part) and bool(_sort_of(part))


def _sort_of(part: Contribution) -> str:
    return _sort(part.excerpt, part.types, part.words)


def _few(part: Contribution) -> bool:
    """Whether a report tells of nothing grave, of one dead and a few others at most; a brawl may be a clash."""
    if set(part.moments) - {"CLASH"} or not part.types:
        return False
    most = {"killed": 1, "crowd": HANDFUL, "arrested": MANY if part.types == ("ARREST",) else FEW}
    dead = [one.count.max for one in part.claims if one.count.role == "killed"]
    if "DEATH" in part.types and (set(dead) - {1} or not (dead or ONE.search(part.excerpt.lower()))):
        return False  # "deaths", "at least one"
    return all((one.count.min or 0) <= most.get(one.count.role, FEW) for one in part.claims)


@lru_cache(maxsize=1024)
def _sort(excerpt: str, types: tuple[str, ...], words: tuple[str, ...]) -> str:
    """Return the sort of mishap of which a report tells by its words; nothing where it is none."""
    text, told = excerpt.lower(), set(types)
    things = things_of(excerpt, types, words)
    if told == {"PROTEST"}:
        return "rally"
    if told == {"ARREST"}:
        return "crime" if CRIME.search(text) or brawl(text) else ""
    if told <= {"DEATH", "INJURY", HAZARD}:
        return _accident(text, told, things, hazard_phrase(dict.fromkeys(words, 1)))
    if "FIRE" in told and told <= {"FIRE", HAZARD}:
        return "fire" if HOUSEHOLD.search(text) and OUT.search(text) else ""
    return "brawl" if "CLASH" in told and told <= {"CLASH", "INJURY", "ARREST"} and brawl(text) else ""


def _accident(text: str, told: Collection[str], things: frozenset[str], phrase: str) -> str:
    if ALONE.search(text):
        return "alone"
    if told == {HAZARD} and phrase in (UNNAMED, "a storm") and FORECAST.search(text):
        return "forecast"
    if not KINDS & things <= {"wreck"} or not _NOT_ON_ROADS.isdisjoint(things):
        return ""
    return "road" if phrase in (UNNAMED, *WRECKS) and phrase != RAMMED and ROAD.search(text) else ""


def _unlike(
    sort: str, part: Contribution, told: frozenset[str], words: Mapping[str, int], types: Iterable[str]
) -> bool:
    """Whether a mishap is no part of what an alert tells of.

    Args:
        sort: of the mishap.
        part: its report.
        told: things that the alert's reports name.
        words: of them that name a hazard.
        types: of them.
    """
    phrase = hazard_phrase(words)
    known = bool(KINDS & told) or phrase != UNNAMED or not {HAZARD, *VICTIMS}.issuperset(types)
    if not known or OBJECTS & told & things_of(part.excerpt, part.types, part.words):
        return False
    if sort in ("road", "alone"):
        kinds = KINDS & things_of(part.excerpt, part.types, part.words)
        return _alone(kinds, told) if sort == "alone" else _off_road(told, phrase)
    if sort == "rally":
        crowd = max((one.count.max or 0 for one in part.claims if one.count.role == "crowd"), default=0)
        return 0 < crowd <= HANDFUL and VIOLENT.isdisjoint(told) and SOFT.isdisjoint(types)
    if sort in ("crime", "forecast"):
        return phrase not in WEATHER if sort == "forecast" else not SOFT.issuperset(types)
    if sort == "fire":
        return VIOLENT.isdisjoint(told) and not ("burning" in told and OBJECTS.isdisjoint(told))
    return VIOLENT.isdisjoint(told) and "crush" not in told and "PROTEST" not in types


def _off_road(told: frozenset[str], phrase: str) -> bool:
    return not CARRIERS.isdisjoint(told) or ("wreck" not in told and phrase not in WRECKS)


def _alone(kinds: frozenset[str], told: frozenset[str]) -> bool:
    """Whether an accident of one is no part of what an alert tells of: who drowns may have done so in its flood."""
    if kinds.isdisjoint(told):
        return not ("wreck" in kinds and "nature" in told)
    return kinds == {"wreck"} and not CARRIERS.isdisjoint(told)
