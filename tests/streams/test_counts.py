"""Numbers become intervals, intervals get roles, wholes get parts."""

import pytest


@pytest.fixture
def counts(tag):
    def read(text, role):
        found = [c for m in tag(text).mentions for c in m.counts if c.role == role]
        return list(dict.fromkeys((c.min, c.max, c.of) for c in found))

    return read


@pytest.mark.parametrize(
    ("number", "low", "high"),
    [
        ("12", 12, 12),
        ("1,200", 1200, 1200),
        ("twelve", 12, 12),
        ("twenty-three", 23, 23),
        ("one hundred and five", 105, 105),
        ("two thousand", 2000, 2000),
        ("2.5 million", 2_500_000, 2_500_000),
        ("a dozen", 12, 12),
        ("two dozen", 24, 24),
        ("dozens of", 24, None),
        ("hundreds of", 200, None),
        ("tens of thousands of", 20_000, None),
        ("several", 3, None),
        ("about 120", 110, 130),
        ("nearly 50", 46, 54),
        ("some 30", 28, 32),
        ("at least 3", 3, None),
        ("more than 5,000", 5000, None),
        ("over 40", 40, None),
        ("no fewer than nine", 9, None),
        ("30 or more", 30, None),
        ("50+", 50, None),
        ("up to 40", None, 40),
        ("as many as 15", 14, 16),
        ("fewer than ten", None, 10),
        ("between 20 and 30", 20, 30),
        ("20 to 30", 20, 30),
        ("20-30", 20, 30),
    ],
)
def test_numbers_are_intervals(counts, number, low, high):
    assert counts(f"In Osh {number} people were injured.", "injured") == [(low, high, None)]


