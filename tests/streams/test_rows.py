"""Rows of known reports: found, replaced and forgotten as in a list that is searched from its end."""

from __future__ import annotations

import random

import pytest

from streams.dedupe.rows import Horizon, Row, Rows


def newest(rows: list[Row], number: int) -> Row | None:
    return next((row for row in reversed(rows) if row.id == number), None)


@pytest.mark.parametrize("most", [5, 64])
def test_rows_are_known_like_those_of_a_list_searched_from_its_end(most):
    dice = random.Random(most)
    rows, known, now = Rows(most), [], 0
    for step in range(2_000):
        now += dice.randint(0, 50)
        horizon = Horizon(now - dice.choice([500, 3_000]), now + 10)
        gone = list(rows.expire(horizon))
        assert gone == [row.indexed for row in known[: len(gone)]]
        known = known[len(gone) :]
        assert not known or (len(known) < most and not horizon.passed(known[0].arrived, known[0].at))
        # Few numbers, many of which want the same cell of the table.
        number = dice.choice([dice.randint(1, 90), (dice.randint(1, 40) << 12) | 5])
        row = Row(number, step, step, now, now, 0, indexed=dice.random() < 0.5)
        rows.remember(row)
        known.append(row)
        asked = dice.choice([dice.randint(1, 90), number])
        assert rows.get(asked) == newest(known, asked)
        assert (asked in rows) == (newest(known, asked) is not None)
        if step % 100 == 0:
            rows = Rows(most, rows.packed())
            assert list(rows) == known


def test_a_snapshot_of_more_rows_than_are_kept_now_is_read_whole():
    many = Rows(100)
    for number in range(90):
        many.remember(Row(number, 0, 0, number, number, 0, indexed=True))
    few = Rows(10, many.packed())
    assert len(few) == 90
    for number in range(90, 200):
        few.remember(Row(number, 0, 0, number, number, 0, indexed=True))
    assert few.get(0) is not None
    assert len(list(few)) == 200
