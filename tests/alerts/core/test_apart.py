"""A second disaster in a city whose alert is open, or has just closed, is told as one of its own; and one stays one."""

import pytest

from alerts.apart import alike
from alerts.escalation import Escalation, Params
from alerts.things import things_of

FIRE_TEXTS = (
    "Fire at a shoe factory in the town",
    "Flames from the factory roof",
    "Factory fire: workers jump",
    "The factory is still burning",
)


def wire(tell, minute, excerpt, kinds, name, **given):
    return tell(minute, kinds, kind="newswire", family=name, excerpt=excerpt, **given)


def factory(tell):
    told = [tell(n, ("FIRE",), excerpt=text) for n, text in enumerate(FIRE_TEXTS)]
    return [
        *told,
        *(
            wire(tell, 20 + n, "Six die in factory fire", ("FIRE", "DEATH"), f"a{n}", counts=[("killed", 6)])
            for n in range(2)
        ),
    ]


def alerts_of(stories):
    alerts = Escalation(Params()).apply(stories)
    return alerts, list(dict.fromkeys(alert.alert for alert in alerts))


@pytest.mark.parametrize("minute", [200, 400])  # the alert is open, or has closed
def test_a_bus_crash_of_the_evening_is_no_part_of_the_fire_of_the_morning(tell, minute):
    bus = [
        wire(
            tell,
            minute + 10 * n,
            "Bus overturns on the ring road, four dead",
            ("DEATH", "DISASTER"),
            f"b{n}",
            counts=[("killed", 4)],
        )
        for n in range(3)
    ]
    alerts, ids = alerts_of([*factory(tell), *bus])
    assert len(ids) == 2
    last = {alert.alert: alert for alert in alerts}
    assert "6 killed" in last[ids[0]].headline
    assert last[ids[1]].headline.startswith("Another event: a derailment in Bishkek; 4 killed")
    assert last[ids[1]].state == "firing"


def test_a_disaster_that_takes_fewer_lives_is_news_when_the_first_is_forgotten(tell):
    bus = [
        wire(tell, 700 + 10 * n, "Bus overturns, four dead", ("DEATH", "DISASTER"), f"b{n}", counts=[("killed", 4)])
        for n in range(3)
    ]
    alerts, ids = alerts_of([*factory(tell), *bus])
    assert (len(ids), alerts[-1].state) == (2, "firing")


def test_a_fire_of_another_sort_of_thing_is_apart_and_its_background_is_not_its_toll(tell):
    slum = [
        tell(400, ("FIRE",), excerpt="Something burning in Orto slum"),
        wire(tell, 410, "Fire breaks out in Orto slum", ("FIRE",), "b0"),
        wire(tell, 420, "Huge fire in slum", ("FIRE", "DEATH"), "b1", counts=[("killed", 6)]),
        wire(tell, 430, "Slum fire destroys 100 homes", ("FIRE",), "b2"),
    ]
    alerts, ids = alerts_of([*factory(tell), *slum])
    assert len(ids) == 2
    other = [alert for alert in alerts if alert.alert == ids[1]]
    assert "killed" not in other[-1].headline
    assert other[-1].state == "firing"


@pytest.mark.parametrize(
    ("minute", "excerpt", "kinds"),
    [
        (400, "Survivors of the factory tell of locked doors", ("FIRE", "DEATH")),  # the same thing
        (400, "Blast at the burnt site", ("EXPLOSION",)),  # comes of it
        (400, "Toll is six now", ("DEATH",)),  # names nothing
        (40, "Bus overturns", ("DISASTER",)),  # soon
        (400, "Fire crews kept from the market", ("FIRE",)),  # one voice
    ],
)
def test_what_comes_of_a_disaster_stays_with_it(tell, minute, excerpt, kinds):
    more = [wire(tell, minute, excerpt, kinds, "late", counts=[("killed", 6)] if "DEATH" in kinds else ())]
    _, ids = alerts_of([*factory(tell), *more])
    assert len(ids) == 1


def test_an_earthquake_has_many_scenes(tell):
    quake = [tell(n, ("DISASTER",), excerpt="Earthquake! houses fell") for n in range(6)]
    fires = [wire(tell, 200 + 10 * n, "Huge fire at a factory", ("FIRE",), f"b{n}") for n in range(4)]
    _, ids = alerts_of([*quake, *fires])
    assert len(ids) == 1


def test_the_sum_of_two_disasters_is_no_third(tell):
    bus = [
        wire(
            tell,
            400 + 10 * n,
            "Bus overturns on the ring road, four dead",
            ("DEATH", "DISASTER"),
            f"b{n}",
            counts=[("killed", 4)],
        )
        for n in range(3)
    ]
    both = [
        wire(
            tell,
            1700 + 10 * n,
            "Town mourns ten dead of factory fire and bus crash",
            ("DEATH", "FIRE"),
            f"c{n}",
            counts=[("killed", 10)],
        )
        for n in range(3)
    ]
    alerts, ids = alerts_of([*factory(tell), *bus, *both])
    assert len(ids) == 2
    assert "10 killed" not in " ".join(alert.headline for alert in alerts)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ((), (), True),
        (("bus", "wreck"), (), False),
        (("bus", "wreck"), ("wreck",), True),
        (("bus", "wreck"), ("burning", "bus"), False),
        (("bus",), ("bus", "wreck"), True),
    ],
)
def test_marks_are_alike_by_a_thing_and_the_kind(one, other, same):
    assert alike(one, other) is same


@pytest.mark.parametrize(
    ("excerpt", "types", "named"),
    [
        ("Bus se vuelca en la Perimetral: hay fallecidos", ("FIRE",), {"bus", "wreck"}),
        ("Сгорел рынок: пожар тушили ночью", (), {"burning", "shops"}),
        ("Seven dead, says the governor", ("FIRE", "DEATH"), {"burning"}),
        ("Erupción del volcán", (), set()),
    ],
)
def test_what_the_excerpt_names_goes_before_what_the_body_told(excerpt, types, named):
    assert things_of(excerpt, types, ()) == named


def test_a_burst_dam_is_of_the_kind_that_has_many_scenes():
    assert "nature" in things_of("A wave of water ran through the town", ("DISASTER",), ("pukla brana",))
