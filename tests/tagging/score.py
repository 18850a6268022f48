"""Score the tagger on the labelled texts of ``tests/data/tagging``: ``python tests/tagging/score.py [--write-floors]``.

A text is labelled with the mentions that it makes: event type, polarity, hedge and, where the text gives them, source
class, counts, place and time; ``optional`` types are neither asked for nor held against the tagger. A type counts as
found when the report has a mention of it that is not figurative, whatever its polarity; polarity, hedging, source,
counts, place and time are judged among the mentions of the types that were found. ``floors.json`` holds the figures
under which the tests fail; a change that lowers one has to say so there.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from connectors.post import Post
from streams.geo.gazetteer_form import key_of
from streams.report import Mention, Report
from streams.tagging import Tagger

LABELLED = Path(__file__).parents[1] / "data" / "tagging"
FLOORS = Path(__file__).parent / "floors.json"
SETS = ("items", "paraphrases")
ASPECTS = ("polarity", "hedged", "source", "counts", "place", "time")


@dataclass
class Tally:
    """Hits, misses and false finds of one type or language; right and asked of each aspect."""

    hits: int = 0
    misses: int = 0
    false: int = 0
    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Of the types found, the share that is labelled."""
        return self.hits / max(1, self.hits + self.false)

    @property
    def recall(self) -> float:
        """Of the types labelled, the share that was found."""
        return self.hits / max(1, self.hits + self.misses)


def read(name: str) -> list[dict[str, Any]]:
    """Return the labelled texts of one file."""
    return [json.loads(line) for line in (LABELLED / f"{name}.jsonl").read_text("utf-8").splitlines()]


def to_post(labelled: Mapping[str, Any]) -> Post:
    """Return the post of a labelled text, without the language, which the tagger has to see for itself."""
    at = datetime.fromisoformat(labelled["published_at"])
    return Post(id=labelled["id"], source="labelled", kind="newswire", text=labelled["text"], published_at=at)


def score(tagger: Tagger, labelled: Iterable[Mapping[str, Any]]) -> dict[str, Tally]:
    """Tag and compare; keys are ``all``, each language and each event type."""
    tallies: dict[str, Tally] = {"all": Tally()}
    for one in labelled:
        report = tagger.tag(to_post(one))
        _types(one, report, tallies)
        for gold in one["mentions"]:
            if "polarity" in gold:
                _aspects(one, gold, report, tallies)
    return tallies


def _types(one: Mapping[str, Any], report: Report, tallies: dict[str, Tally]) -> None:
    asked = {m["type"] for m in one["mentions"] if m.get("polarity", "figurative") != "figurative"}
    free = {m["type"] for m in one["mentions"] if m.get("optional")}
    found = {mention.type for mention in report.mentions if mention.polarity != "figurative"}
    for kind in sorted(asked | found):
        tally = [tallies.setdefault(key, Tally()) for key in ("all", one["lang"], kind)]
        for each in tally:
            if kind in asked and kind in found:
                each.hits += 1
            elif kind in asked:
                each.misses += 1
            elif kind not in free:
                each.false += 1
        if kind not in asked and kind not in free:
            tally[0].faults.append(f"{one['id']} false {kind}: {one['text']}")
        elif kind in asked and kind not in found:
            tally[0].faults.append(f"{one['id']} missed {kind}: {one['text']}")


def _aspects(one: Mapping[str, Any], gold: Mapping[str, Any], report: Report, tallies: dict[str, Tally]) -> None:
    mentions = [mention for mention in report.mentions if mention.type == gold["type"]]
    if not mentions and gold["polarity"] != "figurative":
        return
    for aspect, right in _judgements(gold, mentions).items():
        for key in ("all", one["lang"]):
            tally = tallies.setdefault(key, Tally())
            tally.asked[aspect] += 1
            tally.right[aspect] += right
        if not right:
            seen = [(m.polarity, m.hedged, m.source, m.place and m.place.name, m.time, m.counts) for m in mentions]
            tallies["all"].faults.append(f"{one['id']} {aspect} of {gold}: {seen}: {one['text']}")


def _judgements(gold: Mapping[str, Any], mentions: list[Mention]) -> dict[str, bool]:
    polarities = {mention.polarity for mention in mentions}
    if gold["polarity"] == "figurative":
        return {"polarity": not polarities - {"figurative"}}
    best = next((m for m in mentions if m.polarity == gold["polarity"]), mentions[0])
    found = {"polarity": gold["polarity"] in polarities and not polarities - {gold["polarity"], "figurative"}}
    found["hedged"] = any(m.hedged for m in mentions) == gold["hedged"]
    if "source" in gold:
        found["source"] = best.source is not None and best.source.class_ == gold["source"]
    if "counts" in gold:
        made = {(c.role, c.min, c.max, c.of) for m in mentions for c in m.counts}
        wanted = {(c["role"], c["min"], c["max"], c.get("of")) for c in gold["counts"]}
        found["counts"] = wanted == made
    if "place" in gold:
        found["place"] = best.place is not None and key_of(best.place.name) == key_of(gold["place"])
    if "time" in gold:
        found["time"] = best.time is not None and best.time.start == datetime.fromisoformat(gold["time"])
    return found


def figures(tallies: Mapping[str, Tally]) -> dict[str, float]:
    """Return every printed figure by name, rounded down to a hundredth so that floors are stable."""
    found: dict[str, float] = {}
    for key, tally in tallies.items():
        found[f"{key}.precision"] = tally.precision
        found[f"{key}.recall"] = tally.recall
        for aspect in ASPECTS:
            if tally.asked[aspect]:
                found[f"{key}.{aspect}"] = tally.right[aspect] / tally.asked[aspect]
    return {name: int(100 * value + 1e-9) / 100 for name, value in found.items()}


def table(tallies: Mapping[str, Tally]) -> str:
    """Return the figures as a Markdown table."""
    head = ["", "precision", "recall", *ASPECTS]
    lines = [" | ".join(head), " | ".join(["---"] * len(head))]
    order = ["all", "en", "ru", "ky", "es", "fr", "ar", "de", "pt", "it"]
    order += sorted(set(tallies) - set(order))
    for key in order:
        tally = tallies.get(key)
        if tally is None:
            continue
        cells = [
            f"{tally.precision:.2f} ({tally.hits + tally.false})",
            f"{tally.recall:.2f} ({tally.hits + tally.misses})",
        ]
        for aspect in ASPECTS:
            asked = tally.asked[aspect]
            cells.append(f"{tally.right[aspect] / asked:.2f} ({asked})" if asked else "")
        lines.append(" | ".join([key, *cells]))
    return "\n".join(f"| {line} |" for line in lines)


def main() -> int:
    """Print the tables; see the module."""
    parser = argparse.ArgumentParser(description="Score the tagger on its own labelled texts.")
    parser.add_argument("--write-floors", action="store_true", help="take today's figures as the floors")
    parser.add_argument("--faults", metavar="SET", help="print what went wrong in one set")
    options = parser.parse_args()
    tagger = Tagger.load()
    floors: dict[str, dict[str, float]] = json.loads(FLOORS.read_text("utf-8"))
    for name in SETS:
        tallies = score(tagger, read(name))
        floors[name] = figures(tallies)
        sys.stdout.write(f"\n{name}\n\n{table(tallies)}\n")
        if options.faults == name:
            sys.stdout.write("\n" + "\n".join(tallies["all"].faults) + "\n")
    if options.write_floors:
        FLOORS.write_text(json.dumps(floors, indent=1, sort_keys=True) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
