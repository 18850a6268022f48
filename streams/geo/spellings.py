"""The places of a report: once each as the gazetteer calls them, then as the text does where that differs."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from streams.geo.gazetteer_form import DEMONYM, REGION, key_of
from streams.geo.nations import of_doers
from streams.geo.places import Located
from streams.geo.toponyms import LANDMARK
from streams.report import Place

__all__ = ["distinct"]

LAST_LATIN = "\u024f"
ABBREVIATED = 5  # letters of the longest abbreviation of a state


def distinct(located: Sequence[Located], text: str, folded: str) -> tuple[Place, ...]:
    """Places once each, named ones before those that only an adjective names, then again under the text's own spelling.

    The last are those that the text calls otherwise than the gazetteer, such as ``Ky.`` and ``Burma``: who looks for a
    name that a text has finds it. What only says whose arms they are is no place: ``American troops``.
    """
    if any(p.entry.kind == DEMONYM for p in located):
        located = [p for p in located if not (p.entry.kind == DEMONYM and of_doers(folded, p.end))]
    ordered = located
    if len(located) > 1:
        ordered = sorted(located, key=lambda p: (p.entry.kind == DEMONYM, p.start))
    spelt = [replace(p.place, name=name) for p in located if (name := _spelling(p, text))]
    found = [*(p.place for p in ordered), *spelt]
    return tuple(dict.fromkeys(found)) if len(found) > 1 else tuple(found)


def _spelling(located: Located, text: str) -> str:
    """How a text calls a place, where it is not the gazetteer's name; in Latin letters, where names keep their form."""
    written = text[located.start : located.end]
    if written == located.place.name:
        return ""  # as nearly always
    if (
        located.entry.kind in (DEMONYM, LANDMARK)
        or text[located.start - 1 : located.start].isalnum()
        or text[located.end : located.end + 1].isalnum()  # in a hashtag, maybe shortened: ``#qldfloods``
        or written[0] > LAST_LATIN
        or key_of(written).replace(" ", "") == key_of(located.place.name).replace(" ", "")
    ):
        return ""
    dotted = located.entry.kind == REGION and len(written) <= ABBREVIATED and text.startswith(".", located.end)
    return f"{written}." if dotted else written
