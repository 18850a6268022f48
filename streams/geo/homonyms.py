"""Common words of a language that are also the names of towns, countries or spots: ``kabul etti``, ``lima orang``.

In small letters they are the words, some where they open a sentence or stand in a headline too; unless a word for a
place leads to them. The words are in ``streams/lexicons/homonyms.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from streams.geo.gazetteer_form import DATA, key_of
from streams.geo.lone_words import opens
from streams.geo.toponyms import Name, words

__all__ = ["Homonyms", "homonyms", "is_the_word"]

_GOES_ON = re.compile(r" [^\W\d_]")
_COUNTED = re.compile(
    r" (?:\d|(?:бир|эки|үч|төрт|беш|алты|жети|сегиз|тогуз|он|жыйырма|отуз|кырк|элүү|жүз|миң|ондогон|жүздөгөн)(?!\w))"
)


class Homonyms(NamedTuple):
    """Those of a language.

    Attributes:
        small: no names in small letters, unless a word for a place leads to them.
        led: not even then.
        opening: no names in small letters, nor with the capital of a sentence or of a headline.
        counting: no names before a number: ``[кеминде] үч киши``, at least three people, and a district.
    """

    small: frozenset[str] = frozenset()
    led: frozenset[str] = frozenset()
    opening: frozenset[str] = frozenset()
    counting: frozenset[str] = frozenset()


@cache
def _all() -> Mapping[str, Homonyms]:
    with (DATA / "homonyms.toml").open("rb") as file:
        raw = tomllib.load(file)
    lists = {
        language: {kind: frozenset(text.split()) for kind, text in table.items()} for language, table in raw.items()
    }
    return {
        language: Homonyms(
            found.get("small", frozenset()) | found.get("opening", frozenset()),
            found.get("led", frozenset()),
            found.get("opening", frozenset()),
            found.get("counting", frozenset()),
        )
        for language, found in lists.items()
    }


_NONE = Homonyms()


def homonyms(language: str) -> Homonyms:
    """Return those of a language (ISO 639-1), none where it has no list."""
    return _all().get(language, _NONE)


def is_the_word(name: Name, text: str, language: str) -> bool:
    """Whether a name with a capital is the word of the language that is called alike: ``[Kazan] patladı``.

    So where a sentence opens or a headline gives all words capitals, and the sentence goes on with a word.
    """
    common = homonyms(language)
    key = key_of(name.text) if common.opening else ""
    if key in common.counting:
        return _COUNTED.match(text, name.end) is not None
    led = name.previous in words()["prepositions"]
    if language == "ar":  # without capitals: wherever it stands
        if key in common.led:
            return True  # ``مديرية [أمن] المنطقة``
        return (key in common.opening or (key in common.small and not led)) and name.previous not in words()["places"]
    if key not in common.opening or led:
        return False
    before = text[: name.start].rstrip()
    headed = bool(name.previous) and text[len(before) - len(name.previous)].isupper()
    return (headed or opens(text, name.start)) and _GOES_ON.match(text, name.end) is not None
