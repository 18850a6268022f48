"""Who writes in a drill: invented pseudonyms on invented servers, and how carelessly people type.

Pseudonyms are two household words and a number, so that they name nobody; every host ends in ``.example`` (RFC 2606).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from deploy.drills.phrases import Dice

__all__ = ["SERVERS", "Person", "people", "roughly"]

SERVERS = ("mastodon.example", "bluesky.example", "telegram.example")

_FIRST = (
    "blue", "quiet", "walnut", "paper", "north", "amber", "felt", "copper", "early", "salt", "river", "stone",
    "yellow", "winter", "clover", "linen", "plum", "silver", "sandy", "birch", "dusty", "honey", "ivory", "mellow",
)  # fmt: skip
_SECOND = (
    "kettle", "lantern", "saddle", "pigeon", "bridge", "teapot", "button", "ladder", "spoon", "wagon", "thimble",
    "chair", "pocket", "basket", "needle", "candle", "pencil", "window", "barrel", "mitten", "drawer", "whistle",
)  # fmt: skip
_EMOJI = ("\U0001f622", "\U0001f64f", "\U0001f633", "\u2757", "\U0001f614", "\U0001f1f0\U0001f1ec")


@dataclass(frozen=True)
class Person:
    """One account: ``name`` on ``server``."""

    name: str
    server: str

    @property
    def source(self) -> str:
        """Name of the source that delivers this account's posts."""
        return f"drill:{self.server}"


def people(count: int, dice: Dice) -> list[Person]:
    """Invent so many different accounts."""
    made: dict[str, Person] = {}
    while len(made) < count:
        name = f"{dice.pick(_FIRST)}-{dice.pick(_SECOND)}-{int(dice.between(10, 99))}"
        made.setdefault(name, Person(name, dice.pick(SERVERS)))
    return list(made.values())


def roughly(text: str, hashtags: Sequence[str], dice: Dice, *, excited: bool) -> str:
    """Type it as people do: case and stops dropped, marks doubled, a hashtag or a sign at the end."""
    result = text
    if dice.chance(0.14):
        result = result.lower()
    if dice.chance(0.3):
        result = result.rstrip(".")
    if excited and dice.chance(0.15):
        result = result.replace(".", "!", 1)
    if dice.chance(0.3 if excited else 0.15):
        result = f"{result} {dice.pick(hashtags)}"
    if dice.chance(0.12):
        result = f"{result} {dice.pick(_EMOJI)}"
    return result
