"""An alert's life driven at random: reports, hours, verdicts, doubles and restarts, beside a twin that sees neither."""

from datetime import timedelta
from itertools import pairwise

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from msgspec.structs import replace

from alerts.alert import ALERTS
from alerts.lifecycle import AnalystVerdict, VerdictName
from alerts.params import Params
from alerts.steps import EscalateStep
from alerts.verdicts import TOLD, carried, verdict_id
from streams.report import STORIES, Place
from tests.alerts.core.conftest import BEGIN, BISHKEK, Teller

PARAMS = Params(watch=11.7, page=17.2, scan_page=12.05, slope=1.0)
ALONE = (0, 1, 1)
OSH = Place("Osh", "KG", "Osh", 40.53, 72.8, "city")
OPEN = {"watch", "firing", "acknowledged", "clearing", "suppressed"}
AFTER = {
    "watch": {"watch", "firing"},
    "firing": {"firing"},
    "acknowledged": {"acknowledged", "firing"},
    "clearing": {"watch", "firing", "resolved", "clearing"},
    "suppressed": {"watch", "firing", "resolved", "suppressed"},
    "resolved": {"watch", "firing", "false_positive"},
    "false_positive": {"watch", "firing"},
    "merged": set(),
}
"""What may follow a state beside what an analyst may say of an open alert, and the clearing of it."""
ENDS = {"acknowledged", "clearing", "suppressed", "resolved", "merged", "false_positive"}
VERDICTS: tuple[VerdictName, ...] = ("acknowledge", "false_alarm", "resolve", "silence", "merge", "reopen")


class Life(RuleBasedStateMachine):
    """``twin`` gets every record once; ``step`` gets some twice and is restored from its snapshot now and then."""

    def __init__(self):
        super().__init__()
        self.step, self.twin = (EscalateStep.load(PARAMS, ALONE, None) for _ in range(2))
        self.tell, self.minute, self.alerts = Teller(), 0.0, []

    def take(self, record, times=1):
        expected = self.twin.apply([record])
        routed = [one for _ in range(times) for one in self.step.apply([record])]
        assert routed == expected
        self.alerts += [ALERTS.decode(one.value) for one in routed if one.topic == "alerts" and one.value]

    @rule(count=st.integers(1, 8), osh=st.booleans(), kind=st.sampled_from(["CLASH", "FIRE", "DEATH"]))
    def report(self, count, osh, kind):
        for _ in range(count):
            self.minute += 0.5
            told = self.tell(self.minute, (kind,), place=OSH if osh else BISHKEK)
            self.take(TOLD.decode(STORIES.encode(told)), 2)

    @rule(minutes=st.sampled_from([5, 40, 100, 300]))
    def wait(self, minutes):
        self.minute += minutes
        self.take(TOLD.decode(STORIES.encode(self.tell(self.minute, (), place=None))))

    @rule(word=st.sampled_from(VERDICTS), which=st.integers(0, 5), other=st.integers(0, 5))
    def judge(self, word, which, other):
        known = list(dict.fromkeys(alert.alert for alert in self.alerts))
        if not known:
            return
        name, into = known[which % len(known)], known[other % len(known)]
        at = BEGIN + timedelta(minutes=self.minute)
        said = AnalystVerdict(
            alert=name,
            verdict=word,
            by="anna",
            at=at,
            until=at + timedelta(hours=1) if word == "silence" else None,
            into=into if word == "merge" and into != name else None,
            revision=len(self.alerts),
        )
        self.take(carried(replace(said, id=verdict_id(said))), 2)

    @rule()
    def restart(self):
        self.step = EscalateStep.load(PARAMS, ALONE, self.step.snapshot())

    @invariant()
    def every_alert_has_lived_as_alerts_do(self):
        for name in {alert.alert for alert in self.alerts}:
            life = [alert for alert in self.alerts if alert.alert == name]
            assert [alert.revision for alert in life] == list(range(1, len(life) + 1))
            assert life[0].state in ("watch", "firing")
            for before, after in pairwise(life):
                assert after.state in AFTER[before.state] | (ENDS if before.state in OPEN else set())
                assert after.at >= before.at


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)
