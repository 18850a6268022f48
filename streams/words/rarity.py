"""How common the words of a phrase are: each phrase is looked for by its least common word.

The tables change speed, never what is found; they are no lexicon.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

__all__ = ["commonness"]

_COMMON_TEXT = (
    "a an the of in on at to by for from with and or as is are was were be been being has have had do does did "
    "it its he she they them his her him their our my your i you we us me this that these those there here not "
    "no all any some many more most other another one two three four five six seven eight nine ten several "
    "over under after before during while when who which what where up down out off into about near between "
    "against people person man men woman women child children boy girl boys girls police officer officers city "
    "town village school house houses home homes building buildings car cars bus train station office market "
    "shop hotel hospital church street road place time day night morning week month year years today yesterday "
    "new old big small large high long first last next said say says told reported report reports called call "
    "made make take took taken get got go went going come came put set found find left leave party group team "
    "members member leader leaders student students worker workers family families mother father son daughter "
    "brother sister world country state government president minister news court public local north south east "
    "west end part number work back around through just like so now then than too very can will would could "
    "should may might must if but because how why good great well own cost half way run cut let led sit fell "
    "fall fallen broke break broken hit hits held hold holding began started opened open closed de la el los "
    "las en un una y que por con del al se le les des du et à au aux une est dans sur pour par qui ne pas в на "
    "и с по не что из за к от для до у о об как но все это был была были его ее их они он она мы вы жана менен "
    "river rivers creek stream lake bridge hill balcony window windows roof floor floors ladder story stories "
    "two three four since until till not one never want wants wanted night nights days weekend take takes taken took "
    "street streets let set door doors went go goes going number centre center driving drove ride riding landed spent "
    "action guard van bus meeting drew raised clear camera contact rio "
    "үчүн бир бул ал эле да де та те во ко "
)
_COMMON = frozenset(_COMMON_TEXT.split())
"""Words that nearly every text has: bad anchors."""
_EVERYWHERE_TEXT = (
    "the from with off into over down out now about and for was were have has had are this that they his her"
)
_EVERYWHERE = frozenset(_EVERYWHERE_TEXT.split())
"""Of these, words that every other sentence has: they find nothing while another word can."""
_SHORT = 3  # letters; shorter words are everywhere, too
_NONE: frozenset[str] = frozenset()


def commonness(words: Set[str], stems: Sequence[str], *, number: bool) -> float:
    """How often an element with these words, stems and perhaps any number occurs in a text: less is a better anchor."""
    if number:
        return 1e6
    short = {word for word in words if len(word) < _SHORT} if min(map(len, words), default=_SHORT) < _SHORT else _NONE
    frequent = len(words & _COMMON | short) + 19 * len(words & _EVERYWHERE | short)
    return 1000.0 * frequent + len(words) + sum(3 if len(stem) > 3 else 500 for stem in stems)
