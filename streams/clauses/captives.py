"""Those who go free: that they were taken or held before is no news of its own."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["held_before", "held_then"]

_KIDNAPS_TEXT = (
    "secuestr rehen rehén raptad rapit sequestr ostagg reféns refén otage enlev kidnapp entführ geisel "
    "verschlepp похищ заложн викраден заручник барымта уурдал rehin kaçırıl отет otet taoc таоц خطف مخطوف "
    "مختطف المختطف المخطوف اختطف رهائن الرهائن رهينة"
)
_KIDNAPS = tuple(_KIDNAPS_TEXT.split())


def held_before(words: Sequence[str], start: int, end: int) -> bool:
    """Whether a trigger only tells that somebody was taken, before his release: ``liberan a los [rehenes]``."""
    return any(word.startswith(_KIDNAPS) for word in words[start:end])


_HELD_TEXT = (
    "detenid preso presos presa presas encarcelad apresad capturad arrestad recluid détenu arrêté interpellé "
    "incarcéré emprisonné prisonni detid aprisionad encarcerad arrestat fermat detenut incarcerat jailed detained "
    "imprisoned arrested prisoner detainee inmate"
)
_HELD = tuple(_HELD_TEXT.split())
_AUXILIARY_TEXT = (
    "fue fueron ser siendo sido ha han había été est sont était étaient foi foram è sono stato stata stati state "
    "venne vennero viene vengono was were been being had are is got quedó quedaron resultó resultaron "
    "acabó acabaron acabou acabaram terminou terminaram terminó terminaron quedó ficou ficaram segue seguem permanece "
    "permanecem permanecen continua continuam reste restent resta restano"
)
_AUXILIARY = frozenset(_AUXILIARY_TEXT.split())
_VERB_REACH = 2  # tokens from an auxiliary to its participle


def held_then(words: Sequence[str], start: int, end: int) -> bool:
    """Whether a trigger only calls those who go free what they were: ``[manifestants arrêtés] en mars``, ``prisoners``.

    Not a verb of its own: ``fueron [detenidos] y luego liberados``.
    """
    if not words[end - 1].startswith(_HELD) and not words[start].startswith(_HELD):
        return False
    return _AUXILIARY.isdisjoint(words[max(0, start - _VERB_REACH) : start])
