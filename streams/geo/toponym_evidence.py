"""Is a place meant by a name? Evidence before and behind it is added up; `ACCEPT` is enough.

It counts a preposition, a region behind a comma, an ending, size, what stands behind; against it common words,
forenames, titles, streets and names of papers. The weights were set by hand on our own texts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from streams.geo.gazetteer import Entry
from streams.geo.gazetteer_form import CITY, COUNTRY, COUNTY, DEMONYM, REGION
from streams.geo.lone_words import (
    ABBREVIATIONS,
    BEFALL,
    CODES,
    KNOWN,
    KY_CASE,
    KY_OF,
    OF,
    RENOWNED,
    SEEN,
    SLAVIC_BEFORE,
    shouted,
    single_word,
)
from streams.geo.nations import tongue
from streams.geo.toponyms import LANDMARK, Name, words
from streams.text import fold

__all__ = [
    "ACCEPT",
    "base_evidence",
    "evidence",
    "word_before",
]

ACCEPT = 1.5  # evidence from which a name counts as a place
LONG_ARABIC = 6  # letters
TOLD_WHERE = 28_000  # inhabitants of an Arabic town that is meant behind the letter for ``in``
HAMLET = 2_000  # inhabitants; an Arabic name of one is mostly a word, or GeoNames knows of none
_AR_VAGUE = frozenset({"في", "من", "الي", "علي"})
"""Before a place, and before everything else."""
_HI_PLACED = re.compile(fold(r" (?:में|मे|से|के|की|का|पर|जिले|जिला|शहर|पुलिस|स्थित|राज्य)(?!\w)"))
"""Behind a name in Hindi: a place is meant."""
_WELL_KNOWN = 100_000  # inhabitants: its genitive may stand among its names, ``na obrzeżach [Lublina]``
_UNDECLINED = "ыиуоеөү"
"""Last letters of names without a genitive: ``в центре Балыкчы``."""
_LETTERS_LAST = re.compile(r"[^\W\d_]+$")
_TR_PLACED = re.compile(r"['’](?:[dt][ae](?:n|ki)?|y?[ae]|n?[ıiuü]n)(?!\w)")
"""In, from, to, of: what is written behind a Turkish name says that a place is meant."""
_KY_TOWN_TEXT = " (?:шаар|айыл|облус|район|шахта|ашуу|капчыгай|өрөөн|мөңгү|токой|суу сактагыч)"
_KY_IN = re.compile(r"[тд][аеоө](?:гы|ги|гу|гү|н)?$")
_KY_PARTS_TEXT = """борбор тургун жашоочу шаар чет мэр көчө аймаг район түндү түштү чыгыш батыш жаны базар милиц аянт
айыл кыштаг мектеп оорукан ленин биринчи свердлов октябр мугалим дарыгер окуучу студент жээг жээк бийлик чек жол калк
калкы эл аэропорт вокзал бекет стадион парк көпүрө сот прокурат завод фабрика мечит кафе ресторан мейманкана дүкөн
кичирайон микрорайон жаңы эски ички"""
_KY_PART = re.compile(
    rf" (?:{'|'.join(_KY_PARTS_TEXT.split())}"
    r"|(?:[^\W\d_]+ ){1,3}?(?:көчө|район|айыл|базар|проспект|кичирайон|микрорайон|кафе|ресторан|мектеп|оорукан|аянт))"
)
_BEHIND = re.compile(r" ([^\W\d_]+)")
_DISTRICT = re.compile(r" (?:County|Parish|Borough|District|Province|Governorate|Region|Prefecture)$")
OFFICE = 6.0  # what a name that is an office as well weighs less in a dateline: ``Gobernador: 12 muertos``
_INSIDE = frozenset({"in", "near", "outside", "around"})  # a town is meant, even of a name that somebody bears
_LOCALS_TEXT = (
    "police residents resident officials man woman mayor firefighters authorities area county suburb council native "
    "officer officers schools school hospital airport post protesters protests district coast coastline shore border "
    "frontier region province hinterland outskirts suburbs neighborhood neighbourhood checkpoint airfield courthouse "
    "terminal "
    "polisi hastanesi hastanesinde hastanesine belediyesi belediyesinde emniyeti adliyesi ilçesi ilçesinde valiliği "
    "kaymakamı yolunda karayolunda otogarında sahilinde limanında halkı esnafı sakinleri"
)
_LOCALS = frozenset(_LOCALS_TEXT.split())
"""Behind a name, in small letters, in English and Turkish: the name is a place."""
_BEFALLEN = re.compile(r" (?:is|was) ([^\W\d_]+)")
_AIMED_TEXT = """strike strikes raid raids assault shelling march advance offensive airstrike airstrikes fire attack
attacks bombs bomb bombing bombardment missiles missile rockets drones shells"""
_AIMED = frozenset(_AIMED_TEXT.split())  # before ``on`` and a name: a place is meant
_SHELLED = re.compile(
    r"(?<!\w)(?:(?:удар\w*|ударил\w*|вдарил\w*|прил[её]т\w*|приліт|прильот\w*|атак\w*)(?: [а-яіїєґ]+){0,2} (?:по|на)"
    r"|обстр[еі]л\w*(?: (?:города|посёлка|поселка|села|міста|селища))?) $"
)
"""Before a name: ``удар по [Харькову]``, ``обстріл [Нікополя]``."""
_BEHIND_PLACE = re.compile(
    _KY_TOWN_TEXT + r"| (?:подверг(?:ся|лась|лось|лись)|обстрелян\w*|обстреляли|атаковали|зазна(?:в|ла|ло|ли))(?!\w)"
)
"""Behind a name: ``[Херсон] подвергся обстрелу``, ``[Суми] атаковали дрони``."""
_PAPERS_TEXT = (
    "times post tribune herald gazette journal chronicle star news daily press sun observer courier examiner "
    "dispatch record telegraph guardian sentinel standard mail globe inquirer"
)
_STREETS = frozenset(
    {"street", "avenue", "road", "boulevard", "lane", "drive", "highway", "prospekt", "st", "ave", "blvd"}
)
_ROAD = re.compile(
    r" (?:(?:Highway|Route|Hwy\.?|Rte\.?) )?\d{1,3}"
    r"(?![\d,.:]|\w| ?%| (?:percent|dead|hurt|killed|people|injured|wounded)\b| [a-z]+s\b)"
)
_UNIVERSITY = re.compile(r" (?:State University|State College|Tech\b|A&M)")  # ``Ohio State University``
_COLLEGES = frozenset({"State", "Tech", "A"})  # first words of these
_MONEY = re.compile(r" (?:cents|dollars?)\b|\$")
_NEAR = re.compile(
    r"\b(?:campagne|strade|montagne|litorale|près|autour|aux? (?:environs|alentours|sud|nord|est|ouest|large)"
    r"|ville|village|région|province|quartier"
    r"|commune|mairie|maire|préfecture|port|gare|aéroport|prison|périphérie|banlieue|centre|centre-ville|rues|tribunal"
    r"|alcaldía|alcalde|puerto|aeropuerto|cárcel|comisaría|calles|afueras|centro|norte|sur|porto|prefeitura|ruas"
    r"|zone(?: industrielle| commerciale)?|secteur|canton|hameau|localité|arrondissement|camp|habitants|riverains"
    r"|vecinos|habitantes|pobladores|moradores|residentes|distrito|comuna|corregimiento|vereda|parroquia|caserío|zona"
    r"|sector|valle|balneario|partido|cantón|población|poblado|aldea|región|isla|parque|concelho|concelhos|freguesia"
    r"|vila|município|aldeia|povoado|localidade|comunidade|região|distritos|praia|serra|ilha|wilaya|gouvernorat|cercle"
    r"|territoire|département|faubourgs|îles?|larges?|(?:camp|base|détachement|poste) militaire|attaque|attentat|tuerie"
    r"|incendi[eo]|massacre|masacre|matanza|bataille|batalla|atentado|naufrage|fusillade|explosi[oó]n"
    r"|cerca|ciudad|municipio|localidad|pueblo|provincia|estado|departamento|barrio|cidade|bairro|perto"
    r"|arredores|periferia|alrededores|inmediaciones|dintorni|frazione|quartiere|largo|costas?|litoral"
    r"|explosão|incêndio|naufrágio|ataque|chacina|naufragio|alluvione|incidente|rogo|strage"
    r"|refiner[ií]a|f[aá]brica|planta|mina|termoel[eé]ctrica|raffinerie|usine|mine|centrale|d[eé]p[oô]t|refinaria|usina|garimpo"
    r"|police|hôpital|chu|clinique|restaurant|hôtel|banque|marché(?: central)?|stade|église|mosquée|synagogue|lycée"
    r"|collège|enseignants|agriculteurs|pompiers|sapeurs-pompiers|gendarmes|gendarmerie|commissariat|parquet|discothèque"
    r"|immeuble|supermarché|entrepôt|plage|forêt|métro|agglomération|polic[ií]a|hospital|clínica|restaurante"
    r"|mercado(?: central)?|estadio|estádio|iglesia|igreja|maestros|docentes|professores"
    r"|transportistas|bombeiros|bomberos|fiscalía|terminal"
    r"|discoteca|boate|supermercado|galpão|edificio|prédio|penal|presídio|playa|bosque|floresta"
    r"|ayuntamiento|juzgado|tribunales|escuela|colegio|instituto|universidad|bar|bares|plaza|puente|estación|cuartel"
    r"|derrumbe|deslave|alud|deslizamento|deslizamiento|terremoto|sismo|inundaciones|choque|accidente|tiroteo|motín"
    r"|balacera|enchentes?|desabamento|acidente|tiroteio|rebelião|fórum|delegacia|rodoviária|escola|creche|praça|ponte"
    r"|école|maternelle|université|fac|café|maternité|ehpad|gymnase|cinéma|pont|camping|terrain|éboulement|inondations"
    r"|effondrement|explosion|accident|crash|drame|bousculade|mutinerie|séisme|tempête|tornade|braquage|émeutes|rixe"
    r"|frana|crollo|valanga|esplosione|sparatoria|rivolta|rissa)"
    r" (?:d[eu]s?|do|da|del|dell['’]|della) ?$"
)
_VON = re.compile(
    r"\b(?:innenstadt|altstadt|stadtzentrum|zentrum|ortskern|stadtrand|stadtgebiet|bewohner|einwohner|nähe|umgebung|vorort"
    r"|norden|süden|osten|westen|(?:ober)?bürgermeister(?:in)?|polizei|hafen|flughafen|bahnhof|krankenhaus|rathaus"
    r"|straßen|dorf|stadt|gemeinde|höhe|rand|raum|toren|stadion|gefängnis|haftanstalt|justizvollzugsanstalt|jva"
    r"|markt(?:platz)?|wochenmarkt|weihnachtsmarkt|universität|uni|campus|schule|gymnasium|einkaufszentrum|klinik"
    r"|(?:amts|land)gericht|gericht|moschee|synagoge|kirche|zoo|gewerbegebiet|industriegebiet|werk|kaserne|feuerwehr"
    r"|fußgängerzone|hauptbahnhof|busbahnhof|rathausplatz|theater|kraftwerk|raffinerie|ortsteil|ortseingang) von $"
)
"""What a German town is named behind; other names behind ``von`` are persons'."""
_AREAS = ("provinc", "departamento", "département", "estado", "wilaya", "gouvernorat", "região", "región")
"""Of those, what is larger than a town of its name: ``el [departamento de] Santa Cruz``."""
_ADDRESS = re.compile(r",? (?:д\. ?)?\d{1,3}[а-я]?(?!\w)")
_IN_TOWN = frozenset(
    {"в", "во", "у", "із", "з", "из", "w", "we", "z", "ze", "pod", "koło"}
)  # no street stands behind these
_PERSONS_TEXT = """льва алексея максима карла розы юрия ивана петра сергея михаила николая василия павла федора андрея
александра владимира дмитрия чингиза исы героя генерала маршала академика космонавта братьев адмирала лесі івана тараса
степана михайла василя героїв jana adama juliusza józefa generała marszałka"""
_OF_PERSONS = frozenset(_PERSONS_TEXT.split())
"""Before a surname in the genitive that is a town's name, too: a street's, a square's or a school's."""
TOWNLET = 200_000  # inhabitants; of a smaller one ``на`` is said of a street that is called alike
_STREETS_BEFORE = re.compile(
    r"\b(?:rue|avenue|boulevard|quai|calle|avenida|carrera|via|rua|ул\.|пр\.|улиц[аеу]|проспект[аеу]?|вулиц[яю]"
    r"|проспекті|ulic[aęy]|ul\.)"
    r"(?: d[eu]s?| de la)? ?(?:[dl]')?$"
)
"""A street's name in languages that put its kind first: ``rue d'Aubagne à Marseille``."""
_NAMED_AFTER_TEXT = """granja cárcel penal presidio rehabilitación finca hotel cine teatro estadio colegio escuela liceo
hospital clínica plaza parque edificio barrio colonia mercado cinéma stade lycée estádio escola"""
_NAMED_AFTER = frozenset(_NAMED_AFTER_TEXT.split())
"""Right before a country's name, without ``of``: what bears it, as the prison farm ``Granja Canadá``."""
_STREETS_LAST_TEXT = """rue avenue boulevard quai calle avenida carrera via rua de du des dus la улица улице улицу
проспект проспекта проспекте проспекту вулиця вулицю проспекті ulica ulicy ulicę"""
_STREETS_LAST = frozenset(_STREETS_LAST_TEXT.split())
"""Words that these may end with before a space."""
_PAPERS = frozenset(_PAPERS_TEXT.split())


