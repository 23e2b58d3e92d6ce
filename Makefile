# Everything one does here has a name. `make` alone lists them. Works with GNU make 3.81 and later.
# Settings you may give: PORT=8001, PYTHON=python3.12, NO_UV=1, WORKERS=2, ARGS="-k queue" (pytest).
SHELL := /bin/sh
.DEFAULT_GOAL := help
VENV ?= .venv
PORT ?= 8000
ARGS ?=
PY := $(VENV)/bin/python
# Never the database of another project that this shell happens to name.
DEMO := DEPLOYMENT=demo DATABASE_URL= $(PY) manage.py
# CI machines have two cores. One worker each keeps them busy, and every further one is work of its
# own; only where a browser is waited for does one more pay. WORKERS= sets both.
WORKERS ?=
WITH_BROWSER = -n $(or $(WORKERS),3)
WITHOUT_BROWSER = -n $(or $(WORKERS),2) -m "not browser and not pure"
# For `make check`: what a machine lacks is a failure, not left out.
WHOLE ?=
# How often `make durability` kills the server.
RUNS ?= 10
PYTEST := $(PY) -m pytest -raR --dist worksteal
TEMPLATES = find templates accounts curriculum reflections rehearsals config -name '*.html' -print0
export UV_PYTHON_DOWNLOADS := never
# A run of the tests starts a hundred processes: what one has compiled, the others need not.
unexport PYTHONDONTWRITEBYTECODE
export PIP_DISABLE_PIP_VERSION_CHECK := 1

help:
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: $(VENV)/.dev ## the virtual environment, with everything development needs

demo: $(VENV)/.base ## the demo school on http://localhost:8000 (PORT= changes it)
	$(DEMO) migrate --verbosity 0
	PORT=$(PORT) $(DEMO) demo --serve

seed: $(VENV)/.base ## load the demo school without serving it
	$(DEMO) migrate --verbosity 0
	$(DEMO) demo

run: $(VENV)/.base ## serve the demo school as it is, reloading when a file changes
	$(DEMO) runserver $(PORT)

test: setup ## every test this machine can run, and why it leaves some out
	@status=0; \
	DATABASE_URL= $(PYTEST) $(WITH_BROWSER) $(if $(WHOLE),--require-browser) $(ARGS) || status=$$?; \
	.ci/postgres $(if $(WHOLE),,--optional) --as-default $(PYTEST) $(WITHOUT_BROWSER) $(ARGS) || status=$$?; \
	exit $$status

test-fast: setup ## SQLite, no browser, stop at the first failure
	DATABASE_URL= $(PYTEST) -x -q -m "not browser" $(ARGS)

lint: setup ## ruff and djade, changing nothing
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(TEMPLATES) | xargs -0 $(VENV)/bin/djade --check --target-version 5.2

fmt: setup ## ruff and djade, changing files
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .
	$(TEMPLATES) | xargs -0 $(VENV)/bin/djade --target-version 5.2

types: setup ## mypy on rules, queries, actions and the pure modules
	$(PY) -m mypy

migrations: setup ## is a migration missing?
	$(PY) manage.py makemigrations --check --dry-run --settings tests.settings

deploy-check: setup ## would production start, and does Django find it safe?
	DEPLOYMENT=production DATABASE_URL=sqlite:///:memory: ALLOWED_HOSTS=heartbeat.example \
		DEFAULT_FROM_EMAIL="Heartbeat <portal@heartbeat.example>" \
		SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(60))') \
		$(PY) manage.py check --deploy --fail-level WARNING

check: setup ## exactly what CI runs, in CI's order
	$(MAKE) --jobs 2 types lint migrations deploy-check collected
	$(MAKE) test WHOLE=1

# Every test is loaded once, which compiles it, before each worker would compile them all.
collected: setup
	@said=$$(DATABASE_URL= $(PY) -m pytest --collect-only -q 2>&1) || { echo "$$said"; exit 1; }

bench: setup ## timings as ratios, and growth from 1x to 100x entries
	$(PY) -m tests.bench

durability: setup ## 16 writers and a killed server: is a saved word ever lost? (RUNS=1000 is long)
	DATABASE_URL= $(PY) -m tests.durability --runs $(RUNS)
	.ci/postgres --optional --as-default --durable $(PY) -m tests.durability --runs $(RUNS)

load: setup ## 60 people typing, then 60 phones in rehearsals, on SQLite; 300 on PostgreSQL
	DATABASE_URL= $(PY) -m tests.load --people 60
	DATABASE_URL= $(PY) -m tests.load --rehearse --people 60
	.ci/postgres --optional --as-default --durable $(PY) -m tests.load --people 300
	.ci/postgres --optional --as-default --durable $(PY) -m tests.load --rehearse --people 300 --seconds 66

mutants: setup ## take out each visibility clause and guard in turn: do the tests notice?
	$(PY) -m tests.mutants

docs: setup ## do the documents agree with the code, and do their links lead somewhere?
	$(PYTEST) $(WITH_BROWSER) -q tests/house -k doc

pictures: setup ## take the pictures of docs/faculty.md anew, by the test that walks through it
	DATABASE_URL= $(PY) -m pytest -q --require-browser --pictures tests/browser/test_faculty_walk.py

messages: $(VENV)/.base ## every sentence of the interface to locale/, and its translations compiled (needs gettext)
	$(DEMO) makemessages --all --no-location -i $(VENV) -i tests
	$(DEMO) compilemessages --ignore $(VENV)

lock: ## compile requirements/*.txt from pyproject.toml again (needs uv; UPGRADE=--upgrade)
	.ci/lock $(UPGRADE)

clean: ## remove what can be made again (what people wrote, in var/, stays)
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage htmlcov staticfiles
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.made:
	.ci/setup venv $(VENV)
	@touch $@
$(VENV)/.base: requirements/base.txt $(VENV)/.made
	.ci/setup install $(VENV) $<
	@touch $@
$(VENV)/.dev: requirements/dev.txt $(VENV)/.base
	.ci/setup install $(VENV) $<
	@touch $@

.PHONY: help setup demo seed run test test-fast lint fmt types migrations deploy-check check collected \
	bench durability load mutants docs pictures messages lock clean
