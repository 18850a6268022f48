"""Figures of two events in one: "Bombs in two cities kill 14", "seven dead on both sides". They are of neither alone.

Nine dead of one town and five of the other are told as fourteen by everybody who sums the day up, most often under the
name of one of them. Such a figure is known by the alerts of the day: it is what this one and another nearby have
told together, and the text speaks of several; or the text joins the names of both towns. Pure.

Limits: a sum that comes before both alerts have told their parts is taken for a toll, unless both towns are named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from alerts.alert import CountClaim
from alerts.episode import Episode
from alerts.keys import UNKNOWN, Atlas, distance_km

__all__ = ["without_sums"]

NEAR_KM = 500.0  # of two countries: what shells and drones reach
LATELY = timedelta(days=1)
SUMMED = frozenset({"killed", "injured"})
SEVERAL = re.compile(
    r"\b(?:both|two|twin|double|together|altogether|in all|in total|total(?:ling)?|overall|attacks|blasts|bombings"
    r"|bombs|explosions|strikes|raids|shootings|fires|clashes|towns|cities|villages|sides)\b"
    r"|\b(?:ambos|ambas|dos|doble|en total|suman?|ataques|atentados|explosiones|ciudades|bandos)\b"
    r"|\b(?:deux|double|au total|attaques|attentats|explosions|frappes|villes|camps)\b"
    r"|\b(?:dois|duas|ao todo|explosões|cidades|lados)\b|\b(?:beide\w*|zwei|insgesamt|anschläge\w*|explosionen)\b"
    r"|\b(?:due|entrambi|in totale|attentati|esplosioni)\b"
    r"|обои|обеи|обе(?:их|ими)|двух|двойн|всего|суммарно|в общей сложности"
    r"|взрывов|атак\b|ударов|терактов|городах|сторон"
    r"|\bэки|жалпы|обидв|усього|загалом|\b(?:her iki|iki|toplam|saldırılar\w*|patlamalar\w*)\b"
    r"|\b(?:dwóch|obu|łącznie|zamach(?:ach|ów))\b|كلا|كلتا|الهجومين|التفجيرين|الانفجارين|هجومين|تفجيرين|انفجارين|مدينتين"
    r"|إجمالي|الجانبين|الطرفين|\b(?:kedua|dua|total|serangan-serangan)\b|दोनों|कुल"
)
"""What a text that sums up says of it: a plural, "both", "in all"."""
_JOIN = r"\s*(?:,|&|\+|/|\band\b|\by\b|\be\b|\bet\b|\bund\b|\bи\b|\bта\b|\bve\b|\bi\b|\bdan\b|\bжана\b|و)\s*"


def without_sums(
    claims: Sequence[CountClaim], excerpt: str, own: Episode, alerts: Iterable[Episode], atlas: Atlas
) -> tuple[CountClaim, ...]:
    """Return the claims of a report but for those that an alert and another nearby make together.

    Args:
        claims: of the report.
        excerpt: of its text.
        own: the alert that it joins.
        alerts: those that are open or were lately.
        atlas: of their places.
    """
    if not any(claim.count.role in SUMMED and claim.count.min for claim in claims):
        return tuple(claims)
    lately = [one for one in alerts if one.id != own.id and _lately(own, one)]
    if not lately:
        return tuple(claims)
    text, others = excerpt.casefold(), [one for one in lately if _near(own, one, atlas)]
    joined = any(_joined(text, atlas.place(own.node).name, atlas.place(one.node).name) for one in lately)
    several = SEVERAL.search(text) is not None
    return tuple(
        claim
        for claim in claims
        if claim.count.role not in SUMMED
        or claim.count.of is not None
        or not (joined or (several and _is_sum(claim, own, others)))
    )


def _lately(own: Episode, other: Episode) -> bool:
    placed = UNKNOWN not in (own.node, other.node) and own.node != other.node
    return placed and abs(_told_at(own) - _told_at(other)) <= LATELY


def _near(own: Episode, other: Episode, atlas: Atlas) -> bool:
    if own.node.split("\x1f", 1)[0] == other.node.split("\x1f", 1)[0]:
        return True
    here, there = atlas.place(own.node), atlas.place(other.node)
    return distance_km(here.lat, here.lon, there.lat, there.lon) <= NEAR_KM


def _told_at(episode: Episode) -> datetime:
    return episode.latest_at or episode.started


def _is_sum(claim: CountClaim, own: Episode, others: Sequence[Episode]) -> bool:
    """Whether a figure is that of an alert and of one other, or of all others, together."""
    here = _figure(own, claim.count.role)
    there = sorted(filter(None, (_figure(one, claim.count.role) for one in others)))
    return here > 0 and (claim.count.min or 0) in {here + one for one in (*there, sum(there)) if one}


def _figure(episode: Episode, role: str) -> int:
    return dict(episode.standing.signal.figures).get(role, 0) if episode.standing is not None else 0


def _joined(text: str, one: str, other: str) -> bool:
    """Whether a text names two towns in one breath, and nowhere else."""
    one, other = one.casefold(), other.casefold()
    if text.count(one) != 1 or text.count(other) != 1:
        return False
    pair = rf"{re.escape(one)}{_JOIN}{re.escape(other)}|{re.escape(other)}{_JOIN}{re.escape(one)}"
    return re.search(pair, text) is not None
