"""The usual slips of feeds that are not well-formed, mended before parsing. Pure.

Most such feeds fail for one of four reasons: a bare ampersand, an entity of HTML (``&nbsp;``), a character that XML
does not allow, a prefix that was never declared. Mended here they are read as fast as others, and better than by
`feedparser`, which makes ``AT&T;`` of ``AT&T`` and a copyright sign of ``&copy=``. Everything else is left to it.

Sections of CDATA and comments stay as they are, but for characters that are not allowed anywhere.
"""

from __future__ import annotations

import re
from html.entities import html5

__all__ = ["repaired"]

MAX_PREFIXES = 50
MAX_AMPERSANDS = 300_000
"""Ten times what a feed of 10 MB has; mending more takes seconds."""

_KNOWN = {
    b"atom": b"http://www.w3.org/2005/Atom",
    b"content": b"http://purl.org/rss/1.0/modules/content/",
    b"dc": b"http://purl.org/dc/elements/1.1/",
    b"dcterms": b"http://purl.org/dc/terms/",
    b"itunes": b"http://www.itunes.com/dtds/podcast-1.0.dtd",
    b"media": b"http://search.yahoo.com/mrss/",
    b"rdf": b"http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    b"sy": b"http://purl.org/rss/1.0/modules/syndication/",
    b"xhtml": b"http://www.w3.org/1999/xhtml",
}
_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]|\xed[\xa0-\xbf][\x80-\xbf]")
_KEPT = {b"<![CDATA[": b"]]>", b"<!--": b"-->"}
_AMPERSAND = re.compile(rb"&(?:#(?:(\d{1,7})|[xX]([0-9a-fA-F]{1,6}));|([a-zA-Z][a-zA-Z0-9]{1,31});|)")
_PAIR = re.compile(rb"&#(?:x(d[89ab][0-9a-f]{2})|(5[56]\d{3}));&#(?:x(d[c-f][0-9a-f]{2})|(5[67]\d{3}));", re.IGNORECASE)
_XML = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})
_ROOT = re.compile(rb"<([A-Za-z_][\w.:-]*)")
_PREFIX = re.compile(rb"<([A-Za-z_][\w.-]*):|\s([A-Za-z_][\w.-]*):[A-Za-z_][\w.-]*\s*=")
_DECLARED = re.compile(rb"\sxmlns:([A-Za-z_][\w.-]*)\s*=")


def repaired(document: bytes) -> bytes:
    """Return the document with its usual slips mended.

    Args:
        document: UTF-8 without declaration and document type.
    """
    if document.count(b"&") > MAX_AMPERSANDS:
        return document
    parts = _split(_FORBIDDEN.sub(b"", document))
    parts[::2] = [_AMPERSAND.sub(_entity, _PAIR.sub(_joined, part)) for part in parts[::2]]
    return _declared(b"".join(parts), b"".join(parts[::2]))


def _split(document: bytes) -> list[bytes]:
    """Split so that every second part is a section of CDATA or a comment.

    By hand and not by an expression, which would look for the end of each of a million comments that have none.
    """
    parts, at = list[bytes](), 0
    following = {start: document.find(start) for start in _KEPT}
    while known := {start: found for start, found in following.items() if found >= 0}:
        start = min(known, key=lambda each: known[each])
        end = document.find(_KEPT[start], known[start] + len(start))
        if end < 0:  # nor has any later one an end
            following[start] = -1
            continue
        end += len(_KEPT[start])
        parts += [document[at : known[start]], document[known[start] : end]]
        at = end
        following.update((each, document.find(each, at)) for each, found in known.items() if found < at)
    return [*parts, document[at:]]


def _entity(found: re.Match[bytes]) -> bytes:
    number, hexadecimal, name = found.groups()
    if number or hexadecimal:
        code = int(number) if number else int(hexadecimal, 16)
        return found[0] if _allowed(code) else b""
    if name in _XML:
        return found[0]
    if name and (text := html5.get(f"{name.decode()};")):
        return "".join(f"&#{ord(character)};" for character in text).encode()
    return b"&amp;" + found[0][1:]


def _allowed(code: int) -> bool:
    """Whether XML 1.0 allows a character."""
    return code in {9, 10, 13} or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF


def _joined(found: re.Match[bytes]) -> bytes:
    """Make one reference of the two halves of a UTF-16 pair."""
    high, low = (int(part, 16) if part[:1] in b"dD" else int(part) for part in found.groups() if part)
    if not (0xD800 <= high < 0xDC00 <= low < 0xE000):
        return found[0]
    return f"&#{0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)};".encode()


def _declared(document: bytes, plain: bytes) -> bytes:
    """Declare the prefixes that are used and not declared, on the root; ``plain`` is without CDATA and comments."""
    root = _ROOT.search(document)
    if root is None:
        return document
    used = {prefix for pair in _PREFIX.findall(plain) for prefix in pair if prefix}
    missing = used - set(_DECLARED.findall(plain)) - {b"xml", b"xmlns"}
    if not missing or len(missing) > MAX_PREFIXES:
        return document
    added = b"".join(
        b' xmlns:%s="%s"' % (prefix, _KNOWN.get(prefix.lower(), b"urn:undeclared:" + prefix))
        for prefix in sorted(missing)
    )
    return document[: root.end()] + added + document[root.end() :]
