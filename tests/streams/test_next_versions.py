"""What follows a post of an incident: a toll, ground that burns on, an outcome, a correction; and what does not."""

from datetime import UTC, datetime, timedelta

import pytest

from connectors.post import Post
from streams.dedupe.duplicates import Duplicates, Params
from streams.report import Tagged, Verdict

START = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def judged(tagger):
    """Verdicts on posts an hour apart; a text with ` || ` is newswire, ``voices`` says who tells each."""

    def judge(*texts: str, hours: float = 1, voices: tuple[str, ...] = ()) -> list[Verdict]:
        index = Duplicates(Params(max_bytes=1 << 20))
        verdicts = []
        for number, told in enumerate(texts):
            title, wire, text = told.rpartition(" || ")
            voice = voices[number] if voices else f"voice{number}"
            post = Post(
                id=f"p:{number}", source=f"feed:{voice}.example" if wire else "social.example",
                kind="newswire" if wire else "social", author=None if wire else voice, title=title or None, text=text,
                published_at=START + timedelta(hours=hours * number),
            )  # fmt: skip
            verdicts.append(index.judge(Tagged(post, tagger.tag(post))))
        return verdicts

    return judge


@pytest.mark.parametrize(
    ("first", "later"),
    [
        ("Landslide buries houses in Kisoro after night of rain, 3 bodies found so far",
         "Death toll in Kisoro landslide climbs to 15, Red Cross says"),
        ("#CanyonFire in Kern County is 350 acres and 0% contained. Evacuations under way for Lake Isabella.",
         "Canyon Fire near Lake Isabella has exploded to 5,400 acres, 5% contained, 300 homes threatened"),
        ("Active shooter at Ridgeview High in Knoxville, students evacuating",
         "Two dead, 7 hurt at Ridgeview High School - police chief"),
        ("#BearCreekFire north of Durango mapped at 120 acres, no containment",
         "Bear Creek Fire grows to 1,300 acres; Highway 550 closed"),
        ("Fusillade : un mort || Un homme de 27 ans a été tué mardi soir dans le Jas-de-Bouffan à Aix-en-Provence.",
         "Aix-en-Provence : un deuxième homme succombe après la fusillade du Jas-de-Bouffan"),
        ("Bursa'da tekstil fabrikasında yangın çıktı, ekipler müdahale ediyor",
         "Bursa'daki fabrika yangınında 3 işçi dumandan etkilendi"),
        ("Ноокат районунда сел жүрүп, 12 үйдү суу каптады", "Ноокаттагы селден 30 үй жабыркады, бир адам каза болду"),
    ],
)  # fmt: skip
def test_what_is_told_later_in_other_words_is_an_update(judged, first, later):
    assert judged(first, later, hours=3)[1].verdict == "update"


@pytest.mark.parametrize(
    ("first", "later"),
    [
        ("Active shooter at Ridgeview High in Knoxville, students evacuating",
         "Knoxville PD: shooter at Ridgeview High in custody"),
        ("Gunman takes hostages at bank in Tbilisi", "All hostages freed in Tbilisi bank siege, gunman at large"),
    ],
)  # fmt: skip
def test_most_words_are_the_same_and_the_outcome_is_news(judged, first, later):
    verdict = judged(first, later)[1]
    assert (verdict.verdict, verdict.reasons[0]) == ("update", "later_stage")


def test_a_post_has_a_next_version_the_day_after_where_all_but_the_time_speaks_for_it(judged):
    first = "Church roof collapses in Chihuahua during Mass, at least 9 people killed, rescuers are digging"
    later = "Search ends at the collapsed church in Chihuahua, bodies of 11 found after the roof came down during Mass"
    assert judged(first, later, hours=26)[1].verdict == "update"
    assert judged(first, "A church roof collapsed in Chihuahua, two people were hurt", hours=26)[1].verdict == "new"


def test_a_denial_belongs_to_what_it_denies(judged):
    later = "Met police: no evidence of gunshots at Westfield Stratford, noise came from a dropped pallet"
    assert judged("Gunshots at Westfield in Stratford right now, stay away", later)[1].verdict == "update"


@pytest.mark.parametrize(
    ("first", "later"),
    [
        ("Massive fire at a chemical depot in Rouen, black smoke over the city #Rouen #incendie",
         "Massive fire at a chemical depot in Rouen, black smoke over the city #Lubrizol #pollution"),
        ("İzmir Bornova'da minibüs ile kamyon çarpıştı: 2 ölü, 6 yaralı",
         "İzmir'in Bornova ilçesinde minibüs ile kamyon çarpıştı: 2 ölü 6 yaralı"),
    ],
)  # fmt: skip
def test_labels_behind_a_text_and_endings_behind_a_name_are_no_other_names(judged, first, later):
    assert judged(first, later)[1].verdict == "duplicate"


def test_a_remark_around_a_quoted_post_adds_nothing_and_a_running_report_does(judged):
    alert = "Gunfire at the Ridgeview mall in Knoxville, shoppers are hiding in the stores behind the food court"
    grown = f"Everyone of us is safe and well, thank God. {alert}"
    assert judged(alert, grown)[1].verdict == "duplicate"
    assert judged(alert, grown, voices=("ann", "ann"))[1].verdict == "update"


CAPSIZED = (
    "{0}Ferry sinks off Zamboanga, {1} dead || ZAMBOANGA, Philippines — {2}A wooden ferry carrying villagers to a "
    "fiesta capsized in rough seas off Zamboanga on Saturday, killing at least {1} people, the coast guard said. "
    "Thirty-four others were pulled from the water by fishermen."
)


def test_a_smaller_count_is_an_update_where_the_source_corrects_itself(judged):
    first, corrected = CAPSIZED.format("", 21, ""), CAPSIZED.format("CORRECTION: ", 12, "(Corrects toll to 12) ")
    assert "corrected" in judged(first, corrected)[1].reasons
    assert judged(first, CAPSIZED.format("", 12, ""))[1].verdict == "new"


@pytest.mark.parametrize(
    ("first", "later"),
    [
        ("Asesinan a balazos a un hombre en la colonia Centro de Celaya",
         "Asesinan a balazos a otra mujer en la colonia Las Flores de Celaya"),
        ("Wildfire near Losna has burned 200 acres, no houses in danger",
         "Wildfire near Terrace has burned 900 acres, no houses in danger"),
        ("Удар по Харькову: ракета попала в жилой дом в Салтовке",
         "Удар по Харькову: ракета попала в склад на окраине"),
        ("Incêndio no mercado municipal de Feira de Santana, bombeiros no local",
         "Incêndio atinge loja de colchões no centro de Feira de Santana"),
        ("Massive fire at a depot, black smoke over the city #Rouen",
         "Massive fire at a depot, black smoke over the city #Osh"),
        ("เกิดเหตุไฟไหม้โรงงานพลาสติกที่สมุทรปราการ เจ้าหน้าที่เร่งควบคุมเพลิง",
         "เกิดเหตุไฟไหม้โรงงานพลาสติกที่ชลบุรี เจ้าหน้าที่เร่งควบคุมเพลิง"),
    ],
)  # fmt: skip
def test_another_incident_stays_another(judged, first, later):
    assert judged(first, later, hours=2)[1].verdict == "new"
