"""Names become places: is it one, and which."""

import pytest

from streams.geo.gazetteer import Gazetteer, cache_path
from streams.geo.gazetteer_form import CITY


@pytest.fixture
def places(tag):
    def read(text):
        return [(place.name, place.country) for place in tag(text).places]

    return read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A fire in Paris, Texas, killed two.", ("Paris", "US")),
        ("A fire in Paris killed two.", ("Paris", "FR")),
        ("Shooting in Springfield, Illinois.", ("Springfield", "US")),
        ("Police in Atlanta, Georgia, arrested a man.", ("Atlanta", "US")),
        ("Police in Georgia arrested 30 outside parliament in Tbilisi.", ("Tbilisi", "GE")),
        ("Clashes in Osh.", ("Osh", "KG")),
        ("Столкновения в Бишкеке.", ("Bishkek", "KG")),
        ("Пожар на складе в Химках.", ("Khimki", "RU")),
        ("Бишкекте кагылышуу болду.", ("Bishkek", "KG")),
        ("Талас шаарында өрт чыкты.", ("Talas", "KG")),
        ("Heurts à Libreville.", ("Libreville", "GA")),
        ("Disturbios en Viña del Mar.", ("Viña del Mar", "CL")),
        ("اشتباكات في حلب", ("Aleppo", "SY")),
        ("Protest on Ala-Too Square.", ("Ala-Too Square", "KG")),
        ("Protest on Tahrir Square.", ("Tahrir Square", "EG")),
        ("Tear gas on Toktogul street, Karakol. Count 34 canisters.", ("Karakol", "KG")),
        ("Un incendie dans un immeuble du 11e arrondissement de Paris, trois blessés.", ("Paris", "FR")),
        ("Жогорку Кеңештин имаратынан түтүн чыгып жатат.", ("Jogorku Kenesh", "KG")),
        ("Temblor fuerte en San José, todos en la calle.", ("San José", "CR")),
        ("Shooting in San Jose leaves two dead.", ("San Jose", "US")),
        ("Clashes in Cox's Bazar.", ("Cox’s Bāzār", "BD")),
        ("Students from Durham and Newcastle marched to Leeds.", ("Newcastle upon Tyne", "GB")),
        ("Trains from York to Hull were stopped after a fire.", ("Kingston upon Hull", "GB")),
        ("Manchester, N.H. - Crews from Nashua, Concord and Goffstown fought the fire.", ("Concord", "US")),
        ("Police in Georgetown, Guyana, and Port of Spain arrested four men.", ("Port of Spain", "TT")),
        ("Shops closed in Lebanon's Tripoli after a fire.", ("Tripoli", "LB")),
        ("Smoke over NYC this morning, a big fire", ("New York City", "US")),
        ("Взрыв в Питере, есть раненые", ("Saint Petersburg", "RU")),
        ("Fires in Rio, crews on alert.", ("Rio de Janeiro", "BR")),
        ("Washington and Beijing traded blame, London and Paris urged calm.", ("Washington", "US")),
        ("La policía de Los Ángeles detuvo a 20 personas.", ("Los Angeles", "US")),
        ("В Белгородской области ранены две женщины.", ("Belgorod Oblast", "RU")),
        ("Пожар в Забайкальском крае уничтожил 20 домов.", ("Zabaykalsky Krai", "RU")),
        ("В Винницкой области прогремел взрыв.", ("Vinnytsia Oblast", "UA")),
        ("Vecinos reportan detonaciones en la cárcel La Clementina, Babahoyo", ("Babahoyo", "EC")),
        ("Attaque d'un convoi près de Djibo, 8 morts.", ("Djibo", "BF")),
        ("Explosión en la refinería de Puertollano deja dos muertos", ("Puertollano", "ES")),
        ("Удар по Білопіллю, є поранені", ("Bilopillia", "UA")),
        ("При обстреле Тёткино погиб энергетик", ("Tëtkino", "RU")),
        ("Explosion dans une usine de Feyzin, deux blessés", ("Feyzin", "FR")),
        ("Explosão na refinaria de Paulínia, bombeiros no local", ("Paulínia", "BR")),
        ("Баткен облусунун Лейлек районунда чек арада атышуу болду", ("Batken Region", "KG")),
        ("غارات على قطاع غزة ورفح وخان يونس", ("Khān Yūnis", "PS")),
        ("Two were killed battling a wildfire in northeastern Washington.", ("Washington State", "US")),
        ("A blast hit eastern Aleppo, killing 3.", ("Aleppo", "SY")),
        ("Clashes in Mindanao left six dead.", ("Mindanao", "PH")),
        ("Clashes left 17 dead in Guma local government area of Benue State.", ("Benue", "NG")),
        ("Gunmen killed nine in the village of Paris in Kaduna State.", ("Kaduna State", "NG")),
        ("A fire destroyed 40 shops in Victoria market, Kumasi.", ("Kumasi", "GH")),
        ("In Washington, Iran's envoy said four were killed in the blast.", ("Washington", "US")),
        ("Many of the strikers hurt come from Pondoland in the Eastern Cape.", ("Pondoland", "ZA")),
        ("انفجار في كابول", ("Kabul", "AF")),
        ("A tree fell on a car near Tramore, Co Waterford, on Friday.", ("Waterford", "IE")),
        ("An overcrowded boat sank in the Mediterranean off Libya.", ("Mediterranean Sea", "XZ")),
        ("A quake off Guatemala's Pacific coast killed eight.", ("Guatemala", "GT")),
        ("Casualties as train derails close to #Santiago de Compostela", ("Santiago de Compostela", "ES")),
        ("ha descarrilado un tren en santiago de compostela, hay muertos", ("Santiago de Compostela", "ES")),
        ("Two climbers died in the Dolomites in Italy.", ("Dolomites", "IT")),
        ("Crews from Minocqua and Boulder Junction in Wisconsin searched the lake.", ("Minocqua", "US")),
        ("The port of İskenderun in Turkey is on fire.", ("İskenderun", "TR")),
        ("Turkey counted the damage. The worst affected was Van, where walls fell.", ("Van", "TR")),
        ("Gunmen killed ten about 40 kilometers from el-Arish in Egypt.", ("el-Arish", "EG")),
        ("A fire in Lexington, Ky., killed two.", ("Ky.", "US")),
        ("A fire in Lexington, Ky., killed two.", ("Kentucky", "US")),
        ("Shots fired at LAX Terminal 3.", ("Los Angeles International Airport", "US")),
        ("Olbia, ponte crollato: tre morti.", ("Olbia", "IT")),
        ("انفجار ضخم في مرفأ بيروت", ("Beirut", "LB")),
        ("Homes lost in NSW bushfires.", ("New South Wales", "AU")),
        ("Flood in Manila, quake in California, snow in the United States.", ("Manila", "PH")),
    ],
)
def test_the_place_meant_is_found(places, text, expected):
    assert expected in places(text)