@pytest.mark.parametrize(
    ("text", "role", "expected"),
    [
        ("There were no deaths.", "killed", [(0, 0, None)]),
        ("Nobody was injured.", "injured", [(0, 0, None)]),
        ("A man was killed.", "killed", [(1, 1, None)]),
        ("Police fired on the crowd, killing one and wounding three.", "killed", [(1, 1, None)]),
        ("Police fired on the crowd, killing one and wounding three.", "injured", [(3, 3, None)]),
        ("A farmer and his son were killed.", "killed", [(2, 2, None), (1, 1, "civilians"), (1, 1, "people")]),
        ("The strike killed 13 and injured 22.", "killed", [(13, 13, None)]),
        (
            "Gunmen killed four people, two men and two women.",
            "killed",
            [(4, 4, None), (2, 2, "people"), (2, 2, "women")],
        ),
        ("A bomber killed himself and five others.", "killed", [(6, 6, None), (1, 1, "people"), (5, 5, "people")]),
        ("Two men, aged 17 and 23, were shot dead.", "killed", [(2, 2, None)]),
        ("Two were killed and a spokesman said so.", "killed", [(2, 2, None)]),
        ("Eight soldiers lost their lives while 12 men were hurt.", "killed", [(8, 8, None)]),
        ("Four people were shot, one of whom died.", "killed", [(1, 1, None)]),
        (
            "About 120 people were injured, half of whom were police officers.",
            "injured",
            [(110, 130, None), (55, 65, "police")],
        ),
        ("Nine people, two of them children, were killed.", "killed", [(9, 9, None), (2, 2, "children")]),
        ("Seven people were killed, including three women.", "killed", [(7, 7, None), (3, 3, "women")]),
        (
            "Three soldiers and two civilians were killed.",
            "killed",
            [(5, 5, None), (3, 3, "soldiers"), (2, 2, "civilians")],
        ),
        ("Two protesters were shot dead.", "killed", [(2, 2, None)]),
        ("6 U.S. troops were killed.", "killed", [(6, 6, None)]),
        ("The death toll rose to 87.", "killed", [(87, 87, None)]),
        ("Le président est mort ce soir à 19h d'un AVC au palais.", "killed", [(1, 1, None)]),
        ("A suspect surrendered in the shooting of 12 people, four of whom have died.", "killed", [(4, 4, None)]),
        ("The death toll from the Nairobi protests has risen from 13 to 22.", "killed", [(22, 22, None)]),
        ("Число жертв наводнения в Орске выросло с 3 до 8, сообщает ТАСС.", "killed", [(8, 8, None)]),
        ("El número de muertos por el deslave en Ecuador subió de 7 a 16.", "killed", [(16, 16, None)]),
        ("More than 5,000 protesters gathered.", "crowd", [(5000, None, None)]),
        ("Dead: 4, injured: 17", "killed", [(4, 4, None)]),
        ("Dead: 4, injured: 17", "injured", [(17, 17, None)]),
        ("Убиты 5 человек, 12 ранены.", "killed", [(5, 5, None)]),
        ("Около 50 человек пострадали.", "injured", [(46, 54, None)]),
        ("Он беш киши жаракат алды.", "injured", [(15, 15, None)]),
        ("Un muerto y cuatro heridos.", "killed", [(1, 1, None)]),
        ("Plus de 3 000 manifestants ont défilé.", "crowd", [(3000, None, None)]),
        ("Une trentaine de personnes ont été blessées.", "injured", [(28, 32, None)]),
        ("قتل خمسة أشخاص وأصيب عشرون", "injured", [(20, 20, None)]),
        ("Gunmen fired on a car, killing the driver and injuring a passenger.", "killed", [(1, 1, None)]),
        (
            "A shell fell: a mother and her two daughters were killed.",
            "killed",
            [(3, 3, None), (1, 1, "people"), (2, 2, "people")],
        ),
        (
            "A group of men killed a couple and their child.",
            "killed",
            [(3, 3, None), (2, 2, "people"), (1, 1, "children")],
        ),
        (
            "A clash in Hajin: 5 SDF and 11 ISIS fighters killed.",
            "killed",
            [(16, 16, None), (5, 5, "militants"), (11, 11, "militants")],
        ),
        ("Villagers lynched two alleged kidnappers.", "killed", [(2, 2, None)]),
        ("The body of a man with bullet wounds was found.", "killed", [(1, 1, None)]),
        ("A mob beat to death a suspected thief.", "killed", [(1, 1, None)]),
        (
            "The trader, his driver and two guards were shot dead.",
            "killed",
            [(4, 4, None), (1, 1, "civilians"), (2, 2, "soldiers")],
        ),
        ("An airstrike killed a family of seven.", "killed", [(7, 7, None)]),
        ("Half a dozen herders were killed.", "killed", [(6, 6, None)]),
        ("One of the three injured later died.", "killed", [(1, 1, None)]),
        ("Ten people in two villages were killed.", "killed", [(10, 10, None)]),
        ("A watchman was speared and died.", "killed", [(1, 1, None)]),
        ("The driver did not survive.", "killed", [(1, 1, None)]),
        ("Three, including a boy, were killed.", "killed", [(3, 3, None), (1, 1, "children")]),
        ("A soldier was killed by three gunmen.", "killed", [(1, 1, None)]),
        (
            "Eight rebels were killed, two soldiers died.",
            "killed",
            [(10, 10, None), (8, 8, "militants"), (2, 2, "soldiers")],
        ),
        ("An unknown number of rebels were killed.", "killed", []),
        ("Протокол: водитель погиб.", "killed", [(1, 1, None)]),
        (
            "Кырсыкта айдоочу жана эки жүргүнчү каза тапты.",
            "killed",
            [(3, 3, None), (1, 1, "civilians"), (2, 2, "civilians")],
        ),
    ],
)
def test_counts_have_roles_and_parts(counts, text, role, expected):
    assert counts(text, role) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Maria Lopez, 34, was killed.",
        "A 34-year-old man's killer fled; the killing shocked many in 2019.",
        "He was killed on 5 October 2020.",
        "Killed at 8:10 p.m. near Highway 61.",
        "The killing cost $400 million.",
    ],
)
def test_ages_dates_and_money_are_no_counts(counts, text):
    assert all(high is None or high <= 1 or low == high == 3 for low, high, _ in counts(text, "killed"))


def test_counts_of_different_sentences_are_not_added_up(counts):
    assert counts("Three people were killed in Osh. Four people were killed in Talas.", "killed") == [
        (3, 3, None),
        (4, 4, None),
    ]


def test_a_fire_that_was_put_out_kills_nobody_and_burnt_containers_are_no_people(tag, counts):
    text = "Пожар на рынке в Оше ликвидирован, сгорели 30 контейнеров, сообщили в МЧС."
    assert {mention.type for mention in tag(text).mentions} == {"FIRE"}
    assert counts("Сгорело 12 автомобилей, погибших нет.", "killed") == [(0, 0, None)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2,100 residents told to leave as fire nears Varnavas.", 2100),
        ("1,600 people have been forced out by the fire.", 1600),
        ("Evacuation orders cover 4,500 residents after the fire.", 4500),
        ("The fire came fast: 300 people were ordered from their homes.", 300),
    ],
)
def test_people_who_are_made_to_go_are_evacuated(counts, text, told):
    assert [low for low, _, _ in counts(text, "evacuated")] == [told]


