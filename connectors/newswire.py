"""Newswire items in ninjs or NewsML-G2, from a folder, over HTTP, or from the feed of the Associated Press.

Formats: `connectors.ninjs` and `connectors.newsml`; versions, cancellations and embargoes: `connectors.wire`.

- Folder: what is dropped into it (`connectors.folder`), with the option ``folder``. Nothing is moved or deleted.
- HTTP: a page of items, polled with validators, with the option ``url``; a key travels in the header ``key_header``.
- AP: the same with ``url = "https://api.ap.org/media/v/content/feed"``. Each answer names the next one
  (``data.next_page``); texts are fetched from where ``renditions.nitf.href`` says. The key goes to this server only.

Cursor: what was read of the folder, or validators or next page; versions seen; what is under embargo.

Limits: what leaves a page between two looks is lost, so choose `NewswireOptions.interval_seconds` by how much it holds;
AP's pages and folders lose nothing. Pictures and videos have no words but captions and are left out unless ``types``
names them. A text of AP that cannot be fetched leaves its headline, and a dead letter that says so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urljoin, urlsplit

import msgspec

from connectors.answers import cursor_of, json_of, skipped_row, text_in, told
from connectors.connector import Batch, Skipped
from connectors.errors import GoneError, OptionsError, PayloadError, RejectedError, TooLargeError, UnavailableError
from connectors.feed_document import HostileError
from connectors.fetch import Fetcher
from connectors.folder import FolderState, Found, look, passed, read_whole
from connectors.newsml import NotNewsError, items_of, read_newsml, read_nitf
from connectors.ninjs import items_in, nitf_address, read_item
from connectors.page import Page, Validators, shown_url, utc_now
from connectors.wire import WireItem, WireState, learned

__all__ = ["Newswire", "NewswireOptions"]

Format = Literal["ninjs", "newsml"]

AP_HOST = "api.ap.org"
AP_KEY = "Ask your representative at AP, or https://developer.ap.org, for a key."
FILES_A_POLL = 200
FILE_BYTES = 10 * 1024 * 1024
AGAIN = timedelta(seconds=1)
SUFFIXES: dict[Format, tuple[str, ...]] = {"ninjs": (".json",), "newsml": (".xml",)}


class NewswireOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of a ``ninjs`` or ``newsml`` source; either ``folder`` or ``url``.

    Attributes:
        folder: where the agency drops files.
        url: page of items, or AP's feed.
        key: of the agency's API, as ``"env:NAME"``.
        key_header: header that the key travels in.
        types: kinds of item that are published.
        provider: name of the agency; part of the source of its posts.
        interval_seconds: time between two looks.
    """

    folder: str = ""
    url: Annotated[str, msgspec.Meta(pattern="^(https?://[^/].*)?$")] = ""
    key: str = ""
    key_header: Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9-]{1,60}$")] = "x-api-key"
    types: tuple[str, ...] = ("text", "composite")
    provider: Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9._-]{0,60}$")] = ""
    interval_seconds: Annotated[float, msgspec.Meta(ge=1, le=86400)] = 30.0

    def __repr__(self) -> str:
        """Leave the key out."""
        return f"NewswireOptions(folder={self.folder!r}, url={shown_url(self.url)!r}, types={self.types!r})"


class _State(msgspec.Struct, frozen=True, omit_defaults=True):
    wire: WireState = WireState()
    folder: FolderState = FolderState()
    etag: str = ""
    last_modified: str = ""
    next_page: str = ""


@dataclass
class _Reading:
    """What one look has yielded so far; of each item also where its text is, if it is elsewhere."""

    found: list[tuple[WireItem, str]] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


