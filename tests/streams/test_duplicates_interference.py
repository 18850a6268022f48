"""Several stories at once: copies of one report must not draw another incident to its story."""

from datetime import UTC, datetime, timedelta

import pytest

from connectors.post import Post
from streams.dedupe.duplicates import Duplicates, Params
from streams.report import Report, Tagged

START = datetime(2026, 4, 14, 6, tzinfo=UTC)


def verdicts(*texts: str, lang: str = "en", minutes: float = 20.0) -> list[tuple[str, str]]:
    """Judge texts one after the other; of each the verdict and which text its story began with."""
    index, stories, found = Duplicates(Params(max_bytes=1 << 20)), {}, []
    for number, text in enumerate(texts):
        at = START + timedelta(minutes=minutes * number)
        post = Post(id=f"p{number}", source="s.example", kind="social", author=f"a{number}", text=text, published_at=at)
        verdict = index.judge(Tagged(post, Report(post.id, lang, True, (), ())))
        found.append((verdict.verdict, stories.setdefault(verdict.story, number)))
    return found


CRASH = "Un train a percuté une voiture au passage à niveau de {0} : le conducteur, {1}, 44 ans, est mort."
TOLD = "{1}, 44 ans, est mort au volant de sa voiture, percutée par un train au passage à niveau de {0}."
SHOTS = "Shooting at {0} Street and Vine in {1}. One man down, suspect ran north. Medics are staging."


def test_another_incident_is_not_drawn_in_by_a_copy_in_other_words():
    here, there = ("Guingamp", "Ludovic Tanguy"), ("Paimpol", "Ludovic Tanguy")
    found = verdicts(CRASH.format(*here), TOLD.format(*here), CRASH.format(*there), lang="fr")
    assert found == [("new", 0), ("duplicate", 0), ("new", 2)]


def test_another_incident_is_not_drawn_in_by_a_copy_that_was_cut_off_before_its_place():
    text = "Two climbers were killed and three are missing after an avalanche on a ridge above the village of {}."
    cut = text.partition(" above")[0] + " above the…"
    assert verdicts(text.format("Malvik"), cut, text.format("Torsby")) == [("new", 0), ("duplicate", 0), ("new", 2)]


def test_another_incident_is_not_drawn_in_by_what_became_of_the_first():
    texts = [
        SHOTS.format("Laurel", "Spokane"),
        "The man shot at Laurel Street and Vine in Spokane has died, police say.",
        SHOTS.format("Laurel", "Yakima"),
    ]  # fmt: skip
    assert verdicts(*texts) == [("new", 0), ("update", 0), ("new", 2)]


@pytest.mark.parametrize("again", [0, 1])
def test_a_copy_of_either_is_one_of_its_own(again):
    texts = [SHOTS.format("Laurel", "Spokane"), SHOTS.format("Laurel", "Yakima")]
    found = verdicts(*texts, "RT @scanner: " + texts[again], texts[again].replace("Medics are staging.", ""))
    assert found == [("new", 0), ("new", 1), ("duplicate", again), ("duplicate", again)]


def test_what_is_told_in_the_same_second_can_be_a_later_stage():
    texts = ["Suspect in the shooting at Laurel Street and Vine in Spokane now in custody."]
    texts.append("The man shot at Laurel Street and Vine in Spokane has died, police confirm.")
    assert verdicts(*texts, minutes=0.0) == [("new", 0), ("update", 0)]


def test_a_street_of_the_same_name_in_another_town_is_none_in_common():
    first = "В Муроме на улице Чкалова горит торговый центр, пострадали двое, сообщили спасатели."
    over = "Пожар в торговом центре на улице Чкалова в Муроме ликвидирован."
    other = "В Выксе на улице Чкалова в торговом центре погиб охранник, рухнула крыша."
    assert verdicts(first, over, other, lang="ru") == [("new", 0), ("update", 0), ("new", 2)]


@pytest.mark.parametrize(
    ("lang", "first", "headline"),
    [
        ("fr", "Une fusillade devant un bar de la rue Carnot à Vierzon a fait deux blessés.",
         "Fusillade à Vierzon : un suspect interpellé"),
        ("en", "A gas blast tore through a block of flats in Corby on Monday, injuring nine people, fire crews said.",
         "Corby gas blast: families allowed back home"),
        ("es", "Un incendio en el mercado de Monteros deja cuatro heridos, informó la policía.",
         "Monteros: sofocan el incendio del mercado"),
        ("de", "Bei einem Brand in einem Wohnheim in Döbeln sind drei Menschen verletzt worden.",
         "Brand in Döbeln: Verdächtiger festgenommen"),
    ],
)  # fmt: skip
def test_a_headline_that_says_what_became_of_it_is_an_update(lang, first, headline):
    assert verdicts(first, headline, lang=lang, minutes=180.0) == [("new", 0), ("update", 0)]
