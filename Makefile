# Every developer task. A fresh machine with Python 3.11 or newer needs nothing but `make demo` or `make test`.
PYTHON ?= python3
ARGS ?=
JOBS ?= 2
VENV := .venv
DIGITS := labelwise-digits
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints-dev.txt

.DEFAULT_GOAL := help
.PHONY: help demo label test slow check format docs clean

help:  ## list the targets
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:[^#]*##/ #/' | awk -F' # ' '{printf "make %-8s %s\n", $$1, $$2}'

demo: $(VENV)/installed  ## a whole simulated campaign on bundled data; ends with a report
	$(BIN)/labelwise demo $(ARGS)

label: $(VENV)/installed  ## the annotation page on bundled images, in your browser
	@test -d $(DIGITS) || $(BIN)/labelwise demo --data-only --out $(DIGITS)
	$(BIN)/labelwise label $(DIGITS)/digits --labels 0,1,2,3,4,5,6,7,8,9 --project $(DIGITS)/digits.labelwise.db $(ARGS)

test: $(VENV)/installed-dev  ## the default test suite, in JOBS processes
	$(BIN)/pytest -n $(JOBS) --dist loadfile $(ARGS)

slow: $(VENV)/installed-dev  ## the slow tests (real data by LABELWISE_DATA)
	$(BIN)/pytest -m slow $(ARGS)

check: $(VENV)/installed-dev  ## lint, formatting, types, house rules, generated pages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -q tests/house

format: $(VENV)/installed-dev  ## format, and mend what the linter can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/installed-docs  ## write the generated pages of docs/, then build the site into site/
	$(BIN)/python scripts/make_docs.py
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict
	@echo "Built site/; to read it: $(BIN)/python -m http.server --bind 127.0.0.1 --directory site"

clean:  ## remove the environment and every cache
	rm -rf $(VENV) build dist site .hypothesis .mypy_cache .pytest_cache .ruff_cache

# The stamps make a second call install nothing; a change of the requirements installs again.
$(VENV)/installed: pyproject.toml constraints-dev.txt | $(BIN)/python
	@echo "Installing labelwise into $(VENV) (once; takes a minute or two)"
	@$(PIP) --editable .
	@touch $@

$(VENV)/installed-dev: pyproject.toml constraints-dev.txt | $(BIN)/python
	@echo "Installing labelwise and its test tools into $(VENV) (once; takes a minute or two)"
	@$(PIP) --editable ".[dev]"
	@touch $@ $(VENV)/installed

$(VENV)/installed-docs: $(VENV)/installed-dev
	@echo "Installing MkDocs into $(VENV) (once)"
	@$(PIP) --editable ".[dev,docs]"
	@touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "labelwise needs Python 3.11 or newer, but '$(PYTHON)' is: $$($(PYTHON) --version 2>/dev/null || echo missing)." \
			"Name another one, for example: make test PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }
