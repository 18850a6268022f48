"""Whole news articles as a desk gets them, for the genre ``articles`` of `tests.tagging.genres`.

One JSON object a line: ``title``, ``text``, ``published_at``, ``source`` and the ``facts`` that a careful coder reads:
``types`` that the article tells as happened now, those ``denied``, final ``counts`` of its own event by role (null is
an open end, [0, 0] expressly none), ``place`` of the main event, classes of ``speakers``. An article without types has
the words of an event and none: asked is only whether it is left out.

All is taken as escalation takes a story of one report: types of `alerts.ledger.occurrences`; of each role the count
that stands by `alerts.severity.figures`, or all its counts from the lowest to the highest where they differ (rival
counts of one crowd); the place at which most is told. ``places.precision`` is the share of places at which anything is
told that are the event's, within 161 km or around it: each of the others would count on a key of its own.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from alerts.alert import CountClaim
from alerts.ledger import HAZARD, contribution, occurrences
from alerts.severity import figures
from connectors.post import Kind, Post
from streams.geo.gazetteer import Gazetteer
from streams.geo.gazetteer_form import key_of
from streams.report import Place, Report, Story, Verdict
from streams.tagging import Tagger
from tests.tagging.lines import Faults, Marks
from tests.tagging.score_places import NEAR_KM, SAME_REGION_KM, kilometres

__all__ = [
    "NGO",
    "Scores",
    "articles",
    "as_story",
    "classes",
    "compare_counts",
    "compare_places",
    "compare_speakers",
    "denied",
    "told",
]

_SLACK = 0.1  # of an approximate number: what ``about 120`` may be taken for
NGO = frozenset({"party", "official"})
"""Classes that stand for observers and aid organisations, which reports have no class for."""


@dataclass
class Scores:
    """What was right, by name: decisions with precision and recall, and others as a share."""

    marks: Marks = field(default_factory=Marks)
    shares: dict[str, list[bool]] = field(default_factory=dict)

    def note(self, name: str, right: bool, fault: str) -> None:
        self.shares.setdefault(name, []).append(right)
        if not right:
            self.marks.faults.append(f"{name}: {fault}")


def articles(tagger: Tagger, directory: Path) -> tuple[dict[str, float], Faults]:
    """Score whole articles."""
    scores = Scores()
    for line in (directory / "articles.jsonl").read_text("utf-8").splitlines():
        article = json.loads(line)
        story = as_story(tagger, article)
        if article["facts"]["types"]:
            _compare(scores, article, story)
        else:
            scores.note("left_out", not told(story), f"{article['id']}: {sorted(told(story))}")
    shares = {name: sum(right) / len(right) for name, right in scores.shares.items()}
    return {**scores.marks.figures(), **shares}, scores.marks.faults


def as_story(tagger: Tagger, article: Mapping[str, Any], kind: Kind = "newswire") -> Story:
    """Return what escalation gets of an article (``id``, ``title``, ``text``, ``published_at``, ``source``) alone."""
    at = datetime.fromisoformat(article["published_at"])
    name, title, text = article["id"], article["title"], article["text"]
    post = Post(id=name, source=article["source"], kind=kind, title=title, text=text, published_at=at)
    return Story(
        id=name,
        source=post.source,
        kind=post.kind,
        family=post.source,
        excerpt=title,
        published_at=at,
        report=tagger.tag(post),
        verdict=Verdict(name, "new", name, None, ()),
    )


def told(story: Story) -> set[str]:
    """Types that a story tells as happened; of an irrelevant one nothing comes to escalation."""
    if not story.report.relevant:
        return set()
    return {kind for one in occurrences(story) for kind in one.types}


def denied(story: Story) -> set[str]:
    """Types that a story denies and does not tell as happened."""
    if not story.report.relevant:
        return set()
    return {kind for one in occurrences(story) for kind in one.denied} - told(story) - {HAZARD}


def _compare(scores: Scores, article: Mapping[str, Any], story: Story) -> None:
    facts, name = article["facts"], article["id"]
    happened = told(story) - {HAZARD}
    for sort, asked, found in (("types", facts["types"], happened), ("denied", facts["denied"], denied(story))):
        for kind in sorted({*asked, *found}):
            scores.marks.mark(sort, kind in asked, kind in found, f"{name} {kind}")
    compare_counts(scores, facts["counts"], story)
    compare_places(scores, facts["place"], story.report, name)
    compare_speakers(scores, facts["speakers"], story.report, name)


def compare_counts(scores: Scores, asked: Mapping[str, Sequence[int | None]], story: Story) -> None:
    """Note which final figures of a story are those asked for, and whether all of its are."""
    happened = next(iter(occurrences(story)), None)
    claims = contribution(story, happened, 0.0, ()).claims[::-1] if happened is not None else ()
    whole = True
    for role in ("killed", "injured", "arrested", "missing", "evacuated", "crowd"):
        standing = figures(claims, role, {story.id})
        every = [one for one in claims if one.count.role == role and one.count.of is None and one.count.max != 0]
        said = sorted({_said(one) for one in every} or {_said(one) for one in standing})
        if role in asked:
            right = _right(asked[role], standing[:1]) or _right(asked[role], every)
            scores.note("counts.exact", right, f"{story.id} {role} {asked[role]} but {said}")
        else:
            right = not every
            if every:
                scores.marks.faults.append(f"counts invented: {story.id} {role} {said}")
        whole = whole and right
    scores.shares.setdefault("counts.whole", []).append(whole)


def _said(claim: CountClaim) -> str:
    low, high = claim.count.min, claim.count.max
    return f"{'' if low is None else low}-{'' if high is None else high}"


def _right(asked: Sequence[int | None], told: Sequence[CountClaim]) -> bool:
    """Whether counts, taken from the lowest to the highest, are those asked for; an open end agrees with a closed."""
    if not told:
        return False
    low, high = asked[0] or 0, asked[1]
    lowest = min(one.count.min or 0 for one in told)
    most = [one.count.max for one in told]
    highest = None if None in most else max(one or 0 for one in most)
    if high == 0 or highest == 0:
        return high == highest
    slack = _SLACK if any(one.count.approximate and one.count.max is not None for one in told) else 0.0
    lower = abs(lowest - low) <= max(low * slack, high is None or highest is None)
    return lower and (high is None or highest is None or abs(highest - high) <= high * slack)


def compare_places(scores: Scores, asked: str, report: Report, name: str) -> None:
    """Note whether the place at which most is told is the one asked for, and how many of all places are."""
    found: Counter[Place] = Counter(
        mention.place
        for mention in (*report.mentions, *report.hazards)
        if mention.polarity == "asserted" and mention.place is not None
    )
    main = max(found, key=lambda place: found[place], default=None)
    told = [f"{place.name}|{place.country} {n}" for place, n in found.most_common()]
    scores.note("place.right", main is not None and _there(main, asked), f"{name} {asked} but {told}")
    for place in found:
        scores.note("places.precision", _there(place, asked, around=True), f"{name} {asked} not {place.name}")


def _there(place: Place, asked: str, *, around: bool = False) -> bool:
    """Whether a place is the one that is asked for; ``around`` it: its region or country, or near it."""
    called, _, country = asked.rpartition("|")
    if place.country != country:
        return False
    if key_of(place.name) == key_of(called):
        return True  # a village that the gazetteer may not have, named by the text and put where that says
    if around and place.precision in ("admin1", "country"):
        return True
    reach = NEAR_KM if around else SAME_REGION_KM if place.precision == "admin1" else NEAR_KM / 2
    return place.precision != "country" and any(
        kilometres(place.lat, place.lon, entry.lat, entry.lon) <= reach
        for entry in _gazetteer().find(called)
        if entry.country == country
    )


@cache
def _gazetteer() -> Gazetteer:
    return Gazetteer.open()


def compare_speakers(scores: Scores, asked: Sequence[str], report: Report, name: str) -> None:
    """Mark the classes of those cited, against those asked for."""
    found = set(classes(report))
    for class_ in sorted({*asked, *found}):
        if class_ == "ngo":
            scores.marks.mark("speakers", True, not found.isdisjoint(NGO), f"{name} ngo")
        elif class_ in asked or class_ not in NGO or "ngo" not in asked:
            scores.marks.mark("speakers", class_ in asked, class_ in found, f"{name} {class_}")


def classes(report: Report) -> Iterator[str]:
    """Classes of those who are cited for what happened or did not."""
    for mention in (*report.mentions, *report.hazards):
        if mention.polarity in ("asserted", "negated") and mention.source is not None:
            yield mention.source.class_
