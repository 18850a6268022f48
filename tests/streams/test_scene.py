"""What short posts say of a scene, and of everyday life."""

import pytest

from streams.report import Report
from streams.scene_words import AGAINST, FOR, Elsewhere, SceneWords
from streams.words.cues import CUES
from streams.words.lexicon import load_lexicons

LANGUAGES = ("en", "ru", "es", "fr", "ar", "ky", "pt", "it", "de", "tr", "sr", "uk")


def current(report: Report) -> bool:
    return report.relevant and any(m.polarity != "figurative" for m in (*report.mentions, *report.hazards))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_lexicon_with_a_scene_has_words_of_every_class(language):
    lexicon = load_lexicons()[language]
    assert CUES["scene"] == FOR | AGAINST
    assert all(lexicon.words("scene", name) for name in FOR | AGAINST)


def test_without_words_nothing_is_known():
    assert not SceneWords(load_lexicons()["hi"]).known


@pytest.mark.parametrize(
    ("scene", "life"),
    [
        (
            "something blew up next door, windows out, everyone running, anyone know what happened??",
            "my boss blew up at the meeting again, anyone know a good lawyer lol",
        ),
        (
            "горит склад у вокзала, слышны хлопки, пожарных пока нет, не ходите туда",
            "склад горит у шефа, дедлайн вчера был, совещание как пожар, ахаха",
        ),
        (
            "explotó algo aquí a la vuelta, vidrios rotos, gente corriendo, alguien sabe qué pasó?",
            "explotó mi jefe otra vez en la reunión, jajaja, lunes",
        ),
        (
            "ça tire en bas de chez moi, les gens courent, on est planqués sous les tables",
            "ça tire sur mon budget, les soldes, mdr, mon banquier me tue",
        ),
        (
            "صوت انفجار قوي قبل شوي جنب السوق والاسعاف وصل، احد يعرف وش صار؟",
            "انفجرت من الضحك على الفلم امس ههههه",
        ),
        (
            "биздин көчөдө дүкөн күйүп жатат, өрт өчүргүчтөр келе элек, барбагыла",
            "концерт бомба болду, сахна күйүп кетти, керемет 😂",
        ),
        (
            "pegando fogo no prédio da frente, gente na janela gritando, cadê os bombeiros?",
            "a festa tá pegando fogo kkkk melhor aniversário da vida",
        ),
        (
            "esplosione in via Mazzini, vetri ovunque, siamo scappati in strada, qualcuno sa cosa è successo?",
            "esplosione di sapori nella carbonara di mia nonna, ahahah",
        ),
        (
            "bei uns gegenüber brennt das Dach, alle auf der Straße, Feuerwehr ist gerade da",
            "Deadline brennt, Chef brüllt, haha endlich Wochenende",
        ),
        (
            "karşı bina çöktü, toz duman, herkes sokakta, ambulans yok, yardım edin",
            "sınavda çöktüm, hoca yine yaktı bizi, gülmekten öldüm",
        ),
        (
            "gori zgrada preko puta, ljudi na terasama, vatrogasci još nisu stigli",
            "gori mi rok na faksu, kafa i ispit, haha",
        ),
        (
            "щойно вибух біля ринку, шибки вилетіли, люди біжать, не виходьте",
            "вибух емоцій на концерті, найкращий гурт, обожнюю",
        ),
    ],
)
def test_the_same_words_at_a_scene_and_in_everyday_life(tag, scene, life):
    assert current(tag(scene))
    assert not current(tag(life))


def test_a_class_counts_by_the_places_it_is_in():
    seen = SceneWords(load_lexicons()["ru"]).read("скорая, скорая и пожарные. экзамен")
    assert seen == {"help": 3, "study": 1}


@pytest.mark.parametrize(
    "text",
    [
        "Прилетіло в сусідній двір, шибки повилітали, сидимо в коридорі, світла нема",
        "alarme ne arrêtent pas, on nous a dit de descendre, tout le monde dehors en pyjama, les pompiers arrivent",
        "se siente horrible, todos a la calle en pijama, alguien más lo sintió??",
    ],
)
def test_words_of_a_scene_open_the_gate_in_other_languages(tag, text):
    assert tag(text).relevant


