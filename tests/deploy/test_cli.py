"""The command line as people and scripts meet it: real processes where pipes and signals count, else in this one."""

import codecs
import gzip
import json
import resource
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import click
import pytest
import zstandard
from click.testing import CliRunner

from connectors.post import POSTS, Post
from deploy.cli import cli

TOCSIN = (sys.executable, "-m", "deploy.cli")
NIGHT = datetime(2020, 10, 5, 14, 10, tzinfo=UTC)
FEED = b"""<rss version="2.0"><channel><title>World</title>
<item><guid>1</guid><title>Fire at a depot in Osh</title>
<description>Firefighters are at work.</description><pubDate>Mon, 05 Oct 2020 14:10:00 GMT</pubDate></item>
</channel></rss>"""


def post(number, text="Two people were killed in clashes in Bishkek", **fields):
    defaults = {"source": "mastodon:a.example", "kind": "social", "author": f"author {number}"}
    at = NIGHT + timedelta(seconds=number)
    return Post(**{**defaults, "id": f"p{number}", "text": text, "published_at": at, **fields})


def lines(posts):
    return b"".join(POSTS.encode(each) + b"\n" for each in posts)


@pytest.fixture
def invoke(tmp_path, monkeypatch):
    """Run a verb in this process, in an empty directory and with no configuration of the machine's."""
    monkeypatch.chdir(tmp_path)
    for name in ("TOCSIN_CONFIG", "TOCSIN_LOG_FORMAT", "TOCSIN_VERBOSE"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments):
        return CliRunner().invoke(cli, [str(each) for each in arguments])

    return run


@pytest.fixture
def recorded(tmp_path):
    posts = [post(1), post(2, "A lovely day for a walk"), post(1, id="p3", author="another")]
    file = tmp_path / "posts.jsonl"
    file.write_bytes(lines(posts))
    return file


def process(*arguments, feed=b""):
    """Run a verb in a process of its own."""
    return subprocess.run([*TOCSIN, *arguments], input=feed, capture_output=True, timeout=60, check=False)  # noqa: S603


def started(*arguments):
    """Start a verb whose pipes the test holds.

    A shell starts what runs in its background with SIGINT ignored, and a child inherits that: here it hears it anyway.
    """
    pipe, before = subprocess.PIPE, signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen([*TOCSIN, *arguments], stdin=pipe, stdout=pipe, stderr=pipe)  # noqa: S603
    finally:
        signal.signal(signal.SIGINT, before)


