"""Numbers that count nobody: ages, dates, clock times, money, measures, things, parts of names and of addresses."""

from __future__ import annotations

import re
from collections.abc import Sequence

from streams.figures.addresses import of_address
from streams.figures.suffixed import APART, THINGS, describes, is_year
from streams.figures.wounds import of_wounds
from streams.words.calendar import MONTH_NAMES, YEAR_BEHIND

__all__ = ["AGES", "HERDS", "counts_nobody"]

_HOUR = re.compile(r"h(?:\d\d)?|ч|час[ауов]*")
_UNITS_TEXT = (
    "% percent percentage pct km kilometers kilometres kilometer miles mile meters metres feet foot ft years year "
    "yrs year-old years-old yr-old yr-olds year-olds months month weeks week days day hours hour hrs minutes "
    "minute mins seconds acres acre hectares kg tons tonnes tonne dollars euros pounds rupees degrees mph kph am "
    "pm a.m p.m million-dollar th st nd rd caliber calibre mm inch inches cm рублей сомов долларов км метров "
    "процентов процента лет года год час часов часа минут минуты años año horas hora minutos días kilómetros "
    "metros hectáreas ans an heures heure minutes jours kilomètres mètres hectares سنة عام ساعة دقيقة كيلومتر "
    "jahre jahren jahr tage stunden uhr prozent euro kilometer meter anos dias horas reais anni giorni ore "
    "chilometri metri floors floor storey stories story homes houses buildings vehicles cars shops times points "
    "goals runs rounds shots bullets bombs rockets missiles blasts explosions attacks incidents cases charges "
    "counts states countries cities districts villages towns stores hospitals schools clinics roads bridges shelters "
    "flights trains buses trucks lorries boats ships planes aircraft helicopters tents beds ambulances churches "
    "mosques factories offices hotels apartments flats structures properties businesses camps communities provinces "
    "regions counties municipalities neighbourhoods neighborhoods streets blocks rooms lanes aftershocks "
    "accidents crashes collisions earthquakes quakes tremors fires blazes tornadoes landslides raids strikes "
    "airstrikes drones tanks guns rifles pistols weapons gmt utc hrs bst "
    "gün gündür saat saattir hafta haftadır aydır yıl yıldır dakika metre kilometre lira ev araç bina kez "
    "lat roku lata dni godzin metrów domów aut "
    "будинку будинок під'їзду під'їзд поверсі поверх років року днів годин "
    "хвилин метрів будинків квартир автомобілів утра вечера ранку вечора ночі лікарень лікарні шпиталів шкіл районах "
    "городах селах домах школах областях регионах улицах деревнях поселках будинках містах szpitali szpitale szkół "
    "квадратов jaar dagen uur huizen woningen "
    "households grenades shells mortars barrels litres liters gallons megawatts seats votes tickets posts tweets crops "
)
_THINGS_TEXT = """
quilômetros quilómetros quilômetro quilómetro chilometro kilómetro hectares hectare
meses mes semanas noches minuto segundos siglos siglo kilos toneladas pesos soles euros bolívares pisos plantas grados
casas viviendas edificios apartamentos locales comercios vehículos autos coches carros camiones autobuses buses micros
trenes aviones barcos lanchas puentes barrios municipios provincias departamentos estados países ciudades pueblos
comunidades escuelas hospitales disparos balazos impactos cohetes misiles drones explosiones ataques incidentes focos
incendios accidentes choques siniestros veces puntos goles artefactos armas fusiles dosis
mois semaine semaines nuit nuits kilo kilos tonnes étages degrés mètre maisons logements immeubles appartements
bâtiments véhicules voitures camions bus cars trains avions bateaux ponts quartiers communes départements régions pays
villes villages écoles hôpitaux tirs coups balles roquettes missiles drones explosions attaques incidents foyers
incendies accidents collisions fois points buts engins armes doses
месяц месяца месяцев неделю недели недель сутки суток ночи ночей секунд минуту века веков дня дней день тонн тонны кг
килограммов градусов баллов балла этажа этажей этаж дома домов зданий здания квартир квартиры автомобиля автомобилей
машины машин автобуса автобусов вагона вагонов поезда поездов самолета самолетов судна судов моста мостов района
районов областей стран страны городов города сел деревень школ больниц выстрела выстрелов ракеты ракет снаряда снарядов
дрона дронов беспилотника беспилотников взрыва взрывов ударов атак раз раза очагов очага пожара
пожаров дтп аварий аварии гранат автоматов патронов доз митинга митингов акции акций пикета пикетов автозака автозаков
отряда отрядов экипажа экипажей единиц единицы
اشهر شهرا شهر شهور اسابيع اسبوعا اسبوع ايام يوما ليال ساعات دقائق ثوان ثانية سنوات اعوام عاما قرون طنا طن كيلوغراما
درجة درجات مترا امتار كيلومترا كيلومترات دولار دولارا ليرة دينار جنيه ريال طوابق طابقا طابق طبقات طبقة ادوار
دورا شقق شقة غرف غرفة محال محلات متاجر محلا منازل منزلا بيوت
مباني مبنى عمارات بنايات مركبات مركبة دراجات قوارب مراكب اسطوانات عبوات اقراص قرص بنادق قطع قطعة كيلوغرامات
هكتارات هكتارا
سيارات سيارة شاحنات حافلات قطارات طائرات زوارق جسور احياء قرى مدن محافظات دول ولايات مدارس مستشفيات رصاصات صواريخ
خيمة خيام خيمه صاروخا قذائف طائرات مسيرات انفجارات غارات هجمات مرات نقاط اهداف
ай айга күн күнгө саат мүнөт жума жылга жыл секунд тонна килограмм метр чакырым километр кабат үй үйдү үйдө батир
машина унаа автобус поезд көпүрө айыл шаар район облус өлкө мектеп ок ракета дрон жолу баллдык митинг акция
доллар долларлык сом сомдук рубль теңге евро тыйын пайыз чарчы кв гектар жер тилке иш учур кырсык кылмыш окуя арыз
билдирүү тоо саатка суткага сутка жумага мүнөткө техника
грн гривень гривні гривня будинків осель вулиць одиниць випадків разів снарядів ракет дронів шахедів автівок квадратних
zł złotych złote km kilometrów rok roku lat tygodni miesięcy budynków mieszkań zastępów
тенге сома доллара крон пожара пожаров дтп аварий преступлений происшествий случаев случая дел дела домохозяйств
домовладений строений
meses semanas noites toneladas quilos casas prédios veículos carros caminhões ônibus trens bairros municípios estados
países cidades escolas hospitais tiros disparos foguetes mísseis explosões ataques vezes
mesi settimane notti tonnellate case edifici veicoli auto autobus treni quartieri comuni regioni paesi città scuole
ospedali colpi razzi missili esplosioni attacchi volte
hélicoptères ambulances embarcations dotaciones dotación ambulancias helicópteros patrullas unidades viaturas
ambulâncias helicópteros bombas equipes squadre ambulanze elicotteri volanti pattuglie mezzi famiglie enne enni
aldeias localidades freguesias concelhos campings pueblos aldeas caseríos hameaux localités frazioni borghi palazzine
köy köyü köyde mahalle mahallede ev evde evi bina binada konut daire hane çadır araç iş
monate monaten wochen nächte tonnen grad häuser wohnungen gebäude fahrzeuge autos busse züge stadtteile länder städte
dörfer schulen schüsse raketen explosionen angriffe mal
fahrzeugen monaten häusern gebäuden bussen zügen lkw pkw rettungswagen löschfahrzeugen hubschraubern stadtteilen dörfern
"""
_UNITS = frozenset(_UNITS_TEXT.split()) | frozenset(_THINGS_TEXT.split()) | THINGS
HERDS_TEXT = (
    "cattle sheep goats livestock cows pigs chickens horses camels animals dogs cats hens poultry calves piglets "
    "animais bois vacas cavalos ovelhas cabras porcos galinhas cães aves cabeças "
    "animales reses vacas caballos ovejas cabras cerdos gallinas perros cabezas "
    "animaux bovins vaches chevaux moutons chèvres brebis porcs cochons poules volailles veaux agneaux chiens "
    "animali bovini mucche cavalli pecore capre maiali galline cani polli capi "
    "tiere schweine kühe rinder schafe pferde hühner ziegen ferkel kälber puten hunde bullen "
    "zwierząt krów świń koni owiec kóz kur sztuk prosiąt psów krowy świnie konie owce psy "
    "животных коров овец свиней лошадей коз кур голов собак телят поросят коровы овцы лошади "
    "тварин корів овець свиней коней кіз курей голів собак поросят корови вівці коні "
    "hayvan koyun inek keçi tavuk büyükbaş küçükbaş köpek dana kuzu "
    "мал кой уй жылкы эчки баш тоок "
    "راس رؤوس بقرة ابقار خراف اغنام ماعز حصان"
)
HERDS = frozenset(HERDS_TEXT.split())
_KEEPERS = ("ers", "men", "thieves")
"""Ends of words behind a herd that are people: ``six cattle [raiders]``."""
_ORDINALS_TEXT = "الحادية الثانية الثالثة الرابعة الخامسة السادسة السابعة الثامنة التاسعة"
_ARABIC_ORDINALS = frozenset(_ORDINALS_TEXT.split())
_LAST_DAY = 31
_KY_MONTHS_TEXT = "январ феврал март апрел май июн июл август сентябр октябр ноябр декабр"
_KY_MONTHS = tuple(_KY_MONTHS_TEXT.split())
"""Behind a hyphen: ``22-ноябрда``."""
_ORDINAL_ENDS = frozenset({"го", "й", "му", "я", "ой", "ая", "ую", "ый", "ий", "м", "ї"})
"""Behind a hyphen: ``в апреле [2010-го]``, ``[331-й] км``."""
_YEARS = (1900, 2100)
_OLD_YEARS = (1100, 2100)  # behind a month or before a word for a year, where nobody is counted
_CURRENCY_TEXT = (
    "$ £ € ₹ rs usd no # № tempo aged age route highway flight section article chapter mh boeing airbus p page calibre "
    "caliber calibro kaliber nr саат калибр калибра калибру"
)
_CURRENCY = frozenset(_CURRENCY_TEXT.split())
_AT_HOUR = frozenset({"alle", "dalle", "ore"})
_BEHIND_HOUR_TEXT = ". , ; e da dal dalla di in nel nella a al alla con il la i si è un una circa"
_BEHIND_HOUR = frozenset(["", *_BEHIND_HOUR_TEXT.split()])
"""Behind an Italian hour; German has ``alle [12] Insassen``."""
_YEAR_BEFORE_TEXT = (
    "in of since , by until from the during en de في عام العام سنة в с ( année año году года jahr jahre у"
)
_YEAR_BEFORE = frozenset(_YEAR_BEFORE_TEXT.split())
_ARTICLES = frozenset({"a", "an", "the", "that", "this"})
_COUNTED = frozenset({"people", "dead", "killed", "victims", "deaths", "injured", "residents", "troops", "soldiers"})
_OF_A_YEAR_TEXT = """
murder murders killing killings attack attacks shooting bombing bombings quake earthquake fire flood floods protests
riots massacre rape crash assault stabbing coup election elections war uprising revolution tsunami hurricane
"""
_OF_A_YEAR = frozenset(_OF_A_YEAR_TEXT.split())
"""Behind a number that is then a year: ``jailed for [2020] murder``."""
_OVER = frozenset({"over", "after", "for", "about", "into"})
_AGE_STEMS = (
    *("year", "day", "month", "hour", "member", "storey", "story", "mile", "acre", "foot"),
    *("летн", "месячн", "дневн", "часов", "этажн", "метров", "километров", "процент", "мест", "річн", "jährig", "жыл"),
    *("кабат", "үй", "маршрут", "мектеп", "чакырым", "номер"),
    *("jarig", "latek", "latk", "letni", "mies", "osob", "godišnj", "годишњ"),
)
"""Behind a number and a hyphen: it measures, and counts nobody."""
_MEASURED = (
    *(
        "летн",
        "жашта",
        "жашка",
        "жашар",
        "тууган",
        "сааттай",
        "сааттан",
        "мүнөттө",
        "мүнөттөн",
        "yaşında",
        "yaşlarında",
        "doğum",
        "г.р",
    ),
    *("вартир", "enne", "enni", "letni", "jährig", "jarig"),
    *("stöckig", "geschossig", "поверхов", "hektar", "quadratm", "schaden", "stopni", "млн", "млрд"),
)
"""The same behind a space: ``19 летний``, ``19 жаштагы``."""
_ARABIC_CARRYING_TEXT = "تقل يقل وتقل ويقل تنقل ينقل تقلان يستقلها يستقله تحمل يحمل"
_ARABIC_CARRYING = frozenset(_ARABIC_CARRYING_TEXT.split())
"""Before those on board, of whom nothing is told yet: ``حافلة [تقل] 50 راكبا``."""
_HOUSES = ("schule", "gymnasium", "heim", "школ", "училищ", "общежит", "гуртожит", "интернат", "інтернат")
_FOUGHT_BY = frozenset({"mit", "тушили", "тушат", "гасили", "гасять", "ликвидировали", "ліквідували", "задействованы"})
_CREWS_TEXT = """feuerwehr einsatzkräft rettungskräft löschfahrzeug пожарн спасател расчет расчёт рятувальник розрахунк
вогнеборц"""
_CREWS = tuple(_CREWS_TEXT.split())
_AND = frozenset({",", "and", "и", "та", "і", "й", "жана", "i", "oraz", "y", "e", "et", "und"})
AGES = frozenset(
    {"лет", "років", "роки", "року", "года", "lat", "lata", "años", "ans", "anni", "anos", "jahre", "jahren", "years"}
)
_KY_UNITS = frozenset({"бир", "эки", "үч", "төрт", "беш", "алты", "жети", "сегиз", "тогуз", "он"})
_SPOUSES = "супруги"  # a couple, or somebody's wife in the genitive
_UNSURE = frozenset({_SPOUSES, "одном"})
"""Numbers only beside what befell those counted: ``известно об [одном] погибшем``, not ``в [одном] из домов``."""
_STRICKEN = ("погибш", "ранен", "пострада", "задержан", "пропавш", "умерш")
_THEY_DID = ("гибли", "дали", "нены", "биты", "чались", "мерли", "нули", "ржаны")
_OF_UNIT = frozenset({"de", "di"})
_HOW = frozenset({"how", "so", "too", "as"})
_ONLY_BEFORE = {"عدد": "من"}  # ``a number of``, but not ``the number of the dead rose to``
_NUMBERED_TEXT = "pd pk phase pp nh no"
_LETTERS = frozenset("bcdfghjklmnpqrstuvwxz").union(_NUMBERED_TEXT.split())
"""Before digits, as tokens part them: a name, ``M23``, ``A-10``, ``PD4``, and no number."""
_AGED_TEXT = "girl boy man woman child youth toddler daughter son lad teenager vrouw jongen meisje kind tiener"
_AGED = frozenset(_AGED_TEXT.split())
"""Before an age: ``a girl of seven``, ``een man van 32``."""
_ENGLISH_AGED = frozenset({"aged", "ages"})
_FROM_AGE = frozenset({"and", "to", "-", "–"})
_UP_TO = frozenset({"to", "till", "until", "à", "a", "al", "ai", "bis", "до", "do", "ile", "-", "–", "—"})
_OLDEST = 110  # years
_DIED = frozenset({"died", "dies", "passed", "succumbed"})
_BEHIND_AGE = frozenset({"", ",", ".", ";", ")", "after", "following", "from", "of", "in", "on", "last"})
_AGES_OF_TEXT = "children kids boys girls teenagers teens youths pupils students men women minors juveniles brothers"
_AGES_OF = frozenset(_AGES_OF_TEXT.split())
_OF_GROUPS_TEXT = "family families household crew group unit party clan village community gang team couple platoon"
_OF_GROUPS = frozenset([*_OF_GROUPS_TEXT.split(), "side", "hand", "village", "house", "place", "point", "occasion"])
_OF_ONE = frozenset({"of", "from", "on", "in", "at"})
"""``five members of [one] family``: the group is one, not those counted."""
_DEEDS_TEXT = """
rapes attacks cases killings murders incidents robberies burglaries bombings shootings fires crimes thefts raids
explosions blasts assaults stabbings kidnappings districts towns cities provinces villages states counties regions
"""
_DEEDS = frozenset(_DEEDS_TEXT.split())
_OWN = frozenset({"his", "her", "their"})
_THOSE = frozenset({"the", "these", "those", "its", "their"})


