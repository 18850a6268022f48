"""Whether a sentence asks if an event is so: ``is the factory burning?``, ``40 dead in the metro??``.

What is asked is unsure, also where no word says so. Not asked is what a question takes for granted: what stands behind
a word of asking (``[why] did police shoot``, ``who was arrested``) or is known (``did they find out about [the]
fire``), and what somebody felt or heard (``anyone else [heard] an explosion?`` is a witness). Limits: a rhetorical
question counts as one.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["asks"]

_MARKS = frozenset({"?", "\u061f"})
_CLOSING = frozenset({"?", "\u061f", "!", '"', "”", "»", "'", ")", "…", "."})
_CLOSED = 4  # tokens at the end of a sentence that are marks: ``?!!"``
_ASKING_TEXT = """
who whom whose what when where why which how pourquoi qui où quand comment combien quoi qué quién quiénes dónde
cuándo cómo cuántos cuántas cuánto quem onde quando como quantos quantas porque chi dove come quanti quante
perché cosa warum wieso weshalb wer wo wann wie wieviele was почему зачем кто где когда сколько как кому куда
откуда neden niye niçin kim nerede nasıl kaç لماذا لما اين متي كيف كم эмне эмнеге ким качан кайда канча хто де
коли чому скільки
"""
_ASKING = frozenset(_ASKING_TEXT.split())
_KNOWN = frozenset({"the", "this", "that", "these", "those", "el", "la", "los", "las", "le", "les"})
_SENSING_TEXT = """
feel felt hear heard see saw smell notice noticed sentir sintió sintieron sentiu oyó oyeron escuchó escucharon
ouviu ouviram sentito avete entendu senti слышал слышали слышит почувствовал почувствовали чувствуете gehört
gespürt hissetti hissettiniz duydunuz duyan hisseden
"""
_SENSING = frozenset(_SENSING_TEXT.split())
_SENSED = frozenset({"EXPLOSION", "FIRE", "CLASH", "FORCE", "HAZARD"})


def asks(words: Sequence[str], start: int, end: int, types: Sequence[str]) -> bool:
    """Whether the sentence asks if an event of some types, with its trigger at tokens ``start`` to ``end``, is so."""
    if _MARKS.isdisjoint(words[-_CLOSED:]) or any(word not in _CLOSING for word in _behind_mark(words)):
        return False
    before = words[:start]
    known = not _KNOWN.isdisjoint(words[max(0, start - 2) : start]) and not words[end - 1].endswith("ing")
    if known or not _ASKING.isdisjoint(before):
        return False  # but ``is [the factory burning]?``
    return _SENSING.isdisjoint(before) or _SENSED.isdisjoint(types)


def _behind_mark(words: Sequence[str]) -> Sequence[str]:
    """Return the tokens from the first question mark at the end on."""
    first = next(at for at in range(max(0, len(words) - _CLOSED), len(words)) if words[at] in _MARKS)
    return words[first:]
