"""The end of a drill: which alerts came, how soon, out of how many copies, and whether that was right.

Everything is computed from the records that went over the topics and from the drill's truth; event time throughout.
A must is met by the first revision in a state and of a type that counts, not before the incident's first report and
within the time allowed; a never is broken by any such revision.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from alerts.alert import Alert
from deploy.drills.drill import Duty, Expectation, Truth, claimed
from deploy.view.state import ViewState

__all__ = ["Check", "Copies", "Summary", "summarise"]

REPEATS = frozenset({"copy"})
OWN = frozenset({"independent", "update", "denial", "rumour", "minor"})
"""Truth labels of posts whose words are their own."""
HARMLESS = {
    "flood": "of one author's flood",
    "noise": "with figurative violence",
    "minor": "on small incidents",
    "quiet": "everyday",
}
"""Truth labels that must raise nothing, and what to call them."""


@dataclass(frozen=True)
class Check:
    """One expectation and what became of it.

    Attributes:
        note: in words, for the screen.
        after_minutes: from the incident's first report to the decision.
        reports, families: at the decision.
    """

    name: str
    duty: Duty
    passed: bool
    note: str
    alert: str | None = None
    at: datetime | None = None
    after_minutes: float | None = None
    reports: int | None = None
    families: int | None = None
    severity: str | None = None


@dataclass(frozen=True)
class Copies:
    """Copies in truth and as called, among the reports that duplicate detection judged.

    Attributes:
        true, found: copies judged; those of them called `duplicate`.
        own, wronged: posts with words of their own; those of them called `duplicate`.
        found_by_way, true_by_way: the same by `How`.
    """

    true: int
    found: int
    own: int
    wronged: int
    true_by_way: Mapping[str, int]
    found_by_way: Mapping[str, int]


@dataclass(frozen=True)
class Summary:
    """What `tocsin demo` ends with."""

    drill: str | None
    posts: int
    reports: int
    checks: tuple[Check, ...]
    copies: Copies
    harmless: Mapping[str, int]
    first_alert_after_seconds: float | None

    @property
    def exit_status(self) -> int:
        """0 when every expectation was met, 1 otherwise."""
        return 0 if all(check.passed for check in self.checks) else 1

    def plain(self) -> dict[str, Any]:
        """Return plain values, good for JSON."""
        plain = asdict(self)
        for check in plain["checks"]:
            check["at"] = check["at"].isoformat() if check["at"] else None
        return {**plain, "passed": self.exit_status == 0}

    def render(self) -> RenderableType:
        """Draw it."""
        return Group(*self._head(), self._table(), *self._tail())

    def _head(self) -> list[Text]:
        title = Text.assemble((" TOCSIN ", "bold reverse"), ("  summary", "bold"))
        if self.drill:
            title.append(f" of the drill: simulated posts, {self.drill}", style="bold")
        harmless = ", ".join(f"{self.harmless[label]:,} {name}" for label, name in HARMLESS.items())
        return [
            title,
            Text(f"{self.posts:,} posts, {self.reports:,} of them reports. Among the posts: {harmless}."),
            Text(),
        ]

    def _table(self) -> Table:
        table = Table(box=None, padding=(0, 1), show_header=False)
        table.add_column(no_wrap=True)
        table.add_column()
        for check in self.checks:
            mark = Text(" PASS ", style="black on green") if check.passed else Text(" FAIL ", style="bold white on red")
            said = Text(check.name, style="bold")
            said.append(f"\n{check.note}", style="none")
            table.add_row(mark, said)
        return table

    def _tail(self) -> list[Text]:
        copies = self.copies
        ways = ", ".join(
            f"{way} {copies.found_by_way.get(way, 0)}/{count}" for way, count in sorted(copies.true_by_way.items())
        )
        tail = [
            Text(),
            Text(f"Copies: {copies.found} of {copies.true} recognised ({ways})."),
            Text(f"Posts in their own words: {copies.wronged} of {copies.own} wrongly called copies."),
        ]
        if self.first_alert_after_seconds is not None:
            tail.append(Text(f"First alert on screen after {self.first_alert_after_seconds:.1f} s."))
        return tail


def summarise(
    state: ViewState, truth: Mapping[str, Truth], expected: Sequence[Expectation], first: Mapping[str, datetime]
) -> Summary:
    """Compare what came out with what must, may and must never.

    Args:
        state: everything that went by.
        truth: by post id.
        expected: in order; an alert is the business of the first that claims it.
        first: when each incident was first reported.
    """
    by_expectation: dict[str, list[Alert]] = {expectation.name: [] for expectation in expected}
    for alert in state.revisions:
        owner = claimed(expected, alert)
        if owner is not None:
            by_expectation[owner.name].append(alert)
    checks = [_check(each, by_expectation[each.name], first) for each in expected]
    labels: Counter[str] = Counter(row.label for row in truth.values())
    return Summary(
        state.drill,
        state.posts,
        state.reports,
        tuple(checks),
        _copies(state, truth),
        {name: labels[name] for name in HARMLESS},
        state.first_alert_after_seconds,
    )


def _check(expectation: Expectation, alerts: Sequence[Alert], first: Mapping[str, datetime]) -> Check:
    began = first.get(expectation.incident) if expectation.incident else None
    counting = [alert for alert in alerts if expectation.counts(alert) and (began is None or alert.at >= began)]
    if expectation.duty == "must":
        return _must(expectation, counting, began)
    if expectation.duty == "never":
        return _never(expectation, alerts, counting)
    note = f"raised: {_named(counting[0])}" if counting else "nothing raised, which is fine too"
    return Check(expectation.name, "may", True, note)


def _must(expectation: Expectation, counting: Sequence[Alert], began: datetime | None) -> Check:
    if not counting:
        return Check(expectation.name, "must", False, "no alert")
    alert = counting[0]
    waited = alert.at - began if began is not None else timedelta(0)
    late = expectation.within is not None and waited > expectation.within
    minutes = waited.total_seconds() / 60
    note = (
        f"{_named(alert)}: {minutes:.0f} min after the first report, after {alert.reports} reports "
        f"of {alert.families} families{' (too late)' if late else ''}"
    )
    gravest = counting[-1]
    if gravest.revision > alert.revision:
        note += f"; at last {gravest.severity}, {gravest.reports} reports of {gravest.families} families"
    return Check(
        expectation.name,
        "must",
        not late,
        note,
        alert=alert.alert,
        at=alert.at,
        after_minutes=minutes,
        reports=alert.reports,
        families=alert.families,
        severity=alert.severity,
    )


def _never(expectation: Expectation, alerts: Sequence[Alert], counting: Sequence[Alert]) -> Check:
    if counting:
        wrong = list(dict.fromkeys(alert.alert for alert in counting))
        note = f"{len(wrong)} raised, e.g. {_named(counting[0])}: {counting[0].headline}"
        return Check(expectation.name, "never", False, note, alert=counting[0].alert, at=counting[0].at)
    quiet = len({alert.alert for alert in alerts})
    note = f"nothing that pages ({quiet} on watch only)" if quiet else "nothing raised"
    return Check(expectation.name, "never", True, note)


def _named(alert: Alert) -> str:
    return f"{alert.state} ({alert.severity}) {alert.place.name} {alert.type} at {alert.at:%d %b %H:%M}"


def _copies(state: ViewState, truth: Mapping[str, Truth]) -> Copies:
    judged = [(truth[post], verdict) for post, verdict in state.verdicts.items() if post in truth]
    repeats = [(row, verdict) for row, verdict in judged if row.label in REPEATS]
    own = [(row, verdict) for row, verdict in judged if row.label in OWN]
    return Copies(
        len(repeats),
        sum(verdict == "duplicate" for _, verdict in repeats),
        len(own),
        sum(verdict == "duplicate" for _, verdict in own),
        Counter(row.how or "?" for row, _ in repeats),
        Counter(row.how or "?" for row, verdict in repeats if verdict == "duplicate"),
    )