@pytest.mark.parametrize(
    "text", ["hoy amanecí con sueño y sin café, feliz lunes", "сьогодні гарна погода, йдемо гуляти"]
)
def test_everyday_posts_of_other_languages_stay_out(tag, text):
    assert not tag(text).relevant


@pytest.mark.parametrize(
    "text",
    [
        "schüsse vorm theater, haben uns in der küche eingeschlossen",
        "Massenpanik am Ausgang, keiner kommt raus",
        "Kran umgekippt, zwei Männer drunter",
        "stanno sparando fuori dal cinema, siamo chiusi nel magazzino",
        "un camion è piombato sulla folla, tanta gente a terra",
        "il fiume si è portato via il ponte e due auto",
        "a encosta desceu e soterrou duas casas, gente debaixo da terra",
        "correria na praça, todo mundo gritando",
        "une camionnette dans la vitrine du bar, des gens par terre",
        "déflagration à l'instant, les vitres ont explosé",
        "dispararon a un señor afuera del cine, está tirado en la banqueta",
        "nehir taştı, arabaları sürüklüyor",
        "автобус впав у річку, люди дістають дітей",
        "trese se zgrada, istrčali smo bosi",
        "брана пукла, вода носи све",
        "upucali momka ispred kafića",
        "the van mounted the pavement, six people down",
        "Roof just fell in. Dust everywhere",
        "ferry is tilting, everyone told to put on life jackets",
    ],
)
def test_what_people_at_a_scene_say_in_a_few_words_is_an_event(tag, text):
    assert tag(text).relevant


@pytest.mark.parametrize(
    "text",
    [
        "Mein Handy explodiert, so viele Nachrichten",
        "le petit a encore explosé sa couche",
        "Шашлыктын түтүнү көзгө кирди",
        "vent'anni fa il terremoto, ero in gita",
        "estoy que exploto de la risa",
    ],
)
def test_pictures_and_memories_of_the_same_words_are_none(tag, text):
    assert not current(tag(text))


def test_words_of_scenes_elsewhere_are_no_english_ones():
    lexicons = load_lexicons()
    elsewhere = Elsewhere([lexicons["it"], lexicons["sr"]], {"forte"})
    assert "sparando" in elsewhere
    assert "istrčali" not in elsewhere  # its letters tell by themselves
    assert "forte" not in elsewhere
    assert "intrappolato" in elsewhere
    assert "intrappolato" not in Elsewhere([lexicons["it"]], {"intrappolati"})  # what known words begin with
    assert "pane" not in elsewhere


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("CLASH", "hiding in the toilets, there's a gunman in the arcade in Hull"),
        ("CLASH", "lads fighting the cops with bottles in Hull rn"),
        ("INJURY", "scanner: three shot at a cookout in Macon"),
        ("INJURY", "at least 4 people down outside the bar in Macon"),
        ("FIRE", "the bakery next door is well alight in Hull"),
        ("FIRE", "what's burning in Hull? so much smoke"),
        ("EXPLOSION", "three loud explosions in Sumy, then nothing"),
        ("ARREST", "they threw two of us into a van by the bridge in Hull"),
    ],
)
def test_the_first_words_of_a_scene_are_news(tag, kind, text):
    assert kind in {m.type for m in tag(text).mentions if m.polarity == "asserted"}


@pytest.mark.parametrize(
    "text",
    [
        "my cat got shot down by every cat in the yard",
        "who else is protesting going to work on Monday in Hull",
        "six people die on our roads every day, slow down",
        "need a ride to the march in Hull on sunday, anyone?",
        "season finale spoilers: the villain blew up the bridge",
    ],
)
def test_talk_with_the_words_of_a_scene_is_none(tag, text):
    assert not any(m.polarity == "asserted" for m in tag(text).mentions)