def python(code):
    """Run a few lines in an interpreter of their own."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)  # noqa: S603


def test_tag_reads_standard_input_and_writes_one_report_a_post_in_order(recorded):
    done = process("tag", "-", feed=recorded.read_bytes())
    assert (done.returncode, done.stderr) == (0, b"")
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    assert [report["id"] for report in reports] == ["p1", "p2", "p3"]
    assert [report["relevant"] for report in reports] == [True, False, True]


def test_tag_adds_the_acled_code_only_where_it_is_asked_for(recorded, invoke):
    plain = [json.loads(line) for line in invoke("tag", recorded).stdout.splitlines()]
    coded = [json.loads(line) for line in invoke("tag", "--acled", recorded).stdout.splitlines()]
    codes = [report.pop("acled", None) for report in coded]
    assert codes[0]
    assert codes[1] is None
    assert coded == plain


def test_an_unreadable_line_is_told_and_the_others_are_worked_on(recorded, invoke):
    content = recorded.read_bytes().splitlines(keepends=True)
    recorded.write_bytes(content[0] + b'{"id":"x","source":"s","kind":"blog"}\n' + b"\n" + b"no json\n" + content[1])
    done = invoke("tag", recorded)
    assert done.exit_code == 1
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["p1", "p2"]
    told = done.stderr.splitlines()
    assert told[0].startswith(f"{recorded}:2: field `kind`: ")
    assert "social" in told[0]
    assert told[1].startswith(f"{recorded}:4: ")
    assert told[2] == "2 of 5 lines were no posts and were left out."


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.ZstdCompressor().compress], ids=["gzip", "zstd"])
def test_a_compressed_file_reads_like_the_plain_one(recorded, invoke, tmp_path, pack):
    packed = tmp_path / "packed"
    packed.write_bytes(pack(recorded.read_bytes()))
    assert invoke("tag", packed).stdout == invoke("tag", recorded).stdout != ""


def test_a_damaged_archive_fails_with_a_sentence(recorded, invoke, tmp_path):
    packed = tmp_path / "cut.gz"
    packed.write_bytes(gzip.compress(recorded.read_bytes())[:-12])
    done = invoke("tag", packed)
    assert done.exit_code == 1
    assert "damaged or cut off" in done.stderr
    assert done.exception is None or isinstance(done.exception, SystemExit)


def test_dedupe_writes_one_verdict_a_post_and_knows_a_copy(recorded, invoke):
    done = invoke("dedupe", recorded)
    verdicts = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 0
    assert [verdict["id"] for verdict in verdicts] == ["p1", "p2", "p3"]
    assert [set(verdict) for verdict in verdicts] == [{"id", "verdict", "story", "of", "reasons"}] * 3
    assert (verdicts[0]["verdict"], verdicts[1]["verdict"]) == ("new", "new")
    assert (verdicts[2]["verdict"], verdicts[2]["of"]) == ("duplicate", "p1")


def test_dedupe_of_the_relevant_alone_leaves_the_others_out(recorded, invoke):
    done = invoke("dedupe", "--relevant", recorded)
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["p1", "p3"]


def test_backtest_raises_the_same_alerts_whatever_the_order_of_the_file(invoke, tmp_path):
    places = ("the parliament", "the square", "the station", "the market")
    posts = [
        post(
            60 * number,
            f"Clashes near {places[number % 4]} in Bishkek, police fired tear gas, {number + 2} injured",
            source=f"mastodon:server{number}.example",
        )
        for number in range(12)
    ]
    forwards, backwards = tmp_path / "forwards.jsonl", tmp_path / "backwards.jsonl"
    forwards.write_bytes(lines(posts))
    backwards.write_bytes(lines(reversed(posts)))
    done = invoke("backtest", forwards)
    assert done.exit_code == 0
    alerts = [json.loads(line) for line in done.stdout.splitlines()]
    assert alerts
    assert alerts[0]["place"]["country"] == "KG"
    assert [alert["revision"] for alert in alerts if alert["alert"] == alerts[0]["alert"]][:1] == [1]
    assert invoke("backtest", backwards).stdout == done.stdout


def test_publishers_that_a_desk_groups_are_one_voice(invoke, tmp_path):
    text = "At least {} people were killed when gunmen attacked a market in Osh, police said. {} told us more."
    names = ("Asel", "Bakyt", "Chinara", "Daniyar", "Emil", "Farida", "Gulnara", "Husein", "Irina", "Jyldyz")
    posts = [
        post(60 * n, text.format(12 + n, f"{name} of street {n}"), kind="newswire", source=f"feed:paper{n}.example/rss")
        for n, name in enumerate(names)
    ]
    (tmp_path / "posts.jsonl").write_bytes(lines(posts))
    alone = [json.loads(line) for line in invoke("backtest", "posts.jsonl").stdout.splitlines()]
    domains = [f"paper{n}.example" for n in range(len(names))]
    (tmp_path / "own.toml").write_text(f'[[group]]\nfamily = "valley"\ndomains = {json.dumps(domains)}\n')
    (tmp_path / "tocsin.toml").write_text('[dedupe]\nfamilies = ["own.toml"]\n')
    together = [json.loads(line) for line in invoke("backtest", "posts.jsonl").stdout.splitlines()]
    assert max(alert["families"] for alert in alone) > 1
    assert {alert["families"] for alert in together} <= {1}
    assert "UTC, valley" in invoke("dedupe", "--explain", "posts.jsonl").stdout


def test_explain_shows_the_rule_behind_a_mention(recorded, invoke):
    done = invoke("tag", "--explain", recorded)
    assert done.exit_code == 0
    assert "[killed | DEATH]" in done.stdout


def test_an_edit_and_a_deletion_are_explained_beside_what_was_said_before(invoke, tmp_path):
    file = tmp_path / "edited.jsonl"
    file.write_bytes(
        lines(
            [
                post(1),
                post(1, "Nobody was killed in Bishkek", edited=True),
                post(1, "", deleted=True),
                post(2, "", deleted=True),
            ]
        )
    )
    shown = invoke("dedupe", "--explain", file).stdout
    assert "edited: the same post with other text" in shown
    assert "Two people were killed" in shown
    assert "(taken back)" in shown
    assert "p2: update\n  deleted: the source took the post back\n  unknown_post" in shown


def test_a_byte_order_mark_is_no_mistake(recorded, invoke):
    recorded.write_bytes(codecs.BOM_UTF8 + recorded.read_bytes())
    done = invoke("tag", recorded)
    assert (done.exit_code, done.stderr, len(done.stdout.splitlines())) == (0, "", 3)
    assert len(invoke("source", "try", recorded).stdout.splitlines()) == 3


def test_a_backtest_without_an_alert_says_so(recorded, invoke):
    done = invoke("backtest", recorded)
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.startswith("No alert from 3 posts, 2020-10-05 14:10 to 2020-10-05 14:10 UTC.")


@pytest.mark.parametrize("name", ["nowhere/night.png", "night.gif", "night", "."])
@pytest.mark.parametrize(
    "verb", [("calibrate", "--plot"), ("backtest", "--plot"), ("alert", "show", "3f2a", "--picture")]
)
def test_a_picture_that_could_not_be_written_is_refused_before_the_work(verb, name, invoke):
    done = invoke(*verb, name)
    assert done.exit_code == 2
    assert any(mend in done.stderr for mend in ("make it, or name another", "ends with .png or .svg", "is a directory"))


@pytest.mark.parametrize("verb", [("topics", "--rights"), ("source", "types")])
def test_whoever_reads_no_word_of_a_listing_has_met_no_failure(verb):
    with started(*verb) as running:
        running.stdout.close()
        assert running.wait(60) == 0
        assert running.stderr.read() == b""


def test_whoever_reads_the_output_may_stop(tmp_path):
    file = tmp_path / "many.jsonl"
    file.write_bytes(lines(post(number) for number in range(5000)))
    with started("tag", str(file)) as running:
        assert running.stdout.readline()
        running.stdout.close()
        assert running.wait(60) == 0
        assert running.stderr.read() == b""


def test_an_interrupt_ends_a_live_pipe_after_what_came_was_answered():
    with started("tag") as running:
        running.stdin.write(lines([post(1)]))
        running.stdin.flush()
        assert json.loads(running.stdout.readline())["id"] == "p1"  # though the pipe stays open
        running.send_signal(signal.SIGINT)
        assert running.wait(60) == 130
        assert running.stderr.read().strip() == b""


def test_help_costs_less_than_a_third_of_a_second():
    process("--help")  # compiled by then
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert process("--help").returncode == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Processor time: what it takes on an idle machine, however busy this one is.
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 0.3


def test_help_imports_none_of_the_heavy_parts():
    code = (
        "import sys; from deploy.cli import cli; "
        "heavy = ('faust', 'aiokafka', 'confluent_kafka', 'numpy', 'httpx', 'rich', 'structlog'); "
        "print([name for name in heavy if name in sys.modules])"
    )
    done = python(code)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("verb", ["tag", "dedupe"])
def test_verbs_that_tell_little_import_no_logs(verb, recorded):
    code = (
        "import sys; from deploy.cli import cli; "
        f"cli.main([{verb!r}, {str(recorded)!r}], standalone_mode=False); "
        "print([name for name in ('structlog', 'rich', 'asyncio', 'importlib.metadata') if name in sys.modules])"
    )
    assert python(code).stdout.splitlines()[-1] == "[]"


def verbs(group=cli, path=()):
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from verbs(command, (*path, name))
        else:
            yield (*path, name)


@pytest.mark.parametrize("verb", list(verbs()), ids=" ".join)
def test_every_verb_helps_with_an_example_of_itself(verb, invoke):
    done = invoke(*verb, "--help")
    assert done.exit_code == 0
    examples = done.stdout.partition("Example")[2]
    assert f" {' '.join(verb)}" in examples


def test_the_verbs_are_those_of_the_contract():
    assert {" ".join(verb) for verb in verbs()} == {
        "tag", "dedupe", "backtest", "calibrate", "sources", "source import", "source try", "source list",
        "source types", "check", "topics",
        "demo", "run", "status", "worker", "connect", "replay", "kafka",
        "alerts", "alert show", "alert ack", "alert false-alarm",
        "alert resolve", "alert merge", "alert suppress", "alert reopen",
    }  # fmt: skip


@pytest.mark.parametrize(
    "arguments",
    [
        ("tga",),
        ("tag", "--colour"),
        ("tag", "none.jsonl"),
        ("worker", "cook"),
        ("replay",),
        ("--log-format", "xml", "tag"),
    ],
)
def test_wrong_use_ends_with_two(arguments, invoke):
    assert invoke(*arguments).exit_code == 2


def test_the_version_is_that_of_the_package(invoke):
    assert invoke("--version").stdout == "tocsin 0.1.0\n"


def test_check_reports_all_mistakes_and_says_when_there_are_none(invoke, tmp_path):
    done = invoke("check")
    assert (done.exit_code, "no source (public Bluesky posts are read)" in done.stdout) == (0, True)
    file = tmp_path / "tocsin.toml"
    file.write_text("[broker]\nkind = 'locl'\nprefix = 7\n")
    done = invoke("check")
    assert done.exit_code == 1
    assert "tocsin.toml:2: broker.kind: " in done.stderr
    assert "tocsin.toml:3: broker.prefix: " in done.stderr
    assert "2 mistakes" in done.stderr
    file.write_text("[broker]\nkind = 'local'\n[[routes]]\nchannel = 'terminal'\n")
    assert "fine. Broker local, no source (only heartbeats are sent), " in invoke("check").stdout
    assert ", 1 route." in invoke("check").stdout


def test_a_verb_refuses_a_configuration_with_mistakes(invoke, recorded, tmp_path):
    (tmp_path / "tocsin.toml").write_text("sources = 1\n")
    done = invoke("tag", recorded)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "tocsin.toml:1: sources: " in done.stderr


def test_topics_on_the_embedded_broker_says_why_there_are_none(invoke):
    done = invoke("topics")
    assert done.exit_code == 1
    assert "in memory" in done.stderr


def test_sources_are_listed_without_their_secrets(invoke, tmp_path):
    (tmp_path / "tocsin.toml").write_text(
        '[[sources]]\nname = "w"\ntype = "feeds"\noptions = { url = "https://example.org/?key=s3cr3t" }\n'
    )
    done = invoke("source", "list")
    assert done.stdout.split() == ["w", "feeds", "url"]
    assert "feeds" in invoke("source", "types").stdout


def test_trying_a_file_yields_its_posts_up_to_the_limit(invoke, recorded):
    done = invoke("source", "try", recorded, "--limit", 2)
    assert done.exit_code == 0
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["p1", "p2"]


def test_trying_what_is_not_there_fails_and_names_what_is_configured(invoke):
    done = invoke("source", "try", "wrold")
    assert done.exit_code == 1
    assert "GoneError" in done.stderr
    assert "No source 'wrold' is configured" in done.stderr


@pytest.fixture
def feed_url():
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("Content-Length", str(len(FEED)))
            self.end_headers()
            self.wfile.write(FEED)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/world.rss"
        server.shutdown()
        thread.join()


def test_trying_a_feed_by_address_guards_private_hosts_unless_told(feed_url):
    refused = process("source", "try", feed_url)
    assert refused.returncode == 1
    assert b"ForbiddenAddressError" in refused.stderr
    assert b"Here --allow-private does it." in refused.stderr
    done = process("source", "try", feed_url, "--allow-private")
    assert done.returncode == 0, done.stderr
    assert [json.loads(line)["title"] for line in done.stdout.splitlines()] == ["Fire at a depot in Osh"]


def test_logs_are_json_lines_on_standard_error_and_hide_secrets():
    code = (
        "from deploy.logs import set_up; import structlog, logging; set_up('json', 0); "
        "structlog.get_logger('ours').info('told', source='a', api_key='s3cr3t'); "
        "logging.getLogger('theirs').warning('odd %s', 1); logging.getLogger('aiokafka').info('chatter')"
    )
    done = python(code)
    first, second = (json.loads(line) for line in done.stderr.splitlines())
    assert done.stdout == ""
    assert (first["event"], first["level"], first["source"], first["api_key"]) == ("told", "info", "a", "***")
    assert (second["event"], second["logger"]) == ("odd 1", "theirs")


@pytest.mark.kafka
def test_topics_are_created_once_and_then_found_as_they_should_be(kafka, invoke, tmp_path):
    file = tmp_path / "cluster.toml"
    file.write_text(f'[broker]\nkind = "kafka://{kafka.bootstrap}"\nprefix = "cli-topics"\n')
    first, again = invoke("-c", file, "topics"), invoke("-c", file, "topics")
    assert (first.exit_code, again.exit_code) == (0, 0), first.output + again.output
    assert "created   cli-topics.posts\n" in first.stdout
    assert "existing  cli-topics.posts\n" in again.stdout
    assert "created" not in again.stdout
    file.write_text(file.read_text() + "partitions = { posts = 3 }\n")
    other = invoke("-c", file, "topics")
    assert other.exit_code == 1
    assert "cli-topics.posts has 1 partitions" in other.stderr


@pytest.mark.kafka
def test_the_local_kafka_runs_until_it_is_interrupted(tmp_path):
    file = tmp_path / "tocsin.toml"
    file.write_text(f'[broker]\ndata_dir = "{tmp_path / "kept"}"\n')
    with started("-c", str(file), "kafka") as running:
        assert running.stdout.readline().startswith(b"kafka://127.0.0.1:")
        running.send_signal(signal.SIGINT)
        assert running.wait(60) == 0
        assert b"Traceback" not in running.stderr.read()


def test_rights_are_printed_without_a_cluster(invoke, tmp_path):
    file = tmp_path / "tocsin.toml"
    file.write_text('[broker]\nkind = "kafka://k1:9092,k2:9092"\nprefix = "desk"\n')
    shown = invoke("-c", file, "topics", "--rights")
    assert shown.exit_code == 0
    lines = [line for line in shown.stdout.splitlines() if "User:desk-connect" in line]
    assert [line.partition("User:desk-connect ")[2] for line in lines] == [
        "--operation Write --topic desk.posts",
        "--operation Write --topic desk.dead",
        "--operation Read --operation Write --topic desk.checkpoints",
    ]
    assert all("--bootstrap-server k1:9092,k2:9092 " in line for line in lines)
