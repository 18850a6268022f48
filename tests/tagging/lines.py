"""Labelled lines of the genres, and decisions counted: what `tests.tagging.genres` and `tests.tagging.claims` share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from connectors.post import Kind, Post

__all__ = ["TABLES", "Faults", "Marks", "read", "sentences", "to_post"]

AT = datetime(2024, 5, 14, 12, tzinfo=UTC)
TABLES = Path(__file__).parents[1] / "data" / "tagging"

Faults = list[str]


class Marks:
    """Hits, false finds and misses by name."""

    def __init__(self) -> None:
        self.hits: dict[str, int] = defaultdict(int)
        self.false: dict[str, int] = defaultdict(int)
        self.missed: dict[str, int] = defaultdict(int)
        self.faults: Faults = []

    def mark(self, name: str, asked: bool, found: bool, text: str) -> None:
        """Note one decision."""
        if asked and found:
            self.hits[name] += 1
        elif found:
            self.false[name] += 1
        elif asked:
            self.missed[name] += 1
        if asked != found:
            self.faults.append(f"{name} {'missed' if asked else 'false'}: {text}")

    def figures(self) -> dict[str, float]:
        """Return precision, recall and F1 of every name."""
        made: dict[str, float] = {}
        for name in sorted({*self.hits, *self.false, *self.missed}):
            hits, false, missed = self.hits[name], self.false[name], self.missed[name]
            made[f"{name}.precision"] = hits / max(1, hits + false)
            made[f"{name}.recall"] = hits / max(1, hits + missed)
            made[f"{name}.f1"] = 2 * hits / max(1, 2 * hits + false + missed)
        return made


def read(path: Path) -> Iterator[tuple[str, str]]:
    """Yield label and text of each line."""
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            label, _, text = line.partition("\t")
            yield label, text


def sentences(*names: str) -> list[str]:
    """Return the sentences of some tables of ``tests/data/tagging``, which are their last column."""
    lines = [line for name in names for line in (TABLES / f"{name}.tsv").read_text("utf-8").splitlines()]
    return [line.split("\t")[-1] for line in lines if line and not line.startswith("#")]


def to_post(text: str, kind: Kind = "newswire") -> Post:
    """Return a post that says nothing of its language."""
    return Post(id="genre", source="labelled", kind=kind, text=text, published_at=AT)
