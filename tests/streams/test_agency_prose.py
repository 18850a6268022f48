"""Plain prose of agencies and aid reports: words of events that name none there, and events told in passing."""

from __future__ import annotations

import pytest

from connectors.post import Post
from streams.dedupe.duplicates import Duplicates, Params
from streams.report import Tagged
from tests.tagging.prose import AT, figures, tag, told


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("The trial has demonstrated that early warnings reach most villages.", "PROTEST"),
        ("The appeal demonstrated the strong solidarity of the diaspora.", "PROTEST"),
        ("The mayor said that the worst of the storm had a name already.", "STORMING"),
        ("Relief crews responding to the disaster were short of fuel.", "FIRE"),
        ("The village had been cut off since Monday, the fire agency said.", "FIRE"),
        ("Several governments were caught off guard by the size of the harvest.", "ARREST"),
        ("The reform was driven by a demand from the street for cheaper bread.", "FORCE"),
        ("The army has opened kitchens in the worst hit areas, where families queue for soup.", "FORCE"),
        ("Melting snow often brings life-threatening floods to the valley.", "INJURY"),
        ("The flood drowned 4,000 head of cattle and spoiled the seed stocks.", "DEATH"),
        ("Hundreds of goats have died of thirst in the north.", "DEATH"),
        ("Landslides have cut the main road to the coast in four places.", "PROTEST"),
        ("The quake severed phone lines between the two towns.", "INJURY"),
        ("Forty thousand families were affected by the loss of 9,000 hectares of maize.", "DEATH"),
        ("The council, an advisory body of both chambers, meets on Friday.", "DEATH"),
        ("Fields were drowned after water was released from the dam upstream.", "FREED"),
        ("The drought wiped out families' savings and stocks.", "DEATH"),
        ("Officers accused him of smuggling explosives in sacks of rice.", "EXPLOSION"),
        ("The plan would move two artillery units to the border.", "EXPLOSION"),
        ("Clean wells keep deadly infections away from the camp.", "DEATH"),
        ("Volunteers rushed to the affected areas with blankets.", "INJURY"),
        ("Raksha Bandhan is celebrated with sweets and flowers.", "PROTEST"),
        ("The customer grew agitated when his order was late.", "PROTEST"),
        ("Perishable goods must be kept below four degrees.", "DEATH"),
        ("Graduates tossed mortarboards into the air.", "EXPLOSION"),
        ("Incarceration rates have fallen for a decade.", "ARREST"),
        ("A new vaccine cuts deaths from malaria by half.", "DEATH"),
        ("Suicide rates among farmers fell, a study says.", "DEATH"),
        ("The march of technology cannot be stopped, she wrote.", "PROTEST"),
        ("A hotel boom changes the coastal town.", "EXPLOSION"),
        ("Hostage talks resume in Doha.", "CLASH"),
        ("She kills it in Stockholm, the critics write.", "DEATH"),
    ],
)
def test_words_that_name_no_event(tagger, text, wrong):
    assert wrong not in told(tag(tagger, text))


@pytest.mark.parametrize(
    ("text", "type_", "polarity"),
    [
        ("The treaty prohibits summary executions and torture.", "FORCE", "negated"),
        ("Officers came to arrest a moneylender in the village.", "ARREST", "planned"),
        ("The ministry warned the protesters and called on them to disperse.", "FORCE", "planned"),
        ("The ministry warned the protesters and called on them to disperse.", "PROTEST", "asserted"),
        ("Marines arrested a man accused of leading the gang that killed 43 in 2014.", "ARREST", "asserted"),
        ("Firefighters were called to a fire in Leeds.", "FIRE", "asserted"),
        ("Dock workers reach a deal and avert a strike.", "PROTEST", "negated"),
        ("Sixty homes were ordered to evacuate due to the fire near Boulder.", "FIRE", "asserted"),
        ("Here is how to help those affected by the wildfires in Colorado.", "FIRE", "asserted"),
        ("She urged the firms responsible for the forest fires to come forward.", "FIRE", "asserted"),
        ("Flights will be affected by the strike tomorrow.", "PROTEST", "planned"),
        ("Schools will be closed if fires spread to the valley.", "FIRE", "planned"),
        ("A wildfire burns two people alive in their car.", "DEATH", "asserted"),
        ("Bodies littered the main street, residents said.", "DEATH", "asserted"),
        ("Una explosión ocurrida esta mañana en Lima dejó dos muertos.", "EXPLOSION", "asserted"),
        ("Incendio en la mañana de ayer en Quito deja un herido.", "FIRE", "asserted"),
        ("Mañana habrá una marcha en Lima.", "PROTEST", "planned"),
        ("Під час сутичок біля парламенту був пошкоджений автобус.", "CLASH", "asserted"),
        ("После митинга в милицию доставили 27 человек.", "ARREST", "asserted"),
    ],
)
def test_what_is_told_in_passing(tagger, text, type_, polarity):
    kind = "newswire"
    assert (type_, polarity) in {(m.type, m.polarity) for m in tag(tagger, text, kind).mentions}


@pytest.mark.parametrize(
    ("text", "role", "asked"),
    [
        ("There is a problem with people hurt in the crush.", "injured", set()),
        ("Nine hospitals were damaged and 12 people hurt.", "injured", {(12, 12)}),
        ("Two soldiers and six cattle raiders were killed in a fight.", "killed", {(8, 8)}),
        ("The storm killed 12 people and 300 cattle.", "killed", {(12, 12)}),
        ("Four climbers have not been heard from since Sunday.", "missing", {(4, 4)}),
    ],
)
def test_numbers_of_things_and_of_nobody(tagger, text, role, asked):
    assert figures(tag(tagger, text), role) == asked


