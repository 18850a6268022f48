"""One tagger for all tests of tagging: loading is cheap, building its gazetteer on a new machine is not."""

from datetime import UTC, datetime

import pytest

from connectors.post import Post
from streams.tagging import Tagger

NOON = datetime(2024, 5, 14, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def tagger():
    return Tagger.load()


@pytest.fixture
def tag(tagger):
    def read(text, *, published_at=NOON, **more):
        return tagger.tag(Post(id="p", source="s", kind="social", text=text, published_at=published_at, **more))

    return read
