"""What travels between the shards of duplicate detection, see `streams.dedupe.shards`.

- `Signed` (topic ``tocsin.signatures``): a report as a shard needs it, never its body. Heartbeats have no signature.
- `Ballot` (topic ``tocsin.votes``): the story that is to be written, and the shards that are asked about it.
- `Vote` (topic ``tocsin.votes``): what one shard found.

A ballot stands on its topic before any vote on it, since it is delivered before the shards are asked.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from connectors.codec import Codec
from streams.report import Story

__all__ = ["CAST", "SIGNED", "Ballot", "Signed", "Vote"]


class Signed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A signed report, for one shard.

    Attributes:
        content: hash of what the post says, see `streams.dedupe.rows.content_of`.
        author: hash of source and author; 0 when nobody is named.
        social: social post, not newswire.
        signature: see `streams.dedupe.signature.pack`; empty for a heartbeat.
    """

    id: str
    content: int
    published_at: datetime
    seen_at: datetime | None = None
    author: int = 0
    social: bool = False
    repost_of: str | None = None
    signature: bytes = b""
    v: int = 1


class Ballot(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="ballot"):
    """A story whose verdict is open: what its record says of it is "new", of itself.

    Attributes:
        content: as in `Signed`.
        shards: who is asked; nobody where the text decides nothing (deletions, edits that tell of no event).
        repost_of, seen_at: of the post.
    """

    story: Story
    content: int
    shards: tuple[int, ...] = ()
    repost_of: str | None = None
    seen_at: datetime | None = None
    v: int = 1


class Vote(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="vote"):
    """What one shard makes of a report.

    Attributes:
        content: of the revision that it judged.
        of: id of the best match, None when it knows none.
        reasons: of the verdict, or of keeping apart what was like it.
        score: of that pair; votes are ranked by it.
        unread: the shard could not read what it was sent, and says so, that nobody waits for it.
    """

    id: str
    content: int
    shard: int
    verdict: Literal["new", "update", "duplicate"]
    of: str | None = None
    reasons: tuple[str, ...] = ()
    score: float = 0.0
    unread: bool = False
    v: int = 1


SIGNED: Codec[Signed] = Codec(Signed)
CAST: Codec[Ballot | Vote] = Codec(Ballot | Vote)  # type: ignore[arg-type]  # a tagged union of records
