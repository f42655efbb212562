# Peelian from a checkout. Needs Python 3.11 to 3.13, git and make; all else goes into .venv from hash-locked files.
# Another Python: make demo PYTHON=python3.12

SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
PIP := $(RUN) -m pip install --quiet --disable-pip-version-check
UV_VERSION := 0.13.9

# $(call debian,PACKAGE,WHY): installs a package of Debian's where that is allowed, and else asks for it.
define debian
if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
  echo "Installing the Debian package $(1)."; \
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$(1)" >/dev/null; \
else \
  echo "$(2) On Debian run: sudo apt-get install $(1)" >&2; \
  echo "Then run the same command again." >&2; \
  exit 1; \
fi
endef

.PHONY: help demo test browser docs bench lock clean
.DELETE_ON_ERROR:

help:
	@echo "make demo    simulate a force, assess it, write its report, say where it is"
	@echo "make test    check the style, the types and the imports, and run every test"
	@echo "make docs    write the reference site of the library, with these documents, to site/"
	@echo "make bench   ten years of one force, beside SQL written by hand"
	@echo "make lock    resolve the requirements anew, with hashes"
	@echo "make clean   remove what these commands made"

demo: $(VENV)/package.stamp
	@$(RUN) -m peelian demo

test: browser $(VENV)/test.stamp $(VENV)/package.stamp
	$(RUN) -m ruff check .
	$(RUN) -m mypy
	$(RUN) -m pytest -n 2

# Tests look at pages in Chromium. It comes from Debian: no package of the tests fetches a browser.
browser:
	@for one in "$$PEELIAN_CHROMIUM" chromium chromium-browser google-chrome; do \
	  command -v "$$one" >/dev/null && exit 0; done; \
	$(call debian,chromium,The tests look at pages in Chromium.)

docs: $(VENV)/package.stamp
	@$(RUN) -m peelian library site --out site --docs docs

bench: $(VENV)/test.stamp $(VENV)/package.stamp
	$(RUN) -m benchmarks $(SIZE)

# A Debian Python may lack the module that makes virtual environments.
$(VENV)/made.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || { \
	  echo "Peelian needs Python 3.11, 3.12 or 3.13, and '$(PYTHON)' is not one. Name one: make demo PYTHON=python3.11" >&2; \
	  exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  package="$$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"; \
	  $(call debian,$$package,This Python cannot make a virtual environment.); }
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/run.stamp: requirements/run.txt $(VENV)/made.stamp
	@echo "Installing what Peelian stands on (once; a minute or two)."
	@$(PIP) --require-hashes -r requirements/run.txt
	@touch $@

$(VENV)/test.stamp: requirements/test.txt $(VENV)/run.stamp
	@echo "Installing what the tests need (once)."
	@$(PIP) --require-hashes -r requirements/test.txt
	@touch $@

# Linked to this folder, so that what is edited here is what runs. Its requirements are there already.
$(VENV)/package.stamp: pyproject.toml $(VENV)/run.stamp
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

# The tests' set is the larger one; the package's own set takes the same versions, so that one environment holds both.
LOCK := -m uv pip compile pyproject.toml requirements/build.in --universal --python-version 3.11 --generate-hashes \
  --fork-strategy fewest --no-header --quiet --upgrade

lock:
	@$(PYTHON) -m venv .venv-lock
	@.venv-lock/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	.venv-lock/bin/python $(LOCK) --extra test --output-file requirements/test.txt
	.venv-lock/bin/python $(LOCK) --constraint requirements/test.txt --output-file requirements/run.txt
	@rm -rf .venv-lock

clean:
	rm -rf $(VENV) .venv-lock demo site bench-data build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis \
	  .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
