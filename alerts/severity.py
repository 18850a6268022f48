"""How bad: from what happened and from the counts of people, never from the number of reports.

The steps follow the usual triage of mass-casualty incidents (ten dead or a hundred injured overwhelm a city's routine);
acceleration raises an unquantified event by one step, since the first hour has no counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta

from alerts.alert import CountClaim, Severity

__all__ = [
    "EXTREME",
    "GRAVE",
    "GRAVITY",
    "denies",
    "ended",
    "explains",
    "figures",
    "grave",
    "is_part",
    "leading_type",
    "overwhelms",
    "rank_of",
    "severity_of",
    "soft_only",
    "standing",
    "toll",
    "victims",
    "vouched",
    "vouches",
    "weighs",
]

EXTREME = {"killed": 10, "injured": 100, "missing": 100, "evacuated": 10_000}
SEVERE = {"killed": 1, "injured": 10, "missing": 10, "evacuated": 500, "arrested": 100}
GRAVE = {"killed": 3, "injured": 20, "missing": 10, "evacuated": 1_000}
"""Figures that need no high score: three who speak of so many, one of them by name, are no coincidence of reports."""
OUTVOTE = 3  # posts, an official one counting twice
ALIKE = 0.8  # of a figure: two so near are of the same count at about the same time
UNREPEATED = timedelta(hours=1)  # a toll that rose is told by others in that time
UNFORGOTTEN = timedelta(hours=3)  # what was told so long before a figure explains nothing
OTHER_MATTER = 10  # times less than an official figure: of something else, or of a part
UNHEARD_OF = 3  # times what others vouch for: a medium's own figure beyond is misread
ALONE = 9
"""A larger count in nobody's name and in one post alone does not make an event graver: rumours have round numbers."""
SOFT = frozenset({"PROTEST", "ARREST", "FREED"})
"""Types that alone wake nobody: a demonstration is news, and a crisis only with something more."""
GRAVITY = {
    "CLASH": 1.0, "STORMING": 1.0, "EXPLOSION": 1.0, "FIRE": 0.95, "FORCE": 0.9, "DEATH": 0.8, "INJURY": 0.75,
    "DISASTER": 0.85, "PROTEST": 0.5, "ARREST": 0.45, "FREED": 0.4,
}  # fmt: skip
"""Weight of a type's reports in the choice of the type that leads: what happens before what follows from it."""
UNREST = frozenset({"PROTEST", "CLASH", "FORCE", "STORMING", "ARREST", "FREED"})
BLAZE = frozenset({"FIRE", "EXPLOSION", "DISASTER"})
VICTIMS = frozenset({"INJURY", "DEATH"})
ORDER: tuple[Severity, ...] = ("minor", "moderate", "severe", "extreme")


def severity_of(types: Collection[str], claims: Iterable[CountClaim], *, accelerating: bool) -> Severity:
    """Return the severity.

    Args:
        types: event types.
        claims: the newest count by speaker; the lower end of an interval counts.
        accelerating: the reports accelerate.
    """
    return severity_by(types, rank_of(list(claims)), accelerating=accelerating)


def severity_by(types: Collection[str], counted: int | None, *, accelerating: bool) -> Severity:
    """Return the severity where figures ask for the rank ``counted``, see `rank_of`."""
    rank = max(0 if soft_only(types) else 1, counted or 0)
    if accelerating and counted is None and rank == 1:
        rank = 2
    return ORDER[rank]


def rank_of(told: Sequence[CountClaim]) -> int | None:
    """Return the rank of the severity that figures alone ask for, of one role or of several; None where none is > 0."""
    rank: int | None = None
    for claim in told:
        low = claim.count.min or 0
        if claim.doubt == "asked" or low <= 0:
            continue
        rank = rank or 0
        if claim.source is None and low > ALONE and not seconded(claim, told):
            low = ALONE
        if low >= EXTREME.get(claim.count.role, 1 << 60):
            rank = max(rank, 3)
        elif low >= SEVERE.get(claim.count.role, 1 << 60):
            rank = max(rank, 2)
    return rank


def grave(claims: Iterable[CountClaim]) -> bool:
    """Whether somebody who is named, or a second post, gives a figure of `GRAVE`."""
    return _vouched(claims, GRAVE)


def weighs(claim: CountClaim) -> bool:
    """Whether a claim gives a figure of `GRAVE`, whoever makes it."""
    return claim.doubt != "asked" and (claim.count.min or 0) >= GRAVE.get(claim.count.role, 1 << 60)


def overwhelms(claims: Iterable[CountClaim]) -> bool:
    """Whether somebody who is named, or a second post, gives a figure of `EXTREME`."""
    return _vouched(claims, EXTREME)


