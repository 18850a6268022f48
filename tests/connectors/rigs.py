"""Sources of newswire and data services on this machine, for the tests that run over every connector."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NEWSWIRE = Path(__file__).parents[1] / "data" / "connectors" / "newswire"


@dataclass
class Rig:
    """A source of one kind on this machine that holds a few posts."""

    options: dict[str, Any]
    repeats: bool = False
    """Whether a resume may repeat posts, as documented in the connector's module."""
    enough: int | None = None
    """Posts after which a source that never ends is left."""


async def _reliefweb(site: Any, write_posts: Any, reply: Any) -> AsyncIterator[Rig]:
    body = (
        (NEWSWIRE / "reliefweb.json")
        .read_bytes()
        .replace(b'"id": "4170003", "fields": {', b'"id": "4170003", "fields": {"title": "Third",')
    )
    site.routes["/v2/reports"] = reply(body=body)
    yield Rig({"appname": "simulated", "server": site.url("/v2")})


async def _acled(site: Any, write_posts: Any, reply: Any) -> AsyncIterator[Rig]:
    site.routes["/oauth/token"] = reply(body=b'{"access_token": "a", "refresh_token": "r", "expires_in": 86400}')
    site.routes["/api/acled/read"] = reply(body=(NEWSWIRE / "acled.json").read_bytes())
    site.routes["/api/deleted/read"] = reply(body=(NEWSWIRE / "acled-deleted.json").read_bytes())
    yield Rig({"username": "u", "password": "p", "server": site.url("").rstrip("/")})


async def _firms(site: Any, write_posts: Any, reply: Any) -> AsyncIterator[Rig]:
    body = (NEWSWIRE / "firms-viirs.csv").read_bytes()
    site.routes["/api/area/csv/k/VIIRS_NOAA20_NRT/69.2,39.1,80.3,43.3/1"] = reply(body=body)
    options = {"key": "k", "area": [69.2, 39.1, 80.3, 43.3], "sensors": ["VIIRS_NOAA20_NRT"], "confidence": "low"}
    yield Rig({**options, "server": site.url("").rstrip("/")})


async def _ninjs(site: Any, write_posts: Any, reply: Any) -> AsyncIterator[Rig]:
    with tempfile.TemporaryDirectory() as folder:
        for name in ("ninjs1.json", "ninjs3.json"):
            shutil.copy(NEWSWIRE / name, folder)
        yield Rig({"folder": folder})


async def _newsml(site: Any, write_posts: Any, reply: Any) -> AsyncIterator[Rig]:
    site.routes["/wire"] = reply(body=(NEWSWIRE / "newsml.xml").read_bytes())
    yield Rig({"url": site.url("/wire")})


NEWS_RIGS = {"acled": _acled, "firms": _firms, "newsml": _newsml, "ninjs": _ninjs, "reliefweb": _reliefweb}
