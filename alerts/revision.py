"""Writes an episode down as one revision of its alert: headline, reason, evidence, timeline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from typing import cast

from alerts.alert import Alert, Why
from alerts.corroboration import confidence
from alerts.detectors import Detectors
from alerts.episode import Episode
from alerts.excess import Excess
from alerts.hazards import UNNAMED, hazard_phrase
from alerts.headline import ROLE_NOUNS, headline, whereabouts, why_text
from alerts.key import name_of, timeline
from alerts.keys import ANY, LOCALITY, UNKNOWN, Atlas
from alerts.ledger import HAZARD, Contribution
from alerts.lifecycle import Reason, Standing
from alerts.momentous import hostages
from alerts.severity import GRAVITY, leading_type
from alerts.sheet import HEADLINE_ROLES, MOST_SHOWN
from streams.report import EventType

__all__ = ["MAX_EVIDENCE", "TIMELINE_STEP_MINUTES", "choose_evidence", "write"]

MAX_EVIDENCE = 10
TIMELINE_STEP_MINUTES = 5
MAX_NAMES, MOST_NAMES = 12, 60
WORTH_SAYING = 20.0  # what happens by chance once in fewer windows explains nothing
DOUBTED, DENIED = 0.6, "officials deny it"
"""Confidence below which an official denial is told in the headline, behind the place."""
ANOTHER = "Another event: "
"""Before the headline of an alert that is apart from one of the same place."""
SAID = {
    Reason.GRAVE_NEWS: ("Too few reports for a rise: it is what they tell of that is grave.",),
    Reason.QUIET: ("No more reports than usual now.",),
    Reason.STAYED_QUIET: ("No more reports than usual for half an hour.",),
}
NO_RISE = {Reason.GRAVE_NEWS, Reason.QUIET, Reason.STAYED_QUIET}
HOSTAGE_SHARES = {"ARREST": 0.25, "FREED": 0.25, "CLASH": 0.5}
CANDIDATES, RECENT = 60, 25  # evidence is chosen among the first reports, the telling ones and the latest


def write(
    episode: Episode,
    standing: Standing,
    before: Standing | None,
    reason: Reason,
    tools: tuple[Detectors, Atlas],
    at: datetime,
) -> Alert:
    """Return the alert's present revision.

    Args:
        episode: its revision is already that of this alert.
        standing: state and signal to publish.
        before: as last published; None before the first revision.
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
    wires = {part.id: part.name.removesuffix(".com") for part in episode.latest if part.newswire}
    where, held = _where(atlas, episode), _hostages(episode)
    sure = confidence(standpoint)
    if sure < DOUBTED and standpoint.official_denials:
        where += f" ({DENIED})"
    old = _replaced(before, standing, atlas)
    text = headline(episode.types, where, episode.claims, episode.words, wires, hostages=held)
    return Alert(
        alert=episode.id,
        revision=episode.revision,
        state=standing.state,
        type=cast("EventType", leading_type(_named(episode))),
        place=place,
        severity=standing.signal.severity,
        confidence=sure,
        at=at,
        headline=f"{ANOTHER}{text[0].lower()}{text[1:]}" if episode.apart else text,
        reports=episode.reports,
        families=standpoint.sources,
        why=_why(episode, reason, detectors, _excess(episode, detectors, minute), old),
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


def _hostages(episode: Episode) -> frozenset[str]:
    """Return the event types that are of hostages.

    Who is held was not arrested, and who is freed no detainee, where a quarter of the reports says so, others say
    inmates. Of violence half have to say so, since it is called by that.
    """
    found = set()
    for kind, least in HOSTAGE_SHARES.items():
        held = [hostages(part.excerpt) for part in episode.latest if kind in part.types]
        if sum(held) > (kind != "FREED") and least * len(held) <= sum(held):
            found.add(kind)
    return frozenset(found)


def _where(atlas: Atlas, episode: Episode) -> str:
    if episode.node == UNKNOWN:
        return whereabouts("", topic=episode.topic)
    path = atlas.path_of(episode.node)
    place, label = atlas.place(path[-1]), atlas.label(path)
    if len(path) > LOCALITY + 1 and place.precision == atlas.place(path[-2]).precision == "city":
        # Two settlements side by side, of which the first one named stands for both.
        told, around = (episode.spots.get(node, 0) for node in (path[-1], path[-2]))
        label = place.name if told > around else label
    return whereabouts(label, spot=place.precision == "point")


def _excess(episode: Episode, detectors: Detectors, minute: float) -> Excess | None:
    """Return what is the most surprising: at the alert's place, or at the key whose rise raised it."""
    found = [detectors.excess(name_of(ANY, node), minute) for node in dict.fromkeys((episode.node, episode.base))]
    return max((one for one in found if one is not None), key=lambda one: one.one_in, default=None)


def _named(episode: Episode) -> dict[str, int]:
    """Return reports by event type; without a hazard that no word names, where something else is told of."""
    others = {kind: n for kind, n in episode.types.items() if kind != HAZARD}
    return others if others and hazard_phrase(episode.words) == UNNAMED else episode.types


def _why(episode: Episode, reason: Reason, detectors: Detectors, excess: Excess | None, replaced: Sequence[str]) -> Why:
    if reason in NO_RISE:
        excess = None
    voices = list(islice(episode.voices, MOST_NAMES))
    names = tuple(episode.names[voice] for voice in voices)
    told = excess if excess is not None and excess.observed > 1 and excess.one_in >= WORTH_SAYING else None
    media = {part.voice for part in episode.latest if part.newswire}
    known_first = [episode.names[voice] for voice in sorted(voices, key=lambda voice: voice not in media)]
    said = [*replaced, *SAID.get(reason, ()), *caveats(episode)]
    text = why_text(told, known_first, len(episode.voices), said)
    pace = excess.acceleration if excess else None
    return Why(
        reason=str(reason),
        observed=excess.observed if excess else 0,
        expected=round(excess.expected, 3) if excess else 0.0,
        window_minutes=float(excess.window_minutes) if excess else 0.0,
        one_in=float(f"{excess.one_in:.3g}") if excess else None,
        doubling_minutes=round(pace.doubling_minutes, 1) if pace and pace.doubling_minutes is not None else None,
        score=round(episode.score, 2),
        threshold=round(detectors.watch if episode.grave else detectors.page, 2),
        families=tuple(dict.fromkeys(names))[:MAX_NAMES],
        text=text,
    )


def _replaced(before: Standing | None, standing: Standing, atlas: Atlas) -> list[str]:
    """Return the place and the figures that were told and are others now, as a sentence, or nothing.

    A figure for which a headline has no room any more is none.
    """
    if before is None:
        return []
    now = dict(standing.signal.figures)
    last = max(map(HEADLINE_ROLES.index, now), default=0) if len(now) == MOST_SHOWN else len(HEADLINE_ROLES)
    others = [
        f"{number:,} {role}" if number else f"no {ROLE_NOUNS.get(role, role)}"
        for role, number in before.signal.figures
        if now.get(role) != number and (role in now or HEADLINE_ROLES.index(role) < last)
    ]
    was, place = (atlas.label(atlas.path_of(one.signal.place)) for one in (before, standing))
    if was != place and before.signal.place not in (UNKNOWN, ""):
        others.insert(0, f"in {was}")
    return [f"Told before: {', '.join(others)}."] if others else []


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

    A new story counts most, then a new voice, a new class of speaker, counts, a new type; copies, and a voice's further
    posts, come last; among equals the newer one wins.
    """
    # A post that speaks of two places contributes twice and is shown once.
    left = list({part.id: part for part in parts}.values())
    if len(left) > CANDIDATES:
        telling = [part for part in left[:-RECENT] if part.claims or part.class_ or part.denied][-RECENT:]
        left = [*left[: CANDIDATES - 2 * RECENT], *telling, *left[-RECENT:]]
        left = list({part.id: part for part in left}.values())
    chosen: list[Contribution] = []
    stories, voices, classes, types = set(), set(), set(), set()  # type: ignore[var-annotated]

    def worth(part: Contribution) -> tuple[float, float, str]:
        value = (
            4.0 * (part.story not in stories) + 3.0 * (part.voice not in voices) - 5.0 * (part.copy or not part.keys)
        )
        value += 2.0 * (part.class_ is not None and part.class_ not in classes) + (2.0 if part.claims else 0.0)
        value += sum(1.0 for one in part.types if one not in types) + (1.5 if part.class_ == "official" else 0.0)
        return value, part.minute, part.id

    while left and len(chosen) < MAX_EVIDENCE:
        best = max(left, key=worth)
        left.remove(best)
        if best.copy and best.story in stories and not best.newswire:
            continue  # a repost of what is shown already
        chosen.append(best)
        stories.add(best.story)
        voices.add(best.voice)
        classes.add(best.class_)
        types.update(best.types)
    return chosen
