"""Private people who speak in Russian and Ukrainian news: by age and name, by a patronymic, as kin of the victims.

Offices are told by their titles; whoever is called ``52-летняя Нина``, ``Айгуль К.``, ``Нина Степановна`` or ``дядя
погибшего`` was there or knew those who were, and is an eyewitness. Who is suspected of it is none. Behind ``according
to`` stand the same words in the genitive. Limits: a name and surname without anything else may be an official's who was
introduced before, and is nobody.
"""

from __future__ import annotations

from collections.abc import Sequence

from streams.report import SpeakerClass
from streams.text import Sentence
from streams.words.lexicon import Lexicon

__all__ = ["AGED", "Private"]

AGED = ("летн", "річн")
"""Behind the number and the dash of an age."""
_WHO_TEXT = "летний летняя летние річний річна річні"
_WHO = frozenset(_WHO_TEXT.split())
_WHOSE_TEXT = "летнего летней летних річного річної річних"
_WHOSE = frozenset(_WHOSE_TEXT.split())
"""The same behind ``according to``."""
_CITED_TEXT = "словам словами слов слів свидетельству рассказам версии свідченнями розповіддю розповідями"
_CITED = frozenset(_CITED_TEXT.split())
_FATHERS = ("ович", "евич", "ьич", "овна", "евна", "ична", "инична", "йович", "івна", "ївна", "овны", "евны", "ичны")
_FATHERS_CITED = ("овича", "евича", "овны", "евны", "ичны", "івни", "ївни", "йовича")
_VICTIMS = (
    "погиб", "скончавш", "умерш", "убит", "ранен", "пострада", "жертв", "пропавш", "утонувш", "сгоревш", "травмир",
    "загибл", "постражд", "поранен", "зникл", "потерпіл", "померл", "вбит",
)  # fmt: skip
_SUSPECTS = ("подозреваем", "задержан", "обвиняем", "арестован", "фигурант", "підозрюв", "затриман", "обвинувач")
_AGE = 3  # tokens of an age: ``52 - летняя``
_NAMES = 2  # a name and a patronymic, or a name and an initial


class Private:
    """Reads the noun phrases of one language as private people; other languages than those two have none."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._known = lexicon.language in ("ru", "uk")
        self._relatives = tuple(lexicon.words("attribution", "relatives"))

    def aged(self, words: Sequence[str], start: int, end: int) -> int:
        """Where a phrase goes on behind the age that it opens with; ``start`` where none does."""
        if not self._known or end - start <= _AGE or not words[start].isdecimal() or words[start + 1] != "-":
            return start
        cited = start > 0 and words[start - 1] in _CITED
        return start + _AGE if words[start + 2] in (_WHOSE if cited else _WHO) else start

    def speaks(self, sentence: Sentence, text: str, start: int, end: int) -> bool:
        """Whether a phrase without a class is somebody's who is named as no official is."""
        words = sentence.words[start:end]
        if not self._known or not words or any(word.startswith(_SUSPECTS) for word in words):
            return False
        if self.related(words):
            return True
        capitals = [text[sentence.starts[at]].isupper() for at in range(start, end)]
        if len(words) != _NAMES or not all(capitals):
            return False
        cited = start > 0 and sentence.words[start - 1] in _CITED
        initial = len(words[1]) == 1 and sentence.words[end : end + 1] == ["."]
        return initial or words[1].endswith(_FATHERS_CITED if cited else _FATHERS)

    def unsuspected(self, words: Sequence[str]) -> SpeakerClass | None:
        """The class of who is told by his age and otherwise has none: an eyewitness, unless he is suspected."""
        return None if any(word.startswith(_SUSPECTS) for word in words) else "eyewitness"

    def related(self, words: Sequence[str]) -> bool:
        """Whether words name the kin of victims: ``[дядя] одного из [погибших]``."""
        return words[0] in self._relatives and any(word.startswith(_VICTIMS) for word in words[1:])
