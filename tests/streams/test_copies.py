"""Copies of a text: what is taken over from the first, what is worked out anew, and how much is remembered."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from connectors.post import HEARTBEAT_SOURCE, Post
from streams.clauses.times import Times
from streams.copies import Copies, Known, key_of
from streams.report import Report
from streams.tagging import TAKE
from streams.words.lexicon import Lexicon
from streams.words.stems import Stems

DATA = Path(__file__).parents[1] / "data" / "tagging" / "items.jsonl"
AT = datetime(2024, 5, 14, 16, 30, tzinfo=UTC)
TEXT = "A fire broke out at a market in Osh at 8 pm on Monday, as in the fires of 2023, and 12 people were injured."


def made(number: int, text: str, at: datetime = AT, **fields: object) -> Post:
    return Post(id=f"p{number}", source="s", kind="social", text=text, published_at=at, **fields)


def originals() -> list[Post]:
    texts = [json.loads(line)["text"] for line in DATA.read_text("utf-8").splitlines()[::4]]
    return [made(number, text) for number, text in enumerate([TEXT, *texts])]


def test_a_copy_has_the_report_that_reading_it_would_give_whenever_it_was_published(tagger):
    first = originals()
    tagger.tag_many(first)
    for hours in (5, -31, 24 * 200, 24 * 365 * 2):
        later = [replace(one, id=f"{one.id}+{hours}", published_at=AT + timedelta(hours=hours)) for one in first]
        assert tagger.tag_many(later) == [tagger.analyse(one).report for one in later]


def test_copies_within_a_take_each_have_their_own_id_and_time(tagger):
    posts = [made(number, TEXT, AT + timedelta(days=number)) for number in range(900, 900 + TAKE + 3)]
    reports = tagger.tag_many(posts)
    assert [report.id for report in reports] == [post.id for post in posts]
    assert len({mention.time for report in reports for mention in report.mentions}) > TAKE / 7


def test_a_take_keeps_its_order_and_reads_no_deletions_or_heartbeats(tagger):
    posts = [
        made(1, TEXT),
        made(2, TEXT, deleted=True),
        made(3, "Lovely weather today."),
        replace(made(4, TEXT), source=HEARTBEAT_SOURCE),
        made(5, TEXT, lang="es"),
        made(6, TEXT, title="Fire in Bishkek"),
        made(7, TEXT),
    ]
    assert tagger.tag_many(posts) == [tagger.analyse(post).report for post in posts]
    assert [bool(report.mentions) for report in tagger.tag_many(posts)] == [True, False, False, False, True, True, True]


def test_what_was_not_seen_for_longest_is_forgotten_first():
    memory, known = Copies(most_characters=30), Known(Report("p", "en", False, (), ()), (), Times(Lexicon("en")))
    keys = [key_of(made(number, str(number) * 10)) for number in range(4)]
    for key in keys[:3]:
        memory.keep(key, known)
    assert memory.find(keys[0]) is known
    memory.keep(keys[3], known)
    assert [memory.find(key) is known for key in keys] == [True, False, True, True]


def test_words_are_found_by_themselves_and_by_their_stems_the_shortest_first():
    filed = Stems[str]()
    for stem in ("burning", "burn", "x"):
        filed.stem(stem, f"{stem}*")
    filed.word("burn", "burn")
    found = {word: filed.of(word) for word in ("burn", "burnings", "bu", "bus", "xylophone")}
    assert found == {
        "burn": ["burn", "burn*"],
        "burnings": ["burn*", "burning*"],
        "bu": [],
        "bus": [],
        "xylophone": ["x*"],
    }