def test_the_white_house_is_in_the_country_that_the_text_names(tag):
    (here,) = [p for p in tag("Crowd storms the White House in Bishkek, Kyrgyzstan.").places if p.precision == "point"]
    assert here.country == "KG"
    (there,) = [p for p in tag("Protest outside the White House in Washington, D.C.").places if p.precision == "point"]
    assert there.country == "US"


@pytest.mark.parametrize(
    "text",
    [
        "Central Asia saw protests.",
        "Immeuble effondré rue d'Aubagne, cinq morts.",
        "Взрыв на Лихачёва, 23. Нет среднего подъезда.",
        "Bilan actualisé : 4 décès, 38 blessés.",
        "Vecinos reportan detonaciones. Van unos diez minutos.",
        "Fires across Africa.",
        "Jordan Smith was killed, said Chelsea Clinton.",
        "The northern Lions clashed.",
        "Reading that three were killed.",
        "Phone at 9 percent: somebody was killed.",
        "Crowds filled Chuy Avenue.",
        "FDNY: 130 firefighters at Metro North derailment.",
        "Airport police: a gunman is in custody.",
        "The Denver Post and the Chicago Tribune lead with the story.",
        "Атака на рынок, есть погибшие",
        "Alcalde: 11 policías lesionados en los disturbios",
        "Último corte de la noche: 64 manifestantes heridos",
    ],
)
def test_what_only_looks_like_a_place_is_none(places, text):
    assert places(text) == []


