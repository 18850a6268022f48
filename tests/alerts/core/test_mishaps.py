"""What is small in a town, and no part of its crisis, is neither in the alert's words nor in its figures."""

import pytest

from alerts.escalation import Escalation, Params
from connectors.post import Post
from deploy.backtest import backtest
from streams.dedupe.duplicates import Duplicates
from streams.dedupe.duplicates import Params as DuplicateParams
from streams.tagging import Tagger
from tests.alerts.core.conftest import BEGIN, timedelta

REFINERY = (
    (0, "@one", "Huge flames over the refinery in Leeds, whole sky is orange"),
    (2, "@two", "Massive bang then fire at the oil refinery in Leeds, windows shook"),
    (6, "=post.example", "Large fire breaks out at oil refinery in Leeds"),
    (20, "=wire.example", "Four dead and 24 injured in the refinery fire in Leeds, police say"),
    (30, "=agency.example", "Police: four dead, 24 injured in the refinery fire in Leeds"),
)
MISHAPS = (
    "Two cars collided at a junction in Leeds, one driver slightly hurt",
    "Cyclist knocked down in Leeds, taken to hospital",
    "Police in Leeds arrest man over stolen bikes",
    "Three arrested with cannabis in Leeds",
    "Kitchen fire on the third floor in Leeds is out, nobody hurt",
    "Two hurt in a pub brawl in Leeds last night",
    "Two arrested after fight at a wedding in Leeds",
    "Taxi and bus collide in Leeds, two passengers bruised",
    "Elderly man killed crossing road in Leeds",
    "Worker injured in fall from scaffolding in Leeds",
    "Former mayor arrested in Leeds in bribery case",
    "Protest over parking fees in Leeds draws 30 people",
    "В Лидсе столкнулись две легковушки, водитель ранен",
    "Detienen a un hombre por robo de bicicletas en Leeds",
    "Deux voitures se percutent à Leeds, un blessé léger",
    "Storm warning in Leeds for Saturday, forecasters say",
    "Leeds'te bisikletli hafif yaralandı",
)
PARTS = (
    ("Refinery worker arrested over the fire in Leeds", "arrest"),
    ("Fire engine and a car collide on the way to the refinery in Leeds, one hurt", "crash"),
)


@pytest.fixture(scope="module")
def tagger():
    return Tagger.load()


@pytest.fixture
def play(tagger):
    def run(told):
        posts = [
            Post(id=f"p{n:03}", source=f"feed:{who[1:]}/rss" if who[0] == "=" else "mastodon:example.social",
                 kind="newswire" if who[0] == "=" else "social", author=None if who[0] == "=" else who[1:],
                 text=text, published_at=BEGIN + timedelta(minutes=minute))
            for n, (minute, who, text) in enumerate(told)
        ]  # fmt: skip
        parts = {"duplicates": Duplicates(DuplicateParams()), "escalation": Escalation(Params())}
        return list(backtest(posts, tagger=tagger, **parts))

    return run


def around(texts, times=((-20, "early"), (40, "late"), (60, "later"))):
    """The texts before the fire and behind it, each by a voice of its own."""
    every = [(minute + n, f"={kind}{n}.example", text) for minute, kind in times for n, text in enumerate(texts)]
    return [*every, *REFINERY]


@pytest.mark.parametrize("mishap", MISHAPS)
def test_a_mishap_is_no_part_of_the_fire_whose_town_it_is_in(play, mishap):
    alone, beside = play(REFINERY), play(around([mishap]))
    assert [alert.headline for alert in beside] == [alert.headline for alert in alone]
    assert [(alert.state, alert.at) for alert in beside if alert.state == "firing"] == [
        (alert.state, alert.at) for alert in alone if alert.state == "firing"
    ]


def test_all_of_a_day_s_mishaps_together_change_no_figure(play):
    told = play(around(MISHAPS, ((40, "late"), (70, "later"))))
    assert len({alert.alert for alert in told}) == 1
    assert told[-1].headline == play(REFINERY)[-1].headline


@pytest.mark.parametrize(("text", "word"), PARTS)
def test_what_names_the_thing_that_burns_belongs_to_its_fire(play, text, word):
    told = [*REFINERY, *((40 + n, f"=late{n}.example", text) for n in range(3))]
    assert play(told)[-1].reports > play(REFINERY)[-1].reports