@pytest.mark.parametrize(
    ("note", "total"),
    [
        ("The army lost seven men in the ambush. Fifteen rebels were killed, among them an emir.", 22),
        ("The bomb killed four soldiers. Two more died in hospital on the next day.", 6),
        ("Troops killed five rebels near the bridge. One of the wounded soldiers later died.", 6),
        ("Gunmen killed four people in a bar. The four dead were students.", 4),
        ("Rebels killed ten farmers. Twelve were killed in all, the governor said later.", 12),
        ("Gunmen killed four people in a bar on Sunday. Another three were killed in a separate attack.", 4),
        ("The toll from the collapse rose to 21 after rescuers recovered five more bodies.", 21),
        ("A fire killed 29 people. The fire at a nightclub killed 29 people and injured 118.", 29),
        ("Nine dead in a club fire. At least nine people died and more than 60 were injured.", 9),
        ("A wreck killed 38 people, a disaster response official said.", 38),
        ("The wreck killed 36 people. Of them 31 bodies were found and five succumbed in hospital.", 36),
        ("1 killed as police clear road\n\nA farmer was killed in a clash with police, an official said.", 1),
        ("Eleven died on the spot and seven later in hospital.", 18),
        ("Eight people were killed in Homs and four in Hama.", 12),
        ("Six VDP, two soldiers and one civilian were killed.", 9),
        ("Five prisoners held by M23 were executed.", 5),
        ("A girl of seven was killed in the camp.", 1),
        ("Five members of one family were killed by a barrel bomb.", 5),
        ("Three attackers, two police and one civilian were killed.", 6),
        ("Five civilians, three women and two children, were killed.", 5),
        ("Militants ambushed farmers. Casualties unknown, fatalities coded as 3.", 3),
        ("Dozens were killed in the strike; 10 fatalities coded.", 10),
        ("Raids on villages near the border. 8 fatalities split across two events.", 4),
        ("The shelling killed nine. Four were killed at a checkpoint the next day (coded separately).", 9),
        ("Initial reports said nine were killed, the police later raised it to 15.", 15),
        ("Al Shabaab claims to have killed 10 soldiers. The army says that five were killed.", 5),
        ("Al Shabaab claimed the attack, in which ten were killed. Four were killed in the first hour.", 10),
        ("Alleged gang members killed three. The police found two bodies, of the three.", 3),
        ("A man and a woman were killed by a strike; a teenage girl later died in hospital.", 3),
        ("Two bodies were found in the river; two more were recovered downstream.", 4),
        ("Gunmen opened fire at an official in Byblos; he died of his wounds.", 1),
        ("Four hunters were killed in the raid and a soldier too.", 5),
        ("The deputy district commissioner, his bodyguard and a driver died in the ambush.", 3),
        ("One protester was shot dead in Basra, another in Nasiriyah.", 2),
        ("In the clash 2 Maoists and 1 APF were killed.", 3),
        ("A soldier who had been wounded in the ambush died in Gao.", 1),
        ("A body with bullet wounds was found at the roadside.", 1),
        ("Peshmerga kills IS member in Daquq.", 1),
        ("Three people were killed, 8 abducted. One of those abducted was later found killed.", 4),
        ("Seven soldiers were killed, and two drivers.", 9),
    ],
)
def test_the_dead_of_a_note_are_told_in_sum(counts, note, total):
    assert max(low for low, _, of in counts(note, "killed") if of is None and low is not None) == total


@pytest.mark.parametrize(
    ("text", "role", "known"),
    [
        ("Deux gendarmes ont arrêté trois suspects", "arrested", [(3, 3, None)]),
        ("Deux hommes ont été tués à Nice", "killed", [(2, 2, None)]),
        ("Dos hombres mataron a un taxista en Cali", "killed", [(1, 1, None)]),
        ("A dos hombres los mataron en Lima", "killed", [(2, 2, None)]),
        ("Due uomini hanno ferito tre passanti", "injured", [(3, 3, None)]),
        ("Двое неизвестных застрелили троих бизнесменов", "killed", [(3, 3, None)]),
        ("Двоих мужчин застрелили в Одессе", "killed", [(2, 2, None)]),
        ("Мужчина убил двоих соседей", "killed", [(2, 2, None)]),
        ("Эки кишини өлтүрдү", "killed", [(2, 2, None)]),
        ("Cuarenta y dos mineros murieron en la explosión", "killed", [(42, 42, None)]),
        ("Сто двадцать три человека погибли при взрыве", "killed", [(123, 123, None)]),
        ("Cento e vinte e três mortos no incêndio", "killed", [(123, 123, None)]),
        ("Soixante et onze blessés dans la collision", "injured", [(71, 71, None)]),
        ("Más de medio centenar de heridos en la carga policial", "injured", [(50, None, None)]),
        ("أحد عشر قتيلا في تفجير بكابول", "killed", [(11, 11, None)]),
    ],
)
def test_other_languages_count_whom_it_befell_and_read_numbers_whole(counts, text, role, known):
    assert counts(text, role) == known
