"""What is wrong with a configuration: all of it at once, each mistake with its line, its field and its mend."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from deploy.config_lines import KeyPath

__all__ = ["ConfigError", "Findings", "Problem", "dotted"]


SHORTEST_SECRET = 4


def dotted(path: KeyPath) -> str:
    """Write a key path for people, e.g. ``sources[0].options.url``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


class Problem(msgspec.Struct, frozen=True):
    """One mistake.

    Attributes:
        line: in the file, counted from 1; None when it concerns the file as a whole.
        field: dotted path, e.g. ``sources[0].options.url``; empty likewise.
        problem: what is wrong.
        mend: what to write instead, a sentence.
    """

    line: int | None
    field: str
    problem: str
    mend: str

    def told(self, origin: str) -> str:
        """Return one line for people."""
        where = origin if self.line is None else f"{origin}:{self.line}"
        return (
            f"{where}: {self.field}: {self.problem}. {self.mend}"
            if self.field
            else (f"{where}: {self.problem}. {self.mend}")
        )


class ConfigError(Exception):
    """A configuration that cannot be used.

    Attributes:
        origin: the file, or ``defaults``.
        problems: all of them, in the order of the file.
    """

    def __init__(self, origin: str, problems: Sequence[Problem]) -> None:
        self.origin, self.problems = origin, tuple(problems)
        super().__init__("\n".join(problem.told(origin) for problem in problems))


@dataclass
class Findings:
    """Collects problems.

    Attributes:
        lines: where each key stands, from `deploy.config_lines.lines_of`.
        secrets: values from the environment; they are never shown in a message.
    """

    lines: Mapping[KeyPath, int]
    secrets: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def add(self, path: KeyPath, problem: str, mend: str) -> None:
        """Note a problem at the nearest key that the file has."""
        known = path
        while known and known not in self.lines:
            known = known[:-1]
        hidden = [self._masked(" ".join(text.split())) for text in (problem.rstrip(". "), mend)]
        self.problems.append(Problem(self.lines.get(known), dotted(path), *hidden))

    def under(self, path: KeyPath) -> bool:
        """Whether something at or below ``path`` is wrong."""
        shown = dotted(path)
        return any(re.match(re.escape(shown) + r"($|[.\[])", problem.field) for problem in self.problems)

    def sorted(self) -> list[Problem]:
        """Return the problems in the order of the file."""
        return sorted(self.problems, key=lambda problem: problem.line or 0)

    def _masked(self, text: str) -> str:
        # A secret of a letter or two is none, and would blot out every message.
        for secret in sorted((each for each in self.secrets if len(each) >= SHORTEST_SECRET), key=len, reverse=True):
            text = text.replace(secret, "***")
        return text
