"""What runs Tocsin elsewhere: units, image, compose file, Kubernetes manifests; held to their schemas and to the code.

Nothing is started here: there is neither an init system nor a container engine in a test run. `systemd-analyze` comes
with systemd; the schemas of Kubernetes and of compose files come with the packages ``kubernetes-validate`` and
``check-jsonschema``. Strimzi's kinds have a file of their own; KEDA's are held to the code's tables only.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import kubernetes_validate
import pytest
import yaml

from deploy.brokers.rights import ROLES
from deploy.brokers.topics import TopicPlan
from deploy.config import parse
from deploy.k8s.write import PARTITIONS, topics, users
from deploy.parameters import plan_of
from deploy.stages import STAGES
from streams.geo.gazetteer_build import _Writer

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
K8S = DEPLOY / "k8s"
KUBERNETES = "1.33"
OTHERS = ("kafka.strimzi.io/", "keda.sh/", "kustomize.config.k8s.io/")
PROCESSES = ("connect", *STAGES)


def documents():
    for file in sorted(K8S.glob("*.yaml")):
        for document in yaml.safe_load_all(file.read_text()):
            yield pytest.param(document, id=f"{document['kind']}-{document.get('metadata', {}).get('name', file.stem)}")


def of_kind(kind):
    return {param.values[0]["metadata"]["name"]: param.values[0] for param in documents() if kind in param.id}


@pytest.mark.parametrize("document", list(documents()))
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_manifests_of_kubernetes_own_kinds_fit_its_schemas(document):
    if document["apiVersion"].startswith(OTHERS):
        strimzi, others = {"Kafka", "KafkaNodePool", "KafkaTopic", "KafkaUser"}, {"Kustomization", "ScaledObject"}
        assert document["kind"] in strimzi | others | {"TriggerAuthentication"}
    else:
        kubernetes_validate.validate(document, KUBERNETES, strict=True)


def test_every_manifest_is_in_the_kustomization():
    wanted = yaml.safe_load((K8S / "kustomization.yaml").read_text())
    assert set(wanted["resources"]) == {file.name for file in K8S.glob("*.yaml")} - {"kustomization.yaml"}
    assert wanted["configMapGenerator"][0]["files"] == ["tocsin.toml"]


def test_topics_and_users_are_those_of_the_code():
    assert (K8S / "topics.yaml").read_text() == topics(), "run `python -m deploy.k8s.write`"
    assert (K8S / "users.yaml").read_text() == users(), "run `python -m deploy.k8s.write`"
    assert {doc["metadata"]["name"] for doc in yaml.safe_load_all(topics())} == set(TopicPlan().wanted)
    assert {doc["metadata"]["name"] for doc in yaml.safe_load_all(users())} == {
        f"tocsin-{role}" for role in ROLES if role != "admin"
    }


def test_each_process_has_a_workload_with_its_own_user():
    workloads = of_kind("StatefulSet")
    assert set(workloads) == set(PROCESSES)
    for name, workload in workloads.items():
        pod = workload["spec"]["template"]["spec"]
        (container,) = pod["containers"]
        assert container["args"] == (["connect"] if name == "connect" else ["worker", name])
        given = {each["name"]: each for each in container["env"]}
        assert given["KAFKA_USER"]["value"] == f"tocsin-{name}"
        assert given["KAFKA_PASSWORD"]["valueFrom"]["secretKeyRef"]["name"] == f"tocsin-{name}"
        assert pod["securityContext"]["runAsNonRoot"]
        assert container["securityContext"]["readOnlyRootFilesystem"]


def test_taggers_scale_to_their_partitions_and_no_further():
    (scaled,) = of_kind("ScaledObject").values()
    assert scaled["spec"]["maxReplicaCount"] == PARTITIONS["posts"]
    assert scaled["spec"]["triggers"][0]["metadata"]["topic"] == "tocsin.posts"


@pytest.mark.parametrize("file", [K8S / "tocsin.toml", DEPLOY / "compose" / "tocsin.toml"], ids=["k8s", "compose"])
def test_configurations_beside_the_manifests_are_right(file, tmp_path):
    ca = tmp_path / "ca.crt"
    ca.write_text("a test's authority")
    text = file.read_text().replace("/etc/tocsin-ca/ca.crt", str(ca))
    config = parse(text.encode(), {"KAFKA_USER": "tocsin-tag", "KAFKA_PASSWORD": "secret"}, str(file))
    assert config.broker.kind.startswith("kafka://")
    assert config.metrics.host == "0.0.0.0"  # noqa: S104  inside a container's own network
    if file.parent == K8S:
        assert {name: plan_of(config).count(name) for name in PARTITIONS} == dict(PARTITIONS)


def test_the_compose_file_fits_its_schema_and_names_every_process():
    checker = Path(sys.executable).with_name("check-jsonschema")
    done = subprocess.run(  # noqa: S603  our own command line
        [checker, "--builtin-schema", "vendor.compose-spec", DEPLOY / "compose.yaml"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    assert {"kafka", "topics", *PROCESSES} <= set(services)
    for name in PROCESSES:
        assert services[name]["command"] == (["connect"] if name == "connect" else ["worker", name])
        assert services[name]["read_only"]


def test_prometheus_in_containers_asks_every_process_by_the_name_that_the_rules_know():
    inside = yaml.safe_load((DEPLOY / "compose" / "prometheus.yml").read_text())
    outside = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text())
    (job,) = inside["scrape_configs"]
    assert job["job_name"] == outside["scrape_configs"][0]["job_name"]
    assert {each["labels"]["process"]: each["targets"] for each in job["static_configs"]} == {
        name: [f"{name}:9470"] for name in PROCESSES
    }


def test_grafana_in_containers_finds_the_dashboards_and_asks_prometheus_there():
    given = yaml.safe_load((DEPLOY / "compose" / "grafana.yml").read_text())["datasources"][0]
    outside = yaml.safe_load((DEPLOY / "grafana/provisioning/datasources/tocsin.yml").read_text())["datasources"][0]
    assert given == {**outside, "url": "http://prometheus:9090"}
    provider = yaml.safe_load((DEPLOY / "grafana/provisioning/dashboards/tocsin.yml").read_text())["providers"][0]
    mounted = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]["grafana"]["volumes"]
    assert f"./grafana/dashboards:{provider['options']['path']}:ro" in mounted


@pytest.fixture(scope="module")
def systemd_analyze():
    found = shutil.which("systemd-analyze")
    assert found, "systemd-analyze is not on this machine: apt-get install systemd"
    return found


@pytest.mark.parametrize("unit", sorted((DEPLOY / "systemd").glob("*.service")), ids=lambda path: path.name)
def test_units_are_right_and_hardened(unit, systemd_analyze, tmp_path):
    program = Path(sys.executable).with_name("tocsin")
    copy = tmp_path / unit.name
    copy.write_text(unit.read_text().replace("/opt/tocsin/.venv/bin/tocsin", str(program)))
    verified = subprocess.run(  # noqa: S603
        [systemd_analyze, "verify", "--man=no", copy], capture_output=True, text=True, check=False
    )
    assert verified.returncode == 0, verified.stderr
    assert unit.name.partition("@")[0] not in verified.stderr
    exposed = subprocess.run(  # noqa: S603
        [systemd_analyze, "security", "--offline=true", "--no-pager", "--threshold=20", copy],
        capture_output=True,
        text=True,
        check=False,
    )
    assert exposed.returncode == 0, exposed.stdout[-2000:]


def test_the_image_is_built_from_what_the_project_has():
    text = (DEPLOY / "Dockerfile").read_text()
    sources = [name for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE) for name in line.split()[:-1]]
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert set(sources) == allowed
    assert all((ROOT / name).exists() for name in sources)
    assert re.search(r"^USER 10001:10001$", text, re.MULTILINE)


def test_what_is_built_into_the_image_can_be_read_by_its_user(tmp_path):
    _Writer().write(tmp_path / "cache" / "gazetteer.bin")
    assert (tmp_path / "cache" / "gazetteer.bin").stat().st_mode & 0o777 == 0o644


def test_the_wheel_holds_every_file_that_the_program_reads(tmp_path):
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    packed = set(zipfile.ZipFile(wheel).namelist())
    packages = ("connectors", "streams", "alerts")
    wanted = {
        str(file.relative_to(ROOT))
        for package in packages
        for file in (ROOT / package).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert wanted <= packed
    assert "deploy/drills/bishkek_night/posts.jsonl" in packed
