"""Values out of decoded JSON whose types nobody guarantees: a wrong type reads as absent, never as an error.

For what stands *inside* a record. Envelopes are read strictly by their connectors, and so is what makes a record one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["Row", "number", "row", "rows", "text"]

Row = Mapping[str, Any]

_EMPTY: Row = {}


def row(value: Any, *path: str) -> Row:
    """Return the object at a path of names; an empty one when it is not there or no object."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else _EMPTY


def rows(value: Any, *path: str) -> Iterator[Row]:
    """Yield the objects of the list at a path; what is no object is passed over."""
    *before, last = path or ("",)
    found = row(value, *before).get(last) if path else value
    yield from (each for each in found if isinstance(each, dict)) if isinstance(found, list) else ()


def text(value: Any, *path: str) -> str:
    """Return the string at a path, an integer as its digits; empty when it is neither."""
    *before, last = path
    found = row(value, *before).get(last)
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    return found if isinstance(found, str) else ""


def number(value: Any, *path: str) -> float | None:
    """Return the number at a path; None when there is none."""
    *before, last = path
    found = row(value, *before).get(last)
    return found if isinstance(found, int | float) and not isinstance(found, bool) else None
