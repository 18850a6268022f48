"""Who did it: whether the shots, blows and arrests of a phrase are those of the state's forces or of others.

Phrases of the pseudo-type ``SHOOT`` only ask for the nearest armed men before the verb. Those of ``BLOW`` and ``SEIZE``
join an agent of the state to a verb up to 18 words away (``the [police], after a warning, [thrashed] them``), and stand
only where the agent is the verb's subject, or behind ``by``:

- the subject is the nearest person before the verb; a verb behind ``and``, a comma, ``to`` or an aside shares the
  subject of the verb before, and ``who`` and ``they`` stand for whoever was named last;
- no subject is who suffers it (``policemen were beaten``), who is hit, asked or told of by the verb before (``pelted
  the police and``), who says it (``police said the mob``), what only is of the police (``the police station``), or who
  stands behind a preposition.

Limits: no parser; a subject in the sentence before is not seen.
"""

from __future__ import annotations

from collections.abc import Sequence

from streams.words.lexicon import Lexicon, Pattern

__all__ = ["CRAFT", "DEALT", "Doers"]

DEALT = {"BLOW": "FORCE", "SEIZE": "ARREST"}
"""Pseudo-type -> what it is when the forces of the state do it; else nothing."""
_BE = frozenset(["was", "were", "is", "are", "be", "been", "being", "got", "get", "gets", "getting"])
_BEFALLING = frozenset({"was", "were", "been", "being"})
_DRIVEN = frozenset(["forced", "compelled", "made", "seen", "ordered", "constrained", "caught", "filmed", "out", "in"])
_REACH, _BY_REACH, _AGENT_REACH = 30, 10, 6  # tokens to a subject, to ``by``, and from there to who it is
_BLAME_REACH = 5  # tokens from the first deed of a row to this one
_STOPS = frozenset({".", ";", ":", "!", "?", "|"})
_AUXILIARY_TEXT = (
    "had has have having did then also later again even just soon promptly first finally suddenly only still not "
    "never started began continued kept resorted tried seen caught filmed shown heard"
)
_AUXILIARY = frozenset(_AUXILIARY_TEXT.split())
_SHARING = frozenset(
    {"and", "or", ",", "but", "then", "&", "to", "by", "for", "in", "of", "before", "after", "while", "when"}
)
"""Right before a verb: its subject is that of the verb before."""
_RELATIVE = frozenset({"who", "which", "that"})
_THEY = frozenset({"they", "themselves"})
_JOINING = frozenset({",", "and", "with"})
_OWN = 5  # tokens from a conjunction to the subject of its clause
_OTHERS = frozenset(["he", "she", "i", "we", "you", "nobody"])
_BOUNDS_TEXT = "that when while as after before because since if unless until though although where whom but than"
_BOUNDS = frozenset(_BOUNDS_TEXT.split())
_SAYING_TEXT = (
    "said say says told added claimed claim claims alleged stated reported confirmed maintained insisted denied "
    "announced according sources believe believed suspect suspected explained admitted"
)
_SAYING = frozenset(_SAYING_TEXT.split())
_BELONGING_TEXT = (
    "station stations vehicle vehicles van vans jeep jeeps outpost outposts post posts chowki chowkis lines line "
    "complaint custody camp camps headquarters control report reports case fir protection presence version records "
    "record barricade barricades cordon quarters bus picket-post recruit recruitment reforms commission spokesman "
    "spokesperson sources"
)
_BELONGING = frozenset(_BELONGING_TEXT.split())
"""Behind the name of a force: what is of it, not itself."""
_PLACING_TEXT = "in by at on to against from with near upon towards for into under behind before between over about"
_PLACING = frozenset(_PLACING_TEXT.split())
_LEADING_TEXT = (
    "the a an some several two three four five six many these those this that local riot armed plainclothes state"
)
_LEADING = frozenset(_LEADING_TEXT.split())
_HITTING_TEXT = (
    "hit beat told asked urged saw made left fought met hurt cut overpowered forced accuse blamed injure attack "
    "attacking pelting stoning injuring wounding hitting beating killing stone pelt call calling called threw "
    "throwing faced accusing against led bit shot struck forcing"
)
_HITTING = frozenset(_HITTING_TEXT.split())

