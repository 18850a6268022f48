"""What words of a clause tell only together of people in German, Polish and Arabic: who did not survive, who fights.

``[nie przeżyła] potrącenia`` and ``[überlebte] den Sturz [nicht]`` tell of the dead, ``[walczy o życie]`` of somebody
hurt, ``[nach] zwei [weiteren] wird [gesucht]`` of the missing; whom somebody carries to a hospital is hurt
(``[نقل] تسعة إلى [المستشفى]``), who suffocates till he dies is dead (``[اختنق] ثلاثة [حتى الموت]``).
Limit: a few words between them; what stands in the next clause is not looked at.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["straits"]

_TELLING_TEXT = """potrącił potrąciła potrąciło potrącony potrącona potrąceni potrącono ugodził ugodzony pobity pobito
szpitala szpitali kliniki przeżył przeżyła przeżyło przeżyli przeżyły życie überlebt überlebte
überlebten leben weiteren نقل ونقل نقلوا ونقلوا ادخل وادخل اختنق اختنقوا واختنق خنق ضرب غادر
غادروا وغادر غادرت يغادر مغادرة فقد فقدت وفقد وفقدت فقدان"""
_TELLING = frozenset(_TELLING_TEXT.split())
"""One of them is in all that is told so."""
_CARRIED = frozenset({"نقل", "ونقل", "نقلوا", "ونقلوا", "ادخل", "وادخل"})
_CLINICS = frozenset({"المستشفي", "مستشفي", "المشفي", "مشفي", "المستشفيات", "مستشفيات"})
_WHOSE_CLINIC = frozenset({"szpitala", "szpitali", "kliniki"})
"""Polish: where one is brought ``do``, else whose: ``demonstrowało 55 pracowników [szpitala]``."""
_DEATH = frozenset({"الموت", "الوفاة"})
_HARMED = ("potrąc", "ugodz", "pobit")
"""Polish, behind ``śmiertelnie``: dead."""
_FIGHTING = ("walcz", "kämpf", "ring", "rang")
_SEEKING = ("such", "gesucht", "fahnd")
_ELSE = frozenset({"غادر", "غادروا", "وغادر", "غادرت", "يغادر", "مغادرة", "فقد", "فقدت", "وفقد", "وفقدت", "فقدان"})
"""Arabic verbs of leaving and of losing."""
_WHAT_ELSE_TEXT = """المستشفي مستشفي المشفي المستشفيات
السيطرة سيطرته الوعي وعيه وعيها التوازن توازنه الامل البصر بصره الذاكرة اعصابه صوابه الثقة"""
_WHAT_ELSE = frozenset(_WHAT_ELSE_TEXT.split())
"""Behind them: who leaves a hospital is well again, who loses control is not lost."""
_ENDS = frozenset({".", ",", "،", ";", ":"})
REACH = 9  # tokens between the two
ELSE_REACH = 5  # tokens from leaving or losing to what is left or lost


def straits(words: Sequence[str], roles: Sequence[str | None]) -> Sequence[str | None]:
    """Return the roles of a sentence's words with those that only several words give.

    Args:
        words: of a sentence, folded.
        roles: what each gives by itself.
    """
    if _TELLING.isdisjoint(words):
        return roles
    return [
        _told(words, at, role) if word in _TELLING else role
        for at, (word, role) in enumerate(zip(words, roles, strict=True))
    ]


def _told(words: Sequence[str], at: int, role: str | None) -> str | None:  # noqa: PLR0911  one per phrase
    word, before = words[at], words[max(0, at - 4) : at]
    behind = words[at + 1 : at + 1 + REACH]
    clause = behind[: next((index for index, other in enumerate(behind) if other in _ENDS), REACH)]
    if word in _ELSE:
        return None if not _WHAT_ELSE.isdisjoint(behind[:ELSE_REACH]) else role
    if word.startswith(_HARMED):
        return "killed" if "".join(before[-1:]).startswith("śmierteln") else role
    if word in _WHOSE_CLINIC:
        return role if "do" in before else None
    if word.startswith("przeży"):
        return "killed" if before[-1:] == ["nie"] else role
    if word.startswith("überlebt"):
        return "killed" if "nicht" in clause else role
    if word in ("życie", "leben"):
        fought = any(other.startswith(_FIGHTING) for other in (*before, *clause[:2]))
        return "injured" if fought and not {"o", "um"}.isdisjoint(before) else role
    if word == "weiteren":
        sought = any(other.startswith(_SEEKING) for other in clause)
        return "missing" if "nach" in before and sought else role
    if word in _CARRIED:
        return "injured" if not _CLINICS.isdisjoint(clause) else role
    return "killed" if "حتي" in clause and not _DEATH.isdisjoint(clause) else role
