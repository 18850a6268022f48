"""What a text is where it is no news of an event, and what that makes of the events that it tells of."""

from datetime import UTC, datetime

import pytest

from connectors.post import Post
from streams.explain import explain
from streams.tagging import Tagger
from streams.words.lexicon import check

AT = datetime(2024, 5, 14, 12, tzinfo=UTC)


def post(text, title=None, kind="newswire"):
    return Post(id="a", source="wire", kind=kind, title=title, text=text, published_at=AT)


def told(tagger, *args, **more):
    """Types that a text tells of as happened now."""
    return {one.type for one in tagger.tag(post(*args, **more)).mentions if one.polarity == "asserted"}


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Two given life for market bombing",
            (
                "Two brothers were sentenced to life in prison for planting the device that went off in a bazaar. "
                "The blast killed nine traders and wounded 30, prosecutors said."
            ),
        ),
        (
            "Murders down by a tenth",
            (
                "Homicides fell by ten percent in the first half of the year, the ministry said. In all 214 were "
                "shot dead and police made 1,100 arrests."
            ),
        ),
        (
            "Film review: The Last Siege",
            (
                "A thriller set in a bank, starring nobody in particular. Gunmen storm the lobby, a bomb explodes and "
                "three guards are killed before the first half hour is over."
            ),
        ),
        (
            "Fire drill at the town library",
            (
                "Crews practised on Monday how to clear the building. Smoke filled the stairs, four injured were "
                "carried out and the blaze was put out within minutes."
            ),
        ),
        (
            "Ten years since the dam burst",
            "Families marked the tenth anniversary of the flood in silence. The water killed 41 people in one night.",
        ),
        (
            "Nurses to go on strike next month",
            "Nurses will march through the capital on 3 June, their union said. Marchers will hand over a petition.",
        ),
        (
            "Fact check: no one was shot at the stadium",
            (
                "A message shared on WhatsApp says that police killed five fans. The club says nothing of the kind "
                "happened."
            ),
        ),
        (
            "Explainer: how the feud began",
            "The two families have fought over the well for decades. Gunmen killed six herders and burned two houses.",
        ),
        (
            "Суд вынес приговор по делу о поджоге склада",
            "Двое мужчин получили по девять лет колонии. В огне погибли три сторожа, еще двое получили ожоги.",
        ),
        (
            "Число убийств снизилось",
            "По сравнению с прошлым годом убийств стало меньше. Всего убиты 112 человек, задержаны 90 подозреваемых.",
        ),
        (
            "В школе прошли учения спасателей",
            "По легенде, загорелся кабинет химии. Из огня вынесли троих пострадавших.",
        ),
        (
            "Condenado a veinte años por el atraco del mercado",
            "El tribunal condenó al acusado a veinte años de prisión. Dos guardias murieron y otro resultó herido.",
        ),
        (
            "Simulacro en el hospital comarcal",
            "Los bomberos ensayaron la evacuación. El incendio dejó cuatro heridos y un muerto.",
        ),
        (
            "Perpétuité pour l'incendiaire du foyer",
            "La cour d'assises a rendu son verdict. Sept résidents avaient péri et quatre ont été blessés.",
        ),
        (
            "Les homicides en baisse",
            "Les statistiques du ministère montrent un recul. Au total, 81 personnes ont été tuées.",
        ),
        (
            "السجن المؤبد لمنفذ تفجير السوق",
            "قضت المحكمة بالسجن المؤبد على المتهم. وأدى الانفجار إلى مقتل ستة أشخاص وإصابة عشرة.",
        ),
        (
            "Соттун өкүмү чыкты",
            "Айыпталуучу он жылга эркинен ажыратылды. Окуяда үч киши каза болуп, экөө жараат алган.",
        ),
    ],
)
def test_a_text_that_is_no_news_tells_of_nothing_now(tagger, title, text):
    assert told(tagger, text, title) == set()


def test_how_the_events_of_each_genre_are_told(tagger):
    def polarity(kind, *args):
        return {one.polarity for one in tagger.tag(post(*args)).mentions if one.type == kind}

    review = "A thriller directed by a newcomer. Four guards are shot dead and the vault burns."
    assert polarity("DEATH", review, "Film review: Vault") == {"figurative"}
    checked = (
        "The post says that a mob killed two guards. Nothing happened. The photo is of a stampede that killed nine."
    )
    assert polarity("DEATH", checked, "Fact check: no one died at the gate") == {"negated"}
    source = (
        "The post says that a mob killed two guards at the gate. Both of the guards are well and at work, says their "
        "union. In the old picture protesters march."
    )
    assert polarity("PROTEST", source, "Fact check: no one died at the gate") == {"past"}
    drill = "Pupils left the school in a fire drill. The fire was out in minutes. Two injured were carried out."
    report = tagger.tag(post(drill, "Fire drill at the school"))
    assert {one.polarity for one in report.mentions} <= {"planned", "figurative"}
    assert not report.relevant


