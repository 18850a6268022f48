"""Towns that streets and companies bear: `streams.geo.streets`."""

import pytest

from streams.geo.streets import drop_streets
from streams.geo.toponym_evidence import ACCEPT
from streams.geo.toponyms import Called, Name
from streams.text import fold

UNKNOWN = Called((), False, 0.0, 0)
STREETS = (
    "in via,da Viale,la piazza,il Corso,sul lungomare,la calle,la Avenida,la av.,las Avenidas,la carrera,el jirón,"
    "la Glorieta,la calzada,na Rua,na travessa,na Rodovia,la rue de,le boulevard de,l'avenue de,le Quai,l'impasse,"
    "la empresa,la compañía,la cooperativa,la Línea,la constructora,la compagnie,la Société"
)


@pytest.mark.parametrize("before", STREETS.split(","))
def test_a_town_that_a_street_bears_is_no_scene_beside_another(before):
    text = f"Muertos: {before} Trento, Parma"
    names = [Name(at, at + 1, word, UNKNOWN, ACCEPT) for word in ("Trento", "Parma") for at in [text.index(word)]]
    drop_streets(names, text, fold(text))
    assert [name.text for name in names if name.evidence >= ACCEPT] == ["Parma"]
