"""The rules of X's filtered stream: what the account has, what it should have, and the difference.

Source: https://docs.x.com/x-api/stream/update-stream-rules. Rules belong to the app, not to a connection, and others
may keep theirs there. Ours carry the tag ``tocsin:<name of the source>``; only those are ever deleted. Rules are added
before old ones are deleted, so that nothing falls between.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import structlog

from connectors import loose
from connectors.errors import OptionsError, PayloadError, RejectedError
from connectors.fetch import Fetcher

__all__ = ["Difference", "Rule", "difference", "synchronise"]

log = structlog.get_logger(__name__)

PAGES = 10
"""At 1,000 rules a page more than any plan allows."""


class Rule(msgspec.Struct, frozen=True):
    """One rule as X keeps it."""

    id: str
    value: str
    tag: str


@dataclass(frozen=True)
class Difference:
    """Values to add, and rules of ours that are no longer wanted."""

    add: tuple[str, ...]
    delete: tuple[Rule, ...]


def difference(present: Sequence[Rule], wanted: Sequence[str], tag: str) -> Difference:
    """Compare; a rule that somebody else keeps with the same value serves us too, since X refuses to hold it twice."""
    kept = {rule.value for rule in present}
    add = tuple(value for value in dict.fromkeys(wanted) if value not in kept)
    return Difference(add, tuple(rule for rule in present if rule.tag == tag and rule.value not in wanted))


async def synchronise(
    source: str, fetcher: Fetcher, url: str, headers: dict[str, str], wanted: Sequence[str], *, dry_run: bool
) -> Difference:
    """Make the app's rules what is wanted; with ``dry_run`` let X check them and change nothing.

    Raises:
        OptionsError: X does not take a rule; the message names it and what X says.
        ConnectorError: the rules cannot be read or written.
    """
    tag = f"tocsin:{source}"
    changes = difference(await _present(source, fetcher, url, headers), wanted, tag)
    log.info(
        "x_rules",
        source=source,
        add=list(changes.add),
        delete=[rule.value for rule in changes.delete],
        dry_run=dry_run,
    )
    if changes.add:
        await _post(
            source, fetcher, url, headers, {"add": [{"value": value, "tag": tag} for value in changes.add]}, dry_run
        )
    if changes.delete:
        await _post(source, fetcher, url, headers, {"delete": {"ids": [rule.id for rule in changes.delete]}}, dry_run)
    return changes


async def _present(source: str, fetcher: Fetcher, url: str, headers: dict[str, str]) -> list[Rule]:
    found: list[Rule] = []
    token = ""
    for _ in range(PAGES):
        page = await fetcher.get(source, url, {"pagination_token": token} if token else None, headers)
        said = _decoded(source, page.body)
        found += [
            Rule(loose.text(each, "id"), loose.text(each, "value"), loose.text(each, "tag"))
            for each in loose.rows(said, "data")
        ]
        token = loose.text(said, "meta", "next_token")
        if not token:
            break
    return found


async def _post(
    source: str, fetcher: Fetcher, url: str, headers: dict[str, str], body: dict[str, object], dry_run: bool
) -> None:
    sent = {**headers, "content-type": "application/json"}
    params = {"dry_run": "true"} if dry_run else None
    try:
        page = await fetcher.request(
            source, "POST", url, params=params, headers=sent, content=msgspec.json.encode(body)
        )
    except RejectedError as exc:
        if exc.status != 400:
            raise
        raise OptionsError(source, f"X does not take the rules {body}; see its guide to building a rule") from exc
    for error in loose.rows(_decoded(source, page.body), "errors"):
        title = loose.text(error, "title")
        if title == "DuplicateRule":  # somebody added it in between
            continue
        detail = error.get("details") or error.get("detail") or title
        raise OptionsError(source, f"X does not take the rule {loose.text(error, 'value')!r}: {detail}")


def _decoded(source: str, body: bytes) -> loose.Row:
    try:
        said = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as exc:
        raise PayloadError(source, f"the rules of X are not JSON: {exc}") from exc
    if not isinstance(said, dict):
        raise PayloadError(source, "the rules of X are not an object")
    return said
