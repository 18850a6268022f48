"""The contract of every channel, over the whole table."""

import tomllib

import msgspec
import pytest

from alerts.notifiers.registry import CHANNELS, Context
from alerts.pace import Pace

PAGING = {"apprise", "pagerduty", "alertmanager"}


@pytest.fixture(params=sorted(CHANNELS))
def kind(request):
    return request.param


@pytest.fixture
def built(kind, tmp_path):
    entry = CHANNELS[kind]
    (table,) = tomllib.loads(entry.example)["channels"]
    options = msgspec.convert(table.get("options", {}), entry.options)
    return entry.build(table["name"], options, Context(directory=tmp_path)), table, tmp_path


def test_the_example_builds_and_opens_nothing(built, kind):
    notifier, table, folder = built
    assert table["type"] == kind
    assert notifier.name == table["name"]
    assert list(folder.iterdir()) == []
    assert isinstance(notifier.pace, Pace)


def test_a_drill_is_taken_only_by_channels_that_wake_nobody(built, kind):
    assert built[0].exercises == (kind not in PAGING)


def test_an_unknown_option_is_refused(kind):
    with pytest.raises(msgspec.ValidationError, match="colour"):
        msgspec.convert({"colour": "red"}, CHANNELS[kind].options)


async def test_closing_one_that_was_never_used_is_harmless(built):
    await built[0].aclose()
