"""Names of months, of seasons and words for a year, in the lexicons' languages, beside the numbers of dates."""

from __future__ import annotations

__all__ = ["MONTH_NAMES", "SEASONS", "YEAR_BEHIND"]

_MONTHS_TEXT = (
    "january february march april may june july august september october november december jan feb mar apr jun jul "
    "aug sep sept oct nov dec января февраля марта апреля мая июня июля августа сентября октября ноября декабря "
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre janvier février mars "
    "avril mai juin juillet août septembre octobre novembre décembre januar februar märz mai juni juli oktober "
    "dezember janeiro fevereiro março maio junho julho setembro outubro novembro dezembro gennaio febbraio marzo "
    "aprile maggio giugno luglio settembre ottobre dicembre januari februari maart mei augustus stycznia lutego "
    "marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia січня лютого березня квітня "
    "травня червня липня серпня вересня жовтня листопада грудня јануара фебруара маја јуна јула октобра новембра "
    "децембра januara februara maja juna jula avgusta septembra oktobra novembra decembra ocak şubat nisan mayıs "
    "haziran temmuz ağustos eylül ekim kasım aralık"
)
MONTH_NAMES = frozenset(_MONTHS_TEXT.split())
"""Folded, in the case in which a day or a year stands beside them."""
_SEASONS_TEXT = (
    "spring summer autumn winter frühjahr frühling sommer herbst winter frühsommer spätsommer spätherbst primavera "
    "verano otoño invierno printemps été automne hiver outono verão inverno estate autunno inverno wiosną latem "
    "jesienią zimą wiosny lata jesieni zimy весной летом осенью зимой весны лета осени зимы весну осень зиму "
    "навесні влітку восени взимку навесну осені ilkbaharında baharında yazında sonbaharında güzünde kışında жазында "
    "жайында күзүндө кышында خريف صيف شتاء ربيع"
)
SEASONS = frozenset(_SEASONS_TEXT.split())
"""Folded, beside a year: ``[осенью] 1919 года``, ``im [Herbst] 1923``, ``1923 [sonbaharında]``."""
_BEHIND_TEXT = "года году г р r року roku године годину godine yılında م ع"
YEAR_BEHIND = frozenset(_BEHIND_TEXT.split())
"""Behind the number of a year: ``1916 [года]``, ``1975 [r].``."""
