"""Names that say whose or which way, and not where: ``граждане [Таджикистана]``, the coach ``[Самара — Шымкент]``.

A country behind its people, its army or its ministry (in Kyrgyz before them), and the ends of a line or a road, tell no
place where the text names another. English: `streams.geo.nations`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from streams.geo.gazetteer_form import CITY, COUNTRY
from streams.geo.toponym_evidence import ACCEPT
from streams.geo.toponyms import Name, dateline_of

__all__ = ["drop_owners"]

REACH = 32  # characters before a country
_OWNED = re.compile(
    r"(?<!\w)(?:граждан\w*|подданн\w*|уроже\w+|громадян\w*|вихід\w+|obywatel\w*|ciudadan[oa]s?|ressortissants?|citoyens?"
    r"|cidad[ãa]\w*|cittadin[oi]|посольств\w*|посол|посла|послу|ambasad\w+|embajada|ambassade|embaixada|ambasciata"
    r"|войск\w*|війська?|wojska?|арми[яиюей]+|армі[яїєюей]+|armi[aię]+|сил(?:ы|ами|и)?|всу?|зсу?|ejército|armée"
    r"|мид|мзс|msz|минобороны|міноборони|минздрав\w*|погранслужб\w*|погранвойск\w*|служб[аыеуио]\w*"
    r"|президент\w*|prezydent\w*|presidente|président|премьер\w*|прем'єр\w*|премьер-министр\w*"
    r"|сборн\w+|збірн\w+|reprezentacj\w+|пограничник\w*|прикордонник\w*|военн(?:ые|ых|ыми))"
    r"\s(?:de (?:la )?|d['’]|del |do |da |dell['’]|di )?$"
)
_PERSONS = (
    r"hombre|mujer|joven|vecin[oa]|ancian[oa]|estudiante|turista|conductor|trabajador|nin[oa]|pareja|familia|homme|femme"
    r"|jeune|touriste|etudiante?|couple|famille|uomo|donna|ragazz[oa]|giovane|studente|coppia|famiglia|bambin[oa]|homem"
    r"|mulher|jovem|morador|moradora|casal|rapaz"
)
_HOME = re.compile(
    rf"(?<!\w)(?:{_PERSONS}) (?:de|d'|di|do|da|del) $|(?<!\w)(?:رجل|امراه|شاب|سيده|طالب|مواطن|سائح|سائق) من $|"
    r"(?<!\w)(?:жител[ьяю]|жительниц[аыуе]|урожен(?:ец|ца|ка|ку|ки)|мешкан(?:ець|ця|ка|ку|ки)|mieszka(?:niec|ńca|nka|nkę|nki))\s$"
)
"""Before a town that somebody is from: ``[житель] Перми погиб в Казани``."""
_HOME_REACH = 17  # characters
_THERE = re.compile(r"[^.!?;\n]{0,80}(?<!\w)(?:в|во|у|під|под|w|we|pod|en|à|a|em|in|في) $")
_OWNS_KY = re.compile(
    r"(?: [\w-]+)? (?:жаран|аскер|чек ара|армия|кошуун|күчтөр|президент|өкмөт|премьер|министр|коргоо|тышкы|саламаттык"
    r"|ички|элчи|сокку|дрон|ракета|учак|бийлик|геология)"
)
_PERSON = re.compile(r" [A-Z][a-z'’-]+(?:-[A-Z][a-z]+)?, \d{1,2}(?=[,.]| and )")
"""Behind a first name: a surname and an age."""
_LINE = re.compile(r"\s?[—–-]\s?")


def drop_owners(names: Sequence[Name], text: str, folded: str) -> None:
    """Take the evidence of such names where others are left.

    Args:
        names: in order, resolved, with their evidence.
        text: as published.
        folded: its comparison form.
    """
    dropped = [name for name in names if name.evidence >= ACCEPT and _owner(name, folded)]
    dropped += [name for name, other in pairwise(names) if _home(name, other, folded)]
    towns = [one for one in names if one.evidence >= ACCEPT and one.chosen is not None and one.chosen.kind == CITY]
    if not all(one.aside for one in towns):
        dropped += [one for one in towns if one.aside]  # ``[ошская] милиция`` in a text of Naryn
    for name in names:
        if _PERSON.match(text, name.end):
            name.evidence = 0.0  # ``[Mali] Rees, 14,``
    written = None  # where a dateline begins: ``КАЗАНЬ — Пожар``
    for first, second in pairwise(names):
        if second.start - first.end <= 3 and _LINE.fullmatch(text, first.end, second.start) and _towns(first, second):
            written = dateline_of(text) if written is None else written
            if first.start != written[0] or written[1] == 0:
                dropped += (first, second)
    if dropped:
        left = {id(name) for name in names if name.evidence >= ACCEPT} - {id(name) for name in dropped}
        for name in dropped if left else ():
            name.evidence = 0.0


def _owner(name: Name, folded: str) -> bool:
    if name.chosen is None or name.chosen.kind != COUNTRY:
        return False
    if "\u0400" <= folded[name.start] <= "\u04ff" and _OWNS_KY.match(folded, name.end):
        return True
    return _OWNED.search(folded, max(0, name.start - REACH), name.start) is not None


def _home(name: Name, other: Name, folded: str) -> bool:
    """Whether a town is only where somebody is from, since the sentence goes on with another one that it was in."""
    if name.evidence < ACCEPT or other.evidence < ACCEPT or not _towns(name, other):
        return False
    if not _HOME.search(folded, max(0, name.start - _HOME_REACH), name.start):
        return False
    return _THERE.fullmatch(folded, name.end, other.start) is not None


def _towns(first: Name, second: Name) -> bool:
    one, other = first.chosen, second.chosen
    return one is not None and other is not None and one.kind == other.kind == CITY and one.name != other.name
