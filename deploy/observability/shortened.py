"""The shipped rules and routes with shorter minutes, for drills and for nobody else.

Everything that is a length of time is divided by one factor: every ``for`` and ``keep_firing_for``, every window, the
waits of Alertmanager's routes, and the minutes that ages are compared with, which the rules write as ``5 * 60``.
Expressions, names, labels and thresholds stay what they are.
"""

from __future__ import annotations

import re

__all__ = ["shortened"]

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_SETTING = re.compile(r"(?<=[a-z]: )(\d+)([smhd])$", re.MULTILINE)
_WINDOW = re.compile(r"(?<=\[)(\d+)([smhd])(?=\])")
_MINUTE = re.compile(r"\* 60\b")


def shortened(text: str, factor: float) -> str:
    """Return a file of rules or routes whose times are ``factor`` times as short."""

    def shorter(found: re.Match[str]) -> str:
        return f"{round(int(found[1]) * _SECONDS[found[2]] * 1000 / factor)}ms"

    text = _WINDOW.sub(shorter, _SETTING.sub(shorter, text))
    return _MINUTE.sub(f"* {60 / factor:g}", text)
