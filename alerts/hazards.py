"""What kind of disaster the words of reports name, for headlines: "An earthquake" instead of "A disaster or accident".

The tagger knows disasters without an event type by their words alone; the stems here are those of its lexicons, in its
languages, that people would call by one name. Words of response ("evacuated", "rescuers") name none.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from alerts.signs import RAMMED

__all__ = ["PHRASES", "UNNAMED", "hazard_phrase", "leading_phrase", "phrase_of"]

UNNAMED = "a disaster or accident"
PHRASES: Mapping[str, tuple[str, ...]] = {
    RAMMED: (
        "into people", "into a crowd", "into the crowd", "into crowd", "through a crowd", "through the crowd",
        "into pedestrian", "through people", "menigte", "menschenmenge", "foule", "multitud", "folla", "толп", "w tłum",
    ),
    "an earthquake": (
        "quake", "aftershock", "epicent", "magnitud", "sismo", "temblor", "terremot", "réplica", "réplique", "séisme",
        "tremblement", "землетряс", "жер титир", "зилзала", "زلزال", "هزة", "tremor", "scossa", "scosse", "sisma",
        "secousse", "beben", "deprem", "подземн", "толчк", "potres", "zemljotres", "потрес", "земљотрес", "землетрус",
        "эпицентр", "тряхну", "трясло", "trzęsien", "wstrząs", "gempa", "aardbeving", "lindol", "भूकंप",
    ),
    "a tsunami": ("tsunami", "цунами", "تسونامي"),
    "a burst dam": (
        "dam burst", "dams burst", "dam has b",
        "dam break", "dam broke", "dam breach", "dam fail", "dam collaps", "dam gave",
        "dambreak", "levee b", "дамб", "плотин", "brana", "брана", "la presa", "represa", "barrage", "barragem",
        "dammbruch", "dambruch", "deichbruch", "baraj", "diga", "سد ",
        "السد",
    ),
    "flooding": (
        "flood", "inundat", "inundac", "inundad", "inondation", "crue", "desbord", "наводнен", "паводк", "подтоплен",
        "суу капта", "فيضان", "سيول", "alluvion", "enchente", "esondaz", "hochwasser", "überschwemm", "überflut",
        "poplav", "поплав", "повін", "bujic", "voda ušla", " banks", "overflow", "river", "creek", "река", "річка",
        "rivière", "fleuve", "transbord", "esonda", "río ",
        "allaga", "alagad", "alagam",
        "powódź", "powodzi", "podtop", "banjir", "overstrom", "su bask", "taşkın", "बाढ़",
    ),
    "a landslide": (
        "landslide", "mudslide", "desliz", "soterrad", "avalancha de lodo", "deslave",
        "glissement", "éboulement", "ополз", "сель", "көчкү", "alud",
        "frana", "erdrutsch", "heyelan", "klizišt", "клизишт", "odron", "одрон", "зсув", "osuwisk", "longsor", "भूस्खलन",
    ),
    "a derailment": (
        "derail", "descarril", "déraill", "сошел с рельсов", "сошёл с рельсов", "deragli", "entgleis", "خروج قطار",
        "off the tracks", "jumped the rails", "wykolei", "wykoleje", "ontspoor", "iskočio iz šina", "पटरी से उतर",
        "raydan", "сошел с пут", "сошёл с пут", "зійшов з рейок", "descarrilh", "anjlok",
        "spårat ur", "sporet av", "vykolej",
    ),
    "a shipwreck": (
        "capsiz", "sank", "sunk", "sinks", "sinking", "naufrag", "naufrág", "hundió", "hundimiento", "affond",
        "gesunken", "gekentert", "затонул", "غرق", " boat",
        "tenggelam", "kapal terbalik", "zatonę", "potonu", "потону", "alabora", "gekapseisd", "lumubog",
        "chavir", "couler", "coulé ", "sombrer",
    ),
    "a crash": ("crash", "collision", "collid", "pileup", "pile-up", "wreck", "choque", "крушени", "столкн", "تحطم",
        "overturn", "rollover", "volcad", "volcar", "volcó", "vuelc", "опрокин", "перевернул", "sudar", "судар", "udes",
        "удес", "zderz", "katastrofa kolejow", "katastrofa lotnicz", "зіткн", "zincirleme kaza", "zugunglück",
        "busunglück", "tamponament", "botsing", "टक्कर",
    ),
    "a crush": (
        "stampede", "estampida", "avalancha humana", "bousculade", "давк", "تدافع", "भगदड़", "massenpanik", "berdesak",
    ),
    "an accident": (
        "accident", "siniestro", "авари", "дтп", "кырсык", "حادث",
        "wypad", "nesreć", "несрећ", "unfall", "unglück", "kaza", "kecelakaan", "दुर्घटना", "हादस",
    ),
    "a collapse": (
        "collapse", "derrumbe", "colaps", "effondr", "обруш", "рухнул", "урап", "انهيار", "انهار", "crollo",
        "crolla", "einsturz", "eingestürzt", "desab", "çök",
        "uruši", "уруши", "sruši", "сруши", "obruš", "zawali", "кыйра", "кулады", "runtuh", "ambruk", "roboh",
        "instort", "ढह", "desplom", "runęł", "runął", "обвал", "göçtü", "göçük",
        "pala nadstreš", "пала надстреш",
    ),
    "a storm": (
        "storm", "hurricane", "typhoon", "cyclone", "tornado", "huracán", "tormenta", "ouragan", "tempête", "ураган",
        "шторм", "hail", "granizo", "اعصار", "عاصفة", "blizzard",
    ),
    "a volcanic eruption": ("volcan", "volcán", "lava", "erupt", "éruption"),
    "an avalanche": ("avalanch", "лавин"),
    "a meteorite": ("meteor", "метеорит", "météorit"),
    "haze or smog": ("haze", "smog", "смог", "kabut", "calima"),
    "a heat wave": ("heat wave", "heatwave", "ola de calor", "canicule", "hitzewelle", "ondata di calore"),
    "a sinkhole": ("sinkhole", "socavón", "провал грунта"),
    "an epidemic": ("epidemic", "outbreak", "ebola", "legionnaire"),
    "a gas or chemical leak": ("gas leak", "chemical spill", "chemical leak", "hazmat", "toxic", "oil spill"),
}  # fmt: skip


STEMS = tuple((stem, phrase) for phrase, stems in PHRASES.items() for stem in stems)


@lru_cache(maxsize=4096)
def phrase_of(word: str) -> str:
    """Return what a word names, the first phrase that has a stem in it; nothing where none has."""
    if word in PHRASES:
        return word
    for stem, phrase in STEMS:  # a storm's words hold figures ("42 people were evacuated"), so many are new
        if stem in word:
            return phrase
    return ""


def hazard_phrase(words: Mapping[str, int]) -> str:
    """Return what most of the words (word -> reports) name, e.g. ``an earthquake``."""
    named: dict[str, int] = {}
    for word, n in words.items():
        if phrase := phrase_of(word):
            named[phrase] = named.get(phrase, 0) + n
    return leading_phrase(named)


def leading_phrase(named: Mapping[str, int]) -> str:
    """Return the phrase that most reports name (phrase -> reports)."""
    return max(sorted(named), key=named.__getitem__, default=UNNAMED)
