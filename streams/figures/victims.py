"""English phrases that count the dead and injured without a plain number before a plain noun.

``the driver was shot dead`` (a victim that the text knows counts as one), ``a sixth was killed``, ``his body was
found``, ``he died in hospital``, ``two killed; suspect in custody``. How they add up with others is told in
`streams.figures.sides`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress

from streams.figures.fates import DYING, ENDS, FATE_REACH, NO_NAME, PASSIVE, describes, fate_of, head_of
from streams.figures.groups import AND, AS_WELL_AS, Figure, Line
from streams.figures.persons import are_two, several
from streams.figures.phrasing import FELLED
from streams.figures.uncounted import ORDINALS, WHERE

__all__ = ["named"]

_ARTICLES = frozenset({"a", "an", "the", "one"})
_WHOSE = frozenset({"his", "her", "a", "the"})
_EVERYBODY = frozenset({"everyone", "everybody", "all"})
_NOT_YET = frozenset({"not", "until", "yet", "if", "whether", "once", "be", "n't", "nearly", "almost"})
ACCOUNTED_REACH = 8  # tokens from ``all`` to ``accounted for``
_KIN = frozenset({"his", "her"})
_PRONOUNS = frozenset({"he", "she"})
_CUSTODY = frozenset({"custody", "arrested", "detained", "held"})
_BEFORE_HIM = frozenset({";", ":", ",", "and", "but", "where"})
_LATER = frozenset({"later", "then", "also", "subsequently", "eventually", "has", "had", "was", "reportedly", "soon"})
GONE_REACH = 4  # tokens from ``he`` to his dying
_HIM = frozenset({"him", "her"})
_DEAD = frozenset({"dead", "death", "died"})
DATE_REACH = 7  # tokens of a date that opens a sentence
NAME_REACH = 7  # tokens from the verb to whose family it was
_REMAINS = frozenset({"body", "corpse"})
_RECOVERED = frozenset({"found", "recovered", "discovered", "dumped", "retrieved", "pulled"})
CLAUSE_REACH = 5  # tokens before a name in which nobody else may be told of
_WAS = frozenset({"was", "been"})
_BESIDES = frozenset(
    {"also", "later", "reportedly", "allegedly", "fatally", "then", "seriously", "critically", "badly"}
)
_BEFALLEN_TEXT = "killed murdered assassinated executed beheaded wounded injured arrested detained captured"
_BEFALLEN = frozenset(_BEFALLEN_TEXT.split())
_NOBODY_TEXT = """
it which that what there this who whom they we none nobody one everyone everybody all no not nothing group family crowd
team crew village area city town number population unit patrol convoy platoon cell gang country nation economy car
vehicle house building number army police party government company ship boat plane bill plan horse dog animal bird cat
cow pig calf goat pony deer lion tiger bear elephant whale shark swan puppy kitten kangaroo bull leopard wolf dolphin
he she his her whoever anyone someone somebody nor neither whether if
"""
_NOBODY = frozenset(_NOBODY_TEXT.split())
"""Subjects of a verb in the singular that are no single person, or that a sentence before has told of."""
FOUND_REACH = 7  # tokens from the body to its being found
_DONE_TO_TEXT = (
    "killing killed kills kill wounding wounded wounds injuring injured injures murdered murdering murders executed "
    "executing beheaded beheading assassinated assassinating slaughtered lynched lynching"
)
_DONE_TO = frozenset(_DONE_TO_TEXT.split())
_TAKING = frozenset({"detained", "detaining", "arrested", "arresting", "detain", "arrest", "nabbed"})
_KILLING = _DONE_TO | FELLED
_KILLS = frozenset({"kills", "kill", "beheads", "executes", "murders", "assassinates"})
_ACTS = _KILLS | {"leaves", "left", "leaving"}
_HARM = frozenset({"killed", "injured"})
_BEFORE_VICTIM = frozenset({"after", "as", "when", ",", ";"})
_HAVING = frozenset({"has", "had"})
_BEING = _HAVING | {"was", "is"}
_BEFORE_ONE = frozenset({"previously", "twice", "times", "once", "wanted", "if", "until", "would"})
_STOPS = frozenset({"not", "n't", "to", "by", "for", "after", "in", "when", "never"})
TAKEN_REACH = 8  # tokens from ``he`` to his arrest
OBJECT_REACH = 4  # tokens from such a verb to the noun


_DECLARED = frozenset({"pronounced", "declared"})
_STILL = frozenset({"is", "was", "remains", "remained"})


def named(line: Line) -> list[Figure]:
    """Single victims that the text knows: ``killing [the driver]``, ``[the commander] was killed``.

    One of a list has no role yet; it takes that of the list.
    """
    found = [*_kin(line), *_bare_object(line), *_was_done_to(line)]
    if "accounted" in line.words and (all_found := _accounted(line)):
        found.append(all_found)
    if "another" in line.words:
        found += _another(line)
    if not _PRONOUNS.isdisjoint(line.words):
        found += [one for one in (_gone(line), _taken(line)) if one is not None]
    found += _headline(line)
    found += _amid_headline(line)
    if not _CUSTODY.isdisjoint(line.words):
        found += _held(line)
    for index in _openings(line.words):
        word = line.words[index]
        if one := _beyond(line, index) or _body(line, index):
            found.append(one)
        if word != "the" or (head := head_of(line, index)) is None:
            continue
        before = line.words[index - 1] if index else ""
        if before == "of" or line.words[max(0, index - 2) : index] == ["according", "to"]:
            continue  # ``9 fighters of [the presidential guard]``
        done = before in _DONE_TO or before in _TAKING
        role = line.roles[index - 1] if done else fate_of(line, head)
        joined = before in AND or before == "plus" or line.words[max(0, index - 3) : index] == AS_WELL_AS
        listed = joined or line.words[_behind_whose(line.words, head) :][:1] in ([","], ["and"])
        if role or listed:
            one = Figure(index, index + 1, 1, 1, approximate=False, role=role, people=line.people[head], article=True)
            one.led = done
            found.append(one)
    return found


def _behind_whose(words: Sequence[str], head: int) -> int:
    """Where a noun's phrase ends, with whose he was: ``the driver [of the car] and his passenger``."""
    owned = words[head + 1 : head + 2] == ["of"] and words[head + 2 : head + 3] and words[head + 2] in _WHOSE
    return head + 4 if owned else head + 1


