from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from alerts.lifecycle import RANK
from alerts.outbox import OUTBOX, OutboxEntry, dedup_key, peak_of
from tests.alerts.conftest import EVENING, make_revision

entries = st.builds(
    OutboxEntry,
    alert=st.text(min_size=1),
    revision=st.integers(1, 1000),
    channel=st.text(min_size=1),
    state=st.sampled_from(["intent", "sent", "receipt", "failed", "dropped"]),
    dedup_key=st.just("a/severe"),
    alert_state=st.just("firing"),
    at=st.just(EVENING),
    since=st.just(EVENING),
    attempts=st.integers(0, 99),
    next_at=st.none() | st.just(EVENING + timedelta(hours=1)),
    receipt=st.none() | st.text(),
    fallback=st.none() | st.text(),
    body=st.none() | st.just(make_revision()),
)


@given(entries)
def test_an_entry_survives_the_wire(entry):
    assert OUTBOX.decode(OUTBOX.encode(entry)) == entry


def test_an_entry_of_a_later_version_is_read():
    entry = OUTBOX.decode(
        b'{"alert":"a","revision":2,"channel":"pager","state":"sent","dedup_key":"a/severe","alert_state":"firing",'
        b'"at":"2026-11-03T18:00:00Z","since":"2026-11-03T18:00:00Z","novelty":1,"v":2}'
    )
    assert entry.key == "a/2/pager"
    assert not entry.settled
    assert replace(entry, state="receipt").settled


def test_the_dedup_key_carries_the_peak_severity():
    assert [peak_of(dedup_key("some/id", severity)) for severity in RANK] == list(RANK)
