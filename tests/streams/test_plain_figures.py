"""Figures as plain texts give them: guesses behind the number, people brought to safety, other events and tellers."""

from datetime import UTC, datetime

import pytest

from connectors.post import Post
from tests.tagging.claims import Figure, figures_asked, figures_told, fits

AT = datetime(2024, 5, 14, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("injured=20-20~", "20ish injured, mostly bruises"),
        ("injured=40-", "40 or more injured at the level crossing"),
        ("killed=1-1", "A tenant was found dead in flat 12 after the fire."),
        ("arrested=1-1", "The teacher, 42, was arrested on Friday."),
        ("arrested=14-14", "Fourteen men were picked up by police in a raid on the hostel."),
        ("arrested=3-3", "Three youths were led away in handcuffs after the riot."),
        ("evacuated=300-", "At least 300 residents were led to safety as the river rose."),
        ("evacuated=80-80", "All 80 guests were brought to safety."),
        ("evacuated=70-70~", "About seventy pupils were sent out of the building after a bomb threat."),
        ("missing=6-6", "Six climbers were still missing on Sunday."),
        ("killed=5-5", "Gunmen killed five drivers near Mopti, a month after 20 others died on the same road."),
        ("crowd=3000-3000", "3,000 people packed the square in Minsk."),
        ("crowd=500-2000", "Le cortège a réuni 500 personnes selon la police, 2 000 selon les organisateurs."),
        ("injured=1-1", "My sister was injured in the crash."),
        ("killed=8-8", "Three police officials were suspended on Friday over a stampede that killed eight pilgrims."),
        ("-", "The riot of 1992 left 60 people dead."),
    ],
)
def test_a_plain_text_gives_its_figures(tagger, label, text):
    report = tagger.tag(Post(id="figure", source="test", kind="newswire", text=text, published_at=AT))
    told, asked = figures_told(report), figures_asked(label)
    assert set(told) == set(asked)
    assert all(fits(figure, told[role]) for role, figure in asked.items()), told


def test_a_label_is_an_interval_with_a_mark_for_a_guess():
    assert figures_asked("killed=3-3 crowd=5001- injured=120-120~") == {
        "killed": Figure(3, 3),
        "crowd": Figure(5001, None),
        "injured": Figure(120, 120, approximate=True),
    }
    assert figures_asked("-") == {}


def test_rival_numbers_are_one_range_and_a_guess_has_to_be_marked():
    assert fits(Figure(1200, 4000), [Figure(1200, 1200), Figure(4000, 4000)])
    assert fits(Figure(120, 120, approximate=True), [Figure(110, 130, approximate=True)])
    assert not fits(Figure(120, 120, approximate=True), [Figure(120, 120)])
    assert not fits(Figure(3, 3), [])


@pytest.mark.parametrize(
    ("text", "role", "asked"),
    [
        ("The toll in Friday night's derailment of an express near the town of Jamui rose to 31.", "killed", (31, 31)),
        ("As many as 112 passengers were hurt when the bus overturned.", "injured", (103, 121)),
        (
            "Towns were flooded, forcing more than 16,000 people to leave their homes.",
            "evacuated",
            (16000, None),
        ),
        ("Around 400 residents had to leave their homes when the river rose.", "evacuated", (368, 432)),
        ("Eighty residents were brought out of a nursing home because of a cellar fire.", "evacuated", (80, 80)),
        ("After the blast some 50 residents were taken to a nearby school.", "evacuated", (46, 54)),
        ("Police broke up a march by several hundred traders.", "crowd", (300, None)),
        ("The opposition led a rally of tens of thousands in Kinshasa.", "crowd", (20000, None)),
        ("A crowd of about 600 stormed the parliament.", "crowd", (552, 648)),
        ("14:20 crowd approx 300 at north gate, two police vans parked on side street.", "crowd", (276, 324)),
        ("I counted between 150 and 200 persons in front of the electoral office.", "crowd", (150, 200)),
        ("The coastguard is searching for four fishermen whose boat failed to return.", "missing", (4, 4)),
        ("Six hikers have not been heard from since the storm hit the ridge.", "missing", (6, 6)),
        ("Two killed and six wounded in Dayton bar shooting; suspect in custody", "arrested", (1, 1)),
        ("My uncle did not make it. He was inside the tower when it collapsed.", "killed", (1, 1)),
        ("Thousands turn out in Tbilisi for a third night of protest.", "crowd", (2000, None)),
    ],
)
def test_plain_news_counts_them(tagger, text, role, asked):
    post = Post(id="p", source="s", kind="newswire", text=text, published_at=AT)
    report = tagger.tag(post)
    counts = [count for one in (*report.mentions, *report.hazards) for count in one.counts if count.role == role]
    assert asked in [(count.min, count.max) for count in counts]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Militants stormed a checkpoint and took two guards hostage.", "crowd"),
        ("Two people were shot; there is a march at 6.", "crowd"),
        ("The men got out of a white van and opened fire.", "evacuated"),
    ],
)
def test_plain_news_counts_nobody(tagger, text, role):
    report = tagger.tag(Post(id="p", source="s", kind="newswire", text=text, published_at=AT))
    assert not [count for one in (*report.mentions, *report.hazards) for count in one.counts if count.role == role]


