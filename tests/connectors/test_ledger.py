from __future__ import annotations

from datetime import timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import RateLimitedError, RejectedError, UnavailableError
from connectors.ledger import Ledger
from connectors.pauses import Pauses


@given(st.permutations(range(12)), st.sets(st.integers(0, 11)))
def test_a_cursor_is_safe_only_when_all_before_it_are_settled(order: list[int], without: set[int]) -> None:
    ledger = Ledger()
    lines = [ledger.enter(None if number in without else str(number)) for number in range(12)]
    settled: set[int] = set()
    newest = -1
    for number in order:
        safe = ledger.settle(lines[number])
        settled.add(number)
        if safe is not None:
            assert set(range(int(safe) + 1)) <= settled
            assert int(safe) > newest
            newest = int(safe)
    assert len(ledger) == 0
    assert newest == max(set(range(12)) - without, default=-1)


@given(st.integers(1, 10_000), st.integers())
def test_pauses_grow_and_are_bounded(failures: int, seed: int) -> None:
    pauses, error = Pauses(), UnavailableError("x", "simulated")
    pause = pauses.after_error(error, failures, Random(seed))
    assert pauses.first / 2 <= pause <= pauses.longest
    if failures > 10:
        assert pause >= pauses.longest / 2


@given(st.integers(1, 50), st.integers(0, 86_400), st.integers())
def test_a_retry_after_is_never_undercut(failures: int, seconds: int, seed: int) -> None:
    asked = timedelta(seconds=seconds)
    assert Pauses().after_error(RateLimitedError("x", "simulated", asked), failures, Random(seed)) >= asked


def test_what_a_person_must_mend_is_asked_seldom() -> None:
    assert Pauses().after_error(RejectedError("x", "simulated"), 1, Random(1)) >= timedelta(minutes=2)
