"""Where the Kafka of a running Tocsin is, for the commands that look at it or speak to it from another process.

`tocsin run` and `tocsin demo` write ``running.json`` into the data directory while they hold a broker of their own
(``embedded`` or ``local``), whose port nobody else can know. The file names no secret: both listen on 127.0.0.1 without
any.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from deploy.brokers import Broker, BrokerError, open_broker
from deploy.brokers.broker import Kind
from deploy.config import Config
from deploy.parameters import security_of

__all__ = ["announced", "joined"]

FILE = "running.json"


class Running(msgspec.Struct, frozen=True):
    """Content of the file."""

    pid: int
    kind: Kind
    bootstrap: str
    prefix: str


@contextlib.contextmanager
def announced(config: Config, broker: Broker) -> Iterator[None]:
    """Tell other processes of this user where the broker is, while the context is open; the first to run is the one."""
    path = Path(config.broker.data_dir) / FILE
    other = _read(path)
    if broker.kind == "kafka" or (other is not None and _alive(other.pid)):
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    running = Running(os.getpid(), broker.kind, broker.bootstrap, config.broker.prefix)
    unfinished = path.with_suffix(f".{os.getpid()}")
    unfinished.write_bytes(msgspec.json.encode(running))
    unfinished.replace(path)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


@contextlib.contextmanager
def joined(config: Config, progress: Callable[[str], None]) -> Iterator[tuple[Broker, Config]]:
    """Find the broker that a running Tocsin uses, or open the configured one; yields it with the prefix in force.

    Raises:
        BrokerError: there is none to be had.
    """
    kind = config.broker.kind
    running = _read(Path(config.broker.data_dir) / FILE) if kind in ("embedded", "local") else None
    if os.environ.get("TOCSIN_BROKER_BOOTSTRAP"):
        yield Broker.from_environment(os.environ), config
    elif running is not None and _alive(running.pid):
        broker = Broker(running.kind, running.bootstrap, in_memory=running.kind == "embedded")
        prefixed = msgspec.structs.replace(config.broker, prefix=running.prefix)
        yield broker, msgspec.structs.replace(config, broker=prefixed)
    elif kind == "embedded":
        raise BrokerError(
            "no Tocsin runs here: the embedded broker lives inside `tocsin run` and ends with it. Start `tocsin run` "
            f"in this directory (data_dir is {config.broker.data_dir}), or name its configuration with --config"
        )
    else:
        with open_broker(
            kind, data_dir=Path(config.broker.data_dir), progress=progress, security=security_of(config)
        ) as broker:
            yield broker, config


def _read(path: Path) -> Running | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Running)
    except (OSError, msgspec.DecodeError):
        return None


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