def test_an_event_has_the_place_of_its_own_sentence_before_the_dateline(tag):
    text = "LONDON, May 13 - A fire at a tower block in Manchester has left two people dead."
    mention = next(m for m in tag(text).mentions if m.type == "FIRE")
    assert mention.place is not None
    assert mention.place.name == "Manchester"


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        ("A fire broke out in Osh, 600 km from Bishkek.", "FIRE", "Osh"),
        ("Some 600 km from Bishkek, in Osh, a fire destroyed a market.", "FIRE", "Osh"),
        ("Protesters from Naryn marched in Bishkek.", "PROTEST", "Bishkek"),
        ("The Kremlin said of the fire in Kazan that it was arson.", "FIRE", "Kazan"),
        ("Moscow said the explosion in Kazan was an accident.", "EXPLOSION", "Kazan"),
        ("Clashes broke out in Osh, while a fire killed two people in Naryn.", "CLASH", "Osh"),
        ("Clashes broke out in Osh, while a fire killed two people in Naryn.", "FIRE", "Naryn"),
        ("OSH, May 13 - Police said on Monday they were calm. In Talas, a blast killed two.", "EXPLOSION", "Talas"),
        ("Пожар в Оше, в 600 км от Бишкека, потушен.", "FIRE", "Osh"),
        ("Митингующие из Нарына пришли на протест в Бишкеке.", "PROTEST", "Bishkek"),
    ],
)
def test_an_event_has_the_place_of_its_own_clause(tag, text, kind, place):
    mention = next(m for m in tag(text).mentions if m.type == kind)
    assert mention.place is not None
    assert mention.place.name == place


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("MOSCOW, Jan 22 (Reuters) - A gas explosion hit a block in the city of Miass, killing four.", {"Miass"}),
        ("BHOPAL, India, Nov 26 (Reuters) - 12 people were killed in the state of Madhya Pradesh.", {"Madhya Pradesh"}),
        ("12 dead at fair\n\nBHOPAL, India, Nov 26 (Reuters) - 12 people were killed in Satna.", {"Satna"}),
        ("ANKARA (AP) - An earthquake hit eastern Turkey, killing nine people.", {"Turkey"}),
        ("LAGOS, Nigeria — Gunmen killed 17 people in Nigeria's north.", {"Nigeria"}),
        ("BISHKEK, October 5 - Protesters clashed with police in Kyrgyzstan's capital.", {"Bishkek"}),
        ("NAIROBI (Reuters) - Police fired tear gas at protesters.", {"Nairobi"}),
    ],
)
def test_a_dateline_is_no_scene_where_the_sentence_names_one(tag, text, places):
    assert {m.place.name for m in tag(text).mentions if m.place} <= places


@pytest.mark.parametrize(
    ("text", "name", "region"),
    [
        ("A storm hit Springfield, Missouri.", "Springfield", "Missouri"),
        ("A storm hit Springfield, Ill., on Monday.", "Springfield", "Illinois"),
        ("Charleston, W.Va. - A mine caught fire.", "Charleston", "West Virginia"),
        ("Fires in Lamar and Hopkins counties, near Sulphur Springs, Texas.", "Hopkins County", "Texas"),
        ("Bushfire near Springwood, NSW.", "Springwood", "New South Wales"),
        ("Typhoon hits Guiuan.", "Guiuan", "Eastern Visayas"),
        ("A Boston-based crew was hurt.", "Boston", "Massachusetts"),
        ("Взрыв в Нижнем Новгороде.", "Nizhniy Novgorod", "Nizhny Novgorod Oblast"),
    ],
)
def test_the_region_meant_is_found(tag, text, name, region):
    assert name in [place.name for place in tag(text).places if place.admin1 == region]


def test_the_agency_in_brackets_is_no_place(places):
    assert places("LONDON (Meridian) - A fire has killed two.") == [("London", "GB")]


def test_the_gazetteer_is_compact_and_maps_back(tagger):
    path = cache_path()
    assert path.stat().st_size < 150_000_000
    (city,) = [entry for entry in Gazetteer(path).find("Bishkek") if entry.kind == CITY and entry.population > 500_000]
    assert (city.country, city.zone) == ("KG", "Asia/Bishkek")


def test_another_format_is_refused_with_the_mend(tmp_path):
    path = tmp_path / "gazetteer.bin"
    path.write_bytes(b"\0" * 64)
    with pytest.raises(ValueError, match="remove it"):
        Gazetteer(path)


@pytest.mark.parametrize(
    "text",
    [
        "A truck burned on U.S. 441 on Tuesday.",
        "Car bombs killed dozens.",
        "They earn 50 US cents a day and went on strike.",
        "Crews left Raccoon Creek in Boston Bar Junction.",
    ],
)
def test_roads_money_and_longer_names_are_no_places(places, text):
    assert not [place for place in places(text) if place[0] in ("United States", "Central African Republic", "Boston")]


def test_a_small_american_place_has_the_time_of_its_neighbours():
    (here,) = (entry for entry in Gazetteer.open().find("Minocqua") if entry.region == "Wisconsin")
    assert here.zone in ("America/Chicago", "America/Menominee")


