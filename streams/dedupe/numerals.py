"""Words that anchors are made of: numbers, days, months, ages, and roles of counts. All are folded."""

from __future__ import annotations

__all__ = [
    "AGED",
    "AGE_SIGNS",
    "AREAS",
    "BEFORE_YEAR",
    "BOUND",
    "CLOCK",
    "CROSSINGS",
    "DAYS",
    "DAY_SIGNS",
    "FAIR",
    "FAIRS",
    "HIS",
    "HOURS",
    "MONTHS",
    "MONTH_SIGNS",
    "NAMED_BEHIND",
    "NUMBER_WORDS",
    "OLD",
    "ORDINALS",
    "ROADS",
    "ROLES",
    "ROLE_WORDS",
    "SPANS",
    "SPECIAL",
    "TENS",
    "UNITS",
    "YEARS",
]

AREAS = {"acres": 7, "hectares": 8}
"""Roles of burnt ground, which grows like a toll; each unit is compared with itself only."""

ROLES = {"killed": 1, "injured": 2, "arrested": 3, "missing": 4, "evacuated": 5, "crowd": 6}
ROLE_WORDS = {
    word: ROLES[role]
    for role, words in {
        "killed": "killed killing kills dead died dies deaths toll bodies lives погибли погиб погибших погибло убиты "
        "muertos muertas murieron morts tués قتلى قتل مقتل ölü каза загинули загинув загинула загиблих mortos morti "
        "mortas tote toten zginęło zginął zginęła ofiar zabitych",
        "injured": "injured injuring injures wounded wounding hurt injuries пострадали пострадавших пострадал ранены "
        "ранено раненых heridos heridas blessés جرحى جريح جريحا اصيب поранено поранених постраждали постраждалих "
        "feridos feridas feriti ferite verletzte verletzten rannych ranne poszkodowanych жабыркады",
        "arrested": "arrested detained arrests detains задержали задержаны задержано задержанных detenidos arrêtés",
        "missing": "missing unaccounted пропали пропавших desaparecidos disparus مفقود مفقودا",
    }.items()
    for word in words.split()
} | {
    word: AREAS[unit]
    for unit, words in {  # not "ha", which is a verb in Spanish
        "acres": "acre acres",
        "hectares": "hectare hectares hectárea hectáreas hectarea hectareas га гектар гектара гектаров hektar hektarów "
        "هكتار هكتارا ettari",
    }.items()
    for word in words.split()
}
OLD = frozenset(
    [
        "old",
        "age",
        "yo",
        "y",
        "летний",
        "летняя",
        "летнего",
        "летней",
        "летнему",
        "yaşındaki",
        "yaşında",
        "anni",
        "edad",
        "âgé",
        "âgée",
        "jährige",
        "jähriger",
    ]
)
HIS = frozenset(["his", "her", "their", "early", "mid", "late"])
AGED = frozenset(["años", "ans", "anos"])
AGE_SIGNS = tuple("岁 歳 歲 세 ปี".split())  # noqa: SIM905  behind an age, as pairs of characters begin
CLOCK = frozenset("日年時时点點일시")
HOURS, DAY_SIGNS, MONTH_SIGNS = frozenset("時时点點시"), frozenset("日年일"), frozenset(["月", "월"])
SPANS = ("時間", "时间", "시간", "年间", "年間", "日間", "日本", "月間")
"""What a figure of a date or a time of day stands before, and what begins so and tells how long."""

