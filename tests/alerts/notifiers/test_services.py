"""What Apprise really puts on the wire for many services: inside each one's limit, and with nobody's post acted on."""

import json
import re
from urllib.parse import parse_qs, unquote_plus

import pytest

from alerts.message import Limits, gsm, harmless
from alerts.notifiers.services import Service, ServiceOptions, limits_of, said
from tests.alerts.conftest import make_revision

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

# Address, field of the body that people read, and what the service takes of it, in its own documentation's words.
SERVICES = {
    "telegram": ("tgram://123456789:abcdefg_hijklmnop/12315544/", "text", 4096),
    "discord": ("discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js", "content", 2000),
    "slack": ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#general", "text", 35_000),
    "pushover": ("pover://" + "u" * 30 + "@" + "t" * 30, "message", 1024),
    "mattermost": ("mmost://chat.example.org/3ccdd113474722377935511fc85d3dd4", "text", 4000),
    "ntfy": ("ntfy://ntfy.example.org/crisis", "message", 7800),
    "gotify": ("gotify://gotify.example.org/abcdefghijklmno", "message", 32_768),
    "twilio": ("twilio://AC" + "0" * 32 + ":" + "b" * 32 + "@15551234567/15557654321", "Body", 160),
    "clicksend": ("clicksend://user:pass@15551234567", "body", 160),
}
HOSTILE = "@everyone @here <!channel> <!here> <@U123> <#C9> [your bank](https://thief.example) <b>x</b> & *y* `z`"


class Wire:
    """Stands where Apprise's HTTP client would open a connection; answers as the service would."""

    def __init__(self):
        self.bodies = []

    def send(self, request, **_):
        import importlib

        requests = importlib.import_module("requests")
        raw = request.body or b""
        self.bodies.append(raw.decode() if isinstance(raw, bytes) else raw)
        answer = requests.models.Response()
        content = b"ok" if "slack" in request.url else b'{"ok": true, "status": 1}'
        answer.status_code, answer._content, answer.request = 200, content, request
        answer.url = request.url
        return answer

    def read(self, field):
        """The value of a field anywhere in the newest body, JSON or form."""
        raw = self.bodies[-1]
        if not raw.lstrip().startswith(("{", "[")):
            return parse_qs(raw)[field][0]
        found = []

        def look(value):
            if isinstance(value, dict):
                found.extend(each for key, each in value.items() if key == field and isinstance(each, str))
                for each in value.values():
                    look(each)
            elif isinstance(value, list):
                for each in value:
                    look(each)

        look(json.loads(raw))
        return max(found, key=len)


@pytest.fixture
def wire(monkeypatch):
    made = Wire()
    monkeypatch.setattr("requests.adapters.HTTPAdapter.send", made.send)
    monkeypatch.setattr("apprise.plugins.base.NotifyBase.throttle", lambda *_, **__: None)
    return made


def long_alert(extra=0):
    post = make_revision().posts[0]
    posts = tuple(type(post)(f"p{n}", post.source, post.url, "words " * 40, post.published_at) for n in range(10))
    return make_revision(headline="Clashes " + "and more " * 100 + "x" * extra, posts=posts)


@pytest.mark.parametrize("name", SERVICES)
@pytest.mark.parametrize("extra", range(3))
async def test_the_longest_message_is_one_message_within_the_service_s_limit(name, extra, wire):
    url, field, limit = SERVICES[name]
    await Service(name, ServiceOptions(url=url)).send(long_alert(extra), "a/severe")
    assert len(wire.bodies) == 1
    text = wire.read(field).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
    assert 0 < len(text) <= limit
    assert "Clashes and more" in unquote_plus(wire.bodies[0])


@pytest.mark.parametrize("name", SERVICES)
async def test_a_storm_is_one_message_within_the_service_s_limit(name, wire):
    url, field, limit = SERVICES[name]
    storm = [make_revision(f"alert-{n}", headline=f"{HOSTILE} {n} " * 4) for n in range(20)]
    await Service(name, ServiceOptions(url=url)).send_together(storm)
    assert len(wire.bodies) == 1
    text = wire.read(field).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
    assert 0 < len(text) <= limit
    assert "20 alerts" in unquote_plus(wire.bodies[0])
    assert "@everyone" not in unquote_plus(wire.bodies[0])


@pytest.mark.parametrize("limit", [40, 41, 159, 160, 161, 200, 201, 202, 1023, 1024, 1025, 2000, 4096])
@pytest.mark.parametrize("title", [0, 1, 30, 250])
@pytest.mark.parametrize("headline", ["Fire", HOSTILE, "@a" * 300, "x" * 5000, "Пожар " * 500])
def test_messages_fit_at_every_border_together_with_their_title(limit, title, headline):
    found = said(make_revision(headline=headline), Limits(title, limit, together=True))
    assert len(found.title) <= title or limit <= 200
    assert 0 < len(found.title) + len(found.body) <= max(limit, 41)


@pytest.mark.parametrize("name", ["discord", "slack", "telegram", "mattermost"])
async def test_no_post_calls_a_whole_team_or_hides_a_link(name, wire):
    url, field, _ = SERVICES[name]
    post = make_revision().posts[0]
    alert = make_revision(headline=HOSTILE, posts=(type(post)("p", HOSTILE, None, HOSTILE, post.published_at),))
    await Service(name, ServiceOptions(url=url)).send(alert, "a/severe")
    for text in (wire.read(field), wire.bodies[0]):
        assert not re.search(r"@(everyone|here)", text)
        assert not re.search(r"<[@!#]", text)
        assert "](http" not in text
    assert "<b>" not in wire.read(field) or name in ("discord", "mattermost"), "there it is no markup"


def test_what_is_harmless_reads_the_same_and_stays_itself():
    assert harmless("mail desk@example.org") == "mail desk\uff20example.org"
    assert harmless("see [1](2)") == "see [1\uff3d(2)"
    assert harmless("3 < 4, nothing to do") == "3 < 4, nothing to do"


async def test_a_text_message_is_one_of_160_signs_and_says_where_how_sure_and_which(wire):
    url, field, _ = SERVICES["twilio"]
    alert = make_revision("6a20797a-2b3b", headline="Clashes – “many” hurt… " + "in the old town " * 20)
    await Service("sms", ServiceOptions(url=url)).send(alert, "a/severe")
    text = wire.read(field)
    assert len(text) <= 160
    assert text.isascii()
    assert text.startswith('Alert, severe: Clashes - "many" hurt')
    assert text.endswith("... 5 sources, 90%. 18:00 UTC, id 6a20797a")


def test_typographic_signs_do_not_halve_a_text_message():
    assert gsm("“a” – ‘b’…") == "\"a\" - 'b'..."


def test_limits_are_the_service_s_own_and_the_desk_s():
    class Wide:
        title_maxlen, body_maxlen = 900, 100_000

    assert limits_of(Wide(), 8000) == Limits(250, 8000, together=True)
    assert limits_of(object(), 500) == Limits(0, 500, together=True)