_HURTING = (("DEATH",), ("INJURY",))
_ARREST = ("ARREST",)
_MEETINGS_TEXT = (
    "vigil rally demonstration march protest meeting ceremony funeral conference talks election elections vote match "
    "prayer prayers mass service hearing session summit procession gathering referendum festival memorial event trial"
)
_MEETINGS = frozenset(_MEETINGS_TEXT.split())
_MEETING_REACH = 11
_SHOT = frozenset({"shot", "shoot", "shoots", "shooting"})
_CRAFT_TEXT = (
    "drone drones missile missiles rocket rockets uav uavs aircraft plane planes jet jets helicopter helicopters "
    "balloon balloons warplane warplanes shahed shaheds airliner"
)
CRAFT = frozenset(_CRAFT_TEXT.split())
_CRAFT_REACH = 12
_OF_MONTHS = frozenset({"in", "since", "last", "until", "early", "late", "mid", "of"})
"""Before ``March``, the month."""
_AIMED = frozenset(["man", "men", "people", "him", "her", "them", "civilians", "soldiers", "protesters", "dead"])
_OF_WEAPONS_TEXT = (
    "open opens opened opening return returns returned returning exchange exchanged exchanging under gun rifle arms "
    "artillery mortar rocket sniper automatic machine-gun tank enemy hostile friendly heavy direct indirect cease"
)
_OF_WEAPONS = frozenset(_OF_WEAPONS_TEXT.split())
_MISSILES_TEXT = (
    "tear teargas tear-gas rubber water live stun pepper baton warning flash-bang flashbangs shots rounds bullets gas "
    "volleys rockets missiles mortars shells artillery pellets plastic bean sponge"
)
_MISSILES = frozenset(_MISSILES_TEXT.split())
"""What is fired: ``troops [fire] live rounds``."""
_TARGETED = frozenset({"on", "at", "into", "upon", "toward", "towards", "back"})


_NOUNS_TEXT = "beat charge fire kick shot push drive set hit force cane lathi-charge shooting stabbing beating"
_NOUNS = frozenset(_NOUNS_TEXT.split())
_INCIDENTS = frozenset({"shooting", "stabbing", "beating"})
_BEFORE_NOUNS_TEXT = (
    "the a an any this that its his her their over of in on no without take takes took taking open heavy"
)
_BEFORE_NOUNS = frozenset(_BEFORE_NOUNS_TEXT.split())
_WORN = frozenset({"gear", "uniform", "khaki", "fatigues"})
"""``men in riot [gear]``."""
_SUFFERED = frozenset({"killed", "slain", "eliminated"})
"""Of a headline's forces, too, when nobody stands behind: ``two [soldiers killed] in ambush``."""
_OBJECTS_TEXT = (
    "a an the his her their its these those some several many two three four five six seven eight nine ten eleven "
    "twelve dozens scores hundreds thousands more over about around nearly almost up him her them one another both all "
    "suspected alleged unarmed armed wanted top senior"
)
_OBJECTS = frozenset(_OBJECTS_TEXT.split())
_PROTEST = ("PROTEST",)
_ASKED = frozenset({"SHOOT", "FORCE", "FIRE"})
_LAWLESS = frozenset(
    {"armed", "robbers", "bandits", "gang", "thugs", "mob", "rioters", "assailants", "attackers", "hooligans"}
)
_DEALING = frozenset({"kicked", "slapped", "thrashed", "punched", "smacked", "whacked"})
_BARE = 2  # tokens of ``strike in``
_TOLD_OF = frozenset({"reported", "alleged", "apparent", "suspected"})
_REPORTS = frozenset({"report", "reports", "call", "calls"})
_BURST = frozenset(
    {"tyre", "tyres", "tire", "tires", "pipe", "pipes", "main", "mains", "dam", "levee", "boiler", "tank"}
)
_STRIKES = frozenset({"strike", "strikes"})
_BOMBING_TEXT = (
    "killed kills killing toll dead wounded injured drone drones missile missiles air airstrike military army israeli "
    "israel gaza russian russia ukrainian ukraine kyiv kharkiv rocket rockets militants houthi houthis hezbollah hamas "
    "targeted targeting target targets bomb bombs warplanes jets jet coalition overnight retaliatory civilians"
)
_BOMBING = frozenset(_BOMBING_TEXT.split())
_LABOUR_TEXT = (
    "workers worker union unions teachers teacher nurses nurse doctors doctor drivers miners staff pay wage wages "
    "salaries salary employers employees hunger general nationwide call called calls transport bandh students pilots "
    "railway rail bus truckers lawyers labour labor walkout picket pickets day indefinite protest protesters shops"
)
_LABOUR = frozenset(_LABOUR_TEXT.split())


