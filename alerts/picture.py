"""An alert's reports over time as a small picture, SVG and PNG: rate per minute against what is expected. Pure.

Bars are the effective reports of each step of `Alert.timeline`, which ends at the revision's time; the dashed line is
the rate that the key's own baseline expects (``why.expected`` in ``why.window_minutes``). Both forms are drawn from one
list of boxes and labels, by code of our own: a chart of two dozen bars is not worth a plotting library in every
installation, nor the second that importing one takes before an alert goes out.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from typing import Literal

import numpy as np

from alerts.alert import Alert, Severity
from alerts.glyphs import HEIGHT as GLYPH_HEIGHT
from alerts.glyphs import dots, width_of
from alerts.revision import TIMELINE_STEP_MINUTES

__all__ = ["HEIGHT", "WIDTH", "Box", "Drawing", "Label", "drawing", "png", "svg"]

WIDTH, HEIGHT = 480, 150
LEFT, RIGHT, TOP, BOTTOM = 10, 10, 26, 22
SCALE = 2
"""Dots of the PNG per unit, so that it is sharp on a phone."""

INK, FAINT, PAPER = "#1f2933", "#7b8794", "#ffffff"
LINE, GRID = "#2f6db5", "#e4e7eb"
BARS: dict[Severity, str] = {"minor": "#4f9da6", "moderate": "#d9a400", "severe": "#d64545", "extreme": "#9b1c31"}
DASH, GAP = 6, 4
HOURS_MARKED = (15, 30, 60, 120)
"""Minutes between the marks of the time axis; the first that makes at most five of them."""
MOST_MARKS = 5

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True)
class Box:
    """A filled rectangle, in units from the top left."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True)
class Label:
    """A text; ``y`` is its base line."""

    x: float
    y: float
    text: str
    colour: str
    anchor: Anchor = "start"


@dataclass(frozen=True)
class Drawing:
    """What the picture is made of, from back to front; ``words`` say it to who cannot see it."""

    boxes: tuple[Box, ...]
    labels: tuple[Label, ...]
    words: str


def drawing(alert: Alert) -> Drawing:
    """Lay the picture of a revision out."""
    rates = [max(0, count) / TIMELINE_STEP_MINUTES for count in alert.timeline] or [0.0]
    why = alert.why
    expected = why.expected / why.window_minutes if why.window_minutes >= 1 else 0.0
    top = _round_up(max(*rates, expected, 1 / TIMELINE_STEP_MINUTES))
    boxes = [Box(0, 0, WIDTH, HEIGHT, PAPER), *_grid(), *_bars(rates, top, BARS[alert.severity])]
    boxes += _dashes(_height(expected, top)) if expected > 0 else []
    base = HEIGHT - BOTTOM
    boxes.append(Box(LEFT, base, WIDTH - LEFT - RIGHT, 1, INK))
    marks = list(_marks(alert.at, len(rates)))
    boxes += [Box(x, base, 1, 4, INK) for x, _ in marks]
    labels = [Label(x, HEIGHT - 6, text, FAINT, _anchor(x)) for x, text in marks]
    said = f"{expected:.2f}" if expected >= 0.005 else "less than 0.01"
    peak = max(rates)
    labels += [
        Label(LEFT, 15, f"up to {peak:g} reports a minute", INK),
        Label(WIDTH - RIGHT, 15, f"expected {said} a minute", LINE, "end"),
    ]
    words = f"Independent reports a minute until {alert.at:%Y-%m-%d %H:%M} UTC: {peak:g} at most, {said} expected."
    return Drawing(tuple(boxes), tuple(labels), words)


def _round_up(rate: float) -> float:
    """Return the top of the scale, a little above the highest bar."""
    return rate * 1.05


def _height(rate: float, top: float) -> float:
    return (HEIGHT - TOP - BOTTOM) * rate / top


def _grid() -> Iterator[Box]:
    for share in (0.0, 0.5):
        yield Box(LEFT, TOP + (HEIGHT - TOP - BOTTOM) * share, WIDTH - LEFT - RIGHT, 1, GRID)


