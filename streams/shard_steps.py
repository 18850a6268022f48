"""The three steps of divided duplicate detection, see `streams.dedupe.shards`: sign and ask, vote, merge.

Ballots are delivered before the shards are asked (`streams.outlet.Outlet`), so no vote comes before its ballot. Each
step is deterministic in the order of its own input, and what comes twice is known by id and content; so after a kill
the same stories are written again under the same ids, and none is missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import ClassVar

import msgspec

from connectors.post import HEARTBEAT_SOURCE
from streams.dedupe.duplicates import Duplicates, Params
from streams.dedupe.merge import Merge
from streams.dedupe.shards import (
    Signer,
    ballot_of,
    head_of_signed,
    merge_of,
    shards_of,
    signed_record,
    vote_of,
)
from streams.dedupe.signature import unpack
from streams.dedupe.votes import CAST, SIGNED, Ballot, Signed, Vote
from streams.intake import crashed
from streams.report import TAGGED, Story, Tagged
from streams.stage import Routed
from streams.steps import routed_story

__all__ = ["MergeStep", "ShardStep", "SignStep", "cast_time", "refused_by", "signed_time"]

EARLY = datetime(1970, 1, 1, tzinfo=UTC)


class _Asked(msgspec.Struct):
    """What must be readable of a `Signed` of which the rest is not."""

    id: str
    content: int


_ASKED = msgspec.json.Decoder(_Asked)


@dataclass
class SignStep:
    """Tagged posts in; ballots, and signatures for the shards that are asked, out.

    Attributes:
        signer: with what it learnt.
        shards: how many there are.
        families: a desk's own files of publishers.
    """

    FORMAT: ClassVar[int] = 1

    signer: Signer
    shards: int
    families: tuple[str, ...] = ()

    def apply(self, records: Sequence[Tagged]) -> list[Routed]:
        """Sign each report and ask its shards."""
        routed: list[Routed] = []
        for tagged in records:
            try:
                routed += self._ask(tagged)
            except Exception as error:  # noqa: BLE001  one poisonous report must not stall all others
                routed.append(crashed("sign", error, tagged.post.id, TAGGED.encode(tagged), tagged.post.published_at))
        return routed

    def _ask(self, tagged: Tagged) -> list[Routed]:
        beat = tagged.post.source == HEARTBEAT_SOURCE
        signature, asked = None, tuple(range(self.shards)) if beat else ()
        if tagged.report.relevant:
            signature = self.signer.sign(tagged)
            asked = shards_of(signature, self.shards)
        value = SIGNED.encode(signed_record(tagged, signature)) if asked else b""
        ballot = Routed("votes", 0, None, CAST.encode(ballot_of(tagged, asked, self.families)))
        return [ballot, *(Routed("signatures", shard, None, value) for shard in asked)]

    def relearn(self, records: Sequence[Tagged]) -> None:
        """Nothing: the snapshot is all."""

    def snapshot(self) -> bytes:
        """Return what was learnt."""
        return self.signer.snapshot()

    def horizon(self) -> datetime | None:
        """Return None: the snapshot is all."""
        return None


@dataclass
class ShardStep:
    """Signatures in, votes out, for one shard.

    Attributes:
        shard: its number, the partition that it reads.
        duplicates: the index.
    """

    FORMAT: ClassVar[int] = 1

    shard: int
    duplicates: Duplicates

    @classmethod
    def load(cls, params: Params, shard: int, snapshot: bytes | None) -> ShardStep:
        """Build from a snapshot, or empty."""
        return cls(shard, Duplicates.restore(params, snapshot))

    def apply(self, records: Sequence[Signed]) -> list[Routed]:
        """Vote on each report; on a heartbeat by answering."""
        routed: list[Routed] = []
        for signed in records:
            vote = Vote(id=signed.id, content=signed.content, shard=self.shard, verdict="new", unread=True)
            try:
                if signed.signature:
                    head = head_of_signed(signed)
                    vote = vote_of(head, self.shard, self.duplicates.vote(head, unpack(signed.signature)))
                else:
                    vote = msgspec.structs.replace(vote, unread=False)
            except Exception as error:  # noqa: BLE001  the report is decided by the others, and this is told
                routed.append(crashed("shard", error, signed.id, SIGNED.encode(signed), signed.published_at))
            routed.append(Routed("votes", 0, None, CAST.encode(vote)))
        return routed

    def relearn(self, records: Sequence[Signed]) -> None:
        """Take signatures in again behind the snapshot."""
        self.duplicates.relearn_signed([(head_of_signed(one), one.signature) for one in records if one.signature])

    def snapshot(self) -> bytes:
        """Return what the log cannot tell."""
        return self.duplicates.snapshot()

    def horizon(self) -> datetime | None:
        """Return the oldest event time still held."""
        return self.duplicates.horizon()


@dataclass
class MergeStep:
    """Ballots and votes in, stories out.

    Attributes:
        merge: what is open, and what is known.
        partitions: of ``stories``.
        verdicts: reports by (verdict, first reason) since `told`.
    """

    FORMAT: ClassVar[int] = 1

    merge: Merge
    partitions: int
    verdicts: Counter[tuple[str, str]] = field(default_factory=Counter)

    @classmethod
    def load(cls, params: Params, partitions: int, snapshot: bytes | None) -> MergeStep:
        """Build from a snapshot, or empty."""
        return cls(merge_of(params, snapshot), partitions)

    def apply(self, records: Sequence[Ballot | Vote]) -> list[Routed]:
        """Take ballots and votes; what is decided and says something new goes on."""
        routed: list[Routed] = []
        for record in records:
            try:
                for story in self.merge.take(record):
                    if self._tells(story):
                        routed += routed_story(story, self.partitions)
            except Exception as error:  # noqa: BLE001  one poisonous record must not stall all others
                name = record.id if isinstance(record, Vote) else record.story.id
                routed.append(crashed("merge", error, name, CAST.encode(record), cast_time(record)))
        return routed

    def _tells(self, story: Story) -> bool:
        if story.source == HEARTBEAT_SOURCE:
            return True
        reasons = story.verdict.reasons
        self.verdicts[story.verdict.verdict, reasons[0] if reasons else ""] += 1
        return "redelivered" not in reasons and "unknown_post" not in reasons

    def told(self) -> Counter[tuple[str, str]]:
        """Return the verdicts since the last call."""
        told, self.verdicts = self.verdicts, Counter()
        return told

    def relearn(self, records: Sequence[Ballot | Vote]) -> None:
        """Nothing: the snapshot is all."""

    def snapshot(self) -> bytes:
        """Return the whole state."""
        return self.merge.snapshot()

    def horizon(self) -> datetime | None:
        """Return None: the snapshot is all."""
        return None


def refused_by(shard: int, raw: bytes) -> list[Routed]:
    """Return a shard's vote on a signed report that it cannot decode; none when not even its id can be read."""
    try:
        asked = _ASKED.decode(raw)
    except msgspec.DecodeError:
        return []
    vote = Vote(id=asked.id, content=asked.content, shard=shard, verdict="new", unread=True)
    return [Routed("votes", 0, None, CAST.encode(vote))]


def signed_time(signed: Signed) -> datetime:
    """Return the time that windows count in."""
    return signed.published_at


def cast_time(record: Ballot | Vote) -> datetime:
    """Return a time for the log's marks, which the merge does not need: its snapshot is all."""
    return record.story.published_at if isinstance(record, Ballot) else EARLY
