"""An alert in plain words: the headline, and the sentence that says why now.

"Clashes and a fire at Parliament, Bishkek; about 120 injured (Ministry of Health)". Counts of different reports are
never added up: the figure of a role that stands is shown with who gives it, and an official one that contradicts it
(`alerts.severity.figures`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from alerts.alert import CountClaim
from alerts.excess import Excess
from alerts.hazards import UNNAMED, hazard_phrase, phrase_of
from alerts.ledger import HAZARD
from alerts.severity import ALONE, GRAVITY, VICTIMS, ended, figures, seconded
from alerts.sheet import HEADLINE_ROLES, told_as, worth_showing
from alerts.signs import RAMMED
from alerts.speakers import CLASS_WORDS, speaker_name
from streams.report import Count

__all__ = [
    "MAX_TYPES",
    "ROLE_NOUNS",
    "count_phrase",
    "headline",
    "shown_figures",
    "shown_types",
    "whereabouts",
    "why_text",
]

TYPE_PHRASES = {
    "CLASH": "clashes",
    "STORMING": "a building stormed",
    "EXPLOSION": "an explosion",
    "FIRE": "a fire",
    "FORCE": "force against a crowd",
    "DEATH": "deaths",
    "INJURY": "people injured",
    "PROTEST": "a protest",
    "ARREST": "arrests",
    "FREED": "detainees freed",
}
HOSTAGES = {"ARREST": "hostages held", "CLASH": "a hostage-taking", "FREED": "hostages freed"}
SHAKEN = "an earthquake"
ROLE_OF_TYPE = {"DEATH": "killed", "INJURY": "injured", "ARREST": "arrested"}
ROLE_NOUNS = {"killed": "deaths", "injured": "injured", "arrested": "arrests", "missing": "missing"}
MAX_TYPES, MAX_NAMES = 3, 5
FEW = 3  # reports of victims without a figure
NOTABLE = 8  # a type named by fewer reports than an eighth of the most named one's is no headline
ARTICLED = re.compile(
    r"United \w+|Netherlands|Philippines|Maldives|Bahamas|Gambia|Comoros|[\w ]+ (?:Republic|Islands|Emirates|Kingdom)"
)
"""Names of countries and islands that English puts an article before."""
VAGUE = {3: "several", 5: "many", 20: "dozens", 24: "dozens", 40: "scores", 200: "hundreds", 2_000: "thousands"}
OF_THEM = 20  # dozens, and more, are "dozens of" people
"""What a number was called that is open upwards and about so many: nobody has counted."""
UNCONFIRMED, UNCERTAIN = "one post, unconfirmed", "uncertain"
RARE = 1e7  # chances below are said as "less than"


def _number(n: float) -> str:
    return f"{n:,.0f}"


def _joined(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def count_phrase(count: Count) -> str:
    """Return a count in words: ``about 120 injured``, ``at least 3 killed``, ``60 police injured``, ``no deaths``.

    What nobody has counted is told as it was: ``several injured``, ``dozens of police injured``.
    """
    low, high = count.min, count.max
    if low == 0 and high == 0:
        return f"no {count.of} {count.role}" if count.of else f"no {ROLE_NOUNS.get(count.role, count.role)}"
    if low is not None and high is not None:
        if low == high:
            number = f"about {_number(low)}" if count.approximate else _number(low)
        elif count.approximate:
            number = f"about {_number(told_as(count))}"
        else:
            number = f"{_number(low)} to {_number(high)}"
    elif low is not None:
        number = f"at least {_number(low)}"
        if count.approximate and low in VAGUE:
            people = bool(count.of) or count.role == "crowd"
            number = f"{VAGUE[low]} of" if people and low >= OF_THEM else VAGUE[low]
    else:
        number = f"up to {_number(high or 0)}"
    if count.role == "crowd":
        return f"{number} {count.of or 'people'} in the crowd"
    return f"{number} {count.of} {count.role}" if count.of else f"{number} {count.role}"


def headline(
    types: Mapping[str, int],
    where: str,
    claims: Sequence[CountClaim],
    words: Mapping[str, int] | None = None,
    wires: Mapping[str, str] | None = None,
    *,
    hostages: Collection[str] = (),
) -> str:
    """Return the headline.

    Args:
        types: reports by event type.
        where: as `whereabouts` says it.
        claims: newest first.
        words: that name a hazard, with their reports.
        wires: who published a post, where that is a medium: a figure that names nobody is its own.
        hostages: event types that are of hostages.
    """
    told = shown_figures(claims, wires or {})
    shown = shown_types(types, words or {}, {one.count.role for one, *_ in told})
    shown = [kind for kind in shown if kind != "ARREST" or not {"ARREST", "CLASH"}.issubset(hostages)] or shown
    phrases = {**TYPE_PHRASES, HAZARD: hazard_phrase(words or {}), **{kind: HOSTAGES[kind] for kind in hostages}}
    named = [phrases[kind] for kind in shown[:MAX_TYPES]]
    text = _joined(named or ["reports"])
    text = f"{text[0].upper()}{text[1:]}{where}"
    sure = [_figure(claim, rival, claims, wires or {}) for claim, *rival in told]
    # A rumour is told last.
    return "; ".join([text, *sorted(sure, key=lambda one: UNCONFIRMED in one)])


def shown_types(types: Mapping[str, int], words: Mapping[str, int], roles: Collection[str]) -> list[str]:
    """Return the event types that a headline names, the gravest first; it names `MAX_TYPES` of them at most.

    Those whose victims are counted in one of its ``roles`` go without saying, unless nothing else is told.
    """
    hazard = hazard_phrase(words)
    most = max((n for kind, n in types.items() if kind != HAZARD or hazard != UNNAMED), default=0)
    types = _with_named_hazard(types, words)
    first = {HAZARD} if hazard == RAMMED else set()
    ranked = sorted(types, key=lambda kind: (-GRAVITY.get(kind, 0.3) * types[kind], kind))
    ranked.sort(key=lambda kind: not (_stormed(kind, types) or kind in first))
    shown = [kind for kind in ranked if ROLE_OF_TYPE.get(kind) not in roles and _notable(kind, types, most)]
    if hazard == SHAKEN and types.get("EXPLOSION", 0) >= types.get(HAZARD, 0):
        shown = [kind for kind in shown if kind != HAZARD]  # who asks whether it was a quake felt the blast
    if "CLASH" in shown and "PROTEST" not in types:
        shown = [kind for kind in shown if kind != "FORCE"]  # a gunman's, where no crowd is told of
    if len(shown) > 1 and hazard == UNNAMED:
        shown = [kind for kind in shown if kind != HAZARD]
    return shown or ranked


def _with_named_hazard(types: Mapping[str, int], words: Mapping[str, int]) -> Mapping[str, int]:
    """Return reports by type with those of a disaster that name it as they do, not all that tell of any.

    One who asks whether it was an earthquake makes none of an explosion.
    """
    phrase = hazard_phrase(words)
    if phrase == UNNAMED or HAZARD not in types:
        return types
    return {**types, HAZARD: min(types[HAZARD], sum(n for word, n in words.items() if phrase_of(word) == phrase))}


def _figure(
    claim: CountClaim, rivals: Sequence[CountClaim], claims: Sequence[CountClaim], wires: Mapping[str, str]
) -> str:
    """Return a figure with who gives it, and an official one that contradicts it or that it has ended."""
    who = speaker_name(claim) or ("" if seconded(claim, claims) else wires.get(claim.post, ""))
    rumoured = 0 if claim.count.role == "killed" else ALONE
    loud = not who and not seconded(claim, claims) and (claim.count.min or 0) > rumoured
    if loud or claim.doubt == "asked":
        who = UNCONFIRMED
    elif claim.doubt and claim.count.min:
        who = f"{who}, {UNCERTAIN}" if who else UNCERTAIN
    text = f"{count_phrase(claim.count)}{f' ({who})' if who else ''}"
    for other in rivals:
        least, name = other.count.min, speaker_name(other) or CLASS_WORDS["official"]
        if ended(other, claim):
            return f"{text}, earlier: none"
        text += f", {_number(least) if least else 'none'} according to {name}"
    return text


def _notable(kind: str, types: Mapping[str, int], most: int) -> bool:
    """Whether enough reports tell of a type: a share of the most named one's, or, of victims, a few."""
    return types[kind] * NOTABLE >= most or (kind in VICTIMS and types[kind] >= FEW)


