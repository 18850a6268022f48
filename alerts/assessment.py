"""What detectors, sources and figures say of an episode now: the `Signal` that its life is decided on.

Nothing is changed but the severity that an episode holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from msgspec.structs import replace

from alerts.alert import CountClaim, Severity
from alerts.corroboration import corroborated, denial_step, source_step
from alerts.episode import Episode
from alerts.excess import CLEAR_MINUTES
from alerts.headline import MAX_TYPES, shown_types
from alerts.key import name_of
from alerts.keys import ANY, LOCALITY, UNKNOWN
from alerts.ledger import Contribution
from alerts.lifecycle import RANK, Level, Signal
from alerts.rises import Rises
from alerts.severity import SOFT, VICTIMS, ended, severity_by, weighs
from alerts.weight import LASTING_MINUTES, eventful, gravest, weight

__all__ = ["Assessment"]

HELD_MINUTES = 60  # a severity falls when nothing as grave was told for so long
UNCERTAIN = frozenset({"FORCE", "CLASH", "FIRE", "EXPLOSION"})  # moments that often hurt nobody


@dataclass(frozen=True)
class Assessment:
    """Shares what `alerts.rises.Rises` knows."""

    rises: Rises

    def signal(self, episode: Episode, minute: float) -> Signal:
        """Return what detectors and corroboration say of an episode now."""
        pooled = name_of(ANY, episode.node)
        accelerating = self.rises.detectors.accelerating(pooled, minute)
        level = self.level(episode)
        told = episode.figures
        return Signal(
            level=level,
            calm=self.calm(episode),
            severity=self._severity(episode, minute, accelerating=accelerating),
            sources=source_step(len(episode.voices)),
            place=episode.node,
            types=len(shown_types(episode.types, episode.words, {role for role, _ in told.shown})[:MAX_TYPES]),
            accelerating=accelerating,
            denials=denial_step(len(episode.denials)),
            retractions=episode.retractions,
            toll=told.toll,
            weighty=level != "none" and episode.score <= self.rises.detectors.watch,
            disputed=_disputed(told.dead),
            figures=told.shown,
        )

    def settled(self, episode: Episode, signal: Signal) -> Signal:
        """Return a signal with an episode's figures of now."""
        told = episode.figures
        return replace(signal, toll=told.toll, disputed=_disputed(told.dead), figures=told.shown)

    def _severity(self, episode: Episode, minute: float, *, accelerating: bool) -> Severity:
        """Return the severity of an episode: the gravest of the last `HELD_MINUTES`.

        Figures that contradict each other, and bursts that come and go, must not ring at each of them. What was taken
        back is not held.
        """
        severity = severity_by(episode.types, episode.figures.rank, accelerating=accelerating)
        if severity == "moderate" and self._eventful(episode) == "page" and _disastrous(episode):
            severity = "severe"  # the first hours have no counts
        fell = RANK[severity] < RANK[episode.gravest]
        taken_back = episode.standing is not None and episode.retractions > episode.standing.signal.retractions
        if not fell or taken_back or minute - episode.gravest_at > HELD_MINUTES:
            episode.gravest, episode.gravest_at = severity, minute
        return episode.gravest

    def calm(self, episode: Episode) -> bool:
        """Whether an episode is over: its reports are what is usual, and where people died nobody told of it for long.

        A town's other reports, which never end, do not keep it open.
        """
        if not (self.rises.detectors.calm(name_of(ANY, episode.node), self.rises.state.clock) or self._usual(episode)):
            return False
        since = self.rises.state.clock - LASTING_MINUTES
        if episode.figures.victims and any(map(_tells_of_victims, _after(episode, since))):
            return False
        if not episode.stirring or not any(part.moments for part in _after(episode, since)):
            return True
        return eventful(episode.latest, 0.0) == "none"

    def _usual(self, episode: Episode) -> bool:
        """Whether an episode at a spot of a town, which the town or more raised, is back at what the town usually has.

        Two reports of a square place it there, and the square's baseline knows nothing of the town's other reports,
        which go on belonging to it.
        """
        path = self.rises.state.atlas.path_of(episode.node)
        if len(path) - 1 <= LOCALITY or episode.base.count("\x1f") > LOCALITY:
            return False
        since = self.rises.state.clock - CLEAR_MINUTES
        lately = sum(part.effective for part in _after(episode, since))
        return lately < len(episode.latest) and self.rises.detectors.explains(name_of(ANY, path[LOCALITY]), lately)

    def level(self, episode: Episode) -> Level:
        """Return what an episode's score, its figures and what it tells of would open."""
        if not episode.reports:
            return "none"
        if episode.score <= self.rises.detectors.watch:
            counted = episode.figures.grave or any(map(weighs, episode.claims))
            weighty = weight(episode.latest, happened=not episode.open) if counted else "none"
            weighty = gravest(weighty, self._eventful(episode))
            return "watch" if weighty == "page" and any(episode.denials.values()) else weighty
        hard = sum(n for kind, n in episode.types.items() if kind not in SOFT)
        pages = (
            (
                (episode.score > self.rises.detectors.page and not episode.unsure)
                or episode.grave
                or self._eventful(episode) == "page"
            )
            and (episode.node != UNKNOWN or episode.topic != "")
            and hard >= self.rises.params.hard_reports
            and corroborated(episode.standpoint())
        )
        return "page" if pages else "watch"

    def _eventful(self, episode: Episode) -> Level:
        if not episode.stirring:
            return "none"
        since = self.rises.state.clock - LASTING_MINUTES
        return eventful(_after(episode, since), since, busy=self.rises.busy(episode.node))


def _disputed(dead: Sequence[CountClaim]) -> bool:
    return len(dead) > 1 and not ended(dead[1], dead[0])


def _after(episode: Episode, minute: float) -> Iterator[Contribution]:
    """Yield an episode's contributions, newest first, as far back as a minute."""
    return takewhile(lambda part: part.minute >= minute, reversed(episode.latest))


def _disastrous(episode: Episode) -> bool:
    """Whether two voices or more tell of what takes lives as a rule: a storming, a wreck, a strong quake."""
    voices = {part.voice for part in episode.latest if not set(part.moments) <= UNCERTAIN and not part.hedged}
    return len(voices) > 1


def _tells_of_victims(part: Contribution) -> bool:
    return bool(part.claims) or not VICTIMS.isdisjoint(part.types)
