"""FIRMS on this machine: groups of pixels, late ones, keys in addresses, and tables of another form."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.connector import Batch
from connectors.errors import OptionsError, PayloadError, RejectedError
from connectors.fetch import Fetcher
from connectors.firms import Firms, FirmsOptions
from connectors.nearby import nearest

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
HEAD = (
    "latitude,longitude,bright_ti4,scan,track,acq_date,acq_time,"
    "satellite,instrument,confidence,version,bright_ti5,frp,daynight"
)
AREA = (69.2, 39.1, 80.3, 43.3)


def row(lat: float, lon: float, time: str = "659", confidence: str = "n", satellite: str = "N20") -> str:
    return f"{lat},{lon},330.1,0.4,0.6,2026-11-01,{time},{satellite},VIIRS,{confidence},2.0NRT,291.2,4.0,D"


class Reader:
    def __init__(self, site: Any, fetcher: Fetcher, reply: Any, **options: Any) -> None:
        self.site, self.reply, self.cursor = site, reply, None
        known = {"key": "k3y", "area": AREA, "sensors": ("VIIRS_NOAA20_NRT",), **options}
        self.source = Firms("fires", FirmsOptions(server=site.url("").rstrip("/"), **known), fetcher, lambda: NOON)

    def table(self, *rows: str, head: str = HEAD) -> None:
        self.answers(body="\n".join([head, *rows]).encode())

    def answers(self, **fields: Any) -> None:
        for sensor in self.source.options.sensors:
            path = f"/api/area/csv/k3y/{sensor}/69.2,39.1,80.3,43.3/1"
            self.site.routes[path] = self.reply(**fields)

    async def poll(self) -> Batch:
        batch = await self.source.poll(self.cursor)
        self.cursor = batch.cursor
        return batch


@pytest.fixture
def reader(site: Any, fetcher: Fetcher, reply: Any) -> Reader:
    return Reader(site, fetcher, reply)


async def test_pixels_of_one_pass_and_cell_are_one_post_that_grows(reader: Reader) -> None:
    reader.table(row(42.81, 73.90), row(42.82, 73.91), row(42.81, 73.90, "700"), row(41.00, 73.90))
    first = (await reader.poll()).posts
    assert sorted(post.text.partition(" near")[0].partition(" at")[0].split("saw ")[1][:11] for post in first) == [
        "2 hot spots", "one hot spo", "one hot spo"
    ]  # fmt: skip
    assert (await reader.poll()).posts == ()
    reader.table(row(42.81, 73.90), row(42.82, 73.91), row(42.83, 73.92), row(42.81, 73.90, "700"), row(41.00, 73.90))
    (grown,) = (await reader.poll()).posts
    assert "3 hot spots" in grown.text
    assert grown.id in {post.id for post in first}


async def test_each_pixel_is_a_post_when_groups_are_not_wanted(site: Any, fetcher: Fetcher, reply: Any) -> None:
    reader = Reader(site, fetcher, reply, group_degrees=0)
    reader.table(row(42.81, 73.90), row(42.82, 73.91), row(42.82, 73.91))
    posts = (await reader.poll()).posts
    assert [post.id for post in posts] == [
        "firms:N20:2026-11-01T06:59Z:42.81000:73.90000", "firms:N20:2026-11-01T06:59Z:42.82000:73.91000"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "hour", "minute"), [("659", 6, 59), ("5", 0, 5), ("0", 0, 0), ("1130", 11, 30), ("06:59", 6, 59)]
)
async def test_the_time_is_not_padded(reader: Reader, raw: str, hour: int, minute: int) -> None:
    reader.table(row(42.8, 73.9, raw))
    (post,) = (await reader.poll()).posts
    assert post.published_at == NOON.replace(hour=hour, minute=minute)


async def test_weak_pixels_are_left_out_in_both_scales(site: Any, fetcher: Fetcher, reply: Any) -> None:
    weak = [row(42.1, 70.1, confidence=word) for word in ("l", "low", "12")]
    good = [row(42.1 + n / 5, 71.1, confidence=word) for n, word in enumerate(("n", "h", "nominal", "45", "90"))]
    strong = Reader(site, fetcher, reply, confidence="high")
    strong.table(*weak, *good)
    assert len((await strong.poll()).posts) == 2
    usual = Reader(site, fetcher, reply)
    assert len((await usual.poll()).posts) == 5


async def test_several_satellites_are_asked_and_kept_apart(site: Any, fetcher: Fetcher, reply: Any) -> None:
    reader = Reader(site, fetcher, reply, sensors=("VIIRS_NOAA20_NRT", "VIIRS_SNPP_NRT"))
    reader.table(row(42.8, 73.9))
    site.routes["/api/area/csv/k3y/VIIRS_SNPP_NRT/69.2,39.1,80.3,43.3/1"] = reply(
        body="\n".join([HEAD, row(42.8, 73.9, satellite="N")]).encode()
    )
    assert {post.source for post in (await reader.poll()).posts} == {"firms:N20", "firms:N"}


async def test_bad_rows_are_told_once(reader: Reader) -> None:
    reader.table(row(42.8, 73.9), row(99.9, 73.9), "x,y,,,,,,,,,,,,", row(42.8, 73.9, "2560"))
    assert [len((await reader.poll()).skipped) for _ in range(2)] == [3, 0]


async def test_what_is_out_of_reach_after_a_long_pause_is_said(reader: Reader) -> None:
    reader.table(row(42.8, 73.9))
    assert (await reader.poll()).gaps == ()
    cursor = (await reader.poll()).cursor or ""
    reader.cursor = cursor.replace("2026-11-01T12", "2026-10-29T12")
    (gap,) = (await reader.poll()).gaps
    assert (gap.since, gap.until) == (NOON - timedelta(days=3), NOON - timedelta(days=1))
    assert (await reader.poll()).gaps == ()


@pytest.mark.parametrize(
    ("fields", "kind", "words"),
    [
        ({"status": 403}, RejectedError, "map_key"),
        ({"status": 400}, RejectedError, "map_key"),
        ({"body": b"Invalid MAP_KEY."}, RejectedError, "map_key"),
        ({"body": b"Exceeding allowed transaction limit"}, RejectedError, "interval"),
        ({"body": b"<html>maintenance"}, PayloadError, "columns"),
        ({"body": b""}, PayloadError, "columns"),
    ],
)
async def test_faults_are_typed_and_show_no_key(
    reader: Reader, fields: dict[str, Any], kind: type[Exception], words: str
) -> None:
    reader.answers(**fields)
    with pytest.raises(kind, match=words) as caught:
        await reader.poll()
    assert "k3y" not in str(caught.value)


@pytest.mark.parametrize("options", [{}, {"key": "k", "area": (10, 0, 5, 1)}, {"key": "k", "area": (1, 9, 5, 1)}])
def test_refuses_to_start_without_key_or_with_a_box_turned_round(fetcher: Fetcher, options: dict[str, Any]) -> None:
    with pytest.raises(OptionsError, match=r"map_key|area"):
        Firms("fires", FirmsOptions(**{"area": AREA, **options}), fetcher)


def test_places_are_named_across_the_date_line_and_at_the_poles() -> None:
    assert nearest(42.87, 74.60).name == "Bishkek"
    assert nearest(-16.8, -179.99).country == "Fiji"
    assert nearest(89.9, 10).direction == "north"
    assert (nearest(42.9, 75.6).direction, round(nearest(42.9, 75.6).km)) == ("east", 25)
