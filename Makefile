# Every target sets up what it needs. `make help` lists the targets.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

FORMATS ?= html,pdf
ARGS := $(if $(TRANCHE),--tranche "$(TRANCHE)") $(if $(SECTOR),--sector "$(SECTOR)") \
        $(if $(WERKPLAATS),--werkplaats "$(WERKPLAATS)") $(if $(DATA),--data "$(DATA)") \
        $(if $(ENGINE),--engine $(ENGINE)) --format $(FORMATS)

.DEFAULT_GOAL := help

.PHONY: help report variants test check notebooks setup lock clean

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

report: $(READY)  ## one report: make report [TRANCHE=3] [SECTOR=mbo] [WERKPLAATS=...] [DATA=file] [FORMATS=html,pdf,docx]
	@$(BIN)/impactmonitor report $(ARGS)

variants: $(READY)  ## the whole and every tranche, with an index that leads to them
	@$(BIN)/impactmonitor variants $(ARGS)

test: $(READY)  ## all tests, what they skip and why, and the lines of the package that they do not reach
	@echo "Running the tests"
	@$(BIN)/python -m pytest --cov

check: $(READY)  ## style, types and dependencies, within seconds
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --quiet --check . && $(BIN)/mypy && $(BIN)/deptry .

notebooks: $(READY)  ## execute the committed notebooks with their defaults, in place
	@$(BIN)/python -m impactmonitor.notebooks

setup: $(READY)  ## only the environment

$(READY): pyproject.toml requirements.lock
	@echo "Setting up the environment in $(VENV) (once)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes --compile-bytecode requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

clean:  ## remove what was built (not the environment)
	rm -rf _build _output figures/*/

lock:  ## resolve the dependencies anew
	@$(BIN)/uv pip compile --quiet --python-version 3.11 --universal --extra test --extra check --extra build --extra bench \
	  --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.lock
