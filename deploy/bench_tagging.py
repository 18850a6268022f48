"""Measures the tagger on this machine: ``python -m deploy.bench_tagging``.

Posts and articles are made up here, from sentences of our own, with words drawn from a seeded generator, so that no two
are alike and every run measures the same texts. "Passing" is passing the gate: a trigger's first word occurs.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from connectors.post import Post
from streams.tagging import Tagger

__all__ = ["main", "measure"]

START = datetime(2020, 10, 5, 12, 0, tzinfo=UTC)
ROUNDS = 3
TAKE = 100  # posts tagged together, as many as a stage takes messages
COPIES = 0.75  # of a wave's posts
CITIES = ("Bishkek", "Osh", "Karakol", "Lagos", "Quito", "Lyon", "Kraków", "Manila", "Austin", "Leeds")
EVENTS = (
    """Protesters clashed with riot police near the central market in {city} on Monday and at least {number} people were
    injured, the health ministry said, residents report closed roads.""",
    """A fire broke out in an apartment block in {city} late on Sunday, and crews pulled {number} people out of the
    building before the roof came down, witnesses said.""",
    """Police in {city} fired tear gas at a crowd of about {number} demonstrators who had blocked the airport road after
    a night of speeches, a rights group said.""",
)
QUIET = (
    """The new library in {city} opens its doors on Monday with {number} seats, a small garden on the top floor and a
    children's corner that looks north.""",
    """My neighbour grew {number} tomatoes on a balcony in {city} this summer and now the whole staircase eats salad,
    best thing since the lift was repaired.""",
    """The orchestra of {city} plays {number} evenings this season, with old favourites and two pieces by students of
    the academy, the director told the paper.""",
)
FILLER_TEXT = (
    "market council budget river winter teacher garden paper season weather window kitchen ladder journey student "
    "village morning evening summer quiet narrow lively modern useful simple wooden yellow bright"
)
FILLER = FILLER_TEXT.split()


def _posts(count: int, passing: float, seed: int = 7) -> list[Post]:
    draw = random.Random(seed)  # noqa: S311  texts for a measurement, no secret
    return [_post(draw, number, draw.choice(EVENTS if draw.random() < passing else QUIET)) for number in range(count)]


def _post(draw: random.Random, number: int, template: str) -> Post:
    text = f"{_fill(draw, template)} {' '.join(draw.choices(FILLER, k=4))}"
    at = START + timedelta(seconds=number)
    return Post(id=f"p{number}", source="bench", kind="social", text=text, published_at=at)


def _fill(draw: random.Random, template: str) -> str:
    return " ".join(template.format(city=draw.choice(CITIES), number=draw.randint(2, 400)).split())


def _articles(count: int, words: int = 700, seed: int = 11) -> list[Post]:
    draw = random.Random(seed)  # noqa: S311
    return [_article(draw, number, words) for number in range(count)]


def _article(draw: random.Random, number: int, words: int) -> Post:
    parts: list[str] = []
    while sum(len(part.split()) for part in parts) < words:
        templates = EVENTS if draw.random() < 0.2 else QUIET
        parts.append(_fill(draw, draw.choice(templates)))
    at = START + timedelta(seconds=number)
    return Post(id=f"a{number}", source="bench", kind="newswire", text="\n\n".join(parts), published_at=at)


def _wave(count: int, seed: int) -> list[Post]:
    """Posts that all pass, of which three in four repeat one of the last hundred texts word for word."""
    draw, posts = random.Random(seed), _posts(count, 1.0, seed)  # noqa: S311
    for number in range(1, count):
        if draw.random() < COPIES:
            first = posts[draw.randrange(max(0, number - 100), number)]
            posts[number] = msgspec.structs.replace(posts[number], text=first.text)
    return posts


def _rates(name: str, tagger: Tagger, made: Callable[[int], Sequence[Post]]) -> Iterator[tuple[str, float]]:
    """Yield posts per second by the wall and by this process's CPU, the best of some rounds, tagged in takes.

    Each round has texts of its own, made from its number, since a tagger remembers texts. The other rounds, and the
    wall more than the CPU, measure the neighbours of this machine.
    """
    wall = cpu = 0.0
    for number in range(ROUNDS):
        posts = made(number)
        began, used = time.perf_counter(), time.process_time()
        for start in range(0, len(posts), TAKE):
            tagger.tag_many(posts[start : start + TAKE])
        wall = max(wall, len(posts) / (time.perf_counter() - began))
        cpu = max(cpu, len(posts) / (time.process_time() - used))
    yield name, round(wall)
    yield f"{name}_cpu", round(cpu)


def _start_up() -> float:
    """Return seconds of CPU from the start of a process to a loaded tagger, imports included."""
    code = "import time; from streams.tagging import Tagger; Tagger.load(); print(time.process_time())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    return float(done.stdout)


def measure(posts: int = 3_000, articles: int = 60) -> Iterator[tuple[str, float]]:
    """Yield name and figure, one by one.

    Args:
        posts: of about 30 words each.
        articles: of 700 words each.
    """
    began = time.perf_counter()
    tagger = Tagger.load()
    yield "load_s", round(time.perf_counter() - began, 3)
    yield "start_s", round(_start_up(), 3)
    stream = Tagger.load(everywhere=False)
    for one in (tagger, stream):
        one.tag_many(_posts(300, 1.0, seed=1))
    yield from _rates("posts_per_s_all_passing", stream, lambda turn: _posts(posts, 1.0, 100 + turn))
    yield from _rates("posts_per_s_wave", stream, lambda turn: _wave(posts, 200 + turn))
    yield from _rates("posts_per_s_tenth_passing", stream, lambda turn: _posts(10 * posts, 0.1, 300 + turn))
    yield from _rates("posts_per_s_tenth_passing_all_places", tagger, lambda turn: _posts(10 * posts, 0.1, 400 + turn))
    yield from _rates("posts_per_s_none_passing", stream, lambda turn: _posts(3 * posts, 0.0, 500 + turn))
    yield from _rates("articles_per_s", stream, lambda turn: _articles(articles, seed=600 + turn))
    yield "rss_mb", round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def main() -> int:
    """Print one JSON line per figure."""
    for name, value in measure():
        sys.stdout.write(json.dumps({"bench": "tagging", name: value}) + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