def counts_nobody(words: Sequence[str], at: int, end: int, value: int, *, fuzzy: bool) -> bool:
    """Whether a number is an age, a date, a measure, a part of a name or of an address.

    Args:
        words: of the sentence.
        at: first token of the number.
        end: behind its last token.
        value: of it.
        fuzzy: it is a word for many or several.
    """
    following = words[end] if end < len(words) else ""
    previous = words[at - 1] if at else ""
    if following == "-" and end + 1 < len(words):
        following = words[end + 1]
        if (
            following in _ORDINAL_ENDS
            or following.startswith(_AGE_STEMS)
            or (value <= _LAST_DAY and following.startswith(_KY_MONTHS))
        ):
            return True
    no_count = following in APART and not _UNITS.isdisjoint(words[end + 1 : end + 2])  # ``dört [ayrı hastanede]``
    no_count = no_count or (words[at] in _UNSURE and not _is_sure(words[at], previous, following))
    no_count = no_count or (
        words[at] == "عشرة" and previous in _ARABIC_ORDINALS
    )  # ``في [الثانية عشرة]``, an age or an hour
    no_count = no_count or (
        following == "من" and words[end + 1 : end + 2] in (["عمره"], ["عمرها"])
    )  # ``في التاسعة [عشرة] من عمره``
    herd = no_count or (following in HERDS and not "".join(words[end + 1 : end + 2]).endswith(_KEEPERS))
    herd = herd or _of_unit(words, at, end)
    measured = following in _UNITS and not describes(words, at, end)  # ``эки [мектеп окуучусу]``
    if herd or _HOUR.fullmatch(following) or measured or following.startswith(_MEASURED) or of_wounds(words, end):
        return True  # ``à 19h30``
    if fuzzy:
        return previous in _HOW or following != _ONLY_BEFORE.get(words[at], following)  # ``how many people``
    dated = "".join(words[end + 1 : end + 2]) if following == "." else following  # ``am 11. März``, ``1916. године``
    behind = previous if words[at][0].isdigit() else ""  # ``am 3. Mai [zwei] Menschen``
    if (
        value <= _LAST_DAY
        and words[max(0, at - 2) : at - 1] == ["in"]
        and following.isalpha()
        and following not in MONTH_NAMES
    ):
        behind = ""  # ``in March [30] people died``: of a day it would be ``on``
    labelled = is_year(words, end, value) or of_address(words, at, end) or _is_made_for(words, at, end)
    labelled = labelled or (previous in _FOUGHT_BY and following.startswith(_CREWS))
    if (
        labelled
        or previous in _CURRENCY
        or previous in _ARABIC_CARRYING
        or (previous in _AT_HOUR and following in _BEHIND_HOUR)
        or _is_date(behind, dated, value)
    ):
        return True
    grouped = value == 1 and previous in _OF_ONE and following in _OF_GROUPS
    aged = previous in ("of", "van") and at > 1 and words[at - 2] in _AGED and value < _OLDEST  # ``a girl of seven``
    aged = aged or (previous == "between" and at > 1 and words[at - 2] == "aged")
    behind_age = previous in _FROM_AGE and value < _OLDEST  # ``aged 4 and 6``, ``aged 16 to 68``
    aged = aged or (behind_age and not _ENGLISH_AGED.isdisjoint(words[max(0, at - 4) : at]))
    aged = aged or (value < _OLDEST and _listed_age(words, end))
    if grouped or aged or _of_deeds(words, end) or (value < _OLDEST and _is_age(words, at, previous, following)):
        return True
    return words[at][0].isdigit() and _is_label(words, at, end, value)


