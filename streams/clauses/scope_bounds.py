"""What ends the scope of a cue, or does not: marks, lists, what is set beside, another subject."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

__all__ = [
    "ABOUT",
    "ANDS",
    "ASIDE",
    "BREAKS",
    "COMMAS",
    "THE",
    "WAS",
    "about",
    "anew",
    "aside",
    "broken",
    "claimed_from",
    "inserted",
    "is_list",
    "only_listed",
    "told_anew",
    "which",
]

_ASIDE_LEAST = 4  # tokens between two commas, with them, that are more than a second verb
_PAIR = 3  # tokens of the first of two: ``a clash [between farmers] and herders``
BREAKS = frozenset({";", ":", "(", ")", "—", "–", ".", "!", "?", "|", "\u061b", "\u061f", "…"})
COMMAS = frozenset({",", "\u060c"})
ANDS = frozenset({"and", "и", "y", "et", "و", "жана", "und", "e"})
_GOES_ON = frozenset(("and", verb) for verb in ("are", "were", "is", "was", "have", "has"))
"""A new verb of the same people: ``two do not answer [and are] considered missing``."""
_LISTING = frozenset({"та", "й", "і", "i", "ani", "oraz", "ya", "da", "ali"})
"""What else stands between two events that one denial speaks of."""
_ATTRIBUTING_TEXT = """по за как según de selon d'après comme segundo como secondo come laut nach so wie according as
к на слава na według zdaniem بحسب وفق وفقا حسب"""
_ATTRIBUTING = frozenset(_ATTRIBUTING_TEXT.split())
_ORS = frozenset(
    {"or", "nor", "o", "ni", "ou", "или", "ни", "او", "же", "oder", "чи", "або", "ili", "veya", "nem", "né"}
)
_IT = frozenset({"ее", "его", "их", "l'", "la", "lo", "los", "las", "аны", "аларды"})
THE = frozenset({"the", "this", "these", "those", "el", "la", "los", "las", "le", "les"})
"""Of what is there, and so not denied by what it did not do: ``the fire has not spread``."""
ASIDE = frozenset({"at", "during", "after", "before", "near"})
_AT = frozenset({"at", "in", "on", "near", "of", "outside", "the", "a"})
"""No trigger ends with them but what another one overlaps: ``a [bomb threat at] the station was a hoax``."""
_COUNTING_TEXT = "one two three four five six seven eight nine ten several dozens many some hundreds both all"
_COUNTING = frozenset(_COUNTING_TEXT.split())
_OF, _SAYING = frozenset({"between", "of"}), frozenset({"says", "said", "say", "according"})
WAS = frozenset({"was", "were", "is", "are", "has", "have"})
ABOUT = frozenset({"for", "over", "against", "about"})
"""Behind a plan: what it is about, be that an event: ``the march [for the drowned] was called off``."""


_THAT_TEXT = "that que qu' che ch' dass daß że iż что чтобы що щоб нібито будто ان انه انها"
_THAT = frozenset(_THAT_TEXT.split())
"""Begins a clause that says what was denied."""
_CLAIM_REACH = 6  # tokens from the verb to it
_DAMAGE = ("разруш", "поврежд", "ущерб", "руйнув", "пошкодж", "збитк", "кыйро", "зыян", "чыгым", "hasar", "zarar")
"""Goes with nobody hurt: ``жертв и [разрушений] нет``."""


def about(words: Sequence[str], start: int, triggers: frozenset[int]) -> bool:
    """Whether an event is but what another one is about: ``the march [for the drowned]``."""
    before = range(max(0, start - _PAIR), start)
    return any(words[at] in ABOUT for at in before) and any(trigger < before.stop - 1 for trigger in triggers)


def which(words: Sequence[str], start: int, end: int) -> bool:
    """Whether a comma between a plan and its end only begins what is said of it: ``the march, [which] never``."""
    commas = [index for index in range(start, end) if words[index] in COMMAS]
    if len(commas) == 2 and commas[0] == start and commas[1] == end - 1:
        return True  # ``the march, planned for Saturday, [was called off]``
    if len(commas) == 1 and not _IT.isdisjoint(words[commas[0] + 1 : end + 1]):
        return True  # ``нашли гранату, сапёры [её] обезвредили``
    return not commas or (len(commas) == 1 and words[commas[0] + 1 : commas[0] + 2] in (["which"], ["that"]))


def inserted(words: Sequence[str], start: int, end: int) -> bool:
    """Whether all that parts two tokens is who says so, between two commas: ``задержанных[, по данным МВД,] нет``."""
    commas = [index for index in range(start, end) if words[index] in COMMAS]
    return (
        len(commas) == 2
        and commas[1] == end - 1
        and (words[commas[0] + 1] in _ATTRIBUTING or (commas[0] == start and end - start > _ASIDE_LEAST))
        and BREAKS.isdisjoint(words[start:end])
    )


def anew(words: Sequence[str], start: int, end: int, triggers: frozenset[int]) -> bool:
    """Whether another subject begins behind ``and``: ``was taken away and [his whereabouts] were not disclosed``."""
    return any(
        words[index] in ANDS
        and index + 1 < end
        and not words[index + 1].startswith(_DAMAGE)
        and words[max(start, index - _PAIR) : index].count("between") == 0
        and not any(index < trigger < end for trigger in triggers)
        for index in range(start, end)
    )


def claimed_from(words: Sequence[str], denied: int, trigger: int) -> int:
    """Where what was denied begins, which may be a clause of its own: ``denied on Monday, [that] police had fired``.

    Args:
        words: the sentence.
        denied: behind the verb of denying; returned where no clause follows it.
        trigger: where the event stands.
    """
    ahead = range(denied, min(denied + _CLAIM_REACH, trigger))
    that = next((at for at in ahead if words[at] in _THAT), None)
    if that is None:
        aim = denied < trigger and words[denied] in COMMAS and "zu" in words[trigger + 1 : trigger + _CLAIM_REACH]
        return denied + 1 if aim else denied  # ``wies zurück, auf Menschen geschossen [zu] haben``
    between = words[denied : that - (words[that - 1] in COMMAS)]
    return that + 1 if (BREAKS | COMMAS | ANDS).isdisjoint(between) else denied


def told_anew(words: Sequence[str], start: int, end: int) -> bool:
    """Whether a list of what is not there has ended: who says so follows, or a clause about something known.

    ``no injuries reported, [says] the fire crew``, ``no one was hurt, [and the] fire was out``.
    """
    verb = False
    for index in range(start, end):
        word = words[index]
        if word in _SAYING:
            return True
        if verb and word in ANDS and words[index + 1] in THE:
            return True
        verb = verb or word in WAS
    return False


def aside(words: Sequence[str], start: int, end: int) -> bool:
    """Whether a trigger is only where or when it was so: ``no police were present at the protest``.

    Without a form of *be* the place has to stand right before the trigger: ``nobody shouts at the protest``.
    """
    verb = next((index for index in range(start, end) if words[index] in WAS), end)
    return any(words[index] in ASIDE for index in (*range(verb + 2, end), *range(max(start + 1, end - 2), end)))


def broken(words: Sequence[str], start: int, end: int, *, commas: bool) -> bool:
    """Whether a mark that ends a clause stands between two tokens."""
    between = words[start:end]
    if "and" in between and any(pair in _GOES_ON for pair in pairwise(between)):
        return True
    return not (BREAKS.isdisjoint(between) and (not commas or COMMAS.isdisjoint(between)))


def only_listed(words: Sequence[str], start: int, end: int, triggers: frozenset[int]) -> bool:
    """Whether no trigger stands between, or nothing but triggers joined by ``and``: ``жертв и пострадавших нет``."""
    between = range(start, end)
    if not any(index in triggers and words[index] not in _AT for index in between):
        return True
    if not _OF.isdisjoint(words[start - 1 : start + 1]):  # ``a clash [between the two marches] was averted``
        return True
    last = max(index for index in between if index in triggers)
    listed = range(start, last + 1)  # what follows the last is said of them all: ``өлгөн же жабыркаган [адам] жок``
    joining = ANDS | _ORS | _LISTING
    return any(words[index] in joining for index in listed) and all(
        index in triggers or words[index] in joining for index in listed
    )


def is_list(words: Sequence[str], start: int, end: int, triggers: frozenset[int]) -> bool:
    """Whether a comma between a determiner and a trigger only separates members of a list.

    Of triggers (``no deaths, arrests``), or of anything before ``or``: ``no civilians, soldiers [or] police were``.
    """
    listed = not _ORS.isdisjoint(words[start:end])
    for index in range(start, end):
        if words[index] in COMMAS and not listed and not any(start <= t < index for t in triggers):
            return False
        if words[index] in COMMAS and (words[index + 1][0].isdigit() or words[index + 1] in _COUNTING):
            return False  # ``no shots were heard, [four men] were injured``
        if (
            words[index] in COMMAS
            and not listed
            and index + 1 < end
            and index + 1 not in triggers
            and words[index + 1] not in ("or", "nor", "and", "no")
        ):
            return False
    return True
