"""The bytes of a feed made safe to parse: one encoding, no entity declarations, bounded size.

Encoding, in this order (RFC 7303, and what servers really do): byte order mark; ``charset`` of the HTTP header; the
XML declaration; UTF-8; a guess. A claim counts only if the bytes agree with it, and no single-byte encoding, which
nearly all bytes agree with, wins over valid UTF-8. The guess: UTF-8 with some bytes of Windows-1252 among it, the
Cyrillic encoding whose reading looks most like words, or Windows-1252.

Document types: entities are the way to billion laughs, quadratic blow-up and XXE, so a declaration of one ends in
`HostileError`. Two harmless forms are let through, since old RSS and RDF feeds carry them: a document type without an
internal subset, and parameter entities with a public identifier of the W3C or Netscape. Nothing is ever loaded; the
document type is removed before parsing.
"""

from __future__ import annotations

import codecs
import re
from itertools import pairwise

__all__ = ["HostileError", "disarmed", "unified"]

MAX_TAGS = 200_000
"""Opening angle brackets in a document: a tree of so many nodes takes some 25 MB. Feeds of 10 MB have a tenth."""

MAX_BROKEN = 50_000
"""Bytes that are mended one by one in a document of UTF-8."""

_HEAD_BYTES = 2048
_PROLOG_BYTES = 64 * 1024
"""Longest document type; longer ones are only seen in attacks."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_DECLARATION = re.compile(rb"^\s*<\?xml\b[^>]{0,500}?\?>", re.IGNORECASE)
_DECLARED = re.compile(rb"^\s*<\?xml\b[^>]{0,400}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']", re.IGNORECASE)
_ALLOWED = re.compile(
    r"^(ascii|utf-(7-imap|8|8-sig|16|16-le|16-be|32|32-le|32-be)|iso8859-\d+|cp\d+|koi8-[rut]|kz1048|gb2312|gbk|gb18030"
    r"|big5(hkscs)?|euc_(jp|jis_2004|jisx0213|kr)|shift_jis(_2004|x0213)?|iso2022_\w+|johab|hz|mac-\w+|ptcp154|tis-620)$"
)
"""Python also has codecs that are no character sets (punycode, unicode_escape); those a server cannot choose."""

_DOCTYPE = re.compile(rb"<!DOCTYPE\b", re.IGNORECASE)
_ROOT = re.compile(rb"<[^!?]|$")
_PROLOG_PART = re.compile(rb"\s+|<!--.*?-->|<\?.*?\?>", re.DOTALL)
_ENTITY = re.compile(rb"<!ENTITY\s+(?P<percent>%\s+)?(?P<rest>[^>]{0,400})", re.IGNORECASE)
_PUBLIC = re.compile(rb"^[\w.-]+\s+PUBLIC\s+[\"']-//(W3C|Netscape[^/]*)//", re.IGNORECASE)

_SINGLE = re.compile(r"^(iso8859-|cp125|cp8|koi8-|mac-|kz1048|ptcp154|tis-620)")
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_SAMPLE_BYTES = 65536
_WORDS_SHARE = 0.6
"""Of the letters of a Cyrillic text most stand beside another one; in Western texts they stand among ASCII."""

_CYRILLIC = ("cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic")
_FREQUENT = "оеаинтсрвл"
_CAPITAL_WITHIN = re.compile("[а-яё][А-ЯЁ]")


class HostileError(ValueError):
    """The document declares entities, or is larger in tags or prolog than any feed."""


def unified(body: bytes, content_type: str) -> bytes:
    """Return the document as UTF-8 without byte order mark and XML declaration."""
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            body = body[len(mark) :]
            return _undeclared(body if encoding == "utf-8" and _is(body, "utf-8") else _transcoded(body, encoding))
    for claim in _claims(body, content_type):
        if claim == "utf-8" and _is(body, claim):
            return _undeclared(body)
        if _SINGLE.match(claim) and _is(body, "utf-8"):
            return _undeclared(body)
        if _is(body, claim):
            return _undeclared(_transcoded(body, claim))
    return _undeclared(_guessed(body))


def _claims(body: bytes, content_type: str) -> list[str]:
    claims: list[str] = []
    charset = _CHARSET.search(content_type)
    declared = _DECLARED.search(body[:_HEAD_BYTES])
    names = [charset[1] if charset else "", declared[1].decode("ascii", "replace") if declared else "", "utf-8"]
    if body[:1] + body[1:2] in {b"<\0", b"\0<"}:  # UTF-16 without its mark cannot be read as far as its declaration
        names.insert(0, "utf-16-le" if body[:1] == b"<" else "utf-16-be")
    for name in filter(None, names):
        try:
            found = codecs.lookup(name).name
        except (LookupError, ValueError):
            continue
        if _ALLOWED.match(found):
            claims.append({"ascii": "utf-8", "utf-8-sig": "utf-8", "iso8859-1": "cp1252"}.get(found, found))
    return claims


def _is(body: bytes, encoding: str) -> bool:
    """Whether the bytes are valid in an encoding; piece by piece, so that no second copy of the body is made."""
    if encoding.startswith("utf-16") and len(body) % 2:
        return False
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
        for start in range(0, len(body), 65536):
            decoder.decode(body[start : start + 65536])
        decoder.decode(b"", True)
    except (UnicodeError, LookupError):
        return False
    return True


def _transcoded(body: bytes, encoding: str) -> bytes:
    return body.decode(encoding, "replace").encode("utf-8", "replace")


def _guessed(body: bytes) -> bytes:
    """Transcode what agrees with no claim."""
    broken = body.decode("utf-8", "replace").count("\ufffd")
    if broken <= min(_MULTIBYTE.subn(b"", body)[1], MAX_BROKEN):
        return body.decode("utf-8", _MIXED).encode("utf-8", "replace")
    high = [index for index, byte in enumerate(body[:_SAMPLE_BYTES]) if byte > 0x7F]
    beside = sum(later - index == 1 for index, later in pairwise(high))
    if high and beside / len(high) > _WORDS_SHARE:
        return _transcoded(body, max(_CYRILLIC, key=lambda encoding: _likeness(body, encoding)))
    return _transcoded(body, "cp1252")


def _likeness(body: bytes, encoding: str) -> int:
    """Return how much a reading looks like Cyrillic words: frequent small letters, and no capital within a word."""
    text = body[:_SAMPLE_BYTES].decode(encoding, "replace")
    return sum(map(text.count, _FREQUENT)) - 3 * len(_CAPITAL_WITHIN.findall(text))


def _from_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


_MIXED = "tocsin.cp1252"
codecs.register_error(_MIXED, _from_1252)


def _undeclared(body: bytes) -> bytes:
    found = _DECLARATION.match(body[:_HEAD_BYTES])
    return body[found.end() :].lstrip() if found else body.lstrip()


def disarmed(document: bytes) -> bytes:
    """Return the document without its document type; raises `HostileError`."""
    if document.count(b"<") > MAX_TAGS:
        raise HostileError(f"the document has more than {MAX_TAGS} tags")
    start = _end_of_prolog(document)
    if not _DOCTYPE.match(document, start):
        # An entity can only be declared in a document type. One behind a broken beginning is not searched for but
        # refused: what reads broken documents is more generous than XML.
        if not _ROOT.match(document, start) and _ENTITY.search(document):
            raise HostileError("the document declares entities")
        return document
    end = _end_of_doctype(document, start)
    for entity in _ENTITY.finditer(document, start, end):
        if not (entity["percent"] and _PUBLIC.match(entity["rest"])):
            raise HostileError("the document declares entities")
    return document[:start] + document[end:]


def _end_of_prolog(document: bytes) -> int:
    """Return where the first thing stands that is neither space nor comment nor processing instruction."""
    at = 0
    while found := _PROLOG_PART.match(document, at):
        at = found.end()
    return at


def _end_of_doctype(document: bytes, start: int) -> int:
    """Return the offset behind ``<!DOCTYPE …>``: brackets and quotes inside it may hold angle brackets."""
    quote, inside, at = b"", False, start
    limit = min(len(document), start + _PROLOG_BYTES)
    while at < limit:
        character = document[at : at + 1]
        if quote:
            quote = b"" if character == quote else quote
        elif document.startswith(b"<!--", at):
            at = document.find(b"-->", at)
            if at < 0:
                break
            at += 2
        elif character in {b'"', b"'"}:
            quote = character
        elif character == b"[":
            inside = True
        elif character == b"]":
            inside = False
        elif character == b">" and not inside:
            return at + 1
        at += 1
    raise HostileError("the document type does not end")
