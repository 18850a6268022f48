"""What the whole of a short post says for or against the triggers in it.

`weigh`: once a trigger that is firm by itself holds against a leaning to other matters (`streams.words.leaning`), the
post does tell of an event, and the others get back what the leaning took; somebody's age speaks for the dead and hurt;
adverts and the like (`streams.adverts`) against all. `doubt_lone` is for languages without a table of words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from streams.adverts import AGAINST, form
from streams.clauses.company import Company
from streams.clauses.overlaps import Found
from streams.composer import Judged

__all__ = ["AGED_TEXT", "HURT", "doubt_lone", "weigh"]

HURT = frozenset({"DEATH", "INJURY"})
AGED = 0.8  # score of the dead and hurt beside somebody's age, which pictures leave out
LONE = 2.0  # score that a trigger needs where nothing else speaks for it
_FIRM = ("sure", "strong")
_AGED_FORMS = (  # each begins with a figure: `re` skips to it
    r"\d(?:(?<=[a-z], \d)\d(?=[,.)])|(?<=\baged \d)\d*|(?<=\bhe was \d)\d\b|(?<=\bshe was \d)\d\b|(?<=\(\d)\d(?=\))"
    r"|\d*(?=[ -]?(?:yr|yo|year)s?[ -]old\b)|\d(?=yo\b))"
)
AGED_TEXT = re.compile(_AGED_FORMS)
"""Somebody's age, in English."""
_FIGURE = re.compile(r"\d")
_PICTURED = frozenset({"FIRE", "EXPLOSION", "CLASH", "DEATH", "INJURY", "PROTEST", "ARREST", "HAZARD"})
"""Types whose words stand for feelings and the like: ``сгорел от стыда``."""


def weigh(found: Sequence[Found], company: Company, language: str, folded: str, words: Set[str]) -> None:
    """Change the scores of a short post's triggers.

    Args:
        found: of all sentences, weighed by their own company.
        company: of the post.
        language: of the post.
        folded: its text.
        words: its distinct words.
    """
    if company.leaning < 0.0:
        _settle(found)
    if language != "en" or not found:
        return
    hurt = [one for one in found if not one.literal and not HURT.isdisjoint(one.types)]
    if hurt and (age := AGED_TEXT.search(folded)):
        for one in hurt:
            one.score += AGED - min(0.0, one.leaning)
            one.notes.append(("somebody's age +", age[0]))
    if shown := form(folded, words):
        for one in found:
            one.score -= AGAINST
            one.notes.append(("an advert, music or a calendar: ", shown))


def _settle(found: Sequence[Found]) -> None:
    """Give the leaning back: ``Check this out: quake hits Guatemala, killing at least 39``."""
    if any(one.literal and one.leaning < 0.0 and one.tier in _FIRM for one in found):
        for one in found:
            if one.leaning < 0.0:
                one.score -= one.leaning
                one.leaning = 0.0
                one.notes.append(("the post tells of an event all the same", ""))


def doubt_lone(judged: Sequence[Judged], company: Company, text: str) -> None:
    """Take a lone trigger of a short post that names no place for a picture, without a figure or a crisis word.

    Of 190 posts in other languages that were read, this made 15 of 29 wrong ones right, and 4 of 161 right ones wrong,
    before crisis words were asked for.
    """
    literal = [one for one in judged if one.found.literal]
    if len(literal) != 1 or company.crisis or _FIGURE.search(text):
        return
    one, found = literal[0], literal[0].found
    if found.score < LONE and one.reading.polarity == "asserted" and not _PICTURED.isdisjoint(found.types):
        found.score -= LONE
        found.notes.append(("nothing else speaks for it -", LONE))
