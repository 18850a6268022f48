"""Several stories in one text: the stretch of a sports report in which somebody reads the other news.

Radio and digests glue what has nothing to do with each other, and a match makes all of the text sports news, fires and
wars with it. A stretch of at least `LEAST` sentences with hardly a word of sports, but with many of crises, is a story
of its own and described by itself. Limits: newswire; stretches of other matters (business, parties) are not looked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from streams.clauses.company import SHORT, Company
from streams.speech import Speech
from streams.text import vocabulary

__all__ = ["LEAST", "other_stories"]

LEAST = 4  # sentences
CRISIS = 6  # distinct crisis words of a stretch that tells of an event


def other_stories(
    speech: Speech, text: str, folded: str, spans: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int, Company]]:
    """Yield where stories of another kind begin and end in a sports report, and what they are like.

    Args:
        speech: of its language.
        text: the report.
        folded: the same.
        spans: of its sentences, in order.
    """
    triggers, first = speech.triggers, 0
    for index in range(len(spans) + 1):
        if index < len(spans) and not triggers.sporting(vocabulary(folded[slice(*spans[index])])):
            continue
        if index - first >= LEAST and spans[index - 1][1] - spans[first][0] > SHORT:
            start, end = spans[first][0], spans[index - 1][1]
            company = triggers.company(text[start:end], folded[start:end], vocabulary(folded[start:end]), "newswire")
            if company.crisis >= CRISIS and not company.sporty:
                yield start, end, company
        first = index + 1
