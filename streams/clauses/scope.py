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
from itertools import pairwise

import msgspec

__all__ = ["AFTER_REACH", "BREAKS", "REACH", "SCOPES", "Cue", "Scope", "broken", "covers"]

REACH = 7  # tokens between a cue and its trigger; NegEx uses 5, news puts names between
FAR_REACH = 14  # of a denial: ``denied claims spread on social networks that people had been killed``
AFTER_REACH = 5
DRILL_REACH = 3  # behind the words that name one: ``a drill of evacuation [after a fire]``
_ASIDE_LEAST = 4  # tokens between two commas, with them, that are more than a second verb
FINAL_REACH = 12  # from a plan to its being called off
_PLAN_REACH = 4
_PAIR = 3  # tokens of the first of two: ``a clash [between farmers] and herders``
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
"""Sort of cue -> its scope; `covers` itself asks ``first``, ``final``, ``drill``, ``inside`` and ``anywhere``."""

BREAKS = frozenset({";", ":", "(", ")", "—", "–", ".", "!", "?", "|", "\u061b", "\u061f", "…"})
_COMMAS = frozenset({",", "\u060c"})
_GOES_ON = frozenset(("and", verb) for verb in ("are", "were", "is", "was", "have", "has"))
"""A new verb of the same people: ``two do not answer [and are] considered missing``."""
_ANDS = frozenset({"and", "и", "y", "et", "و", "жана", "und", "e"})
_LISTING = frozenset({"та", "й", "ya", "da", "ali"})
"""What else stands between two events that one denial speaks of."""
_ATTRIBUTING_TEXT = """по за как según de selon d'après comme segundo como secondo come laut nach so wie according as
بحسب وفق وفقا حسب"""
_ATTRIBUTING = frozenset(_ATTRIBUTING_TEXT.split())
_ORS = frozenset(
    {"or", "nor", "o", "ni", "ou", "или", "ни", "او", "же", "oder", "чи", "або", "ili", "veya", "nem", "né"}
)
_INTO_TEXT = "in by from during at after over en durante tras dans pendant lors при во في خلال"
_INTO = frozenset(_INTO_TEXT.split())
"""Between two triggers: the second is the circumstance of the first, and a cue before both belongs to the first."""
_WHILE = frozenset({"bei", "beim", "während", "при", "w", "we", "podczas"})
"""Makes the trigger behind it a circumstance, wherever it stands: ``niemand wurde bei dem Brand verletzt``."""
_FOR_TEXT = """after over due because following amid as in for by when since , по из-за после за во в на при por tras
debido ante durante cuando en pour après suite pendant lors face devant à para após dopo per nach wegen aufgrund bei
w we podczas przez بسبب بعد اثر خلال في"""
_FOR = frozenset(_FOR_TEXT.split())
_IT = frozenset({"ее", "его", "их", "l'", "la", "lo", "los", "las", "аны", "аларды"})
_WHICH_TEXT = "que donde qui dont où который которая которое которые которых котором которой которую которым"
_RELATIVES = frozenset([*_WHICH_TEXT.split(), "الذي", "التي"])
"""Behind a comma or a participle: it goes on about what a trial or an anniversary is of."""
_THE = frozenset({"the", "this", "these", "those", "el", "la", "los", "las", "le", "les"})
"""Of what is there, and so not denied by what it did not do: ``the fire has not spread``."""
_UNSCOPED = frozenset({"pseudo", "cut", "anywhere", "inside", "foiled"})
"""Cues that look at no words between; ``inside`` denies what it is a part of: ``[everyone on board survived]``."""
_PLANNED = frozenset({"planned.before", "planned.behind"})
_ASIDE = frozenset({"at", "during", "after", "before", "near"})
_AWAY = _INTO | _ASIDE
_AT = frozenset({"at", "in", "on", "near", "of", "outside", "the", "a"})
"""No trigger ends with them but what another one overlaps: ``a [bomb threat at] the station was a hoax``."""
_FLEEING = frozenset({"escaped", "escape", "escapes", "escaping"})
_COUNTING_TEXT = "one two three four five six seven eight nine ten several dozens many some hundreds both all"
_COUNTING = frozenset(_COUNTING_TEXT.split())
_OF, _SAYING = frozenset({"between", "of"}), frozenset({"says", "said", "say", "according"})
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
_HAVING, _WAS = frozenset({"had", "has", "have", "with"}), frozenset({"was", "were", "is", "are", "has", "have"})
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
    if sort in _UNSCOPED:
        return sort == "anywhere" or (
            sort == "inside" and start <= cue.start and cue.end <= end and not _undoes(words, start, cue)
        )
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
            and _which(words, end, cue.start)
            and _only_listed(words, end, cue.start, triggers)
            and _BECAUSE.isdisjoint(words[end : cue.start])
            and not _anew(words, end, cue.start, triggers)
        )
    scope = SCOPES[sort]
    if start < cue.start < end and (cue.kind in _PLANNED or (scope.inner and cue.kind.startswith("negation"))):
        return True  # ``claimed no lives``, ``fans would clash``, ``soldiers refused to fire``
    if cue.start == start and cue.end < end and (cue.kind in _PLANNED or cue.sort == "noun"):
        return words[cue.end] not in _NO_LONGER  # ``no violence``, ``attempt to seize``
    if cue.start == end and cue.source == "no" and words[end - 1].endswith(_DONE) and cue.end < len(words):
        return words[cue.end] not in _NO_LONGER  # ``fired [no] shots``
    if scope.behind:
        return _behind(words, cue, start, end, cuts, triggers)
    if cue.kind == "past.before" and FAR_REACH >= start - cue.end > 0 and _retold(words, cue.end, start):
        return True
    return _ahead(words, cue, scope, start, cuts, triggers)


