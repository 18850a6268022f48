"""From a post to its report: the whole tagger behind one pure function.

Order of work: fold, gate (one Aho-Corasick pass; most posts end here), language, sentences that hold a trigger,
triggers and whether they are literal, polarity and hedging, counts, places, times, attribution. No clock, no network,
no randomness: the same post gives the same report.

A report is *relevant* when it has a mention that is not figurative, or speaks of a disaster that has no event type of
its own (flood, quake, wreck). Negated mentions count ("no deaths" is news), planned ones too (a protest tomorrow is
what a desk prepares for), and anniversaries (escalation leaves them out by their polarity). Figurative and sports uses
alone do not, nor advice for a case that is only thought of, nor a disaster of the past.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from connectors.post import HEARTBEAT_SOURCE, Post, body
from streams.company import SHORT
from streams.composer import Judged, Speech
from streams.copies import Copies, Known, key_of
from streams.drafts import STEPS_ON_EVENTS, STEPS_TO_REPORT, Draft
from streams.gate import Gate, Look
from streams.gazetteer import Gazetteer
from streams.language import detect
from streams.lexicon import Lexicon, LexiconError, load_lexicons, place_problem
from streams.places import Places, shipped_landmarks
from streams.report import Report
from streams.scent import BAR, HINT, Hints, fewest, possible
from streams.text import MAX_TEXT, compounds, fold, vocabulary

__all__ = ["Analysis", "Tagger"]

DEFAULT_LANGUAGE = "en"
TAKE = 64  # posts that go through the steps side by side; more gain little
RELATED = {
    "gl": "es",
    "ca": "es",
    "ht": "fr",
    "be": "ru",
    "bg": "ru",
    "kk": "ky",
    "az": "tr",
    "ms": "id",
    "mr": "hi",
    "ne": "hi",
}
"""Languages without a lexicon -> the nearest that has one; better than English, and short Spanish looks Galician."""


class Analysis(msgspec.Struct):
    """A report and the decisions behind it; ``passed`` the gate."""

    report: Report
    judged: list[Judged] = []
    passed: bool = False


class Tagger:
    """Tags posts. Build with `Tagger.load`.

    Args:
        lexicons: of every language.
        places: finder of places.
        everywhere: name the places of posts without any trigger too. A stream that drops such posts saves the time.
    """

    def __init__(self, lexicons: Mapping[str, Lexicon], places: Places, *, everywhere: bool = True) -> None:
        self._speech = {language: Speech.of(lexicon) for language, lexicon in lexicons.items() if lexicon.patterns}
        patterns = [pattern for lexicon in lexicons.values() for pattern in lexicon.patterns]
        hints = self._speech[DEFAULT_LANGUAGE].triggers.hints(HINT)
        self._gate, self._hints = Gate(patterns, hints), Hints(hints)
        self._places = places
        self._everywhere = everywhere
        self._copies = Copies()
        self._steps = (self._open, self._know, *STEPS_ON_EVENTS, self._locate, *STEPS_TO_REPORT)

    @classmethod
    def load(
        cls, *, extra: Sequence[Path] = (), places: Iterable[Mapping[str, Any]] = (), everywhere: bool = True
    ) -> Tagger:
        """Read the lexicons, a desk's own files and its places of interest.

        Args:
            extra: a desk's lexicon or points-of-interest files.
            places: points of interest from the configuration: ``name``, ``aliases``, ``lat``, ``lon``, ``country``,
                ``city``.
            everywhere: see the class.

        Raises:
            LexiconError: names the file, the key and the mend.
        """
        lexicons = load_lexicons(extra)
        own = [place for lexicon in lexicons.values() for place in lexicon.places]
        for index, place in enumerate(given := list(places)):
            problem = place_problem(place)
            if problem:
                raise LexiconError(f"places[{index}]", problem[0], problem[1], problem[2])
        landmarks = [*shipped_landmarks(), *own, *given]
        return cls(lexicons, Places(Gazetteer.open(), landmarks), everywhere=everywhere)

    def gate(self, text: str) -> bool:
        """Whether any trigger can be in ``text``."""
        return bool(self._look(fold(text[:MAX_TEXT]))[0])

    def _look(self, folded: str) -> Look:
        """Return where a word of a trigger is, also inside a hashtag."""
        look = starts, loose, hints = self._gate.look(folded)
        inside = compounds(folded) if "#" in folded else ()
        return (sorted({*starts, *inside}), loose, hints) if inside else look

    def tag(self, post: Post) -> Report:
        """Read one post."""
        return self.tag_many((post,))[0]

    def tag_many(self, posts: Iterable[Post]) -> list[Report]:
        """Read posts, in order; copies of a text are read once."""
        reports: list[Report] = []
        left = iter(posts)
        while take := list(islice(left, TAKE)):
            reports += self._tag_take(take)
        return reports

    def _tag_take(self, posts: Sequence[Post]) -> list[Report]:
        keys = [key_of(post) or place for place, post in enumerate(posts)]
        find = self._copies.find
        known: dict[object, Known | None] = {key: find(key) for key in keys if isinstance(key, tuple)}
        fresh = {key: post for key, post in zip(keys, posts, strict=True) if known.get(key) is None}
        drafts = dict(zip(fresh, self._drafts(fresh.values()), strict=True))
        for key, draft in drafts.items():
            if draft.starts and isinstance(key, tuple):  # a text without triggers is read as fast as it is found
                known[key] = one = _known(draft)
                self._copies.keep(key, one)
        return [
            own.report
            if (own := drafts.get(key)) is not None and own.post is post
            else (known.get(key) or _known(drafts[key])).of(post)
            for key, post in zip(keys, posts, strict=True)
        ]

    def analyse(self, post: Post) -> Analysis:
        """Read one post and keep the decisions."""
        (draft,) = self._drafts((post,))
        return Analysis(draft.report, draft.judged, bool(draft.starts) or bool(draft.judged))

    def _drafts(self, posts: Iterable[Post]) -> list[Draft]:
        """Take posts through the steps side by side: a step's code and tables then stay in the processor's cache."""
        drafts = left = [Draft(post, self._speech[DEFAULT_LANGUAGE]) for post in posts]
        for step in self._steps:
            left = [draft for draft in left if step(draft)]
        return drafts

    def _open(self, draft: Draft) -> bool:
        post = draft.post
        if post.deleted or post.source == HEARTBEAT_SOURCE:
            return draft.irrelevant((post.lang or DEFAULT_LANGUAGE)[:2])
        draft.text = body(post)
        draft.folded = fold(draft.text[:MAX_TEXT])
        draft.starts, loose, hints = self._look(draft.folded)
        draft.telling = post.kind == "social" and len(draft.folded) <= SHORT
        if draft.telling and not draft.starts:
            hinted = loose or (hints >= fewest(draft.folded) and self._hints.enough(draft.folded))
            draft.telling = hinted and self._leans(draft)
        if not draft.starts and not draft.telling and not self._everywhere:
            return draft.irrelevant((post.lang or DEFAULT_LANGUAGE)[:2])
        return True

    def _leans(self, draft: Draft) -> bool:
        draft.words = vocabulary(draft.folded)
        return possible(draft.speech.triggers.leaning(draft.text, draft.words, draft.post.kind, BAR))

    def _know(self, draft: Draft) -> bool:
        draft.words = draft.words or vocabulary(draft.folded)
        language = draft.language = detect(draft.text, draft.post.lang, draft.words)
        draft.speech = self._speech.get(RELATED.get(language, language)) or draft.speech
        return True

    def _locate(self, draft: Draft) -> bool:
        if not draft.judged and not self._everywhere:
            return draft.irrelevant(draft.language)
        draft.located = self._places.find(draft.text[:MAX_TEXT], draft.folded, draft.language, draft.words)
        return True


def _known(draft: Draft) -> Known:
    return Known(draft.report, draft.dated, draft.speech.times)
