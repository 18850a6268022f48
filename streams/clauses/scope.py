"""How far a cue of negation, plan or past reaches: its scope over the triggers of a sentence.

After NegEx (Chapman et al., 2001, https://doi.org/10.1006/jbin.2001.1029), with what news needs beside. `SCOPES` is the
table: each sort of cue looks ahead or behind, so many words far, over commas or not. What ends a scope before that:

- marks and the conjunctions of the lexicon's ``cut`` (``no deaths, but ten injured``);
- a trigger that takes the cue for itself, once a preposition or ``and then`` follows it (``no deaths [in the fire]``);
- a place or time set beside (``no police were present [at the protest]``);
- what is given: under ``not`` or ``nobody`` a verb's object with ``the`` did happen (``did not join [the march]``,
  ``nobody expected [the blast]``), unless the verb is one of bringing it about (``did not start the fire``).

A list goes on under a determiner (``no deaths, fires or arrests``). Two negations that cancel (``did not deny``,
``could not prevent``) and those that are none (``not only``, ``nobody but``) are the lexicon's ``pseudo``. Limits: no
parser, so what is said farther away than the reach, or without any cue, is not seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from streams.clauses.scope_bounds import (
    ABOUT,
    ANDS,
    ASIDE,
    COMMAS,
    THE,
    WAS,
    about,
    anew,
    aside,
    broken,
    claimed_from,
    inserted,
    is_list,
    only_listed,
    told_anew,
    which,
)

__all__ = ["AFTER_REACH", "REACH", "SCOPES", "Cue", "Scope", "covers"]

REACH = 7  # tokens between a cue and its trigger; NegEx uses 5, news puts names between
FAR_REACH = 14  # of a denial: ``denied claims spread on social networks that people had been killed``
AFTER_REACH = 5
DRILL_REACH = 3  # behind the words that name one: ``a drill of evacuation [after a fire]``
FINAL_REACH = 12  # from a plan to its being called off
_PLAN_REACH = 4
_NOBODY_REACH = 3  # tokens from ``nobody`` to ``survived``
_OPENING = 2  # tokens before a cue that opens a sentence: ``almost seven``


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a sort of cue looks for the event that it speaks of.

    Attributes:
        reach: tokens between the cue and the trigger.
        behind: the cue stands behind the trigger.
        lists: commas between members of a list do not end it.
        inner: it also speaks of a trigger that it stands inside of (``claimed [no] lives``).
    """

    reach: int = REACH
    behind: bool = False
    lists: bool = False
    inner: bool = False


SCOPES = {
    "before": Scope(inner=True),  # verbs: ``not``, ``failed to``, ``averted``
    "close": Scope(reach=1, inner=True),  # ``refused to open fire``
    "far": Scope(reach=FAR_REACH),  # ``denied``, ``dismissed``
    "noun": Scope(lists=True, inner=True),  # determiners: ``no``, ``without``
    "after": Scope(reach=AFTER_REACH, behind=True),  # ``was averted``, ``proved unfounded``
    "loose": Scope(reach=AFTER_REACH, behind=True),  # ``was not``, which denies only what nobody knows of yet
    "behind": Scope(reach=_PLAN_REACH, behind=True),  # of plans: ``is scheduled for Sunday``
    "advice": Scope(reach=FAR_REACH),
}
"""Sort of cue -> its scope; of the others, like ``first``, ``final`` and ``recant``, `covers` asks itself."""

