"""Texts that are no news of an event, in the languages with smaller lexicons."""

from datetime import UTC, datetime

import pytest

from connectors.post import Post

TEXTS = [
    (
        "de",
        (
            "Zwölf Jahre Haft nach Brand im Wohnheim. "
            "Das Landgericht Hagen hat einen Mann verurteilt, dessen Feuer vier Menschen tötete."
        ),
    ),
    (
        "de",
        "Großübung am Bahnhof. Im angenommenen Szenario entgleiste ein Zug, dreißig Verletzte mussten versorgt werden.",
    ),
    (
        "it",
        (
            "Ergastolo per la strage del mercato. "
            "La Corte d'assise di Bari ha condannato l'uomo che uccise cinque persone."
        ),
    ),
    ("it", "Esercitazione in galleria. Simulato un incendio con dodici feriti, evacuati gli automobilisti."),
    (
        "pt",
        (
            "Júri condena dono da fábrica. "
            "A explosão matou nove operários e feriu vinte, e o tribunal fixou pena de doze anos de prisão."
        ),
    ),
    ("pt", "Simulacro na estação. Os bombeiros socorreram quinze feridos de um incêndio que não existiu."),
    ("tr", "Maden davasında karar çıktı. Mahkeme, 14 işçinin öldüğü patlama için müdüre 20 yıl hapis cezası verdi."),
    ("tr", "Tatbikat gerçeğini aratmadı. Senaryo gereği çıkan yangında yaralanan öğrenciler hastaneye kaldırıldı."),
    (
        "uk",
        (
            "Суд виніс вирок власнику складу. "
            "Унаслідок пожежі загинули троє людей, він отримав шість років позбавлення волі."
        ),
    ),
    (
        "uk",
        "Роковини трагедії на шахті. Рідні вшанували пам'ять загиблих: тоді вибух забрав життя одинадцяти гірників.",
    ),
    ("pl", "Wyrok po pożarze hali. Sąd skazał właściciela na cztery lata więzienia; zginęły trzy osoby."),
    ("pl", "Ćwiczenia strażaków na lotnisku. Scenariusz zakładał wybuch i dwudziestu rannych."),
]


@pytest.mark.parametrize(("language", "text"), TEXTS)
def test_a_text_that_is_no_news_tells_of_nothing_now(tag, language, text):
    report = tag(text, lang=language)
    assert report.mentions
    assert "asserted" not in {mention.polarity for mention in report.mentions}


@pytest.mark.parametrize(
    "text",
    [
        "Policja opublikowała film z tramwaju w Łodzi: mężczyzna ranił nożem pasażera. Grozi mu 10 lat więzienia.",
        "Zwei Tote bei Brand in Hagen. Ein Verdächtiger sitzt in Untersuchungshaft, sagte die Staatsanwaltschaft.",
        "Due morti in un incendio a Bari. La procura ha aperto un'inchiesta, disposta la custodia cautelare.",
    ],
)
def test_what_police_and_prosecutors_do_about_an_event_leaves_it_news(tag, text):
    assert "asserted" in {mention.polarity for mention in tag(text).mentions}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Familiares a quince años de la masacre en El Salado. Las víctimas fueron recordadas este domingo."),
        ("es", "MAÑANA 10 hs todos a la plaza. ¡Huelga general YA! Sumate y difundí."),
        ("es", "Película de suspenso de 2019 que dirige Ana Rey; un policía persigue a los secuestradores de su hija."),
        ("es", "Una larga historia de motines. Las cárceles del país han visto muertos y heridos desde hace décadas."),
        ("fr", "Stop aux fausses infos. Depuis hier un message parle d'un corps retrouvé à Nancy et d'un tueur."),
        ("fr", "Sahel, 1981 : un commando attaque un convoi. Jean Roy signe un film nerveux. Note : 5/10."),
        ("fr", "Les enseignants agitent la menace d'une grève générale et préparent une marche à Lomé le 3 octobre."),
        ("it", "Strage del treno, un libro trent'anni dopo: sedici morti e cento feriti in galleria, tre condanne."),
        (
            "it",
            "Brescia ricorda la strage del 28 maggio 1974, quando una bomba uccise otto al corteo. Poi un concerto.",
        ),
        ("pt", "Prefeitura inicia obras do memorial às 40 vítimas do incêndio da boate. O projeto custa R$ 2 milhões."),
    ],
)
def test_anniversaries_plans_films_and_rumours_of_romance_languages(tag, language, text):
    report = tag(text, lang=language)
    assert "asserted" not in {mention.polarity for mention in report.mentions}


def test_a_record_is_told_by_the_old_day_in_its_title(tagger):
    text = "Vers 6h40, une explosion se produit au rez-de-chaussée d'un immeuble. Le bilan est de deux morts."
    title = "Explosion de gaz dans un immeuble - 18 janvier 2014 - Montluçon"
    for year, now in ((2019, False), (2014, True)):
        at = datetime(year, 1, 19, 12, tzinfo=UTC)
        post = Post(id="p", source="s", kind="newswire", title=title, text=text, published_at=at)
        assert ("asserted" in {mention.polarity for mention in tagger.tag(post).mentions}) is now


BESIDE = [
    ("ru", "В Казани неизвестные избили журналиста у входа в редакцию.", "Им грозит до пяти лет лишения свободы."),
    (
        "uk",
        "У Києві відбувся мітинг проти підвищення тарифів. Поліція затримала дев'ятьох. Рух перекрито.",
        "У жовтні суд засудив водія, винного в торішній аварії, до шести років в'язниці.",
    ),
    (
        "pl",
        "Nożownik zaatakował na dworcu we Wrocławiu. Ranne zostały trzy osoby.",
        "Grozi za to do ośmiu lat więzienia.",
    ),
    (
        "ky",
        "Ошто белгисиз адамдар журналистти сабап кетишти.",
        "Алар 8 жылдан 15 жылга чейин эркинен ажыратылышы мүмкүн.",
    ),
]


@pytest.mark.parametrize(("language", "news", "beside"), BESIDE)
def test_a_court_behind_the_lead_leaves_it_news(tag, language, news, beside):
    read = tag(f"{news} {beside}", lang=language).mentions
    assert {mention.polarity for mention in read if mention.trigger.end <= len(news)} == {"asserted"}
