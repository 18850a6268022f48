"""Prometheus and Alertmanager are had without root, and a machine that cannot have them is told what to do."""

import json
import os
import subprocess

import pytest

from deploy.observability.programs import NAMES, ProgramMissingError, find_program
from deploy.observability.servers import ServerError, alertmanager, prometheus
from deploy.web import WebError, get, post


@pytest.mark.parametrize("name", NAMES)
def test_every_program_is_there_and_runs(name):
    command = [find_program(name), "--version"]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)  # noqa: S603  as found
    assert "version" in said.stdout + said.stderr


def test_what_is_on_the_path_is_taken_as_it_is(tmp_path):
    own = tmp_path / "prometheus-alertmanager"
    own.touch(0o755)
    assert find_program("alertmanager", {"PATH": str(tmp_path)}) == own


def test_what_is_missing_is_fetched_once_and_whole(tmp_path):
    fetched = []

    def fetch(into):
        fetched.append(into)
        (into / "usr" / "bin").mkdir(parents=True)
        (into / "usr" / "bin" / "promtool").touch(0o755)

    environment = {"PATH": str(tmp_path / "empty"), "XDG_CACHE_HOME": str(tmp_path)}
    first = find_program("promtool", environment, fetch)
    assert first == find_program("promtool", environment, fetch)
    assert (first.is_file(), len(fetched)) == (True, 1)
    with pytest.raises(ProgramMissingError, match="does not hold amtool; remove that directory"):
        find_program("amtool", environment, fetch)


def test_a_machine_that_cannot_have_them_is_told_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ProgramMissingError, match="there is no apt-get to fetch it with; mend: put prometheus"):
        find_program("promtool", {**os.environ, "XDG_CACHE_HOME": str(tmp_path)})
    assert not (tmp_path / "tocsin" / "prometheus").exists()  # nothing half is left behind


def test_an_archive_that_refuses_is_quoted(tmp_path, monkeypatch):
    for name in ("apt-get", "dpkg-deb"):
        script = tmp_path / name
        script.write_text("#!/bin/sh\necho 'E: Unable to locate package prometheus' >&2\nexit 100\n")
        script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    with pytest.raises(ProgramMissingError, match="apt-get said: E: Unable to locate package"):
        find_program("promtool", {"PATH": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)})


def test_an_alertmanager_takes_alerts_and_ends_with_its_context(tmp_path):
    config = tmp_path / "alertmanager.yml"
    config.write_text("route: {receiver: nobody}\nreceivers: [{name: nobody}]\n")
    with alertmanager(tmp_path, config) as server:
        alert = [{"labels": {"alertname": "Test"}}]
        assert post(f"{server.url}/api/v2/alerts", json.dumps(alert).encode()).status == 200
        assert get(f"{server.url}/-/healthy").status == 200
    with pytest.raises(WebError, match="does not answer"):
        get(f"{server.url}/-/healthy")


def test_a_server_that_does_not_start_says_why(tmp_path):
    config = tmp_path / "prometheus.yml"
    config.write_text("no_such_key: 1\n")
    with pytest.raises(ServerError, match="no_such_key"), prometheus(tmp_path, config):
        pass
