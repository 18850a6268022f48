"""The rules of the house, held by reading every import: who may know whom, and what only a few modules may touch."""

import ast
import importlib
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("connectors", "streams", "alerts", "deploy")
MOST_LINES = 500

# Imports run against the flow of the data and only through records and what carries them.
NEIGHBOURS = {
    "connectors": (),
    "streams": ("connectors.post", "connectors.codec", "connectors.dead"),
    "alerts": (
        "connectors.post",
        "connectors.codec",
        "connectors.dead",
        "streams.report",  # what escalation reads
        "streams.stage",  # the form of a step, shared by all stateful stages
        "streams.app",  # one way to build a Faust app
        "streams.agents",  # one way to read a stream
        "streams.outlet",  # one way to acknowledge after delivery
        "streams.intake",  # one way to make dead letters of unreadable messages
        "streams.restore",  # one way to read a log
        "streams.metrics",  # one way to count what a stage does
    ),
    "deploy": ("connectors", "streams", "alerts"),  # the composition root knows everybody, and nobody knows it
}

# Library -> the modules that may import it, with the reason. Everything else takes what it needs as an argument.
KEPT = {
    "faust": {
        "streams/app.py": "builds the app",
        "streams/agents.py": "reads, calls, writes",
        "streams/outlet.py": "delivers and acknowledges",
        "alerts/agents.py": "reads, calls, writes",
        "deploy/stages.py": "composes the stages",
        "deploy/worker.py": "runs a stage",
        "deploy/run.py": "runs all stages",
        "deploy/brokers/broker.py": "Faust's form of the credentials",
    },
    "mode": {"streams/app.py": "Faust's supervisor and queue"},
    "httpx": {
        "connectors/fetch.py": "the one HTTP client of the sources, behind the address guard",
        "alerts/notifiers/*.py": "delivers",
    },
    "httpcore": {"connectors/fetch.py": "dials through the address guard"},
    "websockets": {
        "connectors/frames.py": "the one client of web sockets, dialled through the address guard",
        "deploy/bench_sources.py": "plays the server of a measurement",
    },
    "aiokafka": {
        "connectors/sink.py": "posts to Kafka",
        "connectors/checkpoints.py": "positions to Kafka",
        "connectors/closing.py": "ends a producer that was given up",
        "connectors/runner.py": "the errors of a checkpoint that was not saved",
        "connectors/health_watch.py": "the errors of a record that was not saved",
        "streams/restore.py": "reads logs and snapshots at a start",
        "deploy/**": "the composition root",
    },
    "confluent_kafka": {"deploy/**": "brokers, topics, lag"},
    "prometheus_client": {
        "*/metrics.py": "one module per package names its metrics",
        "deploy/exposition.py": "writes them",
        "deploy/health.py": "serves them",
        "deploy/findings.py": "reads what the processes tell",
    },
    "apprise": {"alerts/notifiers/services.py": "one channel of many"},
    "click": {"deploy/cli.py": "the command line", "deploy/commands/*.py": "its verbs"},
    "rich": {
        "deploy/view/*.py": "the live view",
        "deploy/commands/*.py": "prints explanations",
        "deploy/demo.py": "the drill's frame",
        "deploy/calibrate.py": "progress and result of a calibration",
        "deploy/bench_escalation.py": "a table of figures",
        "alerts/notifiers/terminal.py": "the terminal as a channel",
        "streams/explain.py": "styled text, printed by others",
        "streams/dedupe/explain.py": "styled text, printed by others",
    },
    "matplotlib": {"deploy/**": "pictures of a backtest", "alerts/notifiers/*.py": "pictures of an alert"},
}

# Who may read the clock, chance or the environment. All other code takes them as arguments, so that the same functions
# serve the live stream, a replay, a backtest and a test.
IMPURE = {
    "connectors/page.py": "the sources' one clock, handed on as an argument",
    "streams/agents.py": "the edge of a stage: hands the time to pure steps",
    "streams/outlet.py": "ages are measured when they are told",
    "streams/metrics.py": "ages are measured when they are told",
    "streams/words/cache.py": "where the machine keeps caches",
    "alerts/agents.py": "the edge of a stage",
    "alerts/courier.py": "delivery happens in the time that people live in",
    "alerts/lane.py": "delivery happens in the time that people live in",
    "alerts/metrics.py": "ages are measured when they are told",
    "alerts/notifiers/*.py": "delivery happens in the time that people live in",
    "deploy/**": "runs it",
}
PURE_IN_DEPLOY = (
    "deploy/pipeline.py",
    "deploy/config*.py",
    "deploy/findings.py",
    "deploy/drills/*.py",
    "deploy/view/state.py",
)
CLOCKS = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "time": {"time", "time_ns", "monotonic", "monotonic_ns", "perf_counter"},
    "os": {"environ", "getenv", "environb", "urandom"},
    "uuid": {"uuid1", "uuid4"},
    "random": {"random", "randint", "choice", "shuffle", "sample", "uniform"},
}


