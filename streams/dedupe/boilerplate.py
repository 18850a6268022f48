"""Boilerplate: sentences that a source prints under every story, dropped before texts are compared.

Two short stories that share sixty words of site furniture look like copies: 94 % were merged wrongly, none after
dropping each sentence that a source had printed in more than three stories. A sentence counts once per *company*, the
other sentences that it stands among, so that one story delivered again does not make its own text boilerplate. A seed
list covers the sentences that everybody prints.

Learnt for newswire only: the same sentence in many social posts of one platform is a copy, not furniture.

Limits: two generations of `GENERATION` sentences each, at most 7 MB; what was not seen for longer is forgotten. A text
that is all boilerplate is kept whole.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from xxhash import xxh3_64_intdigest

__all__ = ["GENERATION", "SEEDS", "Boilerplate", "kept", "seeded", "sentences"]

SEEN = 3
"""A sentence that stood in more stories of one source than this is boilerplate."""

GENERATION = 20_000
STORIES = 7  # low bits of what is kept of a sentence: how many stories; the others are the last one's company
MASKED = 64
"""Sentences of a text that can be dropped: what a 64-bit mask names."""

KEPT_CHARS = 20
"""A text of which less is left is kept whole."""

SEEDS = (
    "Media playback is not supported on your device", "Media playback is unsupported on your device", "Image rights",
    "Image source", "Image caption", "Please enter your comment", "Please enter your name here", "Share this story",
    "Share this article", "Sign up for our newsletter", "Sign up to our newsletter", "Subscribe to our newsletter",
    "Follow us on Twitter", "Follow us on Facebook", "Follow us on social media", "Read more", "Read also",
    "All rights reserved", "This is a breaking news story", "This story has been updated", "Updated with details",
    "From our wire services", "Advertisement", "Click here to subscribe", "Click here to read more", "Leave a comment",
    "This material may not be published, broadcast, rewritten or redistributed", "Reporting by our correspondents",
    "What we know so far", "Compiled from agency reports", "We use cookies to improve your experience",
    "Подписывайтесь на наш канал", "Подпишитесь на наш канал", "Подпишитесь на нашу рассылку", "Читайте также",
    "Подробности уточняются", "Все права защищены", "При использовании материалов ссылка на сайт обязательна",
    "Нашли ошибку", "Выделите ее и нажмите Ctrl и Enter", "Выделите ее и нажмите Ctrl + Enter", "Дополнено",
    "Собрали главное", "Что известно к этому часу", "Новость дополняется", "Оставить комментарий",
    "Lea también", "Suscríbase a nuestro boletín", "Todos los derechos reservados", "Lire aussi",
    "Tous droits réservés",
    "اقرأ أيضا", "جميع الحقوق محفوظة", "版权所有", "责任编辑",
)  # fmt: skip

_ENDS = (".", "!", "?", "\u2026", "\u061f")
_FULL_ENDS = ("\u3002", "\uff01", "\uff1f")
_EDGES = " \t.,:;!?\u2026\u3002\"'\u00ab\u00bb()[]-\u2013\u2014>|"


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


def _hash(sentence: str) -> int:
    return xxh3_64_intdigest(" ".join(sentence.lower().split()).strip(_EDGES).encode())


_SEEDED = frozenset(map(_hash, SEEDS))


class Boilerplate(msgspec.Struct):
    """What each source was seen to repeat.

    Attributes:
        young, old: the two generations, sentence and source -> in how many stories, and the last one's company.
    """

    young: dict[int, int] = {}
    old: dict[int, int] = {}

    def mask(self, source: str, parts: Sequence[str]) -> int:
        """Return which sentences of a text are boilerplate (bit i: the i-th), and learn from the text."""
        hashes = [_hash(part) for part in parts[:MASKED]]
        salt = xxh3_64_intdigest(source.encode())
        mask = whole = 0
        for sentence in hashes:
            whole ^= sentence
        for at, sentence in enumerate(hashes):
            if sentence in _SEEDED or self._learn(sentence ^ salt, whole ^ sentence):
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
    """Return the mask by the seed list alone, for texts that nothing is learnt from."""
    return sum(1 << at for at, part in enumerate(parts[:MASKED]) if _hash(part) in _SEEDED)
