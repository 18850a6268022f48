"""Headlines of the world's news from GDELT 2, every fifteen minutes.

Source: http://data.gdeltproject.org/documentation/GDELT-Global_Knowledge_Graph_Codebook-V2.1.pdf and
https://blog.gdeltproject.org/new-gkg-2-0-article-metadata-fields/. ``lastupdate.txt`` names the newest three files,
a line each of size, MD5 and address; read here is the knowledge graph (``<time>.gkg.csv.zip``, 27 columns by tab),
since it alone carries words: the page's title. The table of events codes what happened and quotes nothing.

Cursor: time in the name of the newest file that was read. Files missed since are asked for by name, one each quarter of
an hour, a few a poll. The MD5 is checked where it is known, of the newest file; of the others the archive's own sum.
A missed file that is not there or damaged is said as a gap, so that it does not hold up those behind it; more than
`LONGEST` back nothing is read, and said too.

Pages written in English and pages that GDELT translated stand in files of their own, with lists of their own
(``lastupdate-translation.txt``); the titles of the latter are in their own language, which ``TRANSLATIONINFO`` names
(ISO 639-2/T). A source reads one of the two.

Identity is the record's; the time of publication is the page's own where it is given and not after the file's.

Limits: titles only. The tables of events (``export``, 61 columns) and of mentions hold codes, places and addresses but
no words, which is what everything behind the connectors reads; the pages they point to are in the graph as well.
"""

from __future__ import annotations

import asyncio
import hashlib
import html
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

import msgspec

from connectors.connector import Batch, Gap, Skipped
from connectors.errors import OptionsError, PayloadError, RejectedError, TooLargeError
from connectors.fetch import Fetcher
from connectors.markup import plain
from connectors.page import utc_now
from connectors.post import Post

__all__ = ["Gdelt", "GdeltOptions"]

QUARTER = timedelta(minutes=15)
LONGEST = timedelta(hours=24)
FILES_A_POLL = 2
"""Each holds some thousand headlines: enough for one batch."""

AGAIN = timedelta(seconds=2)
INFLATED_BYTES = 128 * 1024 * 1024
"""Ten times a usual file."""

COLUMNS, RECORD, DATE, DOMAIN, ADDRESS, THEMES, TRANSLATION, EXTRAS = 27, 0, 1, 3, 4, 7, 25, 26
ENDINGS = {"english": ".gkg.csv.zip", "translated": ".translation.gkg.csv.zip"}
LISTS = {"english": "lastupdate.txt", "translated": "lastupdate-translation.txt"}
# fmt: off
LANGUAGES: Mapping[str, str] = {
    "ara": "ar", "aze": "az", "ben": "bn", "bul": "bg", "ces": "cs", "dan": "da", "deu": "de", "ell": "el", "est": "et",
    "fas": "fa", "fin": "fi", "fra": "fr", "heb": "he", "hin": "hi", "hrv": "hr", "hun": "hu", "hye": "hy", "ind": "id",
    "ita": "it", "jpn": "ja", "kat": "ka", "kaz": "kk", "kir": "ky", "kor": "ko", "lit": "lt", "lav": "lv", "mkd": "mk",
    "mon": "mn", "msa": "ms", "nld": "nl", "nor": "no", "pol": "pl", "por": "pt", "ron": "ro", "rus": "ru", "slk": "sk",
    "slv": "sl", "som": "so", "spa": "es", "sqi": "sq", "srp": "sr", "swa": "sw", "swe": "sv", "tam": "ta", "tgk": "tg",
    "tha": "th", "tur": "tr", "ukr": "uk", "urd": "ur", "uzb": "uz", "vie": "vi", "zho": "zh",
}
# fmt: on
MAX_SKIPPED = 100
"""Dead letters of one file; a file that is worse than that is another format."""

_STAMP = "%Y%m%d%H%M%S"
_NAME = re.compile(r"/(?P<stamp>\d{14})(\.translation)?\.gkg\.csv\.zip$", re.IGNORECASE)
_LANGUAGE = re.compile(r"srclc:([a-z]{3})")
_TITLE = re.compile(r"<PAGE_TITLE>(.*?)</PAGE_TITLE>", re.DOTALL)
_AUTHORS = re.compile(r"<PAGE_AUTHORS>(.*?)</PAGE_AUTHORS>", re.DOTALL)
_PUBLISHED = re.compile(r"<PAGE_PRECISEPUBTIMESTAMP>(\d{14})</PAGE_PRECISEPUBTIMESTAMP>")


class GdeltOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of a ``gdelt`` source.

    Attributes:
        pages: ``english``, or ``translated`` for those in 65 other languages.
        themes: only pages with one of these themes of GDELT, e.g. ``PROTEST``, ``ARMEDCONFLICT``; empty: all.
        server: folder of the files.
    """

    pages: Literal["english", "translated"] = "english"
    themes: tuple[str, ...] = ()
    server: Annotated[str, msgspec.Meta(pattern="^https?://[^/]+(/[^?#]*)?[^/]$")] = (
        "http://data.gdeltproject.org/gdeltv2"
    )


@dataclass(frozen=True)
class Gdelt:
    """Polls the list of newest files."""

    name: str
    options: GdeltOptions
    fetcher: Fetcher
    clock: Callable[[], datetime] = utc_now

    @property
    def interval(self) -> timedelta:
        """A third of the time between two files: the list is one small page."""
        return QUARTER / 3

    async def poll(self, cursor: str | None) -> Batch:
        """Read the newest file, or the oldest ones that were missed."""
        now = self.clock()
        newest, checksum = await self._newest()
        wanted, gaps = self._wanted(cursor, newest)
        posts: list[Post] = []
        skipped: list[Skipped] = []
        for at in wanted[:FILES_A_POLL]:
            try:
                found, bad = await self._file(at, checksum if at == newest else "", now)
            except (RejectedError, PayloadError) as error:
                if at == newest:
                    raise
                gaps.append(Gap(at, at + QUARTER, error.message))
                continue
            posts += found
            skipped += bad
        reached = _stamp(wanted[:FILES_A_POLL][-1]) if wanted else cursor
        wait = AGAIN if len(wanted) > FILES_A_POLL else None
        return Batch(tuple(posts), reached, tuple(skipped), tuple(gaps), wait=wait)

    def _wanted(self, cursor: str | None, newest: datetime) -> tuple[list[datetime], list[Gap]]:
        """Return the times of the files to read, oldest first, and what is too long ago."""
        if cursor is None:
            return [newest], []
        try:
            last = datetime.strptime(cursor, _STAMP).replace(tzinfo=UTC)
        except ValueError as exc:
            raise OptionsError(self.name, f"{cursor[:80]!r} is not a cursor of GDELT, which is a time") from exc
        gaps: list[Gap] = []
        if newest - last > LONGEST:
            since, last = last, newest - LONGEST
            gaps.append(Gap(since, last, f"the last reading is longer ago than {LONGEST}"))
        count = int((newest - last) / QUARTER)
        return [newest - QUARTER * back for back in range(count - 1, -1, -1)], gaps

    async def _newest(self) -> tuple[datetime, str]:
        page = await self.fetcher.get(self.name, f"{self.options.server}/{LISTS[self.options.pages]}")
        for line in page.body.decode("utf-8", "replace").splitlines():
            parts = line.split()
            if len(parts) == 3 and (found := _NAME.search(parts[2])):
                try:
                    return datetime.strptime(found["stamp"], _STAMP).replace(tzinfo=UTC), parts[1].lower()
                except ValueError:
                    break
        raise PayloadError(self.name, f"{LISTS[self.options.pages]} names no file of the knowledge graph")

    async def _file(self, at: datetime, checksum: str, now: datetime) -> tuple[list[Post], list[Skipped]]:
        name = f"{_stamp(at)}{ENDINGS[self.options.pages]}"
        page = await self.fetcher.get(self.name, f"{self.options.server}/{name}")
        try:
            return await asyncio.to_thread(self._read, page.body, name, checksum, at, now)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as exc:
            raise PayloadError(self.name, f"{name} is damaged: {exc}") from exc

    def _read(
        self, body: bytes, name: str, checksum: str, at: datetime, now: datetime
    ) -> tuple[list[Post], list[Skipped]]:
        if checksum and hashlib.md5(body, usedforsecurity=False).hexdigest() != checksum:
            raise PayloadError(self.name, f"{name} is not the file whose MD5 is announced")
        posts: list[Post] = []
        skipped: list[Skipped] = []
        for number, line in enumerate(self._lines(body, name), 1):
            row = line.decode("utf-8", "replace").split("\t")
            if len(row) != COLUMNS or not row[RECORD] or len(row[RECORD]) > 100:
                error = f"the line has {len(row)} columns, not {COLUMNS}, or no record id"
                skipped.append(Skipped("unreadable", error, f"{name}:{number}", line))
                if len(skipped) > MAX_SKIPPED:
                    raise PayloadError(self.name, f"{name} is not of the format of the knowledge graph 2.1")
            elif not self.options.themes or not set(self.options.themes).isdisjoint(row[THEMES].split(";")):
                posts += _post(row, at, now)
        return posts, skipped

    def _lines(self, body: bytes, name: str) -> list[bytes]:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            entry = next(iter(archive.infolist()), None)
            if entry is None:
                raise PayloadError(self.name, f"{name} is empty")
            with archive.open(entry) as file:  # what the archive says of its size is not believed
                data = file.read(INFLATED_BYTES + 1)
        if len(data) > INFLATED_BYTES:
            raise TooLargeError(self.name, f"{name} is larger than {INFLATED_BYTES} bytes")
        return [line for line in data.split(b"\n") if line.strip()]


def _post(row: list[str], at: datetime, now: datetime) -> list[Post]:
    """Return the post of a row, or none: a page without a title has no words for us."""
    title = _TITLE.search(row[EXTRAS])
    text = plain(html.unescape(title[1])) if title else ""
    if not text:
        return []
    authors, address, domain = _AUTHORS.search(row[EXTRAS]), row[ADDRESS], row[DOMAIN].strip().lower()
    return [
        Post(
            id=f"gdelt:{row[RECORD]}",
            source=f"gdelt:{domain or 'unknown'}"[:300],
            kind="newswire",
            author=(plain(html.unescape(authors[1]))[:300] or None) if authors else None,
            text=text,
            url=address if address.startswith(("http://", "https://")) else None,
            lang=_language(row[TRANSLATION]),
            published_at=min(_published(row[EXTRAS], at), now),
            seen_at=now,
        )
    ]


def _language(translation: str) -> str | None:
    """Return the language of a title: English where nothing was translated."""
    if not translation.strip():
        return "en"
    found = _LANGUAGE.search(translation)
    return LANGUAGES.get(found[1]) if found else None


def _published(extras: str, at: datetime) -> datetime:
    """Return the page's own time; one after the file's, or a year before it, is a mistake of the page."""
    said = _PUBLISHED.search(extras)
    try:
        published = datetime.strptime(said[1], _STAMP).replace(tzinfo=UTC) if said else at
    except ValueError:
        return at
    return published if at - timedelta(days=365) < published <= at else at


def _stamp(at: datetime) -> str:
    return at.strftime(_STAMP)
