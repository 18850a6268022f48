"""Common words of a language are no towns, countries or spots that are called alike; these still are read."""

from datetime import UTC, datetime

import pytest

from connectors.post import Post
from streams.geo.gazetteer_form import DATA, key_of
from streams.geo.homonyms import homonyms

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
WORDS = [
    "lima orang tewas dalam kebakaran rumah",
    "Lima orang tewas dalam kebakaran rumah.",
    "LIMA ORANG TEWAS DALAM KEBAKARAN",
    "warga serang polisi, dua orang luka",
    "kazan patladı, 3 yaralı",
    "Kazan patladı: 3 yaralı",
    "itfaiye ihbarı kabul etti, yangın var",
    "denizde sudan çıkarıldı, ölü",
    "gemi karantina altında, bir ölü",
    "carro pega fogo à beira da estrada, dois mortos",
    "o povo bateu palmas, dois detidos",
    "briga em sala de aula, dois feridos",
    "incendio en sala de maquinas deja 2 heridos",
    "insurgentes matan a cinco soldados",
    "explosion en el malecon, un herido",
    "due militari feriti in uno scontro",
    "Due militari feriti in uno scontro con manifestanti",
    "Région parisienne : un entrepôt a brûlé, deux blessés.",
    "incendie à heure de pointe, deux blessés",
    "lekki wypadek, dwie osoby ranne",
    "pożar w boku hali, dwie osoby ranne",
    "Пожар в доме, эвакуировали пять семей",
    "ПЯТЬ СЕМЕЙ ЭВАКУИРОВАНЫ ИЗ-ЗА ПОЖАРА",
    "взрыв в начале улицы, двое пострадавших",
    "Вибух газу, робітники шахти загинули",
    "Тоді коли горів склад, двоє людей постраждали.",
    "бир катар айылда өрт чыкты",
    "Казан жарылып, үч киши жабыркады.",
    "مقتل ثلاثة في حصار المدينة",
    "إصابة ثلاثة في القطار بعد حريق",
    "حريق في دولة مجاورة وإصابة شخصين",
    "خبر عاجل: انفجار وسقوط قتيلين",
    "حريق اندلع باكرا وأصيب شخصان",
    "هجوم بحري يقتل ثلاثة جنود",
    "اشتباكات بالعاصمة ومقتل خمسة",
    "Кеминде үч киши каза болду.",
    "Кеминде 3 киши каза болду.",
    "Гана бир киши жарадар болду өрттө.",
    "Zug entgleist: fünf Verletzte",
    "Oma stirbt bei Wohnungsbrand",
    "feuer in oma's küche, zwei verletzte",
]
TOWNS = [
    ("Lima", "explosion en lima, dos heridos"),
    ("Lima", "Lima: sismo deja dos heridos"),
    ("Kemin District", "Кеминде өрт чыкты, эки киши жарадар."),
    ("Ghana", "Ghana: explosion kills two"),
    ("Kabul", "Kabul'de patlama: iki ölü"),
    ("Serang", "kebakaran di serang, dua luka"),
    ("Peru", "Землетрясение в Перу: 3 погибших"),
    ("Tours", "incendie à tours, deux blessés"),
    ("Kyiv", "взрыв в киеве, двое пострадавших"),
    ("Opole", "pożar w opolu, dwie osoby ranne"),
    ("Mexico City", "protesta en Insurgentes, CDMX"),
]


def places(tagger, text):
    report = tagger.tag(Post(id="p", source="s", kind="social", text=text, published_at=AT))
    return {one.place.name for one in (*report.mentions, *report.hazards) if one.place}


@pytest.mark.parametrize("text", WORDS)
def test_a_common_word_is_no_place(tagger, text):
    assert places(tagger, text) == set()


@pytest.mark.parametrize(("place", "text"), TOWNS)
def test_a_place_is_read_where_one_is_meant(tagger, place, text):
    assert place in places(tagger, text)


def test_words_are_written_as_the_gazetteer_writes_its_keys():
    languages = [line[1:3] for line in (DATA / "homonyms.toml").read_text("utf-8").splitlines() if line[:1] == "["]
    assert languages
    for language in languages:
        known = homonyms(language)
        assert all(key_of(word) == word for word in known.small | known.led | known.opening)
