"""An episode: everything known of one event at one place, from its first report until six hours after its last signal.

It is bookkeeping without judgement: contributions come in and are taken back, and questions about sources, types,
claims and place are answered. `alerts.lifecycle` judges, `alerts.revision` writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from alerts.alert import CountClaim, Severity
from alerts.corroboration import Standpoint
from alerts.hazards import phrase_of
from alerts.key import Follower
from alerts.keys import ANY, UNKNOWN
from alerts.ledger import Contribution
from alerts.lifecycle import CLOSED, Standing
from alerts.severity import denies, is_part
from alerts.sheet import Sheet
from alerts.things import things_of
from streams.report import SpeakerClass

__all__ = ["MAX_CLAIMS", "Episode", "alert_id", "finest", "latest_of_each"]

NAMESPACE: UUID = uuid5(NAMESPACE_URL, "tocsin:alert")
KEPT = 200  # contributions kept for evidence and retraction; older ones stay in the sums
MAX_TOLD = 8  # figures remembered
MAX_CLAIMS, MAX_DEATH_CLAIMS = 4, 12  # kept of a role
GRAVE_VOICES = 3  # that speak of it before a grave figure alone wakes somebody
REFINE_SHARE, REFINE_REPORTS = 0.6, 2  # a finer place stands for the alert from this share of the located reports


def alert_id(key: str, started_at: datetime) -> str:
    """Return the id of the alert of an episode: the same after a restart, in a replay and in a backtest."""
    return str(uuid5(NAMESPACE, f"{key}\x1e{started_at.isoformat()}"))


Figures = tuple[tuple[str, int], ...]
"""Role and number of what a headline shows."""


def _but_killed(figures: Figures) -> Figures:
    return tuple(one for one in figures if one[0] != "killed")


class Episode(msgspec.Struct, kw_only=True, dict=True):
    """One event at one place. What is derived from its fields is cached beside them, and no part of a snapshot.

    Attributes:
        id, revision: of its alert.
        node: where.
        started: when the run of reports that raised it began.
        score: as of the latest report.
        base, raised_by: node and name of the key that raised it.
        follower: of the run that raised it.
        touched: minute of the latest signal or report.
        keys: detector keys that its reports counted on.
        latest: contributions, oldest first, at most `KEPT`.
        voices: independent voice -> its contributions; ``names`` has how they are called.
        topic: name or hashtag that holds it together where no place does.
        widened: it holds several spots of a locality, and is not to be narrowed again.
        types, words, classes: reports by event type, by word that names a hazard, and by class of speaker.
        spots: contributions by the finest node of their place.
        things: reports by what they name, see `alerts.things`; ``apart``: those that set it apart from another alert at
            its place.
        gravest, gravest_at: severity that holds, and the minute at which reports last said so.
        denials: voices that deny what it is mainly about -> official.
        unsure: nothing tells yet that its rise is one (`alerts.learning`): a look at most.
        unsettled: its figures are not those that were told last.
        told: figures but the dead of its revisions, oldest first.
    """

    id: str
    node: str
    started: datetime
    topic: str = ""
    revision: int = 0
    standing: Standing | None = None
    touched: float = 0.0
    score: float = 0.0
    reports: int = 0
    hedged: int = 0
    retractions: int = 0
    first_at: datetime | None = None
    latest_at: datetime | None = None
    synthetic: bool = True
    widened: bool = False
    base: str = ""
    raised_by: str = ""
    follower: Follower | None = None
    keys: dict[str, None] = {}
    latest: list[Contribution] = []
    voices: dict[str, int] = {}
    names: dict[str, str] = {}
    types: dict[str, int] = {}
    words: dict[str, int] = {}
    classes: dict[SpeakerClass, int] = {}
    spots: dict[str, int] = {}
    things: dict[str, int] = {}
    apart: tuple[str, ...] = ()
    stories: dict[str, None] = {}
    denials: dict[str, bool] = {}
    gravest: Severity = "minor"
    gravest_at: float = 0.0
    claims: list[CountClaim] = []
    unsure: bool = False
    unsettled: bool = False
    told: list[Figures] = []

    @property
    def open(self) -> bool:
        """Whether reports still belong to it without a new signal."""
        return self.standing is None or self.standing.state not in CLOSED

    @cached_property
    def hazards(self) -> dict[str, int]:
        """Reports by the disaster that their words name."""
        named: dict[str, int] = {}
        for word, n in self.words.items():
            if phrase := phrase_of(word):
                named[phrase] = named.get(phrase, 0) + n
        return named

    @cached_property
    def stirring(self) -> int:
        """Contributions kept that tell of what is grave in itself."""
        return sum(bool(part.moments) for part in self.latest)

    @cached_property
    def printed(self) -> frozenset[str]:
        """Posts of media: a figure in nobody's name is their own."""
        return frozenset(part.id for part in self.latest if part.newswire)

    @property
    def figures(self) -> Sheet:
        """Its figures as they stand."""
        return self._sheet.renew(self.claims, self.printed)

    @cached_property
    def _sheet(self) -> Sheet:
        return Sheet()

    @property
    def grave(self) -> bool:
        """Whether its figures wake somebody at a score that else is worth a look only; an official denial forbids."""
        return len(self.voices) >= GRAVE_VOICES and self.figures.grave and not any(self.denials.values())

    def follows(self, part: Contribution, named: Sequence[str]) -> bool:
        """Whether a report counts on the run that raised it: it names that run's place, and its type if it has one.

        A town's fires are many beside the clashes that raised its alert, and were expected.
        """
        kind = self.raised_by.split("|", 1)[0]
        kindred = kind.startswith(ANY) or kind in part.types
        return part.effective and kindred and self.base in (UNKNOWN, *named)

    def take(self, part: Contribution, *, effective: bool) -> None:
        """Add a contribution; one that is not effective (a copy, a voice heard just now) adds words, no report."""
        self._keep(part)
        self.synthetic = self.synthetic and part.source.startswith("tocsin:")
        self.first_at = min(self.first_at or part.published_at, part.published_at)
        self.latest_at = max(self.latest_at or part.published_at, part.published_at)
        self.touched = max(self.touched, part.minute)
        if effective or part.newswire or part.class_ == "official":  # a flood says a new figure each time
            self._claim_of(part)
        if part.refutes or (part.denied and not part.types):
            if denies(self.types, part.denied):
                self.denials[part.voice] = part.class_ == "official"
                if part.class_ == "official":
                    self._disown()
            return
        if effective:
            self._count(part, 1)
        self.stories[part.story] = None

    def returns_to(self, figures: Figures) -> bool:
        """Whether figures differ in no dead from the last told, and in the rest go back to what was told before."""
        last = self.standing.signal.figures if self.standing is not None else ()
        return dict(figures).get("killed") == dict(last).get("killed") and _but_killed(figures) in self.told

    def tell(self, figures: Figures) -> None:
        """Note the figures of a revision."""
        rest = _but_killed(figures)
        self.told = [*(one for one in self.told if one != rest), rest][-MAX_TOLD:]

    def note(self, part: Contribution) -> None:
        """Add the figures of a contribution, and nothing else of it."""
        self._keep(part)
        self._claim(part.claims)

    def _keep(self, part: Contribution) -> None:
        stirring = self.stirring + bool(part.moments)
        self.latest.append(part)
        gone = self.latest[:-KEPT]
        del self.latest[:-KEPT]
        self.stirring = stirring - sum(bool(one.moments) for one in gone)
        if part.newswire or any(one.newswire for one in gone):
            self.__dict__.pop("printed", None)

    def take_back(self, post: str) -> bool:
        """Remove a deleted post; returns whether it was among the contributions."""
        gone = [part for part in self.latest if part.id == post]
        if not gone:
            return False
        self.__dict__.pop("printed", None)
        self.__dict__.pop("stirring", None)
        for part in gone:
            self.latest.remove(part)
            if part.effective:
                self._count(part, -1)
            self.denials.pop(part.voice, None)
        if any(part.claims for part in gone):
            self._claim_anew(post)
        self.retractions += 1
        return True

    def _claim_anew(self, gone: str) -> None:
        """Claim again what the kept contributions tell: a post that is gone had been put in place of what stood.

        Figures whose contribution is no longer kept stay as they are.
        """
        kept = {part.id for part in self.latest}
        self.claims = [one for one in self.claims if one.post != gone and one.post not in kept]
        for part in self.latest:
            if part.effective or part.newswire or part.class_ == "official":
                self._claim_of(part)
            if self.denials.get(part.voice) and (part.refutes or (part.denied and not part.types)):
                self._disown()

    def _count(self, part: Contribution, by: int) -> None:
        self.reports += by
        self.hedged += by if part.hedged else 0
        _bump(self.spots, part.path[-1], by)
        for kind in part.types:
            _bump(self.types, kind, by)
        for word in part.words:
            hazards = self.hazards  # before the word counts
            change = _bump(self.words, word, by)
            if phrase := phrase_of(word):
                _bump(hazards, phrase, change)
        for thing in sorted(things_of(part.excerpt, part.types, part.words)):  # snapshots are the same in each process
            _bump(self.things, thing, by)
        if part.copy and part.story in self.stories and by > 0:
            return
        _bump(self.voices, part.voice, by)
        if part.class_ is not None:
            _bump(self.classes, part.class_, by)
        if by > 0:
            self.names.setdefault(part.voice, part.name)

    def _claim_of(self, part: Contribution) -> None:
        """Put a contribution's claims first; a copy's fear is no newer than that of its text."""
        told = {(one.count.role, one.count.min) for one in self.claims} if part.copy else ()
        self._claim(one for one in part.claims if not one.doubt or (one.count.role, one.count.min) not in told)

    def _disown(self) -> None:
        """Drop figures that nobody is named for: they were said of what did not happen, says an official body."""
        printed = self.printed
        self.claims = [one for one in self.claims if one.source is not None or one.post in printed]

    def _claim(self, claims: Iterable[CountClaim]) -> None:
        """Put the claims first, newest first, in place of what the same speaker said of the same role.

        What the same speaker gives as less than half of it is a part of it, "three more bodies", unless the post says
        otherwise.
        """
        for claim in sorted(claims, key=lambda one: one.at):
            same = (claim.count.role, claim.count.of, claim.source)
            if any(is_part(claim, one) for one in self.claims):
                continue
            kept = [
                one
                for one in self.claims
                if claim.source is None or (one.count.role, one.count.of, one.source) != same or one.post == claim.post
            ]
            kept = [one for one in kept if one != claim]
            self.claims = latest_of_each([claim, *kept])

    def standpoint(self) -> Standpoint:
        """Return who says so and who says otherwise."""
        official = sum(self.denials.values())
        share = self.hedged / self.reports if self.reports else 0.0
        return Standpoint(len(self.voices), tuple(self.classes), share, len(self.denials), official, self.retractions)

    def merge(self, other: Episode) -> None:
        """Take in another episode's contributions."""
        self.keys.update(other.keys)
        for part in other.latest:
            self.take(part, effective=part.effective)