def base_evidence(entries: Sequence[Entry]) -> float:
    """Evidence from the kinds and the size of what a name can mean."""
    kinds = {entry.kind for entry in entries}
    largest = max(entry.population for entry in entries)
    score = 1.6 if largest >= 500_000 else 1.2 if largest >= 100_000 else 0.5 if largest >= 15_000 else 0.0
    if kinds & {COUNTRY, DEMONYM, LANDMARK}:
        return score + 3.0
    if any(entry.kind == COUNTY and _DISTRICT.search(entry.name) for entry in entries):
        return score + 3.0
    if any(entry.kind == REGION and entry.population >= 1_000_000 for entry in entries):
        return score + 2.0
    if REGION in kinds:
        return score + 0.8
    return min(score, 0.5) if kinds == {COUNTY} else score  # ``Lot`` and ``Mon`` are words before they are districts


_SCENES_TEXT = """lot
street road avenue boulevard lane drive square market bazaar mall school university college hospital
clinic station airport port harbour harbor bridge park stadium church mosque temple synagogue cinema theatre theater
factory plant refinery depot warehouse hotel building block house tower prison jail museum library district suburb"""
_SCENES = frozenset(_SCENES_TEXT.split())
"""Where something happens; a name behind it and a comma is the town it stands in."""


