"""Anchors of a text: what stays the same in every copy and differs between two incidents told in the same words.

- *names*: capitalised words within a sentence, with the two words before and the two after as their context;
- *numbers* with their context, spelled-out small ones too; years, times of day and days of a month apart as *dates*;
- hashtags count as names wherever they stand;
- *weekdays and months*;
- *places*, *kinds of event* and *counts with roles* as the tagger read them; roles of plain numbers (killed, injured,
  arrested, missing) by the words beside them, where the tagger names none.

Two texts agree on an anchor when the same context holds the same value, and conflict when it holds another: "a fire in
Osh" against "a fire in Bishkek". The context makes the difference to comparing sets: a syndicated copy that was cut
lacks names, and a local desk adds some, but neither puts another name into the same words.

Limits: a name at the start of a sentence counts only when the word next to it is a name as well, or it is repeated as
one; others are `INITIAL`, which may be a name or any word. Texts without capitals have no names here, only the tagger's
places. The first `MAX_ANCHORS` count, and behind them figures and days: an article names twenty people before
it comes to what was counted.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache, lru_cache, reduce
from itertools import chain, compress
from operator import ne, or_
from pathlib import Path
from typing import get_args
from zlib import crc32

from streams.dedupe.anchor import (
    CITY,
    COUNT,
    COUNTRY,
    DATE,
    DAY,
    DAY_MINUTES,
    EVENT,
    INITIAL,
    MAX_ANCHORS,
    NAME,
    NOWHERE,
    NUMBER,
    PLACE,
    STEM,
    Anchor,
    as_bits,
    as_spot,
)
from streams.dedupe.incident_anchors import ASIDE, ROLE, SAID, SITES, incident_anchors, is_street, noted
from streams.dedupe.incident_words import SITES_AT
from streams.dedupe.numerals import (
    BEFORE_YEAR,
    BOUND,
    CLOCK,
    CROSSINGS,
    DAY_SIGNS,
    DAYS,
    FAIR,
    FAIRS,
    HOURS,
    MONTH_SIGNS,
    MONTHS,
    NAMED_BEHIND,
    NUMBER_WORDS,
    ORDINALS,
    ROADS,
    ROLE_WORDS,
    ROLES,
    SPANS,
    TENS,
    UNITS,
)
from streams.dedupe.unmarked import counted as people_counted
from streams.dedupe.unmarked import places, said_within
from streams.dedupe.words import Words, without_accents
from streams.report import EventType, Report

__all__ = [
    "CITIES",
    "anchors_of",
]

MAX_NUMBERS = 14  # a table of figures must leave room for the names behind it
MAX_WORDS = 220  # words that are looked through: twice a long lead
_NOUNS = frozenset(["de"])
UNMARKED = frozenset(["ko", "hi"])
"""Languages with spaces and without capitals whose names are read by what stands beside them."""

FROM_ROLE, TO_ROLE = 5, 8  # words before and behind a number in which a word of a role is looked for
LABELLED = 5  # words before hashtags that are labels
HEADED_BY = frozenset(["in", "near", "en", "à", "a", "в", "у", "em"])
"""Words behind which a capital is a name in a headline, too."""

HEADLINE = 3  # capitals from which a sentence can be one
CAPITALS = 0.8  # of a sentence's long words: a headline or a shout, whose capitals say nothing


PLACES = 1_024
"""Places whose anchors are remembered: in a wave all posts name the same few."""


_EVENTS = {name: number for number, name in enumerate(get_args(EventType), 1)}
_OUTCOMES = frozenset({"INJURY", "DEATH", "ARREST"})  # what came of an event, not what it was
_FINE = frozenset({"point", "city"})

_NO_NAMES = frozenset(["i", "i'm", "i'll", "i've", "i'd", "mr", "mrs", "ms", "dr", "st"]) | MONTHS | frozenset(DAYS)
_DIGITS = frozenset("0123456789")
CITIES = Path(__file__).parents[1] / "lexicons" / "cities.tsv"


@cache
def _cities() -> frozenset[int]:
    """Return where the large cities lie (`deploy.cities`)."""
    rows = (line.split("\t") for line in CITIES.read_text(encoding="utf-8").splitlines())
    return frozenset(as_spot(float(row[0]), float(row[1])) for row in rows)


@cache
def _word_bits(word: str) -> int:
    return as_bits(float(NUMBER_WORDS[word]))


def anchors_of(  # noqa: PLR0912  one pass over the words, each of one sort
    words: Words, report: Report, hashes: Sequence[int] = (), own: tuple[str, ...] = ()
) -> list[Anchor]:
    """Return the anchors of a text and its report, in order of the text; the tagger's come last.

    Args:
        words: of the text.
        report: of the tagger.
        hashes: CRC-32 of the first words, where they are known already.
        own: a desk's own files of incident words.
    """
    found: list[Anchor] = []
    low, raw, plain = words.low, words.raw, words.plain
    limit = min(len(low), MAX_WORDS)
    capitals = list(compress(range(limit), map(ne, low, raw)))
    spoken = _plain_capitals(words, capitals, limit, nouns=report.lang in _NOUNS) if capitals else ()
    bits = said_within(words, list(map(noted(report.lang, own).__getitem__, low[:limit])), report.lang, own)
    said = list(compress(range(limit), bits))
    special = [at for at in said if bits[at] & ASIDE]
    telling = sorted({*capitals, *special, *words.figures}) if special or words.figures else capitals
    numbers, last, labels = 0, limit - 1, _labels(words, report) if words.tags else limit
    for at in telling:
        if at >= limit:
            break
        word = low[at]
        if word[0] in _DIGITS or word in NUMBER_WORDS:
            numbers += 1
            part = at > 0 and word in UNITS and NUMBER_WORDS.get(low[at - 1]) in TENS  # of "twenty-seven"
            if word.isdigit() and at and _is_name(words, bits, at):
                found.append((NAME, _hash(plain, hashes, at), *_context(plain, at), at))
            elif numbers <= MAX_NUMBERS and not part:
                found.append(_number(word, words, at))
        elif word in DAYS or (word in FAIRS and low[at + 1 : at + 2] == [FAIR]):
            found.append((DAY, DAYS.get(word) or FAIRS[word], 0, 0, at))
        elif word in BOUND:
            found.append((NAME, _hash(plain, hashes, at), *_context(plain, at), at))
        elif len(word) > 1 and word not in _NO_NAMES and raw[at][0].isupper():
            if at >= labels:
                found.append((STEM, _hash(plain, hashes, at), 0, 0, NOWHERE))
            elif at not in spoken:
                found.append((NAME, _hash(plain, hashes, at), *_context(plain, at), at))
            elif at == 0 or (at + 1 < limit and bits[at + 1] >> SITES_AT & SITES):  # "Karaka township is cut off"
                found.append((INITIAL, _hash(plain, hashes, at), 0, 0, at))
        if len(found) >= MAX_ANCHORS:
            last = at
            break
    days = compress(range(limit, len(low)), map(DAYS.__contains__, low[limit:]))
    behind = _figures_behind(words, [at for at in chain(special, words.figures, days) if at > last], numbers)
    whole = reduce(or_, [bits[at] for at in said], 0)
    incident = incident_anchors(words, bits, found, (capitals, report.lang, own)) if whole & SAID else []
    tagged = _tagged(report) if report.places or report.mentions else []
    counted = _counted(words, found, report) if whole & ROLE else []  # behind twenty names it is background that counts
    if words.runs or (words.caseless and report.lang in UNMARKED):
        tagged, counted = _unmarked(words, bits, found, report, (tagged, counted))
    return found + behind + tagged + counted + incident


def _unmarked(
    words: Words, bits: Sequence[int], found: Sequence[Anchor], report: Report, read: tuple[list[Anchor], list[Anchor]]
) -> tuple[list[Anchor], list[Anchor]]:
    """Add places and counts of a text in a script without capitals to those that were read."""
    tagged, counted = read
    known = {ROLES[one.role] for mention in report.mentions for one in mention.counts}
    return places(words, bits, report.lang) + tagged, counted + people_counted(words, found, known)


def _hash(plain: Sequence[str], hashes: Sequence[int], at: int) -> int:
    return hashes[at] if at < len(hashes) else crc32(plain[at].encode())


def _is_name(words: Words, bits: Sequence[int], at: int) -> bool:
    """Whether a number names something: a road, a flight, a school, a house."""
    before = words.low[at - 1]
    if before in NAMED_BEHIND or words.raw[at - 1] in ROADS or is_street(bits[at - 1]):
        return True
    if words.low[at + 1 : at + 2] == [] or words.low[at + 1] not in ORDINALS or before in MONTHS or before in DAYS:
        return False
    behind = words.low[at + 2] if at + 2 < len(words.low) else ""
    if at + 2 < len(bits) and is_street(bits[at + 2]):
        return True  # "2nd Avenue"
    crossing = words.raw[at - 1] if before not in CROSSINGS or at < 2 else words.raw[at - 2]  # "Main and 3rd"
    return behind not in MONTHS and (behind == "and" or crossing[0].isupper())


def _labels(words: Words, report: Report) -> int:
    """Return from where on a text has nothing but hashtags, where it names its place before them.

    Whoever posts a headline again puts labels of his own behind it: they are no names in the same words.
    """
    low, tags = words.low, words.tags
    end = len(low)
    while end and low[end - 1] in tags:
        end -= 1
    towns = {place.name.lower().split(" ")[0] for place in report.places if place.precision in _FINE}
    return end if end >= LABELLED and not towns.isdisjoint(low[:end]) else len(low)


def _figures_behind(words: Words, spots: Sequence[int], numbers: int) -> list[Anchor]:
    """Return numbers, dates and days at these words, behind so many numbers."""
    found: list[Anchor] = []
    low, plain = words.low, words.plain
    for at in sorted(set(spots)):
        word = low[at]
        if numbers >= MAX_NUMBERS:
            break
        if word[0] in _DIGITS or word in NUMBER_WORDS:
            if not (word in UNITS and NUMBER_WORDS.get(low[at - 1]) in TENS):
                numbers += 1
                found.append(_number(word, words, at))
        elif word in DAYS:  # of the background maybe: told apart by the words around it alone
            numbers += 1
            found.append((DATE, DAYS[word], *_context(plain, at), at))
    return found


def _context(plain: Sequence[str], at: int) -> tuple[int, int]:
    before = crc32(f"{plain[at - 2]} {plain[at - 1]}".encode()) if at >= 2 else 0
    after = crc32(f"{plain[at + 1]} {plain[at + 2]}".encode()) if at + 2 < len(plain) else 0
    return before, after


def _number(word: str, words: Words, at: int) -> Anchor:
    low, plain = words.low, words.plain
    if word in NUMBER_WORDS:
        before, after = _context(plain, at)
        tens, following = NUMBER_WORDS[word], low[at + 1] if at + 1 < len(low) else ""
        if tens in TENS and (unit := UNITS.get(following)):
            return (NUMBER, as_bits(float(tens + unit)), before, _context(plain, at + 1)[1], at)
        return (NUMBER, _word_bits(word), before, after, at)
    if ":" in word:
        return (DATE, _minutes(word), 0, 0, at)
    text = word.replace(",", "") if _thousands(word) else word.replace(",", ".")
    value = float(text) if text.count(".") <= 1 else float(text.replace(".", ""))
    before, after = _context(plain, at)
    month = (at > 0 and low[at - 1] in MONTHS) or (at + 1 < len(low) and low[at + 1] in MONTHS)
    sign = _sign(low, at)
    if sign in HOURS:
        return (DATE, crc32(f"{word}{sign}".encode()), 0, 0, at)
    if sign in DAY_SIGNS:
        month, value = True, value + _month_before(low, at)
    year = len(word) == 4 and word[:2] in ("19", "20") and (at == 0 or low[at - 1] in BEFORE_YEAR)
    return (DATE if month or year else NUMBER, as_bits(value), before, after, at)


def _minutes(word: str) -> int:
    """Return a time of day in minutes, from one on, so that two can be told how far they lie apart; or a hash."""
    hour, _, minute = word.partition(":")
    if len(hour) <= 2 and len(minute) == 2 and minute.isdigit():
        return (60 * int(hour) + int(minute)) % DAY_MINUTES + 1
    return crc32(word.encode())


def _sign(low: Sequence[str], at: int) -> str:
    """Return the sign that says of a figure that it is a date or a time of day, as 日 does."""
    following = low[at + 1][:2] if at + 1 < len(low) else ""
    return following[:1] if following[:1] in CLOCK and following not in SPANS else ""


def _month_before(low: Sequence[str], at: int) -> float:
    """Return the month of a day in hundreds: 7月21日 is one date."""
    month = low[at - 2] if at > 1 and low[at - 1] in MONTH_SIGNS else ""
    return 100.0 * int(month) if month.isdigit() and len(month) < 3 else 0.0


def _thousands(word: str) -> bool:
    head, comma, tail = word.partition(",")
    return bool(comma) and len(tail.split(".")[0].replace(",", "")) % 3 == 0 and len(head) <= 3


def _plain_capitals(words: Words, capitals: Sequence[int], limit: int, *, nouns: bool = False) -> set[int]:
    """Return which of the capitals say nothing: at the start of a sentence, and throughout headlines and shouts.

    ``nouns``: in a language that writes all nouns with one, only a text all in capitals is a shout.
    """
    low, raw = words.low, words.raw
    plain: set[int] = set()
    starts = words.starts
    done, count = 0, len(capitals)
    while done < count:
        start = bisect_right(starts, capitals[done])
        first, last = starts[start - 1], min(starts[start] if start < len(starts) else limit, limit)
        behind = bisect_left(capitals, last, done)
        if behind - done >= HEADLINE and _headline(low, raw, first, last, nouns=nouns):
            plain.update(capitals[done:behind])
        elif capitals[done] == first:
            named = behind - done > 1 and capitals[done + 1] == first + 1 and len(low[first]) > 3
            if not named:
                plain.add(first)
        done = behind
    if plain:
        plain = {at for at in plain if not (at and low[at - 1] in HEADED_BY and raw[at - 1] == low[at - 1])}
        names = words.tags.union(low[at] for at in capitals if at not in plain)
        plain = {at for at in plain if low[at] not in names}
    return plain


def _headline(low: Sequence[str], raw: Sequence[str], start: int, end: int, *, nouns: bool) -> bool:
    if raw[start] == low[start] and raw[start][0] not in _DIGITS:
        return False  # "omg the Tesco on Fulham Palace Rd"
    shortest = 1 if nouns else 4  # "Brand in der Gartenstraße, Gifhorn" shouts nothing
    long = [at for at in range(start, end) if len(low[at]) >= shortest and raw[at][0] not in _DIGITS]
    return len(long) >= 4 and sum(raw[at] != low[at] for at in long) > (0.99 if nouns else CAPITALS) * len(long)


def _tagged(report: Report) -> list[Anchor]:
    found: list[Anchor] = []
    countries: dict[str, Anchor] = {}
    for place in report.places[:6]:
        fine, country = _placed(place.name, place.lat, place.lon, place.country)
        if place.precision in _FINE and len(found) < 4:
            found.append(fine)
        countries.setdefault(place.country, country)
    found += list(countries.values())[:3]
    counts = {
        (count.role, count.min or count.max or 0): None
        for mention in report.mentions[:6]
        for count in mention.counts
        if count.of is None
    }
    found += [(COUNT, as_bits(float(value)), ROLES[role], 0, NOWHERE) for role, value in list(counts)[:4]]
    events = dict.fromkeys(mention.type for mention in report.mentions[:6] if mention.type not in _OUTCOMES)
    return found + [(EVENT, _EVENTS[event], 0, 0, NOWHERE) for event in list(events)[:3]]


@lru_cache(PLACES)
def _placed(name: str, lat: float, lon: float, country: str) -> tuple[Anchor, Anchor]:
    """Return a place as an anchor, and its country by its name."""
    word, spot = crc32(without_accents(name).lower().split(" ")[0].encode()), as_spot(lat, lon)
    large = CITY if spot in _cities() else 0
    return (
        (PLACE, crc32(f"{lat:.2f},{lon:.2f}".encode()), word, spot | large, NOWHERE),
        (COUNTRY, crc32(country.encode()), word, 0, NOWHERE),
    )


def _counted(words: Words, found: Sequence[Anchor], report: Report) -> list[Anchor]:
    """Return counts by the words beside numbers, for roles that the tagger gave no count of."""
    known = {ROLES[count.role] for mention in report.mentions for count in mention.counts}
    nearest: dict[int, tuple[int, Anchor]] = {}
    low = words.low
    numbers = [one for one in found if one[0] == NUMBER and low[one[4]] not in words.aged]
    for at, word in enumerate(low[:MAX_WORDS]):
        role = ROLE_WORDS.get(word)
        if role is None or role in known:
            continue
        for number in numbers:
            away = at - number[4]
            if -TO_ROLE <= away <= FROM_ROLE and (role not in nearest or abs(away) < nearest[role][0]):
                nearest[role] = abs(away), (COUNT, number[1], role, 0, NOWHERE)
    return [number for _, number in nearest.values()]
