"""Numbers that count who did it: ``[deux gendarmes] ont arrêté trois suspects``, ``[двое мужчин] убили таксиста``.

For languages other than English, where the doer stands before an active verb: one that takes whom it befell behind it.
Where the order is free the case tells (``[двое] убили``, but ``[двоих] убили``), or ``a`` before whom it was done to.
Limits: digits have no case in Russian, so ``15 человек задержали`` stays read as fifteen arrested; no Arabic, where
``killed`` and ``were killed`` are written alike.
"""

from __future__ import annotations

from streams.figures.groups import Figure, Line

__all__ = ["acts"]

_SLAVIC = (
    "убил застрелил расстрелял зарезал ранил избил задержал арестовал похитил сбил забил задушил казнил травмировал "
    "эвакуировал вбив вбила вбили поранив поранила поранили затримав затримала затримали заарештувал побив побили "
    "схопил пристрелил заколол забросал ограбил изнасиловал покалечил"
)
_SLAVIC_STEMS = tuple(_SLAVIC.split())
_NOMINATIVE_TEXT = """двое трое четверо пятеро шестеро семеро восьмеро два две три четыре двоє троє дві чотири
мужчина женщина девочка девушка убийца пенсионерка студентка школьница учительница медсестра бабушка дедушка чоловік"""
_NOMINATIVE = frozenset(_NOMINATIVE_TEXT.split())
_HAVE_TEXT = "ont a avait avaient aurait auraient ha hanno aveva avevano han había habían hubo"
_HAVE = frozenset(_HAVE_TEXT.split())
_DONE_TEXT = (
    "tué blessé arrêté interpellé abattu assassiné poignardé égorgé massacré évacué enlevé exécuté agressé "
    "capturé appréhendé renversé mutilé ucciso ferito arrestato accoltellato fermato sequestrato assassinato "
    "investito evacuato picchiato sgozzato catturato rapito matado herido detenido asesinado capturado arrestado "
    "apuñalado golpeado"
)
_DONE = frozenset(_DONE_TEXT.split())
_ACTIVE_TEXT = (
    "mató mataron matan mata asesinó asesinaron asesinan hirió hirieron hieren hiere detuvo detuvieron detienen "
    "detiene arrestó arrestaron arrestan capturó capturaron capturan ejecutó ejecutaron baleó balearon acribilló "
    "acribillaron apuñaló apuñalaron golpeó golpearon golpean abatió abatieron abaten lesionó lesionaron evacuó "
    "evacuaron secuestró secuestraron atropelló atropellaron degolló degollaron matou mataram matam feriu "
    "feriram prendeu prenderam deteve detiveram baleou balearam esfaqueou esfaquearam assassinou assassinaram "
    "executou executaram agrediu agrediram töteten tötete verletzten verletzte verhafteten verhaftete ermordeten "
    "ermordete überfielen entführten erschoss erschießt erstach ersticht tötet erschießen "
    "blessent tuent tue arrêtent arrête poignardent abattent uccidono uccide "
    "feriscono ferisce arrestano arresta accoltellano"
)
_ACTIVE = frozenset(_ACTIVE_TEXT.split())
_HOW_BADLY = frozenset(
    {"schwer", "leicht", "lebensgefährlich", "schwerst", "zum", "teil", "teils", "teilweise", "weitere"}
)
_TURKIC = ("өлтүрдү", "өлтүрүп", "өлтүргөн", "кармады", "кармап", "сабады", "сабап", "жарадар кыл", "бычактады")
_OBJECTS = (*(f"{first}{vowel}" for first in "ндт" for vowel in "ыиуү"), "сын", "син", "сун", "сүн", "рын", "рин")


def acts(line: Line, figure: Figure, at: int) -> bool:
    """Whether the role word at ``at``, behind a number, is a verb that says what those counted did."""
    words = line.words
    word = words[at]
    if word in _ACTIVE:
        if (
            word in ("verletzten", "verletzte")
            and (
                all(between in _HOW_BADLY for between in words[figure.end : at])  # ``31 [Verletzte]``
                or words[at - 1] in ("die", "der", "den", "und", ",")
                or words[at + 1 : at + 2] == ["sich"]
            )
        ):
            return False
        return words[figure.start - 1 : figure.start] != ["a"]
    if word in _DONE:
        return words[at - 1] in _HAVE or (words[at - 2] in _HAVE and words[at - 1] not in ("été", "sido"))
    if word.startswith(_SLAVIC_STEMS) and word.endswith(("л", "ла", "ли", "в")):
        return _nominative(words[figure.start], article=figure.article)
    if word.startswith(_TURKIC):
        taken = words[figure.end : figure.end + 1] and words[figure.end].endswith(_OBJECTS)
        return at > figure.end and not taken and not figure.article and "police" not in line.people[: figure.start]
    return False


def _nominative(word: str, *, article: bool) -> bool:
    if word in _NOMINATIVE:
        return True
    return article and not word.endswith(("а", "у", "ю", "я", "ого", "его"))
