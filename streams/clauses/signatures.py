"""Who a whole text is by: its signature, its source line, its last hashtag or line.

What nobody in it is cited for, it tells itself: ``... Please avoid the area. - Northfield Police``, ``... is out.
Kent Fire and Rescue Service``, ``... #SOHR``. Limits: the account that posts it is not asked. An office's account made
every post of it an official voice, also on another place than the event's (tried, and taken back: a warning by a
neighbour county's sheriff named the place of a fire).
"""

from __future__ import annotations

import re

from streams.clauses.speakers import Speakers
from streams.report import Speaker

__all__ = ["signature"]

_REACH = 80  # characters from the end
_SIGNED = re.compile(r"[.!?)]\s+[-–—]\s?([A-Z][\w'’ ]{2,48})\s*$")
_SOURCE = re.compile(  # whose report a text is: ``Kaynak: İHA``
    r"(?:^|\n|[.!?…]\s)\s*(?:Kaynak|Source|Fuente|Fonte|Quelle|Источник|Джерело|Булагы|المصدر)"
    r"\s?: ?([^\n:.]{2,40})\s*$"
)
_TAGGED = re.compile(r"[.!?…)\s]#(\w{3,40})\s*$")
_PARTING = ("\n", ". ", "! ", "? ", "… ", " -- ", " - ", " – ", " — ")
"""What stands before a name at the end of a text."""
_NAME = re.compile(r"[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){1,6}")
_SMALL_TEXT = "and of the for de del la le des du della dei di do da et y e und der für та і и по при"
_SMALL = frozenset(_SMALL_TEXT.split())
"""Words of a name that have no capital letter."""


def signature(text: str, speakers: Speakers) -> Speaker | None:
    """Return who a text is by, or None when it does not say.

    Args:
        text: as published.
        speakers: the words of its language.
    """
    end = text[-_REACH:].rstrip()
    if (" -" in end or "–" in end or "—" in end) and (signed := _SIGNED.search(end)):
        words = signed[1].lower().split()
        kind = speakers.kind(words) if speakers.kind(words[-1:]) or speakers.kind(words[:1]) else None
        return Speaker(signed[1], kind) if kind else None
    if ":" in end and (taken := _SOURCE.search(end)):
        return Speaker(taken[1].strip(), "media")
    if "#" in end and (tagged := _TAGGED.search(end)):
        name = tagged[1].replace("_", " ")
        words = name.lower().split()
        ours = not (name.islower() or name.istitle())  # ``#fire``, ``#Police`` are what it is about
        kind = None if speakers.states(words) else speakers.named(words) or (speakers.kind(words) if ours else None)
        if kind in ("official", "party"):
            return Speaker(name, kind)
    return _last_line(end, speakers)


def _last_line(end: str, speakers: Speakers) -> Speaker | None:
    """Whose name stands alone at the end: ``... Two treated for burns. Kent Fire and Rescue Service``."""
    start = max(end.rfind(mark) + len(mark) if mark in end else 0 for mark in _PARTING)
    name = end[start:].lstrip()
    if not start or not name or not (name[0].isupper() or not name[0].isascii()) or not _NAME.fullmatch(name):
        return None
    if name.endswith(".") and name[0].upper() == name[0].lower():
        return None  # a sentence in a script without capitals
    words = name.split()
    if any(word[0].islower() and word not in _SMALL for word in words):
        return None
    folded = [word.lower() for word in words]
    kind = speakers.kind(folded) if speakers.kind(folded[-1:]) or speakers.kind(folded[:1]) else None
    return Speaker(name, kind) if kind in ("official", "party") else None
