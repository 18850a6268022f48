"""What a text is, where it is no news of an event: a court's report, figures of a year, a review, a drill, a plan.

Such texts are full of the words of events, none of which happened now. What they are is told by how they begin: the
title and the first sentences behind it. The cues are in the lexicons, a table a genre (`GENRES`), with the keys

- ``strong``: alone they tell it, in the beginning;
- ``first``: the same, in the title or the first sentence: ``300 died [since January]``, else background;
- ``late``: alone they tell it, also behind the beginning: ``[all part of an exercise]``, ``so ends the film``;
- ``weak``: `ENOUGH` of them do, one of them in the beginning and the others near it;
- ``unless``: one of them in the beginning, and it is news: ``jailed [pending trial]``;
- ``beside``: what a sentence tells with one of them is of now all the same (``outside the court``).

A cue right behind a word of ``[genres] after`` tells the occasion of some other news: ``clashes [after] a court
sentenced him``. What a genre makes of events: `streams.genre_effects`. Of now stays what a sentence without a
cue dates to today, yesterday or a day of the week, but to no year.

Limits: one genre a text; of those told late, behind a scene, only what ``late`` names within `_NEAR` characters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import datetime
from typing import NamedTuple

from streams.annals import annals, may_be_old, recorded
from streams.text import Sentence, tokenise
from streams.words.calendar import MONTH_NAMES
from streams.words.cues import GENRE_SORTS, GENRES
from streams.words.lexicon import Lexicon, Pattern
from streams.words.patterns import Matcher
from streams.words.phrases import compile_pattern

__all__ = ["ENOUGH", "REAL", "Genre", "Genres"]

ENOUGH = 4  # weak cues
REAL = "real"
"""A drill that something really happened in, told by what it is not one for (``unless``)."""
OPENING = 2  # sentences behind the title that a text begins with
_SENTENCE = 40  # characters; less is a dateline or a heading
_NEAR = 900  # characters from the title in which weak cues are counted
_NO_YEAR = ["in", "a"]
"""What ``in <num>`` finds and is no year or quarter."""
_BEHIND = 4  # tokens from a word like ``after`` to what it introduces
_YEAR_DIGITS = 4
_FIRST_WORDS = 3  # of a sentence in which a day long ago is named first
_BYGONE_TEXT = """last previously статистике статистикой статистики статистикою прошлый минувший прошлом напомним ранее
годом полгода нагадаємо раніше торік минулий санкция санкція статья стаття статье"""
_BYGONE = frozenset(_BYGONE_TEXT.split())
_LONG = frozenset({"checked", "memorial"})
"""Genres of more than one sentence: one alone says in its clauses what is denied or remembered."""
_HAD, _HAD_BEEN = frozenset({"war", "waren", "hatte", "hatten"}), frozenset({"worden", "verurteilt"})
_ARABIC_HAD = frozenset({"وكان", "وكانت", "كان", "كانت"})
_TURKISH_HAD = tuple(f"m{vowel}şt{vowel}" for vowel in "ıiuü")
_POINTING_TEXT = """bu bunu bunun söz anılan бул бу муну мунун мындай ушул бардыгы баары это этой эту эти эта
данная данную данные this that these those it esto eso esta este ça cela cette ce das dies diese questo questa
 هذا هذه ذلك هذي"""
_POINTING = frozenset(_POINTING_TEXT.split())
"""Of what was told before: ``[bu] iddia asılsız``."""
_FRESH = ("days", "yesterday", "today", "night")


class Genre(NamedTuple):
    """What a text is and the cue that tells it; ``opening`` is where its beginning ends, ``at`` the cue's sentence.

    ``aside`` says that this sentence looks back by itself, so that what stands before it is news, ``points`` that it
    points at what was told before.
    """

    name: str
    cue: str
    opening: int
    at: int = 0
    aside: bool = False
    points: bool = False


class Genres:
    """The cues of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._cues = Matcher(_patterns(lexicon), arabic=lexicon.language == "ar")
        fresh = (name for key in _FRESH for names in lexicon.words("times", key) for name in names.split("|"))
        patterns = (compile_pattern(word, (), "cue", lexicon.classes) for word in fresh)
        self._fresh = Matcher(patterns, arabic=lexicon.language == "ar")
        self._after = frozenset(lexicon.words("genres", "after"))
        self._numbers = frozenset(lexicon.numbers.get("words", {}))

    def find(
        self, folded: str, spans: Sequence[tuple[int, int]], title: int, words: Set[str], now: datetime
    ) -> Genre | None:
        """Return what a text is, or None where it may be news.

        Args:
            folded: the text.
            spans: of its sentences, in order.
            title: where its title ends; 0 without one.
            words: its distinct words.
            now: when it was published.
        """
        if (told := self._cued(folded, spans, title, words)) is not None:
            return told
        cue = recorded(folded, title, now) or self._history(folded, spans, title, now)
        return Genre("background", cue, 0) if cue else None

    def _history(self, folded: str, spans: Sequence[tuple[int, int]], title: int, now: datetime) -> str:
        """Return the year long ago that a text is of, see `streams.annals`: its beginning names no day of this week."""
        if not may_be_old(folded):
            return ""  # as nearly always
        opening = _opening(spans, title)
        cue = annals(folded, spans, title, opening, now)
        begun = (tokenise(folded, start, end).words for start, end in spans if start < opening)
        others = (words for words in begun if cue not in words)  # ``1 IX 1944, [piątek]``
        return "" if not cue or any(map(self._fresh.scan, others)) else cue

    def _cued(self, folded: str, spans: Sequence[tuple[int, int]], title: int, words: Set[str]) -> Genre | None:  # noqa: PLR0912  one branch per sort of cue
        """Return what its cues tell that a text is."""
        if all(known.idle for known in map(self._cues.__getitem__, words)):
            return None
        opening = _opening(spans, title)
        strong: dict[str, tuple[str, int, bool, bool]] = {}
        weak: dict[str, dict[str, str]] = {}
        begun: Set[str] = frozenset()
        first: Sequence[str] = ()  # words of the lead
        early: Set[str] = frozenset()  # genres that it has cues of
        ruled_out = set(_LONG if len(spans) == 1 else ())
        real = ""
        lead = next((start for start, _ in spans if start >= title), 0)
        for start, end in spans:
            if start >= max(opening, title + _NEAR):
                break
            heard = tokenise(folded, start, min(end, title + _NEAR)).words
            told = list(self._told(heard))
            aside = bool(told) and start > lead and (_looks_back(heard) or _long_ago(heard))
            awaited = {pattern.types[0] for pattern, _ in told if pattern.types[1] == "unless"}
            for pattern, cue in told:
                genre, sort = pattern.types
                if start >= opening and genre in awaited:
                    continue  # ``they face up to ten years``, of which no court has spoken
                if sort == "weak" or (sort == "strong" and start >= opening):
                    if aside and start >= opening:
                        continue
                    weak.setdefault(genre, {})[pattern.source] = cue
                elif sort == "unless" and start < opening:
                    ruled_out.add(genre)
                    real = real or (cue if genre == "drill" else "")
                elif sort in ("strong", "late") or (sort == "first" and start <= lead):
                    strong.setdefault(genre, (cue, start, aside, not _POINTING.isdisjoint(heard)))
            if start < opening:
                begun = set(weak)
            if start == lead:
                first, early = heard, set(weak)
        for name in GENRES:
            if name in ruled_out:
                continue
            if name in strong:
                cue, at, aside, points = strong[name]
                return Genre(name, cue, opening, at, aside, points)
            # Behind a lead of these days that has none of its cues it is no genre.
            if name in begun and len(weak[name]) >= ENOUGH and (name in early or not self._fresh.scan(first)):
                return Genre(name, ", ".join(weak[name].values()), opening)
        return Genre(REAL, real, opening) if real else None

    def _told(self, words: Sequence[str]) -> Iterator[tuple[Pattern, str]]:
        """Yield the cues in a sentence and their words, without those that are but the occasion of other news."""
        for pattern, start, end in self._cues.scan(words):
            if words[start:end] == _NO_YEAR:
                continue
            if words[end : end + 1] != ["?"] and self._after.isdisjoint(words[max(0, start - _BEHIND) : start]):
                yield pattern, " ".join(words[start:end])

    def told_in(self, genre: Genre, sentence: Sentence) -> Mapping[str, int]:
        """Return the sorts of a genre's cues in a sentence, each with the token where its first one begins."""
        told = reversed(list(self._cues.scan(sentence.words)))
        return {pattern.types[1]: start for pattern, start, _ in told if pattern.types[0] == genre.name}

    def dated(self, sentence: Sentence, year: int) -> bool:
        """Whether a sentence names a day of now, and no year before this one."""
        return not self.aged(sentence, year) and bool(self._fresh.scan(sentence.words))

    def counts(self, sentence: Sentence) -> bool:
        """Whether a sentence has a number."""
        return any(word[0].isdigit() or word in self._numbers for word in sentence.words)

    def aged(self, sentence: Sentence, year: int) -> bool:
        """Whether a sentence names a year before this one."""
        return any(len(word) == _YEAR_DIGITS and word.isdecimal() and int(word) < year for word in sentence.words)


