"""The command line as people and scripts meet it: real processes where pipes and signals count, else in this one."""

import json
import signal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import click
import pytest

from deploy.cli import cli
from tests.deploy.cli_kit import lines, post, process, python, started

FEED = b"""<rss version="2.0"><channel><title>World</title>
<item><guid>1</guid><title>Fire at a depot in Osh</title>
<description>Firefighters are at work.</description><pubDate>Mon, 05 Oct 2020 14:10:00 GMT</pubDate></item>
</channel></rss>"""


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
