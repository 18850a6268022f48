"""Russian, Ukrainian, Polish and Kyrgyz: what is set in an earlier time, single persons, ages, what is no news."""

from datetime import UTC, datetime

import pytest

from connectors.post import Post

NOON = datetime(2024, 5, 14, 12, tzinfo=UTC)


@pytest.fixture
def read(tagger):
    def tag(text, lang, title=None):
        return tagger.tag(
            Post(id="p", source="s", kind="newswire", title=title, text=text, published_at=NOON, lang=lang)
        )

    return tag


def counted(report, role):
    return {
        (count.min, count.max)
        for one in (*report.mentions, *report.hazards)
        if one.polarity in ("asserted", "negated")
        for count in one.counts
        if count.role == role and count.of is None
    }


@pytest.mark.parametrize(
    ("lang", "news", "behind"),
    [
        ("uk", "У Луцьку внаслідок пожежі загинули двоє людей.", "Торік у цьому районі загинули дев'ятеро людей."),
        ("uk", "У Луцьку внаслідок пожежі загинули двоє людей.", "У січні тут загинули дев'ятеро людей."),
        ("uk", "У Луцьку внаслідок пожежі загинули двоє людей.", "З початку року у вогні загинули 300 людей."),
        ("pl", "W pożarze w Kielcach zginęły dwie osoby.", "W lutym ub. r. zginęło tam dziewięć osób."),
        ("pl", "W pożarze w Kielcach zginęły dwie osoby.", "W styczniu zginęło tam dziewięć osób."),
        ("pl", "W pożarze w Kielcach zginęły dwie osoby.", "Przypomnijmy, przed świętami zginęło tam 9 osób."),
        ("ru", "При пожаре в Туле погибли два человека.", "В январе здесь погибли девять человек."),
        ("ru", "При пожаре в Туле погибли два человека.", "Прошлой осенью здесь погибли девять человек."),
        ("ky", "Ошто өрттөн эки киши каза болду.", "Былтыр январда ушул жерде тогуз киши каза болгон."),
        (
            "ky",
            "Ошто өрттөн эки киши каза болду.",
            "Расмий маалыматта, 2022-жылы өрт көбөйүп, андан 90 киши каза болгон.",
        ),
    ],
)
def test_other_times_are_told_beside_the_news(read, lang, news, behind):
    assert counted(read(f"{news} {behind}", lang), "killed") == {(2, 2)}


@pytest.mark.parametrize(
    ("lang", "text", "role"),
    [
        ("uk", "У Сумах вибухнув газ, чоловік отримав опіки.", "injured"),
        ("uk", "У Києві поліція затримала підозрюваного після бійки.", "arrested"),
        ("pl", "Po pożarze w Kielcach 52-latek trafił do szpitala.", "injured"),
        ("pl", "W Kielcach policjanci zatrzymali napastnika.", "arrested"),
        ("ru", "В Туле взорвался газ, хозяйка квартиры получила ожоги.", "injured"),
    ],
)
def test_a_single_person_counts_one(read, lang, text, role):
    assert (1, 1) in counted(read(text, lang), role)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("uk", "Поліція Києва затримала двох чоловіків 44 та 60 років."),
        ("ky", "Ошто милиция тогуз жана он жаштагы балдарды сабаган эки кишини кармады."),
        ("ky", "Ошто 25 миң доллар пара алган эки киши кармалды."),
    ],
)
def test_ages_and_sums_of_money_count_nobody(read, lang, text):
    assert counted(read(text, lang), "arrested") <= {(2, 2)}


@pytest.mark.parametrize(
    ("lang", "title", "text"),
    [
        ("uk", "Найгучніші пожежі року", "У березні згорів склад у Сумах, загинули двоє людей."),
        ("uk", "Родина відбудовує дім після обстрілу", "Будинок згорів від влучання, господаря тоді поранило."),
        ("pl", "Najtragiczniejsze pożary roku", "Zginęło w nich kilkanaście osób, najwięcej w Kielcach."),
        ("pl", "Nauczyciele zapowiadają strajk", "Strajk szkolny ruszy w marcu, zapowiedziano też manifestację."),
        ("ru", "Громкие преступления года", "Погибли восемь человек, стрельба и взрывы потрясли город."),
        ("ru", "Полицейские провели беседу со школьниками", "Им рассказали о драках, поджогах и убийствах."),
        ("ky", "Окуучуларга дарс", "«Мыйзам» темасында дарс өттү, мушташ жана адам өлтүрүү тууралуу айтылды."),
        ("ky", "Өрттөнгөн үй калыбына келтирилди", "Ошто өрттөнүп кеткен үй ээсине тапшырылды."),
    ],
)
def test_what_is_no_news_asserts_nothing(read, lang, title, text):
    assert not [one.type for one in read(text, lang, title).mentions if one.polarity == "asserted"]
