"""Copies, twins and next versions in scripts without capitals: Chinese, Japanese, Thai, Korean, Hindi."""

from datetime import UTC, datetime, timedelta

import pytest

from connectors.post import Post
from streams.dedupe.anchor import COUNT, SITE, as_number
from streams.dedupe.duplicates import Duplicates, Params
from streams.dedupe.numerals import ROLES
from streams.dedupe.signature import sign
from streams.dedupe.words import cleaned, read_words
from streams.report import Report, Tagged

START = datetime(2026, 4, 14, 6, tzinfo=UTC)
ZH = "安徽省芜湖市一家纸箱厂周二上午起火，造成三人死亡、十一人受伤，火势尚未得到控制。"
JA = "4日未明、青森県弘前市の住宅から火が出て、2人が死亡、1人がけがをしました。"
KO = "전북 군산시의 한 목재공장에서 불이 나 4명이 다치고 1명이 연락이 끊겼다고 소방당국이 월요일 밝혔다."
TH = "เกิดเหตุไฟไหม้โกดังกระดาษในจังหวัดตรัง มีผู้บาดเจ็บ 5 คน เสียชีวิต 2 คน เจ้าหน้าที่ยังคุมเพลิงไม่ได้"
HI = "मेरठ में बुधवार को एक वैन ट्रक से टकरा गई, जिसमें तीन लोगों की मौत हो गई और 12 घायल हो गए, पुलिस ने बताया।"


def tagged(number: int, text: str, lang: str, hours: float = 0.0) -> Tagged:
    post = Post(
        id=f"p{number}", source="s.example", kind="social", author=f"a{number}", text=text,
        published_at=START + timedelta(hours=hours),
    )  # fmt: skip
    return Tagged(post, Report(post.id, lang, True, (), ()))


def verdict_of(first: str, later: str, lang: str, hours: float = 1.0) -> str:
    index = Duplicates(Params(max_bytes=1 << 20))
    index.judge(tagged(1, first, lang))
    return index.judge(tagged(2, later, lang, hours)).verdict


@pytest.mark.parametrize(
    ("lang", "text", "old", "new"),
    [
        ("zh", ZH, "芜湖市", "安庆市"),
        ("zh", ZH, "芜湖市一家纸箱厂周二", "安庆市一家玩具厂周四"),
        ("ja", JA, "青森県弘前市", "岩手県宮古市"),
        ("ja", JA, "4日", "6日"),
        ("ko", KO, "전북 군산시", "경북 영천시"),
        ("ko", KO, "목재공장", "인쇄소"),
        ("ko", KO, "월요일", "목요일"),
        ("th", TH, "จังหวัดตรัง", "จังหวัดแพร่"),
        ("hi", HI, "मेरठ", "बरेली"),
        ("hi", HI, "बुधवार", "रविवार"),
        ("hi", HI, "ट्रक", "टैंकर"),
    ],
)
def test_the_same_words_of_another_place_day_or_thing_are_another_incident(lang, text, old, new):
    assert old in text
    assert verdict_of(text, text.replace(old, new), lang) == "new"


@pytest.mark.parametrize(
    ("lang", "text", "later"),
    [
        ("zh", ZH, ZH.replace("三人死亡", "七人死亡")),
        ("zh", ZH, "芜湖纸箱厂火灾死亡人数升至六人。"),
        ("zh", ZH, "芜湖纸箱厂火灾：企业负责人被刑拘。"),
        ("ja", JA, "弘前市の住宅火災、死者は3人に。"),
        ("ja", JA, "弘前市の住宅火災は約5時間後に消し止められました。"),
        ("ko", KO, "군산 목재공장 화재 사망자 2명으로 늘어"),
        ("ko", KO, "경찰, 군산 목재공장 화재 관련 업체 대표 체포"),
        ("th", TH, "ยอดผู้เสียชีวิตไฟไหม้โกดังกระดาษตรังเพิ่มเป็น 4 คน"),
        ("hi", HI, "मेरठ वैन हादसा: ट्रक चालक गिरफ्तार।"),
        ("hi", HI, "मेरठ वैन हादसे में मरने वालों की संख्या बढ़कर पांच हुई।"),
    ],
)
def test_what_became_of_it_is_an_update(lang, text, later):
    assert verdict_of(text, later, lang, 3.0) == "update"


