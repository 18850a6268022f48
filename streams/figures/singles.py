"""What languages other than English say of those counted: which are parts, and single victims.

``среди них [двое детей]`` and ``entre ellas [dos niños]`` are parts; ``asesinan [al alcalde] y a su chofer`` and
``[le conducteur] est décédé`` count one, whom the text knows, as does an age: ``[44-Jähriger] stirbt``. The words are
the lexicons' table ``singles`` (`streams.words.lexicon`). Single victims in English are `streams.figures.victims`, in
Arabic `streams.words.arabic`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from streams.figures.groups import AND, THEIR, Figure, Line
from streams.figures.households import PAIRS
from streams.figures.kin import AGED, aged
from streams.figures.measures import HERDS
from streams.words.lexicon import Lexicon

__all__ = ["EITHER", "Singles"]

_MARKS = frozenset({".", ";", ":", "!", "?", "(", ")", "—", "–", ","})
_BEFALLING = frozenset({"killed", "injured", "arrested"})
_ONE = frozenset({"un", "une", "una", "uno", "um", "uma"})
_TAKEN = ("ado", "ada", "ido", "ida", "ato", "ata", "uto", "uta", "eso", "esa", "é", "ée")
"""Ends of participles; ``un mandato d'[arresto]`` is none."""
BROUGHT_REACH = 6  # tokens from a passive to where one was brought
FATE_REACH = 14  # tokens from the person to what befell him
AGED_FATE_REACH = 20  # the same in German, where the verb ends the clause
OLDEST = 110  # years
PAIR_REACH = 4  # tokens from a headline's first person to ``and``
_ALLEGED = frozenset({"presunto", "presunta", "supuesto", "supuesta", "suposto", "suposta", "mutmaßliche", "présumé"})
_YEARS = frozenset({"anos", "años", "ans", "anni", "lat", "лет", "років"})
"""Behind a number that may as well be a term or a time: an age only beside a person."""
_OF_AGE = frozenset({"de", "di", "d'"})
_SEIZURE = "القبض"
_ON_ONE = frozenset({"عليه", "عليها"})
_LIFE = frozenset({"vita", "vida", "vie", "leben"})
_LOSES_TEXT = "perde perdeu perdió pierde perd perdu perso verliert verlor kam kommt"
_LOSES = frozenset(_LOSES_TEXT.split())
_THEY_LOST = frozenset({"hanno", "ont", "han", "haben", "têm", "nicht"})
LONGEST_PART = 4  # words: ``entre los que hay``
LIFE_REACH = {"leben": 12}  # tokens from ``kam`` to ``ums Leben``; else
SHORT_LIFE_REACH = 3
_TO_DEATH = frozenset({("a", "morte"), ("a", "muerte"), ("à", "mort"), ("até", "morte")})
_PLURALS = ("ten", "nen", "ler", "lte", "gte", "tete", "ende", "leute")
_ESTIMATING_TEXT = """estimou calculou avaliou cifrou estimó calculó cifró evaluó cifra público asistencia assistência
participação participación número total toll"""
_ESTIMATING = frozenset(_ESTIMATING_TEXT.split())
EITHER = frozenset({"él", "ella", "ele", "ela", "il", "elle", "lui", "lei"})
"""What befell a pair was not the same to both: ``Casal é baleado: [ele] morreu``."""
_USUALLY_MANY = ("anwohner", "einwohner", "bewohner", "mitarbeiter", "insassen", "kinder", "frauen", "männer")
_TURNED = frozenset({"ist", "wurde", "wird", "sei"})
"""Before a German subject: ``bei dem Unfall [ist] der Lokführer ums Leben gekommen``."""
_STOPS = frozenset({".", ";", ":", "!", "?"})


