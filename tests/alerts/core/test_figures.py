"""Which figure of a role stands on an alert, where several are told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest
from msgspec.structs import replace

from alerts.alert import CountClaim
from alerts.episode import MAX_CLAIMS, MAX_DEATH_CLAIMS, Episode, latest_of_each
from alerts.lifecycle import Signal, Standing
from alerts.severity import ended, figures, severity_of, toll, weighs
from streams.report import Count, Speaker

NINE = datetime(2026, 3, 1, 9, tzinfo=UTC)
Said = tuple[int, int, str | None]  # minutes after nine, figure, official speaker


def _claims(role: Literal["killed", "injured"], *said: Said) -> list[CountClaim]:
    found = [
        CountClaim(
            Count(role, figure, figure, approximate=False),
            Speaker(speaker, "official") if speaker else None,
            f"post:{at}:{figure}",
            NINE + timedelta(minutes=at),
        )
        for at, figure, speaker in said
    ]
    return sorted(found, key=lambda claim: claim.at, reverse=True)


def _told(claims: list[CountClaim], role: str) -> list[tuple[int | None, str]]:
    return [(one.count.min, one.source.name if one.source else "") for one in figures(claims, role)]


def test_copies_of_an_older_toll_do_not_outvote_a_newer_one() -> None:
    copies = [(40 + at, 15, None if at % 2 else "Минздрав") for at in range(8)]
    claims = _claims("injured", (0, 15, "health ministry"), (30, 40, "Ministry of Health"), *copies)
    assert _told(claims, "injured") == [(40, "Ministry of Health")]


def test_others_who_never_told_of_it_before_outvote_a_single_voice() -> None:
    claims = _claims("injured", (0, 400, "Mayor"), (30, 15, "hospital"), (40, 16, "ministry"), (50, 15, "police"))
    assert _told(claims, "injured")[0][0] in (15, 16)


def test_what_is_far_below_an_official_figure_in_nobodys_name_is_of_something_else() -> None:
    others = [(30, 0, None), (50, 1, None), (70, 0, None), (90, 1, None)]
    claims = _claims("injured", (0, 38, "governor"), *others)
    printed = {f"post:{at}:{number}" for at, number, _ in others}
    assert [one.count.min for one in figures(claims, "injured", printed)] == [38]


@pytest.mark.parametrize(("rumours", "stands"), [(2, (0, "ministry")), (3, (3, ""))])
def test_two_posts_in_nobodys_name_do_not_contradict_an_official_body_and_three_do(
    rumours: int, stands: tuple[int, str]
) -> None:
    claims = _claims("killed", (0, 0, "ministry"), *[(10 + at, 3, None) for at in range(rumours)])
    assert _told(claims, "killed")[0] == stands


def test_the_first_who_said_so_by_name_is_told() -> None:
    claims = _claims("killed", (0, 0, "Ministry of Health"), (20, 0, "пресс-службе ведомства"), (30, 0, None))
    assert _told(claims, "killed") == [(0, "Ministry of Health")]


def test_a_loud_post_in_nobodys_name_does_not_top_a_toll_that_somebody_vouches_for() -> None:
    claims = _claims("killed", (0, 19, "officials"), (15, 50, None), (30, 27, None))
    printed = {"post:30:27"}
    assert [one.count.min for one in figures(claims, "killed", printed)] == [27]
    assert toll(claims, printed) == 27
    second = [*_claims("killed", (40, 48, None)), *claims]
    assert figures(second, "killed", printed)[0].count.min in (48, 50)


def test_a_figure_that_nobody_repeats_gives_way_to_what_the_others_go_on_telling() -> None:
    read_wrongly = _claims("killed", (0, 1, "police"), (10, 2, "fire brigade"))
    soon, late = ([(at, 1, "hospital"), (at + 5, 1, "mayor")] for at in (20, 90))
    assert _told(sorted([*_claims("killed", *soon), *read_wrongly], key=_at, reverse=True), "killed")[0][0] == 2
    assert _told(sorted([*_claims("killed", *late), *read_wrongly], key=_at, reverse=True), "killed")[0][0] == 1


def test_an_official_body_that_knows_of_no_dead_is_told_until_another_yields() -> None:
    leaders = CountClaim(Count("killed", 1, 1, approximate=False), Speaker("leaders", "party"), "post:l", NINE)
    denied = [*_claims("killed", (30, 0, "ministry")), leaders]
    assert _told(denied, "killed") == [(1, "leaders"), (0, "ministry")]
    assert _told([*_claims("killed", (90, 1, "ombudsman")), *denied], "killed") == [(1, "ombudsman")]


def test_an_earlier_official_count_is_no_contradiction_of_a_toll_that_goes_on_rising() -> None:
    claims = _claims("killed", (0, 30, "mayor"), (10, 16, "police"))
    assert _told(claims, "killed") == [(30, "mayor"), (16, "police")]
    assert _told([*_claims("killed", (20, 34, "governor")), *claims], "killed") == [(34, "governor")]


def _at(claim: CountClaim) -> datetime:
    return claim.at


def test_the_largest_figure_by_name_is_kept_however_many_repeat_less() -> None:
    def claim(at: int, figure: int, speaker: str | None, of: str | None = None) -> CountClaim:
        (made,) = _claims("injured", (at, figure, speaker))
        return replace(made, count=replace(made.count, of=of))

    parts = [claim(20 + at, 3 + at, "police", "police") for at in range(6)]
    less = [claim(30 + at, 2 + at % 3, f"hospital {at}") for at in range(6)]
    kept = latest_of_each([claim(0, 34, "ministry"), *parts, *less])
    assert (34, "ministry") in [(one.count.min, one.source and one.source.name) for one in kept]
    assert len(kept) == 2 * MAX_CLAIMS + 1
    assert kept == sorted(kept, key=lambda one: one.at, reverse=True)


def test_counts_of_the_injured_that_go_round_are_told_once_and_the_dead_whenever_they_change():
    """Hospitals say 140, the region 200, and both are copied all night."""
    episode = Episode(id="one", node="ES", started=NINE)
    told = []
    for pair in [(35, 200), (35, 140), (35, 200), (36, 200), (36, 140), (36, 150), (36, 200)]:
        now = (("killed", pair[0]), ("injured", pair[1]))
        if not episode.returns_to(now):
            episode.tell(now)
            signal = Signal(level="page", calm=False, severity="severe", figures=now)
            episode.standing = Standing("firing", signal, NINE, None, paged=True)
            told.append(pair)
    assert told == [(35, 200), (35, 140), (36, 200), (36, 150)]


@pytest.mark.parametrize("role", ["killed", "injured"])
def test_a_newer_figure_ends_an_early_none_which_is_told_behind_it(role: Literal["killed", "injured"]) -> None:
    claims = _claims(role, (0, 0, "police"), (60, 14, "hospital"))
    assert _told(claims, role) == [(14, "hospital"), (0, "police")]
    stands, denial = figures(claims, role)
    assert ended(denial, stands)


@pytest.mark.parametrize(
    "said",
    [
        [(0, 0, "police"), (400, 14, "hospital")],  # nobody remembers it
        [(0, 3, "hospital"), (10, 0, "police"), (60, 14, "hospital")],  # it was wrong when it was said
    ],
)
def test_a_none_that_explains_nothing_is_left_out(said: list[Said]) -> None:
    assert _told(_claims("injured", *said), "injured") == [(14, "hospital")]


def _doubted(claim: CountClaim, doubt: Literal["hedged", "asked"]) -> CountClaim:
    return replace(claim, source=None, doubt=doubt)


def test_what_was_feared_gives_way_to_what_an_official_body_says_and_not_to_an_older_toll() -> None:
    five, twelve = _claims("killed", (30, 5, "district"), (0, 12, None))
    fear = _doubted(twelve, "hedged")
    assert [one.count.min for one in figures([five, fear], "killed", {fear.post})] == [5]
    older = _claims("killed", (-10, 5, "district"))
    assert figures([five, fear, *older], "killed", {fear.post})[0].count.min == 12


def test_a_question_stands_only_alone_seconds_nothing_and_weighs_nothing() -> None:
    many, few = _claims("killed", (20, 1100, None), (0, 5, None))
    asked = _doubted(many, "asked")
    assert figures([asked, few], "killed") == [few]
    assert figures([asked], "killed") == [asked]
    second = replace(asked, post="other", doubt="")
    assert (toll([asked, second]), weighs(asked), weighs(second)) == (0, False, True)
    assert toll([replace(asked, doubt=""), second]) == 1100
    assert severity_of(("DEATH",), [asked], accelerating=False) == "moderate"


def test_who_is_sure_is_told_rather_than_who_feared_the_same() -> None:
    feared, sure = reversed(_claims("killed", (0, 20, "mayor"), (10, 20, None)))
    told = figures([sure, replace(feared, doubt="hedged")], "killed", {sure.post})
    assert [one.doubt for one in told] == [""]


def _printed(claims: list[CountClaim]) -> list[str]:
    return [one.post for one in claims if one.source is None]


def test_a_figure_that_a_medium_takes_back_is_gone_however_often_it_is_copied() -> None:
    claims = _claims("killed", (0, 9, None), (5, 9, None), (20, 2, "governor"), (25, 2, None), (90, 9, None))
    claims = [replace(one, instead=9) if one.post == "post:25:2" else one for one in claims]
    assert toll(claims, ["post:0:9", "post:25:2"]) == 2
    assert toll([one if not one.instead else replace(one, instead=None) for one in claims], _printed(claims)) == 9


def test_a_figure_that_was_taken_back_may_be_reached_later() -> None:
    claims = _claims("killed", (0, 9, None), (20, 2, "governor"), (25, 2, None), (300, 9, "governor"))
    claims = [replace(one, instead=9) if one.post == "post:25:2" else one for one in claims]
    assert toll(claims, ["post:0:9", "post:25:2"]) == 9


def test_who_takes_a_figure_back_is_remembered_however_many_repeat_theirs() -> None:
    claims = _claims("killed", (0, 2, None), *((10 + n, 2, f"office {n}") for n in range(2 * MAX_DEATH_CLAIMS)))
    claims = [replace(one, instead=9) if one.post == "post:0:2" else one for one in claims]
    assert [one.instead for one in latest_of_each(claims)].count(9) == 1


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        ([(0, 12, "governor"), (60, 5, "police")], 5),  # some were found
        ([(0, 12, "governor"), (60, 5, None)], 12),  # a post in nobody's name
        ([(0, 5, "police"), (30, 12, "governor"), (60, 5, "army")], 12),  # an older count
    ],
)
def test_of_the_missing_the_newest_figure_stands(said: list[Said], stands: int) -> None:
    claims = [replace(one, count=replace(one.count, role="missing")) for one in _claims("killed", *said)]
    assert figures(claims, "missing")[0].count.min == stands


def test_a_medium_s_lower_toll_stands_for_that_of_a_post_in_nobody_s_name_that_nobody_repeats() -> None:
    claims = _claims("killed", (0, 7, "police"), (20, 11, None), (600, 9, None))
    assert toll(claims, ["post:600:9"]) == 9
    claims = _claims("killed", (0, 7, "police"), (20, 11, None), (30, 12, "hospital"), (600, 9, None))
    assert toll(claims, ["post:600:9"]) == 12


def test_media_that_print_a_rumour_vouch_for_no_far_larger_toll_than_officials_do() -> None:
    """Charges over rumours of two hundred deaths, say two, and the toll is seven."""
    claims = _claims("killed", (0, 7, "police"), (60, 200, None), (90, 200, None))
    assert _told(claims, "killed")[0] == (7, "police") == _told_in(claims, {"post:60:200", "post:90:200"})
    claims = _claims("killed", (0, 7, "police"), (60, 20, None), (90, 20, None))
    assert _told_in(claims, {"post:60:20", "post:90:20"}) == (20, "")


def _told_in(claims: list[CountClaim], printed: set[str]) -> tuple[int | None, str]:
    """Return the toll that stands where some posts are of media."""
    stands = figures(claims, "killed", printed)[0]
    return stands.count.min, stands.source.name if stands.source else ""


def _party(claims: list[CountClaim], *names: str) -> list[CountClaim]:
    """Make some speakers parties to what happened."""
    return [
        replace(one, source=Speaker(one.source.name, "party")) if one.source and one.source.name in names else one
        for one in claims
    ]


@pytest.mark.parametrize(("later", "told"), [(9, [10, 2]), (2, [10])])
def test_an_older_official_toll_that_is_copied_disputes_no_newer_one(later: int, told: list[int]) -> None:
    """Who tells of two after another has told of ten says so; two that were told before the ten are an old count."""
    first = (0, 2, "hospital") if later == 2 else (0, later, "hospital")
    claims = _claims("killed", first, (30, 10, "ministry"), (60, 2, "officials"))
    assert [one.count.min for one in figures(claims, "killed")] == told


def test_a_lower_official_toll_moves_on_beside_that_of_a_party() -> None:
    said = [(0, 9, "union"), (20, 2, "state")]
    assert _told(_party(_claims("killed", *said), "union"), "killed") == [(9, "union"), (2, "state")]
    said.append((40, 8, "governor"))
    assert _told(_party(_claims("killed", *said), "union"), "killed") == [(9, "union")]  # about as many
    said += [(50, 14, "union"), (90, 11, "state")]
    assert _told(_party(_claims("killed", *said), "union"), "killed") == [(14, "union"), (11, "state")]


def test_a_post_that_sets_an_official_toll_against_that_of_a_party_tells_of_both() -> None:
    claims = _claims("killed", (0, 9, "union"), (30, 8, "state"), (30, 14, "union"))
    claims = [replace(one, post="both") if one.count.min != 9 else one for one in _party(claims, "union")]
    assert _told(claims, "killed") == [(14, "union"), (8, "state")]