@pytest.mark.parametrize(
    ("lang", "text", "later"),
    [
        ("zh", ZH, ZH.replace("三人", "3人").replace("十一人", "11人")),
        ("zh", ZH, "安徽芜湖纸箱厂起火致3死11伤 火势尚未得到控制"),
        ("zh", ZH, "周二上午，安徽省芜湖市一家纸箱厂起火，三人死亡、十一人受伤，火势尚未控制。"),
        ("ko", KO, "전북 군산시 목재공장 화재…4명 부상·1명 연락 두절"),
        ("th", TH, TH.replace("5", "๕").replace("2", "๒")),
        ("hi", HI, HI.replace("तीन", "3").replace("12", "१२")),
    ],
)
def test_the_same_in_other_words_or_digits_is_a_copy(lang, text, later):
    assert verdict_of(text, later, lang) == "duplicate"


@pytest.mark.parametrize(
    ("lang", "text", "later"),
    [
        ("zh", ZH, "芜湖市一辆公交车与货车相撞，五人受伤。"),
        ("ja", JA, "弘前市で乗用車とバスが衝突し、男性1人が重傷です。"),
        ("ko", KO, "군산에서 시내버스가 가로수를 들이받아 승객 6명이 다쳤다."),
        ("th", TH, "รถทัวร์พลิกคว่ำที่จังหวัดตรัง บาดเจ็บ 12 คน"),
        ("hi", HI, "मेरठ में एक अस्पताल में आग लगने से मरीजों को निकाला गया।"),
        ("zh", ZH, "Fire at a paper mill in 芜湖 is out"),
    ],
)
def test_another_incident_of_the_town_is_its_own(lang, text, later):
    assert verdict_of(text, later, lang, 3.0) == "new"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("十二人受伤", "12人受伤"), ("两名工人", "2名工人"), ("三千五百人", "3500人"), ("3万人", "30000人"),
        ("第三人民医院", "第三人民医院"), ("数十人", "数十人"), ("一家工厂", "一家工厂"), ("두 명이", "2명이"),
    ],
)  # fmt: skip
def test_numbers_before_what_is_counted_are_read_as_figures(text, read):
    assert read_words(cleaned(text)).low == read_words(cleaned(read)).low


@pytest.mark.parametrize(
    ("lang", "text", "counts"),
    [
        ("zh", ZH, {"killed": 3, "injured": 11}),
        ("zh", "矿难致死亡5人，受伤12人", {"killed": 5, "injured": 12}),
        ("zh", "纸箱厂起火致3死11伤", {"killed": 3, "injured": 11}),
        ("ja", JA, {"killed": 2, "injured": 1}),
        ("ko", "어선이 뒤집혀 선원 6명 가운데 2명이 숨지고 1명이 실종됐다.", {"killed": 2, "missing": 1}),
        ("th", TH, {"killed": 2, "injured": 5}),
        ("ja", "34歳の無職の男を逮捕した。", {}),
    ],
)
def test_figures_of_people_belong_to_the_word_that_says_what_became_of_them(lang, text, counts):
    anchors = sign(tagged(1, text, lang), 0).anchors
    found = {one[2]: as_number(one[1]) for one in anchors if one[0] == COUNT}
    assert found == {ROLES[role]: value for role, value in counts.items()}


@pytest.mark.parametrize(
    ("lang", "text", "sites"),
    [
        ("zh", "安庆市人民路附近发生爆炸", 2), ("zh", "城市道路和农村铁路", 0), ("ja", "広島県呉市で火事", 1),
        ("ko", "전북 군산시에서 화재", 1), ("th", "ไฟไหม้ที่ตรัง", 1),
    ],
)  # fmt: skip
def test_what_stands_before_the_sign_of_a_place_is_its_name(lang, text, sites):
    anchors = sign(tagged(1, text, lang), 0).anchors
    assert len({one[1] for one in anchors if one[0] == SITE}) == sites
