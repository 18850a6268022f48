"""What the judgements of a text say of each other: denied together, dated together, told as the background of news."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import datetime
from itertools import takewhile

from msgspec.structs import replace

from streams.clauses.background import backgrounds, goes_on
from streams.clauses.bygone import (
    BREAKS,
    after_another,
    before_told,
    dates_all,
    of_now,
    relates,
    shares_past,
)
from streams.clauses.captives import held_before, held_then
from streams.clauses.elsewhen import elsewhen, governs_all
from streams.clauses.overlaps import Found
from streams.clauses.polarity import Cue, Cues
from streams.clauses.yearly import yearly
from streams.composer import OLDER, Judged

__all__ = [
    "VICTIMS",
    "dated_together",
    "denied_together",
    "every_year",
    "happened",
    "is_well",
    "older_together",
    "only_recalled",
    "overruled",
    "related",
    "remembered_together",
    "renamed",
    "seized_before",
    "set_apart",
    "set_back",
]

LESSER = ("plain", "weak")  # tiers of words that need not be the event itself
WITH_SIGNS = ("FIRE", "EXPLOSION")  # whose signs, smoke and bangs, also come from other things
VICTIMS = frozenset({"DEATH", "INJURY"})
_ARSON = (
    "arson",
    "теракт",
    "терак",
    "terror",
    "zamach",
    "brandstift",
    "kundakla",
    "поджог",
    "підпал",
    "podpal",
    "incendio doloso",
    "incendie criminel",
)
_OTHER_SENSE = 6.0  # score, as of a picture
_WELL_TEXT = """rescued saved safe safely alive unhurt unharmed uninjured unscathed fine ok okay survived everyone
everybody all both walked turned resurfaced found out escaped"""
_WELL = frozenset(_WELL_TEXT.split())
_AIR_TEXT = "airstrike airstrikes warplane warplanes missile missiles drone drones jets shelling rockets bombardment"
_AIR = frozenset(_AIR_TEXT.split())
_MARCHING_TEXT = (
    "union unions strikers wages walkout stoppage picket demonstrators protesters protest protests marched marchers "
    "rally demonstration"
)
_MARCHING = frozenset(_MARCHING_TEXT.split())
_STRIKE, _RIOT = frozenset({"strike", "strikes"}), frozenset({"riot", "riots", "rioting", "rioted"})
_GUNS_TEXT = (
    "gunmen gunman gunfire shooting soldiers troops tank tanks militants rifles machine-gun fighters shelling "
    "artillery mortar shootout gunbattle"
)
_GUNS = frozenset(_GUNS_TEXT.split())
_BURNING_TEXT = (
    "firefighters firefighter firemen brigade blaze blazes burned burnt burning burn burns smoke flames ablaze arson "
    "bushfire bushfires wildfire wildfires torched alight inferno fires extinguished"
)
_BURNING = frozenset(_BURNING_TEXT.split())
_PRISON = frozenset({"prison", "inmates", "jail", "penitentiary", "prisoners"})
YEAR_DIGITS = 4
_YEAR = re.compile(r"\b\d{4}\b")
_SOONER = (" before", " earlier", " previous", "memory")
_ANSWERS = frozenset({"ARREST", "PROTEST", "FORCE", "FREED"})
_AMID = [["in", "the"], ["in", "a"], ["by", "the"], ["by", "a"], ["in"], ["when", "a"], ["during", "the"]]
"""Between the dead of the past and what killed them."""
_BEHIND_YEAR = frozenset({"that", "which", "when", "where"})
"""What is done about an event of long ago may be of now, but where the date opens the sentence."""


def happened(one: Judged) -> bool:
    """Whether a trigger tells of an event of now."""
    return one.found.literal and one.reading.polarity == "asserted"


def related(judged: Sequence[Judged], words: Sequence[str], one: Found, *, dated: bool) -> str:
    """Return why an event is past that is told of one that is: ``the 2015 attack on a museum [that] killed 22``."""
    before, start = judged[-1] if judged else None, one.start
    if before is None or before.found.end > start:
        return ""
    if before.reading.polarity == "asserted" and not set(before.found.types).isdisjoint(one.types):
        return "after another" if after_another(words, start) else ""
    if before.reading.polarity != "past" or not before.reading.reasons:
        return ""
    victims = VICTIMS.issuperset((*before.found.types, *one.types))
    together = victims and shares_past(words, before.found.end, start, one.end)
    reason = before.reading.reasons[-1].removeprefix("past: ")
    together = together or _one_predicate(words, before.found, one, reason)
    if not (together or relates(words, before.found.end, start, dated=dated)):
        return ""
    return reason


def _one_predicate(words: Sequence[str], before: Found, one: Found, reason: str) -> bool:
    """Whether what is told behind an event of the past is told in the same breath.

    ``the 1842 fire [destroyed the mill and killed] 51``, ``a memorial to those [killed in the bombing]``.
    """
    between = words[before.end : one.start]
    if VICTIMS.issuperset(one.types):
        return between[-1:] == ["and"] and reason.isdecimal() and BREAKS.isdisjoint(between)
    return VICTIMS.issuperset(before.types) and _ANSWERS.isdisjoint(one.types) and between in _AMID


def set_apart(judged: Sequence[Judged], words: Sequence[str], before: Sequence[Judged]) -> None:
    """Make past what a sentence sets beside the news that the text told before: ``Last month 30 died there``."""
    phrase, behind = elsewhen(words)
    told = {kind for one in before if happened(one) for kind in one.found.types} if phrase else set()
    if told:  # who else was hurt is no news of an event that has its own, even where it hurt nobody
        told |= VICTIMS
    all_of_it = governs_all(words, phrase)
    for one in judged if told else ():
        ours = one.reading.polarity == "asserted" and one.found.start >= behind
        if ours and (all_of_it or any(kind in told for kind in one.found.types)):
            reasons = (*one.reading.reasons, f"past: {phrase}")
            one.reading = replace(one.reading, polarity="past", reasons=reasons)


def dated_together(judged: Sequence[Judged]) -> None:
    """Let the year that opens a short text date all of it: ``On 3 October 2014, ... Two more were killed ...``."""
    opening = judged[0] if judged else None
    if opening is None or not dates_all(opening.sentence.words, opening.reading.reasons):
        return
    for one in judged:
        if (
            one.reading.polarity == "asserted"
            and one.sentence is not opening.sentence
            and not of_now(one.sentence.words)
        ):
            reasons = (*one.reading.reasons, "past: as the text began")
            one.reading = replace(one.reading, polarity="past", reasons=reasons)


def older_together(judged: Sequence[Judged]) -> None:
    """Note victims of before the event of a text that its opening year dates: ``a [slain] protester's funeral``."""
    opening = judged[0] if judged else None
    if opening is None or not dates_all(opening.sentence.words, opening.reading.reasons):
        return
    years = set(_YEAR.findall(opening.sentence.folded))
    if len(years) < 2 and not any(hint in opening.sentence.folded for hint in _SOONER):
        return  # as nearly always
    year = next(int(word) for word in opening.sentence.words if len(word) == YEAR_DIGITS and word.isdecimal())
    for one in judged:
        if one.reading.polarity != "past" or VICTIMS.isdisjoint(one.found.types):
            continue
        if before_told(one.sentence.words, one.found.start, one.found.end, year):
            one.reading = replace(one.reading, reasons=(*one.reading.reasons, OLDER))


