"""How many, in twelve languages: bounds, ranges, shares, parts and numbers in words, as news and as posts."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.post import Post

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
TABLE = Path(__file__).parents[1] / "data" / "tagging" / "quantities.tsv"
ROWS = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines() if not line.startswith("#")]


def _told(report) -> list[str]:
    counts = {count for mention in (*report.mentions, *report.hazards) for count in mention.counts}
    ends = {count: "-".join("" if end is None else str(end) for end in (count.min, count.max)) for count in counts}
    return sorted(
        f"{count.role} {ends[count]}{'~' * count.approximate}{f'|{count.of}' if count.of else ''}" for count in counts
    )


@pytest.mark.parametrize("kind", ["newswire", "social"])
@pytest.mark.parametrize(("language", "told", "text"), ROWS, ids=[text[:60] for _, _, text in ROWS])
def test_a_quantity_is_an_interval(tagger, kind, language, told, text):
    post = Post(id="p", source="s", kind=kind, text=text, lang=language, published_at=AT)
    assert _told(tagger.tag(post)) == sorted(told.split("; "))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Two or three days later five people died in a fire in Leeds.", ["killed 5-5"]),
        ("Enkaz altında 3 kişi öldü, Bursa'da bina çöktü.", ["killed 3-3"]),
        ("Bursa'da köprü üzerinde 3 kişi öldü.", ["killed 3-3"]),
        ("The fire broke out on the second or third floor in Leeds; two people were injured.", ["injured 2-2"]),
    ],
)
def test_what_only_looks_like_a_bound_or_a_range(tag, text, told):
    assert _told(tag(text)) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("One hundred and twenty-one people were injured in a fire in Leeds.", ["injured 121-121"]),
        ("Bei einem Brand in Kiel wurden neunhundert Menschen verletzt.", ["injured 900-900"]),
        ("In Kiel demonstrierten zwölftausend Menschen.", ["crowd 12000-12000"]),
        ("A Bari hanno manifestato quindicimila persone.", ["crowd 15000-15000"]),
        ("Bursa'da çıkan yangında onbeş kişi öldü.", ["killed 15-15"]),
        ("أصيب خمسة و عشرون شخصا في حريق في عمان.", ["injured 25-25"]),
        ("In Utrecht raakten drieëntwintig mensen gewond bij een brand.", ["injured 23-23"]),
        ("In Utrecht raakten twee mensen gewond bij een brand.", ["injured 2-2"]),
        ("Sebanyak dua belas orang terluka dalam kebakaran di Bandung.", ["injured 12-12"]),
        ("Sebanyak dua puluh lima orang terluka dalam kebakaran di Bandung.", ["injured 25-25"]),
        ("U požaru u Beogradu povređeno je petsto osoba.", ["injured 500-500"]),
    ],
)
def test_numbers_in_words(tag, text, told):
    assert _told(tag(text)) == told
