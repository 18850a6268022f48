"""The form of the gazetteer's file, and the forms in which names are compared; for the one who writes and who reads.

Layout: a little-endian header, then arrays of 64-bit name hashes (sorted) and the entries they name, the entries, and a
blob of strings. Its name carries `FORMAT` and a hash of `SOURCES`, so different versions do not meet.
"""

from __future__ import annotations

import re
import struct
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

__all__ = [
    "CITY",
    "COUNTRY",
    "COUNTY",
    "DATA",
    "DEMONYM",
    "ENTRY",
    "FORMAT",
    "HEAD",
    "MAGIC",
    "REGION",
    "SOURCES",
    "joined_of",
    "key_of",
    "namesakes",
    "readable",
    "stems_of",
]

FORMAT = 20
MAGIC = b"TOCGAZ" + bytes([0, FORMAT])
DATA = Path(__file__).parents[1] / "lexicons"
SOURCES = (
    "countries.toml",
    "countrynames.toml",
    "placewords.toml",
    "regions.toml",
    "subdivisions.tsv",
    "townlets.tsv",
    "ownplaces.tsv",
    "namesakes.toml",
)
"""Files that the built file depends on; its name carries their hash."""
CITY, REGION, COUNTRY, DEMONYM, COUNTY = range(5)
ENTRY = struct.Struct("<ffIIIIIBxxx")  # lat, lon, population, country, region, zone, name, kind
HEAD = struct.Struct("<8sIIII")  # magic, names, entries, strings, blob bytes
_SCRIPTS = re.compile(
    r"^[A-Za-z\u00c0-\u024f\u1e00-\u1eff' .\-’]+$|^[\u0400-\u04ff' .\-’]+$|^[\u0621-\u064a .\-]+$|^[\u0900-\u0963 ]+$"
)
_RU_ENDING = re.compile(
    r"(?<=\w{3})(?:[ыи]ми|[оe]го|[оеo]му|[ыи]х|[ыи]м|[оеыи]й|[ая]я|[ую]ю|[оеы]е|ие|[ое]в|[ая]х|[ая]м|[ая]ми|[ое]м|[ыиаяуюеоь])$"
)
_ARABIC_FOLD = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه"})


@lru_cache(maxsize=50_000)
def key_of(name: str) -> str:
    """Return the form in which names are compared: lower case, no accents, no dots, hyphens as spaces."""
    if not name.isascii():
        if any("\u00c0" <= char <= "\u024f" or char >= "\u1e00" for char in name):
            name = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
        name = name.replace("’", "'").translate(_ARABIC_FOLD).replace("ё", "е").replace("Ё", "е")
    return " ".join(name.lower().replace(".", "").replace("-", " ").split())


def stems_of(name: str) -> str:
    """Return a Russian name of several words without the endings that cases change, marked as such."""
    return "~" + " ".join(_RU_ENDING.sub("", word) for word in key_of(name).split())


def joined_of(name: str) -> str:
    """Return a name of several words as a hashtag has it, marked as such: ``Lac-Mégantic`` as ``#lacmegantic``."""
    return "#" + key_of(name).replace(" ", "").replace("'", "")


@cache
def namesakes() -> Mapping[str, frozenset[str]]:
    """Return names of towns that are ``words`` or ``persons``' names as well."""
    with (DATA / "namesakes.toml").open("rb") as file:
        return {sort: frozenset(names.split()) for sort, names in tomllib.load(file).items()}


def readable(name: str) -> bool:
    """Whether a name is in a script that texts are read in, and no code or abbreviation."""
    return bool(_SCRIPTS.match(name)) and not name.isupper() and not name[0].islower()