def _bombed(words: Sequence[str]) -> bool:
    """Whether a strike is one of weapons: words of war are in its sentence, and none of work."""
    return not _BOMBING.isdisjoint(words) and _LABOUR.isdisjoint(words)


class _Plain(dict[tuple[str, ...], bool]):
    """Types of a phrase -> whether nothing about the doer is asked, as of most."""

    def __missing__(self, types: tuple[str, ...]) -> bool:
        """Find out once."""
        plain = self[types] = types[0] not in DEALT and _ASKED.isdisjoint(types) and types != _PROTEST
        return plain


class Doers:
    """Tells the doers of one language's phrases."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._forces = frozenset(lexicon.classes.get("police", ())) | frozenset(lexicon.classes.get("force", ()))
        self._armed = frozenset(lexicon.words("people", "militants"))
        people = {
            word
            for name in ("people", "crowd", "actors", "persons", "captive")
            for word in lexicon.classes.get(name, ())
        }
        self._others = (self._armed | people) - self._forces
        self.plain = _Plain()

    def odd(self, words: Sequence[str]) -> bool:
        """Whether machines may be shot down, or meetings held; then all types are asked about, see `read`."""
        return ("down" in words and not CRAFT.isdisjoint(words)) or (
            "held" in words and not _MEETINGS.isdisjoint(words)
        )

    def read(self, pattern: Pattern, words: Sequence[str], start: int, end: int) -> tuple[tuple[str, ...], int, int]:
        """Return what a phrase tells of, now that it is known who did it, and the tokens of the event itself.

        Of ``plain`` types it need not be asked; nothing where it tells of no event.
        """
        types = pattern.types
        if types[0] in DEALT:
            act = self._act(pattern, words, start, end)
            return ((DEALT[types[0]],) if self._dealt(words, act) else ()), act, end
        if types in _HURTING and downed(words, start, end):
            return ("CLASH",), start, end
        if types == _ARREST and convened(words, start, end):
            return (), start, end
        if "SHOOT" in types:
            types = self._shooting(words, start, end)
        if types == _PROTEST and end - start <= _BARE:
            if words[start] in _STRIKES and _bombed(words):
                types = ("EXPLOSION",)
            elif words[start] == "march" and end - start == 1 and _month(words, start):
                return (), start, end
        if "FORCE" in types and self._contradicted(words, start, end):
            types = tuple(kind for kind in types if kind != "FORCE")
        if "FIRE" in types and self._shots(words, start, end):
            types = ()
        return types, start, end

    def _shots(self, words: Sequence[str], start: int, end: int) -> bool:
        """Whether a fire is that of weapons: ``gunmen opened [fire in a market]``, ``[police fire] tear gas``."""
        at = next((index for index in range(start, end) if words[index] in ("fire", "fires")), None)
        if at is None:
            return False
        if at == start and at > 0 and words[at - 1] in _OF_WEAPONS:
            return True
        behind = words[at + 1] if at + 1 < len(words) else ""
        before = words[at - 1] if at else ""
        return behind in _MISSILES or (behind in _TARGETED and (before in self._forces or before in self._armed))

    def others(self, words: Sequence[str], at: int) -> bool:
        """Whether the last armed men named before a token are none of the state's: ``the [attackers] were firing``."""
        for index in range(at - 1, max(-1, at - _REACH), -1):
            if words[index] in self._forces:
                return False
            if words[index] in self._armed or words[index] in _LAWLESS:
                return True
        return False

    def theirs(self, words: Sequence[str], at: int) -> bool:
        """Whether a blow is dealt by people, named last before it: ``police saw [the crowd kick] the door``."""
        if words[at] not in _DEALING or self._passive(words, at):
            return False
        for index in range(at - 1, max(-1, at - _REACH), -1):
            if words[index] in self._forces and words[index + 1] not in _BELONGING:
                return False
            if words[index] in self._others or words[index] in _OTHERS:
                return True
        return False

    def _act(self, pattern: Pattern, words: Sequence[str], start: int, end: int) -> int:
        """Where the verb of a phrase is: its second element, when the first are the forces."""
        if words[start] not in self._forces or len(pattern.elements) < 2:
            return start
        verb = pattern.elements[1]
        return next((index for index in range(start + 1, end) if verb.meets(words[index])), start)

    def _dealt(self, words: Sequence[str], act: int) -> bool:
        """Whether the forces did what the verb at a token says."""
        before = words[act - 1] if act else ""
        noun = words[act] in _NOUNS and before in _BEFORE_NOUNS
        if noun or (words[act] in _INCIDENTS and before == "to"):
            return False  # ``on the beat``, ``making over charge``, ``respond [to shooting]``
        if act and (words[act - 1] in _TOLD_OF or (words[act][:5] == "burst" and words[act - 1] in _BURST)):
            return False  # ``respond to a reported [shooting]``, ``a tyre [burst]``
        if "of" in words[max(0, act - 3) : act] and not _REPORTS.isdisjoint(words[max(0, act - 5) : act]):
            return False  # ``officers came for a report of shots [fired]``
        by = self._by(words, act)
        if by is not None:
            return by
        if self._passive(words, act):
            return False
        return self._subject(words, act)

    def _by(self, words: Sequence[str], act: int) -> bool | None:
        """Whether the agent behind ``by`` is one of the forces; None without one."""
        for index in range(act + 1, min(act + 1 + _BY_REACH, len(words))):
            if words[index] in _STOPS or words[index] in _BOUNDS or words[index] in _RELATIVE:
                return None
            if words[index] == "by" or (words[index] == "hands" and words[index + 1 : index + 2] == ["of"]):
                return self._agent(words, index + 1)
            if words[index] in ("and", ",", "but") and words[index + 1 : index + 2] != ["by"]:
                return None
        return None

    def _agent(self, words: Sequence[str], start: int) -> bool | None:
        for index in range(start, min(start + _AGENT_REACH, len(words))):
            if words[index] in self._forces:
                return words[index + 1 : index + 2] == [] or words[index + 1] not in _BELONGING
            if words[index] in self._others:
                return False
        return None

    def _passive(self, words: Sequence[str], act: int) -> bool:
        index = act - 1
        while index > 0 and act - index <= 3 and (words[index].endswith("ly") or words[index] in _AUXILIARY):
            index -= 1
        return index >= 0 and words[index] in _BE and not words[act].endswith("ing")

    def _subject(self, words: Sequence[str], act: int) -> bool:
        """Whether the subject of an active verb is one of the forces."""
        index = act - 1
        while index >= 0 and (words[index] in _AUXILIARY or words[index] in _BE or words[index].endswith("ly")):
            index -= 1
        shared = index >= 0 and words[index] in _SHARING
        blamed = words[act].endswith("ing") and _blamed(words, act)
        other = act + _REACH  # where somebody else was named last
        for at in range(index, max(-1, act - _REACH), -1):
            word = words[at]
            if word in _STOPS:
                return False
            if word in self._forces and not (at and words[at - 1] in self._armed):
                if blamed or self._leads(words, at, act):
                    return True
            elif word in _THEY:
                shared = True
            elif word in self._others or word in _OTHERS:
                if not shared:
                    return False
                other = at
            elif word in _JOINING:
                shared = True
            elif word in _BOUNDS and not self._crossed(words, at, other, shared=shared):
                return False
        return False

    def _crossed(self, words: Sequence[str], bound: int, other: int, *, shared: bool) -> bool:
        """Whether the subject may stand before a conjunction: an aside or a participle has none of its own."""
        if words[bound + 1].endswith("ing"):
            return True
        return shared and (other - bound > _OWN or words[bound - 1] == ",")

    def _leads(self, words: Sequence[str], index: int, act: int) -> bool:
        """Whether the forces named at a token can be the subject of a verb behind them."""
        behind = words[index + 1]
        if words[index] in _WORN:
            return True
        if behind in _BELONGING or behind in _SAYING:
            return behind in _SAYING and not _THEY.isdisjoint(words[index + 1 : act])
        if behind in _RELATIVE or (behind == "," and words[index + 2] in _RELATIVE):
            return True
        before = index - 1
        while before >= 0 and index - before <= 3 and words[before] in _LEADING:
            before -= 1
        if before < 0 or words[act - 1] == "to":
            return True
        return words[before] not in _PLACING and words[before] not in _HITTING and not words[before].endswith("ed")

    def _contradicted(self, words: Sequence[str], start: int, end: int) -> bool:
        """Whether what begins with the forces befell them (``two [policemen were killed]``), or others did it."""
        if words[start] not in self._forces:
            return False
        inner = words[start + 1 : end]
        if inner and inner[0] in _BELONGING:
            return True
        suffered = next((index for index in range(start + 1, end) if words[index] in _SUFFERED), None)
        if suffered is not None and not self._aimed(words, suffered + 1):
            return True
        if not _BEFALLING.isdisjoint(inner):
            at = next(index for index in range(start + 1, end) if words[index] in _BEFALLING)
            done = next((index for index in range(at + 1, end) if not words[index].endswith("ly")), end)
            return not (done < end and (words[done].endswith("ing") or words[done] in _DRIVEN))
        bound = next((index for index in range(start + 1, end) if words[index] in _BOUNDS), end)
        return not self._others.isdisjoint(words[bound + 1 : end - 1])

    def _aimed(self, words: Sequence[str], end: int) -> bool:
        """Whether those whom a verb befell stand behind it: ``troops killed [15] fighters``."""
        behind = words[end : end + 2]
        if not behind:
            return False
        if behind[0] == "at":
            return behind[1:] in (["least"], ["most"])
        return behind[0][0].isdigit() or behind[0] in _OBJECTS or behind[0] in self._others

    def _shooting(self, words: Sequence[str], start: int, end: int) -> tuple[str, ...]:
        return ("FORCE",) if self._by_forces(words, start, end) else ("CLASH",)

    def _by_forces(self, words: Sequence[str], start: int, end: int) -> bool:
        if not self._forces.isdisjoint(words[start:end]):
            return True
        for index in range(start - 1, max(-1, start - 9), -1):
            if words[index] in self._armed or words[index] in (";", "."):
                return False
            if words[index] in self._forces:
                return not (index + 1 < start and words[index + 1] in ("said", "say", "says"))
        by = next((i for i in range(end, min(end + 3, len(words))) if words[i] == "by"), None)
        return by is not None and not self._forces.isdisjoint(words[by + 1 : by + 4])


