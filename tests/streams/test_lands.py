"""Countries, regions and towns of several words in the cases of many languages, each in one plain sentence."""

from pathlib import Path

import pytest

TABLE = Path(__file__).parents[1] / "data" / "tagging" / "lands.tsv"
ROWS = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines() if not line.startswith("#")]
SENTENCES = {
    "ru": "В {} произошел взрыв, погибли три человека.",
    "uk": "У {} стався вибух, загинули троє людей.",
    "pl": "W {} doszło do wybuchu, zginęły trzy osoby.",
    "sr": "U {} je došlo do eksplozije, poginule su tri osobe.",
    "tr": "{} meydana gelen patlamada üç kişi öldü.",
    "ky": "{} жарылуу болуп, үч адам каза болду.",
    "de": "Bei einer Explosion in {} sind drei Menschen ums Leben gekommen.",
    "es": "Una explosión en {} dejó tres muertos.",
    "fr": "Une explosion {} a fait trois morts.",
    "it": "Un'esplosione {} ha causato tre morti.",
    "pt": "Uma explosão {} deixou três mortos.",
    "ar": "قتل ثلاثة أشخاص في انفجار في {}.",
}


@pytest.mark.parametrize(("language", "written", "place"), ROWS, ids=[f"{row[0]}-{row[1]}" for row in ROWS])
def test_a_land_is_known_in_every_case(tag, language, written, place):
    report = tag(SENTENCES[language].format(written), lang=language)
    assert {f"{mention.place.name}|{mention.place.country}" for mention in report.mentions if mention.place} == {place}
