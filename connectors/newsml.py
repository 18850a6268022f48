"""NewsML-G2 of the IPTC, and NITF within it. Pure.

Source: https://iptc.org/std/NewsML-G2/. A document is one ``newsItem`` or a ``newsMessage`` with a set of them; each
has ``guid`` and ``version`` as attributes, its status in ``itemMeta/pubStatus`` (``stat:usable`` when absent),
``itemMeta/embargoed``, headlines in ``contentMeta`` and its words in ``contentSet`` as ``inlineXML`` (XHTML, NITF) or
``inlineData``. Names are read without their namespace: agencies differ in it and nothing else uses them.

Limits: packages, concepts, plans and remote contents are not read; an embargo without an end (an empty ``embargoed``)
counts as `FOREVER` and ends with a later version.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from connectors.feed_dates import parse_date
from connectors.feed_document import disarmed, unified
from connectors.markup import plain, text_of
from connectors.wire import WireItem

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["FOREVER", "NotNewsError", "items_of", "read_newsml", "read_nitf"]

FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class NotNewsError(ValueError):
    """Not NewsML-G2: not well-formed, or something else."""


def root_of(document: bytes) -> _Element:
    """Parse without entities, network or great depth; raises `NotNewsError`, and `HostileError` for what is no news."""
    from lxml import etree  # noqa: PLC0415  a tenth of a second that the command line's start does not pay

    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(disarmed(unified(document, "")), parser)
    except etree.XMLSyntaxError as exc:
        raise NotNewsError(f"the document is not well-formed: {exc}") from exc
    if root is None:
        raise NotNewsError("the document is empty")
    return root


def items_of(document: bytes) -> Iterator[_Element]:
    """Yield the news items of a document; raises `NotNewsError` for one that is no NewsML-G2."""
    root = root_of(document)
    if _name(root) not in {"newsitem", "newsmessage", "itemset", "packageitem", "conceptitem", "planningitem"}:
        raise NotNewsError(f"the document is <{_name(root)}>, not a newsItem or newsMessage of NewsML-G2")
    yield from (each for each in root.iter() if _name(each) == "newsitem")


def read_newsml(item: _Element) -> WireItem | None:
    """Return a news item; None for what has no identity."""
    guid, version = (item.get("guid") or "").strip(), item.get("version") or ""
    meta, content = _child(item, "itemmeta"), _child(item, "contentmeta")
    if not guid or meta is None:
        return None
    title, byline, text = _content(item)
    headlines = sorted((each for each in _children(content, "headline")), key=_minor)
    embargoed = _child(meta, "embargoed")
    language = next((each.get("tag") or "" for each in _children(content, "language")), "")
    return WireItem(
        guid=guid,
        version=int(version) if version.isascii() and version.isdigit() and len(version) < 16 else 0,
        created_at=parse_date(_said(meta, "versioncreated")),
        first_at=parse_date(_said(meta, "firstcreated")),
        embargo=None if embargoed is None else parse_date(embargoed.text) or FOREVER,
        usable=_code(meta, "pubstatus") in {"", "usable"},
        kind=_code(meta, "itemclass") or "text",
        title=_line(next(filter(None, map(_words, headlines)), "") or title or _said(meta, "title")),
        text=text or _line(_said(content, "description")),
        author=_said(content, "by") or byline or _said(_child(content, "creator"), "name"),
        lang=language or item.get(_LANG) or "",
        url=next((each.get("href") or "" for each in _children(meta, "link") if _is_page(each)), ""),
    )


def read_nitf(document: bytes) -> tuple[str, str, str]:
    """Return headline, by-line and text of a NITF document; raises `NotNewsError`."""
    root = root_of(document)
    if _name(root) not in {"nitf", "block", "body", "body.content"}:
        raise NotNewsError(f"the document is <{_name(root)}>, not NITF")
    return _nitf(root)


def _content(item: _Element) -> tuple[str, str, str]:
    """Return headline, by-line and text of the first content that has words."""
    for content in _children(_child(item, "contentset"), "inlinexml", "inlinedata"):
        if _name(content) == "inlinedata":
            value = content.text or ""
            found = ("", "", text_of(value) if "html" in (content.get("contenttype") or "") else plain(value))
        elif any(_name(each) == "nitf" for each in content.iter()):
            found = _nitf(next(each for each in content.iter() if _name(each) == "nitf"))
        else:
            found = _html(content)
        if found[2]:
            return found
    return "", "", ""


def _nitf(root: _Element) -> tuple[str, str, str]:
    named = {name: next((each for each in root.iter() if _name(each) == name), None) for name in _NITF}
    return (
        _line(_words(named["hl1"])),
        _line(_words(named["byline"])),
        _markup(named["body.content"] if named["body.content"] is not None else named["block"]),
    )


_NITF = ("hl1", "byline", "body.content", "block")


def _html(content: _Element) -> tuple[str, str, str]:
    body = next((each for each in content.iter() if _name(each) == "body"), content)
    title = next((each for each in content.iter() if _name(each) == "title"), None)
    return _line(_words(title)), "", _markup(body)


def _markup(element: _Element | None) -> str:
    """Return the text of elements that are HTML or NITF, which shares HTML's names for what matters."""
    if element is None:
        return ""
    from lxml import etree  # noqa: PLC0415

    for each in element.iter():
        if isinstance(each.tag, str):
            each.tag = _NAMES.get(_name(each), _name(each))
    return text_of(etree.tostring(element, encoding="unicode", method="html", with_tail=False))


_NAMES = {
    "body.content": "div",
    "block": "div",
    "hl2": "h2",
    "media": "template",
    "bq": "blockquote",
    "inlinexml": "div",
}
"""NITF's media are pictures with captions of their own."""


def _name(element: _Element) -> str:
    tag: object = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _children(element: _Element | None, *names: str) -> Iterator[_Element]:
    return (each for each in ([] if element is None else element) if _name(each) in names)


def _child(element: _Element | None, name: str) -> _Element | None:
    return next(_children(element, name), None)


def _words(element: _Element | None) -> str:
    return plain(" ".join("".join(map(str, element.itertext())).split())) if element is not None else ""


def _said(element: _Element | None, name: str) -> str:
    return next(filter(None, map(_words, _children(element, name))), "")


def _code(meta: _Element, name: str) -> str:
    """Return the bare code of ``<pubStatus qcode="stat:canceled"/>``, or of its ``uri``."""
    found = _child(meta, name)
    said = "" if found is None else found.get("qcode") or found.get("uri") or found.get("code") or _words(found)
    return said.replace("/", ":").rpartition(":")[2].lower()


def _minor(headline: _Element) -> bool:
    """Subheads and short forms come behind the headline itself."""
    role = (headline.get("role") or "").rpartition(":")[2].lower()
    return role not in {"", "main", "headline", "hl"}


def _is_page(link: _Element) -> bool:
    return (link.get("href") or "").startswith(("http://", "https://")) and "html" in (
        link.get("contenttype") or "html"
    )


def _line(text: str) -> str:
    return " ".join(text.split())
