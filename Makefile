# make run and make test do all their set-up themselves; `make` alone says what else there is.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

READY := .venv/.ready
BIN := .venv/bin
PYTHON_IN := $(BIN)/python
SIZE ?= small
OUT ?= rapport
TIME ?= 20
PORT ?= 8000

# name, budget in seconds, command: every leg runs, and all are reported together at the end
CHECKS := \
	"format 20: ruff format --check ." \
	"lint 30: ruff check ." \
	"types 180: mypy" \
	"imports 60: lint-imports --no-logo" \
	"migrations 30: ZORGINKOOP_DATA=.cache/portaal python -m zorginkoop.portal makemigrations --check --dry-run" \
	"policies 120: zorginkoop policy check" \
	"prove 120: zorginkoop policy prove" \
	"coverage 120: zorginkoop policy coverage" \
	"miniature 30: zorginkoop policy coverage docs/examples/miniatuur/wandelbegeleiding/2026-1 --source docs/examples/miniatuur/bronnen" \
	"architecture 120: python -m pytest -q tests/architecture"
# what takes long is sampled in `make test`, the same tests each time; `make suite`, `make browser` and `make test-long` run
# all of it: of the pages that links lead to, all are followed, and half of their kinds are looked at in the browser
LONG := tests/property,tests/unit/rehearsal,tests/unit/formats,tests/unit/columns,tests/unit/study,tests/spec/test_readings,tests/integration/test_cli_rehearse,tests/integration/test_report,tests/integration/test_cli_compare,tests/integration/test_cli_policy,tests/integration/test_cli_whatif,tests/integration/test_cli_prove,tests/integration/test_mutate,tests/integration/test_oracles,tests/integration/portal/five
TESTS := \
	"tests 900: make --no-print-directory suite ARGS='--sample=4 --sampled=$(LONG)'" \
	"browser 420: make --no-print-directory browser ARGS='--sample=2 --sampled=tests/browser/test_journeys'" \
	"postgres 400: make --no-print-directory test-postgres ARGS=--sample=6" \
	"bare-wheel 300: python tools/bare_wheel.py"

help:  ## say what there is
	@sed -nE 's/^([a-z-]+):[^#]*## /\1\t/p' Makefile | while IFS=$$'\t' read -r name what; do printf 'make %-14s %s\n' "$$name" "$$what"; done

setup: $(READY)  ## make .venv with the locked packages (the other commands do it themselves)

$(READY): requirements.lock pyproject.toml tools/setup.sh
	@tools/setup.sh

run: $(READY)  ## the site on this machine with a made-up region, until Ctrl-C (PORT= for another)
	@$(BIN)/zorginkoop portal run --size small --port $(PORT)

run-country: $(READY)  ## the same with the whole country, in a folder of its own
	@ZORGINKOOP_DATA=$${ZORGINKOOP_DATA:-portaal-land} $(BIN)/zorginkoop portal run --size country --port $(PORT)

report: $(READY)  ## judge a made-up region and serve the report until Ctrl-C
	@$(BIN)/zorginkoop rehearse --size small --out $(OUT) --serve

rehearse: $(READY)  ## judge a made-up region of SIZE= and write the report to OUT=
	@$(BIN)/zorginkoop rehearse --size $(SIZE) --out $(OUT)

test: $(READY)  ## the tests (a sample of the long ones), browser, PostgreSQL, and the specification on the bare wheel
	@$(PYTHON_IN) tools/legs.py test $(TESTS)

suite: $(READY)  ## every test, without browser, PostgreSQL and the bare wheel
	@tools/packages.sh poppler-utils nginx clamav-daemon
	@mkdir -p .cache && rm -f .cache/tests.xml; \
	$(PYTHON_IN) -m pytest -n 2 --dist worksteal --ignore tests/browser --junit-xml .cache/tests.xml $(ARGS) || failed=1; \
	$(PYTHON_IN) tools/counted.py .cache/tests.xml && [ -z "$${failed:-}" ]

browser: $(READY)  ## the site in a real browser: the thin line, by keyboard, on a phone, every page (screens in .cache/screens)
	@tools/packages.sh chromium
	@$(PYTHON_IN) -m pytest -n 0 --timeout 900 tests/browser $(ARGS)

test-postgres: $(READY)  ## the tests of the site again, on a PostgreSQL server that is started for them
	@tools/packages.sh postgresql
	@mkdir -p .cache && rm -f .cache/tests-postgres.xml; \
	$(PYTHON_IN) tools/postgres.py $(PYTHON_IN) -m pytest -n 2 --dist worksteal --junit-xml .cache/tests-postgres.xml $(ARGS) tests/integration/portal || failed=1; \
	$(PYTHON_IN) tools/counted.py .cache/tests-postgres.xml && [ -z "$${failed:-}" ]

test-long: $(READY)  ## every test whole, on both databases, and the property tests with many more examples
	@$(MAKE) --no-print-directory suite
	@$(MAKE) --no-print-directory browser
	@$(MAKE) --no-print-directory test-postgres
	@HYPOTHESIS_PROFILE=long $(PYTHON_IN) -m pytest -n 2 --dist worksteal --timeout 3600 tests/property

coverage: $(READY)  ## which lines and branches no test reaches
	@$(PYTHON_IN) -m pytest -n 2 -q --cov --cov-report term-missing:skip-covered

check: $(READY)  ## format, lint, types, imports, policies, coverage, architecture
	@$(PYTHON_IN) tools/legs.py check $(CHECKS)

mutate: $(READY)  ## would a test notice a mistake in conditions, ladders or dates? stops after TIME= minutes, then goes on
	@nice $(PYTHON_IN) tools/mutate.py --time $(TIME) $(if $(JOBS),--jobs $(JOBS)) $(ARGS)

bench: $(READY)  ## measure, one run, medians, machine noted
	@$(PYTHON_IN) benchmarks/run.py

oracles: $(READY)  ## ask two other engines about a million records (SAMPLE= for fewer)
	@PYTHONPATH=benchmarks $(PYTHON_IN) -m oracles $(if $(SAMPLE),--sample $(SAMPLE))

pages: $(READY)  ## renew the pages of docs/ that are made from the code and the tests
	@$(PYTHON_IN) tools/pages.py

lock: $(READY)  ## renew requirements.lock from pyproject.toml
	@tools/lock.sh

clean:  ## remove what the other commands made
	@rm -rf .venv .cache .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache .coverage htmlcov build dist rapport
	@find src tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help setup run run-country report rehearse test suite browser test-postgres test-long coverage check mutate bench oracles pages lock clean