def victims(claims: Iterable[CountClaim]) -> bool:
    """Whether somebody who is named, or a second post, gives a figure of `SEVERE`."""
    return _vouched(claims, SEVERE)


def _vouched(claims: Iterable[CountClaim], figures: Mapping[str, int]) -> bool:
    told = list(claims)
    return any(
        (claim.count.min or 0) >= figures.get(claim.count.role, 1 << 60) and vouches(claim, told) for claim in told
    )


def figures(claims: Sequence[CountClaim], role: str, printed: Collection[str] = ()) -> list[CountClaim]:
    """Return the count of a role that stands, and after it the official one that contradicts it, or that it ended.

    A toll rises with what somebody vouches for, and nothing takes it down but a post that says so, the same speaker's
    own revision, or several others where the higher one has a single speaker. A lower official one is told beside it:
    "6 killed (rights group), 2 according to the interior ministry". Others' lower figures are older ones, or a part.
    Where an official body speaks, posts in nobody's name need be three to contradict it. An official "none" that a
    newer figure has ended is told behind it (`ended`). What was feared gives way to what an official body said later,
    and what was asked stands only where nothing else was said.

    Args:
        claims: newest first.
        role: of the count; counts of a part ("police") are left out.
        printed: posts whose figures need nobody to vouch for them: of media, where a headline says so.
    """
    return standing([one for one in reversed(claims) if one.count.role == role and one.count.of is None], role, printed)


def standing(every: list[CountClaim], role: str, printed: Collection[str]) -> list[CountClaim]:
    """Return the `figures` of a role among its claims, oldest first, without those of a part."""
    if any(claim.instead for claim in every):
        every = [claim for claim in every if not _withdrawn(claim, every, printed)]
    told = [claim for claim in every if claim.doubt != "asked"] or every
    told = [claim for claim in told if not (claim.doubt and _settled(claim, told))]
    sure = [claim for claim in told if vouches(claim, told)]
    official = [_low(claim) for claim in sure if _official(claim)]
    if official:
        heard = max(max(official) * UNHEARD_OF, ALONE)
        sure = [claim for claim in sure if claim.source is not None or not _rumoured(claim, told, printed, heard)]
    most = max(max(map(_low, sure), default=0) * UNHEARD_OF, ALONE if sure else 0)
    sure = [
        one
        for one in told
        if one in sure or (one.post in printed and one.doubt != "asked" and (not most or _low(one) <= most))
    ]
    if not sure:
        return told[-1:]
    stands, rival = sure[0], None
    for claim in sure[1:]:
        if _loud(claim, stands, told, printed):
            continue
        surer = stands.doubt and not claim.doubt
        if claim.count == stands.count and not surer and (_official(stands) or claim.source is None):
            continue  # who said so first and by name is told: a copy's other word for him is no news
        if _low(claim) >= _low(stands) or _revises(claim, stands) or _gives_way(stands, claim, told, printed):
            rival = None if rival is None or _yields(rival, claim, printed) else rival
            stands, rival = claim, _beside(claim, sure) or rival
        elif role == "killed" and _contradicts(claim, stands, told):
            rival = claim
        elif rival is not None and _official(claim) and _low(claim) > _low(rival):
            rival = None  # officials tell of about as many by now
    if _outlier(stands, sure):
        return standing([claim for claim in every if _low(claim) < ALIKE * _low(stands)], role, printed)
    if rival is None or rival.source == stands.source:
        rival = _premature(told, stands)
    return [stands] if rival is None else [stands, rival]


def _withdrawn(claim: CountClaim, told: Sequence[CountClaim], printed: Collection[str]) -> bool:
    """Whether somebody who is vouched for takes a figure back: it is copied for hours, or told beside the new one."""
    by = [one.at for one in told if one.instead == _low(claim) and (one.source is not None or one.post in printed)]
    if not by:
        return False
    anew = (_official(claim) or claim.post in printed) and claim.at - max(by) > UNREPEATED
    return not anew or any(one.post == claim.post and _low(one) < _low(claim) for one in told)


def _settled(feared: CountClaim, told: Sequence[CountClaim]) -> bool:
    """Whether an official body gave, after a figure that was feared, one which nobody had told before."""
    before = {_low(claim) for claim in told if claim.at < feared.at}
    later = [_low(claim) for claim in told if _official(claim) and not claim.doubt and claim.at >= feared.at]
    return any(low and low not in before for low in later)


def _premature(told: Sequence[CountClaim], stands: CountClaim) -> CountClaim | None:
    """Return the official "none" that was told lately, before anybody gave a figure, if there is one."""
    none = [one for one in told if _official(one) and ended(one, stands) and stands.at - one.at <= UNFORGOTTEN]
    first = min((one.at for one in told if _low(one)), default=stands.at)
    return next((one for one in none if one.at < first), None)


