"""Channels over HTTP against receivers of the documented shape on this machine."""

import hmac
from base64 import b64decode, b64encode
from datetime import datetime, timedelta
from hashlib import sha256

import msgspec
import pytest
import pytest_asyncio

from alerts.notifiers import webhook as webhook_module
from alerts.notifiers.alertmanager import LASTING, Alertmanager, AlertmanagerOptions
from alerts.notifiers.http import Http
from alerts.notifiers.notifier import BusyError, RefusedError, UnreachableError
from alerts.notifiers.pagerduty import PagerDuty, PagerDutyOptions
from alerts.notifiers.webhook import Webhook, WebhookOptions

SECRET = "whsec_" + b64encode(b"a secret of twenty-four").decode()


@pytest_asyncio.fixture
async def http():
    made = Http(timedelta(seconds=0.3))
    yield made
    await made.aclose()


@pytest.fixture
def webhook(receiver, http, patient):
    return Webhook("desk", WebhookOptions(url=f"{receiver.url}/in", secret=SECRET), http, patient.now)


@pytest.fixture
def pagerduty(receiver, http):
    return PagerDuty("pager", PagerDutyOptions(routing_key="k" * 32, url=receiver.url), http)


@pytest.fixture
def alertmanager(receiver, http, patient):
    return Alertmanager("am", AlertmanagerOptions(url=receiver.url + "/", labels={"team": "desk"}), http, patient.now)


@pytest.fixture(params=["webhook", "pagerduty", "alertmanager"])
def posting(request):
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize(
    ("status", "headers", "error", "wait"),
    [
        (400, {}, RefusedError, None),
        (401, {}, RefusedError, None),
        (302, {"Location": "http://127.0.0.1:1/"}, RefusedError, None),
        (408, {}, UnreachableError, None),
        (429, {"Retry-After": "7"}, BusyError, timedelta(seconds=7)),
        (429, {}, BusyError, timedelta(seconds=30)),
        (503, {"Retry-After": "999999"}, BusyError, timedelta(hours=1)),
        (429, {"Retry-After": "Mon, 01 Jan 2001 00:00:00 GMT"}, BusyError, timedelta(0)),
        (500, {}, UnreachableError, None),
        (503, {}, UnreachableError, None),
    ],
)
async def test_each_answer_becomes_one_typed_error(posting, receiver, revise, status, headers, error, wait):
    receiver.answers = [(status, headers)]
    with pytest.raises(error) as caught:
        await posting.send(revise(), "a/minor")
    assert type(caught.value) is error
    assert caught.value.retry_after == wait
    assert caught.value.retryable == (error is not RefusedError)
    assert str(status) in str(caught.value)
    assert len(receiver.requests) == 1, "redirects are not followed, and nothing is tried again in here"


async def test_a_time_out_after_the_receiver_has_it_is_retryable(posting, receiver, revise):
    receiver.answers = [None]
    with pytest.raises(UnreachableError, match="in time"):
        await posting.send(revise(), "a/minor")
    assert len(receiver.requests) == 1


async def test_nobody_there_is_retryable_and_the_message_keeps_the_path_secret(http, patient, revise):
    hook = Webhook("desk", WebhookOptions(url="http://127.0.0.1:1/key-in-the-path?token=x"), http, patient.now)
    with pytest.raises(UnreachableError) as caught:
        await hook.send(revise(), "a/minor")
    assert "127.0.0.1:1" in str(caught.value)
    assert "key-in" not in str(caught.value)
    assert "token" not in str(caught.value)


async def test_a_webhook_is_a_signed_cloud_event_with_one_id_for_ever(webhook, receiver, revise, patient):
    receipt = await webhook.send(revise(revision=4), "a/severe")
    await webhook.send(revise(revision=4), "a/severe")
    one, two = receiver.requests
    assert receipt.startswith("202")
    assert one.headers["content-type"].startswith("application/cloudevents+json")
    event = one.json
    assert (event["specversion"], event["id"], event["type"], event["subject"]) == (
        "1.0",
        "a/4",
        "tocsin.alert.v1",
        "a",
    )
    assert datetime.fromisoformat(event["time"]).utcoffset() == timedelta(0)
    assert event["dedupkey"] == "a/severe"
    assert event["data"]["headline"] == "Clashes and a fire in Bishkek"
    assert "exercise" not in event
    assert one.body == two.body
    assert one.headers["idempotency-key"] == two.headers["idempotency-key"] == '"a/4"'
    # As https://www.standardwebhooks.com has receivers do it.
    signed = f"{one.headers['webhook-id']}.{one.headers['webhook-timestamp']}.".encode() + one.body
    expected = b64encode(hmac.new(b64decode(SECRET[6:]), signed, sha256).digest()).decode()
    assert one.headers["webhook-signature"] == f"v1,{expected}"
    assert int(one.headers["webhook-timestamp"]) == int(patient.now().timestamp())


