"""JSON Feed 1.0 and 1.1. Source: https://www.jsonfeed.org/version/1.1/."""

from __future__ import annotations

from typing import Any

import msgspec

from connectors.feed_entry import MAX_ENTRIES, Entry, Feed, author_name
from connectors.feed_xml import NotAFeedError, absolute
from connectors.markup import plain, text_of

__all__ = ["looks_like_json", "read_json"]


def looks_like_json(document: bytes) -> bool:
    """Whether a document can only be JSON: XML never begins with a brace."""
    return document.lstrip()[:1] == b"{"


def read_json(document: bytes, url: str) -> Feed:
    """Read a JSON Feed; fields of the wrong type count as absent.

    Raises:
        NotAFeedError: it is JSON, but no JSON Feed.
        ValueError: it is not JSON.
    """
    try:
        root = msgspec.json.decode(document)
    except (msgspec.DecodeError, RecursionError) as exc:
        raise ValueError(f"not valid JSON ({exc})") from exc
    rows = root.get("items") if isinstance(root, dict) else None
    if not isinstance(rows, list):
        raise NotAFeedError("the document is JSON without `items`, not a JSON Feed")
    language = _string(root, "language")
    hubs = root.get("hubs")
    first = next((hub for hub in hubs if isinstance(hub, dict)), {}) if isinstance(hubs, list) else {}
    return Feed(
        [_entry(row, url, language) for row in rows[:MAX_ENTRIES] if isinstance(row, dict)],
        hub=absolute(url, _string(first, "url")),
        topic=absolute(url, _string(root, "feed_url")),
    )


def _entry(row: dict[str, Any], url: str, language: str) -> Entry:
    text = plain(_string(row, "content_text"))
    return Entry(
        guid=_string(row, "id").strip(),
        link=absolute(url, _string(row, "url") or _string(row, "external_url")),
        title=" ".join(plain(_string(row, "title")).split()),
        text=text or text_of(_string(row, "content_html")) or plain(_string(row, "summary")),
        author=author_name(_author(row)),
        lang=_string(row, "language") or language,
        date=_string(row, "date_published") or _string(row, "date_modified"),
    )


def _author(row: dict[str, Any]) -> str:
    authors = row.get("authors")
    first = authors[0] if isinstance(authors, list) and authors else row.get("author")
    return _string(first, "name") if isinstance(first, dict) else ""


def _string(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    if isinstance(value, bool):
        return ""
    return str(value) if isinstance(value, str | int | float) else ""
