"""What is kept beside the state to save time says what a look at all of the state would say."""

from random import Random

import pytest

from alerts.episode import KEPT
from alerts.escalation import Escalation, Params
from alerts.hazards import hazard_phrase, leading_phrase
from alerts.headline import shown_figures
from alerts.key import within
from alerts.keys import LOCALITY, UNKNOWN
from alerts.lifecycle import AnalystVerdict
from alerts.severity import figures, grave, rank_of, toll, victims

PARAMS = Params(watch=11.7, page=17.2, scan_page=12.05, slope=1.0)
TOWNS = (("Ash", "AA", "North"), ("Oak", "AA", "South"), ("Elm", "BB", None), ("Fir Hill", "CC", "West"))


def night(tell, city, spot, seed, stories=800):
    """Make a wild night: four towns, squares, wires, figures, deletions, edits, quiet stretches."""
    dice, told, minute = Random(seed), [], 0.0
    for number in range(stories):
        minute += dice.choice((0.1, 0.3, 0.5, 1.0)) if dice.random() > 0.008 else dice.choice((45.0, 130.0, 400.0))
        index = dice.choice((0, 0, 0, 1, 2, 3))
        name, country, admin1 = TOWNS[index]
        place = city(name, 10.0 * index, 0.0, country, admin1)
        if dice.random() < 0.2:
            place = spot(f"Square {dice.randint(1, 2)}", 10.0 * index, 0.01, country, admin1)
        if dice.random() < 0.15:
            place = None
        wire = dice.random() < 0.3
        given = {"kind": "newswire", "family": f"wire{dice.randint(1, 9)}"} if wire else {}
        if dice.random() < 0.4:
            given["counts"] = ((dice.choice(("killed", "injured", "arrested")), dice.randint(0, 40)),)
        if dice.random() < 0.3:
            given |= {"speaker": f"Ministry {dice.randint(1, 3)}"}
        kinds = dice.choice((("CLASH", "FORCE"), ("STORMING",), ("DISASTER", "INJURY"), ("FIRE", "DEATH")))
        told.append(tell(minute, kinds, place, id=f"n{number}", **given))
        if dice.random() < 0.06:
            gone = f"n{dice.randint(max(0, number - 60), number)}"
            told.append(tell(minute, ("CLASH",), place, id=gone, deleted=True))
        if dice.random() < 0.06:
            told.append(tell(minute, kinds, place, id=f"n{number}", reasons=("edited",), counts=(("killed", 7),)))
    return told


def check(escalation):
    state, limits = escalation.state, escalation.detectors.limits
    for one in state.episodes.values():
        printed = frozenset(part.id for part in one.latest if part.newswire)
        assert one.printed == printed
        assert one.stirring == sum(bool(part.moments) for part in one.latest)
        assert leading_phrase(one.hazards) == hazard_phrase(one.words)
        assert list(one.figures.dead) == figures(one.claims, "killed", printed)
        assert one.figures.toll == toll(one.claims, printed)
        assert [role for role, _ in one.figures.shown] == [
            told[0].count.role
            for told in shown_figures(one.claims, printed)
            if told[0].count.min == 0 or one.figures.lines[told[0].count.role].number
        ]
        assert (one.figures.grave, one.figures.victims) == (grave(one.claims), victims(one.claims))
        assert one.figures.rank == rank_of(one.claims)
    every = list(state.episodes.values())
    register = state.register.renewed()
    alerts = [one for one in every if one.open and one.standing is not None]
    placed = [one for one in alerts if one.node != UNKNOWN]
    unmerged = [one for one in every if one.standing is None or one.standing.state != "merged"]
    assert same(register.open, [one for one in every if one.open])
    assert same(register.alerts, alerts)
    assert same(register.placed, placed)
    assert same(register.closed, [one for one in unmerged if not one.open])
    assert register.nodes == [one.node for one in every]
    for node in {"\x1f".join(one.split("\x1f")[:depth]) for one in state.atlas.nodes for depth in range(1, 5)}:
        assert same(register.at(node), [one for one in unmerged if one.node == node])
        inside = [one for one in every if one.open and one.node.startswith(f"{node}\x1f")]
        assert same(register.below(node), inside)
    for name in ("Ash", "Elm", "Fir", "Fir Hill", "Square"):
        called = [one for one in placed if f"\x1f{name} " in one.node or f"\x1f{name}@" in one.node]
        assert same(register.called(name), called)
    towns = [
        "\x1f".join(one.node.split("\x1f")[: LOCALITY + 1]) for one in placed if one.node.count("\x1f") >= LOCALITY
    ]
    assert list(register.localities) == list(dict.fromkeys(towns))
    if (hour := state.memory.hour) and limits.countries:
        busiest = max(within(key, hour[-1], 60) for key in limits.countries.values())
        assert limits.hours.busiest(limits.countries, hour[-1]) == busiest


def same(found, wanted):
    return list(map(id, found)) == list(map(id, wanted))


@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_derived_is_what_a_look_at_everything_would_say(tell, city, spot, seed):
    escalation, dice, longest = Escalation(PARAMS), Random(seed), 0
    for number, story in enumerate(night(tell, city, spot, seed)):
        escalation.apply([story])
        if number % 60 == 59 and escalation.state.episodes:
            alert, into = (dice.choice(sorted(escalation.state.episodes)) for _ in range(2))
            word = dice.choice(("false_alarm", "resolve", "merge", "reopen"))
            escalation.judge(AnalystVerdict(alert=alert, verdict=word, by="x", at=escalation.state.now, into=into))
        if number % 11 == 0:
            check(escalation)
        longest = max([longest, *(len(one.latest) for one in escalation.state.episodes.values())])
    check(escalation)
    assert longest == KEPT  # contributions were left out, too


def test_a_restored_snapshot_goes_on_the_same_without_what_was_derived(tell, city, spot):
    told = night(tell, city, spot, 4, 300)
    whole, parts = Escalation(PARAMS), Escalation(PARAMS)
    for at in range(0, len(told), 25):
        assert parts.apply(told[at : at + 25]) == whole.apply(told[at : at + 25])
        parts = Escalation.restore(PARAMS, parts.snapshot())
    assert parts.snapshot() == whole.snapshot()
