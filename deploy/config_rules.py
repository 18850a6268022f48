"""Rules of the configuration that no single type can state: options by kind, names that must meet, limits of brokers.

Works on the raw tables beside `deploy.config_check`, so that a mistake in one table does not keep the others from being
checked. Parts that take long to import are imported when the file speaks of them.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from connectors.codec import RecordError
from deploy.config_check import check_fields, check_struct, types_of
from deploy.config_lines import KeyPath
from deploy.config_problems import Findings

__all__ = ["check_rules"]

TERMINAL = "terminal"
"""The channel that is there without being configured."""


def check_rules(tables: Mapping[str, Any], findings: Findings) -> dict[str, Any]:
    """Note what is wrong and return the converted tables ``dedupe`` and ``escalation``."""
    _broker(tables.get("broker"), findings)
    _named_tables("sources", tables.get("sources"), findings, _source)
    _named_tables("channels", tables.get("channels"), findings, _channel)
    _meetings(tables, findings)
    _tagging(tables.get("tagging"), findings)
    _deadman(tables, findings)
    values: dict[str, Any] = {}
    if isinstance(raw := tables.get("dedupe"), dict):
        values["dedupe"] = _dedupe(raw, findings)
        _shards(values["dedupe"], tables.get("broker"), findings)
    if isinstance(raw := tables.get("escalation"), dict):
        values["escalation"] = _escalation(raw, findings)
    return values


def _rows(raw: Any) -> list[tuple[int, dict[str, Any]]]:
    """Return the tables of an array with their index; what is no table was reported by its type."""
    return [(index, row) for index, row in enumerate(raw) if isinstance(row, dict)] if isinstance(raw, list) else []


def _broker(raw: Any, findings: Findings) -> None:
    if not isinstance(raw, dict):
        return
    kind, security = raw.get("kind", "embedded"), raw.get("security")
    here: KeyPath = ("broker", "kind")
    if not isinstance(kind, str) or findings.under(here):
        return
    if kind not in ("embedded", "local"):
        from deploy.brokers import BrokerError, parse_kafka_url  # noqa: PLC0415

        try:
            parse_kafka_url(kind)
        except BrokerError as error:
            findings.add(here, *_split(str(error), "; "))
    if isinstance(security, dict) and security and not findings.under(("broker", "security")):
        _security(kind, security, findings)
    partitions = raw.get("partitions")
    if kind == "embedded" and isinstance(partitions, dict):
        from deploy.brokers.embedded import PARTITIONS  # noqa: PLC0415

        for name, count in partitions.items():
            if isinstance(count, int) and count > PARTITIONS:
                findings.add(
                    ("broker", "partitions", name),
                    f"the embedded broker has {PARTITIONS} partitions a topic",
                    'Lower it, or use kind = "local".',
                )


def _security(kind: str, raw: Mapping[str, Any], findings: Findings) -> None:
    from deploy.brokers import BrokerError, Security  # noqa: PLC0415

    here: KeyPath = ("broker", "security")
    if kind in ("embedded", "local"):
        findings.add(here, f"the {kind} broker takes no TLS or SASL", "Remove these options: it listens on 127.0.0.1.")
        return
    files = {name: Path(raw[name]) for name in ("ca_file", "cert_file", "key_file") if raw.get(name)}
    try:
        Security(**{**raw, **files})
    except BrokerError as error:
        findings.add(here, *_split(str(error).removeprefix("broker: "), "; "))


def _split(sentence: str, mark: str) -> tuple[str, str]:
    """Split an error's sentence into problem and mend."""
    problem, _, mend = sentence.partition(mark)
    return problem, f"{mend[:1].upper()}{mend[1:].rstrip('.')}." if mend else "See `tocsin.example.toml`."


def _named_tables(
    table: str, raw: Any, findings: Findings, check: Callable[[dict[str, Any], KeyPath, Findings], None]
) -> None:
    seen: dict[str, int] = {}
    for index, row in _rows(raw):
        name = row.get("name")
        if isinstance(name, str):
            if name in seen:
                findings.add(
                    (table, index, "name"), f"{name!r} is the name of {table}[{seen[name]}] too", "Change one."
                )
            seen.setdefault(name, index)
        check(row, (table, index), findings)


