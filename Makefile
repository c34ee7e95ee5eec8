# Two commands do everything on a fresh machine with Python 3.11 or newer: make run, make test.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: run test test-all lint types bench regenerate clean

run: $(VENV)/.installed
	$(BIN)/modus run afghanistan
	$(BIN)/modus brief afghanistan

# All but what takes long (tests marked slow).
test: $(VENV)/.dev lint types
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not slow"

# Everything.
test-all: $(VENV)/.dev lint types
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

bench: $(VENV)/.dev
	$(BIN)/modus bench

# What follows from something else: layout, golden numbers, pages. ALL=1 adds pages that take minutes.
regenerate: $(VENV)/.dev
	$(BIN)/python docs/regenerate.py $(if $(ALL),--all)

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11), "Python 3.11 or newer is needed: make run PYTHON=python3.12"'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	touch $@

$(VENV)/.dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) modus-out .pytest_cache .mypy_cache .ruff_cache
