"""A language as the tagger reads it: its lexicon compiled into triggers, cues, figures, speakers, times and scenes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from streams.clauses.attribution import Attribution
from streams.clauses.mentions import Triggers
from streams.clauses.polarity import Cues
from streams.clauses.times import Times
from streams.figures.counts import Figures
from streams.genres import Genres
from streams.scene_words import SceneWords
from streams.words.learned import Learned
from streams.words.lexicon import Lexicon
from streams.words.patterns import Matcher

__all__ = ["Languages", "Speech"]


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
    scene: SceneWords
    learned: Learned
    genres: Genres

    @classmethod
    def of(cls, lexicon: Lexicon) -> Speech:
        """Compile a lexicon; triggers and covers are matched first, cues only where there are triggers."""
        cues, attribution = Cues(lexicon), Attribution(lexicon)
        arabic = lexicon.language == "ar"
        events = Matcher([*lexicon.patterns, *lexicon.covers], arabic=arabic)
        signs = Matcher([*cues.patterns, *attribution.patterns], arabic=arabic)
        figures, times, scene = Figures(lexicon), Times(lexicon), SceneWords(lexicon)
        learned = Learned.load(lexicon.language)
        return cls(Triggers(lexicon), cues, figures, attribution, times, events, signs, scene, learned, Genres(lexicon))


class Languages(dict[str, Speech]):
    """Language -> its speech, compiled when the first text comes; a lexicon without triggers is none.

    Most streams have few of the languages, and all of them take as long as the rest of loading.

    Args:
        lexicons: by language.
    """

    def __init__(self, lexicons: Mapping[str, Lexicon]) -> None:
        self._lexicons = {language: lexicon for language, lexicon in lexicons.items() if lexicon.patterns}

    def __missing__(self, language: str) -> Speech:
        """Compile a language; raises KeyError where there is no lexicon."""
        speech = self[language] = Speech.of(self._lexicons[language])
        return speech

    def of(self, language: str) -> Speech | None:
        """Return the speech of a language, or None where there is no lexicon."""
        return self[language] if language in self._lexicons else None
