"""Logs carry ids and never a secret, whatever form it comes in."""

import io
import json
import logging

import pytest
import structlog

from deploy import logs
from deploy.config import load
from deploy.secrets import secrets_of

CONFIG = """
[broker]
kind = "kafka://broker.example:9093"
[broker.security]
tls = true
mechanism = "SCRAM-SHA-512"
username = "tocsin"
password = "env:KAFKA_PASSWORD"

[[sources]]
name = "fediverse"
type = "mastodon"
options = { server = "https://mastodon.example", token = "mastodon-token-1" }

[[sources]]
name = "wire"
type = "feeds"
options = { url = "https://reader:feed%20password@wire.example/rss?api_key=feed-key-123" }

[[channels]]
name = "chat"
type = "apprise"
options = { url = "tgram://123456:telegram-token/chat-id" }

[[channels]]
name = "desk"
type = "webhook"
options = { url = "https://d.example/", secret = "env:DESK_SECRET", headers = { Authorization = "desk-header-token" } }

[deadman]
ping_url = "https://ping.example/0f3c-uuid-of-the-check"
"""
ENVIRONMENT = {"KAFKA_PASSWORD": 'kafka "quoted" pässword', "DESK_SECRET": "desk-secret-2"}
SECRETS = (
    'kafka "quoted" pässword',
    "mastodon-token-1",
    "feed password",
    "feed%20password",
    "feed-key-123",
    "telegram-token",
    "desk-secret-2",
    "desk-header-token",
    "0f3c-uuid-of-the-check",
)


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "tocsin.toml"
    path.write_text(CONFIG, "utf-8")
    return load(path, ENVIRONMENT)


@pytest.fixture(params=["console", "json"])
def logged(request, config, monkeypatch):
    """Set logging up with the configuration's secrets; returns what was written since."""
    monkeypatch.setattr(logs, "_secrets", {})
    logs.set_up(request.param)
    logs.hide(secrets_of(config, ENVIRONMENT))
    written = io.StringIO()
    (handler,) = logging.getLogger().handlers
    handler.setStream(written)
    return written.getvalue


def everything(config) -> str:
    return " ".join([CONFIG, *ENVIRONMENT.values(), *(str(one.options) for one in (*config.sources, *config.channels))])


def clean(text: str) -> None:
    assert text
    plain = json.loads(text)["event"] if text.startswith("{") else text
    for secret in SECRETS:
        assert secret not in text, secret
        assert secret not in plain, secret
        assert json.dumps(secret)[1:-1] not in text, secret


def test_no_secret_in_an_event_or_its_fields(logged, config):
    text = everything(config)
    structlog.get_logger("deploy.x").warning(text, options=config.sources[0].options, all=text)
    clean(logged())


def test_no_secret_in_a_library_s_message(logged, config):
    logging.getLogger("httpx").warning("HTTP Request: GET %s", everything(config))
    clean(logged())


def test_no_secret_in_a_traceback(logged, config):
    def fail(password):  # a local variable, which some tracebacks show
        raise RuntimeError(f"cannot log in with {password} at {everything(config)}")

    try:
        fail(ENVIRONMENT["KAFKA_PASSWORD"])
    except RuntimeError:
        structlog.get_logger("deploy.x").exception("failed")
    text = logged()
    assert "RuntimeError" in text
    clean(text)


def test_addresses_are_clean_although_nobody_named_their_secrets(logged):
    address = "https://u:p@h.example/x?a=1&access_token=abcdef&b=2"
    logging.getLogger("any").warning("at %s with Bearer abcdefghijklmnop", address)
    text = logged()
    assert "https://***@h.example/x?a=1&access_token=***&b=2 with Bearer ***" in text
    assert "abcdef" not in text


def test_logs_that_are_set_up_later_are_so_at_the_first_line(logged, capsys):
    logs.set_up_later("json")
    logging.getLogger("any").debug("unheard")
    logging.getLogger("any").warning("with Bearer abcdefghijklmnop")
    (told,) = capsys.readouterr().err.splitlines()
    assert json.loads(told)["event"] == "with Bearer ***"


def test_ordinary_words_stay():
    text = 'Basic information: "https://example.org/a?page=2", user@example.org, 12:30@noon'
    assert logs.scrubbed(text) == text


def test_ids_become_fields(logged):
    logging.getLogger("alerts.courier").warning("channel_gone channel=%s alert=%s", "desk", "0f3c")
    structlog.get_logger("connectors.feeder").warning("gap", source="wire", post="wire:1")
    first, second = logged().splitlines()
    if not first.startswith("{"):
        assert "channel_gone" in first
        assert "alert=0f3c" in first
        return
    told = json.loads(first)
    assert (told["event"], told["channel"], told["alert"], told["level"]) == ("channel_gone", "desk", "0f3c", "warning")
    assert (json.loads(second)["source"], json.loads(second)["post"]) == ("wire", "wire:1")
