"""Lists of feeds as readers export them."""

from __future__ import annotations

import pytest

from connectors.feed_document import HostileError
from connectors.opml import Listed, NotOpmlError, read_opml, refused_address, sorted_out, source_name

LIST = """<?xml version="1.0" encoding="windows-1251"?><opml version="2.0"><head><title>Ours</title></head><body>
<outline text="Central Asia"><outline text="Kyrgyzstan">
<outline type="rss" text="Новости" title="x" xmlUrl="https://news.example/rss?a=1&amp;b=2"/></outline></outline>
<outline type="rss" title="World  news" xmlurl="http://world.example/feed"/>
<outline text="only a folder"/></body></opml>"""


def test_reads_feeds_with_their_folders_in_the_lists_own_encoding() -> None:
    assert read_opml(LIST.encode("windows-1251")) == [
        Listed("https://news.example/rss?a=1&b=2", "Новости", "Central Asia / Kyrgyzstan"),
        Listed("http://world.example/feed", "World news", ""),
    ]


def test_a_list_that_is_not_well_formed_is_read_as_far_as_it_goes() -> None:
    broken = b'<opml><body><outline text="AT&T" xmlUrl="http://a.example/"/><outline xmlUrl="http://b.example/">'
    assert [feed.url for feed in read_opml(broken)] == ["http://a.example/", "http://b.example/"]


@pytest.mark.parametrize("document", [b"", b"words", b"<html/>", b"<rss><channel/></rss>"])
def test_something_else_is_refused(document: bytes) -> None:
    with pytest.raises(NotOpmlError):
        read_opml(document)


def test_entities_are_refused() -> None:
    with pytest.raises(HostileError):
        read_opml(b'<!DOCTYPE opml [<!ENTITY a SYSTEM "file:///etc/passwd">]><opml>&a;</opml>')


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/feed", "http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/", "http://127.1/",
        "http://[::1]/", "http://[::ffff:10.0.0.1]/", "http://[64:ff9b::a9fe:a9fe]/", "http://[2002:a00:1::]/",
        "http://169.254.169.254/latest", "http://user:pw@10.0.0.1/", "http://localhost/", "http://LOCALHOST./x",
        "http://intranet/feed", "http://db.internal/", "http://printer.local/", "ftp://x.example/", "file:///etc/passwd",
        "feed://x.example", "http://", "http://x.example:99999/", "http://[::1", "http://999.1.1.1/",
    ],
)  # fmt: skip
def test_addresses_of_private_networks_are_refused_in_every_spelling(url: str) -> None:
    assert refused_address(url)


@pytest.mark.parametrize("url", ["https://news.example/rss", "http://1.1.1.1/feed", "http://[2606:4700::1111]/"])
def test_public_ones_are_not(url: str) -> None:
    assert refused_address(url) is None


def test_doubles_are_found_across_schemes_and_slashes() -> None:
    feeds = [Listed(url, "News") for url in ("https://a.example/f", "http://A.example/f/", "https://b.example/f")]
    found = sorted_out(feeds, ["news"], ["http://b.example/f"])
    assert list(found.taken) == ["news-2"]
    assert found.doubles == ("http://A.example/f/", "https://b.example/f")


def test_names_fit_the_configuration() -> None:
    assert source_name(Listed("https://www.a.example/f", "The Mill & Post!"), ()) == "the-mill-post"
    assert source_name(Listed("https://www.a.example/f", "Новости"), ()) == "a.example"
    assert source_name(Listed("https://www.a.example/f", "x" * 200), ()) == "x" * 60
