"""Who says so: the speaker of the sentence or its neighbour, and the class the speaker belongs to.

A speaker is the noun phrase before a verb of saying, behind ``according to``, or behind ``said`` at the sentence's end;
or what a headline puts before a colon or behind a last colon or dash (``12 killed in a bus plunge: police``).
Class comes from the words of the phrase: official, media, eyewitness or party (to the conflict); the first person of a
social post is an eyewitness when it saw something. Limits: one speaker a sentence; no coreference ("she said").
"""

from __future__ import annotations

from collections.abc import Sequence

from streams.lexicon import Lexicon, compile_pattern
from streams.patterns import Span, strip_arabic
from streams.report import Speaker, SpeakerClass
from streams.text import Sentence

__all__ = ["Attribution"]

_ANDS = frozenset({"and", "и", "y", "et"})
REACH = 12  # tokens of a speaker's noun phrase
_MARKS = frozenset({":", "-", "—", "–", "("})
_ENDS = frozenset({".", "!", "…"})
_PLACING = frozenset({"in", "at", "on", "near", "from", "en", "à", "au", "в", "на", "у", "em", "no", "na", "bei"})
_MARKED = 4  # tokens of a speaker set off by one of these: ``Tbilisi city health ministry``
_BREAKS = frozenset(
    {
        ",",
        ";",
        ":",
        ".",
        "!",
        "?",
        "(",
        ")",
        "—",
        "–",
        '"',
        "“",
        "”",
        "«",
        "»",
        "-",
        "|",
        "and",
        "but",
        "that",
        "as",
        "when",
        "after",
        "while",
        "и",
        "y",
        "et",
        "что",
        "que",
        "ان",
        "\u060c",
        "/",
    }
)
_LEAD = frozenset(
    {
        "the",
        "a",
        "an",
        "local",
        "by",
        "el",
        "la",
        "los",
        "las",
        "le",
        "les",
        "l'",
        "в",
        "de",
        "del",
        "du",
        "des",
        "however",
    }
)


class Attribution:
    """Speakers of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._arabic = lexicon.language == "ar"
        self.patterns = [
            compile_pattern(source, (kind,), "speech", lexicon.classes)
            for kind in ("verbs", "according")
            for source in lexicon.words("attribution", kind)
        ]
        order: tuple[SpeakerClass, ...] = ("media", "party", "official", "eyewitness")
        self._classes: list[tuple[SpeakerClass, frozenset[str], tuple[str, ...]]] = []
        for name in order:
            words = lexicon.words("attribution", name)
            exact = frozenset(word for word in words if not word.endswith("*"))
            self._classes.append((name, exact, tuple(word[:-1] for word in words if word.endswith("*"))))

    def speaker(self, sentence: Sentence, spans: Sequence[Span], text: str) -> Speaker | None:
        """Return who is quoted in a sentence, or None."""
        words = sentence.words
        cues = [span for span in spans if span[0].tier == "speech"]
        said = any(pattern.types[0] == "verbs" for pattern, _, _ in cues)
        for pattern, start, end in cues:
            if pattern.types[0] == "according" and (said or words[start] != "в"):  # ``[в МЧС] рассказали``
                found = self._phrase(sentence, text, end, self._right(words, end))
                if found:
                    return found
        for pattern, start, end in cues:
            if pattern.types[0] == "verbs":
                begin = self._left(words, start)
                found = self._phrase(sentence, text, begin, start)
                if not found and (begin < start or start == 0 or words[start - 1] not in _ANDS):
                    found = self._phrase(sentence, text, end, self._right(words, end))
                if not found and begin == start:  # ``my brother is there [and says] they fire``
                    found = self._phrase(sentence, text, self._left(words, max(0, start - 1)), max(0, start - 1))
                if found:
                    return found
        return self._set_off(sentence, text)

    def _set_off(self, sentence: Sentence, text: str) -> Speaker | None:
        """Return the speaker of a headline: ``police: two dead``, ``two dead - police``, ``two dead (police)``."""
        words = sentence.words
        marks = [index for index, word in enumerate(words) if word in _MARKS]
        if not marks:
            return None
        end = len(words) - (words[-1] in _ENDS) - (words[-1] == ")" or words[-2:-1] == [")"])
        parts = [(marks[-1] + 1, end)]
        if words[marks[0]] == ":":
            parts.append((0, marks[0]))
        for start, end in parts:
            if 0 < end - start <= _MARKED and self._named(words[start:end]):
                return self._phrase(sentence, text, start, end)
        return None

    def _named(self, words: Sequence[str]) -> bool:
        """Whether a phrase is a speaker and nothing else: by its last or its first word, and without a place."""
        named = self._class(words[-1:]) is not None or self._class(words[:1]) is not None
        return named and _PLACING.isdisjoint(words)

    def _left(self, words: Sequence[str], index: int) -> int:
        start = index
        while start > 0 and index - start < REACH and words[start - 1] not in _BREAKS:
            start -= 1
        return start

    def _right(self, words: Sequence[str], index: int) -> int:
        end = index
        while end < len(words) and end - index < REACH and words[end] not in _BREAKS:
            end += 1
        return end

    def _phrase(self, sentence: Sentence, text: str, start: int, end: int) -> Speaker | None:
        while start < end and sentence.words[start] in _LEAD:
            start += 1
        if start >= end or any(word[0].isdigit() for word in sentence.words[start:end]):
            return None  # ``at least 73 people [are reported dead]`` say nothing
        kind = self._class(sentence.words[start:end])
        if kind is None:
            return None
        return Speaker(text[sentence.starts[start] : sentence.ends[end - 1]], kind)

    def _class(self, words: Sequence[str]) -> SpeakerClass | None:
        words = [word.removesuffix("'s") for word in words]
        if self._arabic:
            words = [form for word in words for form in (word, *strip_arabic(word))]
        for name, exact, stems in self._classes:
            if any(word in exact or (stems and word.startswith(stems)) for word in words):
                return name
        return None
