"""What figures a story claims: who gives each, whether it is sure, and which are of another day or taken back."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Literal

from msgspec.structs import replace

from alerts.alert import CountClaim
from alerts.momentous import captive, checks, heard, succumbed
from alerts.severity import ALONE
from alerts.sought import without_the_found
from streams.report import Count, Mention, Speaker, Story

__all__ = ["claims_of"]

CORRECTION = re.compile(
    r"correct|revis(?:es?|ed|ing|ion)\b|lower(?:s|ed|ing)\b|(?:cut|reduced|down) (?:its |the )?(?:toll|from|to)\b"
    r"|counted twice|double[- ]count|not \d[\d,.]* but|earlier (?:said|figure|count|report)|miscount|recount"
    r"|уточн|снизил|исправл|поправк|не \d+, а|rectific|correg|corrig|a la baja|rebaj|à la baisse|rectifi|révis|revu"
    r"|rettific|corre(?:tt|zion)|ribass|korrig|berichtig|nach unten|retific|düzelt|тактап|صحح|تصحيح"
)
IN_A_SPAN = re.compile(
    r"\b(\d[\d,.]*)\b[^.!?\n]{0,50}?(?:\b(?:this|so far this|in a|last|past) (?:month|year|season)\b|year to date"
    r"|за (?:месяц|год|сезон)|с начала года|este (?:mes|año)|en lo que va|cette année|ce mois|depuis janvier"
    r"|dieses jahr|quest'anno|este ano|bu yıl|bu ay)"
)
"""Those of many events in a month or a year."""
QUESTION = re.compile(r"[^.!?\n]*\?")
FIGURE = re.compile(r"\d+")
_FEARED = re.compile(r"\bfeared\b|опаса|se teme|on craint|à craindre|befürcht|si teme|teme-se|يخش", re.IGNORECASE)


def claims_of(story: Story, mentions: Iterable[Mention]) -> list[CountClaim]:
    """Return the counts that a story gives in mentions, each with who gives it and whether it is sure."""
    told = [
        (count, mention)
        for mention in mentions
        for count in mention.counts
        if mention.polarity == "asserted" or count.max == 0  # "200 dead is false" tells of nobody dead
        if count.role != "arrested" or not captive(mention.trigger.text, story.excerpt)
    ]
    told = _of_this_day(_still_hurt(told, story.excerpt), story.excerpt)
    if not told or checks(story.excerpt):
        return []
    corrects = bool(CORRECTION.search(story.excerpt.lower()))
    sure = {(count, mention.source) for count, mention in told if mention.source is not None and _only(count, mention)}
    claims = []
    for count, mention in told:
        speaker = _speaker(count, mention, sure)
        doubt = _doubt(story, count, speaker, hedged=mention.hedged)
        claims.append(CountClaim(count, speaker, story.id, story.published_at, corrects, doubt))
    claims = _withdrawing(claims) if corrects and story.kind == "newswire" else claims
    plain = {one.count for one in claims if not one.doubt}
    told_once = list(dict.fromkeys(one for one in claims if not one.doubt or one.count not in plain))
    return without_the_found(told_once, story)


def _still_hurt(told: list[tuple[Count, Mention]], excerpt: str) -> list[tuple[Count, Mention]]:
    """Leave out how many injured have died since: ``two [injured] have died, the toll is 21``."""
    dead = {count.min or 0 for count, _ in told if count.role == "killed" and count.of is None}
    fewer = {
        count.min for count, _ in told if count.role == "injured" and count.min and count.min < max(dead, default=0)
    }
    gone = fewer if fewer and succumbed(excerpt) else (fewer & dead) - {1}  # one died at once, one is hurt
    return [one for one in told if one[0].role != "injured" or one[0].min not in gone]


def _of_this_day(told: list[tuple[Count, Mention]], excerpt: str) -> list[tuple[Count, Mention]]:
    """Leave out the sum of a month or a year that stands beside what is told: ``5 dead; that makes 41 this month``."""
    sums = {one.replace(",", "") for one in IN_A_SPAN.findall(excerpt.lower())}
    if not sums:
        return told
    kept = [one for one in told if str(one[0].min) not in sums]
    roles = {count.role for count, _ in kept}
    return [one for one in told if one in kept or one[0].role not in roles]


def _withdrawing(claims: list[CountClaim]) -> list[CountClaim]:
    """Return the claims of a medium that corrects itself without the dead that it takes back: more than it tells first.

    What an official body counted twice is told in other words: "one body counted twice, the total is now 11".
    """
    dead = [one.count.min or 0 for one in claims if one.count.role == "killed" and one.count.of is None]
    if not dead or max(dead) <= dead[0] or dead[0] != min(dead):
        return claims
    kept = [one for one in claims if one.count.role != "killed" or one.count.of is not None or one.count.min == dead[0]]
    return [replace(one, instead=max(dead)) if one.count.role == "killed" else one for one in kept]


def _doubt(story: Story, count: Count, speaker: Speaker | None, *, hedged: bool) -> Literal["", "hedged", "asked"]:
    """Return whether a text gives a count as sure.

    What a post has heard, or fears, in nobody's name is as good as asked, the latter if large. What an official body
    gives is sure but for the dead that it fears.
    """
    if speaker is not None and speaker.class_ == "official":
        feared = hedged and count.role == "killed" and _FEARED.search(story.excerpt) is not None
        return "hedged" if feared else ""
    asked = any(str(count.min) in FIGURE.findall(one.replace(",", "")) for one in QUESTION.findall(story.excerpt))
    passes_on = heard(story.excerpt)
    saw = speaker is not None and speaker.class_ == "eyewitness" and (hedged or passes_on)  # "we cannot verify claims"
    nobody = (speaker is None or saw) and story.kind == "social"
    rumoured = nobody and (passes_on or (hedged and (count.min or 0) > ALONE))
    if asked or rumoured:
        return "asked"
    return "hedged" if hedged else ""


def _only(count: Count, mention: Mention) -> bool:
    return all(one == count or (one.role, one.of) != (count.role, count.of) for one in mention.counts)


def _speaker(count: Count, mention: Mention, sure: Collection[tuple[Count, Speaker]]) -> Speaker | None:
    """Return who gives a count.

    Of two of one kind in one sentence ("six, says the group, one, says the ministry") only the one that nobody else
    gives is the speaker's.
    """
    if mention.source is None or _only(count, mention):
        return mention.source
    alike = {one for one in mention.counts if (one.role, one.of) == (count.role, count.of)}
    others = {one for one, speaker in sure if speaker != mention.source}
    if count.role != "killed":  # eighty hurt, ten of them in hospital
        return None if count in others else mention.source
    return mention.source if alike - others == {count} else None
