"""Text as the tagger reads it: a folded copy of the same length, sentences, and the tokens of one sentence.

Folding never changes the length, so every offset of the folded copy is an offset of the original: lower case where
that is one character for one character, curly apostrophes straight, ``ё`` as ``е``, Arabic alif and ya variants as
one letter, Devanagari's signs as letters; the vowel signs of an Arabic word become spaces behind it. Sentences are cut
at `MAX_SENTENCE` characters and texts at `MAX_TEXT`, which bounds the work for hostile input; what lies behind the cut
is not read.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain

import msgspec

from streams.words.calendar import MONTH_NAMES, YEAR_BEHIND

__all__ = [
    "MAX_TEXT",
    "NO_START",
    "Sentence",
    "compounds",
    "fold",
    "lettered",
    "pieces",
    "sentence_spans",
    "tokenise",
    "unelided",
    "vocabulary",
]

MAX_TEXT = 60_000  # characters; ten thousand words, longer than any newswire article
MAX_SENTENCE = 1_200  # characters; about 200 words, three times a long news sentence

_SIGNS = dict(zip("ािीुूृेैोौॅॉ", map(chr, range(0x973, 0x97F)), strict=True))
_SIGNS |= {"ं": "ॐ", "ँ": "ॐ", "ः": "ऽ", "्": "ॱ", "़": "\u097f"}
"""Devanagari's signs, which count as no letters, as letters that Hindi has no use for: a word is then one token."""
_ONE_WAY = {"’": "'", "‘": "'", "ʼ": "'", "أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي"}
"""What is written in several ways, an apostrophe, an alef and a ya, as one."""
_FOLDS = str.maketrans(
    _SIGNS
    | _ONE_WAY
    | {chr(code): "\ufffd" for code in range(0xD800, 0xE000)}  # lone surrogates, which nothing can encode
    | {"ё": "е", "Ё": "е", "İ": "i", "ـ": " "}
)
_LETTERED = str.maketrans(_SIGNS | _ONE_WAY)
_FOLDABLE = re.compile("[\ud800-\udfff’‘ʼёЁİأإآىـ\u064b-\u0652\u0670\u0901-\u0903\u093c\u093e-\u094d]")
_VOWELLED = re.compile("[\u0621-\u064a]+[\u064b-\u0652\u0670ـ][\u0621-\u0652\u0670]*")
_VOWELS = re.compile("[\u064b-\u0652\u0670ـ]")
_KEPT_TEXT = "un dell nell dall sull all coll quest quell com dov anch neanch nient tutt sant"
_KEPT = frozenset(f"{word}'" for word in ("n", *_KEPT_TEXT.split()))
"""Words of their own though they have lost their vowel: the French negation, Italian articles and prepositions."""
_ITALIAN = rf"(?<![^\W_])(?:{_KEPT_TEXT.replace(' ', '|')})'(?=[^\W\d_]{{2}})"
_ELISION = rf"(?<!\w)(?:[ldjscmt]|qu)'(?=[^\W\d_]{{2}})|(?<!\w)n'(?=[^\W\d_])|{_ITALIAN}"
_TOKEN = re.compile(
    f"({_ELISION}"
    r"|(?<=#)[^\W\d_]{1,3}\d{1,4}(?![^\W_])"
    r"|https?://\S+|@\w+|\d+(?:\.kg(?![^\W_])|(?:[.,:]\d+)*)|[^\W\d_](?:\.[^\W\d_])+(?![^\W\d_])\.?|[^\W\d_]+(?:['\-][^\W\d_]+)*|[^\w\s#])"
)
_WORD = re.compile(r"[^\W\d_][\w'\-]*")
_OF_WORDS = bytes(code if chr(code).isalnum() or chr(code) in "_'-" else 32 for code in range(128)) + bytes(128)
NO_START = "0123456789_'-"  # ASCII that may be in a word, but not at its start; sorts before letters
_SHORT_CHUNK = 24  # characters; longer ones are links, which hardly come twice
_REMEMBERED = 50_000  # distinct chunks
_SAMPLE = 6_000  # characters that tell what a text is like
_LEADING = re.compile(r"(?<![^\W_])(?:[ldjscmt]|qu)'(?=[^\W\d_]{2}|\s|$)")
_APART = re.compile(rf"((?<![^\W_])n'(?=[^\W\d_])|{_ITALIAN})")
_END = re.compile(r"[.!?…؟。।\n](?:(?<=\n)\n*|(?<!\n)[.!?…؟。।]*[\"'”»)\]]*(?=\s))")  # one set first: `re` skips to it
_ABBREVIATIONS_TEXT = (
    "mr mrs ms dr st sgt lt col gen gov sen rep capt maj cpl det supt insp rev prof hon jr sr no vs inc ltd co "
    "corp ala ariz ark calif colo conn del fla ga ill ind kan ky la md mass mich minn miss mo mont neb nev "
    "okla ore pa tenn tex va vt wash wis wyo jan feb mar apr jun jul aug sep sept oct nov dec mt ft ave approx "
    "dept etc al incl est pvt brig cmdr adm г ул им обл тыс млн руб чел вул тис грн смт ub br godz tys asp sierż sr "
    "sra dr ud mm m av mł bryg nadbryg kpt nadkom podkom podinsp ogn"
)
_ABBREVIATIONS = frozenset(_ABBREVIATIONS_TEXT.split())
_HASHTAG = re.compile(
    r"#(?!(?:wild|bush|camp|bon|cross|gun|cease|spit|sure|mis|back|hell|on|is)fires?\b|brainstorm|counterstrike|"
    r"[a-z]*(?:heart|panic|anxiety)attack)[^\W_]*?[^\W_](?=("
    r"(?:wild|bush)?fires?|floods?|flooding|(?:earth)?quakes?|tremors?|(?:snow|thunder|dust|ice|hail)?storms?|blizzard|tornado|"
    r"cyclone|typhoon|hurricane|tsunami|landslides?|avalanche|haze|blasts?|explosions?|bombings?|shootings?|attacks?|riots?|"
    r"protests?|strikes?|crash|derailment|massacre|stabbing|siege|incendios?|inundacion|inundaciones|terremoto|sismo|"
    r"explosion|incendie|inondations?|seisme|séisme)\d*(?!\w))"
)
"""A hashtag that ends in the name of an event: ``#HighStreetFire``. Left out are whole words that only end like one."""
_SHORT_TAG = 40  # characters; longer ones hardly come twice
_TAGGED = re.compile(r"#\w+")
_LONGEST_ABBREVIATION = max(map(len, _ABBREVIATIONS))
_WORD_BEFORE = re.compile(r"([^\W\d_]+)$")
_NEXT_WORD = re.compile(r" ([^\W\d_]+)")


