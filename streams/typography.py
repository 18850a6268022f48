"""Texts as they are typed, set and wrapped, made plain for reading, with the way back to the letters as they came.

Feeds bring no-break and double spaces, soft hyphens, marks that nobody sees, letters in two parts (NFD), entities of
HTML left as they are, lines that were broken to fit a page, thousands parted by a Swiss apostrophe or a no-break space,
Turkish all in capitals, of which I has two, and in what a source calls a repost the name of whom it repeats
(``RT @name:``). The words are the same, and so must be what is read in them: the tagger reads `Tidied.post`, and
`Tidied.restored` gives a report the offsets of the text that came.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from connectors.post import Post
from streams.geo.recasing import recased_turkish
from streams.report import Mention, Report

__all__ = ["Tidied", "tidy"]

_UNSEEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
_SPACES = "\t\r\v\f\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_PARTS = "\u0300-\u036f\u0653-\u0655"
_WRAPPED = 30  # characters that a line has at least which was broken to fit
_BROKEN = rf"\n(?<=[^\n]{{{_WRAPPED}}}[^\s.!?…:;»\"”]\n)(?=[^\W\d_])"  # the break first: `re` skips to it
_ENTITY = r"&(?:\#\d{1,7}|\#[xX][\da-fA-F]{1,6}|[a-zA-Z]{2,8}\d?);"
_BROKEN_LINE, _LEFT_ENTITY = re.compile(_BROKEN), re.compile(_ENTITY)
_PARTED = r"(?<![\d.,:])\d{1,3}(?:['’\u00a0\u2009\u202f]\d{3})+(?![\d'’]|[.,]\d)"  # ``1'200``
_ODD = re.compile(
    rf"(?P<parted>{_PARTED})|(?P<unseen>[{_UNSEEN}]+)|(?P<space>[ {_SPACES}]*[{_SPACES}][ {_SPACES}]*|  +)"
    rf"|(?P<parts>\w[{_PARTS}]+)|(?P<entity>{_ENTITY})|(?P<broken>{_BROKEN})"
)
_THOUSANDS = re.compile(r"\d['’]\d{3}")
_REPEATING = ("RT @", "MT @")
_REPEATED = re.compile(r"(?:[RM]T @[\w.@-]+: ?)+(?=\S)")
_ANY = re.compile(rf"[{_UNSEEN}{_SPACES}{_PARTS}]|  ")
_MOST = 1_000_000  # characters; what is longer is read as it is


class _Plain(NamedTuple):
    """A text made plain; ``starts`` and ``ends`` are where each of its characters was."""

    text: str
    starts: list[int]
    ends: list[int]


class Tidied(NamedTuple):
    """A post made plain, and where its letters were in the text that came."""

    post: Post
    text: str
    starts: list[int]
    ends: list[int]

    def restored(self, report: Report) -> Report:
        """Return the report of the plain post with triggers as they stand in the text that came."""
        mentions, hazards = tuple(map(self._restored, report.mentions)), tuple(map(self._restored, report.hazards))
        return replace(report, mentions=mentions, hazards=hazards)

    def _restored(self, mention: Mention) -> Mention:
        trigger = mention.trigger
        start, end = self.starts[trigger.start], self.ends[trigger.end - 1]
        return replace(mention, trigger=replace(trigger, text=self.text[start:end], start=start, end=end))


def tidy(post: Post) -> Tidied | None:
    """Return a post made plain, or None where it is."""
    title = post.title or ""
    if not (_may_be_odd(post.text) or (title and _may_be_odd(title))) or len(post.text) > _MOST or post.deleted:
        return None
    text, headline = _plain(post.text, repeats=post.repost_of is not None), _plain(title)
    if text.text == post.text and headline.text == title:
        return None
    made = replace(post, text=text.text, title=headline.text or post.title)
    if not title:
        return Tidied(made, post.text, text.starts, text.ends)
    whole = f"{title}\n\n{post.text}"
    behind = len(title) + 2
    between = [len(title), len(title) + 1]
    if not headline.text:  # nothing of it is seen: it stays as it came
        headline = _Plain(title, list(range(len(title))), list(range(1, len(title) + 1)))
    starts = [*headline.starts, *between, *(start + behind for start in text.starts)]
    ends = [*headline.ends, *(at + 1 for at in between), *(end + behind for end in text.ends)]
    return Tidied(made, whole, starts, ends)


def _may_be_odd(text: str) -> bool:
    """Whether anything odd can be in a text; nearly always nothing is."""
    if text.startswith(_REPEATING):
        return True
    if "\n" in text and any(text[line.end()].islower() for line in _BROKEN_LINE.finditer(text)):
        return True
    if "&" in text and _LEFT_ENTITY.search(text):
        return True
    if ("'" in text or "’" in text) and _THOUSANDS.search(text):
        return True
    if text.isascii():
        return "  " in text or "\t" in text or "\r" in text
    return text.isupper() or _ANY.search(text) is not None


def _plain(text: str, *, repeats: bool = False) -> _Plain:
    """Make a text plain; ``repeats``: it is another's, whose name may open it."""
    if not _may_be_odd(text):
        return _Plain(text, list(range(len(text))), list(range(1, len(text) + 1)))
    text = recased_turkish(text)
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    repeated = _REPEATED.match(text) if repeats else None
    at = repeated.end() if repeated else 0
    for found in _ODD.finditer(text, at):
        start, end = found.span()
        pieces.append(text[at:start])
        starts += range(at, start)
        ends += range(at + 1, start + 1)
        for one in _instead(found):
            pieces.append(one)
            starts.append(start)
            ends.append(end)
        at = end
    pieces.append(text[at:])
    starts += range(at, len(text))
    ends += range(at + 1, len(text) + 1)
    return _Plain("".join(pieces), starts, ends)


def _instead(found: re.Match[str]) -> Iterator[str]:
    """Yield the characters that are read instead of what was found."""
    told = found[0]
    match found.lastgroup:
        case "space":
            yield " "
        case "parted":
            yield from filter(str.isdigit, told)
        case "parts":
            yield from unicodedata.normalize("NFC", told)
        case "entity":
            meant = html.unescape(told)
            yield from " " if meant == "\u00a0" else meant
        case "broken":
            behind = found.string[found.end()]
            yield " " if behind.islower() else told
