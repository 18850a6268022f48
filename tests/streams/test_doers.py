"""Who did it: blows and arrests are FORCE and ARREST where the forces of the state are the subject of the verb."""

from datetime import UTC, datetime

import pytest

from connectors.post import Post

AT = datetime(2024, 5, 14, 12, tzinfo=UTC)


def told(tagger, text):
    """Return the types that a report tells as facts."""
    post = Post(id="doers", source="test", kind="newswire", text=text, published_at=AT)
    return {mention.type for mention in tagger.tag(post).mentions if mention.polarity == "asserted"}


@pytest.mark.parametrize(
    "text",
    [
        "The police, after warning the crowd over a megaphone, opened fire near the level crossing.",
        "Policemen barged into the hostel, smashed the window panes and beat up students who were asleep.",
        "The jawans, who had been held back till then, thrashed the agitators.",
        "He was struck on the head by a constable posted at the gate.",
        "Villagers said the soldiers came at dawn and that they kicked the old men.",
        "The troops were compelled to lob shells over the wall.",
    ],
)
def test_blows_of_the_forces_are_force(tagger, text):
    assert "FORCE" in told(tagger, text)


@pytest.mark.parametrize(
    "text",
    [
        "The mob attacked the police outpost and beat the constables with sticks.",
        "Three policemen were beaten with sticks when they tried to stop the procession.",
        "She told the police that the accused had slapped her.",
        "The policemen watched as the crowd kicked the door of the shop and hit the owner.",
        "Police said the youths had hit the driver with stones.",
        "A crowd near the police station thrashed a man.",
    ],
)
def test_blows_of_others_are_not(tagger, text):
    assert "FORCE" not in told(tagger, text)


@pytest.mark.parametrize(
    ("text", "arrest"),
    [
        ("Sleuths of the special branch, acting on a tip, rounded up three suspects.", True),
        ("The leaders were picked up from their homes by plainclothesmen.", True),
        ("Police picked up the thread of the investigation from a torn bus ticket.", False),
        ("Militants took three villagers away while soldiers slept.", False),
    ],
)
def test_who_is_taken_along_by_the_forces_is_arrested(tagger, text, arrest):
    assert ("ARREST" in told(tagger, text)) == arrest


@pytest.mark.parametrize(
    ("text", "force"),
    [
        ("Two police officers killed, three injured in Karachi blast", False),
        ("Five soldiers killed and 12 wounded in ambush near Gao", False),
        ("Police killed in shootout with gang in Monterrey", False),
        ("Six US soldiers killed in Afghan helicopter crash", False),
        ("Police killed two robbers in Manila", True),
        ("Soldiers killed at least 12 protesters in Mandalay", True),
        ("Nigerian troops killed 15 Boko Haram fighters in Borno", True),
    ],
)
def test_forces_that_a_headline_calls_killed_used_none_unless_those_killed_stand_behind(tag, text, force):
    assert any(mention.type == "FORCE" for mention in tag(text).mentions) is force
