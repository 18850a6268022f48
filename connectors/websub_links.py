"""Links in HTTP headers (RFC 8288), as far as WebSub needs them. Pure."""

from __future__ import annotations

import re
from urllib.parse import urljoin

__all__ = ["offered"]

MAX_HEADER_CHARACTERS = 8192
_LINK = re.compile(r"<([^<>]{1,2000})>((?:\s*;\s*[\w*-]+\s*=\s*(?:\"[^\"]{0,500}\"|[^\s\",;<>]{0,500}))*)")
_RELATION = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s\",;<>]+))", re.IGNORECASE)


def offered(header: str, url: str) -> tuple[str, str]:
    """Return the hub and the topic that a ``Link`` header names; empty where it names none.

    Args:
        header: value of the header, several joined by commas.
        url: where it came from.
    """
    found = {"hub": "", "self": ""}
    for link in _LINK.finditer(header[:MAX_HEADER_CHARACTERS]):
        relation = _RELATION.search(link[2])
        for name in (relation[1] or relation[2] or "").lower().split() if relation else ():
            try:
                address = urljoin(url, link[1].strip())
            except ValueError:
                continue
            if name in found and not found[name] and address.startswith(("http://", "https://")):
                found[name] = address
    return found["hub"], found["self"]
