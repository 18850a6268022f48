"""Publisher families: which newswire items speak with one voice.

Ten feeds of one publisher, or ten sites that print one agency, are one independent source. A family is, in this order:

1. the agency that a credit line names, in the first or the last lines: ``BISHKEK (Reuters) -``, ``/ТАСС/``, ``— AFP``,
   or that the by-line is;
2. the group that the item's domain belongs to (``families.toml``);
3. the registrable domain by the public suffix list: of the address, else of the source's name
   (``feed:news.example.co.uk/world`` is ``example.co.uk``);
4. the source's own name, as agencies' names are written in ``families.toml``.

Social posts are different: everybody on one platform would be one publisher by domain, and ten eye-witnesses are ten.
So a social post's family is its author (``mastodon:alice``), and a post whose source names no author is a family of
its own (``twitter:389654490653396992``, its id). Escalation counts social posts by author in any case; the family only
names the voice.

Limits: a credit in running text ("Reuters reported that …") is a citation, not a credit, and is not read as one. The
suffix list is the one that the installed package holds; nothing is fetched.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

from connectors.codec import RecordError
from connectors.post import Post

__all__ = ["Families", "family_of"]

HEAD, TAIL = 240, 160
"""Characters at the start and the end of a text in which a credit stands."""

_HOST = re.compile(r"(?:^|[:/@])((?:[\w-]+\.)+[^\W\d_][\w-]+)(?=[:/]|$)")


def _credit_pattern(names: Iterable[str]) -> re.Pattern[str]:
    # Longest first: "Thomson Reuters" before "Reuters".
    credit = "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))
    dash = r"[\-\u2013\u2014]"
    return re.compile(
        rf"[(/\[]\s*(?P<bracket>{credit})\s*[)/\]]"  # (Reuters)  /ТАСС/  [AFP]
        rf"|{dash}\s*(?P<dash>{credit})\s*[.!]?\s*(?:\n|$)"  # — AFP
        rf"|(?:^|\n)\s*(?:\u00a9|by|с|source:|источник:)\s*(?P<line>{credit})\s*[.!]?\s*(?:\n|$)"  # © AFP on a line
        rf"|(?:^|[\n.,]\s*)(?P<lead>{credit})\s*{dash}\s",  # ТАСС — at the start of a sentence
        re.IGNORECASE,
    )


@dataclass(frozen=True)
class Families:
    """Knows the families of a data file. Build with `Families.load`.

    Attributes:
        domains: registrable domain -> family.
        credits: folded credit -> family.
    """

    domains: Mapping[str, str]
    credits: Mapping[str, str]
    _pattern: re.Pattern[str]
    _suffixes: PublicSuffixList

    @classmethod
    def load(cls, extra: Sequence[Path] = ()) -> Families:
        """Read ``families.toml`` and a desk's own files, which may add to it and override it.

        Raises:
            RecordError: names the file, the key and the mend.
        """
        domains: dict[str, str] = {}
        credited: dict[str, str] = {}
        names: list[str] = []
        for path in (Path(__file__).with_name("families.toml"), *extra):
            for entry in _entries(path):
                domains |= dict.fromkeys((domain.lower() for domain in entry.get("domains", ())), entry["family"])
                names += entry.get("credits", ())
                credited |= dict.fromkeys((name.casefold() for name in entry.get("credits", ())), entry["family"])
        return cls(domains, credited, _credit_pattern(names), PublicSuffixList())

    def of(self, post: Post) -> str:
        """Return the family of a post, see the module."""
        platform = post.source.split(":", 1)[0]
        if post.kind == "social":
            return f"{platform}:{post.author}" if post.author else post.id
        byline = self.credits.get(post.author.strip().casefold()) if post.author else None
        return self._credited(post.text) or byline or self._domain(post) or self._named(post.source)

    def _named(self, source: str) -> str:
        return self.credits.get(source.casefold(), source)

    def _credited(self, text: str) -> str | None:
        head, tail = text[:HEAD], text[-TAIL:] if len(text) > HEAD else ""
        for part in (head, tail):
            found = self._pattern.search(part)
            if found and found.lastgroup:
                return self.credits.get(found[found.lastgroup].casefold())
        return None

    def _domain(self, post: Post) -> str | None:
        host = (urlsplit(post.url).hostname if post.url else None) or _host_in(post.source)
        if not host:
            return None
        registrable: str = self._suffixes.privatesuffix(host.lower().rstrip(".")) or host.lower()
        return self.domains.get(registrable, registrable)


def _host_in(source: str) -> str | None:
    found = _HOST.search(source)
    return found[1] if found else None


def _entries(path: Path) -> list[dict[str, Any]]:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RecordError(path.name, "", f"cannot be read ({error.strerror})", "Name another file.") from error
    except ValueError as error:  # not TOML, or not UTF-8
        raise RecordError(
            path.name, "", f"not valid TOML ({error})", "See streams/families.toml for the form."
        ) from error
    entries = [*document.get("agency", ()), *document.get("group", ())]
    if not entries:
        raise RecordError(path.name, "", "names no publishers", "Write [[group]] tables, see streams/families.toml.")
    for index, entry in enumerate(entries):
        for key in ("domains", "credits"):
            names = entry.get(key, [])
            if not isinstance(names, list) or not all(isinstance(name, str) and name.strip() for name in names):
                raise RecordError(path.name, f"[{index}].{key}", "is not a list of names", 'Write ["one", "another"].')
        if not isinstance(entry.get("family"), str):
            raise RecordError(path.name, f"[{index}].family", "is missing", 'Name the family, e.g. family = "reuters".')
    return entries


@cache
def _known(own: tuple[str, ...]) -> Families:
    return Families.load([Path(name) for name in own])


def family_of(post: Post, own: tuple[str, ...] = ()) -> str:
    """Return the publisher family of a post by the shipped data file and a desk's own, which are read once."""
    return _known(own).of(post)
