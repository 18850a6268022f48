"""What the Grafana dashboards show: one for the desk, one for operators. `dashboards` beside it writes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["BOARDS", "WINDOW", "View"]

WINDOW = "$__rate_interval"
"""Grafana's own choice of a window that holds enough scrapes."""

LATE_SHARE = (
    f'sum(rate(detector_stories_total{{outcome="late"}}[{WINDOW}])) / sum(rate(detector_stories_total[{WINDOW}]))'
)

WIDE, HALF, THIRD, QUARTER = 24, 12, 8, 6


class View(NamedTuple):
    """One panel.

    Attributes:
        title, what: what it shows, and how to read it.
        targets: (expression, legend).
        unit: Grafana's name of it.
        bounds: at which values it turns orange and red; for single values.
        width: of 24 columns.
        one: a single value each, instead of curves.
    """

    title: str
    what: str
    targets: Sequence[tuple[str, str]]
    unit: str = "short"
    bounds: tuple[float, float] | None = None
    width: int = THIRD
    one: bool = False


Target = tuple[str, str]
"""Expression and legend; the legend of series by labels is their values."""


def _legend(by: str, before: str = "") -> str:
    return before + " ".join(f"{{{{{label}}}}}" for label in by.split(", ") if label)


def _by(how: str, metric: str, by: str) -> Target:
    return f"{how} by ({by}) ({metric})", _legend(by)


def _age(metric: str, by: str = "", before: str = "", *, least: bool = False) -> Target:
    how = "min" if least else "max"
    return f"time() - {how}{f' by ({by}) ' if by else ''}({metric})", _legend(by, before)


def _rate(metric: str, by: str, times: str = "", before: str = "") -> Target:
    return f"{times}sum by ({by}) (rate({metric}[{WINDOW}]))", _legend(by, before)


def _hour(metric: str, by: str, before: str = "") -> Target:
    return f"sum by ({by}) (increase({metric}[1h]))", _legend(by, before)


def _quantile(share: float, metric: str, by: str = "", before: str = "") -> Target:
    labels = f"{by}, le" if by else "le"
    expression = f"histogram_quantile({share}, sum by ({labels}) (rate({metric}_bucket[{WINDOW}])))"
    return expression, _legend(by, before)


DESK: dict[str, Sequence[View]] = {
    "Now": (
        View(
            "Open alerts",
            "Alerts that are not closed, by severity.",
            [_by("sum", "alerts_open", "severity")],
            width=QUARTER,
            one=True,
        ),
        View(
            "Last sign of life",
            "Age of the newest heartbeat that came through the whole path. One a minute.",
            [_age("deadman_last_arrival_timestamp_seconds")],
            "s",
            (180, 300),
            QUARTER,
            one=True,
        ),
        View(
            "Last alert",
            "Since a revision was last taken for delivery.",
            [_age("alert_last_timestamp_seconds")],
            "s",
            width=QUARTER,
            one=True,
        ),
        View(
            "Silent sources",
            "Sources that have yielded nothing for unusually long.",
            [("sum(ingest_source_silent)", "")],
            bounds=(1, 3),
            width=QUARTER,
            one=True,
        ),
    ),
    "Alerts": (
        View(
            "Open alerts by state", "What the desk has on its hands.", [_by("sum", "alerts_open", "state")], width=HALF
        ),
        View(
            "Alerts that entered a state, per hour",
            "A revision for a change of state counts once.",
            [_hour("alerts_total", "outcome")],
            width=HALF,
        ),
        View(
            "From a post to its alert",
            "From the append of the post to the revision safe in the outbox.",
            [
                _quantile(0.5, "alert_latency_seconds", before="half"),
                _quantile(0.99, "alert_latency_seconds", before="99 %"),
            ],
            "s",
        ),
        View(
            "From an alert to the desk",
            "From when a channel had to be told to its receipt, 99 %.",
            [_quantile(0.99, "notify_delivery_seconds", "channel")],
            "s",
        ),
        View(
            "Waiting to be told",
            "Alert revisions that a channel still has to be told.",
            [_by("sum", "notify_outbox_entries", "channel")],
        ),
    ),
    "Sources": (
        View(
            "Posts a minute",
            "Acknowledged by Kafka, by source.",
            [_rate("ingest_posts_total", "source", "60 * ")],
            width=HALF,
        ),
        View(
            "Age of the newest post",
            "By the post's own time of publication.",
            [_age("ingest_last_event_timestamp_seconds", "source")],
            "s",
            width=HALF,
        ),
        View(
            "Stories by verdict, per minute",
            "New, update of a known one, or the same again.",
            [_rate("dedupe_verdicts_total", "verdict", "60 * ")],
            width=HALF,
        ),
        View(
            "Too late to count",
            "Share of stories more than ten minutes behind the newest minute seen.",
            [(LATE_SHARE, "late")],
            "percentunit",
            width=HALF,
        ),
    ),
}

