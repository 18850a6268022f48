"""Calibration in small: the arithmetic, the seed, and that a run states what made it."""

import math
import random
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context

import msgspec
import numpy as np
import pytest
from click.testing import CliRunner

from alerts.calibration import measure, per_week, threshold_for
from alerts.detectors import Thresholds
from alerts.lifecycle import ANALYST_VERDICTS, AnalystVerdict
from alerts.params import Calibrated, Params, shipped
from alerts.precision import Page
from alerts.quiet_world import Raised, raised, stories
from alerts.recalibration import moved
from alerts.simulator import quiet, ramp, step_to
from deploy.calibrate import Piece, Run, calibrate, fingerprint, found_on, stricter
from deploy.cli import cli

SHIPPED = Thresholds(shipped().watch, shipped().page, shipped().scan_page)


def test_the_threshold_of_an_exponential_tail_is_found_within_a_nat():
    dice = random.Random(3)
    peaks = [6.0 + dice.expovariate(0.5) for _ in range(2000)]  # 500 a week over four weeks
    assert threshold_for(peaks, 4, 1.0) == pytest.approx(6.0 + 2.0 * math.log(500), abs=1.5)


def test_a_large_budget_is_met_exactly():
    peaks = [float(n) for n in range(1000)]
    assert per_week(peaks, 1.0, threshold_for(peaks, 1.0, 100.0)) == 100


def test_too_few_peaks_are_refused():
    with pytest.raises(ValueError, match="simulate more"):
        threshold_for([7.0, 8.0], 1.0, 1.0)


def test_the_same_seed_gives_the_same_weeks_and_another_seed_others():
    one, same, other = quiet(5, 1, 7), quiet(5, 1, 7), quiet(5, 1, 8)
    assert np.array_equal(one.minutes, same.minutes)
    assert not np.array_equal(one.minutes[:50], other.minutes[:50])


def test_quiet_keys_have_the_rates_that_they_are_said_to_have():
    stream = quiet(200, 1, 11)
    counted = np.bincount(stream.keys, minlength=200) / 168
    busy = stream.rates > 1.0  # rarer ones say little in a week
    assert np.mean(counted[busy] / stream.rates[busy]) == pytest.approx(1.0, abs=0.1)
    assert np.all(np.diff(stream.minutes) >= 0)


def test_a_ramp_begins_slowly_and_ends_at_its_rate():
    at = ramp(2.0, 60.0, 600.0, 1)
    assert np.sum(at < 15) < 10
    assert np.sum(at > 60) / 540 == pytest.approx(2.0, rel=0.1)


def test_a_step_is_found_within_ten_minutes_on_quiet_keys_and_again_twelve_hours_later():
    events = [step_to(2.0, 120.0, 1), step_to(2.0, 120.0, 2)]
    for found in measure(quiet(30, 1, 5), events, SHIPPED, SHIPPED.page):
        assert found.share >= 0.95
        assert found.minutes <= 10
        assert found.reports <= 15


def test_three_quiet_weeks_of_twenty_keys_and_their_roll_ups_keep_the_budget():
    found = raised(quiet(20, 4, 21, fastest=1.0), Params(), 21)
    assert found.pages <= 1.5
    assert found.reports_per_hour > 3


def test_the_second_week_of_a_busy_stream_keeps_the_budget_with_its_roll_ups():
    found = raised(quiet(30, 2, 23), Params(), 23)
    assert found.reports_per_hour > 100
    assert found.pages <= 1.5
    assert found.alerts <= 7.0


def test_a_simulated_stream_names_squares_towns_countries_and_nothing():
    told = [one.report.places[0].precision if one.report.places else "none" for one in stories(quiet(20, 0.2, 3), 3)]
    assert set(told) == {"point", "city", "country", "none"}
    assert told.count("city") > len(told) / 2


def test_a_calibration_states_what_made_it_and_finds_the_same_each_time():
    found = calibrate(keys=20, weeks=1, seed=5, rounds=1, fastest=2.0, progress=False)
    assert (found.keys, found.weeks, found.rounds, found.seed) == (20, 1, 1, 5)
    assert found.code_version.endswith(fingerprint())
    assert found.watch < found.page
    again = found_on(Run(keys=20, weeks=1, seed=5, rounds=1, fastest=2.0))
    for name in ("watch", "page", "scan_page", "slope", "scan_slope", "reports_per_hour"):
        assert getattr(again, name) == getattr(found, name)


