"""Which addresses may be dialled: public ones, and private ones that the configuration names.

Addresses of sources come from the configuration, but redirects and links do not: a hostile page may point us at the
cloud's metadata service or at a database beside us. The guard therefore stands *in the dial*: a name is resolved, the
addresses are judged, and exactly a judged address is dialled, so neither a spelling (decimal, octal, hex, a name that
points inwards) nor a second answer of the resolver gets around it. Every redirect is a new dial.

Judged by our own table of the IANA special-purpose registries, not by `ipaddress.is_global`, whose answers changed
between Python releases. IPv6 forms that carry an IPv4 address inside are judged by that address.

Sources: https://www.iana.org/assignments/iana-ipv4-special-registry/,
https://www.iana.org/assignments/iana-ipv6-special-registry/, RFC 6052 (NAT64), RFC 3056 (6to4), RFC 4380 (Teredo).
Limit: behind an HTTP proxy the proxy dials, not we; proxies from the environment are therefore not used.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from connectors.errors import ForbiddenAddressError, UnavailableError

__all__ = ["AddressGuard", "Resolver", "refusal"]

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""Host and port in, addresses in order of preference out; raises `OSError`."""

RESOLVER_THREADS = 32
"""Names that hang for their time-out must not stop the others; the loop's own pool has six threads on two cores."""

ATTEMPTS = 4
"""Addresses of one name that are tried before giving up."""

