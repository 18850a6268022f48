"""Arabic nouns for one person, and for two by the dual: ``جندي``, ``جنديان``; and where the name of a speaker ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

__all__ = ["duals", "name_end", "singulars"]

_BROKEN_TEXT = """جندي شرطي ضابط طفل رجل شاب شخص طالب سائق راكب عامل قتيل جريح شهيد عنصر شقيق طبيب سجين اسير رضيع قاض
صياد سائح بحار تلميذ زوج امراة سيدة طفلة شابة طالبة فتاة ابن اخ اخت بنت رهينة ضحية جثة مريض نزيل تاجر وزير نائب زعيم
كادر حارس زميل صديق راع طيار فني خباز نجار حداد غواص عداء متزلج مصور حفيد نقيب عقيد عميد"""
_BROKEN = frozenset(_BROKEN_TEXT.split())
"""Whose plural is none by its ending, so that ``-ين`` makes two of them: ``جنديين``, but ``مدنيين`` may be many."""
_SOUND_TEXT = """مدني صحفي صحافي متظاهر محتج مواطن مسلح مسعف معلم مراهق مزارع حارس متسلق مهاجر لاجئ معتقل مسافر مدرس
ناشط محام مسؤول موظف قيادي فلسطيني اسرائيلي لبناني سوري عراقي مصري يمني مشتبه متهم مهندس ممرض"""
_SOUND = frozenset(_SOUND_TEXT.split())
_KIN = frozenset({"والد", "ولد", "طفل", "شقيق", "ابن", "ابنت", "طفلت", "شقيقت", "نجل", "حفيد", "رضيع"})
_THEIR = ("ه", "ها", "هما", "هم")
"""Written onto a dual, which loses its ``ن``: ``[والديهما]``, their two parents."""
_WORKERS = "عاملين"
_RELATED = frozenset(
    [
        "طفل",
        "ابن",
        "ابنت",
        "زوج",
        "زوجت",
        "شقيق",
        "شقيقت",
        "والد",
        "والدت",
        "رضيع",
        "طفلت",
        "حفيد",
        "حفيدت",
        "نجل",
        "نجلت",
        "ام",
        "ابي",
    ]
)
"""With ``and`` before it and whose behind it, one more person: ``مقتل امرأة [وطفلها]``."""
_ONE_OF = frozenset({"احد", "احدي", "واحد", "واحدي"})
"""``[أحد] الحراس``; with the article it is a Sunday."""
_BEFORE = ("", "و", "ل", "ب", "ال", "وال")
_TITLES = frozenset({"مصدر", "مسؤول", "متحدث", "ناطق", "مصادر", "ضابط", "عضو", "قائد", "قيادي", "مسؤولون"})
_LINKS = frozenset({"باسم", "في"})
_OWNERS_TEXT = "لنقابة لاتحاد لحزب لوزارة لشرطة لجماعة لحركة لجمعية لقوات لحقوق لكتائب لحماية لرابطة لشؤون لمكافحة"
_OWNERS = frozenset(_OWNERS_TEXT.split())
"""Of whom, behind an adjective: ``اللجنة التمهيدية [لنقابة] الأطباء``."""
_HEARERS = frozenset({"للصحفيين", "للصحافيين", "للجزيرة", "للاناضول", "للاعلام", "للتلفزيون", "للاذاعة", "للصحافة"})
"""To whom, and no part of the name."""
_BEHIND = frozenset({"بان", "بانه", "بانها", "ان", "انه", "انها", "عن", "الي", "علي", "من", "بعد", "خلال"})
_TOLD_TEXT = """القبض اعتقال توقيف مقتل مصرع وفاة اصابة ضبط العثور سقوط ارتفاع فتح احباط تفكيك استشهاد انتشال اجلاء
اندلاع انفجار وقوع تسجيل"""
_BEHIND |= frozenset(_TOLD_TEXT.split())
"""Behind a name, and no part of it: ``نقل [الجرحى] إلى المستشفى``."""
_REACH = 6  # tokens of a speaker's name


def duals() -> dict[str, float]:
    """Return the duals of nouns for a person, as the number two."""
    found = {f"{before}{form}": 2.0 for before in _BEFORE for form in _pairs()}
    found |= {
        f"{before}{noun}{case}{their}": 2.0
        for before in ("", "و")
        for noun in _KIN
        for case in "اي"
        for their in _THEIR
    }
    for before in ("ال", "وال"):
        del found[f"{before}{_WORKERS}"]  # all of them
    return found


def _pairs() -> Iterable[str]:
    for noun in _BROKEN | _SOUND:
        stem = f"{noun[:-1]}ت" if noun.endswith("ة") else f"{noun}ي" if noun in ("قاض", "راع") else noun
        if len(stem) < 3:
            continue
        yield f"{stem}ان"
        if noun in _BROKEN:
            yield f"{stem}ين"


def singulars(known: frozenset[str]) -> frozenset[str]:
    """Return words for one person with more nouns, and with what Arabic writes onto them."""
    nouns = known | _BROKEN | _SOUND
    nouns |= {f"{noun}ا" for noun in nouns if not noun.endswith(("ة", "ا"))}  # the object: ``شابا``
    written = {f"{before}{noun}" for before in _BEFORE if before for noun in nouns if len(noun) > 2}
    written |= {f"{parent}{their}" for parent in ("والد", "والدت") for their in _THEIR}
    written |= {f"و{noun}{their}" for noun in _RELATED for their in ("ه", "ها")}
    return nouns | written | _ONE_OF


def name_end(words: Sequence[str], start: int, stop: int) -> int:
    """Return where the name of a speaker ends that stands behind his verb.

    A noun without the article takes what it is of; what has it goes on only with an adjective: ``وزارة الصحة | وقوع``.
    """
    at = start + 1
    while at < stop and at - start < _REACH:
        word, before = words[at], words[at - 1]
        if word in _BEHIND:
            break
        owned = word in _OWNERS or (word.startswith("لل") and word not in _HEARERS)
        linked = before in _OWNERS or (owned and before.startswith("ال"))
        linked = linked or before in _LINKS or word == "باسم" or (word == "في" and before in _TITLES)
        if not (word.startswith("ال") or linked or (at == start + 1 and not before.startswith("ال"))):
            break
        at += 1
    return min(at, stop)
