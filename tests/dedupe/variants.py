"""Variants of our own texts, with fixed seeds: what copies, updates and other incidents look like.

A text is written with marks: ``{place}``, ``[count]``, ``<day>``, ``~person~``. Copies change words and keep what is
marked; another incident changes what is marked and keeps the words; an update lets counts grow.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

TEXTS = Path(__file__).parents[1] / "data" / "dedupe" / "news.txt"
MARK = re.compile(r"\{([^}]*)\}|\[([^\]]*)\]|<([^>]*)>|~([^~]*)~")
PLACES = ("Ashby", "Korvo", "San Telmo", "Ulmen", "Dargos", "Pell Bay", "Miravet", "Tolmin", "Quarra", "Skarn")
PEOPLE = ("Anna Petrie", "Luis Calvo", "Omar Haddad", "Greta Holm", "Ivan Sorel", "Mei Tanaka")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SYLLABLES = ("ba", "ren", "to", "mil", "sa", "der", "ku", "lin", "vo", "per", "na", "gos")
FURNITURE = (
    "Media playback is not supported on your device",
    "Get the stories that matter delivered to your inbox every morning.",
    "Our reporters can be reached through the form at the end of this page.",
)
CLOSING = (
    "More from this section: ten recipes for a rainy weekend, and the quiz of the week.",
    "You are reading one of your three free articles this month.",
    "Please enter your comment!",
)


@dataclass(frozen=True)
class Text:
    """One marked text; ``title`` only of long ones."""

    title: str | None
    text: str

    @property
    def long(self) -> bool:
        return self.title is not None


def texts(name: str = "news") -> list[Text]:
    """Read our own texts: ``news``, ``dev`` (rules may be tuned on both) or ``held`` (only figures are looked at)."""
    found = []
    path = TEXTS.with_name(f"{name}.txt")
    lines = [line for line in path.read_text(encoding="utf-8").split("\n") if not line.startswith("#")]
    for block in "\n".join(lines).strip().split("\n\n"):
        head, _, rest = block.strip().partition("\n")
        found.append(Text(head, rest) if rest else Text(None, head))
    return found


def plain(marked: str) -> str:
    """Drop the marks."""
    return MARK.sub(lambda found: found[found.lastindex or 0], marked)


def spun(marked: str, share: float, rng: random.Random) -> str:
    """Replace lower-case words of five letters and more, each with probability ``share``; marked words stay."""

    def other(found: re.Match[str]) -> str:
        if rng.random() >= share:
            return found[0]
        return "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(2, 4)))

    parts = re.split(r"(\{[^}]*\}|\[[^\]]*\]|<[^>]*>|~[^~]*~)", marked)
    return "".join(part if part[:1] in "{[<~" and part else re.sub(r"\b[a-z]{5,}\b", other, part) for part in parts)


def translated(marked: str, rng: random.Random) -> str:
    """Back-translation that keeps the order of sentences: half of the words replaced, short ones too, some swapped."""
    words = spun(marked, 0.45, rng).split(" ")
    for at, word in enumerate(words):
        if word in ("the", "a", "of", "in", "and", "to", "that", "was", "were", "on", "by") and rng.random() < 0.2:
            words[at] = rng.choice(("the", "a", "of", "at", "with", "which", "is"))
    for at in range(len(words) - 1):
        if rng.random() < 0.06 and words[at].islower() and words[at + 1].islower():
            words[at], words[at + 1] = words[at + 1], words[at]
    return " ".join(words)


def dropped(marked: str, rng: random.Random) -> str:
    """Leave out one word in eight."""
    return " ".join(word for word in plain(marked).split(" ") if rng.random() >= 0.12 or "\x00" in word)


def truncated(marked: str, rng: random.Random) -> str:
    """Cut and add the address, as a share button does."""
    words = plain(marked).split()
    return " ".join(words[: max(7, int(len(words) * rng.uniform(0.45, 0.75)))]) + "\u2026 via https://short.example/x1"


def syndicated(text: Text, rng: random.Random) -> Text:
    """Edit as a desk does: another headline, paragraphs cut, sentences moved, the lead touched, a line added."""
    paragraphs = text.text.split("\n")
    del paragraphs[rng.randrange(1, len(paragraphs))]
    if rng.random() < 0.5 and len(paragraphs) > 3:
        del paragraphs[rng.randrange(1, len(paragraphs))]
    place = rng.randrange(1, len(paragraphs))
    moved = paragraphs[place].split(". ")
    paragraphs[place] = ". ".join(moved[1:] + moved[:1])
    paragraphs[0] = re.sub(r"^\{[^}]*\}, <[^>]*> - ", "", spun(paragraphs[0], 0.2, rng))
    paragraphs.append("Our correspondent contributed to this report.")
    return Text(spun(text.title or "", 0.6, rng), "\n".join(paragraphs))


def furnished(text: Text, _: random.Random) -> Text:
    """Wrap in another site's boilerplate."""
    return Text(text.title, "\n".join((*FURNITURE, text.text, *CLOSING)))


