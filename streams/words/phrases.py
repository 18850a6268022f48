"""Phrases of a lexicon: a pattern is words and gaps, see `streams.words.lexicon`, and compiled into elements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import msgspec

from streams.text import unelided
from streams.words.rarity import commonness

__all__ = ["Element", "Pattern", "compile_pattern"]


class Element(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One step of a pattern: words or stems to meet, after at most ``gap`` other words."""

    words: frozenset[str]
    stems: tuple[str, ...]
    gap: int = 0
    number: bool = False

    def meets(self, word: str) -> bool:
        """Whether a folded token fits."""
        if word in self.words:
            return True
        if self.stems and word.startswith(self.stems):
            return True
        return self.number and (word[0].isdigit() or word in self.words)


class Pattern(msgspec.Struct, frozen=True, eq=False, gc=False, array_like=True):
    """A trigger or cue phrase and what it stands for; compared by identity, which matching does often.

    Attributes:
        anchor: index of the element by which it is looked for, the least common one.
        partner: index of the least common of the others, numbers left out; -1: there is none.
    """

    source: str
    elements: tuple[Element, ...]
    types: tuple[str, ...]
    tier: str
    anchor: int = 0
    partner: int = -1

    @property
    def counts(self) -> bool:
        """Whether a number is part of it."""
        return any(element.number for element in self.elements)


def compile_pattern(source: str, types: Sequence[str], tier: str, classes: Mapping[str, Sequence[str]]) -> Pattern:
    """Compile a pattern; raises ValueError with a sentence that says what is wrong."""
    elements: list[Element] = []
    gap = 0
    for part in unelided(source.lower().replace("ё", "е")).split():
        if part.startswith("~"):
            if not part[1:].isdigit() or not 1 <= int(part[1:]) <= 18 or not elements:
                raise ValueError("a gap is `~1` to `~18` and stands between words")
            gap = int(part[1:])
            continue
        elements.append(_element(part, gap, classes, 3 if not elements else 2))
        gap = 0
    if not elements or gap:
        raise ValueError("a pattern is words, not a gap alone or at its end")
    return Pattern(source, tuple(elements), tuple(types), tier, *_rarest(elements))


def _rarest(elements: Sequence[Element]) -> tuple[int, int]:
    if len(elements) == 1:
        return 0, -1
    common = [commonness(element.words, element.stems, number=element.number) for element in elements]
    anchor, *others = sorted(range(len(elements)), key=common.__getitem__)
    return anchor, next((index for index in others if not elements[index].number), -1)


def _element(part: str, gap: int, classes: Mapping[str, Sequence[str]], shortest: int) -> Element:
    if "@" in part or "<num>" in part:
        return _element_of(part, gap, classes, shortest)
    return _plain_element(part, gap, shortest)


@lru_cache(maxsize=1 << 15)
def _plain_element(part: str, gap: int, shortest: int) -> Element:
    """Compile what names no class: the same words stand in many patterns."""
    return _element_of(part, gap, {}, shortest)


def _element_of(part: str, gap: int, classes: Mapping[str, Sequence[str]], shortest: int) -> Element:
    if part == "<num>":
        return Element(frozenset(classes.get("number", ())), (), gap, number=True)
    words: set[str] = set()
    stems: list[str] = []
    options = part.split("|")
    number = "<num>" in options
    if number:
        words.update(classes.get("number", ()))
    for option in options:
        if option == "<num>":
            continue
        for word in classes.get(option[1:], ()) if option.startswith("@") else (option,):
            if word.endswith("*"):
                if len(word) <= shortest:
                    raise ValueError(f"the stem `{word}` is shorter than {shortest} letters")
                stems.append(word[:-1])
            elif word:
                words.add(word)
                if word.endswith("n't"):
                    words.add(word.replace("'", ""))  # as it is often written
        if option.startswith("@") and option[1:] not in classes:
            raise ValueError(f"the class `{option}` is not in [classes]")
    if not words and not stems:
        raise ValueError(f"`{part}` names no word")
    return Element(frozenset(words), tuple(sorted(stems)), gap, number=number)
