"""ACLED on this machine: login and its renewal, pages, corrections, deletions."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from connectors import acled
from connectors.acled import Acled, AcledOptions
from connectors.connector import Batch
from connectors.errors import OptionsError, PayloadError, RejectedError
from connectors.fetch import Fetcher

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Project:
    """An ACLED that keeps events and deletions, and lets in who has a token that is still good."""

    def __init__(self, site: Any, reply: Any) -> None:
        self.site, self.reply, self.now = site, reply, NOON
        self.events: dict[str, dict[str, Any]] = {}
        self.deleted: dict[str, int] = {}
        self.tokens: dict[str, datetime] = {}
        self.refreshes: set[str] = set()
        self.logins: list[dict[str, list[str]]] = []
        self.password = "right"
        site.routes["/oauth/token"] = self.login
        site.routes["/api/acled/read"] = lambda request: self.answer(request, list(self.events.values()), "timestamp")
        site.routes["/api/deleted/read"] = lambda request: self.answer(
            request,
            [{"event_id_cnty": key, "deleted_timestamp": str(at)} for key, at in self.deleted.items()],
            "deleted_timestamp",
        )

    def put(self, key: str, at: datetime, notes: str = "") -> None:
        self.events[key] = {
            "event_id_cnty": key, "event_date": "2026-10-30", "sub_event_type": "Peaceful protest",
            "country": "Kyrgyzstan", "admin1": "Osh", "location": "Osh", "notes": notes or f"Simulated event {key}.",
            "source": "Desk", "fatalities": "0", "timestamp": str(int(at.timestamp())),
        }  # fmt: skip

    def login(self, request: Any) -> Any:
        form = parse_qs(request.body.decode())
        self.logins.append(form)
        granted = (form["grant_type"] == ["password"] and form["password"] == [self.password]) or (
            form["grant_type"] == ["refresh_token"] and form["refresh_token"][0] in self.refreshes
        )
        if not granted:
            return self.reply(400)
        number = len(self.logins)
        self.tokens[f"a{number}"] = self.now + timedelta(hours=24)
        self.refreshes = {f"r{number}"}
        said = {
            "token_type": "Bearer",
            "expires_in": 86400,
            "access_token": f"a{number}",
            "refresh_token": f"r{number}",
        }
        return self.reply(body=json.dumps(said).encode())

    def answer(self, request: Any, rows: list[dict[str, Any]], key: str) -> Any:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if self.tokens.get(token, datetime(1970, 1, 1, tzinfo=UTC)) <= self.now:
            return self.reply(401)
        asked = {name: values[0] for name, values in parse_qs(urlsplit(request.target).query).items()}
        assert (asked["_format"], asked[f"{key}_where"]) == ("json", ">=")
        found = [row for row in rows if int(row[key]) >= int(asked[key])]
        limit, page = int(asked["limit"]), int(asked["page"])
        part = found[limit * (page - 1) : limit * page]
        return self.reply(body=json.dumps({"status": 200, "success": True, "count": len(part), "data": part}).encode())


class Reader:
    def __init__(self, site: Any, fetcher: Fetcher, project: Project, password: str = "") -> None:
        self.project, self.cursor = project, None
        options = AcledOptions(
            username="desk@x.example", password=password or project.password, server=site.url("").rstrip("/")
        )
        self.source = Acled("acled", options, fetcher, lambda: self.project.now)

    async def poll(self) -> Batch:
        batch = await self.source.poll(self.cursor)
        self.cursor = batch.cursor
        return batch

    async def found(self) -> list[str]:
        return [("-" if post.deleted else "") + post.id.rpartition(":")[2] for post in (await self.poll()).posts]


@pytest.fixture
def project(site: Any, reply: Any) -> Project:
    return Project(site, reply)


@pytest.fixture
def reader(site: Any, fetcher: Fetcher, project: Project) -> Reader:
    return Reader(site, fetcher, project)


async def test_new_rows_corrections_and_deletions(project: Project, reader: Reader) -> None:
    project.put("KGZ1", NOON - 3 * HOUR)
    project.put("KGZ2", NOON - 3 * HOUR)
    assert await reader.found() == ["KGZ1", "KGZ2"]
    assert await reader.found() == []
    project.put("KGZ3", NOON - 3 * HOUR)  # of the very same second
    assert await reader.found() == ["KGZ3"]
    project.put("KGZ1", NOON - 2 * HOUR, "Corrected words.")
    project.deleted["KGZ2"] = int((NOON - HOUR).timestamp())
    (again, gone) = (await reader.poll()).posts
    assert (again.id, again.text, gone.id, gone.deleted) == ("acled:KGZ1", "Corrected words.", "acled:KGZ2", True)
    assert await reader.found() == []


async def test_a_long_upload_is_read_page_by_page_and_resumed_in_between(
    project: Project, site: Any, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acled, "ROWS", 3)
    for number in range(11):
        project.put(f"KGZ{number}", NOON - HOUR - timedelta(seconds=number % 2))
    cursor, found = None, []
    for _ in range(4):  # another instance each time, as after a crash
        reader = Reader(site, fetcher, project)
        reader.cursor = cursor
        found += await reader.found()
        cursor = reader.cursor
    assert sorted(found) == sorted(f"KGZ{number}" for number in range(11))
    assert await reader.found() == []


async def test_one_login_serves_many_polls_and_is_renewed_before_it_ends(project: Project, reader: Reader) -> None:
    for hours in (0, 1, 23, 24, 47, 49):
        project.now = NOON + hours * HOUR
        await reader.poll()
    assert [login["grant_type"][0] for login in project.logins] == ["password", "refresh_token", "refresh_token"]
    assert project.logins[0]["client_id"] == ["acled"]


async def test_a_token_that_was_withdrawn_is_replaced_at_once(project: Project, reader: Reader) -> None:
    await reader.poll()
    project.tokens.clear()
    await reader.poll()
    assert [login["grant_type"][0] for login in project.logins] == ["password", "refresh_token"]
    project.tokens.clear()
    project.refreshes.clear()
    await reader.poll()
    assert [login["grant_type"][0] for login in project.logins[2:]] == ["refresh_token", "password"]


async def test_a_wrong_password_stops_the_source_and_says_so(site: Any, fetcher: Fetcher, project: Project) -> None:
    with pytest.raises(OptionsError, match="username and password") as caught:
        await Reader(site, fetcher, project, password="wrong").poll()
    assert "wrong" not in str(caught.value)


async def test_terms_that_are_not_accepted_are_explained(
    site: Any, project: Project, reader: Reader, reply: Any
) -> None:
    site.routes["/api/acled/read"] = reply(403)
    with pytest.raises(RejectedError, match="Accept the terms"):
        await reader.poll()


@pytest.mark.parametrize("path", ["/api/acled/read", "/api/deleted/read", "/oauth/token"])
@pytest.mark.parametrize("body", [b"", b"<html>", b'{"data": {}}', b"[]"])
async def test_an_answer_of_another_form_is_a_typed_error(
    site: Any, project: Project, reader: Reader, reply: Any, path: str, body: bytes
) -> None:
    site.routes[path] = reply(body=body)
    with pytest.raises(PayloadError):
        await reader.poll()


@pytest.mark.parametrize("missing", ["username", "password"])
def test_refuses_to_start_without_an_account(fetcher: Fetcher, missing: str) -> None:
    given = {"username": "u", "password": "p", missing: ""}
    with pytest.raises(OptionsError, match="Register"):
        Acled("acled", AcledOptions(**given), fetcher)


def test_the_password_is_not_shown(fetcher: Fetcher) -> None:
    assert "secret-p" not in repr(Acled("acled", AcledOptions(username="u", password="secret-p"), fetcher))