_REFUSED_V4: tuple[tuple[ipaddress.IPv4Network, str], ...] = tuple(
    (ipaddress.IPv4Network(network), why)
    for network, why in (
        ("0.0.0.0/8", "this host"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared by a provider's customers (CGNAT)"),
        ("127.0.0.0/8", "loopback"),
        ("168.63.129.16/32", "a cloud's metadata service"),
        ("169.254.0.0/16", "link-local, also the clouds' metadata service"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved for protocols"),
        ("192.0.2.0/24", "for documentation"),
        ("192.88.99.0/24", "a 6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "for benchmarks"),
        ("198.51.100.0/24", "for documentation"),
        ("203.0.113.0/24", "for documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved or broadcast"),
    )
)
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
"""The only part of IPv6 that is handed out as global unicast; loopback, private, link-local, multicast lie outside."""

_REFUSED_V6: tuple[tuple[ipaddress.IPv6Network, str], ...] = tuple(
    (ipaddress.IPv6Network(network), why)
    for network, why in (
        ("2001::/23", "reserved for protocols, Teredo among them"),
        ("2001:db8::/32", "for documentation"),
        ("3fff::/20", "for documentation"),
    )
)
_MAPPED, _COMPATIBLE, _NAT64, _SIX_TO_FOUR = (
    ipaddress.IPv6Network(network) for network in ("::ffff:0:0/96", "::/96", "64:ff9b::/96", "2002::/16")
)


def _carried(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 address stands for."""
    number = int(address)
    if address in _SIX_TO_FOUR:
        return ipaddress.IPv4Address((number >> 80) & 0xFFFF_FFFF)
    if address in _MAPPED or address in _NAT64:
        return ipaddress.IPv4Address(number & 0xFFFF_FFFF)
    if address in _COMPATIBLE and number > 1:  # ::1 and :: are loopback and unspecified, not compatible addresses
        return ipaddress.IPv4Address(number & 0xFFFF_FFFF)
    return None


def refusal(address: str) -> str | None:
    """Say why an address must not be dialled, None when it may.

    Args:
        address: as the resolver gives it; a scope id (``fe80::1%eth0``) is ignored.
    """
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = _carried(parsed)
        if inner is None:
            if parsed not in _GLOBAL_V6:
                return "not global unicast: loopback, private, link-local, local NAT64 or multicast"
            return next((why for network, why in _REFUSED_V6 if parsed in network), None)
        parsed = inner
    return next((why for network, why in _REFUSED_V4 if parsed in network), None)


def _split_allowed(entries: Iterable[str]) -> tuple[frozenset[str], tuple[Network, ...]]:
    names: set[str] = set()
    networks: list[Network] = []
    for entry in entries:
        text = entry.strip().lower().rstrip(".")
        try:
            networks.append(ipaddress.ip_network(text.strip("[]"), strict=False))
        except ValueError:
            names.add(text)
    return frozenset(names), tuple(networks)


@dataclass
class AddressGuard:
    """Resolves, judges and dials.

    Attributes:
        allow: private hosts that may be dialled all the same: names (``intranet.example``, with all that they resolve
            to), addresses, networks (``10.1.0.0/16``), or any of the first two with a port (``127.0.0.1:8080``).
        resolver: looks names up; the system's resolver by default.
    """

    allow: Sequence[str] = ()
    resolver: Resolver | None = None
    _names: frozenset[str] = field(init=False, repr=False)
    _networks: tuple[Network, ...] = field(init=False, repr=False)
    _threads: ThreadPoolExecutor | None = field(init=False, repr=False, default=None)

    def __post_init__(self) -> None:
        self._names, self._networks = _split_allowed(self.allow)

    def permits(self, host: str, address: str, port: int) -> str | None:
        """Return why ``address``, found for ``host``, must not be dialled; None when it may."""
        why = refusal(address)
        if why is None:
            return None
        name = host.lower().rstrip(".").strip("[]")
        bare = address.partition("%")[0]
        if not {name, f"{name}:{port}", f"{bare}:{port}", f"[{bare}]:{port}"}.isdisjoint(self._names):
            return None
        parsed = ipaddress.ip_address(bare)
        if any(parsed in network for network in self._networks if network.version == parsed.version):
            return None
        return why

    async def addresses(self, source: str, host: str, port: int) -> list[str]:
        """Resolve ``host`` and return the addresses that may be dialled.

        Raises:
            ForbiddenAddressError: it resolves, but to nothing that may be dialled.
            UnavailableError: it does not resolve.
        """
        try:
            found = await (self.resolver or self._resolve)(host, port)
        except (OSError, UnicodeError) as exc:  # UnicodeError: a label that IDNA cannot encode
            raise UnavailableError(source, f"the name {host} cannot be resolved: {exc}") from exc
        passed: list[str] = []
        reasons: list[str] = []
        for address in dict.fromkeys(found):
            why = self.permits(host, address, port)
            if why is None:
                passed.append(address)
            else:
                reasons.append(f"{address} is {why}")
        if not passed:
            said = "; ".join(reasons) or "it has no address"
            raise ForbiddenAddressError(
                source, f"{host} is not dialled: {said}. Name the host in `allow_private_hosts` if this is meant."
            )
        return passed

    async def dial(self, source: str, host: str, port: int, timeout_seconds: float) -> socket.socket:
        """Return a connected, non-blocking socket to an address that passed.

        Raises:
            ForbiddenAddressError, UnavailableError: see `addresses`; also when nothing answers in time.
        """
        try:
            async with asyncio.timeout(timeout_seconds):
                passed = (await self.addresses(source, host, port))[:ATTEMPTS]
                problem: OSError | None = None
                for left, address in zip(range(len(passed), 0, -1), passed, strict=True):
                    try:
                        async with asyncio.timeout(timeout_seconds / left):  # leaves time for the next address
                            return await _connected(address, port)
                    except TimeoutError:
                        problem = OSError(f"{address} does not answer")
                    except OSError as exc:
                        problem = exc
        except TimeoutError as exc:
            raise UnavailableError(source, f"no connection to {host}:{port} in {timeout_seconds:g} s") from exc
        raise UnavailableError(source, f"no connection to {host}:{port}: {problem}") from problem

    async def _resolve(self, host: str, port: int) -> list[str]:
        if self._threads is None:
            self._threads = ThreadPoolExecutor(RESOLVER_THREADS, thread_name_prefix="resolve")
        found = await asyncio.get_running_loop().run_in_executor(
            self._threads, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        )
        return [str(answer[4][0]) for answer in found]

    def close(self) -> None:
        """Let the resolver's threads end."""
        if self._threads is not None:
            self._threads.shutdown(wait=False, cancel_futures=True)
            self._threads = None


async def _connected(address: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    dialled = socket.socket(family, socket.SOCK_STREAM)
    try:
        dialled.setblocking(False)
        dialled.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.get_running_loop().sock_connect(dialled, (address, port))
    except BaseException:
        dialled.close()
        raise
    return dialled
