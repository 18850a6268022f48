"""Which language a text is in."""

from collections import Counter
from pathlib import Path

import pytest

from streams.language import detect
from streams.text import fold, vocabulary

SHORT_POSTS = Path(__file__).parents[1] / "data" / "tagging"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Firefighters are battling a blaze at a paint factory outside the city", "en"),
        ("Los bomberos trabajan para apagar un incendio en una fábrica de pinturas", "es"),
        ("Les pompiers luttent contre un incendie dans une usine de peinture", "fr"),
        ("Пожарные тушат склад на окраине города, пострадавших нет", "ru"),
        ("Бабушка прислала фото помидоров: 12 кило за лето", "ru"),
        ("Өрт өчүрүүчүлөр кампаны өчүрүп жатышат", "ky"),
        ("Милиция 30 кишини кармады", "ky"),
        ("Караколдо жаан, чай ичип отурабыз", "ky"),
        ("Bei dem Brand in einer Lagerhalle wurden drei Menschen verletzt", "de"),
        ("Tre morti e cinque feriti in una sparatoria a Napoli.", "it"),
        ("Maltempo Sardegna, ciclone Cleopatra: 9 morti", "it"),
        ("Olbia, ponte crollato: tre morti in auto", "it"),
        ("A 6.6 quake hit Hokkaido; Sapporo lost power.", "en"),
        ("Manifestantes bloquearam a rodovia perto da cidade", "pt"),
        ("رجال الإطفاء يحاولون إخماد حريق كبير في مصنع", "ar"),
        ("Пожежники гасять склад на околиці міста, є постраждалі", "uk"),
    ],
)
def test_languages_are_told_without_a_claim(text, language):
    assert detect(text, None) == language


def test_letters_decide_before_a_wrong_claim():
    assert detect("Бишкекте митингчилер чогулду, көчөлөр жабык", "ru") == "ky"


def test_a_claim_breaks_the_tie_of_a_text_that_could_be_either():
    assert detect("Бишкек, Ош", "ky") == "ky"
    assert detect("Бишкек, Ош", "ru") == "ru"


def test_a_short_latin_text_is_what_the_source_claims():
    assert detect("Incendio!", "es") == "es"
    assert detect("Fire!", None) == "en"


def test_a_foreign_word_does_not_change_the_language_of_a_text():
    assert detect("ALBERTA FLOODING, Canmore and Bragg Creek under water فيضان", None) == "en"


@pytest.mark.parametrize("text", ["", " ", "12345", "\ud83d", "https://example.org", "#### @@@@ 🔥🔥🔥" * 30])
def test_texts_without_words_have_a_language_too(text):
    assert detect(text, None)


@pytest.mark.parametrize(("file", "least"), [("language_read.tsv", 0.98), ("language_held.tsv", 0.95)])
def test_the_language_of_posts_of_a_few_words_is_told(file, least):
    rows = [row.split("\t") for row in (SHORT_POSTS / file).read_text("utf-8").splitlines() if not row.startswith("#")]
    wrong = Counter((asked, found) for asked, text in rows if (found := detect_as_the_tagger(text)) != asked)
    assert 1 - wrong.total() / len(rows) >= least, wrong


def detect_as_the_tagger(text, claimed=None):
    return detect(text, claimed, vocabulary(fold(text)))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wer hat den Schlüssel?", "de"),
        ("selamat malam kawan", "id"),
        ("kya haal hai bhai, sab theek", "hi"),
        ("मी उद्या येणार आहे काय", "hi"),
        ("voz kasni vec sat vremena", "sr"),
        ("Uhićena dvojica na kolodvoru", "hr"),
        ("Лустер се љуља", "sr"),
        ("мага эмне болгонун айтчы", "ky"),
        ("мне сегодня никуда не надо", "ru"),
        ("Алматыда қатты жер сілкінді, адамдар далада", "kk"),
        ("Mvua kubwa imenyesha jijini na kusababisha mafuriko", "sw"),
    ],
)
def test_what_one_library_cannot_tell_another_or_words_do(text, language):
    assert detect_as_the_tagger(text) == language


def test_a_claim_decides_only_what_is_in_doubt():
    assert detect_as_the_tagger("Hola a todos, buenas noches", "en") == "es"
    assert detect_as_the_tagger("Vatra u zgradi", "hr") == "hr"
    assert detect_as_the_tagger("OMG", "pt-BR") == "pt"
