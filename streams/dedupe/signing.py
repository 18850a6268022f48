"""Signing in the stage that tags: packed signatures of reports, as they travel to the stage that compares.

Posts repeat one another, word by word: a text that was signed a little while ago, and of which the tagger says the
same, has the same signature.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from connectors.post import body
from streams.dedupe.signature import Reading, pack, read_text, sign_many
from streams.report import Count, EventType, Place, Tagged

__all__ = ["pack_many"]

REMEMBERED, REMEMBERED_CHARS = 512, 2_000
"""Texts whose signature is kept, and their longest: less than 2 MB."""

_Said = tuple[tuple[str, ...], str, tuple[Place, ...], list[tuple[EventType, tuple[Count, ...]]]]
"""What a signature depends on beside the text: a desk's own words, and of the report language, places, and of each
mention its type and counts."""

_signed: OrderedDict[str, tuple[_Said, bytes]] = OrderedDict()


def pack_many(records: Sequence[Tagged], own: tuple[str, ...] = ()) -> list[bytes]:
    """Return the packed signatures of reports, with no sentence left out; see `streams.dedupe.signature.pack`.

    ``own``: a desk's own files of incident words.
    """
    found: list[bytes | int] = []  # a signature, or which of those that are made
    new: list[tuple[Tagged, Reading]] = []
    here: dict[str, tuple[_Said, int]] = {}
    for tagged in records:
        text, report = body(tagged.post), tagged.report
        said = own, report.lang, report.places, [(one.type, one.counts) for one in report.mentions]
        known = here.get(text) or _signed.get(text)
        if known and known[0] == said:
            found.append(known[1])
            continue
        reading = read_text(tagged.post, 0)
        if reading.words.low:  # one without words is known by its id
            here[text] = said, len(new)
        found.append(len(new))
        new.append((tagged, reading))
    made = [pack(one, own) for one in sign_many(new, own)]
    for text, (said, at) in here.items():
        if len(text) <= REMEMBERED_CHARS:
            _signed[text] = said, made[at]
    while len(_signed) > REMEMBERED:
        _signed.popitem(last=False)
    return [one if isinstance(one, bytes) else made[one] for one in found]
