"""The number that a toll has reached: ``the death toll rose to [87]``, ``число погибших выросло до [35]``."""

from __future__ import annotations

from collections.abc import Sequence

from streams.figures.bounds import EXCEEDS, NEARS
from streams.figures.groups import Figure

__all__ = ["TOLL", "reached", "toll_role"]

TOLL_REACH = 18  # tokens: ``the [toll in Friday night's derailment of an express near the town rose to] 31``
_NUMBER_OF_TEXT = "number count tally число количество número nombre numero zahl liczba кількість число عدد саны sayısı"
_NUMBER_OF = frozenset(_NUMBER_OF_TEXT.split())
_DEAD_TEXT = (
    "dead death deaths died killed fatalities injured wounded погибших жертв пострадавших раненых muertos fallecidos "
    "heridos víctimas morts blessés mortos feridos morti feriti toten verletzten todesopfer vítimas vittime óbitos "
    "fatality ofiar śmiertelnych zabitych rannych poszkodowanych загиблих жертв поранених постраждалих "
    "القتلي الضحايا الوفيات الشهداء الجرحي المصابين الاصابات"
)
_DEAD = frozenset(_DEAD_TEXT.split())
_PUSHED_TEXT = (
    "pushing pushed pushes taking took takes bringing brought went gone goes going moved climbed shot jumped crept"
)
_PUSHED = frozenset(_PUSHED_TEXT.split())
_GROWN = (
    ["rose"],
    ["risen"],
    ["climbed"],
    ["increased"],
    ["grew"],
    ["grown"],
    ["jumped"],
    ["mounted"],
    ["climb"],
    ["rise"],
)
_IN_PLURAL = frozenset({"deaths", "fatalities", "injuries"})
_VICTIMS_IN_PLURAL = _DEAD | {"mortes", "muertes", "décès", "decessi", "óbitos"}
_HURT_TEXT = (
    "injury injured wounded раненых пострадавших heridos blessés feridos feriti verletzten rannych "
    "поранених постраждалих الجرحي المصابين الاصابات"
)
_HURT = frozenset(_HURT_TEXT.split())
_OTHERS_TEXT = {
    "arrested": "задержанных арестованных затриманих заарештованих",
    "missing": "пропавших зниклих",
    "evacuated": "эвакуированных евакуйованих",
}
_OTHERS = {word: role for role, words in _OTHERS_TEXT.items() for word in words.split()}
"""Whose number may grow, too: ``число [задержанных] превысило 100``."""
_ROSE = (
    *("выросл", "возросл", "увеличил", "поднял", "достиг"),
    *("зрос", "зріс", "збільш", "піднял", "сягн", "wzros", "wzrós", "zwiększ"),
)
_AT_LEAST_TEXT = "как минимум по меньшей крайней мере щонайменше принаймні"
_AT_LEAST = frozenset(_AT_LEAST_TEXT.split())
"""Between the verb and the number that a toll grew to: ``выросло [как минимум] до 40``."""
_REVISED_TEXT = "raised revised rising updated corrected climbing growing increasing lowered reduced amended upped"
_REVISED = frozenset(_REVISED_TEXT.split())
REVISED_REACH = 5  # tokens: ``[revised the toll down to] 7``
_BECAME = frozenset({"стали", "стало", "стал", "padło", "padły"})
_VICTIMS = ("жертвами", "ofiarą", "ofiarami")
TOLL = frozenset({"toll", "tally", "bilan", "saldo", "cifra", "bilancio", "balanço", "bilans", "bilanz", "حصيلة"})
_REACHES_TEXT = """to at is was now reached reaches hits hit : stands rises climbs rose risen climbed jumped increased
grew grown soared up à a الى الي выросло
вырос увеличилось возросло возросла повысилось поднялось subió sube aumentó pasó
creció passé passe monté превысило превысил превысила превышает достигло достигла составило составляет supera superó
rebasa rebasó dépasse dépassé alcanzó alcanza asciende atteint
auf stieg steigt stiegen erhöhte gestiegen sale salito salita salgono passa passata subiu sobe aumentou chega chegou
para wzrosła wzrósł wzrosło зросла зросло зріс
сягнула сягнуло сягнули досягла досягло перевищила перевищило становить склала склало составила"""
_REACHES = frozenset(_REACHES_TEXT.split()) | EXCEEDS | NEARS

_THEY_GROW_TEXT = (
    "suben subieron aumentan ascienden augmentent montent grimpent salgono aumentano crescono sobem aumentam"
)
_THEY_GROW = frozenset(_THEY_GROW_TEXT.split())
"""Of the dead themselves, not of their toll: ``los muertos por el incendio [suben a] 12``."""
NOW_REACH = 3  # tokens
_OF_THEM = frozenset({"их", "їх", "ich"})
_NOW = frozenset({"теперь", "сейчас", "уже", "тепер", "вже", "teraz", "już"})
_FROM = frozenset({"von", "من", "z", "ze", "с", "со", "з", "із"})
_FROM_TO = 4  # tokens of ``von drei auf fünf``
_LIES = frozenset({"liegt", "lag", "liege", "nun", "jetzt", "inzwischen", "mittlerweile"})
"""Before ``bei`` and a toll."""
_MARKS = frozenset({",", ".", ";", ":"})
_REACHED = frozenset({"بلغ", "بلغت", "وصل", "وصلت", "ارتفع", "ارتفعت", "تجاوز", "تجاوزت", "ناهز", "ناهزت"})
_TOTALS = frozenset({"عدد", "حصيلة", "اجمالي"})
_COUNTED_TEXT = "شخصا شخص اشخاص قتيلا قتيل قتلي شهيدا شهداء ضحية ضحايا جريحا جرحي مصابا مصابين وفاة مواطنا مدنيا ،"
_COUNTED = frozenset(_COUNTED_TEXT.split())


