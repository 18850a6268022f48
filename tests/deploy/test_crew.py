"""Posts of a file tagged by several processes: the same reports, in order, whatever happens to the processes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from multiprocessing import active_children
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from alerts.escalation import Escalation
from connectors.post import HEARTBEAT_SOURCE, POSTS, Post
from deploy.cli import cli
from deploy.config import Config
from deploy.crew import Ahead, Crew, Unfailing
from deploy.parameters import escalation_params
from deploy.pipeline import Pipeline
from streams.dedupe.duplicates import Duplicates, Params
from streams.report import TAGGED, Report
from streams.steps import tag_posts
from streams.tagging import Analysis, Tagger

EARLY = 40  # posts that the first process tags
BLOCK = 130


@pytest.fixture(scope="module")
def posts() -> list[Post]:
    """Enough for several takes of two processes."""
    at = datetime(2020, 10, 5, 14, 10, tzinfo=UTC)
    texts = (
        "Police fired tear gas in Bishkek, {} injured",
        "A quiet evening in Osh, {} degrees",
        "{} пострадавших в Оше",
    )
    return [
        Post(
            id=f"sample:{number}",
            source="sample",
            kind="social",
            text=texts[number % 3].format(number),
            published_at=at + timedelta(seconds=number),
        )
        for number in range(1_800)
    ]


def blocks(posts: list[Post]) -> Iterator[list[Post]]:
    yield from (posts[at : at + BLOCK] for at in range(0, len(posts), BLOCK))


def test_several_processes_give_what_one_gives(posts: list[Post]) -> None:
    alone = list(Crew(Config()).tagged(blocks(posts)))
    together = list(Crew(Config(), jobs=2, alone=EARLY).tagged(blocks(posts)))
    assert [post for take, _ in together for post in take] == posts
    assert [one for _, reports in together for one in reports] == [one for _, reports in alone for one in reports]
    assert not active_children()


def test_input_that_breaks_off_gives_what_was_read_before(posts: list[Post]) -> None:
    def broken() -> Iterator[list[Post]]:
        yield from blocks(posts[: 5 * BLOCK])
        raise OSError("the file is cut off")

    seen: list[Post] = []
    tagged = Crew(Config(), jobs=2, alone=EARLY).tagged(broken())
    with pytest.raises(OSError, match="cut off"):
        seen.extend(post for take, _ in tagged for post in take)
    assert seen == posts[: 5 * BLOCK]


def test_what_a_dead_process_leaves_is_tagged_all_the_same(posts: list[Post]) -> None:
    ids: list[str] = []
    killed = False
    for _, reports in Crew(Config(), jobs=2, alone=EARLY).tagged(blocks(posts)):
        ids += [report.id for report in reports]
        if not killed and active_children():
            for child in active_children():
                child.kill()
            killed = True
    assert killed
    assert ids == [post.id for post in posts]


def test_who_wants_no_more_leaves_no_process_behind(posts: list[Post]) -> None:
    tagged = Crew(Config(), jobs=2, alone=EARLY).tagged(blocks(posts))
    assert isinstance(tagged, Iterator)
    while not active_children():
        next(tagged)
    tagged.close()  # type: ignore[attr-defined]  of a generator
    assert not active_children()


def test_a_reader_of_known_posts_wants_them_in_order(posts: list[Post]) -> None:
    few = posts[:6]
    reader = Ahead(Crew(Config()), few)
    assert [report.id for report in reader.tag_many(few[:4])] == [post.id for post in few[:4]]
    with pytest.raises(ValueError, match="sample:5 is not the post whose turn it is"):
        reader.tag(few[5])


def test_a_post_at_which_the_tagger_fails_costs_no_other_its_report(posts: list[Post]) -> None:
    class Failing:
        """Stands for a tagger with a fault."""

        def tag(self, post: Post) -> Report:
            if post is few[2]:
                raise IndexError("one word too far")
            return Report(post.id, "en", True, (), ())

        def tag_many(self, posts: Iterable[Post]) -> list[Report]:
            return list(map(self.tag, posts))

    few = posts[:5]
    reader = Unfailing(Failing())
    reports = reader.tag_many(few)
    assert [report and report.id for report in reports] == ["sample:0", "sample:1", None, "sample:3", "sample:4"]
    assert reader.taken() == ["sample:2: IndexError: one word too far"]
    assert reader.taken() == []


POISON = "one word too far"


@pytest.fixture
def poisoned(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tagger that fails at texts with a certain word."""
    analyse, tag_many = Tagger.analyse, Tagger.tag_many

    def failing(tagger: Tagger, post: Post) -> Analysis:
        if "poison" in post.text:
            raise IndexError(POISON)
        return analyse(tagger, post)

    def failing_many(tagger: Tagger, posts: Iterable[Post]) -> list[Report]:
        some = list(posts)
        if any("poison" in post.text for post in some):
            raise IndexError(POISON)
        return tag_many(tagger, some)

    monkeypatch.setattr(Tagger, "analyse", failing)
    monkeypatch.setattr(Tagger, "tag", lambda tagger, post: failing_many(tagger, [post])[0])
    monkeypatch.setattr(Tagger, "tag_many", failing_many)


