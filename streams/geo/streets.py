"""Names of towns that a text bears beside its scene: streets, companies, and whose clock an hour is told by.

``in [via Trento], a Parma``; ``[Rua Serra de Botucatu], em São Paulo``; ``la empresa [Señor de Huanca]``; ``pelas 18:00
(16:00 em [Lisboa])``; whose people are told of: ``tifosi del [Bari]``, ``uno de
ellos de [Sevilla]``. They are left out where the text names another place.
Limits: Spanish, French, Portuguese and Italian streets, which stand before their names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import re2

from streams.geo.toponym_evidence import ACCEPT
from streams.geo.toponyms import Name

__all__ = ["drop_streets"]

BEFORE = 48  # characters that may hold the street before its name
_STREET = re.compile(
    r"(?:\b(?:(?:in|di|da|tra|fra|e) [Vv]ia(?:le)?|[Vv]iale|[Pp]iazza|[Cc]orso|[Ll]ungomare|[Cc]alle|[Aa]venida|[Aa]v\."
    r"|[Cc]arrera|[Jj]irón|[Gg]lorieta|[Cc]alzada|[Rr]ua|[Aa]venidas|[Tt]ravessa|[Rr]odovia|[Rr]ue|[Bb]oulevard|[Aa]venue"
    r"|[Qq]uai|[Ii]mpasse|[Ee]mpresa|[Cc]ompañía|[Cc]ooperativa|[Ll]ínea|[Cc]onstructora|[Cc]ompagnie|[Ss]ociété)"
    r"\s(?:(?:de|del|da|do|dos|das|du|des|della|la|las|los|le|d'|l'|y|e|et|esquina|con|“|«|\"|[^\W\d_a-z][\w'’.-]*)\s?)"
    r"{0,5})$"
)
_LIKELY = re2.compile(
    r"\b(?:viale|piazza|corso|lungomare|calle|avenidas?|carrera|jirón|glorieta|calzada|rua|travessa|rodovia|rue|boulevard"
    r"|avenue|quai|impasse|empresa|compañía|cooperativa|línea|constructora|compagnie)\b|\bav\.|société"
    r"|\b(?:in|di|da|tra|fra|e) via\b"
)
"""The words that begin them, all looked for at once: hardly any text has one. It knows the letters of ASCII only."""
_BEHIND = (" көчөсү", " проспектиси", " гүлбагы")
"""How Kyrgyz goes on behind the name: ``[Ош] көчөсүндө``."""
_OF = r"(?:del? |d[aou] |du |des |di |dell'|d')"
_BELONGS = re.compile(
    r"(?<!\w)(?:hinchas?|aficionad[oa]s|tifos[oi]|supporters?|adeptos?|torcedor(?:es)?|oriund[oa]s?|naturales|nativ[oa]s?"
    rf"|originari[oa]s?|originaires?|de ell[oa]s|d'entre eux|di loro|del[ea]s|era|erano|eran|étaient) {_OF}$"
)
_BELONGING = re2.compile(
    r"hincha|aficionad|tifos|supporter|adepto|torcedor|oriund|natural|nativ|originair|originari|de ell|entre eux"
    r"|di loro|dele|dela| era| étaient"
)
"""The words of those, all looked for at once."""
_HOUR = re.compile(r"\((?:à |a las |las |às |alle )?\d{1,2}(?:[:.h]| h| ?[ap]\.?m|\b)[^()]{0,24}$")


def drop_streets(names: Sequence[Name], text: str, folded: str) -> None:
    """Take the evidence of names that are no scene, where another name is.

    Args:
        names: in order, resolved, with their evidence.
        text: as published.
        folded: its comparison form.
    """
    streets = _LIKELY.search(folded) is not None
    belonging = _BELONGING.search(folded) is not None
    borne = [
        name
        for name in names
        if name.evidence >= ACCEPT
        and (
            _borne(text, name.start, streets=streets)
            or folded.startswith(_BEHIND, name.end)
            or (belonging and _BELONGS.search(folded, max(0, name.start - BEFORE), name.start) is not None)
        )
    ]
    if borne and any(name.evidence >= ACCEPT and name not in borne for name in names):
        for name in borne:
            name.evidence = 0.0


def _borne(text: str, at: int, *, streets: bool) -> bool:
    before = text[max(0, at - BEFORE) : at]
    return (streets and _STREET.search(before) is not None) or ("(" in before and _HOUR.search(before) is not None)
