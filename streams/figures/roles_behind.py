"""Which role word behind a number it takes.

``[Two men], aged 17 and 23, were shot``, ``[a watchman] was speared and died``.

The words before a number are read by `streams.figures.roles`.
"""

from __future__ import annotations

from collections.abc import Sequence

from streams.figures.agents import acts
from streams.figures.ages_behind import BEFORE_AGES, ages_end
from streams.figures.causes import in_a_cause
from streams.figures.groups import AND, SAVED, Figure, Line, relative_at
from streams.figures.phrasing import spared
from streams.figures.uncounted import aboard

__all__ = ["COMMA", "CUT", "INSERTION", "MARKS", "STOP", "right_role"]

STOP = frozenset({".", ";", ":", "!", "?", "(", ")", "—", "–"})
_CUT_TEXT = (
    "while when as after whereas but because since before who пока когда mientras cuando pendant quand "
    "чтобы щоб aby żeby damit "
    "لكن ولكن aber doch pero но але ancak fakat бирок"
)
CUT = frozenset(_CUT_TEXT.split())
"""Words that begin another clause, whose numbers have roles of their own."""
MARKS = STOP | AND | {","}
INSERTION = 12  # tokens of it
RIGHT_REACH = 9  # tokens between a number and the word that gives it a role
PEOPLE_REACH = 16  # the same to the right, when the number counts people
COMMA = 9  # distance of a role word behind a comma
_THEY_TEXT = "они оба обе вони обидва обидві oboje obaj obie алар экөө"
_THEY = frozenset(_THEY_TEXT.split())
"""Behind a comma: it goes on with the same people."""
_AMONG_THEM = frozenset({"بينهم", "بينها", "منهم", "منها", "ضمنهم"})
_IN_ORDER = frozenset({"para", "pour", "per"})
_INFINITIVES = ("ar", "er", "ir", "re")
_BORDERS = (STOP | AND | CUT) - {"who"}
_INSERTED_TEXT = (
    "including aged among mostly all both most some a an his her one two three four five six many identified incl "
    "включая среди incluidos incluyendo entre dont parmi de âgé âgés âgée âgées в из jeune originaire vecino vecinos"
)
_INSERTED = frozenset(_INSERTED_TEXT.split())
"""First words of an insertion between a number's people and what happened to them."""
_GOES_ON_TEXT = (
    "was were have had has are is been died dies die perished drowned drown succumbed lost killed shot stabbed hurt "
    "injured wounded arrested later also reportedly"
)
_GOES_ON = frozenset(_GOES_ON_TEXT.split())
_DOING = frozenset({"killing", "injuring", "wounding", "murdering", "stabbing", "shooting"})
_DEEDS = frozenset({"killed", "injured", "wounded", "arrested", "detained", "shot", "stabbed", "murdered", "kidnapped"})
_OBJECTS = frozenset(
    {"a", "an", "the", "his", "her", "himself", "herself", "themselves", "several", "some", "two", "dozens"}
)
_PASSIVE = frozenset(
    {"was", "were", "been", "being", "is", "are", "be", "got", "reported", "reportedly", "feared", "wurden", "wurde"}
)
_DEALT_WITH_TEXT = (
    "suspended sacked dismissed removed transferred questioned charged indicted convicted sentenced blamed"
)
_DEALT_WITH = frozenset(_DEALT_WITH_TEXT.split())
"""What befalls those who are held to answer for the dead."""
_KILLINGS = (
    "asesinato",
    "homicidio",
    "muerte",
    "убийств",
    "гибел",
    "смерт",
    "meurtre",
    "assassinat",
    "homicide",
    "décès",
)
_OF_CRIMES = frozenset({"в", "за", "по", "del", "de", "por", "pour", "du", "des", "el", "la", "le", "l'"})
_EVACUATIONS = frozenset({"desalojo", "evacuación", "évacuation", "эвакуация", "эвакуации", "эвакуацию"})
_CLINICS = ("hospital", "hôpital", "hôpitaux", "clinique", "clínica", "больниц", "госпитал", "ospedal", "hospitais")
_BROUGHT = 4  # tokens from ``evacuated`` to the hospital
_HAVE = frozenset({"has", "have", "had"})
_BODIES = frozenset({"body", "corpse", "remains"})
_WHOSE = frozenset({"his", "her", "their", "its", "the"})
_DESCRIBED_TEXT = "held detained arrested captured jailed imprisoned caught hit struck shot wounded injured beaten"
_DESCRIBED = frozenset(_DESCRIBED_TEXT.split())
"""Participles before the verb that tells what befell people: ``five prisoners [held by M23] were executed``."""
DEADLY_REACH = 14  # tokens from a wound to the death that follows
_LIFE = frozenset({"life", "lives"})
_GIVEN_UP = frozenset({"presumed", "feared", "found", "declared", "confirmed", "are", "were", "was", "is", "believed"})
_THEN = frozenset({"and", "who", "but"})
_DYING = frozenset({"died", "dies", "succumbed", "perished"})
_SAME_PEOPLE = _THEN | _DYING | {"later", "one", "some", "fatally"}
"""Behind a comma: it goes on about those who were hurt."""
_BEFELL = (["are"], ["were"], ["is"], ["was"], ["remain"], ["have"], ["has"])
"""Behind ``and``: it goes on with the same people."""
_PARTICIPLE_TEXT = """griffen fasst fahren schlagen rammt troffen stochen schossen klemmt droht raubt schleudert
schüttet rissen stoßen walzt rollt treten prügelt handelt"""
_PARTICIPLE = tuple(_PARTICIPLE_TEXT.split())
"""Ends of German participles that tell what was done to people."""
_RECOVERED = "geborgen"
_YEARS = (["jahren"], ["jahre"], ["años"], ["ans"], ["anni"], ["anos"])
_HARMED = (["killed"], ["injured"], ["arrested"])
_GREW_TEXT = """çıktı çıkarken yükseldi yükselirken ulaştı ulaşırken arttı artarken жетти жетип көбөйдү көбөйүп өстү
өсүп жеткен"""
_GREW = frozenset(_GREW_TEXT.split())
"""Behind the number that a Turkish or Kyrgyz toll has reached."""
_GREW_REACH = 3  # tokens: ``78 ' e [çıkarken]``
_LATER = frozenset({"later", "subsequently", "then", "also", "eventually", "both", "was", "were"})


