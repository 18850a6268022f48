"""From the entries of one reading to posts: which are new, which are edited, and what to remember. Pure.

Identity. An entry is known by its GUID; without one, or when several entries of a page share it, by its canonical
link; else by a hash of title, date and text. GUIDs that change and links that rotate are caught by two more keys of
each known entry: link and title, and title, date and text. What is known by one of them keeps its first identity.

Dates. An entry without a date was published when it was first seen, and stays so at every later reading. A date in the
future is set to the time of first sight; the raw one is kept with the entry.

Withdrawals. What the publisher takes back (Atom tombstones) becomes a deletion. An entry that just vanishes from a feed
does not: feeds show their newest entries only.

Edits. An entry whose title or text changed is published again under its id, up to `MAX_EDITS` times: pages with a
changing counter in their text must not become a stream.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import msgspec
import xxhash

from connectors.feed_dates import parse_date
from connectors.feed_entry import Entry, language_code
from connectors.post import Kind, Post

__all__ = ["FeedState", "Known", "canonical", "decode_state", "encode_state", "learned", "publishing_gap", "withdrawn"]

FUTURE = timedelta(minutes=5)
"""Clocks of publishers may be this much ahead of ours."""

MAX_EDITS = 20
KEPT_ENTRIES = 200
"""Entries remembered beyond those of the last page: feeds drop entries and bring them back."""

IDENTITY_BYTES = 300
"""Longer ones are hashed: the cursor of a feed with thousands of entries must fit into one message."""

WITHDRAWN = "withdrawn"
"""Stands for the content of an entry that was taken back; should it return, it is published as an edit."""

_SAMPLE_CHARACTERS = 1000
_PACE_ENTRIES = 10
_CONTROL = re.compile(r"[\x00-\x20\x7f-\x9f]+")
_TRACKING = re.compile(
    r"^(utm_\w+|at_\w+|fbclid|gclid|dclid|yclid|msclkid|igshid|mc_[ce]id|_ga|ns_\w+|xtor)$",
    re.IGNORECASE,
)


class Known(msgspec.Struct, frozen=True, array_like=True):
    """One entry that was published.

    Attributes:
        identity: last part of its post's id.
        page_key, text_key: hashes of link and title, and of title, date and text.
        content: hash of title and text at the last publication.
        first_seen: seconds since 1970.
        edits: how often it was published again.
        raw_date: the date as written, when it lay in the future.
    """

    identity: str
    page_key: str
    text_key: str
    content: str
    first_seen: int
    edits: int = 0
    raw_date: str = ""


class FeedState(msgspec.Struct, frozen=True, omit_defaults=True):
    """The cursor of a feed.

    Attributes:
        etag, last_modified: validators of the last full answer.
        full_at: when that was, seconds since 1970.
        url: where the feed has moved for good; empty while it is where the configuration says.
        moved_to, sightings: a permanent redirect that is not believed yet, and how often it was seen.
        wait_seconds: until the next poll, kept for answers that say "not modified".
        hub, topic: who tells news of this feed at once, and the address that it knows the feed by.
        known: newest sight first.
    """

    etag: str = ""
    last_modified: str = ""
    full_at: int = 0
    url: str = ""
    moved_to: str = ""
    sightings: int = 0
    wait_seconds: int = 0
    hub: str = ""
    topic: str = ""
    known: tuple[Known, ...] = ()


_states = msgspec.json.Decoder(FeedState)


def decode_state(cursor: str | None) -> FeedState:
    """Read a cursor; one that another version wrote in a way that cannot be read counts as none."""
    if cursor is None:
        return FeedState()
    try:
        return _states.decode(cursor)
    except msgspec.DecodeError:
        return FeedState()


def encode_state(state: FeedState) -> str:
    """Return the cursor."""
    return msgspec.json.encode(state).decode()


def canonical(link: str) -> str:
    """Return an address without what varies between two sights of one page: tracking, fragment, case of the host."""
    try:
        parts = urlsplit(link)
        port = f":{parts.port}" if parts.port and parts.port not in {80, 443} else ""
    except ValueError:
        return link
    query = [
        (name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(name)
    ]
    return urlunsplit((parts.scheme, f"{parts.hostname or ''}{port}", parts.path, urlencode(query), ""))


def publishing_gap(entries: Iterable[Entry], now: datetime) -> timedelta | None:
    """Return the mean time between the newest entries, or since the newest if that is longer; None without dates."""
    dates = sorted({date for entry in entries if (date := parse_date(entry.date)) is not None and date <= now})
    newest = dates[-_PACE_ENTRIES:]
    if len(newest) < 2:
        return None
    return max((newest[-1] - newest[0]) / (len(newest) - 1), now - newest[-1])


class _Keys(msgspec.Struct, frozen=True):
    guid: str
    link: str
    page: str
    text: str
    content: str


def _keys(entry: Entry) -> _Keys:
    link = canonical(entry.link) if entry.link else ""
    sample = entry.text[:_SAMPLE_CHARACTERS]
    return _Keys(
        guid=_CONTROL.sub(" ", entry.guid).strip(),
        link=link,
        page=_hash(link, entry.title) if link and entry.title else "",
        text=_hash(entry.title, entry.date, sample) if entry.title or sample else "",
        content=_hash(entry.title, sample),
    )


def _hash(*parts: str) -> str:
    return xxhash.xxh3_64_hexdigest("\x1f".join(parts).encode(errors="replace"))


def learned(
    known: tuple[Known, ...], entries: Iterable[Entry], now: datetime, source: str, kind: Kind
) -> tuple[tuple[Known, ...], tuple[Post, ...]]:
    """Return what is known after a reading, and the posts that are new or edited, oldest first.

    Args:
        known: from the last reading.
        entries: of the page, in its order.
        now: time of reading, UTC.
        source: of the posts, also the first part of their ids.
        kind: of the posts.
    """
    page = [(entry, _keys(entry)) for entry in entries if entry.title or entry.text]
    shared = _shared(keys for _, keys in page)
    by_key: dict[str, Known] = {}
    for each in reversed(known):
        by_key.update(dict.fromkeys(filter(None, (each.identity, each.page_key, each.text_key)), each))
    seen: dict[str, Known] = {}
    posts: list[Post] = []
    for entry, keys in page:
        identity = _identity(keys, shared)
        names = (identity, "" if keys.page in shared else keys.page, "" if keys.text in shared else keys.text)
        before = next((by_key[name] for name in names if name and name in by_key), None)
        if identity in seen or (before is not None and before.identity in seen):
            continue  # the same entry twice in one page
        current = _current(before, identity, keys, entry, now)
        seen[current.identity] = current
        if before is None or current.edits > before.edits:
            posts.append(_post(entry, current, now, source, kind))
    rest = [each for each in known if each.identity not in seen]
    posts.sort(key=lambda post: post.published_at)
    return (*seen.values(), *rest[:KEPT_ENTRIES]), tuple(posts)


def withdrawn(
    known: tuple[Known, ...], guids: Iterable[str], now: datetime, source: str, kind: Kind
) -> tuple[tuple[Known, ...], tuple[Post, ...]]:
    """Return what is known, and the deletions, after the publisher took entries back; each is told once.

    Args:
        known: after this reading's entries.
        guids: of what was taken back; those that were never published are passed over.
        now: time of reading, UTC.
        source: of the posts.
        kind: of the posts.
    """
    gone = {_CONTROL.sub(" ", guid).strip() for guid in guids}
    told = {each.identity for each in known if each.identity in gone and each.content != WITHDRAWN}
    posts = tuple(
        Post(id=f"{source}:{identity}", source=source, kind=kind, text="", deleted=True, published_at=now, seen_at=now)
        for identity in sorted(told)
    )
    kept = (msgspec.structs.replace(each, content=WITHDRAWN) if each.identity in told else each for each in known)
    return tuple(kept), posts


def _shared(page: Iterable[_Keys]) -> frozenset[str]:
    """Return the keys that several *different* entries of a page have, and that therefore identify none of them."""
    counts: Counter[str] = Counter()
    for keys in {(keys.guid, keys.link, keys.page, keys.text): keys for keys in page}.values():
        counts.update(filter(None, {keys.guid, keys.link, keys.page, keys.text}))
    return frozenset(key for key, count in counts.items() if count > 1)


def _identity(keys: _Keys, shared: frozenset[str]) -> str:
    chosen = (
        next((key for key in (keys.guid, keys.link) if key and key not in shared), None)
        or f"{keys.text or keys.content}"
    )
    raw = chosen.encode(errors="replace")
    return chosen if len(raw) <= IDENTITY_BYTES else xxhash.xxh3_128_hexdigest(raw)


def _current(before: Known | None, identity: str, keys: _Keys, entry: Entry, now: datetime) -> Known:
    if before is None:
        date = parse_date(entry.date)
        raw = entry.date[:80] if date is not None and date > now + FUTURE else ""
        return Known(identity, keys.page, keys.text, keys.content, int(now.timestamp()), 0, raw)
    edited = before.content != keys.content and before.edits < MAX_EDITS
    return msgspec.structs.replace(
        before,
        page_key=keys.page,
        text_key=keys.text,
        content=keys.content if edited else before.content,
        edits=before.edits + edited,
    )


def _post(entry: Entry, known: Known, now: datetime, source: str, kind: Kind) -> Post:
    first_seen = datetime.fromtimestamp(known.first_seen, UTC)
    date = parse_date(entry.date)
    return Post(
        id=f"{source}:{known.identity}",
        source=source,
        kind=kind,
        author=entry.author or None,
        text=entry.text or entry.title,
        title=entry.title if entry.text and entry.title else None,
        url=entry.link or None,
        lang=language_code(entry.lang),
        published_at=date if date is not None and date <= first_seen + FUTURE else first_seen,
        seen_at=now,
        edited=known.edits > 0,
    )
