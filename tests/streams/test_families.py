"""Who speaks with one voice."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from connectors.codec import RecordError
from connectors.post import Post
from streams.families import Families, family_of


def post(text: str = "A bridge was closed.", **fields) -> Post:
    fields = {"id": "p", "source": "feed:example.org", "kind": "newswire"} | fields
    return Post(text=text, published_at=datetime(2026, 1, 1, tzinfo=UTC), **fields)


@pytest.mark.parametrize(
    "text",
    [
        "NORBY (Reuters) - A bridge was closed on Monday.",
        "NORBY, Jan 1 (Thomson Reuters) - A bridge was closed.",
        "НОРБИ, 1 января (Рейтер) - Мост закрыт.",
        "Mostu closed.\n\n\u2014 Reuters",
        "A bridge was closed." * 30 + "\n(Reuters)",
    ],
)
def test_an_agency_credit_names_the_family_whoever_prints_it(text):
    assert family_of(post(text, url="https://www.little-paper.co.uk/a")) == "reuters"


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("НОРБИ, 1 января. /ТАСС/. Мост закрыт.", "tass"),
        ("NORBY (AFP) – A bridge", "afp"),
        ("Мост закрыт.\n— АФП", "afp"),
    ],
)
def test_credits_are_read_in_several_forms(text, family):
    assert family_of(post(text)) == family


@pytest.mark.parametrize(
    "given",
    [{"source": "Reuters"}, {"author": "REUTERS"}, {"author": "Reuters", "url": "https://little-paper.co.uk/a"}],
)
def test_an_agency_is_one_family_by_its_name_and_whoever_prints_its_by_line(given):
    assert family_of(post(**given)) == "reuters"


@pytest.mark.parametrize(
    "text",
    ["Reuters reported that a bridge was closed.", "The AP exam was held, AFP said earlier.", "(Reutersville) - no"],
)
def test_a_citation_is_no_credit(text):
    assert family_of(post(text, url="https://www.little-paper.co.uk/a")) == "little-paper.co.uk"


@pytest.mark.parametrize(
    ("url", "source", "family"),
    [
        ("https://news.bbc.co.uk/1", "feed:x", "bbc"),
        ("https://www.bbc.com/2", "feed:x", "bbc"),
        ("https://rus.azattyk.org/a/1", "feed:x", "rferl"),
        ("https://a.b.example.co.uk/x", "feed:x", "example.co.uk"),
        (None, "feed:news.example.com.au/world", "example.com.au"),
        (None, "feed:https://www.daily.kg/rss", "daily.kg"),
        (None, "manual", "manual"),
    ],
)
def test_feeds_of_one_domain_or_group_are_one_family(url, source, family):
    assert family_of(post(url=url, source=source)) == family


def test_witnesses_on_one_platform_are_each_their_own_family():
    social = {"kind": "social", "source": "mastodon:example.social", "url": "https://example.social/@x/1"}
    families = {family_of(post(author=author, **social)) for author in ("ann", "ben", "ann")}
    assert families == {"mastodon:ann", "mastodon:ben"}
    nobody = {family_of(post(id=name, author=None, **social)) for name in ("twitter:1", "twitter:2")}
    assert nobody == {"twitter:1", "twitter:2"}


def test_a_desk_adds_groups_and_overrides_ours(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text('[[group]]\nfamily = "valley"\ndomains = ["one.example", "bbc.com"]\n', encoding="utf-8")
    families = Families.load([own])
    assert families.of(post(url="https://www.one.example/x")) == "valley"
    assert families.of(post(url="https://www.bbc.com/x")) == "valley"
    assert family_of(post(url="https://www.bbc.com/x"), (str(own),)) == "valley"


@pytest.mark.parametrize(
    "content", ["", "[[group]]\ndomains = []\n", "[[group\n", '[[group]]\nfamily = "x"\ndomains = "x.org"\n']
)
def test_a_broken_file_of_a_desk_is_named_with_its_mend(tmp_path, content):
    own = tmp_path / "own.toml"
    own.write_text(content, encoding="utf-8")
    with pytest.raises(RecordError, match=r"own\.toml"):
        Families.load([own])
