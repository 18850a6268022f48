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
