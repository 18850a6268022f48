"""The steps between a post's text and its report, each for itself: a draft goes through all, see `streams.tagging`.

Tokenise the sentences that hold a trigger's word, match phrases, weigh the triggers in the company of the whole text,
match and read cues, compose mentions. A step returns whether the draft goes on; what it needs the steps before have
left in the draft. Only sentences with triggers are kept from step to step.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import partial

from msgspec.structs import replace

from streams.adverts import form
from streams.affected import affected, in_order, uncarried
from streams.clauses.company import SHORT
from streams.composer import Composer
from streams.died_there import survivors
from streams.digest import other_stories
from streams.draft import Draft, Heard
from streams.figures.tolls import NOTE
from streams.genre_effects import drilled
from streams.genre_effects import tell as tell_as
from streams.geo.spellings import distinct
from streams.grounds import ground
from streams.judgements import (
    dated_together,
    denied_together,
    every_year,
    happened,
    older_together,
    only_recalled,
    overruled,
    remembered_together,
    renamed,
    set_apart,
    set_back,
)
from streams.learned_triggers import add, may_add
from streams.quoted import quoted
from streams.readings import read
from streams.relevance import tells
from streams.report import Report
from streams.sayings import doubt_saying
from streams.scene import doubt, see, tell, unsure, untriggered
from streams.scent import scented
from streams.text import sentence_spans, tokenise
from streams.whereabouts import Whereabouts
from streams.whole import doubt_lone, weigh
from streams.witnesses import witnessed

__all__ = ["STEPS_AT_PLACES", "STEPS_ON_EVENTS", "STEPS_TO_REPORT", "Draft"]


def _part(draft: Draft) -> bool:
    """Tokenise the sentences that hold one of the starts."""
    position = 0
    draft.spans = sentence_spans(draft.folded) if draft.starts else ()
    for start, end in draft.spans:
        behind = bisect_left(draft.starts, end, position)
        if behind > position:
            draft.heard.append(Heard(tokenise(draft.folded, start, end)))
            position = behind
    return True


def _match(draft: Draft) -> bool:
    scan = draft.speech.events.scan
    for heard in draft.heard:
        heard.spans = scan(heard.sentence.words)
    draft.heard = [heard for heard in draft.heard if heard.spans]
    return True


def _describe(draft: Draft) -> bool:
    """Describe the whole text; only where there is something to be weighed."""
    if draft.heard:
        draft.company = draft.speech.triggers.company(draft.text, draft.folded, draft.words, draft.post.kind)
        if draft.post.kind == "newswire" and not draft.company.short and draft.company.sporty:
            for start, end, company in other_stories(draft.speech, draft.text, draft.folded, draft.spans):
                for heard in draft.heard:
                    if start <= heard.sentence.start < end:
                        heard.company = company
    return True


def _weigh(draft: Draft) -> bool:
    if draft.company is not None:
        find = draft.speech.triggers.find
        for heard in draft.heard:
            heard.found = find(heard.sentence, heard.spans, heard.company or draft.company)
    if draft.post.kind == "newswire" and len(draft.folded) <= NOTE:
        _learn(draft)
    if draft.company is not None:
        draft.heard = [heard for heard in draft.heard if heard.found]
        if draft.post.kind == "social" and draft.company.short:
            every = [one for heard in draft.heard for one in heard.found]
            weigh(every, draft.company, draft.language, draft.folded, draft.words)
    return True


def _learn(draft: Draft) -> None:
    """Hear also what the words of a sentence tell of together."""
    speech, folded = draft.speech, draft.folded
    named = speech.learned.named(draft.words)
    if not named or (draft.company is not None and not may_add(draft.company)):
        return
    known = {heard.sentence.start: heard for heard in draft.heard}
    every = []
    for start, end in draft.spans or sentence_spans(folded):
        heard = known.get(start)
        if heard is None:
            if not any(word in folded[start:end] for word in named):
                continue
            heard = Heard(tokenise(folded, start, end))
        words = heard.sentence.words
        literal = {kind for one in heard.found if one.literal for kind in one.types}
        if told := speech.learned.told(words, named, literal):
            if draft.company is None:
                draft.company = speech.triggers.company(draft.text, folded, draft.words, draft.post.kind)
                if not may_add(draft.company):
                    return
            spans = heard.spans or speech.events.scan(words)
            heard.found = add(heard.found, told, spans, partial(speech.triggers.fits, words), draft.company)
        every.append(heard)
    draft.heard = every


def _sign(draft: Draft) -> bool:
    scan = draft.speech.signs.scan
    for heard in draft.heard:
        heard.signs = scan(heard.sentence.words)
    return True


def _judge(draft: Draft) -> bool:
    company = draft.company
    if company is None or not draft.heard:
        return True
    for heard in draft.heard:
        judged = denied_together(read(draft, heard, heard.company or company))
        if draft.judged and draft.language == "en":
            set_apart(judged, heard.sentence.words, draft.judged)
        if company.kind == "newswire" or draft.language != "en":
            set_back(judged, draft.judged, draft.speech.times.months, draft.post.published_at)
        every_year(judged)
        draft.judged += judged
    draft.judged = overruled(draft.judged)
    if draft.language in ("ru", "uk"):
        draft.judged = survivors(draft.judged)
    only_recalled(draft.judged, draft.folded, draft.speech.cues)
    if draft.language == "en":
        renamed(draft.judged, draft.words)
    if draft.language == "en" and len(draft.folded) <= NOTE:
        dated_together(draft.judged)
        older_together(draft.judged)
    if company.kind == "newswire" and draft.post.title:
        remembered_together(draft.judged, len(draft.post.title))
    if company.short and len(draft.heard) > 1:
        denied_together(draft.judged)  # ``Crews came for smoke at the plant. There was no fire.``
    if company.short and (doubt := draft.speech.cues.doubt(draft.folded)):
        for one in draft.judged:
            one.reading = replace(one.reading, hedged=True, reasons=(*one.reading.reasons, f"hedge: {doubt}"))
    return True


def _scent(draft: Draft) -> bool:
    if draft.telling and not draft.judged and not form(draft.folded, draft.words):
        draft.judged = scented(draft.speech, draft.text, draft.folded, draft.words)
    return True


def _see(draft: Draft) -> bool:
    """Read what a short post says of a scene where the triggers leave something to ask; without any it may tell all."""
    if draft.telling and draft.speech.scene.known and unsure(draft.speech, draft.folded, draft.judged):
        draft.seen = see(draft.speech, draft.text, draft.folded, draft.words, draft.company)
        if not draft.judged:
            above, draft.hope = untriggered(draft.speech, draft.text, draft.seen, opened=not draft.foreign)
            draft.judged = tell(draft.speech, draft.folded, above) if above > 0.0 else []
    return True


def _classify(draft: Draft) -> bool:
    if draft.spans and any(happened(one) or drilled(one) for one in draft.judged):
        genres, title = draft.speech.genres, len(draft.post.title or "")
        draft.genre = genres.find(draft.folded, draft.spans, title, draft.words, draft.post.published_at)
    _tell(draft)
    return True


def _tell(draft: Draft) -> None:
    if draft.genre is not None:
        tell_as(draft.speech.genres, draft.genre, draft.judged, draft.post.published_at.year)


def _ground(draft: Draft) -> bool:
    if len(draft.folded) > SHORT:
        return True
    _of_saying(draft)
    if draft.located:
        ground(draft.judged, draft.located, draft.folded)
    elif (
        draft.seen is None
        and draft.company is not None
        and draft.post.kind == "social"
        and not draft.speech.triggers.learned
    ):
        doubt_lone(draft.judged, draft.company, draft.text)
    return True


def _doubt(draft: Draft) -> bool:
    if draft.seen is not None:
        if draft.hope > 0.0 and draft.located and not draft.judged:
            draft.judged = tell(draft.speech, draft.folded, draft.hope)
        doubt(draft.speech, draft.text, draft.seen, draft.judged, placed=bool(draft.located))
        _of_saying(draft)
    return True


def _of_saying(draft: Draft) -> None:
    if draft.judged:
        doubt_saying(draft.judged, draft.text, [one.start for one in draft.located])


def _affect(draft: Draft) -> bool:
    if draft.judged and draft.spans:
        published = draft.post.published_at
        draft.judged = affected(draft.speech, draft.folded, draft.words, draft.spans, draft.judged, published)
        if draft.post.kind == "newswire":
            draft.judged = witnessed(draft.speech, draft.text, draft.folded, draft.spans, draft.judged)
        _tell(draft)
    return True


def _count(draft: Draft) -> bool:
    where = Whereabouts(draft.text, draft.folded, draft.located, draft.home)
    draft.composer = Composer(draft.post, draft.text, draft.folded, draft.speech, where)
    draft.composer.count(draft.judged)
    if made := uncarried(draft.speech, draft.judged, draft.composer.figures):
        draft.judged = in_order(draft.judged, made)
    return True


def _attribute(draft: Draft) -> bool:
    composer = draft.composer
    if composer is None:
        return True
    composer.attribute(draft.judged)
    if draft.spans and draft.judged:
        voices = composer.classes(draft.judged)
        unheard = composer.unheard(draft.judged)
        made = quoted(draft.speech, draft.text, draft.folded, draft.spans, draft.judged, voices, unheard)
        if made and not voices:
            composer.tell(*made.pop(0))
        for one, event in made:
            composer.go_on(one, event)
        if made:
            draft.judged = in_order(draft.judged, [one for one, _ in made])
    return True


def _compose(draft: Draft) -> bool:
    composer, judged = draft.composer, draft.judged
    if composer is not None:
        mentions, hazards = composer.mentions(judged), composer.hazards(judged)
        places = (draft.home.place,) if draft.home else distinct(draft.located, draft.text, draft.folded)
        relevant = any(map(tells, judged))
        draft.report = Report(draft.post.id, draft.language, relevant, tuple(mentions), places, tuple(hazards))
        draft.dated = composer.dated
    return False


STEPS_ON_EVENTS = (_part, _match, _describe, _weigh, _sign, _judge, _scent, _see, _classify)
"""Once the language is known."""
STEPS_AT_PLACES = (_ground, _doubt)
"""Once the places are known; what is literal is settled behind them."""
STEPS_TO_REPORT = (_affect, _count, _attribute, _compose)
