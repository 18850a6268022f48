"""Stories of different incidents that share a name, as a desk gets hundreds of them a day: how many are linked?

Run: ``python tests/dedupe/strangers.py [HOURS ...]``. Every two articles of the pairs written by hand (those not held
back) that are of different pairs and have a name or site in common are put so many hours apart, and judged alone. They
are of different years and countries: the days and countries that they name part them more than those of one week would.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations
from pathlib import Path

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]

from msgspec.structs import replace
from score import Tag, tagging, written

from streams.dedupe.duplicates import Duplicates, Params
from streams.dedupe.incident_words import VAGUE
from streams.dedupe.likeness import Side
from streams.dedupe.signature import sign
from streams.report import Tagged

SETS = ("pairs", "plain/pairs")


def strangers(tag: Tag) -> list[tuple[Tagged, Tagged]]:
    """Return the pairs of articles."""
    articles: list[tuple[int, Tagged, Side]] = []
    for number, (_, _, *posts) in enumerate(pair for name in SETS for pair in written(name)):
        for post in posts:
            tagged = Tagged(post, tag(post))
            one = sign(tagged, 0)
            if one.long:
                articles.append((number, tagged, Side(one.length, one.lead, one.anchors, 0, caseless=one.caseless)))
    return list(_sharing(articles))


def _sharing(articles: list[tuple[int, Tagged, Side]]) -> Iterator[tuple[Tagged, Tagged]]:
    for (number, earlier, side), (other, later, beside) in combinations(articles, 2):
        if number != other and (side.named & beside.named) - VAGUE:
            yield earlier, later


def linked(pairs: list[tuple[Tagged, Tagged]], hours: float) -> Counter[str]:
    """Return how often the later of two, so many hours after the earlier, gets which verdict."""
    found: Counter[str] = Counter()
    for earlier, later in pairs:
        index = Duplicates(Params(max_bytes=1 << 18))
        index.judge(earlier)
        post = replace(later.post, published_at=earlier.post.published_at + timedelta(hours=hours))
        found[index.judge(Tagged(post, later.report)).verdict] += 1
    return found


def main() -> None:
    """Print verdicts by hours."""
    pairs = strangers(tagging())
    for hours in map(float, sys.argv[1:] or ["3", "9", "20", "30"]):
        print(f"{hours:g} h", len(pairs), dict(linked(pairs, hours)))


if __name__ == "__main__":
    main()
