"""What is grave in itself: which words make it so, who has to say it, and where it is no news."""

from datetime import timedelta

import msgspec
import pytest

from alerts.escalation import Escalation, Params
from alerts.hazards import phrase_of
from alerts.momentous import bears_out, denied, heard, hearsay, moments
from alerts.signs import RAMMED
from streams.report import Place, Trigger

LAND = Place("Kyrgyzstan", "KG", None, 41.5, 74.6, "country")
TOLD = [
    (("STORMING", "PROTEST"), (), "Protesters break into parliament", ("STORMING",)),
    (("EXPLOSION",), (), "Explosion reported at chemical plant", ("EXPLOSION",)),
    (("FORCE", "PROTEST"), (), "Police fire tear gas at protesters", ("FORCE",)),
    (("CLASH", "INJURY"), (), "Gunmen open fire, several wounded", ("CLASH",)),
    (("FIRE",), (), "Wildfire grows to 400 acres", ("FIRE",)),
    (("FIRE",), (), "Incendio forestal arrasa 1.200 hectáreas", ("FIRE",)),
    (("FIRE", "DISASTER"), ("evacuations",), "Fire near Athens", ("FIRE",)),
    (("FIRE",), (), "Крупный пожар на складе", ("FIRE",)),
    (("DISASTER",), ("ferry sank",), "Ferry sank off Masbate", ("a shipwreck",)),
    (("DISASTER",), ("earthquake",), "Magnitude 5.8 earthquake strikes", ("an earthquake",)),
    (("DISASTER",), ("scossa",), "Forte scossa di terremoto", ("an earthquake",)),
    (("DISASTER", "INJURY"), ("crash",), "Tram crash, two hurt", ("a crash",)),
    (("DISASTER", "INJURY"), ("zderzenie",), "Zderzenie pociągów w Łódzkiem, są ranni", ("a crash",)),
    (("DISASTER", "DEATH"), ("sudar",), "Sudar vozova kod Stalaća, ima mrtvih", ("a crash",)),
    (("DISASTER",), ("collapsed",), "Apartment block collapsed", ("a collapse",)),
    (("DISASTER",), ("flooding",), "Flooding, residents told to leave their homes", ("flooding",)),
    (("FIRE", "DEATH"), (), "Fire hits nightclub in Serbian town, casualties feared", ("FIRE",)),
    (("FIRE",), (), "Hospital on fire, patients trapped on the third floor", ("FIRE",)),
    (("FIRE",), (), "Fire at the Lgov oil depot: two tanks burning", ("FIRE",)),
    (("FIRE",), (), "Горит нефтебаза в Энгельсе", ("FIRE",)),
    (("FIRE",), (), "На месте 60 пожарных", ("FIRE",)),
    (("DISASTER",), ("flooding",), "Flooding: hundreds of families fled overnight", ("flooding",)),
    (("DISASTER",), ("hundreds flee",), "Hundreds flee as the Tana bursts its banks", ("flooding",)),
    (("CLASH",), (), "Heavy gunfire heard near the presidential palace", ("CLASH",)),
    (("CLASH",), (), "URGENT tirs aux abords du palais de la présidence", ("CLASH",)),
    (("CLASH",), (), "Soldiers claim coup, say they have overthrown the president", ("CLASH",)),
    (("CLASH",), (), "Scuffles outside parliament", ()),
    (("CLASH",), (), "Messerangriff auf dem Stadtfest", ("CLASH",)),
    (("CLASH",), (), "Reportan motín en la cárcel", ("CLASH",)),
    (("CLASH",), (), "Stabbing in a flat", ()),
    (("FIRE",), (), "Öğrenci yurdunda yangın, çocuklar camlardan atlıyor", ("FIRE",)),
    (("FIRE",), (), "Incêndio de grandes dimensões em prédio", ("FIRE",)),
    (("DISASTER",), ("deslizamento",), "Deslizamento soterra casas", ("a landslide",)),
    (("DISASTER",), ("landslide",), "Landslide blocks the coast road", ()),
    (("DISASTER",), ("dams burst",), "Dams burst, flood sweeps through town", ("a burst dam",)),
    (("DISASTER",), ("chavire",), "Un bateau chavire", ("a shipwreck",)),
    (("DISASTER",), ("srušila se nadstrešnica",), "Srušila se nadstrešnica stanice", ("a collapse",)),
    (("DISASTER",), ("drives into crowd",), "Car drives into Christmas market", (RAMMED,)),
    (("EXPLOSION",), (), "Fliegerbombe kontrolliert gesprengt", ()),
    (("EXPLOSION",), (), "Duyulan ses sonik patlama", ()),
    (("CLASH",), (), "Shots fired outside a bar", ()),
    (("INJURY",), (), "Vrachtwagen rijdt in op menigte tijdens Feesten", (RAMMED,)),
    (("INJURY",), (), "Un camion a foncé dans la foule", (RAMMED,)),
    (("DISASTER",), ("truck plowed through a crowd",), "Truck plows into festival crowd", (RAMMED,)),
    (("INJURY",), (), "Car hits tree, two hurt", ()),
    (("DISASTER", "DEATH"), ("plunges",), "Five killed as bus plunges into ravine", ("an accident",)),
    (("DISASTER", "DEATH"), ("accident",), "Two killed in bus accident", ()),
    (("DISASTER",), ("crashes",), "Passenger plane crashes after takeoff", ("a crash",)),
    (("DISASTER",), ("крушение",), "Разбился пассажирский самолёт", ("a crash",)),
    (("DISASTER",), ("chocan",), "Chocan dos trenes de pasajeros: choque de frente", ("a crash",)),
    (("DISASTER",), ("collided",), "Two trains collided, people climb out of windows", ("a crash",)),
    (("DISASTER",), ("crash",), "Small plane crash-lands in a field", ()),
    (("DISASTER",), ("crash",), "Passenger plane crash recreated for a film", ()),
    (("DISASTER",), ("crash",), "Car crash on the ring road", ()),
    (("DISASTER",), ("flooding",), "Flooding, residents on roofs", ("flooding",)),
    (("DISASTER",), ("banjir",), "Banjir bandang, warga terjebak di atap", ("flooding",)),
    (("DISASTER",), ("flood",), "Town remembers the flood of 1998, people sat on roofs", ()),
    (("DISASTER", "FIRE"), ("упал самолёт",), "В Бишкеке упал пассажирский самолёт, горит в поле", ("a crash",)),
    (("FIRE",), (), "Kebakaran besar melanda pabrik", ("FIRE",)),
    (("FIRE",), (), "Incêndio florestal ameaça casas", ("FIRE",)),
    (("FIRE",), (), "Fabrik brennt, Arbeiter auf dem Dach", ("FIRE",)),
    (("DISASTER",), ("gempa",), "Gempa kuat, warga lari keluar", ("an earthquake",)),
    (("FIRE",), (), "Fire near the gas station, 12 firefighters", ()),
    (("FIRE",), (), "Small fire at a hospital kitchen", ()),
    (("FIRE", "DEATH"), (), "Man dies in a house fire", ()),
    (("EXPLOSION",), (), "Bomb scare at Berlin station, trains halted", ()),
    (("EXPLOSION",), (), "Обезврежена бомба времён войны", ()),
    (("EXPLOSION", "INJURY"), (), "Suspicious package blows up, two hurt", ("EXPLOSION",)),
    (("FIRE",), (), "Kitchen fire in Beeston", ()),
    (("FIRE",), (), "Grass fire, 5 acres", ()),
    (("ARREST", "PROTEST"), (), "Ten arrested at a rally", ()),
    (("CLASH",), (), "Clashes at the derby", ()),
    (("DEATH", "INJURY"), (), "One dead, two hurt", ()),
    (("DISASTER",), ("earthquake",), "M2.1 earthquake near Visso", ()),
    (("DISASTER", "INJURY"), ("crash",), "Two cars crash", ()),
    (("DISASTER",), ("flooding",), "Flooding on the A61", ()),
]


@pytest.mark.parametrize(("kinds", "words", "text", "told"), TOLD)
def test_what_is_grave_in_itself(kinds, words, text, told):
    assert moments(kinds, words, text) == told


@pytest.mark.parametrize(
    ("moment", "kinds", "words", "text", "told"),
    [
        ("CLASH", ("CLASH",), (), "Gunshots in Fresno, everyone lying on the floor", True),
        ("CLASH", ("CLASH",), (), "Bar fight, two against one", False),
        ("CLASH", ("CLASH",), (), "Serious fighting, machetes and guns", True),
        ("CLASH", ("INJURY",), (), "Several people shot outside the stadium", True),
        ("CLASH", ("INJURY",), (), "Two hurt when a ladder fell", False),
        ("FORCE", ("FORCE",), (), "policías disparan", True),
        ("FIRE", ("FIRE",), (), "fire in Leeds", False),
        ("FIRE", ("FIRE",), (), "Fire breaks out at hotel", True),
        ("flooding", ("DISASTER",), ("flood",), "flood in Leeds, send boats", True),
        ("a crash", ("DISASTER",), ("crash",), "crash on the ring road", False),
    ],
)
def test_who_was_there_bears_out_what_a_medium_knows_to_be_grave(moment, kinds, words, text, told):
    assert bears_out({moment}, kinds, words, text) is told


