"""How Russian and Kyrgyz news cite, count and deny."""

from datetime import UTC, datetime

import pytest

from connectors.post import Post


@pytest.fixture
def read(tagger):
    def read(text):
        at = datetime(2022, 10, 11, 9, tzinfo=UTC)
        return tagger.tag(Post(id="a", source="wire", kind="newswire", text=text, published_at=at)).mentions

    return read


def voices(mentions):
    return {(one.source.name, one.source.class_) for one in mentions if one.source}


def counts(mentions, role):
    return {(c.min, c.max) for one in mentions for c in one.counts if c.role == role}


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("В Самаре горит склад, сообщает «Волжский вестник».", "Волжский вестник", "media"),
        ("Пожар в Самаре, по данным «Вестника», потушен.", "Вестника", "media"),
        ("«Ранены трое», — говорится в сообщении полиции Самары.", "полиции Самары", "official"),
        ("«Мы видели, как горит склад», — рассказала корреспонденту ТАСС жительница Самары Анна.", None, "eyewitness"),
        ("О пожаре в Самаре ТАСС рассказал глава района Петр Ильин.", "глава района Петр Ильин", "official"),
        ("Мэр сообщил в телеграм-канале о взрыве в Самаре.", "Мэр", "official"),
        ("В 21:15 мэр сообщил о взрыве на заводе.", "мэр", "official"),
        ("Мэр подтверждает взрыв в Самаре.", "Мэр", "official"),
        ("По предварительным данным МЧС, на пожаре погибли двое.", "МЧС", "official"),
        ("Согласно сообщению прокуратуры, задержаны трое.", "прокуратуры", "official"),
        ("Өрттөн эки киши каза болду. Бул тууралуу Азаттыкка аким Асан Токтоев айтып берди.", None, "official"),
        ("«Эки киши жарадар», — деди айыл тургуну Асан.", "айыл тургуну Асан", "eyewitness"),
    ],
)
def test_a_speaker_is_told_from_who_hears_him_and_where_he_writes(read, text, name, kind):
    found = voices(read(text))
    assert {class_ for _, class_ in found} == {kind}
    assert name is None or name in {named for named, _ in found}


@pytest.mark.parametrize(
    ("text", "role", "told"),
    [
        ("В парке №2 забастовали водители.", "crowd", set()),
        ("В городе прошли два митинга.", "crowd", set()),
        ("На площади стоят 15 автозаков, омон задержал трех человек.", "arrested", {(3, 3)}),
        ("Полиция задержала жителя Самары, подозреваемого в поджоге.", "arrested", {(1, 1)}),
        ("Все они ранены, рассказал врач.", "injured", set()),
        ("Горняк, упавший в шахту под Самарой, погиб.", "killed", {(1, 1)}),
        ("После пожара в шахте 86 горняков поднялись на поверхность.", "evacuated", {(86, 86)}),
        ("Четверо протестующих доставлены в управление полиции.", "arrested", {(4, 4)}),
    ],
)
def test_things_and_speakers_are_no_people_of_an_event(read, text, role, told):
    assert counts(read(text), role) == told


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Враг атаковал город ударными беспилотниками.", {"EXPLOSION"}),
        ("Ночью дроны атаковали порт.", {"EXPLOSION"}),
        ("Возбуждено дело о покушении на убийство.", set()),
        ("Информация о пострадавших уточняется.", set()),
        ("О пострадавших не сообщается.", set()),
        ("Толпу облили из пожарного шланга.", set()),
        ("Участники незаконной акции перекрыли мост.", {"PROTEST"}),
        ("Осколком девушке рассекло ногу.", {"INJURY"}),
        ("Душман түнү менен шаарга сокку урду.", {"EXPLOSION"}),
        ("Жаралуу үч киши: тез жардам аларды алып кетти.", {"INJURY"}),
    ],
)
def test_words_of_news_tell_what_happened(read, text, kinds):
    assert {one.type for one in read(text) if one.polarity == "asserted"} == kinds


def test_what_is_not_reported_is_no_figure_of_zero(read):
    (one,) = read("О пострадавших не сообщается.")
    assert (one.polarity, one.hedged, one.counts) == ("negated", True, ())
