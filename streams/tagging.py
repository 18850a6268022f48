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

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from connectors.post import HEARTBEAT_SOURCE, Post, body
from streams.company import SHORT
from streams.composer import Judged, Languages
from streams.copies import Copies, Key, Known, key_of
from streams.drafts import STEPS_ON_EVENTS, STEPS_TO_REPORT, Draft
from streams.gate import Gate, Look
from streams.gazetteer import Gazetteer
from streams.language import detect
from streams.lexicon import Lexicon, LexiconError, load_lexicons, place_problem
from streams.places import Places, shipped_landmarks
from streams.report import Report
from streams.scent import HINT, Hints, bar, clear, possible
from streams.text import MAX_TEXT, compounds, fold, pieces, vocabulary

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


class Analysis(msgspec.Struct, gc=False):
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
        self._speech = Languages(lexicons)
        patterns = [pattern for lexicon in lexicons.values() for pattern in lexicon.patterns]
        leaning = self._speech[DEFAULT_LANGUAGE].triggers.leaning_of("social")
        self._gate, self._hints = Gate(patterns, leaning.told), Hints(leaning.heavy(HINT))
        self._may_lean = leaning.may_reach
        self._places = places
        self._everywhere = everywhere
        self._copies = Copies()
        self._steps = (self._know, *STEPS_ON_EVENTS, self._locate, *STEPS_TO_REPORT)

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
        with _uncollected():
            return cls._load(extra, places, everywhere=everywhere)

    @classmethod
    def _load(cls, extra: Iterable[Path], places: Iterable[Mapping[str, Any]], *, everywhere: bool) -> Tagger:
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

    def _look(self, folded: str, parted: set[str] | None = None) -> Look:
        """Return where a word of a trigger is, also inside a hashtag."""
        look = starts, told = self._gate.look(folded, parted)
        inside = compounds(folded) if "#" in folded else ()
        return (sorted({*starts, *inside}), told) if inside else look

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
        keys = self._keys_of_copies(posts)
        if not any(keys):
            drafts = self._drafts(posts)
            for draft in drafts:
                self._keep(draft)
            return [draft.report for draft in drafts]
        firsts: dict[Key, int] = {}
        known: dict[int, Known] = {}  # by where a text is first
        fresh: list[int] = []
        for place, key in enumerate(keys):
            if key is None:
                fresh.append(place)
            elif firsts.setdefault(key, place) == place:
                if (one := self._copies.find(key)) is None:
                    fresh.append(place)
                else:
                    known[place] = one
        made = dict(zip(fresh, self._drafts([posts[place] for place in fresh]), strict=True))
        for place, draft in made.items():
            if one := self._keep(draft):
                known[place] = one
        reports = []
        for place, (post, key) in enumerate(zip(posts, keys, strict=True)):
            if place in made or key is None:
                reports.append(made[place].report)
            else:
                first = firsts[key]
                reports.append((known.get(first) or _known(made[first])).of(post))
        return reports

    def _keep(self, draft: Draft) -> Known | None:
        """Remember a text; one without triggers is read as fast as it is found."""
        if not draft.starts or (key := key_of(draft.post)) is None:
            return None
        known = _known(draft)
        self._copies.keep(key, known)
        return known

    def _keys_of_copies(self, posts: Sequence[Post]) -> list[Key | None]:
        """Return the keys of what may be a copy, which is soon told by the text alone; None of the others."""
        seen: set[str] = set()
        again: set[str] = set()
        for post in posts:
            (again if post.text in seen else seen).add(post.text)
        return [key_of(post) if post.text in self._copies or post.text in again else None for post in posts]

    def analyse(self, post: Post) -> Analysis:
        """Read one post and keep the decisions."""
        (draft,) = self._drafts((post,))
        return Analysis(draft.report, draft.judged, bool(draft.starts) or bool(draft.judged))

    def _drafts(self, posts: Iterable[Post]) -> list[Draft]:
        """Take posts through the steps side by side: a step's code and tables then stay in the processor's cache."""
        drafts = [Draft(post, self._speech[DEFAULT_LANGUAGE]) for post in posts]
        left = [draft for draft in drafts if self._open(draft)]
        for step in self._steps if left else ():
            left = [draft for draft in left if step(draft)]
        return drafts

    def _open(self, draft: Draft) -> bool:
        post = draft.post
        if post.deleted or post.source == HEARTBEAT_SOURCE:
            return draft.irrelevant((post.lang or DEFAULT_LANGUAGE)[:2])
        draft.text = body(post)
        draft.folded = fold(draft.text[:MAX_TEXT])
        if len(draft.folded) > SHORT:
            draft.starts, _ = self._look(draft.folded)
        else:
            several = pieces(draft.folded)
            parted = set(several)
            draft.starts, told = self._look(draft.folded, parted)
            draft.telling = post.kind == "social" and (bool(draft.starts) or self._tells(draft, several, parted, told))
            if draft.starts or draft.telling:
                draft.words = vocabulary(draft.folded, parted)
        if not draft.starts and not draft.telling and not self._everywhere:
            return draft.irrelevant((post.lang or DEFAULT_LANGUAGE)[:2])
        return True

    def _tells(self, draft: Draft, several: Sequence[str], parted: set[str], told: int) -> bool:
        """Whether all words of a post together may tell of an event; what soonest says no is asked first.

        Args:
            draft: of a short post without a trigger.
            several: its pieces, in order.
            parted: the distinct ones.
            told: the sum of what they say (`streams.leaning`).
        """
        folded = draft.folded
        least = bar(folded)
        if not self._may_lean(draft.text, parted, told, least):
            return False
        leaning = draft.speech.triggers.leaning(draft.text, vocabulary(folded, parted), draft.post.kind, least)
        return possible(leaning, folded) and (clear(leaning, folded) or self._hints.enough(folded, several))

    def _know(self, draft: Draft) -> bool:
        draft.words = draft.words or vocabulary(draft.folded)
        language = draft.language = detect(draft.text, draft.post.lang, draft.words)
        draft.speech = self._speech.of(RELATED.get(language, language)) or draft.speech
        return True

    def _locate(self, draft: Draft) -> bool:
        if not draft.judged and not self._everywhere:
            return draft.irrelevant(draft.language)
        draft.located = self._places.find(draft.text[:MAX_TEXT], draft.folded, draft.language, draft.words)
        return True


@contextmanager
def _uncollected() -> Iterator[None]:
    """Make many objects that stay without being searched for garbage again and again, a third of the time of loading.

    They are then taken for old ones at once, by way of the permanent ones.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
        gc.unfreeze()
    finally:
        if enabled:
            gc.enable()


def _known(draft: Draft) -> Known:
    return Known(draft.report, draft.dated, draft.speech.times)