def test_a_drilling_rig_is_no_drill_and_a_drill_is():
    assert not denied("Explosion on a drilling rig off Campeche, workers in the water")
    assert not denied("взрыв в центре обучения, все мучения впереди")
    assert denied("Explosion at the station was part of a drill")
    assert denied("взрыв на полигоне: идут учения")


def test_what_kin_and_friends_say_is_heard():
    for text in (
        "mon cousin dit qu'il y a 150 morts", "mein Cousin sagt es gibt 150 Tote",
        "mia cugina dice che ci sono 60 morti",
        "me dice mi prima que hay 60 muertos", "arkadaşım 60 ölü var diyor",
    ):  # fmt: skip
        assert heard(text), text
    assert not heard("mein Zug steht, der Fahrer sagt es gibt zwei Tote")


def test_a_text_that_is_not_sure_says_so():
    assert hearsay("Police investigate reports of shots at a mall")
    assert hearsay("Shots at the mall?")
    assert not hearsay("Explosion reported at chemical plant")
    assert denied("La Policía desmintió una explosión")
    assert denied("100 years since the explosion of 1917")
    assert denied("No shots fired at Tennessee mall, police say")
    assert not denied("Police fire tear gas at protesters")


def wire(tell, minute, name, kinds=("STORMING",), **given):
    return tell(minute, kinds, kind="newswire", family=name, **given)


def states(alerts):
    return [(alert.state, alert.why.reason) for alert in alerts]


def test_a_medium_and_another_voice_are_worth_a_look_and_a_third_pages(tell):
    told = [tell(0, ("STORMING",)), wire(tell, 55, "agency"), tell(110, ("STORMING",))]
    alerts = Escalation(Params()).apply(told)
    assert states(alerts)[:2] == [("watch", "grave_news"), ("firing", "corroborated")]
    assert "what they tell of that is grave" in alerts[0].why.text
    assert len({alert.alert for alert in alerts}) == 1


@pytest.mark.parametrize(
    "second",
    [
        {"kind": "newswire", "family": "agency"},  # the same publisher
        {"kind": "newswire", "copy_of": "p1"},
        {"kind": "newswire", "polarity": "past"},
        {"kind": "newswire", "polarity": "negated"},
        {"kind": "social"},  # posts alone
        {"kind": "newswire", "excerpt": "Rumours of a storming are false"},
    ],
)
def test_copies_denials_and_posts_alone_raise_nothing(tell, second):
    first = tell(0, ("STORMING",)) if second["kind"] == "social" else wire(tell, 0, "agency")
    assert Escalation(Params()).apply([first, tell(60, ("STORMING",), **second)]) == []