@dataclass(frozen=True, slots=True)
class Singles:
    """The words of one language; see `streams.words.lexicon` for what each is.

    A language has single victims by their article (``definite``), or by a verb in the singular (``one``), or both, or
    neither.
    """

    part: frozenset[tuple[str, ...]]
    place: frozenset[str]
    definite: frozenset[str]
    objects: frozenset[str]
    links: frozenset[str]
    ends: frozenset[str]
    not_one: frozenset[str]
    beside: frozenset[str]
    dying: frozenset[str]
    passive: frozenset[str]
    one: frozenset[str]
    auxiliary: frozenset[str]
    endings: tuple[str, ...]
    several: frozenset[str]
    collective: frozenset[str]
    negating: frozenset[str]
    aged: tuple[str, ...]
    brought: frozenset[str]

    @classmethod
    def of(cls, lexicon: Lexicon) -> Singles:
        """Return those of a lexicon."""

        def said(cue: str) -> frozenset[str]:
            return frozenset(lexicon.words("singles", cue))

        return cls(
            part=frozenset(tuple(phrase.split()) for phrase in said("part")),
            place=said("place"),
            definite=said("definite"),
            objects=said("objects"),
            links=said("links"),
            ends=said("ends") | _MARKS,
            not_one=said("not_one"),
            beside=said("beside"),
            dying=said("dying"),
            passive=said("passive"),
            one=said("one"),
            auxiliary=said("auxiliary"),
            endings=tuple(lexicon.words("singles", "endings")),
            several=said("several"),
            collective=said("collective"),
            negating=said("negating"),
            aged=tuple(lexicon.words("singles", "aged")),
            brought=said("brought"),
        )

    def parted(self, words: Sequence[str], start: int) -> bool:
        """Whether what stands before a number makes it a part: ``including``, ``среди них``."""
        if not start:
            return False
        before = tuple(words[max(0, start - LONGEST_PART) : start])
        return any(before[-length:] in self.part for length in range(1, len(before) + 1))

    def placed(self, line: Line, figure: Figure) -> bool:
        """Whether a number only says where: ``heridos [en dos barrios]``."""
        start, end = figure.start, figure.end
        if not start or line.words[start - 1] not in self.place or figure.article:
            return False
        if start > 1 and line.words[start - 2] in _ESTIMATING:
            return False  # ``estimou [em 3 mil] o número de participantes``
        roles = [role for role in line.roles[end : end + 2] if role != "evacuated"]  # ``en [dos] escuelas``
        return not any(line.people[end : end + 2]) and not any(roles)

    def victims(self, line: Line, found: Sequence[Figure]) -> list[Figure]:
        """Single persons of whom no number tells."""
        known = self._by_article(line, found) if self.definite else []
        if self.one or "жаштагы" in line.words:
            known += aged(line, found) if not AGED.isdisjoint(line.words) else []
            known += self._by_verb(line, [*found, *known])
        known += self._by_age(line, [*found, *known]) if self.aged else []
        return [*known, *self._at_head(line, [*found, *known])] if self.definite else known

    def _at_head(self, line: Line, found: Sequence[Figure]) -> list[Figure]:
        """One or two persons without an article that a headline begins with: ``[Pai e filho] morrem``.

        What befell them is the first that is told behind them.
        """
        words = line.words
        if len(words) < 2 or 0 in line.starts or any(figure.start <= 2 for figure in found):
            return []
        if self._person(line, 0) is None or self._many(words[0]):
            return []
        last = 0
        for at in range(1, min(PAIR_REACH, len(words) - 1)):
            if words[at] in AND:
                behind = at + 1 + (words[at + 1] in THEIR)
                if behind < len(words) and self._person(line, behind) and not self._many(words[behind]):
                    last = behind
                break
        role = self._befell(line, 0, last + 1)
        if role is None or any(figure.role == role and not figure.article for figure in found):
            return []
        pair = any(words[0] in pairs for pairs in PAIRS.values()) and EITHER.isdisjoint(words)
        people = 2 if last or pair else 1
        return [Figure(0, last + 1, people, people, approximate=False, role=role, people=line.people[0], article=True)]

    def _many(self, word: str) -> bool:
        """Whether a German noun is of several, or may be: ``Demonstranten``, ``Anwohner``."""
        return word.endswith(_PLURALS) or word.startswith(_USUALLY_MANY)

    def _by_age(self, line: Line, found: Sequence[Figure]) -> list[Figure]:
        """Those whom only their age tells of: ``[44-Jähriger] stirbt``, ``ucciso [47enne]``."""
        told = {figure.role for figure in found}
        made: list[Figure] = []
        for start, end in self._ages(line):
            role = self._befell(line, start, end)
            if role is None or role in told:
                continue
            if before := next((one for one in made if one.role == role), None):
                before.low = before.high = (before.low or 0) + 1  # ``[ein 19- und] ein 20-Jähriger``
            else:
                made.append(Figure(start, end, 1, 1, approximate=False, role=role, people="people", led=True))
        return made

    def _ages(self, line: Line) -> Iterator[tuple[int, int]]:
        """Where numbers say how old a person is."""
        words = line.words
        for at in range(len(words) - 1):
            if not words[at].isdigit() or int(words[at]) > OLDEST:
                continue
            behind = at + 2 if words[at + 1] == "-" else at + 1
            if words[behind : behind + 1] and words[behind] in _YEARS and not _called(line, at, behind):
                continue
            held = words[at - 1 : at] == ["("] and words[behind : behind + 1] == [")"]  # ``Ayşe Kaya (81)``
            if held or " ".join(words[behind : behind + 2]).startswith(self.aged):
                yield at, behind + 1

    def _befell(self, line: Line, start: int, end: int) -> str | None:
        """The role of what befell a person of an age, the nearest behind him in his clause, else right before him."""
        for at in range(end, min(end + AGED_FATE_REACH, len(line.words))):
            if at in line.starts or (line.words[at] in _STOPS and len(line.words[at - 1]) > 1):  # ``Murat K.``
                break
            if line.roles[at] in _BEFALLING:
                return "killed" if self._later_died(line, at) else line.roles[at]
        before = line.roles[max(0, start - 4) : start]
        return next((role for role in reversed(before) if role in _BEFALLING), None)

    def _later_died(self, line: Line, at: int) -> bool:
        """Whether who was hurt is dead behind ``and``: ``niedergestochen [und starb]``."""
        joined = False
        for behind in range(at + 1, min(at + AGED_FATE_REACH, len(line.words))):
            word = line.words[behind]
            if behind in line.starts or word in _STOPS or word == ",":
                return False
            joined = joined or word in AND
            if joined and line.roles[behind] == "killed":
                return True
        return False

    def _by_article(self, line: Line, found: Sequence[Figure]) -> list[Figure]:
        """Single persons that the text knows, to whom something was done or who died."""
        words, known = line.words, []
        taken = {index for figure in found for index in range(figure.start, figure.end + 1)}
        for index in range(len(words) - 1):
            if words[index] not in self.definite or index in taken:
                continue
            head = index + 1 + (words[index + 1] in _ALLEGED and index + 2 < len(words))
            people = self._person(line, head) or self._person(line, index + 1)
            if people is None:
                continue
            beside = self._paired(line, head)
            turned = index > 0 and words[index - 1] in _TURNED
            role = self._done_to(line, index) or self._fate(line, head + 1 + beside, passive=turned)
            if beside and role is None and "killed" in line.roles[head + 1 + beside : head + 1 + beside + PAIR_REACH]:
                role = "killed"  # ``el piloto y su acompañante [perdieron la vida]``
            if role and role != "crowd":
                one = Figure(
                    index, index + 1, 1, 1, approximate=False, role=role, people=people, article=True, led=True
                )
                known.append(one)
        return known

    def _paired(self, line: Line, head: int) -> int:
        """How many tokens add somebody of his to a person: ``el piloto [y su acompañante] murieron``."""
        words = line.words
        joined = words[head + 1 : head + 2] and words[head + 1] in AND and words[head + 2 : head + 3]
        if not joined or words[head + 2] not in THEIR or head + 3 >= len(words):
            return 0
        return 3 if self._person(line, head + 3) is not None else 0

    def _person(self, line: Line, at: int) -> str | None:
        """What people a singular noun names, or None for any other word."""
        word = line.words[at]
        one = line.people[at] is not None and word not in self.not_one and not word.endswith(("s", "x"))
        return line.people[at] if one else None

    def _done_to(self, line: Line, article: int) -> str | None:
        """The role of a deed that stands before a person: ``asesinan a balazos [al alcalde]``."""
        at = article - 1
        while at >= 0 and line.words[at] in self.links:
            at -= 1
        linked = line.words[article] in self.objects or at < article - 1 or line.roles[at] == "arrested"
        return line.roles[at] if at >= 0 and linked and not line.people[at] else None

    def _aged(self, words: Sequence[str], comma: int) -> int:
        """Where what is set between commas beside a person ends: ``el conductor, [de 54 años,] fue``; or 0."""
        if words[comma + 1 : comma + 2] and words[comma + 1] in self.beside:
            return next((at + 1 for at in range(comma + 2, min(comma + FATE_REACH, len(words))) if words[at] == ","), 0)
        return 0

    def _fate(self, line: Line, start: int, *, passive: bool) -> str | None:
        """What befell a person by a verb of dying or a passive: ``[el alcalde] fue asesinado``."""
        until = 0
        for index in range(start, min(start + FATE_REACH, len(line.words))):
            word = line.words[index]
            if index < until:
                continue
            if word == "," and (until := self._aged(line.words, index)):
                continue
            if word in self.ends or index in line.starts:
                return None
            if word in self.dying:
                return "killed"
            if passive and line.roles[index]:
                return line.roles[index]
            passive = passive or word in self.passive
        return None

    def _by_verb(self, line: Line, found: Sequence[Figure]) -> list[Figure]:
        """Those whose verb in the singular tells that it was one, at most one of each role: ``el escritor [murió]``."""
        told = {figure.role for figure in found}
        one: dict[str, Figure] = {}
        for at, role in enumerate(line.roles):
            if role not in _BEFALLING or role in told or role in one or not self._singular(line, at):
                continue
            # ``è stato accoltellato [a morte]``
            befell = "killed" if tuple(line.words[at + 1 : at + 3]) in _TO_DEATH else role
            if person := next((figure for figure in found if _same(line.words, figure, at)), None):
                person.role = befell
                told.add(befell)
                continue
            one[befell] = Figure(at, at + 1, 1, 1, approximate=False, role=befell, article=True, led=True)
        return list(one.values())

    def _singular(self, line: Line, at: int) -> bool:
        word = line.words[at]
        before = line.words[max(0, at - 3) : at]
        if not self.collective.isdisjoint(line.words[max(0, at - 4) : at + 4]) or not self.negating.isdisjoint(before):
            return False
        if not self.several.isdisjoint(before[-2:]) or not HERDS.isdisjoint(line.words[at + 2 : at + 3]):
            return False  # ``ont succombé``, ``ucciso [40] animali``
        if word == _SEIZURE and line.words[at + 1 : at + 2] and line.words[at + 1] in _ON_ONE:
            return True  # ``القبض [عليه]``
        if word in self.one or (word in _LIFE and _lost_life(line.words, at)):
            return True
        if word.endswith(self.endings) and not self.auxiliary.isdisjoint(before[-2:]):
            return True
        return self._brought(line, at) or self._shortly(line, at)

    def _brought(self, line: Line, at: int) -> bool:
        """Whether a passive in the singular says that one was taken there: ``a été placée en [garde] à vue``.

        What is brought to a hospital may be a body.
        """
        words = line.words
        if words[at] not in self.brought:
            return False
        for verb in range(at - 1, max(0, at - BROUGHT_REACH), -1):
            if words[verb] in self.ends:
                return False
            if words[verb].endswith(self.endings) and words[verb - 1] in self.auxiliary:
                return "killed" not in line.roles[: verb + 1]
        return False

    def _shortly(self, line: Line, at: int) -> bool:
        """Whether a headline tells of one who was taken, without a verb: ``une habitante [interpellée]``."""
        words = line.words
        article = words[at - 2] if at > 1 else ""
        return line.roles[at] == "arrested" and article in _ONE and words[at].endswith(_TAKEN)


def _called(line: Line, at: int, behind: int) -> bool:
    """Whether years are somebody's age: ``jovem [de 19 anos]``, ``João Pereira, [35 anos,]``, not ``há 20 anos``."""
    words = line.words
    if words[at - 1] in _OF_AGE:
        return at > 1 and (line.people[at - 2] is not None or words[at - 2] == ",")
    return words[at - 1 : at] == [","] and words[behind + 1 : behind + 2] == [","]


def _lost_life(words: Sequence[str], at: int) -> bool:
    """Whether one lost his life: ``[perdeu] a vida``, ``[kam] bei einem Brand ums Leben``."""
    before = words[max(0, at - LIFE_REACH.get(words[at], SHORT_LIFE_REACH)) : at]
    return not _LOSES.isdisjoint(before) and _THEY_LOST.isdisjoint(words[max(0, at - SHORT_LIFE_REACH - 1) : at])


def _same(words: Sequence[str], figure: Figure, verb: int) -> bool:
    """Whether a verb is of a person before it who is counted already: ``[son frère], grièvement blessé, a été``."""
    single = figure.article and figure.role is None and figure.people is not None and figure.high == 1
    return single and figure.end <= verb and _STOPS.isdisjoint(words[figure.end : verb])
