# Two commands matter: `make demo` and `make test`. They need Python >= 3.11, make and the package registries.
PYTHON ?= python3
BROKER ?= embedded
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: help install demo tools test check drill bench run lock clean

help: ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: $(STAMP) ## make .venv with the locked dependencies and .venv/bin/tocsin

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Tocsin needs Python 3.11 or later, this is " + sys.version.split()[0] + "; try: make PYTHON=python3.12") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m streams.geo.gazetteer > /dev/null
	@touch $@

demo: install ## replay the Bishkek night drill through the real pipeline (BROKER=embedded or local)
	$(BIN)/tocsin demo --broker $(BROKER)

tools: install ## fetch Prometheus and Alertmanager for the checks, if they are not on the path (no root needed)
	$(BIN)/python -m deploy.observability.programs

test: install ## everything: style, types, unit tests, real Kafka tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 3 --dist loadgroup

check: install ## style, types and the tests that need no Kafka
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -m 'not kafka' -n 2

drill: install ## break a running Tocsin in three ways and see the right alert arrive each time (five minutes)
	$(BIN)/python -m deploy.observability.drill

bench: install ## measure speed, latency and memory on this machine
	$(BIN)/python -m deploy.bench

run: install ## run for good with ./tocsin.toml (or the defaults)
	$(BIN)/tocsin run

lock: install ## write requirements.lock anew from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --universal --all-extras --python-version 3.11 \
		--no-emit-index-url --no-annotate --quiet --output-file requirements.lock

clean: ## remove what was made here
	rm -rf $(VENV) build dist .tocsin