def right_role(  # noqa: PLR0912, PLR0915  one branch for each thing that may stand between
    line: Line, figure: Figure, people: str | None, *, led: bool
) -> tuple[str | None, int]:
    """The role word behind the number and its distance; a crowd only when nothing else happens to it.

    ``led``: one stands before the number, so one behind ``and`` is another's (``killed 3 and injured 5``).
    """
    words, roles = line.words, line.roles
    comma, died, crowd = False, False, 99
    reach = RIGHT_REACH if people is None else PEOPLE_REACH
    index, last = figure.end - 1, min(figure.end + reach, len(words))
    while (index := index + 1) < last:
        word = words[index]
        if word in _GREW and not line.english and index - figure.end <= _GREW_REACH:
            break  # ``ölenlerin sayısı 78'e [çıkarken] yaralılardan 14'ü``
        if index in line.starts or (figure.low and line.english and spared(line, index)):
            break
        if word in SAVED and words[index + 1 : index + 2] and words[index + 1] in AND:
            break  # ``108 rescued and 20 missing``
        sought = word.startswith("search") and not roles[index]
        if line.english and (sought or (word == "was" and aboard(words, figure))):
            break  # ``the driver of a bus with 45 people on board [was] killed``
        if line.english and in_a_cause(words, roles, figure.end, index, crowd=crowd < 99):
            break  # ``5,000 people marched [against] the killing of a journalist``
        if word in _AMONG_THEM and any(line.roles[index + 2 : index + 4]) and not line.people[index + 2]:
            break  # ``27 شخصا [بينهم 8 قتلى]``
        if crowd < 99 and word[0] == "و" and words[index - 1] in (",", "،"):
            break  # ``75 شخصا احتشدوا في إدلب، [وأصيب] 11 منهم``
        aged = word in ("aged", "between")
        if aged and index + 4 < len(words) and words[index + 3 - (words[index + 2] in AND)] in AND:
            index += 4 - (words[index + 2] in AND)  # ``fifteen men aged [between 22 and 51], [18 and 24] were``
            continue
        if word == "," and words[index + 1 : index + 2] and words[index + 1] in _THEY:
            continue  # ``выжили двое детей, [они] в реанимации``
        if word in BEFORE_AGES and not line.english and (beyond := ages_end(words, index)) > index:
            index = beyond - (word != "," or words[beyond : beyond + 1] != [","])  # ``dos hermanos [de 17 y 19 años]``
            last = max(last, min(index + RIGHT_REACH, len(words)))
            figure.until = index + 1
            continue
        if word == ",":
            if relative_at(words, index + 2) and (beyond := _told_of_part(line, index)):
                index = beyond - 1  # ``12 people, [four of whom have died]``
                continue
            behind = _behind_insertion(line, index)
            if not line.english and not behind and _led_on(line, index, last):
                break  # ``a avalanche hit eleven, [bodies of four] were found``
            if people is None and not behind:
                break  # ``two cars, the driver injured``
            if (
                line.english
                and words[index - 1].endswith("ed")
                and any(line.people[index + 1 : index + 3])
                and not behind
            ):
                break  # ``two nationals kidnapped, [police escort killed]``
            comma = comma or not behind
            if behind:
                index, last, figure.until = behind, min(behind + 5, len(words)), behind
            continue
        if word == "(" and people is not None and (behind := _closed(words, index)):
            index = behind  # ``five persons ([mother, 3 children]) perished``
            last, figure.until = max(last, min(index + 5, len(words))), behind
            continue
        if word in ("—", "–") and index == figure.end and _without_verb(line, figure):
            continue  # ``13 погибли, ещё [5] — ранены``
        if word in _BORDERS and (word not in AND or people is not None or led):
            if word in AND and _and_died(line, figure, index):
                died = True
                continue  # ``a watchman was speared and died``
            if word == "since" and words[index - 1] in _HAVE:
                continue  # ``three have [since] died``
            if word == "as" and roles[index + 1 : index + 2] == ["missing"]:
                continue  # ``six are listed [as] missing``
            if word in AND and words[index + 1 : index + 2] == ["no"] and line.english:
                continue  # ``nine worshippers [and no] attackers died``
            if word in AND and words[index - 1].isdigit() and words[index + 2 : index + 3] in _YEARS:
                last = min(last + INSERTION // 2, len(words))
                continue  # ``zwei Schwestern im Alter von 6 [und 9 Jahren] getötet``
            if word in AND and _two_deeds(line, index):
                continue  # ``fünf Menschen angegriffen [und verletzt]``
            if word in AND and _of_both(line, index):
                continue  # ``15 students and staff were killed``
            if word in AND and words[index + 1 : index + 2] in _BEFELL:
                last = max(last, min(index + DEADLY_REACH, len(words)))
                continue  # ``two do not answer [and are] considered missing``
            break
        if word in _IN_ORDER and words[index + 1 : index + 2] and words[index + 1].endswith(_INFINITIVES):
            break  # ``decenas de familiares se congregaron [para exigir] la lista de fallecidos``
        if word in _DEALT_WITH and words[index - 1] in _PASSIVE:
            break  # ``three officers were [suspended] over a stampede that killed eight``
        role = roles[index]
        if role and not line.english and _crime(line, index):
            continue  # ``двое подозреваемых [в убийстве] ...``
        if role and not line.english and acts(line, figure, index):
            return None, 99  # ``двое [убили] таксиста``
        if not role or (word in _BODIES and words[index - 1] in _WHOSE):
            continue  # ``two men, who then burned [his body]``
        distance = min(index - figure.end, COMMA - 1) if not comma else COMMA
        if died:
            distance = min(distance, COMMA - 1)
        if role == "arrested" and not line.english and index + 1 < last and roles[index + 1] in ("killed", "injured"):
            role = roles[index + 1] or role  # ``15 presos [muertos]``
        if role == "evacuated" and not line.english and any(map(_clinic, words[index + 1 : index + 1 + _BROUGHT])):
            role = "injured"  # ``quatorze ont été [évacuées vers l'hôpital]``
        if role in ("arrested", "missing", "injured") and (later := _befell(line, figure, index)):
            return later, distance
        if role == "crowd":
            crowd = min(crowd, distance) if people is not None or distance <= 1 else crowd
        else:
            if _acting(line, figure, index):
                break
            return "killed" if role == "injured" and _deadly(line, index) else role, distance
    return ("crowd", crowd) if crowd < 99 else (None, 99)


def _without_verb(line: Line, figure: Figure) -> bool:
    """Whether a dash stands for the verb between a number and what befell those counted."""
    told, behind = line.roles[figure.end + 1 : figure.end + 2], line.words[figure.end + 2 : figure.end + 3]
    return not line.english and any(told) and (not behind or not behind[0][0].isalnum())


def _clinic(word: str) -> bool:
    return word.startswith(_CLINICS)


def _crime(line: Line, index: int) -> bool:
    """Whether a role word is a noun that befell nobody who is counted before it: a crime, an evacuation."""
    word = line.words[index]
    if word in _EVACUATIONS:
        return True
    return word.startswith(_KILLINGS) and line.words[index - 1] in _OF_CRIMES


def _told_of_part(line: Line, comma: int) -> int:
    """Where the clause ends that tells what befell a part of those counted; 0 where it tells only who they are."""
    start = end = comma + 4
    while end < len(line.words) and line.words[end] not in MARKS:
        end += 1
    return end if any(line.roles[start:end]) else 0


def _and_died(line: Line, figure: Figure, conjunction: int) -> bool:
    """Whether ``and`` joins a second thing that befell the same people: ``were ambushed [and killed]``."""
    words, verb = line.words, conjunction + 1
    while verb < len(words) and words[verb] in _LATER:
        verb += 1
    if words[verb : verb + 1] == ["lost"] and not _LIFE.isdisjoint(words[verb + 1 : verb + 4]):
        return True
    if list(line.roles[verb : verb + 1]) != ["killed"]:
        return False
    if words[verb] in _DYING or words[verb] == "passed":
        return True
    active = verb + 1 in line.starts or not _OBJECTS.isdisjoint(words[verb + 1 : verb + 2])
    return not active and not _PASSIVE.isdisjoint(words[figure.end : conjunction])


def _two_deeds(line: Line, conjunction: int) -> bool:
    """Whether ``and`` joins two German participles, of which the second tells what befell the same people."""
    before, behind = line.words[conjunction - 1], conjunction + 1
    if line.words[conjunction] != "und" or behind in line.starts or line.people[conjunction - 1]:
        return False
    return before.endswith(_PARTICIPLE) and line.roles[behind : behind + 1] in _HARMED


def _of_both(line: Line, conjunction: int) -> bool:
    """Whether ``and`` joins two nouns for the people who are counted."""
    behind = conjunction + 1
    return behind not in line.starts and any(line.people[behind : behind + 1]) and bool(line.people[conjunction - 1])


def _befell(line: Line, figure: Figure, index: int) -> str | None:
    """What befell those whom a participle only describes: ``five prisoners [held by M23] were executed``."""
    words = line.words
    if words[index] == "missing" and _given_up(words[index + 1 : index + DEADLY_REACH]):
        return "killed"  # ``two climbers who had been [missing] since Tuesday were found dead``
    if "who" in words[figure.end : index] and words[figure.end] != "who":
        behind = words[index + 1 : index + DEADLY_REACH]
        end = next((at for at, word in enumerate(behind) if word in _BORDERS or word in _DYING), -1)
        return "killed" if end >= 0 and behind[end] in _DYING else None  # ``a soldier who had been wounded [died]``
    if words[index] == "missing" or not _PASSIVE.isdisjoint(words[figure.end : index]):
        return None
    for at in range(index + 1, min(index + DEADLY_REACH, len(words))):
        if words[at] in _BORDERS or words[at] == "," or at in line.starts:
            return None
        if words[at] in _PASSIVE and words[index] in _DESCRIBED:
            return next((role for role in line.roles[at + 1 : at + 3] if role in ("killed", "injured")), None)
    return None


def _given_up(words: Sequence[str]) -> bool:
    """Whether who is missing is taken for dead: ``missing since Sunday [are presumed dead]``."""
    return any(word in _GIVEN_UP and words[at + 1 : at + 2] == ["dead"] for at, word in enumerate(words))


def _acting(line: Line, figure: Figure, index: int) -> bool:
    """Whether those counted did it to others: ``two gunmen killed nine``, not ``two gunmen killed in a raid``."""
    words = line.words
    if words[index] in _DOING and words[index - 1] == ",":
        behind = words[index + 1 : index + 2]  # ``a man who drove into a crowd, [killing] six``; ``13 of them``
        return index + 1 in line.starts or (behind != [] and behind[0][0].isdigit())
    if words[index] not in _DEEDS or index + 1 >= len(words):
        return False
    if words[index + 1] in AND and not _DEEDS.isdisjoint(words[index + 2 : index + 3]) and index + 3 < len(words):
        index += 2  # ``an attacker shot [and killed] five``
    following = words[index + 1]
    if following == "dead" and index + 2 < len(words):  # ``shot dead a councillor``
        index += 1
        following = words[index + 1]
    if not (index + 1 in line.starts or following in _OBJECTS or words[index + 1 : index + 3] == ["at", "least"]):
        return False
    return _PASSIVE.isdisjoint(words[figure.end : index])


def _deadly(line: Line, index: int) -> bool:
    """Whether an injury is a death: ``shot dead``, ``stabbed to death``, ``burned alive``, ``wounded, later died``."""
    words = line.words
    if words[index + 1 : index + 2] == ["alive"]:
        return True
    near = index + 4
    for behind in range(index + 1, min(index + DEADLY_REACH, len(words))):
        word = words[behind]
        if word in STOP or behind in line.starts or (word in AND and not line.english):
            return False
        if word == "," and _SAME_PEOPLE.isdisjoint(words[behind + 1 : behind + 3]):
            return False  # ``120 were hurt, [of dead there are none]``
        if word in _THEN:
            following = words[behind + 1 : behind + 4]
            return not _DYING.isdisjoint(following) or (
                behind < near and "killed" in line.roles[behind + 1 : behind + 2]
            )
        if line.roles[behind] == "killed" and behind < near:
            return word != _RECOVERED  # ``schwer verletzt [geborgen]``
    return False


def _closed(words: Sequence[str], opening: int) -> int:
    """Where a short parenthesis ends, or 0."""
    return next((i for i in range(opening + 1, min(opening + INSERTION, len(words))) if words[i] == ")"), 0)


def _led_on(line: Line, comma: int, last: int) -> bool:
    """Whether the role word behind a comma has a number of its own right behind it."""
    at = next((index for index in range(comma + 1, last) if line.roles[index]), None)
    return at is not None and at + 1 in line.starts and not any(start <= at for start in line.starts if start > comma)


def _behind_insertion(line: Line, comma: int) -> int:
    """Where ``two men, aged 17 and 23, were`` goes on: the second comma, or 0 when nothing is inserted."""
    words = line.words
    known = words[comma + 1 : comma + 2] and words[comma + 1] in _INSERTED
    for index in range(comma + 2, min(comma + INSERTION, len(words))):
        if words[index] in STOP and (words[index] != "." or index + 1 == len(words)):  # ``incl. two``
            return 0
        if words[index] == ",":
            if not _GOES_ON.isdisjoint(words[index + 1 : index + 2]):
                return index
            if not known:
                return 0
            if not line.english and any(line.roles[index + 1 : index + 4]):
                return index  # ``tres personas, entre ellas dos niños, [murieron]``
    return 0
