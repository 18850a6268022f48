"""Arabic news as agencies write it: drones, tear gas, demands, tolls that grow, who says so, background."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from connectors.post import Post

AT = datetime(2026, 11, 20, 14, tzinfo=UTC)


@pytest.fixture
def report(tagger):
    def read(text, title=None):
        post = Post(id="made:1", source="made", kind="newswire", title=title, text=text, published_at=AT)
        return tagger.tag(post)

    return read


def happened(report):
    return {mention.type for mention in report.mentions if mention.polarity == "asserted"}


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("استهدفت طائرة مسيرة شاحنة قرب مدينة صور", {"EXPLOSION"}),
        ("مسيرة معادية تستهدف دراجة نارية في صور ومقتل سائقها", {"EXPLOSION", "DEATH"}),
        ("سقوط دانات على سوق في أم درمان وإصابة ثلاثة", {"EXPLOSION", "INJURY"}),
        ("فرقت الشرطة المتظاهرين بقنابل الغاز في بغداد", {"FORCE", "PROTEST"}),
        ("أطلق الحراس أعيرة نارية لإبعاد المحتجين عن الوزارة", {"FORCE", "PROTEST"}),
        ("خرج مئات المعلمين في مسيرة حاشدة بتونس للمطالبة بالإفراج عن زملائهم الموقوفين", {"PROTEST"}),
        ("نشب حريق في مستودع بالجيزة ودفعت الحماية المدنية بسيارات إسعاف تحسبا لوقوع إصابات", {"FIRE"}),
        ("أضرب عمال المناجم في قفصة وتوقف الإنتاج", {"PROTEST"}),
        ("أحبطت قوات الأمن هجوما انتحاريا في بغداد واعتقلت منفذه", {"ARREST"}),
        ("بثت قناة المسيرة صور حريق في صنعاء", {"FIRE"}),
        ("مقتل خمسة في غارة على المدينة. المجد للشهداء والشفاء العاجل للجرحى وعودة سالمة", {"DEATH", "EXPLOSION"}),
    ],
)
def test_what_is_told_as_happened(report, text, types):
    assert happened(report(text)) == types


def test_a_demonstrator_is_no_name(report):
    assert "PROTEST" not in happened(report("اعتقلت القوات معتصم فارس وشقيقه من منزلهما في جنين"))


def test_what_comes_tomorrow_in_a_clause_of_its_own_is_not_what_happened_today(report):
    text = "أوقف الأمن سبعة شبان في الناصرية، وأن الجامعة قررت تعليق الدوام غدا الاثنين"
    assert "ARREST" in happened(report(text))


@pytest.mark.parametrize(
    ("text", "role", "low"),
    [
        ("شهدت تونس مسيرة شارك فيها آلاف العمال", "crowd", 2000),
        ("ارتفع عدد المصابين من 7 أشخاص إلى 31 شخصا بعد تفريق تظاهرة في البصرة", "injured", 31),
        ("ارتفاع عدد القتلى في انفجار البصرة إلى 14", "killed", 14),
        ("طعن رجل جاره في الموصل وتمكنت الشرطة من اعتقاله", "arrested", 1),
        ("وقالت الشرطة إن أحد حراس البنك أصيب بجروح", "injured", 1),
        ("مقتل كادرين في هجوم على عيادة بالفاشر", "killed", 2),
    ],
)
def test_figures(report, text, role, low):
    assert {count.min for mention in report(text).mentions for count in mention.counts if count.role == role} == {low}


def test_nobody_counts_a_crowd_that_is_none(report):
    found = report("ونفى الناطق أن يكون أي من المحتجين مسلحا خلال اقتحام الوزارة")
    assert not [count for mention in found.mentions for count in mention.counts if count.role == "crowd"]


@pytest.mark.parametrize(
    ("text", "name", "class_"),
    [
        ("أعلنت اللجنة المركزية لنقابة الأطباء مقتل ممرض في قصف", "اللجنة المركزية لنقابة الأطباء", "party"),
        ("أفاد به المرصد اليمني للحقوق عن مقتل طفلين", "المرصد اليمني للحقوق", "party"),
        ("وذكرت مصادر محلية أن ثلاثة أشخاص قتلوا في القصف", "مصادر محلية", "eyewitness"),
        ("وأفاد ناشطون بأن خمسة مدنيين قتلوا في القصف", "ناشطون", "eyewitness"),
        ("وقال متحدث باسم رابطة السائقين إن اثنين أصيبا", "متحدث باسم رابطة السائقين", "party"),
        ("وقالت الشرطة للصحفيين إن ثلاثة قتلوا", "الشرطة", "official"),
        ("وأظهرت المعاينة بحسب التحريات اندلاع حريق في شقة", "التحريات", "official"),
    ],
)
def test_who_says_so(report, text, name, class_):
    source = next(mention.source for mention in report(text).mentions if mention.source)
    assert (source.name, source.class_) == (name, class_)


def test_a_report_that_reached_the_police_is_no_statement(report):
    found = report("تلقت النجدة بلاغا من الأهالي يفيد باندلاع حريق في شقة")
    assert all(mention.source is None for mention in found.mentions)


LEAD = "قتل شخصان صباح اليوم الأحد في انفجار بمدينة حلب. "


@pytest.mark.parametrize(
    "text",
    [
        "وكانت وزارة الصحة أعلنت أمس السبت مقتل أربعة في حريق بمصنع.",
        "واندلع حريق مماثل أودى بحياة ستين شخصا الشهر الماضي.",
        "ويأتي ذلك بعد أيام من حريق في السوق.",
        "وسبق أن اندلع حريق في المكان نفسه.",
        "يشار إلى أن حريقا مماثلا اندلع هناك وقتل فيه ستة.",
        "وفي وقت سابق اندلع حريق في المدينة وقتل فيه ثلاثة.",
        "وأسفر حريق هناك عن مقتل أكثر من 90 شخصا في أغسطس 2020.",
    ],
)
def test_background_is_past(report, text):
    fires = [mention.polarity for mention in report(LEAD + text).mentions if mention.type == "FIRE"]
    assert fires
    assert set(fires) == {"past"}


def test_whose_report_a_text_is_stands_at_its_end(tagger):
    text = "Bursa'da bir fabrikada çıkan yangında üç işçi yaralandı.\nKaynak: DHA"
    post = Post(id="made:1", source="made", kind="newswire", text=text, published_at=AT)
    assert {mention.source.class_ for mention in tagger.tag(post).mentions} == {"media"}


def test_turkish_initials_are_no_state(tagger):
    text = "Bursa'da çıkan kavgada M.K. ve S.Ç. tabancayla vurularak yaralandı."
    post = Post(id="made:1", source="made", kind="newswire", text=text, published_at=AT)
    assert {place.country for place in tagger.tag(post).places} == {"TR"}