_INTO_TEXT = """in by from during at after over en durante tras dans pendant lors при во في خلال
em no na nos nas num numa por per pour nel nella nell' nello nei negli nelle"""
_INTO = frozenset(_INTO_TEXT.split())
"""Between two triggers: the second is the circumstance of the first, and a cue before both belongs to the first."""
_WHILE = frozenset({"bei", "beim", "während", "при", "w", "we", "podczas"})
"""Makes the trigger behind it a circumstance, wherever it stands: ``niemand wurde bei dem Brand verletzt``."""
_BUT = frozenset({"but", "но", "pero", "mais", "aber", "ale", "але", "ama", "бирок", "ma", "mas", "لكن", "ولكن"})
_HEEDED = frozenset({"obey", "obeyed", "followed", "executed", "carried"})
_FOR_TEXT = """after over due because following amid as in for by when since , по из-за после за во в на при por tras
debido ante durante cuando en pour après suite pendant lors face devant à para após dopo per nach wegen aufgrund bei
w we podczas przez بسبب بعد اثر خلال في"""
_FOR = frozenset(_FOR_TEXT.split())
_WHICH_TEXT = """que donde qui dont où который которая которое которые которых котором которой которую которым
który która które którym której których якому якій яких"""
_RELATIVES = frozenset([*_WHICH_TEXT.split(), "الذي", "التي"])
"""Behind a comma or a participle: it goes on about what a trial or an anniversary is of."""
_UNSCOPED = frozenset({"pseudo", "cut", "anywhere", "inside", "foiled"})
"""Cues that look at no words between; ``inside`` denies what it is a part of: ``[everyone on board survived]``."""
_PLANNED = frozenset({"planned.before", "planned.behind"})
_AWAY = _INTO | ASIDE
_FLEEING = frozenset({"escaped", "escape", "escapes", "escaping"})
_CAUSES = frozenset(
    {("due", "to"), ("because", "of"), ("responsible", "for"), ("wake", "of"), ("victims", "of"), ("survivors", "of")}
)
_AFFECTED = frozenset({(word, "by") for word in ("affected", "impacted", "displaced", "destroyed", "devastated")})
_BEING = frozenset({"be", "been", "being", "was", "were", "is", "are", "get", "gets", "not", "badly"})
_CAUSE_REACH = 5  # tokens before a trigger in which a word for its being the cause stands
_NO_LONGER = frozenset({"longer", "more", "one", "survivors", "survivor", "pulse", "body", "bodies", "hope", "sign"})
_BECAUSE = frozenset(
    {"that", "who", "whose", "where", "after", "because", "when", "as", "while", "since", "before", "though", "until"}
)
_DONE = ("ed", "ing", "made", "fought", "shot")  # how verbs end whose object a ``no`` denies
_HAD = frozenset({"has", "have", "had", "was", "were"})
_HAVING = frozenset({"had", "has", "have", "with"})
_OF_VERBS_TEXT = (
    "not never didn't don't doesn't hasn't haven't hadn't won't cannot can't couldn't wouldn't nobody none no-one no "
    "neither nor nadie pas ne personne"
)
_OF_VERBS = frozenset(_OF_VERBS_TEXT.split())
"""Cues under which a definite object is given."""
_NOBODY = (["nobody"], ["no-one"], ["no", "one"])  # another subject: ``was killed and [nobody] has been punished``
_DENYING = frozenset({"denied", "denies", "deny", "denying"})
_LIVING = frozenset({"survive", "survived", "survives", "survécu"})
_MAKING_TEXT = (
    "start started starting cause caused causing set setting lead led leading trigger triggered plan planned carry "
    "carried commit committed was were is are be been being stage staged organise organised organize organized order "
    "ordered launch launched begin began spark sparked involve involved fire fired that of hubo hay haya hubiera había "
    "causó provocó fue fueron es son era inició eu été est sont était étaient provoqué causé a ont y de"
)
_MAKING = frozenset(_MAKING_TEXT.split())
"""Verbs whose object comes about by them, and words that are none: ``did not start the fire``, ``was not the fire``."""


class Cue(msgspec.Struct, gc=False):
    """A cue phrase found in a sentence: ``kind`` is ``table.cue``, tokens ``start`` to ``end``."""

    kind: str
    start: int
    end: int
    source: str
    turn: int = 0  # in which it is asked, see `streams.clauses.polarity`
    sort: str = ""  # the second half of its kind