@dataclass(frozen=True)
class Newswire:
    """Looks into a folder, or polls a page."""

    name: str
    form: Format
    options: NewswireOptions
    fetcher: Fetcher
    clock: Callable[[], datetime] = utc_now

    def __post_init__(self) -> None:
        if bool(self.options.folder) == bool(self.options.url):
            raise OptionsError(self.name, "give either `folder` or `url`")
        if urlsplit(self.options.url).hostname == AP_HOST and not self.options.key:
            raise OptionsError(self.name, f'option `key` is missing. {AP_KEY} Give it as `key = "env:NAME"`.')

    @property
    def interval(self) -> timedelta:
        """The configured interval."""
        return timedelta(seconds=self.options.interval_seconds)

    @property
    def _source(self) -> str:
        host = urlsplit(self.options.url).hostname if self.options.url else ""
        return f"wire:{self.options.provider or host or self.name}"

    async def poll(self, cursor: str | None) -> Batch:
        """Read what is new, and let go what was under embargo until now."""
        state, now = cursor_of(self.name, cursor, _State), self.clock()
        reading = _Reading()
        step = self._folder if self.options.folder else self._page
        following, more = await step(state, reading, now)
        wanted = [item for item, _ in reading.found if item.kind in self.options.types]
        wire, posts, unheld = learned(following.wire, wanted, now, self._source)
        following = msgspec.structs.replace(following, wire=wire)
        if self.options.url and cursor is not None and not posts and following.next_page == state.next_page:
            reading.skipped.clear()  # told when the page was new, and not at every poll of it
        return Batch(posts, told(following), (*reading.skipped, *unheld), wait=self._wait(wire, now, more))

    def _wait(self, wire: WireState, now: datetime, more: bool) -> timedelta | None:
        if more:
            return AGAIN
        if wire.next_release is None:
            return None
        return min(max(wire.next_release - now, AGAIN), self.interval)

    async def _folder(self, state: _State, reading: _Reading, now: datetime) -> tuple[_State, bool]:
        folder = Path(self.options.folder)
        try:
            found = await asyncio.to_thread(look, folder, SUFFIXES[self.form], state.folder)
        except (FileNotFoundError, NotADirectoryError) as exc:
            raise GoneError(self.name, f"there is no folder {folder}") from exc
        except PermissionError as exc:
            raise OptionsError(self.name, f"{folder} cannot be read: {exc.strerror}") from exc
        except OSError as exc:
            raise UnavailableError(self.name, f"{folder} cannot be read: {exc}") from exc
        chosen, left = found[:FILES_A_POLL], found[FILES_A_POLL:]
        done: list[Found] = []
        for file in chosen:
            if await asyncio.to_thread(self._file, file, reading, now):
                done.append(file)
            else:
                left.append(file)
        # Only a full look that read something comes again at once: files that are still written need time.
        more = len(found) > FILES_A_POLL and bool(done)
        return msgspec.structs.replace(state, folder=passed(state.folder, done, left)), more

    def _file(self, file: Found, reading: _Reading, now: datetime) -> bool:
        """Read one file; False when it may still be written."""
        try:
            body = read_whole(file.path, FILE_BYTES)
        except FileNotFoundError:
            return True
        except OSError as exc:
            if file.young(now):
                return False
            reading.skipped.append(Skipped("unreadable", f"{file.path}: {exc}", file.path.name, b""))
            return True
        if body is None:
            error = f"{file.path}: larger than {FILE_BYTES} bytes"
            reading.skipped.append(Skipped("too_large", error, file.path.name, b""))
            return True
        try:
            self._document(body, file.path.name, reading)
        except (ValueError, RecursionError) as exc:
            if file.young(now):
                return False
            reading.skipped.append(Skipped("unreadable", f"{file.path}: {exc}", file.path.name, body))
        return True

    def _document(self, body: bytes, origin: str, reading: _Reading) -> None:
        """Read the items of a document; raises `ValueError` when it is none."""
        if self.form == "newsml":
            read = [(element.get("guid"), read_newsml(element), "") for element in items_of(body)]
        else:
            rows = items_in(msgspec.json.decode(body))
            read = [(row, read_item(row), nitf_address(row)) for row in rows]
        for number, (row, item, address) in enumerate(read):
            where = f"{origin}:{number}"
            if item is None:
                reading.skipped.append(skipped_row(row, "an item needs an identity (`uri` or `guid`)", where))
            elif item.text or item.title or address or not item.usable:
                reading.found.append((item, address))
            elif item.kind in self.options.types:
                reading.skipped.append(skipped_row(row, "the item has no words", where))

    async def _page(self, state: _State, reading: _Reading, _: datetime) -> tuple[_State, bool]:
        address = state.next_page or self.options.url
        validators = Validators(state.etag or None, state.last_modified or None)
        page = await self.fetcher.get(self.name, address, headers=self._headers(address), validators=validators)
        if page.not_modified:
            return state, False
        try:
            await asyncio.to_thread(self._document, page.body, shown_url(page.url), reading)
        except HostileError as exc:
            raise TooLargeError(self.name, f"{shown_url(page.url)}: {exc}") from exc
        except (NotNewsError, ValueError, RecursionError) as exc:
            raise PayloadError(self.name, f"{shown_url(page.url)}: {exc}") from exc
        if self.form == "newsml":
            return self._validated(state, page), False
        await self._texts(reading)
        following = text_in(json_of(self.name, page), "data", "next_page")
        if not following:
            return self._validated(state, page), False
        following = urljoin(self.options.url, following)
        if urlsplit(following)[:2] != urlsplit(self.options.url)[:2]:
            raise PayloadError(self.name, f"the next page is at {shown_url(following)}, not at the feed's own server")
        return msgspec.structs.replace(state, next_page=following, etag="", last_modified=""), bool(reading.found)

    def _validated(self, state: _State, page: Page) -> _State:
        found = page.validators
        return msgspec.structs.replace(state, etag=found.etag or "", last_modified=found.last_modified or "")

    def _headers(self, address: str) -> dict[str, str]:
        accept = {"accept": "application/json" if self.form == "ninjs" else "application/xml, text/xml;q=0.9"}
        ours = urlsplit(address)[:2] == urlsplit(self.options.url)[:2]
        return {**accept, self.options.key_header: self.options.key} if self.options.key and ours else accept

    async def _texts(self, reading: _Reading) -> None:
        """Fetch the texts that items only point to."""
        for index, (item, address) in enumerate(reading.found):
            if not address or not item.usable or item.kind not in self.options.types:
                continue
            try:
                page = await self.fetcher.get(self.name, address, headers={**self._headers(address), "accept": "*/*"})
                title, byline, text = await asyncio.to_thread(read_nitf, page.body)
            except (RejectedError, PayloadError, ValueError) as exc:
                reading.skipped.append(Skipped("unreadable", f"{item.guid}: its text: {exc}", item.guid[:200], b""))
                continue
            whole = msgspec.structs.replace(
                item, text=text or item.text, title=item.title or title, author=item.author or byline
            )
            reading.found[index] = (whole, "")
