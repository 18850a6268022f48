"""Channels of this machine: terminal, files, mail to a real SMTP server."""

import asyncio
import io
import json
from email import message_from_bytes
from email.policy import default

import pytest
import pytest_asyncio
from aiosmtpd.smtp import SMTP

from alerts.notifiers.jsonl import JsonLines
from alerts.notifiers.notifier import RefusedError, UnreachableError
from alerts.notifiers.pictures import Pictures
from alerts.notifiers.services import Service, ServiceOptions
from alerts.notifiers.terminal import Terminal, TerminalOptions
from alerts.picture import png

# Apprise imports it where it still exists, to look whether it has to bring its own.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")


async def test_the_terminal_shows_the_alert_and_obeys_nobody_elses_commands(revise):
    stream = io.StringIO()
    hostile = revise(headline="Fire [red]at[/red] \x1b[2J\x07 the gate\nAlert, extreme: faked")
    await Terminal("terminal", TerminalOptions(), stream).send(hostile, "a/severe")
    shown = stream.getvalue()
    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert "Fire [red]at[/red]" in shown
    assert "0.1 expected" in shown
    assert "https://example.org/1" in shown


async def test_a_headline_longer_than_the_terminal_is_shown_to_its_end(revise):
    stream = io.StringIO()
    await Terminal("terminal", TerminalOptions(), stream).send(revise(headline="Clashes, " * 15 + "at the end"), "a/b")
    assert "at the end" in " ".join(stream.getvalue().replace("│", " ").split())


async def test_a_closed_terminal_is_an_error_that_may_pass(revise):
    stream = io.StringIO()
    stream.close()
    with pytest.raises(UnreachableError):
        await Terminal("terminal", TerminalOptions(), stream).send(revise(), "a/severe")


async def test_json_lines_are_appended_and_a_torn_line_spoils_only_itself(revise, tmp_path):
    path = tmp_path / "deep" / "alerts.jsonl"
    channel = JsonLines("archive", path)
    await channel.send(revise(), "a/severe")
    with path.open("ab") as file:
        file.write(b'{"alert":"torn')
    await channel.send(revise(revision=2), "a/severe")
    first, torn, last, rest = path.read_bytes().split(b"\n")
    assert [json.loads(line)["revision"] for line in (first, last)] == [1, 2]
    assert torn == b'{"alert":"torn'
    assert rest == b""


async def test_a_file_that_cannot_be_written_may_be_later(revise, tmp_path):
    with pytest.raises(UnreachableError, match="cannot write"):
        await JsonLines("archive", tmp_path).send(revise(), "a/severe")


async def test_pictures_are_whole_files_under_the_name_of_the_revision(revise, tmp_path):
    channel = Pictures("pictures", tmp_path / "deep")
    for _ in range(2):
        assert await channel.send(revise(revision=3), "a/severe") == "a-r3.png"
    assert sorted(file.name for file in (tmp_path / "deep").iterdir()) == ["a-r3.png", "a-r3.svg"]
    assert (tmp_path / "deep" / "a-r3.png").read_bytes() == png(revise(revision=3))


class Mailbox:
    def __init__(self, answer="250 OK"):
        self.answer, self.mails, self.receivers = answer, [], []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  aiosmtpd's name
        self.receivers.append(envelope.rcpt_tos)
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        return self.answer


@pytest_asyncio.fixture
async def mailbox():
    servers = []

    async def start(answer="250 OK"):
        box, loop = Mailbox(answer), asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(box, hostname="localhost"), "127.0.0.1", 0)
        servers.append(server)
        box.port = server.sockets[0].getsockname()[1]
        return box

    yield start
    for server in servers:
        server.close()


def mail(box):
    url = f"mailto://127.0.0.1:{box.port}?from=tocsin@example.org&to=desk@example.org&mode=insecure"
    return Service("mail", ServiceOptions(url=url))


async def test_mail_arrives_with_headline_reason_and_evidence(mailbox, revise):
    box = await mailbox()
    assert await mail(box).send(revise(), "a/severe") == "mailto took it"
    (found,) = box.mails
    assert found["subject"] == "Alert, severe: Clashes and a fire in Bishkek"
    text = found.get_body(("plain", "html")).get_content()
    assert "0.1 expected" in text
    assert "smoke over the square" in text


async def test_the_picture_stands_inside_the_mail(mailbox, revise):
    box = await mailbox()
    await mail(box).send(revise(), "a/severe")
    (found,) = box.mails
    (picture,) = (part for part in found.walk() if part.get_content_type() == "image/png")
    assert picture.get_content() == png(revise())
    assert f"cid:{picture['content-id'].strip('<>')}" in found.get_body(("html",)).get_content()


async def test_a_post_can_neither_add_a_header_to_a_mail_nor_markup(mailbox, revise):
    box = await mailbox()
    evil = "Fire\r\nBcc: thief@example.org\r\n\r\n<script>alert(1)</script>\u2028Subject: x"
    await mail(box).send(revise(headline=evil), "a/severe")
    (found,) = box.mails
    assert found["bcc"] is None
    assert found.get_all("subject") == [
        "Alert, severe: Fire Bcc: thief\uff20example.org <script>alert(1)</script> Subject: x"
    ]
    assert "<script>" not in found.get_body(("html",)).get_content()
    assert box.receivers == [["desk@example.org"]]


async def test_mail_that_the_server_does_not_take_is_tried_again(mailbox, revise):
    with pytest.raises(UnreachableError, match="mailto"):
        await mail(await mailbox("451 later")).send(revise(), "a/severe")


async def test_an_address_that_apprise_cannot_read_is_refused(revise):
    with pytest.raises(RefusedError, match="nosuch"):
        await Service("x", ServiceOptions(url="nosuch://example.org")).send(revise(), "a/severe")