def finest(spots: Mapping[str, int], node: str) -> str:
    """Return the finest node below ``node`` that most located reports share; ``node`` where they are spread.

    A region without a name is passed through, never stopped at.
    """
    named = node
    while True:
        depth = node.count("\x1f") + 2
        below: dict[str, int] = {}
        for spot, n in spots.items():
            if spot.startswith(f"{node}\x1f"):
                _bump(below, "\x1f".join(spot.split("\x1f")[:depth]), n)
        best = max(sorted(below), key=lambda one: below[one], default=None)
        if best is None or below[best] < max(REFINE_REPORTS, REFINE_SHARE * sum(below.values())):
            return named
        node = best
        named = named if node.endswith("\x1f") else node


def latest_of_each(claims: Iterable[CountClaim]) -> list[CountClaim]:
    """Return the latest claims, newest first, so many of each role that tolls crowd no other figure out.

    Figures of a part ("11 police") count apart, and the largest that somebody gave by name stays, however many repeat
    less, where nobody tells of twice as many: it may be the one that stands. So does the last that takes one back.
    """
    told: dict[tuple[str, str | None], int] = {}
    largest: dict[str, CountClaim] = {}
    kept: list[CountClaim] = []
    for claim in sorted(claims, key=lambda one: one.at, reverse=True):
        role, low = claim.count.role, claim.count.min or 0
        if claim.source is not None and claim.count.of is None:
            best = largest.get(role)
            if best is None or low > (best.count.min or 0):
                largest[role] = claim
        told[role, claim.count.of] = told.get((role, claim.count.of), 0) + 1
        most = MAX_DEATH_CLAIMS if role == "killed" else MAX_CLAIMS
        takes_back = claim.instead and all(one.instead != claim.instead for one in kept)
        if told[role, claim.count.of] <= most or takes_back:
            kept.append(claim)
    top = {one.count.role: one.count.min or 0 for one in sorted(kept, key=lambda one: one.count.min or 0)}
    old = [one for one in largest.values() if one not in kept and 2 * (one.count.min or 0) > top[one.count.role]]
    return sorted([*kept, *old], key=lambda one: one.at, reverse=True) if old else kept


def _bump(tally: dict, name: str, by: int) -> int:  # type: ignore[type-arg]  # of str or of a literal type
    """Add to a tally, never below nothing; returns by how much it changed."""
    before = tally.get(name, 0)
    after = before + by
    if after > 0:
        tally[name] = after
        return by
    tally.pop(name, None)
    return -before  # type: ignore[no-any-return]