def _was_done_to(line: Line) -> list[Figure]:
    """Who has a name and no noun, and was alone by the verb: ``[Peter Blake] was killed``."""
    words, found = line.words, []
    for at in compress(range(1, len(words) - 1), map(_WAS.__contains__, words[1:-1])):
        verb = at + 1 + (words[at + 1] in _BESIDES)
        role = line.roles[verb] if verb < len(words) and words[verb] in _BEFALLEN else None
        if words[verb : verb + 1] and words[verb] in _DECLARED and words[verb + 1 : verb + 2] == ["dead"]:
            role = "killed"
        subject = at - 1 - (words[at] == "been")
        if words[subject] == "," and words[subject - 1].isdigit() and words[subject - 2] == "," and subject > 2:
            subject -= 3  # ``James Okoro[, 28,] was``
        if role is None or subject < 0 or not words[subject].isalpha() or words[subject] in _NOBODY:
            continue
        clause = range(max(0, subject - CLAUSE_REACH), subject + 1)
        if any(line.people[index] or index in line.starts or words[index] in _NOBODY for index in clause):
            continue
        found.append(Figure(subject, subject, 1, 1, approximate=False, role=role, people="people", article=True))
    return found


def _accounted(line: Line) -> Figure | None:
    """Nobody is missing: ``everyone has been [accounted for]``, ``all 45 passengers were [accounted for]``."""
    words, at = line.words, line.words.index("accounted")
    before = words[max(0, at - ACCOUNTED_REACH) : at]
    if words[at + 1 : at + 2] != ["for"] or _EVERYBODY.isdisjoint(before) or not _NOT_YET.isdisjoint(before):
        return None
    return Figure(at, at + 2, 0, 0, approximate=False, role="missing", people="people")


def _held(line: Line) -> list[Figure]:
    """Who is held by a headline's last words and has no article: ``two killed; [suspect] in custody``."""
    words, found = line.words, []
    for at in compress(range(2, len(words)), map(_CUSTODY.__contains__, words[2:])):
        noun = at - 1 - (words[at - 1] in ("in", "under"))
        person = line.people[noun] and not several(words[noun])
        first = noun - 2 if words[noun - 1] == "-" else noun  # ``; [17-year-old] arrested``
        if person and words[first - 1] in ENDS and noun not in line.starts:
            one = Figure(noun, noun, 1, 1, approximate=False, role="arrested", people=line.people[noun], article=True)
            found.append(one)
    return found


