"""Well-formed RSS 0.9x, 1.0 and 2.0, RDF and Atom 0.3 and 1.0, read from libxml2's tree.

Sources: https://www.rssboard.org/rss-specification, https://web.resource.org/rss/1.0/spec, RFC 4287.

Why not a library: `fastfeedparser` 0.6.5 was tried first and invents a date for an entry without one (out of its
GUID), drops entries and parts of texts of documents that are not well-formed without a word, takes an Atom entry's
first link whatever its relation, and ignores ``xml:base``; `feedparser` does all that right and takes a hundred times
as long. So what is well-formed is read here, and everything else by `feedparser` in a process of its own
(`connectors.feed_worker`), with the same answers for the same feed.

Limit: text constructs are read as HTML wherever a format leaves open what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from connectors.feed_entry import MAX_ENTRIES, Entry, Feed, author_name
from connectors.markup import plain, text_of

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["NotAFeedError", "TooDeepError", "absolute", "is_text", "period_seconds", "read_xml"]

_ATOM = frozenset({"http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#"})
_DC = frozenset({"http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/"})
_RSS = frozenset(
    {
        "",
        "http://purl.org/rss/1.0/",
        "http://my.netscape.com/rdf/simple/0.9/",
        "http://channel.netscape.com/rdf/simple/0.9/",
        "http://backend.userland.com/rss2",
        "http://backend.userland.com/RSS2",
        "http://blogs.law.harvard.edu/tech/rss",
    }
)
_CORE = _ATOM | _RSS
_CONTENT = frozenset({"http://purl.org/rss/1.0/modules/content/"})
_MEDIA = frozenset({"http://search.yahoo.com/mrss/"})
_ITUNES = frozenset({"http://www.itunes.com/dtds/podcast-1.0.dtd", "http://www.itunes.com/DTDs/Podcast-1.0.dtd"})
_TOMBSTONES = frozenset({"http://purl.org/atompub/tombstones/1.0"})
_SY = frozenset({"http://purl.org/rss/1.0/modules/syndication/"})
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_DATES = (
    ("pubdate", _RSS), ("published", _ATOM), ("issued", _ATOM), ("date", _DC), ("created", _ATOM | _DC),
    ("issued", _DC), ("updated", _ATOM), ("modified", _ATOM | _DC), ("lastbuilddate", _RSS),
)  # fmt: skip
_TEXTS = (("encoded", _CONTENT), ("content", _ATOM), ("body", frozenset({"http://www.w3.org/1999/xhtml"})),
          ("description", _RSS), ("summary", _ATOM), ("description", _DC), ("description", _MEDIA),
          ("summary", _ITUNES))  # fmt: skip
_PERIOD_SECONDS = {"hourly": 3600, "daily": 86400, "weekly": 604800, "monthly": 2592000, "yearly": 31536000}

_ENTRY = re.compile(rb"<(\w+:)?(item|entry)[\s>]", re.IGNORECASE)


class NotAFeedError(ValueError):
    """Well-formed, but no feed: an HTML page, a sitemap."""


class TooDeepError(ValueError):
    """Nested deeper than libxml2 reads (256 levels)."""


def read_xml(document: bytes, url: str) -> Feed | None:
    """Read a document that `connectors.feed_document` has made safe.

    Args:
        document: UTF-8 without declaration and document type.
        url: where it came from; base of relative links.

    Returns:
        the feed; None when it is not well-formed.

    Raises:
        NotAFeedError, TooDeepError: see there.
    """
    from lxml import etree  # noqa: PLC0415  a tenth of a second that the command line's start does not pay

    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(document, parser, base_url=url)
    except etree.XMLSyntaxError as exc:
        if "depth" in str(exc).lower():
            raise TooDeepError(f"nested too deep ({exc})") from exc
        return None
    if root is None:
        return None
    name = etree.QName(root).localname.lower()
    if name not in {"rss", "rdf", "feed", "channel"}:
        raise NotAFeedError(f"the document is <{name}>, not a feed")
    if name == "feed" and etree.QName(root).namespace not in _ATOM:
        return None
    tops = [root, *(child for child in root if _is(child, "channel", _CORE))]
    language = next((_text(child) for top in tops for child in top if _is(child, "language", _CORE | _DC)), "")
    rows = [child for top in tops for child in top if _is(child, "item", _RSS) or _is(child, "entry", _ATOM | {""})]
    if not rows and _ENTRY.search(document):
        return None  # in a namespace of its own making: feedparser asks less
    entries = [_entry(child, url, language) for child in rows[:MAX_ENTRIES]]
    hub, topic = (_related(tops, relation, url) for relation in ("hub", "self"))
    withdrawn = [child.get("ref", "").strip() for child in _all(root, "deleted-entry", _TOMBSTONES)]
    ttl_seconds = max((_ttl_seconds(top) for top in tops), default=0)
    return Feed(entries, ttl_seconds, list(filter(None, withdrawn))[:MAX_ENTRIES], hub, topic)


def _related(tops: list[_Element], relation: str, url: str) -> str:
    """Return the feed's own link of a relation; in RSS it is borrowed from Atom."""
    links = (child for top in tops for child in _all(top, "link", _ATOM) if child.get("rel") == relation)
    return next((absolute(child.base or url, child.get("href", "")) for child in links), "")


