"""Posts typed without accents are read as with them, and no common word is taken for another's."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime

import pytest

from connectors.post import Post
from streams.words.lexicon import load_lexicons
from streams.words.unaccented import Unaccented
from tests.tagging.lines import TABLES, sentences

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
SENTENCES = [one for one in sentences("figures", "figures_second", "spared", "voices") if len(one) < 200]
GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
LETTERS = str.maketrans("ıłİŁß", "ilILs")


def typed(text: str) -> str:
    parted = unicodedata.normalize("NFD", text.translate(LETTERS))
    return "".join(letter for letter in parted if not unicodedata.combining(letter))


def told(tagger, text):
    report = tagger.tag(Post(id="p", source="s", kind="social", text=text, published_at=AT))
    events = {(one.type, one.polarity) for one in report.mentions if one.polarity != "figurative"}
    return report.lang, events


@pytest.mark.parametrize(
    ("language", "least"),
    [("pt", 0.95), ("pl", 0.92), ("es", 0.92), ("fr", 0.88), ("tr", 0.8), ("de", 0.92), ("it", 0.95)],
)
def test_most_sentences_tell_the_same_without_accents(tagger, language, least):
    same = []
    for text in SENTENCES:
        bare = text.translate(GERMAN) if language == "de" else typed(text)
        if bare == text or (read := told(tagger, text))[0] != language:
            continue
        same.append(told(tagger, bare)[1] == read[1])
    assert len(same) > 10
    assert sum(same) / len(same) >= least


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Hatay'da duvar coktu: 1 olu, 3 yarali", "DEATH"),
        ("Gazze'de hava saldirisinda 10 kisi oldu", "DEATH"),
        ("Pozar kamienicy w Radomiu, zginely dwie osoby", "FIRE"),
        ("Explosao em loja de fogos deixa cinco feridos em Belem", "EXPLOSION"),
        ("Onze civils tues dans une attaque a Mopti", "DEATH"),
        ("Un policia mato a un ladron en Lima", "DEATH"),
        ("Zwei Verletzte nach Schuessen in Bielefeld", "INJURY"),
    ],
)
def test_an_event_without_its_accents(tagger, text, event):
    assert (event, "asserted") in told(tagger, text)[1]


@pytest.mark.parametrize(
    "text",
    [
        "cok guzel bir gun oldu, tesekkurler herkese",
        "bugun trafik yok, yol acik oldu",
        "esta noche paso por tu casa",
        "je marche jusqu'a la plage ce matin",
        "le train arrive en gare, la porte est ouverte",
        "la place du village est vide",
    ],
)
def test_common_words_stay_what_they_are(tagger, text):
    assert told(tagger, text)[1] == set()


def test_letters_stay_where_they_are_and_english_is_not_asked():
    known = Unaccented(load_lexicons())
    text = "explosao em belem, tres mortos"
    assert known.may_lack(text, text.split())
    assert len(known.restored(text, "pt")) == len(text)
    assert known.restored(text, "pt") != text
    assert known.restored(text, "en") == text
    english = "three people were hurt in the explosion"
    assert not known.may_lack(english, english.split())


def test_everyday_sentences_stay_quiet_without_accents(tagger):
    lines = (TABLES / "everyday_languages.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line[:3] in ("es\t", "fr\t", "pt\t", "it\t", "pl\t", "tr\t", "de\t")]
    told = []
    for language, text in rows:
        bare = text.translate(GERMAN) if language == "de" else typed(text)
        report = tagger.tag(Post(id="p", source="s", kind="social", text=bare, published_at=AT))
        told.append(report.relevant and any(one.polarity == "asserted" for one in report.mentions))
    assert len(told) > 700
    assert sum(told) / len(told) < 0.015
