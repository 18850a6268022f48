"""Which texts of a configuration are secrets, so that logs can leave them out wherever they turn up.

Secret is what came from the environment, what stands under a key that sounds like one (also in ``headers``), a whole
address that carries a token in its path (Apprise, the dead man's), and a password inside any address.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from deploy.config import Config
from deploy.config_check import VARIABLE, WHOLE
from deploy.config_problems import SHORTEST_SECRET
from deploy.logs import SECRET_NAMES

__all__ = ["secrets_of"]


def secrets_of(config: Config, env: Mapping[str, str]) -> set[str]:
    """Return the secrets of a configuration; texts too short to be told from ordinary words are left out.

    Args:
        config: loaded.
        env: that it was loaded with.
    """
    found = {config.broker.security.password or "", config.deadman.ping_url}
    if config.path is not None:
        text = config.path.read_text("utf-8", errors="replace")
        names = [match[1] for pattern in (WHOLE, VARIABLE) for match in pattern.finditer(text)]
        found |= {env.get(name, "") for name in names}
    for source in config.sources:
        found |= set(_within(source.options, secret=False))
    for channel in config.channels:
        found |= set(_within(channel.options, secret=False))
        if channel.type == "apprise":
            found.add(str(channel.options.get("url", "")))
    return {secret for secret in found if len(secret) >= SHORTEST_SECRET}


def _within(value: Any, *, secret: bool) -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _within(each, secret=secret or bool(SECRET_NAMES.search(str(key))))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _within(each, secret=secret)
    elif isinstance(value, str):
        if secret:
            yield value
        if "://" in value:
            password = urlsplit(value).password
            yield from (password, unquote(password)) if password else ()
