"""The course of the Bishkek night: which texts of the stock are posted when, by whom, and who copies them.

All numbers here are choices of the drill, made so that the curve of an evening like this looks as it would: a peaceful
day, a steep rise within minutes of the first stones, copies outnumbering witnesses as the hours pass.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from connectors.post import Kind, Post
from deploy.drills import copies
from deploy.drills.cast import SERVERS, Person, people, roughly
from deploy.drills.drill import How, Label, Truth
from deploy.drills.phrases import Dice, choices, fill, overlap

__all__ = ["START", "Script"]

LANGUAGES = ("en", "ru", "ky")
START = datetime(2020, 10, 3, 12, tzinfo=UTC)
END = datetime(2020, 10, 5, 22, tzinfo=UTC)
DAY = datetime(2020, 10, 5, tzinfo=UTC)

MOST_ALIKE = (0.42, 0.34)
"""Independent posts share at most so much: Jaccard of words, share of the shorter one's three-word runs."""
TRIES = 12
WITNESSES = 340
BYSTANDERS = 420
REPOSTED, QUOTED = 0.30, 0.10
FLOOD_POSTS, FLOOD_MINUTES = 500, 30
SPIN_SHARES = (0.45, 0.75)


@dataclass(frozen=True)
class Phase:
    """A part of the evening. ``lean`` > 1 crowds its posts at the beginning, < 1 at the end."""

    name: str
    begin: timedelta
    end: timedelta
    lean: float
    label: Label = "independent"
    incident: str | None = "bishkek-night"


def _at(hours: int, minutes: int = 0) -> timedelta:
    return timedelta(hours=hours, minutes=minutes)


PHASES = (
    Phase("square", _at(6, 30), _at(14, 5), 0.6, incident="bishkek-rally"),
    Phase("osh", _at(12, 31), _at(14, 40), 1.6, incident="osh-fire"),
    Phase("gates", _at(14, 9), _at(14, 36), 1.0),
    Phase("force", _at(14, 17), _at(16, 30), 1.9),
    Phase("street", _at(14, 41), _at(18, 0), 1.3),
    Phase("injured", _at(14, 50), _at(19, 0), 1.1),
    Phase("smoke", _at(15, 36), _at(18, 0), 1.5),
    Phase("rumour", _at(15, 40), _at(16, 50), 1.0, "rumour", None),
    Phase("relief", _at(16, 42), _at(18, 30), 1.2, "denial"),
    Phase("freed", _at(20, 35), _at(22, 0), 1.0),
)

EVERYDAY: Sequence[tuple[str, Label, Mapping[str, int]]] = (
    ("quiet", "quiet", {"en": 10, "ru": 9, "ky": 8}),
    ("minor", "minor", {"en": 3, "ru": 3, "ky": 2}),
    ("sport", "noise", {"en": 4, "ru": 4, "ky": 4}),
    ("figurative", "noise", {"en": 3, "ru": 3, "ky": 3}),
)
"""Section, its label, and how often each line of it is used."""

HOURLY = (2, 1, 1, 1, 2, 3, 5, 6, 7, 7, 7, 7, 8, 8, 8, 8, 9, 9, 9, 8, 7, 5, 4, 3)
"""How much people write in each hour of the day, UTC."""


@dataclass(eq=False)
class Draft:
    """A post before it has its id."""

    at: datetime
    person: Person
    text: str
    lang: str
    label: Label
    phase: str
    kind: Kind = "social"
    title: str | None = None
    url: str | None = None
    claimed: str | None = None
    incident: str | None = None
    original: Draft | None = None
    how: How | None = None
    supersedes: Draft | None = None
    same_as: Draft | None = None
    deleted: bool = False
    id: str = ""

    def to_post(self) -> Post:
        """Return the record."""
        return Post(
            id=self.id,
            source=self.person.source,
            kind=self.kind,
            author=self.person.name if self.kind == "social" else None,
            text=self.text,
            title=self.title,
            url=self.url,
            lang=self.claimed,
            published_at=self.at,
            repost_of=self.original.id if self.how == "repost" and self.original else None,
            deleted=self.deleted,
        )


