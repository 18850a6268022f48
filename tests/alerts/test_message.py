import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from alerts.message import Limits, body, clean, clip, map_link, message, spark, title
from tests.alerts.conftest import make_revision


@given(st.text(max_size=400), st.integers(0, 120))
def test_what_is_cut_fits_and_what_fits_is_not_cut(text, limit):
    assert len(clip(text, limit)) <= limit
    assert clip(text, len(text)) == text


@given(st.text(max_size=600), st.integers(60, 2000), st.booleans())
def test_messages_fit_every_limit(headline, limit, titled):
    alert = make_revision(headline=headline)
    found = message(alert, Limits(title=80 if titled else 0, body=limit))
    assert len(found.title) <= (80 if titled else 0)
    assert 0 < len(found.body) <= limit


@given(st.text())
def test_texts_of_others_bring_no_control_characters(text):
    assert not [one for one in clean(text) if unicodedata.category(one)[0] == "C"]


def test_an_exercise_says_so_first():
    assert title(make_revision(synthetic=True), 30).startswith("EXERCISE: Alert")


def test_a_message_says_what_why_who_how_sure_and_which():
    alert = make_revision(revision=3)
    text = f"{title(alert)}\n{body(alert, 4000)}"
    for part in (
        "update 3", "severe", "Clashes and a fire in Bishkek", "0.1 expected",
        "about 120 injured (Ministry) at 18:00", "12 reports, 5 independent sources", "90%", map_link(alert.place),
        "smoke over the square https://example.org/1", "a revision 3", "█", "independent sources agree",
    ):  # fmt: skip
        assert part in text


def test_people_of_the_desk_read_who_said_what():
    alert = make_revision(revision=4, state="acknowledged", said="Acknowledged by anna: on\nit \x1b[2J")
    assert "Said: Acknowledged by anna: on it [2J" in body(alert, 4000)


def test_a_short_body_keeps_the_reason_and_the_identity_longest():
    text = body(make_revision(), 130)
    assert text.startswith("Why now")
    assert text.endswith("Alert: a revision 1; answer with: tocsin alert ack a")


def test_the_spark_line_shows_the_shape():
    assert spark((0, 7, 14)) == "▁▅█" or spark((0, 7, 14)) == "▁▄█"
    assert spark((0, 0)) == "▁▁"
    assert spark(()) == ""