def covers(  # noqa: PLR0911  one return per sort of cue
    words: Sequence[str], cue: Cue, start: int, end: int, cuts: Sequence[int], triggers: frozenset[int]
) -> bool:
    """Whether a cue speaks of the trigger at tokens ``start`` to ``end``.

    Args:
        words: the sentence.
        cue: one of its cues.
        start: first token of the trigger.
        end: behind its last token.
        cuts: where conjunctions begin another clause.
        triggers: tokens that belong to any trigger, over which a list may run.
    """
    sort = cue.sort
    if cue.kind == "planned.anywhere":  # ``six were detained, [but] offices will be closed tomorrow``
        return not any(end <= cut < cue.start for cut in cuts)
    if sort in _UNSCOPED:
        return sort == "anywhere" or (
            sort == "inside"
            and start <= cue.start
            and cue.end <= end
            and not _undoes(words, start, cue)
            and not _told_first(words, start, end, cue)
        )
    if sort == "recant":  # ``they write that two died, [this is false]``
        return end <= cue.start and not _handed_on(words, 0, start, triggers)
    if sort == "drill":  # ``[earthquake drill]``
        return cue.start < end and start < cue.end + DRILL_REACH
    if sort == "first":  # ``[7] years ago the church burned``
        return cue.start <= _OPENING and cue.end <= start and not broken(words, cue.end, start, commas=False)
    if sort == "final":
        if cue.start < start:  # ``cancelled the march``, not ``cancelled after a shooting``
            return start - cue.end <= 2 and _FOR.isdisjoint(words[cue.end : start])
        return (
            cue.start - end <= FINAL_REACH
            and not broken(words, end, cue.start, commas=False)
            and which(words, end, cue.start)
            and (only_listed(words, end, cue.start, triggers) or not ABOUT.isdisjoint(words[start : end + 1]))
            and not about(words, start, triggers)
            and not (cue.start >= end and _complement(words, cue, triggers))
            and _BECAUSE.isdisjoint(words[end : cue.start])
            and not anew(words, end, cue.start, triggers)
        )
    scope = SCOPES[sort]
    if start < cue.start < end and (cue.kind in _PLANNED or (scope.inner and cue.kind.startswith("negation"))):
        # ``claimed no lives``, ``fans would clash``, ``soldiers refused to fire``
        return not _told_first(words, start, end, cue)
    if cue.start == start and cue.end < end and (cue.kind in _PLANNED or cue.sort == "noun"):
        return words[cue.end] not in _NO_LONGER  # ``no violence``, ``attempt to seize``
    if cue.start == end and cue.source == "no" and words[end - 1].endswith(_DONE) and cue.end < len(words):
        return words[cue.end] not in _NO_LONGER  # ``fired [no] shots``
    if scope.behind:
        return _behind(words, cue, start, end, cuts, triggers)
    if cue.kind == "past.before" and FAR_REACH >= start - cue.end > 0 and _retold(words, cue.end, start):
        return True
    return _ahead(words, cue, scope, start, cuts, triggers)


def _told_first(words: Sequence[str], start: int, end: int, cue: Cue) -> bool:
    """Whether a trigger tells an event before it goes on to deny another: ``dozens [hurt but nobody]``.

    An order that nobody obeys is no event.
    """
    return not _BUT.isdisjoint(words[start : cue.start]) and words[end - 1] not in _HEEDED


def _undoes(words: Sequence[str], start: int, cue: Cue) -> bool:
    """Whether a trigger denies the very cue inside it: ``did [not survive]``, ``nobody [survived]``."""
    if words[cue.start] not in _LIVING:
        return False
    before = max(0, start - _NOBODY_REACH)
    return not _OF_VERBS.isdisjoint(words[start : cue.start]) or not (
        _OF_VERBS.isdisjoint(words[before:start]) or broken(words, before, start, commas=True)
    )


def _behind(
    words: Sequence[str], cue: Cue, start: int, end: int, cuts: Sequence[int], triggers: frozenset[int]
) -> bool:
    return (
        cue.start >= end - 1
        and cue.end > end
        and (
            (cue.start - end <= AFTER_REACH and not broken(words, end, cue.start, commas=True))
            or (cue.start - end <= FINAL_REACH and inserted(words, end, cue.start))
        )
        and (cue.start == end or words[cue.start - 1] != "that")  # ``fired at a van [that did not] stop``
        and not (words[cue.start - 1] in ANDS and (cue.sort == "loose" or words[cue.start : cue.end] in _NOBODY))
        and not any(end - 1 <= cut < cue.start for cut in cuts)
        and not anew(words, end, cue.start, triggers)
        and not (cue.sort == "loose" and not THE.isdisjoint(words[max(0, start - 2) : start + 1]))
        and only_listed(words, end, cue.start, triggers)
        and not _complement(words, cue, triggers)
    )


