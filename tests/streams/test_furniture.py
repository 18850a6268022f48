"""What sites print around a story is dropped before texts are compared, and nothing that a report says is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from connectors.post import Post
from streams.dedupe.boilerplate import sentences
from streams.dedupe.duplicates import Duplicates, Params
from streams.dedupe.furniture import furniture, plain
from streams.report import Report, Tagged

NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)

AROUND = {
    "en": (
        "This website uses cookies to remember what you like.\nSign up for the Morning Bell, our round-up of the day\n",
        ("\nRead more: what the new bus lanes will cost\nFollow us on Facebook, X for more from the region.\n"
        "Most read: the best bakeries on the coast, ranked\n© Bell Media. All rights reserved.\nThe Associated "
        "Press contributed to this report."),
        ("The council of Norby has bought two ferries for the summer, its clerk Ann Weller said.",
         "Cherries ripen three weeks early in the orchards of Varn, growers told the paper on market day.",
         "Skaters from Orm reached the finals in Pell and meet the team of Hale there on Sunday."),
    ),
    "ru": (
        "Мы используем cookie, чтобы сайт работал лучше.\nПодписывайтесь на наш канал в мессенджере, там всё раньше\n",
        ("\nЧитайте также: сколько стоит проезд в автобусах\nНашли ошибку? Выделите её и нажмите Ctrl и Enter, мы "
        "исправим.\nПрисылайте новости нашему редактору\n© «Вестник», 2026. Все права защищены."),
        ("Городской совет Норбина купил к лету два парома, сообщила секретарь Анна Велина.",
         "В садах Варны черешня поспела на три недели раньше, рассказали садоводы на рынке.",
         "Конькобежцы из Орма вышли в финал в Пеллино и встретятся там с командой Хале."),
    ),
    "es": (
        "Este sitio utiliza cookies propias y de terceros.\nSuscríbete a nuestro boletín de la mañana\n",
        ("\nTe puede interesar: cuánto costarán los nuevos autobuses\nSíguenos en Facebook e Instagram."
        "\nÚnete a nuestro canal de WhatsApp con lo último de la región\nTodos los derechos reservados."),
        ("El ayuntamiento de Norba compró dos transbordadores para el verano, dijo su secretaria Ana Veller.",
         "Las cerezas maduran tres semanas antes en los huertos de Varna, contaron los agricultores.",
         "Los patinadores de Orma llegaron a la final en Pella y se miden allí con el equipo de Hale."),
    ),
    "de": (
        "Wir verwenden Cookies, damit alles läuft.\nMelden Sie sich für unseren Newsletter am Morgen an\n",
        ("\nLesen Sie auch: Was die neuen Busspuren kosten\nDas könnte Sie auch interessieren: die besten Bäcker der "
        "Küste\nFolgen Sie uns auf Facebook.\nAlle Rechte vorbehalten. Es gilt unsere Datenschutzerklärung."),
        ("Der Rat von Norby hat für den Sommer zwei Fähren gekauft, sagte die Schreiberin Anna Weller.",
         "In den Gärten von Varn reifen die Kirschen drei Wochen früher, erzählten Bauern auf dem Markt.",
         "Die Eisläufer aus Orm stehen im Endlauf von Pell und treffen dort auf die Staffel von Hale."),
    ),
    "tr": (
        "Bu site çerez kullanır, ayrıntılar aşağıdadır.\nBültenimize abone olun, günün haberleri her sabah gelsin\n",
        ("\nİlginizi çekebilir: yeni otobüs yolları ne kadara mal olacak\nBizi takip edin: Facebook, Instagram ve X\n"
        "WhatsApp kanalımıza katılın, ilk siz öğrenin.\nTüm hakları saklıdır."),
        ("Norbey belediyesi yaz için iki feribot aldı, katip Ayşe Veller söyledi.",
         "Varna bahçelerinde kirazlar üç hafta erken olgunlaştı, çiftçiler pazarda anlattı.",
         "Ormlu patenciler Pell kentinde finale kaldı ve orada Hale takımıyla karşılaşacak."),
    ),
}  # fmt: skip


def _judged(texts: list[str]) -> list[str]:
    index = Duplicates(Params(max_bytes=1 << 20))
    posts = [
        Post(
            id=f"n:{at}",
            source=f"feed:site{at}.example",
            kind="newswire",
            text=text,
            published_at=NOON + timedelta(minutes=7 * at),
        )
        for at, text in enumerate(texts)
    ]
    return [index.judge(Tagged(post, Report(post.id, "en", True, (), ()))).verdict for post in posts]


@pytest.mark.parametrize("lang", AROUND)
def test_stories_of_sites_that_print_the_same_around_them_are_not_merged_and_copies_are_found(lang):
    before, after, stories = AROUND[lang]
    assert _judged([f"{before}{story}{after}" for story in stories]) == ["new"] * len(stories)
    assert _judged([stories[0], f"{before}{stories[0]}{after}"]) == ["new", "duplicate"]


def test_what_a_report_says_is_kept():
    said = (
        "Share prices of the mine fell after the blast. Reporting by telephone from Norby is hardly possible. "
        "Related families wait at the gate. Most readers had left the library when the roof gave way. "
        "Read the list of the missing at the town hall. Copyrights are not what the strike is about. "
        "Photo shops were looted on Wednesday. The subscription office burns. Anzeige erstattete niemand. "
        "Реклама упала на прохожих. Публика кричала. Читайте себе молитвы, кричал он. Publicidad engañosa, dijo. "
        "Читать далеее не стоит."
    )
    assert furniture([plain(one) for one in sentences(said)]) == 0


@pytest.mark.parametrize(
    "sentence",
    [
        "(Reporting by Ann Weller in Norby; Editing by Bo Lind)",
        "İlginizi çekebilir: yeni otobüsler",
        "版权所有:诺比日报",
        "© 2026 Bell Media",
        "Read also:",
    ],
)
def test_furniture_is_known_by_its_formula_whatever_follows(sentence):
    assert furniture([plain(sentence)]) == 1


def test_a_paragraph_that_begins_like_furniture_is_kept():
    assert furniture([plain("Most read the warning too late. " * 12)]) == 0
