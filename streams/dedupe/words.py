"""A text as duplicate detection reads it: what every copy changes is stripped, the rest is words.

Stripped: the credit and date of a dateline, addresses, @names, "RT @name:", "via", "(c) name", entities, invisible
characters, hashtag signs (names within a sentence are parted, "#EllesmerePort"), a last word that was cut off, a number
in brackets at either end. Compared in NFKC, one alphabet a word (`streams.dedupe.lookalikes`) and lower case, ``ё`` as
``е``, Arabic alif and ya variants as one letter, without Arabic vowel signs, English without possessive 's and with its
roads in full, Turkish names without the endings behind their apostrophe, thousands parted by commas. Scripts that write
no spaces (Chinese, Japanese, Thai, Lao, Khmer, Burmese) are read as overlapping pairs of characters.

Limits: the first `MAX_CHARS` characters count; copies share their beginning or lie within it.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import compress
from operator import not_

from streams.dedupe.lookalikes import in_one_alphabet
from streams.dedupe.particles import without_particles
from streams.dedupe.written_numbers import in_figures, with_plain_digits

__all__ = ["LETTER_MARKS", "MAX_CHARS", "Words", "cleaned", "read_words", "without_accents"]

MAX_CHARS = 3_600
"""About 600 words: the longer the text, the less its end decides, and cost per post is bounded."""

PIECES, KEPT_PIECE = 4_096, 24
"""Pieces between spaces of which it is remembered how they are split, and their longest: less than a megabyte."""

SHARED_CHARS = 700
"""Longer texts are not what share buttons make: their ends are left alone."""

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\b(?:t\.co|bit\.ly|goo\.gl|youtu\.be|pic\.twitter\.com)/\S+")
_SHARE = re.compile(
    r"(?<!\w)(?:RT|MT|QT|HT)\s+@[\w.\-]+:?|\((?:via|c|h/t)\)\s*@?[\w.\-]+\s*$"
    r"|\((?:via|h/t)\s[^()\n]{1,40}\)|^\s*via\s[^\n\u2013\u2014]{1,40}\s[\u2013\u2014](?=\s)"
    r"|(?<!\w)(?:via|h/t)\s+(?:@[\w.\-]+|[\w\-]+\.[\w.\-]+)|(?<![\w@])@[\w.\-]+(?:@[\w.\-]+)?:?"
)
_TAIL = re.compile(
    r"(?:\b(?:via|read more(?: at| on| here)?|more at|more here|more|читать(?: на| далее| полностью)?|подробнее(?: на)?"
    r"|источник|source|link)\s*:?|\(c\)\s*@?[\w.\-]+)\s*$",
    re.IGNORECASE,
)
_CREDIT = r"(?:,[^\n()/]{1,40})?\s*(?:\([\w .'\-]{2,24}\)|/[\w .'\-]{2,24}/)\s*[-\u2013\u2014.:]+\s"
_DATELINE = re.compile(
    rf"(?:^([^\W\d_][\w .'\-]{{1,30}})|(?<=\s)([A-Z\u0410-\u042f]{{2}}[A-Z\u0410-\u042f .'\-]{{0,28}})){_CREDIT}",
    re.MULTILINE,
)
TAIL_CHARS = 40
_TAIL_ENDS = tuple("via more at on here читать на далее полностью подробнее источник source link".split())  # noqa: SIM905
_CUT = re.compile(r"(?:\u2026|\.\.\.)\s*(?:\S+\s*){0,3}$")  # "… read on" in any language
_CUT_WORD = re.compile(r"(?<=\s)[^\W\d_]{1,24}\u2026(?=\s*(?:https?://\S+\s*)?$)")  # cut itself, it is another word
_CAMEL = r"[A-Z\u00c0-\u00de][a-z\u00df-\u00ff]+"
_INNER_TAG = re.compile(
    rf"#((?:{_CAMEL}){{2,}})(?=\s*[^\w\s#@]*\s+[^\W\d_])"
)  # "in #EllesmerePort", not a label at the end
_HUMP = re.compile(rf"(?<=[a-z\u00df-\u00ff])(?={_CAMEL})")
_COUNTER = re.compile(
    r"^\s*\[\d{1,4}(?:\s?/\s?\d{1,4})?\](?=\s)|\s(?:\[\d{1,4}(?:\s?/\s?\d{1,4})?\]|\(\d{1,4}\s?/\s?\d{1,4}\))\s*$"
)
_RETWEET = re.compile(r"^\s*(?:RT|MT)\b[\s:]*")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\u064b-\u065f\u0670\u0640]")
_THOUSANDS = re.compile(
    r"([1-9](?<![\d.,:].)\d{0,2})((?:([ .'\u2019])\d{3})(?:\3\d{3})*)(?![.,:]?\d)"
)  # 1 200, 1.200, 1'200
_THREE = re.compile(r"\d{3}")
_SHORT_ROAD = re.compile(r"(?<= )(?:Ave|Rd|Blvd|Ln|Hwy)\b\.?(?!')")
_ROAD = {"Ave": "Avenue", "Rd": "Road", "Blvd": "Boulevard", "Ln": "Lane", "Hwy": "Highway"}
_FOLDS = str.maketrans(
    {"ё": "е", "أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "’": "'", "ʼ": "'"}
)

_ACCENTED = re.compile("[\u00c0-\u024f\u1e00-\u1eff]")
_LETTERS = {
    "ß": "ss",
    "ẞ": "SS",
    "ı": "i",
    "ł": "l",
    "Ł": "L",
    "ø": "o",
    "Ø": "O",
    "đ": "d",
    "Đ": "D",
    "ð": "d",
    "Ð": "D",
}
_LETTERS |= {"æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "þ": "th", "Þ": "TH"}
_PLAIN = str.maketrans(
    {
        one: base
        for one in map(chr, (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)))
        if (base := _LETTERS.get(one) or unicodedata.normalize("NFD", one)[0]).isascii()
    }
)

_BREAKS = r"[.!?\u2026]+(?=[\s\"')\]\u00bb\u201d]|$)|[\u3002\uff01\uff1f\u061f\n]|(?<=\s)[\-\u2013\u2014]+(?=\s)"
_MARKS = (  # vowel signs and tone marks belong to their words; Python's \w leaves them out
    r"\u0300-\u036f\u0900-\u0903\u093a-\u094f\u0981-\u09cd\u0a01-\u0a4d\u0b82-\u0bcd\u0c00-\u0ccd"
    r"\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u17b4-\u17d3"
)
LETTER_MARKS = _MARKS
_NAMED = r"(?!Rs|RS|rs)[A-Za-z]{1,2}\d{1,4}\b(?!\.\d)"  # M6, A17, Q3: names of roads, quarters and models; not M4.5
_WORD = r"[A-Za-z]{3,}(?:'[A-Za-z]+)*"  # most tokens; what is shorter may be such a name
_ASCII_TOKEN = re.compile(rf"{_WORD}|\d+(?:[.,:]\d+)*|{_NAMED}|[A-Za-z]+(?:'[A-Za-z]+)*|{_BREAKS}")
_TOKEN = re.compile(rf"\d+(?:[.,:]\d+)*|{_NAMED}|(?:[^\W\d_]|[{_MARKS}])+(?:['\u2019][^\W\d_]+)*|{_BREAKS}")
_NO_SPACES = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_UNSPACED = re.compile(rf"[{_NO_SPACES}]")
_RUNS = re.compile(rf"[{_NO_SPACES}]+|[^{_NO_SPACES}]+")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_UNCASED = re.compile("[\u0590-\u05ff\u0900-\u0dff\u10a0-\u10ff\u1100-\u13ff\uac00-\ud7af]")
_HANGUL = re.compile("[\uac00-\ud7af]")
UNCASED_SHARE = 3  # one in so many characters, from which on a text is in a script without capitals
_TAG = re.compile(r"#([^\W\d_]+)")
_AGED = re.compile(r", (\d{1,2})(?=[,.)]|$)")
_BREAK_SIGNS = frozenset(".!?\u2026\u3002\uff01\uff1f\u061f\n")
_DASH_SIGNS = "-\u2013\u2014"
_DASHES = frozenset(_DASH_SIGNS)
_SIGNS = _BREAK_SIGNS | _DASHES
_BEHIND_DIGITS = ":"  # the next character: of words only those that begin with a digit lie before it
_SUFFIX = re.compile(  # that Turkish puts to a name, behind a sign: of Izmir, in Bornova
    r"(?<=[^\W\d_]{3})['\u2019](?:n?[dt][ae](?:k[i\u0130](?:ler)?|n)?|[ny]?[\u0131iu\u00fc\u0130]n?|[yn]?[ae]|y?l[ae])(?=\x00|$)",
    re.IGNORECASE,
)
_POSSESSIVE = ("'s", "\u2019s")
_POSSESSED = re.compile("['\u2019][sS](?=\x00|$)")


@dataclass(slots=True)
class Words:
    """Words of a text.

    Attributes:
        low: folded words, in order.
        plain: the same without accents on Latin letters, as they are compared: people leave them out.
        raw: the same as written, for their capitals.
        starts: indices of words that begin a sentence.
        openings: indices from which a copy may begin: `starts` and what follows a dash (datelines).
        figures: indices of words that begin with a digit, or a sign.
        caseless: written without capitals, so names cannot be seen by them.
        tags: words that are hashtags somewhere.
        aged: numbers in commas, which behind a name are an age.
        runs: what is written without spaces, and at which word each begins.
    """

    low: list[str]
    raw: list[str]
    starts: list[int]
    openings: list[int]
    figures: list[int]
    caseless: bool
    tags: frozenset[str] = frozenset()
    aged: frozenset[str] = frozenset()
    plain: list[str] = field(default_factory=list)
    runs: list[tuple[int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Take the words as they are where they have no accents."""
        self.plain = self.plain or self.low


