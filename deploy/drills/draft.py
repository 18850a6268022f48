"""A post of a drill before it has its id: who writes what when, and what is true about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from connectors.post import Kind, Post
from deploy.drills.cast import Person
from deploy.drills.drill import How, Label, Truth

__all__ = ["Draft", "in_order"]


@dataclass(eq=False)
class Draft:
    """A post to be.

    Attributes:
        claimed: language as the source claims it; people's settings are often wrong.
        original: what it takes its words from; ``how``: in which way.
        supersedes: whose figures it updates.
        same_as: the post that this one takes back or mends: it gets the same id.
    """

    at: datetime
    person: Person
    text: str
    lang: str
    label: Label
    phase: str
    kind: Kind = "social"
    title: str | None = None
    url: str | None = None
    claimed: str | None = None
    incident: str | None = None
    original: Draft | None = None
    how: How | None = None
    supersedes: Draft | None = None
    same_as: Draft | None = None
    deleted: bool = False
    id: str = ""

    def to_post(self) -> Post:
        """Return the record."""
        return Post(
            id=self.id,
            source=self.person.source,
            kind=self.kind,
            author=self.person.name if self.kind == "social" else None,
            text=self.text,
            title=self.title,
            url=self.url,
            lang=self.claimed,
            published_at=self.at,
            repost_of=self.original.id if self.how == "repost" and self.original else None,
            deleted=self.deleted,
        )

    def to_truth(self, again: Label | None) -> Truth:
        """Return the truth about it; ``again`` says what happened to the post later."""
        return Truth(
            id=self.id,
            label=self.label,
            phase=self.phase,
            incident=self.incident,
            copy_of=self.original.id if self.original else None,
            how=self.how,
            supersedes=self.supersedes.id if self.supersedes else None,
            taken_back=again == "deletion",
            edited=again == "edit",
        )


def in_order(drafts: Sequence[Draft]) -> tuple[list[Post], list[Truth]]:
    """Put drafts in time order, give them ids in that order, and return the posts and the truth about each id."""
    ordered = [draft for _, draft in sorted(enumerate(drafts), key=lambda placed: (placed[1].at, placed[0]))]
    fresh = [draft for draft in ordered if draft.same_as is None]
    for serial, draft in enumerate(fresh, 1):
        draft.id = f"{draft.person.source}:{serial:05}"
    again = {}
    for draft in ordered:
        if draft.same_as is not None:
            draft.id = draft.same_as.id
            again[draft.same_as] = draft.label
    return [draft.to_post() for draft in ordered], [draft.to_truth(again.get(draft)) for draft in fresh]
