"""Places of Ukrainian, Polish, Russian and Kyrgyz news: inflected names, districts, and names that are no scene."""

from __future__ import annotations

import pytest

from streams.geo.gazetteer import Gazetteer
from streams.geo.landmarks import shipped_landmarks
from streams.geo.places import Places
from streams.text import fold
from streams.words.slavic import of_a_city


@pytest.fixture(scope="module")
def places() -> Places:
    return Places(Gazetteer.open(), shipped_landmarks())


def named(places: Places, text: str, language: str) -> list[str]:
    folded = fold(text)
    found = places.find(text, folded, language, frozenset(folded.split()), event=True)
    return [f"{one.place.name}|{one.place.country}" for one in found]


@pytest.mark.parametrize(
    ("text", "language", "place"),
    [
        ("Уночі у Кривому Розі пролунав вибух.", "uk", "Kryvyy Rih|UA"),
        ("Пожежа у Новій Каховці тривала дві години.", "uk", "Nova Kakhovka|UA"),
        ("У Костянтинівці поранено двох людей.", "uk", "Kostyantynivka|UA"),
        ("У Хмельницькому затримали двох чоловіків.", "uk", "Khmelnytskyi|UA"),
        ("На Сумщині внаслідок обстрілу загинула жінка.", "uk", "Sumy Oblast|UA"),
        ("Удар по Ізюмському району Харківської області.", "uk", "Izyum Raion|UA"),
        ("W Zielonej Górze spłonął magazyn.", "pl", "Zielona Góra|PL"),
        ("Do wypadku doszło w rejonie Gliwic.", "pl", "Gliwice|PL"),
        ("W Nowym Targu zatrzymano dwie osoby.", "pl", "Nowy Targ|PL"),
        ("Автобус перевернулся в Мартукском районе.", "ru", "Martuk|KZ"),
        ("В Жуковском загорелся склад.", "ru", "Zhukovsky|RU"),
        ("Ооганстанда жер титирөөдөн он киши каза болду.", "ky", "Afghanistan|AF"),
    ],
)
def test_inflected_names_and_districts_are_found(places: Places, text: str, language: str, place: str) -> None:
    assert place in named(places, text, language)


def test_districts_of_cities_are_no_places(places: Places) -> None:
    assert of_a_city("Ленинском районе")
    assert of_a_city("Шевченківському районі")
    assert not of_a_city("Гатчинском районе")
    found = named(places, "В Бишкеке задержанных развезли по отделам Первомайского и Свердловского районов.", "ru")
    assert found == ["Bishkek|KG"]


@pytest.mark.parametrize(
    ("text", "language", "places_told"),
    [
        ("В Баткене задержаны трое граждан Таджикистана.", "ru", ["Batken|KG"]),
        ("Війська Росії обстріляли Нікополь.", "uk", ["Nikopol|UA"]),
        ("Баткенде Тажикстандын үч жараны кармалды.", "ky", ["Batken|KG"]),
        ("Автобус Самара — Шымкент опрокинулся в Актобе.", "ru", ["Aktobe|KZ"]),
    ],
)
def test_whose_people_and_a_line_s_ends_are_no_scene(
    places: Places, text: str, language: str, places_told: list[str]
) -> None:
    assert named(places, text, language) == places_told


def test_a_country_stays_where_nothing_else_is_named(places: Places) -> None:
    assert named(places, "Задержаны трое граждан Таджикистана.", "ru") == ["Tajikistan|TJ"]


def test_a_village_of_kyrgyzstan_is_no_landmark_and_no_namesake_abroad(places: Places) -> None:
    told = named(places, "Кадамжай районундагы Майдан айылында үй өрттөндү.", "ky")
    assert told == ["Kadamjay District|KG"]
    told = named(places, "Чүй облусунун Сокулук районундагы Новопавловка айылында өрт чыкты.", "ky")
    assert "Novopavlovka|RU" not in told
