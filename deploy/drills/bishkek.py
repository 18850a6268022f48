"""The Bishkek night: two quiet days and the evening of 5 October 2020, simulated.

Every post is made for this drill, in our own words, from the public course of that evening; no author, publisher or
sentence is real. The README beside the text stock says what is fact and what is invented. The generator takes the
hand-written stock in ``bishkek_night/``, decides its choices by a fixed seed and writes ``posts.jsonl`` and
``truth.jsonl`` there; the same stock gives the same bytes.

Usage: ``python -m deploy.drills.bishkek`` writes the two files anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from connectors.post import POSTS, Post
from deploy.drills.drill import TRUTHS, Area, Expectation, Truth, read_posts, read_truth
from deploy.drills.pacing import Profile, Stretch
from deploy.drills.script import START, Script

__all__ = ["EXPECTED", "NAME", "PROFILE", "SOURCE_PREFIX", "generate", "load", "truth"]

NAME = "the Bishkek night"
SOURCE_PREFIX = "drill:"
"""Every source of a drill begins so: nobody may be paged for its posts."""

FOLDER = Path(__file__).with_name("bishkek_night")
POSTS_PATH, TRUTH_PATH = FOLDER / "posts.jsonl", FOLDER / "truth.jsonl"

ELECTION_MONDAY = datetime(2020, 10, 5, tzinfo=UTC)
EVENING = ELECTION_MONDAY + timedelta(hours=12)

PROFILE = Profile(
    START,
    (
        Stretch(EVENING, 10.0),
        Stretch(ELECTION_MONDAY + timedelta(hours=18), 32.0),
        Stretch(ELECTION_MONDAY + timedelta(hours=22), 8.0),
    ),
)
"""Two quiet days in 10 s, the six hours that matter in 32 s, the rest of the night in 8 s."""

BISHKEK = Area("Bishkek", "KG", 42.87, 74.59, 30.0)
OSH = Area("Osh", "KG", 40.53, 72.80, 30.0)
KARAKOL = Area("Karakol", "KG", 42.49, 78.39, 40.0)

EXPECTED: tuple[Expectation, ...] = (
    Expectation(
        "Bishkek: no page before the day of the rally", "never", (BISHKEK,), until=ELECTION_MONDAY + timedelta(hours=4)
    ),
    Expectation(
        "Bishkek: peaceful rally by day",
        "may",
        (BISHKEK,),
        since=ELECTION_MONDAY + timedelta(hours=4),
        until=ELECTION_MONDAY + timedelta(hours=14),
    ),
    Expectation(
        "Bishkek: the night",
        "must",
        (BISHKEK,),
        frozenset({"CLASH", "FORCE", "STORMING", "INJURY", "FIRE"}),
        since=ELECTION_MONDAY + timedelta(hours=14),
        within=timedelta(minutes=15),
        incident="bishkek-night",
    ),
    Expectation(
        "Osh: market fire",
        "must",
        (OSH,),
        frozenset({"FIRE"}),
        frozenset({"watch", "firing", "acknowledged"}),
        since=EVENING,
        within=timedelta(minutes=45),
        incident="osh-fire",
    ),
    Expectation("Karakol: one author's flood", "never", (KARAKOL,), states=frozenset({"watch", "firing"})),
    Expectation("Kyrgyzstan: roll-up of the night", "may", countries=("KG",), since=ELECTION_MONDAY),
    Expectation("Aktobe: one wire story in 30 places", "never", (Area("Aktobe", "KZ", 50.28, 57.17, 60.0),)),
    Expectation("elsewhere: sports, figures of speech, small incidents", "never"),
)
"""In this order: an alert is the business of the first expectation that claims it."""


def generate() -> tuple[list[Post], list[Truth]]:
    """Write the drill anew from its stock."""
    return Script.read(FOLDER).perform()


def load() -> Iterator[Post]:
    """Read the drill's posts in time order."""
    return read_posts(POSTS_PATH)


def truth() -> dict[str, Truth]:
    """Return the truth about each post, by id."""
    return read_truth(TRUTH_PATH)


def main() -> None:
    """Write ``posts.jsonl`` and ``truth.jsonl``."""
    posts, rows = generate()
    POSTS_PATH.write_bytes(b"".join(POSTS.encode(post) + b"\n" for post in posts))
    TRUTH_PATH.write_bytes(b"".join(TRUTHS.encode(row) + b"\n" for row in rows))


if __name__ == "__main__":
    main()
