"""What stands beside a speaker's name and tells who he is: ``Ana Ruiz, 43, [a nurse at the hospital], said``.

Before his verb or behind it, between commas or in brackets; a part of `streams.clauses.attribution`.
"""

from __future__ import annotations

from collections.abc import Sequence

from streams.clauses.saying import begins
from streams.clauses.speaker_bounds import is_beside, is_name, left_end, right_end
from streams.clauses.speaker_phrases import CALLED, Phrases
from streams.clauses.speakers import Speakers
from streams.clauses.statements import Statement
from streams.report import Speaker, SpeakerClass
from streams.text import Sentence
from streams.words.arabic import name_end
from streams.words.lexicon import Lexicon

__all__ = ["FINITE", "OF_WHAT", "Asides"]

_ASIDES = 3  # marks between a name and what tells who it is: ``Ana Ruiz, 43, a nurse``
_WITNESSING_TEXT = """lives lived works worked saw witnessed heard ran fled escaped survived was watched filmed stood
owns sells climbed jumped"""
_WITNESSING = frozenset(_WITNESSING_TEXT.split())
_ASIDE = frozenset({"a", "an", "the", "who", "whose", "another", "one"})
"""Begins what is set beside a name."""
_DOING_TEXT = (
    "speaking talking quoting citing reached contacted asked writing standing testifying quoted reading appearing"
)
_DOING = frozenset(_DOING_TEXT.split())
"""Begins what a speaker does beside."""
_WHO = frozenset({"who", "whose"})
_THAT = frozenset({"que", "qui", "che", "quien", "cual"})
"""Begins a relative clause set beside a name."""
_HEARERS = frozenset({"journalists", "reporters", "newsmen", "press"})
_OPENS = 3  # tokens before who opens a sentence: ``according to [the paper] a boat sank``
_BY_IT = (["به"], ["بها"], ["عنه"])
"""Between an Arabic verb and its speaker: ``ما أفاد [به] المرصد``."""
_TO_THAT = (["الي", "ذلك"], ["الي", "هذا"])
"""Behind a verb of pointing: ``أشار [إلى ذلك] الناطق``."""
_WHERETO = (["الي"], ["علي"], ["من"])
"""Behind an Arabic verb of saying that means another thing: to, on, from."""
FINITE = frozenset(
    {"was", "were", "had", "has", "have", "been", "is", "are", "will", "would", "could", "killed", "hit"}
)
OF_WHAT = frozenset({"о", "об", "про"})  # ``говорят [о] трёх тысячах протестующих``


