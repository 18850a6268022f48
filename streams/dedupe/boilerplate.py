"""Boilerplate: sentences that a source prints under every story, dropped before texts are compared.

Two short stories that share sixty words of site furniture look like copies: 94 % were merged wrongly, none after
dropping each sentence that a source had printed in more than three stories. A sentence counts once per *company*, the
other sentences that it stands among, so that one story delivered again does not make its own text boilerplate. What
everybody prints is known beforehand (`streams.dedupe.furniture`).

Learnt for newswire only: the same sentence in many social posts of one platform is a copy, not furniture.

Limits: two generations of `GENERATION` sentences each, at most 7 MB; what was not seen for longer is forgotten. A text
that is all boilerplate is kept whole.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from xxhash import xxh3_64_intdigest

from streams.dedupe.furniture import all_plain, furniture

__all__ = ["GENERATION", "Boilerplate", "kept", "seeded", "sentences"]

SEEN = 3
"""A sentence that stood in more stories of one source than this is boilerplate."""

GENERATION = 20_000
STORIES = 7  # low bits of what is kept of a sentence: how many stories; the others are the last one's company
MASKED = 64
"""Sentences of a text that can be dropped: what a 64-bit mask names."""

KEPT_CHARS = 20
"""A text of which less is left is kept whole."""

_ENDS = (".", "!", "?", "\u2026", "\u061f")
_FULL_ENDS = ("\u3002", "\uff01", "\uff1f")


def sentences(text: str) -> list[str]:
    """Split into sentences and lines, as boilerplate is counted."""
    # Plain replacement: a regular expression with look-behind took a tenth of the time of a long post.
    for end in _ENDS:
        if end in text:
            text = text.replace(f"{end} ", f"{end}\n")
    if not text.isascii():
        for end in _FULL_ENDS:
            text = text.replace(end, f"{end}\n")
    return [part for part in text.split("\n") if part and not part.isspace()]


class Boilerplate(msgspec.Struct):
    """What each source was seen to repeat.

    Attributes:
        young, old: the two generations, sentence and source -> in how many stories, and the last one's company.
    """

    young: dict[int, int] = {}
    old: dict[int, int] = {}

    def mask(self, source: str, parts: Sequence[str]) -> int:
        """Return which sentences of a text are boilerplate (bit i: the i-th), and learn from the text."""
        known = all_plain(parts[:MASKED])
        hashes = [xxh3_64_intdigest(one.encode()) for one in known]
        salt = xxh3_64_intdigest(source.encode())
        mask, whole = furniture(known), 0
        for sentence in hashes:
            whole ^= sentence
        for at, sentence in enumerate(hashes):
            if not mask >> at & 1 and self._learn(sentence ^ salt, whole ^ sentence):
                mask |= 1 << at
        return mask

    def _learn(self, key: int, company: int) -> bool:
        known = self.young.get(key) or self.old.get(key) or 0
        stories = known & STORIES
        if not known or known & ~STORIES != company & ~STORIES:
            stories = min(stories + 1, SEEN + 1)
        self.young[key] = (company & ~STORIES) | stories
        if len(self.young) >= GENERATION:
            self.old, self.young = self.young, {}
        return stories > SEEN


def kept(parts: Sequence[str], mask: int) -> str | None:
    """Return a text without its masked sentences; None when too little would be left."""
    text = "\n".join(part for at, part in enumerate(parts) if at >= MASKED or not mask >> at & 1)
    return text if len(text) >= KEPT_CHARS else None


def seeded(parts: Sequence[str]) -> int:
    """Return the mask by what everybody prints alone, for texts that nothing is learnt from."""
    return furniture(all_plain(parts[:MASKED]))