def _which(words: Sequence[str], start: int, end: int) -> bool:
    """Whether a comma between a plan and its end only begins what is said of it: ``the march, [which] never``."""
    commas = [index for index in range(start, end) if words[index] in _COMMAS]
    if len(commas) == 2 and commas[0] == start and commas[1] == end - 1:
        return True  # ``the march, planned for Saturday, [was called off]``
    if len(commas) == 1 and not _IT.isdisjoint(words[commas[0] + 1 : end + 1]):
        return True  # ``нашли гранату, сапёры [её] обезвредили``
    return not commas or (len(commas) == 1 and words[commas[0] + 1 : commas[0] + 2] in (["which"], ["that"]))


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
            or (cue.start - end <= FINAL_REACH and _inserted(words, end, cue.start))
        )
        and (cue.start == end or words[cue.start - 1] != "that")  # ``fired at a van [that did not] stop``
        and not (words[cue.start - 1] in _ANDS and (cue.sort == "loose" or words[cue.start : cue.end] in _NOBODY))
        and not any(end - 1 <= cut < cue.start for cut in cuts)
        and not _anew(words, end, cue.start, triggers)
        and not (cue.sort == "loose" and not _THE.isdisjoint(words[max(0, start - 2) : start + 1]))
        and _only_listed(words, end, cue.start, triggers)
        and not _complement(words, cue, triggers)
    )


def _inserted(words: Sequence[str], start: int, end: int) -> bool:
    """Whether all that parts two tokens is who says so, between two commas: ``задержанных[, по данным МВД,] нет``."""
    commas = [index for index in range(start, end) if words[index] in _COMMAS]
    return (
        len(commas) == 2
        and commas[1] == end - 1
        and (words[commas[0] + 1] in _ATTRIBUTING or (commas[0] == start and end - start > _ASIDE_LEAST))
        and BREAKS.isdisjoint(words[start:end])
    )


def _anew(words: Sequence[str], start: int, end: int, triggers: frozenset[int]) -> bool:
    """Whether another subject begins behind ``and``: ``was taken away and [his whereabouts] were not disclosed``."""
    return any(
        words[index] in _ANDS
        and index + 1 < end
        and words[max(start, index - _PAIR) : index].count("between") == 0
        and not any(index < trigger < end for trigger in triggers)
        for index in range(start, end)
    )


def _ahead(  # noqa: PLR0911  one return per thing that ends a scope
    words: Sequence[str], cue: Cue, scope: Scope, start: int, cuts: Sequence[int], triggers: frozenset[int]
) -> bool:
    if cue.start > start or any(cue.end <= cut < start for cut in cuts):
        return False
    if start - cue.end > scope.reach and not (start - cue.end <= FINAL_REACH and _inserted(words, cue.end, start)):
        return False
    if cue.start <= start < cue.end:
        return cue.start < start
    denies = cue.kind.startswith("negation")
    fled = words[cue.end - 1] in _FLEEING and words[cue.end] in _AWAY  # ``prisoners [escaped during] the riot``
    if denies and (fled or not _WHILE.isdisjoint(words[max(cue.end, start - 2) : start]) or _given(words, cue, start)):
        return False
    if scope.lists:
        spent = _told_anew(words, cue.end, start) or any(
            words[index] in _INTO and any(cue.end <= trigger < index for trigger in triggers)
            for index in range(cue.end, start)
        )
        return (
            not spent
            and not _aside(words, cue.end, start)
            and not _owned(words, cue, start)
            and not broken(words, cue.end, start, commas=False)
            and _is_list(words, cue.end, start, triggers)
        )
    if (broken(words, cue.end, start, commas=True) and not _inserted(words, cue.end, start)) or _aside(
        words, cue.end, start
    ):
        return False
    if _caused(words, cue.end, start):
        return False
    handed = _handed_on(words, cue.end, start, triggers) and not (
        cue.source.startswith("none") and _verbal(words, start)
    )
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


def _told_anew(words: Sequence[str], start: int, end: int) -> bool:
    """Whether a list of what is not there has ended: who says so follows, or a clause about something known.

    ``no injuries reported, [says] the fire crew``, ``no one was hurt, [and the] fire was out``.
    """
    verb = False
    for index in range(start, end):
        word = words[index]
        if word in _SAYING:
            return True
        if verb and word in _ANDS and words[index + 1] in _THE:
            return True
        verb = verb or word in _WAS
    return False


