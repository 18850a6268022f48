"""The Grafana dashboards as code: ``python -m deploy.observability.dashboards`` writes what `boards` says.

Needs the extra ``ops`` to write; the files in ``deploy/grafana/dashboards`` are what Grafana (11 or later) provisions.
`queries` reads them without it: the drill asks each of them of a real Prometheus.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from deploy.observability.boards import BOARDS, WINDOW, View

__all__ = ["FOLDER", "Query", "main", "queries", "written"]

FOLDER = Path(__file__).parents[1] / "grafana" / "dashboards"
GREEN, ORANGE, RED = "green", "orange", "red"
DATASOURCE = "tocsin-prometheus"


class Query(NamedTuple):
    """One query of a panel of a written dashboard."""

    board: str
    panel: str
    expression: str


def queries(window: str) -> Iterator[Query]:
    """Yield every query of the written dashboards, with ``window`` for Grafana's own choice."""
    for path in sorted(FOLDER.glob("*.json")):
        board = json.loads(path.read_text("utf-8"))
        for panel in board["panels"]:
            for target in panel.get("targets", ()):
                yield Query(board["title"], panel["title"], target["expr"].replace(WINDOW, window))


def written() -> dict[str, str]:
    """Return the dashboards as JSON, by file name. Needs the extra ``ops``."""
    from grafana_foundation_sdk.cog.encoder import JSONEncoder  # noqa: PLC0415

    return {
        f"{uid}.json": JSONEncoder(sort_keys=True, indent=2).encode(_board(uid, *told)) + "\n"
        for uid, told in BOARDS.items()
    }


def _board(uid: str, title: str, what: str, rows: dict[str, Sequence[View]]) -> Any:
    from grafana_foundation_sdk.builders import dashboard  # noqa: PLC0415

    board = (
        dashboard.Dashboard(title).uid(uid).description(what).tags(["tocsin"]).refresh("30s").time("now-3h", "now")
        .timezone("browser")
    )  # fmt: skip
    for row, views in rows.items():
        board = board.with_row(dashboard.Row(row))
        for view in views:
            board = board.with_panel(_panel(view))
    return board.build()


def _panel(view: View) -> Any:
    from grafana_foundation_sdk.builders import common, dashboard, prometheus, stat, timeseries  # noqa: PLC0415
    from grafana_foundation_sdk.models import dashboard as models  # noqa: PLC0415
    from grafana_foundation_sdk.models.common import LegendDisplayMode, LegendPlacement  # noqa: PLC0415

    panel: Any
    if view.one:
        panel = stat.Panel().reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]))
    else:
        legend = common.VizLegendOptions().display_mode(LegendDisplayMode.LIST).placement(LegendPlacement.BOTTOM)
        panel = timeseries.Panel().legend(legend.show_legend(True)).min(0)
    panel = (
        panel.title(view.title).description(view.what).unit(view.unit).span(view.width).height(4 if view.one else 8)
        .datasource(models.DataSourceRef(type_val="prometheus", uid=DATASOURCE))
    )  # fmt: skip
    if view.bounds is not None:
        steps = [(None, GREEN), (view.bounds[0], ORANGE), (view.bounds[1], RED)]
        chosen = [models.Threshold(value=value, color=color) for value, color in steps]
        panel = panel.thresholds(dashboard.ThresholdsConfig().mode(models.ThresholdsMode.ABSOLUTE).steps(chosen))
    for number, (expression, legend_text) in enumerate(view.targets):
        query = prometheus.Dataquery().expr(expression).ref_id(chr(ord("A") + number))
        panel = panel.with_target(query.legend_format(legend_text) if legend_text else query)
    return panel


def main() -> int:
    """Write the dashboards."""
    for name, text in written().items():
        (FOLDER / name).write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