@pytest.mark.parametrize(("third", "level"), [("STORMING", "firing"), ("PROTEST", "watch")])
def test_three_who_tell_of_it_page_where_one_of_them_cites_a_medium(tell, third, level):
    cited = tell(0, ("STORMING",), speaker="state television", class_="media")
    alerts = Escalation(Params()).apply([cited, tell(55, ("STORMING",)), tell(110, (third,))])
    assert [alert.state for alert in alerts][-1] == level


def level(told):
    alerts = Escalation(Params()).apply(told)
    return alerts[-1].state if alerts else "none"


@pytest.mark.parametrize(
    ("kinds", "apart", "wanted"),
    [
        (("STORMING",), (0, 25, 50), "watch"),
        (("STORMING",), (0, 45, 90), "none"),  # an hour holds two
        (("EXPLOSION",), (0, 25, 50), "none"),  # fireworks
        (("EXPLOSION", "INJURY"), (0, 25, 50), "watch"),
        (("STORMING",), (0, 14, 28, 42, 56), "firing"),
    ],
)
def test_individuals_who_tell_of_it_within_an_hour_are_worth_a_look_and_five_page(tell, kinds, apart, wanted):
    assert level([tell(minute, kinds) for minute in apart]) == wanted


def test_a_medium_bears_out_what_two_saw_though_it_leaves_out_what_makes_it_grave(tell):
    seen = [tell(n, ("FIRE",), excerpt="Big fire at the hotel, people jumping") for n in (0, 40)]
    said = tell(90, ("FIRE",), kind="newswire", family="agency", excerpt="Fire breaks out at hotel")
    assert level([*seen, said]) == "firing"
    other = tell(90, ("FIRE",), kind="newswire", family="agency", excerpt="Fire breaks out in a field")
    assert level([*seen, other]) == "none"


@pytest.mark.parametrize(("reason", "wanted"), [("same_order", "firing"), ("near_same_text", "watch")])
def test_a_medium_s_own_headline_of_what_a_witness_wrote_is_a_report(tell, reason, wanted):
    first, second = tell(0, ("STORMING",)), tell(40, ("STORMING",))
    copied = tell(90, ("STORMING",), kind="newswire", family="agency", copy_of=first.id)
    verdict = msgspec.structs.replace(copied.verdict, reasons=(reason,))
    agency = wire(tell, 140, "other")
    told = [first, second, msgspec.structs.replace(copied, verdict=verdict)]
    assert level(told) == ("firing" if wanted == "firing" else "none")
    assert level([*told, agency]) == "firing"


@pytest.mark.parametrize("author", ["one", None])
def test_one_author_and_copies_are_no_individuals(tell, author):
    flood = {"author": author} if author else {"copy_of": "p1"}
    assert level([tell(0, ("STORMING",)), *(tell(5 * n, ("STORMING",), **flood) for n in range(1, 8))]) == "none"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("RT @BBCBreaking: parliament stormed", "watch"),
        ("stormed, via @lp_lapresse", "watch"),
        ("RT @jim: stormed", "none"),
    ],
)
def test_who_passes_on_a_medium_and_another_are_worth_a_look_and_page_nobody(tell, text, wanted):
    told = [tell(0, ("STORMING",), excerpt=text), tell(70, ("STORMING",)), tell(140, ("STORMING",))]
    assert (level(told[:2]), level(told)) == (wanted, wanted)


@pytest.mark.parametrize(("days", "medium", "wanted"), [(20, False, False), (20, True, True), (40, False, True)])
def test_what_individuals_tell_of_weeks_after_its_alert_is_no_news(tell, days, medium, wanted):
    escalation = Escalation(Params())
    escalation.apply([wire(tell, 40 * n, f"agency {n}") for n in range(3)])
    late = [tell(days * 1440 + 25 * n, ("STORMING",)) for n in range(3 - medium)]
    if medium:
        late.append(wire(tell, days * 1440 + 90, "agency"))
    reasons = [alert.why.reason for alert in escalation.apply(late)]
    assert ("grave_news" in reasons) == wanted


