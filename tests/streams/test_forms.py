"""Forms that a service fills in all day, the same words with another field, and copies that people type in anew."""

from datetime import UTC, datetime, timedelta

import pytest

from connectors.post import Post
from streams.dedupe.duplicates import Duplicates, Params
from streams.report import Tagged, Verdict

START = datetime(2026, 11, 24, 9, tzinfo=UTC)  # a Tuesday


@pytest.fixture
def judged(tagger):
    """Verdicts on posts of one account, some minutes apart."""

    def judge(*texts: str, minutes: int = 50, author: str = "control") -> list[Verdict]:
        index = Duplicates(Params(max_bytes=1 << 20))
        verdicts = []
        for number, text in enumerate(texts):
            post = Post(
                id=f"p:{number}", source="social.example", kind="social", author=author, text=text,
                published_at=START + timedelta(minutes=minutes * number),
            )  # fmt: skip
            verdicts.append(index.judge(Tagged(post, tagger.tag(post))))
        return verdicts

    return judge


FORMS = [
    # of a fire brigade: the street, the house, what burns and when
    ["Two pumps from Marle sent at 10:20 to a shed fire on Tannery Road, Marle. Out at 11:05. No injuries.",
     "Two pumps from Marle sent at 13:40 to a shed fire on Chapel Lane, Marle. Out at 14:10. No injuries.",
     "Two pumps from Marle sent at 16:15 to a car fire on Tannery Road, Marle. Out at 16:50. No injuries."],
    ["Einsatz 208/26: Kellerbrand in Lauda, Mühlgasse. Im Einsatz waren die Wehren Lauda und Tauber.",
     "Einsatz 211/26: Kellerbrand in Lauda, Kirchstraße. Im Einsatz waren die Wehren Lauda und Tauber.",
     "Einsatz 214/26: Ölspur nach Unfall in Lauda, Mühlgasse. Im Einsatz waren die Wehren Lauda und Tauber."],
    ["В 09:14 по адресу: г. Лиски, ул. Титова, д. 7 загорелся сарай. Пожар потушен, пострадавших нет.",
     "В 12:31 по адресу: г. Лиски, ул. Титова, д. 52 загорелся сарай. Пожар потушен, пострадавших нет."],
    ["الدفاع المدني يخمد حريقا في شقة في حي الورود بمدينة حائل، ولا إصابات.",
     "الدفاع المدني يخمد حريقا في مستودع في حي المحطة بمدينة حائل، ولا إصابات."],
    # of a quake centre: magnitude, distance, time
    ["M4.3 earthquake - 18 km W of Illapel, Chile. Depth 41.0 km. 2026-11-24 08:50 UTC",
     "M4.6 earthquake - 27 km NE of Illapel, Chile. Depth 60.2 km. 2026-11-24 09:41 UTC"],
    ["Büyüklük:3.9 (Ml) Yer:Simav (Kütahya) Saat:08:50:10 TSİ Derinlik:7.0 km",
     "Büyüklük:4.2 (Ml) Yer:Simav (Kütahya) Saat:09:44:52 TSİ Derinlik:9.4 km"],
    ["M4.8 earthquake - 18 km W of Illapel, Chile. Depth 41 km. 2026-11-24 08:50 UTC",
     "M6.0 earthquake - 66 km W of Illapel, Chile. Depth 90 km. 2026-11-24 08:56 UTC",
     "M6.0 earthquake - 35 km N of Illapel, Chile. Depth 12 km. 2026-11-24 09:12 UTC"],
    # of the police: what collided, the kind of event, the place that an appeal is for
    ["Officers are at the scene of a collision on Bridge Street, Deal involving a van and a motorcycle. Avoid it.",
     "Officers are at the scene of a collision on Bridge Street, Deal involving a lorry and a car. Avoid it."],
    ["Police are appealing for witnesses after a burglary at a chemist's in Didcot town centre.",
     "Police are appealing for witnesses after a man was stabbed in Station Road, Didcot."],
]  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_a_form_filled_in_anew_is_another_incident(judged, form):
    assert [one.verdict for one in judged(*form)] == ["new"] * len(form)


@pytest.mark.parametrize("form", FORMS)
def test_a_form_that_is_passed_on_is_a_copy(judged, form):
    for text in form:
        assert judged(text, f"RT @control: {text}", author="")[1].verdict == "duplicate"


@pytest.mark.parametrize(
    ("first", "later"),
    [
        ("Um caminhão tombou na BR-116 em Vacaria e quatro pessoas morreram.",
         "Um caminhão tombou na BR-285 em Vacaria e quatro pessoas morreram."),
        ("На трассе М-4 под Воронежем столкнулись два автобуса, погибли трое.",
         "На трассе М-7 под Воронежем столкнулись два автобуса, погибли трое."),
        ("Corte en la ruta 3 a la altura de Azul: humo, gomas quemadas y demoras.",
         "Corte en la ruta 9 a la altura de Azul: humo, gomas quemadas y demoras."),
        ("Shots fired near 2nd Avenue in Spokane, one man hit, officers on their way.",
         "Shots fired near 4th Avenue in Spokane, one man hit, officers on their way."),
        ("В школе № 12 Кургана сработала сигнализация, эвакуированы 400 детей из-за запаха газа.",
         "В школе № 48 Кургана сработала сигнализация, эвакуированы 400 детей из-за запаха газа."),
    ],
)  # fmt: skip
def test_the_number_of_a_road_or_school_is_its_name_and_no_toll(judged, first, later):
    assert judged(first, later)[1].verdict == "new"