def swapped(marked: str, rng: random.Random, *, which: str) -> str:
    """Another incident: each marked value of the kinds in ``which`` replaced, the same by the same."""
    chosen: dict[str, str] = {}
    pools = {"{": list(PLACES), "<": list(DAYS), "~": list(PEOPLE)}

    def other(found: re.Match[str]) -> str:
        kind, value = found[0][0], found[found.lastindex or 0]
        if kind not in which:
            return value
        key = found[0].casefold()
        if key not in chosen:
            if kind == "[":
                chosen[key] = changed(value, rng.choice((0.3, 0.45, 0.6)))
            else:
                pool = [one for one in pools[kind] if one not in (value, *chosen.values())]
                chosen[key] = rng.choice(pool or pools[kind])
        return chosen[key].upper() if value.isupper() and len(value) > 3 and kind != "[" else chosen[key]

    return MARK.sub(other, marked)


def changed(value: str, factor: float) -> str:
    """Return another number in the same form; what is no number stays."""
    if "." in value:
        return f"{float(value) * factor:.{len(value.split('.')[1])}f}"
    if not value.isdecimal():
        return value
    other = max(1, round(int(value) * factor))
    return str(other if other != int(value) else other + 1)


def grown(marked: str, rng: random.Random) -> str:
    """An update: the same words, larger counts."""
    factor = rng.choice((1.5, 2, 3, 5, 10))
    return MARK.sub(lambda found: changed(found[2], factor) if found[2] else found[found.lastindex or 0], marked)


Variant = Callable[[Text, random.Random], Text]


def _on(change: Callable[[str, random.Random], str]) -> Variant:
    """Apply a change of marked text to headline and text together, so that one name becomes one other name."""

    def variant(text: Text, rng: random.Random) -> Text:
        title, _, body = change(f"{text.title or ''}\x00{text.text}", rng).partition("\x00")
        return Text(title or None, body)

    return variant


COPIES: dict[str, Variant] = {
    "repost": lambda text, _: Text(text.title, text.text) if text.long else Text(None, f"RT @someone: {text.text}"),
    "truncated": lambda text, rng: Text(text.title, truncated(text.text, rng)),
    "boilerplate": furnished,
    "dropped": _on(dropped),
    "spun_light": _on(lambda marked, rng: spun(marked, 0.2, rng)),
    "spun_40": _on(lambda marked, rng: spun(marked, 0.4, rng)),
    "spun_70": _on(lambda marked, rng: spun(marked, 0.7, rng)),
    "translated": _on(translated),
    "syndicated": syndicated,
}
LONG_ONLY = {"boilerplate", "syndicated", "spun_70", "translated"}
SHORT_ONLY = {"dropped"}
OTHERS: dict[str, Variant] = {
    "other_incident": _on(lambda marked, rng: swapped(marked, rng, which="{[<~")),
    "place_swapped": _on(lambda marked, rng: swapped(marked, rng, which="{")),
    "place_and_number": _on(lambda marked, rng: swapped(marked, rng, which="{[")),
    "number_fell": _on(lambda marked, rng: swapped(marked, rng, which="[")),
}
UPDATES: dict[str, Variant] = {"number_grown": _on(grown)}
