"""Whom the news of twelve countries cites, and what it tells as unsure."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.post import Post

DATA = Path(__file__).parents[1] / "data" / "tagging"
AT = datetime(2024, 5, 14, 12, tzinfo=UTC)


def lines(name):
    return [line.split("\t") for line in (DATA / name).read_text("utf-8").splitlines() if not line.startswith("#")]


def tag(tagger, text, **told):
    return tagger.tag(
        Post(**{"id": "cited", "source": "test", "kind": "newswire", "text": text, "published_at": AT} | told)
    )


def classes(report):
    return {one.source.class_ for one in (*report.mentions, *report.hazards) if one.source}


@pytest.mark.parametrize(("kind", "text"), lines("voices.tsv"))
def test_who_is_cited_is_of_his_class(tagger, kind, text):
    assert classes(tag(tagger, text)) == {kind}


@pytest.mark.parametrize(("mark", "text"), lines("unsure.tsv"))
def test_what_is_told_as_unsure_is_hedged(tagger, mark, text):
    asserted = [one for one in tag(tagger, text).mentions if one.polarity == "asserted"]
    assert {one.hedged for one in asserted} == {mark == "?"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Shelling of the market killed six people. #SOHR", "party"),
        ("Two killed in a fire. Cooling is in progress -- RDMC Thane", "official"),
        ("Heavy gunshots in Buea, two people shot dead. #Cameroon", None),
    ],
)
def test_what_nobody_is_cited_for_the_signature_tells(tagger, text, kind):
    assert classes(tag(tagger, text, kind="social")) == ({kind} if kind else set())


@pytest.mark.parametrize(
    "text", ["Brand in Kiel: Feuerwehr im Einsatz", "Brand in Kiel – Polizei ermittelt wegen Brandstiftung"]
)
def test_a_german_clause_behind_a_mark_is_nobody(tagger, text):
    assert classes(tag(tagger, text)) == set()


def test_who_is_told_it_does_not_tell_it(tagger):
    text = "Эки адам каза болду. Бул тууралуу «Кабар» агенттигине милициянын өкүлү Эмил Сагынов айтып берди."
    assert "media" not in classes(tag(tagger, text))


@pytest.mark.parametrize(
    "text",
    [
        "В Оше сгорел дом, погибли двое. Фото: пресс-служба ГУ МВД.",
        "Ошто үй күйүп, эки киши каза болду. Сүрөт: ӨКМдин басма сөз кызматы.",
        "У Львові згорів будинок, загинули двоє людей.\nФото: ДСНС",
        "Три человека погибли в Оше. Один из погибших — сотрудник милиции.",
        "Ошто төрт адам жарадар болду. Жарадарлардын бири — милиция кызматкери.",
        "Пожар в Оше: погибла семья",
        "Pożar w Pile: strażacy znaleźli ciała dwóch osób",
        "خرج مئات في مسيرة بعدن، ورفعوا لافتات تطالب برحيل المحافظ.",
        "توفي طالب وطالبة في حادث سير بإدلب",
    ],
)
def test_whose_picture_it_is_and_whom_it_befell_say_nothing(tagger, text):
    assert classes(tag(tagger, text)) == set()
