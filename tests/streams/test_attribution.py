"""Who says so, also where a headline only sets the speaker off."""

import pytest


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("17 people hospitalized after clashes in Tbilisi - health ministry", "health ministry", "official"),
        ("At least 12 killed in bus plunge in Peru: police", "police", "official"),
        ("Police: two dead in shooting at Leeds market", "Police", "official"),
        ("Explosion à Lyon : 5 blessés (préfecture)", "préfecture", "official"),
        ("Протесты в Бишкеке: 120 пострадавших - Минздрав", "Минздрав", "official"),
        ("Al menos 5 muertos en Lima: bomberos", "bomberos", "official"),
        ("Gunmen kill 5 near Kano — residents", "residents", "eyewitness"),
    ],
)
def test_a_headline_sets_its_speaker_off(tag, text, name, kind):
    sources = {(m.source.name, m.source.class_) for m in tag(text).mentions if m.source}
    assert sources == {(name, kind)}


@pytest.mark.parametrize(
    "text",
    [
        "Fire in Lima: police station burned, nobody hurt",
        "Update: fire in Boise now contained",
        "At least 73 people now reported dead in Cebu",
        "В Бишкеке протестующие ворвались в здание парламента, слышны выстрелы",
        "LIVE: police clash with protesters in Paris",
    ],
)
def test_what_stands_before_a_colon_is_not_always_a_speaker(tag, text):
    mentions = tag(text).mentions
    assert mentions
    assert all(m.source is None for m in mentions)
