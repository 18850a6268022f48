"""What speaks for and against two reports being of one incident, and what each of it weighs.

Weights are log-odds: a ridge regression towards weights set by hand, bounded to the sign that each must have, on 330
pairs (218 next versions, 111 look-alikes; ``tests/data/dedupe`` and our own) and 290 of towns with many incidents,
cross-validated by batch: of those told apart by it alone .87 of the versions and .87 of the look-alikes. Those of
articles likewise, on 85 next versions and 1,000 pairs on different incidents that share a name
(``tests/dedupe/strangers.py``), but for days and times of day, which these have of different years; where the earlier
text is a post, its sites were weighed by hand.
"""

from __future__ import annotations

import math
from operator import mul
from typing import NamedTuple

__all__ = ["Evidence", "sum_of"]


class Evidence(NamedTuple):
    """What speaks for and against two reports being of one incident; each is worth its weight of `WEIGHTS`.

    Attributes:
        base: before anything is known.
        kinds: two kinds of event or more in common.
        no_kind: one of them names no kind.
        scenery: no kind in common, but what belongs to one.
        kinds_alike: each names kinds, none in common, but one is told as the other; ``kinds_near``: of one family at
            least; ``kinds_apart``: not even that.
        names: names in common beside places that the tagger knows, three at most.
        town: a place in common that is no large city; ``city``: nothing in common but one.
        site: a street, quarter or building in common.
        sites_apart: each names a site that the other does not know; ``classes_apart``: of one class.
        site_added: only the later one does; ``site_first``: it comes before those that both know.
        premises: a sort of building, vehicle or place in common; ``premises_apart``: each has its own.
        known, fresh: the later one speaks of "the" or of "a" thing of a kind in common.
        compound: it names a kind right behind a name, as in "Leven fire".
        other: the later one says that it is another.
        more: it tells of one more who came to harm or was found: that it goes on, not that it is the same.
        outcomes: of the later one that the earlier one did not have, three at most, the third for little.
        counted: it gives a count of which the earlier one had none.
        grew, fell, agree: counts of one role; that one of the hurt is spoken of alone is no smaller count.
        risen: one grew, and the later report says that it did: "the toll climbs to 15"; or so much ground has burnt;
            or it says that it puts a figure right.
        brief: it is a headline that names the kind, gives no site of its own, and says what became of it, where nothing
            else is told of the place.
        denies: the later one denies what the earlier one tells.
        words: other words in common, three at most.
        late, next_day, day_after: more than eight, than twelve, and than twenty-four hours apart.
        crowded: other stories at the place or name, four at most, where only that is in common; ``crowded_apart``:
            where no kind is.
        day_apart, place_apart: days, or places as the tagger read them, of which none is the same.
        main_apart: the first place that the tagger read in the later one is unknown to the earlier one.
        place_added: the later one names a town or point that the earlier one does not; ``far``: it lies far from those.
        ages, ages_apart: ages of people in common, or each its own.
        who, who_apart: sorts of people, the same.
        part, part_apart: times of day, the same; ``part_after``: the later one's began after the earlier one was told.
        long: the later one is an article; ``longer``: and the earlier one none.
    """

    base: float
    kinds: float
    no_kind: float
    scenery: float
    kinds_alike: float
    kinds_near: float
    kinds_apart: float
    names: float
    town: float
    city: float
    site: float
    sites_apart: float
    classes_apart: float
    site_added: float
    site_first: float
    premises: float
    premises_apart: float
    known: float
    compound: float
    fresh: float
    other: float
    more: float
    outcomes: float
    counted: float
    grew: float
    risen: float
    brief: float
    denies: float
    fell: float
    agree: float
    words: float
    late: float
    next_day: float
    day_after: float
    crowded: float
    crowded_apart: float
    day_apart: float
    place_apart: float
    main_apart: float
    place_added: float
    far: float
    ages: float
    ages_apart: float
    who: float
    who_apart: float
    part: float
    part_apart: float
    part_after: float
    long: float
    longer: float


WEIGHTS = Evidence(
    base=-2.2, kinds=0.4, no_kind=-0.8, scenery=0.5, kinds_alike=0.0, kinds_near=-2.3, kinds_apart=-4.2, names=0.3,
    town=0.2, city=-0.6, site=0.2, sites_apart=-1.6, classes_apart=-1.6, site_added=-0.8, site_first=-0.3,
    premises=1.0, premises_apart=-1.4, known=0.8, compound=0.4, fresh=-1.2, other=-2.1, more=0.0, outcomes=1.6,
    counted=1.0, grew=1.1, risen=0.5, brief=0.4, denies=0.4, fell=-1.9, agree=0.3, words=0.5, late=-0.3, next_day=-1.2,
    day_after=-1.5, crowded=-0.8, crowded_apart=-1.5, day_apart=-0.1, place_apart=-0.1, main_apart=-0.7,
    place_added=-0.2, far=-0.2, ages=0.5, ages_apart=-1.0, who=0.9, who_apart=-0.6, part=0.3, part_apart=0.0,
    part_after=-0.3, long=0.4, longer=-0.4,
)  # fmt: skip
ARTICLES = Evidence(
    base=-4.8, kinds=0.9, no_kind=-1.3, scenery=0.3, kinds_alike=-1.0, kinds_near=-2.0, kinds_apart=-4.5, names=1.7,
    town=2.6, city=-0.1, site=0.6, sites_apart=-1.0, classes_apart=-1.0, site_added=-0.5, site_first=0.0,
    premises=0.2, premises_apart=-0.8, known=1.2, compound=0.0, fresh=-0.2, other=-0.7, more=0.0, outcomes=1.2,
    counted=1.0, grew=1.1, risen=0.0, brief=0.0, denies=0.0, fell=-1.0, agree=0.0, words=0.5, late=-0.4, next_day=-0.8,
    day_after=0.0, crowded=-0.8, crowded_apart=-1.5, day_apart=-0.1, place_apart=-1.5, main_apart=-1.3,
    place_added=0.0, far=0.0, ages=0.0, ages_apart=-1.2, who=0.3, who_apart=-0.3, part=0.3, part_apart=0.0,
    part_after=-0.3, long=0.0, longer=1.2,
)  # fmt: skip
"""Where the later text is an article, which tells many outcomes, figures and sorts of people whatever it is about."""


def sum_of(evidence: Evidence) -> float:
    """Return the evidence as one number."""
    return math.fsum(map(mul, evidence, ARTICLES if evidence.long else WEIGHTS))