def _kin(line: Line) -> list[Figure]:
    """Who is only named beside his family, and those of a list without articles.

    ``killed [Abu Yahya] and his driver``, ``killed the husband, [wife] and [daughter] of a family``.
    """
    words, found = line.words, []
    for index in compress(range(len(words) - 3), map(_KILLING.__contains__, words)):
        word = words[index]
        first = words[index + 1]
        if first in _HIM and not line.people[index + 2] and _deadly_deed(words, index):
            one = Figure(index + 1, index + 2, 1, 1, approximate=False, role="killed", people="people", article=True)
            one.led = True
            found.append(one)
            continue
        if not (several(first) and line.people[index + 1]) and first not in NO_NAME and first[0].isalpha():
            own = next((at for at in range(index + 2, min(index + NAME_REACH, len(words))) if words[at] in _KIN), None)
            name = range(index + 1, (own or 0) - 1)
            if (
                own
                and words[own - 1] in (",", "and", "with")
                and own + 1 < len(words)
                and line.people[own + 1]
                and len(name) > 0
                and not any(at in line.starts or words[at] in NO_NAME or line.roles[at] for at in name)
            ):
                one = Figure(index + 1, index + 2, 1, 1, approximate=False, role="killed", people="people")
                one.led = True
                found.append(one)
        elif (
            word in _DONE_TO and words[index + 1] in _WHOSE and line.people[index + 2] and not are_two(words, index + 2)
        ):
            found += _bare_list(line, index + 3)
    return found


def _deadly_deed(words: Sequence[str], index: int) -> bool:
    """Whether what was done to him is his death: ``killed him``, ``shot him [dead]``."""
    if words[index] in FELLED:
        return not _DEAD.isdisjoint(words[index + 2 : index + 5])
    return words[index].startswith(("kill", "murder", "behead", "execut", "lynch", "assassin", "slaughter"))


def _gone(line: Line) -> Figure | None:
    """The one whom the text told of before: ``[He] died in hospital``, ``opened fire at an official; [he] died``."""
    start = next(at for at, word in enumerate(line.words) if word in _PRONOUNS)
    if start and (line.words[start - 1] not in _BEFORE_HIM or "killed" in line.roles[:start]):
        return None
    for index in range(start + 1, min(start + GONE_REACH, len(line.words))):
        word = line.words[index]
        passive = line.words[index - 1] in PASSIVE and line.roles[index] == "killed"
        if passive or (word in DYING and word != "survive" and line.roles[index] == "killed"):
            return Figure(start, start + 1, 1, 1, approximate=False, role="killed", people="people", article=True)
        if word not in _LATER:
            return None
    return None


def _taken(line: Line) -> Figure | None:
    """The one whom a sentence before told of, or this one: ``... before [he] was overpowered and arrested``."""
    words = line.words
    if "arrested" not in line.roles or not _BEFORE_ONE.isdisjoint(words):
        return None
    for at in compress(range(len(words) - 2), map(_PRONOUNS.__contains__, words)):
        if words[at + 1] not in _BEING or (words[at + 1] in _HAVING and words[at + 2] not in PASSIVE):
            continue
        for index in range(at + 2, min(at + TAKEN_REACH, len(words))):
            if line.roles[index] == "arrested":
                return Figure(at, at + 1, 1, 1, approximate=False, role="arrested", people="people", article=True)
            if words[index] in ENDS or line.roles[index] or words[index] in _STOPS:
                break
    return None


def _bare_object(line: Line) -> list[Figure]:
    """Who is killed by a verb of now and has no article: ``kills [IS member] in Daquq``, ``left [driver] dead``."""
    found = []
    for index in compress(range(len(line.words) - 1), map(_ACTS.__contains__, line.words)):
        for at in range(index + 1, min(index + OBJECT_REACH, len(line.words))):
            word = line.words[at]
            if word in NO_NAME or not word[0].isalpha() or line.roles[at] or at in line.starts:
                break
            if line.people[at] and not describes(line, at):
                role = "killed" if line.words[index] in _KILLS else _left(line, at + 1)
                if role and not several(word) and line.words[at + 1 : at + 2] != ["of"]:
                    one = Figure(index + 1, at, 1, 1, approximate=False, role=role, people=line.people[at])
                    one.article = one.led = True
                    found.append(one)
                break
    return found


def _left(line: Line, at: int) -> str | None:
    return line.roles[at] if at < len(line.roles) and line.roles[at] in _HARM else None


def _another(line: Line) -> list[Figure]:
    """One more whose verb is left out: ``one was shot dead in Basra, [another] in Nasiriyah``."""
    words, found = line.words, []
    for at in compress(range(1, len(words) - 1), (word == "another" for word in words[1:-1])):
        if words[at + 1] in _STILL and words[at - 1] in (",", "and", ";", "while") and "killed" in line.roles[:at]:
            role = next((role for role in line.roles[at + 2 : at + 2 + GONE_REACH] if role), None)
            role = "injured" if words[at + 2 : at + 4] == ["in", "hospital"] else role
            if role in ("injured", "missing"):
                found.append(Figure(at, at + 1, 1, 1, approximate=False, role=role, people="people", article=True))
                continue
        if words[at - 1] in (",", "and", ";") and words[at + 1] in WHERE and "killed" in line.roles[:at]:
            one = Figure(at, at + 1, 1, 1, approximate=False, role="killed", people="people", article=True)
            one.added = True
            found.append(one)
    return found


