"""Sayings: a short text that a thinker's name closes, ``Death ends a life, not a bond. — Robert Anderson``.

What it says holds at any time, so its deaths and fires are pictures, in the forms that sayings use: nouns without an
article of somebody and the infinitive (`_TIMELESS`). Other words stand, since channels close a flash with who said it
as well (``a child died in the shelling — the governor``); so does what has a figure or names a place.
Limits: a saying whose author is not named behind a dash is read as any post.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from streams.composer import Judged
from streams.scent import TOGETHER

__all__ = ["doubt_saying", "signed"]

_DASHES = ("--", "—", "–", "―")
_LONGEST = 64  # characters of a name and what it wrote
_NAME = re.compile(r"(?:--|[—–―])\s*(?=[^\W\d_])([^\d:;!?#@/—–―]{3,60})$")
_DIGIT = re.compile(r"\d")
_DOUBTED = -1.0  # score of a picture
_TIMELESS_TEXT = (
    "death die dying kill kills perish perishes war battle flames "
    "muerte morir matar fuego arder guerra batalla morte morire uccidere fuoco fiamme bruciare "
    "morrer fogo mort mourir tuer feu flammes tod sterben töten feuer flammen krieg leichen "
    "śmierć śmierci umierają umrzeć umierać trupy ogień ognia "
    "смерть смерти смертью смертный смертного смертельный смертельной смертны гибель гибели умирает умирают умирать "
    "умереть умирая погибает погибают погибать погибнуть гибнет гибнут убивает убивают убивать трупы трупов мертвые "
    "мертвых мертвым мертвы огонь огня огнем пламя пламени пожаром гореть сгорает сгореть битва освобождение "
    "смерті вмирає вмирають вмерти помирає помирають гине гинуть вогонь вогню війна "
    "ölüm ölümü ölür ölmek öldürür öldürmek ateş dood sterven doodt vuur"
)
_TIMELESS = frozenset(_TIMELESS_TEXT.split())
"""Words of events as sayings have them."""


def signed(text: str) -> int:
    """Return where the name begins that closes a post behind a dash, or 0 where none does."""
    tail = text[-_LONGEST:]
    if not any(dash in tail for dash in _DASHES):
        return 0  # as nearly always
    found = _NAME.search(text.rstrip(' ."»”)'), max(0, len(text) - _LONGEST))
    if found is None or not found[1][:1].isupper():
        return 0
    return found.start()


def doubt_saying(judged: Sequence[Judged], text: str, places: Sequence[int]) -> None:
    """Take the triggers of a saying for pictures.

    Args:
        judged: triggers of a short post.
        text: as published.
        places: where the names of its places begin; a thinker's may be that of a town, and a town closes a flash.
    """
    literal = [one for one in judged if one.found.literal]
    if not literal or not (end := signed(text)):
        return
    if _DIGIT.search(text, 0, end) or any(start < end or not _full(text[end:]) for start in places):
        return
    if all(_timeless(one) or (one.found.pattern is TOGETHER and _full(text[end:])) for one in literal):
        for one in literal:
            one.found.score = _DOUBTED
            one.found.notes.append(("a saying of ", text[end:].strip(" -—–―")))


def _timeless(one: Judged) -> bool:
    """Whether a trigger is one word in a form of sayings."""
    found = one.found
    return found.end - found.start == 1 and one.sentence.words[found.start] in _TIMELESS


def _full(name: str) -> bool:
    """Whether who is named has a name and a surname, as no office and hardly an outlet has."""
    words = name.strip(" -—–―").split()
    return len(words) > 1 and words[0][:1].isupper() and words[1][:1].isupper()