def _choice(row: Mapping[str, Any], known: Mapping[str, Any], path: KeyPath, findings: Findings) -> Any:
    """Return the entry of the row's type, or None with the problem noted."""
    kind = row.get("type")
    if not isinstance(kind, str):
        return None
    if kind not in known:
        near = difflib.get_close_matches(kind, known, 1)
        hint = f"Did you mean {near[0]!r}? " if near else ""
        findings.add((*path, "type"), f"there is no type {kind!r}", f"{hint}Use one of {', '.join(sorted(known))}.")
        return None
    return known[kind]


def _home(row: Mapping[str, Any], path: KeyPath, findings: Findings) -> None:
    """Where a source writes from has to be known, or the desk would wait for it in vain."""
    country, place = row.get("country"), row.get("place")
    if place is not None and country is None:
        findings.add((*path, "place"), "says not in which country", 'Add `country = "…"`, two capitals.')
    if not isinstance(country, str) or findings.under((*path, "country")):
        return
    from alerts.countries import country_name  # noqa: PLC0415

    if country_name(country) == country:
        findings.add((*path, "country"), f"there is no country {country!r}", "Write its ISO 3166 code, two capitals.")
    elif isinstance(place, str) and not findings.under((*path, "place")):
        from connectors.post import Home  # noqa: PLC0415
        from streams.geo.gazetteer import Gazetteer  # noqa: PLC0415
        from streams.geo.home import placed  # noqa: PLC0415

        if placed(Home(country, place), Gazetteer.open()) is None:
            mend = "Write the name of a town or region as GeoNames has it, or leave `place` out."
            findings.add((*path, "place"), f"there is no {place!r} in {country_name(country)}", mend)


def _source(row: dict[str, Any], path: KeyPath, findings: Findings) -> None:
    _home(row, path, findings)
    from connectors.errors import OptionsError  # noqa: PLC0415
    from connectors.registry import CONNECTORS, Context  # noqa: PLC0415

    entry = _choice(row, CONNECTORS, path, findings)
    here = (*path, "options")
    if entry is None or not isinstance(row.get("options", {}), dict):
        return
    options = check_struct(entry.options, row.get("options", {}), here, findings)
    if options is None:
        return
    try:
        entry.build(str(row.get("name", "")), options, Context.of())  # opens nothing
    except OptionsError as error:
        findings.add(here, error.message, "Change these options.")


def _channel(row: dict[str, Any], path: KeyPath, findings: Findings) -> None:
    from alerts.notifiers.registry import CHANNELS  # noqa: PLC0415

    entry = _choice(row, CHANNELS, path, findings)
    if entry is not None and isinstance(row.get("options", {}), dict):
        check_struct(entry.options, row.get("options", {}), (*path, "options"), findings)


def _meetings(tables: Mapping[str, Any], findings: Findings) -> None:
    """Routes and silences must name channels that there are."""
    known = {TERMINAL} | {str(row.get("name")) for _, row in _rows(tables.get("channels"))}

    def meet(name: Any, path: KeyPath) -> None:
        if isinstance(name, str) and name not in known:
            mend = f"Use one of {', '.join(sorted(known))}, or add a [[channels]] table of this name."
            findings.add(path, f"there is no channel {name!r}", mend)

    for index, row in _rows(tables.get("routes")):
        for field in ("channel", "fallback"):
            meet(row.get(field), ("routes", index, field))
    for index, row in _rows(tables.get("silences")):
        channels = row.get("channels", [])
        for place, name in enumerate(channels if isinstance(channels, list) else []):
            meet(name, ("silences", index, "channels", place))


