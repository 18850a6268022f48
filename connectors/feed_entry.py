"""What the readers of all feed formats agree on: a feed and its entries, as strings, before any judgement."""

from __future__ import annotations

import re

import msgspec

__all__ = ["MAX_ENTRIES", "Entry", "Feed", "author_name", "language_code"]

MAX_ENTRIES = 2000
"""Entries read of one document, in its order; feeds put the newest first."""

_RSS_AUTHOR = re.compile(r"^\S+@\S+\s+\((.{1,200})\)$")
_ATOM_AUTHOR = re.compile(r"^(.{1,200}?)\s+[(<]\S+@\S+[)>]$")


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One entry.

    Attributes:
        guid: as the feed gives it; empty when it gives none.
        link: absolute, of the page that the entry is about.
        title, text: plain text.
        author: by-line.
        lang: as claimed for this entry or its feed, e.g. ``en-us``.
        date: when it was published, as written; when it was updated if nothing else is said.
    """

    guid: str = ""
    link: str = ""
    title: str = ""
    text: str = ""
    author: str = ""
    lang: str = ""
    date: str = ""


class Feed(msgspec.Struct, frozen=True, omit_defaults=True):
    """One document.

    Attributes:
        entries: in the document's order.
        ttl_seconds: how long the publisher asks readers to wait, from ``ttl`` or the syndication module; 0: unsaid.
        withdrawn: GUIDs of entries that the publisher took back (Atom tombstones, RFC 6721).
        hub, topic: who tells news of this feed at once (WebSub), and the address that it knows the feed by.
    """

    entries: list[Entry] = []
    ttl_seconds: int = 0
    withdrawn: list[str] = []
    hub: str = ""
    topic: str = ""


def language_code(claim: str) -> str | None:
    """Return ISO 639-1 of a claim such as ``en-US`` or ``ru_RU``; None for anything else."""
    code = re.split(r"[-_]", claim.strip().lower(), maxsplit=1)[0]
    return code if len(code) == 2 and code.isascii() and code.isalpha() else None


def author_name(raw: str) -> str:
    """Return the name of ``ann@example.org (Ann)`` and ``Ann <ann@example.org>``; other by-lines as they are."""
    text = " ".join(raw.split())[:300]
    found = _RSS_AUTHOR.match(text) or _ATOM_AUTHOR.match(text)
    return found[1] if found else text
