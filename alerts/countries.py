"""Names of countries for people, by ISO 3166-1 code: a report's place carries the code alone.

Source: the table that the tagger reads names with, from Unicode CLDR; the first of a row is English.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

__all__ = ["country_name", "names_country"]


@cache
def _names() -> Mapping[str, str]:
    table = tomllib.loads((files("streams") / "lexicons" / "countrynames.toml").read_text(encoding="utf-8"))
    return {code: names[0] for code, names in table["names"].items()}


def country_name(code: str) -> str:
    """Return the English name, or the code itself where the table has none."""
    return _names().get(code, code)


@cache
def _english() -> frozenset[str]:
    return frozenset(name.casefold() for name in _names().values())


def names_country(name: str) -> bool:
    """Whether a name is the English one of a country."""
    return name.casefold() in _english()
