"""What else a text must say for a trigger's rarest word to matter: ``doors`` alone tells no ``kicked down the door``.

A trigger of several elements is looked for by its least common one, and even that may be a word of every day. So a text
passes by it only when the next least common element is there as well, anywhere. Words are compared as runs of letters,
of which a token has one or several; so this may let a text pass that holds no trigger, and never the other way round.
Limits: ASCII texts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

__all__ = ["Partner", "needs"]


class Partner:
    """Runs of letters and beginnings of such, one of which has to be in a text; ``free`` when none has to."""

    __slots__ = ("_beginnings", "_runs", "free")

    def __init__(self) -> None:
        self._runs: set[bytes] = set()
        self._beginnings: tuple[bytes, ...] = ()
        self.free = False

    def take(self, words: Iterable[str], stems: Iterable[str]) -> None:
        """Let any of these words and stems do as well."""
        for word in words:
            if word.isascii():  # no other is in an ASCII text
                runs = letters(word).split()
                self._runs.update(runs[:1])
                self.free = self.free or not runs
        for stem in stems:
            if stem.isascii():
                runs = letters(stem).split()
                self._beginnings = tuple({*self._beginnings, *runs[:1]})
                self.free = self.free or not runs

    def join(self, other: Partner) -> None:
        """Let whatever does for another do here as well."""
        self.free = self.free or other.free
        self._runs |= other._runs
        self._beginnings = tuple({*self._beginnings, *other._beginnings})

    def among(self, runs: Collection[bytes]) -> bool:
        """Whether a text of these runs of letters has what is needed."""
        if self.free or not self._runs.isdisjoint(runs):
            return True
        beginnings = self._beginnings
        return bool(beginnings) and any(run.startswith(beginnings) for run in runs)


_LETTERS = bytes(code if chr(code).isalpha() and code < 128 else 32 for code in range(256))


def letters(text: str) -> bytes:
    """Return an ASCII text with a space for all but letters."""
    return text.encode().translate(_LETTERS)


def needs(words: Mapping[str, Partner], stems: Mapping[str, Partner]) -> dict[str, Partner]:
    """Return what each word or stem needs that a gate looks for, where it finds the longest stem that a word has.

    Args:
        words: anchors of triggers -> the partners that those triggers ask for.
        stems: the same of stems.
    """
    found: dict[str, Partner] = {}
    for anchors in (words, stems):
        for anchor, partner in anchors.items():
            within = [anchor[:end] for end in range(1, len(anchor) + 1) if anchor[:end] in stems]
            if anchors is stems:
                for stem in within:  # a shorter stem is hidden by this one
                    found.setdefault(anchor, Partner()).join(stems[stem])
            else:
                found.setdefault(anchor, Partner()).join(partner)
                for stem in within:  # the word is found by its stem
                    found.setdefault(stem, Partner()).join(partner)
    return found
