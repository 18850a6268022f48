"""Golden pairs of the data services and newswires: payloads of the documented form, and the posts they become."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from connectors.connector import Poller
from connectors.fetch import Fetcher
from connectors.guard import AddressGuard
from connectors.registry import Context, build
from tests.connectors.rigs import NEWSWIRE

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
Serve = Callable[[str, str], None]


def _reliefweb(serve: Serve) -> tuple[str, dict[str, Any]]:
    serve("/v2/reports", "reliefweb.json")
    return "reliefweb", {"appname": "simulated", "server": "SERVER/v2"}


def _acled(serve: Serve) -> tuple[str, dict[str, Any]]:
    serve("/oauth/token", "token.json")
    serve("/api/acled/read", "acled.json")
    serve("/api/deleted/read", "acled-deleted.json")
    return "acled", {"username": "u", "password": "p", "server": "SERVER"}


def _firms(serve: Serve) -> tuple[str, dict[str, Any]]:
    serve("/api/area/csv/k/VIIRS_NOAA20_NRT/69.2,39.1,80.3,43.3/1", "firms-viirs.csv")
    area = [69.2, 39.1, 80.3, 43.3]
    return "firms", {"key": "k", "area": area, "sensors": ["VIIRS_NOAA20_NRT"], "server": "SERVER"}


def _page(kind: str, name: str) -> Callable[[Serve], tuple[str, dict[str, Any]]]:
    def rig(serve: Serve) -> tuple[str, dict[str, Any]]:
        serve("/wire", name)
        return kind, {"url": "SERVER/wire", "provider": "agency"}

    return rig


def _ap(serve: Serve) -> tuple[str, dict[str, Any]]:
    serve("/media/v/content/feed", "ap-feed.json")
    serve("/media/v/content/aaa111/download", "ap-text.xml")
    return "ninjs", {"url": "SERVER/media/v/content/feed", "key": "secret", "provider": "ap"}


PAIRS: dict[str, Callable[[Serve], tuple[str, dict[str, Any]]]] = {
    "reliefweb": _reliefweb,
    "acled": _acled,
    "firms-viirs": _firms,
    "ninjs1": _page("ninjs", "ninjs1.json"),
    "ninjs3": _page("ninjs", "ninjs3.json"),
    "newsml": _page("newsml", "newsml.xml"),
    "ap-feed": _ap,
}


@pytest.mark.parametrize("name", sorted(PAIRS))
async def test_a_payload_becomes_the_posts_beside_it(site: Any, fetcher: Fetcher, reply: Any, name: str) -> None:
    here = site.url("").rstrip("/")

    def serve(path: str, file: str) -> None:
        if file == "token.json":
            body = b'{"access_token": "a", "refresh_token": "r", "expires_in": 86400, "token_type": "Bearer"}'
        else:
            body = (NEWSWIRE / file).read_bytes().replace(b"SERVER", here.encode())
        site.routes[path] = reply(body=body)

    kind, options = PAIRS[name](serve)
    options = {
        key: value.replace("SERVER", here) if isinstance(value, str) else value for key, value in options.items()
    }
    context = Context(Fetcher(AddressGuard(["127.0.0.1"])), None, lambda: NOON)  # type: ignore[arg-type]
    connector = build("it", kind, options, context)
    assert isinstance(connector, Poller)
    batch = await connector.poll(None)
    await context.fetcher.aclose()
    found = {
        "posts": json.loads(msgspec.json.encode(batch.posts)),
        "skipped": [[each.reason, each.error.replace(here, "SERVER")] for each in batch.skipped],
    }
    expected = NEWSWIRE / f"{name}.expected.json"
    assert found == json.loads(Path(expected).read_text())
