"""A figure is the same in digits and in words, and however its thousands are parted."""

from datetime import UTC, datetime

import pytest

from connectors.post import Post

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
PAIRS = [
    ("Из-под завалов извлекли 9 тел.", "Из-под завалов извлекли девять тел."),
    ("Нашли 7 тел.", "Нашли семь тел."),
    ("5 тел извлечены из реки под Ошем.", "Пять тел извлечены из реки под Ошем."),
    ("Ratownicy wydobyli 6 ciał spod gruzów.", "Ratownicy wydobyli sześć ciał spod gruzów."),
    ("Z-під завалів дістали 8 тіл.", "Z-під завалів дістали вісім тіл."),
    ("Hallan 11 cuerpos en una fosa en Culiacán.", "Hallan once cuerpos en una fosa en Culiacán."),
    ("On a retrouvé 13 corps sous les décombres à Lille.", "On a retrouvé treize corps sous les décombres à Lille."),
    ("Sono stati estratti 14 corpi dalle macerie.", "Sono stati estratti quattordici corpi dalle macerie."),
    ("Foram encontrados 12 corpos em Maputo.", "Foram encontrados doze corpos em Maputo."),
    ("A crowd of 5,000 gathered in Trafalgar Square.", "A crowd of 5 000 gathered in Trafalgar Square."),
    ("Some 1,200 people were evacuated from Hama.", "Some 1 200 people were evacuated from Hama."),
    ("Rund 3000 Menschen demonstrierten in Zürich.", "Rund 3'000 Menschen demonstrierten in Zürich."),
    ("Près de 3000 personnes ont défilé à Genève.", "Près de 3’000 personnes ont défilé à Genève."),
    ("Over 2,500 people marched in Leeds.", "Over 2\u00a0500 people marched in Leeds."),
]


def told(tagger, text):
    report = tagger.tag(Post(id="p", source="s", kind="social", text=text, published_at=AT))
    return report.relevant, [(one.type, one.polarity, one.counts) for one in (*report.mentions, *report.hazards)]


@pytest.mark.parametrize(("one", "other"), PAIRS, ids=[other for _, other in PAIRS])
def test_a_figure_is_the_same_however_it_is_written(tagger, one, other):
    assert told(tagger, one) == told(tagger, other)
    assert any(count.min for *_, counts in told(tagger, one)[1] for count in counts)


@pytest.mark.parametrize(
    "text",
    [
        "On May 5 300 people were arrested in Minsk.",
        "After the crash on Route 66 300 people were evacuated.",
    ],
)
def test_a_number_before_a_figure_is_no_thousand_of_it(tagger, text):
    assert [count.min for *_, counts in told(tagger, text)[1] for count in counts] == [300]
