"""Wire records: what is written is read back the same, and another version of the program reads it too."""

import types
from datetime import UTC, datetime
from typing import Annotated, Literal, Union, get_args, get_origin

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.alert import ALERTS, Alert
from alerts.lifecycle import ANALYST_VERDICTS, AnalystVerdict
from alerts.outbox import OUTBOX, OutboxEntry
from connectors.checkpoints import CHECKPOINTS, Checkpoint
from connectors.codec import RecordError
from connectors.dead import DEAD_LETTERS, DeadLetter
from connectors.post import POSTS, Post
from streams.report import REPORTS, STORIES, TAGGED, VERDICTS, Report, Story, Tagged, Verdict

RECORDS = [
    pytest.param(codec, kind, id=kind.__name__)
    for codec, kind in (
        (POSTS, Post),
        (REPORTS, Report),
        (TAGGED, Tagged),
        (VERDICTS, Verdict),
        (STORIES, Story),
        (ALERTS, Alert),
        (DEAD_LETTERS, DeadLetter),
        (OUTBOX, OutboxEntry),
        (CHECKPOINTS, Checkpoint),
        (ANALYST_VERDICTS, AnalystVerdict),
    )
]
EXAMPLES = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
PLAIN = {
    str: st.text(max_size=12),
    bytes: st.binary(max_size=12),
    int: st.integers(-(2**53), 2**53),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bool: st.booleans(),
    type(None): st.none(),
    datetime: st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  UTC above
}


def values(kind):
    """Everything that a field of this type may hold."""
    origin, inner = get_origin(kind), get_args(kind)
    if kind in PLAIN:
        return PLAIN[kind]
    if origin is Annotated:
        shortest = max(getattr(meta, "min_length", None) or 0 for meta in inner[1:])
        pattern = next(filter(None, (getattr(meta, "pattern", None) for meta in inner[1:])), None)
        text = st.from_regex(pattern, fullmatch=True) if pattern else st.text(min_size=shortest, max_size=12)
        return text if inner[0] is str else values(inner[0])
    if origin is Literal:
        return st.sampled_from(inner)
    if origin in (Union, types.UnionType):
        return st.one_of(*map(values, inner))
    if origin is tuple:
        return st.lists(values(inner[0]), max_size=2).map(tuple)
    if issubclass(kind, msgspec.Struct):
        return st.deferred(lambda: records(kind))
    raise TypeError(f"no values for {kind}")


def records(kind):
    fields = msgspec.structs.fields(kind)
    required = {field.name: values(field.type) for field in fields if field.required}
    optional = {field.name: values(field.type) for field in fields if not field.required}
    return st.fixed_dictionaries(required, optional=optional).map(lambda given: kind(**given))


@pytest.mark.parametrize(("codec", "kind"), RECORDS)
@EXAMPLES
@given(data=st.data())
def test_what_is_encoded_is_decoded_the_same(codec, kind, data):
    record = data.draw(records(kind))
    raw = codec.encode(record)
    assert codec.decode(raw) == record
    assert codec.encode(codec.decode(raw)) == raw
    assert b"\n" not in raw


@pytest.mark.parametrize(("codec", "kind"), RECORDS)
@EXAMPLES
@given(data=st.data())
def test_a_message_of_several_records_keeps_them_and_their_order(codec, kind, data):
    written = data.draw(st.lists(records(kind), max_size=4))
    assert codec.decode_many(codec.encode_many(written)) == written


@pytest.mark.parametrize(("codec", "kind"), RECORDS)
@EXAMPLES
@given(data=st.data())
def test_an_unknown_field_of_a_later_version_is_ignored(codec, kind, data):
    record = data.draw(records(kind))
    later = msgspec.json.decode(codec.encode(record))
    later["v"] = 2
    later["added_in_version_2"] = {"nested": [1, None, "text"]}
    assert codec.decode(msgspec.json.encode(later)) == msgspec.structs.replace(record, v=2)


@pytest.mark.parametrize(("codec", "kind"), RECORDS)
@EXAMPLES
@given(data=st.data())
def test_a_version_without_the_newest_fields_reads_what_this_one_writes(codec, kind, data):
    fields = msgspec.structs.fields(kind)
    required = [(field.name, field.type) for field in fields if field.required]
    older = msgspec.defstruct(
        "Older", required, rename=dict(zip(kind.__struct_fields__, kind.__struct_encode_fields__, strict=True)).get
    )
    record = data.draw(records(kind))
    read = msgspec.json.decode(codec.encode(record), type=older)
    assert all(getattr(read, name) == getattr(record, name) for name, _ in required)


@pytest.mark.parametrize(("codec", "kind"), RECORDS)
def test_every_field_without_a_default_is_asked_for_by_name(codec, kind):
    required = [field.encode_name for field in msgspec.structs.fields(kind) if field.required]
    with pytest.raises(RecordError) as caught:
        codec.decode(b"{}", "here:1")
    assert required
    assert caught.value.field in required
    assert caught.value.origin == "here:1"
    assert caught.value.mend


@pytest.mark.parametrize(("codec", "kind"), RECORDS)
def test_a_version_number_is_left_out_while_it_is_one(codec, kind):
    assert msgspec.structs.fields(kind)[-1].name == "v"
    assert msgspec.structs.fields(kind)[-1].default == 1


def test_an_unknown_author_is_written_as_null_and_a_missing_one_is_read():
    post = Post(id="a", source="s", kind="social", text="", published_at=datetime(2020, 10, 5, tzinfo=UTC))
    assert b'"author":null' in POSTS.encode(post)
    raw = b'{"id":"a","source":"s","kind":"social","text":"","published_at":"2020-10-05T00:00:00Z"}'
    assert POSTS.decode(raw) == post


def test_the_same_instant_in_another_offset_is_the_same_record():
    raw = '{"id":"a","source":"s","kind":"social","text":"","published_at":"2020-10-05T%s"}'
    assert POSTS.decode(raw % "20:10:00+06:00") == POSTS.decode(raw % "14:10:00Z")


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ('{"id":"","source":"s","kind":"social","text":"","published_at":"2020-10-05T00:00:00Z"}', "id"),
        ('{"id":"a","source":"s","kind":"blog","text":"","published_at":"2020-10-05T00:00:00Z"}', "kind"),
        ('{"id":"a","source":"s","kind":"social","text":7,"published_at":"2020-10-05T00:00:00Z"}', "text"),
        ('{"id":"a","source":"s","kind":"social","text":"","published_at":"2020-10-05T00:00:00"}', "published_at"),
        ('{"id":"a","source":"s","kind":"social","text":"","published_at":"yesterday"}', "published_at"),
        (
            '{"id":"a","source":"s","kind":"social","text":"","published_at":"0001-01-01T00:00:00+14:00"}',
            "published_at",
        ),
        ("[]", ""),
        ("not json", ""),
    ],
)
def test_a_wrong_post_is_refused_with_field_and_mend(raw, field):
    with pytest.raises(RecordError) as caught:
        POSTS.decode(raw, "posts.jsonl:3")
    assert caught.value.field == field
    assert str(caught.value).startswith("posts.jsonl:3: ")
    assert caught.value.mend.endswith(".")
