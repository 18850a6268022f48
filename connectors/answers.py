"""JSON answers of services: read once for all of them, with errors that say what was expected."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from connectors.connector import Skipped
from connectors.errors import OptionsError, PayloadError
from connectors.page import Page, shown_url

__all__ = ["at_most", "cursor_of", "json_of", "need", "number_of", "rows_of", "skipped_row", "text_in", "told"]

StateT = TypeVar("StateT", bound=msgspec.Struct)

_TEXT_CHARACTERS = 200_000


def json_of(source: str, page: Page) -> Any:
    """Return the body's JSON; raises `PayloadError`."""
    try:
        return msgspec.json.decode(page.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as exc:
        raise PayloadError(source, f"{shown_url(page.url)} does not answer with JSON: {exc}") from exc


def rows_of(source: str, page: Page, *path: str) -> list[Any]:
    """Return the list at a path of keys; raises `PayloadError` when it is not there."""
    found: Any = json_of(source, page)
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    if not isinstance(found, list):
        raise PayloadError(source, f"{shown_url(page.url)} answers without the list `{'.'.join(path)}`")
    return found


def text_in(row: Any, *path: str) -> str:
    """Return the text at a path of keys; empty for anything else, numbers as they are written."""
    for key in path:
        row = row.get(key) if isinstance(row, Mapping) else None
    if isinstance(row, bool):
        return ""
    return str(row).strip()[:_TEXT_CHARACTERS] if isinstance(row, str | int | float) else ""


def number_of(text: str) -> float | None:
    """Return a finite number, None for anything else."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def skipped_row(row: Any, problem: str, origin: str) -> Skipped:
    """Return the dead letter of one row that is no post."""
    return Skipped("unreadable", f"{origin}: {problem}", origin, msgspec.json.encode(row))


def cursor_of(source: str, cursor: str | None, kind: type[StateT]) -> StateT:
    """Read a cursor of ours; a first start has none. Raises `OptionsError` for one of another kind of source."""
    if cursor is None:
        return kind()
    try:
        return msgspec.json.decode(cursor, type=kind)
    except (msgspec.DecodeError, RecursionError) as exc:
        raise OptionsError(source, f"{cursor[:80]!r} is no cursor of this kind of source; rename it") from exc


def told(state: msgspec.Struct) -> str:
    """Return the cursor of a state."""
    return msgspec.json.encode(state).decode()


def need(source: str, option: str, value: str, where: str) -> None:
    """Raise `OptionsError` when a key is missing: ``where`` is the sentence that says how to get one."""
    if not value.strip():
        raise OptionsError(source, f'option `{option}` is missing. {where} Give it as `{option} = "env:NAME"`.')


def at_most(at: datetime | None, now: datetime) -> datetime:
    """Return a time of publication that is not in the future; ``now`` when it is not told."""
    return now if at is None else min(at, now)
