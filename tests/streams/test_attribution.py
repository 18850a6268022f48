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


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Police said 12 officers were injured in Lahore, but organisers said 40 marchers were beaten.",
            ["Police", "organisers"],
        ),
        (
            "Sudan's RSF denies storming the hospital in El Fasher; WHO says 460 patients were killed there",
            ["Sudan's RSF", "WHO"],
        ),
        (
            "Fighting broke out in Goma, witnesses said on Monday, while the army said nobody was killed.",
            ["witnesses", "army"],
        ),
        (
            "Firefighters were called to a blaze in Leeds; neighbours reported an explosion",
            ["neighbours", "neighbours"],
        ),
    ],
)
def test_each_of_several_speakers_has_his_own_words(tag, text, names):
    sources = [m.source.name for m in tag(text).mentions if m.source]
    assert [sources[0], sources[-1]] == names


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        (
            '"There was an explosion in the flat," said Ana Ruiz, 43, who lives next door in Quito.',
            "Ana Ruiz",
            "eyewitness",
        ),
        ("Ahmed Karimi, a surgeon at a Kabul hospital, said 31 people were killed.", "Ahmed Karimi", "official"),
        ("A spokesman for the rebels said 12 soldiers were killed in Sirte.", "spokesman for the rebels", "party"),
        ("The armed forces said 40 people were killed in Goma.", "armed forces", "official"),
        ("Two sources told Reuters that 12 people were killed in Mogadishu.", "Reuters", "media"),
        ("State TV quoted the health ministry as saying 9 people were hurt.", "health ministry", "official"),
        ("The ministry rejected claims that people were injured in Tbilisi.", "ministry", "official"),
    ],
)
def test_the_head_of_a_phrase_and_what_is_set_beside_a_name_tell_the_class(tag, text, name, kind):
    sources = {(m.source.name, m.source.class_) for m in tag(text).mentions if m.source}
    assert (name, kind) in sources


@pytest.mark.parametrize(
    "text",
    [
        "Three people accused of arson were arrested in Durban on Tuesday.",
        "Alleged gang members opened fire on a bus in Port-au-Prince; the driver died at the scene.",
        "A mob lynched a man accused of theft in Kumasi.",
    ],
)
def test_who_is_accused_says_nothing(tag, text):
    assert all(m.source is None for m in tag(text).mentions)


def test_a_speaker_set_against_others_has_not_said_what_came_before(tag):
    for text in (
        "Police held 40 people in Almaty, but activists say a hundred were arrested.",
        "Полиция Алматы задержала 40 человек, но активисты говорят о сотне задержанных.",
        "La policía detuvo a 40 personas en Oaxaca, pero los activistas denunciaron cien detenidos.",
    ):
        first, *_, last = tag(text).mentions
        assert (first.source, last.source.class_) == (None, "party"), text


def test_she_is_whoever_spoke_last(tag):
    text = "Governor Ana Sato said the fire in Lima had spread. She said nine people were injured."
    assert [m.source.name for m in tag(text).mentions] == ["Governor Ana Sato"] * 2


def test_a_suspected_actor_puts_no_doubt_on_the_event(tag):
    assert [m.hedged for m in tag("Suspected bandits killed eleven farmers in Maradun.").mentions] == [False]
    assert all(m.hedged for m in tag("A suspected arson attack in Maradun destroyed a school.").mentions)


@pytest.mark.parametrize("end", [",,", ", ,", ", — two dead."])
def test_marks_without_words_between_them_are_no_speaker(tag, end):
    assert [m.type for m in tag(f"A fire broke out in a market, said{end}").mentions][:1] == ["FIRE"]
