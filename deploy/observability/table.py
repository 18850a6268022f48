"""The table of metrics in README, made from the modules that define them.

`python -m deploy.observability.table` writes it.

Whatever a process tells Prometheus of ours is a metric of one of `MODULES`; those of the Python process itself
(``process_…``, ``python_…``) come from the client library and are not in the table.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

__all__ = ["BEGIN", "END", "Described", "described", "main", "put", "table"]

MODULES = {
    "connectors.metrics": "connect",
    "streams.metrics": "stages",
    "alerts.metrics": "escalate, notify",
    "deploy.metrics": "all",
}
BEGIN = "<!-- metrics: written by `python -m deploy.observability.table` -->"
END = "<!-- end of metrics -->"
README = Path(__file__).parents[2] / "README.md"


class Described(NamedTuple):
    """One metric: its name as scraped, type, labels, meaning, and which processes tell it."""

    name: str
    kind: str
    labels: tuple[str, ...]
    meaning: str
    told_by: str


def described() -> Iterator[Described]:
    """Yield our metrics, in the order of the path and of their definition."""
    for name, told_by in MODULES.items():
        for metric in vars(importlib.import_module(name)).values():
            labels = getattr(metric, "_labelnames", None)
            if labels is None or isinstance(metric, type):
                continue
            (family,) = metric.describe()
            scraped = f"{family.name}_total" if family.type == "counter" else family.name
            yield Described(scraped, family.type, tuple(labels), family.documentation, told_by)


def table() -> str:
    """Return the table in Markdown."""
    rows = [
        f"| `{one.name}` | {one.kind} | {', '.join(one.labels)} | {one.meaning} | {one.told_by} |"
        for one in described()
    ]
    return "\n".join(["| Metric | Type | Labels | Meaning | Told by |", "|---|---|---|---|---|", *rows])


def put(text: str) -> str:
    """Return README's text with the table between its marks as it has to be.

    Raises:
        ValueError: the marks are not there.
    """
    before, found, rest = text.partition(BEGIN)
    _, closed, after = rest.partition(END)
    if not (found and closed):
        raise ValueError(f"README.md has no lines {BEGIN!r} and {END!r}; put them where the table belongs")
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


def main() -> int:
    """Write the table into README."""
    README.write_text(put(README.read_text("utf-8")), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