def _bare_list(line: Line, at: int) -> list[Figure]:
    """Members of a list of single people that have no article: ``the husband, [wife] and [daughter]``."""
    words, found = line.words, []
    while at + 1 < len(words) and (words[at] == "," or words[at] in AND):
        noun = at + 1
        if line.people[noun] is None or several(words[noun]) or line.roles[noun]:
            break
        one = Figure(noun, noun + 1, 1, 1, approximate=False, people=line.people[noun], article=True)
        one.role, one.led = "killed", True
        found.append(one)
        if words[at] in AND:
            return found
        at += 2
    return []


def _openings(words: Sequence[str]) -> list[int]:
    """Return where a victim that the text knows may be named, but for the last word."""
    return [index for index, word in enumerate(words[:-1]) if word in _WHOSE]


def _beyond(line: Line, index: int) -> Figure | None:
    """One more by his place in the row: ``[a sixth] was shot dead the same night``."""
    words = line.words
    if words[index] not in ("a", "the") or words[index + 1] not in ORDINALS or index + 2 >= len(words):
        return None
    if line.people[index + 2] is None and words[index + 2] not in PASSIVE | DYING | {"who"}:
        return None
    role = fate_of(line, index + 1)
    if role is None and words[index + 2] == "who" and "killed" in line.roles[index + 2 : index + 2 + FATE_REACH]:
        role = "killed"
    if role is None:
        return None
    return Figure(index, index + 2, 1, 1, approximate=False, role=role, people="people", article=True, added=True)


def _body(line: Line, index: int) -> Figure | None:
    """One dead by his body, when nothing else in the sentence counts the dead: ``[his body] was found``."""
    words = line.words
    if words[index] not in _WHOSE or words[index + 1] not in _REMAINS or "killed" in line.roles[:index]:
        return None
    if _RECOVERED.isdisjoint(words[index + 2 : index + 2 + FOUND_REACH]):
        return None
    return Figure(index, index + 1, 1, 1, approximate=False, role="killed", people="people", article=True, led=True)


_LABEL = 4  # tokens, with the colon, of what stands before a headline


def _headline(line: Line) -> list[Figure]:
    """The victims that a headline or a note begins with: ``[Former fighter] was gunned down``, ``[Man] killed in``.

    Also behind a date: ``On 7 July 2020, [Hachalu's uncle] was stabbed``; and several: ``[Father] and [son] killed``,
    ``[Mother], two children die``, where the others' number says what befell them all.
    """
    start = _behind_date(line.words)
    first = line.words[start : start + 1]
    if not first or first[0] in _ARTICLES or start in line.starts or (head := head_of(line, start - 1)) is None:
        return []
    heads = [(start, head)]
    while line.words[head + 1 : head + 2] in ([","], ["and"]) and (head := head_of(line, head + 1) or 0):
        heads.append((head, head))
    last = heads[-1][1]
    role = fate_of(line, last, headline=True)
    if role is None and line.words[last + 1 : last + 2] not in ([","], ["and"]):
        return []
    return [
        Figure(at, at, 1, 1, approximate=False, role=role, people=line.people[noun], article=True) for at, noun in heads
    ]


def _amid_headline(line: Line) -> list[Figure]:
    """Victims without an article later in a headline: ``held after [man] dies``, ``3 hurt, [suspect] dead``."""
    words, found = line.words, []
    for at in compress(range(2, len(words) - 1), map(_BEFORE_VICTIM.__contains__, words[1:])):
        if words[at] in _ARTICLES or at in line.starts or (line.people[at - 2] and words[at - 1] == ","):
            continue  # of a list
        if (head := head_of(line, at - 1)) is None or head > at + 1 or words[at] in NO_NAME:
            continue
        role = fate_of(line, head, headline=True)
        if role in _HARM:
            found.append(Figure(at, at, 1, 1, approximate=False, role=role, people=line.people[head], article=True))
    return found


def _behind_date(words: Sequence[str]) -> int:
    """Where a sentence begins behind ``On 7 July 2020,``, ``BREAKING:`` or ``RT @leedsnews:``; else 0."""
    if words[:1] != ["on"]:
        return words.index(":") + 1 if ":" in words[1:_LABEL] else 0
    return next((at + 1 for at in range(2, min(DATE_REACH, len(words))) if words[at] == ","), 0)
