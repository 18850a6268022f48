"""Words that anchors are made of: numbers, days, months, ages, and roles of counts. All are folded."""

from __future__ import annotations

__all__ = [
    "AGED",
    "AREAS",
    "BEFORE_YEAR",
    "BOUND",
    "DAYS",
    "MONTHS",
    "NUMBER_WORDS",
    "OLD",
    "ROLES",
    "ROLE_WORDS",
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
        "muertos muertas murieron morts tués قتلى قتل مقتل ölü каза",
        "injured": "injured injuring injures wounded wounding hurt injuries пострадали пострадавших пострадал ранены "
        "ранено раненых heridos heridas blessés جرحى جريح جريحا اصيب",
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
AGED = frozenset(["años", "ans", "anos"])
YEARS = OLD | AGED | {"year", "years", "yr", "yrs"}
# Left out: words that mean something else in another language, such as Spanish 11 and French 7.
NUMBER_WORDS = {
    word: value
    for value, words in {
        2: "two два две двое двух dos deux zwei iki eki эки",
        3: "three три трое трех tres trois drei üç üч үч ثلاثه ثلاث três",
        4: "four четыре четверо четырех cuatro quatre vier төрт اربعه اربع dört quattro quatro",
        5: "five пять пятеро пяти cinco cinq fünf беш خمسه خمس beş cinque",
        6: "six шесть шестеро шести seis sechs алты سته ست altı",
        7: "seven семь семеро семи siete sieben жети سبعه سبع yedi sette sete",
        8: "eight восемь восьми ocho huit acht сегиз ثمانيه ثماني sekiz otto oito",
        9: "nine девять девяти nueve neuf neun тогуз تسعه تسع dokuz nove",
        10: "ten десять десяти diez dix zehn عشره dieci dez",
        11: "eleven одиннадцать onze",
        12: "twelve двенадцать doce douze dozen docena douzaine дюжина",
        13: "thirteen тринадцать trece treize",
        14: "fourteen четырнадцать catorce quatorze",
        15: "fifteen пятнадцать quince quinze",
        16: "sixteen шестнадцать",
        17: "seventeen семнадцать",
        18: "eighteen восемнадцать",
        19: "nineteen девятнадцать",
        20: "twenty двадцать двадцати veinte vingt",
        30: "thirty тридцать treinta trente",
        40: "forty сорок cuarenta quarante",
        50: "fifty пятьдесят cincuenta cinquante",
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
            "monday понедельник понедельника lunes lundi montag дүйшөмбү",
            "tuesday tues вторник вторника martes mardi dienstag шейшемби",
            "wednesday wed среду среда miércoles mercredi mittwoch шаршемби",
            "thursday thurs thu четверг четверга jueves jeudi donnerstag бейшемби",
            "friday fri пятницу пятница viernes vendredi freitag жума",
            "saturday субботу суббота sábado samedi samstag ишемби",
            "sunday воскресенье domingo dimanche sonntag жекшемби",
        ),
        1,
    )
    for word in words.split()
}
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
UNITS = {word: value for word, value in NUMBER_WORDS.items() if value < 10} | {"one": 1}
SPECIAL = frozenset(NUMBER_WORDS) | frozenset(DAYS) | BOUND
