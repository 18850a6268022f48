"""From a noun phrase to a speaker: its name without what only stands beside it, and the class that it belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from streams.clauses.audience import Audience
from streams.clauses.private import Private
from streams.clauses.speaker_bounds import DAYS_BEFORE, OF_DAY, has_number, named, undated
from streams.clauses.speakers import Speakers, happens
from streams.report import Speaker
from streams.text import Sentence
from streams.words.lexicon import Lexicon

__all__ = ["CALLED", "PLACING", "QUOTES", "Phrases"]

PLACING = frozenset(
    {"في", "علي", "قرب", "in", "at", "on", "near", "from", "en", "à", "au", "в", "на", "у", "em", "no", "na", "bei"}
)
CALLED = 4  # tokens of a name in quotation marks
QUOTES = frozenset({'"', "“", "”", "„", "«", "»"})
_LEAD_TEXT = (
    "the a an by two three several some other el la los las le les l' в de del du des however wie die der das den sich "
    "o os as une unos unas uma ein eine einer einem однако у"
)
_LEAD = frozenset(_LEAD_TEXT.split())
_ARTICLE = re.compile(r"^(?i:un[oa]?|uma?|ein(?:e[rm]?)?)\s+|^(?i:il|lo|i|gli|la|le)\s+(?=[a-zà-ÿ])")
"""With a capital behind the second ones a newspaper's name may begin: ``Il Messaggero``."""
_TURKISH_CASE = re.compile(r"['’](?:[ny]?[ıiuüae]|n?[ıiuü]n|n?[dt][ae]n)$")
_PASSED_ON = re.compile(
    r"(?:\s+(?:[#@]\w+|https?:\S+|omg|wtf|smh|lol|[\u2190-\u2bff\U0001f000-\U0001faff\ufe0f\u200d]+))+$", re.IGNORECASE
)
"""What whoever passes a headline on puts behind its speaker: ``selon le parquet [#breaking]``."""
_TRAILING_TEXT = "le les se no nos la las los el lo una un de del sobre que qui nous ne y en ya même aussi también"
_TRAILING = frozenset(_TRAILING_TEXT.split())
"""Spanish and French words behind a name that go with the verb: ``el alcalde [no se lo] dijo``."""
_ELSEWHERE_TEXT = "como con contra hacia para por sobre sin hasta par pour avec contre comme sans vers"
_ELSEWHERE = frozenset(_ELSEWHERE_TEXT.split())
"""Begin no speaker: ``calificó [como responsables] a los rebeldes``."""
_NUMBERED = frozenset({"m", "channel", "radio", "france", "bbc", "tv", "rai", "tv-channel"})
"""First words of speakers with a number in their name: ``M23``, ``Channel 12``."""
_LEADING = frozenset({"in", "on", "at", "during", "after", "from"})
_ARTICLES = frozenset({"the", "a", "an"})
_OF_AGE = ["-", "year-old"]
_NOBODY = (["number"], ["no"])
_TOLD = (["us"], ["me"], ["him"], ["her"], ["them"], ["you"])
_PAPERS = frozenset({"wie", "как", "як", "jak", "como", "comme", "come", "كما", "hier", "також", "также"})
"""Before a name in quotation marks that is a paper's."""
_CLAUSE_TEXT = (
    "has have had been was were could would should is are visits visited tours toured condemns mourns condoles vows "
    "pledges arrives arrived"
)
_CLAUSE = frozenset(_CLAUSE_TEXT.split())
"""No name holds one of them."""
_ONGOING = frozenset({"to", "of", "for", "into", "with"})
"""End no speaker in English: ``police respond [to] reported shots``."""
_TO_WHOM = ("ye", "ya", "lere", "lara", "lerine", "larına", "sine", "sına", "sını", "sini", "sunu", "sünü")
"""Turkish endings of whom something is told or wished."""
_JOINING_NOUNS = frozenset({"der", "des", "die", "von", "vom", "für", "und", "deutschen", "zuständigen"})
"""Between the nouns of a German speaker's name."""
_ACRONYM = re.compile("[A-Z]{3,7}")
"""A body that no list has: ``WHO said``, ``SAMU reported``."""

_COINED = re.compile("(?!Mc|Mac|De|Le|La|Di|Du|Van|Fitz)[A-Z][a-z]+[A-Z][A-Za-z]*")
"""A company or a group that no list has: ``TotalEnergies said``; people are called ``McDonald``."""