def _month(words: Sequence[str], at: int) -> bool:
    """Whether ``March`` is the month: ``in [March]``, ``in the year to [March]``."""
    before = words[max(0, at - 2) : at]
    return bool(before) and (before[-1] in _OF_MONTHS or before in (["year", "to"], ["months", "to"]))


def downed(words: Sequence[str], start: int, end: int) -> bool:
    """Whether what is shot down is a machine: ``47 drones, of which 39 were [shot down]``."""
    behind = words[end : end + 1] == ["down"]
    if not (behind or words[end - 1] == "down") or _SHOT.isdisjoint(words[start:end]):
        return False
    near = words[max(0, start - _CRAFT_REACH) : end + _CRAFT_REACH]
    return not CRAFT.isdisjoint(near) and _AIMED.isdisjoint(words[end + behind : end + behind + 3])


def convened(words: Sequence[str], start: int, end: int) -> bool:
    """Whether what is held is a meeting and no people: ``a vigil for the killed trader was [held]``."""
    if "held" not in words[start:end] or _BE.isdisjoint(words[max(0, start - 1) : end]):
        return False
    for index in range(start - 1, max(-1, start - _MEETING_REACH), -1):
        if words[index] in _MEETINGS:
            return True
        if words[index] in _STOPS or words[index] in _BOUNDS or words[index] in (",", "and"):
            return False
    return False


def _blamed(words: Sequence[str], act: int) -> bool:
    """Whether a deed is what somebody is blamed for: ``a case against the inspector [for] stripping and [beating]``."""
    before = range(max(1, act - _BLAME_REACH), act + 1)
    return any(words[at - 1] in ("for", "of") and words[at].endswith("ing") for at in before)
