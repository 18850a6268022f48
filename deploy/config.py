"""The one file of configuration: what may stand in ``tocsin.toml``, and how it is read.

Everything has a default, so no file is needed. Every mistake is reported, not only the first. Secrets stay out of the
file: a text ``"env:NAME"``, or ``${NAME}`` within a text, is taken from the environment. Relative paths count from
the directory that the program is started in.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from alerts.routing import Route, Silence
from deploy.config_check import check_struct, resolved
from deploy.config_lines import lines_of
from deploy.config_problems import ConfigError, Findings, Problem
from deploy.config_rules import check_rules

__all__ = [
    "FILE_NAME",
    "BrokerTable",
    "ChannelTable",
    "Config",
    "ConfigError",
    "DeadManTable",
    "MetricsTable",
    "NetworkTable",
    "PartitionsTable",
    "Problem",
    "SecurityTable",
    "SourceTable",
    "StatusTable",
    "TaggingTable",
    "find",
    "load",
    "parse",
]

FILE_NAME = "tocsin.toml"

_NAME = msgspec.Meta(
    min_length=1, pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$", description="Use letters, digits and . _ : - only."
)
Name = Annotated[str, _NAME]
Span = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^[0-9]+(\.[0-9]+)? ?[smhd]$", description='Write a number and s, m, h or d in quotes, e.g. "15m".'
    ),
]
Country = Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$", description='Write two capitals, e.g. "ES".')]
Partitions = Annotated[int, msgspec.Meta(ge=1, le=1024)]
Endpoint = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^(\[[0-9A-Fa-f:]+\]|[A-Za-z0-9._-]+):[0-9]{1,5}$", description='Write "host:port" or "[::1]:port".'
    ),
]


class PartitionsTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Partitions of each topic; they bound how many workers share a stage, and never change once made.

    One partition of reports is exact duplicate detection; with more, copies in other partitions are missed, unless
    ``[dedupe] shards`` divides the index itself: then reports are only signed by their partition.
    """

    posts: Partitions = 1
    reports: Partitions = 1
    stories: Partitions = 1
    alerts: Partitions = 1
    checkpoints: Partitions = 1
    dead: Partitions = 1
    snapshots: Partitions = 1
    outbox: Partitions = 1


class SecurityTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Protection of the connection to ``kafka://`` brokers.

    Attributes:
        tls: encrypt and verify.
        ca_file, cert_file, key_file: PEM files.
        mechanism: ``PLAIN``, ``SCRAM-SHA-256`` or ``SCRAM-SHA-512``.
        username, password: for SASL; give the password as ``"env:NAME"``.
    """

    tls: bool = False
    ca_file: str | None = None
    cert_file: str | None = None
    key_file: str | None = None
    mechanism: str | None = None
    username: str | None = None
    password: str | None = None

    def __repr__(self) -> str:
        """Leave the password out."""
        return f"SecurityTable(tls={self.tls}, mechanism={self.mechanism!r}, username={self.username!r})"


class BrokerTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where Kafka is.

    Attributes:
        kind: ``embedded`` (in memory, for trying out), ``local`` (a Kafka of our own on this machine) or
            ``kafka://host:port[,host:port]``.
        prefix: first part of every topic and group name.
        data_dir: what ``local`` and the stages keep.
        keep_free_mib: with ``local``, sources are held while less is free on the disk of ``data_dir``; 0: never.
        partitions: of each topic.
        replication: copies of each partition on ``kafka://``; left out: the cluster's default.
        security: of the connection.
    """

    kind: str = "embedded"
    prefix: Annotated[
        str,
        msgspec.Meta(pattern=r"^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$", description="Use letters, digits and . _ - only."),
    ] = "tocsin"
    data_dir: Annotated[str, msgspec.Meta(min_length=1)] = ".tocsin"
    keep_free_mib: Annotated[int, msgspec.Meta(ge=0)] = 1024
    partitions: PartitionsTable = PartitionsTable()
    replication: Annotated[int, msgspec.Meta(ge=1, le=32)] | None = None
    security: SecurityTable = SecurityTable()


class SourceTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One source.

    Attributes:
        name: unique; the checkpoint's key, so renaming starts the source anew.
        type: a key of `connectors.registry.CONNECTORS`.
        options: of that type, checked, with secrets filled in.
        country: that the source writes from, ISO 3166-1: a name that several places have is there, and what tells of an
            event without any place too.
        place: town or region of that country, likewise: a local paper's, a city's server's.
        silent_after: not answering for so long is told to the operators; left out: as suits the type.
    """

    name: Name
    type: str
    options: dict[str, Any] = {}
    country: Country | None = None
    place: Annotated[str, msgspec.Meta(min_length=1, max_length=200)] | None = None
    silent_after: Span | None = None

    def __repr__(self) -> str:
        """Leave the options out: they may hold keys."""
        return f"SourceTable(name={self.name!r}, type={self.type!r}, options of {sorted(self.options)})"


class ChannelTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One channel that alerts go to; as `SourceTable`, its type a key of ``CHANNELS``."""

    name: Name
    type: str
    options: dict[str, Any] = {}

    def __repr__(self) -> str:
        """Leave the options out: they may hold keys."""
        return f"ChannelTable(name={self.name!r}, type={self.type!r}, options of {sorted(self.options)})"


class TaggingTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a desk adds to the tagger.

    Attributes:
        lexicons: files of own terms, or of points of interest.
        places: points of interest: ``name``, ``country``, ``lat``, ``lon``, and if wanted ``aliases``, ``city``,
            ``admin1``.
    """

    lexicons: tuple[str, ...] = ()
    places: tuple[dict[str, Any], ...] = ()


class MetricsTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where each process serves metrics and health.

    Attributes:
        host: address to listen on.
        port: of the sources' process; the stages take the next ones; 0: any free ones.
    """

    host: Annotated[str, msgspec.Meta(min_length=1)] = "127.0.0.1"
    port: Annotated[int, msgspec.Meta(ge=0, le=65500)] = 9470


class StatusTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom ``tocsin status`` asks, where processes run on several machines.

    Attributes:
        endpoints: ``host:port`` of every process's metrics; which process it is, it tells itself. Empty: one process of
            each kind, at ``[metrics]``.
    """

    endpoints: tuple[Endpoint, ...] = ()


class DeadManTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who outside is told that heartbeats still come through the whole path.

    Attributes:
        ping_url: asked after each arrival, e.g. of healthchecks.io; empty for nobody. It is a secret: ``"env:NAME"``.
        method: of the request.
    """

    ping_url: Annotated[
        str, msgspec.Meta(pattern="^(https?://[^/].*)?$", description='Write "https://…", or "env:NAME".')
    ] = ""
    method: Literal["GET", "POST"] = "POST"

    def __repr__(self) -> str:
        """Leave the address out: whoever knows it can feign that all is well."""
        return f"DeadManTable(method={self.method!r})"


class NetworkTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which addresses may be dialled: names, addresses or networks that are private and meant all the same."""

    allow_private_hosts: tuple[Annotated[str, msgspec.Meta(min_length=1)], ...] = ()


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole configuration, checked.

    Attributes:
        dedupe: overrides of `streams.dedupe.duplicates.Params`, converted.
        escalation: overrides of `alerts.params.Params`, converted.
        heartbeat: send one post a minute through the whole path.
        path: the file it was read from; None: the defaults.
        mistakes: how many were let pass, see `load`.
    """

    broker: BrokerTable = BrokerTable()
    sources: tuple[SourceTable, ...] = ()
    tagging: TaggingTable = TaggingTable()
    dedupe: dict[str, Any] = {}
    escalation: dict[str, Any] = {}
    channels: tuple[ChannelTable, ...] = ()
    routes: tuple[Route, ...] = ()
    silences: tuple[Silence, ...] = ()
    metrics: MetricsTable = MetricsTable()
    status: StatusTable = StatusTable()
    network: NetworkTable = NetworkTable()
    deadman: DeadManTable = DeadManTable()
    heartbeat: bool = True
    path: Path | None = None
    mistakes: int = 0


