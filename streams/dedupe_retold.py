"""Updates in other words: a later report of the same event that shares no passage with the earlier one.

Two ways to know one: a count of the same role grew at the same place or name; or a post speaks of the same named thing
and says what became of it ("fire out", "suspect held", "nobody was hurt"). The same state of things in other words is
another witness, and stays a report of its own.
"""

from __future__ import annotations

from collections.abc import Set
from zlib import crc32

from streams.anchors import EVENT, INITIAL
from streams.dedupe_conflicts import roles
from streams.dedupe_guard import UNLIKE, UPDATE_WITHIN_MS, Finding, elsewhere
from streams.dedupe_likeness import Side

__all__ = ["may_be_told_further", "told_further"]

STAGE_WITHIN_MS = 16 * 3_600_000
"""Posts on the same thing are about the same event for a night or a day, not for longer."""

FEW = 2  # reports that share a name which is still rare


def _hashes(words: str) -> frozenset[int]:
    return frozenset(crc32(word.encode()) for word in words.split())


COMMON = _hashes(
    "the a an of in on at to by and or for from with near is are was were be been has have had that this it as but "
    "least more than about over after before when while not no now new still some people man men woman says say "
    "said this week today yesterday morning evening night sunday monday tuesday wednesday thursday friday saturday "
    "minister hospital doctors ministry spokesman governor mayor rises rose many several local army rescuers "
    "officials police report reports reported according killed dead toll injured wounded missing arrested detained "
    "в на и из с по от за что как не было были человек число сообщает полиция погибли погибших пострадали el la "
    "los las de en y que un una por con se han muertos heridos le les des et est dans une sont morts blessés"
)
"""Words that say nothing about which event is told."""


ORDINARY = COMMON | _hashes(
    "they he she we i you his her their our my your there here just very so if what who where all up down out off into "
    "only also can will would could should one two three first last other another like get got going go back our us me "
    "them him been being do does did don't i'm it's that's we're breaking news video via watch photo photos live rt "
    "town city street road area near outside inside around through place big huge large great major small high "
    "fire explosion blast crash accident earthquake quake flood shooting attack protest protesters clashes storm smoke"
)
"""The same and words that any two posts of one day may share."""

LATER_STAGE = _hashes(
    "confirmed confirm toll rises risen climbs cleared contained extinguished doused arrested "
    "custody nicked surrendered released freed rescued unharmed unhurt nobody none hoax denied denies reopened reopens "
    "lifted resumed identified deceased discharged died dead alive "
    "растет возросло выросло потушен потушили задержан задержали подтвердили опровергли найден найдены спасли спасены "
    "asciende aumenta controlado detenido liberados rescatados rescataron sacaron confirma desmiente maîtrisé "
    "interpellés interpellé libérés sauvés ارتفاع حصيله arttı yükseldi kurtarıldı gelöscht festgenommen gestiegen"
)
"""Words that tell what became of something."""


def may_be_told_further(later: Side) -> bool:
    """Whether a report can be a later state of something, so that it is worth looking for it."""
    return bool(later.counts) or (not later.long and not later.words.isdisjoint(LATER_STAGE))


def told_further(earlier: Side, later: Side, filed: int = 1) -> Finding:
    """Judge a pair that shares a name, or the role of a count and a place: is it the same event, told further?

    Args:
        earlier: text that came before.
        later: text that came now.
        filed: how many reports share it; a name on everybody's lips says little.
    """
    finding = _grown(earlier, later)
    return _later_stage(earlier, later) if finding.outcome != "update" and filed <= FEW else finding


def _grown(earlier: Side, later: Side) -> Finding:
    """Whether a count of the same role grew: the same count in other words is another witness."""
    counts = roles(earlier, later)
    if counts.agree or not counts.grew or counts.fell or not 0 <= later.at_ms - earlier.at_ms <= UPDATE_WITHIN_MS:
        return UNLIKE
    for values, others in ((earlier.places, later.places), (earlier.days, later.days)):
        if values and others and values.isdisjoint(others):
            return UNLIKE
    events, other_events = earlier.values(EVENT), later.values(EVENT)
    names = (_proper(earlier) & later.words) | (_proper(later) & earlier.words)
    if events and other_events:
        same = bool(events & other_events) and bool(names)
    else:
        same = len(names) >= 2 or (bool(names) and len((earlier.words & later.words) - names - COMMON) >= 1)
    return Finding("update", ("count_grew", "same_event"), 0.5) if same else UNLIKE


def _later_stage(earlier: Side, later: Side) -> Finding:
    """Whether a post says what became of the thing that an earlier one speaks of."""
    if earlier.long or later.long or not 0 < later.at_ms - earlier.at_ms <= STAGE_WITHIN_MS:
        return UNLIKE
    if (later.words & LATER_STAGE) <= earlier.words or elsewhere(earlier, later):
        return UNLIKE
    events, others = earlier.values(EVENT), later.values(EVENT)
    if events and others and events.isdisjoint(others):
        return UNLIKE
    shared = (earlier.words & later.words) - ORDINARY - LATER_STAGE
    names = (_subjects(earlier) | _subjects(later)) & shared
    if not names or (names == shared and events.isdisjoint(others)):
        return UNLIKE  # a place has many events
    return Finding("update", ("later_stage", "names_agree"), 0.5)


def _proper(side: Side) -> Set[int]:
    """Return hashes of the words that name a person or place."""
    return side.names | side.places_named


def _subjects(side: Side) -> Set[int]:
    """Return the same with the first word, which may be a name."""
    return _proper(side) | side.values(INITIAL)
