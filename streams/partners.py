"""What else a text must say for a trigger's rarest word to matter: ``doors`` alone tells no ``kicked down the door``.

A trigger of several elements is looked for by its least common one, its anchor, and even that may be a word of every
day. So a text passes by it only when the next least common element is there as well, within the trigger's reach. Words
are compared as runs of letters, of which a token has one or several, and the reach is counted in stretches between
spaces, of which each with letters has one token or several: this may let a text pass that holds no trigger, and never
the other way round. Limits: only ASCII words are looked for; a trigger that may have another in their place passes by
its anchor alone in texts with other characters.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

__all__ = ["Partner", "letters", "needs"]

_SLACK = 4  # stretches without letters (a dash, a number) that are passed over within a reach


class Partner:
    """Runs of letters and beginnings of such, one of which has to be near an anchor.

    Attributes:
        free: nothing has to.
        foreign: a word that is not ASCII would do as well.
        inside: runs of letters of the piece of text that the anchor is in, where that is no word by itself.
        letter: the anchor is one letter, which ends many longer words: ``I'm``, ``5 p.m.``
    """

    __slots__ = ("_after", "_before", "_beginnings", "_runs", "foreign", "free", "inside", "letter")

    def __init__(self, inside: Sequence[str] = ()) -> None:
        self.inside = inside
        self._runs: set[str] = set()
        self._beginnings: tuple[str, ...] = ()
        self._before = self._after = 0  # tokens
        self.free = self.foreign = self.letter = False

    def take(self, words: Iterable[str], stems: Iterable[str], reach: int) -> None:
        """Let any of these words and stems do as well.

        Args:
            words: in lower case.
            stems: beginnings of such.
            reach: tokens from the anchor to them at most; negative when they stand before it.
        """
        self._before, self._after = max(self._before, -reach), max(self._after, reach)
        for word in words:
            runs = self._ascii_runs(word)
            self._runs.update(runs[:1])
        for stem in stems:
            runs = self._ascii_runs(stem)
            self._beginnings = tuple({*self._beginnings, *runs[:1]})

    def _ascii_runs(self, word: str) -> Sequence[str]:
        if not word.isascii():
            self.foreign = True
            return ()
        runs = letters(word.encode()).decode().split()
        self.free = self.free or not runs
        return runs

    def join(self, other: Partner) -> None:
        """Let whatever does for another do here as well."""
        self.letter = self.letter or other.letter
        self.free = self.free or other.free
        if self.free:
            return  # whatever else would do
        self.foreign = self.foreign or other.foreign
        self._runs |= other._runs
        self._beginnings = tuple({*self._beginnings, *other._beginnings})
        self._before, self._after = max(self._before, other._before), max(self._after, other._after)

    def among(self, runs: Collection[str]) -> bool:
        """Whether these runs of letters have what is needed."""
        if not self._runs.isdisjoint(runs):
            return True
        beginnings = self._beginnings
        if beginnings:
            for run in runs:
                if run.startswith(beginnings):
                    return True
        return False

    def near(self, text: bytes, at: int) -> bool:
        """Whether what is needed is within reach of an anchor.

        Args:
            text: in lower case, other characters than ASCII replaced one for one.
            at: where the anchor begins.
        """
        own = at > 0 and not text[at - 1 : at].isspace()  # its stretch begins before it
        least, most = self._before + own, self._after + 1
        head = text[:at].rsplit(None, least + _SLACK)
        tail = text[at:].split(None, most + _SLACK)
        before, behind = head[-least - _SLACK :], tail[: most + _SLACK]
        # Nearly always all of that is little enough to be looked through at once, and has nothing.
        enough = len(head) == len(before) or sum(map(bytes.isalpha, before)) >= least
        enough = enough and (len(tail) == len(behind) or sum(map(bytes.isalpha, behind)) >= most)
        if enough and not self.among(letters(b" ".join((*before, *behind))).decode().split()):
            return False
        before_runs = _window(before[::-1], least, len(head) > least + _SLACK)
        behind_runs = _window(behind, most, len(tail) > most + _SLACK)
        return before_runs is None or behind_runs is None or self.among(before_runs + behind_runs)


def _window(stretches: Iterable[bytes], most: int, cut: bool) -> list[str] | None:
    """Return the runs of letters of so many stretches with letters; None when there may be more of them."""
    runs: list[str] = []
    for stretch in stretches:
        if not most:
            return runs
        if found := letters(stretch).decode().split():
            runs += found
            most -= 1
    return None if cut and most else runs


_LETTERS = bytes(code if chr(code).isalpha() and code < 128 else 32 for code in range(256))


def letters(text: bytes) -> bytes:
    """Return a text with a space for all but ASCII letters."""
    return text.translate(_LETTERS)


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
