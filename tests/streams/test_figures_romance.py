"""Figures of Spanish, French, Portuguese and Italian news: single persons, sums, some of a crowd, who goes free."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from connectors.post import Post
from streams.tagging import Tagger


def _told(tagger: Tagger, text: str, role: str) -> list[tuple[int | None, int | None]]:
    at = datetime(2024, 5, 15, 12, tzinfo=UTC)
    report = tagger.tag(Post(id="1", source="news.example", kind="newswire", title=None, text=text, published_at=at))
    whole = {
        (c.min, c.max)
        for one in (*report.mentions, *report.hazards)
        for c in one.counts
        if c.role == role and c.of is None
    }
    return sorted(whole, key=str)


@pytest.mark.parametrize(
    ("text", "role", "one"),
    [
        ("Le chauffeur, qui avait pris la fuite, a été placé hier en garde à vue à Lille.", "arrested", (1, 1)),
        ("Incendie à Metz : deux blessés, une voisine interpellée.", "arrested", (1, 1)),
        ("La skipper, secourue en mer, a été transportée en hélicoptère à l'hôpital.", "injured", (1, 1)),
        ("El herrero, rescatado del pozo, fue trasladado de urgencia al hospital.", "injured", (1, 1)),
        ("Una cocinera tuvo que ser atendida por inhalación de humo en Vigo.", "injured", (1, 1)),
        ("Arrestato un 31enne a Bari dopo la rissa.", "arrested", (1, 1)),
        ("Ucciso 52enne nel Foggiano.", "killed", (1, 1)),
        ("Padova, 19enne arrestata in stazione.", "arrested", (1, 1)),
    ],
)
def test_one_person_is_told_by_a_singular(tagger: Tagger, text: str, role: str, one: tuple[int, int]) -> None:
    assert _told(tagger, text, role) == [one]


def test_a_body_that_is_brought_to_a_hospital_is_nobody_hurt(tagger: Tagger) -> None:
    assert _told(tagger, "Le corps du marin a été transporté à l'hôpital de Brest.", "injured") == []


@pytest.mark.parametrize(
    ("text", "role", "total"),
    [
        ("Tres guardias acabaron en el hospital y otros cuatro resultaron heridos por piedras.", "injured", (7, 7)),
        ("Dos obreros murieron en el acto y otros tres fallecieron en el hospital.", "killed", (5, 5)),
    ],
)
def test_others_come_on_top(tagger: Tagger, text: str, role: str, total: tuple[int, int]) -> None:
    assert total in _told(tagger, text, role)


@pytest.mark.parametrize(
    "text", ["Alguns manifestantes atiraram garrafas contra a polícia.", "Algunos manifestantes tiraron vallas."]
)
def test_some_of_a_crowd_are_not_the_crowd(tagger: Tagger, text: str) -> None:
    assert _told(tagger, text, "crowd") == []


@pytest.mark.parametrize(
    ("text", "role", "none"),
    [
        ("Diez dotaciones de bomberos se han desplazado a la fábrica en llamas.", "evacuated", []),
        ("Crollo a Genova, evacuate le otto famiglie del palazzo.", "evacuated", []),
        ("Deux hélicoptères sont venus transporter les blessés vers Nice.", "injured", []),
    ],
)
def test_crews_families_and_machines_are_no_people(tagger: Tagger, text: str, role: str, none: list[object]) -> None:
    assert _told(tagger, text, role) == none


@pytest.mark.parametrize(
    ("text", "role", "told"),
    [
        ("Rogo a Udine, una trentina di sfollati in albergo.", "evacuated", (28, 32)),
        ("Una veintena de vecinos de los pisos más altos han sido desalojados por el humo.", "evacuated", (18, 22)),
        ("Lite in piazza a Pisa: tre persone sono state accompagnate in Questura.", "arrested", (3, 3)),
        ("Unas 12 personas fueron asistidas por ardor en los ojos tras los gases.", "injured", (11, 13)),
        ("Cinco passageiros tinham sido socorridos pelo Samu em Natal.", "injured", (5, 5)),
        ("Tensione in piazza a Como: niente feriti.", "injured", (0, 0)),
    ],
)
def test_numbers_of_people(tagger: Tagger, text: str, role: str, told: tuple[int, int]) -> None:
    assert _told(tagger, text, role) == [told]


@pytest.mark.parametrize(
    "text",
    [
        "Treinta estudiantes detenidos durante las protestas de marzo fueron excarcelados ayer en Managua.",
        "Neuf militants arrêtés lors de la marche d'octobre viennent d'être libérés à Lomé.",
    ],
)
def test_who_goes_free_is_not_arrested_nor_marching_now(tagger: Tagger, text: str) -> None:
    at = datetime(2024, 5, 15, 12, tzinfo=UTC)
    report = tagger.tag(Post(id="1", source="news.example", kind="newswire", title=None, text=text, published_at=at))
    assert {one.type for one in report.mentions if one.polarity == "asserted"} == {"FREED"}


def test_who_is_taken_and_let_go_was_arrested(tagger: Tagger) -> None:
    text = "Doce manifestantes fueron detenidos en Quito y liberados horas después."
    assert _told(tagger, text, "arrested") == [(12, 12)]
