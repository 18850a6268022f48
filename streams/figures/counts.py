"""How many of what: numbers with roles.

Each number (`streams.figures.numbers`) gets its role from the nearest role word of its clause, a conjoined number
(``three soldiers and a civilian``, ``a man and his son``) shares the role of its fellow and adds to one total with
parts, unless it only divides the first (``four people, two men and two women``); ``half of whom were police`` and
``including two children`` are parts. Both sides of a fight and verbs left out are `streams.figures.sides`, the sum
over a short text's sentences `streams.figures.tolls`; counts of different reports are never added up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from streams.figures.addresses import is_label
from streams.figures.affecting import Affecting
from streams.figures.ages import aged, put_back, without_ages
from streams.figures.circumstances import (
    nor_missing,
    of_before,
    told_before,
    undotted,
)
from streams.figures.further import add_further, beside, rescuers
from streams.figures.groups import Figure, Line, conjoin, parts, relative, says, share_people, spread_parts
from streams.figures.households import PAIRS, Households
from streams.figures.idioms import Idioms
from streams.figures.kin import one_more
from streams.figures.leaving import LEAVING, leaving
from streams.figures.listed import BEFALLEN_FIRST, listed
from streams.figures.meanings import Meanings
from streams.figures.mixed import alternative, mixed
from streams.figures.moved import AFFECTING
from streams.figures.numbers import Number, Numbers
from streams.figures.persons import are_two
from streams.figures.persons_beside import opens_with_year, succumbed, with_one
from streams.figures.phrasing import DRAWING, phrased
from streams.figures.ranks import claimed, ranked
from streams.figures.role_giver import RoleGiver
from streams.figures.row_of_dead import PLACE_AMONG_THE_DEAD, in_the_row
from streams.figures.sides import (
    among,
    badly_and_lightly,
    in_all,
    left_out,
    losers,
    on_top,
    share_role,
    sides,
    they_died,
)
from streams.figures.singles import EITHER, Singles
from streams.figures.straits import straits
from streams.figures.suffixed import couples, parts_before
from streams.figures.tellers import rivals, settle
from streams.figures.toll_role import TOLL, reached
from streams.figures.tolls import sum_up
from streams.figures.towns import of_towns
from streams.figures.uncounted import based, besides, grouped, uncounted
from streams.figures.undone import his_kin, undone, victims_until
from streams.figures.victims import named
from streams.figures.whose import marchers, of_now
from streams.words.lexicon import Lexicon

__all__ = ["Figure", "Figures"]

_PAIR_TEXT = "of or dozen hundred thousand more"
_PAIR = frozenset(_PAIR_TEXT.split())
"""Behind ``a couple``: some, and no pair of people."""
_COUPLES_TEXT = "couple супруги супругов подружжя małżeństwo małżonkowie małżonków жубайлар эрди-катын ehepaar пара"
_COUPLES = frozenset(_COUPLES_TEXT.split())
_ONE = frozenset({"un", "une", "una", "um", "uma"})
_ARMED = frozenset({"مسلح", "المسلح"})
_FIGHTS = frozenset(
    {"شجار", "هجوم", "الهجوم", "نزاع", "صراع", "سطو", "كمين", "اشتباك", "تمرد", "النزاع", "السطو", "الشجار", "قتال"}
)
"""Before ``armed``, which is then no armed man."""
_PREPOSITIONS = frozenset({"at", "to", "for"})  # give a number a role and name nothing


def _corrected(words: Sequence[str], found: list[Figure]) -> list[Figure]:
    """Let a number that is taken back in the same breath be the right one: ``погибли [не трое, а четверо]``."""
    kept: list[Figure] = []
    for one in found:
        first = kept[-1] if kept else None
        taken_back = first is not None and words[first.start - 1 : first.start] == ["не"]
        if first is not None and taken_back and words[first.end : one.start] == [",", "а"]:
            first.low, first.high, first.end = one.low, one.high, one.end
        else:
            kept.append(one)
    return kept


class Figures:
    """Number phrases of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._numbers = Numbers(lexicon)
        self._arabic = lexicon.language == "ar"
        self._genitive = lexicon.language in ("ky", "tr")
        self._i_joins = lexicon.language in ("pl", "sr")  # ``and``, which in English is the speaker
        self._singles = Singles.of(lexicon)
        self._households = Households(lexicon)
        self._pairs = PAIRS.get(lexicon.language, frozenset())
        self._two = self._pairs | {"pareja"}
        self._eastern, self._german = lexicon.language in ("ru", "uk"), lexicon.language == "de"
        self.english = self._english = lexicon.language == "en"
        self.romance = lexicon.language in ("es", "fr", "pt", "it")
        sums = sum_up if lexicon.language in ("en", "ru", "uk", "pl", "ky", "tr") else None
        self.sums = add_further if self.romance else sums  # the dead of several sentences
        self._giver = RoleGiver(lexicon.language, self._singles, self._numbers.fuzzy)
        self._meanings = Meanings(lexicon)
        self._idioms = Idioms(lexicon) if self._english else None
        known = {"evacuated": AFFECTING, "crowd": DRAWING}
        phrases = {"evacuated": LEAVING} if self._idioms is None else self._idioms.marked(known)
        self.affecting = Affecting(lambda word: self._meanings[word][0], self._numbers.begins, phrases)

    def find(self, words: Sequence[str], *, protest: bool = False) -> list[Figure]:
        """All number phrases of a sentence that have a role, in order; a conjoined total stands before its parts.

        Of one that tells of a ``protest``, people whom nothing else befell are those who do.
        """
        if not words:
            return []
        if self._english:
            words, places = without_ages(words)
            if places:
                return put_back(self._found(words, aged(words, places), protest=protest), places)
        return self._found(words, (), protest=protest)

    def _found(  # noqa: PLR0912, PLR0915  one branch for each of the languages' own ways
        self, words: Sequence[str], aged: Collection[int], *, protest: bool
    ) -> list[Figure]:
        """Return what a sentence without ages has, which stood behind the tokens ``aged``."""
        kinds = list(map(self._meanings.__getitem__, words))
        roles: Sequence[str | None] = [role for role, _ in kinds]
        roles = self._phrased(words, roles)
        roles = undone(words, roles) if self._eastern else roles
        asked = protest or aged or any(roles) or (self._english and claimed(words))
        placed = not self._english and not PLACE_AMONG_THE_DEAD.keys().isdisjoint(words)
        if not asked and not placed and TOLL.isdisjoint(words) and "accounted" not in words:
            return []
        people = [who for _, who in kinds]
        numbers: Sequence[Number] = self._numbers.find(words)
        if self._english:
            numbers = grouped(words, numbers)
        if self._i_joins:
            words = ["and" if word == "i" else word for word in words]
        words = undotted(words)
        line = Line(words, roles, people, english=self._english)
        two = self._two if EITHER.isdisjoint(words) else self._pairs
        found = [
            Figure(n.start, n.end + (n.article and not self._english), 2, 2, approximate=False)
            if (words[n.end - 1] == "couple" and _PAIR.isdisjoint(words[n.end : n.end + 1]))
            or (words[n.start] in _ONE and n.article and not two.isdisjoint(words[n.end : n.end + 1]))
            or (self._english and n.article and n.end < len(words) and n.low == 1 and are_two(words, n.end))
            else Figure(n.start, n.end, n.low, n.high, n.approximate, share=n.share, article=n.article)
            for n in numbers
            if not (
                n.article and ((people[n.start] and self._belongs(line, n, numbers)) or self._owns(words, n, numbers))
            )
            and not (self._english and uncounted(words, n.start, n.end, article=n.article))
            and not (self._english and not n.article and is_label(words, people, n.start, n.end))
            and not (n.article and n.start and told_before(words, n.start))
            and not (n is numbers[0] and opens_with_year(words, people, numbers))
            and not (self._arabic and (mixed(words, roles, n.start, n.end) or alternative(words, n.start)))
            and not (n.article and self._english and says(line, n.end))
        ]
        if self._eastern and "не" in words:
            found = _corrected(words, found)
        line.starts = [
            figure.start
            for figure in found
            if (not figure.article or figure.low == 0)
            and not figure.share
            and not relative(words, figure)
            and not self._singles.parted(words, figure.start)
            and not based(words, figure)
            and not (besides if self._english else self._singles.placed)(line, figure)
        ]
        until = 0
        for figure in found:
            self._giver.give(line, figure)
            if figure.start < until and figure.people:
                figure.part = True  # ``a family of five, [parents and three girls], perished``
            until = max(until, figure.until if figure.role else 0)  # ``[un] feu`` counts nobody
            if words[figure.end - 1] in _COUPLES or words[figure.end - 1] in self._pairs:
                figure.people = figure.people or "people"
        found = self._households.join(line, found)
        if known := named(line) if self._english else self._singles.victims(line, found):
            found = sorted([*found, *known], key=lambda figure: figure.start)
        if self._eastern and (kin := his_kin(line, found)):
            found = sorted([*found, *kin], key=lambda figure: figure.start)
        if self._english:
            reached(words, found)
            found = [one for at, one in enumerate(found) if not of_before(words, one, found[:at])]
            if aged or words[0] in BEFALLEN_FIRST:
                found = listed(line, found, aged)
            losers(line, found)
            they_died(line, found)
            in_all(line, found)
            among(line, found)
            settle(line, found)
            found = ranked(line, found)
        if self._german:
            found = with_one(line, found)
        if "injured" in roles:
            found = succumbed(line, found, dying=self._genitive)
        found += [*one_more(line, found), *nor_missing(line, found), *(couples(line, found) if self._genitive else ())]
        if self._eastern:
            found += victims_until(line, found)
        if placed:
            found = in_the_row(line, found)
        found = of_now(line, rescuers(line, found) if self.romance else found)
        marchers(line, found if protest else ())
        if self._genitive:
            parts_before(line, found)
        if len(found) < 2:
            return [figure for figure in found if figure.role and not figure.share]
        share_people(line, found)
        spread_parts(line, found)
        if self._english:
            left_out(line, found)
            on_top(line, found)
        badly_and_lightly(line, found)
        share_role(line, found)
        if not self._english:
            of_towns(line, found)
        rivals(line, found)
        return sides(
            line,
            [
                figure
                for figure in parts(line, conjoin(line, beside(line, found) if self.romance else found))
                if figure.role
            ],
        )

    def _phrased(self, words: Sequence[str], roles: Sequence[str | None]) -> Sequence[str | None]:
        """Add the roles that several words give together."""
        if self._idioms is None:
            return straits(words, leaving(words, roles))
        return self._idioms.give(words, phrased(words, roles))

    def gives(self, role: str, words: Iterable[str]) -> bool:
        """Whether one of some words gives a role."""
        return any(self._meanings[word][0] == role for word in words)

    def nobody(self, word: str) -> bool:
        """Whether a word says none."""
        return self._numbers.none(word)

    def tells(self, words: Sequence[str], figure: Figure) -> int:
        """Return the token that gives a number its role: the nearest that can, else the number's own first."""
        roles: Sequence[str | None] = [self._meanings[word][0] for word in words]
        roles = self._phrased(words, roles)
        roles = undone(words, roles) if self._eastern else roles
        giving = [at for at, role in enumerate(roles) if role == figure.role and words[at] not in _PREPOSITIONS]
        return min(giving, key=lambda at: max(figure.start - at, at - figure.end + 1), default=figure.start)

    def _belongs(self, line: Line, noun: Number, numbers: Sequence[Number]) -> bool:
        """Whether a singular that counts as one is only what a number before it counts: Russian ``пять солдат``."""
        words, at = line.words, noun.start
        if self._arabic and words[at][0] == "و":
            return False  # ``قتيلان [ومفقود]``
        if self._arabic and at and words[at].startswith("ال") and words[at - 1].startswith("ال"):
            return True  # an adjective: ``الدفاع [المدني]``
        return any(
            not other.article and 0 <= at - other.end <= 1 and not (self._arabic and any(line.roles[other.end : at]))
            for other in numbers
        )

    def _owns(self, words: Sequence[str], owner: Number, numbers: Sequence[Number]) -> bool:
        """Whether the number behind it says how many: ``her two daughters``, but not ``شهيد [واربعة] مصابين``."""
        if self._arabic and words[owner.start] in _ARMED and words[owner.start - 1 : owner.start] != []:
            return words[owner.start - 1] in _FIGHTS
        if self._arabic and words[owner.end : owner.end + 1] and words[owner.end][0] == "و":
            return False
        return any(other.start == owner.end for other in numbers)