def test_a_medium_that_tells_in_its_own_words_what_a_post_told_is_a_voice(tell):
    post = tell(0, ("STORMING",))
    own = {"copy_of": post.id, "reasons": ("same_facts",)}
    assert level([post, wire(tell, 55, "agency", **own)]) == "watch"
    other = wire(tell, 0, "agency")
    assert level([other, wire(tell, 55, "paper", **own | {"copy_of": other.id})]) == "none"


def test_a_first_report_an_hour_before_makes_nothing_usual_in_a_young_stream(tell):
    assert (
        level([tell(0, ("EXPLOSION",)), tell(100, ("EXPLOSION",)), wire(tell, 121, "agency", ("EXPLOSION",))])
        == "firing"
    )


def test_what_nobody_is_sure_of_does_not_page(tell):
    told = [wire(tell, 50 * n, f"agency {n}", excerpt="Reports of shots") for n in range(3)]
    assert {alert.state for alert in Escalation(Params()).apply(told)} == {"watch"}


def test_where_such_is_told_every_hour_it_is_no_news(tell):
    usual = [tell(60 * n, ("EXPLOSION",)) for n in range(24 * 5)]
    escalation = Escalation(Params())
    escalation.apply(usual)
    late = 24 * 5 * 60
    assert escalation.apply([wire(tell, late + 50 * n, f"agency {n}", ("EXPLOSION",)) for n in range(2)]) == []


def test_the_first_hours_of_a_busy_stream_do_not_know_what_is_rare(tell, city):
    towns = [city(f"Town {n}", 40.0 + n, 70.0, country=f"T{n}") for n in range(20)]
    stream = [
        wire(tell, n, f"agency {n % 40}", ("EXPLOSION",), place=towns[n % 20]) for n in range(100)
    ]  # five in each, all by media
    assert Escalation(Params()).apply(stream) == []


def test_a_new_stage_reopens_what_had_closed_and_the_same_again_does_not(tell):
    rally = [wire(tell, 20 * n, f"agency {n}", ("FORCE", "PROTEST")) for n in range(3)]

    def after(kinds):
        escalation = Escalation(Params())
        escalation.apply(rally)
        escalation.at(rally[-1].published_at + timedelta(hours=5))
        return states(escalation.apply([wire(tell, 345 + 10 * n, f"agency {n}", kinds) for n in range(2)]))

    assert ("watch", "reopened") in after(("STORMING", "PROTEST"))
    assert after(("FORCE", "PROTEST")) == []


def test_a_post_that_gives_one_thing_three_places_does_not_say_which(tell, city):
    places = [city(name, 40.5 + n, 72.8 + n, admin1=name) for n, name in enumerate(("Osh", "Talas", "Naryn"))]
    quake = wire(tell, 5, "agency", ("DISASTER",), place=places[0], excerpt="Strong earthquake felt")
    (hazard,) = quake.report.hazards
    hazard = msgspec.structs.replace(hazard, trigger=Trigger("earthquake", 0, 10))
    hazards = tuple(msgspec.structs.replace(hazard, place=one) for one in places)
    report = msgspec.structs.replace(quake.report, places=tuple(places), hazards=hazards)
    first = tell(0, ("DISASTER",), place=LAND, excerpt="Strong earthquake felt")
    alerts = Escalation(Params()).apply([first, msgspec.structs.replace(quake, report=report)])
    assert [alert.place.name for alert in alerts] == ["Kyrgyzstan"]


def test_posts_without_a_place_that_tell_of_the_same_speak_for_it_and_do_not_page(tell):
    nowhere = [tell(n, ("STORMING",), place=None) for n in range(3)]
    assert states(Escalation(Params()).apply([*nowhere, wire(tell, 20, "agency")])) == [("watch", "grave_news")]
    many = [tell(2 * n, ("STORMING",), place=None) for n in range(5)]  # of everywhere, or of nothing
    assert Escalation(Params()).apply([*many, wire(tell, 200, "agency")]) == []