def _retold(words: Sequence[str], start: int, end: int) -> bool:
    """Whether nothing but a relative clause parts two tokens: ``суд по делу о пожаре, [в котором] погибли``."""
    relatives = [at for at in range(start, end) if words[at] in _RELATIVES]
    if not relatives or broken(words, start, end, commas=False):
        return False
    return all(words[at] not in _COMMAS or any(0 < which - at <= 2 for which in relatives) for at in range(start, end))


def _of_another(words: Sequence[str], cue: Cue, start: int) -> bool:
    """Whether a plan has a verb of its own before this one: ``those who tried to stop the lorries were [beaten]``."""
    return words[cue.end - 1] == "to" and start - cue.end > 1 and words[start - 1] in _WAS


def _given(words: Sequence[str], cue: Cue, start: int) -> bool:
    """Whether a trigger is the definite object of a negated verb: ``did not attend [the march]``."""
    if cue.source not in _OF_VERBS and not (
        cue.source in _DENYING and words[cue.end : cue.end + 1] and words[cue.end].endswith("ing")
    ):
        return False  # ``denied starting [the fire]``
    article = next((i for i in range(start, max(cue.end, start - 3), -1) if words[i] in _THE), None)
    return article is not None and article > cue.end and _MAKING.isdisjoint(words[cue.end : article])


def _handed_on(words: Sequence[str], start: int, end: int, triggers: frozenset[int]) -> bool:
    """Whether a trigger before this one takes the cue: ``no deaths in the fire``, ``nobody died and then``."""
    for index in range(start, end):
        if not any(start <= trigger < index for trigger in triggers):
            continue
        if words[index] in _INTO:  # but ``prevented the rioters from setting fires``
            return not (words[index] == "from" and words[index + 1].endswith("ing"))
        if words[index] in _ANDS and (index + 1 == end or words[index + 1] == "then"):
            return True
    return False


def _complement(words: Sequence[str], cue: Cue, triggers: frozenset[int]) -> bool:
    """A verb cue that has a trigger of its own behind it (``protesters did not clash``) is not about this one."""
    return any(cue.end <= index <= cue.end + 2 and not broken(words, cue.end, index, commas=True) for index in triggers)


def _aside(words: Sequence[str], start: int, end: int) -> bool:
    """Whether a trigger is only where or when it was so: ``no police were present at the protest``.

    Without a form of *be* the place has to stand right before the trigger: ``nobody shouts at the protest``.
    """
    verb = next((index for index in range(start, end) if words[index] in _WAS), end)
    return any(words[index] in _ASIDE for index in (*range(verb + 2, end), *range(max(start + 1, end - 2), end)))


def _owned(words: Sequence[str], cue: Cue, start: int) -> bool:
    """Whether a determiner belongs to what somebody had (``who had no helmet was killed``)."""
    if not cue.start or words[cue.start - 1] not in _HAVING:
        return False
    return any(words[index] in _WAS for index in range(cue.end, start))


def broken(words: Sequence[str], start: int, end: int, *, commas: bool) -> bool:
    """Whether a mark that ends a clause stands between two tokens."""
    between = words[start:end]
    if "and" in between and any(pair in _GOES_ON for pair in pairwise(between)):
        return True
    return not (BREAKS.isdisjoint(between) and (not commas or _COMMAS.isdisjoint(between)))


def _only_listed(words: Sequence[str], start: int, end: int, triggers: frozenset[int]) -> bool:
    """Whether no trigger stands between, or nothing but triggers joined by ``and``: ``жертв и пострадавших нет``."""
    between = range(start, end)
    if not any(index in triggers and words[index] not in _AT for index in between):
        return True
    if not _OF.isdisjoint(words[start - 1 : start + 1]):  # ``a clash [between the two marches] was averted``
        return True
    last = max(index for index in between if index in triggers)
    listed = range(start, last + 1)  # what follows the last is said of them all: ``өлгөн же жабыркаган [адам] жок``
    joining = _ANDS | _ORS | _LISTING
    return any(words[index] in joining for index in listed) and all(
        index in triggers or words[index] in joining for index in listed
    )


def _is_list(words: Sequence[str], start: int, end: int, triggers: frozenset[int]) -> bool:
    """Whether a comma between a determiner and a trigger only separates members of a list.

    Of triggers (``no deaths, arrests``), or of anything before ``or``: ``no civilians, soldiers [or] police were``.
    """
    listed = not _ORS.isdisjoint(words[start:end])
    for index in range(start, end):
        if words[index] in _COMMAS and not listed and not any(start <= t < index for t in triggers):
            return False
        if words[index] in _COMMAS and (words[index + 1][0].isdigit() or words[index + 1] in _COUNTING):
            return False  # ``no shots were heard, [four men] were injured``
        if (
            words[index] in _COMMAS
            and not listed
            and index + 1 < end
            and index + 1 not in triggers
            and words[index + 1] not in ("or", "nor", "and", "no")
        ):
            return False
    return True
