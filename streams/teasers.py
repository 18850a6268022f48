"""Pointers to other stories, as sites print them amid a report: ``Read more: Ten killed in bus crash in Bolivia``.

What they tell happened elsewhere, often on another day, so the tagger does not read them: they are made blank, which
keeps all offsets. Their openers are in ``teasers.toml``, by language only for the reader.

Limits: a pointer without an opener, known on a page by its type only, reads like a sentence of the report; where
neither a mark nor a line ends a pointer, the sentence that follows goes with it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

__all__ = ["OPENERS", "without_teasers"]

_PATH = Path(__file__).with_suffix(".toml")
OPENERS = frozenset(opener for openers in tomllib.loads(_PATH.read_text("utf-8")).values() for opener in openers)
"""Small letters, without marks around them."""
_LONGEST = max(map(len, OPENERS))
_MARKS = " \t>»«•*·▶►→-–—[(_#"  # around an opener
_LINE = re.compile(rf"^[^\n]{{3,{_LONGEST + 8}}}$", re.MULTILINE)
_SENTENCE_END = re.compile(r"[.!?…؟۔。](?=\s|$)|\n|$")
_PIECE_END = re.compile(r"[.!?…؟۔。\n]")
_TELLING = '.!?…:;؟۔。"”»'
"""What a headline of another story does not end with."""
_ENDS = ".!?…\n"
_LEAST = 12  # characters of a headline that is looked for in the body
_HEADLINE = 160  # characters of a headline at most
_MOST = 6  # headlines below one opener


def without_teasers(text: str, title: int = 0) -> str:
    """Return a text, title and body, of the same length, with blanks for pointers to other stories.

    And for a headline that the body says again as its first sentence: who was told twice would be counted twice. A
    text that begins with an opener is a pointer itself, and kept whole.

    Args:
        text: title, blank line and body, or a body alone.
        title: where the title ends; 0 without one.
    """
    found = [*_said_again(text, title), *_behind_marks(text), *_below_lines(text)]
    if not found:
        return text
    characters = list(text)
    for start, end in found:
        characters[start:end] = [one if one == "\n" else " " for one in characters[start:end]]
    return "".join(characters)


def _said_again(text: str, title: int) -> Iterator[tuple[int, int]]:
    """Find the headline at the beginning of the body, where a sentence ends with it."""
    headline = text[:title].rstrip(f" {_ENDS}")
    start = title + 2
    end = start + len(headline)
    if (
        len(headline) >= _LEAST
        and text[start:end].lower() == headline.lower()
        and (text[end : end + 1] or ".") in _ENDS
    ):
        yield start, end


def _behind_marks(text: str) -> Iterator[tuple[int, int]]:
    """Find openers with a mark and what the same line says behind it, or the next ones where it says nothing."""
    for mark in ":|":
        at = text.find(mark)
        while at > 0:
            if start := _opener(text, at):
                end = _own_line(text, start, at) or _SENTENCE_END.search(text, at + 1).end()  # type: ignore[union-attr]  # the end of the text at last
                yield start, end
                if not text[at + 1 : end].strip():
                    yield from _headlines(text, end)
            at = text.find(mark, at + 1)


def _own_line(text: str, start: int, mark: int) -> int:
    """Return where a line ends that begins with an opener and is no longer than a headline of two sentences, or 0."""
    end = text.find("\n", mark)
    end = len(text) if end < 0 else end
    return end if text[start - 1] == "\n" and mark + 1 < end <= mark + _HEADLINE and text[mark + 1 : end].strip() else 0


def _opener(text: str, end: int) -> int:
    """Return where the opener begins that ends at ``end``, or 0."""
    least = max(0, end - _LONGEST - 8)
    piece = text[least:end]
    cut = max((one.end() for one in _PIECE_END.finditer(piece)), default=0 if least == 0 else -1)
    if cut < 0 or piece[cut:].strip(_MARKS).lower() not in OPENERS:
        return 0
    return least + cut


def _below_lines(text: str) -> Iterator[tuple[int, int]]:
    """Find openers that are a line of their own, and the headlines below."""
    if "\n" not in text:
        return
    for line in _LINE.finditer(text):
        if line.start() and line[0].strip(_MARKS).lower() in OPENERS:
            yield line.span()
            yield from _headlines(text, line.end() + 1)


def _headlines(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Find the lines from a place on that read like headlines."""
    for _ in range(_MOST):
        while text.startswith("\n", start):
            start += 1
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line = text[start:end].strip()
        if not line or len(line) > _HEADLINE or line[-1] in _TELLING:
            return
        yield start, end
        start = end
