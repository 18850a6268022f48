"""Made-up nights through the whole path: paged in time, once, at the right place, with the right toll, and closed."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from alerts.escalation import Escalation, Params
from connectors.post import Post
from deploy.backtest import backtest
from streams.dedupe.duplicates import Duplicates
from streams.dedupe.duplicates import Params as DuplicateParams
from streams.tagging import Tagger

NIGHTS = Path(__file__).parent.parent / "data" / "nights"
BEGIN = datetime(2026, 3, 6, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Night:
    """What an analyst has to be told.

    Attributes:
        place: of the one alert.
        minutes: after the first post, by which it has paged.
        types: one of which leads it.
        words: of its last headline.
    """

    place: str
    minutes: float
    types: tuple[str, ...]
    words: tuple[str, ...]


TOLD = {
    "quake": Night("Peru", 15, ("DISASTER",), ("An earthquake", "5 killed (civil defence chief Marco Salas)")),
    "riot": Night("Marseille", 25, ("CLASH", "FIRE"), ("Clashes", "in Marseille;", "9 injured")),
    "port": Night(
        "Benghazi", 20, ("EXPLOSION",), ("An explosion and a fire in Benghazi", "19 killed (health ministry)")
    ),
    "bus": Night("Nakuru", 90, ("DISASTER", "DEATH"), ("A crash in Nakuru", "14 killed", "20 injured")),
    "school": Night("Lubbock", 55, ("CLASH", "INJURY", "DEATH"), ("Lubbock", "3 killed", "5 injured")),
    "wildfire": Night("Butte County", 45, ("FIRE",), ("A fire in Butte County", "about 6,000 evacuated")),
    "coup": Night("Niamey", 50, ("CLASH", "STORMING"), ("A building stormed and clashes in Niamey", "3 arrested")),
    "prison": Night("Latacunga", 35, ("CLASH",), ("Clashes", "13 killed (Fiscalía)", "14 injured (SNAI)")),
    "campus": Night(
        "Zanesville", 25, ("CLASH",), ("Clashes in Zanesville; 3 killed", "6 injured (sheriff)", "1 arrested")
    ),
    "ferry": Night("Çeşme", 35, ("FIRE",), ("A fire in Çeşme; 10 killed", "28 injured (Vali)")),
    "plane": Night("Faisalabad", 10, ("DISASTER", "FIRE"), ("A crash", "in Faisalabad; 38 killed (health ministry)")),
    "mall": Night("Fresno", 9, ("CLASH",), ("Clashes", "in Fresno; 4 killed (police chief)", "9 injured")),
    "protest": Night("Tbilisi", 95, ("FORCE", "CLASH", "PROTEST"), ("clashes", "in Tbilisi;", "20 injured")),
}
SILENT = ("hoax", "sunday", "drills")


def posts(name):
    rows = (NIGHTS / f"{name}.tsv").read_text("utf-8").splitlines()
    for number, (minute, who, text, *mark) in enumerate(row.split("\t") for row in rows):
        wire, ours = who.startswith("="), who[1:].lower().replace(" ", "-")
        ident = mark[0].lstrip("-") if mark else str(number)
        yield Post(
            id=f"{name}:{ident}",
            source=f"feed:{ours}.example/rss" if wire else "mastodon:example.social",
            kind="newswire" if wire else "social",
            author=None if wire else who[1:],
            text=text,
            url=f"https://{ours}.example/{number}" if wire else None,
            published_at=BEGIN + timedelta(minutes=float(minute)),
            deleted=bool(mark) and mark[0].startswith("-"),
        )


@pytest.fixture(scope="module")
def tagger():
    return Tagger.load()


@pytest.fixture
def play(tagger):
    def run(told):
        escalation = Escalation(Params())
        alerts = list(backtest(told, tagger=tagger, duplicates=Duplicates(DuplicateParams()), escalation=escalation))
        return alerts + escalation.at(max(post.published_at for post in told) + timedelta(hours=8))

    return run


@pytest.mark.parametrize("name", TOLD)
def test_a_night_is_one_alert_that_pages_in_time_and_says_what_happened(play, name):
    night, alerts = TOLD[name], play(list(posts(name)))
    assert len({alert.alert for alert in alerts}) == 1
    page = next(alert for alert in alerts if alert.state == "firing")
    assert page.at <= BEGIN + timedelta(minutes=night.minutes)
    assert page.type in night.types
    last = alerts[-1]
    assert (last.place.name, last.state) == (night.place, "resolved")
    assert [words for words in night.words if words not in last.headline] == []
    assert [alert.state for alert in alerts].count("resolved") == 1


@pytest.mark.parametrize("name", SILENT)
def test_a_hoax_that_is_taken_back_and_a_sunday_of_anniversaries_raise_nothing(play, name):
    assert play(list(posts(name))) == []


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("towns", {"Quetta": (20, "11 killed (health department)"), "Peshawar": (50, "5 killed (rescue service)")}),
        ("strikes", {"Zaporizhzhya": (20, "4 killed; 19 injured"), "Belgorod": (70, "1 killed (governor); 9 injured")}),
    ],
)
def test_two_towns_of_a_night_are_two_alerts_and_neither_tells_the_dead_of_both(play, name, told):
    alerts = play(list(posts(name)))
    assert {alert.place.name for alert in alerts} == set(told)
    assert len({alert.alert for alert in alerts}) == len(told)
    for place, (minutes, words) in told.items():
        here = [alert for alert in alerts if alert.place.name == place]
        assert next(alert.at for alert in here if alert.state == "firing") <= BEGIN + timedelta(minutes=minutes)
        assert words in here[-1].headline


def test_what_the_missing_were_is_told_no_more_once_they_are_found(play):
    for name in ("ferry", "mine"):
        told = play(list(posts(name)))
        assert any("missing" in alert.headline for alert in told)
        assert "missing" not in told[-1].headline


def test_hostages_of_inmates_are_not_arrested(play):
    assert [alert.headline for alert in play(list(posts("prison"))) if "arrest" in alert.headline] == []


def test_a_burst_tyre_that_was_called_a_bomb_wakes_nobody_and_ends_as_denied(play):
    alerts = play(list(posts("tyre")))
    assert [alert.state for alert in alerts if alert.state == "firing"] == []
    assert "(officials deny it)" in alerts[-1].headline


def test_a_crash_on_a_film_set_and_who_remembers_a_flood_wake_nobody(play):
    assert [alert.state for alert in play(list(posts("staged"))) if alert.state == "firing"] == []


def test_forty_outlets_with_one_wire_and_an_account_that_shouts_add_nothing_to_it(play):
    text = (
        "At least six people were killed when a bus collided with a lorry near Nakuru on Saturday morning, police said."
    )
    at = [BEGIN + timedelta(minutes=n / 2) for n in range(40)]
    wire = [
        Post(id=f"w{n}", source=f"feed:outlet{n}.example", kind="newswire", text=text, published_at=at[n], author=None)
        for n in range(40)
    ]
    shouts = [
        Post(id=f"s{n}", source="mastodon:example.social", kind="social", author="one",
             text=f"Six dead in the bus crash near Nakuru!!! {n}", published_at=at[n])
        for n in range(40)
    ]  # fmt: skip
    assert [alert.state for alert in play([*wire, *shouts]) if alert.state == "firing"] == []