def test_writers_and_cocktails_are_no_towns(tagger):
    assert not tag(tagger, "Протестующие ответили камнями и коктейлями Молотова.").places
    assert not tag(tagger, "He was picked up by the Kotwali police on Sunday.").places


def test_a_text_that_ends_behind_the_name_of_a_speaker(tagger):
    assert tag(tagger, "SAID0INJURE,").lang


@pytest.mark.parametrize(
    ("text", "type_", "polarity"),
    [
        ("On the anniversary of the revolution, hundreds protested in Tunis.", "PROTEST", "asserted"),
        ("Clashes broke out in Santiago on the anniversary of the 2019 uprising.", "CLASH", "asserted"),
        ("Clashes broke out in Santiago on the anniversary of the 2019 uprising.", "PROTEST", "past"),
        ("The quake struck on the anniversary of the 1985 disaster, killing 230.", "DEATH", "asserted"),
        ("Manchester Arena bombing: fifth anniversary today", "EXPLOSION", "past"),
        ("Families mark the anniversary of a fire that killed 72.", "DEATH", "past"),
    ],
)
def test_what_happens_on_an_anniversary_happens_now(tagger, text, type_, polarity):
    assert (type_, polarity) in {(m.type, m.polarity) for m in tag(tagger, text).mentions}


def test_a_year_counts_nobody(tagger):
    assert not figures(tag(tagger, "Man jailed for life for 2020 murder of teacher"), "arrested")
    assert figures(tag(tagger, "A 1985 quake left 5,000 dead."), "killed") == {(5000, 5000)}


def test_who_is_suspected_is_not_what_happened(tagger):
    shot = tag(tagger, "Police shot a suspected shoplifter at a Texas mall.")
    assert {m.hedged for m in shot.mentions if m.type == "FORCE"} == {False}
    assert any(m.hedged for m in tag(tagger, "A suspected bomb was found at the station.").mentions)


SENT = " وقالت الوزارة إن المصابين نقلوا إلى مستشفيين قريبين."
SIX = "الصحة: 6 وفيات و33 مصابا في انفجار أمام كنيسة في الإسكندرية." + SENT


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        (SIX, "الصحة: 11 حالة وفاة و40 مصابا في انفجار أمام كنيسة بالإسكندرية." + SENT, "update"),
        (SIX, "الصحة: 11 حالة وفاة و40 مصابا في انفجار أمام كنيسة في طنطا." + SENT, "new"),
    ],
)
def test_a_grown_toll_in_a_script_without_capitals(tagger, first, second, verdict):
    posts = [
        Post(id=f"made:{at}", source="made", kind="newswire", author=f"paper{at}", text=text, published_at=AT)
        for at, text in enumerate((first, second))
    ]
    index = Duplicates(Params())
    assert [index.judge(Tagged(post, tagger.tag(post))).verdict for post in posts] == ["new", verdict]


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Edith Marlow, who died Monday at 77, taught here for years.", set()),
        ("The painter, who died last week at 63, was born here.", set()),
        ("Five children between 5 and 13 were arrested at the market.", {("arrested", 5)}),
        ("A man was arrested in three of the robberies.", {("arrested", 1)}),
        ("The number of deaths dropped from 9 to 4 in Leeds.", {("killed", 4)}),
        ("The death toll was revised down from 40 to 31.", {("killed", 31)}),
    ],
)
def test_ages_deeds_and_falls_are_no_victims(tagger, text, counts):
    report = tag(tagger, text)
    claimed = {(c.role, c.max) for m in report.mentions for c in m.counts if c.max}
    assert claimed == counts


@pytest.mark.parametrize(
    "text", ["Crowds chanted in Spanish at the protest.", "Police broke up a protest, speaking French."]
)
def test_a_language_is_no_place(tagger, text):
    assert tag(tagger, text).places == ()


@pytest.mark.parametrize(
    "text", ["The war has claimed a million lives in Iran.", "To the Editor: I condemn the bombing in Leeds."]
)
def test_nobody_speaks_where_lives_are_claimed_or_an_editor_is_written_to(tagger, text):
    said = [m.source for m in tag(tagger, text).mentions]
    assert said
    assert all(one is None or one.name == "I" for one in said)


def test_a_clash_erupts_and_initials_are_no_slang(tagger):
    (mention,) = tag(tagger, "A clash erupted between the U.N. mission and rebels.").mentions
    assert (mention.type, mention.polarity) == ("CLASH", "asserted")


def test_a_relative_clause_behind_an_old_year_tells_of_then(tagger):
    text = "The head of a firm that led a canoe trip in 1999 that ended with 21 people dying denies all blame."
    assert told(tag(tagger, text)) == set()
    assert told(tag(tagger, "A canoe trip this morning ended with 21 people dying.")) == {"DEATH"}


def test_a_tree_that_falls_on_somebody_fights_nobody(tagger):
    assert told(tag(tagger, "A man was hurt when a tree fell on him in Leeds.")) == {"INJURY"}


@pytest.mark.parametrize(
    ("text", "role", "count"),
    [
        ("Sir Edmund Marlow was killed in a shooting in Brazil today.", "killed", {(1, 1)}),
        ("Mullah Rahim has been arrested, officials said.", "arrested", {(1, 1)}),
        ("The village was attacked and nobody was injured.", "injured", {(0, 0)}),
        ("Three people died and Ana Ruiz was arrested.", "killed", {(3, 3)}),
        ("Two men were hurt and the horse was killed.", "killed", set()),
    ],
)
def test_who_has_only_a_name_is_one(tagger, text, role, count):
    assert figures(tag(tagger, text), role) == count
