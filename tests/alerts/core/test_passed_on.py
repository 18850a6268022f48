"""What others pass on, and what happens elsewhere, must not matter: neither when it comes nor when it is taken back."""

from datetime import UTC, datetime

import pytest

from alerts.detectors import Detectors
from alerts.escalation import Escalation, Params
from alerts.gathering import Located, presumed

BEGIN = datetime(2026, 11, 3, 12, tzinfo=UTC)
OSH = "KG\x1fOsh\x1fOsh@40.53,72.80"


@pytest.fixture
def night(tell):
    """Return escalation with one open alert, its last revision, and the story that raised it."""
    escalation = Escalation(Params())
    told = [tell(3 * n, ("STORMING", "CLASH"), kind="newswire", family=f"agency {n}") for n in range(4)]
    return escalation, escalation.apply(told)[-1], told[-1]


def headline(alerts):
    return alerts[-1].headline


def test_a_copy_that_is_taken_back_leaves_what_its_original_told(tell, night):
    escalation, _, _ = night
    given = {"counts": [("injured", 40)], "speaker": "ministry", "kind": "newswire"}
    (after,) = escalation.apply([tell(20, ("CLASH",), id="first", family="one", **given)])
    assert "40 injured (ministry)" in after.headline
    escalation.apply([tell(22, ("CLASH",), id="copy", family="two", copy_of="first", **given)])
    (after,) = escalation.apply([tell(25, id="copy", deleted=True)])
    assert (after.why.reason, "40 injured (ministry)" in after.headline) == ("retracted", True)


def test_a_toll_that_is_taken_back_gives_way_to_what_its_speaker_said_before(tell, night):
    escalation, _, _ = night
    police = {"speaker": "police", "kind": "newswire", "family": "one"}
    assert "5 killed" in headline(escalation.apply([tell(20, ("CLASH",), counts=[("killed", 5)], **police)]))
    told = tell(30, ("CLASH",), id="wrong", counts=[("killed", 50)], **police)
    assert "50 killed" in headline(escalation.apply([told]))
    assert "; 5 killed (police)" in headline(escalation.apply([tell(40, id="wrong", deleted=True)]))


def test_copies_without_a_place_keep_no_event_from_being_told(tell):
    def pages(copies):
        escalation = Escalation(Params())
        first = tell(0, ("STORMING",), kind="newswire", family="one", excerpt="Crowd storms the parliament")
        seen = tell(4, ("STORMING",), place=None, excerpt="they storm the parliament now")
        passed = [tell(5 + n, ("STORMING",), place=None, copy_of=seen.id, excerpt=seen.excerpt) for n in range(copies)]
        other = tell(16, ("STORMING",), kind="newswire", family="two", excerpt="Protesters storm the parliament")
        return [alert.at for alert in escalation.apply([first, seen, *passed, other]) if alert.state == "firing"]

    assert pages(0) == pages(8) != []


def test_a_key_scores_without_some_of_its_reports_as_if_they_had_not_come():
    def counted(reports):
        detectors = Detectors(Params().thresholds)
        detectors.begin(0.0)
        for n in range(reports):
            key = detectors.count("ANY|GB\x1fEngland", 1, "GB", 60.0, (n,))
        return detectors, key

    (five, key), (three, fewer) = counted(5), counted(3)
    assert five.score_without(key, 2, 60.0) == pytest.approx(three.score(fewer, 60.0))
    assert five.score_without(key, 9, 60.0) == 0.0
    assert max(five.follow(key, 4.0).scores) == 4.0


def test_two_reports_place_nothing_that_an_open_alert_far_away_accounts_for():
    located = [Located(float(n), OSH, f"voice{n}", ("FIRE",)) for n in range(2)]
    assert presumed(located, ("DISASTER",), -1.0, 0.5) == OSH
    assert presumed(located, ("DISASTER",), -1.0, 0.5, 3) is None


def test_what_names_no_place_is_of_the_open_alert_or_of_nowhere_but_not_of_two_fires_far_away(tell, city, night):
    escalation, before, _ = night
    osh = city("Osh", 40.53, 72.8, admin1="Osh")
    told = [tell(30 + n, ("CLASH",), osh) for n in range(2)]
    told += [tell(33 + n, ("CLASH",), place=None) for n in range(3)]
    alerts = escalation.apply(told)
    assert {alert.alert for alert in alerts} <= {before.alert}
