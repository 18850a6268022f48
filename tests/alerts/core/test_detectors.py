"""Each detector by itself: figures that can be worked out by hand."""

from math import comb, exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.acceleration import accelerate
from alerts.baseline import (
    LEVEL_PRIORS_PER_HOUR,
    RAREST_PER_HOUR,
    WORLD_LEVEL,
    Pool,
    Profile,
    Rate,
    base_rate,
    learn,
    rate_now,
    skip,
)
from alerts.corroboration import Standpoint, confidence, corroborated, denial_step, source_step
from alerts.cusum import CELLS, SLACK, grid, step
from alerts.detectors import Detectors, Thresholds
from alerts.effective import WINDOW, heard, mark
from alerts.key import WORLD, name_of, observed, within
from alerts.keys import UNKNOWN
from alerts.limits import FLOOR
from alerts.scan import WINDOWS, surprise

THRESHOLDS = Thresholds(watch=11.7, page=17.2, scan_page=12.05)
MINUTE = 26_298_720


def test_a_report_gains_the_log_of_how_much_likelier_the_higher_rate_makes_it():
    losses, gains = grid(mu=0.01, phi=1.0)
    assert gains[0] == pytest.approx(log(0.1 / 0.015))
    assert losses[0] == pytest.approx(0.1 - SLACK * 0.01)
    scores = [0.0] * CELLS
    assert not step(scores, losses, gains, 0.0, 99.0)
    assert max(scores) == pytest.approx(log(1.0 / 0.015))


def test_waiting_costs_the_score_and_never_makes_it_negative():
    losses, gains = grid(0.01, 1.0)
    scores = [0.0] * CELLS
    step(scores, losses, gains, 0.0, 99.0)
    assert step(scores, losses, gains, 10.0, 99.0)
    assert scores[0] == pytest.approx(2 * gains[0] - 10.0 * losses[0])
    assert not step(scores, losses, gains, 1e6, 99.0)
    assert scores == gains


def test_the_score_is_capped():
    losses, gains = grid(0.01, 1.0)
    scores = [0.0] * CELLS
    for _ in range(50):
        step(scores, losses, gains, 0.0, 20.0)
    assert scores == [20.0] * CELLS


def test_clustered_reports_weigh_less():
    assert grid(0.01, 2.0)[1][0] == pytest.approx(grid(0.01, 1.0)[1][0] / 2)


def test_scan_is_the_poisson_tail_where_nothing_varies():
    tail = 1 - sum(exp(-3.0) * 3.0**k / _factorial(k) for k in range(9))
    assert surprise(9, 3.0, phi=1.0, kappa=0.0) == pytest.approx(-log(tail), rel=1e-3)


def test_scan_is_less_surprised_by_rates_that_drift():
    assert surprise(60, 30.0, kappa=0.1) < surprise(60, 30.0, kappa=0.0) / 2


def _factorial(n):
    return 1 if n < 2 else n * _factorial(n - 1)


def test_acceleration_is_the_exact_binomial_tail():
    found = accelerate(now=9, before=2)
    assert found.p == pytest.approx(sum(comb(11, k) for k in range(9, 12)) / 2**11)
    assert found.doubling_minutes == pytest.approx(log(2) * 15 / log(9.5 / 2.5))


@pytest.mark.parametrize(("now", "before"), [(0, 0), (3, 3), (2, 9)])
def test_a_rate_that_does_not_rise_does_not_accelerate(now, before):
    assert not accelerate(now, before).significant
    assert accelerate(now, before).doubling_minutes is None


def test_a_flood_of_one_author_is_heard_once_however_long_it_lasts():
    memory = {}
    counted = [minute for minute in range(0, 300, 3) if not heard(memory, (mark("author"),), minute)]
    assert counted == [0]
    assert not heard(memory, (mark("author"),), 297 + WINDOW)


def test_copies_of_one_text_by_many_authors_are_heard_once():
    memory = {}
    assert [heard(memory, (mark(f"a{n}"), mark("story")), n) for n in range(5)] == [False, True, True, True, True]


