"""Roles that two words of English give together, and single words that give none beside others.

``passed away``, ``did not survive``, ``remains of``, ``soldiers fell``, ``told to leave``; but ``life in prison`` takes
no life, ``claimed responsibility`` no lives, and drones that are shot down are no dead.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress

from streams.clauses.doers import CRAFT
from streams.figures.groups import Line
from streams.figures.moved import MOVED, moved

__all__ = ["DRAWING", "FELLED", "HANGING", "OF_A_NUMBER", "phrased", "spared"]

DRAWING = frozenset({"drew", "number", "grown", "swelled", "swollen"})
"""The rarest words of the phrases that count a crowd."""
_COUNTING_TEXT = "i we observers observer police correspondent reporter reporters journalist journalists"
_COUNTING = frozenset(_COUNTING_TEXT.split())
_MAKE_IT = frozenset({"make"})
_NOT_MADE = frozenset({"not", "didnt", "didn't", "n't"})
AGAIN_REACH = 9  # tokens from one estimate to the next: ``at 5,000 by the union, [at] 1,800 by the police``
_GROWING = frozenset({"grown", "swelled", "swollen", "grew"})
_PHRASED = (
    frozenset(
        {
            "shot",
            "gunned",
            "found",
            "dead",
            "passed",
            "survive",
            "fell",
            "caught",
            "claimed",
            "life",
            "lives",
            "put",
            "puts",
            "estimated",
            "remains",
            "buried",
            "alive",
            "lost",
            "losing",
            "loses",
            "throats",
        }
    )
    | MOVED
    | {"picked", "counted", "make", "drew", "grown", "swelled", "swollen", "grew", "critical", "fighting", "fights"}
    | {
        "down",
        "hit",
        "van",
        "vans",
        "medical",
        "fatally",
        "mortally",
        "evacuated",
        "broken",
        "bruises",
        "cuts",
        "fractures",
        "search",
        "searches",
        "hunt",
    }
)
_SLIT = frozenset({"of", "slit", "cut"})
_LOSING = frozenset({"lost", "losing", "loses"})
_LIFE = frozenset({"life", "lives"})
_HURT = frozenset({"wounds", "injuries", "burns", "fractures"})
CARRIED_REACH = 7  # tokens from ``evacuated`` to the wounds
_TAKEN_TEXT = (
    "lost lose loses losing loss claimed claim claims claiming took take takes taking taken cost costs costing snuffed "
    "ended ending laid gave given sacrificed cut number toll"
)
_TAKEN = frozenset(_TAKEN_TEXT.split())
TAKEN_REACH = 6  # tokens from the life to what took it
_PUTTING = frozenset({"put", "puts", "estimated", "counted", "placed"})
_TWO_WORDS_TEXT = (
    "down hit took threw loaded shoved wounding wounded injuring injured medical hanged burned burnt burning shoot "
    "shoots shooting stabbed strangled at"
)
_TWO_WORDS = _PHRASED.union(_TWO_WORDS_TEXT.split())
_OWN_MEN_TEXT = (
    "soldier officer constable corporal sergeant lieutenant captain major colonel policeman jawan fighter commander "
    "men soldiers fighters troops comrades policemen personnel officers jawans constables guards militants rebels "
    "gendarmes militiamen gunmen guerrillas members cadres servicemen marines combatants civilians villagers"
)
_OWN_MEN = frozenset(_OWN_MEN_TEXT.split())
_CAUGHT_BEHIND = frozenset({"in", "between", "fire", "up", "unawares", "off"})
_WOUNDS = frozenset({"broken", "bruises", "cuts", "fractures"})
WITH_REACH = 4  # tokens from ``with`` to the wound
_WELL = frozenset({"alive", "safe", "unharmed", "unhurt", "well"})
WELL_REACH = 9  # tokens from who was missing to his being found
_SOUGHT = frozenset({"search", "searches", "hunt"})
_GOING_ON = frozenset(
    {"on", "way", "underway", "continued", "continues", "continuing", "resumed", "resumes", "launched"}
)
SOUGHT_REACH = 5  # tokens from a search to whom it is for
_MORE = frozenset({"another", "others", "more", "further", "other"})
MORE_REACH = 7  # tokens from who is critical to the others
HANGING = frozenset({"critical", "fighting", "fights"})
_CRITICAL_BEHIND = frozenset({"condition", "after", "following", ".", ",", ";", "but"})
_FALLEN_BEHIND = frozenset({".", ",", ";", "and", "in", "during", "at", "while", "when", "defending", "on", "as"})
FELLED = frozenset({"shot", "shoot", "shoots", "shooting", "gunned", "hanged", "stabbed", "strangled"})
DEAD_REACH = 8  # tokens from the shot to ``dead``
LOSS_REACH = 6  # tokens from ``lost`` to the men
_BURNED = frozenset({"burned", "burnt", "burning"})
BURN_REACH = 6  # tokens from ``burned`` to ``alive``
_NOT = frozenset({"not", "n't", "didn't", "never", "wasn't", "weren't"})
_SPARED_REACH = 2  # tokens from ``not`` to what did not befall them: ``[not] been hurt``
_UNSPARED_TEXT = "survive make saved revived resuscitated only just seriously badly critically severely gravely"
_UNSPARED = frozenset(_UNSPARED_TEXT.split())
_OF_A_NUMBER_TEXT = (
    "one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty more none any several another"
)
OF_A_NUMBER = frozenset(_OF_A_NUMBER_TEXT.split())
_ENDS = frozenset({".", ";", ":", "!", "?", "(", ")", "—", "–", ","})
_WITH = frozenset({"police", "cops", "agents", "officers", "security", "soldiers", "raid", "raids"})
"""Beside ``picked up``: arrested, and not fetched."""
_LYING = frozenset({"people", "ppl", "kids", "guys", "victims", "patients", "pts", "officers", "men", "women", "lads"})
_LYING_VERBS = frozenset({"down", "hit"})
_SPOTS = frozenset({"outside", "at", "in", "inside", "near", "by", "on", "here", ",", ".", "!", "so", "from"})
_HEARD = frozenset({"hearing", "scanner", "reports", "radio", "heard"})
_LOADING = frozenset({"took", "threw", "loaded", "shoved"})
_VANS = frozenset({"van", "vans"})
LOADED_REACH = 8  # tokens from ``took`` to the van
_MORTAL = frozenset({"fatally", "mortally"})
_SENT = frozenset(
    {"helicopter", "helicopters", "team", "teams", "crew", "crews", "unit", "units", "vehicles", "flight"}
)
_CLAUSES_TEXT = "while when as after whereas but because since before that which where"
_CLAUSES = frozenset(_CLAUSES_TEXT.split())


def spared(line: Line, index: int) -> bool:
    """Whether a negation stands right before what befell somebody: ``the driver was [not] hurt``.

    Who ``did not survive`` is dead, who was ``not badly hurt`` is hurt.
    """
    if line.words[index] not in _NOT:
        return False
    ahead = range(index + 1, min(index + 1 + _SPARED_REACH, len(line.words)))
    told = next((at for at in ahead if line.roles[at]), None)
    if told is None or line.roles[told] == "missing":
        return False  # ``[not] been heard from``
    return _UNSPARED.isdisjoint(line.words[index + 1 : told + 1])


def phrased(  # noqa: PLR0912  one branch per sort of phrase
    words: Sequence[str], roles: Sequence[str | None]
) -> Sequence[str | None]:
    """Add the roles that two words give together: ``passed away``, ``did not survive``, ``remains of``."""
    if _PHRASED.isdisjoint(words):
        return roles
    made = list(roles)
    if "evacuated" in roles and not _HURT.isdisjoint(words):
        made = [_carried(words, index, role) for index, role in enumerate(made)]
    if not _LIFE.isdisjoint(words):
        for index, word in enumerate(words):
            if word in _LIFE and made[index] and _lived(words, index):
                made[index] = None
    for index in compress(range(len(words)), map(_TWO_WORDS.__contains__, words)):
        word, following = words[index], words[index + 1] if index + 1 < len(words) else "."
        if word in MOVED and (role := moved(words, index, made[index])):
            made[index] = role
            if word == "contact":
                made = [None if other == "lost" else given for other, given in zip(words, made, strict=True)]
        elif (
            (word == "passed" and following == "away")
            or (word == "remains" and following == "of")
            or (index and words[index - 1] in _MORTAL and made[index] == "injured")
            or (word == "buried" and following.isdigit())
            or (word in _BURNED and "alive" in words[index + 1 : index + BURN_REACH])
            or (
                word in _LOSING
                and "contact" not in words
                and not _OWN_MEN.isdisjoint(words[index + 2 : index + LOSS_REACH])
            )
            or (word == "throats" and following in _SLIT)
            or (word in FELLED and _dead_behind(words, index))
            or (word in FELLED and "found" in words[max(0, index - 2) : index])
            or (word == "shot" and index > 1 and "killed" in made[max(0, index - 5) : index] and _counts(words, index))
            or (word == "fell" and _fallen(words, index))
            or (
                word in _MAKE_IT
                and words[index + 1 : index + 2] == ["it"]
                and _NOT_MADE.intersection(words[index - 1 : index])
            )
            or (word == "survive" and not _NOT.isdisjoint(words[max(0, index - 2) : index]))
        ):
            made[index] = "killed"
        elif word == "found" and following in _WELL:  # ``two [missing] were found alive``
            before = slice(max(0, index - WELL_REACH), index)
            made[before] = [None if role == "missing" else role for role in made[before]]
        elif word in _SOUGHT and (behind := _sought(words, index)):
            made[index] = made[behind] = "missing"
        elif word in _WOUNDS and "with" in words[max(0, index - WITH_REACH) : index]:
            made[index] = "injured"  # ``three survived with [broken] bones``
        elif word in _LYING_VERBS and following in _SPOTS and _lies(words, index):
            made[index] = "injured"  # ``three people [down] outside the club``
        elif word in _LOADING and not _VANS.isdisjoint(words[index + 1 : index + LOADED_REACH]):
            made[index] = "arrested"
        elif word == "counted" and words[index - 1] in _COUNTING:
            made[index] = made[index] or "crowd"
        elif word in HANGING and ("injured" not in made or _others_behind(words, made, index)) and _hangs(words, index):
            made[index] = "injured"
        elif word == "picked" and following == "up" and made[index] is None and not _WITH.isdisjoint(words):
            made[index] = "arrested"
        elif (
            (word == "medical" and following in _SENT)
            or (word == "claimed" and not _of_lives(words, index))
            or (word == "shot" and _flown(words, index))
            or (word == "caught" and following in _CAUGHT_BEHIND)
        ):
            made[index] = None
        elif word == "drew" or (word == "at" and following[0].isdigit() and _estimated(words, index, made)):
            made[index] = "crowd"
        elif word in _GROWING and following == "to" and "crowd" in made[:index]:
            made[index + 1] = "crowd"
    return made


def _lies(words: Sequence[str], index: int) -> bool:
    """Whether people on the ground are told of as on the radio: ``two victims [down]``, ``hearing four [hit]``."""
    before = words[max(0, index - 4) : index]
    return bool(before) and (
        before[-1] in _LYING
        or (
            words[index] == "hit"
            and (before[-1] in OF_A_NUMBER or before[-1].isdecimal())
            and not _HEARD.isdisjoint(before)
        )
    )


def _carried(words: Sequence[str], index: int, role: str | None) -> str | None:
    """The role of a word: who is evacuated with wounds is hurt, ``[evacuated] by helicopter with injuries``."""
    if role != "evacuated" or not words[index].startswith("evacuat"):
        return role
    behind = words[index + 1 : index + CARRIED_REACH]
    return "injured" if any(one in _HURT and "with" in behind[:at] for at, one in enumerate(behind)) else role


def _lived(words: Sequence[str], index: int) -> bool:
    """Whether nobody loses it: ``sentenced to [life] in prison``, ``for a better [life]``."""
    return _TAKEN.isdisjoint(words[max(0, index - TAKEN_REACH) : index + TAKEN_REACH])


def _of_lives(words: Sequence[str], index: int) -> bool:
    """Whether what was claimed are lives: ``[claimed] at least 12``, not ``[claimed] responsibility``."""
    behind = words[index + 1 : index + 6]
    if behind[:1] and (behind[0][0].isdigit() or behind[0] in OF_A_NUMBER or behind[:2] == ["at", "least"]):
        return True
    return not _LIFE.isdisjoint(behind) or "victims" in behind


def _counts(words: Sequence[str], index: int) -> bool:
    """Whether a verb stands in a row and takes a bare number: ``beheaded two men, [shot] three``."""
    behind = words[index + 1 : index + 2]
    return words[index - 1] in (",", "and") and bool(behind) and (behind[0].isdigit() or behind[0] in OF_A_NUMBER)


def _sought(words: Sequence[str], index: int) -> int:
    """Where a search tells for whom it is: ``a [search] was going on [for] 17 others``; 0 where it does not."""
    behind = range(index + 2, min(index + 2 + SOUGHT_REACH, len(words) - 1))
    at = next((at for at in behind if words[at] == "for"), 0)
    return at if at and not _GOING_ON.isdisjoint(words[index + 1 : at]) else 0


def _others_behind(words: Sequence[str], roles: Sequence[str | None], index: int) -> bool:
    """Whether the first hurt of a sentence are told apart from the rest: ``four [critical], another 10 hurt``."""
    return "injured" not in roles[:index] and not _MORE.isdisjoint(words[index + 1 : index + MORE_REACH])


def _hangs(words: Sequence[str], index: int) -> bool:
    """Whether somebody's life hangs in the balance: ``in a [critical] condition``, ``[fighting] for her life``."""
    behind = words[index + 1 : index + 4]
    if words[index] != "critical":
        return behind[:1] == ["for"] and not _LIFE.isdisjoint(behind)
    return not behind or behind[0] in _CRITICAL_BEHIND


