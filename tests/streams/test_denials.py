"""Plain sentences in many languages: what is said to have happened, what not, and what is only asked."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.post import Post

SENTENCES = Path(__file__).parents[1] / "data" / "tagging" / "denials.tsv"
LINES = [line.split("\t") for line in SENTENCES.read_text("utf-8").splitlines() if not line.startswith("#")]
AT = datetime(2024, 5, 14, 12, tzinfo=UTC)


def told(tagger, text, kind):
    post = Post(id="denial", source="test", kind="newswire", text=text, published_at=AT)
    return [mention for mention in tagger.tag(post).mentions if mention.type == kind]


@pytest.mark.parametrize(("label", "text"), LINES)
def test_what_did_not_happen_is_denied_and_what_did_is_not(tagger, label, text):
    kind, sign = label.split()
    polarities = {mention.polarity for mention in told(tagger, text, kind)}
    assert polarities
    assert ("negated" in polarities) == (sign == "-")
    assert bool(polarities & {"asserted", "past"}) == (sign == "+")


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("FIRE", "Is the biscuit factory burning?"),
        ("DEATH", "40 dead in the metro??"),
        ("ARREST", "So they arrested the whole committee?!"),
        ("DEATH", "¿Hay muertos en el derrumbe?"),
        ("EXPLOSION", "Взрыв на заводе?"),
        ("ARREST", "هل اعتقلوا إمام المسجد؟"),
        ("DEATH", "did u hear 40 dead in the metro"),
        ("DEATH", "Somebody on the tram told me two people were killed"),
        ("PROTEST", "Il paraît qu'il y a une manifestation devant la mairie"),
        ("FIRE", "Limanda yangın çıkmış diyorlar"),
        ("CLASH", "Кажется, на рынке опять драка"),
        ("DEATH", "There's talk that two people died in the crush at the gate"),
        ("EXPLOSION", "Was that an explosion in Basra just now?"),
        ("ARREST", "Sources claim the ex-minister has been arrested, no confirmation"),
        ("CLASH", "Some are saying there are clashes in the old town"),
        ("FORCE", "Protesters allege that police beat them inside the van"),
        ("DEATH", "One dead after hotel fire: reports"),
        ("PROTEST", "Подейкують, що під посольством знову мітинг"),
        ("DEATH", "Duas pessoas teriam morrido no desabamento"),
        ("FIRE", "Pare ci sia un incendio al porto, qualcuno conferma?"),
    ],
)
def test_what_is_asked_or_hearsay_is_hedged(tagger, kind, text):
    mentions = told(tagger, text, kind)
    assert mentions
    assert all(mention.hedged for mention in mentions)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("FORCE", "Why did police fire tear gas at the crowd?"),
        ("ARREST", "Who was arrested last night?"),
        ("FIRE", "Did they ever find out who lit the fire at the mill?"),
        ("EXPLOSION", "Anyone else in Leeds hear an explosion?"),
        ("DEATH", "Two people were killed in the crash. Did you know them?"),
    ],
)
def test_what_a_question_takes_for_granted_is_not_hedged(tagger, kind, text):
    mentions = told(tagger, text, kind)
    assert mentions
    assert not any(mention.hedged for mention in mentions)
