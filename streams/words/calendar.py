"""Names of months and words for a year, in the languages of the lexicons, as they stand beside the numbers of dates."""

from __future__ import annotations

__all__ = ["MONTH_NAMES", "YEAR_BEHIND"]

_MONTHS_TEXT = (
    "january february march april may june july august september october november december jan feb mar apr jun "
    "jul aug sep sept oct nov dec января февраля марта апреля мая июня июля августа сентября октября ноября "
    "декабря enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre janvier "
    "février mars avril mai juin juillet août septembre octobre novembre décembre januar februar märz mai juni juli "
    "oktober dezember "
    "janeiro fevereiro março maio junho julho setembro outubro dezembro gennaio febbraio marzo aprile maggio giugno "
    "luglio settembre ottobre dicembre januari februari maart mei augustus stycznia lutego marca kwietnia maja czerwca "
    "lipca sierpnia września października listopada grudnia січня лютого березня квітня травня червня липня серпня "
    "вересня жовтня листопада грудня јануара фебруара маја јуна јула октобра новембра децембра januara februara maja "
    "juna jula avgusta septembra oktobra novembra decembra ocak şubat nisan mayıs haziran temmuz ağustos eylül ekim "
    "kasım aralık"
)
MONTH_NAMES = frozenset(_MONTHS_TEXT.split())
"""Folded, in the case in which a day or a year stands beside them."""
_BEHIND_TEXT = "года году г р r року roku године годину godine yılında م ع"
YEAR_BEHIND = frozenset(_BEHIND_TEXT.split())
"""Behind the number of a year: ``1916 [года]``, ``1975 [r].``."""
