"""The figures of one alert as they stand: worked out anew only for the roles whose claims have changed.

Every report of a large event gives some figure, and each of them asks for the dead, the severity and what a headline
shows. Nothing of that depends on the claims of another role. Derived from an episode's claims; no state of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from alerts.alert import CountClaim
from alerts.severity import grave, rank_of, standing, victims, vouched
from streams.report import Count

__all__ = ["HEADLINE_ROLES", "MOST_SHOWN", "Line", "Sheet", "told_as", "worth_showing"]

HEADLINE_ROLES = ("killed", "injured", "missing", "evacuated", "arrested")
MOST_SHOWN = 3
LEAST_SHOWN = {"evacuated": 10, "missing": 1}  # fewer are a household, or a misread "a boat evacuating residents"


def worth_showing(told: Mapping[str, Sequence[CountClaim]]) -> list[str]:
    """Return the roles that a headline shows, of those whose `figures` are given, in their order.

    Not who moved out of one house, nor that nobody is missing, or is injured where some have died.
    """
    number = {role: figures[0].count.min or 0 for role, figures in told.items()}
    least = LEAST_SHOWN | ({"injured": 1} if number.get("killed") else {})
    return [role for role in HEADLINE_ROLES if role in told and number[role] >= least.get(role, 0)][:MOST_SHOWN]


def told_as(count: Count) -> int:
    """Return the number that a headline names a count by: the middle of "about 20", else its lower end."""
    middle = count.approximate and count.min is not None and count.max is not None
    return round(((count.min or 0) + (count.max or 0)) / 2) if middle else count.min or 0


@dataclass(frozen=True)
class Line:
    """What is claimed of one role, and what follows from it.

    Attributes:
        claims: of the role, those of a part too, newest first.
        printed: posts of media.
        figures: what stands, see `alerts.severity.figures`.
        number: that somebody vouches for.
        grave, victims, rank: see `alerts.severity`; the rank is None where no figure is above 0.
    """

    claims: Sequence[CountClaim]
    printed: frozenset[str]
    figures: Sequence[CountClaim]
    number: int
    grave: bool
    victims: bool
    rank: int | None


def _line(role: str, claims: Sequence[CountClaim], printed: frozenset[str]) -> Line:
    figures = standing([one for one in reversed(claims) if one.count.of is None], role, printed)
    number = vouched(figures, claims, printed)
    return Line(claims, printed, figures, number, grave(claims), victims(claims), rank_of(claims))


@dataclass
class Sheet:
    """See the module.

    Attributes:
        lines: by role.
        claims: that they were made from.
    """

    claims: Sequence[CountClaim] = ()
    printed: frozenset[str] = frozenset()
    lines: Mapping[str, Line] = field(default_factory=dict)

    def renew(self, claims: Sequence[CountClaim], printed: frozenset[str]) -> Sheet:
        """Take in an episode's claims of now, newest first; a list that is handed over again has not changed."""
        if claims is self.claims and printed is self.printed:
            return self
        told: dict[str, list[CountClaim]] = {}
        for claim in claims:
            told.setdefault(claim.count.role, []).append(claim)
        known, self.lines = self.lines, {}
        for role, own in told.items():
            line = known.get(role)
            same = line is not None and line.claims == own and line.printed == printed
            self.lines[role] = line if line is not None and same else _line(role, own, printed)
        self.claims, self.printed = claims, printed
        return self

    @property
    def dead(self) -> Sequence[CountClaim]:
        """The dead that stand, and the official figure that contradicts them."""
        line = self.lines.get("killed")
        return line.figures if line is not None else ()

    @property
    def toll(self) -> int:
        """The dead that somebody vouches for."""
        line = self.lines.get("killed")
        return line.number if line is not None else 0

    @property
    def shown(self) -> tuple[tuple[str, int], ...]:
        """Role and number of the figures that a headline shows and somebody vouches for."""
        lines = ((role, self.lines[role]) for role in HEADLINE_ROLES if role in self.lines)
        told = worth_showing({role: line.figures for role, line in lines if line.figures})
        return tuple(
            (role, told_as(line.figures[0].count) if line.number == line.figures[0].count.min else line.number)
            for role, line in ((role, self.lines[role]) for role in told)
            if line.figures[0].count.min == 0 or line.number
        )

    @property
    def grave(self) -> bool:
        """Whether a figure is grave, see `alerts.severity.grave`."""
        return any(line.grave for line in self.lines.values())

    @property
    def victims(self) -> bool:
        """Whether somebody vouches for victims, see `alerts.severity.victims`."""
        return any(line.victims for line in self.lines.values())

    @property
    def rank(self) -> int | None:
        """The severity that the figures alone ask for; None where there is none above 0."""
        return max((line.rank for line in self.lines.values() if line.rank is not None), default=None)
