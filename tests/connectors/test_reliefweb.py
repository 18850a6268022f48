"""ReliefWeb on this machine: what is asked for, what comes again, and the budget of calls."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.connector import Batch
from connectors.errors import ConnectorError, OptionsError, PayloadError, RateLimitedError, RejectedError
from connectors.fetch import Fetcher
from connectors.reliefweb import FIRST_LOOK, OVERLAP, ROWS, Reliefweb, ReliefwebOptions

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


class Desk:
    """A ReliefWeb that keeps reports and answers as asked: from a time of change on, oldest first."""

    def __init__(self, site: Any, reply: Any) -> None:
        self.site, self.reply = site, reply
        self.reports: dict[int, dict[str, Any]] = {}
        site.routes["/v2/reports"] = self.answer

    def put(self, number: int, changed: datetime, title: str = "", **fields: Any) -> None:
        date = {"changed": changed.isoformat(), "created": (changed - timedelta(hours=1)).isoformat()}
        title = title or f"Report {number}"
        self.reports[number] = {"id": str(number), "fields": {"title": title, "date": date, **fields}}

    def answer(self, request: Any) -> Any:
        asked = json.loads(request.body)
        since = datetime.fromisoformat(asked["filter"]["conditions"][0]["value"]["from"])
        rows = [
            row for row in self.reports.values() if datetime.fromisoformat(row["fields"]["date"]["changed"]) >= since
        ]
        rows.sort(key=lambda row: (row["fields"]["date"]["changed"], int(row["id"])))
        page = rows[asked["offset"] : asked["offset"] + asked["limit"]]
        return self.reply(body=json.dumps({"totalCount": len(rows), "data": page}).encode())

    def asked(self) -> list[dict[str, Any]]:
        return [json.loads(request.body) for request in self.site.requests]


class Reader:
    def __init__(self, site: Any, fetcher: Fetcher, **options: Any) -> None:
        self.now, self.cursor = NOON, None
        known = ReliefwebOptions(appname="desk-monitor-x7", server=site.url("/v2"), **options)
        self.source = Reliefweb("reliefweb", known, fetcher, lambda: self.now)

    async def poll(self) -> Batch:
        batch = await self.source.poll(self.cursor)
        self.cursor = batch.cursor
        return batch

    async def titles(self) -> list[str]:
        return [post.title or post.text for post in (await self.poll()).posts]


@pytest.fixture
def desk(site: Any, reply: Any) -> Desk:
    return Desk(site, reply)


@pytest.fixture
def reader(site: Any, fetcher: Fetcher) -> Reader:
    return Reader(site, fetcher)


async def test_asks_by_post_with_appname_and_goes_on_from_the_newest_change(
    site: Any, desk: Desk, reader: Reader
) -> None:
    desk.put(1, NOON - timedelta(hours=3))
    assert await reader.titles() == ["Report 1"]
    desk.put(2, NOON)
    assert await reader.titles() == ["Report 2"]
    assert await reader.titles() == []
    first, second, third = (
        datetime.fromisoformat(asked["filter"]["conditions"][0]["value"]["from"]) for asked in desk.asked()
    )
    assert first == NOON - FIRST_LOOK
    assert second == NOON - timedelta(hours=3) - OVERLAP
    assert third == NOON - OVERLAP
    assert {(request.method, request.target) for request in site.requests} == {
        ("POST", "/v2/reports?appname=desk-monitor-x7")
    }


async def test_a_report_that_is_let_out_long_after_its_creation_is_not_missed(desk: Desk, reader: Reader) -> None:
    desk.put(1, NOON)
    await reader.poll()
    created = (NOON - timedelta(days=4)).isoformat()
    desk.put(2, NOON + timedelta(minutes=1), date={"created": created, "changed": NOON.isoformat()})
    assert await reader.titles() == ["Report 2"]


async def test_a_corrected_text_comes_again_and_a_tag_does_not(desk: Desk, reader: Reader) -> None:
    desk.put(1, NOON - timedelta(hours=1), body="first words")
    (first,) = (await reader.poll()).posts
    desk.put(1, NOON - timedelta(minutes=30), body="first words")
    assert (await reader.poll()).posts == ()
    desk.put(1, NOON - timedelta(minutes=10), body="other words")
    (again,) = (await reader.poll()).posts
    assert (again.id, again.text) == (first.id, "other words")


@pytest.mark.parametrize("spread", [timedelta(0), timedelta(seconds=1)])
async def test_more_than_a_call_holds_is_read_to_the_end(desk: Desk, reader: Reader, spread: timedelta) -> None:
    count = 2 * ROWS + 7
    for number in range(count):
        desk.put(number, NOON - timedelta(hours=2) + number * spread)
    found: list[str] = []
    for _ in range(4):
        batch = await reader.poll()
        found += [post.id for post in batch.posts]
        if batch.wait is None:
            break
        desk.put(3, NOON - timedelta(hours=1))  # changes while it is read, and so moves to the end
    assert {identity.rpartition(":")[2] for identity in found} == {str(number) for number in range(count)}
    assert (await reader.poll()).posts == ()


async def test_the_calls_of_a_day_are_kept_across_restarts_and_end_at_midnight(
    desk: Desk, site: Any, fetcher: Fetcher
) -> None:
    reader = Reader(site, fetcher, calls_a_day=2)
    for _ in range(2):
        await reader.poll()
    resting = await reader.poll()
    assert (len(desk.asked()), resting.wait) == (2, timedelta(hours=12))
    reader.now = NOON + timedelta(hours=12)
    await reader.poll()
    assert len(desk.asked()) == 3


async def test_only_some_countries(desk: Desk, site: Any, fetcher: Fetcher) -> None:
    await Reader(site, fetcher, countries=("KGZ", "TJK")).poll()
    assert desk.asked()[0]["filter"]["conditions"][1]["value"] == ["kgz", "tjk"]


async def test_a_row_without_a_title_is_told_once(desk: Desk, reader: Reader) -> None:
    desk.reports[9] = {"id": "9", "fields": {"date": {"changed": NOON.isoformat()}}}
    assert [len((await reader.poll()).skipped) for _ in range(3)] == [1, 0, 0]


async def test_an_appname_that_is_not_approved_is_explained(site: Any, reader: Reader, reply: Any) -> None:
    site.routes["/v2/reports"] = reply(403)
    with pytest.raises(RejectedError, match="approved appname") as caught:
        await reader.poll()
    assert not caught.value.final


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ({"body": b"<html>maintenance"}, PayloadError),
        ({"body": b'{"error": {}}'}, PayloadError),
        ({"body": b'{"data": ['}, PayloadError),
        ({"status": 429, "headers": {"Retry-After": "60"}}, RateLimitedError),
    ],
)
async def test_each_fault_is_one_typed_error(
    site: Any, reader: Reader, reply: Any, fault: dict[str, Any], kind: type[ConnectorError]
) -> None:
    site.routes["/v2/reports"] = reply(**fault)
    with pytest.raises(kind):
        await reader.poll()


def test_refuses_to_start_without_an_appname(fetcher: Fetcher) -> None:
    with pytest.raises(OptionsError, match="approved appname"):
        Reliefweb("reliefweb", ReliefwebOptions(), fetcher)