def unelided(phrase: str) -> str:
    """Return a phrase of a lexicon as `tokenise` sees it: without French elisions, ``n'`` and ``dell'`` words."""
    return _APART.sub(r"\1 ", _LEADING.sub("", phrase))


def fold(text: str) -> str:
    """Return the comparison form of a text, character for character."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    if lowered.isascii() or not _FOLDABLE.search(lowered):
        return lowered
    return _VOWELLED.sub(_unvowelled, lowered).translate(_FOLDS)


def _unvowelled(found: re.Match[str]) -> str:
    """Return an Arabic word without vowel signs, and as many spaces behind it: its letters move, its start does not."""
    return _VOWELS.sub("", found[0]).ljust(len(found[0]))


def lettered(text: str) -> str:
    """Return an entry of a lexicon in the letters of what `fold` makes of a text; its case stays."""
    return text.translate(_LETTERED)


def compounds(folded: str) -> list[int]:
    """Return where, inside hashtags, the name of an event begins."""
    if "#" not in folded:
        return []
    return [found.start() + inside for found in _TAGGED.finditer(folded) if (inside := _compound(found[0]))]


def _compound(hashtag: str) -> int:
    return _known_compound(hashtag) if len(hashtag) <= _SHORT_TAG else _inner_event(hashtag)


def _inner_event(hashtag: str) -> int:
    """Return where the name of an event begins in a hashtag, or 0."""
    found = _HASHTAG.match(hashtag)
    return found.start(1) if found else 0


_known_compound = lru_cache(maxsize=_REMEMBERED)(_inner_event)  # the same hashtags come again and again


def pieces(folded: str) -> list[str]:
    """Return what a text begins with in pieces between ASCII marks and spaces, in order.

    Most are words as they stand; a piece may begin with figures or marks that words have only inside (`NO_START`), and
    has a NUL for each byte of other characters.
    """
    return folded[:_SAMPLE].encode().translate(_OF_WORDS).decode().split()


def vocabulary(folded: str, parted: Iterable[str] | None = None) -> set[str]:
    """Return the distinct words that a text begins with; ``parted`` are its `pieces` where they are known."""
    sample = folded[:_SAMPLE]
    if not sample.isascii():
        chunks = set(sample.split())
        words = set(filter(str.isalpha, chunks))  # most, and words as they stand
        words.update(_WORD.findall(" ".join(chunks - words)))
        return words
    words = set(pieces(sample) if parted is None else parted)  # a quarter of the time
    odd = [word for word in words if word < "a"]
    if odd:
        words.difference_update(odd)
        words.update(filter(None, (word.lstrip(NO_START) for word in odd)))
    return words


def _is_abbreviation(text: str, dot: int) -> bool:
    longer = dot - _LONGEST_ABBREVIATION - 1
    if longer >= 0 and text[longer:dot].isalpha():
        return False  # as mostly: behind more letters than any abbreviation has
    found = _WORD_BEFORE.search(text, max(0, dot - 12), dot)
    if not found:
        return False
    word = found[1]
    return word in _ABBREVIATIONS or (len(word) == 1 and word not in "iя")


_ORDINAL_REACH = 9  # characters
_GERMAN_ORDINAL = re.compile(r"\b(?:im|am|vom|zum|zur|beim|der|dem|den) \d{1,3}$")


def _is_ordinal(text: str, dot: int) -> bool:
    """Whether a dot makes a number a day's, a year's or a floor's.

    ``am 3[.] März``, ``1916[.] године``, ``im 12[.] Stock``.
    """
    if not text[dot - 1 : dot].isdigit():
        return False
    if _GERMAN_ORDINAL.search(text, max(0, dot - _ORDINAL_REACH), dot):
        return text[dot + 1 : dot + 2] == " " and text[dot + 2 : dot + 3].isalpha()
    found = _NEXT_WORD.match(text, dot + 1)
    return found is not None and (found[1] in MONTH_NAMES or found[1] in YEAR_BEHIND)


def sentence_spans(folded: str) -> list[tuple[int, int]]:
    """Split into sentence spans, in order and without gaps of text between them."""
    spans: list[tuple[int, int]] = []
    start = 0
    for end in _END.finditer(folded):
        at, behind = end.span()
        if folded[at] == "." and (_is_abbreviation(folded, at) or _is_ordinal(folded, at)):
            continue
        if behind - start <= MAX_SENTENCE:
            spans.append((start, behind))
        else:
            _append(spans, folded, start, behind)
        start = behind
    if start < len(folded):
        _append(spans, folded, start, len(folded))
    return spans


def _append(spans: list[tuple[int, int]], folded: str, start: int, end: int) -> None:
    while end - start > MAX_SENTENCE:
        cut = folded.rfind(" ", start + MAX_SENTENCE // 2, start + MAX_SENTENCE)
        cut = cut if cut > 0 else start + MAX_SENTENCE
        spans.append((start, cut))
        start = cut
    spans.append((start, end))


class Sentence(msgspec.Struct, gc=False):
    """Tokens of one sentence.

    Attributes:
        words: folded tokens, punctuation marks as tokens of their own.
        folded: the whole text.
        start, end: of the sentence in the text.
    """

    words: list[str]
    folded: str
    start: int
    end: int
    _spans: tuple[list[int], list[int]] | None = None

    @property
    def spans(self) -> tuple[list[int], list[int]]:
        """Offset of each token in the whole text, and offset behind each.

        Worked out when first asked: most sentences hold no event, and nobody asks.
        """
        if self._spans is None:
            self._spans = _token_spans(self.words, self.folded, self.start)
        return self._spans

    @property
    def starts(self) -> list[int]:
        """Offset of each token in the whole text."""
        return (self._spans or self.spans)[0]

    @property
    def ends(self) -> list[int]:
        """Offset behind each token."""
        return (self._spans or self.spans)[1]

    def span(self, first: int, behind: int) -> tuple[int, int]:
        """Return where in the text some tokens are."""
        starts, ends = self._spans or self.spans
        return starts[first], ends[behind - 1]


class _Words(dict[str, tuple[str, ...]]):
    """What stands between two spaces -> its tokens; the short ones are remembered."""

    def __missing__(self, chunk: str) -> tuple[str, ...]:
        """Part a new chunk."""
        words = (chunk,) if chunk.isalpha() else tuple(_parted(chunk))
        if len(chunk) <= _SHORT_CHUNK:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[chunk] = words
        return words


def _parted(chunk: str) -> Iterator[str]:
    for word in _TOKEN.findall(chunk):
        if len(word) > 1:
            if word[-1] == "'" and word not in _KEPT:
                continue  # the French article or pronoun before a vowel is no word of its own here
            yield word.rstrip(".")
        else:
            yield word


_WORDS = _Words()


def tokenise(folded: str, start: int, end: int) -> Sentence:
    """Tokenise one sentence span.

    No token runs over a space, so the text is parted there first: most of what lies between is a word as it stands.
    """
    text = folded[start:end]
    sentence = Sentence(list(chain.from_iterable(map(_WORDS.__getitem__, text.split(" ")))), folded, start, end)
    if "#" in text and (cuts := compounds(text)):
        starts, ends = sentence.spans
        for cut in reversed(cuts):
            _part(sentence.words, starts, ends, folded, start + cut)
    return sentence


def _token_spans(words: Sequence[str], folded: str, start: int) -> tuple[list[int], list[int]]:
    """Where the tokens of a sentence are that begins at ``start``: each is looked for behind the one before.

    What no token has is no letter or figure, or an article that has lost its vowel and is told by its apostrophe.
    """
    starts: list[int] = []
    ends: list[int] = []
    at, find = start, folded.find
    for word in words:
        at = find(word, at)
        starts.append(at)
        at += len(word)
        if "." in word and len(word) > 1 and not word[0].isdigit():
            while folded.startswith(".", at):
                at += 1  # of a link or an abbreviation, and no token
        ends.append(at)
    return starts, ends


def _part(words: list[str], starts: list[int], ends: list[int], folded: str, cut: int) -> None:
    """Part a hashtag that ends in the name of an event into two tokens."""
    at = bisect_right(starts, cut) - 1
    first, last = starts[at], ends[at]
    if first < cut < last:
        words[at : at + 1] = [folded[first:cut], folded[cut:last]]
        starts[at : at + 1] = [first, cut]
        ends[at : at + 1] = [cut, last]
