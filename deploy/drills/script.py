"""The course of the Bishkek night: which texts of the stock are posted when, by whom, and who passes them on.

All numbers here are choices of the drill, made so that the curve of an evening like this looks as it would: a peaceful
day, a steep rise within minutes of the first stones, copies outnumbering witnesses as the hours pass.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from connectors.post import Post
from deploy.drills import copies
from deploy.drills.cast import SERVERS, Person, people, roughly
from deploy.drills.draft import Draft, in_order
from deploy.drills.drill import How, Label, Truth
from deploy.drills.newsroom import Newsroom
from deploy.drills.phrases import Dice, choices, fill, overlap

__all__ = ["MOST_ALIKE", "START", "Script"]

LANGUAGES = ("en", "ru", "ky")
START = datetime(2020, 10, 3, 12, tzinfo=UTC)
END = datetime(2020, 10, 5, 22, tzinfo=UTC)
DAY = datetime(2020, 10, 5, tzinfo=UTC)

MOST_ALIKE = (0.42, 0.34)
"""Independent posts share at most so much: Jaccard of words, share of the shorter one's three-word runs."""
TRIES = 12
USES = 2
"""A hand-written sentence serves two witnesses at most, and two only when it has a choice in it."""
WITNESSES, BYSTANDERS, CROWD = 110, 140, 90
"""Accounts per language: those who saw it, those who write of other things, those who pass on."""
OPENINGS, TAILS = 0.45, 0.4
REPOSTED, QUOTED = 0.30, 0.10
CLAIMS, WRONG_CLAIMS = 0.7, 0.3
"""Share of posts that claim a language; share of Kyrgyz posts that claim to be Russian."""
FLOOD_POSTS, FLOOD = 500, timedelta(minutes=30)


@dataclass(frozen=True)
class Phase:
    """A part of the evening, in time of 5 October UTC. ``lean`` > 1 crowds posts at the beginning, < 1 at the end."""

    name: str
    begin: timedelta
    end: timedelta
    lean: float
    label: Label = "independent"
    incident: str | None = "bishkek-night"


def _at(hours: int, minutes: int = 0) -> timedelta:
    return timedelta(hours=hours, minutes=minutes)


PHASES = (
    Phase("square", _at(6, 30), _at(13, 0), 0.7, incident="bishkek-rally"),
    Phase("dusk", _at(12, 0), _at(14, 5), 0.7, incident="bishkek-rally"),
    Phase("osh", _at(12, 31), _at(14, 40), 1.6, incident="osh-fire"),
    Phase("gates", _at(14, 9), _at(14, 36), 1.0),
    Phase("force", _at(14, 17), _at(16, 30), 1.9),
    Phase("street", _at(14, 41), _at(18, 0), 1.3),
    Phase("late", _at(16, 5), _at(17, 0), 1.0),
    Phase("injured", _at(14, 50), _at(19, 0), 1.1),
    Phase("smoke", _at(15, 36), _at(18, 0), 1.5),
    Phase("rumour", _at(15, 40), _at(16, 50), 1.0, "rumour", None),
    Phase("relief", _at(16, 42), _at(18, 30), 1.2, "denial"),
    Phase("freed", _at(20, 35), _at(22, 0), 1.0),
)

EVERYDAY: Sequence[tuple[str, Label, datetime, Mapping[str, int]]] = (
    ("quiet", "quiet", START, {"en": 10, "ru": 9, "ky": 8}),
    ("vote", "quiet", DAY, {"en": 6, "ru": 6, "ky": 6}),
    ("minor", "minor", START, {"en": 3, "ru": 3, "ky": 2}),
    ("sport", "noise", START, {"en": 4, "ru": 4, "ky": 4}),
    ("figurative", "noise", START, {"en": 3, "ru": 3, "ky": 3}),
)
"""Section, its label, its beginning, and how often each line of it is used."""

HOURLY = (2, 1, 1, 1, 2, 3, 5, 6, 7, 7, 7, 7, 8, 8, 8, 8, 9, 9, 9, 8, 7, 5, 4, 3)
"""How much people write in each hour of the day, UTC."""

