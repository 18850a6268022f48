"""tag, dedupe and backtest on the command line, as people and scripts meet them."""

import codecs
import gzip
import json

import pytest
import zstandard

from tests.deploy.cli_kit import lines, post, process


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


def test_a_desk_adds_words_of_incidents_of_its_own(invoke, tmp_path):
    posts = [
        post(0, "Total shemozzle in Norby near the Aldi", author="ann"),
        post(60, "Norby: two people hurt in the shemozzle, hospital says", author="ben"),
    ]
    (tmp_path / "posts.jsonl").write_bytes(lines(posts))
    (tmp_path / "own.toml").write_text('language = "en"\n[kinds]\nunrest = "shemozzle*"\n')
    told = []
    for text in ("", '[dedupe]\nincidents = ["own.toml"]\n'):
        (tmp_path / "tocsin.toml").write_text(text)
        told.append([json.loads(line)["verdict"] for line in invoke("dedupe", "posts.jsonl").stdout.splitlines()])
        shown = invoke("dedupe", "--explain", "posts.jsonl").stdout
    assert told == [["new", "new"], ["new", "update"]]
    assert "The pair by itself: update" in shown


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