def word_before(folded: str, start: int) -> str:
    """The word that stands right before ``start``, with one space between; or nothing."""
    if start < 2 or folded[start - 1] != " ":
        return ""
    word = folded[max(0, start - 24) : start - 1].rpartition(" ")[2]
    if word.isalpha():
        return word
    found = _LETTERS_LAST.search(word)
    return found[0] if found else ""


def _word_up_to(folded: str, end: int) -> str:
    """The word that ends at ``end``."""
    return folded[max(0, end - 24) : max(0, end)].rpartition(" ")[2]


def _near(name: Name, folded: str, previous: str) -> float:
    """What words for a kind of place before a name and ``of`` count; sets whether it is an area."""
    if previous == "von":
        return 1.8 if _VON.search(folded, max(0, name.start - 24), name.start) else 0.0
    if previous == "le":  # ``dans le [Var]``
        return 2.6 if folded.endswith("dans le ", 0, name.start) else 0.0
    near = _NEAR.search(folded, max(0, name.start - 24), name.start)
    name.area = previous == "estado" or (near is not None and near[0].startswith(_AREAS))
    return 2.6 if near and name.area else 1.8 if near or name.area else 0.6


def evidence(
    name: Name, text: str, folded: str, repeats: int, dateline: tuple[int, int], families: frozenset[str]
) -> float:
    """Add up what speaks for a name's being a place."""
    lists = words()
    called = name.called
    score = name.evidence + called.base + (4.0 if name.within else 0.0) + (0.3 if repeats > 1 else 0.0)
    key = folded[name.start : name.end]
    previous = name.previous
    placed = bool(previous) and previous in lists["prepositions"]
    if placed or _cased(name, folded, key):
        score += 0.9 if previous in _AR_VAGUE and called.largest < HAMLET and " " not in name.text else 1.8
    elif previous in OF or previous in ("estado", "le", "von"):
        score += _near(name, folded, previous)
    elif "\u0621" <= key[0] <= "\u064a":
        score += _arabic_word(name, inside=key[0] == "ب" or key.startswith("وب"))
    if text.startswith(", ", name.start - 2):
        score += _behind_comma(name, text, folded)
    if dateline[0] <= name.start and name.end <= dateline[1]:
        agency = text[name.start - 1 : name.start] in ("(", "/")  # the agency is in brackets
        score += -OFFICE if key in lists["offices"] else -2.5 if agency else 2.5
    behind = _BEHIND.match(text, name.end) if text[name.end : name.end + 1] == " " else None
    follows = behind[1] if behind else ""
    if follows in _LOCALS or _befallen(name, text, folded):
        score += 1.0
    if _street_or_paper(folded, name, previous, follows):
        score -= 3.0
    first = called.entries[0][0]
    if first.country == "US" and first.kind in (COUNTRY, REGION) and _numbered(name, text):
        score -= 6.0
    if (follows in _COLLEGES and _UNIVERSITY.match(text, name.end)) or (
        previous in _NAMED_AFTER and first.kind == COUNTRY
    ):
        score -= 6.0
    small = key in ABBREVIATIONS and not name.text.isupper() and not text.startswith(".", name.end)  # ``Ore 2.10``
    if small or ((first.kind == DEMONYM or key == "english") and tongue(folded, previous, name.end)):
        score -= 6.0
    if " " not in name.text:
        score += single_word(name, text, key, previous, follows)
        if name.text in families and not name.within and previous not in _INSIDE:
            score -= 2.0 if called.largest >= RENOWNED else 4.0 if not placed else 2.5
    score += 0.4 * _heads(name, text)
    return score - shouted(name.text, text)