def _fallen(words: Sequence[str], index: int) -> bool:
    """Whether men at arms fell in a fight: ``twelve soldiers and gendarmes [fell]``."""
    behind = words[index + 1 : index + 2]
    return not _OWN_MEN.isdisjoint(words[max(0, index - 2) : index]) and (not behind or behind[0] in _FALLEN_BEHIND)


def _estimated(words: Sequence[str], index: int, roles: Sequence[str | None]) -> bool:
    """Whether somebody gives the number of a crowd: ``organisers put it [at] 50,000, police [at] 20,000``."""
    before = words[max(0, index - 4) : index]
    if before[-1:] == ["number"] and not _PUTTING.isdisjoint(before):
        return True
    if "crowd" not in roles[:index]:
        return False
    again = range(max(0, index - AGAIN_REACH), index)
    return not _PUTTING.isdisjoint(before) or any(words[at] == "at" and roles[at] == "crowd" for at in again)


def _flown(words: Sequence[str], index: int) -> bool:
    """Whether what is shot down is a machine: ``47 drones, of which 39 were [shot] down``."""
    return words[index + 1 : index + 2] == ["down"] and not CRAFT.isdisjoint(words)


def _dead_behind(words: Sequence[str], index: int) -> bool:
    """Whether a shot is a deadly one: ``shot [six passengers dead]``."""
    for word in words[index + 1 : index + DEAD_REACH]:
        if word in _ENDS or word in _CLAUSES or word == "and":
            return False
        if word == "dead":
            return True
    return False