def test_a_collision_is_the_matter_where_the_alert_is_of_a_crash(play):
    crash = (
        (0, "@one", "Terrible crash in Leeds, a truck drove into a line of cars, people trapped"),
        (3, "@two", "Pile-up on the ring road in Leeds, cars on top of each other, bodies"),
        (9, "=post.example", "Five killed in pile-up in Leeds"),
        (14, "=wire.example", "Five dead in Leeds motorway crash, police say"),
    )
    more = (25, "=other.example", "Cars collided in fog in Leeds, two drivers hurt")
    assert play([*crash, more])[-1].reports == play(crash)[-1].reports + 1


def test_a_collision_is_no_part_of_a_coach_that_overturned(play):
    coach = (
        (0, "@one", "Coach overturned in Leeds, people screaming inside"),
        (9, "=post.example", "Five killed, 22 injured as coach overturns in Leeds"),
        (14, "=wire.example", "Coach crash in Leeds kills five and injures 22, police say"),
    )
    more = [(25 + n, f"=other{n}.example", "Two cars collided at a junction in Leeds, one hurt") for n in range(3)]
    assert play([*coach, *more])[-1].headline == play(coach)[-1].headline


def test_two_agencies_of_which_one_asked_the_police_are_two_who_tell_of_a_toll(play):
    told = play(
        [
            (0, "@one", "Автобус перевернулся в Перми, люди кричат"),
            (20, "=wire.example", "Пять человек погибли, 22 ранены в ДТП с автобусом в Перми"),
            (35, "=agency.example", "ДТП с автобусом в Перми: пятеро погибших, 22 пострадавших, сообщили в МВД"),
        ]
    )
    assert told[0].state == "firing"
    assert told[0].headline.endswith("in Perm; 5 killed (officials); 22 injured (officials)")


def test_one_who_counts_and_others_who_were_there_are_worth_a_look(play):
    told = play(
        [
            (0, "@one", "Bus overturned in Leeds, people screaming inside"),
            (4, "@two", "The bus is on its side in Leeds, we are pulling people out"),
            (20, "=wire.example", "Five killed, 22 injured as bus overturns in Leeds, police say"),
        ]
    )
    assert [(alert.state, alert.headline) for alert in told] == [
        ("watch", "A crash in Leeds; 5 killed (police); 22 injured (police)")
    ]


def test_a_medium_that_tells_of_clashes_bears_out_two_who_saw_force(play):
    told = play(
        [
            (0, "@one", "В Твери ОМОН разгоняет митинг, бьют дубинками"),
            (3, "@two", "На митинге в Твери слезоточивый газ"),
            (9, "=wire.example", "Столкновения протестующих с полицией в Твери"),
        ]
    )
    assert (told[0].state, told[0].place.name) == ("firing", "Tver")


def test_a_brawl_in_a_pub_that_two_media_tell_of_raises_nothing(play):
    text = "Two hurt in brawl outside a pub in Leeds"
    assert (
        play([(0, "@one", "Fight in the pub in Leeds lol"), (20, "=a.example", text), (45, "=b.example", text)]) == []
    )


def test_a_bus_that_turned_over_is_no_ship(play):
    texts = ("Автобус перевернулся", "Перевернулся автобус, люди внутри", "Автобус с людьми перевернулся")
    told = [(5 * n, f"@w{n}", f"{text} в Перми") for n, text in enumerate(texts)]
    told += [(30, "=wire.example", "Трое погибли в перевернувшемся автобусе в Перми, сообщили в МЧС")]
    assert [alert.headline for alert in play(told) if "shipwreck" in alert.headline] == []


KNIVES = (
    (0, "@one", "Knife attack on the metro in Leeds, people are bleeding"),
    (2, "@two", "Man with a knife at the station in Leeds, several stabbed"),
    (6, "=post.example", "Several people stabbed on metro in Leeds"),
    (20, "=wire.example", "Two dead and five wounded in the knife attack in Leeds, police say"),
    (30, "=agency.example", "Police: two dead, five wounded in knife attack in Leeds"),
)


@pytest.mark.parametrize(
    "text", ["Brawl outside a bar in Leeds leaves three slightly hurt", "Rixe devant un bar à Leeds, deux blessés",
             "Kitchen fire in Leeds is out, nobody hurt"],
)  # fmt: skip
def test_a_brawl_and_a_kitchen_fire_are_no_part_of_an_attack_with_knives(play, text):
    before = play(KNIVES)[-1].headline
    told = play([*KNIVES, (45, "=local.example", text), (60, "@nine", text), (75, "=other.example", f"{text} today")])
    assert [one.headline for one in told if one.at > BEGIN + timedelta(minutes=30)] == [] or told[-1].headline == before


