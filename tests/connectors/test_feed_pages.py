"""Golden pairs: a page as a publisher sends it, and the posts that it becomes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from connectors.feeds import Feeds, FeedsOptions
from connectors.registry import Context

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
DATA = Path(__file__).parents[1] / "data" / "connectors"
PAGES = sorted(path.name for path in DATA.iterdir() if path.suffix == ".xml" or path.name == "jsonfeed.json")


@pytest.mark.parametrize("name", PAGES)
async def test_a_page_becomes_the_posts_beside_it(site: Any, context: Context, reply: Any, name: str) -> None:
    site.routes["/news"] = reply(body=(DATA / name).read_bytes())
    options = FeedsOptions(url=site.url("/news"))
    batch = await Feeds("world", options, context.fetcher, context.worker, lambda: NOON).poll(None)
    here = f"127.0.0.1:{site.port}"
    found = json.loads(msgspec.json.encode(batch.posts).replace(here.encode(), b"feeds.example"))
    assert found == json.loads((DATA / name).with_suffix(".expected.json").read_text())
