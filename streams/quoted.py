"""Who is quoted in sentences that name no event: ``"All of them are out of danger," the hospital's director said``.

The speakers of an event are those of its own sentences; a text of several sentences quotes others in between, and the
class of such a speaker is lost with a sentence that nobody reads. Of a text whose events nobody is quoted on, the first
tells what is told before him. Any other of a class that no sentence of an event quotes gets a mention of the event told
before him, at the same place, whose trigger is his verb. Left out are those who write the text and those who deny.
Limits: whoever is quoted on another matter in a text of an event counts as one who speaks of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import get_args

from streams.affected import going_on
from streams.clauses.polarity import Reading
from streams.clauses.statements import Statement
from streams.composer import Judged
from streams.judgements import happened
from streams.report import SpeakerClass
from streams.speech import Speech
from streams.text import Sentence, tokenise

__all__ = ["quoted"]

MOST = 8  # sentences of a text that are read for it
NEWS = 2000  # characters of a text of a single matter, of which somebody speaks at last
CLASSES: frozenset[str] = frozenset(get_args(SpeakerClass))


def quoted(
    speech: Speech,
    text: str,
    folded: str,
    spans: Sequence[tuple[int, int]],
    judged: Sequence[Judged],
    known: set[str],
    unheard: Mapping[int, Sequence[Statement]],
) -> list[tuple[Judged, Judged]]:
    """Return judgements of those who are quoted beside, each with the event that it goes on about.

    Args:
        speech: of its language.
        text: as published.
        folded: the same folded.
        spans: of its sentences.
        judged: its triggers, in order.
        known: classes of the speakers of its events.
        unheard: by where a sentence with events begins, those of its speakers who tell of none.
    """
    told = [one for one in judged if happened(one)] if len(spans) > 1 and not known >= CLASSES else []
    if not told:
        return []
    silent = not known and len(folded) <= NEWS
    read = {one.sentence.start for one in judged if one.found.literal and one.reading.polarity != "planned"}
    wanted = CLASSES - known
    made: list[tuple[Judged, Judged]] = []
    looked = 0
    before = None
    for start, end in spans:
        last, before = before, (start, end)
        asked = start not in read and ((silent and not made) or speech.attribution.speaks(folded[start:end]))
        if not asked and start not in unheard:
            continue
        looked += 1
        if looked > MOST or not wanted:
            break
        sentence = tokenise(folded, start, end)
        signs = speech.signs.scan(sentence.words)
        for said in unheard.get(start) or speech.attribution.statements(sentence, signs, text):
            one = said if said.speaker or last is None else _meant(speech, said, text, tokenise(folded, *last))
            if not _speaks(speech, one) or one.speaker is None or one.speaker.class_ not in wanted:
                continue
            wanted -= {one.speaker.class_}
            event = next((each for each in reversed(told) if each.sentence.start < start), told[0])
            trigger = going_on(
                event.found.types[0], one.start, min(one.start + 1, len(sentence.words)), "who is quoted"
            )
            reading = Reading("asserted", hedged=False, reasons=())
            made.append((Judged(sentence, signs, trigger, reading, None, one.speaker), event))
    return made


def _meant(speech: Speech, said: Statement, text: str, before: Sentence) -> Statement:
    """Say who ``she`` is by the sentence before: ``[Cafe owner Rossi] locked the door. "It was loud," she said``."""
    return replace(said, speaker=speech.attribution.subject(before, text) if before.words else None)


def _speaks(speech: Speech, one: Statement) -> bool:
    return one.speaker is not None and not one.denies and not speech.attribution.own(one.speaker)
