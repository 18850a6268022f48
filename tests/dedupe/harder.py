"""Harder variants: what desks, aggregators and other days make of a text. Fixed seeds; marks as in `variants`.

*Forms* are texts that a desk fills in again and again: market closes, earnings, quake bulletins, results. Two of them
share nearly every word and are two incidents; only names, figures and days tell.
"""

from __future__ import annotations

import random
import re
import tomllib
from datetime import timedelta

from variants import DAYS, MARK, PEOPLE, PLACES, TEXTS, Text, Variant, changed, plain, spun, swapped

ROLE = re.compile(
    r"killed|kills|killing|injuring|dead|died|toll|bodies|injur|hurt|wounded|treated|arrest|detained|missing|evacuat|ill\b"
    r"|погиб|пострада|задержа|مقتل|وأصيب|جريح|受伤|失踪|死亡|บาดเจ็บ|เสียชีวิต|อพยพ"
)
QUOTES = (
    "\u201cWe have never seen anything like it here,\u201d said Marlene Osgood, who runs the bakery on the corner.",
    "\u201cPeople are talking about nothing else,\u201d a taxi driver told this newspaper.",
    "The regional council will discuss the matter at its next meeting, a member said.",
)
LEADS = ("It has emerged that", "According to local media,", "Officials were quoted as saying that", "In brief:")
SYNONYMS = dict(line.split(": ") for line in TEXTS.with_name("synonyms.txt").read_text(encoding="utf-8").splitlines())
FORMS = tomllib.loads(TEXTS.with_name("forms.toml").read_text(encoding="utf-8"))


def _sentences(paragraph: str) -> list[str]:
    return re.split(r"(?<=[.!?”])\s+(?=[^a-z])", paragraph)


def respelled(marked: str, share: float, rng: random.Random) -> str:
    """Put true synonyms where there are some, invented words where not."""

    def other(found: re.Match[str]) -> str:
        if rng.random() >= share:
            return found[0]
        return SYNONYMS.get(found[0]) or (spun(found[0], 1.0, rng) if len(found[0]) > 4 else found[0])

    parts = re.split(r"(\{[^}]*\}|\[[^\]]*\]|<[^>]*>|~[^~]*~)", marked)
    return "".join(part if part[:1] in "{[<~" and part else re.sub(r"\b[a-z]{4,}\b", other, part) for part in parts)


def re_led(text: Text, rng: random.Random) -> Text:
    """Another desk's version: a new lead and headline, a third cut, paragraphs moved, a local quote."""
    paragraphs = text.text.split("\n")
    lead = re.sub(r"^\{[^}]*\},? (?:<[^>]*>|\w+ \d+)? ?- ", "", paragraphs[0])
    lead = respelled(lead, 0.35, rng)
    lead = f"{rng.choice(LEADS)} {lead[:1].lower() if lead[:1].isupper() else ''}{lead[lead[:1].isupper() :]}"
    rest = [one for paragraph in paragraphs[1:] for one in _sentences(paragraph)]
    kept = [respelled(one, 0.2, rng) for one in rest if rng.random() < 0.65] or rest[:1]
    half = len(kept) // 2
    body = [" ".join(kept[half:]), rng.choice(QUOTES), " ".join(kept[:half])]
    title = respelled(text.title or "", 0.4, rng) if rng.random() < 0.7 else None
    return Text(title, "\n".join([lead, *filter(None, body)]))


