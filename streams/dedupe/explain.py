"""Why two reports were linked or kept apart: both texts side by side, what agreed, what conflicted.

For people at a terminal (``tocsin dedupe --explain``). Pure: takes what the stream had, gives back a rich renderable.
Words that only one of the texts has are shown bold.
"""

from __future__ import annotations

from operator import eq
from zlib import crc32

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from connectors.post import body
from streams.dedupe.align import gaps
from streams.dedupe.anchor import NAME, NUMBER, as_number
from streams.dedupe.boilerplate import seeded, sentences
from streams.dedupe.conflicts import aligned_values
from streams.dedupe.guard import Finding
from streams.dedupe.likeness import Side, likeness, shared_words
from streams.dedupe.retold import told_further
from streams.dedupe.rows import to_ms
from streams.dedupe.signature import PERMUTATIONS, Signature, sign
from streams.dedupe.slips import compared
from streams.dedupe.words import Words, cleaned, read_words
from streams.explain import printable
from streams.families import family_of
from streams.report import Count, Report, Tagged, Verdict

__all__ = ["MEANINGS", "alone", "explain"]

SHOWN = 1_200
"""Characters of each text."""

MEANINGS = {
    "repost": "the source says that it repeats the post",
    "redelivered": "the same post came again",
    "edited": "the same post with other text",
    "withdrawn": "it tells of no event any more",
    "unknown_post": "which was not reported, or too long ago",
    "deleted": "the source took the post back",
    "same_text": "the same words",
    "near_same_text": "nearly the same words",
    "shared_passages": "long passages in common",
    "shared_lead": "the beginning in common",
    "contained": "one is a part of the other",
    "same_names_in_order": "the same names and numbers in the same order",
    "same_order": "most words in the same order",
    "same_event": "the same event told in other words",
    "places_agree": "the same place",
    "names_agree": "names in common",
    "numbers_agree": "the same numbers in the same words",
    "count_grew": "a count is larger now",
    "count_fell": "a count is smaller in the same words",
    "corrected": "the source takes a figure back",
    "numbers_differ": "other numbers in the same words",
    "place_differs": "another place",
    "name_differs": "another name in the same words",
    "names_apart": "no name in common",
    "later_stage": "a later post on the same thing, which says what became of it",
    "same_incident": "a later report of the same kind of event at the same place, which tells more",
    "same_facts": "told in other words, with the same names, days and figures within eight hours",
    "passage_differs": "the same words but for a passage that tells something else",
    "facts_changed": "the same story written anew, with other figures",
    "day_differs": "another day",
    "time_gap": "too far apart in time for the same incident",
    "too_short": "too few words to be a copy of somebody else",
}
"""Each reason of `streams.dedupe.guard.REASONS` in words."""


def explain(
    earlier: Tagged,
    later: Tagged,
    verdict: Verdict,
    families: tuple[str, ...] = (),
    incidents: tuple[str, ...] = (),
) -> RenderableType:
    """Show why ``later`` got its verdict, compared with ``earlier``.

    Boilerplate that was learnt is not known here, only what all sites print: figures can differ a little from the
    stream's.
    ``families`` and ``incidents`` are a desk's own files.
    """
    signatures = _signed(earlier, incidents), _signed(later, incidents)
    first, second = _side(earlier, signatures[0]), _side(later, signatures[1])
    sketch = sum(map(eq, signatures[0].sketch, signatures[1].sketch)) / PERMUTATIONS
    finding, read = compared(first, second, sketch)
    sides = first, read
    if finding.outcome == "unlike":
        finding = told_further(*sides)
    return Group(
        Text.assemble(
            (verdict.verdict, "bold"),
            f"  story {verdict.story}",
            f"  of {printable(verdict.of)}" if verdict.of else f"  kept apart from {printable(earlier.post.id)}",
        ),
        *_reasons(verdict),
        _texts(earlier, later, families),
        *([] if read is second else [Text("A name that differs by a letter is read as the earlier text spells it.")]),
        _measures(sides, sketch, finding),
        _anchors(earlier, later, sides),
    )


