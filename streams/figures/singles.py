"""What languages other than English say of those counted: which are parts, and single victims.

``среди них [двое детей]`` and ``entre ellas [dos niños]`` are parts; ``asesinan [al alcalde] y a su chofer`` and
``[le conducteur] est décédé`` count one, whom the text knows. English is `streams.figures.victims`, Arabic
`streams.words.arabic`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from streams.figures.groups import Figure, Line

__all__ = ["Agreement", "parted", "placed", "single_victims"]

_PART_BEFORE_TEXT = """including among incl включая incluyendo incluidos incluido incluida incluidas entre dont parmi
notamment ضمنهم بينهم بينها منهم منها darunter davon incluindo compresi cui compris"""
_PART_BEFORE = frozenset(_PART_BEFORE_TEXT.split())
_AMONG_THEM_TEXT = """среди+них среди+которых том+числе entre+ellos entre+ellas entre+quienes los+que las+que
ellos+hay parmi+eux parmi+elles parmi+lesquels parmi+lesquelles y+compris من+بينهم من+بينها من+ضمنهم فيهم+على بمن+فيهم
анын+ичинде алардын+ичинде алардын+ичинен анын+ичинен алардын+арасында булардын+ичинде арасында+да entre+eles
entre+elas tra+cui fra+cui unter+ihnen tra+loro tra+questi"""
_AMONG_THEM = frozenset(tuple(pair.split("+")) for pair in _AMONG_THEM_TEXT.split())
_PLACING_TEXT = (
    "en con contra desde hacia por dans à sur avec contre depuis par в на по под через за с со في قرب على em nel"
)
_PLACING = frozenset(_PLACING_TEXT.split())
_DEFINITE = frozenset({"el", "la", "al", "le", "il", "lo", "o", "a", "der", "die", "das"})
_DYING_TEXT = """murió muere falleció fallece sucumbió pereció expiró meurt décède succombe mourut morreu morre faleceu
muore morì stirbt starb"""
_DYING = frozenset(_DYING_TEXT.split())
_PASSIVE_TEXT = """fue ha sido resultó resulta quedó queda fueron hallado est été foi ficou sido è stato stata rimasto
rimasta wurde ist worden"""
_PASSIVE = frozenset(_PASSIVE_TEXT.split())
_LINKS = frozenset({"a", "de", "del", "du", "des", "d"})
"""Between what was done and to whom: ``matan [a] la niña``, ``muerte [del] alcalde``."""
_ADVERBIAL = frozenset(
    {"a", "tiros", "balazos", "puñaladas", "golpes", "cuchilladas", "sangre", "fría", "balles", "coups", "couteau"}
)
_ENDS = frozenset(
    {
        ".",
        ";",
        ":",
        "!",
        "?",
        "(",
        ")",
        "—",
        "–",
        ",",
        "que",
        "qui",
        "quien",
        "tras",
        "après",
        "mientras",
        "y",
        "et",
        "e",
        "und",
    }
)
_NONE_OF_ONE_TEXT = (
    "policía gente familia famille polizia polícia pareja couple otros autres police personnel presse víctimas"
)
_NOT_ONE = frozenset(_NONE_OF_ONE_TEXT.split())
_SET_BESIDE = frozenset(
    {"de", "âgé", "âgée", "un", "una", "une", "originaire", "identificado", "identificada", "padre", "père"}
)
FATE_REACH = 14  # tokens from the person to what befell him


def parted(words: Sequence[str], start: int) -> bool:
    """Whether what stands before a number makes it a part: ``including``, ``среди них``."""
    if not start:
        return False
    return words[start - 1] in _PART_BEFORE or (start > 1 and (words[start - 2], words[start - 1]) in _AMONG_THEM)


def placed(line: Line, figure: Figure) -> bool:
    """Whether a number only says where: ``heridos [en dos barrios]``."""
    start, end = figure.start, figure.end
    if not start or line.words[start - 1] not in _PLACING or figure.article:
        return False
    return not any(line.people[end : end + 2]) and not any(line.roles[end : end + 2])


def single_victims(line: Line, found: Sequence[Figure]) -> list[Figure]:
    """Single persons that the text knows, to whom something was done or who died."""
    words, known = line.words, []
    taken = {index for figure in found for index in range(figure.start, figure.end + 1)}
    for index in range(len(words) - 1):
        if words[index] not in _DEFINITE or index in taken:
            continue
        people = _person(line, index + 1)
        if people is None:
            continue
        role = _done_to(line, index) or _fate(line, index + 2)
        if role and role != "crowd":
            one = Figure(index, index + 1, 1, 1, approximate=False, role=role, people=people, article=True, led=True)
            known.append(one)
    return known


def _person(line: Line, at: int) -> str | None:
    """What people a singular noun names, or None for any other word."""
    word = line.words[at]
    one = line.people[at] is not None and word not in _NOT_ONE and not word.endswith(("s", "x"))
    return line.people[at] if one else None


def _done_to(line: Line, article: int) -> str | None:
    """The role of a deed that stands before a person: ``asesinan a balazos [al alcalde]``."""
    at = article - 1
    while at >= 0 and (line.words[at] in _LINKS or line.words[at] in _ADVERBIAL):
        at -= 1
    linked = line.words[article] == "al" or at < article - 1 or line.words[article] == "le"
    return line.roles[at] if at >= 0 and linked and not line.people[at] else None


def _aged(words: Sequence[str], comma: int) -> int:
    """Where what is set between commas beside a person ends: ``el conductor, [de 54 años,] fue``; or 0."""
    if words[comma + 1 : comma + 2] and words[comma + 1] in _SET_BESIDE:
        return next((at + 1 for at in range(comma + 2, min(comma + FATE_REACH, len(words))) if words[at] == ","), 0)
    return 0


def _fate(line: Line, start: int) -> str | None:
    """What befell a person by a verb of dying or a passive: ``[el alcalde] fue asesinado``."""
    passive, until = False, 0
    for index in range(start, min(start + FATE_REACH, len(line.words))):
        word = line.words[index]
        if index < until:
            continue
        if word == "," and (until := _aged(line.words, index)):
            continue
        if word in _ENDS or index in line.starts:
            return None
        if word in _DYING:
            return "killed"
        if passive and line.roles[index]:
            return line.roles[index]
        passive = passive or word in _PASSIVE
    return None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Verbs whose singular tells that it was one person, where no number says how many: ``el escritor [murió]``.

    Attributes:
        dying: finite verbs and short participles.
        auxiliary: verbs in the singular before a participle.
        endings: of a participle in the singular.
    """

    dying: frozenset[str]
    auxiliary: frozenset[str]
    endings: tuple[str, ...]

    @classmethod
    def of(cls, language: str) -> Agreement | None:
        """Return that of a language, or None where the verb does not tell."""
        return _AGREEMENTS.get(language)

    def victims(self, line: Line, found: Sequence[Figure]) -> list[Figure]:
        """Those of whom no number tells, at most one of each role."""
        told = {figure.role for figure in found}
        one: dict[str, Figure] = {}
        for at, role in enumerate(line.roles):
            if role not in _BEFALLING or role in told or role in one or not self._singular(line, at):
                continue
            one[role] = Figure(at, at + 1, 1, 1, approximate=False, role=role, article=True, led=True)
        return list(one.values())

    def _singular(self, line: Line, at: int) -> bool:
        word = line.words[at]
        before = line.words[max(0, at - 3) : at]
        if not _COLLECTIVE.isdisjoint(line.words[max(0, at - 4) : at + 4]) or not _NEGATING.isdisjoint(before):
            return False
        if not _SEVERAL.isdisjoint(before[-2:]):
            return False  # ``ont succombé``
        if word in self.dying:
            return True
        return word.endswith(self.endings) and not self.auxiliary.isdisjoint(before[-2:])