def test_a_new_key_starts_from_its_level_s_prior():
    for level, prior in enumerate(LEVEL_PRIORS_PER_HOUR):
        assert rate_now(Rate(0), Pool().prior(level), Pool(), 1.0)[0] == pytest.approx(prior / 60)


def test_a_steady_key_learns_its_rate_within_a_tenth_in_ten_days():
    rate, pool, profile = Rate(0), Pool(), Profile()
    for block in range(1, 480):
        rate.held[-1] += 3
        learn(rate, block, 2, pool, profile)
    assert base_rate(rate, pool.prior(2)) == pytest.approx(6.0, rel=0.1)


def test_a_burst_of_a_hundred_reports_moves_the_baseline_by_less_than_one_in_a_day():
    quiet, burst = Rate(0), Rate(0)
    burst.held[-1] = 100
    for rate in (quiet, burst):
        for block in range(1, 240):
            learn(rate, block, 2, Pool(), Profile())
    assert base_rate(burst, 0.2) - base_rate(quiet, 0.2) < 1 / 24


def test_what_was_cut_off_is_learnt_once_it_has_lasted_for_six_hours():
    rate = Rate(0)
    for block in range(1, 31):
        rate.held[-1] += 50
        learn(rate, block, 0, Pool(), Profile())
    assert base_rate(rate, 0.6) == pytest.approx(100.0, rel=0.25)


def test_five_hours_of_an_event_stay_cut_off():
    rate = Rate(0)
    for block in range(1, 25):
        rate.held[-1] += 50 if block <= 10 else 0
        learn(rate, block, 0, Pool(), Profile())
    assert base_rate(rate, 0.6) < 10.0


def test_what_was_not_learnt_is_no_silence():
    rate, pool, profile = Rate(0), Pool(), Profile()
    for block in range(1, 300):
        rate.held[-1] += 5
        learn(rate, block, 2, pool, profile)
    before = (rate.counts, rate.exposure)
    skip(rate, rate.block)
    for block in range(300, 303):
        learn(rate, max(block, rate.block), 2, pool, profile)
    assert (rate.counts, rate.exposure) == pytest.approx(before, rel=0.02)


def test_the_hour_before_a_stream_began_is_not_taken_for_silence():
    detectors, name = Detectors(THRESHOLDS), name_of("ANY", "KG")
    for n in range(300):
        detectors.learn(name, 0, "KG", MINUTE + n * 0.5, (n,))
    assert detectors.get(name).mu * 60 >= LEVEL_PRIORS_PER_HOUR[0]


def test_a_key_that_knows_less_than_a_day_goes_on_learning_while_it_fires():
    detectors, name = Detectors(THRESHOLDS), name_of("ANY", "KG")
    for n in range(12 * 60):
        detectors.count(name, 0, "KG", MINUTE + n, (n,))
        detectors.freeze(name, MINUTE + n)
    assert detectors.get(name).mu * 60 == pytest.approx(60.0, rel=0.5)


def test_the_last_hour_is_not_in_the_baseline():
    rate = Rate(0)
    rate.held[-1] = 5
    learn(rate, 2, 2, Pool(), Profile())
    assert rate.counts == 0.0
    learn(rate, 3, 2, Pool(), Profile())
    assert rate.counts > 0.0