def _ahead(  # noqa: PLR0911  one return per thing that ends a scope
    words: Sequence[str], cue: Cue, scope: Scope, start: int, cuts: Sequence[int], triggers: frozenset[int]
) -> bool:
    begin = claimed_from(words, cue.end, start) if cue.sort == "far" else cue.end
    if cue.start > start or any(begin <= cut <= start for cut in cuts):
        return False  # the trigger may open a clause itself: ``واعتقلت``
    if start - begin > scope.reach and not (start - begin <= FINAL_REACH and inserted(words, begin, start)):
        return False
    if cue.start <= start < cue.end:
        return cue.start < start
    denies = cue.kind.startswith("negation")
    fled = words[cue.end - 1] in _FLEEING and words[cue.end] in _AWAY  # ``prisoners [escaped during] the riot``
    if denies and (fled or not _WHILE.isdisjoint(words[max(cue.end, start - 2) : start]) or _given(words, cue, start)):
        return False
    if scope.lists:
        spent = told_anew(words, cue.end, start) or any(
            words[index] in _INTO and any(cue.end <= trigger < index for trigger in triggers)
            for index in range(cue.end, start)
        )
        return (
            not spent
            and not aside(words, cue.end, start)
            and not _owned(words, cue, start)
            and not broken(words, cue.end, start, commas=False)
            and is_list(words, cue.end, start, triggers)
        )
    if (broken(words, begin, start, commas=True) and not inserted(words, begin, start)) or aside(words, begin, start):
        return False
    if _caused(words, begin, start):
        return False
    handed = _handed_on(words, begin, start, triggers) and not (cue.source.startswith("none") and _verbal(words, start))
    return not handed and (denies or not _of_another(words, cue, start))


def _caused(words: Sequence[str], start: int, end: int) -> bool:
    """Whether a trigger is what brought the plan about: ``ordered to evacuate [due to] the fire``.

    Services ``will [be] affected by`` a strike that is only planned.
    """
    for at in range(max(start, end - _CAUSE_REACH), end - 1):
        pair = (words[at], words[at + 1])
        if pair in _CAUSES or (pair in _AFFECTED and at > start and words[at - 1] not in _BEING):
            return True
    return False


def _verbal(words: Sequence[str], start: int) -> bool:
    """Whether a trigger is the verb of its clause: ``none of those seized in March [has been set free]``."""
    return not _HAD.isdisjoint(words[max(0, start - 2) : start])


def _retold(words: Sequence[str], start: int, end: int) -> bool:
    """Whether nothing but a relative clause parts two tokens: ``суд по делу о пожаре, [в котором] погибли``."""
    relatives = [at for at in range(start, end) if words[at] in _RELATIVES]
    if not relatives or broken(words, start, end, commas=False):
        return False
    return all(words[at] not in COMMAS or any(0 < which - at <= 2 for which in relatives) for at in range(start, end))


def _of_another(words: Sequence[str], cue: Cue, start: int) -> bool:
    """Whether a plan has a verb of its own before this one: ``those who tried to stop the lorries were [beaten]``."""
    return words[cue.end - 1] == "to" and start - cue.end > 1 and words[start - 1] in WAS


def _given(words: Sequence[str], cue: Cue, start: int) -> bool:
    """Whether a trigger is the definite object of a negated verb: ``did not attend [the march]``."""
    if cue.source not in _OF_VERBS and not (
        cue.source in _DENYING and words[cue.end : cue.end + 1] and words[cue.end].endswith("ing")
    ):
        return False  # ``denied starting [the fire]``
    article = next((i for i in range(start, max(cue.end, start - 3), -1) if words[i] in THE), None)
    return article is not None and article > cue.end and _MAKING.isdisjoint(words[cue.end : article])


def _handed_on(words: Sequence[str], start: int, end: int, triggers: frozenset[int]) -> bool:
    """Whether a trigger before this one takes the cue: ``no deaths in the fire``, ``nobody died and then``."""
    for index in range(start, end):
        if not any(start <= trigger < index for trigger in triggers):
            continue
        if words[index] in _INTO:  # but ``prevented the rioters from setting fires``
            return not (words[index] == "from" and words[index + 1].endswith("ing"))
        if words[index] in ANDS and (index + 1 == end or words[index + 1] == "then"):
            return True
    return False


def _complement(words: Sequence[str], cue: Cue, triggers: frozenset[int]) -> bool:
    """A verb cue that has a trigger of its own behind it (``protesters did not clash``) is not about this one."""
    return any(cue.end <= index <= cue.end + 2 and not broken(words, cue.end, index, commas=True) for index in triggers)


def _owned(words: Sequence[str], cue: Cue, start: int) -> bool:
    """Whether a determiner belongs to what somebody had (``who had no helmet was killed``)."""
    if not cue.start or words[cue.start - 1] not in _HAVING:
        return False
    return any(words[index] in WAS for index in range(cue.end, start))