def cut_middle(text: Text, rng: random.Random) -> Text:
    """Lead and end of a story, its middle gone."""
    parts = [one for paragraph in text.text.split("\n") for one in _sentences(paragraph)]
    return Text(text.title, " ".join((*parts[: max(2, len(parts) // 3)], *parts[-max(1, len(parts) // 4) :])))


def second_half(text: Text, rng: random.Random) -> Text:
    """An excerpt without the lead."""
    words = plain(text.text).split(" ")
    return Text(None, " ".join(words[int(len(words) * rng.uniform(0.3, 0.5)) :]))


def shouted(text: Text, _: random.Random) -> Text:
    return Text(text.title.upper() if text.title else None, text.text if text.title else text.text.upper())


def without_title(text: Text, _: random.Random) -> Text:
    return Text(None, text.text)


def commented(text: Text, rng: random.Random) -> Text:
    """A social post that quotes another with a few words in front or behind."""
    if rng.random() < 0.5:
        return Text(None, f"{rng.choice(('Oh no!', 'Terrible.', 'Watch this:', 'Unbelievable'))} {text.text}")
    return Text(None, f"“{text.text}” {rng.choice(('- so sad', '#breaking #news', 'stay safe everyone', '@cnn @bbc'))}")


def _both(change: object, text: Text, rng: random.Random) -> Text:
    title, _, body = change(f"{text.title or ''}\x00{text.text}", rng).partition("\x00")  # type: ignore[operator]
    return Text(title or None, body)


def main_place(text: Text, rng: random.Random) -> Text:
    """Only the place that is named most often is another one; every figure and person is the same."""
    places = re.findall(r"\{([^}]*)\}", f"{text.title or ''}\n{text.text}")
    if not places:
        return text
    main = max(places, key=lambda name: sum(one.casefold() == name.casefold() for one in places))
    other = rng.choice([name for name in PLACES if name.casefold() != main.casefold()])

    def change(marked: str, _: random.Random) -> str:
        def swap(found: re.Match[str]) -> str:
            if found[1].casefold() != main.casefold():
                return found[0]
            return other.upper() if found[1].isupper() and len(found[1]) > 3 else other

        return re.sub(r"\{([^}]*)\}", swap, marked)

    return _both(change, text, rng)


def other_figures(text: Text, rng: random.Random) -> Text:
    """The same names, every figure another one, some up and some down: the next report of a series."""
    known: dict[str, str] = {}

    def swap(found: re.Match[str]) -> str:
        return known.setdefault(found[1], changed(found[1], rng.choice((0.4, 0.6, 0.8, 1.3, 1.7, 2.2))))

    def day(marked: str, _: random.Random) -> str:
        return re.sub(r"\[([^\]]*)\]", swap, marked)

    return _both(day, text, rng)


def casualties(text: Text) -> bool:
    return any(_role_near(text.text, found) for found in re.finditer(r"\[\d+\]", text.text))


def _role_near(marked: str, found: re.Match[str]) -> bool:
    return bool(ROLE.search(marked[max(0, found.start() - 25) : found.end() + 45]))


def risen(text: Text, rng: random.Random) -> Text:
    """Casualties grow, the other figures stay."""
    factor, known = rng.choice((1.5, 2, 3, 5, 10)), dict[str, str]()

    def grow(marked: str, _: random.Random) -> str:
        def swap(found: re.Match[str]) -> str:
            if found[1] in known or _role_near(marked, found):
                return f"[{known.setdefault(found[1], changed(found[1], factor))}]"
            return found[0]

        return re.sub(r"\[(\d+)\]", swap, marked)

    return _both(grow, text, rng)


def _then(first: Variant, second: Variant) -> Variant:
    return lambda text, rng: second(first(text, rng), rng)


def _spin(share: float) -> Variant:
    return lambda text, rng: _both(lambda marked, dice: respelled(marked, share, dice), text, rng)


def _swapped(text: Text, rng: random.Random) -> Text:
    """Swap every mark, and keep the marks, so that what comes next leaves the new values alone."""

    def change(marked: str, dice: random.Random) -> str:
        chosen: dict[str, str] = {}
        swapped_one = lambda found: chosen.setdefault(found[0], swapped(found[0], dice, which="{[<~"))  # noqa: E731

        def swap(found: re.Match[str]) -> str:
            return f"{found[0][0]}{swapped_one(found)}{found[0][-1]}"

        return MARK.sub(swap, marked)

    return _both(change, text, rng)


COPIES: dict[str, Variant] = {
    "re_led": re_led, "cut_middle": cut_middle, "second_half": second_half, "shouted": shouted,
    "without_title": without_title, "commented": commented, "synonyms_40": _spin(0.4), "synonyms_70": _spin(0.7),
}  # fmt: skip
LONG_ONLY = {"re_led", "cut_middle", "second_half", "without_title", "synonyms_70"}
SHORT_ONLY = {"commented"}
OTHERS: dict[str, Variant] = {
    "main_place": main_place,
    "other_figures": other_figures,
    "spun_other": _then(_swapped, _spin(0.3)),
}
UPDATES: dict[str, Variant] = {
    "risen": risen, "risen_spun": _then(risen, _spin(0.3)), "risen_cut": _then(risen, cut_middle),
    "risen_re_led": _then(risen, re_led),
}  # fmt: skip
LONG_UPDATES = {"risen_cut", "risen_re_led"}


FIRMS = ("Alcor", "Benning", "Cassel Foods", "Dorn Steel", "Ekman", "Fulton Mills", "Garland", "Harwick", "Ibis Air",
         "Jarrow", "Keller Bros", "Lomax", "Meridel", "Norton Gas", "Osprey", "Pallas", "Quill", "Radnor")  # fmt: skip
TEAMS = ("Lions", "United", "Dynamo", "City", "Wanderers", "Spartans", "Union", "Falcons")


def filled(form: str, rng: random.Random, same: dict[str, str] | None = None) -> tuple[Text, dict[str, str]]:
    """Fill a form in. ``same``: names to keep, as the next report of a series keeps them."""
    names = same or {
        "firm": rng.choice(FIRMS), "place": rng.choice(PLACES), "team": rng.choice(TEAMS), "person": rng.choice(PEOPLE),
        "street": rng.choice(("Mill", "King", "Ash", "Lark", "Dorn", "Veld")),
        "firm2": rng.choice(FIRMS), "team2": rng.choice(TEAMS), "person2": rng.choice(PEOPLE),
        "street2": rng.choice(("Canal", "Queen", "Oak", "Swan")),
    }  # fmt: skip

    def value(found: re.Match[str]) -> str:
        name, _, digits = found[1].partition(":")
        if name == "n":
            low = 10 ** (int(digits) - 1)
            return str(rng.randrange(max(2, low), 10 ** int(digits)))
        if name == "d":
            low = 10 ** (int(digits) - 1)
            return f"{rng.uniform(low, 10 * low):.2f}"
        drawn = {
            "q": lambda: f"{rng.uniform(2.5, 6.5):.1f}", "g": lambda: str(rng.randrange(5)),
            "day": lambda: str(rng.randrange(1, 29)), "weekday": lambda: weekday,
            "time": lambda: f"{rng.randrange(24):02}:{rng.randrange(60):02}",
            "compass": lambda: rng.choice(("N", "NE", "E", "SE", "S", "SW", "W", "NW")),
            "move": lambda: move, "move2": lambda: "up" if move in ("higher", "firmer") else "down",
        }  # fmt: skip
        return drawn[name]() if name in drawn else names[name]

    weekday, move = rng.choice(DAYS), rng.choice(("higher", "lower", "firmer", "mixed"))
    title, text = FORMS[form].get("title"), FORMS[form]["text"]
    fill = lambda marked: re.sub(r"\{([^}]*)\}", value, marked) if marked else None  # noqa: E731
    return Text(fill(title), fill(text) or ""), names


def form_pairs(rounds: int) -> list[tuple[str, Text, Text, timedelta]]:
    """Return kind, earlier, later and time between, of pairs that are two incidents."""
    pairs = []
    for form in FORMS:
        for turn in range(rounds):
            rng = random.Random(f"{form}:{turn}")
            first, names = filled(form, rng)
            others = dict(names)
            while any(others[name] == names[name] for name in ("firm", "place", "team", "person")):
                other, others = filled(form, rng)
            pairs.append((f"form_{form}", first, other, timedelta(hours=1)))
            again, _ = filled(form, rng, names)
            pairs.append((f"next_{form}", first, again, timedelta(hours=24)))
    return pairs


def retold() -> list[tuple[str, str, str]]:
    """Return first report, update in other words, another incident."""
    lines = (TEXTS.parent / "retold.txt").read_text(encoding="utf-8").split("\n")
    blocks = "\n".join(line for line in lines if not line.startswith("#")).strip().split("\n\n")
    return [(first, update, other) for first, update, other in (block.strip().split("\n") for block in blocks)]
