"""Who says what a text tells, sentence by sentence: also where only the next sentence, or the text's end, names him.

``She said`` is whoever spoke last, or whom the sentence before is about; ``we`` of a text that is signed are who signed
it. Who is quoted in sentences that name no event is found by `streams.quoted`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property

from streams.clauses.statements import Statement, surnames
from streams.report import Speaker
from streams.speech import Speech
from streams.text import Sentence, sentence_spans, tokenise
from streams.words.patterns import Span

__all__ = ["Voices"]


class Voices:
    """The statements of one text's sentences."""

    def __init__(self, speech: Speech, text: str, folded: str) -> None:
        self._speech = speech
        self._attribution = speech.attribution
        self._text = text
        self._folded = folded
        self._signed = self._attribution.signature(text)

    @cached_property
    def _spans(self) -> Sequence[tuple[int, int]]:
        """Where the text's sentences stand; parted once, since every ``she said`` of a long text asks."""
        return list(sentence_spans(self._folded))

    def find(self, told: Iterable[tuple[Sentence, Sequence[Span], set[int]]]) -> dict[int, Sequence[Statement]]:
        """Return where a sentence starts -> its statements.

        Args:
            told: sentences in order, their cues, and the tokens of their triggers.
        """
        made: dict[int, Sequence[Statement]] = {}
        named: dict[str, Speaker] = {}
        spoken = None
        for sentence, spans, events in told:
            said = self._attribution.statements(sentence, spans, self._text, events, named)
            said = made[sentence.start] = self._meant(sentence, said, spoken)
            spoken = next((one.speaker for one in reversed(said) if one.speaker), spoken)
            if self._speech.figures.english:
                named |= surnames(said)
        return made

    def _meant(
        self, sentence: Sentence, statements: Sequence[Statement], spoken: Speaker | None
    ) -> tuple[Statement, ...]:
        """Say who ``she`` is where nobody spoke before, and who ``we`` are where the text is signed."""
        made = list(statements)
        for at, one in enumerate(made):
            if one.speaker is None and spoken is None:
                about = self._attribution.subject(sentence, self._text) if one.start else self._before(sentence)
                made[at] = replace(one, speaker=about) if about else one
            elif one.speaker is not None and self._signed is not None and self._attribution.own(one.speaker):
                made[at] = replace(one, speaker=self._signed)
        if not made and self._signed is not None:
            made = [Statement(self._signed, 0, 0, before=True)]
        return tuple(made)

    def _before(self, sentence: Sentence) -> Speaker | None:
        """Who the sentence before is about."""
        place = bisect_left(self._spans, (sentence.start, 0))
        before = tokenise(self._folded, *self._spans[place - 1]) if place else None
        return self._attribution.subject(before, self._text) if before is not None and before.words else None
