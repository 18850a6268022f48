"""Numbers in the digits and words of other scripts, as figures: 五人 and 5人, สามคน, 두 명, ١٢."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["in_figures", "with_plain_digits"]

_OTHER_DIGITS = re.compile("[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59]")
_HAN_VALUES = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "兩": 2}
_HAN_UNITS = {"十": 10, "百": 100, "千": 1_000}
_HAN_NUMBER = re.compile(
    "(?<![第数几十百千万一二三四五六七八九两])([一二三四五六七八九两兩十百千〇零]{1,7})(万?)(?=余?多?[人名位死伤傷辆輛岁歳層层栋棟点時时月日])"
)
_THAI = {"หนึ่ง": 1, "สอง": 2, "สาม": 3, "สี่": 4, "ห้า": 5, "หก": 6, "เจ็ด": 7, "แปด": 8, "เก้า": 9, "สิบ": 10}
_THAI_NUMBER = re.compile(f"({'|'.join(_THAI)})\\s?(?=คน|ราย|ศพ|นาย)")
_KOREAN = {"한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10}
_KOREAN_NUMBER = re.compile(f"(?<!\\S)({'|'.join(_KOREAN)})\\s?(?=명|사람)")
_LARGE = re.compile(r"(\d+(?:\.\d+)?)(万|萬|만)")


def with_plain_digits(text: str) -> str:
    """Return a text with the digits that all read."""
    return _OTHER_DIGITS.sub(lambda found: str(unicodedata.digit(found[0])), text)


def in_figures(text: str) -> str:
    """Return a text of Chinese, Japanese, Thai or Korean letters with figures before what is counted."""
    text = _HAN_NUMBER.sub(_han, text)
    text = _THAI_NUMBER.sub(lambda found: f"{_THAI[found[1]]} ", text)
    text = _KOREAN_NUMBER.sub(lambda found: str(_KOREAN[found[1]]), text)
    return _LARGE.sub(lambda found: f"{float(found[1]) * 10_000:.0f}", text)


def _han(found: re.Match[str]) -> str:
    total = digit = 0
    for sign in found[1]:
        if (unit := _HAN_UNITS.get(sign)) is not None:
            total, digit = total + (digit or 1) * unit, 0
        else:
            digit = _HAN_VALUES[sign] + (10 * digit if digit else 0)
    return str((total + digit) * (10_000 if found[2] else 1))
