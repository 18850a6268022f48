"""A web page where a feed should be: notice it, and say which feeds it names. Pure.

Source: https://www.rssboard.org/rss-autodiscovery.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin

__all__ = ["is_html", "named_feeds"]

MAX_NAMED = 3
HEAD_BYTES = 256 * 1024
_BEGINNING = re.compile(rb"^(?>\s+|<!--.*?-->|<\?.*?\?>)*+<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "application/json"}
)


def is_html(document: bytes) -> bool:
    """Whether a document is a web page."""
    return _BEGINNING.match(document[:HEAD_BYTES]) is not None


def named_feeds(document: bytes, url: str) -> list[str]:
    """Return the addresses of feeds that a page names, in its order, at most `MAX_NAMED`."""
    from lxml import etree  # noqa: PLC0415

    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, huge_tree=False)
    try:
        root = etree.fromstring(document[:HEAD_BYTES], parser)
    except etree.XMLSyntaxError:
        return []
    found: list[str] = []
    for link in () if root is None else root.iter("link"):
        relations = (link.get("rel") or "").lower().split()
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        if "alternate" in relations and kind in _TYPES and link.get("href"):
            try:
                address = urljoin(url, (link.get("href") or "").strip())
            except ValueError:
                continue
            if address.startswith(("http://", "https://")) and address not in found:
                found.append(address)
    return found[:MAX_NAMED]