def toll_role(words: Sequence[str], figure: Figure) -> str | None:  # noqa: PLR0911  one return per way to tell it
    """``the death toll from the storm rose to 87``."""
    if not figure.start or words[figure.start - 1] in _OF_THEM:
        return _now(words[: figure.start])
    before = words[max(0, figure.start - REVISED_REACH) : figure.start]
    revised = before[-1] == "to" and not _REVISED.isdisjoint(before)
    if revised and not _DEAD.isdisjoint(words[: figure.start]):
        return "killed" if _HURT.isdisjoint(words[max(0, figure.start - TOLL_REACH) : figure.start]) else "injured"
    if words[figure.start - 1] in _BECAME and any(word.startswith(_VICTIMS) for word in words[: figure.start]):
        return "killed"  # ``жертвами взрыва стали [23] человека``
    if _up_to(words, figure) or _deaths_rose(words, figure):
        figure.low, figure.approximate = figure.high, False
        return "killed" if _HURT.isdisjoint(words[max(0, figure.start - TOLL_REACH) : figure.start]) else "injured"
    rose = next((word for word in reversed(before) if word not in _AT_LEAST), "")
    risen = words[figure.start] in ("до", "do", "з", "z", "із", "с") and rose.startswith(_ROSE)
    opened = _opened(words, figure)
    stands = (words[figure.start] in _FROM and figure.end - figure.start >= _FROM_TO) or (
        words[figure.start - 1] == "bei" and not _LIES.isdisjoint(words[max(0, figure.start - 3) : figure.start - 1])
    )
    if not risen and not opened and not stands and words[figure.start - 1] not in _REACHES:
        return None
    before = words[max(0, figure.start - TOLL_REACH) : figure.start]
    if not opened and (
        TOLL.isdisjoint(before)
        and not _they_grow(before)
        and (_NUMBER_OF.isdisjoint(before) or _DEAD.isdisjoint(before))
    ):
        other = next((_OTHERS[word] for word in before if word in _OTHERS), None)
        if other is None or _NUMBER_OF.isdisjoint(before):
            return None
        if risen and figure.low is None:
            figure.low, figure.approximate = figure.high, False
        return other
    if risen and figure.low is None:
        figure.low, figure.approximate = figure.high, False  # else ``до`` is an upper bound
    return "killed" if _HURT.isdisjoint(before) else "injured"


def reached(words: Sequence[str], found: Sequence[Figure]) -> None:
    """Take the bound from numbers that a toll has come to, whichever word gave them their role."""
    for figure in found:
        if figure.role in ("killed", "injured") and _up_to(words, figure):
            figure.low, figure.approximate = figure.high, False


def _up_to(words: Sequence[str], figure: Figure) -> bool:
    """Whether what looks like an upper bound is what a toll came to: ``pushing the death toll [up to six]``."""
    if words[figure.start] != "up" or words[figure.start + 1 : figure.start + 2] != ["to"]:
        return False
    before = words[max(0, figure.start - TOLL_REACH) : figure.start]
    if words[figure.end : figure.end + 1] in (["dead"], ["deaths"], ["injured"]):
        return not _PUSHED.isdisjoint(before[-2:])
    counts = not TOLL.isdisjoint(before) or not (_NUMBER_OF.isdisjoint(before) or _DEAD.isdisjoint(before))
    return counts and not _PUSHED.isdisjoint(before[-REVISED_REACH - 1 :])


def _deaths_rose(words: Sequence[str], figure: Figure) -> bool:
    """Whether deaths themselves grew to a number: ``Deaths from the blast [rose to] six``."""
    before = words[max(0, figure.start - TOLL_REACH) : figure.start]
    return before[-1:] == ["to"] and before[-2:-1] in _GROWN and not _IN_PLURAL.isdisjoint(before)


def _opened(words: Sequence[str], figure: Figure) -> bool:
    """Whether an Arabic toll's verb opens its clause: ``بلغ عدد القتلى جراء الزلزال [35] شخصا``."""
    if words[figure.end : figure.end + 1] == [] or words[figure.end] not in _COUNTED:
        return False
    before = words[max(0, figure.start - TOLL_REACH) : figure.start]
    if _REACHED.isdisjoint(word.removeprefix("و") for word in before):
        return False
    opens = next((at for at, word in enumerate(before) if word.removeprefix("و") in _REACHED), 0)
    if not _MARKS.isdisjoint(before[opens:]) or "،" in before[opens:]:
        return False
    number = before[opens + 1 : opens + 2]
    return bool(number) and number[0] in _TOTALS and not _DEAD.isdisjoint(before[opens + 2 : opens + 4])


def _now(before: Sequence[str]) -> str | None:
    """What those told before are who are now so many: ``о двух погибших, теперь [их]``."""
    dead = next((word for word in reversed(before) if word in _DEAD), None)
    if dead is None or _NOW.isdisjoint(before[-NOW_REACH:]):
        return None
    return "injured" if dead in _HURT else "killed"


def _they_grow(before: Sequence[str]) -> bool:
    """Whether the dead or the injured themselves are who grow to a number."""
    if len(before) < 3 or before[-2] not in _THEY_GROW:
        return False
    clause = before[max((at for at, word in enumerate(before) if word in _MARKS), default=-1) + 1 :]
    return not _VICTIMS_IN_PLURAL.isdisjoint(clause)