def ended(denial: CountClaim, stands: CountClaim) -> bool:
    """Whether an official "none" was said before the figure that stands: it was so when it was said."""
    return not _low(denial) and denial.at < stands.at and _low(stands) > 0


def _revises(claim: CountClaim, stands: CountClaim) -> bool:
    if claim.corrects and 2 * _high(claim) >= _low(stands):
        return True
    own = claim.source is not None and stands.source is not None and _alike(claim.source.name, stands.source.name)
    return own and 2 * _high(claim) >= _low(stands)


def _alike(one: str, other: str) -> bool:
    """Whether two names of speakers are one: ``Policía`` opens a sentence."""
    return one.casefold() == other.casefold()


def _rumoured(claim: CountClaim, told: Sequence[CountClaim], printed: Collection[str], heard: int) -> bool:
    """Whether fewer than `OUTVOTE` posts in nobody's name, and no medium, give a figure of the claim's size.

    Media that print more dead than ``heard`` of tell of the rumour: "charges over rumours of 200 deaths".
    """
    alike = {one.post for one in told if one.source is None and _low(one) <= 2 * _low(claim) <= 4 * _low(one)}
    beyond = claim.count.role == "killed" and _low(claim) > heard
    return len(alike) < OUTVOTE and (beyond or alike.isdisjoint(printed))


def _gives_way(stands: CountClaim, claim: CountClaim, told: Sequence[CountClaim], printed: Collection[str]) -> bool:
    """Whether a figure gives way to a later and lower one that nobody had told before.

    The missing are found, so the newest stands that a medium or an official body gives; of the dead a medium's own does
    before a post in nobody's name whose figure nobody else gives.
    """
    if any(_low(one) == _low(claim) for one in told if one.at < claim.at):
        return False
    own = claim.post in printed and claim.source is None
    if claim.count.role == "missing":
        some = bool(_low(claim)) or claim.corrects  # "nobody is missing" may be of another house
        return some and claim.count.max is not None and (own or _official(claim))
    if claim.count.role != "killed" or not own or stands.source is not None or stands.post in printed:
        return False
    alone = all(one.post == stands.post or _low(one) < _low(stands) for one in told)
    return alone and 2 * _low(claim) >= _low(stands)


def is_part(claim: CountClaim, known: CountClaim) -> bool:
    """Whether a claim tells of a part of the dead of whom its speaker told before in another post."""
    same = claim.source is not None and claim.source == known.source and claim.post != known.post
    alike = claim.count.role == known.count.role == "killed" and claim.count.of == known.count.of
    return same and alike and not claim.corrects and 2 * _high(claim) < _low(known)


def _contradicts(claim: CountClaim, stands: CountClaim, told: Sequence[CountClaim]) -> bool:
    """Whether an official body gives a lower toll, not an earlier one: far lower, none, or beside the other.

    Where an official body gave the one that stands, a toll that was told before it is an older one: it is copied for
    hours.
    """
    if not _official(claim):
        return False
    if not _low(claim):
        return not _official(stands)
    if claim.post == stands.post:
        return True
    older = _official(stands) and any(_low(one) == _low(claim) for one in told if one.at < stands.at)
    return _low(claim) < ALIKE * _low(stands) and not older


def _beside(claim: CountClaim, told: Iterable[CountClaim]) -> CountClaim | None:
    """Return the official toll, if one, that a post sets against that of a party: "eight, the union says fourteen"."""
    if claim.count.role != "killed" or claim.source is None or claim.source.class_ != "party":
        return None
    against = (one for one in told if one.post == claim.post and _official(one))
    return next((one for one in against if 0 < _low(one) < ALIKE * _low(claim)), None)


def _yields(rival: CountClaim, claim: CountClaim, printed: Collection[str]) -> bool:
    """Whether a lower official figure is no contradiction any more, since the toll that stands has moved on.

    Another official body says otherwise, or a medium tells of less than twice as many: it was an earlier count.
    """
    if _low(rival) >= _low(claim) or (_official(claim) and claim.source != rival.source):
        return True
    return claim.post in printed and claim.source is None and 0 < _low(claim) <= 2 * _low(rival)


def _loud(claim: CountClaim, stands: CountClaim, told: Sequence[CountClaim], printed: Collection[str]) -> bool:
    """Whether a post in nobody's name tells far more than a figure that somebody vouches for, and no other does."""
    own = claim.source is None and claim.post not in printed
    vouched = stands.source is not None or stands.post in printed
    if not (own and vouched and ALIKE * _low(claim) > _low(stands) > 0):
        return False
    return not any(one.post != claim.post and _low(one) >= ALIKE * _low(claim) for one in told)


