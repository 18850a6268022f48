"""What a text's genre makes of its events, see `streams.genres`: a trial's deeds are past, those of a film pictures.

What a court, a memorial, statistics and a backgrounder tell of is past, what is announced is planned, what is drilled
or advised is advice, what a fact-check takes up is negated, what a film or a book shows is a picture.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import get_args

from msgspec.structs import replace

from streams.clauses.gatherings import GATHERED
from streams.composer import Judged
from streams.genres import REAL, Genre, Genres
from streams.report import EventType, Polarity

__all__ = ["drilled", "tell"]

_NONE: Set[str] = frozenset()
_FIGURE = 6.0  # score, as of a picture
_POLARITIES: Mapping[str, Polarity] = {
    "checked": "negated",
    "drill": "planned",
    "review": "figurative",
    "court": "past",
    "memorial": "past",
    "statistics": "past",
    "background": "past",
    "announcement": "planned",
    "business": "past",
}
"""How the events of a genre are told."""
_ONLY: Mapping[str, Set[str]] = {"announcement": frozenset({"PROTEST"})}
"""The types that a genre speaks of; all where none are named."""
_DONE = frozenset({"PROTEST", "ARREST", "FORCE", "CLASH", "FREED", "STORMING", "FIRE"})
_OPENING: Mapping[str, Set[str]] = {
    "court": frozenset({"FREED"}),
    "memorial": frozenset({"PROTEST", "ARREST"}),
    "business": frozenset(get_args(EventType)),
    "statistics": frozenset({"PROTEST"}),
}
"""What the beginning of such a text tells of now: ``acquitted and [freed]``, ``shares fall after a [blast]``."""
_BY_CLAUSE: Mapping[str, Set[str]] = {"memorial": _DONE - {"FIRE"}}
"""What a sentence with a cue tells as its clauses say: ``[clashes] on the anniversary of the uprising``."""
_DRILLED = frozenset({"FIRE", "INJURY", "DEATH", "EXPLOSION"})
"""What drills are for."""
_UNDATED = frozenset({"checked", "drill", "review"})
"""Whose days are those of the rumour, the drill and the performance."""
_BESIDE_NEWS = frozenset({"statistics", "checked"})
"""Genres that one sentence behind the news may be of."""
_TOLLS = frozenset({"DEATH", "INJURY", "ARREST"})
_SURE = frozenset({"strong", "first", "late"})
_MORE_TEXT = """artt artış yüksel مزيد ارتفاع زيادة rise rising rose risen higher increas рост выросл увелич більш зрост
зріст көбөй aument subid increment augment hausse cresc wzrost wzrosł gestiegen höher"""
_MORE = tuple(_MORE_TEXT.split())
"""In a denial: only that it became worse is denied."""
_REMEMBERED = ("víctima", "vítima", "victim", "vittim", "жертв", "курман", "ضحايا", "opfer", "kurban", "ofiar")
_ARREST = ("ARREST",)
_PAST = ("aron", "ieron", "aram", "eram", "iram")
"""Ends of Spanish and Portuguese verbs of what several did."""
_HAVE = frozenset({"ont", "hanno"})
_ANSWERED = frozenset({"ARREST", "FORCE", "CLASH", "STORMING"})
"""What the beginning tells besides a protest that is not to come, but was."""


def drilled(one: Judged) -> bool:
    """Whether a trigger may only tell of a case that is practised."""
    return one.found.literal and one.reading.polarity == "planned" and _DRILLED.issuperset(one.found.types)


def tell(genres: Genres, genre: Genre, judged: Sequence[Judged], year: int) -> None:
    """Change how a text of a genre tells what it asserts.

    Where a drill became an emergency, what it was for did happen.

    Args:
        genres: the cues of its language.
        genre: what the text is.
        judged: triggers of the text.
        year: in which it was published.
    """
    if genre.name == REAL:
        for one in filter(drilled, judged):
            reasons = (*one.reading.reasons, f"now: {genre.cue}")
            one.reading = replace(one.reading, polarity="asserted", advice=False, reasons=reasons)
        return
    found = [one for one in judged if one.found.literal and one.reading.polarity == "asserted"]
    told = {at: genres.told_in(genre, one.sentence) for at, one in {one.sentence.start: one for one in found}.items()}
    begun = [one for one in found if one.sentence.start < genre.opening]
    if genre.name == "announcement" and any(_came(one, told[one.sentence.start]) or _was(one, genre) for one in begun):
        return
    aside = genre.aside or _older_case(genre, found)
    dated = aside or any(_news_before(genres, genre, one, year) for one in found)
    since = genre.at if dated or _told_beside(genres, genre, judged, found, told) else 0
    denied = _denied(genre, judged, found) if not since else None
    only, reason = _ONLY.get(genre.name), f"{genre.name} ({genre.cue})"
    taken_up = {kind for one in found if one.sentence.start < genre.opening for kind in one.found.types}
    for one in found:
        if one.sentence.start < since:
            continue
        if only is not None and only.isdisjoint(one.found.types):
            continue
        if _of_now(genres, genre, one, told[one.sentence.start], year):
            continue
        if denied and one.sentence.start < genre.at and denied.isdisjoint(one.found.types):
            continue
        polarity = _POLARITIES[genre.name]
        if genre.name == "checked" and taken_up.isdisjoint(one.found.types):
            polarity = "past"  # where the picture really comes from
        if polarity == "figurative" and told[one.sentence.start].get("late", one.found.start) < one.found.start:
            one.found.score -= _FIGURE  # ``the film tells of [a fire]``, in words that have no other reading
        _change(one, polarity, reason, advice=genre.name == "drill")


def _news_before(genres: Genres, genre: Genre, one: Judged, year: int) -> bool:
    """Whether what tells a genre stands behind news of these days: clashes on Thursday, two men jailed in May."""
    return genre.name not in _UNDATED and one.sentence.start < genre.at and genres.dated(one.sentence, year)


def _told_beside(
    genres: Genres,
    genre: Genre,
    judged: Sequence[Judged],
    found: Sequence[Judged],
    told: Mapping[int, Mapping[str, int]],
) -> bool:
    """Whether news stands before a sentence of its own on the dead of a year, or on a rumour of something else.

    ``Three were killed in a fire. [According to statistics] 300 died last year``, ``[Claims of a blast] are false``.
    """
    before = [one for one in found if one.sentence.start < genre.at]
    if (
        genre.name not in _BESIDE_NEWS
        or not before
        or any(not _SURE.isdisjoint(told[one.sentence.start]) for one in before)
    ):
        return False
    beside = {
        kind for one in judged if one.found.literal and one.sentence.start == genre.at for kind in one.found.types
    }
    if genre.name == "checked":
        denied = next((one.sentence.words for one in judged if one.sentence.start == genre.at), ())
        if beside and any(word.startswith(_MORE) for word in denied):
            return True  # ``Three died. Police denied [a rise of the toll]``
        news = {kind for one in before for kind in one.found.types}
        if any(one.reading.hedged for one in before):
            return False
        return beside.isdisjoint(news) if beside else _checks_else(genres, genre, before, told)
    return bool(beside) and any(genres.counts(one.sentence) for one in before)


def _denied(genre: Genre, judged: Sequence[Judged], found: Sequence[Judged]) -> Set[str]:
    """What alone a sentence behind surer news denies: ``14 were held. Police denied that [tear gas] was used``."""
    if genre.name != "checked" or genre.points or any(one.reading.hedged for one in found):
        return _NONE
    before = [one for one in found if one.sentence.start < genre.at]
    own = {kind for one in judged if one.found.literal and one.sentence.start == genre.at for kind in one.found.types}
    return own if before and not own.isdisjoint(_DONE - {"FIRE"}) else _NONE


def _checks_else(genres: Genres, genre: Genre, before: Sequence[Judged], told: Mapping[int, Mapping[str, int]]) -> bool:
    """Whether a denial without an event of its own is of something else than the news before it.

    ``Üç kişi öldü. Bakanlık [sabotaj iddialarını] yalanladı``: the news has numbers and no word of a rumour, and
    what is denied is named and not pointed at (``[bu] iddia asılsız``).
    """
    if genre.points or any(told[one.sentence.start] for one in before):
        return False
    return any(genres.counts(one.sentence) and _TOLLS.issuperset(one.found.types) for one in before)


def _older_case(genre: Genre, found: Sequence[Judged]) -> bool:
    """Whether a text comes to a court only behind two sentences of its own event, and so to an older case beside it."""
    return genre.name == "court" and len({one.sentence.start for one in found if one.sentence.start < genre.at}) > 1


def _came(one: Judged, told: Mapping[str, int]) -> bool:
    """Whether the beginning tells that a protest is under way: police answer it, or it stands before what announces.

    ``Thousands [marched] and will strike on Friday``.
    """
    if not _ANSWERED.isdisjoint(one.found.types):
        return True
    return "PROTEST" in one.found.types and one.found.end <= told.get("strong", 0)


def _was(one: Judged, genre: Genre) -> bool:
    """Whether a protest is told in the past before what announces more: ``Miles [marcharon]. ... seguirá el paro``."""
    words, start = one.sentence.words, one.found.start
    if one.sentence.start >= genre.at or "PROTEST" not in one.found.types:
        return False
    told = words[start : one.found.end]
    return any(word.endswith(_PAST) for word in told) or not _HAVE.isdisjoint(words[max(0, start - 2) : start + 1])


def _of_now(genres: Genres, genre: Genre, one: Judged, told: Mapping[str, int], year: int) -> bool:
    """Whether such a text tells of an event that is of now all the same; ``told`` are the cues in its sentence."""
    sentence, types = one.sentence, one.found.types
    opening = sentence.start < genre.opening
    if types == _ARREST and genre.name == "court" and (sentence.start, sentence.end) == (0, len(sentence.folded)):
        return True  # ``Driver jailed over crash``: a flash has no other news
    if GATHERED in one.reading.reasons:
        return True  # ``[hurt] at a march in memory of the victims``
    old = genre.name == "memorial" and genres.aged(sentence, year)
    if opening and not old and not _OPENING.get(genre.name, _NONE).isdisjoint(types):
        return True
    if told:
        by_clause = not _BY_CLAUSE.get(genre.name, _NONE).isdisjoint(types)
        return "beside" in told or (by_clause and not old)
    if genre.name == "memorial" and sentence.words[one.found.start].startswith(_REMEMBERED):
        return False  # ``las [víctimas] de la masacre``, whom families met for on Sunday
    return genre.name not in _UNDATED and genres.dated(sentence, year)


def _change(one: Judged, polarity: Polarity, reason: str, *, advice: bool) -> None:
    if polarity == "figurative":
        one.found.score -= _FIGURE
        one.found.notes.append((f"{reason} -", _FIGURE))
        return
    reasons = (*one.reading.reasons, f"{polarity}: {reason}")
    one.reading = replace(one.reading, polarity=polarity, advice=advice, reasons=reasons)
