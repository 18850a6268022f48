"""Crowds, evacuated and missing told in sentences that name no event: `streams.affected`."""

from datetime import UTC, datetime

import pytest

from alerts.ledger import contribution, occurrences
from connectors.post import Post
from streams.report import Story, Verdict
from tests.tagging.claims import figures_asked, figures_told, fits

AT = datetime(2024, 5, 14, 12, tzinfo=UTC)
PROTEST = "Thousands protested in Leeds on Saturday against the cuts. "
FLOOD = "A flood hit the town of Osh on Monday. "


def read(tagger, text):
    return tagger.tag(Post(id="affected", source="test", kind="newswire", text=text, published_at=AT))


def behind(tagger, opening, text):
    """Return the mentions of a sentence behind one that names the event."""
    report = read(tagger, opening + text)
    told = (*report.mentions, *report.hazards)
    return [mention for mention in told if mention.trigger.start >= len(opening)]


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("crowd=20000-20000", "Organisers put the crowd at 20,000."),
        ("crowd=3000-10000", "Police put the number at 3,000 and organisers at 10,000."),
        ("crowd=900-900", "Police counted 900 participants."),
        ("crowd=8000-10000~", "The march drew between 8,000 and 10,000 people, police said."),
        ("crowd=5000-5000~", "By noon the crowd had grown to about 5,000."),
        ("crowd=1800-5000", "Turnout was put at 5,000 by the union, at 1,800 by the police."),
    ],
)
def test_a_crowd_is_told_in_a_sentence_of_its_own(tagger, label, text):
    told = behind(tagger, PROTEST, text)
    assert {mention.type for mention in told} == {"PROTEST"}
    counts = [count for mention in told for count in mention.counts]
    low, high = min(count.min for count in counts), max(count.max for count in counts)
    asked = figures_asked(label)["crowd"]
    assert abs(low - asked.low) <= 0.08 * asked.low
    assert abs(high - asked.high) <= 0.08 * asked.high


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("evacuated=3000-3000~", "Some 3,000 residents spent the night in schools."),
        ("evacuated=16001-", "More than 16,000 people are in schools, churches and a stadium, Copeco said."),
        ("evacuated=400-400~", "Some 400 families left their homes."),
        ("evacuated=250-250~", "Around 250 people have been put up in a hotel."),
        ("evacuated=850-850~", "Around 850 others were being sheltered in two primary schools."),
        ("evacuated=50-50~", "Seventeen families from next door, about 50 people in all, have been put up in a hotel."),
        ("missing=2-2", "Two hikers are still unaccounted for."),
        ("missing=2-2", "There is no trace of the two pilots."),
        ("missing=5-5", "Five fishermen have not been found since the flood."),
        ("missing=4-4", "Contact was lost with four crew members."),
        ("missing=2-2", "Two people from flat 71 do not answer their phones and are considered missing."),
        ("missing=11-11", "Eleven fishermen had not returned by nightfall and were listed as missing."),
        ("missing=0-0", "Police said nobody was unaccounted for."),
        ("missing=0-0", "No one is missing."),
        ("missing=0-0", "All 45 passengers have been accounted for."),
        ("missing=0-0", "Officials said there were no missing persons."),
        ("killed=0-0 missing=0-0", "No one has been reported killed or missing."),
    ],
)
def test_the_evacuated_and_missing_are_told_in_a_sentence_of_their_own(tagger, label, text):
    told, asked = figures_told(read(tagger, FLOOD + text)), figures_asked(label)
    assert set(told) == set(asked)
    assert all(fits(figure, told[role]) for role, figure in asked.items()), told


@pytest.mark.parametrize(
    "text",
    [
        "More than 500 officers were deployed to the square.",
        "Last year 30,000 people took part.",
        "The company employs 2,000 people.",
    ],
)
def test_who_is_no_crowd_of_now_is_none(tagger, text):
    assert not [count for mention in behind(tagger, PROTEST, text) for count in mention.counts if count.role == "crowd"]


