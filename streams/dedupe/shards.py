"""Duplicate detection divided among shards, for more reports than one process can compare.

A report goes to the shards of a few *minhashes of its anchors* (names, numbers, places) and of its words; a copy shares
most of them, so it meets its original on one shard at least. Three parts, each a pure function of its state and input:

1. `Signer` signs a report (it needs what each source was seen to repeat) and says whom to ask;
2. each shard compares what it is sent with what it knows (`streams.dedupe.duplicates.Duplicates.vote`) and votes;
3. `streams.dedupe.merge.Merge` makes one verdict of the votes on a report.

What travels to the shards is the signature, about a kilobyte, never the body. `LocalShards` runs the parts in one
process, as ``tocsin dedupe --shards 4`` does; live they are three steps (`streams.shard_steps`).
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from streams.dedupe.anchor import NAME, NUMBER, PLACE
from streams.dedupe.boilerplate import Boilerplate
from streams.dedupe.duplicates import Duplicates, Params
from streams.dedupe.merge import Merge
from streams.dedupe.reading import Head, Voice, head_of, mask_of, voice_of
from streams.dedupe.rows import content_of, number_of, to_ms
from streams.dedupe.search import Judged
from streams.dedupe.signature import Signature, glimpse, pack, sign, unpack
from streams.dedupe.story import to_story
from streams.dedupe.votes import Ballot, Signed, Vote
from streams.families import family_of
from streams.report import Tagged, Verdict

__all__ = ["LocalShards", "Signer", "ballot_of", "head_of_signed", "merge_of", "shards_of", "signed_record", "vote_of"]

ANCHORS, WORDS = 3, 3
"""Minhashes of each kind: measured on our variants with 4 shards, see `tests/dedupe/score.py`."""

_ODD = np.arange(1, ANCHORS + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) | np.uint64(1)

_WORD_ODD, _STEP = 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9


def shards_of(signature: Signature, shards: int) -> tuple[int, ...]:
    """Return the shards that a report goes to, in order; one with one shard."""
    if shards == 1:
        return (0,)
    values = [one[1] for one in signature.anchors if one[0] in (NAME, NUMBER, PLACE)]
    chosen: set[int] = set()
    if values:
        mixed = (np.array(values, dtype=np.uint64)[:, None] * _ODD) >> np.uint64(20)
        chosen.update((mixed.min(axis=0) % np.uint64(shards)).tolist())
    rest = WORDS if values else ANCHORS + WORDS
    words = np.array(signature.lead or [signature.exact & 0xFFFFFFFF], dtype=np.uint64)
    for turn in range(rest):
        mixed = (words * np.uint64((_WORD_ODD + 2 * turn * _STEP) % 2**64)) >> np.uint64(20)
        chosen.add(int(mixed.min() % np.uint64(shards)))
    return tuple(sorted(chosen))


class Signer:
    """Signs reports; its state is what each source was seen to repeat.

    Args:
        snapshot: of an earlier life, or None.
        own: a desk's own files of incident words.
    """

    def __init__(self, snapshot: bytes | None = None, own: tuple[str, ...] = ()) -> None:
        self._own = own
        self._boilerplate = msgspec.msgpack.decode(snapshot, type=Boilerplate) if snapshot else Boilerplate()

    def sign(self, tagged: Tagged) -> Signature:
        """Sign a report, without the sentences that its source prints under every story."""
        mask = mask_of(self._boilerplate, tagged.post)
        if not mask and glimpse(tagged.signature, self._own):
            return unpack(tagged.signature)
        return sign(tagged, mask, own=self._own)

    def snapshot(self) -> bytes:
        """Return the state."""
        return msgspec.msgpack.encode(self._boilerplate)


def signed_record(tagged: Tagged, signature: Signature | None) -> Signed:
    """Return what a shard is sent of a report; no signature: a heartbeat."""
    post = tagged.post
    author, social = voice_of(post)
    return Signed(
        id=post.id,
        content=content_of(post),
        published_at=post.published_at,
        seen_at=post.seen_at,
        author=author,
        social=social,
        repost_of=post.repost_of,
        signature=pack(signature) if signature is not None else b"",
    )


def head_of_signed(signed: Signed) -> Head:
    """Return what is told of a report beside its text."""
    at = to_ms(signed.published_at)
    moves = min(at, to_ms(signed.seen_at)) if signed.seen_at else at
    voice = Voice(signed.author, signed.social)
    return Head(signed.id, number_of(signed.id), signed.content, at, moves, voice, signed.repost_of)


def ballot_of(tagged: Tagged, shards: tuple[int, ...], families: tuple[str, ...] = ()) -> Ballot:
    """Return the ballot on a report, which asks these shards; ``families``: a desk's own files of publishers."""
    post = tagged.post
    open_verdict = Verdict(post.id, "new", f"{number_of(post.id):016x}", None, ())
    return Ballot(
        story=to_story(tagged, open_verdict, family_of(post, families)),
        content=content_of(post),
        shards=shards,
        repost_of=post.repost_of,
        seen_at=post.seen_at,
    )


