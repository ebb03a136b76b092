.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/installed

.PHONY: help
help: ## Say what each command does
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 12

.PHONY: lab
lab: env ## Open the course in JupyterLab at lesson 00
	@$(BIN)/nqpf lab

.PHONY: test
test: env system lint ## Install what is missing, then run every test
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile

.PHONY: env
env: $(INSTALLED) ## Make .venv from the lock

$(INSTALLED): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "The course needs Python 3.11 or newer: run make PYTHON=/path/to/it." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
		{ echo "Python has no venv here: on Debian or Ubuntu, apt-get install python3-venv." >&2; exit 1; }
	@echo "Making $(VENV) from the lock; the first time takes a minute or two."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.PHONY: system
system: ## Install the Debian packages of apt.txt, where that is allowed
	@packages=$$(sed 's/#.*//' apt.txt | xargs); \
	missing=$$(for p in $$packages; do dpkg -s $$p >/dev/null 2>&1 || echo $$p; done | xargs); \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if ! command -v apt-get >/dev/null; then \
		echo "The tests need a Debian or Ubuntu machine with these packages: $$missing" >&2; exit 1; fi; \
	if [ "$$(id -u)" = 0 ]; then as=; elif sudo -n true 2>/dev/null; then as="sudo -n"; else \
		echo "Packages are missing; run: sudo apt-get install $$missing" >&2; exit 1; fi; \
	echo "Installing $$missing"; \
	export DEBIAN_FRONTEND=noninteractive; \
	$$as apt-get -qq update; \
	$$as apt-get -qq install -y --no-install-recommends $$missing >/dev/null

.PHONY: lint
lint: env ## Check style and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy --no-error-summary

.PHONY: bench
bench: env system ## Measure slider to redrawn chart, in Chromium
	@$(BIN)/python -m benchmarks.slider

.PHONY: bench-grade
bench-grade: env system ## Measure grading: nbgrader, autograder and the floor
	@$(BIN)/python -m benchmarks.grade

.PHONY: data
data: env ## Derive the tables from the page again
	@$(BIN)/python -m nqpf.corpus

.PHONY: format
format: env ## Lay out the code
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format --quiet .

# The second step keeps environment.yml's list of pins the same as the lock's.
.PHONY: lock
lock: env ## Choose new versions: requirements.txt and environment.yml
	@$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 \
		--upgrade --generate-hashes --no-header --no-emit-index-url --quiet -o requirements.txt
	@{ sed '/- pip:/q' environment.yml; \
	   sed -nE 's/^([A-Za-z0-9].*==.*[^ ]) \\$$/      - \1/p' requirements.txt; \
	   echo '      - -e .'; } > environment.yml.new
	@mv environment.yml.new environment.yml

.PHONY: clean
clean: ## Remove what can be made again (never a learner's folder)
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis dist
