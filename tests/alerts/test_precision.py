"""Precision by week, from verdicts; and what a higher threshold would have spared."""

from datetime import UTC, datetime, timedelta

import pytest

from alerts.lifecycle import AnalystVerdict
from alerts.precision import judged_pages, spared, weeks_of, wilson

MONDAY = datetime(2026, 11, 2, tzinfo=UTC)


def said(alert, verdict, minutes=0, score=20.0):
    at = MONDAY + timedelta(minutes=minutes)
    return AnalystVerdict(alert=alert, verdict=verdict, by="anna", at=at, score=score, threshold=17.2)


def test_the_last_word_counts_and_a_silence_is_none(revise):
    verdicts = {
        "a": [said("a", "acknowledge", 1), said("a", "false_alarm", 9)],
        "b": [said("b", "false_alarm", 1), said("b", "resolve", 9)],
        "c": [said("c", "silence")],
        "d": [said("d", "false_alarm", 1), said("d", "silence", 2)],
        "f": [said("f", "false_alarm", 1), said("f", "reopen", 2)],
        "g": [said("g", "false_alarm", 1), said("g", "reopen", 2), said("g", "resolve", 3)],
    }
    paged = dict.fromkeys("abcdefg", MONDAY)
    pages = judged_pages(paged, verdicts, {"a": revise("a")})
    assert {page.alert: page.judged for page in pages} == {
        "a": "false", "b": "real", "c": "unjudged", "d": "false", "e": "unjudged",
        "f": "unjudged", "g": "real",
    }  # fmt: skip
    assert (pages[0].headline, pages[0].country, pages[1].headline) == ("Clashes and a fire in Bishkek", "KG", "")


def test_a_drill_is_no_page(revise):
    assert judged_pages({"a": MONDAY}, {}, {"a": revise("a", synthetic=True)}) == []


def test_weeks_begin_on_monday_and_unjudged_pages_are_no_part_of_the_share():
    days = {"a": -0.1, "b": 0.0, "c": 3.0, "d": 6.9, "e": 7.0}
    paged = {name: MONDAY + timedelta(days=day) for name, day in days.items()}
    verdicts = {"b": [said("b", "resolve")], "c": [said("c", "false_alarm")]}
    weeks = weeks_of(judged_pages(paged, verdicts, {}))
    assert [(week.begins, week.pages, week.precision) for week in weeks] == [
        (MONDAY - timedelta(days=7), 1, None),
        (MONDAY, 3, 0.5),
        (MONDAY + timedelta(days=7), 1, None),
    ]


@pytest.mark.parametrize(("hits", "of", "low", "high"), [(1, 1, 0.21, 1.0), (0, 5, 0.0, 0.43), (8, 10, 0.49, 0.94)])
def test_the_interval_is_wilson_s(hits, of, low, high):
    assert wilson(hits, of) == (pytest.approx(low, abs=0.006), pytest.approx(high, abs=0.006))


def test_a_threshold_that_costs_no_real_page_is_named_when_it_spares_a_false_one():
    words = {"a": ("resolve", 21.0), "b": ("acknowledge", 30.0), "c": ("false_alarm", 18.0), "d": ("false_alarm", 25.0)}
    verdicts = {name: [said(name, word, score=score)] for name, (word, score) in words.items()}
    found = spared(judged_pages(dict.fromkeys(words, MONDAY), verdicts, {}))
    assert found is not None
    assert (found.threshold, found.false, found.all_false) == (21.0, 1, 2)
    del verdicts["c"]
    assert spared(judged_pages(dict.fromkeys(words, MONDAY), verdicts, {})) is None
