# What a fresh machine needs is Python 3.11 or later (with pip and venv) and make. `make help` lists the targets.

PYTHON ?= python3
GOLD ?= ../shared/gold
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install -qq
SOURCES := idlibtl scripts tests benchmarks fuzz
FUZZ_SECONDS ?= 120

.PHONY: help demo test check lint types docs docs-check site format score bench fuzz compiled clean
.DELETE_ON_ERROR:

help:
	@echo "make demo    build data/ into build/demo.db and show it"
	@echo "make test    run the tests"
	@echo "make check   lint, types, and whether the documentation is what the program says"
	@echo "make docs    write the generated parts of the documentation anew"
	@echo "make site    build the documentation as a site into build/site"
	@echo "make format  put the code into form"
	@echo "make score   measure accuracy against the gold in GOLD (default: $(GOLD)), where there is one; figures into docs/accuracy.md"
	@echo "make bench   measure the tagger's speed beside dateparser and chrono (CORPUS=texts.jsonl for your own texts)"
	@echo "make fuzz    throw hostile inputs at readers, tagger, exporters and store, FUZZ_SECONDS=$(FUZZ_SECONDS) each (Linux)"
	@echo "make compiled  install into .venv-compiled with the hot modules compiled (a C compiler is needed), and compare what both make of data/"
	@echo "make clean   remove what these targets made"

demo: .venv/.package
	@mkdir -p build
	$(BIN)/idlibtl build data --db build/demo.db
	$(BIN)/idlibtl show --db build/demo.db

test: .venv/.dev tests/node/node_modules/.stamp
	$(BIN)/python -m pytest

check: lint types docs-check

lint: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/.dev
	$(BIN)/mypy $(SOURCES)

docs-check: .venv/.dev
	$(BIN)/python scripts/docs.py --check

docs: .venv/.dev
	$(BIN)/python scripts/docs.py

site: .venv/.dev
	$(BIN)/python scripts/docsite.py

format: .venv/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

score: .venv/.package
	@$(BIN)/python scripts/score.py "$(GOLD)" --docs docs/accuracy.md

bench: .venv/.package
	@$(BIN)/python benchmarks/tag.py $(if $(CORPUS),--corpus "$(CORPUS)")

fuzz: .venv/.fuzz
	$(BIN)/python fuzz/run.py $(FUZZ_SECONDS)

compiled: .venv-compiled/.package .venv/.package
	@mkdir -p build/compiled
	cd build/compiled && for venv in .venv .venv-compiled; do \
	  ../../$$venv/bin/idlibtl build ../../data --db $$venv.db && ../../$$venv/bin/idlibtl export --db $$venv.db --format json > $$venv.json || exit 1; done
	cmp build/compiled/.venv.json build/compiled/.venv-compiled.json

clean:
	rm -rf .venv .venv-compiled build dist benchmarks/node_modules tests/node/node_modules idlibtl.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find $(SOURCES) -name __pycache__ -prune -exec rm -rf {} +

# What is installed, told by stamps: a target that has all it needs starts at once.
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv .venv || $(MAKE) --no-print-directory .venv-without-ensurepip

.PHONY: .venv-without-ensurepip
.venv-without-ensurepip:  # Debian keeps it in a package of its own
	$(PYTHON) -m venv --clear --without-pip .venv
	$(PYTHON) -m pip --python .venv/bin/python install -qq pip

.venv/.package: pyproject.toml | .venv/bin/python
	$(PIP) -e .
	@touch $@

.venv/.dev: .venv/.package
	$(PIP) -e ".[dev]"
	@touch $@

.venv/.fuzz: .venv/.dev
	$(PIP) -e ".[fuzz]"
	@touch $@

tests/node/node_modules/.stamp: tests/node/package.json
	@if ! command -v npm >/dev/null; then echo "npm is missing: the tests that need it are skipped"; \
	elif npm install --prefix tests/node --silent --no-audit --no-fund --no-package-lock; then touch $@; \
	else echo "npm could not install: the tests that need it are skipped"; fi

.venv-compiled/.package: pyproject.toml setup.py $(shell find idlibtl -name '*.py' -o -name '*.toml') | .venv/bin/python
	$(PYTHON) -m venv --clear --without-pip .venv-compiled
	IDLIBTL_COMPILE=1 $(BIN)/python -m pip --disable-pip-version-check --python .venv-compiled/bin/python install -qq .
	@touch $@
