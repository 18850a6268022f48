"""Short radio news as it is read out: what it recalls beside its news, objects that are no event, who really speaks."""

from __future__ import annotations

import pytest

from tests.tagging.prose import figures, tag, told


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Officers found that he was carrying explosives in his luggage.", "EXPLOSION"),
        ("The rebels gave up their weapons, including rifles, grenades and explosives.", "EXPLOSION"),
        ("Two gunmen remain barricaded in a clinic in Gao.", "PROTEST"),
        ("Officials of the hospital in Derby say that the body of midwives is angry.", "DEATH"),
        ("The writer remains under house arrest in Minsk.", "ARREST"),
        ("When you come out of prison, nobody gives you a job, she said.", "FREED"),
        ("Officials reported that the financial crackdown has frozen 40 accounts in the city.", "FORCE"),
        ("The charter of the union allows the use of force.", "FORCE"),
        ("The blaze broke through containment lines north of the town.", "STORMING"),
        ("Police said that the suspect is likely to die in prison.", "DEATH"),
        ("The governor sent his guards at dawn to arrest two captains.", "ARREST"),
        ("The minister said the chief suspect in the case had left.", "ARREST"),
    ],
)
def test_what_is_there_and_has_not_happened(tagger, text, wrong):
    assert wrong not in told(tag(tagger, text))


def test_fire_among_guns_burns_nothing(tagger):
    text = "Soldiers chased two gunmen into a house near Kidal. A shepherd was caught in the intense fire."
    assert "FIRE" not in told(tag(tagger, text))
    assert "FIRE" in told(tag(tagger, text.replace("intense fire", "fire that burned the house")))


@pytest.mark.parametrize(
    "text",
    [
        "Tension has grown since a suicide attack on the assembly two weeks ago.",
        "The talks were overshadowed by last month's bombing of a market in Mombasa.",
        "The envoy flew to Bern. He spoke of the attack on the assembly earlier this month.",
        "The envoy flew to Bern. He leads the group blamed for the September 11 attacks on New York.",
    ],
)
def test_events_of_weeks_ago_are_recalled(tagger, text):
    assert not told(tag(tagger, text)) & {"CLASH", "EXPLOSION"}


def test_what_a_report_begins_with_may_be_of_last_week(tagger):
    assert "CLASH" in told(tag(tagger, "Clashes last week in Goma killed 12 people."))
    assert "ARREST" in told(tag(tagger, "Police in Turin have arrested a man over a murder two weeks ago."))


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Soldiers shot dead two raiders near Hebron. That brings the death toll of 15 months of unrest to 1,204.", 2),
        ("The death toll in the riots in Lima has risen to 20. Four more people died this morning.", 20),
    ],
)
def test_dead_of_a_longer_time_are_not_those_of_today(tagger, text, asked):
    mentions = [m for m in tag(tagger, text).mentions if m.polarity == "asserted"]
    assert max(c.max for m in mentions for c in m.counts if c.role == "killed") == asked


def test_riots_that_topple_a_government_are_no_picture(tagger):
    text = (
        "The government of Bolivia has fallen after at least 20 people were killed in riots in several cities. The "
        "president resigned and called on the opposition to form a coalition cabinet. Parliament, split over the "
        "budget, the national debt and a default, is to hold a vote on the economic programme of the party next "
        "week. The central bank fears a run on the currency; the fund in Washington spoke of growth and exports. "
        "Elections are due in March, and the candidates of the parties have begun their campaigns for the presidency."
    )
    assert "CLASH" in told(tag(tagger, text))


def test_nurses_of_a_hospital_are_not_hurt(tagger):
    text = "Two cooks were arrested in Perth after a theft. Six nurses have been moved to other parts of the hospital."
    assert not figures(tag(tagger, text), "injured")


def test_united_states_is_no_verb(tagger):
    text = "A ferry sank off Miami and was towed to Tampa by two United States cutters."
    report = tag(tagger, text)
    assert {m.source for m in (*report.mentions, *report.hazards)} == {None}


def test_no_name_runs_over_a_verb(tagger):
    text = "The rioting has given way to calm in streets held by the government blamed for the shooting of six people."
    assert {m.source for m in tag(tagger, text).mentions} == {None}
    text = "The mayor has seen the site by now and reports that two people were killed in the blast."
    assert {m.source.name for m in tag(tagger, text).mentions if m.source} <= {"mayor"}


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("The detainees at the immigration detention centre in Nauru are to be moved.", "ARREST"),
        ("It is not known whether anybody has been arrested.", "ARREST"),
        ("He left for the front in May and is fighting alongside the Taliban, his brother says.", "CLASH"),
        ("A small fire was put out in a church in Porto.", "CLASH"),
        ("The movement has decided to stop suicide bombings in Haifa.", "EXPLOSION"),
        ("Caution met a promise of the leader to hunt down suicide bombers in Haifa.", "EXPLOSION"),
        ("A campaign followed the conviction of a gardener for the murder of a girl.", "DEATH"),
        (
            "The envoy flew to Bern. The party fell out over a wave of suicide bombings in the past month.",
            "EXPLOSION",
        ),
        ("The dam is to be built near the battlefield of 1917, in which 9,000 men lost their lives.", "DEATH"),
    ],
)
def test_what_is_told_of_is_no_event_of_today(tagger, text, wrong):
    assert wrong not in told(tag(tagger, text))


