"""Score news of many languages: ``python tests/tagging/news.py [--write-floors] [--faults LANG]``.

The items of ``tests/data/tagging/news`` are in our own words. Writers who had seen no rule searched for real news of
their language, wrote one item for each that fitted as the search gave it, in the same manner and order but with other
persons, places and figures, and labelled it: flashes, reports with their background and boilerplate, channels' posts,
and what has the same words and tells of no event now (courts, anniversaries, statistics, reviews, drills, plans).
``LANG.jsonl`` was read while rules were made, ``LANG.held.jsonl`` was not.

One JSON object a line: ``id``, ``kind``, ``title``, ``text``, ``published_at`` and ``gold``: ``events`` with ``type``
and ``status`` (now, past, negated, planned), types that a fair reader could add (``also``, neither wanted nor wrong),
final ``counts`` of the event now by role, its ``place`` (``Town|CC``), classes of ``speakers``.

All is taken as escalation takes a story of one report, see `tests.tagging.articles`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from alerts.ledger import HAZARD
from streams.tagging import Tagger
from tests.tagging.articles import Scores, as_story, compare_counts, compare_places, compare_speakers, denied, told
from tests.tagging.lines import Faults

__all__ = ["FLOORS", "NEWS", "languages", "score"]

NEWS = Path(__file__).parents[1] / "data" / "tagging" / "news"
FLOORS = Path(__file__).parent / "floors_news.json"
_COLUMNS = {
    "types.precision": "types P",
    "types.recall": "R",
    "denied.recall": "denied R",
    "counts.exact": "figures",
    "counts.whole": "all of a text",
    "place.right": "place",
    "speakers.precision": "speakers P",
    "speakers.recall": "R",
    "left_out": "left out",
}
_SLACK = 0.015  # a floor stands so far below what was measured


def languages(*, held: bool) -> list[str]:
    """Codes of the languages that have items."""
    names = [path.name.removesuffix(".jsonl") for path in NEWS.glob("*.jsonl")]
    return sorted(name.removesuffix(".held") for name in names if name.endswith(".held") == held)


def score(tagger: Tagger, names: list[str], *, held: bool) -> tuple[dict[str, float], Faults]:
    """Score the items of some languages together: shares from 0 to 1 by name, and what was wrong, one line each."""
    scores = Scores()
    for name in names:
        path = NEWS / (f"{name}.held.jsonl" if held else f"{name}.jsonl")
        for line in path.read_text("utf-8").splitlines():
            _compare(scores, tagger, json.loads(line))
    shares = {name: sum(right) / len(right) for name, right in scores.shares.items()}
    return scores.marks.figures() | shares, scores.marks.faults


def _compare(scores: Scores, tagger: Tagger, item: Mapping[str, Any]) -> None:
    name, gold = item["id"], item["gold"]
    story = as_story(tagger, item | {"title": item["title"] or "", "source": "news.example"}, item["kind"])
    now, also = _types(gold, "now"), set(gold["also"])
    happened = told(story) - {HAZARD} - (also - now)
    for kind in sorted(_types(gold, "negated") | denied(story)):
        scores.marks.mark("denied", kind in _types(gold, "negated"), kind in denied(story), f"{name} {kind}")
    if not (now or gold["counts"] or gold["place"]):
        scores.note("left_out", not happened, f"{name} {sorted(happened)}")
        return
    for kind in sorted(now | happened):
        scores.marks.mark("types", kind in now, kind in happened, f"{name} {kind}")
    compare_counts(scores, {role: count for role, count in gold["counts"].items() if count}, story)
    if gold["place"]:
        compare_places(scores, gold["place"], story.report, name)
    compare_speakers(scores, gold["speakers"], story.report, name)


def _types(gold: Mapping[str, Any], status: str) -> set[str]:
    return {event["type"] for event in gold["events"] if event["status"] == status}


def _table(tagger: Tagger) -> None:
    print("| | " + " | ".join(_COLUMNS.values()) + " |\n|---|" + "---|" * len(_COLUMNS))
    for held in (True, False):
        for names in ([], *([name] for name in languages(held=held))):
            figures, _ = score(tagger, names or languages(held=held), held=held)
            cells = (f"{figures[key]:.2f}" if key in figures else "" for key in _COLUMNS)
            print(f"| {names[0] if names else 'all'}, {'unread' if held else 'read'} | " + " | ".join(cells) + " |")


def main() -> int:
    """Print the table, or the faults of what was read of one language, or write the floors."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--faults", metavar="LANG", help="what is wrong in the items that were read")
    parser.add_argument("--write-floors", action="store_true", help="make today's figures the floors of the tests")
    asked = parser.parse_args()
    tagger = Tagger.load()
    if asked.faults:
        print("\n".join(score(tagger, [asked.faults], held=False)[1]))
    elif asked.write_floors:
        floors = {
            sort: {
                key: round(value - _SLACK, 3)
                for key, value in score(tagger, languages(held=held), held=held)[0].items()
                if key in _COLUMNS
            }
            for sort, held in (("read", False), ("unread", True))
        }
        FLOORS.write_text(json.dumps(floors, indent=2) + "\n", "utf-8")
    else:
        _table(tagger)
    return 0


if __name__ == "__main__":
    sys.exit(main())
