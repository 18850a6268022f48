"""Files that are made once: the last few that are used stay."""

import os

from streams.words.cache import keep, used


def test_the_files_of_one_name_that_were_used_last_stay(tmp_path):
    names = [f"words-{number}-abc.bin" for number in range(5)]
    for age, name in enumerate(names):
        keep(tmp_path / name, b"words")
        os.utime(tmp_path / name, (age, age))
    (tmp_path / "other-1.bin").write_bytes(b"other")
    used(tmp_path / names[1])
    keep(tmp_path / "words-5-abc.bin", b"words")
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {names[1], names[3], names[4], "words-5-abc.bin", "other-1.bin"}


def test_a_file_that_is_gone_is_not_made_by_being_used(tmp_path):
    used(tmp_path / "words-1.bin")
    assert not list(tmp_path.iterdir())
