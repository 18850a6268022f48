"""One event in twelve languages is read as one: its type, whom it touched, where it was."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.post import Post

TABLES = Path(__file__).parents[1] / "data" / "tagging"


def lines(name):
    return [line.split("\t") for line in (TABLES / name).read_text("utf-8").splitlines() if not line.startswith("#")]


AT = datetime(2024, 5, 14, 12, tzinfo=UTC)
ROLES = {"k": "killed", "i": "injured", "a": "arrested", "m": "missing", "e": "evacuated", "c": "crowd"}
MANY = 100  # people; what is said of about so many may be a bit less


@pytest.mark.parametrize(("labels", "language", "text"), lines("parallel.tsv"))
def test_an_event_is_read_alike_in_every_language(tagger, labels, language, text):
    report = tagger.tag(Post(id="parallel", source="test", kind="newswire", text=text, published_at=AT))
    told = [one for one in (*report.mentions, *report.hazards) if one.polarity == "asserted"]
    kind, *figures = labels.split()
    assert report.places
    assert kind in {one.type for one in told}
    counted = {(count.role, count.min) for one in told for count in one.counts if count.of is None}
    for figure in figures:
        role, number = ROLES[figure[0]], int(figure[1:])
        least = number if number < MANY else 0.85 * number
        assert any(least <= low <= number for found, low in counted if found == role and low is not None)
    wanted = {ROLES[figure[0]] for figure in figures}
    if wanted:
        assert {role for role, _ in counted} <= wanted


@pytest.mark.parametrize(("label", "language", "text"), lines("parallel_signs.tsv"))
def test_how_an_event_is_told_is_read_alike_in_every_language(tagger, label, language, text):
    report = tagger.tag(Post(id="parallel", source="test", kind="newswire", text=text, published_at=AT))
    told = [one for one in report.mentions if one.polarity != "figurative"]
    sign, names = label[0], label[1:].split()
    if sign == ":":
        assert names[0] in {one.source.class_ for one in told if one.source}
        return
    own = [one for one in told if one.type in names]
    if sign == "?":
        assert any(one.polarity == "asserted" and one.hedged for one in own)
        return
    polarities = {one.polarity for one in own}
    assert "asserted" not in polarities
    assert sign != "-" or "negated" in polarities


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Une bouteille de gaz a explosé dans un restaurant de Béziers.", "Béziers"),
        ("La police de Rodez a arrêté deux hommes.", "Rodez"),
        ("На рынке Оша вспыхнул пожар.", "Osh"),
        ("В больнице Нарына умер раненый.", "Naryn"),
        ("Взрыв в центре Балыкчы.", "Balykchy"),
        ("Учителі Бердичева розпочали страйк.", "Berdychiv"),
        ("Бишкектин Жибек Жолу көчөсүндө өрт чыкты.", "Bishkek"),
        ("Оштун мугалимдери иш таштоону баштады.", "Osh"),
        ("Баткендин чет жакасында атышуу болду.", "Batken"),
        ("Explosion in der Innenstadt von Zwickau.", "Zwickau"),
        ("وفاة جريح في مستشفى طنطا.", "Tanta"),
        ("Tarsus hastanesinde bir yaralı öldü.", "Tarsus"),
    ],
)
def test_a_town_is_where_what_stands_in_it_is(tagger, text, place):
    report = tagger.tag(Post(id="parallel", source="test", kind="newswire", text=text, published_at=AT))
    assert {one.place.name for one in report.mentions if one.place} == {place}


@pytest.mark.parametrize(
    "text", ["Gestern starb Ritter Kuno von Husum nach dem Brand.", "Un blessé grave dans une rue de Narbonne."]
)
def test_a_bearer_and_a_street_are_no_town(tagger, text):
    assert not tagger.tag(Post(id="parallel", source="test", kind="newswire", text=text, published_at=AT)).places


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("mi prima dice que hay 60 muertos en Quito", "mi prima"),
        ("mein Cousin sagt, in Kiel gibt es 60 Tote", "mein Cousin"),
        ("mon cousin dit qu'il y a 60 morts à Lyon", "mon cousin"),
        ("my cousin says 60 people died in Leeds", "my cousin"),
    ],
)
def test_kin_who_pass_it_on_are_named_by_what_they_are(tagger, text, name):
    report = tagger.tag(Post(id="parallel", source="test", kind="social", text=text, published_at=AT))
    assert {one.source.name for one in report.mentions if one.source} == {name}
