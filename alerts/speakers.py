"""Who said so, as a headline names him: what sticks to a name is taken off, and what is no speaker is none."""

from __future__ import annotations

import re

from alerts.alert import CountClaim
from alerts.countries import names_country
from streams.report import SpeakerClass

__all__ = ["CLASS_WORDS", "speaker_name"]

LINK = re.compile(r"https?://\S*")
GOES_ON = re.compile(
    r" (?:(?:have|has|had|is|are|was|were|says|said)\b.*|now|so far|today|later|meanwhile|earlier"
    r"|(?:at|in|during) an? (?:press|news) (?:conference|briefing)|op een persconferentie|en rueda de prensa"
    r"|lors d'une conférence de presse)$"
)
"""What a sentence goes on with after a speaker's name."""
REPORT_OF = re.compile(
    r"^(?:(?:el |la |le |the |un |primer |último |nuevo |latest |first |dernier |premier )*"
    r"(?:informe|balance|reporte|parte|bilan|report|update|count) "
    r"(?:de los|de las|de la|del|de|du|des|by the|by|from) )"
)
"""What a body's figures stand in: "the latest count by the fire brigade"."""
NUMBERED = re.compile(
    r"^(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens|hundreds|scores)\b", re.IGNORECASE
)
"""So many people are no speaker."""
MOST_WORDS = 8  # of a name: what is longer is half a sentence
ARTICLE = re.compile(r"^(?:het|de|la|el|le|les|los|las|der|die|das|den|il|lo|gli|the|an?) |^l['’]")
SHORT_MINISTRY = re.compile(r"\bmin\b\.?$")
THING = re.compile(
    r"\b(?:tests?|footage|videos?|images?|photos?|pictures|alarms?|sirens?|blasts?|explosions?|fires?|deaths?|tolls?)$",
    re.IGNORECASE,
)
"""A driver's breath test says nothing of the injured."""
BEGINS = re.compile(
    r"^(?:Hospitals?|Health|Rights|Volunteer|Community|Local|Regional|Opposition|Medics?|Police|Officials?|Authorities"
    r"|Rescuers?|Rescue|Emergency|Firefighters?|Doctors?|Soldiers?|Prosecutors?|Aid|Human)(?= [a-z]|$)"
)
"""Words of the language with which a sentence begins, not names."""
_FIRST_PERSON_TEXT = "i we my our us i'm i've we're we've we’re we’ve i’m im я мы мен биз yo je nous ich wir eu io"
FIRST_PERSON = frozenset(_FIRST_PERSON_TEXT.split())
EYEWITNESS = "an eyewitness"
CLASS_WORDS = {"eyewitness": EYEWITNESS, "media": "media", "official": "officials", "party": "a party to it"}
"""Instead of a name that is not in Latin letters."""


def speaker_name(claim: CountClaim) -> str:
    """Return who makes a claim, as people call them; empty when nobody is named who could say so.

    Quotation marks and the rest of the sentence stick to names; "our reporters" are the medium's own, which the caller
    knows by name.
    """
    if claim.source is None:
        return ""
    name = GOES_ON.sub("", LINK.sub("", claim.source.name).strip(" '\"‘’“”«»,:;"))
    # "3 injured (I)" tells a reader nothing, nor does a name in a script that he may not read at 3 a.m. (`_legible`).
    first, _, rest = name.partition(" ")
    if first.casefold() in FIRST_PERSON and not rest[:1].isupper():  # but "Our Lady's Hospital" is called so
        return EYEWITNESS if claim.source.class_ == "eyewitness" else ""
    if NUMBERED.match(name):
        return ""
    return _legible(REPORT_OF.sub("", name), claim.source.class_)


def _legible(name: str, class_: SpeakerClass) -> str:
    """Return a name as it is shown: without an article, in words instead where it cannot be read or is a country's."""
    first = name.partition(" ")[0].casefold()
    if THING.search(name):
        return ""
    if len(name.split()) > MOST_WORDS or not any("a" <= letter <= "z" for letter in first) or names_country(name):
        return CLASS_WORDS[class_]
    name = SHORT_MINISTRY.sub("ministry", ARTICLE.sub("", name))
    return f"{name[0].lower()}{name[1:]}" if BEGINS.match(name) else name
