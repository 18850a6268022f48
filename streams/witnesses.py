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
from itertools import islice

from streams.affected import event, going_on, in_order
from streams.clauses.polarity import Reading
from streams.composer import Judged
from streams.judgements import happened
from streams.report import Speaker
from streams.speech import Speech
from streams.text import Sentence, tokenise
from streams.words.patterns import Span

__all__ = ["witnessed"]

_DID_TEXT = (
    "saw heard felt ran woke grabbed pulled held found fell crawled jumped hid tied looked smelled smelt watched stood "
    "climbed counted thought carried screamed shouted escaped broke"
)
_DID = _DID_TEXT.replace(" ", "|")
_NAME = r"(?:[A-Z][\w.'’-]* ){1,3}[A-Z][\w'’-]*"
_DOING = "outside|weeping|sobbing|holding|clutching|cradling|standing|wiping|hugging|one of"
_WHO = rf"an? [\w -]{{3,60}}|\d\d\b|who [^,.]{{3,80}}|whose [^,.]{{3,80}}|(?:{_DOING}) [^,.]{{3,60}}"
_SAYS = "said|wept|sobbed|cried|recalled|recounted|added|lamented"
_WITNESS = re.compile(
    rf"I (?:{_DID}|could (?:see|hear|feel|smell))\b|said (?:he|she|they) (?:had (?:seen|felt|hidden|heard)|{_DID})\b"
    rf"|(?:{_SAYS}) {_NAME}, (?:{_WHO})|, (?:{_WHO}), (?:said|told|recalled|described) "
)
_SAID = re.compile(r"[”\"] s?he (?:said|told|says|recalled)\b")
"""Behind words of somebody who was introduced before."""
_OPENING = re.compile(r"[“\"]")
_AGED = re.compile(rf"{_NAME}, \d\d,")
"""Who has a name and an age, and no office: ``Ellie Bevan, 19, called for help.``"""
_FIRST_PERSON = re.compile(r"\b(?:I|my|My|me|we|We|us|our|Our)\b")
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
_SOMEBODY = re.compile(rf"{_NAME}|\bAn? (?:\w+ )?(?:woman|man|boy|girl|mother|father|student|teenager|resident)\b")
NAME_REACH = 60  # characters of a name
SHORT = 240  # characters of a text that is but a line or two
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
    if len(folded) <= SHORT or not speech.figures.english:
        return judged
    found = list(islice(_WITNESS.finditer(text), MOST))
    known = {one.sentence.start for one in judged if one.found.literal}
    starts = [start for start, _ in spans]
    told = [one for one in judged if happened(one)]
    if not told:
        return judged
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
            return in_order(judged, [_tells(sentence, signs, told, index, witness)])
    for match in islice(_SAID.finditer(text), MOST):
        start, end = spans[max(0, bisect_right(starts, match.start()) - 1)]
        if start not in known and match.end() <= end and (witness := _introduced(text, match.start())):
            sentence = tokenise(folded, start, end)
            index = bisect_right(sentence.starts, match.start()) - 1
            return in_order(judged, [_tells(sentence, speech.signs.scan(sentence.words), told, index, witness)])
    return judged


def _tells(sentence: Sentence, signs: Sequence[Span], told: Sequence[Judged], index: int, witness: Speaker) -> Judged:
    trigger = going_on(event(told, sentence.start), index, index + 2, "a witness")
    return Judged(sentence, signs, trigger, Reading("asserted", hedged=False, reasons=()), None, witness)


def _introduced(text: str, at: int) -> Speaker | None:
    """Return who ``"It took my house," she said`` means that ends at an offset, by the paragraph before his words."""
    start = text.rfind("\n", 0, at) + 1
    opening = _OPENING.search(text, start, at)
    if opening is None:
        return None
    if not _FIRST_PERSON.search(text, opening.start(), at):
        start = max(start, text.rfind(". ", 0, max(0, opening.start() - len(". "))) + len(". "))
        if not _AGED.search(text, start, opening.start()):
            return None
    if _SPOKEN_FOR.search(text, start, opening.start()):
        return None
    somebody = _SOMEBODY.search(text, start, opening.start())
    return Speaker(somebody[0], "eyewitness") if somebody else None


def _unclassed(told: str, text: str, at: int) -> Speaker | None:
    """Return the witness that a match tells of where no words give the speaker's class."""
    if told.startswith(_MYSELF.name):
        return _MYSELF
    if told.partition(" ")[0] in _SAYS.split("|"):
        name = told.partition(" ")[2].partition(",")[0]
        return None if " " not in name or name.startswith(("he ", "she ", "they ")) else Speaker(name, "eyewitness")
    before = _ENDING.search(text, max(0, at - NAME_REACH), at)
    return Speaker(before[0], "eyewitness") if before else None
