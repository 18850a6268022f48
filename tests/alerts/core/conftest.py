"""Stories as escalation gets them, made one by one."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from streams.report import Count, Mention, Place, Report, Speaker, Story, Trigger, Verdict

BEGIN = datetime(2026, 11, 3, 12, tzinfo=UTC)
BISHKEK = Place("Bishkek", "KG", "Chuy", 42.87, 74.59, "city")


class Teller:
    """Makes stories; every one has another author and another story unless told otherwise."""

    def __init__(self):
        self.told = 0

    def __call__(self, minute, kinds=("CLASH",), place=BISHKEK, **given):
        self.told += 1
        name = given.get("id", f"p{self.told}")
        polarity = given.get("polarity", "asserted")
        speaker = Speaker(given["speaker"], given.get("class_", "official")) if "speaker" in given else None
        counts = tuple(Count(role, n, n, False) for role, n in given.get("counts", ()))
        mentions = tuple(
            Mention(kind, Trigger("x", 0, 1), polarity, given.get("hedged", False), speaker, place, None, counts)
            for kind in kinds
            if kind != "DISASTER"
        )
        hazards = tuple(
            Mention(kind, Trigger("derailed", 0, 8), polarity, False, speaker, place, None, counts)
            for kind in kinds
            if kind == "DISASTER"
        )
        if "also" in given:
            mentions += tuple(msgspec.structs.replace(one, place=given["also"]) for one in mentions)
        family = given.get("family", f"family{self.told}")
        copy_of = given.get("copy_of")
        verdict = Verdict(name, "duplicate" if copy_of else "new", copy_of or name, copy_of, given.get("reasons", ()))
        return Story(
            id=name,
            source=given.get("source", "mastodon:example.social"),
            kind=given.get("kind", "social"),
            author=given.get("author", f"author{self.told}"),
            family=family,
            excerpt=given.get("excerpt", "words"),
            published_at=BEGIN + timedelta(minutes=minute),
            deleted=given.get("deleted", False),
            report=Report(name, "en", True, mentions, (place,) if place else (), hazards),
            verdict=verdict,
        )


@pytest.fixture
def tell():
    return Teller()


@pytest.fixture
def bishkek():
    return BISHKEK


@pytest.fixture
def spot():
    def make(name, lat=42.87, lon=74.59, country="KG", admin1="Chuy"):
        return Place(name, country, admin1, lat, lon, "point")

    return make


@pytest.fixture
def city():
    def make(name, lat, lon, country="KG", admin1=None):
        return Place(name, country, admin1, lat, lon, "city")

    return make
