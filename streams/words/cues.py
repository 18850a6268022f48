"""What a lexicon may hold: tiers and types of triggers, tables and their cues, keys of a place of interest.

What each means `streams.words.lexicon` tells, which reads the files and refuses what is not named here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from streams.report import EventType

__all__ = ["CUES", "GENRES", "GENRE_SORTS", "NUMBER_TABLES", "ORDERED", "PATTERN_CUES", "PLACE_KEYS", "TIERS", "TYPES"]

TIERS = ("sure", "denied", "strong", "plain", "weak", "faint")
TYPES = (frozenset(get_args(EventType)) - {"DISASTER"}) | {"SHOOT", "BLOW", "SEIZE", "HAZARD"}
ROLES = frozenset({"killed", "injured", "arrested", "missing", "evacuated", "crowd"})
_NEGATION_TEXT = "before close far final noun after loose inside foiled recant pseudo cut"
NEGATION = frozenset(_NEGATION_TEXT.split())
_SINGLES_TEXT = (
    "part place definite objects links ends not_one beside dying passive one auxiliary endings several collective "
    "negating aged brought household"
)
SINGLES = frozenset(_SINGLES_TEXT.split())
_SCENE_TEXT = (
    "seen now near help harm flee break ask warn spot study work food play sport love kin art shop merry memory drill "
    "like body jam laugh if talk"
)
_ATTRIBUTION_TEXT = (
    "own verbs according ends unsaid inverted same vague states to means official media eyewitness party kin relatives"
)
GENRES = ("checked", "drill", "review", "court", "memorial", "statistics", "background", "announcement", "business")
GENRE_SORTS = ("strong", "first", "late", "weak", "unless", "beside")
_GENRE = frozenset(GENRE_SORTS)
_TIMES_TEXT = """days yesterday before_yesterday today night months local dawn morning afternoon evening nighttime alone
early into at hourly about clock oclock hours half_past half_to and_half half_hour between ago units doubles noon
midnight daytime"""
CUES: Mapping[str, frozenset[str]] = {
    "negation": NEGATION,
    "hedging": frozenset({"cues", "anywhere", "pseudo"}),
    "planned": frozenset({"before", "behind", "anywhere", "advice", "drill", "pseudo"}),
    "past": frozenset({"first", "before", "close", "after", "anywhere", "pseudo", "recalling", "sooner"}),
    "attribution": frozenset(_ATTRIBUTION_TEXT.split()),
    "numbers": frozenset(
        {
            "words",
            "tens",
            "scales",
            "fuzzy",
            "at_least",
            "at_most",
            "about",
            "between",
            "either",
            "postposed",
            "shares",
            "and_half",
            "grown",
            "none",
            "half",
            "single",
            "named",
            "conjunction",
            "endings",
        }
    ),
    "roles": ROLES,
    "role_phrases": ROLES,
    "singles": SINGLES,
    "people": frozenset({"police", "soldiers", "children", "women", "civilians", "protesters", "militants", "people"}),
    "context": frozenset(
        {
            "crisis",
            "informal",
            "sport",
            "sport_sure",
            "elsewhere",
            "everyday",
            "dealings",
            "sport_news",
            "other_news",
            "news",
            "agents",
        }
    ),
    "times": frozenset(_TIMES_TEXT.split()),
    "scene": frozenset(_SCENE_TEXT.split()),
    "figurative": frozenset({"phrases"}),
    "neutral": frozenset({"phrases"}),
    "genres": frozenset({"after"}),
    **dict.fromkeys(GENRES, _GENRE),
}
ORDERED: Mapping[str, int] = {"days": 7, "months": 12, "units": 3, "doubles": 3, "hours": 12}
"""Cues of times whose entries count by their place, and how many they are: Monday, January, minutes, one o'clock first;
alternatives with a bar."""
PATTERN_CUES = {
    "negation": NEGATION,
    "hedging": frozenset({"cues", "pseudo"}),
    "planned": frozenset({"before", "anywhere", "advice", "drill", "pseudo"}),
    "past": frozenset({"first", "before", "close", "after", "anywhere"}),
    "attribution": frozenset({"verbs", "according", "unsaid"}),
    "scene": CUES["scene"],
    "role_phrases": ROLES,
    **dict.fromkeys(GENRES, _GENRE),
}
"""Cues that are patterns like triggers; the others are words, or stems with a star."""
NUMBER_TABLES = frozenset({"words", "tens", "scales", "fuzzy", "shares"})
PLACE_KEYS = frozenset({"name", "aliases", "lat", "lon", "country", "city", "admin1"})
