"""What texts tell whose script shows no names by capitals: Chinese, Japanese and Thai, Korean, Hindi.

Without spaces a text is pairs of characters, and words of incidents are looked for in its runs of such letters; what
stands before 市 or 区 is a place, and so is what has another such sign behind it, whatever stands before it: of a name
the last two characters count, so that it needs no beginning. Of Thai, places are known by a list. Where a text or a
clause begins, a place may stand. Figures are people's where a counter says so, and belong to the word before or behind
them, as the text has it from its first one on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from zlib import crc32

from streams.dedupe.anchor import COUNT, INITIAL, NOWHERE, NUMBER, SITE, TOWN, Anchor
from streams.dedupe.incident_words import (
    ROLES_WRITTEN,
    SITES_AT,
    TOWNS,
    UNSPACED,
    VAGUE,
    Heads,
    suffixes_of,
    written_of,
)
from streams.dedupe.words import Words

__all__ = ["counted", "places", "said_within"]

SITES = 7
MOST_INITIAL, EARLY = 3, 6
"""Words where a text or a clause begins that may be names; and words of a Hindi text in which its place is named."""

BEFORE_ROLE, BEHIND_ROLE = 8, 8
"""Words, or pairs of characters, between a figure and what it counts."""

_NAME = 2  # characters of a name that count
_COUNTERS = tuple("人 名 位 死 伤 傷 명 คน รา นา ศพ".split())  # noqa: SIM905  as pairs begin
_ONE_SIGN = {"死": "killed", "伤": "injured", "傷": "injured"}
_HANGUL = re.compile("[\uac00-\ud7af]")
_TOWN_SYLLABLES = range(3, 6)  # of a Korean place with its suffix
_WARDS = frozenset(["동구", "서구", "남구", "북구", "중구"])
_IN_HINDI = "में"


def said_within(words: Words, bits: list[int], language: str, own: tuple[str, ...]) -> list[int]:
    """Add what words say of an incident that stand in runs without spaces, to the pair that they begin with."""
    if not words.runs:
        return bits
    heads = written_of(language, own)
    for start, run in words.runs:
        for at, _, said in _found(run, heads):
            if start + at < len(bits):
                bits[start + at] |= said
    return bits


def _found(run: str, heads: Heads) -> Iterator[tuple[int, str, int]]:
    """Yield where words stand in a run, and what they say: the longest ones, side by side."""
    until = 0
    for at in range(len(run) - 1):
        if at < until:
            continue
        for word, said in heads.get(run[at : at + 2], ()):
            if run.startswith(word, at):
                yield at, word, said
                until = at + len(word)
                break


class _Names(NamedTuple):
    sites: list[Anchor]
    initial: list[Anchor]


def places(words: Words, bits: Sequence[int], language: str) -> list[Anchor]:
    """Return what may be the names of places, as sites and initials."""
    found = _Names([], [])
    if words.runs:
        _in_runs(words, bits, language, found)
    elif language == "ko":
        _korean(words, bits, found)
    elif language == "hi":
        _hindi(words, bits, found)
    return found.sites + found.initial[:MOST_INITIAL]


def _in_runs(words: Words, bits: Sequence[int], language: str, found: _Names) -> None:
    signs = suffixes_of(language if language in UNSPACED else "zh")
    for start, run in words.runs:
        if start >= len(bits):
            break
        found.sites.extend(
            (SITE, crc32(name.encode()), TOWN, start + at, start + at) for at, name, _ in _found(run, TOWNS)
        )
        for at in range(1, len(run)):
            sign = run[at : at + 2] if run[at : at + 2] in signs else run[at]
            if sign in signs and (name := _named(run, at, sign, signs)):
                spot = start + max(at - _NAME, 0)
                found.sites.append((SITE, crc32(name.encode()), signs[sign], spot, spot))
        if start == 0 or start in words.starts:
            for at in (0, _NAME):
                pair = run[at : at + _NAME]
                if len(pair) == _NAME and language in ("zh", "ja") and not bits[min(start + at, len(bits) - 1)]:
                    _begin(found, pair, start + at)


def _named(run: str, at: int, sign: str, signs: Mapping[str, int]) -> str | None:
    """Return the name before a sign such as 市, or None where it belongs to a word ("城市", "市民")."""
    around = (run[at - 1 : at + 1], run[at : at + 2] if len(sign) == 1 else "")
    if any(crc32(pair.encode()) in VAGUE for pair in around if len(pair) == _NAME):
        return None
    if at == 1 or run[at - _NAME] in signs or run[at - _NAME] in "県省州":
        return run[at - 1 : at + 1]  # 呉市
    return run[at - _NAME : at]


def _korean(words: Words, bits: Sequence[int], found: _Names) -> None:
    signs = suffixes_of("ko")
    for at, word in enumerate(words.low[: len(bits)]):
        if bits[at] & ((1 << SITES_AT) - 1) or crc32(word.encode()) in VAGUE or not _HANGUL.match(word):
            continue
        class_ = signs.get(word[-1], 0)
        if word in _WARDS:
            found.sites.append((SITE, crc32(word.encode()), class_, at, at))
        elif class_ and len(word) in _TOWN_SYLLABLES:
            found.sites.append((SITE, crc32(word[:-1].encode()), class_, at, at))
        elif at < _NAME:
            _begin(found, word, at)


def _hindi(words: Words, bits: Sequence[int], found: _Names) -> None:
    low = words.low
    for at, word in enumerate(low[: min(len(bits), EARLY)]):
        if bits[at] or crc32(word.encode()) in VAGUE or len(word) < _NAME + 1:
            continue
        if low[at + 1 : at + 2] == [_IN_HINDI]:
            found.sites.append((SITE, crc32(word.encode()), 0, at, at))
        elif at == 0:
            _begin(found, word, at)


def _begin(found: _Names, name: str, at: int) -> None:
    value = crc32(name.encode())
    if value not in VAGUE:
        found.initial.append((INITIAL, value, 0, 0, at))


def counted(words: Words, anchors: Sequence[Anchor], known: set[int]) -> list[Anchor]:
    """Return counts of people by the words that say what became of them, for roles that the tagger gave no count of."""
    low = words.low
    numbers = [one for one in anchors if one[0] == NUMBER and low[one[4] + 1 : one[4] + 2]]
    numbers = [one for one in numbers if low[one[4] + 1].startswith(_COUNTERS)]
    roles = sorted(_roles(words)) if numbers else []
    if not roles:
        return []
    leading = roles[0][0] < numbers[0][4]
    found: dict[int, Anchor] = {}
    for place, (at, end, role) in enumerate(roles):
        if leading:
            until = roles[place + 1][0] if place + 1 < len(roles) else len(low)
            own = [one for one in numbers if end < one[4] < min(until, end + BEHIND_ROLE)][:1]
        else:
            since = roles[place - 1][1] if place else -1
            own = [one for one in numbers if max(since, at - BEFORE_ROLE - 1) < one[4] < at][-1:]
        if own and role not in known:
            found.setdefault(role, (COUNT, own[0][1], role, 0, NOWHERE))
    return list(found.values())


def _roles(words: Words) -> Iterator[tuple[int, int, int]]:
    """Yield where words that tell a role begin and end, and which."""
    for start, run in words.runs:
        if run in _ONE_SIGN:
            yield start, start, ROLES_WRITTEN.ids[_ONE_SIGN[run]]
        for at, word, role in _found(run, ROLES_WRITTEN.heads):
            yield start + at, start + at + len(word) - _NAME, role
    if not words.runs:
        for at, word in enumerate(words.low):
            for stem, role in ROLES_WRITTEN.heads.get(word[:2], ()):
                if word.startswith(stem):
                    yield at, at, role
                    break
