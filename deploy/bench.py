"""`make bench`: every figure of this project on this machine, one JSON line each, the parts before the whole.

Each part runs in a process of its own, so that one's memory is not another's. Arguments go to the bench of the whole
path: ``python -m deploy.bench --posts 50000 --million 0`` is a quick look.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

from deploy.bench_path import say

__all__ = ["PARTS", "main"]

PARTS = (
    "deploy.bench_sources",
    "deploy.bench_feeds",
    "deploy.bench_tagging",
    "deploy.bench_dedupe",
    "deploy.bench_escalation",
    "deploy.bench_metrics",
    "deploy.bench_sizing",
    "deploy.bench_path",
)


def machine() -> None:
    """Tell what is measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    say(
        "machine",
        cores=os.cpu_count(),
        memory_gib=round(memory / 2**30, 1),
        system=platform.system(),
        architecture=platform.machine(),
        processor=_processor(),
        python=platform.python_version(),
    )


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


def main() -> int:
    """Run all parts; the exit status is 1 when one of them failed."""
    machine()
    status = 0
    for part in PARTS:
        arguments = sys.argv[1:] if part == PARTS[-1] else []
        sys.stderr.write(f"— {part} …\n")
        status |= subprocess.run([sys.executable, "-m", part, *arguments], check=False).returncode  # noqa: S603
    return 1 if status else 0


if __name__ == "__main__":
    sys.exit(main())