def _stormed(kind: str, types: Mapping[str, int]) -> bool:
    """Whether a type goes before all others, however long the rally before it was: a building that was stormed."""
    return kind == "STORMING" and types[kind] > 1


def whereabouts(label: str, *, spot: bool = False, topic: str = "") -> str:
    """Return how a headline ends that says where.

    Args:
        label: the place, as `alerts.keys.Atlas.label` names it; empty when unknown.
        spot: the place is a building or a square, so things happen *at* it.
        topic: name or hashtag that the reports share, for when the place is unknown.
    """
    if label:
        article = "the " if ARTICLED.fullmatch(label) else ""
        return f" {'at' if spot else 'in'} {article}{label}"
    return f", place unknown (“{topic}”)" if topic else ", place unknown"


def shown_figures(claims: Sequence[CountClaim], printed: Collection[str]) -> list[list[CountClaim]]:
    """Return the figures that a headline shows, each with its rival if it has one (`alerts.severity.figures`)."""
    found = {role: told for role in HEADLINE_ROLES if (told := figures(claims, role, printed))}
    return [found[role] for role in worth_showing(found)]


def why_text(excess: Excess | None, names: Sequence[str], sources: int, caveats: Sequence[str]) -> str:
    """Return why now, in one or two sentences that a person can check.

    Args:
        excess: observed against expected.
        names: of the independent sources, the most telling first.
        sources: how many there are.
        caveats: denials, retractions, thin sourcing; said in full.
    """
    parts = []
    if excess is not None:
        expected = f"{excess.expected:.1f}" if excess.expected >= 0.1 else "fewer than 0.1"
        chance = f"less than 1 in {_number(RARE)}" if excess.one_in > RARE else f"1 in {_number(max(1, excess.one_in))}"
        noun = "report" if excess.observed == 1 else "reports"
        parts.append(
            f"{excess.observed} independent {noun} in {excess.window_minutes} minutes where {expected} are expected "
            f"(by chance {chance})"
        )
        doubling = excess.acceleration.doubling_minutes
        if excess.acceleration.significant and doubling is not None:
            parts.append(f"doubling every {max(1.0, doubling):.0f} minutes")
    if sources:
        # Posts without an author are independent of each other and all called by their platform: name it once.
        tally = Counter(names)
        one_more = sources == tally.total() and len(tally) == MAX_NAMES + 1  # its name instead of "1 more"
        shown = list(tally)[: MAX_NAMES + one_more]
        more = sources - sum(tally[name] for name in shown)
        shown = [f"{name} ({tally[name]} posts)" if tally[name] > 1 else name.rstrip(".") for name in shown]
        listed = _joined([*shown, f"{more} more"] if more > 0 else shown)
        parts.append(f"{sources} independent source{'s' if sources > 1 else ''}: {listed}")
    return "; ".join(parts) + "." + "".join(f" {caveat}" for caveat in caveats)
