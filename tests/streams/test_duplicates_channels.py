"""Notices of channels and services, filled in again; copies that get past filters; running reports and digests."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connectors.post import Post
from streams.dedupe.duplicates import Duplicates, Params
from streams.dedupe.lookalikes import in_one_alphabet
from streams.report import Tagged

START = datetime(2026, 3, 3, 9, tzinfo=UTC)
NOTICES = Path(__file__).parents[1] / "data" / "dedupe" / "notices.tsv"
"""Verdict on the second text, the first text, the second."""


def pairs_of(verdict: str) -> list[tuple[str, str]]:
    rows = [line.split("\t") for line in NOTICES.read_text(encoding="utf-8").splitlines()]
    return [(first, second) for expected, first, second in rows if expected == verdict]


@pytest.fixture
def said(tagger):
    """Verdicts on posts by (who, text), half an hour apart."""

    def judge(*posts: tuple[str, str], minutes: int = 30):
        known = Duplicates(Params(max_bytes=1 << 20))
        found = []
        for number, (author, text) in enumerate(posts):
            at = START + timedelta(minutes=minutes * number)
            post = Post(id=f"p:{number}", source="s", kind="social", author=author, text=text, published_at=at)
            found.append(known.judge(Tagged(post, tagger.tag(post))))
        return found

    return judge


@pytest.mark.parametrize(("first", "second"), pairs_of("new"))
def test_another_hour_hazard_level_crime_street_or_side_is_another_notice(said, first, second):
    assert said(("desk", first), ("desk", second))[1].verdict == "new"
    assert said(("desk", first), ("fan", second))[1].verdict == "new"


@pytest.mark.parametrize(("first", "second"), pairs_of("duplicate"))
def test_copies_may_tell_the_hour_otherwise_mix_alphabets_count_themselves_or_shout(said, first, second):
    assert said(("desk", first), ("fan", second), minutes=5)[1].verdict == "duplicate"


def test_words_of_one_alphabet_and_foreign_names_with_endings_stay_as_they_are():
    for text in ("Взрыв в Туле, BBC и iPhoneом снято", "no Cyrillic at all", "Пожар в Уфе"):
        assert in_one_alphabet(text) == text
    assert in_one_alphabet("Bзpыв в Tулe") == "Взрыв в Туле"
    assert in_one_alphabet("Expлosion") == "Expлosion"
    assert in_one_alphabet("Ехplosion in Leeds") == "Explosion in Leeds"


@pytest.mark.parametrize(("first", "later"), pairs_of("update"))
def test_arrests_of_suspects_all_clears_and_deaths_of_the_hurt_are_updates(said, first, later):
    assert said(("a", first), ("b", later))[1].verdict == "update"


def test_an_account_that_adds_an_outcome_to_its_own_report_goes_on(said):
    head = "Shots at a bank in Aachen, live. 9:10 Shots heard in front of the bank in Aachen. Two wounded, police say."
    assert said(("desk", head), ("desk", f"{head} 10:20 A man was arrested in Aachen."))[1].verdict == "update"
    assert said(("desk", head), ("fan", f"{head} This is awful."))[1].verdict == "duplicate"


def test_matters_of_a_digest_are_no_one_story(said):
    matters = [
        "Three people were killed in a house fire in Derby.",
        "A bus overturned near Corby, injuring 14 passengers.",
        "Police arrested a man over a stabbing in Rugby.",
    ]
    digest = "Daily digest: " + " ".join(matters)
    found = said(("digest", digest), *[(f"a{at}", text) for at, text in enumerate(matters)])
    assert len({one.story for one in found}) == 4
    again = said(*[(f"a{at}", text) for at, text in enumerate(matters)], ("digest", digest), ("fan", matters[1]))
    assert (again[-1].verdict, again[-1].of) == ("duplicate", "p:1")


def test_another_incident_of_the_town_has_no_words_of_authorities_in_common(said):
    first = "A gunman opened fire inside a bowling alley in Toledo, wounding six people, authorities said Saturday."
    assert (
        said(("a", first), ("b", "A man was shot dead at a gas station in Toledo, authorities said."))[1].verdict
        == "new"
    )