async def test_a_webhook_marks_a_drill(webhook, receiver, revise):
    await webhook.send(revise(synthetic=True), "a/severe")
    assert receiver.requests[0].json["exercise"] is True


async def test_a_webhook_is_a_cloud_event_to_the_library_of_that_name(webhook, receiver, revise):
    from cloudevents.core.bindings.http import HTTPMessage, from_structured_event

    alert = revise(revision=2, synthetic=True)
    await webhook.send(alert, "a/severe")
    (request,) = receiver.requests
    read = from_structured_event(HTTPMessage(request.headers, request.body))  # raises on what the standard forbids
    assert (read.get_id(), read.get_source(), read.get_subject(), read.get_time()) == (
        "a/2",
        "urn:tocsin",
        "a",
        alert.at,
    )
    assert (read.get_extension("dedupkey"), read.get_extension("exercise")) == ("a/severe", True)
    assert msgspec.convert(read.get_data(), type(alert)) == alert


def verifier():
    """The function that the module's docstring gives to receivers, as they would copy it."""
    import base64
    import textwrap
    from collections.abc import Mapping

    text = (webhook_module.__doc__ or "").partition("::\n\n")[2]
    names = {"base64": base64, "hmac": hmac, "Mapping": Mapping}
    exec(textwrap.dedent(text), names)  # noqa: S102  our own words
    return names["verified"]


async def test_the_verifier_that_we_give_to_receivers_takes_ours_and_refuses_altered_and_old(
    receiver, http, patient, revise
):
    hook = Webhook("desk", WebhookOptions(url=receiver.url, secret="between us"), http, patient.now)
    await hook.send(revise(), "a/severe")
    (one,) = receiver.requests
    verified, now = verifier(), patient.now().timestamp()
    assert verified("between us", one.headers, one.body, now)
    assert not verified("another", one.headers, one.body, now)
    assert not verified("between us", one.headers, one.body + b" ", now)
    assert not verified("between us", {**one.headers, "webhook-id": "b/1"}, one.body, now)
    for off, good in ((299, True), (-299, True), (301, False), (-301, False)):
        assert verified("between us", one.headers, one.body, now + off) == good
    assert timedelta(seconds=300) == webhook_module.REPLAY_WINDOW


async def test_a_webhook_carries_the_picture_when_asked_to(receiver, http, patient, revise):
    hook = Webhook("desk", WebhookOptions(url=receiver.url, picture=True), http, patient.now)
    await hook.send(revise(), "a/severe")
    data = receiver.requests[0].json["data"]
    assert b64decode(data["picture"]["base64"]).startswith(b"\x89PNG")
    assert (data["picture"]["media_type"], data["headline"]) == ("image/png", "Clashes and a fire in Bishkek")


async def test_pagerduty_shows_a_picture_where_one_is_to_be_seen(receiver, http, revise):
    seen = "https://desk.example.org/{alert}-r{revision}.png"
    pager = PagerDuty("pager", PagerDutyOptions(routing_key="k" * 32, url=receiver.url, picture_url=seen), http)
    await pager.send(revise(revision=7), "a/severe")
    assert [one["src"] for one in receiver.requests[0].json["images"]] == ["https://desk.example.org/a-r7.png"]


def test_a_webhook_secret_that_cannot_be_read_is_refused():
    with pytest.raises(msgspec.ValidationError, match="Base64"):
        msgspec.convert({"url": "https://example.org", "secret": "whsec_!"}, WebhookOptions)


@pytest.fixture(params=["pagerduty", "alertmanager"])
def paging(request):
    return request.getfixturevalue(request.param)


async def test_pagers_refuse_a_drill_without_asking_anybody(paging, receiver, revise):
    with pytest.raises(RefusedError):
        await paging.send(revise(synthetic=True), "a/severe")
    assert receiver.requests == []


class Incidents:
    """PagerDuty's rules: one incident per open key; a trigger for an open key adds to it."""

    def __init__(self):
        self.open, self.opened = {}, []

    def __call__(self, request):
        event = request.json
        key, action = event["dedup_key"], event["event_action"]
        if action == "trigger":
            payload = event["payload"]
            if len(payload["summary"]) > 1024 or len(key) > 255 or payload["severity"] not in (
                "info", "warning", "error", "critical"
            ):  # fmt: skip
                return 400
            if key not in self.open:
                self.opened.append(key)
            self.open.setdefault(key, "triggered")
        elif action == "acknowledge" and key in self.open:
            self.open[key] = "acknowledged"
        elif action == "resolve":
            self.open.pop(key, None)
        return 202