def test_names_that_no_town_is_meant_by(tagger):
    assert not tag(tagger, "Dozens of Hamas members fought with officers, reports say.").places
    text = "Ministers of the Commonwealth Action Group discussed violence against farmers."
    assert not tag(tagger, text).places


@pytest.mark.parametrize(
    "text",
    [
        "Two men were killed, and the battle against the Taliban was not over, said the battle against the Taliban.",
        "Clinics treated six for burns, at the clinic no one has been admitted since Monday.",
    ],
)
def test_what_is_done_says_nothing(tagger, text):
    assert {m.source for m in tag(tagger, text).mentions} == {None}


def test_who_represents_others_speaks_for_himself(tagger):
    report = tag(tagger, "Unions representing dock workers say two men were killed in the blast.")
    assert {m.source.class_ for m in report.mentions if m.source} == {"party"}


MATCH = (
    "Rovers won the cup final 2-1 after extra time at the stadium. The striker scored both goals before half-time and "
    "the goalkeeper saved a penalty. The coach praised the midfielder and the referee. The champions play their first "
    "match of the season on Sunday. A batsman made 64 before he lost his wicket in the second innings, and the bowler "
    "took a hat-trick. The quarter-final of the championship in Wimbledon goes to a tiebreak in the fifth set. "
)
BRIEF = (
    "Crews have spent another night in the forests north of Catania, where fires are raging near the city. Officials "
    "fear the worst, with hot weather forecast for the district. Residents of two villages were told to leave their "
    "homes as the smoke drifted over the highway. The government has sent soldiers to the province. A blaze near the "
    "border was reported to be contained. Aircraft from the army base are on their way to the two villages."
)


@pytest.mark.parametrize("text", [MATCH + BRIEF, BRIEF + " " + MATCH])
def test_other_news_beside_a_match(tagger, text):
    assert "FIRE" in told(tag(tagger, text))
    assert not told(tag(tagger, MATCH))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("About 2,200 people die from lung cancer in Ohio each year.", "DEATH"),
        ("One in three of them has been arrested in the past five years, a study says.", "ARREST"),
        ("The surveyors found a drop in drug deaths in the city.", "DEATH"),
        ("The arrest rate of the town has to fall, the author says.", "ARREST"),
        ("The hearing is being held in Leeds, officers say.", "ARREST"),
        ("The archive showed documents released today.", "FREED"),
        ("He has confessed to planning attacks against the city, police say.", "CLASH"),
        ("He was charged with a part in the terrorist attacks of September 11.", "CLASH"),
    ],
)
def test_statistics_and_plans_are_no_events(tagger, text, wrong):
    assert wrong not in told(tag(tagger, text))


def test_what_the_last_week_brought_is_no_background(tagger):
    assert "CLASH" in told(tag(tagger, "Troops have arrived in Poso. Clashes in the last week left eight dead."))


CASE = (
    "A panel of judges has found nine members of a gang guilty of murders in Dili that followed the vote of 1999. They "
    "were given terms of up to 33 years. The court heard how the men carried out 13 killings, burnt several villages "
    "and forced residents of two districts to flee from their homes. Their lawyer says that they will appeal, and "
    "that the judges did not hear all who could have spoken for them; the office of the prosecutor refused to comment."
)


def test_old_cases_of_courts_are_past(tagger):
    assert not told(tag(tagger, CASE)) & {"DEATH", "FIRE"}
    assert "DEATH" in told(tag(tagger, CASE + " On Monday two men were killed outside the court."))


def test_who_added_is_not_who_was_killed(tagger):
    text = "The town was taken, commander Rahimi said. Four foreign fighters had been killed he added."
    assert {m.source and m.source.name for m in tag(tagger, text).mentions} == {"commander Rahimi"}


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("PRINTERS NEED TO DIE IN A FIRE.", {"DEATH", "FIRE"}),
        ("To whoever parked across my drive: kindly die in a flaming car wreck", {"DEATH"}),
        ("The old academy is gone after a lightning strike. Video: http://example.org #news", {"PROTEST"}),
        ("High pressure busts pipes, watch out for the water.", {"ARREST"}),
        ("All the best chants come from the away fans tonight", {"PROTEST"}),
    ],
)
def test_posts_of_everyday_life(tagger, text, wrong):
    assert not told(tag(tagger, text, "social")) & wrong
