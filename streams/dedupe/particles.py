"""Korean words without their particles: 공장에서 and 공장 are one word to who compares texts."""

from __future__ import annotations

import re

__all__ = ["without_particles"]

SHORTEST = 2  # syllables that are left
_PARTICLES = "에서는 에서도 에서 에게 으로 부터 까지 에는 에도 에 의 은 는 이 가 을 를 과 와 서 도".split()  # noqa: SIM905
_WORD = re.compile(f"(?<![^\\x00])([\uac00-\ud7af]{{{SHORTEST},}}?)(?:{'|'.join(_PARTICLES)})(?=\\x00|$)")


def without_particles(joined: str) -> str:
    """Return words, joined by NUL, without the particles of Korean ones."""
    return _WORD.sub(r"\1", joined)