def test_what_happens_now_beside_a_trial_stays(tagger):
    title = "Ex-mayor jailed for ten years"
    court = "A court sentenced the former mayor to ten years in prison for the killing of a rival."
    assert told(tagger, f"{court} He spoke for an hour. Protesters threw stones outside the court.", title) >= {
        "PROTEST"
    }
    assert told(tagger, f"{court} He spoke for an hour. On Sunday three policemen were shot dead.", title) >= {"DEATH"}
    assert "DEATH" not in told(tagger, f"{court} He spoke for an hour. In 2019 three policemen were shot dead.", title)


def test_a_verdict_may_be_the_occasion_of_news(tagger):
    text = "Four people were killed in riots after a court sentenced the former mayor to ten years in prison."
    assert told(tagger, f"{text} Shops were looted.", "Four dead in riots after verdict") >= {"DEATH"}


def test_who_was_convicted_before_may_be_in_the_news_now(tagger):
    text = "Gunmen shot dead a trader on Monday. Police said the man, who had pleaded guilty, had owed them money."
    assert "DEATH" in told(tagger, text)


def test_who_is_held_for_a_trial_to_come_is_news(tagger):
    text = "A court jailed two foremen pending trial on Friday over the blast that killed six and injured 31."
    assert told(tagger, text, "Court jails foremen after plant blast kills six") >= {"EXPLOSION", "DEATH", "INJURY"}


def test_the_acquitted_are_freed_now(tagger):
    text = "The editor was acquitted of treason and freed from prison. She said she was tired and went home."
    assert "FREED" in told(tagger, text, "Editor acquitted, freed")


def test_who_marches_on_an_anniversary_marches_now(tagger):
    text = (
        "Thousands marched through the port to mark the tenth anniversary of the ferry disaster. Police fired tear "
        "gas on Sunday. The sinking killed 120."
    )
    assert told(tagger, text, "Thousands mark ferry anniversary") == {"PROTEST", "FORCE"}


def test_a_protest_under_way_is_not_the_one_announced(tagger):
    text = "Teachers marched through the capital on Monday and will strike on Friday, their union said."
    assert told(tagger, f"{text} The march ended at the ministry.") == {"PROTEST"}
    text = "Drivers will strike on Friday, the union said. Police arrested six drivers at a sit-in."
    assert told(tagger, f"{text} The sit-in had blocked a bridge.") >= {"PROTEST", "ARREST"}


def test_a_rise_of_a_toll_is_no_statistics(tagger):
    text = "The number of people killed in the factory fire rose to 19 on Tuesday. Two more workers died in hospital."
    assert told(tagger, text, "Death toll in factory fire rises to 19") >= {"DEATH"}


def test_a_drill_that_is_asked_for_is_none(tagger):
    assert "FIRE" in told(tagger, "A fire drill? No: the laundry is on fire and two people are hurt.", kind="social")


def test_weak_cues_tell_a_genre_in_number(tagger):
    text = (
        "The author takes her time. The first chapter is slow, the plot thin, and no character is likeable. Then a "
        "bomb explodes in the market and kills the hero's father."
    )
    assert told(tagger, text, "A novel of few words") == set()
    news = "A bomb exploded at the market on Sunday and killed two. Among the hurt is the author of a novel."
    assert told(tagger, news) >= {"EXPLOSION", "DEATH"}


def test_what_decided_is_explained(tagger):
    text = "A court sentenced two men to nine years in prison. They had killed a guard."
    assert "court (" in explain(tagger, post(text, "Two jailed")).plain


def test_a_desk_tells_a_genre_of_its_own(tmp_path, tagger):
    path = tmp_path / "desk.toml"
    path.write_text('language = "en"\n[review]\nstrong = ["radio play"]\n', "utf-8")
    assert check(path) == []
    text = "Our radio play tonight. Gunmen killed two guards at the bank and fled."
    assert told(tagger, text) >= {"DEATH"}
    assert told(Tagger.load(extra=[path]), text) == set()
    path.write_text('language = "en"\n[review]\nsure = ["radio play"]\n[court]\nstrong = ["~3 court"]\n', "utf-8")
    assert {error.field for error in check(path)} == {"review.sure", "court.strong[0]"}
