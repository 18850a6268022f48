"""The three places a Kafka can be, behind one door: `open_broker`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.brokers.broker import PLAIN_TEXT, Broker, Security
from deploy.brokers.embedded import embedded
from deploy.brokers.errors import BrokerError, SpecError

__all__ = ["Broker", "BrokerError", "Security", "open_broker", "parse_kafka_url"]

Progress = Callable[[str], None]

MAX_PORT = 65_535


def parse_kafka_url(spec: str) -> str:
    """Turn ``kafka://host:port[,host:port]`` into ``host:port[,host:port]``.

    Raises:
        SpecError: with the form that is wanted.
    """
    wanted = "use embedded, local, or kafka://host:port[,host:port]"
    scheme, mark, rest = spec.partition("://")
    if scheme != "kafka" or not mark:
        raise SpecError(f"broker {spec!r} is not known; {wanted}")
    addresses = [address.strip() for address in rest.removesuffix("/").split(",")]
    for address in addresses:
        host, colon, port = address.rpartition(":")
        if not (host and colon and port.isdecimal() and 0 < int(port) <= MAX_PORT) or "@" in host or "/" in host:
            raise SpecError(f"broker {spec!r}: {address!r} is not host:port; {wanted} (credentials are options)")
    return ",".join(addresses)


@contextmanager
def open_broker(
    spec: str, *, data_dir: Path, progress: Progress | None = None, security: Security = PLAIN_TEXT
) -> Iterator[Broker]:
    """Have a broker while the (synchronous) context is open, starting and stopping it where it is ours.

    Opening ``local`` blocks for some seconds, and for up to a minute the first time: inside an event loop, enter it
    in a thread. Only the process that supervises the others opens a broker; they get `Broker.environment`.

    Args:
        spec: ``embedded``, ``local`` or ``kafka://host:port[,host:port]``.
        data_dir: ``local`` keeps its log under ``data_dir/kafka``.
        progress: called with a short sentence before each step that takes time.
        security: for ``kafka://`` only; the other two listen on 127.0.0.1 alone.

    Raises:
        BrokerError: with the mend; see `deploy.brokers.errors`.
    """
    if spec in {"embedded", "local"} and security != PLAIN_TEXT:
        raise SpecError(f"broker {spec} listens on 127.0.0.1 and takes no TLS or SASL; remove these options")
    if spec == "embedded":
        with embedded() as broker:
            yield broker
    elif spec == "local":
        from deploy.brokers.local import local  # noqa: PLC0415  starts nothing, but imports what only it needs

        with local(data_dir / "kafka", progress=progress) as broker:
            yield broker
    else:
        yield Broker("kafka", parse_kafka_url(spec), security=security)
