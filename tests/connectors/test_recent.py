from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from connectors.chunks import Line, LineSplitter
from connectors.loose import number, row, rows, text
from connectors.recent import Seen, compare


def page(*numbers: int, **edited: int) -> dict[int, int]:
    return {each: edited.get(f"n{each}", 1) for each in numbers}


def test_the_first_look_is_all_new() -> None:
    changes = compare((), page(3, 1, 2), keep=10, patience=1)
    assert changes.new == (1, 2, 3)
    assert changes.seen == (Seen(3, 1), Seen(2, 1), Seen(1, 1))


def test_new_edited_and_gone_are_told_apart_and_once() -> None:
    known = compare((), page(1, 2, 3, 4), keep=10, patience=1).seen
    changes = compare(known, page(1, 3, 4, 5, n3=2), keep=10, patience=1)
    assert (changes.new, changes.edited, changes.gone) == ((5,), (3,), (2,))
    again = compare(changes.seen, page(1, 3, 4, 5, n3=2), keep=10, patience=1)
    assert (again.new, again.edited, again.gone) == ((), (), ())


def test_what_lies_beyond_the_ends_of_the_page_is_not_gone() -> None:
    known = compare((), page(1, 2, 3, 4), keep=10, patience=1).seen
    assert compare(known, page(2, 3), keep=10, patience=1).gone == ()
    assert compare(known, {}, keep=10, patience=1).gone == ()


def test_a_page_that_flickers_needs_as_many_looks_as_it_is_given() -> None:
    known = compare((), page(1, 2, 3), keep=10, patience=2).seen
    once = compare(known, page(1, 3), keep=10, patience=2)
    assert once.gone == ()
    assert compare(once.seen, page(1, 2, 3), keep=10, patience=2).seen == known
    assert compare(once.seen, page(1, 3), keep=10, patience=2).gone == (2,)


def test_forgotten_ones_do_not_come_back_as_new() -> None:
    known = compare((), page(*range(1, 21)), keep=5, patience=1).seen
    assert [each.number for each in known] == [20, 19, 18, 17, 16]
    assert compare(known, page(*range(1, 22)), keep=5, patience=1).new == (21,)


@given(st.lists(st.sets(st.integers(1, 30), min_size=1), min_size=1, max_size=6))
def test_every_number_is_new_at_most_once_while_it_is_there(pages: list[set[int]]) -> None:
    seen: tuple[Seen, ...] = ()
    told: list[int] = []
    for numbers in pages:
        changes = compare(seen, page(*numbers), keep=100, patience=9)
        told += changes.new
        seen = changes.seen
    assert len(told) == len(set(told))


@given(st.lists(st.integers(1, 40), min_size=1), st.booleans())
def test_lines_are_the_same_however_the_bytes_are_cut(sizes: list[int], carriage: bool) -> None:
    end = b"\r\n" if carriage else b"\n"
    wanted = ['{"a":"\u2028 \x85 я"}'.encode(), b"", b"b\rc", b"x" * 90, b"d"]
    body = end.join([*wanted, b"half"])
    splitter, found, at = LineSplitter(bound=64), list[Line](), 0
    while at < len(body):
        for size in sizes:
            found += splitter.feed(body[at : at + size])
            at += size
    assert [line.content for line in found if line.whole] == [line for line in wanted if len(line) < 64]
    (long,) = [line for line in found if not line.whole]
    assert long.length in {90, 91}
    assert splitter.rest == b"half"


def test_a_wrong_type_reads_as_absent() -> None:
    odd = {"a": {"b": 7, "c": [1, {"d": "x"}], "e": True}, "f": None}
    assert text(odd, "a", "b") == "7"
    assert text(odd, "f", "b") == text(odd, "a", "e") == text(odd, "a") == text(7, "a") == ""
    assert [text(each, "d") for each in rows(odd, "a", "c")] == ["x"]
    assert list(rows(odd, "a", "b")) == list(rows(None, "a")) == []
    assert row(odd, "f", "g") == row([], "x") == {}
    assert number(odd, "a", "b") == 7
    assert number(odd, "a", "e") is None