OPERATORS: dict[str, Sequence[View]] = {
    "Health": (
        View("Processes", "1: answers Prometheus.", [('up{job="tocsin"}', "{{process}}")], width=HALF, one=True),
        View(
            "Dead man",
            "Age of the newest heartbeat through the whole path.",
            [_age("deadman_last_arrival_timestamp_seconds")],
            "s",
            (180, 300),
            QUARTER,
            one=True,
        ),
        View(
            "Version",
            "More than one: an upgrade is under way.",
            [_by("count", "tocsin_build_info", "version")],
            width=QUARTER,
            one=True,
        ),
        View(
            "Slow decisions",
            "Share of takes of escalation decided later than 2 s; the budget is one per cent.",
            [
                ("tocsin:slow_takes:ratio_rate5m", "5 min"),
                ("tocsin:slow_takes:ratio_rate1h", "1 h"),
                ("tocsin:slow_takes:ratio_rate6h", "6 h"),
            ],
            "percentunit",
            width=HALF,
        ),
        View(
            "Failed attempts to tell",
            "Share by channel, one hour; the budget is one per cent.",
            [("tocsin:failed_attempts:ratio_rate1h", "{{channel}}")],
            "percentunit",
            width=HALF,
        ),
    ),
    "Stages": (
        View("Records a second", "Read by each stage.", [_rate("stage_records_total", "stage")]),
        View("Lag in messages", "Not settled by the group.", [_by("max", "consumer_lag", "group, topic")]),
        View(
            "Lag in seconds",
            "Age of the oldest post that waits.",
            [_age("consumer_settled_timestamp_seconds", "group, topic", least=True)],
            "s",
        ),
        View(
            "Append to output, 99 %",
            "From the append of the oldest post behind a take to its outputs' delivery.",
            [_quantile(0.99, "report_e2e_latency_seconds", "stage")],
            "s",
        ),
        View(
            "A take, 99 %",
            "From reading it to its outputs' delivery: work and Kafka's answer.",
            [_quantile(0.99, "stage_take_seconds", "stage")],
            "s",
        ),
        View(
            "Since a stage last finished a take",
            "Grows while there is nothing to do; heartbeats come each minute.",
            [_age("stage_heartbeat_timestamp_seconds", "stage")],
            "s",
        ),
        View(
            "Dead letters in an hour",
            "By stage and reason; the payload is on the topic.",
            [
                _hour("dead_letters_total", "stage, reason"),
                _hour("ingest_dead_letters_total", "reason", before="connect "),
            ],
        ),
        View(
            "Copies, per minute",
            "Reports that add nothing new, by how that was seen.",
            [_rate("dedupe_dropped_total", "kind", "60 * ")],
        ),
        View(
            "Watchdog",
            "How long a group has settled nothing although there was something.",
            [_age("watchdog_progress_timestamp_seconds", "group"), ("max(watchdog_limit_seconds)", "limit")],
            "s",
        ),
    ),
    "State": (
        View(
            "Index of duplicates",
            "Beyond the limit the oldest reports make room.",
            [("sum(dedupe_index_bytes)", "holds"), ("sum(dedupe_index_limit_bytes)", "limit")],
            "bytes",
        ),
        View("Reports in the index", "", [("sum(dedupe_index_reports)", "reports")]),
        View("Detector keys", "Event type by place.", [("sum(detector_keys)", "keys")]),
        View(
            "Detectors behind",
            "Age of the event time up to which the detectors have counted.",
            [_age("detector_watermark_timestamp_seconds", least=True, before="behind")],
            "s",
        ),
        View(
            "Lexicons changed in an hour",
            "Taken in while running, or refused for a fault.",
            [_hour("lexicon_reloads_total", "result")],
        ),
        View(
            "Read again after starts", "Messages that rebuilt state.", [_hour("stage_restored_messages_total", "stage")]
        ),
        View("Snapshots", "Bytes written a second.", [_rate("stage_snapshot_bytes_total", "stage")], "Bps"),
    ),
    "Sources": (
        View(
            "Since a source last answered",
            "Or was started.",
            [_age("ingest_last_success_timestamp_seconds", "source")],
            "s",
        ),
        View("Failures in a row", "", [_by("max", "ingest_consecutive_failures", "source")]),
        View("Failed readings in an hour", "By class of error.", [_hour("ingest_errors_total", "error")]),
        View(
            "Gaps and unreadable records in an hour",
            "",
            [
                _hour("ingest_gaps_total", "source", before="gaps "),
                _hour("ingest_skipped_total", "source", before="unreadable "),
                _hour("ingest_clamped_dates_total", "source", before="dates ahead "),
            ],
        ),
        View("Gaps in an hour, length", "", [_hour("ingest_gap_seconds_total", "source")], "s"),
        View(
            "To Kafka",
            "Bytes a second before compression, and what waits for an acknowledgement.",
            [(f"sum(rate(ingest_message_bytes_total[{WINDOW}]))", "sent"), ("sum(ingest_pending_bytes)", "waits")],
            "bytes",
        ),
        View(
            "Kafka takes nothing",
            "1: sources are paused.",
            [
                ("max(ingest_sink_stalled)", "paused"),
                ("sum(increase(ingest_delivery_failures_total[1h]))", "producers built anew in an hour"),
            ],
        ),
        View(
            "Since Kafka last answered",
            "When it told where the groups stand.",
            [_age("broker_last_answer_timestamp_seconds", "group")],
            "s",
        ),
        View(
            "Messages lost unread", "Retention took them first.", [_by("max", "consumer_lost_messages", "group, topic")]
        ),
    ),
    "Delivery": (
        View(
            "Attempts a minute",
            "By channel and result.",
            [_rate("notify_attempts_total", "channel, result", "60 * ")],
            width=HALF,
        ),
        View(
            "The oldest that waits",
            "Since when a channel has to be told of it.",
            [_age("notify_outbox_oldest_timestamp_seconds", "channel", least=True)],
            "s",
            width=HALF,
        ),
        View(
            "Watchdog outside",
            "Since it last took a request, where one is configured; and requests in an hour.",
            [
                _age("deadman_last_ping_timestamp_seconds", before="age in seconds"),
                _hour("deadman_pings_total", "result"),
            ],
            width=WIDE,
        ),
    ),
    "Processes": (
        View("CPU", "Cores used.", [_rate('process_cpu_seconds_total{job="tocsin"}', "process")]),
        View(
            "Memory",
            "Resident.",
            [('sum by (process) (process_resident_memory_bytes{job="tocsin"})', "{{process}}")],
            "bytes",
        ),
        View(
            "Starts in an hour",
            "",
            [('sum by (process) (changes(process_start_time_seconds{job="tocsin"}[1h]))', "{{process}}")],
        ),
    ),
}

BOARDS = {
    "tocsin-desk": ("Tocsin: desk", "What is open, whether Tocsin sees the world, and whether the desk is told.", DESK),
    "tocsin-operators": (
        "Tocsin: operators",
        "Every part of the path; what alerts mean stands in deploy/runbooks.",
        OPERATORS,
    ),
}
