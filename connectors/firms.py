"""Fires seen by satellites, from NASA's FIRMS: what burns where nobody posts.

Source: https://firms.modaps.eosdis.nasa.gov/api/area/. CSV of hot pixels (375 m VIIRS, 1 km MODIS) of the last days in
a box, about three hours behind the overpass; 5,000 transactions in ten minutes per key. The columns are read by name:
VIIRS writes ``bright_ti4`` where MODIS writes ``brightness``, and confidence as ``l``/``n``/``h`` where MODIS writes
0-100. ``acq_time`` is HHMM without leading zeros: ``659`` is 06:59, ``5`` is 00:05 (UTC).

There is no cursor on the server; each poll reads the whole day. A pixel is known by satellite, time and place. A night
over one country has hundreds of pixels of a few fires (over the world 100,000), which as posts of their own would
drown a desk; so pixels of one overpass in one cell of `FirmsOptions.group_degrees` are one post, whose id is satellite,
minute and cell. It is published again, under its id, when late pixels join it. With ``group_degrees = 0`` each pixel is
a post.

Time of publication is that of the overpass. So the hundred cells of one pass, told three hours later, do not look like
a hundred reports of this minute; they add to what others report and do not raise an alarm by themselves.

Cursor: the posts of the days that are read, with their number of pixels, and when that was.

Limits: the texts are ours: the town in them is the nearest one of 15,000 people, not necessarily where it burns. Gas
flares, furnaces and hot roofs are detected as well; `FirmsOptions.confidence` leaves the weakest out.
"""

from __future__ import annotations

import asyncio
import csv
import io
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

import msgspec

from connectors.answers import cursor_of, need, number_of, told
from connectors.connector import Batch, Gap, Skipped
from connectors.errors import OptionsError, PayloadError, RejectedError
from connectors.fetch import Fetcher
from connectors.nearby import nearest
from connectors.page import utc_now
from connectors.post import Post

__all__ = ["Firms", "FirmsOptions"]

SERVER = "https://firms.modaps.eosdis.nasa.gov"
ASK = "Get a free MAP_KEY at https://firms.modaps.eosdis.nasa.gov/api/map_key/."

Sensor = Literal[
    "VIIRS_SNPP_NRT", "VIIRS_NOAA20_NRT", "VIIRS_NOAA21_NRT", "MODIS_NRT", "LANDSAT_NRT", "VIIRS_SNPP_SP", "MODIS_SP"
]
Confidence = Literal["low", "nominal", "high"]
RANKS: Mapping[str, int] = {"low": 0, "nominal": 1, "high": 2}
SATELLITES: Mapping[str, str] = {
    "N": "Suomi NPP", "N20": "NOAA-20", "1": "NOAA-20", "N21": "NOAA-21", "2": "NOAA-21", "T": "Terra", "A": "Aqua",
    "L8": "Landsat 8", "L9": "Landsat 9",
}  # fmt: skip
MODIS_NOMINAL, MODIS_HIGH = 30, 80
"""Percent; the bounds of FIRMS' own classes."""

NEAR_KM = 75.0
"""A town farther away is told with its distance and direction; a nearer one within `AT_KM` just by name."""

AT_KM = 5.0
KEPT = 12_000
MAX_SKIPPED = 100


class FirmsOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of a ``firms`` source.

    Attributes:
        key: the MAP_KEY.
        area: west, south, east, north in degrees.
        sensors: which satellites; each is one call a poll.
        confidence: leave out pixels below it.
        group_degrees: side of the cells whose pixels of one overpass are one post; 0: each pixel is one.
        days: how many days each poll reads, today being one.
        interval_seconds: time between two polls.
        server: address of FIRMS.
    """

    area: tuple[
        Annotated[float, msgspec.Meta(ge=-180, le=180)],
        Annotated[float, msgspec.Meta(ge=-90, le=90)],
        Annotated[float, msgspec.Meta(ge=-180, le=180)],
        Annotated[float, msgspec.Meta(ge=-90, le=90)],
    ]
    key: str = ""
    sensors: Annotated[tuple[Sensor, ...], msgspec.Meta(min_length=1)] = ("VIIRS_NOAA20_NRT", "VIIRS_SNPP_NRT")
    confidence: Confidence = "nominal"
    group_degrees: Annotated[float, msgspec.Meta(ge=0, le=5)] = 0.1
    days: Annotated[int, msgspec.Meta(ge=1, le=5)] = 1
    interval_seconds: Annotated[int, msgspec.Meta(ge=300, le=86400)] = 900
    server: Annotated[str, msgspec.Meta(pattern="^https?://[^/]")] = SERVER

    def __repr__(self) -> str:
        """Leave the key out."""
        return f"FirmsOptions(area={self.area!r}, sensors={self.sensors!r})"


class _State(msgspec.Struct, frozen=True, omit_defaults=True):
    """The cursor.

    Attributes:
        known: id of each post without ``firms:`` -> its number of pixels; oldest first.
        at: last poll.
    """

    known: dict[str, int] = {}
    at: datetime | None = None


@dataclass(frozen=True)
class _Pixel:
    satellite: str
    at: datetime
    latitude: float
    longitude: float
    power_mw: float
    rank: int


@dataclass(frozen=True)
class Firms:
    """Polls a box of the earth."""

    name: str
    options: FirmsOptions
    fetcher: Fetcher
    clock: Callable[[], datetime] = utc_now

    def __post_init__(self) -> None:
        need(self.name, "key", self.options.key, ASK)
        west, south, east, north = self.options.area
        if west >= east or south >= north:
            raise OptionsError(self.name, "`area` is west, south, east, north: west below east, south below north")

    @property
    def interval(self) -> timedelta:
        """The configured interval."""
        return timedelta(seconds=self.options.interval_seconds)

    async def poll(self, cursor: str | None) -> Batch:
        """Read the last days of all sensors."""
        now, before = self.clock(), cursor_of(self.name, cursor, _State)
        known = dict(before.known)
        pixels: dict[tuple[str, datetime, float, float], _Pixel] = {}
        skipped: list[Skipped] = []
        for sensor in self.options.sensors:
            found, bad = self._read(await self._csv(sensor), sensor)
            pixels.update(((each.satellite, each.at, each.latitude, each.longitude), each) for each in found)
            skipped += bad
        groups: dict[str, list[_Pixel]] = {}
        for pixel in pixels.values():
            if pixel.rank >= RANKS[self.options.confidence] and pixel.at <= now:
                groups.setdefault(self._identity(pixel), []).append(pixel)
        changed = {name: group for name, group in groups.items() if known.get(name, 0) < len(group)}
        posts = await asyncio.to_thread(lambda: [_post(name, group, now) for name, group in changed.items()])
        known.update((name, len(group)) for name, group in changed.items())
        # What left the answer will not come back, so the last ones suffice.
        state = _State(dict(list(known.items())[-max(KEPT, len(groups)) :]), now)
        ordered = tuple(sorted(posts, key=lambda post: post.published_at))
        if cursor is not None and not changed:
            skipped.clear()  # what cannot be read is told once, with the posts beside it, not all day long
        return Batch(ordered, told(state), tuple(skipped), self._gaps(before.at, now))

    def _gaps(self, last: datetime | None, now: datetime) -> tuple[Gap, ...]:
        """FIRMS gives the last days only: what was seen before and not read is out of reach."""
        reach = now - timedelta(days=self.options.days)
        if last is None or last >= reach:
            return ()
        return (Gap(last, reach, f"the last poll is longer ago than what one reads (`days = {self.options.days}`)"),)

    async def _csv(self, sensor: str) -> str:
        box = ",".join(f"{degrees:g}" for degrees in self.options.area)
        path = f"/api/area/csv/{self.options.key}/{sensor}/{box}/{self.options.days}"
        try:
            page = await self.fetcher.get(self.name, self.options.server.rstrip("/") + path)
        except RejectedError as error:
            message = error.message.replace(self.options.key, "…")  # the key is part of the path
            hint = f". Is the MAP_KEY right? {ASK}" if error.status in {400, 401, 403} else ""
            raise type(error)(self.name, message + hint, error.status) from None
        text = page.body.decode("utf-8-sig", "replace").strip()
        if "invalid map_key" in text[:200].lower():
            raise RejectedError(self.name, f"FIRMS does not know this MAP_KEY. {ASK}")
        if "transaction" in text[:200].lower() and "," not in text.partition("\n")[0]:
            raise RejectedError(
                self.name, "the key's transactions are used up; fewer sensors or a longer interval help"
            )
        return text

    def _read(self, text: str, sensor: str) -> tuple[list[_Pixel], list[Skipped]]:
        rows = csv.DictReader(io.StringIO(text))
        missing = {"latitude", "longitude", "acq_date", "acq_time", "satellite"} - set(rows.fieldnames or ())
        if missing:
            raise PayloadError(self.name, f"{sensor}: the table has no columns {', '.join(sorted(missing))}")
        pixels: list[_Pixel] = []
        skipped: list[Skipped] = []
        try:
            for number, row in enumerate(rows, 2):
                pixel = _pixel(row)
                if pixel is not None:
                    pixels.append(pixel)
                elif len(skipped) < MAX_SKIPPED:
                    origin = f"{sensor}:{number}"
                    error = f"{origin}: not a detection: place, day or time cannot be read"
                    skipped.append(Skipped("unreadable", error, origin, ",".join(map(str, row.values())).encode()))
        except csv.Error as exc:
            raise PayloadError(self.name, f"{sensor}: not a table of comma-separated values: {exc}") from exc
        return pixels, skipped

    def _identity(self, pixel: _Pixel) -> str:
        side = self.options.group_degrees
        when = f"{pixel.satellite}:{pixel.at:%Y-%m-%dT%H:%MZ}"
        if not side:
            return f"{when}:{pixel.latitude:.5f}:{pixel.longitude:.5f}"
        south, west = (math.floor(degrees / side) * side for degrees in (pixel.latitude, pixel.longitude))
        return f"{when}:{south:.2f}:{west:.2f}/{side:g}"


def _pixel(row: Mapping[str, str | None]) -> _Pixel | None:
    latitude, longitude = (number_of(row.get(name) or "") for name in ("latitude", "longitude"))
    at = _time(row.get("acq_date") or "", row.get("acq_time") or "")
    satellite = (row.get("satellite") or "").strip()
    if latitude is None or longitude is None or at is None or not satellite:
        return None
    if abs(latitude) > 90 or abs(longitude) > 180 or len(satellite) > 40:
        return None
    power = number_of(row.get("frp") or "") or 0.0
    return _Pixel(satellite, at, latitude, longitude, power, _rank((row.get("confidence") or "").strip().lower()))


def _time(day: str, minute: str) -> datetime | None:
    """Read ``2026-11-01`` and ``659``, which is 06:59 UTC; ``06:59`` occurs in files of other FIRMS services."""
    digits = minute.strip().replace(":", "").zfill(4)
    try:
        return datetime.strptime(f"{day.strip()} {digits}", "%Y-%m-%d %H%M").replace(tzinfo=UTC)
    except ValueError:
        return None


def _rank(confidence: str) -> int:
    percent = number_of(confidence)
    if percent is not None:
        return 2 if percent >= MODIS_HIGH else 1 if percent >= MODIS_NOMINAL else 0
    return {"l": 0, "h": 2}.get(confidence[:1], 1)


def _post(name: str, pixels: list[_Pixel], now: datetime) -> Post:
    latitude = sum(pixel.latitude for pixel in pixels) / len(pixels)
    longitude = sum(pixel.longitude for pixel in pixels) / len(pixels)
    at, satellite = pixels[0].at, SATELLITES.get(pixels[0].satellite, pixels[0].satellite)
    power, rank = sum(pixel.power_mw for pixel in pixels), max(pixel.rank for pixel in pixels)
    spots = "one hot spot" if len(pixels) == 1 else f"{len(pixels)} hot spots"
    confidence = next(word for word, number in RANKS.items() if number == rank)
    when = f"on {at:%Y-%m-%d} at {at:%H:%M} UTC"
    return Post(
        id=f"firms:{name}",
        source=f"firms:{pixels[0].satellite}",
        kind="newswire",
        author="NASA FIRMS",
        text=f"{satellite} saw {spots} {_where(latitude, longitude)} {when}: {latitude:.4f}, {longitude:.4f}, radiative"
        f" power {power:.0f} MW, confidence {confidence}.",
        title=f"Satellite fire detection {_where(latitude, longitude)}",
        url=f"{SERVER}/map/#d:{at:%Y-%m-%d};@{longitude:.3f},{latitude:.3f},11z",
        lang="en",
        published_at=at,
        seen_at=now,
    )


def _where(latitude: float, longitude: float) -> str:
    town = nearest(latitude, longitude)
    place = ", ".join(filter(None, (town.name, town.country)))
    if town.km <= AT_KM:
        return f"at {place}"
    if town.km <= NEAR_KM:
        return f"near {place}"
    return f"{town.km:.0f} km {town.direction} of {place}"
