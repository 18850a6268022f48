"""How much the words of a text lean to real events (above 0) or to pictures and other matters (below 0).

``streams/lexicons/leaning_social.tsv`` and ``leaning_newswire.tsv`` give a weight to each of 20,000 English words; a
text leans by the sum over its distinct known words, divided by the square root of their number, plus a constant: the
logarithm of odds of a logistic regression. The weights are what is left of that regression over averaged word vectors,
so a word that no training text had leans as its neighbours in meaning do; ``deploy/leaning.py`` makes the files and
says from what. Posts and news have a table each: in posts the question is whether somebody plays with words, in news
which desk wrote it. For posts `signs` counts too: whether somebody speaks of a place by its name, shouts, quotes. Names
of places and persons have no weight there, only that there is one counts: the next crisis is elsewhere.

Limits: English; word order and negation are nothing to it. In news it moves the score of triggers that were found and
never makes one; of posts without a trigger see `streams.scent`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import cache
from math import fsum, inf, sqrt
from pathlib import Path
from typing import get_args

from connectors.post import Kind
from streams.text import NO_START

__all__ = ["SIGNS", "Leaning", "named", "signs", "vocabulary_known"]

LANGUAGE = "en"
LEXICONS = Path(__file__).parents[1] / "lexicons"
TABLES: Mapping[Kind, Path] = {kind: LEXICONS / f"leaning_{kind}.tsv" for kind in get_args(Kind)}
_ZERO = 1e-300  # stands for 0, which looking words up takes for a word that is not known
CONSTANT = ""  # the table's row for a text without known words
NAMES = "name"  # instead of a weight: the table's row of names
_TENTHS = 10  # weights have one decimal
_LEVEL = 512  # added to each weight in tenths, so that none is below 0
_KNOWN, _NAMED = 1 << 20, 1 << 40  # where the numbers of known words and of names begin in a sum (`Leaning.told`)
_UNNAMED = _NAMED - 1
_PLACED = re.compile(r" (?:in|at|near|outside|on|off|from) [A-Z]")
_SELF = frozenset({"i", "i'm", "im", "my", "me"})
_NUMBERED = re.compile("[0-9]")
_PICTURED = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")
# Each begins with what is soon looked for; roads and loud words want a space before the text.
_ROAD = re.compile(
    r"[ (/](?=[A-Zem])(?:(?:I|US|SR|M|A|B|Rt|Rte|Route|Hwy|Highway|[Ee]xit|J|Jct|Junction|mm)[- ]?\d{1,4}"
    r"|St|Ave|Rd|Blvd|Hwy|Ln|Dr|Pkwy)\b"
)
_MEASURED = re.compile(
    r"[0-9](?:[0-9,.]* ?(?:(?:km|mph|acres?|hectares|ft|feet|miles|m|cm|inches|pct|percent)\b|%)|\.[0-9]\b)"
)
_LOUD = re.compile(r" [A-Z]{4,}\b")
_CAPITAL = re.compile(r"(?:^|[ \"'(\[“‘])(?!http)\w*[A-Z]")  # outside of links, handles and hashtags
_SEEN = (
    ("PLACED", _PLACED.search),
    ("LOUD", _LOUD.search),
    ("MEASURED", _MEASURED.search),
    ("ROAD", _ROAD.search),
)
"""Signs that are looked for in a text with a space before it, those that are soonest told first; but the hashtag."""
_OF_LOOKS = "PLACED SELF NUMBERED PICTURED QUOTED TAGGED SHOUTED UNCAPPED ROAD MEASURED LOUD SMALL NAMED"
SIGNS = frozenset(_OF_LOOKS.split())
"""Names of what a post looks like, beside its words; in the tables they are written in capitals, as no word is."""


class Leaning:
    """The weights of one language and kind of post; a language without a table leans nowhere."""

    def __init__(self, weights: Mapping[str, float], names: Set[str] = frozenset()) -> None:
        self._names = names
        self._weights = {word: weight or _ZERO for word, weight in weights.items()}
        self._constant = weights.get(CONSTANT, 0.0)
        self._weights.pop(CONSTANT, None)
        self._signs = {name: weights.get(name, 0.0) for name in SIGNS if self._weights.pop(name, None)}
        self._shown = dict.fromkeys(SIGNS, 0.0) | self._signs
        self._lift = 0.01 + sum(weight for weight in self._signs.values() if weight > 0.0)  # and a little for rounding
        lifts = {name: max(0.0, weight) for name, weight in self._signs.items()}
        self._tagged, self._named = lifts.get("TAGGED", 0.0), lifts.get("NAMED", 0.0)
        self._most = self._constant + self._lift - self._tagged - self._named
        self._self = min(0.0, self._signs.get("SELF", 0.0))
        self._lifting = [(lifts[name], seen) for name, seen in _SEEN if lifts.get(name)]

    @classmethod
    def load(cls, language: str, kind: Kind) -> Leaning:
        """Read the table of a language and kind."""
        return cls(*_table(TABLES[kind])) if language == LANGUAGE else cls({})

    @property
    def learned(self) -> bool:
        """Whether there are weights."""
        return bool(self._weights)

    def of_post(self, text: str, words: Set[str], least: float = -inf) -> float:
        """Return the same as `of` of a post's distinct words and its `signs`.

        Where no signs could lift it to ``least``, they are not looked for, and what the words alone say is returned.
        """
        known = list(filter(None, map(self._weights.get, words)))
        if not known:
            return 0.0
        told = fsum(known) / sqrt(len(known))
        bare = fsum((told, self._constant))
        if bare + self._lift < least:
            return bare
        return fsum((told, self._constant, *map(self._shown.__getitem__, signs(text, words, self._names))))

    def told(self, piece: str) -> int:
        """Return what a piece of a text (`streams.text.pieces`) says, in numbers side by side: see `bound`.

        The sum over distinct pieces has the weights of known words, how many these are, and how many are names. A
        piece that has a word within counts as such only by what it adds: the word may be there alone as well.
        """
        words = [part.lstrip(NO_START) for part in piece.split("\0")]
        named = _NAMED * (not self._names.isdisjoint(words))
        weights = [round(_TENTHS * weight) for weight in map(self._weights.get, words) if weight]
        if words == [piece]:
            return named + sum(weight + _LEVEL + _KNOWN for weight in weights)
        return named + sum(weight for weight in weights if weight > 0)

    def bound(self, text: str, told: int) -> float:
        """Return what `of_post` is at most.

        Args:
            text: short.
            told: the sum of what its distinct pieces say.
        """
        if not told:
            return -inf
        known = (told & _UNNAMED) // _KNOWN
        most = self._most + max(0, told % _KNOWN - _LEVEL * known) / (_TENTHS * sqrt(known or 1))
        if told > _UNNAMED:
            most += self._named
        return most + self._tagged if "#" in text else most

    def may_reach(self, text: str, parted: Iterable[str], most: float, least: float) -> bool:
        """Whether `of_post` may return ``least`` or more.

        One sign after the other is asked for, while all that are left could still lift it so far.

        Args:
            text: short.
            parted: its pieces.
            most: its `bound`.
            least: leaning.
        """
        if most < least:
            return False
        if not _SELF.isdisjoint(parted):
            most += self._self
        spaced = f" {text}"
        for lift, seen in self._lifting:
            if most < least:
                return False
            if not seen(spaced):
                most -= lift
        return most >= least

    def of(self, words: Iterable[str], shown: Iterable[str] = ()) -> float:
        """Return the logarithm of the odds that a text of these distinct words is about a real event.

        Args:
            words: of the text.
            shown: its `signs`.
        """
        known = list(filter(None, map(self._weights.get, words)))
        if not known:
            return 0.0
        return fsum((fsum(known) / sqrt(len(known)), self._constant, *(self._signs.get(name, 0.0) for name in shown)))

    def heavy(self, least: float) -> dict[str, float]:
        """Return the words of at least a weight."""
        return {word: weight for word, weight in self._weights.items() if weight >= least}

    def heaviest(self, words: Sequence[str]) -> tuple[float, int]:
        """Return the weight and index of the word that leans most to events."""
        return max((self._weights.get(word, -inf), index) for index, word in enumerate(words))


def signs(text: str, words: Set[str], names: Set[str] = frozenset()) -> list[str]:
    """Return the names of what a post looks like, of `SIGNS`.

    Args:
        text: as published.
        words: its distinct folded words.
        names: of places and persons, folded.
    """
    spaced = f" {text}"
    seen = (
        ("PLACED", _PLACED.search(text)),  # a name behind a word of place
        ("SELF", not words.isdisjoint(_SELF)),
        ("PICTURED", not text.isascii() and _PICTURED.search(text)),
        ("QUOTED", '"' in text or "“" in text),
        ("TAGGED", "#" in text),
        ("SHOUTED", "!" in text),
        ("UNCAPPED", text[:1].islower()),
        ("ROAD", _ROAD.search(spaced)),
        ("LOUD", _LOUD.search(spaced)),
        ("SMALL", not _CAPITAL.search(text)),
    )
    found = [name for name, there in seen if there]
    if _NUMBERED.search(text):
        found += ["NUMBERED", "MEASURED"] if _MEASURED.search(text) else ["NUMBERED"]
    for word in words & names:
        if word.title() in text:
            return [*found, "NAMED"]
    return found


def named() -> frozenset[str]:
    """Return names of places and persons that the table of posts knows, folded."""
    return _table(TABLES["social"])[1]


@cache
def vocabulary_known() -> frozenset[str]:
    """Return the words of English that the table of posts knows, names of places and persons not among them."""
    weights, names = _table(TABLES["social"])
    return frozenset(weights).difference(names, SIGNS, (CONSTANT,))


@cache
def _table(path: Path) -> tuple[dict[str, float], frozenset[str]]:
    """Return the weights and the names."""
    rows = dict(row.split("\t") for row in path.read_text("utf-8").splitlines() if not row.startswith("#"))
    names = frozenset(rows.pop(NAMES, "").split())
    return {word: float(weight) for weight, words in rows.items() for word in words.split(" ")}, names
