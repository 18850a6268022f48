"""Words of a lexicon that are also written with other letters: the Turkish ``ı`` as ``i``, ``ä`` as ``ae``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from streams.words.cues import ORDERED

__all__ = ["with_twins"]

_TWINS = {"tr": {"ı": "i"}, "de": {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}}
"""How letters are also written: the Turkish ``ı`` as the small letter of ``I`` in capitals, German ones as two."""


def with_twins(raw: Any, language: str) -> Any:
    """Return a lexicon's tables, and behind their entries those that the language also writes with other letters."""
    return _twinned(raw, _TWINS[language]) if language in _TWINS else raw


def _twinned(raw: Any, other: Mapping[str, str]) -> Any:
    """Return a lexicon's entries, and behind them those that are also written with other letters, so written."""
    if isinstance(raw, dict):
        twins = {_twin(key, other): value for key, value in raw.items()}
        return {
            key: [_joined_twins(entry, other) for entry in value]
            if key in ORDERED and isinstance(value, list)
            else _twinned(value, other)
            for key, value in (twins | raw).items()
        }
    if isinstance(raw, list):
        return [*raw, *(twin for entry in raw if isinstance(entry, str) and (twin := _twin(entry, other)) != entry)]
    return raw


def _joined_twins(entry: Any, other: Mapping[str, str]) -> Any:
    """Return an entry that counts by its place in a list, with what else it is written as."""
    if not isinstance(entry, str):
        return entry
    return "|".join(dict.fromkeys([*entry.split("|"), *(_twin(one, other) for one in entry.split("|"))]))


def _twin(entry: str, other: Mapping[str, str]) -> str:
    return entry if entry.isascii() else "".join(other.get(letter, letter) for letter in entry)
