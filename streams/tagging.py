"""From a post to its report: the whole tagger behind one pure function.

Order of work: fold, gate (a look-up a word; most posts end here), language, sentences that hold a trigger,
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
from math import inf
from pathlib import Path
from typing import Any

import msgspec

from connectors.post import HEARTBEAT_SOURCE, Post, body
from streams.clauses.company import SHORT
from streams.composer import Judged
from streams.copies import Copies, Key, Known, key_of
from streams.draft import Draft
from streams.drafts import STEPS_AT_PLACES, STEPS_ON_EVENTS, STEPS_TO_REPORT
from streams.gate import Gate, Look
from streams.geo.gazetteer import Entry, Gazetteer
from streams.geo.gazetteer_form import CITY, COUNTRY
from streams.geo.neighbours import RENOWN, over_border
from streams.geo.places import Places, shipped_landmarks
from streams.geo.recasing import recased
from streams.geo.uncased import far_fetched
from streams.language import balance, detect, may_be_foreign
from streams.relevance import tells
from streams.report import Report
from streams.scene_words import Elsewhere
from streams.scent import BAR, HINT, Hints, bar, clear, possible
from streams.speech import Languages
from streams.teasers import without_teasers
from streams.text import MAX_TEXT, compounds, fold, pieces, vocabulary
from streams.typography import tidy
from streams.words.lexicon import Lexicon, LexiconError, load_lexicons, place_problem
from streams.words.unaccented import Unaccented

__all__ = ["Analysis", "Tagger"]

DEFAULT_LANGUAGE = "en"
TAKE = 64  # posts that go through the steps side by side; more gain little
_SIDE, _HALF = 52, 1 << 51
"""Where the balance of languages begins in what a piece weighs at the gate, beside what it tells of events."""
RELATED = {
    "gl": "es",
    "ca": "es",
    "ht": "fr",
    "be": "ru",
    "bg": "ru",
    "kk": "ky",
    "az": "tr",
    "hr": "sr",
    "bs": "sr",
    "me": "sr",
    "ms": "id",
    "mr": "hi",
    "ne": "hi",
}
"""Languages without a lexicon -> the nearest that has one; better than English, and short Spanish looks Galician."""


class Analysis(msgspec.Struct, gc=False):
    """A report and the decisions behind it; ``passed`` the gate. Offsets count in ``text``, which was read."""

    report: Report
    text: str
    judged: list[Judged] = []
    passed: bool = False


class Tagger:
    """Tags posts. Build with `Tagger.load`.

    Args:
        lexicons: of every language.
        places: finder of places.
        everywhere: read the places and mentions of irrelevant posts too, not only of those that edit another. A stream
            that drops such posts saves the time.
    """

    def __init__(self, lexicons: Mapping[str, Lexicon], places: Places, *, everywhere: bool = True) -> None:
        self._speech = Languages(lexicons)
        patterns = [pattern for lexicon in lexicons.values() for pattern in lexicon.patterns]
        leaning = self._speech[DEFAULT_LANGUAGE].triggers.leaning_of("social")
        others = [lexicon for lexicon in lexicons.values() if lexicon.language != DEFAULT_LANGUAGE]
        elsewhere = Elsewhere(others, leaning.heavy(-inf).keys())
        self._gate = Gate(
            patterns,
            lambda piece: leaning.told(piece) + ((balance(piece) or int(piece in elsewhere)) << _SIDE),
        )
        self._hints = Hints(leaning.heavy(HINT))
        self._leaning = leaning
        self._places = places
        self._everywhere = everywhere
        self._unaccented = Unaccented(lexicons)
        self._copies = Copies()
        self._steps = (self._know, *STEPS_ON_EVENTS, self._locate, *STEPS_AT_PLACES, self._settle, *STEPS_TO_REPORT)

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
            with _unsearched():
                tidied = list(map(tidy, take))
                read = self._tag_take([one.post if one else post for one, post in zip(tidied, take, strict=True)])
                reports += [one.restored(told) if one else told for one, told in zip(tidied, read, strict=True)]
        return reports

    def _tag_take(self, posts: Sequence[Post]) -> list[Report]:
        keys = self._keys_of_copies(posts)
        if not any(keys):
            return list(map(self._report, posts, self._drafts(posts)))
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
        reports = []
        for place, (post, key) in enumerate(zip(posts, keys, strict=True)):
            if place in made or key is None:
                reports.append(self._report(post, made[place]))
            elif one := known.get(firsts[key]):
                reports.append(one.of(post))
            else:
                draft = made[firsts[key]]
                reports.append(self._report(post, None) if draft is None else _known(draft).of(post))
        return reports

    def _report(self, post: Post, draft: Draft | None) -> Report:
        """Return the report of a post that is no copy; its text is remembered if it has triggers."""
        if draft is None:
            return Report(post.id, (post.lang or DEFAULT_LANGUAGE)[:2], False, (), ())
        if draft.starts and (key := key_of(post)) is not None:
            self._copies.keep(key, _known(draft))  # a text without triggers is read as fast as it is found
        return draft.report

    def _keys_of_copies(self, posts: Sequence[Post]) -> list[Key | None]:
        """Return the keys of what may be a copy, which is soon told by the text alone; None of the others."""
        seen: set[str] = set()
        again: set[str] = set()
        for post in posts:
            (again if post.text in seen else seen).add(post.text)
        return [key_of(post) if post.text in self._copies or post.text in again else None for post in posts]

    def analyse(self, post: Post) -> Analysis:
        """Read one post and keep the decisions."""
        tidied = tidy(post)
        read = tidied.post if tidied else post
        (draft,) = self._drafts((read,))
        if draft is None:
            return Analysis(self._report(read, None), body(read))
        return Analysis(draft.report, body(read), draft.judged, bool(draft.starts) or bool(draft.judged))

    def _drafts(self, posts: Iterable[Post]) -> list[Draft | None]:
        """Take posts through the steps side by side: a step's code and tables then stay in the processor's cache.

        There is no draft of a post in which nothing is to be read, as most are.
        """
        drafts = list(map(self._open, posts))
        left = list(filter(None, drafts))
        for step in self._steps if left else ():
            left = [draft for draft in left if step(draft)]
        return drafts

    def _open(self, post: Post) -> Draft | None:
        if post.deleted or post.source == HEARTBEAT_SOURCE:
            return None
        text = body(post)
        if post.kind == "newswire":
            text = without_teasers(text, len(post.title or ""))
        folded = fold(text[:MAX_TEXT])
        if len(folded) > SHORT:
            starts, _ = self._look(folded)
            if not starts and not self._everywhere:
                return None
            return Draft(post, self._speech[DEFAULT_LANGUAGE], text, folded, starts)
        several = pieces(folded)
        parted = set(several)
        if folded.isascii() and self._unaccented.may_lack(folded, parted):
            language = detect(text, post.lang, vocabulary(folded, parted))
            folded = self._unaccented.restored(folded, language)
            several = pieces(folded)
            parted = set(several)
        starts, weighed = self._look(folded, parted)
        balanced = weighed + _HALF >> _SIDE
        told = weighed - (balanced << _SIDE)
        telling = post.kind == "social" and (bool(starts) or self._tells(text, folded, several, told))
        foreign = post.kind == "social" and not telling and may_be_foreign(folded, balanced)
        if not starts and not telling and not foreign and not self._everywhere:
            return None
        words = vocabulary(folded, parted)
        return Draft(post, self._speech[DEFAULT_LANGUAGE], text, folded, starts, words, telling, foreign)

    def _tells(self, text: str, folded: str, several: Sequence[str], told: int) -> bool:
        """Whether all words of a post together may tell of an event; what soonest says no is asked first.

        Args:
            text: of a short social post without a trigger.
            folded: the same.
            several: its pieces, in order.
            told: the sum of what the distinct ones say (`streams.words.leaning`).
        """
        most = self._leaning.bound(text, told)
        if most < BAR or not self._leaning.may_reach(text, several, most, least := bar(folded)):
            return False
        leaning = self._leaning.of_post(text, vocabulary(folded, several), least)
        return possible(leaning, folded) and (clear(leaning, folded) or self._hints.enough(folded, several))

    def _know(self, draft: Draft) -> bool:
        draft.words = draft.words or vocabulary(draft.folded)
        language = draft.language = detect(draft.text, draft.post.lang, draft.words)
        draft.speech = self._speech.of(RELATED.get(language, language)) or draft.speech
        if draft.foreign:
            draft.telling = draft.speech.scene.known and not draft.speech.triggers.learned
            return draft.telling or self._everywhere or draft.irrelevant(language)
        return True

    def _locate(self, draft: Draft) -> bool:
        if not self._everywhere and (not (draft.open or draft.post.edited) if draft.judged else draft.hope <= 0.0):
            return draft.irrelevant(draft.language)
        home, event = self._places.settled(draft.post), bool(draft.judged)
        came, language = draft.text[:MAX_TEXT], draft.language
        short = draft.post.kind == "social" and len(came) <= SHORT
        text = recased(came, language, short=short)
        located = self._places.find(
            text, draft.folded, language, draft.words, event=event, home=home, uncased=short and came.islower()
        )
        draft.located = [one for one in located if one.entry.kind != COUNTRY or not over_border(text, one.start)]
        if text is not came:
            draft.located = [one for one in draft.located if not _far_fetched(one.entry, language, came)]
        draft.home = None if draft.located or not event else home or self._places.settled(draft.post, channel=True)
        return True

    def _settle(self, draft: Draft) -> bool:
        if self._everywhere or draft.post.edited or any(map(tells, draft.judged)):
            return True
        return draft.irrelevant(draft.language)


def _far_fetched(entry: Entry, language: str, text: str) -> bool:
    """Whether a town whose capital the text did not write is small and none of the language's own."""
    return (
        entry.kind == CITY
        and entry.population < RENOWN
        and far_fetched(entry.country, entry.population, language, text)
    )


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


@contextmanager
def _unsearched() -> Iterator[None]:
    """Leave the search for garbage until a take is done: what it makes has no circles, and nearly all of it goes then.

    Begun amid a take the search finds nothing, takes what the drafts still hold for long-lived, and so looks through
    everything again and again: 2 to 3 % of the time.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _known(draft: Draft) -> Known:
    return Known(draft.report, draft.dated, draft.speech.times)
