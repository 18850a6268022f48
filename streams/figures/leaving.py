"""What verbs of several words tell of people, in languages other than English: who had to go, and who perished.

A verb of leaving stands beside a home: ``obligó a 30 personas a [dejar sus casas]``, ``mussten ihre [Wohnungen
verlassen]``, ``in [Sicherheit] gebracht``; the second part of ``kamen ... um`` ends its clause.
English is `streams.figures.moved`. Those who live in a camp did so before: ``40 خيمة في مخيم [للنازحين]``.
Limit: a home is told within a few words of the verb; who leaves a hospital, a party or a job is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress

__all__ = ["LEAVING", "leaving"]

_LEAVE_TEXT = (
    "dejar abandonar abandonaron abandonan deixar deixaram deixarem abandonaram abandonarem sair saíram salir salieron "
    "quitter quittent quitté évacuer lasciare lasciato abbandonare abbandonato verlassen verließen räumen "
    "opuścić opuścili opuściło opuszczają покинуть покинули покидают оставить залишити залишили покинули "
    "terk boşalttı boşaltmak таштап таштады مغادرة ترك لمغادرة اخلاء باخلاء"
)
_LEAVE = frozenset(_LEAVE_TEXT.split())
_HOMES_TEXT = """casa casas hogares hogar viviendas domicilios habitações lares residências prédios domicile domiciles
maison maisons logement logements foyer foyers habitation habitations case abitazioni alloggi dimore
haus häuser häusern wohnung wohnungen gebäude gebäuden wohnhaus wohnhäuser hochhaus unterkunft
unterkünfte stadtteil dörfer domy domów dom mieszkania mieszkań mieszkanie budynek budynki budynku
blok bloki kamienicę kamienice posesje дома дом домов жилье жилища квартиры домівки домівок оселі
осель будинки будинків evini evlerini evlerinden evleri үйүн үйлөрүн үйлөрүнөн منازلهم بيوتهم مساكنهم
منازل"""
_HOMES = frozenset(_HOMES_TEXT.split())
_SAFE_TEXT = """ايواء امنة ملاجئ freie güvenli sicherheit
salvo sécurité sicuro salvamento segurança abri bezpieczne безпечне безопасное"""
_SAFE = frozenset(_SAFE_TEXT.split())
_TO = frozenset({"in", "ins", "a", "en", "em", "al", "à", "w", "в", "у", "im"})
_SHELTERING = frozenset({"ايواء", "امنة", "ملاجئ"})
_BROUGHT = ("نقل", "ونقل", "تنقل", "ينقل", "انتقل", "وانتقل")
_PUT = (
    *("brach", "gebrach", "bring", "puest", "pus", "mis", "mess", "post", "retir", "lev", "condu", "port", "przewie"),
    *("alın", "aldı", "nakled", "taşın", "götürül", "yerleştir"),
    *("przenies", "вивез", "вывез", "перевез", "перевел", "эваку", "еваку", "ewaku", "evacu", "traslad", "трансп"),
)
LEAVING = _LEAVE | _SAFE
"""Words of which one is in every phrase for those who had to go."""
_CAMPS_TEXT = """مخيم مخيما مخيمات بمخيم المخيم لمخيم مخيمي خيام خيمة الخيام خيم مركز مراكز مدرسة مدارس قرية تجمع تجمعات
ايواء الايواء بايواء لايواء ماوي camp camps site sites campamento campamentos campo campos"""
_CAMPS = frozenset(_CAMPS_TEXT.split())
_LIVING_THERE = ("للنازح", "النازح", "نازح", "لنازح", "déplacé", "desplazad", "deslocad")
"""How those are called who live in a camp, right behind it or behind ``of``."""
_ONE_OF = frozenset({"احد", "احدي", "واحد"})
"""Before those of whom one speaks: ``روى [أحد] النازحين``."""
_OF = frozenset({"de", "des", "pour", "para"})
_PERISHED = frozenset({"kam", "kamen", "kommt", "kommen"})
_SUSPECTS = ("şüpheli", "zanlı", "şahıs", "kişi", "göçmen", "terörist", "hükümlü", "firari", "kaçak", "saldırgan")
_TURKIC = frozenset({"ele", "altında", "астында"})
_UNDER = frozenset({"altında", "астында"})
_DEBRIS_TEXT = """enkaz enkazın göçük göçüğün toprak toprağın heyelanın çığ çığın moloz molozların kar yıkıntıların
урандынын урандылардын урандысынын көчкүнүн көчкү топурак топурактын кар кардын кыртыш кыртыштын таштын үйүлгөн"""
_DEBRIS = frozenset(_DEBRIS_TEXT.split())
_STAYED = ("kalan", "kalar", "kalıp", "kald", "калып", "калган", "калышып")
_CLAUSE_ENDS = frozenset({".", ",", ";", "!", "und", ":"})
PERISHED_REACH = 9  # tokens from ``kamen`` to ``um``
NEAR = 4  # tokens between the verb and the home
PUT_REACH = 4  # tokens between ``in safety`` and the verb
FAR_PUT_REACH = 9  # the same in German, where the verb comes second: ``brachte elf Bewohner ... in [Sicherheit]``


def leaving(words: Sequence[str], roles: Sequence[str | None]) -> Sequence[str | None]:
    """Return the roles of a sentence's words with those that tell of leaving one's home, or of being brought to safety.

    Args:
        words: of a sentence, folded.
        roles: what each gives by itself.
    """
    if "evacuated" in roles and not _CAMPS.isdisjoint(words):
        roles = [None if role == "evacuated" and _camped(words, at) else role for at, role in enumerate(roles)]
    if not _ONE_OF.isdisjoint(words):
        roles = [
            None if role == "evacuated" and at and words[at - 1] in _ONE_OF else role for at, role in enumerate(roles)
        ]
    if "mahsur" in words and any(word.startswith("kurtar") for word in words):
        roles = [None if word == "mahsur" else role for word, role in zip(words, roles, strict=True)]  # and rescued
    if "questura" in words:  # who says so, unless somebody was taken there
        roles = [
            None if word == "questura" and words[at - 1 : at] != ["in"] else role
            for at, (word, role) in enumerate(zip(words, roles, strict=True))
        ]
    if not _TURKIC.isdisjoint(words):
        roles = _buried(words, _taken(words, roles))
    if "um" in words and not _PERISHED.isdisjoint(words):
        roles = _perished(words, roles)
    if LEAVING.isdisjoint(words):
        return roles
    given = list(roles)
    for at in compress(range(len(words)), map(LEAVING.__contains__, words)):
        near = words[max(0, at - NEAR) : at + NEAR + 1]
        if words[at] in _LEAVE:
            home = not _HOMES.isdisjoint(near)
        elif words[at] in _SHELTERING:
            home = any(word.startswith(_BROUGHT) for word in words[max(0, at - FAR_PUT_REACH) : at])
        else:
            reach = FAR_PUT_REACH if words[at] == "sicherheit" else PUT_REACH
            beside = words[max(0, at - reach) : at + PUT_REACH]
            home = (words[at - 1] in _TO or words[at] == "güvenli") and any(word.startswith(_PUT) for word in beside)
        if home:
            given[at] = "evacuated"
    return given


def _taken(words: Sequence[str], roles: Sequence[str | None]) -> Sequence[str | None]:
    """Let people who were seized be arrested: ``34 şüpheli [ele geçirildi]``."""
    return [
        "arrested" if word.startswith("geçir") and at > 1 and _seized(words, at) else role
        for at, (word, role) in enumerate(zip(words, roles, strict=True))
    ]


def _seized(words: Sequence[str], at: int) -> bool:
    """Whether it is people who were seized, and not arms: ``34 [şüpheli ele] geçirildi``."""
    return words[at - 1] == "ele" and words[at - 2].startswith(_SUSPECTS)


def _buried(words: Sequence[str], roles: Sequence[str | None]) -> Sequence[str | None]:
    """Let those be missing who are under what came down, unless it goes on with what befell them there.

    ``enkaz [altında] üç kişi var``, ``топурак [астында] эки киши калды``; not ``enkaz altında kalan iki kişi öldü``.
    """
    given = list(roles)
    for at in range(1, len(words)):
        if words[at] in _UNDER and words[at - 1] in _DEBRIS and given[at] is None:
            behind = words[at + 1 : at + 2]
            if behind and not behind[0].startswith(_STAYED):
                given[at] = "missing"
    return given


def _perished(words: Sequence[str], roles: Sequence[str | None]) -> Sequence[str | None]:
    """Let the end of the German verb tell of the dead: ``drei Menschen kamen bei dem Feuer [um]``, not ``um 5 Uhr``."""
    given = list(roles)
    for at in range(1, len(words)):
        ends = words[at] == "um" and (words[at + 1 : at + 2] == [] or words[at + 1] in _CLAUSE_ENDS)
        if ends and not _PERISHED.isdisjoint(words[max(0, at - PERISHED_REACH) : at]):
            given[at] = "killed"
    return given


def _camped(words: Sequence[str], at: int) -> bool:
    """Whether a word tells whose a camp is: ``مخيم [للنازحين]``, ``camp de [déplacés]``."""
    before = words[at - 2 : at - 1] if words[at - 1] in _OF else words[at - 1 : at]
    return words[at].startswith(_LIVING_THERE) and not _CAMPS.isdisjoint(before)
