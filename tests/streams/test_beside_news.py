"""What a report tells beside its own news: others' cases, tolls of a year, who was jailed in spring."""

from datetime import UTC, datetime

import pytest

from connectors.post import Post

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)


def read(tagger, text, title=None):
    return tagger.tag(Post(id="p", source="s", kind="newswire", title=title, text=text, published_at=AT))


@pytest.mark.parametrize(
    "aside",
    [
        "It comes two weeks after 11 miners were killed in Zonguldak.",
        "In a similar accident in India last week, 17 people died.",
        "The union says seven of its members have died at work this year.",
        "Last month 30 people were killed in the same valley.",
    ],
)
def test_deaths_elsewhere_are_past_where_the_news_has_none(tagger, aside):
    news = "An explosion at a plant in Konya injured five people on Friday. There were no deaths, the governor said."
    report = read(tagger, f"{news} {aside}")
    assert {one.polarity for one in report.mentions if one.type == "DEATH"} == {"negated", "past"}


def test_who_was_jailed_in_spring_makes_no_court_report_of_the_clashes_before(tagger):
    text = (
        "Police fired tear gas at protesters who threw stones in the Tunisian city of Sfax on Thursday and arrested 24 "
        "people, the interior ministry said. Six officers were injured. Two journalists were jailed in May for "
        "reporting on the strike."
    )
    report = read(tagger, text, "Clashes at protest in Sfax, 24 arrested")
    assert {"CLASH", "PROTEST", "ARREST", "INJURY"} <= {
        one.type for one in report.mentions if one.polarity == "asserted"
    }
    assert "past" in {one.polarity for one in report.mentions if one.trigger.text.endswith("jailed")}


@pytest.mark.parametrize(
    ("text", "aside"),
    [
        (
            "При пожаре в Омске в пятницу погибли пять человек.",
            "Четыре года назад при пожаре в Чите погибли 20 человек.",
        ),
        ("При пожаре в Омске в пятницу погибли пять человек.", "Две недели назад на шахте погибли 11 горняков."),
        ("У пожежі в Полтаві в п'ятницю загинули п'ятеро людей.", "Два тижні тому на шахті загинули 11 гірників."),
        ("W pożarze w Kielcach w piątek zginęło pięć osób.", "Dwa tygodnie temu w kopalni zginęło 11 górników."),
        ("Bei einem Brand in Kassel starben am Freitag fünf Menschen.", "2014 starben in einem Bergwerk 31 Menschen."),
        (
            "Bei einem Brand in Kassel starben am Freitag fünf Menschen.",
            "Vor zwei Wochen kamen 11 Bergleute ums Leben.",
        ),
        (
            "Cinco pessoas morreram num incêndio em Braga na sexta-feira.",
            "Na semana passada, um incêndio matou 17 pessoas.",
        ),
        ("Cinque persone sono morte venerdì in un incendio a Terni.", "Due settimane fa sono morti 11 minatori."),
        ("Konya'da cuma günü çıkan yangında beş kişi öldü.", "İki hafta önce madende 11 işçi ölmüştü."),
        ("قُتل خمسة أشخاص في حريق في أسيوط يوم الجمعة.", "وقبل أسبوعين قُتل 11 عاملا في منجم."),
        ("Ошто жума күнү өрттөн беш киши каза болду.", "Эки жума мурун шахтада 11 киши каза болгон."),
    ],
)
def test_what_was_weeks_ago_is_past(tagger, text, aside):
    polarities = [one.polarity for one in read(tagger, f"{text} {aside}").mentions if one.type == "DEATH"]
    assert polarities[0] == "asserted"
    assert polarities[-1] == "past"


def test_elided_words_of_italian_hide_no_event(tagger):
    told = {one.type for one in read(tagger, "Un'esplosione ha distrutto una casa a Terni, poi l'incendio.").mentions}
    assert {"EXPLOSION", "FIRE"} <= told


@pytest.mark.parametrize(
    ("news", "aside"),
    [
        (
            "Three people were killed and nine injured in a fire in Leeds, police said.",
            "According to official statistics, 3,500 people died in road accidents last year.",
        ),
        (
            "Adana'da meydana gelen kazada 3 kişi hayatını kaybetti.",
            "TÜİK verilerine göre geçen yıl trafik kazalarında 6 bin 351 kişi hayatını kaybetti.",
        ),
        (
            "قتل ثلاثة أشخاص في غارة على خان يونس.",
            "وبحسب إحصاءات رسمية، توفي 3500 شخص في حوادث السير خلال العام الماضي.",
        ),
        ("Rize'deki kazada iki işçi yaşamını yitirdi.", "Davada 7 sanık 15'er yıl hapis cezasına çarptırılmıştı."),
        (
            "أدى انفجار في درعا إلى مقتل أربعة أشخاص.",
            "وكانت محكمة في الجيزة قد قضت بسجن متهم لإدانته بقتل ثلاثة أشخاص.",
        ),
        ("Adana'daki kazada 3 kişi hayatını kaybetti.", "Valilik, patlama olduğu yönündeki iddiaları yalanladı."),
    ],
)
def test_a_year_s_dead_a_trial_and_a_rumour_of_something_else_leave_the_news_told(tagger, news, aside):
    first = next(one for one in read(tagger, f"{news} {aside}").mentions if one.type == "DEATH")
    assert first.polarity == "asserted"


@pytest.mark.parametrize(
    "text",
    [
        "Murders are on the rise in Leeds. According to official statistics, 300 people were killed last year.",
        "Twelve people were killed on Kent's roads in March. According to statistics that is 12% more than last year.",
    ],
)
def test_statistics_that_the_beginning_belongs_to_are_no_news(tagger, text):
    assert {one.polarity for one in read(tagger, text).mentions} == {"past"}


def test_what_goes_on_behind_a_memory_is_not_where_that_was(tagger):
    text = (
        "Bei einem Brand in Rostock starben zwei Menschen. Vor zwei Jahren waren in Hanau vier Menschen ums Leben "
        "gekommen. Verletzt wurde niemand."
    )
    assert read(tagger, text).mentions[-1].place.name == "Rostock"


def test_no_sign_of_arson_denies_no_fire(tagger):
    text = "Bei einem Brand in Kassel starben zwei Menschen. Hinweise auf eine Brandstiftung gibt es bislang nicht."
    assert read(tagger, text).mentions[0].polarity == "asserted"
