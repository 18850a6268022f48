"""Calibration in small: the arithmetic, the seed, and that a run states what made it."""

import math
import random

import msgspec
import numpy as np
import pytest

from alerts.calibration import measure, per_week, threshold_for
from alerts.detectors import Thresholds
from alerts.params import Calibrated, Params, shipped
from alerts.quiet_world import raised, stories
from alerts.simulator import quiet, ramp, step_to
from deploy.calibrate import calibrate, fingerprint

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
    found = raised(quiet(40, 2, 23), Params(), 23)
    assert found.reports_per_hour > 100
    assert found.pages <= 1.5
    assert found.alerts <= 7.0


def test_a_simulated_stream_names_squares_towns_countries_and_nothing():
    told = [one.report.places[0].precision if one.report.places else "none" for one in stories(quiet(20, 0.2, 3), 3)]
    assert set(told) == {"point", "city", "country", "none"}
    assert told.count("city") > len(told) / 2


def test_a_calibration_states_what_made_it_and_can_be_read_again(tmp_path):
    out = tmp_path / "thresholds.json"
    found = calibrate(out, keys=20, weeks=1, seed=4, progress=False)
    assert msgspec.json.decode(out.read_bytes(), type=Calibrated) == found
    assert (found.keys, found.weeks, found.seed) == (20, 1, 4)
    assert found.code_version.endswith(fingerprint())
    assert found.watch < found.page


def test_the_shipped_thresholds_are_of_this_code_and_held_their_budget_on_streams_of_either_size():
    assert shipped().code_version.endswith(fingerprint())
    assert shipped().held_out_page_per_week <= 1.5
    assert shipped().held_out_watch_per_week <= 7.0
    assert shipped().small_page_per_week <= 1.5
    assert shipped().small_watch_per_week <= 7.0
