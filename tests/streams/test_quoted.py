"""Speakers of sentences that name no event: `streams.quoted`."""

from datetime import UTC, datetime

import pytest

from connectors.post import Post

AT = datetime(2024, 5, 14, 12, tzinfo=UTC)
NEWS = "A gas pipe exploded in a bakery in Leeds on Monday and three people were injured, the union said. "
NOTICIA = "Una explosión en una panadería de Lugo dejó este lunes tres heridos, informó el sindicato. "
NOVOST = "В пекарне в Туле в понедельник взорвался газ, трое человек пострадали, сообщили в профсоюзе. "
AROUND = " The shop stands by the market and was painted in spring." * 12
"""What is told by nobody is told by whom a sentence near it quotes, see `streams.voices`."""


def spoken(tagger, text):
    report = tagger.tag(Post(id="q", source="test", kind="newswire", text=text + AROUND, published_at=AT))
    return [
        one for one in (*report.mentions, *report.hazards) if one.source is not None and one.source.class_ != "party"
    ]


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        (NEWS + "The cause is not yet clear, a fire service spokesman said.", "fire service spokesman", "official"),
        (NEWS + "Residents told us they had smelled it for days.", "Residents", "eyewitness"),
        (NOTICIA + "El alcalde explicó que se investigan las causas.", "alcalde", "official"),
        (NOVOST + "Причины выясняются, сообщили в городской администрации.", "городской администрации", "official"),
    ],
)
def test_who_is_quoted_beside_speaks_of_the_event_told_before(tagger, text, name, kind):
    (one,) = spoken(tagger, text)
    assert (one.source.name, one.source.class_) == (name, kind)
    assert one.type in ("EXPLOSION", "INJURY")
    assert one.place is not None
    assert not one.counts


def test_each_class_is_told_once(tagger):
    text = NEWS + "The street is closed, police said. The street stays closed, the mayor said."
    assert [one.source.name for one in spoken(tagger, text)] == ["police"]


@pytest.mark.parametrize(
    "text",
    [
        "The bakery in Leeds has a new oven. Bread is dear, the mayor said.",
        NEWS + "It is a street that we know, say I.",
        NOTICIA + "El alcalde negó conocer la calle.",
    ],
)
def test_nobody_speaks_of_no_event_nor_for_who_writes_or_denies(tagger, text):
    assert not spoken(tagger, text)
