"""Which language a text is in."""

import pytest

from streams.language import detect


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