def test_a_post_without_a_place_is_a_third_voice_beside_two_that_tell_of_the_same(tell):
    told = [tell(0, ("STORMING",), place=None), wire(tell, 20, "agency"), wire(tell, 40, "another")]
    assert states(Escalation(Params()).apply(told)) == [("watch", "grave_news"), ("firing", "corroborated")]
    told[2] = tell(40, ("STORMING",))
    assert states(Escalation(Params()).apply(told))[-1] == ("firing", "corroborated")
    told[2] = tell(40, ("CLASH",))  # of something else, or of too little
    assert all(alert.state == "watch" for alert in Escalation(Params()).apply(told))


def test_a_storming_that_two_tell_of_is_severe_before_anybody_counts(tell):
    alerts = Escalation(Params()).apply([wire(tell, 50 * n, f"agency {n}", ("STORMING", "PROTEST")) for n in range(3)])
    assert [alert.severity for alert in alerts][:2] == ["moderate", "severe"]
    assert alerts[-1].headline.startswith("A building stormed")


def test_where_there_are_always_reports_only_those_count_that_tell_of_it(tell):
    escalation = Escalation(Params())
    escalation.apply([tell(20 * n, ("FIRE",)) for n in range(3 * 24 * 3)])
    late = 3 * 24 * 60
    told = [wire(tell, late, "agency", ("EXPLOSION",)), tell(late + 10, ("FIRE",)), tell(late + 20, ("FIRE",))]
    assert escalation.apply(told) == []


@pytest.mark.parametrize(
    ("word", "excerpt"),
    [
        ("dam bursts", "A dam bursts above Kosjeric"),
        ("pukla brana", "Pukla brana kod Kosjerića"),
        ("прорвало дамбу", "Прорвало дамбу в Орске"),
        ("rompió la presa", "Se rompió la presa en Brumadinho"),
    ],
)
def test_a_burst_dam_is_grave_in_itself(word, excerpt):
    assert moments(("DISASTER",), (word,), excerpt) == ("a burst dam",)


@pytest.mark.parametrize(
    ("word", "phrase"),
    [
        ("zderzenie", "a crash"),
        ("zincirleme kaza", "a crash"),
        ("zugunglück", "a crash"),
        ("kaza", "an accident"),
        ("भगदड़", "a crush"),
        ("kapal terbalik", "a shipwreck"),
        ("kapal tenggelam", "a shipwreck"),
        ("gempa", "an earthquake"),
        ("powodzi", "flooding"),
        ("wykoleił się", "a derailment"),
        ("кыйрады", "a collapse"),
    ],
)
def test_a_hazard_is_named_in_other_languages(word, phrase):
    assert phrase_of(word) == phrase


def test_a_post_that_names_an_island_and_a_town_of_it_is_told_of_the_town(tell, city):
    """The island is no region, so that the town does not lie below it, and its reports would open a second alert."""
    island, town = Place("Sulawesi", "ID", None, -2.0, 121.0, "admin1"), city("Baubau", -5.46, 122.6, "ID", "Tenggara")
    given = {"kind": "newswire", "excerpt": "Passenger boat sank"}
    first = sinks(tell(0, ("DISASTER",), island, family="a", **given))
    second = sinks(tell(5, ("DISASTER",), island, family="b", **given))
    there = msgspec.structs.replace(second.report.hazards[0], place=town)
    report = msgspec.structs.replace(second.report, hazards=(*second.report.hazards, there), places=(island, town))
    at_town = sinks(tell(2, ("DISASTER",), town, family="c", **given))
    told = [first, at_town, msgspec.structs.replace(second, report=report)]
    alerts = Escalation(Params()).apply(told)
    assert alerts[0].place.name == "Baubau"


def sinks(story):
    """Call the disaster of a story a shipwreck."""
    hazards = tuple(msgspec.structs.replace(one, trigger=Trigger("sank", 0, 4)) for one in story.report.hazards)
    return msgspec.structs.replace(story, report=msgspec.structs.replace(story.report, hazards=hazards))
