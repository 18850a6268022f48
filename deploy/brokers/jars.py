"""Kafka's own program: 46 jars, 44 MB, fetched once per user and checked by SHA-256 before every start.

``jars.lock`` names each jar and its hash. Which repository they come from is up to the machine: Maven with its own
settings when there is ``mvn``, else the ``jgo`` package (an extra, ``pip install 'tocsin[kafka]'``), which needs no
Maven. Nothing is resolved: exactly the listed jars are fetched, and exactly these make the class path.

They are fetched into a directory beside the final one, checked there, and renamed: a directory under the final name
is whole. A lock file keeps two processes from fetching at once.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from deploy.brokers.errors import DownloadError, TamperedError

__all__ = ["Jar", "alone", "check", "default_cache", "have_jars", "read_lock"]

Progress = Callable[[str], None]
Fetch = Callable[[Sequence["Jar"], Path], None]
"""Puts the jars into a directory, each under `Jar.file_name`; raises `DownloadError`."""

MAVEN_SECONDS = 300.0
JGO_SECONDS = 60
MAVEN_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin"

MEND = (
    "mend: let this machine reach a Maven repository (Maven's settings.xml is honoured), or copy the cache of another"
)


class Jar(NamedTuple):
    """One line of the lock."""

    group: str
    artifact: str
    version: str
    sha256: str

    @property
    def file_name(self) -> str:
        """Name under which Maven publishes it."""
        return f"{self.artifact}-{self.version}.jar"


def read_lock(text: str | None = None) -> tuple[Jar, ...]:
    """Read the shipped list, or ``text`` in its form."""
    if text is None:
        text = resources.files(__package__).joinpath("jars.lock").read_text("ascii")
    jars = []
    for line in text.splitlines():
        if line and not line.startswith("#"):
            sha256, coordinate = line.split()
            group, artifact, version = coordinate.split(":")
            jars.append(Jar(group, artifact, version, sha256))
    return tuple(jars)


def default_cache(environment: Mapping[str, str]) -> Path:
    """Return the user's cache directory for our jars (XDG's rule)."""
    base = environment.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "tocsin"


def check(directory: Path, jars: Iterable[Jar]) -> tuple[Path, ...]:
    """Return the paths of the jars in ``directory``, each proven by its hash.

    Raises:
        TamperedError: one is missing or another than listed.
    """
    paths = []
    for jar in jars:
        path = directory / jar.file_name
        try:
            with path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise TamperedError(f"{path} cannot be read ({error.strerror}); mend: rm -r {directory}") from error
        if found != jar.sha256:
            raise TamperedError(f"{path} has SHA-256 {found}, listed is {jar.sha256}; mend: rm -r {directory}")
        paths.append(path)
    return tuple(paths)


def have_jars(
    cache: Path, *, progress: Progress | None = None, jars: Sequence[Jar] | None = None, fetch: Fetch | None = None
) -> tuple[Path, ...]:
    """Return the checked jars, fetching them first where they are not in the cache yet.

    Args:
        cache: directory of this user; made if needed.
        progress: told before a fetch.
        jars: instead of the shipped list.
        fetch: instead of Maven or jgo.

    Raises:
        DownloadError: they could not be fetched.
        TamperedError: what lies in the cache, or what came, is not what is listed.
    """
    wanted = read_lock() if jars is None else tuple(jars)
    mark = hashlib.sha256("".join(jar.sha256 for jar in wanted).encode()).hexdigest()[:12]
    final = cache / f"kafka-{mark}"
    if not final.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        with alone(cache / "fetch.lock"):
            if not final.is_dir():  # else another process fetched it while we waited
                if progress is not None:
                    progress(f"fetching Apache Kafka ({len(wanted)} jars, 44 MB, once)")
                _fetch_into(final, wanted, fetch or _fetch)
    return check(final, wanted)


def _fetch_into(final: Path, jars: Sequence[Jar], fetch: Fetch) -> None:
    with tempfile.TemporaryDirectory(dir=final.parent, prefix=".fetching-") as temporary:
        arrived = Path(temporary) / "jars"
        arrived.mkdir()
        fetch(jars, arrived)
        check(arrived, jars)
        arrived.rename(final)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold the lock file ``path``; a second process waits here until the first is through."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _fetch(jars: Sequence[Jar], into: Path) -> None:
    """Fetch by Maven, else by jgo."""
    maven = shutil.which("mvn")
    problem = "there is no mvn on the path"
    if maven is not None:
        try:
            fetch_by_maven(maven, jars, into)
        except DownloadError as error:
            problem = str(error)
        else:
            return
    try:
        fetch_by_jgo(jars, into)
    except DownloadError as error:
        raise DownloadError(f"Kafka's jars could not be fetched: {problem}; {error}; {MEND}") from error


def fetch_by_maven(maven: str, jars: Sequence[Jar], into: Path) -> None:
    """Let Maven copy the jars, each named by itself: nothing transitive comes with them.

    Raises:
        DownloadError: with the end of what Maven said.
    """
    dependencies = "".join(
        f"<dependency><groupId>{jar.group}</groupId><artifactId>{jar.artifact}</artifactId>"
        f"<version>{jar.version}</version></dependency>"
        for jar in jars
    )
    project = (
        '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
        "<groupId>tocsin</groupId><artifactId>kafka</artifactId><version>1</version>"
        f"<dependencies>{dependencies}</dependencies></project>"
    )
    with tempfile.TemporaryDirectory(dir=into.parent) as temporary:
        pom = Path(temporary) / "pom.xml"
        pom.write_text(project, "utf-8")
        command = [
            *(maven, "--batch-mode", "--quiet", "--file", str(pom), f"{MAVEN_PLUGIN}:copy-dependencies"),
            *(f"-DoutputDirectory={into}", "-DexcludeTransitive=true", "-DincludeScope=runtime"),
        ]
        try:
            done = subprocess.run(  # noqa: S603  our own command line
                command, capture_output=True, text=True, timeout=MAVEN_SECONDS, check=False, stdin=subprocess.DEVNULL
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise DownloadError(f"Maven: {error}") from error
    if done.returncode:
        said = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        raise DownloadError(f"Maven ended with {done.returncode}: {' '.join(said[:2])[:500]}")


def fetch_by_jgo(jars: Sequence[Jar], into: Path) -> None:
    """Fetch the jars with the jgo package's own resolver, without Maven and without Java.

    Raises:
        DownloadError: jgo is not installed, or a jar did not come.
    """
    try:
        import requests.exceptions  # noqa: PLC0415, TID251  what jgo raises
        from jgo.maven import MavenContext  # noqa: PLC0415  an extra
    except ImportError as error:
        raise DownloadError("the jgo package is not installed: pip install 'tocsin[kafka]'") from error
    with tempfile.TemporaryDirectory(dir=into.parent) as temporary:
        # Its own directory, so that half a jar in a shared repository cannot be taken for a whole one.
        context = MavenContext(repo_cache=Path(temporary), timeout=JGO_SECONDS)
        for jar in jars:
            try:
                path = context.project(jar.group, jar.artifact).at_version(jar.version).artifact().resolve()
            except (RuntimeError, OSError, requests.exceptions.RequestException) as error:
                raise DownloadError(f"jgo: {jar.file_name} did not come: {error}") from error
            path.rename(into / jar.file_name)
