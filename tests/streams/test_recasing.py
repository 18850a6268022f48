"""Places in texts all in capitals, and in posts without any: as others read them, and no common word for a town."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.post import Post
from streams.geo.recasing import recased

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
PLACED = [
    (kind, text)
    for line in (Path(__file__).parents[1] / "data" / "tagging" / "placed.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
    for _, kind, text in [line.split("\t")]
]


def places(tagger, text, kind="social"):
    report = tagger.tag(Post(id="p", source="s", kind=kind, text=text, published_at=AT))
    return report.lang, {one.place.name for one in (*report.mentions, *report.hazards) if one.place}


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("Bishkek", "ВЗРЫВ В БИШКЕКЕ, ЕСТЬ ПОГИБШИЕ"),
        ("Bishkek", "взрыв в бишкеке, есть погибшие"),
        ("Belgorod Oblast", "ДРОН АТАКОВАЛ МАШИНУ В БЕЛГОРОДСКОЙ ОБЛАСТИ, ВОДИТЕЛЬ ПОГИБ"),
        ("Shebekino", "обстрел шебекино, двое раненых"),
        ("Kharkiv", "ПОЖЕЖА У ХАРКОВІ, ДВОЄ ПОРАНЕНИХ"),
        ("Kherson", "вибух в херсоні, двоє загиблих"),
        ("Kielce", "WYBUCH W KIELCACH, SĄ RANNI"),
        ("Kraków", "strzelanina w krakowie, ranny 30-latek"),
        ("Tokmok", "ТОКМОКТО ЖАРЫЛУУ, ЖАРАДАРЛАР БАР"),
        ("Talas", "таласта жарылуу, жарадарлар бар"),
        ("Konya", "KONYA'DA PATLAMA: 3 ÖLÜ, 5 YARALI"),
        ("Soma", "soma'da patlama: 3 ölü, 5 yaralı"),
        ("Dilovası", "DİLOVASI'NDA FABRİKADA YANGIN: 6 ÖLÜ"),
        ("Kassel", "explosion in kassel, drei tote"),
        ("Hérault", "FEU DE FORÊT DANS L'HÉRAULT, DEUX BLESSÉS"),
        ("Zanesville", "shots fired at zanesville high school, we are hiding"),
        ("Butte County", "smoke plume in butte county and growing fast"),
        ("Latacunga", "se oyen disparos en la cárcel de latacunga"),
        ("Puno", "temblor en puno, todos salimos a la calle"),
        ("Coimbra", "explosão em coimbra, há feridos"),
        ("Limoges", "explosion près de limoges, des blessés"),
        ("Niš", "eksplozija u nišu, ima povređenih"),
        ("Agam", "longsor besar di agam, rumah tertimbun"),
        ("Zwolle", "grote brand bij zwolle, twee gewonden"),
        ("La Porte", "huge fire at a plant in la porte, two hurt"),
        ("Ala-Too Square", "ала-тоо аянтында митинг, милиция кармап жатат"),
        ("Jogorku Kenesh", "штурм, жогорку кенеш взят, есть раненые"),
        ("Çeşme", "çeşme açıklarında bir feribotta yangın var"),
        ("Mopti", "onze civils ont été tués dans la région de mopti"),
    ],
)
def test_a_place_is_read_without_its_capital(tagger, place, text):
    assert place in places(tagger, text)[1]


@pytest.mark.parametrize(
    "text",
    [
        *(
            f"взрыв {where}, есть раненые"
            for where in ("в бане", "в метро", "под мостом", "в горах", "на лугу", "в мире")
        ),
        *(f"ВЗРЫВ {where}, ЕСТЬ РАНЕНЫЕ" for where in ("В БАНКЕ", "В ПЕЩЕРЕ", "В ШАХТЕ", "В БОЛЬНИЦЕ", "У ДОМА")),
        *(f"вибух {where}, є поранені" for where in ("у таборі", "у шахті", "в горах", "під мостом", "у сараї")),
        *(f"wybuch {where}, są ranni" for where in ("w lesie", "w hali", "w bloku", "w parku", "pod mostem")),
        *(f"{where} жарылуу, жарадарлар бар" for where in ("үйдө", "базарда", "жолдо", "тоодо", "мектепте")),
        *(f"explosion near {where}, people hurt" for where in ("home", "transit", "campus", "the county", "a river")),
        *(f"explosión en {where}, hay heridos" for where in ("llamas", "playa", "plaza", "obra", "la casa")),
        *(f"incendio de {where}, dos muertos" for where in ("carro", "pastizal", "madrugada", "bodega")),
        *(f"incendie {where}, deux morts" for where in ("de voiture", "de forêt", "à bord", "à midi")),
        *(f"eksplozija {where}, ima povređenih" for where in ("u stanu", "u centru", "kod reke", "od naroda")),
        *(f"ledakan di {where}, ada korban luka" for where in ("pasar", "rumah", "pabrik")),
        *(f"{where} patlama, yaralılar var" for where in ("evde", "ali'nin evinde", "chp'de")),
    ],
)
def test_common_words_are_no_towns(tagger, text):
    assert places(tagger, text)[1] == set()


@pytest.mark.parametrize("written", [str.upper, str.lower])
def test_most_places_of_slavic_and_kyrgyz_texts_are_read_in_either_case(tagger, written):
    read = [(text, *places(tagger, text)) for _, text in PLACED]
    told = [(text, names) for text, language, names in read if language in ("ru", "uk", "ky", "pl") and names]
    same = [names == places(tagger, written(text))[1] for text, names in told]
    assert len(same) > 150
    assert sum(same) / len(same) > 0.88


def test_what_has_capitals_of_its_own_is_left():
    for text in ("Взрыв в Бишкеке", "взрыв в Бишкеке", "BLAST IN LEEDS", "МЧС"):
        assert recased(text, "en" if text.isascii() else "ru", short=True) == text


def test_a_long_text_in_small_letters_is_left():
    assert recased("взрыв в бишкеке", "ru") == "взрыв в бишкеке"
    assert recased("взрыв в бишкеке", "ru", short=True) == "взрыв в Бишкеке"