def test_a_siege_pages_with_the_first_medium_and_is_called_by_what_it_is(play):
    told = play(
        [
            (0, "@one", "bewaffneter Mann in der Sparkasse, alles abgesperrt"),
            (3, "@two", "Geiselnahme in Dortmund, SEK ist da"),
            (5, "@three", "Dortmund: Mann hält Leute in der Bank fest, Polizei überall"),
            (9, "=blatt.example", "Geiselnahme in Bank in Dortmund"),
            (90, "=wire.example", "Police free hostages at bank in Dortmund, man arrested"),
        ]
    )
    assert [one.state for one in told if one.at <= BEGIN + timedelta(minutes=9)] == ["firing"]
    assert told[-1].headline.startswith("A hostage-taking and hostages freed in Dortmund; 1 arrested")


def test_a_shooting_that_two_run_from_pages_with_the_first_medium(play):
    told = play(
        [
            (0, "@one", "Shooting at the station in Leeds, everyone is running"),
            (2, "@two", "gunshots in Leeds, we are hiding in a shop"),
            (7, "=post.example", "Shots fired near station in Leeds"),
        ]
    )
    assert [one.state for one in told][-1] == "firing"


def test_people_at_the_windows_of_what_a_medium_calls_a_mall_page(play):
    told = play(
        [
            (0, "@one", "Mall on fire in Leeds, people jumping from the windows"),
            (3, "@two", "Fire at the mall in Leeds, fire engines coming"),
            (8, "=post.example", "Fire breaks out at shopping mall in Leeds"),
        ]
    )
    assert [one.state for one in told][-1] == "firing"


def test_what_a_border_town_tells_of_the_town_next_door_is_no_second_alert(play):
    told = play(
        [
            (0, "@one", "Schüsse in der Fußgängerzone in Kehl, alle rennen"),
            (2, "@two", "Schüsse in Kehl, wir haben uns versteckt"),
            (9, "=ortenau.example", "Schüsse in Kehl, Großeinsatz der Polizei"),
            (20, "=alsace.example", "Fusillade à Kehl, près de Strasbourg"),
            (30, "=wire.example", "Three shot dead in German town of Kehl near Strasbourg, police say"),
            (40, "=alsace.example", "Strasbourg : trois morts dans une fusillade à Kehl, la frontière fermée"),
            (
                50,
                "=agency.example",
                "Three killed in shooting in Kehl on French border, gunman fled towards Strasbourg",
            ),
        ]
    )
    assert {one.place.name for one in told} == {"Kehl"}
    assert len({one.alert for one in told}) == 1


def test_a_fire_that_spreads_to_the_next_town_is_one_alert(play):
    told = play(
        [
            (0, "@one", "Wildfire above Omis, we are leaving the house"),
            (3, "@two", "fire near Omis is huge, hotel evacuated"),
            (12, "=dalmacija.example", "Large wildfire near Omis, evacuation"),
            (40, "=wire.example", "Wildfire forces evacuations near Omis, Croatia"),
            (60, "@three", "the fire has reached the suburbs of Split, smoke everywhere"),
            (65, "=agency.example", "Wildfire spreads towards Split, hundreds evacuated"),
        ]
    )
    assert len({one.alert for one in told}) == 1
    assert "hundreds evacuated" in told[-1].headline


def test_a_tram_off_its_rails_that_a_medium_calls_an_accident_pages(play):
    told = play(
        [
            (0, "@one", "tram derailed in Leeds and hit the stop, people under it"),
            (2, "@two", "terrible tram accident in Leeds, many hurt"),
            (8, "=post.example", "Serious tram accident in Leeds"),
        ]
    )
    assert [one.state for one in told][-1] == "firing"


def test_storm_warnings_are_no_storm(play):
    told = play(
        [
            (0, "=met.example", "Severe storm warning issued for Leeds, gusts of 110 km/h possible"),
            (5, "=post.example", "Storm warning: Leeds closes parks and zoo"),
            (9, "@one", "Storm warning for Leeds until Sunday, stay safe"),
            (15, "=local.example", "Flood warning for rivers near Leeds"),
            (20, "@two", "weather warning in Leeds again"),
        ]
    )
    assert told == []
