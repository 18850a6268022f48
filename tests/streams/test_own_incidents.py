"""Words of incidents that a desk adds: read, checked, and the same in both stages that sign."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from connectors.post import Post
from streams.dedupe.duplicates import Duplicates, Params
from streams.dedupe.incident_words import KINDS, check_own, vocabulary_of, words_version
from streams.dedupe.shards import Signer
from streams.dedupe.signature import glimpse, pack, sign
from streams.dedupe.signing import pack_many
from streams.report import TAGGED, Report, Tagged
from streams.steps import tag_posts

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
FIRST, NEXT = "Total shemozzle in Norby near the Aldi", "Norby: two people hurt in the shemozzle, hospital says"


@pytest.fixture
def own(tmp_path):
    file = tmp_path / "own.toml"
    file.write_text('language = "en"\n[kinds]\nunrest = "shemozzle*"\n')
    return (str(file),)


def tagged(name: str, text: str, hour: int = 0, signature: bytes = b"") -> Tagged:
    at = START + timedelta(hours=hour)
    post = Post(id=name, source="s.example", kind="social", author=name, text=text, published_at=at)
    return Tagged(post, Report(name, "en", True, (), ()), signature)


def test_words_are_of_one_language_or_of_all(own, tmp_path):
    every = tmp_path / "every.toml"
    every.write_text('[sites]\nstreet = "ginnel"\n')
    files = (*own, str(every))
    assert check_own(every) == []
    said = {language: vocabulary_of(language, files).said_by for language in ("en", "fr", "ro")}
    assert said["en"]("shemozzles") == 1 << KINDS.index("unrest")
    assert said["ro"]("shemozzles")  # no file of its own: the words of all
    assert not said["fr"]("shemozzles")
    assert said["fr"]("ginnel") == said["en"]("ginnel") != 0
    assert said["en"]("riot") == vocabulary_of("en").said_by("riot") != 0
    assert not vocabulary_of("en").said_by("shemozzle")


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("", ""),
        ("[kinds", ""),
        ('language = "english"\n[kinds]\nfire = "x"', "language"),
        ('[kinds]\nparty = "fun"', "kinds.party"),
        ('[kinds]\nfire = "Blaze"', "kinds.fire"),
        ('also = ["en"]', "also"),
    ],
)
def test_faults_are_named_with_their_mend(tmp_path, text, field):
    file = tmp_path / "own.toml"
    file.write_text(text)
    (fault,) = check_own(file)
    assert fault.field == field
    assert fault.mend


def test_what_was_signed_with_other_words_is_known_by_that(own):
    assert words_version(own) != words_version()
    record = tagged("a", FIRST)
    (plain,), (ours,), (again,) = pack_many([record]), pack_many([record], own), pack_many([record])
    assert plain == again
    assert ours == pack(sign(record, 0, own=own), own)
    assert glimpse(ours, own)
    assert not glimpse(plain, own)
    assert not glimpse(ours)


@pytest.mark.parametrize("foreign", [True, False])
def test_the_stage_that_compares_uses_its_own_words_whoever_signed(own, foreign):
    (signature,) = pack_many([tagged("a", FIRST)], () if foreign else own)
    records = [tagged("a", FIRST, 0, signature), tagged("b", NEXT, 1)]
    assert [one.of for one in Duplicates(Params(incidents=own)).judge_many(records)] == [None, "a"]
    assert [one.of for one in Duplicates(Params()).judge_many(records)] == [None, None]
    assert pack(Signer(own=own).sign(records[0]), own) == pack(sign(records[0], 0, own=own), own)


def test_the_index_comes_back_with_the_same_words(own):
    params, records = Params(incidents=own), [tagged("a", FIRST), tagged("b", NEXT, 1)]
    index = Duplicates(params)
    index.judge(records[0])
    again = Duplicates.restore(params, index.snapshot())
    again.relearn(records[:1])
    assert again.judge(records[1]).of == "a"


def test_the_stage_that_tags_signs_with_them(tagger, own):
    post = Post(
        id="a", source="s.example", kind="social", text="Two killed in a shemozzle in Bishkek", published_at=START
    )
    reports = [TAGGED.decode(one.value) for one in tag_posts(tagger, [post], 1, START, incidents=own)]
    assert glimpse(next(one.signature for one in reports if one.post.id == "a"), own)