async def test_pagerduty_has_one_incident_and_a_new_one_only_when_it_gets_worse(pagerduty, receiver, revise):
    receiver.hook = incidents = Incidents()
    await pagerduty.send(revise(severity="moderate"), "a/moderate")
    await pagerduty.send(revise(severity="moderate"), "a/moderate")  # a double
    await pagerduty.send(revise(revision=2, state="acknowledged", severity="moderate"), "a/moderate")
    assert incidents.open == {"a/moderate": "acknowledged"}
    await pagerduty.send(revise(revision=3, severity="extreme"), "a/extreme")
    assert incidents.open == {"a/extreme": "triggered"}
    await pagerduty.send(revise(revision=4, severity="minor"), "a/extreme")
    await pagerduty.send(revise(revision=5, state="clearing"), "a/extreme")
    assert incidents.opened == ["a/moderate", "a/extreme"]
    await pagerduty.send(revise(revision=6, state="resolved"), "a/extreme")
    assert incidents.open == {}


@pytest.mark.parametrize("closed", ["resolved", "false_positive"])
async def test_pagerduty_pages_again_for_an_alert_that_is_reopened_and_resolves_it_again(
    closed, pagerduty, receiver, revise
):
    receiver.hook = incidents = Incidents()
    await pagerduty.send(revise(severity="moderate"), "a/moderate")
    await pagerduty.send(revise(revision=2, severity="extreme"), "a/extreme")
    await pagerduty.send(revise(revision=3, state=closed, severity="extreme"), "a/extreme")
    await pagerduty.send(revise(revision=4, state="firing", severity="extreme"), "a/extreme")
    assert incidents.open == {"a/extreme": "triggered"}
    assert incidents.opened == ["a/moderate", "a/extreme", "a/extreme"]
    await pagerduty.send(revise(revision=5, state="resolved", severity="extreme"), "a/extreme")
    assert incidents.open == {}


@pytest.mark.parametrize("state", ["resolved", "merged", "false_positive", "suppressed"])
async def test_pagerduty_resolves_every_incident_of_an_alert_also_after_a_restart(state, pagerduty, receiver, revise):
    receiver.hook = incidents = Incidents()
    incidents.open = {"a/moderate": "acknowledged", "a/extreme": "triggered"}
    await pagerduty.send(revise(revision=9, state=state), "a/extreme")
    assert incidents.open == {}


async def test_pagerduty_messages_fit_its_limits(pagerduty, receiver, revise):
    receiver.hook = incidents = Incidents()
    await pagerduty.send(revise("x" * 400, headline="word " * 900), "x" * 400 + "/severe")
    assert len(incidents.opened) == 1
    assert len(receiver.requests[0].json["payload"]["summary"]) <= 1024
    assert receiver.requests[0].json["links"][0]["href"].startswith("https://www.openstreetmap.org/")


async def test_alertmanager_labels_stay_and_annotations_change(alertmanager, receiver, revise):
    await alertmanager.send(revise(severity="moderate"), "a/moderate")
    await alertmanager.send(revise(revision=2, severity="minor", headline="Less of it"), "a/moderate")
    assert {request.path for request in receiver.requests} == {"/api/v2/alerts"}
    one, two = (request.json[0] for request in receiver.requests)
    assert one["labels"] == two["labels"] == {
        "team": "desk", "alertname": "TocsinAlert", "alert": "a", "severity": "moderate"
    }  # fmt: skip
    assert one["annotations"] != two["annotations"]


async def test_alertmanager_has_one_open_set_of_labels_until_the_end(alertmanager, receiver, revise, patient):
    def still_open(request):
        found = []
        for alert in request.json:
            starts, ends = (datetime.fromisoformat(alert[name]) for name in ("startsAt", "endsAt"))
            assert starts <= ends, "Alertmanager answers 400 otherwise"
            assert all(isinstance(value, str) for value in [*alert["labels"].values(), *alert["annotations"].values()])
            if ends > patient.now():
                assert ends - patient.now() == LASTING >= 3 * alertmanager.repeat
                found.append(alert["labels"]["severity"])
        return found

    await alertmanager.send(revise(severity="moderate"), "a/moderate")
    await alertmanager.send(revise(revision=2, severity="extreme"), "a/extreme")
    await alertmanager.send(revise(revision=3, state="acknowledged"), "a/extreme")
    await alertmanager.send(revise(revision=4, state="suppressed"), "a/extreme")
    await alertmanager.send(revise(revision=5, state="resolved"), "a/extreme")
    assert list(map(still_open, receiver.requests)) == [["moderate"], ["extreme"], ["extreme"], [], []]