def set_back(judged: Sequence[Judged], before: Sequence[Judged], months: Mapping[str, int], at: datetime) -> None:
    """Make past what a sentence of a report dates to an earlier time, once the text has told its news.

    Before that only what a relative clause tells of a year: ``a trip in 1999 [that ended with 21 people dying]``.

    Args:
        judged: triggers of the sentence.
        before: those of the sentences before it.
        months: name -> number.
        at: when the text was published.
    """
    if not judged:
        return
    words = judged[0].sentence.words
    if not any(map(happened, before)):
        for stretch in backgrounds(words, months, at):
            since = _relative_behind(words, stretch.said)
            _make_past([one for one in judged if since <= one.found.start < stretch.end], f"past: {stretch.said}")
        return
    latest = before[-1].sentence
    last = takewhile(lambda one: one.sentence is latest, reversed(before))
    if any(one.reading.polarity == "past" for one in last) and (said := goes_on(words)):
        _make_past(judged, f"past: {said}")
        return
    for stretch in backgrounds(words, months, at):
        inside = [one for one in judged if stretch.start <= one.found.start < stretch.end]
        _make_past(
            [one for one in inside if stretch.opens or _ANSWERS.isdisjoint(one.found.types)], f"past: {stretch.said}"
        )


def every_year(judged: Sequence[Judged]) -> None:
    """Make past what a sentence tells of year by year, see `streams.clauses.yearly`."""
    if judged and (stretch := yearly(judged[0].sentence.words))[0]:
        said, start, end = stretch
        _make_past([one for one in judged if start <= one.found.start < end], f"past: {said}")


def is_well(cue: Cue, words: Sequence[str], language: str) -> bool:
    """Whether a cue inside a trigger says that somebody is safe, which denies no release."""
    return cue.sort == "inside" and (language != "en" or words[cue.start] in _WELL)


