# Every target sets up what it needs. `make help` lists the targets.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

# Parameters in capitals, such as TRANCHE=3 and FORMATS=html, are those options of the command line that take a value; it
# refuses what it does not know: `.venv/bin/impactmonitor report --help` lists them.
FORMATS ?= html,pdf
GIVEN := $(foreach name,$(.VARIABLES),$(if $(filter command,$(origin $(name))),$(name)))
ASKED := FORMATS $(filter-out FORMATS PYTHON VENV QUICK ALL LAB,$(GIVEN))
lower = $(shell printf %s '$1' | tr A-Z_ a-z- | sed 's/^formats$$/format/')
ARGS = $(foreach one,$(if $(filter PREVIOUS,$(ASKED)),$(PREVIOUS)),--previous '$(subst ','\'',$(one))') $(foreach name,$(filter-out PREVIOUS,$(ASKED)),--$(call lower,$(name)) '$(subst ','\'',$($(name)))')

.DEFAULT_GOAL := help

.PHONY: help report preview variants test coverage check notebooks lab setup lock bench clean

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

report: $(READY)  ## one report: make report [TRANCHE=3] [SECTOR=mbo] [WERKPLAATS=...] [DATA=file] [FORMATS=html,pdf,docx]
	@$(BIN)/impactmonitor report $(ARGS)

preview: $(READY)  ## the report in the browser, and anew at every save: make preview [TRANCHE=3]
	@$(BIN)/impactmonitor preview $(filter-out --format 'html%,$(ARGS))

variants: $(READY)  ## the whole and every group with reports of its own, with an index that leads to them
	@$(BIN)/impactmonitor variants $(ARGS)

ROUND = $(if $(QUICK),-m "not slow",$(if $(ALL),,-m "not thorough"))

test: $(READY)  ## the tests, and what they skip and why; QUICK=1 without whole reports, ALL=1 every fault and study as well
	@echo "Running the tests"
	@$(BIN)/python -m pytest -n logical $(ROUND)

coverage: $(READY)  ## all tests, and the lines of the package that they do not reach: twice as long as ALL=1
	@$(BIN)/python -m pytest -n logical --cov

check: $(READY)  ## style, types and dependencies, within seconds
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --quiet --check . && $(BIN)/mypy && $(BIN)/lint-imports --no-cache && \
	  $(BIN)/deptry .

notebooks: $(READY)  ## execute the committed notebooks with their defaults, in place
	@$(BIN)/python -m impactmonitor.run.refresh

lab: $(READY)  ## the notebooks in JupyterLab, installed at first use
	@test -x $(BIN)/jupyter-lab || $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-lab.lock
	@$(BIN)/jupyter-lab --LabApp.default_url=/lab/tree/notebooks $(LAB)

setup: $(READY)  ## only the environment

$(READY): pyproject.toml requirements.lock
	@echo "Setting up the environment in $(VENV) (once)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes --compile-bytecode requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

bench: $(READY)  ## measure how long a report takes, into docs/performance.md: [QUICK=1] [EARLIER=commit to compare with]
	@$(BIN)/python bench/measure.py $(if $(QUICK),--quick) $(if $(EARLIER),--earlier '$(EARLIER)')

clean:  ## remove what was built (not the environment)
	rm -rf _build _output figures/*/ figures/*.svg figures/*.png
	rm -rf executed _generated _variables.yml _metadata.yml claims.csv report.html report.pdf report.docx .quarto

lock:  ## resolve the dependencies anew
	@$(BIN)/uv pip compile --quiet --python-version 3.11 --universal --extra test --extra check --extra build --extra bench \
	  --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --quiet --python-version 3.11 --universal --extra jupyter --constraint requirements.lock \
	  --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements-lab.lock
