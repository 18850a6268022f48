"""Copies with a letter of a name mistyped, and texts in the same words in which another thing or person was meant."""

from datetime import UTC, datetime, timedelta
from zlib import crc32

import pytest

from connectors.post import Post
from streams.dedupe.duplicates import Duplicates, Params
from streams.dedupe.things import other_sort, sorts_of
from streams.dedupe.words import cleaned, read_words
from streams.report import Tagged, Verdict

START = datetime(2026, 11, 24, 9, tzinfo=UTC)  # a Tuesday


@pytest.fixture
def judged(tagger):
    """Verdict on the second of two posts of two accounts, an hour apart."""

    def judge(*texts: str) -> Verdict:
        index = Duplicates(Params(max_bytes=1 << 20))
        for number, text in enumerate(texts):
            post = Post(
                id=f"p:{number}", source="social.example", kind="social", author=f"voice{number}", text=text,
                published_at=START + timedelta(hours=number),
            )  # fmt: skip
            verdict = index.judge(Tagged(post, tagger.tag(post)))
        return verdict

    return judge


SLIPS = [
    ("Three hurt in a fire at a sawmill in Bishkek, firefighters are still at work", "Bishkek", "Bishkk"),
    ("Gas leak on Elder Street in Salem, some 40 people had to leave their homes", "Salem", "Saelm"),
    ("Police seek Marvin Oduya over the robbery of a bank in Leeds on Friday", "Oduya", "Oduyya"),
    ("Police seek Marvin Oduya over the robbery of a bank in Leeds on Friday", "Friday", "Firday"),
    ("В Костроме после взрыва газа эвакуировали жителей двух подъездов", "Костроме", "Косторме"),
    ("أصيب أربعة أشخاص في حريق بمصنع للأثاث في حي الكرادة، بحسب الدفاع المدني", "الكرادة", "الركادة"),
    ("Un incendie s'est déclaré dans un hangar de Narbonne, deux blessés légers", "Narbonne", "Narbone"),
]


@pytest.mark.parametrize(("text", "name", "mistyped"), SLIPS)
def test_a_letter_of_a_name_that_was_mistyped_makes_no_other_incident(judged, text, name, mistyped):
    assert judged(text, text.replace(name, mistyped)).verdict == "duplicate"
    assert judged(text.replace(name, mistyped), text).verdict == "duplicate"


@pytest.mark.parametrize(
    ("text", "name", "other"),
    [
        ("Three hurt in a fire at a sawmill in Burnley, crews are still at work", "Burnley", "Burley"),
        ("Police seek Marvin Petersen over the robbery of a bank in Leeds", "Petersen", "Peterson"),
        ("Police seek Marvin Oduya over the robbery of a bank in Leeds", "Marvin Oduya", "Marcel Oduor"),
        ("Three hurt in a fire at a sawmill in Luton, crews are still at work", "Luton", "Dutton"),
    ],
)
def test_names_that_are_nearly_alike_are_two(judged, text, name, other):
    assert judged(text, text.replace(name, other)).verdict == "new"


@pytest.mark.parametrize(
    ("text", "thing", "other"),
    [
        ("BREAKING: a bus was hijacked in Aberdeen, police are chasing it", "bus", "tram"),
        ("Fire at a warehouse in Nakuru, crews are trying to keep it from spreading", "warehouse", "nursing home"),
        ("A woman was stabbed in Croydon tonight, no arrests so far", "woman", "man"),
        ("Police are looking for the man who attacked a teacher in Slough", "teacher", "nurse"),
        ("В Пензе загорелась школа, на месте работают восемь расчётов", "загорелась школа", "загорелся склад"),
        ("Ошто базар өрттөндү, өрт өчүргүчтөр иштеп жатат", "базар", "мектеп"),
        ("Volcó un camión en la carretera a Saltillo, hay tres heridos", "un camión", "un autobús"),
        ("Incendie dans une école de Béziers, les pompiers sont sur place", "une école", "un entrepôt"),
        ("In Fulda brennt eine Lagerhalle, die Feuerwehr ist vor Ort", "Lagerhalle", "Turnhalle"),
        ("Manisa'da bir okulda yangın çıktı, ekipler olay yerinde", "okulda", "fabrikada"),
        ("Pożar szkoły w Radomiu, na miejscu osiem zastępów straży", "szkoły", "kamienicy"),
    ],
)  # fmt: skip
def test_another_thing_in_the_same_words_is_another_incident(judged, text, thing, other):
    assert judged(text, text.replace(thing, other)).verdict == "new"