def without_accents(text: str) -> str:
    """Return a text with plain Latin letters; others stay as they are."""
    return text.translate(_PLAIN)


def cleaned(text: str) -> str:
    """Return the text without what copies change; case and sentence marks are kept."""
    text = text[: MAX_CHARS * 2]
    if "&" in text:
        text = html.unescape(text)
    if not text.isascii():
        if "\u2026" in text:
            text = _CUT_WORD.sub("\u2026", text)
        text = in_one_alphabet(with_plain_digits(_INVISIBLE.sub("", unicodedata.normalize("NFKC", text))))
    text = _THOUSANDS.sub(lambda found: found[1] + "".join(f",{one}" for one in _THREE.findall(found[2])), text)
    if " Ave" in text or " Rd" in text or " Blvd" in text or " Ln" in text or " Hwy" in text:
        text = _SHORT_ROAD.sub(lambda found: _ROAD[found[0].rstrip(".")], text)
    if ") " in text or "/" in text:
        text = _DATELINE.sub(r"\1\2. ", text, count=1)
    if "/" in text or "www." in text:
        text = _ADDRESS.sub(" ", text)
    if "@" in text or "via" in text or "(c)" in text:
        text = _SHARE.sub(" ", text)
    if "#" in text:
        text = _INNER_TAG.sub(lambda tag: _HUMP.sub(" ", tag[1]), text)
    if text.startswith(("RT", "MT", " ")):
        text = _RETWEET.sub("", text)
    if "[" in text or "/" in text:
        text = _COUNTER.sub("", text)
    if len(text) > SHARED_CHARS:
        return text[:MAX_CHARS]
    text = text.rstrip()
    if "\u2026" in text or "..." in text:
        text = _CUT.sub("", text)
    end = text[-TAIL_CHARS:].lower()
    shared = "(c)" in end or end.rstrip().rstrip(":").rstrip().endswith(_TAIL_ENDS)
    return _TAIL.sub("", text) if shared else text


