"""The newswire of a drill: agencies' stories, and what sites and readers make of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from deploy.drills import copies
from deploy.drills.cast import Person, people
from deploy.drills.draft import Draft
from deploy.drills.phrases import Dice, fill

__all__ = ["Newsroom"]

SPIN_SHARES = (0.45, 0.75)
"""Lightly and heavily spun: share of the words in the list of synonyms that are replaced."""
BRIEFS_EACH = 7
SHARERS = 60


@dataclass
class Newsroom:
    """Writes the newswire's drafts.

    Attributes:
        wire, spin: stock, see ``newswire.toml`` and ``spin.toml``.
        end: nothing is published later.
    """

    wire: Mapping[str, Any]
    spin: Mapping[str, Any]
    end: datetime
    _written: dict[str, Draft] = field(default_factory=dict)

    def stories(self) -> Iterator[Draft]:
        """Yield each agency story, followed by its copies."""
        for article in self.wire["article"]:
            host = self.wire["publishers"][article["publisher"]]["host"]
            original = self._article(article["at"], host, article["title"], article["paragraphs"], article)
            original.supersedes = self._written.get(article.get("updates", ""))
            self._written[article["key"]] = original
            yield original
            dice = Dice(f"copies.{article['key']}")
            yield from self._reprints(original, article, dice)
            yield from self._shares(original, article, dice)

    def briefs(self, moment: Callable[[Dice], datetime]) -> Iterator[Draft]:
        """Yield ordinary news at the moments that ``moment`` gives."""
        dice = Dice("briefs")
        for number, brief in enumerate(self.wire["brief"]):
            lang = brief["lang"]
            cities = self.wire["brief_slots"][f"city_{lang}"]
            for turn in range(BRIEFS_EACH):
                slots = {"city": [dice.pick(cities)], "n": [str(int(dice.between(3, 98)))]}
                title, text = (fill(brief[part], slots, dice) for part in ("title", "text"))
                at = moment(dice)
                while "since" in brief and at < brief["since"]:
                    at = moment(dice)
                entry = {"key": f"brief-{number}-{turn}", "lang": lang, "label": "quiet"}
                draft = self._article(at, f"{dice.pick(self.wire['sites'][lang])}.example", title, [text], entry)
                draft.phase = "brief"
                yield draft

    def _article(
        self, at: datetime, host: str, title: str, paragraphs: Sequence[str], article: Mapping[str, Any]
    ) -> Draft:
        return Draft(
            at.replace(microsecond=0),
            Person("", f"feed:{host}"),
            "\n\n".join(paragraphs),
            article["lang"],
            article["label"],
            "newswire",
            kind="newswire",
            title=title,
            url=f"https://{host}/{at:%Y/%m/%d}/{article['key']}",
            claimed=article["lang"],
            incident=article.get("incident"),
        )

    def _reprints(self, original: Draft, article: Mapping[str, Any], dice: Dice) -> Iterator[Draft]:
        lang, counts = article["lang"], article["copies"]
        sites = dice.shuffled(self.wire["sites"][lang])
        ways = [how for how in ("syndicated", "boilerplate", "spun") for _ in range(counts.get(how, 0))]
        for turn, how in enumerate(ways):
            site = sites[turn % len(sites)]
            at = min(original.at + timedelta(minutes=3 + 110 * dice.between(0, 1) ** 2), self.end)
            title, body = self._spun(article, dice) if how == "spun" else self._edited(article, dice)
            if how == "boilerplate":
                pages = [page for page in self.wire["boilerplate"] if page["lang"] == lang]
                body = copies.boilerplate(body, pages[sum(site.encode()) % len(pages)], dice)
            draft = self._article(at, f"{site}.example", title, body, article)
            draft.url = f"{draft.url}-{turn}"
            draft.label, draft.original, draft.how = "copy", original, how  # type: ignore[assignment]
            yield draft

    def _spun(self, article: Mapping[str, Any], dice: Dice) -> tuple[str, list[str]]:
        share, synonyms = dice.pick(SPIN_SHARES), self.spin[article["lang"]]
        title, *body = (copies.spun(text, synonyms, share, dice) for text in (article["title"], *article["paragraphs"]))
        return title, body

    def _edited(self, article: Mapping[str, Any], dice: Dice) -> tuple[str, list[str]]:
        edits, lang = self.wire["edits"], article["lang"]
        title = dice.pick([article["title"], article["title"], *article.get("headlines", [])])
        return title, copies.syndicated(article["paragraphs"], edits["lead"][lang], edits["close"][lang], dice)

    def _shares(self, original: Draft, article: Mapping[str, Any], dice: Dice) -> Iterator[Draft]:
        via = self.wire["edits"]["via"][original.lang]
        sharers = people(SHARERS, Dice(f"sharers.{original.lang}"))
        for _ in range(article["copies"].get("truncated", 0)):
            at = min(original.at + timedelta(minutes=1 + 80 * dice.between(0, 1) ** 2), self.end)
            text = copies.truncated(original.title or "", original.text, dice.pick(via), original.url or "", dice)
            draft = Draft(at.replace(microsecond=0), dice.pick(sharers), text, original.lang, "copy", "newswire")
            draft.original, draft.how, draft.incident = original, "truncated", original.incident
            yield draft
