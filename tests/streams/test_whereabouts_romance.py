"""Where Spanish and French news happened: not at its dateline, nor in a town that a quarter is called like."""

from datetime import UTC, datetime

import pytest

from connectors.post import Post

NOON = datetime(2024, 5, 14, 12, 0, tzinfo=UTC)


def _places(tagger, title, text, kind="newswire"):
    post = Post(id="p", source="s", kind=kind, title=title, text=text, published_at=NOON)
    report = tagger.tag(post)
    return {m.place.name for m in (*report.mentions, *report.hazards) if m.place}


@pytest.mark.parametrize(
    ("title", "text", "place"),
    [
        ("Un muerto deja naufragio", "PUERTO MONTT.- Murió un pescador en un naufragio al sur de Quellón.", "Quellón"),
        ("Choque deja nueve muertos", "LIMA, Perú.– Nueve personas murieron el lunes en Huancavelica.", "Huancavelica"),
        ("21 morts dans un accident", "Rabat (AFP) - Vingt et une personnes sont mortes lundi au Maroc.", "Morocco"),
    ],
)
def test_a_dateline_is_not_where_it_happened(tagger, title, text, place):
    assert _places(tagger, title, text) == {place}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Énorme colonne de fumée sur la zone industrielle de Vénissieux, un entrepôt en feu.", "Vénissieux"),
        ("Vecinos de Carabayllo bloquearon la avenida y hubo dos heridos.", "Carabayllo"),
        ("El fuego se declaró en el barrio de El Crucero, en Granada, y dejó un muerto.", "Granada"),
    ],
)
def test_what_lies_in_a_town_and_who_lives_there_tell_the_town(tagger, text, place):
    assert _places(tagger, None, text, kind="social") == {place}


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("Incendio questa mattina in via Taranto, a Modena: evacuato un palazzo.", "Modena"),
        ("Um incêndio destruiu uma loja na Avenida Serra de Sintra, no centro do Porto.", "Porto"),
        ("La policía reprimió la marcha en avenida Madero y Abasolo, en Morelia, con gases.", "Morelia"),
        ("Un bus de la empresa Virgen de Huanta cayó a un río en Ayacucho y dejó nueve muertos.", "Ayacucho"),
        ("Três pessoas foram mortas na terça-feira, pelas 20:00 (18:00 em Lisboa), na cidade de Pemba.", "Pemba"),
    ],
)
def test_streets_companies_and_clocks_are_no_scenes(tagger, text, town):
    at = datetime(2024, 5, 14, 12, 0, tzinfo=UTC)
    report = tagger.tag(Post(id="p", source="s", kind="newswire", title=None, text=text, published_at=at))
    assert {m.place.name for m in (*report.mentions, *report.hazards) if m.place} == {town}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Un incendio consume una bodega en el km 8,5 de la vía a Daule, norte de Guayaquil.", "Guayaquil"),
        ("Incendio en la carretera a Daule, al norte de Guayaquil, deja dos muertos.", "Guayaquil"),
        ("A fire broke out on the road to Daule, north of Guayaquil, killing two.", "Guayaquil"),
    ],
)
def test_a_road_to_a_town_is_not_there(tagger, text, place):
    assert _places(tagger, None, text) == {place}