def _bars(rates: list[float], top: float, colour: str) -> Iterator[Box]:
    step = (WIDTH - LEFT - RIGHT) / len(rates)
    for place, rate in enumerate(rates):
        high = _height(rate, top)
        if high > 0:
            yield Box(LEFT + place * step + 1, HEIGHT - BOTTOM - high, max(1.0, step - 2), high, colour)


def _dashes(high: float) -> Iterator[Box]:
    y = HEIGHT - BOTTOM - max(high, 2.0) - 1  # one that lies on the axis would not be seen
    for x in range(LEFT, WIDTH - RIGHT, DASH + GAP):
        yield Box(x, y, min(DASH, WIDTH - RIGHT - x), 2, LINE)


def _marks(at: datetime, steps: int) -> Iterator[tuple[float, str]]:
    """Yield x and text of the full hours (or parts of them) within the picture, and of its end."""
    span = steps * TIMELINE_STEP_MINUTES
    every = next((minutes for minutes in HOURS_MARKED if span / minutes <= MOST_MARKS), HOURS_MARKED[-1])
    wide = WIDTH - LEFT - RIGHT
    first = at - timedelta(minutes=span)
    mark = first.replace(minute=0, second=0, microsecond=0)
    while mark < at:
        x = LEFT + wide * ((mark - first) / timedelta(minutes=span))
        if mark >= first and WIDTH - RIGHT - x > 70:  # leaves room for the end's own label
            yield x, f"{mark:%H:%M}"
        mark += timedelta(minutes=every)
    yield WIDTH - RIGHT - 1, f"{at:%H:%M} UTC"


def _anchor(x: float) -> Anchor:
    return "start" if x < LEFT + 15 else "end" if x > WIDTH - RIGHT - 15 else "middle"


def svg(alert: Alert) -> bytes:
    """Return the picture as SVG, UTF-8."""
    drawn = drawing(alert)
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" font-family="sans-serif" font-size="12">',
        f"<title>{escape(drawn.words)}</title>",
    ]
    for box in drawn.boxes:
        place = f'x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}"'
        parts.append(f'<rect {place} fill="{box.colour}"/>')
    for label in drawn.labels:
        place = f'x="{label.x:.1f}" y="{label.y:.1f}" fill="{label.colour}" text-anchor="{label.anchor}"'
        parts.append(f"<text {place}>{escape(label.text)}</text>")
    return "\n".join([*parts, "</svg>"]).encode()


def png(alert: Alert) -> bytes:
    """Return the picture as PNG, `SCALE` times the size."""
    drawn = drawing(alert)
    dots_ = np.full((HEIGHT * SCALE, WIDTH * SCALE, 3), 255, dtype=np.uint8)
    for box in drawn.boxes:
        left, right = (round(value * SCALE) for value in (box.x, box.x + box.width))
        upper, lower = (round(value * SCALE) for value in (box.y, box.y + box.height))
        dots_[upper : max(lower, upper + 1), left : max(right, left + 1)] = _rgb(box.colour)
    for label in drawn.labels:
        _write(dots_, label)
    return _encoded(dots_)


def _write(dots_: np.ndarray[tuple[int, int, int], np.dtype[np.uint8]], label: Label) -> None:
    share = {"start": 0.0, "middle": 0.5, "end": 1.0}[label.anchor]
    left = round(label.x * SCALE - share * width_of(label.text) * SCALE)
    upper = round(label.y * SCALE) - GLYPH_HEIGHT * SCALE
    for column, row in dots(label.text):
        x, y = left + column * SCALE, upper + row * SCALE
        if x >= 0:
            dots_[y : y + SCALE, x : x + SCALE] = _rgb(label.colour)


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _encoded(dots_: np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]) -> bytes:
    """Write a PNG (https://www.w3.org/TR/png-3/): eight bits, true colour, no filter."""
    high, wide, _ = dots_.shape
    rows = np.concatenate([np.zeros((high, 1), np.uint8), dots_.reshape(high, wide * 3)], axis=1)
    header = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows.tobytes(), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