def test_a_profile_knows_the_day_from_the_second_day_on_and_no_hour_looks_empty_because_it_was_not_seen():
    profile = Profile()
    for minute in range(4 * 1440):
        profile.refresh(minute)
        if minute % 30 == 0:
            profile.expose(minute // 30, 1)
        profile.note(minute, (50 if 8 <= minute // 60 % 24 < 20 else 10) / 60)
    noons = [profile.factor(4 * 1440 + 720 + day * 1440) for day in range(7)]
    midnights = [profile.factor(4 * 1440 + day * 1440) for day in range(7)]
    assert min(noons) > 1.3
    assert max(noons) < 1.1 * min(noons)
    assert max(midnights) < 0.7
    assert min(midnights) > 0.3


@given(st.lists(st.floats(0, 3000), min_size=1, max_size=40))
def test_a_profile_keeps_a_mean_of_one(counts):
    profile = Profile()
    for day, count in enumerate(counts):
        profile.refresh(day * 1440)
        profile.note(day * 1440 + 60 * (day % 24), count)
    assert sum(profile.factors) / 168 == pytest.approx(1.0)


def _first_over(detectors, minutes, threshold):
    name = name_of("CLASH", "KG")
    for told, minute in enumerate(minutes, 1):
        key = detectors.count(name, 2, "KG", MINUTE + minute, (told,))
        if detectors.score(key, MINUTE + minute) > threshold:
            return minute, told
    return None


def test_two_reports_a_minute_page_within_three_minutes_on_a_rare_key():
    assert _first_over(Detectors(THRESHOLDS), [n * 0.5 for n in range(60)], 17.2) == (2.0, 5)


def test_one_report_every_five_minutes_pages_within_the_hour_but_one_an_hour_never():
    minute, told = _first_over(Detectors(THRESHOLDS), [n * 5.0 for n in range(60)], 17.2)
    assert (minute, told) == (35.0, 8)
    assert _first_over(Detectors(THRESHOLDS), [n * 60.0 for n in range(500)], 11.7) is None


def _stream_of(per_hour, share=1.0):
    """Detectors that have seen a day of so many reports an hour."""
    moving = Thresholds(11.7, 17.2, 12.05, slope=2.0, reports_per_hour=100.0)
    detectors = Detectors(moving, share=share)
    detectors.begin(MINUTE)
    for n in range(24 * per_hour):
        detectors.count(WORLD, WORLD_LEVEL, UNKNOWN, MINUTE + n * 60 / per_hour, (n,))
    return detectors


def test_thresholds_follow_the_stream_s_size_so_that_the_budget_stays_the_same():
    assert _stream_of(200).page == pytest.approx(17.2 + 2.0 * log(2), abs=0.5)
    assert _stream_of(50).watch == pytest.approx(11.7 - 2.0 * log(2), abs=0.5)
    assert _stream_of(1).page == FLOOR


def test_a_partition_that_sees_half_of_a_stream_has_half_of_its_budget():
    assert _stream_of(50, share=0.5).page == pytest.approx(17.2, abs=0.5)


def test_a_new_stream_is_taken_to_be_as_large_as_the_calibrated_ones():
    moving = Thresholds(11.7, 17.2, 12.05, slope=2.0, reports_per_hour=LEVEL_PRIORS_PER_HOUR[WORLD_LEVEL])
    detectors = Detectors(moving)
    detectors.begin(MINUTE)
    detectors.count(WORLD, WORLD_LEVEL, UNKNOWN, MINUTE, (1,))
    assert detectors.page == pytest.approx(17.2)


def test_a_key_that_is_new_after_a_silent_day_expects_less_than_one_of_a_new_stream():
    new, silent = Detectors(THRESHOLDS), Detectors(THRESHOLDS)
    silent.begin(MINUTE - 1440)
    for detectors in (new, silent):
        detectors.count("ANY|KG", 0, "KG", MINUTE, (1,))
    assert silent.get("ANY|KG").mu < new.get("ANY|KG").mu / 5
    assert silent.get("ANY|KG").mu * 60 == pytest.approx(RAREST_PER_HOUR)


def test_reports_adopted_later_are_in_the_counts_once():
    detectors, name = Detectors(THRESHOLDS), name_of("ANY", "KG")
    told = [(float(MINUTE + at), (at,)) for at in (0, 3, 4, 9)]
    detectors.count(name, 0, "KG", *told[2])
    detectors.adopt(name, (0, "KG"), told)
    assert observed(detectors.get(name), MINUTE + 9) == (4, 4, 4)


def test_an_event_is_followed_with_the_baseline_that_saw_it_rise():
    detectors, name = Detectors(THRESHOLDS), name_of("ANY", "KG")
    follower = detectors.follow(detectors.count(name, 0, "KG", MINUTE, (0,)))
    for n in range(1, 6):
        key = detectors.count(name, 0, "KG", MINUTE + 2.0 * n, (n,))
        assert follower.count(MINUTE + 2.0 * n) == pytest.approx(max(key.scores))


def test_a_busy_key_s_score_stands_for_the_same_chance_as_a_rare_one_s():
    detectors = Detectors(Thresholds(11.7, 17.2, 12.05, slope=2.0, scan_slope=1.0))
    name = name_of("ANY", "KG")
    for n in range(3 * 24 * 40):
        detectors.count(name, 0, "KG", MINUTE + n * 1.5, (n,))
    end = MINUTE + 3 * 1440
    for n in range(60):
        key = detectors.count(name, 0, "KG", end + n / 6, (10_000 + n,))
    surprised = max(surprise(n, key.mu * w, key.phi) for n, w in zip(observed(key, end + 10), WINDOWS, strict=True))
    assert detectors.score(key, end + 10) == pytest.approx(17.2 + 2.0 * (surprised - 12.05))
    detectors.release(name)  # its alert accounted for these
    key = detectors.count(name, 0, "KG", end + 11, (20_000,))
    assert detectors.score(key, end + 11) == 0.0


def test_an_event_on_a_busy_key_is_followed_by_the_scan_that_saw_it_rise():
    detectors, name = Detectors(THRESHOLDS), name_of("ANY", "KG")
    for n in range(3 * 24 * 40):
        detectors.count(name, 0, "KG", MINUTE + n * 1.5, (n,))
    end = MINUTE + 3 * 1440
    follower = detectors.follow(detectors.count(name, 0, "KG", end, (9_999,)))
    for n in range(90):
        key = detectors.count(name, 0, "KG", end + n / 3, (10_000 + n,))
        assert detectors.scored(follower, end + n / 3) == pytest.approx(detectors.score(key, end + n / 3))
    assert follower.scans
    assert detectors.score(key, end + n / 3) > THRESHOLDS.page
    assert len(follower.told) < 160, "of the last ninety minutes only"


@pytest.mark.parametrize(
    ("standpoint", "may_page"),
    [
        (Standpoint(1, ("media",)), False),
        (Standpoint(1, ("official",)), True),
        (Standpoint(2, ()), True),
        (Standpoint(0, ("official",)), False),
    ],
)
def test_one_voice_does_not_page_unless_it_is_official(standpoint, may_page):
    assert corroborated(standpoint) is may_page


def test_confidence_rises_with_sources_and_falls_with_denials():
    few, many = Standpoint(2, ("media",)), Standpoint(5, ("media", "eyewitness"))
    denied = Standpoint(5, ("media", "eyewitness"), denials=2, official_denials=1)
    assert confidence(few) < confidence(denied) < confidence(many)


def test_revisions_step_with_sources_and_denials_not_with_each_of_them():
    assert [source_step(n) for n in (0, 1, 2, 3, 4, 5, 9, 10)] == [0, 0, 1, 2, 2, 3, 3, 4]
    assert [denial_step(n) for n in (0, 1, 2, 3, 4)] == [0, 1, 2, 3, 3]


def test_a_report_that_was_heard_is_not_adopted_and_takes_nothing_back():
    detectors, name = Detectors(THRESHOLDS), name_of("ANY", "KG")
    assert detectors.count(name, 0, "KG", MINUTE, (1, 2)) is not None
    told = [(MINUTE + 2, (3, 4)), (MINUTE + 1.0, (1, 5)), (MINUTE + 3, (3, 6))]
    assert detectors.adopt(name, (0, "KG"), told) == [True, False, False]
    assert within(detectors.get(name), MINUTE + 3, 30) == 2


def test_no_more_is_taken_back_than_was_told():
    detectors, name = Detectors(THRESHOLDS), name_of("ANY", "KG")
    detectors.count(name, 0, "KG", MINUTE, (1,))
    for _ in range(3):
        detectors.unsay(name, MINUTE)
    assert within(detectors.get(name), MINUTE, 30) == 0
    assert detectors.excess(name, MINUTE) is not None