def vote_of(head: Head, shard: int, judged: Judged) -> Vote:
    """Return a shard's vote; one on a post delivered again names nobody."""
    again = "redelivered" in judged.reasons or "edited" in judged.reasons
    if again:
        return Vote(id=head.id, content=head.content, shard=shard, verdict="new")
    return Vote(
        id=head.id,
        content=head.content,
        shard=shard,
        verdict=judged.verdict,
        of=judged.of,
        reasons=judged.reasons,
        score=judged.score,
    )


def merge_of(params: Params, snapshot: bytes | None = None) -> Merge:
    """Build the merge of votes from a snapshot, or empty."""
    return Merge.restore(max(params.newswire_window, params.social_window), params.max_bytes, snapshot)


class LocalShards:
    """All parts in one process: judges like the live shards, in the order of the records.

    Args:
        params: ``shards`` of them, each with the whole of ``max_bytes``.
    """

    def __init__(self, params: Params) -> None:
        self._count = params.shards
        self._shards = [Duplicates(params) for _ in range(params.shards)]
        self._signers = {relevant: Signer(own=params.incidents) for relevant in (True, False)}
        self._merges = {True: merge_of(params), False: merge_of(params)}
        for relevant, merge in self._merges.items():
            merge.look_beside(self._merges[not relevant])
        self._reports = self._messages = 0

    def judge(self, tagged: Tagged) -> Verdict:
        """Compare a report with those before it, and remember it."""
        post = tagged.post
        known = post.edited and self._merges[True].knows(post.id)
        relevant = tagged.report.relevant or post.deleted or known
        if not tagged.report.relevant and relevant:
            return self._decided(ballot_of(tagged, ()), [], relevant=True)
        signature, head = self._signers[relevant].sign(tagged), head_of(post)
        asked = shards_of(signature, self._count)
        self._reports += 1
        self._messages += len(asked)
        votes = [vote_of(head, shard, self._shards[shard].vote(head, signature, relevant=relevant)) for shard in asked]
        # For the merge each of its reports is relevant; irrelevant ones have one of their own.
        counted = Tagged(post, msgspec.structs.replace(tagged.report, relevant=True))
        return self._decided(ballot_of(counted, asked), votes, relevant=relevant)

    def judge_many(self, records: Sequence[Tagged]) -> list[Verdict]:
        """Judge reports in order."""
        return list(map(self.judge, records))

    def _decided(self, ballot: Ballot, votes: list[Vote], *, relevant: bool) -> Verdict:
        merge = self._merges[relevant]
        cast: list[Ballot | Vote] = [ballot, *votes]
        (story,) = [story for record in cast for story in merge.take(record)]
        return story.verdict

    @property
    def messages_per_report(self) -> float:
        """Shards that a report was sent to, on average."""
        return self._messages / max(1, self._reports)
