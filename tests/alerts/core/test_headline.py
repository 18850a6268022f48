"""What an alert says, word for word."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from alerts.acceleration import accelerate
from alerts.alert import CountClaim
from alerts.escalation import Escalation, Params
from alerts.excess import Excess
from alerts.headline import count_phrase, headline, shown_types, whereabouts, why_text
from alerts.ledger import contribution, occurrences
from alerts.severity import explains, leading_type, severity_of
from alerts.speakers import speaker_name
from streams.report import Count, Speaker

AT = datetime(2026, 11, 3, 12, tzinfo=UTC)
MINISTRY = Speaker("Ministry of Health", "official")


def claim(role, low, high=None, *, approximate=False, source=None, of=None, post="p"):
    return CountClaim(Count(role, low, low if high is None else high, approximate, of), source, post, AT)


def test_the_headline_says_what_where_and_how_many_by_whom():
    said = headline(
        {"CLASH": 9, "FIRE": 5, "INJURY": 7}, whereabouts("Parliament, Bishkek", spot=True),
        [claim("injured", 120, approximate=True, source=MINISTRY)],
    )  # fmt: skip
    assert said == "Clashes and a fire at Parliament, Bishkek; about 120 injured (Ministry of Health)"


def test_who_saw_it_himself_is_an_eyewitness_and_no_pronoun():
    claims = [
        claim("injured", 3, source=Speaker("I", "eyewitness")),
        claim("killed", 1, source=Speaker("driver", "eyewitness")),
    ]
    said = headline({"CLASH": 9}, whereabouts("Osh"), claims)
    assert said == "Clashes in Osh; 1 killed (driver); 3 injured (an eyewitness)"


@pytest.mark.parametrize(
    ("types", "label", "said"),
    [
        ({"FIRE": 3}, "Osh", "A fire in Osh"),
        ({"FIRE": 3}, "", "A fire, place unknown"),
        ({"DISASTER": 4}, "Calgary", "A disaster or accident in Calgary"),
        ({"DISASTER": 4, "DEATH": 1}, "Calgary", "Deaths in Calgary"),
        ({"CLASH": 2, "FORCE": 2, "INJURY": 1}, "X", "Clashes and people injured in X"),
        ({"CLASH": 2, "FORCE": 2, "FIRE": 2, "PROTEST": 1}, "X", "Clashes, a fire and force against a crowd in X"),
        ({"FIRE": 40, "ARREST": 2}, "X", "A fire in X"),
    ],
)
def test_types_are_told_gravest_first_and_three_at_most_and_none_that_few_speak_of(types, label, said):
    assert headline(types, whereabouts(label), []) == said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"earthquake": 3, "evacuated": 9}, "An earthquake and deaths in X"),
        ({"descarrila": 1}, "A derailment and deaths in X"),
        ({"наводнение": 2, "цунами": 1}, "Flooding and deaths in X"),
        ({"evacuated": 2}, "Deaths in X"),
    ],
)
def test_a_disaster_is_called_by_the_name_that_most_reports_give_it(words, said):
    assert headline({"DISASTER": 4, "DEATH": 1}, whereabouts("X"), [], words) == said


def test_a_large_count_in_nobody_s_name_is_told_as_unconfirmed_until_another_post_gives_one_like_it():
    alone = [claim("killed", 1100)]
    assert headline({"EXPLOSION": 3}, whereabouts("X"), alone) == (
        "An explosion in X; 1,100 killed (one post, unconfirmed)"
    )
    assert headline({"EXPLOSION": 3}, whereabouts("X"), [*alone, claim("killed", 900, post="q")]).endswith(
        "1,100 killed"
    )


def test_few_dead_in_one_post_and_nobody_s_name_are_unconfirmed_few_injured_are_told():
    assert headline({"CLASH": 3}, whereabouts("X"), [claim("killed", 1)]).endswith("1 killed (one post, unconfirmed)")
    assert headline({"CLASH": 3}, whereabouts("X"), [claim("injured", 1)]).endswith("1 injured")
    assert headline({"CLASH": 3}, whereabouts("X"), [claim("killed", 1)], wires={"p": "afp"}).endswith("1 killed (afp)")


@pytest.mark.parametrize(
    ("name", "class_", "told"),
    [
        ("Ten people", "official", ""),
        ("último balance de los bomberos", "official", "bomberos"),
        ("parket op een persconferentie", "official", "parket"),
        ("Rescuers dug through a wrecked post office in a town where officials", "official", "officials"),
        ("Об этом Kaktus", "media", "media"),
        (
            "DSP Kishor Rawat of the District Police Office",
            "official",
            "DSP Kishor Rawat of the District Police Office",
        ),
    ],
)
def test_half_a_sentence_is_no_speaker(name, class_, told):
    assert speaker_name(claim("killed", 4, source=Speaker(name, class_))) == told


def test_nobody_missing_is_not_told_nor_nobody_injured_beside_the_dead():
    none = [claim("missing", 0, source=MINISTRY), claim("injured", 0, source=MINISTRY)]
    assert headline({"FIRE": 3}, whereabouts("X"), none) == "A fire in X; no injured (Ministry of Health)"
    dead = claim("killed", 2, source=MINISTRY)
    assert headline({"FIRE": 3}, whereabouts("X"), [*none, dead]) == "A fire in X; 2 killed (Ministry of Health)"


def test_the_sixth_source_is_named_where_it_is_the_only_one_more():
    assert why_text(None, list("abcdef"), 6, []) == "6 independent sources: a, b, c, d, e and f."
    assert why_text(None, list("abcdefg"), 7, []) == "7 independent sources: a, b, c, d, e and 2 more."


def test_a_household_that_left_is_not_told():
    few, many = claim("evacuated", 3, source=MINISTRY), claim("evacuated", 300, source=MINISTRY)
    assert headline({"FIRE": 3}, whereabouts("X"), [few]) == "A fire in X"
    assert headline({"FIRE": 3}, whereabouts("X"), [many]) == "A fire in X; 300 evacuated (Ministry of Health)"


def test_a_blast_that_some_take_for_a_quake_is_a_blast():
    words = {"earthquake": 2}
    assert headline({"EXPLOSION": 3, "DISASTER": 2}, whereabouts("X"), [], words) == "An explosion in X"
    assert headline({"EXPLOSION": 1, "DISASTER": 4}, whereabouts("X"), [], {"earthquake": 4}).startswith("An earthq")


def test_a_vehicle_in_a_crowd_is_told_first():
    told = headline({"CLASH": 9, "DISASTER": 2}, whereabouts("X"), [], {"truck drove into people": 2})
    assert told == "A vehicle driven into a crowd and clashes in X"


def test_what_no_headline_names_is_no_new_type():
    types = {"CLASH": 3, "FORCE": 2, "PROTEST": 2}
    assert shown_types({**types, "DISASTER": 1}, {}, ()) == list(types)
    assert shown_types({**types, "INJURY": 1}, {}, {"injured"}) == list(types)
    assert shown_types({"DEATH": 1}, {}, {"killed"}) == ["DEATH"]


def test_a_disaster_that_one_of_many_names_is_no_headline():
    words = {"quake": 1, "rescuers": 9}
    said = headline({"EXPLOSION": 12, "FIRE": 6, "DISASTER": 10}, " in Gebze", [], words)
    assert said == "An explosion and a fire in Gebze"


def test_a_topic_stands_for_a_place_that_is_unknown():
    assert headline({"EXPLOSION": 3}, whereabouts("", topic="amuay"), []) == "An explosion, place unknown (“amuay”)"


def test_posts_without_an_author_are_named_once_by_their_platform():
    said = why_text(None, ["forum", "agency", "forum", "forum"], 4, [])
    assert said == "4 independent sources: forum (3 posts) and agency."
    assert why_text(None, ["agency", "Timur B."], 2, []) == "2 independent sources: agency and Timur B."


def test_only_the_newest_claim_of_a_role_is_told_and_parts_are_left_out():
    claims = [claim("killed", 0, source=MINISTRY), claim("killed", 3), claim("injured", 60, of="police")]
    assert headline({"CLASH": 1}, whereabouts("X"), claims) == "Clashes in X; no deaths (Ministry of Health)"


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (Count("injured", 120, 120, True), "about 120 injured"),
        (Count("killed", 3, None, False), "at least 3 killed"),
        (Count("injured", 3, None, True), "several injured"),
        (Count("injured", 20, None, True, "police"), "dozens of police injured"),
        (Count("arrested", 21, None, True), "at least 21 arrested"),
        (Count("crowd", 2_000, None, True), "thousands of people in the crowd"),
        (Count("killed", None, 5, False), "up to 5 killed"),
        (Count("killed", 0, 0, False), "no deaths"),
        (Count("arrested", 40, 60, False), "40 to 60 arrested"),
        (Count("crowd", 2000, 2000, False), "2,000 people in the crowd"),
        (Count("injured", 60, 60, True, "police"), "about 60 police injured"),
        (Count("killed", 0, 0, False, "children"), "no children killed"),
        (Count("crowd", 200, 200, False, "women"), "200 women in the crowd"),
    ],
)
def test_counts_are_told_as_what_is_known(count, said):
    assert count_phrase(count) == said


def test_why_now_can_be_checked_by_a_person():
    excess = Excess(9, 0.13, 10, 4.2e6, accelerate(11, 1))
    assert why_text(excess, ["steppe-press", "maral-12", "a", "b", "c", "d"], 7, ["One post was taken back."]) == (
        "9 independent reports in 10 minutes where 0.1 are expected (by chance 1 in 4,200,000); "
        "doubling every 5 minutes; 7 independent sources: steppe-press, maral-12, a, b, c and 2 more. "
        "One post was taken back."
    )


@pytest.mark.parametrize(
    ("types", "claims", "accelerating", "severity"),
    [
        ({"PROTEST"}, [], True, "minor"),
        ({"CLASH"}, [], False, "moderate"),
        ({"CLASH"}, [], True, "severe"),
        ({"INJURY"}, [claim("injured", 10, source=MINISTRY)], False, "severe"),
        ({"INJURY"}, [claim("injured", 100, source=MINISTRY)], False, "extreme"),
        ({"INJURY"}, [claim("injured", 100)], False, "moderate"),
        ({"DEATH"}, [claim("killed", 1100)], False, "severe"),
        ({"INJURY"}, [claim("injured", 100), claim("injured", 120, post="q")], False, "extreme"),
        ({"DEATH"}, [claim("killed", 1)], False, "severe"),
        ({"CLASH"}, [claim("killed", 0)], False, "moderate"),
        ({"CLASH"}, [claim("crowd", 90_000)], False, "moderate"),
    ],
)
def test_severity_follows_from_what_happened_and_to_how_many(types, claims, accelerating, severity):
    assert severity_of(types, claims, accelerating=accelerating) == severity


def test_what_happens_leads_before_what_follows_from_it():
    assert leading_type({"CLASH": 8, "INJURY": 9, "PROTEST": 12}) == "CLASH"
    assert leading_type({"DISASTER": 8, "DEATH": 7}) == "DISASTER"


@pytest.mark.parametrize(
    ("located", "told", "may"),
    [
        (("PROTEST",), ("CLASH",), True),
        (("PROTEST",), ("DEATH",), False),
        (("CLASH",), ("DEATH", "INJURY"), True),
        (("PROTEST",), ("FIRE",), False),
        (("EXPLOSION",), ("FIRE", "INJURY"), True),
        (("CLASH",), ("CLASH", "FIRE"), False),
    ],
)
def test_a_report_without_a_place_belongs_to_a_kindred_event_only(located, told, may):
    assert explains(located, told) is may


@pytest.mark.parametrize(
    ("name", "class_", "told"),
    [
        ("Минздрав", "official", "officials"),
        ("Азаттык", "media", "media"),
        ("Minsa", "official", "Minsa"),
        ("I", "eyewitness", "an eyewitness"),
    ],
)
def test_a_speaker_in_other_letters_is_told_by_what_he_is(name, class_, told):
    assert speaker_name(claim("injured", 120, source=Speaker(name, class_))) == told


@pytest.mark.parametrize(
    ("name", "class_", "told"),
    [
        ("railways have so far", "official", "railways"),
        ("Health authorities now", "official", "health authorities"),
        ("Our reporters", "media", ""),
        ("het federaal parket", "official", "federaal parket"),
        ("health min", "official", "health ministry"),
        ("tram driver's breath test", "official", ""),
        ("Serbia", "official", "officials"),
        ("Health Ministry", "official", "Health Ministry"),
        ("my brother", "eyewitness", "an eyewitness"),
        ("Our Lady's Hospital", "official", "Our Lady's Hospital"),
    ],
)
def test_a_speaker_is_called_as_people_call_him(name, class_, told):
    assert speaker_name(claim("injured", 120, source=Speaker(name, class_))) == told


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("Philippines", " in the Philippines"),
        ("Dominican Republic", " in the Dominican Republic"),
        ("United States", " in the United States"),
        ("Peru", " in Peru"),
    ],
)
def test_a_country_has_the_article_that_english_gives_it(label, said):
    assert whereabouts(label) == said


def test_a_rumour_is_told_last_and_a_fear_as_one():
    rumour = claim("killed", 200, post="p1")
    feared = replace(claim("injured", 20, source=Speaker("mayor", "eyewitness"), post="p2"), doubt="hedged")
    said = headline({"FIRE": 3}, " in X", [rumour, feared])
    assert said == "A fire in X; 20 injured (mayor, uncertain); 200 killed (one post, unconfirmed)"
    asked = replace(claim("killed", 2, source=Speaker("my cousin", "eyewitness")), doubt="asked")
    assert headline({"FIRE": 3}, " in X", [asked]) == "A fire in X; 2 killed (one post, unconfirmed)"


def test_a_none_that_was_said_early_is_told_behind_the_figure_that_ended_it():
    hospital = replace(
        claim("injured", 14, source=Speaker("hospital", "official"), post="p2"), at=AT + timedelta(hours=1)
    )
    police = claim("injured", 0, source=Speaker("police", "official"), post="p1")
    assert headline({"CLASH": 3}, " in X", [hospital, police]) == "Clashes in X; 14 injured (hospital), earlier: none"


@pytest.mark.parametrize(
    ("trigger", "text", "told"),
    [
        ("presos", "27 presos fugiram do presídio, diz a secretaria", False),
        ("held", "A prison riot went into its second day. Twelve guards were being held hostage.", False),
        ("held", "Police broke up the rally. Twelve people are being held.", True),
        ("arrested", "Twelve were arrested after the riot in the prison.", True),
        ("presos", "Doze suspeitos presos em operação no Rio", True),
    ],
)
def test_inmates_and_hostages_are_no_arrests(tell, trigger, text, told):
    story = tell(1, ["ARREST"], counts=[("arrested", 12)], excerpt=text)
    (mention,) = story.report.mentions
    mention = replace(mention, trigger=replace(mention.trigger, text=trigger))
    story = replace(story, report=replace(story.report, mentions=(mention,)))
    assert bool(contribution(story, occurrences(story)[0], 1.0, ("KG",)).claims) == told


def test_hostages_are_told_as_such(tell):
    taken = [tell(n, ["CLASH", "ARREST"], excerpt="Inmates hold guards hostage") for n in range(6)]
    assert "A hostage-taking in" in Escalation(Params()).apply(taken)[-1].headline
    seized = [tell(n, ["CLASH", "ARREST"], excerpt="Police hold demonstrators") for n in range(6)]
    assert "Clashes and arrests in" in Escalation(Params()).apply(seized)[-1].headline


def test_injured_who_have_died_are_not_how_many_are_injured(tell):
    died = "Two people injured in the fire have died, bringing the toll to 21; 44 are in hospital"
    story = tell(1, ["INJURY", "DEATH"], counts=[("injured", 2), ("injured", 44), ("killed", 21)], excerpt=died)
    given = contribution(story, occurrences(story)[0], 1.0, ("KG",)).claims
    assert {(one.count.role, one.count.min) for one in given} == {("injured", 44), ("killed", 21)}
    story = replace(story, excerpt="Two people were injured, 21 died")
    assert len(contribution(story, occurrences(story)[0], 1.0, ("KG",)).claims) == 3
    told = [("injured", 2), ("killed", 2), ("killed", 21)]
    story = tell(1, ["INJURY", "DEATH"], counts=told, excerpt="Club fire toll rises to 21")
    given = contribution(story, occurrences(story)[0], 1.0, ("KG",)).claims
    assert {one.count.role for one in given} == {"killed"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Fact check: the photo of a leaning ferry is of 2018, when dozens died", False),
        ("Cek fakta: foto kapal miring bukan dari Buton Selatan", False),
        ("Ferry sinks, 34 dead, first photos", True),
        ("34 dead, do not share fake news or old videos, the coast guard asks", True),
        ("Bakan: 34 ölü olduğu teyit edildi", True),
        ("An old video is going round of a ferry with 34 dead", False),
    ],
)
def test_a_fact_check_gives_no_figures(tell, text, told):
    story = tell(1, ["DEATH"], counts=[("killed", 20)], kind="newswire", excerpt=text)
    assert bool(contribution(story, occurrences(story)[0], 1.0, ("KG",)).claims) == told
