"""What a signature keeps and what it leaves out."""

from __future__ import annotations

import struct
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.post import Post
from streams.dedupe.anchor import DATE, DAY, NAME, NUMBER, as_number
from streams.dedupe.anchors import anchors_of
from streams.dedupe.boilerplate import Boilerplate, kept, sentences
from streams.dedupe.signature import glimpse, pack, sign, unpack
from streams.dedupe.signing import pack_many
from streams.dedupe.words import cleaned, read_words
from streams.report import Place, Report, Tagged

EMPTY = Report("p", "en", True, (), ())


def post_of(text: str, title: str | None = None, name: str = "p") -> Post:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return Post(id=name, source="s", kind="social", text=text, title=title, published_at=at)


def signed(text: str, title: str | None = None, mask: int = 0):
    return sign(Tagged(post_of(text, title), EMPTY), mask)


def numbers(text: str, kind: int = NUMBER) -> list[float]:
    return [as_number(one[1]) for one in anchors_of(read_words(cleaned(text)), EMPTY) if one[0] == kind]


def names(text: str) -> int:
    return sum(one[0] == NAME for one in anchors_of(read_words(cleaned(text)), EMPTY))


@pytest.mark.parametrize(
    "copy",
    [
        "RT @ann: Smoke rises over the old bridge in Norby",
        "Smoke rises over the old bridge in Norby https://t.example/x?y=1",
        "smoke rises over the OLD bridge in Norby!!",
        "Smoke rises over the old bridge in Norby via @ann",
        "@ben Smoke rises over the old bridge in #Norby",
        "Smoke rises over the old bridge in Norby (c) ann",
        "Smoke rises over the old bridge in Norby (via Local 10)",
        "via Norby Daily News \u2014 Smoke rises over the old bridge in Norby",
        "Smoke rises over the old\u200b bridge in \uff2eorby",
        "Smoke rises over the old bridge in Norby \u2026 read more at https://t.example/x",
    ],
)
def test_what_sharing_adds_is_not_signed(copy):
    assert signed(copy).exact == signed("Smoke rises over the old bridge in Norby").exact


def test_a_dateline_keeps_its_city_and_loses_its_agency():
    text = "closed on Monday after a lorry hit a pillar"
    assert read_words(cleaned(f"NORBY, Jan 3 (Meridian) - Bridge {text}")).low[:2] == ["norby", "bridge"]
    assert read_words(cleaned(f"НОРБИ, 3 января /ТУМАР/. Мост {text}")).low[:2] == ["норби", "мост"]


def test_what_is_left_of_a_word_in_a_script_without_spaces_is_no_word():
    assert read_words("東京's bridge in 東京都's park").low == ["東京", "bridge", "in", "東京", "京都", "park"]


def test_a_signature_that_the_version_before_packed_is_read():
    signature = signed("Smoke rises over 2 bridges in Norby, 14 hurt")
    packed = pack(signature)
    told = len(signature.told)
    anchors = [number for one in signature.anchors for number in one]
    numbers = struct.pack(f"<{len(signature.lead) + len(anchors)}I", *signature.lead, *anchors)
    before = unpack(packed[:21] + b"\x00" + packed[22:-told] + numbers)
    for one in (before, unpack(packed)):
        assert (one.exact, one.lead, one.anchors) == (signature.exact, signature.lead, signature.anchors)
        assert one.keys == signature.keys
    assert glimpse(packed) == (signature.exact, signature.length)
    assert glimpse(packed[:21] + b"\x00" + packed[22:]) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hurt 1,200 people", [1200]), ("some 3.5 percent", [3.5]), ("only 3,5 percent", [3.5]),
        ("двенадцать человек и ещё 4", [12, 4]), ("twenty people", [20]), ("no people", []),
    ],
)  # fmt: skip
def test_numbers_are_read_in_figures_and_words(text, expected):
    assert numbers(text) == pytest.approx(expected)


def test_days_years_and_times_are_no_counts():
    text = "on Monday at 20:10 on 5 October 2020 in the town"
    assert numbers(text) == []
    assert numbers(text, DATE)[-2:] == [5.0, 2020.0]
    assert sum(one[0] == DAY for one in anchors_of(read_words(text), EMPTY)) == 1


def test_names_are_capitals_within_sentences_not_headlines_or_starts():
    assert names("Police in Norby arrested Olaf Holm. Witnesses saw it.") == 3
    assert names("Fire Destroys Grain Store In Western Region") == 0
    assert names("POLICE CLOSE THE OLD BRIDGE AFTER ACCIDENT") == 0


def test_masked_sentences_are_not_signed():
    parts = sentences("Buy our book now.\nThe bridge in Norby was closed after the flood.")
    assert kept(parts, 0b01) == parts[1]
    assert signed("\n".join(parts), mask=0b01).exact == signed(parts[1]).exact
    assert kept(parts, 0b11) is None


def test_a_sentence_is_boilerplate_after_more_than_three_stories_of_one_source():
    learnt = Boilerplate()
    masks = [learnt.mask("feed:a", [f"Story number {n} is told.", "Buy our book now."]) for n in range(6)]
    assert masks == [0, 0, 0, 2, 2, 2]
    assert learnt.mask("feed:b", ["Another story.", "Buy our book now."]) == 0


def test_one_story_delivered_again_does_not_make_its_own_text_boilerplate():
    learnt = Boilerplate()
    assert [learnt.mask("feed:a", ["The bridge was closed.", "A lorry hit it."]) for _ in range(8)] == [0] * 8


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300), st.one_of(st.none(), st.text(max_size=60)))
def test_any_text_can_be_signed_and_gives_the_same_signature_again(text, title):
    first, second = signed(text, title), signed(text, title)
    assert first.exact == second.exact
    assert first.keys == second.keys
    assert first.sketch == second.sketch
    assert first.anchors == second.anchors
    assert all(0 <= number < 1 << 32 for anchor in first.anchors for number in anchor)


def test_texts_that_come_again_are_signed_as_if_they_were_new():
    place = Place("Norby", "SE", None, 57.1, 12.2, "city")
    texts = (
        "Fire in Norby, 3 hurt.",
        "Fire in Norby, 3 hurt.",
        "Fire in Norby, 4 hurt.",
        "!!",
        "!!",
        "Fire in Norby, 3 hurt.",
    )
    records = [
        Tagged(post_of(text, None, name), Report(name, "en", True, (), (place,) if at == 5 else ()))
        for at, (text, name) in enumerate(zip(texts, "abcdef", strict=True))
    ]
    for _ in range(2):
        assert pack_many(records) == [pack(sign(one, 0)) for one in records]
