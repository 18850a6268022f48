"""Who says so in Spanish and French news: to whom and by what means it was said is nobody who says it."""

import pytest


def _sources(report):
    return {(m.source.name, m.source.class_) for m in (*report.mentions, *report.hazards) if m.source}


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("La explosión dejó tres muertos, dijo a la AP Rosa Quispe, vecina del lugar.", "Rosa Quispe", "eyewitness"),
        (
            "Murieron cinco obreros, señaló en rueda de prensa el gobernador Luis Prado.",
            "gobernador Luis Prado",
            "official",
        ),
        (
            "Tres muertos en Cali, escribió en su cuenta de X el alcalde de la ciudad.",
            "alcalde de la ciudad",
            "official",
        ),
        ("Hay nueve heridos en Oruro, indicó la policía en un comunicado.", "policía", "official"),
        (
            "Le tir a fait trois morts, a indiqué dans un communiqué transmis à l'AFP le commandement de la zone.",
            "commandement de la zone",
            "official",
        ),
        (
            "Le raid a fait dix morts, a affirmé mardi soir à la télévision nationale un porte-parole de l'armée.",
            "porte-parole de l'armée",
            "official",
        ),
        (
            "Deux ouvriers ont péri, ont annoncé les autorités locales citées par l'agence APS.",
            "autorités locales",
            "official",
        ),
        (
            "L'attaque a fait neuf morts, a déclaré à un journaliste de l'AFP Issa Diarra, maire de la commune.",
            "Issa Diarra",
            "official",
        ),
    ],
)
def test_whom_it_was_told_to_and_how_is_nobody_who_tells_it(tag, text, name, kind):
    assert _sources(tag(text)) == {(name, kind)}


def test_apres_alone_names_no_speaker_and_d_apres_does(tag):
    assert _sources(tag("Deux blessés à Kayes après l'arrivée de la police.")) == set()
    assert _sources(tag("Deux blessés à Kayes d'après la police.")) == {("police", "official")}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Varios vecinos aseguraron haber oído disparos en Reynosa.", "eyewitness"),
        ("Cinco detenidos en Ate, informó la Región Policial Lima.", "official"),
        ("Una bomba estalló en Tumaco, han detallado responsables militares.", "official"),
        ("Un incendie a ravagé le marché de Bouaké, commente un vendeur.", "eyewitness"),
        ("Trois soldats ont été tués à Djibo, avait indiqué une source sécuritaire.", "official"),
        ("Deux civils tués à Djugu, dénonce la société civile.", "party"),
        ("Choque en Talca deja dos heridos. Vía @BomberosTalca", "official"),
    ],
)
def test_more_verbs_and_speakers(tag, text, kind):
    assert {found for _, found in _sources(tag(text))} == {kind}


def test_who_speaks_of_an_event_need_not_name_it(tag):
    text = (
        "Un incendio destruyó anoche una fábrica de muebles en Yecla. Las llamas se veían desde la autovía. "
        "“El viento no ayudó nada”, lamentó el jefe de Bomberos, Juan Soler. La nave llevaba años sin uso."
    )
    assert _sources(tag(text)) == {("jefe de Bomberos", "official")}


def test_figures_that_are_raised_are_told_and_a_case_that_is_sent_to_court_is_not(tag):
    assert _sources(tag("La Policía elevó a 12 los muertos en Juliaca.")) == {("Policía", "official")}
    assert _sources(tag("La fiscalía de Salta (Argentina) elevó a juicio la causa de los tres muertos.")) == set()


def test_the_words_of_the_verb_are_no_part_of_a_name_and_a_prepositions_are_nobodys(tag):
    assert _sources(tag("El alcalde no lo confirmó, pero hay dos muertos en Cali.")) == {("alcalde", "official")}
    text = "Dos muertos en Cali, calificó como responsables de alimentar las protestas."
    assert _sources(tag(text)) == set()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Un incendio ha distrutto un garage a Novara. Secondo i medici non ci sono intossicati gravi.", "official"),
        ("Un incendio ha distrutto un garage a Novara. «Sono scappata», dice la titolare del bar.", "eyewitness"),
        ("Un incendio ha distrutto un garage a Novara. «Poteva andare peggio», ammette il funzionario.", "official"),
        ("Un incendio ha distrutto un garage a Novara. Gli inquirenti ipotizzano il dolo.", "official"),
        ("Un incendio destruyó una nave en Lugo. «Salimos corriendo», relataba una de las afectadas.", "eyewitness"),
        ("Un incendio destruyó una nave en Lugo. Las autoridades han pedido cerrar las ventanas.", "official"),
        ("Doce personas heridas en Lugo, según el servicio de emergencias 112.", "official"),
        ("Um incêndio destruiu uma loja no Recife. «Perdi tudo», contou a dona do prédio.", "eyewitness"),
    ],
)
def test_who_speaks_by_more_words_of_the_trade(tag, text, kind):
    assert {kind} == {one for _, one in _sources(tag(text))}
