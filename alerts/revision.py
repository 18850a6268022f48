"""Writes an episode down as one revision of its alert: headline, reason, evidence, timeline."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from alerts.alert import Alert, Why
from alerts.corroboration import confidence
from alerts.detectors import Detectors, Excess, name_of, timeline
from alerts.episode import Episode
from alerts.headline import headline, why_text
from alerts.keys import ANY, UNKNOWN, Atlas
from alerts.ledger import Contribution
from alerts.lifecycle import Reason, Standing
from alerts.severity import GRAVITY, leading_type
from streams.report import EventType, Place

__all__ = ["MAX_EVIDENCE", "TIMELINE_STEP_MINUTES", "choose_evidence", "write"]

MAX_EVIDENCE = 10
TIMELINE_STEP_MINUTES = 5
MAX_NAMES = 12


def write(episode: Episode, standing: Standing, reason: Reason, tools: tuple[Detectors, Atlas], at: datetime) -> Alert:
    """Return the alert's present revision.

    Args:
        episode: its revision is already that of this alert.
        standing: state and signal to publish.
        reason: of the decision.
        tools: detectors and atlas.
        at: event time of the decision.
    """
    detectors, atlas = tools
    pooled, minute = name_of(ANY, episode.node), at.timestamp() / 60.0
    place = atlas.place(episode.node)
    chosen = choose_evidence(episode.latest)
    types = sorted((one for one in episode.types if one in GRAVITY), key=lambda one: (-episode.types[one], one))
    standpoint = episode.standpoint()
    return Alert(
        alert=episode.id,
        revision=episode.revision,
        state=standing.state,
        type=cast("EventType", leading_type(episode.types)),
        place=place,
        severity=standing.signal.severity,
        confidence=confidence(standpoint),
        at=at,
        headline=headline(episode.types, _label(atlas, episode.node), _at(place, episode.node), episode.claims),
        reports=episode.reports,
        families=standpoint.sources,
        why=_why(episode, reason, detectors, detectors.excess(pooled, minute)),
        evidence=tuple(part.id for part in chosen),
        types=tuple(cast("EventType", one) for one in types),
        counts=tuple(episode.claims),
        posts=tuple(part.evidence() for part in chosen),
        timeline=timeline(detectors.get(pooled), minute, TIMELINE_STEP_MINUTES),
        started_at=episode.started,
        first_report_at=episode.first_at,
        latest_report_at=episode.latest_at,
        synthetic=episode.synthetic,
    )


def _label(atlas: Atlas, node: str) -> str:
    return "" if node == UNKNOWN else atlas.label(atlas.path_of(node))


def _at(place: Place, node: str) -> bool:
    return node != UNKNOWN and place.precision == "point"


def _why(episode: Episode, reason: Reason, detectors: Detectors, excess: Excess | None) -> Why:
    names = tuple(episode.names[voice] for voice in episode.voices)
    text = why_text(excess, names, len(names), caveats(episode))
    pace = excess.acceleration if excess else None
    return Why(
        reason=str(reason),
        observed=excess.observed if excess else 0,
        expected=round(excess.expected, 3) if excess else 0.0,
        window_minutes=float(excess.window_minutes) if excess else 0.0,
        one_in=float(f"{excess.one_in:.3g}") if excess else None,
        doubling_minutes=round(pace.doubling_minutes, 1) if pace and pace.doubling_minutes is not None else None,
        score=round(episode.score, 2),
        threshold=detectors.thresholds.page,
        families=names[:MAX_NAMES],
        text=text,
    )


def caveats(episode: Episode) -> list[str]:
    """Return what speaks against the alert, in whole sentences."""
    said = []
    denials, official = len(episode.denials), sum(episode.denials.values())
    if denials:
        body = " (an official body among them)" if official else ""
        said.append(f"{denials} source{'s deny' if denials > 1 else ' denies'} it{body}; confidence is lower for it.")
    if episode.retractions:
        verb = "posts were" if episode.retractions > 1 else "post was"
        said.append(f"{episode.retractions} {verb} taken back; confidence is lower for it.")
    if len(episode.voices) == 1:
        said.append("One source only.")
    return said


def choose_evidence(parts: list[Contribution]) -> list[Contribution]:
    """Return at most `MAX_EVIDENCE` contributions, each the one that adds most to those before it.

    A new story counts most, then a new voice, a new class of speaker, counts, a new type; copies come last; among
    equals the newer one wins.
    """
    # A post that speaks of two places contributes twice and is shown once.
    left = list({part.id: part for part in parts}.values())
    chosen: list[Contribution] = []
    stories, voices, classes, types = set(), set(), set(), set()  # type: ignore[var-annotated]

    def worth(part: Contribution) -> tuple[float, float, str]:
        value = 4.0 * (part.story not in stories) + 3.0 * (part.voice not in voices) - 5.0 * part.copy
        value += 2.0 * (part.class_ is not None and part.class_ not in classes) + (2.0 if part.claims else 0.0)
        value += sum(1.0 for one in part.types if one not in types) + (1.5 if part.class_ == "official" else 0.0)
        return value, part.minute, part.id

    while left and len(chosen) < MAX_EVIDENCE:
        best = max(left, key=worth)
        left.remove(best)
        chosen.append(best)
        stories.add(best.story)
        voices.add(best.voice)
        classes.add(best.class_)
        types.update(best.types)
    return chosen