def read_words(text: str) -> Words:
    """Split a cleaned text into words."""
    ascii_only = text.isascii()
    caseless = False
    if not ascii_only:
        if _UNSPACED.search(text):
            return _read_unspaced(text)
        caseless = _ARABIC.search(text) is not None
        if _UNCASED.search(text) is not None:
            text = in_figures(text)
            caseless = caseless or UNCASED_SHARE * len(_UNCASED.findall(text)) > len(text)
    raw, begins = _split(text, ascii_only=ascii_only)
    if not raw:
        return Words([], [], *begins, caseless)
    return _folded(raw, text, begins, caseless=caseless)


def _read_unspaced(text: str) -> Words:
    """Split a text of which some is written without spaces."""
    raw: list[str] = []
    runs: list[tuple[int, str]] = []
    starts, openings = [0], [0]
    text = in_figures(text)
    for token, run in _paired(_TOKEN.findall(text)):
        if run:
            runs.append((len(raw), run))
        if token[0] in _SIGNS:
            openings.append(len(raw))
            if token[0] not in _DASHES:
                starts.append(len(raw))
        elif token not in _POSSESSIVE:  # what is left of a word of which the rest was paired
            raw.append(token)
    if not raw:
        return Words([], [], starts, openings, [], caseless=True)
    words = _folded(raw, text, (starts, openings, _figures(raw)), caseless=True)
    words.runs = runs
    return words