def _tagging(raw: Any, findings: Findings) -> None:
    if not isinstance(raw, dict) or not (raw.get("lexicons") or raw.get("places")):
        return
    from streams.words.lexicon import check, place_problem  # noqa: PLC0415

    lexicons = raw.get("lexicons", [])
    for index, name in enumerate(lexicons if isinstance(lexicons, list) else []):
        path: KeyPath = ("tagging", "lexicons", index)
        if not isinstance(name, str) or findings.under(path):
            continue
        if not Path(name).is_file():
            findings.add(path, f"there is no file {name}", f"Paths count from the working directory, {Path.cwd()}.")
            continue
        errors: list[RecordError] = list(check(Path(name)))
        for error in errors:
            where = ": ".join(part for part in (error.origin, error.field, error.problem) if part)
            findings.add(path, where, error.mend)
    for index, row in _rows(raw.get("places")):
        if found := place_problem(row):
            findings.add(("tagging", "places", index, found[0]), found[1], found[2])


def _deadman(tables: Mapping[str, Any], findings: Findings) -> None:
    raw = tables.get("deadman")
    if isinstance(raw, dict) and raw.get("ping_url") and tables.get("heartbeat") is False:
        findings.add(
            ("deadman", "ping_url"),
            "nobody will ever be told: heartbeat is false, so nothing arrives",
            "Set heartbeat = true, or remove this address.",
        )


def _dedupe(raw: Mapping[str, Any], findings: Findings) -> dict[str, Any]:
    if not raw:
        return {}
    from streams.dedupe.duplicates import Params  # noqa: PLC0415

    values = check_fields(types_of(Params), raw, ("dedupe",), findings, {})
    _together(Params, values, "dedupe", findings)
    _own_files("families", values, _families, findings)
    _own_files("incidents", values, _incidents, findings)
    return values


def _own_files(
    key: str, values: Mapping[str, Any], faults: Callable[[Path], list[RecordError]], findings: Findings
) -> None:
    """Check the files of a desk's own that a key of duplicate detection names."""
    names = values.get(key)
    for index, name in enumerate(names if isinstance(names, tuple) else ()):
        path: KeyPath = ("dedupe", key, index)
        if findings.under(path):
            continue
        if not Path(name).is_file():
            findings.add(path, f"there is no file {name}", f"Paths count from the working directory, {Path.cwd()}.")
            continue
        for error in faults(Path(name)):
            findings.add(path, ": ".join(part for part in (name, error.field, error.problem) if part), error.mend)


def _families(path: Path) -> list[RecordError]:
    from streams.families import Families  # noqa: PLC0415

    try:
        Families.load([path])
    except RecordError as error:
        return [error]
    return []


def _incidents(path: Path) -> list[RecordError]:
    from streams.dedupe.incident_words import check_own  # noqa: PLC0415

    return check_own(path)


def _shards(values: Mapping[str, Any], broker: Any, findings: Findings) -> None:
    from deploy.brokers.embedded import PARTITIONS  # noqa: PLC0415

    kind = broker.get("kind", "embedded") if isinstance(broker, dict) else "embedded"
    shards = values.get("shards", 1)
    if kind == "embedded" and isinstance(shards, int) and shards > PARTITIONS:
        findings.add(
            ("dedupe", "shards"),
            f"the embedded broker has {PARTITIONS} partitions a topic",
            'Lower it, or use [broker] kind = "local".',
        )


def _escalation(raw: Mapping[str, Any], findings: Findings) -> dict[str, Any]:
    if not raw:
        return {}
    from alerts.params import Params  # noqa: PLC0415

    values = check_fields(types_of(Params), raw, ("escalation",), findings, {"presume_share": 1.0})
    params = _together(Params, values, "escalation", findings)
    if params is not None and params.page < params.watch:
        findings.add(
            ("escalation", "page" if "page" in raw else "watch"),
            f"page ({params.page:g}) is below watch ({params.watch:g})",
            "Waking somebody takes the higher score: raise page or lower watch.",
        )
    return values


def _together(make: Callable[..., Any], values: Mapping[str, Any], table: str, findings: Findings) -> Any:
    """Build the parameters, for what they check when seen together; None when something is wrong."""
    if findings.under((table,)):
        return None
    try:
        return make(**values)
    except (ValueError, TypeError, msgspec.ValidationError) as error:
        findings.add((table,), str(error), "Change these values.")
        return None
