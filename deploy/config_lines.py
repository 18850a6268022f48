"""Line numbers for TOML: the standard library's parser gives values only, and a mistake needs a place.

Walks text that `tomllib` has already accepted, so nothing here validates: it only has to find where each key stands.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass, field

__all__ = ["KeyPath", "lines_of"]

KeyPath = tuple[str | int, ...]
"""E.g. ``("sources", 0, "options", "url")``."""

_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'',
    re.DOTALL,
)
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}#\n]+")
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)+")
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
_SHORT = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r"}


def _unescaped(match: re.Match[str]) -> str:
    code = match[1]
    return chr(int(code[1:], 16)) if code[0] in "uU" else _SHORT.get(code, code)


@dataclass
class _Walk:
    text: str
    at: int = 0
    lines: dict[KeyPath, int] = field(default_factory=dict)
    tables: dict[KeyPath, int] = field(default_factory=dict)  # array of tables -> how many so far

    def run(self) -> dict[KeyPath, int]:
        table: KeyPath = ()
        # A form of TOML that this walk does not know costs the lines behind it, not the report of the mistakes.
        with contextlib.suppress(ValueError, IndexError):
            while self.skip():
                if self.text.startswith("[", self.at):
                    table = self.header()
                else:
                    self.pair(table)
        return self.lines

    def skip(self) -> bool:
        """Go past blanks and comments; False at the end."""
        blank = _BLANK.match(self.text, self.at)
        self.at = blank.end() if blank else self.at
        return self.at < len(self.text)

    def note(self, path: KeyPath) -> None:
        self.lines.setdefault(path, self.text.count("\n", 0, self.at) + 1)

    def header(self) -> KeyPath:
        start = self.at
        several = self.text.startswith("[[", start)
        self.at += 2 if several else 1
        names = self.names()
        self.skip()
        end, self.at = self.at + (2 if several else 1), start
        path: KeyPath = ()
        for index, name in enumerate(names):
            path = (*path, name)
            self.note(path)
            if several and index == len(names) - 1:
                self.tables[path] = self.tables.get(path, -1) + 1
            if path in self.tables:
                path = (*path, self.tables[path])
                self.note(path)
        self.at = end
        return path

    def names(self) -> list[str]:
        """Read a key, dotted or not."""
        names: list[str] = []
        while True:
            self.skip()
            found = _STRING.match(self.text, self.at)
            if found:
                body = found[0][1:-1]
                names.append(_ESCAPE.sub(_unescaped, body) if found[0][0] == '"' else body)
            else:
                found = _BARE.match(self.text, self.at)
                if not found:
                    raise ValueError(f"no key at character {self.at}")
                names.append(found[0])
            self.at = found.end()
            self.skip()
            if not self.text.startswith(".", self.at):
                return names
            self.at += 1

    def pair(self, table: KeyPath) -> None:
        start = self.at
        names = self.names()
        after, self.at = self.at, start
        path = table
        for name in names:
            path = (*path, name)
            self.note(path)
        self.at = after + 1  # past the equals sign
        self.value(path)

    def value(self, path: KeyPath) -> None:
        self.skip()
        opening = self.text[self.at]
        if opening in "[{":
            self.at += 1
            index = 0
            while self.skip() and self.text[self.at] not in "]}":
                if opening == "[":
                    self.note((*path, index))
                    self.value((*path, index))
                    index += 1
                else:
                    self.pair(path)
                self.skip()
                if self.text.startswith(",", self.at):
                    self.at += 1
            self.at += 1
            return
        found = _STRING.match(self.text, self.at) or _SCALAR.match(self.text, self.at)
        if not found:
            raise ValueError(f"no value at character {self.at}")
        self.at = found.end()


def lines_of(text: str) -> dict[KeyPath, int]:
    """Return the line, counted from 1, of every key and array element of a valid TOML text."""
    return _Walk(text).run()
