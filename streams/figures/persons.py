"""English nouns that name people: by their ending where no list has them, and whether one or several."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["MANY", "are_two", "is_one_person", "is_person", "several"]

_MANY_TEXT = "people men women children police troops others dead crew family staff personnel"
MANY = frozenset(_MANY_TEXT.split())
_AGENTS = ("ers", "ors", "ists", "eers", "ians", "men", "ees", "ants")
_THINGS_TEXT = (
    "numbers headquarters quarters tankers containers shutters computers orders borders centers papers letters towers "
    "powers rivers doors floors motors tractors reactors sectors factors errors mirrors corridors plants restaurants "
    "elephants warrants grants pants trees degrees knees committees fees lists fists mists bunkers rockets launchers "
    "boosters trailers lorries freighters steamers bombers fighters helicopters choppers trawlers bulldozers drawers "
    "shelters lockers freezers generators conductors elevators escalators colors colours odors tumors monitors "
    "transformers speakers dollars quarters summers winters corners meters litres liters metres kilometers chambers "
    "matters covers posters banners flyers stickers timers detonators vapors harbors invaders raiders feathers rupees "
    "centres acres fires wires tyres tires spires shires layers towers boilers burners heaters coolers scooters "
    "cylinders skewers routers servers scanners sensors radiators refrigerators calculators jumpers sweaters trousers "
    "slippers trainers sneakers platters barriers carriers couriers rubbers flowers showers sewers lasers"
)
_THINGS = frozenset(_THINGS_TEXT.split()) - {"fighters", "raiders", "conductors", "couriers", "trainers", "invaders"}
_SINGLE_THINGS = frozenset({"checklist", "shortlist", "blacklist", "playlist", "ottoman", "talisman", "wishlist"})
_SHORTEST = 6  # letters of a noun that names people by its ending


def is_person(word: str) -> bool:
    """Whether a plural that no list has names people by its ending: ``hairdressers``, not ``containers``."""
    return len(word) >= _SHORTEST and word.endswith(_AGENTS) and word not in _THINGS


def is_one_person(word: str) -> bool:
    """Whether a singular that no list has names a person by its ending: ``extortionist``, not ``fist``."""
    return len(word) > _SHORTEST and word.endswith(("ist", "man", "woman", "ologist")) and word not in _SINGLE_THINGS


def several(word: str) -> bool:
    """Whether a noun is more than one."""
    return word.endswith(("s", "men")) or word in MANY


_FIRST_TEXT = "father mother grandfather grandmother dad mum mom husband brother uncle aunt man boy groom bride"
_FIRST = frozenset(_FIRST_TEXT.split())
_SECOND_TEXT = "son daughter wife sister child baby toddler girlfriend grandson granddaughter niece nephew woman girl"
_SECOND = frozenset([*_SECOND_TEXT.split(), "bride", "groom"])
_THINGS_OF_TWO = frozenset(
    {"'", "'s", "s", "unit", "home", "group", "clinic", "centre", "center", "hospital", "shelter"}
)


def are_two(words: Sequence[str], noun: int) -> bool:
    """Whether two of a family share an article: ``a [father and son] died``, not ``a [mother and baby] unit``.

    Twins need no second noun: ``her [twin boys]``.
    """
    if words[noun] == "twins" or (words[noun] == "twin" and noun + 1 < len(words) and several(words[noun + 1])):
        return True
    if words[noun + 1 : noun + 2] != ["and"] or words[noun] not in _FIRST or noun + 2 >= len(words):
        return False
    return words[noun + 2] in _SECOND and _THINGS_OF_TWO.isdisjoint(words[noun + 3 : noun + 4])
