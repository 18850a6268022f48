"""What Spanish and French news recalls beside its own event, and figures that are none of its people."""

from datetime import UTC, datetime

import pytest

from connectors.post import Post

NOON = datetime(2024, 5, 14, 12, 0, tzinfo=UTC)


@pytest.fixture
def article(tagger):
    def read(title, text):
        return tagger.tag(Post(id="p", source="s", kind="newswire", title=title, text=text, published_at=NOON))

    return read


def _told(report, kind, polarity="asserted"):
    return [m for m in report.mentions if m.type == kind and m.polarity == polarity]


@pytest.mark.parametrize(
    "behind",
    [
        "Il y a dix jours, une collision près de Settat avait fait neuf morts.",
        "La semaine dernière, neuf personnes avaient été tuées près de Settat.",
        "L'an dernier, neuf personnes ont été tuées au même endroit.",
        "Depuis le début de l'année, plus de 300 personnes sont mortes sur ces routes.",
        "Environ 3.500 personnes meurent chaque année sur les routes du royaume.",
    ],
)
def test_french_news_recalls_others_at_its_end(article, behind):
    report = article("Maroc : deux morts dans un accident", f"Deux personnes sont mortes mardi près de Fès. {behind}")
    assert len(_told(report, "DEATH", "past")) == 1
    assert {count.min for m in _told(report, "DEATH") for count in m.counts} == {2}


@pytest.mark.parametrize(
    "behind",
    [
        "Hace dos semanas otro bus mató a nueve personas en Juliaca.",
        "La semana pasada murieron nueve personas en Juliaca.",
        "El 12 de marzo, en la misma vía, murieron nueve personas.",
        "El fin de semana pasado murieron nueve personas en Juliaca.",
        "En lo que va del año han muerto 300 personas en esas vías.",
        "Cada año mueren unas 3.000 personas en las carreteras del país.",
    ],
)
def test_spanish_news_recalls_others_at_its_end(article, behind):
    report = article("Dos muertos en Puno", f"Dos personas murieron este martes en Puno. {behind}")
    assert len(_told(report, "DEATH", "past")) == 1
    assert {count.min for m in _told(report, "DEATH") for count in m.counts} == {2}


@pytest.mark.parametrize(
    ("news", "behind"),
    [
        ("Duas pessoas morreram em Braga.", "Em março, nove pessoas morreram numa colisão em Viseu."),
        ("Duas pessoas morreram em Braga.", "No fim de semana passado, nove pessoas morreram em Viseu."),
        ("Due persone sono morte a Foggia.", "A marzo erano state uccise nove persone nella stessa via."),
        ("Due persone sono morte a Foggia.", "Lo scorso weekend sono morte nove persone a Bari."),
    ],
)
@pytest.mark.parametrize("kind", ["newswire", "social"])
def test_months_and_weekends_of_before_are_past_in_channels_as_well(tagger, news, behind, kind):
    report = tagger.tag(Post(id="p", source="s", kind=kind, text=f"{news} {behind}", published_at=NOON))
    assert {count.min for m in _told(report, "DEATH") for count in m.counts} == {2}


def test_a_march_that_was_stays_one_where_more_are_announced(article):
    text = "Miles de personas marcharon en Sevilla contra la reforma. Se anunció que seguirán las movilizaciones."
    assert _told(article("", text), "PROTEST")


def test_what_has_gone_on_for_weeks_is_of_now(article):
    text = "Miles marcharon este lunes en Quito. Hace tres semanas que los maestros están en huelga."
    assert not _told(article("Marcha en Quito", text), "PROTEST", "past")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Le car a versé lundi. Au total 21 personnes ont péri, un précédent bilan faisant état de 19 morts.", {21}),
        ("El bus volcó ayer. Hay 31 muertos, aunque en un primer momento se habló de 24 muertos.", {31}),
    ],
)
def test_an_earlier_toll_does_not_count(article, text, told):
    counts = {c.min for m in article(None, text).mentions for c in m.counts if c.role == "killed"}
    assert counts == told


def _counts(report):
    return {(c.role, c.min) for m in (*report.mentions, *report.hazards) for c in m.counts}


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Un incendie à Vaulx : une dizaine de maisons évacuées par les pompiers.", set()),
        ("Accident près de Fès : quatorze personnes ont été évacuées vers l'hôpital.", {("injured", 14)}),
        ("Les inondations ont fait plus de 48.000 sinistrés à Maradi.", set()),
        ("La protesta en Ate dejó un número indeterminado de heridos.", {("injured", 2)}),
        ("Cinco personas fueron conducidas a la comisaría de Ate.", {("arrested", 5)}),
    ],
)
def test_who_is_counted(tag, text, counts):
    assert _counts(tag(text)) == counts


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Los bomberos desalojaron dos plantas por el humo en Badalona.", "FORCE"),
        ("El edificio fue desalojado por precaución en Gijón tras el incendio.", "FORCE"),
        ("Familiares marcharon en Quito para exigir la liberación de los estudiantes.", "FREED"),
        ("Ils ont défilé à Tunis pour réclamer la libération des étudiants.", "FREED"),
    ],
)
def test_a_building_that_is_cleared_and_a_release_that_is_asked_for(tag, text, kind):
    assert kind not in {m.type for m in tag(text).mentions if m.polarity == "asserted"}


def test_a_gathering_at_a_door_for_a_cause_is_a_protest(tag):
    assert "PROTEST" in {
        m.type for m in tag("Une centaine de personnes devant le tribunal pour dénoncer l'abus.").mentions
    }
    assert "PROTEST" in {m.type for m in tag("Vecinos llegaron frente al municipio para exigir agua.").mentions}