@pytest.mark.parametrize(
    ("opening", "text", "counts"),
    [
        (
            "Una inundación golpeó el pueblo de Osh el lunes. ",
            "Unas 3.000 personas pasaron la noche en albergues.",
            3000,
        ),
        ("Una inundación golpeó el pueblo de Osh el lunes. ", "No hay desaparecidos.", 0),
        ("Ein Hochwasser hat am Montag Passau getroffen. ", "Evakuiert wurde niemand.", 0),
        ("Наводнение затопило Омск в понедельник. ", "Пропавших без вести нет.", 0),
        ("Une inondation a frappé la ville de Lyon lundi. ", "Trois habitants manquent à l'appel.", 3),
        ("В Омске в субботу прошел митинг против реформы. ", "Организаторы заявили о 10 тысячах участников.", 10_000),
    ],
)
def test_other_languages_count_in_sentences_of_their_own_too(tagger, opening, text, counts):
    told = {(count.min, count.max) for mention in behind(tagger, opening, text) for count in mention.counts}
    assert len(told) == 1
    ((low, high),) = told
    assert low <= counts <= high


@pytest.mark.parametrize(
    "text",
    [
        "A warehouse caught fire in Leeds. 120 people were evacuated.",
        "A warehouse caught fire in Leeds. 120 people were evacuated but nobody was hurt.",
        "Pożar w Gdańsku. Ewakuowano 120 osób, nikt nie ucierpiał.",
        "На складе в Уфе пожар. Эвакуировано 120 человек.",
    ],
)
def test_the_evacuated_are_told_of_the_fire_where_their_own_word_is_that_of_a_disaster(tagger, text):
    found = [mention for mention in read(tagger, text).mentions if mention.counts and mention.type == "FIRE"]
    assert [[(count.role, count.min, count.max) for count in mention.counts] for mention in found] == [
        [("evacuated", 120, 120)]
    ]


def test_who_is_missing_belongs_to_the_event_told_before_and_adds_no_type(tagger):
    report = read(tagger, "There was an explosion at the plant. Police said nobody was unaccounted for.")
    assert [mention.type for mention in report.mentions] == ["EXPLOSION", "EXPLOSION"]
    second = report.mentions[1]
    assert (second.polarity, second.source.class_, second.trigger.text) == ("asserted", "official", "unaccounted")
    assert [(count.role, count.max) for count in second.counts] == [("missing", 0)]


def test_the_hurt_of_a_sentence_without_a_trigger_are_told_where_nobody_else_tells_of_them(tagger):
    told = behind(tagger, "A fire broke out in a hotel in Leeds. ", "Dozens were taken to hospital.")
    assert [(mention.type, mention.counts[0].min) for mention in told] == [("INJURY", 24)]


def test_without_an_event_nobody_is_counted(tagger):
    report = read(tagger, "The choir sang for an hour. Organisers put the crowd at 20,000.")
    assert not [count for mention in report.mentions for count in mention.counts]


def test_an_alert_is_told_each_figure_once(tagger):
    text = FLOOD + "Two hikers are still unaccounted for. Some 3,000 residents spent the night in schools."
    report = read(tagger, text)
    verdict = Verdict("s", "new", "s", None, ())
    story = Story(
        id="s",
        source="test",
        kind="newswire",
        family="test",
        excerpt="Flood",
        published_at=AT,
        report=report,
        verdict=verdict,
    )
    claims = contribution(story, occurrences(story)[0], 0.0, ()).claims
    assert sorted((claim.count.role, claim.count.min) for claim in claims) == [("evacuated", 2760), ("missing", 2)]


def test_the_hurt_of_an_event_without_a_trigger_of_their_own_are_told_in_its_sentence(tagger):
    report = read(tagger, "A landslide buried a village in Uganda. Ten survivors are in Kilembe hospital.")
    told = {(mention.type, count.role, count.min) for mention in report.mentions for count in mention.counts}
    assert told == {("INJURY", "injured", 10)}
    patients = read(tagger, "Stones flew at a march in Pune; 26 patients were brought to the casualty ward.")
    assert "DEATH" not in {mention.type for mention in patients.mentions}
