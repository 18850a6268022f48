"""Changed lexicons are taken in between takes; broken ones are refused, told once, and the old words stay."""

import os
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from connectors.post import Post
from deploy.config import parse
from deploy.parameters import reloading_tagger
from deploy.reloading import EVERY, Reloading
from streams.tagging import Tagger
from streams.words.lexicon import LexiconError

NOON = datetime(2024, 5, 14, 12, tzinfo=UTC)
POST = Post(id="p", source="s", kind="social", text="A ruckus at Oak Court in Bishkek.", published_at=NOON)


class Words:
    """A tagger of one word."""

    def __init__(self, path):
        self.word = path.read_text("utf-8")
        if self.word == "broken":
            raise LexiconError(str(path), "triggers", "is broken", "Mend it.")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "desk.toml"
    path.write_text("one", "utf-8")
    return path


@pytest.fixture
def reloading(file):
    return Reloading(lambda: Words(file), lambda: [file])


def change(path, text, seconds):
    path.write_text(text, "utf-8")
    os.utime(path, (seconds, seconds))


def word(reloading):
    return reloading._tagger.word


def test_a_change_is_taken_in_at_the_next_look(reloading, file):
    assert not reloading.refresh(NOON)
    change(file, "two", 1)
    assert not reloading.refresh(NOON + EVERY / 2)
    assert word(reloading) == "one"
    assert reloading.refresh(NOON + EVERY)
    assert word(reloading) == "two"


def test_the_log_names_the_file_that_changed_and_no_other(file, tmp_path):
    other = tmp_path / "other.toml"
    other.write_text("x", "utf-8")
    reloading = Reloading(lambda: Words(file), lambda: [file, other])
    change(file, "two", 1)
    with capture_logs() as logs:
        assert reloading.refresh(NOON)
    assert [entry["files"] for entry in logs if entry["event"] == "lexicons_reloaded"] == [["desk.toml"]]


def test_a_file_that_is_only_touched_changes_nothing(reloading, file):
    before = reloading._tagger
    change(file, "one", 1)
    assert not reloading.refresh(NOON)
    assert reloading._tagger is before


def test_a_broken_file_is_refused_and_told_once(reloading, file):
    change(file, "broken", 1)
    with capture_logs() as logs:
        for look in range(4):
            assert not reloading.refresh(NOON + look * EVERY)
    assert word(reloading) == "one"
    (warning,) = [entry for entry in logs if entry["log_level"] == "warning"]
    assert str(file) in warning["fault"]
    assert "Mend it." in warning["fault"]
    change(file, "mended", 2)
    assert reloading.refresh(NOON + 9 * EVERY)
    assert word(reloading) == "mended"


def test_a_file_that_vanishes_is_no_crash(reloading, file):
    file.unlink()
    reloading.load = lambda: Words(file.with_name("none")) if file.exists() else _refuse(file)
    assert not reloading.refresh(NOON)
    assert word(reloading) == "one"


def _refuse(file):
    raise LexiconError(str(file), "", "cannot be read", "Give it back.")


def test_a_clock_set_back_does_not_stop_the_looks(reloading, file):
    reloading.refresh(NOON)
    change(file, "two", 1)
    assert reloading.refresh(NOON - timedelta(hours=1))


def test_the_stage_takes_in_a_desks_new_word_and_keeps_it_when_the_file_breaks(tmp_path):
    path = tmp_path / "desk.toml"
    path.write_text('language = "en"\n', "utf-8")
    reloading = reloading_tagger(parse(f'[tagging]\nlexicons = ["{path}"]\n'.encode(), {}, "test"))
    assert reloading.tag(POST) == Tagger.load(everywhere=False).tag(POST)
    change(path, 'language = "en"\n[triggers.strong]\nCLASH = ["ruckus at"]\n', 1)
    assert reloading.refresh(NOON)
    assert [mention.type for mention in reloading.tag(POST).mentions] == ["CLASH"]
    assert reloading.tag(POST) == Tagger.load(extra=[path], everywhere=False).tag(POST)
    change(path, 'language = "en"\n[triggers.strong]\nBRAWL = ["ruckus at"]\n', 2)
    assert not reloading.refresh(NOON + EVERY)
    assert [mention.type for mention in reloading.tag(POST).mentions] == ["CLASH"]