def only_recalled(judged: Sequence[Judged], folded: str, cues: Cues) -> None:
    """Make past what a text only recalls: ``[Напомним], в марте ...``, ``[Ранее] сообщалось о двух погибших``.

    The second only once something was told; of today stays its own.

    Args:
        judged: of the whole text.
        folded: the text.
        cues: of its language.
    """
    for at, end in cues.recalls(folded) if any(map(happened, judged)) else ():
        one_sentence = end == at
        if one_sentence and not any(happened(one) and one.sentence.end <= at for one in judged):
            continue
        recalled = [
            one
            for one in judged
            if (one.sentence.start <= at < one.sentence.end if one_sentence else at < one.sentence.end <= end + 1)
        ]
        _make_past([one for one in recalled if cues.today.isdisjoint(one.sentence.words)], "past: recalled")


def _make_past(judged: Iterable[Judged], reason: str) -> None:
    for one in judged:
        if one.reading.polarity == "asserted":
            one.reading = replace(one.reading, polarity="past", reasons=(*one.reading.reasons, reason))


def _relative_behind(words: Sequence[str], said: str) -> int:
    """Where a relative clause begins right behind a year; behind the sentence if none does."""
    at = next((at for at, word in enumerate(words[:-1]) if word == said and words[at + 1] in _BEHIND_YEAR), len(words))
    return at + 1


def remembered_together(judged: Sequence[Judged], title: int) -> None:
    """Let a headline of long ago date a report: ``Trial opens over 1994 killing``. Days of this week stay its own.

    Args:
        judged: of the whole text.
        title: where it ends.
    """
    opening = [one for one in judged if one.found.literal and one.sentence.start < title]
    if not opening or any(one.reading.polarity != "past" for one in opening):
        return
    for one in judged:
        if one.reading.polarity == "asserted" and one.sentence.start >= title and not of_now(one.sentence.words):
            one.reading = replace(one.reading, polarity="past", reasons=(*one.reading.reasons, "past: as its headline"))


_WRECKS_TEXT = """crash crashed crashes collision collided overturned derailed derailment rammed ploughed plowed lorry
pile-up pileup toppled capsized"""
_WRECKS = frozenset(_WRECKS_TEXT.split())
_BANGS = frozenset({"bang", "bangs", "thud", "boom"})
_BLOWING_TEXT = (
    "explosion explosions exploded explode bomb bombs bombing blast blasts detonated gas missile shelling drone"
)
_BLOWING = frozenset(_BLOWING_TEXT.split())


_UPROOTED_TEXT = "quake earthquake aftershocks flood floods cyclone storm hurricane typhoon tsunami refugees displaced"
_UPROOTED = frozenset(_UPROOTED_TEXT.split())
_TENTS = frozenset({"tents", "camp", "camped", "camping"})


def _other_sense(judged: Sequence[Judged], kind: str, words: Set[str], why: str) -> None:
    """Take triggers of a type that have one of some words for another thing."""
    for one in judged:
        if kind in one.found.types and not words.isdisjoint(one.sentence.words[one.found.start : one.found.end]):
            one.found.score -= _OTHER_SENSE
            one.found.notes.append((why, _OTHER_SENSE))


def renamed(judged: Sequence[Judged], words: Set[str]) -> None:
    """Take a text's own sense of a word.

    ``Strike`` among warplanes is no walkout, a ``riot`` of inmates no protest, ``fire`` among guns burns nothing unless
    something else says so, and the ``bang`` of two cars is no explosion.
    """
    if not _GUNS.isdisjoint(words) and _BURNING.isdisjoint(words):
        for one in judged:
            if one.found.types == ("FIRE",) and one.sentence.words[one.found.start : one.found.end] == ["fire"]:
                one.found.score -= _OTHER_SENSE
                one.found.notes.append(("the fire of guns -", _OTHER_SENSE))
    if not _WRECKS.isdisjoint(words) and not _BANGS.isdisjoint(words) and _BLOWING.isdisjoint(words):
        _other_sense(judged, "EXPLOSION", _BANGS, "the bang of a wreck -")
    if not _UPROOTED.isdisjoint(words) and not _TENTS.isdisjoint(words):
        _other_sense(judged, "PROTEST", _TENTS, "a camp of those without a house -")
    if not _MARCHING.isdisjoint(words):
        return
    air, prison = not _AIR.isdisjoint(words), not _PRISON.isdisjoint(words)
    for one in judged if air or prison else ():
        told = one.sentence.words[one.found.start : one.found.end]
        if one.found.types == ("PROTEST",) and air and _STRIKE.issuperset(told):
            one.found.score -= _OTHER_SENSE
            one.found.notes.append(("a strike from the air -", _OTHER_SENSE))
        elif "PROTEST" in one.found.types and prison and _RIOT.issuperset(told):
            one.found.types = tuple(kind for kind in one.found.types if kind != "PROTEST") or ("CLASH",)


