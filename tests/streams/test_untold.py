"""Texts that have an event's words and tell of none now, in twelve languages; and events told with such words."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.post import Post

TABLES = Path(__file__).parents[1] / "data" / "tagging"
SENTENCES = "\n".join((TABLES / name).read_text("utf-8").strip() for name in ("untold.tsv", "weapons.tsv"))
LINES = [line.split("\t") for line in SENTENCES.splitlines() if not line.startswith("#")]
AT = datetime(2024, 5, 14, 12, tzinfo=UTC)


def told(tagger, text):
    report = tagger.tag(Post(id="untold", source="test", kind="newswire", text=text, published_at=AT))
    return {mention.type for mention in report.mentions if report.relevant and mention.polarity == "asserted"}


@pytest.mark.parametrize(("label", "text"), LINES)
def test_what_a_text_of_the_trade_tells_of_now(tagger, label, text):
    happened = told(tagger, text)
    assert not happened if label == "-" else set(label.split(",")) <= happened


@pytest.mark.parametrize(
    ("text", "kind", "happened"),
    [
        ("Two officers were hurt at a march in memory of the killed students.", "DEATH", False),
        ("На марше памяти убитых рабочих полиция задержала пятерых.", "DEATH", False),
        ("Бишкекте курман болгондорду эскерүү митингинде эки киши кармалды.", "DEATH", False),
        ("In the summer of 2019 three people died in a fire there.", "DEATH", False),
        ("Летом 2019 года там сгорели три человека.", "FIRE", False),
        ("Three men were arrested in the summer of 2019 for robbery.", "ARREST", False),
        ("По делу о поджоге летом 2019 года задержаны трое.", "ARREST", True),
        ("Last year 412 cyclists were injured on the county's roads.", "INJURY", False),
        ("412 cyclistes ont été blessés l'an dernier dans la région.", "INJURY", False),
        ("Die Polizei nahm einen Mann wegen eines Überfalls im vergangenen Jahr fest.", "ARREST", True),
        ("Soldiers burned homes in at least nine raids between March and August.", "FIRE", False),
        ("Quemaron casas en nueve redadas desde marzo hasta agosto.", "FIRE", False),
        ("Police shot into a crowd marking the anniversary of the uprising; three people died.", "FORCE", True),
        ("Police shot into a crowd marking the anniversary of the uprising; three people died.", "PROTEST", False),
        ("Ein Polizist ist bei einem Einsatz in Trier angeschossen worden.", "FORCE", False),
        ("Policjant postrzelony podczas interwencji w Łodzi zmarł.", "FORCE", False),
        ("В Уфе полицейского ранили ножом.", "FORCE", False),
        ("Two soldiers were killed during a live-fire exercise near Fort Hood.", "DEATH", True),
        ("The drill simulated a fire in which two workers were burned.", "INJURY", False),
    ],
)
def test_what_is_remembered_dated_and_drilled_is_told_from_what_happened(tagger, text, kind, happened):
    assert (kind in told(tagger, text)) is happened


@pytest.mark.parametrize(
    "ending",
    ["It was all part of an exercise.", "The casualties were volunteers.", "Nobody was hurt: this was only a drill."],
)
def test_a_drill_that_is_told_in_the_end_is_one_throughout(tagger, ending):
    scene = (
        "Flames burst from the roof of the terminal and black smoke hid the runway from view at noon. "
        "Passengers with burns were carried to the ambulances while the firefighters ran out their hoses. "
        "Four of the injured lay on the grass beside the wing and called for help for several minutes. "
    )
    assert told(tagger, scene)
    assert not told(tagger, scene + ending)