def written(path: Path, posts: Iterable[Post]) -> Path:
    path.write_bytes(b"\n".join(POSTS.encode(post) for post in posts))
    return path


@pytest.fixture
def with_poison(posts: list[Post]) -> list[Post]:
    return [posts[0], replace(posts[1], text="poison"), posts[2]]


@pytest.mark.usefixtures("poisoned")
def test_a_post_that_is_not_tagged_is_told_and_fails_the_verb(with_poison: list[Post], tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["tag", str(written(tmp_path / "posts.jsonl", with_poison))])
    assert done.exit_code == 1
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["id"] for line in lines] == ["sample:0", "sample:1", "sample:2"]
    assert [line["relevant"] for line in lines] == [True, False, True]
    assert f"Not tagged: sample:1: IndexError: {POISON}. It has an empty report." in done.stderr


@pytest.mark.usefixtures("poisoned")
@pytest.mark.parametrize("verb", ["tag", "dedupe"])
def test_explaining_goes_on_behind_a_post_that_is_not_tagged(
    verb: str, with_poison: list[Post], tmp_path: Path
) -> None:
    path = written(tmp_path / "posts.jsonl", [*with_poison, replace(with_poison[0], id="sample:again")])
    done = CliRunner().invoke(cli, [verb, "--explain", str(path)])
    assert done.exit_code == 1
    assert f"Not tagged: sample:1: IndexError: {POISON}." in done.stderr
    assert "sample:again" in done.stdout
    assert ("sample:1: not relevant" in done.stdout) is (verb == "tag")


@pytest.mark.usefixtures("poisoned")
def test_an_edit_that_is_not_tagged_withdraws_nothing(posts: list[Post], tmp_path: Path) -> None:
    told, copy = posts[0], replace(posts[0], id="sample:copy", author="another")
    edit = replace(told, text=f"{told.text} poison", edited=True, published_at=posts[1].published_at)
    path = written(tmp_path / "posts.jsonl", [told, edit, replace(copy, published_at=posts[2].published_at)])
    done = CliRunner().invoke(cli, ["dedupe", "--relevant", str(path)])
    assert done.exit_code == 1
    verdicts = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(one["id"], one["verdict"]) for one in verdicts] == [("sample:0", "new"), ("sample:copy", "duplicate")]
    assert "It was left out" in done.stderr


@pytest.mark.usefixtures("poisoned")
def test_what_is_replayed_offline_leaves_out_what_is_a_dead_letter_live(posts: list[Post]) -> None:
    told = posts[0]
    edit = replace(told, text=f"{told.text} poison", edited=True, published_at=posts[4].published_at)
    some = [told, *posts[1:4], edit, posts[5]]
    ahead = Ahead(Crew(Config()), some)
    pipeline = Pipeline(ahead, Duplicates(Params(max_bytes=1 << 20)), Escalation(escalation_params(Config())))
    list(pipeline.feed(some))
    live = tag_posts(Tagger.load(), some, 1, some[-1].published_at)
    told_live = [TAGGED.decode(one.value).post for one in live if one.topic == "reports" and one.value]
    assert pipeline.counters.posts == len(some)
    assert pipeline.counters.relevant == len([post for post in told_live if post.source != HEARTBEAT_SOURCE])
    assert not any(post.edited for post in told_live)