def alone(verdict: Verdict) -> RenderableType:
    """Show the verdict on a post that has no other to be shown beside."""
    return Group(Text(f"{printable(verdict.id)}: {verdict.verdict}"), *_reasons(verdict))


def _reasons(verdict: Verdict) -> list[Text]:
    return [Text(f"  {reason}: {MEANINGS.get(reason, reason)}") for reason in verdict.reasons]


def _signed(tagged: Tagged, incidents: tuple[str, ...]) -> Signature:
    return sign(tagged, seeded(sentences(body(tagged.post))), own=incidents)


def _side(tagged: Tagged, signature: Signature) -> Side:
    at = to_ms(tagged.post.published_at)
    return Side(signature.length, signature.lead, signature.anchors, at, caseless=signature.caseless)


def _texts(earlier: Tagged, later: Tagged, families: tuple[str, ...]) -> Table:
    table = Table(show_lines=False, expand=True)
    for tagged, name in ((earlier, "earlier"), (later, "later")):
        post = tagged.post
        title = f"{name}: {post.id}\n{post.published_at:%Y-%m-%d %H:%M:%S} UTC, {family_of(post, families)}"
        table.add_column(Text(printable(title)), ratio=1, overflow="fold")
    table.add_row(*(_marked(one, other) for one, other in ((earlier, later), (later, earlier))))
    return table


def _marked(one: Tagged, other: Tagged) -> Text:
    if one.post.deleted:
        return Text("(taken back)", style="dim")
    shown = Text(printable(body(one.post)[:SHOWN]))
    known = set(_words(other).plain)
    mine = _words(one)
    for word in {raw for plain, raw in zip(mine.plain, mine.raw, strict=True) if plain not in known}:
        shown.highlight_words([word], "bold")
    return shown


def _words(tagged: Tagged) -> Words:
    return read_words(cleaned(body(tagged.post)))


def _measures(sides: tuple[Side, Side], alike: float, finding: Finding) -> Text:
    like = likeness(*sides, alike)
    sketch = "not comparable" if like.sketch is None else f"{like.sketch:.2f}"
    return Text(
        f"Alike: sketch {sketch}, words {shared_words(*sides):.2f}, runs of three {like.runs:.2f}, "
        f"neighbouring anchors {like.ordered:.2f} ({like.pairs}). The pair by itself: {finding.outcome}."
    )


def _anchors(earlier: Tagged, later: Tagged, sides: tuple[Side, Side]) -> RenderableType:
    names = _spelling(earlier) | _spelling(later)
    table = Table("anchor", "earlier", "later", "", title="Anchors in the same words")
    for kind, label in ((NAME, "name"), (NUMBER, "number")):
        rows = {
            (_spelled(old, kind, names), _spelled(new, kind, names), old == new)
            for old, new in aligned_values(*sides, kind, gaps(sides[0].lead, sides[1].lead)[0])
        }
        for old, new, agree in sorted(rows):
            said, style = ("agrees", None) if agree else ("conflicts", "red")
            table.add_row(label, Text(old), Text(new), said, style=style)
    for label, values in (("places", _places), ("counts", _counts)):
        first, second = values(earlier.report), values(later.report)
        if first or second:
            table.add_row(label, Text(first), Text(second), "agrees" if first == second else "")
    return table if table.rows else Text("No names, numbers or places to compare.")


def _spelling(tagged: Tagged) -> dict[int, str]:
    words = _words(tagged)
    return {crc32(plain.encode()): raw for plain, raw in zip(words.plain, words.raw, strict=True)}


def _spelled(value: int, kind: int, names: dict[int, str]) -> str:
    return names.get(value, "?") if kind == NAME else f"{as_number(value):g}"


def _places(report: Report) -> str:
    return ", ".join(place.name for place in report.places)


def _counts(report: Report) -> str:
    counts = {f"{count.role} {_span(count)}": None for one in report.mentions for count in one.counts}
    return ", ".join(counts)


def _span(count: Count) -> str:
    if count.min == count.max:
        return f"{count.min}"
    if count.max is None:
        return f"{count.min} or more"
    return f"up to {count.max}" if count.min is None else f"{count.min} to {count.max}"
