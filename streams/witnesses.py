"""People at the scene whom a news article quotes in sentences that name no event: ``"I saw a boy fall," said ...``.

Who was there tells of it in words of his own, and the class of the speaker is lost with a sentence that nobody reads.
The first such sentence of an article gets a mention of the event told before it, whose trigger is what he saw or did.
English, articles alone: posts of people at a scene are `streams.scene`. Limits: known by a verb of seeing, hearing or
fleeing in the first person or behind ``said she``; whoever is told to speak for others is no witness.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from streams.affected import event, going_on, in_order
from streams.clauses.polarity import Reading
from streams.composer import Judged
from streams.figures.tolls import NOTE
from streams.judgements import happened
from streams.report import Speaker
from streams.speech import Speech
from streams.text import tokenise

__all__ = ["witnessed"]

_DID_TEXT = (
    "saw heard felt ran woke grabbed pulled held found fell crawled jumped hid tied looked smelled smelt watched stood "
    "climbed counted thought carried screamed shouted escaped broke"
)
_DID = _DID_TEXT.replace(" ", "|")
_NAME = r"(?:[A-Z][\w.'’-]* ){1,3}[A-Z][\w'’-]*"
_WHO = r"an? [\w -]{3,60}|\d\d\b|who [^,.]{3,80}|whose [^,.]{3,80}"
_WITNESS = re.compile(
    rf"I (?:{_DID}|could (?:see|hear|feel|smell))\b|said (?:he|she|they) (?:had (?:seen|felt|hidden|heard)|{_DID})\b"
    rf"|said {_NAME}, (?:{_WHO})|, (?:{_WHO}), (?:said|told|recalled|described) "
)
_SPOKEN_FOR_TEXT = """
    spokes offic minist commission police sheriff mayor governor lawyer attorney activist leader member secretary direct
    manag coordinat doctor nurse surgeon expert analyst professor union organis organiz president chair head\\s chief
    general colonel captain commander major deputy senator lawmaker campaigner economist researcher representat judge
    ambassador prosecutor editor reporter journalist correspondent priest bishop imam owner founder executive engineer
    meteorolog geolog seismolog scientist fighter soldier rescuer volunteer medic runs\\s leads\\s heads\\s oversees
"""
_SPOKEN_FOR = re.compile("|".join(_SPOKEN_FOR_TEXT.split()))
"""Who is called such speaks for others, or comes after the event."""
_MYSELF = Speaker("I", "eyewitness")
"""Who speaks where a sentence only goes on with ``she said``."""
_ENDING = re.compile(rf"{_NAME}$")
NAME_REACH = 60  # characters of a name
MOST = 4  # such sentences of an article that are looked at


def witnessed(
    speech: Speech, text: str, folded: str, spans: Sequence[tuple[int, int]], judged: list[Judged]
) -> list[Judged]:
    """Return what an article judges with the first of its witnesses, in order.

    Args:
        speech: of its language.
        text: the article.
        folded: the same folded.
        spans: of its sentences.
        judged: its triggers, in order.
    """
    if len(folded) <= NOTE or not speech.figures.english:
        return judged
    found = list(_WITNESS.finditer(text))[:MOST]
    told = [one for one in judged if happened(one)] if found else []
    if not told:
        return judged
    known = {one.sentence.start for one in judged if one.found.literal}
    starts = [start for start, _ in spans]
    for match in found:
        if _SPOKEN_FOR.search(match[0]):
            continue
        start, end = spans[max(0, bisect_right(starts, match.start()) - 1)]
        if start in known or match.end() > end:
            continue
        sentence = tokenise(folded, start, end)
        signs = speech.signs.scan(sentence.words)
        said = [one.speaker for one in speech.attribution.statements(sentence, signs, text) if one.speaker is not None]
        witness = said[0] if said else _unclassed(match[0], text, match.start())
        if witness is not None and witness.class_ == "eyewitness":
            index = bisect_right(sentence.starts, match.start()) - 1
            trigger = going_on(event(told, start), index, index + 2, "a witness")
            reading = Reading("asserted", hedged=False, reasons=())
            return in_order(judged, [Judged(sentence, signs, trigger, reading, None, witness)])
    return judged


def _unclassed(told: str, text: str, at: int) -> Speaker | None:
    """Return the witness that a match tells of where no words give the speaker's class."""
    if told.startswith(_MYSELF.name):
        return _MYSELF
    if told.startswith("said "):
        name = told.removeprefix("said ").partition(",")[0]
        return None if " " not in name or name.startswith(("he ", "she ", "they ")) else Speaker(name, "eyewitness")
    before = _ENDING.search(text, max(0, at - NAME_REACH), at)
    return Speaker(before[0], "eyewitness") if before else None