def _is_sure(word: str, previous: str, following: str) -> bool:
    """Whether a word that may count somebody does: ``[супруги] погибли``, ``об [одном] погибшем``."""
    if word == _SPOUSES:
        return previous.endswith(_THEY_DID) or following.endswith(_THEY_DID)
    return following.startswith(_STRICKEN)


def _is_made_for(words: Sequence[str], at: int, end: int) -> bool:
    """Whether digits say for how many something is made: ``на [250] мест``, ``в школе на [600] учеников``."""
    if at < 2 or not words[at].isdigit():
        return False
    previous, following = words[at - 1], words[end] if end < len(words) else ""
    housed = previous in ("на", "mit") and words[at - 2].startswith(_HOUSES)
    return housed or (previous == "на" and following in ("мест", "місць"))


def _of_unit(words: Sequence[str], at: int, end: int) -> bool:
    """Whether a number in words counts a measure: ``a una [quindicina] di chilometri``."""
    behind = words[end : end + 2]
    return len(behind) > 1 and behind[0] in _OF_UNIT and behind[1] in _UNITS and not words[at][0].isdigit()


_THEIR_ARTICLES = (["i"], ["gli"], ["os"], ["los"], ["les"])


def _listed_age(words: Sequence[str], end: int) -> bool:
    """Whether a number is one of several ages, or from which on they are.

    ``[44] та 60 років``, ``[жети] жана төрт жаштагы``, ``de [16] à 68 ans``.
    """
    at = end
    while words[at : at + 1] and (words[at] in _AND or words[at] in _UP_TO):
        at += words[at + 1 : at + 2] in _THEIR_ARTICLES  # ``i [19] e i 23 anni``
        if words[at + 1 : at + 2] == [] or not (words[at + 1].isdecimal() or words[at + 1] in _KY_UNITS):
            return False
        at += 2
        behind = words[at : at + 1]
        if behind and (behind[0] in AGES or behind[0].startswith(_MEASURED)):
            return at > end
    return False


