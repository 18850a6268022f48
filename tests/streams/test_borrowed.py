"""The words of events where there is none, in twelve languages, and what stands beside them and is one."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.post import Post

SENTENCES = Path(__file__).parents[1] / "data" / "tagging" / "borrowed.tsv"
LINES = [line.split("\t") for line in SENTENCES.read_text("utf-8").splitlines() if not line.startswith("#")]
AT = datetime(2024, 5, 14, 12, tzinfo=UTC)


def read(tagger, text, kind="newswire"):
    report = tagger.tag(Post(id="borrowed", source="test", kind=kind, text=text, published_at=AT))
    return [one for one in (*report.mentions, *report.hazards) if one.polarity == "asserted"]


@pytest.mark.parametrize("kind", ["newswire", "social"])
@pytest.mark.parametrize(("types", "language", "text"), LINES)
def test_a_borrowed_word_tells_of_no_event(tagger, types, language, text, kind):
    told = read(tagger, text, kind)
    assert {one.type for one in told}.isdisjoint(types.split())
    killed = {(count.min, count.max) for one in told for count in one.counts if count.role == "killed"}
    assert "DEATH" not in types or killed <= {(0, 0)}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("INJURY", "Un joven está entre la vida y la muerte tras una riña en Quito."),
        ("INJURY", "Парень находится между жизнью и смертью после драки в Оше."),
        ("CLASH", "Unbekannte eröffneten das Feuer auf ein Café in Berlin."),
        ("ARREST", "Un hombre fue detenido en el tren a Quito."),
        ("ARREST", "Un homme arrêté pour vol dans le train à Béziers."),
        ("DEATH", "Hunde beißen in Kiel einen Mann tot."),
        ("DEATH", "A cyclist suffered fatal injuries in Leeds."),
        ("STORMING", "Фанаты штурмовали полицейский участок в Оше."),
        ("CLASH", "D'après des riverains, deux coups de feu ont été tirés à Béziers."),
    ],
)
def test_what_only_looks_borrowed_is_told(tagger, kind, text):
    assert kind in {one.type for one in read(tagger, text)}


def test_an_entry_may_be_written_as_the_language_writes_it(tagger):
    """A word with a hamza or a final ya is met in a text, which is read without them."""
    assert read(tagger, "قتلى وجرحى في المستشفى في عمان")
    assert not read(tagger, "أوقفت الرحلة إلى عمان ساعتين بسبب الضباب.")
