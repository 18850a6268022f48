"""What texts say of an incident, and next versions of one told apart from other incidents of its kind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from connectors.post import Post
from streams.dedupe.anchor import CITY, INCIDENT, NAME, SITE, as_degrees, as_spot
from streams.dedupe.anchors import anchors_of
from streams.dedupe.duplicates import Duplicates, Params
from streams.dedupe.incident_words import KINDS, OUTCOMES, check_incidents, vocabulary_of
from streams.dedupe.incidents import Told, read_incident, stem_of
from streams.dedupe.likeness import Side
from streams.dedupe.retold import told_further
from streams.dedupe.signature import sign
from streams.dedupe.words import cleaned, read_words
from streams.report import Report, Tagged

START = datetime(2026, 3, 2, 8, tzinfo=UTC)


def told(text: str) -> Told:
    words = read_words(cleaned(text))
    names = [at for at, (low, raw) in enumerate(zip(words.low, words.raw, strict=True)) if low != raw]
    said = list(map(vocabulary_of("und").said_by, words.low))
    return read_incident(words, said, names, "und")


def names(bits: int, known: tuple[str, ...]) -> set[str]:
    return {name for at, name in enumerate(known) if bits >> at & 1}


def verdict_of(first: str, later: str, hours: float) -> tuple[str, tuple[str, ...]]:
    index = Duplicates(Params(max_bytes=1 << 20))
    for name, text, at in (("a", first, START), ("b", later, START + timedelta(hours=hours))):
        post = Post(id=name, source="social.example", kind="social", author=name, text=text, published_at=at)
        verdict = index.judge(Tagged(post, Report(name, "und", True, (), ())))
    return verdict.verdict, verdict.reasons


UPDATES = [
    ("Smoke is pouring out of the brewery in Haapsalu, sirens everywhere",
     "Haapsalu: the brewery blaze has been put out, one crew member was treated for burns", 2),
    ("two boats have collided off Bequia, people are in the water",
     "All nine aboard the boats off Bequia were rescued, says the coastguard, a girl is in hospital", 3),
    ("Tiroteo en el mercado de Irapuato, la gente corre",
     "Irapuato: tres muertos en el ataque a tiros del mercado, la fiscalía confirma dos detenidos", 2.5),
    ("В Рубцовске на улице Калинина прогремел взрыв, разрушены два этажа",
     "Под завалами дома на Калинина в Рубцовске нашли тела двух человек, возбуждено дело о взрыве газа", 6),
    ("Accident grave sur la N7 à hauteur de Pougues, deux voitures",
     "Pougues : le conducteur accidenté est décédé, la N7 est rouverte", 1),
    ("omg the bakery on Wexcombe Palace Rd is on FIRE, flames out the roof",
     "Wexcombe Palace Road bakery fire is now under control, half of the roof lost, nobody hurt", 3),
    ("انفجار قوي قبل شوي بالكرادة داخل، الزجاج طار من الشبابيك",
     "ارتفاع حصيلة تفجير الكرادة: انفجار في منطقة الكرادة أوقع سبعة قتلى و25 جريحا", 2),
    ("Huge explosion at Abule Ado just now, our roof is gone",
     "#AbuleAdo explosion: bodies of eleven recovered, the fire is under control", 6),
    ("Pornic : un chalutier porté disparu au large de Noirmoutier, un hélicoptère est sur place",
     "Naufrage près de Noirmoutier : deux marins repêchés vivants, un troisième recherché. Leur bateau a chaviré", 4),
    ("Twister on the ground west of Dunmere, debris in the air",
     "Dunmere: 2 dead and 29 injured at the trailer park, debris everywhere, the last caravan was searched at 4am", 5),
    # Names that no capital shows: in small letters, as a hashtag, with an article written to them, at a beginning.
    ("smoke pouring out of the brewery in kelnasbury right now",
     "Kelnasbury: the brewery fire has been put out, one crew member in hospital", 2),
    ("drove past the truck stop and the back half is on fire?? engines everywhere #wexcombe",
     "Wexcombe: fire at truck stop is under control, one worker in hospital", 2),
    ("انفجار قرب سوق في الميادين وسيارات الإسعاف تتوجه إلى المكان",
     "الصحة: ارتفاع حصيلة انفجار الميادين إلى تسعة قتلى و30 جريحا", 3),
    ("A landslide buried houses at dawn. Karvel district is cut off",
     "Karvel landslide: five bodies found, a girl was pulled out alive", 5),
]  # fmt: skip
OTHERS = [
    ("Man stabbed on Lewisham High Street, cordon outside the Post Office",
     "Stabbing in Lewisham: woman with slash wounds on Ladywell Road, a suspect is in custody", 4),
    ("Tanker explodes on the Ibadan expressway near Ogere, 5 dead",
     "Another tanker fire, this time near Berger on the Ibadan expressway, it is under control", 2),
    ("Crash on the M8 at J15, one lane shut", "M8 J26: three cars in a crash, a driver was taken to hospital", 3),
    ("Fire in Dunmere, a house is burning in Maple Lane",
     "Dunmere: a kitchen fire in Oneida Street has been put out, two people hurt", 3),
    ("Fire at the mill in Dunmere, smoke over the river", "Dunmere council passes its budget, two members resign", 2),
    ("Clashes near the bridge in Dunmere, tear gas", "Police in Dunmere arrested 14 after clashes near the bridge", 30),
    ("Police are clearing the bridge at Saifa of protesters, stones and tear gas",
     "Saifa: a man of 34 was stabbed at the bus station in a separate incident, an arrest was made", 3),
    ("Earthquake felt in Takara, magnitude 5.1", "Earthquake felt in Takara, magnitude 4.4, nobody hurt", 1),
    ("A crane has come down on a bus outside Bush House, the road is shut",
     "House Slides Down Hill After Crane Topples, Two Dead in Tolmin", 3),
]  # fmt: skip


@pytest.mark.parametrize(("first", "later", "hours"), UPDATES)
def test_what_became_of_an_incident_is_an_update_of_it_in_whatever_words(first, later, hours):
    verdict, reasons = verdict_of(first, later, hours)
    assert verdict == "update"
    assert not {"shared_passages", "contained"} & set(reasons)


@pytest.mark.parametrize(("first", "later", "hours"), OTHERS)
def test_another_incident_of_the_kind_is_no_update(first, later, hours):
    assert verdict_of(first, later, hours)[0] == "new"


STORY = (
    "A dam above the town of Tarvell cracked on Thursday evening and people in the lower streets were told to leave, "
    "the fire brigade said. Governor Ana Belmonte flew to the Orsa valley. Some 3,000 people live in the zone that "
    "would be flooded, and loudspeakers sent them to the church halls of Quenby. The flood could come within an hour, "
    "engineers warned, as rain went on falling on the hills behind the Orsa river and the reservoir rose to its crest."
)
NEXT_DAY = (
    "Eleven bodies were found after the dam above Tarvell burst, and four people are missing, Governor Ana Belmonte "
    "said. The flood tore a bridge away and filled 260 houses with mud. The owner of the dam was arrested at the "
    "airport. Those who had fled to Quenby walked home along the Orsa river to see what was left, while soldiers "
    "brought water, mattresses and a field kitchen to the school, and prosecutors asked why cracks had been painted."
)


def test_an_article_has_a_next_version_for_two_days_where_it_has_names_in_common():
    elsewhere = NEXT_DAY.replace("Ana Belmonte", "the minister").replace("Quenby", "camps").replace("Orsa ", "")
    assert verdict_of(STORY, NEXT_DAY, 30) == ("update", ("same_incident", "names_agree"))
    assert [verdict_of(STORY, text, hours)[0] for text, hours in ((NEXT_DAY, 50), (elsewhere, 30))] == ["new", "new"]


OTHER_STORY = (
    "Two bodies were found on Friday in the ashes of the furniture works at Dunmere, and its owner was arrested, said "
    "police. Nine workers are in hospital with burns. Flames came out of the roof for eleven hours; a short circuit is "
    "blamed. Governor Belmonte promised the families help. Shops along the road were evacuated, and some forty lorries "
    "stood in a queue until the junction was reopened at noon. A man who had been missing came home unhurt at night."
)
NOTE = "Dam at Tarvell has cracked, flood feared. Belmonte wants the lower streets empty and is on her way"


def test_an_article_that_shares_an_official_only_tells_of_something_else():
    assert [verdict_of(text, OTHER_STORY, 9)[0] for text in (STORY, NOTE)] == ["new", "new"]
    assert [verdict_of(text, NEXT_DAY, 9)[0] for text in (STORY, NOTE)] == ["update", "update"]


def test_a_third_person_missing_is_no_other_incident_and_neither_is_a_kind_of_the_next_sentence():
    texts = ("Two were rescued, a third is missing", "Rescuers found another. Flood water rose", "A second fire there")
    assert [told(text).other for text in texts] == [False, False, True]


def test_a_place_where_much_is_told_says_little():
    texts = [
        ("Fire in Dunmere, a barn is burning", 0), ("Dunmere: car stolen from the vicarage", 1),
        ("Dunmere choir sings for the hospice", 2), ("Bypass at Dunmere gets new lights", 3),
        ("Dunmere: the fire is out", 4),
    ]  # fmt: skip
    found = {}
    for kept in (texts, [texts[0], texts[-1]]):
        index = Duplicates(Params(max_bytes=1 << 20))
        for number, (text, hour) in enumerate(kept):
            at = START + timedelta(hours=hour)
            post = Post(
                id=f"{number}", source="s.example", kind="social", author=f"{number}", text=text, published_at=at
            )
            verdict = index.judge(Tagged(post, Report(post.id, "en", True, (), ())))
        found[len(kept)] = verdict.verdict
    assert found == {5: "new", 2: "update"}


def test_kinds_outcomes_and_how_the_event_is_spoken_of_are_read():
    first, later = (
        told("A lorry overturned near Greta and a fire broke out"),
        told("The fire near Greta is out, driver held"),
    )
    assert {"fire", "road"} <= names(first.kinds, KINDS)
    assert names(first.outcomes, OUTCOMES) == set()
    assert {"over"} <= names(later.outcomes, OUTCOMES)
    fire = 1 << KINDS.index("fire")
    assert first.fresh & fire
    assert later.known & fire


def test_sites_are_streets_quarters_and_points_on_roads_in_several_languages():
    for text, class_ in (
        ("Fire at Maple Lane tonight", 1), ("Incendio en la calle Sarmiento", 1), ("Пожар на улице Калинина", 1),
        ("Blast in the Zaton district", 2), ("Shots at Belmont High School", 3), ("Crash at km 98", 4),
    ):  # fmt: skip
        assert [site[1] for site in told(text).sites] == [class_] * len(told(text).sites) != [], text


def test_german_compounds_arabic_prefixes_and_words_without_accents_are_known():
    said = {language: vocabulary_of(language).said_by for language in ("de", "ar", "es")}
    fire, blast, road = (1 << KINDS.index(kind) for kind in ("fire", "blast", "road"))
    assert said["de"]("wohnhausbrand") & fire
    assert not said["de"]("brandenburger") & fire
    assert said["ar"]("وانفجار") & said["ar"]("بالانفجار") & said["ar"]("انفجار") & blast
    assert said["es"]("colision") & said["es"]("colisión") & road
    assert not vocabulary_of("und").said_by("tuesday")


def test_german_nouns_are_no_headline_that_hides_names():
    words = read_words(cleaned("Polizei warnt vor Messerangreifer am Rosenheimer Platz Tolmin! bleibt drinnen"))
    found = [anchors_of(words, Report("a", language, True, (), ())) for language in ("de", "en")]
    assert [sum(one[0] == NAME for one in anchors) for anchors in found] == [4, 0]


def test_names_are_known_under_endings():
    assert {stem_of("волгограда"), stem_of("волгограде"), stem_of("волгоград")} == {"волгоград"}
    assert stem_of("mamak'taki") == "mamak"
    assert stem_of("d'aubagne") == "aubagne"


def test_a_text_of_no_incident_carries_nothing_of_it():
    words = read_words(cleaned("Lovely evening with Anna and her cats"))
    anchors = anchors_of(words, Report("a", "en", True, (), ()))
    assert {one[0] for one in anchors}.isdisjoint({INCIDENT, SITE})


def test_a_word_says_what_it_means_in_the_language_of_its_text():
    flood, dead = 1 << KINDS.index("flood"), 1 << 32 + OUTCOMES.index("dead")
    assert vocabulary_of("ru").said_by("сель") & flood
    assert not vocabulary_of("fr").said_by("seller") & flood
    assert vocabulary_of("tr").said_by("seller") & flood
    assert vocabulary_of("en").said_by("dies") & dead
    assert not vocabulary_of("de").said_by("dies") & dead
    assert vocabulary_of("uk").said_by("пожежа") & vocabulary_of("uk").said_by("пожар")
    assert vocabulary_of("ro").said_by("dies") & dead  # no file of its own: those of all


def test_the_shipped_words_are_fine_and_faults_are_named_with_their_mend(tmp_path):
    assert check_incidents() == []
    (tmp_path / "en.toml").write_text(
        'also = ["xx"]\n[kinds]\nfire = "fire Blaze hit-and-run of_many_words fire"\nparty = "fun"\n'
        '[moods]\ngood = "so"\n'
    )
    (tmp_path / "fr.toml").write_text("[kinds\n")
    found = [(fault.field, fault.problem) for fault in check_incidents(tmp_path)]
    assert [field for field, _ in found] == ["also", *["kinds.fire"] * 4, "kinds.party", "moods", ""]
    assert all(fault.mend for fault in check_incidents(tmp_path))


def test_a_word_in_the_name_of_a_brigade_is_no_name_that_two_fires_share():
    sides = []
    for hour, text in enumerate((
        "A warehouse on Dock Road is burning, 1 man hurt, Tolmin Fire and Rescue Service said",
        "Arrest after a fire at a flat in Norby, 3 men hurt, neighbours said",
    )):  # fmt: skip
        post = Post(
            id=f"{hour}", source="s.example", kind="social", text=text, published_at=START + timedelta(hours=hour)
        )
        signature = sign(Tagged(post, Report(post.id, "en", True, (), ())), 0)
        at_ms = int(post.published_at.timestamp() * 1000)
        sides.append(Side(signature.length, signature.lead, signature.anchors, at_ms, caseless=False))
    assert told_further(*sides).outcome == "unlike"


def test_a_short_account_written_anew_is_a_copy_until_it_adds_something():
    first = (
        "Police in Mborane used water cannon on Friday to drive back dockers who had gathered outside the customs "
        "house at Telma. Fourteen people were detained, a police spokesman said."
    )
    anew = (
        "Mborane police on Friday employed jets of water to push away dock workers that had assembled in front of the "
        "customs building in Telma. Fourteen persons were arrested, said a spokesman."
    )
    assert verdict_of(first, anew, 2) == ("duplicate", ("same_facts", "names_agree", "numbers_agree"))
    assert verdict_of(first, anew.replace("Friday", "Monday"), 2)[0] != "duplicate"
    assert verdict_of(first, anew.replace("Fourteen", "Seventy"), 2)[0] != "duplicate"


REPORTED = (
    "Three workers have been trapped since Friday morning at the Lessing mine outside Barvel, where the ground gave "
    "way under a steel container that served as a lamp room. Two women and a man were inside when a pillar beneath it "
    "failed, the owner said. Seventy-six others were brought up by a second shaft. Rescuers of the Ostrand brigade "
    "heard knocking until 9:40 in the evening. The mine employs 410 people and was closed for 12 days last winter. "
    "Families are waiting at the gate, and the minister, Ana Belmonte, will come on Sunday."
)
REWRITTEN = (
    "Family members keep watch outside the Lessing pit near Barvel, hoping for word on a trio of colleagues who "
    "vanished on Friday as the earth opened below their metal cabin. According to the company, the collapse of a "
    "supporting column swallowed the man and the two women handing out lamps; 76 more escaped through another shaft. "
    "Knocking reached the Ostrand team up to 9:40 that night. Some 410 have jobs at the site, which had stood idle "
    "for 12 days in winter. Government member Ana Belmonte is expected there Sunday."
)


def test_a_story_rewritten_throughout_is_a_copy_however_late_until_it_has_figures_of_its_own():
    own = REWRITTEN.replace("Some 410", "Some 620").replace("12 days", "30 days").replace("76 more", "81 more")
    assert verdict_of(REPORTED, REWRITTEN, 11) == ("duplicate", ("same_facts", "names_agree", "numbers_agree"))
    assert verdict_of(REPORTED, own, 11)[0] != "duplicate"
    assert verdict_of(REPORTED, " ".join(REWRITTEN.split()[:70]), 11)[0] != "duplicate"


def test_where_a_place_lies_comes_back_to_a_hundredth_of_a_degree():
    for lat, lon in ((0.0, 0.0), (-89.99, -179.99), (42.87, 74.59), (90.0, 180.0)):
        assert as_degrees(as_spot(lat, lon) | CITY) == pytest.approx((lat, lon), abs=0.006)