def _long_ago(words: Sequence[str]) -> bool:
    """Whether a sentence tells in the pluperfect what was before the news."""
    if not _HAD.isdisjoint(words):
        return not _HAD_BEEN.isdisjoint(words)
    arabic = "قد" in words and not _ARABIC_HAD.isdisjoint(words)
    return arabic or any(word.endswith(_TURKISH_HAD) for word in words[-2:])


def _patterns(lexicon: Lexicon) -> Iterator[Pattern]:
    for name in GENRES:
        for sort in GENRE_SORTS:
            for source in lexicon.words(name, sort):
                yield compile_pattern(source, (name, sort), "cue", lexicon.classes)


def _looks_back(words: Sequence[str]) -> bool:
    """Whether a sentence begins with a month, a year or ``last year``: ``[In May], a court sentenced two others``."""
    first = words[:_FIRST_WORDS]
    return any(
        word in MONTH_NAMES or (len(word) == _YEAR_DIGITS and word.isdecimal()) or word in _BYGONE for word in first
    )


def _opening(spans: Sequence[tuple[int, int]], title: int) -> int:
    """Where the beginning of a text ends: the title and the first sentences behind it."""
    left, behind = OPENING, title
    for start, end in spans:
        if start < title:
            continue
        behind = end
        left -= end - start >= _SENTENCE
        if not left:
            break
    return behind
