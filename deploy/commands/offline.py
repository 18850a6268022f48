"""The verbs that need no Kafka: the same functions as the live stages, over a file."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deploy.commands.lines import (
    PostLines,
    ReadError,
    advancing,
    jobs_for,
    many_jobs,
    post_file,
    progress,
    write,
    write_lines,
)
from deploy.commands.session import FAILED, PICTURES, NewFile, Session, end, examples, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from rich.console import RenderableType

    from connectors.post import Post
    from streams.dedupe.duplicates import Duplicates
    from streams.report import Report, Tagged
    from streams.tagging import Tagger

__all__ = ["backtest", "dedupe", "tag"]

_LEFT_OUT = "It was left out; what was said of an earlier version of it stands."

LINES = """\
A line that is no post is told on standard error (file, line, field, mend) and
left out; the others are worked on, and the exit status is 1 at the end.
FILE may be compressed with gzip or zstd; `-` or nothing is standard input.
"""


@click.command(
    short_help="Print one report per post",
    epilog=examples(
        "tocsin tag posts.jsonl > reports.jsonl",
        "zcat posts.jsonl.gz | tocsin tag -",
        "FORCE_COLOR=1 tocsin tag --explain posts.jsonl | less -R",
        after=LINES,
    ),
)
@post_file
@click.option("--explain", is_flag=True, help="Print each text with marks, and the rule behind each mention.")
@click.option("--acled", is_flag=True, help="Add the ACLED event and sub-event type of each short English report.")
@many_jobs
@click.pass_obj
def tag(session: Session, path: str, explain: bool, acled: bool, jobs: int) -> None:
    """Read posts and print one report each, in order.

    Irrelevant posts have a report too: its "relevant" is false.
    """
    from deploy.crew import Crew  # noqa: PLC0415
    from streams.report import REPORTS  # noqa: PLC0415

    lines = PostLines(path)
    crew = Crew(session.config(), jobs=jobs_for(path, jobs), tell=lines.fail)
    if explain:
        show, tagger = _printer(), crew.tagger
        for post in _each(lines):
            show(_explained(tagger, post, lines))
    else:
        with progress(lines) as blocks:
            for posts, reports in crew.tagged(_safely(blocks)):
                if acled:
                    _write_coded(posts, reports)
                else:
                    write_lines(REPORTS, reports)
    lines.finish()


def _explained(tagger: Tagger, post: Post, lines: PostLines) -> RenderableType:
    """Return why a post got its tags; one at which the tagger fails is told and has an empty report, as without."""
    from deploy.crew import empty_report, fault_of  # noqa: PLC0415
    from streams.explain import explain, unread  # noqa: PLC0415

    try:
        return explain(tagger, post)
    except Exception as error:  # noqa: BLE001  one poisonous post must not cost all others
        lines.fail(fault_of(post, error))
        return unread(empty_report(post), post)


def _write_coded(posts: Sequence[Post], reports: Sequence[Report]) -> None:
    from streams.coding import CODED_REPORTS, coded  # noqa: PLC0415

    write_lines(CODED_REPORTS, map(coded, reports, posts))


@click.command(
    short_help="Print one verdict per post: new, update or duplicate",
    epilog=examples(
        "tocsin dedupe posts.jsonl > verdicts.jsonl",
        "tocsin dedupe --relevant posts.jsonl   # what the live stages would say",
        "FORCE_COLOR=1 tocsin dedupe --explain posts.jsonl | less -R",
        after=LINES,
    ),
)
@post_file
@click.option("--relevant", is_flag=True, help="Judge only what the tagger finds relevant, as the live stages do.")
@click.option("--explain", is_flag=True, help="Print texts side by side: what agreed and what conflicted.")
@click.option(
    "--shards", default=1, type=click.IntRange(1, 64), help="Judge as if divided so; 1 (the default) is exact."
)
@many_jobs
@click.pass_obj
def dedupe(session: Session, path: str, relevant: bool, explain: bool, shards: int, jobs: int) -> None:
    """Read posts and print one verdict each, in order: new, update or duplicate."""
    from deploy.crew import Crew  # noqa: PLC0415
    from deploy.parameters import dedupe_params  # noqa: PLC0415
    from streams.dedupe.duplicates import Duplicates  # noqa: PLC0415
    from streams.dedupe.shards import LocalShards  # noqa: PLC0415
    from streams.report import VERDICTS, Tagged  # noqa: PLC0415

    config = session.config()
    params = replace(dedupe_params(config), shards=shards)
    if explain and shards > 1:
        raise click.UsageError("--explain shows the pairs of one index: leave --shards out.")
    divided = LocalShards(params) if shards > 1 else None
    lines, index = PostLines(path, instead=_LEFT_OUT), Duplicates(params)
    judge = divided.judge_many if divided else index.judge_many
    crew = Crew(config, jobs=1 if explain else jobs_for(path, jobs), tell=lines.fail)

    def judged(posts: Sequence[Post], reports: Sequence[Report | None]) -> Iterator[Tagged]:
        for post, report in zip(posts, reports, strict=True):
            if report is not None and (not relevant or report.relevant or post.deleted):
                yield Tagged(post, report)

    if explain:
        one_by_one = ([post] for post in _each(lines))
        _explain((each for posts, reports in crew.read(one_by_one) for each in judged(posts, reports)), index)
    else:
        with progress(lines) as blocks:
            for posts, reports in crew.read(_safely(blocks)):
                write_lines(VERDICTS, judge(list(judged(posts, reports))))
    if divided:
        say(f"{divided.messages_per_report:.2f} messages a report on {shards} shards.")
    lines.finish()


@click.command(
    short_help="Print the alerts that recorded posts would raise",
    epilog=examples(
        "tocsin backtest night.jsonl.gz > alerts.jsonl", "tocsin backtest night.jsonl --plot night.png", after=LINES
    ),
)
@post_file
@click.option("--plot", "picture", type=NewFile(*PICTURES), help="Draw the gravest alert over time: .png or .svg.")
@many_jobs
@click.pass_obj
def backtest(session: Session, path: str, picture: str | None, jobs: int) -> None:
    """Run recorded posts through the whole path without Kafka; print each alert's revisions.

    Posts are brought into the order of their publication first, so they are all held in memory.
    """
    from alerts.alert import ALERTS  # noqa: PLC0415
    from alerts.escalation import Escalation  # noqa: PLC0415
    from deploy.backtest import Tracks, in_order, plot  # noqa: PLC0415
    from deploy.backtest import backtest as run  # noqa: PLC0415
    from deploy.crew import Ahead, Crew  # noqa: PLC0415
    from deploy.parameters import dedupe_params, escalation_params  # noqa: PLC0415
    from streams.dedupe.duplicates import Duplicates  # noqa: PLC0415

    if picture and importlib.util.find_spec("matplotlib") is None:  # told before a long run, not after it
        say("--plot needs matplotlib: pip install 'tocsin[plot]'.")
        end(FAILED)
    config = session.config()
    lines = PostLines(path, instead=_LEFT_OUT)
    with progress(lines) as blocks:
        posts = in_order(post for block in _safely(blocks) for post in block)
    crew = Crew(config, everywhere=False, jobs=jobs_for(path, jobs), tell=lines.fail)
    tracks = Tracks() if picture else None
    raised = []
    with advancing("alerts", len(posts)) as through:
        for alert in run(
            posts,
            tagger=Ahead(crew, posts),
            duplicates=Duplicates(dedupe_params(config)),
            escalation=Escalation(escalation_params(config)),
            tracks=tracks,
            through=through,
            families=dedupe_params(config).families,
        ):
            write_lines(ALERTS, [alert])
            raised.append(alert)
    if posts and not raised:
        say(_quiet(posts))
    if picture and tracks is not None:
        try:
            plot(Path(picture), tracks, raised)
        except ValueError as error:
            say(str(error))
            end(FAILED)
    lines.finish()


def _quiet(posts: Sequence[Post]) -> str:
    first, last = (edge(post.published_at for post in posts) for edge in (min, max))
    many = "1 post" if len(posts) == 1 else f"{len(posts):,} posts"
    return (
        f"No alert from {many}, {first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M} UTC. `tocsin tag` shows what each "
        "reports, `tocsin dedupe --relevant` which are copies."
    )


def _each(lines: PostLines) -> Iterator[Post]:
    for posts in _safely(lines):
        yield from posts


def _printer() -> Callable[[RenderableType], None]:
    """Return what prints an explanation: in colours on a terminal, long lines left to it or to the pager."""
    from rich.console import Console  # noqa: PLC0415

    console = Console(highlight=False, soft_wrap=True)

    def show(explanation: RenderableType) -> None:
        with console.capture() as captured:
            console.print(explanation)
        write(captured.get())

    return show


def _safely(blocks: Iterable[list[Post]]) -> Iterator[list[Post]]:
    """Pass posts on; input that breaks off ends the verb with a sentence after what was read before."""
    try:
        yield from blocks
    except ReadError as error:
        say(str(error))
        end(FAILED)


def _explain(tagged: Iterator[Tagged], index: Duplicates) -> None:
    """Print each report beside the one that its verdict names, or from which it was kept apart; others in a line.

    An edit or a deletion stands beside the revision before it.
    """
    from streams.dedupe.explain import alone, explain  # noqa: PLC0415

    show, params = _printer(), index.params
    known: dict[str, Tagged] = {}
    for each in tagged:
        verdict = index.judge(each)
        beside = verdict.of or index.kept_apart(each)
        earlier = known.get(beside) if beside is not None else None
        beside_it = earlier and explain(earlier, each, verdict, params.families, params.incidents)
        show(beside_it or alone(verdict))
        known[each.post.id] = each
