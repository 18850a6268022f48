"""Who says so: the speakers of a sentence, what each of them says, and the class each belongs to.

A speaker is the noun phrase before a verb of saying, behind ``according to``, or behind ``said`` at the end of what is
said, with what is set beside it (``Ana Ruiz, a nurse at the hospital, said``); or what a headline puts before a colon
or behind a last colon or dash (``12 killed in a bus plunge: police``). Of several speakers each has the words behind
him (``police said``) or, where nothing follows him, those before (``..., police said``), within marks that end a
clause; a sentence of one speaker is all his. ``She said`` is whoever spoke last. The first person of a social post is
an eyewitness when it saw something. Limits: no parser; quoted words without a speaker beside them have none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from types import MappingProxyType

from streams.clauses.asides import FINITE, OF_WHAT, Asides
from streams.clauses.first_person import first_person
from streams.clauses.headlines import set_off
from streams.clauses.saying import SAID_BEFORE, by_surname, claimed, heads, hearers, plausible, told_thing
from streams.clauses.signatures import signature
from streams.clauses.speaker_bounds import declined, given, is_by, is_elided, left_end, right_end
from streams.clauses.speaker_phrases import CALLED, QUOTES, Phrases
from streams.clauses.speakers import Speakers
from streams.clauses.statements import Statement
from streams.report import Speaker
from streams.text import Sentence
from streams.words.calendar import MONTH_NAMES
from streams.words.lexicon import Lexicon
from streams.words.patterns import Span
from streams.words.phrases import compile_pattern

__all__ = ["Attribution"]

_ANDS = frozenset({"and", "и", "y", "et"})
_PARTED = 2  # tokens of a verb of which more stands between its parts
_OPENING = 6  # tokens of a speaker who opens a sentence
_VIA = frozenset({"on", "in", "at", "via", "to", "through", "of", "us", "à", "au", "aux"})
"""Behind a verb of saying: where it was said, by nobody of that name (``wrote [on Telegram]``), or what is no verb."""
_LIVES = frozenset({"life", "lives", "victim", "victims"})
_LIVES_REACH = 5  # tokens from ``claimed``, which is no saying then: ``claimed [a million lives]``
_HEARING_TEXT = """агентству изданию порталу сайту телеканалу газете радиостанции редакции корреспонденту агенції
виданню агенству порталові каналу редакції кореспонденту"""
_HEARING = frozenset(_HEARING_TEXT.split())
"""Media in the dative, before their name: who is told."""
_AT = frozenset({"в", "около", "к", "a", "à", "vers", "um", "às"})
"""Before a time of day."""
_SUBJECT = 6  # tokens of who a sentence is about
_NOBODY_TEXT = (
    "fire emergency air weather people my across opposite nearby hotel window balcony stall kiosk taxi fruit spice "
    "rescue disaster health security state rights shell star sun mail post shot mash standard"
)
_NOBODY = frozenset(_NOBODY_TEXT.split())
"""Words of speakers that open sentences about something else."""
_THEIR_OWN = ["eigenen", "angaben"]
_WHO_SAYS_TEXT = """diyen söyleyen belirten kaydeden vurgulayan açıklayan aktaran anlatan bildiren duyuran savunan ifade
eden"""
_WHO_SAYS = frozenset(_WHO_SAYS_TEXT.split())
"""Turkish participles before whoever says it: ``"..." [diyen] Bakan Yılmaz``."""
_BESIDE_TEXT = """жанында жанындагы алдында алдындагы ичинде ичиндеги үстүндө маңдайында аймагында короосунда тарабынан
тууралуу жөнүндө önünde önündeki yanında yanındaki içinde içindeki yakınında çevresinde karşısında bahçesinde hakkında
tarafından"""
_BESIDE_IT = frozenset(_BESIDE_TEXT.split())
"""Behind what is no speaker then, but a place or who did it."""
_OWN = frozenset({"i", "i'm", "im", "i've", "ive", "my", "me", "we", "we're", "we've", "our"})


class Attribution:
    """Speakers of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._arabic = lexicon.language == "ar"
        self._final = lexicon.language in ("ky", "tr", "hi")  # the verb ends the clause
        self.patterns = [
            compile_pattern(source, (kind,), "speech", lexicon.classes)
            for kind in ("verbs", "according", "unsaid")
            for source in lexicon.words("attribution", kind)
        ]
        self._heads = heads(lexicon)
        self._speakers = Speakers(lexicon)
        self._phrases = Phrases(lexicon, self._speakers)
        self._asides = Asides(lexicon, self._speakers, self._phrases)
        self._own = _OWN if lexicon.language == "en" else frozenset(lexicon.words("attribution", "own"))
        self._same = frozenset(lexicon.words("attribution", "same"))
        self._inverted = frozenset(lexicon.words("attribution", "inverted"))
        self._ends = frozenset(lexicon.words("attribution", "ends"))

    def speaks(self, folded: str) -> bool:
        """Whether a sentence has a word that alone says that somebody speaks; much sooner told than who."""
        return self._heads.search(folded) is not None

    def statements(
        self,
        sentence: Sentence,
        spans: Sequence[Span],
        text: str,
        events: Set[int] = frozenset(),
        named: Mapping[str, Speaker] = MappingProxyType({}),
    ) -> tuple[Statement, ...]:
        """Return who is quoted in a sentence, in order.

        ``spans`` are its cues, ``events`` the tokens of its triggers, ``named`` by folded surname who spoke before.
        """
        cues = [span for span in spans if span[0].tier == "speech"]
        if self._final and (opens := self._opens_quote(sentence, text)):
            return (opens,)
        if not cues:
            marked = self._marked(sentence, text) or self._leading_to_quote(sentence, text)
            return marked or first_person(sentence, text, self._own, self._speakers, english=bool(self._inverted))
        words = sentence.words
        unsaid = [(start, end) for pattern, start, end in cues if pattern.types[0] == "unsaid"]
        if unsaid:
            cues = [
                cue for cue in cues if is_by(words, cue) or not any(_voids(start, end, cue) for start, end in unsaid)
            ]
        verbs = [(start, end) for pattern, start, end in cues if pattern.types[0] == "verbs"]
        spoken: set[int] = set()  # ends of verbs whose speakers stand before them
        found: dict[int, Statement] = {}
        # What is a verb and a cue of ``according to`` at once is read as a verb first.
        for pattern, start, end in cues if self._inverted else sorted(cues, key=_verbs_first):
            if pattern.types[0] == "verbs":
                one = by_surname(words, start, end, named) or self._ahead(sentence, text, start, end)
                one = one or self._said(sentence, text, start, end, alone=not found)
                if one and not self._inverted:
                    one = plausible(one, words, start, end, events)
                elif one:
                    one = claimed(one, words, start, end)
                if one and one.start < start:
                    spoken.add(end)
            elif (
                end in spoken  # ``губернатор [сообщил] в телеграм-канале``
                or (words[start] == "в" and (start in spoken or not verbs))
                or (words[start] == "après" and not is_elided(sentence, text, start))
            ):
                continue
            else:
                one = self._according(sentence, text, start, end)
                if (
                    one
                    and words[start] == "в"
                    and not any(start == behind or one.end == verb for verb, behind in verbs)
                ):
                    one = None  # only ``рассказали [в МЧС]``, ``[в МЧС] сообщили``
            if one:
                found.setdefault(one.start, one)
        told = self._others(self._themselves([found[start] for start in sorted(found)], words))
        told = told or self._marked(sentence, text) or self._leading_to_quote(sentence, text)
        return told or first_person(sentence, text, self._own, self._speakers, english=bool(self._inverted))

    def _themselves(self, told: Sequence[Statement], words: Sequence[str]) -> Sequence[Statement]:
        """Say who ``they`` are behind witnesses of the same sentence: ``residents say [they heard] a bang``."""
        first = told[0].speaker if len(told) > 1 else None
        if first is None or first.class_ != "eyewitness":
            return told
        return [
            replace(one, speaker=first) if one.speaker is None and words[one.start] == "they" else one for one in told
        ]

    def _others(self, told: Sequence[Statement]) -> tuple[Statement, ...]:
        """Leave out ``we`` beside somebody who is named: ``"[We] can confirm one death," tweeted the sheriff``."""
        others = tuple(one for one in told if one.speaker is None or not self.own(one.speaker))
        return others or tuple(told)

    def own(self, speaker: Speaker) -> bool:
        """Whether a speaker is whoever wrote the text."""
        return speaker.name.lower() in self._own

    def subject(self, sentence: Sentence, text: str) -> Speaker | None:
        """Return who a sentence is about, as far as its first words tell: ``[The mayor] visited the site``."""
        words = sentence.words
        if not MONTH_NAMES.isdisjoint(words[1:3]):
            return None  # ``MANILA, [Aug 16] (Reuters) - The coast guard lowered the toll``
        for end in range(1, min(_SUBJECT, len(words)) + 1):
            word = words[end - 1]
            if not word[0].isalpha() or word in FINITE:
                return None
            if word not in _NOBODY and self._speakers.kind((word,)) is not None:
                while (
                    end < len(words)
                    and words[end][0].isalpha()
                    and (text[sentence.starts[end]].isupper() or self._speakers.kind((words[end],)) is not None)
                ):
                    end += 1  # noqa: PLW2901  his name
                return self._phrases.speaker(sentence, text, 0, end)
        return None

    def signature(self, text: str) -> Speaker | None:
        """Return who a whole text is by, or None."""
        return signature(text, self._speakers)

    def _marked(self, sentence: Sentence, text: str) -> tuple[Statement, ...]:
        words = sentence.words
        if ":" in words and not any(word[0].isalpha() for word in words[words.index(":") + 1 :]):
            return ()  # a number to call
        return set_off(sentence, text, self._speakers, self._phrases)

    def _leading_to_quote(self, sentence: Sentence, text: str) -> tuple[Statement, ...]:
        """Who does something else and then is quoted: ``[Il sindaco] ha ringraziato i medici: «È stata dura»``."""
        words = sentence.words
        if self._inverted or ":" not in words:
            return ()
        colon = words.index(":")
        if words[colon + 1 : colon + 2] == [] or words[colon + 1] not in QUOTES:
            return ()
        speaker = self.subject(sentence, text)
        return (Statement(speaker, 0, colon, before=False),) if speaker else ()

    def _according(self, sentence: Sentence, text: str, start: int, end: int) -> Statement | None:
        words = sentence.words
        if self._final or words[start] == "zufolge":  # ``[Medienberichten] zufolge``
            begin = left_end(words, start)
            if begin == start > 1 and (called := self._called(sentence, text, start, end, before=False)):
                return called  # ``[«Кабар»] жазгандай``
            speaker = self._phrases.speaker(sentence, text, begin, start)
            return Statement(speaker, begin, end, before=False) if speaker else None
        if end - start > 1 and words[start] in ("nach", "عن") and self._speakers.kind(words[end - 1 : end]):
            end -= 1  # ``nach [Polizeiangaben]``
        speaker, stop = self._asides.behind(sentence, text, end, opens=True)
        if speaker is None and words[end - 2 : end] == _THEIR_OWN:
            speaker = self.subject(sentence, text)  # ``[Die Polizei] nahm nach eigenen Angaben zwei fest``
        before = start > 1 and words[stop : stop + 1] != ["as"]  # ``quoted the mayor as saying that``
        return Statement(speaker, start, stop, before) if speaker else None

    def _said(self, sentence: Sentence, text: str, start: int, end: int, *, alone: bool) -> Statement | None:
        """The statement of a verb: its speaker stands before it, or behind it when nobody does."""
        words = sentence.words
        before = end >= len(words) or words[end] in SAID_BEFORE
        begin = left_end(words, start)
        if (
            begin < start
            and words[start - 1] in self._same
            and (begin == start - 1 or not FINITE.isdisjoint(words[begin:start]))
        ):
            return Statement(None, begin, end, before)  # ``[he] said``, ``four had been killed [he] added``
        if (
            self._final
            and (begin < start or words[start - 1] in QUOTES)
            and end >= len(words) - 1
            and (opening := self._opening(sentence, text, start))
        ):
            return opening
        if not self._inverted and begin + 2 < start and words[begin] in _AT and ":" in words[begin + 1]:
            begin += 2  # ``[в 20:48] мэр сообщил``
        begin = self._behind_time(words, begin, start) if self._inverted else begin
        about = words[begin] in OF_WHAT or told_thing(words, begin, start)  # ``[об этом ТАСС] рассказал мэр``
        until = next((at for at in range(begin + 1, start) if words[at] in _HEARING), start)  # ``МЧС [редакции «КП»]``
        speaker = None if about else self._phrases.speaker(sentence, text, begin, until)
        if speaker:
            return Statement(speaker, begin, end, before)
        if begin == start and start > 1:
            found = self._called(sentence, text, start, end, before=before) or self._asides.before(
                sentence, text, start, end, before=before
            )
            if found:
                return found
        if self._turned(words, begin, start, end) or self._to_hearers(sentence, text, begin, start, end):
            speaker, stop = self._asides.behind(sentence, text, end)
            if speaker:
                return Statement(speaker, start, stop, before=True)
        if begin == start and alone and self._inverted and words[start - 1] == ",":
            speaker = self.subject(sentence, text)  # ``[Army] repels attack, says 40 rebels killed``
        elif (
            begin == start and alone and words[start - 1] not in QUOTES
        ):  # ``my brother is there [and says] they fire``
            begin = left_end(words, max(0, start - 1))
            # Longer than that is a clause with a verb of its own, and who is its subject is not told.
            if start - 1 - begin <= _OPENING:
                speaker = self._phrases.speaker(sentence, text, begin, max(0, start - 1))
                if speaker and speaker.class_ == "media":
                    speaker = None  # ``a group, asked for [an independent inquiry] and said``
        return Statement(speaker, begin, end, before) if speaker else None

    def _ahead(self, sentence: Sentence, text: str, start: int, end: int) -> Statement | None:
        """The speaker behind a Turkish participle, or between the parts of a German verb or an Arabic phrase.

        ``"..." diyen [Bakan Yılmaz]``, ``schließt [die Polizei] derzeit aus``, ``قدم [الوالي] تعازيه``.
        """
        stop = end
        if self._final and sentence.words[end - 1] in _WHO_SAYS:
            speaker, stop = self._asides.behind(sentence, text, end)
        elif self._speakers.capitals and end - start > _PARTED:
            before = self._phrases.speaker(sentence, text, left_end(sentence.words, start), start)
            speaker = None if before else self._phrases.speaker(sentence, text, start + 1, end - 1)
            if not before and speaker is None and (paper := self._phrases.quoted(sentence, text, start + 1)):
                speaker = paper[0]  # ``zuerst hatte der [„Bote“] darüber berichtet``
        elif self._arabic and end - start > _PARTED:
            speaker = self._phrases.speaker(sentence, text, start + 1, end - 1)
        else:
            return None
        return Statement(speaker, start, stop, before=True) if speaker else None

    def _behind_time(self, words: Sequence[str], begin: int, start: int) -> int:
        """Where a speaker begins behind a time: ``09:12 [Governor] says``."""
        while begin < start - 1 and words[begin][0].isdigit():
            begin += 1
        return begin

    def _called(self, sentence: Sentence, text: str, start: int, end: int, *, before: bool) -> Statement | None:
        """The speaker whose name stands in quotation marks before his verb: ``the network ["Open Door"] wrote``."""
        words = sentence.words
        if words[start - 1] not in QUOTES:
            return None
        marks = range(start - 2, max(-1, start - 3 - CALLED), -1)
        mark = next((at for at in marks if words[at] in QUOTES), None)
        if mark is None:
            return None
        begin = left_end(words, mark) if mark else 0
        if words[begin] in OF_WHAT or words[max(0, mark - 1)] in _HEARING:
            return None  # ``[Об этом агентству «Кабар»] сообщили в милиции``
        speaker = self._phrases.speaker(sentence, text, begin, mark)
        if speaker is None and not self._inverted and mark + 1 < start - 1:
            speaker = self._phrases.paper(sentence, text, mark)  # ``wie die [„Rheinische Post“] berichtet``
        return Statement(speaker, begin, end, before) if speaker else None

    def _opening(self, sentence: Sentence, text: str, verb: int) -> Statement | None:
        """The speaker who opens a sentence that ends in his verb: ``[Мэр] үч адам каза болгонун айтты``."""
        words = sentence.words
        if self._speakers.kind(words[verb - 1 : verb]) and not declined(words[verb - 1]):
            speaker = self._phrases.speaker(sentence, text, verb - 1, verb)
            return Statement(speaker, verb - 1, verb, before=False) if speaker else None
        for end in range(1, min(_OPENING, verb)):
            if words[end] in QUOTES and given(words[end + 1 : end + 2]):
                continue  # ``[«Кабар»] агенттигине айтып берди``, who is told it
            if words[end] in _BESIDE_IT:
                continue  # ``[завод] жанында``
            if self._speakers.kind(words[end - 1 : end]) and not declined(words[end - 1]):
                while end + 1 < verb and self._speakers.kind(words[end : end + 1]) and not declined(words[end]):
                    end += 1  # noqa: PLW2901  ``[Sözcü gazetesi]``
                speaker = self._phrases.speaker(sentence, text, 0, end)
                return Statement(speaker, 0, end, before=False) if speaker else None
        return None

    def _opens_quote(self, sentence: Sentence, text: str) -> Statement | None:
        """The speaker whose words begin in a sentence and may end in another: ``[Vali Ayşe Güler], "Bir işçi öldü``."""
        words = sentence.words
        mark = next((at for at, word in enumerate(words) if word in QUOTES), 0)
        if mark < 2 or words[mark - 1] != ",":
            return None
        begin = left_end(words, mark - 1)
        speaker = self._phrases.speaker(sentence, text, begin, mark - 1)
        return Statement(speaker, begin, mark, before=False) if speaker else None

    def _turned(self, words: Sequence[str], begin: int, start: int, end: int) -> bool:
        """Whether the speaker may stand behind the verb: ``..., said the mayor``."""
        if self._inverted and (words[start] not in self._inverted or hearers(words, start, end)):
            return False
        if not _VIA.isdisjoint((*words[start + 1 : start + 2], *words[end : end + 1])):
            return False
        if words[start].startswith("claim") and not _LIVES.isdisjoint(words[start : start + _LIVES_REACH]):
            return False
        return begin < start or start == 0 or words[start - 1] not in _ANDS

    def _to_hearers(self, sentence: Sentence, text: str, begin: int, start: int, end: int) -> bool:
        """Whether behind a verb stands who hears it, and then who says it: ``relatou [à reportagem] o comerciante``."""
        if self._inverted or begin < start or sentence.words[end : end + 1] == []:
            return False
        return self._phrases.behind_audience(sentence, text, end, right_end(sentence.words, end, self._ends)) > end


def _verbs_first(cue: Span) -> tuple[int, bool]:
    return cue[1], cue[0].types[0] != "verbs"


def _voids(start: int, end: int, cue: Span) -> bool:
    """Whether what is no saying voids a cue: one that it touches and does not lie in: ``rejected [the claims]``."""
    return cue[1] < end and start < cue[2] and not (cue[1] < start and end <= cue[2])