_PARTING = frozenset({",", ";", ":", ".", "(", "and", "y", "e", "et", "pero", "mas", "ma", "but", "luego", "puis"})
OF_PROTEST = 5  # tokens from the arrest of those who go free to the protest at which it was


def seized_before(judged: Sequence[Judged], words: Sequence[str]) -> None:
    """Make past how those were taken whom a sentence tells to be free, or wants so: ``liberan a los [rehenes]``.

    With it the protests at which they were: ``[manifestants arrêtés lors de la marche] ont été libérés``.
    """
    free = [one for one in judged if "FREED" in one.found.types]
    if not free:
        return
    gone = any(happened(one) for one in free)
    held = [
        one
        for one in judged
        if one.found.types == ("ARREST",)
        and held_then(words, one.found.start, one.found.end)
        and any(_of_one_phrase(words, one, other) for other in free)
    ]
    for one in judged:
        of_kidnap = gone and one.found.types == ("CLASH",) and held_before(words, one.found.start, one.found.end)
        at_protest = one.found.types == ("PROTEST",) and any(_of_protest(arrest, one, free) for arrest in held)
        if of_kidnap or ((one in held or at_protest) and one.reading.polarity == "asserted"):
            one.reading = replace(one.reading, polarity="past", reasons=(*one.reading.reasons, "past: freed"))


def _of_one_phrase(words: Sequence[str], one: Judged, other: Judged) -> bool:
    """Whether nothing parts what befell people first from their release: not ``12 [detenidos], todos [liberados]``."""
    first, second = sorted((one.found, other.found), key=lambda found: found.start)
    return _PARTING.isdisjoint(words[first.end : second.start])


def _of_protest(arrest: Judged, protest: Judged, free: Sequence[Judged]) -> bool:
    """Whether those held are called by a protest: right before the participle, or behind it in the same phrase."""
    if protest.found.end == arrest.found.start:
        return True
    behind = protest.found.start - arrest.found.end
    between = any(arrest.found.end <= one.found.start < protest.found.start for one in free)
    return 0 <= behind <= OF_PROTEST and not between


def overruled(judged: list[Judged]) -> list[Judged]:
    """Leave out what only denies by itself an event that the text tells all the same.

    ``Six dead, a boy found alive``; ``police stood by at first, then used tear gas``. Who was only just arrested and
    remains in custody was not to be freed.
    """
    bare = [one for one in judged if one.found.pattern.tier == "denied" and one.reading.polarity == "negated"]
    if not bare:
        return judged
    told = {kind for one in judged if happened(one) and one.found.tier != "weak" for kind in one.found.types}
    arrests = [one for one in judged if "ARREST" in one.found.types and happened(one) and one.found.tier != "weak"]
    return [one for one in judged if one not in bare or (told.isdisjoint(one.found.types) and not _kept(one, arrests))]


def _kept(one: Judged, arrests: Sequence[Judged]) -> bool:
    """Whether who is not freed was only arrested in the same text, in other words than those that say so."""
    if "FREED" not in one.found.types:
        return False
    return any(
        other.sentence.start != one.sentence.start
        or other.found.end <= one.found.start
        or one.found.end <= other.found.start
        for other in arrests
    )


def denied_together(judged: list[Judged]) -> list[Judged]:
    """Let a denied event deny its lesser signs in the same sentence: ``there was smoke from a machine but no fire``."""
    denied = [one for one in judged if one.reading.polarity == "negated" and one.found.literal]
    for one in denied:
        if one.found.pattern.tier == "denied" and one.found.types[0] not in WITH_SIGNS:
            continue  # who is fine is not everybody
        if one.found.pattern.source.startswith(_ARSON):
            continue  # ``no sign of [arson]``, of a terrorist attack, and it burnt all the same
        for other in judged:
            sooner = other.sentence.start <= one.sentence.start  # what is told behind a denial is told anew
            signs = other.found.types[0] in WITH_SIGNS and other.found.tier != "sure" and sooner
            lesser = other.found.tier in LESSER or signs
            if lesser and other.found.types == one.found.types and other.reading.polarity in ("asserted", "planned"):
                reason = f"negated: a sign of what `{one.found.pattern.source}` denies"
                other.reading = replace(other.reading, polarity="negated", reasons=(*other.reading.reasons, reason))
    return judged
