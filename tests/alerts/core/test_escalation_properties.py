"""What holds for any stream: quiet ones, late reports, restarts at any point, ids."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.alert import ALERTS
from alerts.escalation import Escalation, Params
from streams.report import Place, Report, Story, Verdict

BEGIN = datetime(2026, 11, 3, 12, tzinfo=UTC)
PARAMS = Params(watch=11.7, page=17.2, scan_page=12.05, slope=1.0)
CITY = Place("Bishkek", "KG", "Chuy", 42.87, 74.59, "city")


def run(stories, escalation=None):
    return (escalation or Escalation(PARAMS)).apply(stories)


PLACES = (CITY, Place("Osh", "KG", "Osh", 40.53, 72.8, "city"), Place("KG", "KG", None, 41.5, 75.0, "country"), None)
TOLD = st.lists(
    st.tuples(
        st.integers(0, 400),
        st.sampled_from([("CLASH",), ("FIRE",), ("PROTEST", "INJURY"), ("DEATH",)]),
        st.sampled_from(PLACES),
        st.integers(0, 20),
        st.booleans(),
    ),
    max_size=60,
)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_quiet_stream_never_fires(data):
    gaps = data.draw(st.lists(st.integers(240, 900), min_size=1, max_size=80))
    escalation, minute = Escalation(PARAMS), 0
    for number, gap in enumerate(gaps):
        minute += gap
        assert escalation.apply([_plain(number, minute)]) == []


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-3000, 3000), min_size=1, max_size=40))
def test_late_reports_never_turn_the_clock_back(offsets):
    escalation, clock = Escalation(PARAMS), 0.0
    for number, offset in enumerate(offsets):
        escalation.apply([_plain(number, offset)])
        assert escalation.state.clock >= clock
        clock = escalation.state.clock


@settings(max_examples=40, deadline=None)
@given(TOLD, st.data())
def test_a_restart_at_any_point_gives_the_same_alerts_byte_for_byte(rows, data):
    stories = [_plain(n, *row) for n, row in enumerate(sorted(rows, key=lambda row: row[0]))]
    cut = data.draw(st.integers(0, len(stories)))
    whole = [ALERTS.encode(alert) for alert in run(stories)]
    before = Escalation(PARAMS)
    told = run(stories[:cut], before)
    told += run(stories[cut:], Escalation.restore(PARAMS, before.snapshot()))
    assert [ALERTS.encode(alert) for alert in told] == whole


@settings(max_examples=40, deadline=None)
@given(TOLD)
def test_ids_are_deterministic_and_revisions_count_up_from_one(rows):
    stories = [_plain(n, *row) for n, row in enumerate(sorted(rows, key=lambda row: row[0]))]
    alerts = run(stories)
    assert alerts == run(stories)
    for name in {alert.alert for alert in alerts}:
        revisions = [alert.revision for alert in alerts if alert.alert == name]
        assert revisions == list(range(1, len(revisions) + 1))


def _plain(number, minute, kinds=("CLASH",), place=CITY, author=None, hedged=False):
    from streams.report import Mention, Trigger

    name = f"p{number}"
    mentions = tuple(Mention(kind, Trigger("x", 0, 1), "asserted", hedged, None, place, None, ()) for kind in kinds)
    return Story(
        id=name, source="mastodon:example.social", kind="social", author=f"a{number if author is None else author}",
        family="x", excerpt="words", published_at=BEGIN + timedelta(minutes=minute),
        report=Report(name, "en", True, mentions, (place,) if place else ()),
        verdict=Verdict(name, "new", name, None, ()),
    )  # fmt: skip
