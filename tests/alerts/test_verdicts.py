"""Analysts' verdicts among the stories: obeyed once, in the order of the log, and the same after a restart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from alerts.alert import ALERTS
from alerts.escalation import Params, SnapshotError
from alerts.lifecycle import AnalystVerdict
from alerts.steps import EscalateStep
from alerts.verdicts import TOLD, VERDICT_SOURCE, carried, forwarded, verdict_id
from connectors.post import HEARTBEAT_SOURCE
from streams.report import STORIES, Mention, Place, Report, Story, Trigger, Verdict

BEGIN = datetime(2026, 11, 3, 12, tzinfo=UTC)
PARAMS = Params(watch=11.7, page=17.2, scan_page=12.05)
CITY = Place("Bishkek", "KG", "Chuy", 42.87, 74.59, "city")
PLACE = (0, 1, 1)


def story(number, minute, kind="CLASH", **fields):
    name = f"p{number}"
    mention = Mention(kind, Trigger("x", 0, 1), "asserted", False, None, CITY, None, ())
    told = Story(
        id=name, source="mastodon:example.social", kind="social", author=f"a{number}", family=f"f{number}", excerpt="x",
        published_at=BEGIN + timedelta(minutes=minute), report=Report(name, "en", True, (mention,), (CITY,)),
        verdict=Verdict(name, "new", name, None, ()), **fields,
    )  # fmt: skip
    return TOLD.decode(STORIES.encode(told))


def heartbeat(minute):
    at = BEGIN + timedelta(minutes=minute)
    name = f"beat{minute}"
    told = Story(
        id=name, source=HEARTBEAT_SOURCE, kind="newswire", family="tocsin", excerpt="", published_at=at,
        report=Report(name, "en", False, (), ()), verdict=Verdict(name, "new", name, None, ()),
    )  # fmt: skip
    return TOLD.decode(STORIES.encode(told))


def verdict(alert, said="acknowledge", **fields):
    made = AnalystVerdict(alert=alert, verdict=said, by="anna", at=BEGIN + timedelta(minutes=9), revision=2, **fields)
    return msgspec.structs.replace(made, id=verdict_id(made))


def alerts_of(routed):
    return [ALERTS.decode(out.value) for out in routed if out.topic == "alerts" and out.value is not None]


@pytest.fixture
def step():
    return EscalateStep.load(PARAMS, PLACE, None)


@pytest.fixture
def firing(step):
    alert = alerts_of(step.apply([story(number, number) for number in range(8)]))[-1]
    assert alert.state == "firing"
    return alert.alert


def test_a_verdict_goes_to_every_partition_of_the_stories_and_is_no_story_to_anybody_else():
    said = verdict("a", note="on it")
    routed = forwarded([said], 3)
    assert [(out.topic, out.partition) for out in routed] == [("stories", 0), ("stories", 1), ("stories", 2)]
    assert TOLD.decode(routed[0].value).judged == said
    assert STORIES.decode(routed[0].value).source == VERDICT_SOURCE


@pytest.mark.parametrize(
    ("said", "fields", "state", "reason"),
    [
        ("acknowledge", {}, "acknowledged", "acknowledged"),
        ("false_alarm", {}, "false_positive", "false_alarm"),
        ("resolve", {}, "resolved", "resolved"),
        ("silence", {"until": BEGIN + timedelta(hours=9)}, "suppressed", "silenced"),
        ("merge", {"into": "another"}, "merged", "merged"),
    ],
)
def test_each_verdict_is_one_revision_with_its_reason(step, firing, said, fields, state, reason):
    (alert,) = alerts_of(step.apply([carried(verdict(firing, said, **fields))]))
    assert (alert.alert, alert.state, alert.why.reason) == (firing, state, reason)


@pytest.mark.parametrize(
    ("said", "fields", "words"),
    [
        ("acknowledge", {"note": "on it"}, "Acknowledged by anna: on it"),
        ("resolve", {}, "Closed by anna"),
        ("silence", {"until": BEGIN + timedelta(hours=9)}, "Silenced until 2026-11-03 21:00 UTC by anna"),
        ("merge", {"into": "another"}, "Merged into another by anna"),
    ],
)
def test_the_revision_tells_who_said_so(step, firing, said, fields, words):
    (alert,) = alerts_of(step.apply([carried(verdict(firing, said, **fields))]))
    assert alert.said == words
    later = alerts_of(step.apply([story(50 + n, 30 + n, kind="DEATH") for n in range(3)]))
    assert [one.said for one in later] == [""] * len(later), "it is news of one revision"


@pytest.mark.parametrize("closed_by", ["false_alarm", "resolve"])
def test_a_reopened_alert_is_the_page_that_it_was_and_counts_what_came_meanwhile(step, firing, closed_by):
    (closed,) = alerts_of(step.apply([carried(verdict(firing, closed_by))]))
    meanwhile = [story(30 + number, 10 + number / 4) for number in range(3)]
    assert alerts_of(step.apply(meanwhile)) == [], "three reports open nothing by themselves"
    (again,) = alerts_of(step.apply([carried(verdict(firing, "reopen", note="no film set"))]))
    assert (again.alert, again.state, again.why.reason) == (firing, "firing", "reopened")
    assert again.said == "Reopened by anna: no film set"
    assert (again.revision, again.reports) == (closed.revision + 1, closed.reports + len(meanwhile))
    later = alerts_of(step.apply([heartbeat(minute) for minute in range(12, 200)]))
    assert [one.state for one in later] == ["clearing", "resolved"], "it ends as any other does"


def test_what_is_open_is_not_reopened(step, firing):
    assert alerts_of(step.apply([carried(verdict(firing, "reopen"))])) == []


def test_the_same_verdict_comes_again_and_changes_nothing_even_when_the_alert_has_moved_on(step, firing):
    ack = carried(verdict(firing))
    assert len(alerts_of(step.apply([ack]))) == 1
    worse = [story(100 + n, 10 + n, kind="DEATH") for n in range(2)]
    step.apply(worse)
    again = EscalateStep.load(PARAMS, PLACE, step.snapshot())
    silence = carried(verdict(firing, "silence", until=BEGIN + timedelta(hours=9)))
    assert alerts_of(again.apply([silence]))[-1].state == "suppressed"
    assert alerts_of(again.apply([ack])) == [], "it was obeyed before the restart, and must not undo the silence"


def test_a_verdict_on_an_alert_of_another_partition_changes_nothing(step, firing):
    assert alerts_of(step.apply([carried(verdict("of another partition"))])) == []


def test_a_restart_at_any_point_gives_the_same_revisions_byte_for_byte(firing):
    told = [*(story(number, number) for number in range(8)), carried(verdict(firing))]
    told += [story(20 + number, 10 + number, kind="FIRE") for number in range(4)]
    told += [carried(verdict(firing, "resolve")), heartbeat(60)]
    whole = EscalateStep.load(PARAMS, PLACE, None).apply(told)
    for cut in range(len(told)):
        before = EscalateStep.load(PARAMS, PLACE, None)
        routed = before.apply(told[:cut])
        routed += EscalateStep.load(PARAMS, PLACE, before.snapshot()).apply(told[cut:])
        assert routed == whole


def test_an_id_is_that_of_who_says_what_of_which_revision():
    one = verdict("a")
    later = msgspec.structs.replace(one, at=BEGIN + timedelta(days=1), note="another note")
    assert verdict_id(later) == verdict_id(one)
    others = [{"revision": 3}, {"by": "bob"}, {"verdict": "resolve"}, {"into": "b"}, {"until": BEGIN}]
    assert len({verdict_id(msgspec.structs.replace(one, **change)) for change in others} | {one.id}) == 6


def test_a_snapshot_that_cannot_be_read_is_refused_with_a_sentence():
    with pytest.raises(SnapshotError, match="cannot be read"):
        EscalateStep.load(PARAMS, PLACE, b"\x00")
