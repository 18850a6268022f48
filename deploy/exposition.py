"""Metrics in Prometheus' text format, quickly: a process with hundreds of sources is scraped as easily as with none.

The same bytes as the client library's own writer for what this program tells (a test compares them). That one makes a
dictionary and a text for every series at every scrape; here what stands before a series' value is made once and kept,
since series come from closed label sets and configured names and are few. To get at the values without the dictionaries
the library's children are read directly, see `_children`; other kinds of metric are collected as usual.
"""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Metric
from prometheus_client.registry import Collector
from prometheus_client.samples import Sample
from prometheus_client.utils import floatToGoString

__all__ = ["Writer"]

Plain = Counter | Gauge | Histogram


class Writer:
    """Writes what one registry tells. Threads may share it: what two of them keep at once is the same text."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry
        self._known: dict[Plain, tuple[str, dict[tuple[str, ...], tuple[str, ...]]]] = {}
        """Metric -> its head, and by the values of its labels what stands before the value of each sample."""

    def write(self) -> bytes:
        """Return all metrics."""
        parts: list[str] = []
        for collector in _collectors(self._registry):
            if isinstance(collector, Plain):
                self._add(collector, parts)
                continue
            for family in collector.collect():
                parts.append(_head(family))
                parts += [f"{_beginning(one.name, one.labels)}{_number(one.value)}\n" for one in family.samples]
        return "".join(parts).encode()

    def _add(self, metric: Plain, parts: list[str]) -> None:
        if metric not in self._known:
            (family,) = metric.describe()
            self._known[metric] = _head(family), {}
        head, known = self._known[metric]
        parts.append(head)
        for values, samples in _children(metric):
            beginnings = known.get(values)
            if beginnings is None:
                labels = dict(zip(metric._labelnames, values, strict=True))
                made = [_beginning(metric._name + one.name, {**labels, **one.labels}) for one in samples]
                beginnings = known[values] = tuple(made)
            for beginning, sample in zip(beginnings, samples, strict=True):
                parts.append(f"{beginning}{_number(sample.value)}\n")


def _collectors(registry: CollectorRegistry) -> list[Collector]:
    with registry._lock:  # the library tells only what they collect
        return list(registry._collector_to_names)


def _children(metric: Plain) -> Iterable[tuple[tuple[str, ...], Iterable[Sample]]]:
    """Return the series of a metric: values of its labels, and samples with a suffix for a name and no such labels.

    As the library's ``_multi_samples``, whose other half is what takes the time.
    """
    if not metric._labelnames:
        return [((), metric._child_samples())]
    with metric._lock:
        children = list(metric._metrics.items())
    return ((tuple(values), child._child_samples()) for values, child in children)


def _head(family: Metric) -> str:
    name = f"{family.name}_total" if family.type == "counter" else family.name
    text = family.documentation.replace("\\", "\\\\").replace("\n", "\\n")
    return f"# HELP {name} {text}\n# TYPE {name} {family.type}\n"


def _beginning(name: str, labels: dict[str, str]) -> str:
    told = ",".join(f'{label}="{_escaped(value)}"' for label, value in sorted(labels.items()))
    return f"{name}{{{told}}} " if told else f"{name} "


def _number(value: float) -> str:
    # Go and Python write numbers of up to six digits alike; the rest, and what is none, goes the library's way.
    return repr(float(value)) if -1e6 < value < 1e6 else str(floatToGoString(value))  # type: ignore[no-untyped-call]


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')
