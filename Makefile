# Two commands do everything on a fresh machine with Python 3.11 or newer: make run, make test.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

# Byte code is kept, whatever the machine says: tests start many processes, and each would compile all sources anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run app test test-slow test-all lint types bench regenerate docs wheel wheelhouse sbom lock clean

run: $(VENV)/.installed
	$(BIN)/modus run afghanistan
	$(BIN)/modus brief afghanistan
	$(BIN)/modus simulator afghanistan

# The laboratory in a browser, on this machine only: prints the link to open.
app: $(VENV)/.installed
	$(BIN)/modus app afghanistan

# All but what takes long (tests marked slow).
test: $(VENV)/.dev lint types
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not slow"

# The tests marked slow.
test-slow: $(VENV)/.dev
	$(BIN)/python -m pytest -n 2 --dist loadfile -m slow

# Everything.
test-all: test test-slow

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

# The documents as a site in build/site, with every notebook run; needs no network.
docs: $(VENV)/.dev
	$(BIN)/python docs/build_site.py

# A wheel with the engine compiled, for this Python and system: build/wheel. Takes two minutes of one processor.
wheel: $(VENV)/.dev
	$(BIN)/python release/make_wheel.py

# Wheel, source and all that they need in build/wheelhouse, for a machine without network:
# pip install --no-index --find-links build/wheelhouse modus-vivendi
wheelhouse: $(VENV)/.dev
	$(BIN)/python -m build --outdir build/wheelhouse .
	$(BIN)/python -m pip download --quiet --disable-pip-version-check --dest build/wheelhouse --find-links build/wheelhouse modus-vivendi hatchling

# What is installed for running it, as a bill of materials (CycloneDX, JSON).
sbom: $(VENV)/.dev
	$(PYTHON) -m venv --clear build/sbom-env
	build/sbom-env/bin/python -m pip install --quiet --disable-pip-version-check .
	$(BIN)/cyclonedx-py environment --output-reproducible --pyproject pyproject.toml --of JSON -o build/sbom.json build/sbom-env

# Exact versions with hashes of everything that 'make test' installs: lock.txt.
# pip install --require-hashes -r lock.txt && pip install --no-deps --no-build-isolation -e .
lock: $(VENV)/.dev
	$(BIN)/python -m piptools compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url \
		--no-emit-trusted-host --no-emit-find-links --no-header --extra dev --all-build-deps --output-file lock.txt pyproject.toml

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11), "Python 3.11 or newer is needed: make run PYTHON=python3.12"'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	touch $@

$(VENV)/.dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) build modus-out .pytest_cache .mypy_cache .ruff_cache
