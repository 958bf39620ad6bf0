# `make` lists what there is. Needs python3 (3.11 or newer, with venv) and make; everything else goes into .venv.
# With uv on PATH, uv installs; `make setup UV=` keeps to pip. `make setup PYTHON=/usr/bin/python3.12` names a Python.

VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
UV      = $(shell command -v uv 2>/dev/null)
PYTHON  = $(shell for p in python3.13 python3.12 python3.11 python3; do \
	"$$p" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo "$$p" && break; done)
FOUND   = $(shell python3 -c 'import sys; print("python3 here is %d.%d" % sys.version_info[:2] + \
	(", without venv (Debian, Ubuntu: apt install python3-venv)" if sys.version_info >= (3, 11) else ""))' 2>/dev/null || \
	echo "there is no python3 here")
ARGS   :=
# Tests wait much, for kernels, browsers and programs that they killed: one worker more than there are cores.
WORKERS = $(shell "$(BIN)/python" -c 'import os; print(min(4, 1 + (os.cpu_count() or 1)))')

.PHONY: help setup tools demo batch lab test lint bench bench-specs docs clean
.DEFAULT_GOAL := help

help:  ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1  /p' $(firstword $(MAKEFILE_LIST)) | awk -F '  ' '{ printf "make %-11s %s\n", $$1, $$2 }'

setup: $(STAMP)  ## .venv with everything in it (does nothing when it is there)
	@echo "$(VENV) is ready"

# The stamp is written last: an installation that was cut off is done again. A .venv that no longer runs is replaced.
$(STAMP): pyproject.toml
	@if ! "$(BIN)/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
		if [ -n "$(UV)" ]; then "$(UV)" venv --quiet --clear --python '>=3.11' $(VENV); \
		elif [ -n "$(PYTHON)" ]; then "$(PYTHON)" -m venv --clear $(VENV); \
		else echo "Workbench needs Python 3.11 or newer with venv; $(FOUND). Another one: make setup PYTHON=/path/to/python3" >&2; exit 1; fi; fi
	@echo "installing into $(VENV) (a minute or two the first time)"
	@if [ -n "$(UV)" ]; then "$(UV)" pip install --quiet --python "$(BIN)/python" -e '.[all]'; \
	else "$(BIN)/python" -m pip install -qq --disable-pip-version-check --no-compile -e '.[all]'; fi
	@"$(BIN)/python" -m compileall -qq -j 0 "$(VENV)/lib" || true  # on every core; installers take one, or leave it out
	@touch $(STAMP)

demo: $(STAMP)  ## the whole street on the bundled specification, offline
	@"$(BIN)/workbench" demo $(ARGS)

batch: $(STAMP)  ## the 53 markets of data/markets.csv, headless; again takes up what is not done
	@"$(BIN)/workbench" batch notebooks/market.ipynb --params data/markets.csv $(ARGS)

lab: $(STAMP)  ## JupyterLab on notebooks/00-start.ipynb
	@"$(BIN)/workbench" lab $(ARGS)

test: $(STAMP) tools  ## all tests (ARGS="-k gate" passes options to pytest)
	@"$(BIN)/python" -m compileall -qq workbench || true  # once, not in each of the hundreds of processes that tests start
	@"$(BIN)/python" -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

lint: $(STAMP)  ## ruff, mypy --strict, imports down the street
	@"$(BIN)/ruff" check .
	@"$(BIN)/ruff" format --check .
	@"$(BIN)/mypy" --strict
	@"$(BIN)/lint-imports"

tools:
	@.ci/tools

bench: $(STAMP)  ## what the parts achieve and cost, on the bundled and on public data
	@set -e; for each in benchmarks/bench_*.py; do echo "== $$each"; "$(BIN)/python" "$$each" $(ARGS); done

bench-specs: $(STAMP)  ## how long documents are cut and read, beside other splitters (installs those)
	@if [ -n "$(UV)" ]; then "$(UV)" pip install --quiet --python "$(BIN)/python" -e '.[peers]'; \
	else "$(BIN)/python" -m pip install -qq --disable-pip-version-check -e '.[peers]'; fi || echo "some peers are absent" >&2
	@"$(BIN)/python" benchmarks/bench_specs.py $(ARGS)

docs: $(STAMP)  ## the reference in docs/ and the bundled profile, written from the program itself
	@"$(BIN)/python" docs/make.py
	@rm -f specs/order-to-cash.profile.yaml
	@"$(BIN)/workbench" profile specs/order-to-cash.txt -o specs/order-to-cash.profile.yaml >/dev/null

clean:  ## remove what was made here, .venv included; the store and the ledger in data/ stay
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
