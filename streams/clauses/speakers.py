"""What kind of speaker a noun phrase names: official, media, eyewitness or party to the conflict.

The head of the phrase decides (``[residents] of Kherson``, ``police [source]``); a head that could belong to anybody
(``spokesman``, ``leader``, ``group``: the lexicon's ``vague``) leaves it to what complements it, then to what
modifies it (``spokesman for the [rebels]``, ``[union] leader``). A state or its capital and nothing else is its
government (the lexicon's ``states``): ``Kyiv says``, but no ``Kyiv fans``. A language without ``vague`` words takes the
first class, in the order below, that any word of the phrase belongs to. Limits: a name without a title is nobody.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from streams.report import SpeakerClass
from streams.text import unelided
from streams.words.lexicon import LEXICONS, Lexicon
from streams.words.patterns import strip_arabic

__all__ = ["Speakers", "happens"]

_ORDER: tuple[SpeakerClass, ...] = ("media", "party", "official", "eyewitness")
NAMES = LEXICONS / "speakers.toml"
_REMEMBERED = 50_000  # distinct words
_BEHIND_TEXT = "of in at for from with on near to by against representing who whom which that whose where living"
_BEHIND = frozenset(_BEHIND_TEXT.split())
"""Begins what stands behind the head of an English noun phrase."""
_GOING_ON = _BEHIND | {"close", "quoted", "cited", "citing", "familiar", "'s"}
"""Behind the first words of a speaker: more of his name, and no deed."""
_HAPPENINGS_TEXT = (
    "accident ambush arson assault assaults attack attacks battle blast blasts blaze bombing bombings clash clashes "
    "collapse collision crackdown crash derailment disaster drill drills earthquake eruption evacuation explosion "
    "explosions fires flood flooding floods gunfight hijacking incident inferno killing killings landslide massacre "
    "mutiny operation outbreak protest protests quake raid raids riot riots rally shelling shooting shootings shootout "
    "siege stabbing stampede standoff strike strikes toll tolls tragedy uprising violence wreck"
)
_HAPPENINGS = frozenset(_HAPPENINGS_TEXT.split())
_BURNING_TEXT = (
    "apartment building bush chemical club factory ferry forest hospital hotel house market mill nightclub plant "
    "refinery school ship slum tower train warehouse"
)
_BURNING = frozenset(_BURNING_TEXT.split())
_SPOKES = "spokes"
_DID = (
    "ли",
    "ла",
    "ло",
    "лись",
    "лася",
    "лась",
    "лося",
    "лось",
    "ают",
    "яют",
    "уют",
    "ляет",
    "ирует",
    "ають",
    "ують",
    "яють",
)
"""Ends of Russian and Ukrainian verbs, as a rule."""
_NOUNS_TEXT = "тели дела посла генерала канала журнала села числа земли отрасли торговли школа начала отряда ила ола"
_NOUNS = tuple(_NOUNS_TEXT.split())
"""Ends of nouns that look like them."""
_TO = ("ка", "ке", "ко", "кө", "га", "ге", "го", "гө", "ына", "ине", "уна", "үнө")
"""Kyrgyz endings of the dative: media are told it, ``[Азаттыкка] билдирди``."""
_DEPUTY = ("vice-", "vice", "vize", "вице-", "віце-", "wice", "sous-", "sub-")
_SHORT = 4  # letters of no title: ``vice[roy]``
_TOGETHER = frozenset({"and", "&"})


def happens(words: Sequence[str], name: str) -> bool:
    """Whether an English noun phrase names what befell somebody, whoever else is in it: ``police shooting``.

    A fire brigade may be called ``Cal Fire``, and ``police and fire`` speak; ``the hospital fire`` does not.

    Args:
        words: folded.
        name: the phrase as it is written.
    """
    cut = next((index for index in range(1, len(words)) if words[index] in _BEHIND), len(words))
    head = words[cut - 1] if words else ""
    if head == "fire" and cut == 1:
        return len(words) > 1  # ``Fire in Leeds``
    if head == "fire":
        called = words[cut - 2] not in _BURNING and ("Fire" in name or name.isupper())
        return _TOGETHER.isdisjoint(words) and not called
    return head in _HAPPENINGS


@lru_cache(maxsize=1)
def _everywhere() -> dict[str, list[str]]:
    """Class -> names that are the same in every language."""
    names: dict[str, list[str]] = tomllib.loads(NAMES.read_text("utf-8"))["names"]
    return names


@lru_cache(maxsize=1)
def _handles() -> dict[str, list[str]]:
    """Class -> parts of the names of its accounts."""
    parts: dict[str, list[str]] = tomllib.loads(NAMES.read_text("utf-8"))["handles"]
    return parts


class _Ranks(dict[str, int]):
    """Word -> place in `_ORDER` of the first class that it belongs to, behind all where it belongs to none.

    At most `_REMEMBERED` words are remembered.
    """

    def __init__(
        self, classes: Sequence[tuple[frozenset[str], tuple[str, ...], tuple[str, ...]]], hearing: tuple[str, ...]
    ) -> None:
        self._classes = classes
        self._hearing = hearing

    def __missing__(self, word: str) -> int:
        """Look a new word up."""
        fits = (
            rank
            for rank, (exact, stems, heads) in enumerate(self._classes)
            if word in exact or word.startswith(stems) or word.endswith(heads)
        )
        if word[0] == "@":
            accounts = ((rank, _handles().get(name, ())) for rank, name in enumerate(_ORDER))
            fits = (rank for rank, parts in accounts if any(part in word for part in parts))
        if len(self) >= _REMEMBERED:
            self.clear()
        rank = next(fits, len(_ORDER))
        if rank == len(_ORDER) and word.startswith(_DEPUTY):
            head = next(word.removeprefix(prefix) for prefix in _DEPUTY if word.startswith(prefix))
            rank = self[head] if len(head) > _SHORT else rank  # ``[vice]-governador``
        if rank == 0 and word.endswith(self._hearing):
            rank = len(_ORDER)
        self[word] = rank
        return rank


_VOICES_TEXT = (
    "vocer portavo porta-vo porte-parole portavoce responsable responsáve responsabil dirig líder leader president "
    "président secretari secretári secrétaire segretari coordina coordena coordonnat"
)
_VOICES = tuple(_VOICES_TEXT.split())
"""Who speaks for others or leads them: for a union he is of the union."""
_GENERAL = frozenset({"general", "générale", "général", "generale", "geral", "nacional", "national", "nazionale"})


class Speakers:
    """The words that tell the speakers of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.arabic = lexicon.language == "ar"
        self.polish = lexicon.language == "pl"
        self._english = lexicon.language == "en"
        self.capitals = lexicon.language == "de"  # where every noun has one
        self.kin = frozenset(lexicon.words("attribution", "kin"))
        self._vague = frozenset(lexicon.words("attribution", "vague"))
        self._states = frozenset(lexicon.words("attribution", "states"))
        self._ends = frozenset(lexicon.words("attribution", "ends"))
        self.cased = lexicon.language == "tr"
        self._head_first = lexicon.language in ("es", "fr", "pt", "it")
        classes: list[tuple[frozenset[str], tuple[str, ...], tuple[str, ...]]] = []
        self._names: dict[str, list[tuple[list[str], SpeakerClass]]] = {}
        for name in _ORDER:
            words = [*lexicon.words("attribution", name), *_everywhere().get(name, ())]
            spaced = (word.replace("'s ", " ").replace("' ", " ' ") for word in words if " " in word)
            for several in (unelided(word).split() for word in spaced):
                self._names.setdefault(several[0], []).append((several, name))
            exact = frozenset(word for word in words if "*" not in word)
            stems = tuple(word[:-1] for word in words if word.endswith("*"))
            classes.append((exact, stems, tuple(word[1:] for word in words if word[0] == "*")))  # ``*ministerium``
        self._eastern = lexicon.language in ("ru", "uk")
        self._ranks = _Ranks(classes, _TO if lexicon.language == "ky" else ())

    def act(self, words: Sequence[str], text: str) -> bool:
        """Whether an English phrase tells of somebody who tells nothing: ``rally in Tbilisi: [police use tear gas]``.

        Args:
            words: folded.
            text: the same as it is written.
        """
        if self._eastern:  # ``Под ударом Николаев: [спасатели нашли тела]``
            return any(word.endswith(_DID) and not word.endswith(_NOUNS) for word in words[1:])
        if not self._english or self.kind(words[-1:]) is not None:
            return False
        for word in words[1:]:
            if word in _GOING_ON:
                return False
            if word in text and word not in self._vague and self.kind((word,)) is None:
                return True
        return False

    def befell(self, word: str) -> bool:
        """Whether a word says what befell somebody, and so neither begins nor goes on with who speaks."""
        return word in self._ends

    def kind(self, words: Sequence[str]) -> SpeakerClass | None:
        """Return the class of a noun phrase (folded words), or None when it is no speaker.

        Who denies is not who said so: ``three were killed, [which police] denied``.
        """
        if words[:1] == ["which"]:
            return None
        if self.states(words):
            return "official"
        whose = self._whose(words)
        words = [word.partition("'")[0] or word if self.cased else word.removesuffix("'s") for word in words]
        if self.arabic:
            whose = self.named(words) or whose  # ``[لجنة الدفاع] عن المعتقلين``, of which no letter is a preposition
            words = [form for word in words for form in (word, *strip_arabic(word))]
        if named := self.named(words) or whose:
            return named
        if not self._vague or not words:
            return self._headed(words) if self._head_first else self._any(words)
        cut = next((index for index in range(1, len(words)) if words[index] in _BEHIND), len(words))
        head, modifiers, complements = words[cut - 1], words[: cut - 1][::-1], words[cut:]
        if words[cut : cut + 1] == ["at"]:  # ``an expert at the [site]``
            complements = [word for word in complements if self._first((word,)) != "media"]
        if head not in self._vague and (found := self._any((head,))):
            return found
        around = (*complements, *modifiers) if head in self._vague else (*modifiers, *complements)
        known = [word for word in around if word != "local"]  # ``local officials``
        sure = self._first(word for word in known if word not in self._vague)
        found = sure or self._first(known) or self._any((head,)) or self._first(around)
        return "party" if found == "eyewitness" and head.startswith(_SPOKES) else found  # ``for the hotel``

    def _headed(self, words: Sequence[str]) -> SpeakerClass | None:
        """Return the class of a phrase whose head stands first: ``[mãe] de jovem morto em ação da PM``."""
        spokes = next((at for at in range(min(2, len(words))) if words[at].startswith(_VOICES)), None)
        own = None if spokes is None else self._first(word for word in words[spokes + 1 :] if word not in _GENERAL)
        return own if own == "party" else self._first(words)

    def _whose(self, words: Sequence[str]) -> SpeakerClass | None:
        """Return the class of those somebody speaks for: ``the [group]'s spokesman Major Baloch``."""
        pairs = (one for one, other in pairwise(words) if one.endswith("'s") and other.startswith(_SPOKES))
        whose = next((self._first((one[:-2],)) for one in pairs), None)
        return whose if whose in ("official", "party") else None

    def states(self, words: Sequence[str]) -> bool:
        """Whether a phrase is a state or its capital and nothing else: before a colon it tells where, not who."""
        return bool(self._states) and " ".join(words) in self._states

    def named(self, words: Sequence[str]) -> SpeakerClass | None:
        """Return the class of a name of several words: ``doctors without borders``."""
        for index, word in enumerate(words):
            for name, kind in self._names.get(word, ()):
                if words[index : index + len(name)] == name:
                    return kind
        return None

    def _first(self, words: Iterable[str]) -> SpeakerClass | None:
        """Return the class of the first word that has one."""
        return next((_ORDER[rank] for rank in map(self._ranks.__getitem__, words) if rank < len(_ORDER)), None)

    def _any(self, words: Sequence[str]) -> SpeakerClass | None:
        """Return the first class that any word belongs to."""
        rank = min(map(self._ranks.__getitem__, words), default=len(_ORDER))
        return _ORDER[rank] if rank < len(_ORDER) else None