def _entry(item: _Element, url: str, language: str) -> Entry:
    guid = next((_text(child) for child in item if _is(child, "guid", _RSS) or _is(child, "id", _ATOM)), "")
    # Some put the words about a picture or a film beside it (Media RSS), where those of the entry are missing.
    tops = (item, *_all(item, "group", _MEDIA), *_all(item, "content", _MEDIA))
    texts = (
        markup
        for name, spaces in _TEXTS
        for top in (tops if spaces is _MEDIA else (item,))
        for child in _all(top, name, spaces)
        if (markup := _markup(child))
    )
    dates = (date for name, spaces in _DATES for child in _all(item, name, spaces) if (date := _text(child)))
    titles = (title for space in (_CORE, _DC) for child in _all(item, "title", space) if (title := _markup(child)))
    return Entry(
        guid=guid or (item.get(_RDF_ABOUT) or "").strip(),
        link=_link(item, url),
        title=" ".join(next(titles, "").split()),
        text=next(texts, ""),
        author=author_name(next(_authors(item), "")),
        lang=next((up.get(_XML_LANG, "") for up in (item, *item.iterancestors()) if up.get(_XML_LANG)), language),
        date=next(dates, ""),
    )


def _authors(item: _Element) -> Iterator[str]:
    for child in item:
        if _is(child, "creator", _DC):
            yield _text(child)
        elif _is(child, "author", _CORE | _ITUNES):
            names = [_text(name) for name in child if _is(name, "name", _ATOM)]
            yield names[0] if names else _text(child)


def _link(item: _Element, url: str) -> str:
    base = item.base or url
    other = ""
    for child in _all(item, "link", _CORE):
        href = child.get("href")
        if href is None and _text(child):
            return absolute(base, _text(child))
        if href and child.get("rel", "alternate") == "alternate":
            if "html" in child.get("type", "html"):
                return absolute(child.base or base, href)
            other = other or absolute(child.base or base, href)
    if other:
        return other
    for child in _all(item, "guid", _RSS):
        if child.get("isPermaLink", "true").lower() != "false" and _text(child).startswith(("http://", "https://")):
            return _text(child)
    return ""


def absolute(base: str, link: str) -> str:
    """Return an absolute http or https address, empty for anything else (nothing, ``javascript:``, ``mailto:``)."""
    if not link.strip():
        return ""  # joined it would be the feed's own address, and make all entries without a link the same one
    try:
        joined = urljoin(base, link.strip())
    except ValueError:
        return ""
    return joined if joined.startswith(("http://", "https://")) else ""


def _markup(element: _Element) -> str:
    """Return a text construct as plain text."""
    from lxml import etree  # noqa: PLC0415

    kind = element.get("type", "html")
    if not is_text(kind):
        return ""
    if len(element) or kind == "xhtml":  # markup that stands in the document as elements
        # The element's own name means nothing in HTML, or the wrong thing: what stands in a <title> is no markup there.
        inner = (etree.tostring(child, encoding="unicode", method="html") for child in element)
        return text_of(f"<div>{escape(element.text or '')}{''.join(inner)}</div>")
    text = element.text or ""
    if kind in {"text", "text/plain"} and element.get("mode") != "escaped":
        return plain(text)
    return text_of(text)


def is_text(kind: str) -> bool:
    """Whether a content of this type has words: Atom carries pictures and archives in base64 as well."""
    bare = kind.partition(";")[0].strip().lower()
    return "/" not in bare or bare.startswith("text/") or bare.endswith(("xml", "html"))


def _text(element: _Element) -> str:
    return (element.text or "").strip()


def _all(item: _Element, name: str, spaces: frozenset[str]) -> Iterator[_Element]:
    return (child for child in item if _is(child, name, spaces))


def _is(element: _Element, name: str, spaces: frozenset[str] | set[str]) -> bool:
    tag: object = element.tag
    if not isinstance(tag, str):  # an entity that was not resolved; its stubs know no such thing
        return False
    space, _, local = tag[1:].rpartition("}") if tag.startswith("{") else ("", "", tag)
    return local.lower() == name and space in spaces


def _ttl_seconds(top: _Element) -> int:
    found = {
        name: _text(child)
        for name, spaces in (("ttl", _RSS), ("updateperiod", _SY), ("updatefrequency", _SY))
        for child in _all(top, name, spaces)
    }
    minutes = found.get("ttl", "")
    ttl = int(minutes) * 60 if minutes.isascii() and minutes.isdigit() and len(minutes) < 9 else 0
    return max(ttl, period_seconds(found.get("updateperiod", ""), found.get("updatefrequency", "")))


def period_seconds(period: str, frequency: str) -> int:
    """Read the syndication module: a period and how often in it; 0 when it says nothing."""
    seconds = _PERIOD_SECONDS.get(period.strip().lower(), 0)
    times = int(frequency) if frequency.isascii() and frequency.isdigit() and len(frequency) < 9 else 1
    return seconds // max(times, 1)
