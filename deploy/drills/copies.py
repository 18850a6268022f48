"""How texts get about: reposts, quotes, truncated headlines, syndication, boilerplate, spinning.

Each function takes the words of an original and returns the words of a copy. None of them adds an independent fact.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from deploy.drills.phrases import Dice

__all__ = ["boilerplate", "quoted", "retyped", "spun", "syndicated", "truncated"]

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_DATELINE = re.compile(r"^[А-ЯA-Z][^.]{2,40}? (?:\(\w+\) - |/[\w\s-]+/(?: - |\. )|, \d+ \w+ /[\w-]+/\. )")

TRUNCATED_AT = (60, 130)
"""Characters at which share buttons cut a headline or a text."""


def retyped(author: str, text: str, dice: Dice) -> str:
    """Repeat by hand, in the old manner."""
    return f"RT @{author}: {text}" if dice.chance(0.7) else f"{text} (c) {author}"


def quoted(comment: str, text: str, dice: Dice) -> str:
    """Put a word of one's own before another's text."""
    return f"{comment} \u00ab{text}\u00bb" if dice.chance(0.5) else f"{comment}\n> {text}"


def truncated(title: str, text: str, via: str, url: str, dice: Dice) -> str:
    """Cut headline and text as a share button does, with its address."""
    whole = f"{title} {text}" if dice.chance(0.5) else title
    cut = int(dice.between(*TRUNCATED_AT))
    short = whole if len(whole) <= cut else whole[:cut].rsplit(" ", 1)[0] + "\u2026"
    return f"{short} {via} {url}"


def syndicated(paragraphs: Sequence[str], lead: Sequence[str], close: Sequence[str], dice: Dice) -> list[str]:
    """Edit an agency's story as a desk does: paragraphs cut, dateline dropped, sentences moved, a line added."""
    body = list(paragraphs)
    if len(body) > 2 and dice.chance(0.6):
        del body[int(dice.between(1, len(body)))]
    if dice.chance(0.5):
        body[0] = _DATELINE.sub("", body[0])
    if dice.chance(0.4):
        body = [_reordered(paragraph) if place else paragraph for place, paragraph in enumerate(body)]
    if dice.chance(0.35):
        body[-1] = _SENTENCE_END.split(body[-1])[0]
    if dice.chance(0.4):
        body.insert(0, dice.pick(lead))
    if dice.chance(0.5):
        body.append(dice.pick(close))
    return body


def _reordered(paragraph: str) -> str:
    sentences = _SENTENCE_END.split(paragraph)
    return " ".join(sentences[1:] + sentences[:1])


def boilerplate(paragraphs: Sequence[str], site: Mapping[str, Sequence[str]], dice: Dice) -> list[str]:
    """Wrap a story in what its site prints on every page."""
    wrapped = [*site["before"], *paragraphs, *site["after"]]
    if dice.chance(0.4):
        wrapped.insert(len(wrapped) // 2, site["after"][-1])
    return wrapped


def spun(text: str, synonyms: Mapping[str, Sequence[str]], share: float, dice: Dice) -> str:
    """Replace words by others that mean the same, each with probability ``share``; order stays nearly as it was."""
    result = text
    for word in sorted(synonyms, key=lambda word: (-len(word), word)):
        pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)

        def other(found: re.Match[str], word: str = word) -> str:
            if not dice.chance(share):
                return found[0]
            # A private mark keeps a word that was put in from being replaced again.
            return "".join(f"\ue000{letter}" for letter in _cased(found[0], dice.pick(synonyms[word])))

        result = pattern.sub(other, result)
    return result.replace("\ue000", "")


def _cased(before: str, after: str) -> str:
    return after[:1].upper() + after[1:] if before[:1].isupper() else after
