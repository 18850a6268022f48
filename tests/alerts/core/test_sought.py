"""The missing who were found are missing no more."""

import pytest

from alerts.claims import claims_of
from alerts.escalation import Escalation, Params
from alerts.severity import figures


@pytest.mark.parametrize(
    ("excerpt", "counts", "missing"),
    [
        ("П'ятеро загинули, двоє вважаються зниклими — їх знайшли живими.", [("killed", 5), ("missing", 2)], []),
        ("Visso, due fratelli dispersi rintracciati: erano al pascolo", [("missing", 2)], []),
        ("Blast toll 13, search ends", [("killed", 13)], []),  # some may never be found
        ("Search over, two missing climbers found dead", [("killed", 2), ("missing", 2)], [0]),
        ("Blast toll 13, all workers accounted for", [("killed", 13)], [0]),
        ("Search ends with twelve missing", [("killed", 13), ("missing", 12)], [12]),
        ("Two of the missing were found, 4 are still missing", [("missing", 4)], [4]),
        ("2 missing after the dam burst. One body was found downstream", [("missing", 2)], [2]),
        ("Search suspended for the night, 13 dead", [("killed", 13)], []),
        ("Search for survivors ends, 13 dead", [("killed", 13)], []),
    ],
)
def test_who_was_found_is_not_missing(tell, excerpt, counts, missing):
    story = tell(0, ("DEATH",), excerpt=excerpt, counts=counts)
    claims = claims_of(story, story.report.mentions)
    assert [one.count.min for one in claims if one.count.role == "missing"] == missing
    assert {one.count.role for one in claims} >= {role for role, _ in counts if role != "missing"}


def test_an_alert_does_not_end_with_those_who_were_found(tell):
    wire = {"kind": "newswire", "kinds": ("FIRE", "DEATH")}
    told = [
        tell(5 * n, counts=[("killed", 4), ("missing", 2)], excerpt="Two missing after blast", **wire)
        for n in (1, 2, 3)
    ]
    alerts = Escalation(Params()).apply(
        [*told, tell(60, counts=[("killed", 5)], excerpt="Toll 5, nobody missing", **wire)]
    )
    assert "2 missing" in alerts[-2].headline
    assert "missing" not in alerts[-1].headline
    assert alerts[-1].why.text.endswith("Told before: 4 killed, 2 missing.")
    assert figures(alerts[-1].counts, "missing", {alerts[-1].counts[0].post})[0].count.min == 0