@pytest.mark.parametrize(
    "text",
    ["Niemand wurde bei dem Feuer verletzt.", "After the quake we have zero casualties so far in terms of fatalities."],
)
def test_those_of_whom_there_are_none_are_denied(tagger, text):
    report = tagger.tag(Post(id="p", source="s", kind="newswire", text=text, published_at=AT))
    assert {one.polarity for one in report.mentions if one.type in ("INJURY", "DEATH")} == {"negated"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Amnesty International demanded an inquiry into the deaths of two miners.", "FREED"),
        ("The suspect, whose name was not released, was taken into custody.", "FREED"),
        ("The car was parked across the street from the ministry when the bomb went off.", "PROTEST"),
        ("The bus, police said, was travelling too fast for the conditions when it overturned.", "PROTEST"),
        ("Un hombre de 71 años sufrió un paro cardíaco en el incendio.", "PROTEST"),
    ],
)
def test_phrases_of_the_news_that_name_no_event(tagger, text, kind):
    report = tagger.tag(Post(id="p", source="s", kind="newswire", text=text, published_at=AT))
    assert kind not in {one.type for one in report.mentions}


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("arrested=3-3", "Police have detained the factory's production manager and two security guards."),
        (
            "killed=57-57",
            "The army said it had killed 48 rebels and lost nine of its own men in beating back an attack.",
        ),
        ("injured=13-13", "Shells hit a base where some 20,000 people live, wounding 13 of them, among them a cook."),
        ("injured=3-3", "One firefighter was taken to hospital with burns and two residents were treated for smoke."),
        ("killed=2-2", "Two men aged 18 and 24 were killed in the exchange of fire."),
        ("killed=10-10", "Militants came upon labourers in the fields. Ten of them had their throats slit."),
        ("killed=2-2", "Residents caught two men suspected of theft and beat them to death with iron bars."),
        ("killed=15-15", "Clashes left nine ISGS and six JNIM fighters dead."),
        (
            "killed=2-2 injured=2-2",
            "A shell killed a girl. An elderly man died of it a few hours later. Two were injured.",
        ),
        ("injured=25-25", "Bei dem Brand wurden acht Menschen schwer, 17 weitere leicht verletzt."),
        ("arrested=58-", "На митинге в Алматы в отделения доставили не менее 58 человек."),
        ("evacuated=2500-2500~", "Authorities ordered some 2,500 people out of seven villages as the fire came near."),
    ],
)
def test_a_number_counts_whom_it_is_said_of(tagger, label, text):
    report = tagger.tag(Post(id="figure", source="test", kind="newswire", text=text, published_at=AT))
    told, asked = figures_told(report), figures_asked(label)
    assert {role: told.get(role) and fits(figure, told[role]) for role, figure in asked.items()} == dict.fromkeys(
        asked, True
    ), told


@pytest.mark.parametrize(
    "text",
    [
        "On 6 June 2018, farmers held a prayer in memory of six farmers who were killed in police firing.",
        "On 11 May 2018, lawyers held a sit-in against the killing of a colleague in the previous week.",
        "On 21 February 2012, police dispersed youths after a funeral for a protester who had died the week before.",
        "On 3 June 2020, 2,000 people knelt in Nantes for a man who had been killed by police in 2018.",
    ],
)
def test_who_died_before_the_day_told_is_none_of_its_dead(tagger, text):
    report = tagger.tag(Post(id="note", source="test", kind="newswire", text=text, published_at=AT))
    assert not [count for mention in report.mentions for count in mention.counts if count.role == "killed"]