class Asides:
    """What is set beside the speakers of one language."""

    def __init__(self, lexicon: Lexicon, speakers: Speakers, phrases: Phrases) -> None:
        self._arabic = lexicon.language == "ar"
        self._speakers, self._phrases = speakers, phrases
        self._inverted = bool(lexicon.words("attribution", "inverted"))
        self._ends = frozenset(lexicon.words("attribution", "ends"))
        self._to = frozenset(lexicon.words("attribution", "to"))
        self._means = frozenset(lexicon.words("attribution", "means"))

    def before(self, sentence: Sentence, text: str, start: int, end: int, *, before: bool) -> Statement | None:
        """Return the statement of a verb, tokens ``start`` to ``end``, right before which nobody stands but an aside.

        ``before``: what is said stands before the verb.
        """
        found = self._with_aside(sentence, text, start, end, before=before)
        return found or self._of_party(sentence, text, start, end, before=before)

    def _of_party(self, sentence: Sentence, text: str, start: int, end: int, *, before: bool) -> Statement | None:
        """The speaker behind whose name his party stands in brackets: ``o prefeito Ana Sá [(PSD)] escreveu``."""
        opening = _bracket(sentence.words, start)
        begin = left_end(sentence.words, opening)
        speaker = self._phrases.speaker(sentence, text, begin, opening) if begin < opening < start else None
        return Statement(speaker, begin, end, before) if speaker else None

    def _with_aside(self, sentence: Sentence, text: str, start: int, end: int, *, before: bool) -> Statement | None:
        """``Ana Ruiz, 43, [a nurse at the hospital], said``: the name, and the class of what is set beside it."""
        words = sentence.words
        if words[start - 1] != ",":
            return None
        comma = start - 1
        for _ in range(_ASIDES):
            near = comma == start - 1
            comma = _bracket(words, comma)
            begin = left_end(words, comma)
            begin -= near and not self._inverted and begin < comma and words[begin - 1] in _THAT
            if begin == comma or begin < 2 or words[begin - 1] != ",":  # nothing is enclosed
                return None
            first = left_end(words, begin - 1)
            if speaker := self._set_beside(sentence, text, first, begin, comma, near=near):
                return Statement(speaker, first, end, before)
            comma = begin - 1
        return None

    def _set_beside(
        self, sentence: Sentence, text: str, first: int, begin: int, comma: int, *, near: bool
    ) -> Speaker | None:
        """The speaker at ``first``, by himself or by what is set beside him from ``begin`` on, ``near`` his verb."""
        words = sentence.words
        relative = words[begin] in _WHO
        # ``his lawyer, [speaking to Reuters], said``, ``the governor, [Oleh Kiper], wrote``
        private = relative or is_beside(words, begin, comma)
        himself = (
            private or words[begin] in _DOING or self._by_means(words, begin) or text[sentence.starts[begin]].isupper()
        )
        if not self._inverted and not self._arabic:  # ``la mairesse, [qui a convoqué la presse], dit``
            told = near and words[begin] in _THAT
            called = comma - begin <= CALLED + 1 and self._is_name(sentence, text, max(begin + 1, comma - 2), comma)
            himself = himself or told or called  # ``il comandante, [l'ingegner Marco De Santis], dice``
        if himself and (speaker := self._phrases.speaker(sentence, text, first, begin - 1)):
            return speaker
        name = self._phrases.name(sentence, text, first, begin - 1) or self._phrases.name(sentence, text, begin, comma)
        kind = self._kind_beside(words[begin:comma]) if words[begin] in _ASIDE else None
        if kind is None and private and self._is_name(sentence, text, first, begin - 1):
            kind = "eyewitness"  # ``Mehmet, who mends boats, said``
        return Speaker(name, kind) if kind and name else None

    def _by_means(self, words: Sequence[str], begin: int) -> bool:
        """Whether it tells by what means he spoke: ``il sindaco, [in un post], scrive``."""
        return words[begin] in self._to and not self._means.isdisjoint(words[begin + 1 : begin + 1 + CALLED])

    def _is_name(self, sentence: Sentence, text: str, start: int, end: int) -> bool:
        """Whether tokens may be somebody's name; Arabic has no capital letters."""
        return 0 < end - start <= CALLED if self._arabic else is_name(sentence, text, start, end)

    def _kind_beside(self, words: Sequence[str]) -> SpeakerClass | None:
        """The class of what is set beside a name: ``who sells newspapers``, ``a crane operator`` are witnesses."""
        kind = self._speakers.kind(words)
        witness = words[:1] == ["whose"] or (words[:1] == ["who"] and not _WITNESSING.isdisjoint(words[1:2]))
        witness = witness and kind in (None, "media")
        machine = words[:1] in (["a"], ["an"]) and "operator" in words
        return "eyewitness" if witness or machine else kind

    def behind(  # noqa: PLR0912  one branch for each thing that may stand behind a verb
        self, sentence: Sentence, text: str, end: int, *, opens: bool = False
    ) -> tuple[Speaker | None, int]:
        """The speaker behind a cue, and the token behind him: ``said [Tom Hill, 43, who lives] next door``.

        What ``opens`` a clause may have it follow without a comma: ``according to [the fire brigade] the blaze was``.
        """
        words = sentence.words
        if words[end - 1] == "told" and not _HEARERS.isdisjoint(words[end : end + 2]):
            return None, end  # ``Banda [told journalists]``, who say nothing
        end += self._arabic and words[end : end + 1] in _BY_IT
        end += 2 * (words[end : end + 2] in _TO_THAT)
        if self._arabic and words[end : end + 1] in _WHERETO:
            return None, end  # ``نقلوا [إلى] المستشفى``
        if not self._inverted and (quoted := self._phrases.quoted(sentence, text, end)):
            if words[quoted[1] : quoted[1] + 1] != ["в"]:
                return quoted
            end = quoted[1] + 1  # ``рассказали «Фонтанке» [в прокуратуре]``
        end, right = self._heard(sentence, text, end)
        stop = first = name_end(words, end, right) if self._arabic else right
        if not OF_WHAT.isdisjoint(words[end : end + 1]):
            return None, stop
        if opens and (end <= _OPENS or not FINITE.isdisjoint(words[end:stop])):
            stop = first = next((at for at in range(end + 1, stop) if begins(words, at)), stop)
        if not self._arabic or (words[end : end + 1] != [] and words[end].startswith("ل")):
            end = self._phrases.behind_hearers(words, end, stop)  # not ``نقل [التلفزيون] الرسمي``
        if end >= stop or any(word in FINITE for word in words[end:stop]):
            return None, stop  # ``said both men had been beaten``
        speaker = self._phrases.speaker(sentence, text, end, stop)
        if speaker and speaker.class_ == "media":
            speaker, stop = self._told_media(sentence, text, speaker, stop)
        begin = end
        for _ in range(_ASIDES - 1):
            if speaker or stop == begin or words[stop : stop + 1] not in ([","], ["\u060c"]):
                break
            begin, stop = stop + 1, right_end(words, stop + 1)
            kind = self._kind_beside(words[begin:stop])
            name = self._phrases.name(sentence, text, end, first)
            private = kind is None and is_beside(words, begin, max(stop, begin + 1))
            if private and self._is_name(sentence, text, end, first):
                kind = "eyewitness"  # ``raconte Mireille Soulier, [qui habite] en face``
            if kind and name and (self._arabic or text[sentence.starts[first - 1]].isupper()):
                speaker = Speaker(name, kind)
        return speaker, stop

    def _heard(self, sentence: Sentence, text: str, end: int) -> tuple[int, int]:
        """Where a speaker begins behind those who hear it and the means by which, and where his phrase ends."""
        words = sentence.words
        if self._ends and words[end : end + 1] and words[end] in self._to:  # ``пообещал [у себя в Facebook] мэр``
            end = self._phrases.behind_audience(sentence, text, end, right_end(words, end))
        right = right_end(words, end, self._ends)
        return self._phrases.behind_audience(sentence, text, end, right), right

    def _told_media(self, sentence: Sentence, text: str, media: Speaker, stop: int) -> tuple[Speaker, int]:
        """Who speaks where the media behind the verb only hear it: ``рассказали 24.kg [в МЧС]``."""
        if sentence.words[stop : stop + 1] not in (["в"], ["у"]) or not self._ends:
            return media, stop
        right = right_end(sentence.words, stop + 1, self._ends)
        speaker = self._phrases.speaker(sentence, text, stop + 1, right)
        return (speaker, right) if speaker and speaker.class_ in ("official", "party") else (media, stop)


def _bracket(words: Sequence[str], end: int) -> int:
    """Where a bracket opens that closes right before a token; the token where none does."""
    if not end or words[end - 1] != ")":
        return end
    return next((at for at in range(end - 2, max(0, end - 2 - CALLED), -1) if words[at] == "("), end)