def _outlier(stands: CountClaim, sure: Sequence[CountClaim]) -> bool:
    """Whether one speaker alone tells more than several others do, or than two of whom one is official.

    Figures that were told before are no answer to it at once: an older toll is copied for hours. They are when nobody
    else has told of the higher one for long. To an official figure those are none that are far below it in nobody's
    name: nobody was hurt in a kitchen, one in a collision.
    """
    before = {_low(claim) for claim in sure if claim.at < stands.at}
    least = _low(stands) / OTHER_MATTER if _official(stands) else 0.0
    near = [
        claim
        for claim in sure
        if (claim.source is not None or least <= _high(claim))
        and _high(claim) < ALIKE * _low(stands)
        and claim.at >= stands.at
        and (_low(claim) not in before or claim.at - stands.at > UNREPEATED)
    ]
    names = {claim.post: claim.source.name for claim in sure if claim.source}
    far = {names.get(claim.post, claim.post) for claim in sure if _low(claim) >= ALIKE * _low(stands)}
    posts = {claim.post for claim in near}
    return len(far) == 1 and len(posts) + any(map(_official, near)) >= OUTVOTE


def _low(claim: CountClaim) -> int:
    return claim.count.min or 0


def _high(claim: CountClaim) -> int:
    return claim.count.max or claim.count.min or 0


def _official(claim: CountClaim) -> bool:
    return claim.source is not None and claim.source.class_ == "official"


def toll(claims: Sequence[CountClaim], printed: Collection[str] = ()) -> int:
    """Return the dead that stand, if somebody vouches for them: by name, in print or in a second post; 0 without."""
    return vouched(figures(claims, "killed", printed), claims, printed)


def vouched(standing: Iterable[CountClaim], claims: Sequence[CountClaim], printed: Collection[str]) -> int:
    """Return the first count of `figures` that somebody vouches for; 0 without."""
    for claim in standing:
        if vouches(claim, claims, printed):
            return claim.count.min or 0
    return 0


def vouches(claim: CountClaim, others: Iterable[CountClaim], printed: Collection[str] = ()) -> bool:
    """Whether a figure is somebody's: by name, in print or in a second post; a question is nobody's."""
    named = claim.source is not None or claim.post in printed
    return claim.doubt != "asked" and (named or seconded(claim, others))


def seconded(claim: CountClaim, others: Iterable[CountClaim]) -> bool:
    """Whether another post gives the same role a count of the same size: within a factor of two; no question is one."""
    low = claim.count.min or 0
    return claim.doubt != "asked" and any(
        other.post != claim.post
        and other.doubt != "asked"
        and other.count.role == claim.count.role
        and low <= 2 * (other.count.min or 0)
        and (other.count.min or 0) <= 2 * low
        for other in others
    )


def soft_only(types: Collection[str]) -> bool:
    """Whether nothing but protest, arrests and releases is reported."""
    return all(one in SOFT for one in types)


def leading_type(reports: dict[str, int]) -> str:
    """Return the type that leads an alert: the most reported one, weighted by `GRAVITY`; INJURY where none is known."""
    known = {kind: GRAVITY[kind] * n for kind, n in reports.items() if kind in GRAVITY and n > 0}
    return max(sorted(known), key=lambda kind: known[kind], default="INJURY")


def denies(reports: dict[str, int], denied: Sequence[str]) -> bool:
    """Whether to deny these types, in the order of the text, is to deny what an alert is about.

    "No deaths" is a fact about the toll of a clash and denies no clash; neither does "no deaths in the clashes", which
    names the victims first, as "no clashes, no deaths" does not. Victims only are the matter where nothing else is
    known.
    """
    main = leading_type({kind: n for kind, n in reports.items() if kind not in VICTIMS} or reports)
    return main in denied and (main in VICTIMS or denied[0] not in VICTIMS)


def explains(located: Collection[str], told: Collection[str]) -> bool:
    """Whether a report of types ``told`` may be of the event that a report of types ``located`` speaks of.

    The clash belongs to the protest and the explosion to the fire; the injured belong to either, but not to a protest
    where nothing else happened.
    """
    if VICTIMS.issuperset(told):
        return any(kind not in SOFT for kind in located)
    named = [kind for kind in told if kind not in VICTIMS]
    if len(named) > 1:  # rescuers come to clashes and fires alike
        named = [kind for kind in named if kind != "DISASTER"]
    kinds = [UNREST if kind in UNREST else BLAZE for kind in named]
    return all(not kind.isdisjoint(located) for kind in kinds)