def _folded(raw: list[str], text: str, begins: tuple[list[int], list[int], list[int]], *, caseless: bool) -> Words:
    """Return the words as they are compared; ``begins``: of sentences, of what may be copied, and of figures."""
    # Changed as one string: many small calls would cost as much as the splitting. No token holds the separator.
    joined = "\x00".join(raw)
    if "'s" in joined or "\u2019s" in joined or "'S" in joined or "\u2019S" in joined:
        joined = _POSSESSED.sub("", joined)
        raw = joined.split("\x00")
    if "'" in joined or "\u2019" in joined:
        joined = _SUFFIX.sub("", joined)
        raw = joined.split("\x00")
    if caseless and _HANGUL.search(joined) is not None:
        joined = without_particles(joined)
        raw = joined.split("\x00")
    low = (joined.lower() if text.isascii() else joined.lower().translate(_FOLDS)).split("\x00")
    words = Words(low, raw, *begins, caseless)
    if not text.isascii() and _ACCENTED.search(joined):
        words.plain = without_accents(joined).lower().translate(_FOLDS).split("\x00")
    if begins[2] and ", " in text:
        words.aged = frozenset(_AGED.findall(text))
    if "#" in text:
        words.tags = frozenset(tag.lower() for tag in _TAG.findall(text))
    return words


def _split(text: str, *, ascii_only: bool) -> tuple[list[str], tuple[list[int], list[int], list[int]]]:
    """Return words, and where sentences, openings and figures begin.

    Split at spaces first: most of what stands between them is one word, and what is not is seen again and again. One
    pattern over the whole text, which this equals, takes four times as long.
    """
    parts_of, pattern = (_ascii_parts, _ASCII_TOKEN) if ascii_only else (_parts, _TOKEN)
    raw: list[str] = []
    starts, openings, figures = [0], [0], []
    lines = text.split("\n")
    last = len(lines) - 1
    for number, line in enumerate(lines):
        pieces = line.split()
        plain = 0  # up to here all pieces are taken
        for at in compress(range(len(pieces)), map(not_, map(str.isalpha, pieces))):
            raw += pieces[plain:at]
            plain, piece = at + 1, pieces[at]
            words, ends, some, dash = parts_of(piece) if len(piece) <= KEPT_PIECE else _parted(piece, pattern)
            if some:
                figures += [len(raw) + one for one in some]
            for end in ends:
                openings.append(len(raw) + end)
                starts.append(len(raw) + end)
            raw += words
            if dash:
                first = not number and not at and not text[0].isspace()
                if not first and (number < last or at + 1 < len(pieces) or text[-1].isspace()):
                    openings.append(len(raw))
        raw += pieces[plain:]
        if number < last:
            openings.append(len(raw))
            starts.append(len(raw))
    return raw, (starts, openings, figures)


_Parts = tuple[tuple[str, ...], tuple[int, ...], tuple[int, ...], bool]
"""Of what stands between two spaces and is no plain word: its words, before which of them a sentence ended, which are
figures, and whether it is a dash."""


def _parted(piece: str, pattern: re.Pattern[str]) -> _Parts:
    if not piece.strip(_DASH_SIGNS):
        return (), (), (), True
    words: list[str] = []
    ends: list[int] = []
    for token in pattern.findall(piece):
        if token[0] in _BREAK_SIGNS:
            ends.append(len(words))
        else:
            words.append(token)
    return tuple(words), tuple(ends), tuple(_figures(words)), False


def _figures(words: Sequence[str]) -> list[int]:
    """Return which words begin with a digit, or a sign."""
    return [at for at, word in enumerate(words) if word < _BEHIND_DIGITS]


@lru_cache(PIECES)
def _ascii_parts(piece: str) -> _Parts:
    return _parted(piece, _ASCII_TOKEN)


@lru_cache(PIECES)
def _parts(piece: str) -> _Parts:
    return _parted(piece, _TOKEN)


def _paired(tokens: list[str]) -> Iterator[tuple[str, str]]:
    """Yield tokens, runs without spaces as pairs of characters; with the first pair the run."""
    for token in tokens:
        if not _UNSPACED.search(token):
            yield token, ""
            continue
        for run in _RUNS.findall(token):
            unspaced = _UNSPACED.match(run) is not None
            if len(run) > 2 and unspaced:
                yield run[:2], run
                for at in range(1, len(run) - 1):
                    yield run[at : at + 2], ""
            else:
                yield run, run if unspaced else ""
