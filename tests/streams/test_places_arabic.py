"""Places as Arabic texts name them: small towns by their kind, names that are words, names read from Latin letters."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from connectors.post import Post
from streams.geo.romanised import arabic

AT = datetime(2026, 11, 20, 14, tzinfo=UTC)


def places(tagger, text):
    post = Post(id="made:1", source="made", kind="newswire", text=text, published_at=AT)
    return {(place.name, place.country) for place in tagger.tag(post).places}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("أصيب مزارعان بانفجار لغم في مديرية حيس صباح الأحد", ("Ḩays", "YE")),
        ("قتل ثلاثة مدنيين بقصف مدفعي على بلدة سرمين", ("Sarmīn", "SY")),
        ("حريق كبير في مصنع بمدينة الحوامدية والدفاع المدني في المكان", ("Al Ḩawāmidīyah", "EG")),
        ("قصف يستهدف سيارة في النبطية", ("Nabatieh", "LB")),
        ("سقوط قذائف على أم درمان", ("Omdurman", "SD")),
        ("احتجاجات واسعة في مدينة الباحة", ("Al Bahah", "SA")),
    ],
)
def test_a_town_is_known_by_the_word_for_its_kind(tagger, text, place):
    assert place in places(tagger, text)


@pytest.mark.parametrize(
    "text",
    [
        "وقالت النقابة في بيان إن خمسة عمال أصيبوا في الحريق",
        "اعتصم المحتجون في الباحة وأصيب اثنان منهم",
        "خرج الأهالي من السوق بعد انفجار أسفر عن قتيلين",
        "أصيب طفلان بانفجار من الأحد إلى الاثنين",
    ],
)
def test_a_word_is_no_town(tagger, text):
    assert not places(tagger, text)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Al Ḩawāmidīyah", "الحوامدية"),
        ("Dārat ‘Izzah", "دارة عزة"),
        ("Qaşr Bin Ghashīr", "قصر بن غشير"),
        ("Casablanca", ""),
        ("Ra’s al ‘Ayn", ""),
    ],
)
def test_an_arabic_name_is_read_from_its_romanisation(name, written):
    assert arabic(name) == written
