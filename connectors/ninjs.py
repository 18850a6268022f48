"""News in JSON (ninjs) 1.x, 2.x and 3.x of the IPTC, and the Associated Press' form of it. Pure.

Source: https://iptc.org/std/ninjs/ and https://api.ap.org/media/v/docs/. Version 1 writes ``versioncreated``,
``headline``, ``body_text``; versions 2 and 3 write ``versionCreated`` and lists, ``headlines`` and ``bodies``, each
with a ``role`` and a ``contentType``. AP writes version 1 within ``data.items[].item``, with the text behind
``renditions.nitf.href``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from connectors.answers import text_in
from connectors.feed_dates import parse_date
from connectors.markup import plain, text_of
from connectors.wire import WireItem

__all__ = ["items_in", "nitf_address", "read_item"]

_MAIN_ROLES = ("main", "", "text", "html", "richtext", "body")


def items_in(document: Any) -> Iterator[Any]:
    """Yield the items of a document: one item, a list of them, or a page with ``items`` or ``data.items``."""
    if isinstance(document, list):
        for each in document:
            yield from items_in(each)
    elif isinstance(document, Mapping):
        data = document.get("data")
        listed = document.get("items") if "items" in document else data.get("items") if isinstance(data, dict) else None
        if isinstance(listed, list):
            yield from (each.get("item", each) if isinstance(each, Mapping) else each for each in listed)
        elif isinstance(data, Mapping) and isinstance(data.get("item"), Mapping):
            yield data["item"]
        else:
            yield document
    else:
        yield document


def read_item(row: Any) -> WireItem | None:
    """Return an item; None for what has no identity."""
    if not isinstance(row, Mapping):
        return None
    guid = _ap_guid(row) or text_in(row, "uri") or text_in(row, "guid")
    if not guid:
        return None
    version = text_in(row, "version")
    main, rich = _bodies(row)
    described = _first(row, ("description_text", "description_html"), "descriptions")
    return WireItem(
        guid=guid,
        version=int(version) if version.isascii() and version.isdigit() and len(version) < 16 else 0,
        created_at=parse_date(text_in(row, "versioncreated") or text_in(row, "versionCreated")),
        first_at=parse_date(text_in(row, "firstcreated") or text_in(row, "firstCreated")),
        embargo=next(filter(None, (parse_date(text_in(row, name)) for name in _EMBARGO)), None),
        usable=(text_in(row, "pubstatus") or text_in(row, "pubStatus") or "usable").lower()
        not in {"canceled", "cancelled", "withheld"},
        kind=text_in(row, "type").lower() or "text",
        title=_line(_first(row, ("headline", "headline_extended", "title"), "headlines") or text_in(row, "name")),
        text=main or rich or described,
        author=_byline(row),
        lang=text_in(row, "language"),
        url=_address(row),
    )


_EMBARGO = ("embargoed", "embargoedUntil", "embargoeduntil")


def nitf_address(row: Any) -> str:
    """Return where AP keeps the text of an item that has none in itself; empty when it does not say."""
    if not isinstance(row, Mapping) or any(_bodies(row)):
        return ""
    return text_in(row, "renditions", "nitf", "href")


def _ap_guid(row: Mapping[str, Any]) -> str:
    """AP's ``uri`` names a version; its ``altids.itemid`` is the same for all."""
    ids = row.get("altids")
    return text_in(ids, "itemid") if isinstance(ids, Mapping) else ""


def _bodies(row: Mapping[str, Any]) -> tuple[str, str]:
    """Return the text as plain text and as what markup says; either may be empty."""
    plain_text, rich = plain(text_in(row, "body_text")), ""
    for name in ("body_xhtml", "body_html"):
        rich = rich or text_of(text_in(row, name))
    if not (plain_text or rich):  # version 1 lets agencies name further bodies
        named = (text_of(text_in(row, name)) for name in row if str(name).startswith("body_"))
        rich = next(filter(None, named), "")
    listed = row.get("bodies")
    for body in sorted(listed, key=_rank) if isinstance(listed, list) else ():
        value, kind = text_in(body, "value"), text_in(body, "contentType") or text_in(body, "contenttype")
        if "html" in kind or "xml" in kind or (not kind and "</" in value):
            rich = rich or text_of(value)
        else:
            plain_text = plain_text or plain(value)
    # Markup keeps paragraphs apart where plain text often runs them together.
    return ("", rich) if rich.count("\n") > plain_text.count("\n") else (plain_text, rich)


def _first(row: Mapping[str, Any], names: tuple[str, ...], listed: str) -> str:
    for name in names:
        if found := text_of(text_in(row, name)):
            return found
    many = row.get(listed)
    values = (text_of(text_in(each, "value")) for each in sorted(many, key=_rank)) if isinstance(many, list) else ()
    return next(filter(None, values), "")


def _rank(entry: Any) -> int:
    role = text_in(entry, "role").lower()
    return _MAIN_ROLES.index(role) if role in _MAIN_ROLES else len(_MAIN_ROLES)


def _byline(row: Mapping[str, Any]) -> str:
    lines = row.get("bylines")
    many = [text_in(each, "by") for each in lines] if isinstance(lines, list) else []
    return ", ".join(filter(None, many)) or text_in(row, "byline") or text_in(row, "by")


def _address(row: Mapping[str, Any]) -> str:
    links = row.get("links")
    found = [text_in(each, "href") for each in links] if isinstance(links, list) else []
    uri = text_in(row, "uri")
    candidates = [text_in(row, "link"), text_in(row, "canonical"), *found, "" if _ap_guid(row) else uri]
    return next((each for each in candidates if each.startswith(("http://", "https://"))), "")


def _line(text: str) -> str:
    return " ".join(text.split())
