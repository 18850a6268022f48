"""The lists of sources to start from can be taken as they are, and say that nobody tried them."""

from __future__ import annotations

import re
from pathlib import Path

from connectors.opml import read_opml, sorted_out
from deploy.config import parse
from deploy.sources import feed_table

LISTS = Path(__file__).parents[2] / "deploy" / "feeds"
ENVIRONMENT = dict.fromkeys(
    ("MASTODON_TOKEN", "RELIEFWEB_APPNAME", "ACLED_USERNAME", "ACLED_PASSWORD", "FIRMS_KEY"), "simulated"
)


def test_every_feed_is_taken_named_and_marked_as_unverified() -> None:
    document = (LISTS / "newswire.opml").read_bytes()
    feeds = read_opml(document)
    found = sorted_out(feeds, (), ())
    assert (found.doubles, found.refused) == ((), ())
    assert len(found.taken) == len(feeds) > 50
    assert document.count(b'status="unverified"') == len(feeds)
    assert all(feed.folder and feed.title for feed in feeds)
    text = "\n".join(feed_table(name, feed, 300) for name, feed in found.taken.items())
    assert len(parse(text.encode(), {}, "list").sources) == len(feeds)


def test_the_social_sources_are_a_configuration_and_marked_as_unverified() -> None:
    text = (LISTS / "social.toml").read_text("utf-8")
    config = parse(text.encode(), ENVIRONMENT, "social.toml")
    assert {each.type for each in config.sources} >= {"jetstream", "mastodon", "telegram", "gdelt", "reliefweb"}
    assert len(re.findall(r"^\[\[sources\]\] +# unverified", text, re.MULTILINE)) == len(config.sources)