class Phrases:
    """Reads the noun phrases of one language as speakers."""

    def __init__(self, lexicon: Lexicon, speakers: Speakers) -> None:
        self._speakers = speakers
        self._inverted = frozenset(lexicon.words("attribution", "inverted"))
        self._audience = Audience(lexicon, speakers)
        self._private = Private(lexicon)

    def speaker(  # noqa: PLR0911, PLR0912  one return per thing that is no speaker
        self, sentence: Sentence, text: str, start: int, end: int
    ) -> Speaker | None:
        """Return who tokens ``start`` to ``end`` are, or None when that is nobody who says anything."""
        while start < end and (
            sentence.words[start] in _LEAD
            or sentence.words[start] in QUOTES
            or sentence.words[start] == "'"
            or (sentence.words[start] == "un" and not self._inverted)  # ``UN`` speaks
            or sentence.words[start] in DAYS_BEFORE
            or sentence.words[start] in self._inverted
            or (sentence.words[start] in OF_DAY and sentence.words[start - 1] in DAYS_BEFORE)
        ):
            start += 1
        while start < end and sentence.words[end - 1] in QUOTES:
            end -= 1  # ``[«Азаттыктын»] маалыматына ылайык``
        end = self._noun_end(sentence, text, start, end)
        if (noun := self._private.aged(sentence.words, start, end)) > start:
            return self._of_age(sentence, text, start, noun, end)
        if self._inverted and sentence.words[start : start + 1] and sentence.words[start] in _LEADING:
            start = _behind_place(sentence.words, start, end)
        words = sentence.words[start:end]
        if words[:1] in _NOBODY or words[:1] in _TOLD:
            return None  # ``[no group] claimed it``, ``the number of injured stands at 12``, ``told [us in hospital]``
        elsewhere = not (_ONGOING.isdisjoint(words[-1:]) if self._inverted else _ELSEWHERE.isdisjoint(words[:1]))
        if start >= end or elsewhere or (words[0] not in _NUMBERED and has_number(words[:-1])):
            # ``at least 73 people [are reported dead]`` say nothing
            return self._aged(sentence, text, start, end) if self._inverted and words[1:3] == _OF_AGE else None
        if has_number(words[-2:]) and not (len(words) > 1 and text[sentence.starts[end - 2]].isupper()):
            return None  # but ``Rustavi 2`` does
        end = self._audience.ends(sentence.words, start, undated(sentence.words, start, end))
        name = text[slice(*sentence.span(start, named(sentence.words, start, end)))]
        if not self._inverted:
            while end - start > 1 and sentence.words[end - 1] in _TRAILING:
                end -= 1
            name = text[slice(*sentence.span(start, named(sentence.words, start, end)))]
        if happens(sentence.words[start:end], name):
            return None
        kind = self._speakers.kind(sentence.words[start:end])
        if kind is None and _ACRONYM.fullmatch(name) and not text.isupper():
            kind = "official"
        if kind is None and _COINED.fullmatch(name):
            kind = "party"
        if self._inverted and kind not in (None, "eyewitness") and (verb := _verb(sentence.words, start, end)):
            return self.speaker(sentence, text, start, verb)  # ``the mayor [has seen the site by now and] said``
        if kind in (None, "party") and self._private.speaks(sentence, text, start, end):
            kind = "eyewitness"
        addressed = self._speakers.cased and name[:1].islower() and sentence.words[end - 1].endswith(_TO_WHOM)
        private = kind == "official" and not self._speakers.kin.isdisjoint(
            sentence.words[start:end]
        )  # ``mon [voisin] pompier``
        return Speaker(_plain(name), kind) if kind and not (private or addressed) else None

    def _noun_end(self, sentence: Sentence, text: str, start: int, end: int) -> int:
        """Where a German speaker's name ends: before small letters that join no other noun, if he is known by then.

        ``laut [Polizei] verletzt``, ``[Sprecher der Feuerwehr] am Abend``.
        """
        if not self._speakers.capitals:
            return end
        noun = next((at for at in range(start, end) if text[sentence.starts[at]].isupper()), end)
        stop = noun + 1
        while stop < end and (
            text[sentence.starts[stop]].isupper()
            or not sentence.words[stop][0].isalpha()
            or sentence.words[stop] in _JOINING_NOUNS
        ):
            stop += 1
        while stop > noun + 1 and sentence.words[stop - 1] in _JOINING_NOUNS:
            stop -= 1
        return stop if stop < end and self._speakers.kind(sentence.words[start:stop]) else end

    def _aged(self, sentence: Sentence, text: str, start: int, end: int) -> Speaker | None:
        """Who is told by his age and name, or what he is: ``[31-year-old Olena]``, ``a [58-year-old shopkeeper]``."""
        noun = start + len(_OF_AGE) + 1
        kind = self._speakers.kind(sentence.words[noun:end])
        if noun >= end or (kind is None and not text[sentence.starts[noun]].isupper()):
            return None
        return Speaker(text[slice(*sentence.span(start, end))], kind or "eyewitness")

    def _of_age(self, sentence: Sentence, text: str, start: int, noun: int, end: int) -> Speaker | None:
        """Who is told by his age in a Slavic language: ``[52-летняя Нина]``; an official is one also by his age."""
        end = self._audience.ends(sentence.words, noun, end)
        kind = self._speakers.kind(sentence.words[noun:end]) or self._private.unsuspected(sentence.words[noun:end])
        return Speaker(text[slice(*sentence.span(start, end))], kind) if kind else None

    def behind_audience(self, sentence: Sentence, text: str, start: int, end: int) -> int:
        """Return where the speaker begins behind whom or where he tells it: ``told [on Monday the AP] the mayor``."""
        while start < end and sentence.words[start] in DAYS_BEFORE | OF_DAY:
            start += 1
        return self._audience.behind(sentence, text, start, end)

    def quoted(self, sentence: Sentence, text: str, at: int) -> tuple[Speaker, int] | None:
        """Whose name in quotation marks stands behind a cue, or media: ``сообщает [«Коло»]``."""
        words = sentence.words
        at += words[at : at + 1] != [] and words[at] in _LEAD  # ``nach Informationen [der] „Bild“``
        if words[at : at + 1] == [] or words[at] not in QUOTES or at + 2 >= len(words):
            return None
        stop = next((end for end in range(at + 2, min(at + 2 + CALLED, len(words))) if words[end] in QUOTES), 0)
        if not stop or not words[stop - 1][0].isalnum():
            return None
        first = text[sentence.starts[at + 1]]
        if not first.isupper() and not (first.isdigit() and self._speakers.kind(words[at + 1 : stop]) == "media"):
            return None
        name = self.name(sentence, text, at + 1, stop)
        return Speaker(name, self._speakers.kind(words[at + 1 : stop]) or "media"), stop + 1

    def paper(self, sentence: Sentence, text: str, mark: int) -> Speaker | None:
        """Whose name a quotation mark opens before a verb of saying, which is a paper's: ``[„Bild“] berichtet``."""
        words = sentence.words
        before = words[mark - 1] if mark else ""
        named = self.quoted(sentence, text, mark)
        if named is None or (mark and before not in _LEAD and before not in _PAPERS and before != ","):
            return None
        inside = words[mark + 1 : named[1] - 1]
        called = all(word[0].isalnum() or word in ("-", "'", ".") for word in inside)
        return named[0] if called else None

    def behind_hearers(self, words: Sequence[str], start: int, end: int) -> int:
        """Where the speaker begins behind media that he tells it: ``рассказал [корреспонденту ТАСС] глава района``."""
        if self._inverted:
            return start
        at = start
        while at < end and self._speakers.kind(words[at : at + 1]) == "media":
            at += 1
        if not start < at < end:
            return start
        known = self._speakers.kind(words[at : at + 1]) is not None or self._private.aged(words, at, end) > at
        return at if known else start

    def name(self, sentence: Sentence, text: str, start: int, end: int) -> str:
        """Return tokens as they are written, without an article."""
        while start < end and sentence.words[start] in _LEAD:
            start += 1
        return _plain(text[slice(*sentence.span(start, end))]) if start < end else ""


def _plain(name: str) -> str:
    """Return a name without article, Turkish ending and what others put behind it: ``Sağlık Bakanlığı['na]``."""
    return _TURKISH_CASE.sub("", _ARTICLE.sub("", _PASSED_ON.sub("", name)))


def _verb(words: Sequence[str], start: int, end: int) -> int | None:
    """Where the verb of a clause is that stands for a speaker; None of a name, as nearly always."""
    if _CLAUSE.isdisjoint(words[start:end]):
        return None
    end = named(words, start, end)
    return next((at for at in range(start + 1, end) if words[at] in _CLAUSE), None)


def _behind_place(words: Sequence[str], start: int, end: int) -> int:
    """Where the speaker begins behind what opens his sentence: ``in a message on its channel [the group] claimed``."""
    for at in range(end - 2, start + 2, -1):
        if words[at] in _ARTICLES and words[at - 1] not in PLACING and words[at - 1] not in ("of", "for", "to", "by"):
            return at + 1
    return start
