"""Speakers in plain sentences of news: who is named, and that a day or a channel is no part of him."""

from datetime import UTC, datetime

import pytest

from connectors.post import Post


@pytest.mark.parametrize(
    ("text", "name", "class_"),
    [
        ("Kyrgyzstan's Ministry of Health on Monday said 120 people were injured", "Ministry of Health", "official"),
        ("The interior ministry late on Sunday said two policemen were killed", "interior ministry", "official"),
        ("The rebel group M23 claimed it had captured the town after clashes", "rebel group M23", "party"),
        (
            '"They just started shooting," said Maria, 34, who lives nearby. Six people were wounded.',
            "Maria",
            "eyewitness",
        ),
        (
            "The governor of Odesa region, Oleh Kiper, wrote on Telegram that three people were injured",
            "governor of Odesa region",
            "official",
        ),
        ("The opposition claimed three protesters had been killed, which police denied.", "opposition", "party"),
        ("Residents told the BBC that soldiers opened fire on the crowd", "Residents", "eyewitness"),
        ("A hospital source told AFP that seven bodies had been received", "hospital source", "official"),
    ],
)
def test_the_speaker_is_who_knows(tag, text, name, class_):
    source = tag(text).mentions[0].source
    assert (source.name.removeprefix("Kyrgyzstan's "), source.class_) == (name, class_)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Kadamtali fire: death toll now 6", None),
        ("Hospital Fire: 9 dead in Baghdad", None),
        ("Police shooting: 2 dead in Dallas", None),
        ("Army base blast: 12 dead in Kabul", None),
        ("Minister's convoy ambush: 4 dead in Mogadishu", None),
        ("Emergency: 12 dead in Kerala", None),
        ("Death toll from the Osh factory fire stands at six, the fire service said.", "fire service"),
        ("Cal Fire: two dead in Paradise", "Cal Fire"),
        ("Austin police and fire: 3 hurt in blast", "Austin police and fire"),
        ("Emergency services: 4 dead in Tula", "Emergency services"),
    ],
)
def test_what_befell_an_official_body_is_no_speaker(tag, text, name):
    sources = {mention.source and mention.source.name for mention in tag(text).mentions}
    assert sources == {name}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Hamas-run health ministry says 70 killed in Gaza strikes", "EXPLOSION"),
        ("Three civilians were killed in an overnight strike on Kharkiv", "EXPLOSION"),
        ("Two killed as police break up miners' strike", "PROTEST"),
        ("Rail workers began a strike over pay", "PROTEST"),
    ],
)
def test_a_strike_is_one_of_weapons_or_of_workers(tag, text, kind):
    assert kind in {mention.type for mention in tag(text).mentions}
    other = {"EXPLOSION", "PROTEST"} - {kind}
    assert not other & {mention.type for mention in tag(text).mentions}


@pytest.mark.parametrize(
    ("text", "name", "class_"),
    [
        ("Ukraine says 52 people were killed in Kramatorsk", "Ukraine", "official"),
        ("At least 12 people were injured, say Turkish officials", "Turkish officials", "official"),
        (
            "Police deny anyone was killed in Sunday's protest in Colombo and say 9 officers were hurt",
            "Police",
            "official",
        ),
        ("Киев заявил, что при ударе по Харькову убиты два человека", "Киев", "official"),
        ("Ucrania dice que un ataque dejó 8 muertos en Járkov", "Ucrania", "official"),
        ("L'Ukraine affirme que la frappe a fait 8 morts à Kharkiv", "Ukraine", "official"),
    ],
)
def test_a_state_alone_is_its_government_and_a_verb_has_its_own_subject(tag, text, name, class_):
    source = tag(text).mentions[0].source
    assert (source.name, source.class_) == (name, class_)


def test_fans_of_a_state_are_not_its_government(tag):
    source = tag("Ukraine fans say three people were injured outside the stadium in Lyon").mentions[0].source
    assert (source.name, source.class_) == ("Ukraine fans", "eyewitness")


@pytest.mark.parametrize(
    "text", ["Peru: 12 dead in bus plunge", "Serbia: 5 killed in Valjevo", "12 dead in bus plunge - Peru"]
)
def test_a_state_set_off_tells_where(tag, text):
    assert tag(text).mentions[0].source is None


def test_a_capital_that_speaks_is_no_scene(tag):
    assert tag("Kyiv says 3 killed in overnight strike; Moscow denies").mentions[0].place is None
    assert tag("Moscow denies strike that killed 3 in Kharkiv").mentions[0].place.name == "Kharkiv"


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("Two dead in Kharkiv says governor", "Kharkiv"),
        ("3 hurt in Osaka claims police union", "Osaka"),
        ("Fire in Leeds warns fire service", "Leeds"),
    ],
)
def test_a_town_where_it_happened_stays_its_scene_whoever_speaks_behind_it(tag, text, town):
    found = tag(text).mentions[0]
    assert found.place.name == town
    assert found.source is None or town not in found.source.name