@pytest.mark.parametrize(
    ("text", "thing", "same"),
    [
        ("BREAKING: a bus was hijacked in Aberdeen, police are chasing it", "bus", "coach"),
        ("A lorry has hit a bridge in Croydon, the road is closed both ways", "lorry", "truck"),
        ("A woman was stabbed in Croydon tonight, no arrests so far", "woman", "person"),
        ("Police say a driver was shot at in Slough, nobody is in custody", "driver", "man"),
        ("Fire at a supermarket in Nakuru, crews are trying to keep it from spreading", "supermarket", "store"),
    ],
)
def test_another_word_for_the_same_thing_is_the_same_incident(judged, text, thing, same):
    assert judged(text, text.replace(thing, same)).verdict == "duplicate"


@pytest.mark.parametrize(
    ("text", "number", "other", "wanted"),
    [
        ("Fire leaves 1,200 people in Nakuru without a home", "1,200", "1 200", "duplicate"),
        ("Fire leaves 1,200 people in Nakuru without a home", "1,200", "1.200", "duplicate"),
        ("Fire leaves 1,200 people in Nakuru without a home", "1,200", "1200", "duplicate"),
        ("Shooting at Main & 3rd in Peoria: two people hit, avoid the area", "3rd", "7th", "new"),
        ("Shots fired at 5th and Walnut in Dubuque, suspect on the run", "5th", "9th", "new"),
        ("Police name the man shot dead in Croydon as Marcus Bell, 22.", "22", "31", "new"),
        ("Police say a woman in her 30s was found dead in Cedar Close, Swindon", "30s", "50s", "new"),
        ("Collision d'un car et d'un camion près de Castres, sept blessés dont deux graves", "sept", "onze", "update"),
        ("Shots fired on Oak Avenue in Dubuque, one person hit", "Avenue", "Ave", "duplicate"),
    ],
)
def test_figures_that_grow_and_figures_that_name_something(judged, text, number, other, wanted):
    assert judged(text, text.replace(number, other)).verdict == wanted


@pytest.mark.parametrize(
    ("first", "later"),
    [
        (
            "At least 17 killed as a ferry sinks off Zamboanga",
            "Coast guard lowers toll of ferry sinking at Zamboanga to 14",
        ),
        ("W Radomiu płonie hala magazynowa, dwie osoby ranne", "Pożar hali magazynowej w Radomiu ugaszony"),
        ("W Radomiu płonie hala magazynowa, dwie osoby ranne", "Jedna osoba zginęła w pożarze hali w Radomiu"),
    ],
)
def test_a_toll_taken_down_and_what_became_of_a_polish_fire_are_next_versions(judged, first, later):
    assert judged(first, later).verdict == "update"


@pytest.mark.parametrize(
    ("first", "second", "other"),
    [
        ("minibus", "coach", False),
        ("teacher", "man", False),
        ("college", "university", False),
        ("the old mill", "a village school", True),
        ("nursing home", "house", True),
        ("больницей", "школу", True),
        ("кампада", "кампанын", False),
        ("بالمدرسة", "المصنع", True),
        ("工厂", "学校", False),  # of Chinese none is listed
    ],
)
def test_sorts_of_things_are_known_in_all_their_forms(first, second, other):
    sorts = (sorts_of([crc32(word.encode()) for word in read_words(cleaned(text)).plain]) for text in (first, second))
    assert other_sort(*sorts) is other
