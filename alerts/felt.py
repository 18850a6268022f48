"""An earthquake is felt in many towns and across borders, and is one event: what tells of it belongs to one alert.

So is a tsunami, an eruption, a meteorite. Other disasters are where they are: two floods or two crashes in two towns
are two. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence

from alerts.episode import Episode
from alerts.hazards import UNNAMED, hazard_phrase, leading_phrase
from alerts.keys import UNKNOWN, Atlas, distance_km
from alerts.ledger import HAZARD
from alerts.severity import VICTIMS
from streams.report import Story

__all__ = ["aftermath", "told_by", "wide", "within_reach"]

WIDE = frozenset({"an earthquake", "a tsunami", "a volcanic eruption", "a meteorite"})
AFTERMATH = VICTIMS | {HAZARD}
REACH_KM = 1000.0  # from the place of an alert to another where the same is felt
COUNTRY_KM = 1500.0  # to the middle of a country


def wide(episode: Episode) -> str:
    """Return what an episode is mainly about, if that is felt far away: ``an earthquake``; else nothing."""
    disasters = episode.types.get(HAZARD, 0)
    phrase = leading_phrase(episode.hazards) if 2 * disasters >= episode.reports > 0 else ""
    return phrase if phrase in WIDE else ""


def told_by(story: Story, phrase: str) -> bool:
    """Whether a story asserts ``an earthquake`` by name."""
    return phrase in _named(story)


def aftermath(story: Story, types: Sequence[str]) -> bool:
    """Whether a story that asserts ``types`` tells of victims and rescue only, without a word of what befell them."""
    return bool(types) and AFTERMATH.issuperset(types) and _named(story) <= {UNNAMED}


def _named(story: Story) -> set[str]:
    hazards = story.report.hazards
    return {hazard_phrase({one.trigger.text.lower(): 1}) for one in hazards if one.polarity == "asserted"}


def within_reach(atlas: Atlas, node: str, other: str) -> bool:
    """Whether one earthquake may be felt at both nodes; one at an unknown place may be any."""
    if UNKNOWN in (node, other):
        return True
    one, two = atlas.place(node), atlas.place(other)
    country = "country" in (one.precision, two.precision)
    if country and one.country == two.country:
        return True
    return distance_km(one.lat, one.lon, two.lat, two.lon) <= (COUNTRY_KM if country else REACH_KM)