def find(given: str | Path | None, env: Mapping[str, str], directory: Path) -> Path | None:
    """Return the file to read: the given one, else ``TOCSIN_CONFIG``, else ``tocsin.toml`` in ``directory`` if any."""
    chosen = given or env.get("TOCSIN_CONFIG")
    if chosen:
        return Path(chosen)
    usual = directory / FILE_NAME
    return usual if usual.is_file() else None


def load(path: str | Path | None, env: Mapping[str, str], needed: frozenset[str] | None = None) -> Config:
    """Read a configuration; the defaults when ``path`` is None.

    Args:
        path: of the file.
        env: where secrets are.
        needed: tables that the caller uses; mistakes elsewhere are let pass then. Who acknowledges an alert in another
            shell need not have the pager's key, nor wait until a colleague has mended his lexicon.

    Raises:
        ConfigError: with every problem.
    """
    if path is None:
        return Config()
    path = Path(path)
    try:
        raw = path.read_bytes()
    except OSError as exc:
        problem = Problem(
            None, "", f"cannot be read ({exc.strerror})", "Name another file, or none to use the defaults."
        )
        raise ConfigError(str(path), [problem]) from exc
    return msgspec.structs.replace(parse(raw, env, str(path), needed), path=path)


def parse(raw: bytes, env: Mapping[str, str], origin: str, needed: frozenset[str] | None = None) -> Config:
    """Check a configuration's text.

    Args:
        raw: TOML, UTF-8.
        env: where secrets are.
        origin: for messages.
        needed: see `load`.

    Raises:
        ConfigError: with every problem.
    """
    text, tables = _read(raw, origin)
    findings = Findings(lines_of(text))
    for name in {"path", "mistakes"} & tables.keys():
        findings.add((name,), "is not known", "Remove it.")
        del tables[name]
    tables = resolved(tables, env, findings)
    config = check_struct(Config, tables, (), findings)
    values = check_rules(tables, findings)
    if findings.problems or config is None:
        passed = _without_mistakes(tables, findings, needed) if needed is not None else None
        if passed is None:
            raise ConfigError(origin, findings.sorted())
        config = msgspec.structs.replace(passed, mistakes=len(findings.problems))
        values = {name: value for name, value in values.items() if not findings.under((name,))}
    return msgspec.structs.replace(config, **values)


def _without_mistakes(tables: Mapping[str, Any], findings: Findings, needed: frozenset[str]) -> Config | None:
    """Return what is right, and of sources their names at least; None when something needed is wrong."""
    known = {field.name for field in msgspec.structs.fields(Config)} & tables.keys()
    wrong = {name for name in known if findings.under((name,))}
    if wrong & needed:
        return None
    kept = {name: tables[name] for name in known - wrong}
    if "sources" in wrong and isinstance(rows := tables["sources"], list):
        named = [row for row in rows if isinstance(row, dict)]
        kept["sources"] = [{key: value for key, value in row.items() if key != "options"} for row in named]
    try:
        return msgspec.convert(kept, Config)
    except msgspec.ValidationError:
        return None


def _read(raw: bytes, origin: str) -> tuple[str, dict[str, Any]]:
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as exc:
        line = raw.count(b"\n", 0, exc.start) + 1
        raise ConfigError(origin, [Problem(line, "", "is not UTF-8", "Save the file as UTF-8.")]) from exc
    try:
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        found = re.search(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$", str(exc))
        reason = str(exc)[: found.start()] if found else str(exc)
        line = int(found[1]) if found and found[1] else text.count("\n") + 1
        problem = Problem(
            line, "", f"is not valid TOML: {reason}", "Text needs quotes, tables [brackets]; see toml.io."
        )
        raise ConfigError(origin, [problem]) from exc