def _heads(name: Name, text: str) -> bool:
    """Whether a large town of several words opens a text: ``[Novi Sad], pala nadstrešnica``."""
    opens = name.start == 0 and " " in name.text and text[name.end : name.end + 1] in (",", ":")
    return opens and name.called.largest >= KNOWN


def _arabic_word(name: Name, *, inside: bool) -> float:
    """What an Arabic name weighs behind no word for a place: most are words too, of large towns the fewest.

    Args:
        name: that is weighed.
        inside: it begins with the letter that stands for ``in``: ``[ب]الفاشر``.
    """
    people, told = name.called.largest, 1.0 if inside else 0.0
    if people >= 1_000_000 or (people >= KNOWN and " " in name.text):
        return told
    if inside and name.called.inflected and people >= TOLD_WHERE:
        return told
    return told - (0.5 if people >= RENOWNED and len(name.text) >= LONG_ARABIC else 1.5)


def _befallen(name: Name, text: str, folded: str) -> bool:
    """Whether what is told of a name befalls places: ``strike [on] Khan Younis``, ``as Rafah [is shelled]``."""
    if name.previous == "on":
        return word_before(folded, name.start - 3) in _AIMED
    found = _BEFALLEN.match(text, name.end)
    return found is not None and found[1] in BEFALL