_SEVERAL = frozenset({"ont", "sont", "han", "hanno", "sono", "têm", "los", "las", "les"})
_BEFALLING = frozenset({"killed", "injured", "arrested"})
_COLLECTIVE_TEXT = """familia gente mitad mayoría grupo multitud famille groupe moitié plupart foule gens семья половина
большинство группа часть família grupo metade famiglia gruppo metà decena centenar docena dizaine centaine"""
_COLLECTIVE = frozenset(_COLLECTIVE_TEXT.split())
_NEGATING = frozenset(
    {"no", "nadie", "ningún", "ninguno", "ni", "ne", "n'", "pas", "aucun", "aucune", "не", "никто", "não"}
)
_ROMANCE = ("o", "a")
_ONE_RUSSIAN = """погиб погибла умер умерла скончался скончалась убит убита застрелен застрелена зарезан зарезана утонул
утонула ранен ранена травмирован травмирована госпитализирован госпитализирована избит избита задержан задержана
арестован арестована пострадал пострадала тело труп"""
_AGREEMENTS = {
    "es": Agreement(
        frozenset({"murió", "muere", "falleció", "fallece", "pereció"}),
        frozenset({"fue", "sido", "resultó", "resulta", "quedó", "queda", "está", "es"}),
        _ROMANCE,
    ),
    "pt": Agreement(
        frozenset({"morreu", "morre", "faleceu"}), frozenset({"foi", "sido", "ficou", "está", "é"}), _ROMANCE
    ),
    "it": Agreement(
        frozenset({"muore", "morì"}), frozenset({"è", "stato", "stata", "rimasto", "rimasta", "viene"}), _ROMANCE
    ),
    "fr": Agreement(
        frozenset({"meurt", "décède", "succombe", "succombé"}),
        frozenset({"est", "été", "était", "grièvement"}),
        ("é", "ée", "mort", "morte"),
    ),
    "ru": Agreement(
        frozenset(_ONE_RUSSIAN.split()),
        frozenset({"его", "ее"}),
        ("али", "или"),
    ),
    "ky": Agreement(frozenset({"сөөгү", "сөөгүн"}), frozenset({"ал", "аны"}), ("ды", "ди", "ду", "дү", "ты", "ти")),
}