SECOND_THOUGHTS: Sequence[tuple[Label, Label, int]] = (
    ("rumour", "deletion", 2),
    ("independent", "deletion", 2),
    ("minor", "deletion", 1),
    ("independent", "edit", 4),
)
"""How many posts of a label are taken back or mended."""


@dataclass(frozen=True)
class Script:
    """The hand-written stock: by language what witnesses and bystanders write, and the files for all languages."""

    witness: Mapping[str, Mapping[str, Any]]
    everyday: Mapping[str, Mapping[str, Any]]
    wire: Mapping[str, Any]
    spin: Mapping[str, Any]
    flood: Mapping[str, Any]

    @classmethod
    def read(cls, folder: Path) -> Script:
        """Read the stock."""

        def stock(name: str) -> dict[str, Any]:
            return tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))

        return cls(
            {lang: stock(f"eyewitness.{lang}") for lang in LANGUAGES},
            {lang: stock(f"background.{lang}") for lang in LANGUAGES},
            stock("newswire"),
            stock("spin"),
            stock("flood"),
        )

    def perform(self) -> tuple[list[Post], list[Truth]]:
        """Write every post, in time order, and the truth about each."""
        drafts: list[Draft] = []
        for lang in LANGUAGES:
            drafts += self._bystanders(lang)
            drafts += self._witnesses(lang)
        newsroom = Newsroom(self.wire, self.spin, END)
        drafts += newsroom.stories()
        drafts += newsroom.briefs(lambda dice: _moment(dice, START))
        drafts += list(self._spread(drafts))
        drafts += self._flooding()
        drafts += list(self._second_thoughts(drafts))
        return in_order(drafts)

    def _bystanders(self, lang: str) -> Iterator[Draft]:
        dice, stock = Dice(f"everyday.{lang}"), self.everyday[lang]
        authors = people(BYSTANDERS, Dice(f"bystanders.{lang}"))
        seen: set[str] = set()
        for section, label, since, uses in EVERYDAY:
            for line in [each for each in stock[section] for _ in range(uses[lang])]:
                text = _fresh(line, stock["slots"], seen, dice)
                if text:
                    text = roughly(text, stock["hashtags"], dice, excited=False)
                    yield _social(_moment(dice, since), dice.pick(authors), text, lang, dice, label, section)

    def _witnesses(self, lang: str) -> Iterator[Draft]:
        dice, stock = Dice(f"witness.{lang}"), self.witness[lang]
        authors = people(WITNESSES, Dice(f"witnesses.{lang}"))
        earlier: list[str] = []
        for phase in PHASES:
            lines: list[str] = stock["phases"][phase.name]
            for line in [each for each in lines for _ in range(min(USES, choices(each)))]:
                text = _independent(line, stock, earlier, dice, at_home=phase.name != "osh")
                if text is None:
                    continue
                earlier.append(text)
                at = DAY + phase.begin + (phase.end - phase.begin) * (dice.between(0, 1) ** phase.lean)
                if phase.name != "osh":
                    text = roughly(text, stock["hashtags"], dice, excited=True)
                draft = _social(at, dice.pick(authors), text, lang, dice, phase.label, phase.name)
                draft.incident = phase.incident
                yield draft

    def _spread(self, drafts: Sequence[Draft]) -> Iterator[Draft]:
        """Let people pass on what others wrote: reposts, old-style retweets, quotes with a word before them."""
        dice = Dice("spread")
        crowds = {lang: people(CROWD, Dice(f"crowd.{lang}")) for lang in LANGUAGES}
        worth = ("independent", "rumour", "denial")
        for original in [draft for draft in drafts if draft.label in worth and draft.kind == "social"]:
            crowd = crowds[original.lang]
            while dice.chance(REPOSTED):
                yield self._passed_on(original, dice.pick(crowd), "repost", dice)
            if dice.chance(QUOTED):
                yield self._passed_on(original, dice.pick(crowd), dice.pick(("retyped", "quoted")), dice)

    def _passed_on(self, original: Draft, person: Person, how: How, dice: Dice) -> Draft:
        text = original.text
        if how == "retyped":
            text = copies.retyped(original.person.name, text, dice)
        if how == "quoted":
            text = copies.quoted(dice.pick(self.wire["edits"]["comment"][original.lang]), text, dice)
        if how == "repost":
            person = Person(person.name, original.person.server)
        at = min(original.at + timedelta(minutes=0.5 + 60 * dice.between(0, 1) ** 2.5), END)
        draft = _social(at, person, text, original.lang, dice, "copy", original.phase)
        draft.original, draft.how, draft.incident = original, how, original.incident
        return draft

    def _flooding(self) -> Iterator[Draft]:
        dice, begin = Dice("flood"), DAY + _at(12, 20)
        person = Person(self.flood["author"], SERVERS[0])
        seen: set[str] = set()
        number = 0
        while number < FLOOD_POSTS:
            text = _fresh(dice.pick(self.flood["lines"]), self.flood["slots"], seen, dice)
            if text is not None:
                yield _social(begin + FLOOD * (number / FLOOD_POSTS), person, text, "en", dice, "flood", "flood")
                number += 1

    def _second_thoughts(self, drafts: Sequence[Draft]) -> Iterator[Draft]:
        """Some authors take a post back or mend it: the same id comes again."""
        dice = Dice("second thoughts")
        changed: set[Draft] = set()
        for label, what, count in SECOND_THOUGHTS:
            able = [draft for draft in drafts if draft.label == label and draft.kind == "social"]
            for draft in [draft for draft in dice.shuffled(able) if draft not in changed][:count]:
                changed.add(draft)
                at = min(draft.at + timedelta(minutes=dice.between(4, 50)), END).replace(microsecond=0)
                text = "" if what == "deletion" else self._mended(draft, dice)
                again = Draft(at, draft.person, text, draft.lang, what, draft.phase, claimed=draft.claimed)
                again.same_as, again.deleted = draft, what == "deletion"
                yield again

    def _mended(self, draft: Draft, dice: Dice) -> str:
        return f"{draft.text} {dice.pick(self.witness[draft.lang]['afterthought'])}"


