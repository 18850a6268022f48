"""The picture of an alert: both forms say the same, are what they claim to be, and bear any alert."""

import struct
import zlib

import msgspec
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from alerts.picture import HEIGHT, LINE, SCALE, WIDTH, drawing, png, svg
from tests.alerts.conftest import make_revision


def pixels(raw):
    assert raw.startswith(b"\x89PNG\r\n\x1a\n")
    at, found = 8, {}
    while at < len(raw):
        size, kind = struct.unpack(">I4s", raw[at : at + 8])
        data = raw[at + 8 : at + 8 + size]
        assert struct.unpack(">I", raw[at + 8 + size : at + 12 + size])[0] == zlib.crc32(kind + data)
        found[kind], at = data, at + 12 + size
    wide, high = struct.unpack(">II", found[b"IHDR"][:8])
    rows = np.frombuffer(zlib.decompress(found[b"IDAT"]), np.uint8).reshape(high, 1 + 3 * wide)
    assert not rows[:, 0].any()
    return rows[:, 1:].reshape(high, wide, 3)


def expecting(alert, expected, minutes=10.0):
    return msgspec.structs.replace(
        alert, why=msgspec.structs.replace(alert.why, expected=expected, window_minutes=minutes)
    )


def test_the_png_has_a_bar_for_each_step_with_reports_and_the_dashed_line(revise):
    dots = pixels(png(expecting(revise(timeline=(0, 10, 0, 5)), 5.0)))
    assert dots.shape == (HEIGHT * SCALE, WIDTH * SCALE, 3)
    red = (dots == (0xD6, 0x45, 0x45)).all(axis=2)
    quarter = red.shape[1] // 4
    heights = [int(red[:, place * quarter + 40].sum()) for place in range(4)]
    assert heights[0] == heights[2] == 0
    assert heights[1] == pytest.approx(2 * heights[3], abs=6)
    blue = (dots[50:240] == (0x2F, 0x6D, 0xB5)).all(axis=2)
    assert 1 <= blue.any(axis=1).sum() <= 8, "one line, where half a report a minute is"


def test_the_svg_is_well_formed_and_says_it_in_words(revise):
    root = etree.fromstring(svg(expecting(revise(timeline=(0, 3, 9)), 0.1)))
    (title,) = root.findall("{*}title")
    assert title.text == "Independent reports a minute until 2026-11-03 18:00 UTC: 1.8 at most, 0.01 expected."
    assert [text.text for text in root.findall("{*}text")][-2:] == [
        "up to 1.8 reports a minute", "expected 0.01 a minute"
    ]  # fmt: skip
    assert len([one for one in root.findall("{*}rect") if one.get("fill") == LINE]) > 20


def test_a_picture_holds_no_word_of_anybody_s_post(revise):
    hostile = revise(headline="</svg><script>", posts=(), timeline=(1, 2))
    assert b"script" not in svg(hostile)


@settings(max_examples=40, deadline=None)
@example(timeline=[], expected=1.0, minutes=2e-313)
@given(
    timeline=st.lists(st.integers(-3, 10**6), max_size=100),
    expected=st.floats(0, 1e6),
    minutes=st.floats(0, 1e4),
)
def test_any_timeline_can_be_drawn_and_stays_inside(timeline, expected, minutes):
    alert = expecting(make_revision(timeline=tuple(timeline)), expected, minutes)
    for box in drawing(alert).boxes:
        assert -0.01 <= box.x <= box.x + box.width <= WIDTH + 0.01
        assert -0.01 <= box.y <= box.y + box.height <= HEIGHT + 0.01
    etree.fromstring(svg(alert))