def _of_deeds(words: Sequence[str], end: int) -> bool:
    """Whether deeds or places are counted: ``a suspect was held in [three] of the rapes``."""
    behind = words[end : end + 3]
    return behind[:1] == ["of"] and len(behind) > 2 and behind[1] in _THOSE and behind[2] in _DEEDS


def _is_age(words: Sequence[str], at: int, previous: str, following: str) -> bool:
    """Whether somebody died at that age, or those before it are between two: ``died Monday at [77],``."""
    if previous == "at":
        before = words[max(0, at - 5) : at - 1]
        return following in _BEHIND_AGE and (before[-1:] == ["death"] or not _DIED.isdisjoint(before))
    if previous == "and":
        at -= 2
        previous = words[at - 1] if at > 1 else ""
    return previous == "between" and at > 1 and words[at - 2] in _AGES_OF


def _is_date(previous: str, following: str, value: int) -> bool:
    if value <= _LAST_DAY:
        return previous in MONTH_NAMES or following in MONTH_NAMES
    return (previous in MONTH_NAMES or following in YEAR_BEHIND) and _OLD_YEARS[0] <= value <= _OLD_YEARS[1]


def _is_told_age(previous: str, following: str, value: int) -> bool:
    """Whether a number stands as somebody's age: ``Maria Lopez, [34], said``, ``Ayşe ([81])``, ``in her [70]s``."""
    if previous in _OWN:
        return following == "s" and value % 10 == 0
    return (previous, following) in ((",", ","), ("(", ")"))


def _is_label(words: Sequence[str], at: int, end: int, value: int) -> bool:
    """Whether digits are a part of a name, a fraction, somebody's age beside his name, a year, or too long."""
    previous = words[at - 1] if at else ""
    following = words[end] if end < len(words) else ""
    word, before = words[at], words[at - 2] if at >= 2 else ""
    if previous in _LETTERS and (previous, following) != ("z", "do"):  # ``wzrósł z [11] do 14``
        return True
    if previous in ("/", "-") and before and (before[0].isdigit() or len(before) <= 3):
        return True  # ``3/4``, ``C-60 commandos``
    if following == "/" or (following == "." and words[end + 1 : end + 2] and words[end + 1].isdigit()):
        return True
    if value < _OLDEST and _is_told_age(previous, following, value) and before and not before[0].isdigit():
        return True
    dated = previous in _YEAR_BEFORE or following in _OF_A_YEAR
    dated = dated or (previous in _OVER and value % 10 > 0) or (previous in _ARTICLES and following not in _COUNTED)
    if dated and word.isdigit() and len(word) == 4 and _YEARS[0] <= value <= _YEARS[1]:
        return True  # ``jailed over [2022] protests``; who counts over 2022 people rounds
    return word.isdigit() and len(word) > 7
