"""An alert as the body of a mail: HTML that loads nothing from anywhere, everything of others escaped."""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

from alerts.alert import Alert, Evidence
from alerts.message import EXCERPT_CHARACTERS, MOST_EVIDENCE, clean, clip, facts, map_link

__all__ = ["mail_body"]

LABEL = "color:#7b8794;padding-right:12px;vertical-align:top;white-space:nowrap"


def mail_body(alert: Alert, picture: str | None) -> str:
    """Return the HTML.

    Args:
        alert: the revision.
        picture: name of the attached picture that stands in the text; None for none.
    """
    rows = "".join(
        f'<tr><td style="{LABEL}">{escape(label)}:</td><td>{_value(label, text, alert)}</td></tr>'
        for label, text in facts(alert)
        if label != "Timeline" or picture is None
    )
    shown = "".join(f'<li dir="auto">{_evidence(one)}</li>' for one in alert.posts[:MOST_EVIDENCE])
    drawn = (
        f'<p><img style="max-width:100%" src="cid:{escape(picture)}" '
        'alt="Reports a minute against what is expected"></p>'
        if picture
        else ""
    )
    said = f"<p><b>{escape(clean(alert.headline))}</b></p>"
    return f"{said}{drawn}<table>{rows}</table>" + (f"<p>Evidence</p><ul>{shown}</ul>" if shown else "")


def _value(label: str, text: str, alert: Alert) -> str:
    link = map_link(alert.place)
    if label == "Place":
        return f"{escape(text.removesuffix(f', {link}'))}, {_link(link)}"
    return escape(text)


def _evidence(one: Evidence) -> str:
    said = f"{one.published_at:%H:%M} {clean(one.source)}: {clip(clean(one.excerpt), EXCERPT_CHARACTERS)}"
    return escape(said) + (f" {_link(clean(one.url))}" if one.url else "")


def _link(url: str) -> str:
    """Return a link that shows where it leads; only to the web, since a post may name any scheme."""
    if urlsplit(url).scheme not in ("http", "https"):
        return escape(url)
    return f'<a href="{escape(url)}">{escape(url)}</a>'
