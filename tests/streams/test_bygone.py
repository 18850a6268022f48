"""A year long gone makes an event past, and another thing's year does not."""

import pytest

from streams.clauses.bygone import shares_past


@pytest.fixture
def polarities(tag):
    def read(text):
        return {m.type: m.polarity for m in tag(text).mentions}

    return read


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Septiembre de 2021: 119 muertos en la Penitenciaría.", ["DEATH"]),
        ("In 1755 a fire ruined much of Lisbon.", ["FIRE"]),
        ("In 2013, a fire in the club killed 242 people.", ["FIRE", "DEATH"]),
        ("A service was held for the 72 people who died in the Tower Street fire in 2017", ["DEATH", "FIRE"]),
        ("Runners remembered the three people killed in the 2013 Boston Marathon bombing", ["DEATH", "EXPLOSION"]),
        ("The forest fire killed 85 people in Paradise in 2018", ["FIRE", "DEATH"]),
        ("The Burning Tower (1974): 200 dead, one great tie", ["DEATH"]),
        ("Presidents were ousted by street protests, in 2005 and in 2010.", ["PROTEST"]),
        ("Harrow remembers victims of 1997 nail bomb", ["EXPLOSION"]),
        ("The 1997 bombing, in which three people died and 79 were injured, is marked on Sunday.", ["DEATH", "INJURY"]),
    ],
)
def test_an_event_is_past_in_the_year_that_it_is_dated_to(polarities, text, kinds):
    read = polarities(text)
    assert [read[kind] for kind in kinds] == ["past"] * len(kinds)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("A man was arrested over the 2017 fire in Leeds that killed three.", "ARREST"),
        ("Police arrested two suspects in the 2015 bombing of a mosque in Lahore.", "ARREST"),
        ("Protesters marched over the killing of a student in 2019.", "PROTEST"),
        ("The worst riot since 2011 left 12 dead in London on Tuesday.", "DEATH"),
        ("The deadliest attack in Kabul since 2021 killed 45 people.", "CLASH"),
        ("Three people died on Monday in a house built in 1974.", "DEATH"),
        ("Three people died in a fire on Monday in a house built in 1974.", "FIRE"),
        ("Mr Ali, jailed in 2016, was killed in a shootout in Karachi on Sunday.", "DEATH"),
        ("The 2500 miners trapped after the explosion were evacuated.", "EXPLOSION"),
        ("Fire tore through a block in Leeds in 2026.", "FIRE"),
    ],
)
def test_the_year_of_another_thing_makes_nothing_past(polarities, text, kind):
    assert polarities(text)[kind] == "asserted"


@pytest.mark.parametrize(
    "aside",
    [
        "Last month 30 migrants died in the same area.",
        "In March, 23 people died in a similar accident on the same road.",
        "More than 3,000 people have been killed in the region this year.",
        "The attack came a week after gunmen killed 40 people in the next town.",
        "Over the past two years 200 people died there.",
    ],
)
def test_what_a_report_sets_beside_its_event_is_past(tag, aside):
    deaths = [m for m in tag(f"Gunmen killed four people in a bar on Sunday. {aside}").mentions if m.type == "DEATH"]
    assert [m.polarity for m in deaths] == ["asserted", "past"]


def test_the_news_itself_is_not_set_apart(polarities):
    assert polarities("Last month 30 migrants died off the coast, the ministry said on Monday.")["DEATH"] == "asserted"


@pytest.mark.parametrize(
    ("text", "shared"),
    [
        ("three died and 79 were injured , takes place on sunday", True),
        ("three died and 79 were injured on sunday", False),
        ("three died , and at the march of today two more were injured", False),
    ],
)
def test_victims_told_in_one_breath_share_their_past(text, shared):
    words = text.split()
    end = words.index("injured") + 1
    assert shares_past(words, 2, end - 1, end) == shared


@pytest.mark.parametrize(
    "text",
    ["Der Prozess um den Mord von 1987 wird neu aufgerollt", "Kebakaran pabrik tahun 1998 menjadi bahan film"],
)
def test_a_year_behind_an_event_dates_it_in_german_and_indonesian(polarities, text):
    assert set(polarities(text).values()) == {"past"}
