"""What happens year by year: ``House fires kill 300 people [a year]``, ``[Cada año] mueren ...``, ``[in media]``.

A sentence that tells how often something happens tells of no event, in the lead as well. The phrase governs the whole
sentence where it opens it, else the stretch between marks that it stands in; not where it is what somebody or something
else does (``at a fair that is held [every year]``).
"""

from __future__ import annotations

from collections.abc import Sequence

from streams.clauses.bygone import of_now

__all__ = ["yearly"]

_PHRASES_TEXT = (
    "every year,each year,per year,a year,on average,annually,per annum,chaque année,par an,en moyenne,tous les ans,"
    "cada año,al año,por año,en promedio,anualmente,de media,cada ano,todos os anos,todos los años,ao ano,por ano,"
    "em média,ogni anno,all' anno,l' anno,in media,annualmente,jedes jahr,pro jahr,im jahr,jährlich,im schnitt,"
    "im durchschnitt,durchschnittlich,каждый год,ежегодно,в год,в среднем,щороку,щорічно,на рік,в середньому,"
    "у середньому,co roku,co rok,każdego roku,rocznie,średnio,her yıl,her sene,yılda,ortalama,yıllık,жыл сайын,"
    "жылына,орто эсеп менен,سنويا,كل عام,كل سنة,في المتوسط,في السنة"
)
_PHRASES = tuple(tuple(phrase.split()) for phrase in _PHRASES_TEXT.split(","))
_LAST = frozenset(phrase[-1] for phrase in _PHRASES)
_BARE = frozenset({("a", "year"), ("l'", "anno"), ("im", "jahr"), ("в", "год"), ("في", "السنة"), ("на", "рік")})
"""They say so only behind what is counted by the year, with nothing that names or counts one behind them."""
_COUNTED_OTHERWISE_TEXT = (
    "for after in than within of half once twice nearly about over almost only least most quarter part first second "
    "last this that is was be has had and or times per through tutto nel del dopo durante per fine inizio один раз "
    "через за початку"
)
_COUNTED_OTHERWISE = frozenset(_COUNTED_OTHERWISE_TEXT.split())
_NOT_BEHIND_TEXT = "ago after later earlier old since and - before to or into from scorso prossimo"
_NOT_BEHIND = frozenset(_NOT_BEHIND_TEXT.split())
_HELD_TEXT = (
    "held celebrated takes place happens organised organized staged celebra celebrado celebrada celebran organiza "
    "realiza realizado festeja organisé organisée célébré lieu tient stattfindet stattfindende stattfindenden "
    "veranstaltet gefeiert tiene tem svolge organizzato проходит проводится проводят отмечают собирает "
    "відбувається проводять odbywa organizowany organizowanej düzenlenen yapılan kutlanan өтүүчү өткөрүлүүчү өтө يقام "
    "تقام attended visited attracts draws gathers flock"
)
_HELD = frozenset(_HELD_TEXT.split())
_RELATIVE_TEXT = (
    "that which who where whose que qui où donde che dove cui die der das den wo которая который где який яка która "
    "który gdzie التي الذي"
)
_RELATIVE = frozenset(_RELATIVE_TEXT.split())
_MARKS = frozenset({",", ";", ":", "(", ")", "—", "–", "؛", "،"})
_OPENS = 4  # tokens before a phrase that opens a sentence
_BESIDE = 4  # tokens beside a phrase in which it is said what else happens so


def yearly(words: Sequence[str]) -> tuple[str, int, int]:
    """Return what says that a stretch of a sentence tells how often something happens, and its first and last token.

    An empty phrase where nothing does. The words are folded.
    """
    if _LAST.isdisjoint(words):
        return "", 0, 0  # as nearly always
    for at in (at for at, word in enumerate(words) if word in _LAST):
        phrase = next((one for one in _PHRASES if one == tuple(words[max(0, at + 1 - len(one)) : at + 1])), ())
        start = at + 1 - len(phrase)
        if not phrase or of_now(words) or (phrase in _BARE and not _counts(words, start, at + 1)):
            continue
        beside = words[max(0, start - _BESIDE) : at + 1 + _BESIDE]
        if not _HELD.isdisjoint(beside):
            continue
        said = " ".join(phrase)
        if start <= _OPENS and _MARKS.isdisjoint(words[:start]) and _RELATIVE.isdisjoint(words[:start]):
            return said, 0, len(words)
        first = next((index + 1 for index in range(start - 1, -1, -1) if words[index] in _MARKS), 0)
        if _RELATIVE.isdisjoint(words[first:start]):
            return said, first, next((last for last in range(at + 1, len(words)) if words[last] in _MARKS), len(words))
    return "", 0, 0


def _counts(words: Sequence[str], start: int, end: int) -> bool:
    """Whether ``a year`` is what something is counted by: ``300 deaths [a year]``."""
    before, behind = words[max(0, start - 1) : start], words[end : end + 1]
    if not before or not before[0].isalpha() or before[0] in _COUNTED_OTHERWISE:
        return False
    return not behind or not (behind[0][0].isdigit() or behind[0] in _NOT_BEHIND)
