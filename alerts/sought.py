"""The missing who are missing no more: who was found, alive or dead.

"Two are counted as missing: they were found alive at relatives'" tells of nobody missing. A tagger counts the missing
where the word is, and so the alert would end with "2 missing".

Limits: the excerpt of an article is its headline, so what only its text says is not seen. "Search ends" alone says
nothing: some of the missing may never be found. In the languages below.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from alerts.alert import CountClaim
from streams.report import Count, Story

__all__ = ["NOBODY", "without_the_found"]

NOBODY = Count("missing", 0, 0, approximate=False)
MISSING = re.compile(
    r"\bmissing\b|unaccounted|\bdispers[aoie]|desaparecid|disparu|vermisst|nestal[aeio]|zaginion|пропав|пропал|зникл"
    r"|дайынсыз|kayıp|kayb|hilang|مفقود"
)
FOUND = re.compile(
    r"\b(?:found|located|traced|recovered|rescued|turned up)\b|rintracciat|ritrovat|hallad|encontrad|retrouvé|gefunden"
    r"|pronađen|pronalask|odnalezion|найден|нашл|обнаруж|знайшл|знайден|табылды|bulundu|ulaşıldı|ditemukan|عثر"
)
STILL = re.compile(
    r"\b(?:still|remain\w*|yet to be|others?|rest|of the missing)\b|\bancora\b|\bsiguen?\b|toujours|\bnoch\b|\bjoš\b"
    r"|wciąż|ещ[её]|досі|\bще\b|дагы|hâlâ|\bhala\b|masih"
)
NOBODY_LEFT = re.compile(
    r"\ball (?:\w+ )?accounted for|\bno(?:body| one)(?: else)? (?:is )?(?:still )?missing|non risultano altri dispersi"
    r"|\ball (?:\w+ ){0,2}missing (?:\w+ ){0,2}(?:(?:have been|were|are|now) )*(?:found|recovered|accounted)"
    r"|(?:no (?:hay|quedan) (?:más )?|todos los )desaparecid|(?:plus (?:aucun|de)|tous les) disparus?"
    r"|(?:não há (?:mais )?|todos os )desaparecid|(?:nessun|tutti i) dispers"
    r"|niemand (?:\w+ )?mehr vermisst|alle vermissten"
    r"|все пропавшие|пропавших (?:без вести )?(?:больше )?нет|усіх зниклих|зниклих (?:безвісти )?(?:більше )?немає"
    r"|kayıp (?:yok|kalmadı|bulunmuyor)|kimse kayıp değil|wszyscy zaginieni|nikt (?:już )?nie jest zaginiony"
    r"|ciał\w* (?:\w+ ){0,2}ostatni|semua (?:korban )?(?:yang )?hilang|tidak ada (?:lagi )?(?:\w+ )?(?:yang )?hilang"
    r"|لا (?:يوجد )?مفقود|جميع المفقودين|alle vermisten"
)
ENDED = re.compile(
    r"\bsearch (?:operations? )?(?:is |was )?(?:over|ends?|ended|concluded|completed)\b|\bends? (?:the )?search\b"
    r"|finita la ricerca|ricerche concluse|termina la búsqueda|concluye la búsqueda|fin des recherches"
    r"|suche (?:ist )?beendet|(?:završena|okončana) (?:je )?potraga|potraga (?:je )?(?:završena|okončana)"
    r"|(?:поиски|поиск) (?:\w+ )?(?:завершен|окончен)|завершены поиски"
    r"|(?:пошуки|(?:пошуково-)?рятувальн\w+ операці\w)(?: \w+){0,3} завершен|arama çalışmaları sona"
)
"""Not for a night, nor that for survivors: a search that is "suspended" or "called off" has found nobody."""
SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")


def without_the_found(claims: list[CountClaim], story: Story) -> list[CountClaim]:
    """Return a story's claims without the missing who were found, and with nobody missing where none is left.

    The latter puts earlier figures right.
    """
    excerpt = story.excerpt.lower()
    lost = [one for one in SENTENCE.split(excerpt) if MISSING.search(one)]
    traced = bool(lost) and all(map(_traced, lost))
    kept = [one for one in claims if not (traced and _of_the_missing(one))]
    left = NOBODY_LEFT.search(excerpt) or (traced and ENDED.search(excerpt))
    if not claims or not left or any(map(_of_the_missing, kept)):
        return kept
    source = next((one.source for one in claims if _of_the_missing(one)), None)
    none = replace(claims[0], count=NOBODY, source=source, corrects=True, doubt="", instead=None)
    return [*(one for one in kept if one.count != none.count), none]


def _traced(sentence: str) -> bool:
    return FOUND.search(sentence) is not None and STILL.search(sentence) is None


def _of_the_missing(claim: CountClaim) -> bool:
    return claim.count.role == "missing" and bool(claim.count.min)
