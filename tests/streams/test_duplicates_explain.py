"""An explanation shows both texts, and names what agreed and what conflicted."""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO

import pytest
from rich.console import Console

from connectors.post import Post
from streams.dedupe.duplicates import Duplicates, Params
from streams.dedupe.explain import MEANINGS, alone, explain
from streams.dedupe.guard import REASONS
from streams.report import Report, Tagged

TEXT = "Police in {} say {} people were injured when a tram hit a bus on the harbour road"


def tagged(name: str, text: str, minute: int) -> Tagged:
    at = datetime(2026, 4, 1, 20, minute, tzinfo=UTC)
    post = Post(id=name, source="mastodon:a", kind="social", author=name, text=text, published_at=at)
    return Tagged(post, Report(name, "en", True, (), ()))


@pytest.mark.parametrize(
    ("place", "count", "wanted"),
    [
        ("Norby", 12, ("duplicate", "the same words", "agrees")),
        ("Norby", 120, ("update", "a count is larger now", "conflicts")),
        ("Lutz", 12, ("new", "kept apart from ann", "another name in the same words", "conflicts")),
    ],
)
def test_an_explanation_names_texts_reasons_and_anchors(place, count, wanted):
    index = Duplicates(Params(max_bytes=1 << 20))
    earlier, later = tagged("ann", TEXT.format("Norby", 12), 1), tagged("ben", TEXT.format(place, count), 9)
    index.judge(earlier)
    console = Console(width=160, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    with console.file:
        console.print(explain(earlier, later, index.judge(later)))
        assert index.kept_apart(later) == ("ann" if place == "Lutz" else None)
        shown = console.export_text()
    for piece in (*wanted, "earlier: ann", "later: ben", "Norby", place, str(count)):
        assert piece in shown


def plain(shown) -> str:
    console = Console(width=160, file=StringIO())
    console.print(shown)
    return console.file.getvalue()


def test_brackets_are_no_markup_and_control_characters_do_not_steer_the_terminal():
    index = Duplicates(Params(max_bytes=1 << 20))
    earlier, later = (tagged(f"[/b]{n}\x1b[2J", TEXT.format("[/]Norby\x1b[31m", 12), n) for n in (1, 2))
    alone_ = plain(alone(index.judge(earlier)))
    shown = plain(explain(earlier, later, index.judge(later)))
    assert "[/b]1" in alone_
    assert "[/b]2" in shown
    assert "[/]Norby" in shown
    assert "\x1b" not in alone_ + shown


def test_reports_without_names_and_numbers_have_no_empty_table():
    index = Duplicates(Params(max_bytes=1 << 20))
    earlier, later = tagged("ann", "something is burning over there", 1), tagged("ben", "something is burning there", 2)
    index.judge(earlier)
    shown = plain(explain(earlier, later, index.judge(later)))
    assert "Anchors" not in shown
    assert "No names, numbers or places to compare." in shown


def test_every_reason_has_a_meaning():
    assert set(MEANINGS) == set(REASONS)


def test_a_mistyped_name_is_shown_as_it_was_compared():
    index = Duplicates(Params(max_bytes=1 << 20))
    earlier, later = tagged("ann", TEXT.format("Norbury", 12), 1), tagged("ben", TEXT.format("Norbry", 12), 9)
    index.judge(earlier)
    verdict = index.judge(later)
    console = Console(width=160, record=True, file=StringIO())
    console.print(explain(earlier, later, verdict))
    shown = console.export_text()
    assert verdict.verdict == "duplicate"
    assert "read as the earlier text spells it" in shown
    assert "The pair by itself: duplicate" in shown
    assert "conflicts" not in shown
