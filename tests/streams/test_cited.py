"""Whom the news of six countries cites: its offices and services by their own names, its set phrases of saying."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.post import Post

SENTENCES = Path(__file__).parents[1] / "data" / "tagging" / "cited.tsv"
LINES = [line.split("\t") for line in SENTENCES.read_text("utf-8").splitlines() if not line.startswith("#")]
AT = datetime(2024, 5, 14, 12, tzinfo=UTC)


@pytest.mark.parametrize(("kind", "text"), LINES)
def test_who_is_cited_is_of_his_class(tagger, kind, text):
    report = tagger.tag(Post(id="cited", source="test", kind="newswire", text=text, published_at=AT))
    assert {one.source.class_ for one in (*report.mentions, *report.hazards) if one.source} == {kind}


def test_who_opens_a_quotation_of_several_sentences_speaks_in_the_first(tagger):
    text = 'Olay yerine gelen Rize Valisi Can Demir, "Patlamada iki kişi öldü. Yangın söndürüldü" dedi.'
    report = tagger.tag(Post(id="cited", source="test", kind="newswire", text=text, published_at=AT))
    assert {one.source.class_ for one in report.mentions if one.type == "DEATH" and one.source} == {"official"}


def test_a_corporal_is_no_cape(tagger):
    text = "Cabo Delgado: duas pessoas morreram num ataque à aldeia."
    report = tagger.tag(Post(id="cited", source="test", kind="newswire", text=text, published_at=AT))
    assert not any(one.source for one in report.mentions)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("МЧС", "По данным МЧС погибли двое, взрыв произошел в Омске."),
        ("поліції", "За даними поліції загинули двоє людей у Сумах."),
        ("policji", "Według policji w wypadku w Opolu zginęły dwie osoby."),
        ("władz", "Według władz w ataku na Charków zginęły trzy osoby."),
    ],
)
def test_what_is_told_is_no_part_of_the_name_of_who_tells_it(tagger, name, text):
    report = tagger.tag(Post(id="cited", source="test", kind="newswire", text=text, published_at=AT))
    assert {one.source.name for one in report.mentions if one.source} == {name}