@dataclass
class Script:
    """The stock and the drafts made of it so far.

    Attributes:
        witness, everyday: stock by language.
        wire, spin, flood: the other files of the stock.
    """

    witness: dict[str, Any]
    everyday: dict[str, Any]
    wire: dict[str, Any]
    spin: dict[str, Any]
    flood: dict[str, Any]
    drafts: list[Draft] = field(default_factory=list)

    @classmethod
    def read(cls, folder: Path) -> Script:
        """Read the hand-written stock."""

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
        for lang in LANGUAGES:
            self._everyday(lang)
            self._witnesses(lang)
        self._newswire()
        self._briefs()
        self._spread()
        self._flood()
        self._second_thoughts()
        return self._in_order()

    def _everyday(self, lang: str) -> None:
        dice, stock = Dice(f"everyday.{lang}"), self.everyday[lang]
        authors = people(BYSTANDERS // 3, Dice(f"bystanders.{lang}"))
        seen: set[str] = set()
        for section, label, uses in EVERYDAY:
            for line in (line for line in stock[section] for _ in range(uses[lang])):
                text = _fresh(line, stock["slots"], seen, dice)
                if text:
                    text = roughly(text, stock["hashtags"], dice, excited=False)
                    self._post(_everyday_time(dice), dice.pick(authors), text, lang, label, section, dice)

    def _witnesses(self, lang: str) -> None:
        dice, stock = Dice(f"witness.{lang}"), self.witness[lang]
        authors = people(WITNESSES // 3, Dice(f"witnesses.{lang}"))
        earlier: list[str] = []
        for phase in PHASES:
            lines: Sequence[str] = stock["phases"][phase.name]
            for line in (line for line in lines for _ in range(min(2, choices(line)))):
                text = _independent(line, stock, earlier, dice, plain=phase.name == "osh")
                if text is None:
                    continue
                earlier.append(text)
                span = phase.end - phase.begin
                at = DAY + phase.begin + span * (dice.between(0, 1) ** phase.lean)
                text = roughly(text, stock["hashtags"], dice, excited=True) if phase.name != "osh" else text
                draft = self._post(at, dice.pick(authors), text, lang, phase.label, phase.name, dice)
                draft.incident = phase.incident

    def _post(
        self, at: datetime, person: Person, text: str, lang: str, label: Label, phase: str, dice: Dice
    ) -> Draft:  # fmt: skip
        claim = lang if dice.chance(0.7) else None
        claim = "ru" if lang == "ky" and dice.chance(0.3) else claim
        draft = Draft(at.replace(microsecond=0), person, text, lang, label, phase, claimed=claim)
        self.drafts.append(draft)
        return draft

    def _newswire(self) -> None:
        written: dict[str, Draft] = {}
        for article in self.wire["article"]:
            publisher = self.wire["publishers"][article["publisher"]]
            original = self._article(article["at"], publisher["host"], article["title"], article["paragraphs"], article)
            original.supersedes = written.get(article.get("updates", ""))
            written[article["key"]] = original
            self._copies(original, article)

    def _article(
        self, at: datetime, host: str, title: str, paragraphs: Sequence[str], article: Mapping[str, Any]
    ) -> Draft:
        slug = f"{article['key']}-{len(self.drafts)}"
        draft = Draft(
            at.replace(microsecond=0),
            Person("", f"feed:{host}"),
            "\n\n".join(paragraphs),
            article["lang"],
            article["label"],
            "newswire",
            kind="newswire",
            title=title,
            url=f"https://{host}/{at:%Y/%m/%d}/{slug}",
            claimed=article["lang"],
            incident=_INCIDENTS.get(article["incident"], article["incident"]) if article["incident"] else None,
        )
        if article["key"].startswith("square"):
            draft.incident = "bishkek-rally"
        self.drafts.append(draft)
        return draft

    def _copies(self, original: Draft, article: Mapping[str, Any]) -> None:
        dice, lang = Dice(f"copies.{article['key']}"), article["lang"]
        edits, sites = self.wire["edits"], dice.shuffled(self.wire["sites"][lang])
        pages = [page for page in self.wire["boilerplate"] if page["lang"] == lang]
        title, paragraphs = article["title"], article["paragraphs"]
        used = 0
        for how in ("syndicated", "boilerplate", "spun"):
            for _ in range(article["copies"].get(how, 0)):
                site, used = sites[used % len(sites)], used + 1
                at = original.at + timedelta(minutes=3 + 110 * dice.between(0, 1) ** 2)
                if how == "spun":
                    share = dice.pick(SPIN_SHARES)
                    headline = copies.spun(title, self.spin[lang], share, dice)
                    body = [copies.spun(paragraph, self.spin[lang], share, dice) for paragraph in paragraphs]
                else:
                    headline, body = copies.syndicated(
                        title, paragraphs, edits["lead"][lang], edits["close"][lang], dice
                    )
                if how == "boilerplate":
                    body = copies.boilerplate(body, pages[_number(site) % len(pages)], dice)
                draft = self._article(at, f"{site}.example", headline, body, article)
                draft.label, draft.original, draft.how = "copy", original, how
        self._shares(original, article, dice)

    def _shares(self, original: Draft, article: Mapping[str, Any], dice: Dice) -> None:
        via = self.wire["edits"]["via"][original.lang]
        sharers = people(60, Dice(f"sharers.{original.lang}"))
        for _ in range(article["copies"].get("truncated", 0)):
            at = original.at + timedelta(minutes=1 + 80 * dice.between(0, 1) ** 2)
            text = copies.truncated(original.title or "", original.text, dice.pick(via), original.url or "", dice)
            draft = self._post(at, dice.pick(sharers), text, original.lang, "copy", "newswire", dice)
            draft.original, draft.how, draft.incident = original, "truncated", original.incident

    def _briefs(self) -> None:
        dice = Dice("briefs")
        for brief in self.wire["brief"]:
            lang = brief["lang"]
            cities = self.wire["brief_slots"][f"city_{lang}"]
            for _ in range(7):
                slots = {"city": [dice.pick(cities)], "n": [str(int(dice.between(3, 98)))]}
                title, text = (fill(_bracketed(brief[part]), slots, dice) for part in ("title", "text"))
                host = f"{dice.pick(self.wire['sites'][lang])}.example"
                entry = {"key": "brief", "lang": lang, "label": "quiet", "incident": None}
                self._article(_everyday_time(dice), host, title, [text], entry).phase = "brief"

    def _spread(self) -> None:
        """Let people pass on what others wrote: reposts, old-style retweets, quotes with a word before them."""
        dice = Dice("spread")
        heard = [draft for draft in self.drafts if draft.label in ("independent", "rumour", "denial")]
        for original in [draft for draft in heard if draft.kind == "social"]:
            crowd = people(90, Dice(f"crowd.{original.lang}"))
            while dice.chance(REPOSTED):
                self._pass_on(original, dice.pick(crowd), "repost", dice)
            if dice.chance(QUOTED):
                self._pass_on(original, dice.pick(crowd), dice.pick(("retyped", "quoted")), dice)

    def _pass_on(self, original: Draft, person: Person, how: How, dice: Dice) -> None:
        text = original.text
        if how == "retyped":
            text = copies.retyped(original.person.name, text, dice)
        if how == "quoted":
            text = copies.quoted(dice.pick(self.wire["edits"]["comment"][original.lang]), text, dice)
        if how == "repost":
            person = Person(person.name, original.person.server)
        at = min(original.at + timedelta(minutes=0.5 + 60 * dice.between(0, 1) ** 2.5), END)
        draft = self._post(at, person, text, original.lang, "copy", original.phase, dice)
        draft.original, draft.how, draft.incident = original, how, original.incident

    def _flood(self) -> None:
        dice, begin = Dice("flood"), DAY + _at(12, 20)
        person = Person(self.flood["author"], SERVERS[0])
        seen: set[str] = set()
        for number in range(FLOOD_POSTS):
            text = _fresh(dice.pick(self.flood["lines"]), self.flood["slots"], seen, dice) or f"Karakol!! ({number})"
            at = begin + timedelta(minutes=FLOOD_MINUTES) * (number / FLOOD_POSTS)
            self._post(at, person, text, "en", "flood", "flood", dice)

    def _second_thoughts(self) -> None:
        """Some authors take a post back or mend it: the same id comes again."""
        dice = Dice("second thoughts")
        by_label = {
            label: [draft for draft in self.drafts if draft.label == label and draft.kind == "social"]
            for label in ("rumour", "independent", "minor")
        }
        for label, count in (("rumour", 2), ("independent", 2), ("minor", 1)):
            for draft in dice.shuffled(by_label[label])[:count]:
                self._again(draft, "deletion", "", timedelta(minutes=dice.between(6, 50)))
        mended = [draft for draft in by_label["independent"] if draft.phase in ("force", "street", "injured")]
        taken = {again.same_as for again in self.drafts}
        for draft in [draft for draft in dice.shuffled(mended) if draft not in taken][:4]:
            self._again(draft, "edit", f"{draft.text} (upd)", timedelta(minutes=dice.between(2, 15)))

    def _again(self, draft: Draft, label: Label, text: str, after: timedelta) -> None:
        at = min(draft.at + after, END).replace(microsecond=0)
        again = Draft(at, draft.person, text, draft.lang, label, draft.phase, claimed=draft.claimed)
        again.same_as, again.deleted, again.incident = draft, label == "deletion", draft.incident
        self.drafts.append(again)

    def _in_order(self) -> tuple[list[Post], list[Truth]]:
        ordered = sorted(enumerate(self.drafts), key=lambda placed: (placed[1].at, placed[0]))
        fresh = [draft for _, draft in ordered if draft.same_as is None]
        for serial, draft in enumerate(fresh, 1):
            draft.id = f"{draft.person.source}:{serial:05}"
        for draft in self.drafts:
            if draft.same_as is not None:
                draft.id = draft.same_as.id
        return [draft.to_post() for _, draft in ordered], list(self._truths(fresh))

    def _truths(self, drafts: Sequence[Draft]) -> Iterator[Truth]:
        again = {draft.same_as: draft.label for draft in self.drafts if draft.same_as is not None}
        for draft in drafts:
            yield Truth(
                id=draft.id,
                label=draft.label,
                phase=draft.phase,
                incident=draft.incident,
                copy_of=draft.original.id if draft.original else None,
                how=draft.how,
                supersedes=draft.supersedes.id if draft.supersedes else None,
                taken_back=again.get(draft) == "deletion",
                edited=again.get(draft) == "edit",
            )


_INCIDENTS = {"bishkek": "bishkek-night", "osh": "osh-fire"}


def _bracketed(template: str) -> str:
    """Return a newswire template in the notation of the other files: ``{city}`` and ``{n}`` are slots there."""
    return template.replace("{city}", "<city>").replace("{n}", "<n>")


def _number(text: str) -> int:
    return sum(text.encode())


def _everyday_time(dice: Dice) -> datetime:
    """A moment of the drill, likelier when people are awake."""
    while True:
        at = START + (END - START) * dice.between(0, 1)
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


def _independent(line: str, stock: Mapping[str, Any], earlier: Sequence[str], dice: Dice, *, plain: bool) -> str | None:
    """A post around the line that resembles none before it, or None when chance finds none."""
    for _ in range(TRIES):
        parts = [line]
        if not plain and dice.chance(0.45):
            parts.insert(0, dice.pick(stock["opening"]))
        if dice.chance(0.4):
            parts.append(dice.pick(stock["tail"]))
        text = fill(" ".join(parts), stock["slots"], dice)
        alike = (overlap(text, other) for other in earlier)
        if all(jaccard <= MOST_ALIKE[0] and shared <= MOST_ALIKE[1] for jaccard, shared in alike):
            return text
    return None
