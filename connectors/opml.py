"""Lists of feeds as feed readers export them (OPML 1.0 and 2.0). Pure.

Source: http://opml.org/spec2.opml. An outline with ``xmlUrl`` is a feed; outlines around it are folders.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from connectors.feed_document import disarmed, unified
from connectors.feeds import feed_source
from connectors.guard import refusal

__all__ = ["Listed", "NotOpmlError", "Sorted", "read_opml", "refused_address", "sorted_out", "source_name"]

MAX_FEEDS = 20_000
MAX_NAME_CHARACTERS = 60
_INNER = (".localhost", ".local", ".internal", ".lan", ".home.arpa", ".intranet", ".corp", ".home")


class NotOpmlError(ValueError):
    """Not a list of feeds."""


@dataclass(frozen=True)
class Listed:
    """One feed of a list: its address, its title, and the folders that it stands in."""

    url: str
    title: str = ""
    folder: str = ""


@dataclass(frozen=True)
class Sorted:
    """A list, sorted out.

    Attributes:
        taken: feeds to read, by the names that they get.
        doubles: addresses that are there already, or twice.
        refused: address and why it is not taken.
    """

    taken: dict[str, Listed]
    doubles: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]


def read_opml(document: bytes) -> list[Listed]:
    """Read a list; raises `NotOpmlError`, or `connectors.feed_document.HostileError` for entities."""
    from lxml import etree  # noqa: PLC0415

    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    try:
        root = etree.fromstring(disarmed(unified(document, "")), parser)
    except etree.XMLSyntaxError as exc:
        raise NotOpmlError(f"not XML: {exc}") from exc
    if root is None or not isinstance(root.tag, str) or root.tag.rpartition("}")[2].lower() != "opml":
        raise NotOpmlError("not OPML: the outermost element is not <opml>")
    found: list[Listed] = []
    for outline in root.iter("outline"):
        attributes = {str(name).lower(): str(value).strip() for name, value in outline.attrib.items()}
        url = attributes.get("xmlurl", "")
        if url:
            folders = [str(up.get("text") or up.get("title") or "") for up in outline.iterancestors("outline")]
            folder = " / ".join(" ".join(name.split()) for name in reversed(folders) if name)
            title = " ".join((attributes.get("text") or attributes.get("title") or "").split())
            found.append(Listed(url, title, folder))
    if len(found) > MAX_FEEDS:
        raise NotOpmlError(f"the list has more than {MAX_FEEDS} feeds")
    return found


def sorted_out(feeds: Iterable[Listed], names: Collection[str], urls: Iterable[str]) -> Sorted:
    """Name what can be taken, and say what cannot.

    Args:
        feeds: of the list.
        names: of the sources that are configured already.
        urls: of the feeds that are configured already.
    """
    used, known = set(names), {_identity(url) for url in urls}
    taken: dict[str, Listed] = {}
    doubles: list[str] = []
    refused: list[tuple[str, str]] = []
    for feed in feeds:
        why = refused_address(feed.url)
        if why is not None:
            refused.append((feed.url, why))
        elif _identity(feed.url) in known:
            doubles.append(feed.url)
        else:
            known.add(_identity(feed.url))
            name = source_name(feed, used)
            used.add(name)
            taken[name] = feed
    return Sorted(taken, tuple(doubles), tuple(refused))


def _identity(url: str) -> str:
    return feed_source(url).lower()


def refused_address(url: str) -> str | None:
    """Say why an address cannot be a public feed; None when it may. Names are not looked up here but at each dial."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".").lower()
        _ = parts.port
    except ValueError:
        return "is not an address"
    if parts.scheme not in {"http", "https"} or not host:
        return "is not an http or https address"
    address = _literal(host)
    if address is not None:
        why = refusal(address)
        return f"{address} is {why}" if why else None
    if host == "localhost" or host.endswith(_INNER) or "." not in host:
        return f"{host} is a name of a private network"
    return None


def _literal(host: str) -> str | None:
    """Return the address that a host is when it is no name, in any spelling that the system's resolver takes."""
    try:
        return str(ipaddress.ip_address(host.partition("%")[0]))
    except ValueError:
        pass
    if not re.fullmatch(r"(0x[0-9a-f]+|\d+)(\.(0x[0-9a-f]+|\d+)){0,3}", host):
        return None
    try:
        return socket.inet_ntoa(socket.inet_aton(host))  # decimal, octal, hexadecimal, and with parts left out
    except OSError:
        return "0.0.0.0"  # noqa: S104  no address at all: refused as such


def source_name(feed: Listed, used: Collection[str]) -> str:
    """Return a name for the configuration that is not used yet: from the title, else from the host."""
    host = (urlsplit(feed.url).hostname or "feed").removeprefix("www.")
    plain = re.sub(r"[^a-z0-9]+", "-", feed.title.lower()).strip("-")
    name = (plain if len(plain) > 2 else host)[:MAX_NAME_CHARACTERS].strip("-.") or "feed"
    number = 2
    chosen = name
    while chosen in used:
        chosen, number = f"{name}-{number}", number + 1
    return chosen
