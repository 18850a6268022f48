"""Copies found and other incidents kept apart, on variants of our own texts: floors that a change must keep."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.xdist_group("copies")  # what they measure once would be measured in each process

COPIES = {
    "repost": 0.99, "truncated": 0.97, "boilerplate": 0.97, "dropped": 0.97, "spun_light": 0.97, "spun_40": 0.95,
    "spun_70": 0.97, "translated": 0.97, "syndicated": 0.97, "re_led": 0.93, "cut_middle": 0.97, "second_half": 0.9,
    "shouted": 0.97, "without_title": 0.97, "commented": 0.97, "synonyms_40": 0.93, "synonyms_70": 0.97,
}  # fmt: skip
OTHERS = {
    "other_incident": 0.02, "place_swapped": 0.02, "place_and_number": 0.02, "number_fell": 0.02, "main_place": 0.02,
    "other_figures": 0.02, "spun_other": 0.06, "unrelated": 0.0,
}  # fmt: skip
WRITTEN = {
    "pairs": {
        "repost": 0.97, "boilerplate": 0.97, "syndicated": 0.93, "spun": 0.8, "other-incident-template": 0.97,
        "unrelated-alike": 0.75, "update-long": 0.9, "update-short": 0.45,
    },
    "pairs_held": {
        "repost": 0.97, "boilerplate": 0.97, "syndicated": 0.6, "spun": 0.45, "other-incident-template": 0.97,
        "unrelated-alike": 0.85, "update-long": 0.9, "update-short": 0.0,
    },
    "plain/pairs": {
        # Was 0.6 of 58 told in other words, which are found as before (.64); eleven by another writer joined, of which
        # these rules find one, then (.54) twelve of one more, of which they found and find five.
        # Look-alikes are articles that share an official or a province: most are parted by the tagger's places.
        "repost": 0.94, "boilerplate": 0.97, "syndicated": 0.97, "spun": 0.55, "other-incident-template": 0.97,
        "unrelated-alike": 0.9, "update-long": 0.8, "update-short": 0.7, "twin": 0.95, "lookalike": 0.6,
    },
    "plain/pairs_held": {
        # Was 0.55 of 29 told in other words; three joined of which no rules, old or new, find one, then (0.5) eight by
        # another writer, of which rules before and now find three with the tagger.
        "repost": 0.97, "boilerplate": 0.97, "syndicated": 0.9, "spun": 0.47, "other-incident-template": 0.97,
        "unrelated-alike": 0.8, "update-long": 0.75, "update-short": 0.5, "twin": 0.85, "lookalike": 0.8,
    },
}  # fmt: skip
UPDATES = {"number_grown": 0.95, "risen": 0.95, "risen_spun": 0.9, "risen_cut": 0.9, "risen_re_led": 0.9}


@pytest.fixture(scope="module")
def scores(score):
    """Scores of all sets of texts in one table, by kind; also of those that no rule was tuned on."""
    found = {}
    for name in ("news", "dev", "held"):
        for (kind, _), one in score.measure(rounds=1, name=name).items():
            found.setdefault(kind, []).append(one)
    return found


@pytest.fixture(scope="module")
def pairs(score):
    return score.measure_pairs(rounds=2)


def share(scores, kind, *what):
    """Return the share of all variants of a kind that got one of these verdicts."""
    found = scores[kind]
    return sum(getattr(one, verdict) for one in found for verdict in what) / sum(one.asked for one in found)


def test_copies_are_found(scores):
    found = {kind: share(scores, kind, "duplicate") for kind in COPIES}
    assert {kind: merged for kind, merged in found.items() if merged < COPIES[kind]} == {}


def test_other_incidents_in_the_same_words_are_not_merged(scores):
    found = {kind: share(scores, kind, "duplicate") for kind in OTHERS}
    assert {kind: merged for kind, merged in found.items() if merged > OTHERS[kind]} == {}


def test_another_place_is_no_update(scores):
    kinds = ("other_incident", "place_swapped", "place_and_number", "main_place", "spun_other")
    found = {
        kind: (sum(one.update for one in scores[kind]), sum(one.wrong_of for one in scores[kind])) for kind in kinds
    }
    assert {kind: one for kind, one in found.items() if one[0] > one[1]} == {}
    # The towns of these sets are few, so that each has several incidents in one morning: of these it may be one.
    asked = sum(one.asked for kind in kinds for one in scores[kind])
    assert sum(updates for updates, _ in found.values()) <= 0.0135 * asked


def test_counts_that_grew_are_updates(scores):
    found = {kind: share(scores, kind, "update") for kind in UPDATES}
    assert {kind: updated for kind, updated in found.items() if updated < UPDATES[kind]} == {}


def test_a_copy_is_linked_to_its_own_original(scores):
    assert {
        kind: found for kind, found in scores.items() if kind not in OTHERS and any(one.wrong_of for one in found)
    } == {}


def test_forms_filled_in_anew_are_other_incidents(pairs):
    forms = {kind: one for (kind, _), one in pairs.items() if kind.startswith("form_")}
    assert len(forms) == 12
    assert {kind: one for kind, one in forms.items() if one.duplicate + one.update} == {}


def test_the_next_report_of_a_series_is_no_copy(pairs):
    assert [kind for (kind, _), one in pairs.items() if kind.startswith("next_") and one.duplicate] == []


def test_updates_in_other_words_are_updates_and_other_incidents_are_not(pairs):
    told = {kind: one for (kind, _), one in pairs.items() if kind.startswith("retold")}
    assert told["retold"].updated + told["retold_held"].updated >= 1.0
    assert told["retold_other"].update + told["retold_other_held"].update == 0


def test_with_four_shards_nearly_all_pairs_meet_at_few_messages(score):
    recall, messages = score.shard_recall(4, names=("dev",))
    assert recall >= 0.99
    assert messages <= 3.5


@pytest.mark.parametrize("name", list(WRITTEN))
def test_pairs_that_a_stranger_to_the_rules_wrote_are_told_apart(score, name):
    found = score.measure_written(score.empty, name=name)
    kinds: dict[str, list[int]] = {}
    for sort, (good, asked) in found.items():
        so_far = kinds.setdefault(sort[:-3] if sort[-3] == "-" else sort, [0, 0])
        so_far[0], so_far[1] = so_far[0] + good, so_far[1] + asked
    shares = {kind: good / asked for kind, (good, asked) in kinds.items()}
    assert {kind: share for kind, share in shares.items() if share < WRITTEN[name][kind]} == {}