@pytest.mark.parametrize(
    ("first", "later"),
    [
        ("Dois mortos em tiroteio na noite de segunda-feira no centro de Joinville, diz a polícia.",
         "Dois mortos em tiroteio na noite de quinta-feira no centro de Joinville, diz a polícia."),
        ("Bei einem Brand in einer Werkstatt in Kassel ist am Montagabend ein Mann verletzt worden.",
         "Bei einem Brand in einer Werkstatt in Kassel ist am Donnerstagabend ein Mann verletzt worden."),
        ("У Полтаві в середу горів ринок, постраждали троє людей.",
         "У Полтаві в суботу горів ринок, постраждали троє людей."),
        ("周二晚,洛阳市一家化工厂发生爆炸,造成三人受伤,消防部门表示火势已得到控制。",
         "周四晚,开封市一家化工厂发生爆炸,造成七人受伤,消防部门表示火势已得到控制。"),
    ],
)  # fmt: skip
def test_another_day_in_the_same_words_is_another_incident_in_any_language(judged, first, later):
    assert judged(first, later, minutes=1_500)[1].verdict == "new"


@pytest.mark.parametrize(
    "text",
    [
        "Un incendio en una fábrica de jabón de la calle Rincón dejó cuatro heridos, informó Protección Civil.",
        "Um ônibus caiu de um viaduto na BR-101 em São José e deixou seis mortos, segundo a Polícia Rodoviária.",
        "Crue : le Gard est placé en vigilance rouge, deux personnes sont portées disparues à Sommières.",
        "Adana'nın Atatürk Caddesi'ndeki bir atölyede çıkan yangında dört işçi yaralandı, mahalle boşaltıldı.",
    ],
)
def test_who_leaves_out_accents_copies_all_the_same(judged, text):
    plain = text.translate(str.maketrans("áàãçéèêíïóõôúüöığşİ", "aaaceeeiiooouuoigsI"))
    verdicts = judged(text, plain, author="")
    assert plain != text
    assert verdicts[1].verdict == "duplicate"


def test_sharp_s_and_dotted_i_are_the_same_in_capitals(judged):
    text = "Brand in der Goethestraße in Kassel: drei Menschen verletzt, die Polizei schließt Brandstiftung nicht aus"
    assert judged(text, text.replace("ß", "ss").upper(), author="")[1].verdict == "duplicate"
    text = "Adana Atatürk Caddesi'ndeki yangında dört işçi yaralandı, Valilik'ten ilk açıklama geldi"
    capitals = text.replace("i", "İ").replace("ı", "I").upper()
    assert judged(text, capitals, author="")[1].verdict == "duplicate"


def test_other_words_at_the_start_are_no_other_name_where_they_are_nobodys_name(judged):
    first = (
        "Police investigating the murder of a woman at a house in Cedar Close, Swindon, are appealing for witnesses."
    )
    assert judged(first, first.replace("Police", "Officers"), author="")[1].verdict == "duplicate"


@pytest.mark.parametrize(
    ("first", "later"),
    [
        ("Explosione in una palazzina in via Garibaldi a Novara: due morti, si scava tra le macerie.",
         "Concluse le ricerche tra le macerie della palazzina esplosa in via Garibaldi a Novara."),
        ("У Полтаві на вулиці Шевченка горить торговельний центр, постраждали троє людей.",
         "Пожежу в торговельному центрі на вулиці Шевченка в Полтаві ліквідовано, повідомили рятувальники."),
        ("Um ônibus caiu de um viaduto em Joinville e deixou seis mortos na BR-101.",
         "Preso o motorista do ônibus que caiu de um viaduto em Joinville."),
    ],
)  # fmt: skip
def test_what_became_of_it_is_an_update_in_more_languages(judged, first, later):
    assert judged(first, later, minutes=180, author="")[1].verdict == "update"


def test_another_incident_of_a_town_is_new_in_kyrgyz(judged):
    first = "Ош шаарында базарда өрт чыгып, үч адам жабыркады, деп билдирди ӨКМ."
    assert judged(first, "Ош шаарында жол кырсыгы болуп, эки адам каза тапты.", author="")[1].verdict == "new"


def test_nobody_grows_older_within_a_day(judged):
    first = "A 34-year-old man was stabbed outside a pub in Croydon, police say"
    assert judged(first, first.replace("34", "39"))[1].verdict == "new"


@pytest.mark.parametrize(
    ("first", "later"),
    [
        ("Firefighters are tackling a large blaze at a recycling plant in Ellesmere Port, please stay indoors.",
         "Firefighters are tackling a large blaze at a recycling plant in #EllesmerePort, please stay indoors."),
        ("Incendie dans un entrepôt de Saint-Nazaire : quatre pompiers blessés, les habitants confinés",
         "Incendie dans un entrepôt de #SaintNazaire : quatre pompiers blessés, les habitants confinés"),
    ],
)  # fmt: skip
def test_a_name_within_a_sentence_is_the_same_as_a_hashtag(judged, first, later):
    assert judged(first, later, author="")[1].verdict == "duplicate"


def test_many_forms_of_one_account_are_as_many_incidents(judged):
    roads = [f"{name} {kind}" for name in ("Queen", "Station", "Bridge", "Lake") for kind in ("Lane", "Road", "Avenue")]
    form = "Police are at the scene of a collision on {}, Leicester involving a van and a cyclist. 2 people hurt."
    verdicts = judged(*(form.format(road) for road in roads), minutes=7)
    assert {one.verdict for one in verdicts} == {"new"}