YEARS = OLD | AGED | {"year", "years", "yr", "yrs"}
# Left out: words that mean something else in another language, such as Spanish 11 and French 7.
NUMBER_WORDS = {
    word: value
    for value, words in {
        2: "two два две двое двух dos deux zwei iki eki эки दो",
        3: "three три трое трех tres trois drei üç üч үч ثلاثه ثلاث três तीन",
        4: "four четыре четверо четырех cuatro quatre vier төрт اربعه اربع dört quattro quatro चार",
        5: "five пять пятеро пяти cinco cinq fünf беш خمسه خمس beş cinque पांच पाँच",
        6: "six шесть шестеро шести seis sechs алты سته ست altı छह छः",
        7: "seven семь семеро семи siete sieben жети سبعه سبع yedi sette sete सात",
        8: "eight восемь восьми ocho huit acht сегиз ثمانيه ثماني sekiz otto oito आठ",
        9: "nine девять девяти nueve neuf neun тогуз تسعه تسع dokuz nove नौ",
        10: "ten десять десяти diez dix zehn عشره dieci dez दस",
        11: "eleven одиннадцать onze ग्यारह",
        12: "twelve двенадцать doce douze dozen docena douzaine дюжина बारह",
        13: "thirteen тринадцать trece treize तेरह",
        14: "fourteen четырнадцать catorce quatorze चौदह",
        15: "fifteen пятнадцать quince quinze पंद्रह",
        16: "sixteen шестнадцать",
        17: "seventeen семнадцать",
        18: "eighteen восемнадцать",
        19: "nineteen девятнадцать",
        20: "twenty двадцать двадцати veinte vingt बीस",
        30: "thirty тридцать treinta trente तीस",
        40: "forty сорок cuarenta quarante चालीस",
        50: "fifty пятьдесят cincuenta cinquante पचास",
        60: "sixty шестьдесят",
        70: "seventy семьдесят",
        80: "eighty восемьдесят",
        90: "ninety девяносто",
    }.items()
    for word in words.split()
}
DAYS = {
    word: day
    for day, words in enumerate(
        (
            (
                "monday понедельник понедельника lunes lundi montag дүйшөмбү lunedì понеділок понеділка poniedziałek "
                "pazartesi الاثنين 周一"
            ),
            (
                "tuesday tues вторник вторника martes mardi dienstag шейшемби martedì вівторок вівторка wtorek salı "
                "الثلاثاء 周二"
            ),
            (
                "wednesday wed среду среда miércoles mercredi mittwoch шаршемби mercoledì середу środę çarşamba "
                "الاربعاء 周三"
            ),
            (
                "thursday thurs thu четверг четверга jueves jeudi donnerstag бейшемби giovedì четвер czwartek perşembe "
                "الخميس 周四"
            ),
            "friday fri пятницу пятница viernes vendredi freitag жума venerdì п'ятницю piątek الجمعه 周五",
            "saturday субботу суббота sábado samedi samstag ишемби sabato sobotę суботу cumartesi السبت 周六",
            "sunday воскресенье domingo dimanche sonntag жекшемби domenica неділю niedzielę 周日",
        ),
        1,
    )
    for word in words.split()
}
_GERMAN = "montag dienstag mittwoch donnerstag freitag samstag sonntag".split()  # noqa: SIM905
_PARTS = "abend morgen nacht mittag nachmittag vormittag früh".split()  # noqa: SIM905
DAYS |= {day + part: DAYS[day] for day in _GERMAN for part in _PARTS}
_UNMARKED_DAYS = (
    "期一 月曜 월요일 월요일에 सोमवार", "期二 火曜 화요일 화요일에 मंगलवार", "期三 水曜 수요일 수요일에 बुधवार",
    "期四 木曜 목요일 목요일에 गुरुवार", "期五 金曜 금요일 금요일에 शुक्रवार", "期六 土曜 토요일 토요일에 शनिवार",
    "期日 期天 日曜 일요일 일요일에 रविवार",
)  # fmt: skip
DAYS |= {word: day for day, words in enumerate(_UNMARKED_DAYS, 1) for word in words.split()}
FAIRS = {"segunda": 1, "terça": 2, "quarta": 3, "quinta": 4, "sexta": 5}
"""Portuguese days, where `FAIR` stands behind them; otherwise they are the second, the third."""
FAIR = "feira"
MONTHS = frozenset(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug "  # noqa: SIM905
    "sep sept oct nov dec января февраля марта апреля мая июня июля августа сентября октября ноября декабря enero "
    "febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre janvier février mars avril mai "
    "juin juillet août septembre octobre novembre décembre".split()
)
BEFORE_YEAR = frozenset(
    "in since of from until till by early late mid and to season year summer winter spring autumn election the в с "  # noqa: SIM905
    "до по en de desde depuis im seit".split()
)
BOUND = frozenset(["northbound", "southbound", "eastbound", "westbound"])  # names of one half of a road
TENS = frozenset(range(20, 100, 10))
CROSSINGS = frozenset(["and", "at", "near"])
ORDINALS = frozenset(["st", "nd", "rd", "th"])
UNITS = {word: value for word, value in NUMBER_WORDS.items() if value < 10} | {"one": 1}
SPECIAL = frozenset(NUMBER_WORDS) | frozenset(DAYS) | frozenset(FAIRS) | BOUND
NAMED_BEHIND = frozenset(
    "route highway hwy interstate flight no nr num núm nº ruta carretera autopista vuelo rodovia voo трасса "  # noqa: SIM905
    "трассе трассы рейс рейса рейсом рейсу маршрута маршруту д дом дома доме кв школа школе школы школу "
    "гимназия гимназии лицей лицее траса трасі траси будинок statale provinciale autostrada nationale "
    "départementale autoroute vol bundesstraße landstraße linie flug einsatz رحله 国道 省道 县道 県道 高速".split()
)
"""Words before a number that is a name: of a road, a flight, a house, a school."""

ROADS = frozenset("BR AP SS SP SR RN NH US CR RJ MG PR GA TX М Р Е Н".split())  # noqa: SIM905
"""Letters, as they are written, before the number of a road: "BR-101"."""