def _numbered(name: Name, text: str) -> bool:
    """Whether a road or money is called by the name: ``U.S. 441``, ``Georgia Highway 22``, ``50 US cents``."""
    return bool(_ROAD.match(text, name.end) or (name.text in CODES and _MONEY.match(text, name.end)))


def _cased(name: Name, folded: str, key: str) -> bool:
    """Whether an ending, or a strike on it, says that a place is meant: in Turkish, Ukrainian, Russian, Kyrgyz."""
    if "\u0900" <= key[0] <= "\u097f":
        return _HI_PLACED.match(folded, name.end) is not None
    if not name.called.inflected and not "\u0400" <= key[0] <= "\u04ff":
        return name.previous in SLAVIC_BEFORE and name.called.largest >= _WELL_KNOWN
    if not "\u0400" <= key[0] <= "\u04ff":
        return name.previous in SLAVIC_BEFORE or _TR_PLACED.match(folded, name.end) is not None
    if name.previous in SLAVIC_BEFORE and (name.called.inflected or " " in name.text or key[-1] in _UNDECLINED):
        return True  # ``у Черкасах``, ``код Београда``, ``у Новом Саду``
    if _SHELLED.search(folded, max(0, name.start - 40), name.start) or _BEHIND_PLACE.match(folded, name.end):
        return True
    part = KY_OF.search(key) is not None and _KY_PART.match(folded, name.end) is not None  # ``Оштун борборунда``
    return name.called.inflected and (part or key[-1] in "ії" or KY_CASE.search(key) is not None)


def _behind_comma(name: Name, text: str, folded: str) -> float:
    """What a comma before a name says: ``on Toktogul street, Karakol``; ``en la cárcel La Clementina, Babahoyo``."""
    before = _word_up_to(folded, name.start - 2)
    if before in _SCENES:
        return 1.5
    spot = before and text[name.start - 2 - len(before)].isupper()
    ends = name.end == len(text) or text[name.end] in ".\n"
    return 1.0 if spot and ends and name.called.largest >= SEEN else 0.0


def _street_or_paper(folded: str, name: Name, previous: str, follows: str) -> bool:
    called = name.called
    town = called.inflected and called.largest < TOWNLET and called.entries[0][0].kind == CITY
    counted = previous in _IN_TOWN or _KY_IN.search(name.text)  # ``в Караколе [23] человека``, ``Баткенде [3] киши``
    if town and (previous == "на" or (not counted and _ADDRESS.match(folded, name.end))):
        return True  # ``взрыв на Лихачёва``, ``Лихачёва 12``
    if town and previous in _OF_PERSONS:
        return True  # ``на улице Льва Толстого``
    if follows and follows[0].isupper() and (follows.lower() in _PAPERS or follows.lower() in _STREETS):
        return True
    if previous and previous not in _STREETS_LAST:
        return False  # as nearly always
    return _STREETS_BEFORE.search(folded, max(0, name.start - 24), name.start) is not None