def _social(at: datetime, person: Person, text: str, lang: str, dice: Dice, label: Label, phase: str) -> Draft:
    claimed = lang if dice.chance(CLAIMS) else None
    claimed = "ru" if lang == "ky" and dice.chance(WRONG_CLAIMS) else claimed
    return Draft(at.replace(microsecond=0), person, text, lang, label, phase, claimed=claimed)


def _moment(dice: Dice, since: datetime) -> datetime:
    """A moment of the drill from ``since`` on, likelier when people are awake."""
    while True:
        at = since + (END - since) * dice.between(0, 1)
        if dice.chance(HOURLY[at.hour] / max(HOURLY)):
            return at.replace(microsecond=0)


def _fresh(line: str, slots: Mapping[str, Sequence[str]], seen: set[str], dice: Dice) -> str | None:
    """A wording of the line that was not used yet, or None when chance finds none."""
    for _ in range(TRIES):
        text = fill(line, slots, dice)
        if text not in seen:
            seen.add(text)
            return text
    return None


def _independent(
    line: str, stock: Mapping[str, Any], earlier: Sequence[str], dice: Dice, *, at_home: bool
) -> str | None:  # fmt: skip
    """A post around the line that resembles none before it, or None when chance finds none.

    ``at_home``: in Bishkek, so the stock's openings and tails, which speak of its streets, fit.
    """
    for _ in range(TRIES):
        parts = [line]
        if at_home and dice.chance(OPENINGS):
            parts.insert(0, dice.pick(stock["opening"]))
        if at_home and dice.chance(TAILS):
            parts.append(dice.pick(stock["tail"]))
        text = fill(" ".join(parts), stock["slots"], dice)
        alike = (overlap(text, other) for other in earlier)
        if all(jaccard <= MOST_ALIKE[0] and shared <= MOST_ALIKE[1] for jaccard, shared in alike):
            return text
    return None