def test_reports_of_something_are_no_words_of_what_follows(tag):
    assert tag("Unconfirmed reports of shots near the presidency in Ouagadougou").mentions[0].source is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('The union network "Open Door" wrote that three people had been arrested.', "party"),
        ("In a message on its channel the group said it had killed nine soldiers.", "party"),
        ("Our march was peaceful until the police charged - statement by the Miners' Union", "party"),
        ("Just walked past the square, rioters everywhere", "eyewitness"),
        ("Estoy en la plaza y hay disparos", "eyewitness"),
        ("Je suis dans le train, un incendie à l'avant", "eyewitness"),
        ("Стою у окна, внизу драка", "eyewitness"),
        ("Medienberichten zufolge wurde ein Reporter festgenommen.", "media"),
        ("Der Veranstalter der Demo spricht von 2.000 Teilnehmern.", "party"),
        ("Valilikten yapılan açıklamada 6 kişinin yaralandığı belirtildi.", "official"),
    ],
)
def test_who_says_so_in_plain_texts(tag, text, kind):
    report = tag(text)
    assert {m.source.class_ for m in (*report.mentions, *report.hazards) if m.source} == {kind}


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ('"Among the dead are two clerks," Warsame said.', "official", "Police spokesman Major Abdifatah Warsame"),
        ('"They died of smoke," Warsame told reporters.', "official", "Police spokesman Major Abdifatah Warsame"),
        ("Three more had died in hospital, Mr Warsame said.", "official", "Police spokesman Major Abdifatah Warsame"),
        ('"They died of smoke," Osman told reporters.', None, None),
    ],
)
def test_who_was_introduced_is_known_by_his_surname(tagger, text, kind, name):
    lead = "Police spokesman Major Abdifatah Warsame said eight people were killed in the fire. "
    post = Post(id="p", source="s", kind="newswire", text=lead + text, published_at=datetime(2024, 5, 14, tzinfo=UTC))
    source = [one for one in tagger.tag(post).mentions if one.type == "DEATH"][-1].source
    assert (source and source.class_, source and source.name) == (kind, name)


@pytest.mark.parametrize(
    ("text", "name", "class_"),
    [
        ("The mayor visited the site. He said eleven people were killed.", "mayor", "official"),
        (
            "Witness Anna Kowal was on the tram. She said the bomb went off by the door.",
            "Witness Anna Kowal",
            "eyewitness",
        ),
        ("Coast guards rescued 48 people off Lampedusa, they said; two were dead.", "Coast guards", "official"),
        (
            "We have two people hurt on the A64. Please avoid the area. - Northfield Police",
            "Northfield Police",
            "official",
        ),
        ('"We can confirm one fatality," tweeted the sheriff\'s office after a crash', "sheriff's office", "official"),
        ("According to the fire brigade the blaze was brought under control.", "fire brigade", "official"),
        ("A teacher who was inside said the gunmen shot the guard first.", "teacher", "eyewitness"),
        ("TotalEnergies: two workers killed at Palma site", "TotalEnergies", "party"),
        ("At least 78 were arrested across Russia, according to OVD-Info.", "OVD-Info", "party"),
        ("Sea-Eye: Mindestens 20 Tote bei Bootsunglück vor Kreta", "Sea-Eye", "party"),
        ("Local media: gunmen kidnap 14 pupils", "Local media", "media"),
        ("One dead after hotel fire: reports", "reports", "media"),
        ("Sky sources: two arrested at Heathrow", "Sky sources", "media"),
        ("Just drove past the M6, two people hurt", "I", "eyewitness"),
    ],
)
def test_who_is_meant_by_a_word_for_him(tag, text, name, class_):
    source = tag(text).mentions[-1].source
    assert (source.name, source.class_) == (name, class_)


def test_a_picture_of_who_acts_before_a_colon_is_no_speaker(tag):
    assert tag("Watch: firefighters battle blaze in Athens").mentions[0].source is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "Six people were injured in the pile-up. None is in danger, a hospital spokeswoman said.",
            "hospital spokeswoman",
        ),
        ("Two officers were shot dead on the ring road. The search goes on.", None),
        ("Two officers were shot dead on the ring road. We will keep you posted.", None),
        ("«Мемориал»: на акциях задержаны не менее 40 человек", "Мемориал"),
        ('"They shot my brother at the gate," Hassan told us in the hospital corridor.', None),
        ("According to the Times of Malta a boat sank off Lampedusa, three dead.", "Times of Malta"),
    ],
)
def test_who_tells_of_an_event_may_be_named_behind_it(tagger, text, name):
    post = Post(id="p", source="s", kind="newswire", text=text, published_at=datetime(2024, 5, 14, tzinfo=UTC))
    assert {m.source and m.source.name for m in tagger.tag(post).mentions} == {name}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Laut Polizei wurden 19 Beamte bei den Ausschreitungen in Leipzig verletzt", "Polizei"),
        ("Nach Angaben der Feuerwehr starben zwei Menschen", "Feuerwehr"),
        ("Wie die Feuerwehr mitteilte, starben zwei Menschen bei einem Brand in Essen", "Feuerwehr"),
        ("पुलिस के मुताबिक झड़प में 19 पुलिसकर्मी घायल हुए", "पुलिस"),
        ("पुलिस ने बताया कि दो लोग मारे गए", "पुलिस"),
    ],
)
def test_a_name_ends_before_the_verb_and_before_a_particle(tag, text, name):
    assert {m.source.name for m in tag(text).mentions} == {name}
