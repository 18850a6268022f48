from __future__ import annotations

import asyncio
import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import ForbiddenAddressError, UnavailableError
from connectors.guard import AddressGuard, Resolver, refusal

PRIVATE_NETWORKS = ["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
                    "192.168.0.0/16", "224.0.0.0/4", "240.0.0.0/4"]  # fmt: skip

private_v4 = st.one_of(*(st.ip_addresses(network=network) for network in PRIVATE_NETWORKS))


def answering(*addresses: str) -> Resolver:
    async def resolve(host: str, port: int) -> list[str]:
        return list(addresses)

    return resolve


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "169.254.169.254", "100.100.100.200", "168.63.129.16", "192.0.0.192", "255.255.255.255",
        "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "fec0::1", "::ffff:10.0.0.1",
        "::10.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::1", "2002:a00:1::1", "2001::1", "2001:db8::1", "100::1",
    ],
)  # fmt: skip
def test_refuses_what_is_not_public(address: str) -> None:
    assert refusal(address)


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "151.101.1.140", "2606:4700:4700::1111", "2a00:1450:4001::8a", "::ffff:1.1.1.1", "2002:101:101::1"],
)
def test_lets_public_addresses_pass(address: str) -> None:
    assert refusal(address) is None


@given(private_v4)
def test_refuses_a_private_address_in_every_ipv6_dress(address: ipaddress.IPv4Address) -> None:
    number = int(address)
    dresses = [
        address,
        ipaddress.IPv6Address((0xFFFF << 32) | number),
        ipaddress.IPv6Address((0x0064_FF9B << 96) | number),
        ipaddress.IPv6Address((0x2002 << 112) | (number << 80)),
    ]
    assert all(refusal(str(dress)) for dress in dresses)


@given(st.ip_addresses())
def test_judges_every_address_without_failing(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    why = refusal(str(address))
    assert why is None or why


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0x7f.1", "017700000001", "127.1", "localhost"])
async def test_judges_what_the_system_makes_of_a_spelling(host: str) -> None:
    with pytest.raises(ForbiddenAddressError, match="loopback"):
        await AddressGuard().addresses("x", host, 80)


async def test_keeps_only_the_addresses_that_pass() -> None:
    guard = AddressGuard(resolver=answering("10.0.0.1", "1.1.1.1", "::1"))
    assert await guard.addresses("x", "mixed.example", 80) == ["1.1.1.1"]


async def test_names_the_setting_when_it_refuses() -> None:
    with pytest.raises(ForbiddenAddressError, match="allow_private_hosts"):
        await AddressGuard(resolver=answering("10.0.0.1")).addresses("x", "inside.example", 80)


@pytest.mark.parametrize(
    ("allow", "host", "address", "port", "passes"),
    [
        (["inside.example"], "inside.example", "10.0.0.1", 80, True),
        (["Inside.Example."], "inside.example", "10.0.0.1", 80, True),
        (["inside.example"], "other.example", "10.0.0.1", 80, False),
        (["inside.example:8080"], "inside.example", "10.0.0.1", 8080, True),
        (["inside.example:8080"], "inside.example", "10.0.0.1", 22, False),
        (["10.0.0.0/24"], "anything.example", "10.0.0.9", 80, True),
        (["10.0.0.0/24"], "anything.example", "10.0.1.9", 80, False),
        (["127.0.0.1:8080"], "a.example", "127.0.0.1", 8080, True),
        (["127.0.0.1:8080"], "a.example", "127.0.0.1", 8081, False),
        (["::1"], "a.example", "::1", 80, True),
    ],
)
def test_allows_just_what_is_named(allow: list[str], host: str, address: str, port: int, passes: bool) -> None:
    assert (AddressGuard(allow).permits(host, address, port) is None) == passes


async def test_dials_the_judged_address_and_asks_the_resolver_once() -> None:
    asked: list[str] = []

    async def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    server = await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    dialled = await AddressGuard(["feed.example"], resolve).dial("x", "feed.example", port, 5.0)
    assert dialled.getpeername() == ("127.0.0.1", port)
    assert asked == ["feed.example"]
    dialled.close()
    server.close()


async def test_tries_the_next_address_when_one_refuses() -> None:
    server = await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    guard = AddressGuard(["127.0.0.0/8"], answering("127.0.0.2", "127.0.0.1"))
    dialled = await guard.dial("x", "feed.example", port, 5.0)
    assert dialled.getpeername()[0] == "127.0.0.1"
    dialled.close()
    server.close()


async def test_says_that_nothing_answers() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # bound but not listening: refused
        with pytest.raises(UnavailableError, match="no connection"):
            await AddressGuard(["127.0.0.1"]).dial("x", "127.0.0.1", held.getsockname()[1], 5.0)


async def test_a_name_that_does_not_resolve_is_unavailable() -> None:
    async def fail(host: str, port: int) -> list[str]:
        raise socket.gaierror("simulated")

    with pytest.raises(UnavailableError, match="cannot be resolved"):
        await AddressGuard(resolver=fail).addresses("x", "nowhere.example", 80)
