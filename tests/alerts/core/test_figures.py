"""Which figure of a role stands on an alert, where several are told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest

from alerts.alert import CountClaim
from alerts.severity import figures
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


@pytest.mark.parametrize(("rumours", "stands"), [(2, (0, "ministry")), (3, (3, ""))])
def test_two_posts_in_nobodys_name_do_not_contradict_an_official_body_and_three_do(
    rumours: int, stands: tuple[int, str]
) -> None:
    claims = _claims("killed", (0, 0, "ministry"), *[(10 + at, 3, None) for at in range(rumours)])
    assert _told(claims, "killed")[0] == stands


def test_the_first_who_said_so_by_name_is_told() -> None:
    claims = _claims("killed", (0, 0, "Ministry of Health"), (20, 0, "пресс-службе ведомства"), (30, 0, None))
    assert _told(claims, "killed") == [(0, "Ministry of Health")]
