"""What else a text must say for a trigger's rarest word to matter: ``doors`` alone tells no ``kicked down the door``.

A trigger of several elements is looked for by its least common one, its anchor, and even that may be a word of every
day. So a text passes by it only when the next least common element is there as well, within the trigger's reach. Words
are compared as runs of letters, of which a token has one or several, and the reach is counted in stretches between
spaces, of which each with letters has one token or several: this may let a text pass that holds no trigger, and never
the other way round. Limits: only ASCII words are looked for; a trigger that may have another in their place passes by
its anchor alone in texts with other characters.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

__all__ = ["Partner", "letters"]

_SLACK = 4  # stretches without letters (a dash, a number) that are passed over within a reach


class Partner:
    """Runs of letters and beginnings of such, one of which has to be near an anchor."""

    __slots__ = ("_after", "_before", "_beginnings", "_runs")

    def __init__(self) -> None:
        self._runs: set[str] = set()
        self._beginnings: tuple[str, ...] = ()
        self._before = self._after = 0  # tokens

    def take(self, words: Iterable[str], stems: Iterable[str], reach: int) -> None:
        """Let any of these words and stems do as well; those that are not ASCII are left out.

        Args:
            words: in lower case.
            stems: beginnings of such.
            reach: tokens from the anchor to them at most; negative when they stand before it.
        """
        self._before, self._after = max(self._before, -reach), max(self._after, reach)
        self._runs.update(run for word in words for run in _runs(word)[:1])
        self._beginnings = tuple({*self._beginnings, *(run for stem in stems for run in _runs(stem)[:1])})

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


def _runs(word: str) -> list[str]:
    return letters(word.encode()).decode().split() if word.isascii() else []


_LETTERS = bytes(code if chr(code).isalpha() and code < 128 else 32 for code in range(256))


def letters(text: bytes) -> bytes:
    """Return a text with a space for all but ASCII letters."""
    return text.translate(_LETTERS)
