"""Texts that are no news of an event, in the languages with smaller lexicons."""

import pytest

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
