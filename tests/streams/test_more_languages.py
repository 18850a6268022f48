"""Languages with a small lexicon: core types with their sign, what is nothing current, figures and places."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.post import Post


@pytest.mark.parametrize(
    ("language", "types", "text"),
    [
        ("tr", "FIRE+", "İzmir'de bir fabrikada yangın çıktı, itfaiye ekipleri olay yerinde"),
        ("tr", "DEATH+,INJURY+", "Ankara'da trafik kazası: 3 kişi öldü, 12 kişi yaralandı"),
        ("tr", "EXPLOSION+", "Gaziantep'te şiddetli patlama, çok sayıda yaralı var"),
        ("tr", "CLASH+,DEATH+", "Diyarbakır'da silahlı kavga: 2 ölü, 5 yaralı"),
        ("tr", "PROTEST+,FORCE+", "Taksim'de göstericilere polis biber gazıyla müdahale etti"),
        ("tr", "ARREST+", "Mersin'de düzenlenen operasyonda 15 kişi gözaltına alındı"),
        ("tr", "DEATH-", "Hatay'daki depremde can kaybı yok, vali açıkladı"),
        ("tr", "INJURY-", "Kazada yaralı olmadığı, yaralanan bulunmadığı bildirildi: yaralı yok"),
        ("tr", "", "Galatasaray son dakikada attığı golle maçı kazandı, taraftar bayram etti"),
        ("tr", "", "gülmekten öldüm ya bu video ne böyle"),
        ("tr", "", "Bugün hava çok güzel, sahilde yürüyüş yaptık, kahve içtik"),
        ("tr", "", "Fenerbahçe'den bomba transfer! Yıldız oyuncu imzayı atıyor"),
        ("tr", "", "Yeni sezon indirimleri başladı, kaçırmayın"),
        ("tr", "DEATH+", "Maraş depreminde hayatını kaybedenlerin sayısı 41 bini geçti"),
        ("tr", "FIRE-", "Otelde yangın çıktığı iddiası yalanlandı"),
        ("tr", "FREED+", "Rehin alınan gazeteci serbest bırakıldı"),
        ("id", "FIRE+", "Kebakaran hebat di pasar Tanah Abang Jakarta, puluhan kios ludes"),
        ("id", "DEATH+,INJURY+", "Gempa di Cianjur: 268 orang tewas, ratusan luka-luka"),
        ("id", "EXPLOSION+,DEATH+", "Ledakan bom bunuh diri di Surabaya menewaskan 13 orang"),
        ("id", "PROTEST+,FORCE+", "Polisi menembakkan gas air mata ke arah massa demonstran di depan DPR"),
        ("id", "ARREST+", "Polisi menangkap 12 orang terkait kerusuhan di Papua"),
        ("id", "CLASH+", "Bentrok antar warga di Makassar, tiga orang terluka"),
        ("id", "DEATH-", "Tidak ada korban jiwa dalam kebakaran di Bandung, kata polisi"),
        ("id", "", "lagunya bikin ngakak, mati ketawa gue wkwkwk"),
        ("id", "", "Persija menang 2-0 atas Persib, gol dicetak di menit akhir"),
        ("id", "", "Resep ayam bakar madu, enak banget buat makan malam"),
        ("id", "", "Harga cabai naik lagi, ibu-ibu mengeluh di pasar"),
        ("id", "", "Selamat pagi semua, semoga harimu menyenangkan"),
        ("uk", "EXPLOSION+", "У Харкові пролунали вибухи, є постраждалі"),
        ("uk", "DEATH+,INJURY+", "Внаслідок обстрілу Херсона загинули двоє людей, ще семеро поранені"),
        ("uk", "FIRE+", "У Львові горить склад, рятувальники на місці"),
        ("uk", "PROTEST+", "У Києві люди вийшли на акцію протесту біля Верховної Ради"),
        ("uk", "ARREST+", "Поліція затримала трьох підозрюваних в Одесі"),
        ("uk", "DEATH-", "У Дніпрі сталася пожежа в готелі, загиблих немає"),
        ("uk", "", "Динамо виграло матч 3:1, гол на останній хвилині"),
        ("uk", "", "Я просто помираю зі сміху з цього відео"),
        ("uk", "", "Сьогодні гарна погода, гуляли парком і пили каву"),
        ("uk", "", "Вибух смаку: новий рецепт борщу від шефа"),
        ("uk", "FREED+", "З полону повернули 95 військових"),
        ("uk", "CLASH+", "Під Верховною Радою сталися сутички між активістами та поліцією"),
        ("hi", "FIRE+", "दिल्ली के मुंडका में इमारत में भीषण आग, दमकल की 20 गाड़ियां मौके पर"),
        ("hi", "DEATH+,INJURY+", "लखनऊ में सड़क हादसा, 5 लोगों की मौत, 12 घायल"),
        ("hi", "EXPLOSION+", "पटना में सिलेंडर फटने से धमाका, तीन लोग झुलसे"),
        ("hi", "CLASH+", "जहांगीरपुरी में दो गुटों में हिंसक झड़प, पथराव के बाद पुलिस तैनात"),
        ("hi", "PROTEST+,FORCE+", "पटना में छात्रों का विरोध प्रदर्शन, पुलिस ने किया लाठीचार्ज"),
        ("hi", "ARREST+", "मुंबई पुलिस ने तीन आरोपियों को गिरफ्तार किया"),
        ("hi", "DEATH-", "भूकंप के झटके, किसी की मौत नहीं"),
        ("hi", "", "भारत ने ऑस्ट्रेलिया को 5 विकेट से हराया, कोहली का शानदार प्रदर्शन"),
        ("hi", "", "आज मौसम बहुत अच्छा है, चाय पीते हुए किताब पढ़ रहा हूं"),
        ("hi", "", "नई फिल्म का ट्रेलर रिलीज, फैंस बोले धमाकेदार"),
        ("hi", "DEATH+", "मोरबी पुल हादसा: मृतकों की संख्या 135 पहुंची"),
        ("hi", "PROTEST+", "किसानों ने हाईवे पर चक्का जाम किया, नारेबाजी जारी"),
    ],
)
def test_types_are_told_with_their_sign(tag, language, types, text):
    report = tag(text)
    found = {
        f"{m.type}{'-' if m.polarity == 'negated' else '+'}" for m in report.mentions if m.polarity != "figurative"
    }
    assert set(filter(None, types.split(","))) <= found
    assert report.relevant == bool(types)
    assert report.lang == language or not types


@pytest.mark.parametrize(
    ("text", "place", "role", "count"),
    [
        ("Ankara'da trafik kazası: 3 kişi öldü, 12 kişi yaralandı", "Ankara", "injured", 12),
        ("लखनऊ में सड़क हादसा, 5 लोगों की मौत, 12 घायल", "Lucknow", "killed", 5),
        ("Gempa di Cianjur: 268 orang tewas, ratusan luka-luka", "Cianjur", "killed", 268),
        ("У Харкові пролунали вибухи, двоє загинули, семеро поранені", "Kharkiv", "injured", 7),
        ("Hatay'daki depremde hayatını kaybedenlerin sayısı 41 bini geçti", "Antakya", "killed", 41_000),
    ],
)
def test_figures_and_inflected_places_are_read(tag, text, place, role, count):
    report = tag(text)
    assert place in [place.name for place in report.places]
    assert count in [one.min for mention in report.mentions for one in mention.counts if one.role == role]


def test_signs_of_devanagari_do_not_part_words(tag):
    text = "दिल्ली में विस्फोट, दो लोगों की मौत"
    report = tag(text)
    assert [text[m.trigger.start : m.trigger.end] for m in report.mentions] == ["विस्फोट", "मौत"]
    assert [place.name for place in report.places] == ["Delhi"]


PLAIN = Path(__file__).parents[1] / "data" / "tagging" / "languages.tsv"
ROLES = {"k": "killed", "i": "injured", "a": "arrested", "c": "crowd", "m": "missing", "e": "evacuated"}
SPEAKERS = {"official", "media", "eyewitness", "party"}
SIGNS = {"asserted": "+", "negated": "-", "past": "p", "planned": "p", "figurative": "x"}


def plain_sentences():
    lines = PLAIN.read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


@pytest.mark.parametrize(("language", "said", "text"), plain_sentences())
def test_a_plain_sentence_says_what_it_says_in_any_language(tagger, language, said, text):
    at = datetime(2026, 11, 20, 10, tzinfo=UTC)
    report = tagger.tag(Post(id="p", source="s", kind="newswire", text=text, published_at=at))
    assert report.lang == language
    if said == "x":
        assert not report.relevant
        return
    told = {f"{mention.type}{SIGNS[mention.polarity]}" for mention in report.mentions}
    counts = [count for mention in (*report.mentions, *report.hazards) for count in mention.counts]
    for part in said.split():
        if part.startswith("@"):
            assert part[1:].replace("_", " ") in [m.place.name for m in report.mentions if m.place]
            continue
        if part in SPEAKERS:
            assert part in [m.source.class_ for m in report.mentions if m.source]
            continue
        role = ROLES.get(part[0])
        if role is None:
            assert part in told
        else:
            exact = int(part[1:])
            assert any(c.role == role and (c.min or 0) <= exact <= (c.max or exact) for c in counts), part


@pytest.mark.parametrize(
    "text",
    [
        "PUKLA BRANA U REČICAMA!!! bežite na brdo ko je pored reke",
        "Пукла брана код Косјерића, људи на крововима",
        "Voda ušla u 10 kuća u Galovićima",
        "Crollata la diga a Longarone, decine di dispersi",
    ],
)
def test_a_dam_that_bursts_and_water_in_houses_are_told(tag, text):
    assert tag(text).relevant


def test_who_was_saved_in_indonesian_is_not_among_the_dead(tag):
    report = tag("Dua penumpang meninggal dan 31 selamat setelah kapal terbalik di perairan Kadatua.")
    counts = {(count.role, count.min) for mention in report.mentions for count in mention.counts}
    assert counts == {("killed", 2), ("evacuated", 31)}


@pytest.mark.parametrize(
    "text",
    [
        "Poeta zginął pod Lwowem 3 maja 1863 roku w bitwie",
        "Письменника заарештовано 15 вересня 1907 р. у Києві",
        "In mei 1945 werd de schilder gearresteerd",
        "Војник је рањен 1916. године на Кајмакчалану",
    ],
)
def test_a_year_counts_nobody_in_any_language(tag, text):
    mentions = tag(text).mentions
    assert mentions
    assert all((count.min or 0) < 1000 for mention in mentions for count in mention.counts)


@pytest.mark.parametrize(
    "text",
    [
        "Voják byl zraněn, dziadek zginął w maju 1943 roku pod Tobrukiem",
        "Dziadek w 1943 r. zginął w pożarze młyna",
        "Уметник је ухапшен 14. јула 1870. по наредби намесника",
        "Во 1995 году он был убит в Грозном",
        "Теракт от 1999 года унёс пять жизней",
        "El cantor fue asesinado por la policía en 1973",
        "Am 3. März 1990 wurde er in Bonn getötet",
        "Il maestro fu ucciso a Torino il 14 febbraio 2004",
    ],
)
def test_a_year_long_gone_makes_an_event_past_in_any_language(tag, text):
    assert {mention.polarity for mention in tag(text).mentions} <= {"past", "figurative"}


def test_the_dot_behind_a_days_number_ends_no_sentence(tag):
    report = tag("Bei einem Hausbrand in Bonn sind am 3. Mai zwei Menschen gestorben.")
    assert {(count.role, count.min) for mention in report.mentions for count in mention.counts} == {("killed", 2)}


def test_who_was_arrested_today_for_an_old_deed_is_arrested_now(tag):
    mentions = tag("Un hombre que en 1992 mató a su esposa fue detenido hoy en Quito").mentions
    assert {(mention.type, mention.polarity) for mention in mentions} == {("DEATH", "past"), ("ARREST", "asserted")}


@pytest.mark.parametrize(
    "text",
    [
        "Perugia, arrestato un 28enne",
        "La manifestazione, partita intorno alle 19 da piazza Stesicoro, è finita in scontri",
        "Foi apreendido um revólver calibre 38 e um homem foi preso em Sobral",
        "Cesedi 61 gün sonra bulundu",
        "1998 doğumlu genç Bursa'da öldürüldü",
        "Мужчина 1984 г.р. погиб в Омске",
        "У Львові загинула жінка 1961 року народження",
        "Ranny 24-latek przeszedł operację w Łodzi",
        "41-letni napastnik został zatrzymany w Pabianicach",
        "Een 34-jarige man is gedood in Utrecht",
    ],
)
def test_ages_hours_and_calibres_count_nobody_in_any_language(tag, text):
    mentions = tag(text).mentions
    assert "asserted" in {mention.polarity for mention in mentions}
    assert {count.max for mention in mentions for count in mention.counts} <= {1}


def test_all_of_them_are_counted_in_german(tag):
    report = tag("Beim Absturz bei Siegen starben alle 12 Insassen.")
    assert {(count.role, count.min) for mention in report.mentions for count in mention.counts} == {("killed", 12)}