def test_a_countrys_name_is_the_town_among_its_neighbours(places):
    text = (
        "Lebanon beat Campbellsville on Friday and is even with Bardstown. A sophomore was taken to Louisville. "
        "Fans came from all over Marion County and as far as Elizabethtown, Springfield and Danville."
    )
    assert ("Lebanon", "US") in places(text)
    assert ("Lebanon", "LB") in places("Lebanon said that Syria had closed the border.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("huge fire at a chemical plant in houston, black smoke everywhere", ("Houston", "US")),
        ("police firing tear gas in nairobi cbd right now", ("Nairobi", "KE")),
        ("взрывы в харькове, слышно везде", ("Kharkiv", "UA")),
        ("incendie à marseille, beaucoup de fumée", ("Marseille", "FR")),
        ("balacera en guadalajara, 3 muertos", ("Guadalajara", "MX")),
        ("A crash in Co Cork killed two on Friday.", ("Cork", "IE")),
        ("Big fire in LA right now", ("Los Angeles", "US")),
        ("Parliament in Wellington resumes on Tuesday", ("Wellington", "NZ")),
        ("Protest in Addis last night", ("Addis Ababa", "ET")),
        ("Blast in Pakistan 11 dead", ("Pakistan", "PK")),
        ("Tornado in Alabama 23 dead", ("Alabama", "US")),
        ("Massive fire in Surry Hills Sydney right now", ("Sydney", "AU")),
        ("Structure fire 1200 blk Oak St Bakersfield, flames showing", ("Bakersfield", "US")),
        ("A ferry left St. John's in Newfoundland on Friday.", ("St. John's", "CA")),
        ("Police in Costa Rica said that a fire in San Jose killed two.", ("San José", "CR")),
    ],
)
def test_small_letters_and_doubtful_names_are_read_by_what_stands_beside_them(places, text, expected):
    assert expected in places(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ore 2.10 - A sirens test, in general in male company",
        "Утро в парламенте: студенты собирают стекло",
        "A student of Ohio State University won a prize.",
        "As of noon the ops continue. they live in mobile homes",
    ],
)
def test_hours_mornings_and_common_words_are_no_places(places, text):
    assert places(text) == []


def test_a_dateline_with_an_abbreviated_state_is_not_the_scene(tag):
    (mention,) = tag("OLYMPIA, Wash. — A wildfire in northeastern Washington killed three firefighters.").mentions[-1:]
    assert mention.place is not None
    assert mention.place.name == "Washington State"


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("6 U.S. troops were killed in a helicopter crash in Afghanistan, U.S. defense official says.", "AF"),
        ("Six US soldiers killed in Afghan helicopter crash", "AF"),
        ("6 American troops killed in copter crash", None),
    ],
)
def test_whose_troops_they_are_is_not_where_they_died(tag, text, country):
    report = tag(text)
    death = next(mention for mention in report.mentions if mention.type == "DEATH")
    assert (death.place and death.place.country) == country
    assert country or not report.places


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no word from my aunt yet, flames everywhere #lacmegantic", ("Lac-Mégantic", "CA")),
        ("train en feu, on évacue #LacMégantic", ("Lac-Mégantic", "CA")),
        ("força às famílias da boate que pegou fogo #santamariars", ("Santa Maria", "BR")),
        ("people running past the hotel, shots #PrayForNice", ("Nice", "FR")),
        ("se movió todo #temblorgt", ("Guatemala", "GT")),
        ("sirens all night, evacuating #yycflood", ("Calgary", "CA")),
        ("two explosions at the finish line #BostonMarathon", ("Boston", "US")),
        ("tear gas again, cops everywhere #Ferguson", ("Ferguson", "US")),
        ("binalar yıkıldı #izmirdeprem", ("İzmir", "TR")),
        ("взрыв, дом обрушился #магнитогорск", ("Magnitogorsk", "RU")),
        ("tehran is screaming, the tower fell, firemen inside", ("Tehran", "IR")),
        ("what a show #love #nice #mobilegame #fireworks #Obama #realmadrid #ManchesterUnited #JeSuisCharlie", None),
        (
            "my favorite fire #JusticeForGeorge #HurricaneSandy #marchmadness http://tehran.example.com/fire @tehran",
            None,
        ),
    ],
)
def test_hashtags_and_well_known_names_in_small_letters_name_places(places, text, expected):
    found = places(text)
    assert (expected in found) if expected else not found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Кемерово плачет, дети звонили родителям изнутри, пожар", ("Kemerovo", "RU")),
        ("explosion in savar this morning, people under it", ("Savar", "BD")),
        ("la avalancha se llevó el barrio San Miguel entero #Mocoa", ("Mocoa", "CO")),
        ("valpo no aguanta otro incendio asi", ("Valparaíso", "CL")),
    ],
)
def test_a_name_that_is_no_other_word_needs_little_beside_it(places, text, expected):
    assert places(text)[0] == expected


def test_a_village_that_no_list_has_lies_where_the_text_is_at_home(tag):
    text = (
        "A bus on the night service from Surkhet to Jumla left the road at dawn, the police in Surkhet said. The "
        "driver had turned off near Khandachakra and most of the passengers were asleep. Twelve people were killed, "
        "and villagers carried the injured up to the road. In Parliament the minister blamed the rain; in Bitcoin "
        "markets nothing moved."
    )
    found = {place.name: place for place in tag(text).places}
    village = found["Khandachakra"]
    assert (village.country, village.precision) == ("NP", "admin1")
    assert not {"Parliament", "Bitcoin"} & set(found)
