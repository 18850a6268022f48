"""What a text says itself that it only recalls is past, and so are its figures."""

from datetime import UTC, datetime

import pytest

from connectors.post import Post

NEWS = "В Бресте при пожаре на складе погибли два человека, сообщили в МЧС.\n"


def told(tagger, text):
    """Type -> counts of it of now."""
    at = datetime(2022, 10, 11, 9, tzinfo=UTC)
    report = tagger.tag(Post(id="a", source="wire", kind="newswire", text=text, published_at=at))
    return {one.type: {c.max for c in one.counts} for one in report.mentions if one.polarity == "asserted"}


@pytest.mark.parametrize(
    "memory",
    [
        "Напомним, неделю назад взрыв на рынке унес жизни пяти человек.",
        "Напомним, неделю назад на рынке искали газ. Тогда взрывом убило пятерых.",
        "Ранее сообщалось о пяти погибших и взрыве.",
        "Причины выясняют. Ранее в области от взрыва газа погибли пять человек.",
    ],
)
def test_the_dead_that_are_only_recalled_are_not_those_of_now(tagger, memory):
    assert told(tagger, NEWS + memory) == {"FIRE": set(), "DEATH": {2}}


@pytest.mark.parametrize(
    ("news", "memory"),
    [
        ("Бишкекте өрттөн эки киши каза болду. ", "Эске салсак, өткөн жумада базарда жарылуудан беш киши каза болгон."),
        ("Dos muertos deja un incendio en Lima. ", "Cabe recordar que una explosión dejó cinco muertos en el mercado."),
        ("Deux morts dans un incendie à Lyon. ", "Pour rappel, une explosion avait fait cinq morts au marché."),
    ],
)
def test_other_languages_recall_as_well(tagger, news, memory):
    assert told(tagger, news + memory).keys() == {"FIRE", "DEATH"}
    assert told(tagger, news + memory)["DEATH"] == {2}


def test_what_is_recalled_of_today_is_of_now(tagger):
    text = NEWS + "Напомним, сегодня утром там же прогремел взрыв."
    assert told(tagger, text).keys() == {"FIRE", "DEATH", "EXPLOSION"}


def test_the_paragraph_behind_goes_on_with_the_news(tagger):
    text = NEWS + "Напомним, в городе уже искали газ.\nПожар потушен, взрывом ранены пятеро."
    assert told(tagger, text)["INJURY"] == {5}


def test_earlier_opens_no_memory_where_it_is_the_news(tagger):
    assert told(tagger, "Ранее в области от взрыва газа погибли пять человек.")["DEATH"] == {5}
