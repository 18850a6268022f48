"""Negation, plans, anniversaries and hedging have scope."""

import pytest


@pytest.fixture
def read(tag):
    def polarity(text, kind):
        found = [m for m in tag(text).mentions if m.type == kind and m.polarity != "figurative"]
        assert found, tag(text).mentions
        return found[0].polarity, found[0].hedged

    return polarity


@pytest.mark.parametrize(
    ("text", "kind", "polarity"),
    [
        ("No one was killed.", "DEATH", "negated"),
        ("Police denied that anyone had been killed.", "DEATH", "negated"),
        ("The ministry denied claims spread on social networks that people had been killed.", "DEATH", "negated"),
        ("There were no deaths or injuries.", "INJURY", "negated"),
        ("There were no deaths in the fire.", "FIRE", "asserted"),
        ("Nobody died in the explosion.", "EXPLOSION", "asserted"),
        ("No deaths were reported, but ten people were injured.", "INJURY", "asserted"),
        ("Not only homes but a school burned down.", "FIRE", "asserted"),
        ("The collapse claimed no lives.", "DEATH", "negated"),
        ("The planned protest was called off.", "PROTEST", "negated"),
        ("Organisers cancelled the protest because of rain.", "PROTEST", "negated"),
        ("The summit was cancelled after an explosion at the station.", "EXPLOSION", "asserted"),
        ("The search was called off after the gunman was killed.", "DEATH", "asserted"),
        ("The blast broke windows but injured no one.", "INJURY", "negated"),
        ("Soldiers refused to open fire on the crowd.", "FORCE", "negated"),
        ("Parties that failed to win seats clashed with police.", "CLASH", "asserted"),
        ("No police were present at the protest.", "PROTEST", "asserted"),
        ("A man who had no helmet was killed.", "DEATH", "asserted"),
        ("The protest was not authorised, but 2,000 people came.", "PROTEST", "asserted"),
        ("There was no violence, and people went home.", "CLASH", "negated"),
        ("In 1755 a fire ruined much of Lisbon.", "FIRE", "past"),
        ("If a fire breaks out, use the stairs.", "FIRE", "planned"),
        ("Жертв и пострадавших нет, сообщили в МЧС.", "DEATH", "negated"),
        ("No fewer than ten people were killed.", "DEATH", "asserted"),
        ("Protesters did not clash with police.", "PROTEST", "asserted"),
        ("Reports of clashes are false.", "CLASH", "negated"),
        ("Unions plan to march on parliament tomorrow.", "PROTEST", "planned"),
        ("Officials fear that clashes could erupt.", "CLASH", "planned"),
        ("Ten people may have died.", "DEATH", "asserted"),
        ("On May 13 fourteen people were arrested.", "ARREST", "asserted"),
        ("Several were said to be in a serious condition after the attack.", "INJURY", "asserted"),
        ("Ten years after the nightclub fire relatives laid flowers.", "FIRE", "past"),
        ("The country has seen presidents ousted by street protests, in 2005 and in 2010.", "PROTEST", "past"),
        ("7 years ago the old church burned in Paris", "FIRE", "past"),
        ("Ten years ago today, a fire killed 30 people in the club.", "DEATH", "past"),
        ("A man who moved here five years ago was killed in a fire.", "DEATH", "asserted"),
        ("Никто не пострадал.", "INJURY", "negated"),
        ("Завтра пройдет митинг.", "PROTEST", "planned"),
        ("В годовщину взрыва несли цветы.", "EXPLOSION", "past"),
        ("Эч ким каза болгон жок.", "DEATH", "negated"),
        ("Эртең митинг өтөт.", "PROTEST", "planned"),
        ("No hubo muertos.", "DEATH", "negated"),
        ("Mañana habrá una huelga.", "PROTEST", "planned"),
        ("Aucun blessé n'est à déplorer.", "INJURY", "negated"),
        ("Les deux otages ont été libérés.", "FREED", "asserted"),
        ("Les syndicats appellent à la grève lundi prochain.", "PROTEST", "planned"),
        ("لم تسجل أي وفيات.", "DEATH", "negated"),
    ],
)
def test_polarity_has_scope(read, text, kind, polarity):
    assert read(text, kind)[0] == polarity


@pytest.mark.parametrize(
    ("text", "kind", "hedged"),
    [
        ("Ten people were reportedly injured.", "INJURY", True),
        ("Ten people were injured.", "INJURY", False),
        ("Parts of the building appeared to be on fire.", "FIRE", True),
        ("Someone was killed at the gates. Unverified!", "DEATH", True),
        ("В чатах говорят про троих погибших. Не проверено.", "DEATH", True),
        ("Presuntamente hay dos muertos en el cuartel.", "DEATH", True),
    ],
)
def test_hedging_is_told(read, text, kind, hedged):
    assert read(text, kind)[1] is hedged
