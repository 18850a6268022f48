"""Hostile texts cost bounded time, raise nothing, and offsets still point at the trigger."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.post import Post, body
from streams.explain import explain

NOON = datetime(2024, 5, 14, 12, 0, tzinfo=UTC)
BUDGET_S = 5.0  # far above what they cost (under half a second each), far below what anything quadratic would
MEGA = 1_000_000
HOSTILE = {
    "one word of a megabyte": "a" * MEGA,
    "a megabyte of killed": "killed " * (MEGA // 7),
    "a megabyte of a trigger without spaces": "killed" * (MEGA // 6),
    "a megabyte of capitals": "Bishkek " * (MEGA // 8),
    "a megabyte of numbers": "12 " * (MEGA // 3),
    "a megabyte of one digit": "1" * MEGA,
    "nested quotes": '"“«' * 20_000 + "killed" + '»”"' * 20_000,
    "nested brackets": "(" * 50_000 + "fire in Osh" + ")" * 50_000,
    "lone surrogates": "fire \ud83d in \udc00 Osh \ud800killed",
    "right-to-left marks": "\u202e\u200fthree killed\u202c in \u2067Osh\u2069 " * 200,
    "zero-width joiners": "k\u200di\u200dl\u200dl\u200de\u200dd three\u200d people in Osh " * 500,
    "ten thousand emoji": "\U0001f525" * 10_000 + " fire in Osh",
    "joined emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 5_000 + " explosion",
    "letters that fold to more than one": "İSTANBUL ŞİDDET ﬀﬁ ß " * 5_000 + "killed",
    "combining marks": "e" + "\u0301" * 100_000 + " killed",
    "commas": "killed, " * 50_000,
    "no sentence end": "police killed three men and " * 20_000,
    "speakers": "She said three people died. " * 20_000,
    "bystanders": "Some 3,000 residents slept in schools. A fire burned in Leeds. " * 8_000,
    "dots": "." * MEGA,
    "apostrophes": "l'" * 200_000 + "incendie",
    "dashes": "fire" + "-fire" * 100_000,
    "nulls": "\x00killed\x00in\x00Osh\x00" * 1_000,
    "a person, a comma and one word more": "Explosion in Osh: the driver of a bus, killed",
    "a figure with an open end at the end": "Fire in Osh, people injured: 100+",
    "empty": "",
    "space": " \n\t\u00a0\u2028 ",
}


def post(text, title=None):
    return Post(id="p", source="s", kind="social", text=text, title=title, published_at=NOON)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_cost_bounded_time(tagger, name):
    began = time.process_time()
    report = tagger.tag(post(HOSTILE[name]))
    assert time.process_time() - began < BUDGET_S
    for mention in report.mentions:
        assert HOSTILE[name][mention.trigger.start : mention.trigger.end] == mention.trigger.text


# fmt: off
WORDS = st.sampled_from([
    "killed", "injured", "fire", "fires", "clash", "clashed", "police", "protesters", "no", "not", "about",
    "120", "half", "of", "whom", "were", "three", "dozen", "between", "and", "5,000", "Osh", "Bishkek", "Paris",
    ",", "Texas", "(", ")", ".", ";", ":", "\"", "'", '\u201c', '\u201d', '\u2014', "U.S.", "8:10", "p.m.", "on",
    "5", "October", "may", "will", "deaths", "said", "according", "to", "погибли", "пожар", "не", "в", "Бишкеке",
    "двое", "жок", "каза", "болду", "эмес", "muertos", "sin", "heridos", "l'incendie", "d'Osh", "n'a", "morts",
    "حريق", "لا", "قتلى", "و", '\u200d', '\u200f', '\ufffd', '\U0001f525', "İ", "ß", '\ufb01', '\x00', "2020",
    "1/2", "-", "+", "%", "$", "#fire", "@police", "https://x.example/fire",
])
# fmt: on
TEXTS = st.one_of(
    st.text(max_size=300), st.lists(WORDS, max_size=60).map(" ".join), st.lists(WORDS, max_size=30).map("".join)
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS, title=st.one_of(st.none(), TEXTS))
def test_no_text_raises_and_offsets_point_at_the_trigger(tagger, text, title):
    one = post(text, title)
    report = tagger.tag(one)
    for mention in report.mentions:
        assert body(one)[mention.trigger.start : mention.trigger.end] == mention.trigger.text
        assert mention.trigger.text.strip()
        for count in mention.counts:
            assert count.min is None or count.max is None or 0 <= count.min <= count.max


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS)
def test_an_explanation_keeps_the_text_and_prints(tagger, text):
    shown = explain(tagger, post(text)).plain
    shown.encode("utf-8")
    assert "\x1b" not in shown
    assert shown.startswith("p: ")
