"""The view where there is no terminal: one line at each alert revision, a status line every few seconds."""

from __future__ import annotations

from alerts.alert import Alert
from alerts.message import clean
from deploy.view.state import ViewState

__all__ = ["STATUS_SECONDS", "alert_line", "status_line"]

STATUS_SECONDS = 5.0


def alert_line(alert: Alert) -> str:
    """One revision in one line."""
    kinds = "+".join(alert.types or (alert.type,))
    return clean(
        f"{alert.at:%Y-%m-%d %H:%M} ALERT {alert.state} {alert.severity} {alert.place.name} ({alert.place.country}) "
        f"{kinds} r{alert.revision}: {alert.headline} "
        f"[{alert.reports} reports, {alert.families} families; {alert.why.text}]"
    )


def status_line(state: ViewState) -> str:
    """Where the stream is and what it carried so far."""
    clock = f"{state.clock:%Y-%m-%d %H:%M}" if state.clock else "no post yet"
    drill = f" drill: simulated posts, {state.drill};" if state.drill else ""
    alerts = len(state.open_alerts())
    return (
        f"{clock}{drill} {state.posts:,} posts ({state.posts_per_second:,.0f}/s), {state.reports:,} reports, "
        f"{state.duplicate_share:.0%} copies, {alerts} open {'alert' if alerts == 1 else 'alerts'}"
    )