@cache
def sources() -> dict[str, ast.Module]:
    """Every module of ours: path relative to the root -> syntax tree."""
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_bytes())
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
    }


def imports(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Every imported module with its line, also those imported inside functions or for types only."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((name.name, node.lineno) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: a relative import hides who knows whom"
            module = node.module or ""
            # `from connectors import post` names a module, `from connectors.post import Post` one name more.
            yield from ((f"{module}.{name.name}", node.lineno) for name in node.names)


def within(module: str, allowed: str) -> bool:
    return module == allowed or module.startswith(allowed + ".")


def matches(path: str, pattern: str) -> bool:
    return path.startswith(pattern.removesuffix("**")) if pattern.endswith("**") else fnmatch(path, pattern)


def readings(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Every use of clock, chance or environment: what is read, and the line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            owner = node.value
            name = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
            if node.attr in CLOCKS.get(name, ()):
                yield f"{name}.{node.attr}", node.lineno
        elif isinstance(node, ast.ImportFrom) and node.module in CLOCKS:
            for alias in node.names:
                if node.module not in ("datetime", "date") and alias.name in CLOCKS[node.module]:
                    yield f"{node.module}.{alias.name}", node.lineno


def strangers(package: str) -> list[str]:
    """Imports of our other packages that the table does not allow."""
    return [
        f"{path}:{line} imports {module}"
        for path, tree in sources().items()
        if path.startswith(package + "/")
        for module, line in imports(tree)
        if module.split(".")[0] in PACKAGES
        and module.split(".")[0] != package
        and not any(within(module, allowed) for allowed in NEIGHBOURS[package])
    ]


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_knows_only_the_neighbours_that_the_house_allows(package):
    assert strangers(package) == []


@pytest.mark.parametrize("library", sorted(KEPT))
def test_a_library_is_imported_only_where_the_table_says(library):
    elsewhere = [
        f"{path}:{line} imports {module}"
        for path, tree in sources().items()
        for module, line in imports(tree)
        if within(module, library) and not any(matches(path, pattern) for pattern in KEPT[library])
    ]
    assert elsewhere == []


def test_pure_code_reads_neither_clock_nor_chance_nor_environment():
    found = [
        f"{path}:{line} reads {name}"
        for path, tree in sources().items()
        if any(matches(path, pattern) for pattern in PURE_IN_DEPLOY)
        or not any(matches(path, pattern) for pattern in IMPURE)
        for name, line in readings(tree)
    ]
    assert found == []


def test_the_rules_see_what_they_are_to_see():
    tree = ast.parse(
        "import os.path, time\nfrom datetime import datetime\nfrom time import monotonic\n"
        "def f():\n    import httpx\n    return datetime.now(), time.time(), os.environ['A']\n"
    )
    assert {name for name, _ in imports(tree)} >= {"httpx", "os.path", "time", "time.monotonic"}
    assert {name for name, _ in readings(tree)} == {"datetime.now", "time.time", "os.environ", "time.monotonic"}


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_is_the_one_of_this_repository(package):
    # `tests/connectors`, or a distribution of the same plain name, could answer for it.
    module = importlib.import_module(package)
    assert module.__file__ is not None
    assert Path(module.__file__).resolve() == ROOT / package / "__init__.py"


def test_no_python_file_is_longer_than_can_be_read_at_once():
    files = [*(ROOT / path for path in sources()), *(ROOT / "tests").rglob("*.py")]
    long = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in files}
    assert {path: lines for path, lines in long.items() if lines > MOST_LINES} == {}


def test_every_module_says_what_it_is_for():
    assert [path for path, tree in sources().items() if tree.body and not ast.get_docstring(tree)] == []
