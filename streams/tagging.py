"""From a post to its report: the whole tagger behind one pure function.

Order of work: fold, gate (one Aho-Corasick pass; most posts end here), language, sentences that hold a trigger,
triggers and whether they are literal, polarity and hedging, counts, places, times, attribution. No clock, no network,
no randomness: the same post gives the same report.

A report is *relevant* when it has a mention that is not figurative, or speaks of a disaster that has no event type of
its own (flood, quake, wreck). Negated mentions count ("no deaths" is news), planned ones too (a protest tomorrow is
what a desk prepares for), and anniversaries (escalation leaves them out by their polarity). Figurative and sports uses
alone do not, nor advice for a case that is only thought of, nor a disaster of the past.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from connectors.post import HEARTBEAT_SOURCE, Post, body
from streams.attribution import Attribution
from streams.counts import Figure, Figures
from streams.gazetteer import DEMONYM, Gazetteer
from streams.language import detect
from streams.lexicon import Lexicon, LexiconError, load_lexicons, place_problem
from streams.mentions import Company, Found, Triggers
from streams.patterns import Gate, Matcher, Span
from streams.places import Located, Places, shipped_landmarks
from streams.polarity import Cues, Reading, bygone
from streams.report import Count, EventType, Mention, Place, Polarity, Report, Speaker, TimeSpan, Trigger
from streams.text import MAX_TEXT, Sentence, fold, sentence_spans, tokenise, vocabulary
from streams.times import Times

__all__ = ["Analysis", "Tagger"]

DEFAULT_LANGUAGE = "en"
RELATED = {"gl": "es", "ca": "es", "ht": "fr", "uk": "ru", "be": "ru", "bg": "ru", "kk": "ky"}
"""Languages without a lexicon -> the nearest that has one; better than English, and short Spanish looks Galician."""
MAX_MENTIONS = 48  # a report of more is a list of links, not a story
MAX_HAZARDS = 4


@dataclass(slots=True)
class Speech:
    """One language, compiled."""

    triggers: Triggers
    cues: Cues
    figures: Figures
    attribution: Attribution
    times: Times
    events: Matcher
    signs: Matcher

    @classmethod
    def of(cls, lexicon: Lexicon) -> Speech:
        """Compile a lexicon; triggers and covers are matched first, cues only where there are triggers."""
        cues, attribution = Cues(lexicon), Attribution(lexicon)
        arabic = lexicon.language == "ar"
        events = Matcher([*lexicon.patterns, *lexicon.covers], arabic=arabic)
        signs = Matcher([*cues.patterns, *attribution.patterns], arabic=arabic)
        return cls(Triggers(lexicon), cues, Figures(lexicon), attribution, Times(lexicon), events, signs)


@dataclass(slots=True)
class SentenceFacts:
    """What one sentence says beside its triggers."""

    figures: list[Figure]
    speaker: Speaker | None
    located: list[Located]


@dataclass(slots=True)
class Judged:
    """A trigger, the cues of its sentence and what was decided about it."""

    sentence: Sentence
    spans: Sequence[Span]
    found: Found
    reading: Reading
    mention: Mention | None


@dataclass(slots=True)
class Analysis:
    """A report and the decisions behind it; ``passed`` the gate."""

    report: Report
    judged: list[Judged] = field(default_factory=list)
    passed: bool = False


class Tagger:
    """Tags posts. Build with `Tagger.load`.

    Args:
        lexicons: of every language.
        places: finder of places.
        everywhere: name the places of posts without any trigger too. A stream that drops such posts saves the time.
    """

    def __init__(self, lexicons: Mapping[str, Lexicon], places: Places, *, everywhere: bool = True) -> None:
        self._speech = {language: Speech.of(lexicon) for language, lexicon in lexicons.items() if lexicon.patterns}
        patterns = [pattern for lexicon in lexicons.values() for pattern in lexicon.patterns]
        self._gate = Gate(patterns)
        self._places = places
        self._everywhere = everywhere

    @classmethod
    def load(
        cls, *, extra: Sequence[Path] = (), places: Iterable[Mapping[str, Any]] = (), everywhere: bool = True
    ) -> Tagger:
        """Read the lexicons, a desk's own files and its places of interest.

        Args:
            extra: a desk's lexicon or points-of-interest files.
            places: points of interest from the configuration: ``name``, ``aliases``, ``lat``, ``lon``, ``country``,
                ``city``.
            everywhere: see the class.

        Raises:
            LexiconError: names the file, the key and the mend.
        """
        lexicons = load_lexicons(extra)
        own = [place for lexicon in lexicons.values() for place in lexicon.places]
        for index, place in enumerate(given := list(places)):
            problem = place_problem(place)
            if problem:
                raise LexiconError(f"places[{index}]", problem[0], problem[1], problem[2])
        landmarks = [*shipped_landmarks(), *own, *given]
        return cls(lexicons, Places(Gazetteer.open(), landmarks), everywhere=everywhere)

    def gate(self, text: str) -> bool:
        """Whether any trigger can be in ``text``."""
        return bool(self._gate.starts(fold(text[:MAX_TEXT])))

    def tag(self, post: Post) -> Report:
        """Read one post."""
        return self.analyse(post).report

    def tag_many(self, posts: Iterable[Post]) -> list[Report]:
        """Read posts, in order."""
        return [self.tag(post) for post in posts]

    def analyse(self, post: Post) -> Analysis:
        """Read one post and keep the decisions."""
        if post.deleted or post.source == HEARTBEAT_SOURCE:
            return Analysis(Report(post.id, (post.lang or DEFAULT_LANGUAGE)[:2], False, (), ()))
        text = body(post)
        folded = fold(text[:MAX_TEXT])
        starts = self._gate.starts(folded)
        if not starts and not self._everywhere:
            return Analysis(Report(post.id, (post.lang or DEFAULT_LANGUAGE)[:2], False, (), ()))
        words = vocabulary(folded)
        language = detect(text, post.lang, words)
        speech = self._speech.get(RELATED.get(language, language)) or self._speech[DEFAULT_LANGUAGE]
        judged = _judge(speech, folded, starts, words, post.published_at.year) if starts else []
        if not judged and not self._everywhere:
            return Analysis(Report(post.id, language, False, (), ()), [], bool(starts))
        located = self._places.find(text[:MAX_TEXT], folded, language, words)
        composer = _Composer(post, text, folded, speech, located)
        mentions, hazards = composer.mentions(judged), composer.hazards(judged)
        relevant = any(map(_tells, judged))
        report = Report(post.id, language, relevant, tuple(mentions), _distinct(located), tuple(hazards))
        return Analysis(report, judged, bool(starts))


def _judge(speech: Speech, folded: str, starts: Sequence[int], words: Set[str], year: int) -> list[Judged]:
    """Read the sentences that hold one of the offsets ``starts``; the company is looked at when there is a trigger."""
    company: Company | None = None
    judged: list[Judged] = []
    for sentence in _sentences(folded, starts):
        spans = speech.events.scan(sentence.words)
        if spans:
            company = company or speech.triggers.company(folded, words)
            judged += _judge_sentence(speech, sentence, spans, company, year)
    if judged and company and company.short and (doubt := speech.cues.doubt(folded)):
        for one in judged:
            one.reading = replace(one.reading, hedged=True, reasons=(*one.reading.reasons, f"hedge: {doubt}"))
    return judged


def _judge_sentence(
    speech: Speech, sentence: Sentence, events: Sequence[Span], company: Company, year: int
) -> list[Judged]:
    found = speech.triggers.find(sentence, events, company)
    if not found:
        return []
    words = sentence.words
    signs = speech.signs.scan(words)
    cues = speech.cues.find(signs)
    years = [word for word in words if len(word) == 4 and word.isdigit()]
    tokens = frozenset(index for one in found for index in range(one.start, one.end))
    judged = []
    for one in found:
        reading = speech.cues.read(words, cues, one.start, one.end, tokens)
        if years and reading.polarity == "asserted" and (dated := bygone(words, one.start, one.end, year)):
            reading = replace(reading, polarity="past", reasons=(*reading.reasons, f"past: {dated}"))
        judged.append(Judged(sentence, signs, one, reading, None))
    return judged


_ROLES: Mapping[str, tuple[str, ...]] = {
    "DEATH": ("killed",),
    "INJURY": ("injured",),
    "ARREST": ("arrested",),
    "PROTEST": ("crowd",),
}
_RANK = {"point": 0, "city": 0, "admin1": 1, "country": 2}
_REST = ("missing", "evacuated")


@dataclass(slots=True)
class _Composer:
    """Puts mentions together: places, times, counts and speakers of each trigger's sentence."""

    post: Post
    text: str
    folded: str
    speech: Speech
    located: list[Located]
    _sentences: dict[int, SentenceFacts] = field(default_factory=dict)
    _times: dict[tuple[int, str], TimeSpan | None] = field(default_factory=dict)

    def mentions(self, judged: Sequence[Judged]) -> list[Mention]:
        """Make the mentions, at most `MAX_MENTIONS`, and note them on the judgements."""
        made: list[Mention] = []
        for one in judged:
            for kind in one.found.types:
                if kind == "HAZARD" or len(made) >= MAX_MENTIONS:
                    continue
                one.mention = self._mention(cast("EventType", kind), one, judged)
                made.append(one.mention)
        return made

    def hazards(self, judged: Sequence[Judged]) -> list[Mention]:
        """Make the mentions of disasters without a type of their own: the first of each sentence."""
        made: dict[int, Mention] = {}
        for one in judged:
            if "HAZARD" in one.found.types and one.found.literal and len(made) < MAX_HAZARDS:
                made[one.sentence.start] = made.get(one.sentence.start) or self._mention("DISASTER", one, judged)
        return list(made.values())

    def _mention(self, kind: EventType, one: Judged, judged: Sequence[Judged]) -> Mention:
        sentence = one.sentence
        first, last = sentence.starts[one.found.start], sentence.ends[one.found.end - 1]
        trigger = Trigger(self.text[first:last], first, last)
        if not one.found.literal:
            return Mention(kind, trigger, "figurative", one.reading.hedged, None, None, None, ())
        reading = self._read(sentence, one.spans)
        place, zone = self._place(reading.located, first)
        polarity: Polarity = one.reading.polarity
        counts = self._counts(kind, one, reading, judged)
        time = self._time(sentence, zone)
        return Mention(kind, trigger, polarity, one.reading.hedged, reading.speaker, place, time, counts)

    def _read(self, sentence: Sentence, spans: Sequence[Span]) -> SentenceFacts:
        known = self._sentences.get(sentence.start)
        if known is None:
            known = SentenceFacts(
                self.speech.figures.find(sentence.words),
                self.speech.attribution.speaker(sentence, spans, self.text),
                [p for p in self.located if sentence.start <= p.start < sentence.end],
            )
            self._sentences[sentence.start] = known
        return known

    def _time(self, sentence: Sentence, zone: str) -> TimeSpan | None:
        key = (sentence.start, zone)
        if key not in self._times:
            text = self.folded[sentence.start : sentence.end]
            self._times[key] = self.speech.times.find(text, self.post.published_at, zone)
        return self._times[key]

    def _place(self, beside: Sequence[Located], at: int) -> tuple[Place | None, str]:
        """The place of an event: in its own sentence the nearest town, else the last one before, else the first."""
        chosen = self._nearest(beside, at)
        if chosen is None and self.located:
            before = [p for p in self.located if p.start < at and p.entry.kind != DEMONYM]
            behind = [p for p in self.located if p.start > at and p.entry.kind != DEMONYM]
            chosen = (before[-1] if before else None) or (behind[0] if behind else None)
            chosen = chosen or self.located[0]
        if chosen is None:
            return None, ""
        return chosen.place, chosen.entry.zone or self._zone_of(chosen.entry.country)

    def _zone_of(self, country: str) -> str:
        return next((p.entry.zone for p in self.located if p.entry.country == country and p.entry.zone), "")

    def _nearest(self, located: Sequence[Located], at: int) -> Located | None:
        if len(located) < 2:  # as almost always
            return located[0] if located else None
        return min(
            located,
            key=lambda p: (
                p.entry.kind == DEMONYM,
                _RANK[p.place.precision],
                abs(p.start - at) * (1.0 if p.start > at else 1.5),
            ),
        )

    def _counts(self, kind: str, one: Judged, reading: SentenceFacts, judged: Sequence[Judged]) -> tuple[Count, ...]:
        if not reading.figures and one.reading.polarity != "negated":
            return ()
        roles = _ROLES.get(kind, ())
        found = [figure for figure in reading.figures if figure.role in roles]
        if not found and kind not in _ROLES and self._leads(one, judged):
            found = [figure for figure in reading.figures if figure.role in _REST]
        counts = [figure.count(of=figure.part) for figure in found]
        if not found and kind in ("DEATH", "INJURY", "ARREST") and one.reading.polarity == "negated":
            counts = [Count(cast("Any", roles[0]), 0, 0, False)]
        return tuple(dict.fromkeys(counts))

    def _leads(self, one: Judged, judged: Sequence[Judged]) -> bool:
        return next(other for other in judged if other.sentence is one.sentence) is one


def _tells(one: Judged) -> bool:
    """Whether a trigger makes a report relevant; see the module."""
    if not one.found.literal or one.reading.advice:
        return False
    return one.reading.polarity != "past" or one.found.types != ("HAZARD",)


def _distinct(located: Sequence[Located]) -> tuple[Place, ...]:
    """Places once each, named ones before those that only an adjective names."""
    ordered = sorted(located, key=lambda p: (p.entry.kind == DEMONYM, p.start))
    return tuple(dict.fromkeys(p.place for p in ordered))


def _sentences(folded: str, starts: Sequence[int]) -> list[Sentence]:
    """Tokenise the sentences that hold one of the rising offsets ``starts``."""
    found: list[Sentence] = []
    position = 0
    for start, end in sentence_spans(folded):
        if position < len(starts) and starts[position] < end:
            found.append(tokenise(folded, start, end))
            while position < len(starts) and starts[position] < end:
                position += 1
    return found
