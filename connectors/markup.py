"""HTML out of feeds and statuses, as plain text: paragraphs as lines, no markup, no scripts.

libxml2's HTML parser reads anything; the walk is iterative, so depth costs nothing. Nothing is kept of attributes, so
there is nothing to sanitise afterwards: links, styles and event handlers are gone.
"""

from __future__ import annotations

import html
import re

__all__ = ["TEXT_CHARACTERS", "plain", "text_of"]

TEXT_CHARACTERS = 50_000
"""Longer texts are cut: twenty times a long news story, and far below what the sink takes as one post."""

_MARKUP_CHARACTERS = 8 * TEXT_CHARACTERS
_TAG_OR_ENTITY = re.compile(r"<[a-zA-Z!/?]|&(?:[a-zA-Z][a-zA-Z0-9]{1,31}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_SPACE = re.compile(r"[ \t\r\f\v\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_BREAKS = re.compile(r"\s*\n\s*")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u2060\ufeff\ufffe\uffff]")
"""Also the soft hyphen and the word joiner: hints for the printer, which would cut words in two for the tagger."""

_DROPPED = frozenset({"script", "style", "iframe", "object", "noscript", "template", "svg", "head", "form", "button"})
# fmt: off
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "br", "center", "dd", "div", "dl", "dt", "figcaption", "figure",
    "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section",
    "table", "td", "th", "tr", "ul",
})
# fmt: on


def plain(text: str) -> str:
    """Clean text that is not markup: spaces, line ends and control characters only."""
    text = _CONTROL.sub("", text[:_MARKUP_CHARACTERS].replace("\r\n", "\n").replace("\u2028", "\n"))
    text = _BREAKS.sub("\n", _SPACE.sub(" ", text.replace("\u2029", "\n"))).strip()
    return text if len(text) <= TEXT_CHARACTERS else text[:TEXT_CHARACTERS].rsplit(" ", 1)[0] + " …"


def text_of(markup: str) -> str:
    """Return the text of HTML; of text without any markup just that text."""
    markup = markup[:_MARKUP_CHARACTERS]
    if not _TAG_OR_ENTITY.search(markup):
        return plain(markup)
    if "<" not in markup:
        return plain(html.unescape(markup))
    from lxml import etree  # noqa: PLC0415  a tenth of a second that the command line's start does not pay

    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    document = f"<html><body>{_CONTROL.sub('', markup)}</body></html>".encode(errors="replace")
    try:
        root = etree.fromstring(document, parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        return plain(html.unescape(re.sub(r"<[^>]*>", " ", markup)))
    parts: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if name in _DROPPED:
                element.clear(keep_tail=True)
                continue
            parts.append(_words(element.text))
        if name in _BLOCKS:
            # Before a block's own text as well as behind it; runs of breaks become one.
            parts.insert(len(parts) - (event == "start"), "\n")
        if event == "end":
            parts.append(_words(element.tail))
    return plain("".join(parts))


def _words(text: str | None) -> str:
    """Line ends inside a paragraph of HTML are spaces."""
    return text.replace("\n", " ").replace("\r", " ") if text else ""