def test_thresholds_rise_for_what_spent_too_much_and_for_nothing_else():
    params = Params(watch=14.0, page=20.0, scan_page=9.0, slope=1.5, scan_slope=0.5, reports_per_hour=1000.0)
    large = Raised(2.0, 1.6, 2.5, (), 16.0, 1000.0, busy_share=0.04)
    small = Raised(0.5, 0.0, 2.0, (), 20.0, 10.0)
    assert stricter(params, replace(large, pages=1.4), small) == params
    scanned = stricter(params, large, small)
    assert scanned == replace(params, scan_page=round(9.0 + 0.5 * (math.log(1.6 / 0.25) + 0.84 / math.sqrt(25.6)), 1))
    assert stricter(params, replace(large, busy_pages=0.2), small).scan_page == params.scan_page
    looked = stricter(params, replace(large, pages=1.0, alerts=9.0), small)
    assert (looked.watch > params.watch, looked.page) == (True, params.page)
    few = stricter(params, replace(large, pages=1.0), replace(small, alerts=9.0))
    assert few == replace(params, slope=round(1.5 * (1 - (math.log(9 / 2) + 0.84 / math.sqrt(180)) / math.log(100)), 2))


def test_streams_beside_each_other_raise_what_they_raise_one_after_the_other():
    pieces = [Piece("one", 4, Params()), Piece("small", 5, Params(), small=True)]
    run = Run(keys=4, weeks=1, seed=4, fastest=2.0)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert replace(run, pool=pool).raised(pieces) == run.raised(pieces)


def page(number, judged, score=22.0, threshold=20.0, days=7.0):
    at = datetime(2026, 6, 1, tzinfo=UTC) + timedelta(days=days * number)
    return Page(alert=f"a{number}", at=at, judged=judged, score=score, threshold=threshold)


def test_a_desk_with_more_false_pages_than_its_budget_gets_a_higher_threshold_and_one_with_fewer_a_lower():
    noisy = [page(number, "false", days=7 / 3) for number in range(37)]  # three a week for twelve weeks
    assert moved(noisy, 1.2, 1.0).nats == pytest.approx(1.2 * math.log((37 + 4) / 16), abs=0.01)
    quiet_desk = [page(0, "false"), *(page(number, "real") for number in range(1, 13))]
    assert moved(quiet_desk, 1.2, 1.0).nats == pytest.approx(1.2 * math.log(5 / 16), abs=0.01)
    assert moved([page(0, "unjudged")], 1.2, 1.0) is None


def test_pages_that_nobody_judged_are_as_often_false_as_the_others():
    told = [page(n, ("false", "real", "unjudged", "unjudged")[n % 4], 40.0, days=1) for n in range(29)]
    assert moved(told, 1.0, 1.0).nats == pytest.approx(math.log((29 * 8 / 15 + 4) / 8), abs=0.01)


def test_a_rise_costs_no_page_that_was_real():
    told = [page(n, "false", days=0.5) for n in range(40)]
    narrow = moved([*told, page(3, "real", 20.7)], 1.2, 1.0)
    assert (narrow.nats, narrow.held_back) == (0.7, True)
    assert moved([*told, page(3, "real", 0.0)], 1.2, 1.0).nats > 1.0, "judged when it was over: tells nothing"


def test_what_analysts_said_moves_the_shipped_thresholds_in_seconds(tmp_path):
    file, at = tmp_path / "verdicts.jsonl", datetime(2026, 6, 1, tzinfo=UTC)
    said = [
        AnalystVerdict(
            alert=f"a{n}", verdict="false_alarm", by="anna", at=at + timedelta(days=n), score=30.0, threshold=20.0
        )
        for n in range(29)
    ]
    file.write_bytes(b"".join(ANALYST_VERDICTS.encode(one) + b"\n" for one in said))
    out = tmp_path / "thresholds.json"
    done = CliRunner().invoke(cli, ["calibrate", "--shipped", "--verdicts", str(file), "--out", str(out)])
    found = msgspec.json.decode(done.stdout, type=Calibrated)
    assert msgspec.json.decode(out.read_bytes(), type=Calibrated) == found
    by = shipped().slope * math.log((29 + 4) / 8)
    assert found.page - shipped().page == pytest.approx(by, abs=0.02)
    assert (found.desk.false, found.desk.weeks) == (29, 4.0)
    file.write_text('{"alert":"a"}\n')
    broken = CliRunner().invoke(cli, ["calibrate", "--shipped", "--verdicts", str(file)])
    assert (broken.exit_code, "neither a verdict nor a page" in broken.stderr) == (1, True)


def test_the_shipped_thresholds_are_of_this_code_and_held_their_budget_on_streams_of_either_size():
    assert shipped().code_version.endswith(fingerprint())
    assert (shipped().seed > 0, shipped().made != "") == (True, True)
    assert shipped().held_out_page_per_week <= 1.5
    assert shipped().held_out_watch_per_week <= 7.0
    assert shipped().small_page_per_week <= 1.5
    assert shipped().small_watch_per_week <= 7.0
