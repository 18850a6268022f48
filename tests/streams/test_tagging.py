"""The tagger as a whole: mentions, relevance, offsets, the seed article, codes."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest

from connectors.post import HEARTBEAT_SOURCE, POSTS, Post, body
from streams.codes import codes
from streams.geo.gazetteer_form import key_of
from streams.report import REPORTS, EventType
from streams.text import compounds, fold

DATA = Path(__file__).parents[1] / "data" / "tagging"
SEED = json.loads((DATA / "seed.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def seed(tagger):
    post = POSTS.decode(json.dumps(SEED["post"]))
    return body(post), tagger.tag(post)


def mentions(report, kind):
    return [mention for mention in report.mentions if mention.type == kind]


def test_the_seed_article_names_its_events_and_places(seed):
    _, report = seed
    expected = SEED["expected"]
    assert report.relevant
    assert report.lang == expected["lang"]
    assert {m.type for m in report.mentions if m.polarity == "asserted"} | {"DEATH"} == set(expected["types"])
    assert set(expected["places"]) <= {place.name for place in report.places}


@pytest.mark.parametrize("wanted", SEED["expected"]["mentions"], ids=lambda wanted: wanted["type"])
def test_the_seed_article_says_what_its_reader_would_say(seed, wanted):
    text, report = seed
    start = text.index(wanted["sentence"])
    end = text.index("\n", start)
    found = [
        m for m in mentions(report, wanted["type"]) if set(wanted["trigger"].split()) & set(m.trigger.text.split())
    ]
    found = [m for m in found if start <= m.trigger.start < end]
    assert found, [m.trigger for m in mentions(report, wanted["type"])]
    mention = found[0]
    assert mention.polarity == wanted["polarity"]
    assert mention.place is not None
    assert mention.place.country == wanted["country"]
    if "hedged" in wanted:
        assert mention.hedged == wanted["hedged"]
    if "source" in wanted:
        assert mention.source is not None
        assert mention.source.class_ == wanted["source"]
    if "time" in wanted:
        assert mention.time is not None
        assert mention.time.start == datetime.fromisoformat(wanted["time"])
    if "counts" in wanted:
        made = [(c.role, c.min, c.max, c.approximate, c.of) for c in mention.counts]
        assert made == [(c["role"], c["min"], c["max"], c["approximate"], c.get("of")) for c in wanted["counts"]]


def test_boilerplate_around_the_seed_article_stays_figurative(seed):
    text, report = seed
    for phrase in SEED["expected"]["silent"]:
        at = text.index(phrase)
        inside = [m for m in report.mentions if at <= m.trigger.start < at + len(phrase)]
        assert all(m.polarity == "figurative" for m in inside), inside


def test_offsets_point_at_the_trigger_in_every_labelled_text(tagger):
    for name in ("items", "paraphrases"):
        for line in (DATA / f"{name}.jsonl").read_text("utf-8").splitlines():
            labelled = json.loads(line)
            at = datetime.fromisoformat(labelled["published_at"])
            post = Post(id="p", source="s", kind="social", title="Night", text=labelled["text"], published_at=at)
            for mention in tagger.tag(post).mentions:
                assert body(post)[mention.trigger.start : mention.trigger.end] == mention.trigger.text


@pytest.mark.parametrize(
    "text",
    [
        "Fire sale: everything must go",
        "Clash of the titans at the stadium tonight",
        "this mixtape is fire",
        "Striker on the injured reserve list after the cup final",
        "The minister is under fire for his remarks",
        "Телефон взрывается от поздравлений",
        "Нападающий травмировал колено и пропустит матч",
        "Бул ыр от экен",
        "Me muero de risa",
        "Je suis mort de rire",
        "أموت من الضحك",
    ],
)
def test_figurative_and_sports_uses_assert_nothing(tag, text):
    report = tag(text)
    assert not report.relevant
    assert all(mention.polarity == "figurative" for mention in report.mentions)


def test_a_figurative_use_is_kept_with_its_polarity(tag):
    (mention,) = tag("Big fire sale this weekend").mentions
    assert (mention.type, mention.polarity, mention.counts) == ("FIRE", "figurative", ())


def test_no_deaths_is_a_count_of_zero_and_news(tag):
    report = tag("There have been no deaths, the Ministry of Health said.")
    (mention,) = report.mentions
    assert report.relevant
    assert mention.polarity == "negated"
    assert [(c.role, c.min, c.max) for c in mention.counts] == [("killed", 0, 0)]
    assert mention.source is not None
    assert (mention.source.name, mention.source.class_) == ("Ministry of Health", "official")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Protesters clash with police on Ala-Too square in Bishkek", {"CLASH", "PROTEST"}),
        ("В Бишкеке столкновения митингующих с милицией", {"CLASH", "PROTEST"}),
        ("Бишкекте митингчилер менен милиция кагылышты", {"CLASH", "PROTEST"}),
        ("Choques entre manifestantes y policía en La Paz", {"CLASH", "PROTEST"}),
        ("Heurts entre manifestants et policiers à Rennes", {"CLASH", "PROTEST"}),
        ("اشتباكات بين المتظاهرين والشرطة في بغداد", {"CLASH", "PROTEST"}),
    ],
)
def test_every_language_names_a_clash(tag, text, kinds):
    assert kinds <= {m.type for m in tag(text).mentions if m.polarity == "asserted"}


def test_a_disaster_without_event_type_is_relevant_without_a_mention(tag):
    report = tag("Strong earthquake shakes Guatemala, buildings evacuated")
    assert report.relevant
    assert report.mentions == ()
    assert report.places[0].country == "GT"


def test_irrelevant_posts_keep_their_places(tag):
    report = tag("The library in Bishkek opens at nine.")
    assert not report.relevant
    assert [place.name for place in report.places] == ["Bishkek"]


def test_the_same_post_gives_the_same_report(tagger):
    post = POSTS.decode(json.dumps(SEED["post"]))
    assert REPORTS.encode(tagger.analyse(post).report) == REPORTS.encode(tagger.analyse(post).report)


@pytest.mark.parametrize("fields", [{"deleted": True}, {"source": HEARTBEAT_SOURCE}])
def test_deletions_and_heartbeats_are_not_read(tagger, fields):
    post = POSTS.decode(json.dumps({**SEED["post"], **fields}))
    assert tagger.tag(post).mentions == ()
    assert tagger.tag(post).places == ()


def test_every_event_type_has_an_entry_in_the_table_of_codes():
    assert set(codes()) == set(get_args(EventType))


def test_keys_of_places_ignore_case_accents_and_hyphens():
    assert key_of("Viña-del-Mar") == key_of("vina del mar")


def test_a_disaster_without_a_type_of_its_own_is_a_hazard_with_its_place_and_no_mention(tagger):
    text = "A train derailed near Osh this morning, rescuers are on their way."
    at = datetime(2026, 11, 3, tzinfo=UTC)
    report = tagger.tag(Post(id="1", source="s", kind="social", author="a", text=text, published_at=at))
    assert report.mentions == ()
    assert [(one.type, one.polarity, one.place.name) for one in report.hazards] == [("DISASTER", "asserted", "Osh")]


@pytest.mark.parametrize(
    ("text", "relevant"),
    [
        ("Former boxing champion shot dead outside a gym in Manila", True),
        ("Fans clash with police outside the stadium after the derby", True),
        ("Oil prices exploded as traders bet on a cold winter.", False),
        ("Workers strike over a pension bill before the vote.", True),
        ("Fire at the opera house: audience led out in the middle of the concert", True),
        ("My bedroom looks as if a bomb had hit it", False),
        ("If a fire breaks out, use the stairs and never the lift", False),
        ("How to survive an avalanche: ten tips from a guide", False),
        ("On this day in 1906 an earthquake destroyed much of the city", False),
        ("Avalanche warning for the northern valleys", True),
    ],
)
def test_the_company_of_a_trigger_decides_whether_it_is_meant(tag, text, relevant):
    assert tag(text).relevant is relevant


def test_a_trigger_loses_to_words_of_other_matters_and_is_kept_as_figurative(tag):
    (mention,) = tag("Oil prices exploded as traders bet on a cold winter.").mentions
    assert mention.polarity == "figurative"


@pytest.mark.parametrize("text", ["A gunman opens fire at a mall in Makati.", "Police came under fire in a market."])
def test_the_fire_of_weapons_is_no_fire(tag, text):
    assert "FIRE" not in {m.type for m in tag(text).mentions if m.polarity != "figurative"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Earthquake in Costa Rica, I felt it in Nicoya, walls cracked", "DISASTER"),
        ("my flight is stuck on the tarmac because of the shooting at LAX", "CLASH"),
        ("The Kremlin said of the fire in Kazan that it was arson.", "FIRE"),
    ],
)
def test_a_place_speaks_for_what_is_said_to_be_there(tag, text, kind):
    report = tag(text)
    assert report.relevant
    assert kind in {m.type for m in (*report.mentions, *report.hazards) if m.polarity != "figurative"}


def test_a_place_does_not_speak_for_a_figure_of_speech(tag):
    assert not tag("This party in Lisbon is fire, I'm dying in Porto").relevant


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("#HighStreetFire burns on, road closed", "Fire"),
        ("Cars float past the school #ABflood2013", "flood"),
        ("La calle está cortada #SanJuanTerremoto", "Terremoto"),
    ],
)
def test_the_event_inside_a_hashtag_is_read_where_it_stands(tagger, text, trigger):
    post = Post(id="h", source="s", kind="social", text=text, published_at=datetime(2024, 5, 14, tzinfo=UTC))
    judged = tagger.analyse(post).judged
    starts = [one.sentence.starts[one.found.start] for one in judged]
    assert text.index(trigger) in starts


@pytest.mark.parametrize("text", ["#campfire songs", "#brainstorm with the team", "#PanicAttack", "#fire", "a #", "#"])
def test_a_hashtag_that_only_ends_like_an_event_is_left_whole(text):
    folded = fold(text)
    assert compounds(folded) == []


def test_what_befell_the_police_is_no_force_of_theirs(tag):
    assert "FORCE" not in {m.type for m in tag("Two policemen were killed by a mine near the bridge.").mentions}
    assert "FORCE" in {m.type for m in tag("Policemen killed two villagers near the bridge.").mentions}
