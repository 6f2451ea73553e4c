# Each target is a thin line over a real tool; `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help lab test run release demo-class docs bench lint lock tools

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Terminals in JupyterLab find the tools by name, and so does nbgrader, which calls alembic.
ON_PATH = PATH="$(CURDIR)/$(BIN):$$PATH"
VERSION := import sys; print("%d.%d" % sys.version_info[:2])

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s%s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

# As root (in a container) Jupyter starts only when told so.
lab: $(VENV)/lab-ready ## open the course in JupyterLab (options: LAB_ARGS="--no-browser --port 8899")
	@echo 'Starting JupyterLab. Your browser opens on the welcome lesson; if it does not, open the address'
	@echo 'below that begins with http://localhost.'
	@echo 'To stop, save your work, come back to this window and press Ctrl+C twice.'
	@$(ON_PATH) jupyter lab $(if $(filter 0,$(shell id -u)),--allow-root) \
		--LabApp.default_url=/lab/tree/course/00-welcome/welcome.ipynb $(LAB_ARGS)

test: $(VENV)/test-ready tools ## run every test (options: PYTEST_ARGS="tests/test_house.py -x")
	$(ON_PATH) python -m pytest $(PYTEST_ARGS)

# Times and the versions of this machine stay out of the notebooks, so that a second run changes nothing. Text that a cell
# wrote piece by piece is joined in a second pass: the first one looks for it before there is any.
STORE = $(BIN)/jupyter nbconvert --to notebook --inplace --CoalesceStreamsPreprocessor.enabled=True \
	--ClearMetadataPreprocessor.enabled=True --ClearMetadataPreprocessor.clear_cell_metadata=False \
	--ClearMetadataPreprocessor.preserve_nb_metadata_mask='{"kernelspec", ("language_info", "name")}'
LESSONS = solutions/$(LESSON)*/*.ipynb

run: $(VENV)/lab-ready ## run lessons in solutions/ and store their outputs (one: LESSON=05; else all)
	@ls $(LESSONS) >/dev/null 2>&1 || { echo 'No lesson begins with "$(LESSON)". There are' $$(ls solutions); exit 1; }
	$(STORE) --execute --ExecutePreprocessor.record_timing=False $(LESSONS)
	$(STORE) $(LESSONS)

release: $(VENV)/lab-ready ## make course/ anew from solutions/ (overwrites answers typed there)
	rm -rf course
	$(BIN)/nbgrader generate_assignment '*' --force --no-db

demo-class: $(VENV)/lab-ready ## mark a small class, hostile submissions included; the report is left in reports/
	@$(BIN)/python -m grading.demo

docs: $(VENV)/test-ready ## build the website in docs/_build/html; a warning is an error
	$(BIN)/python -m sphinx -M html docs docs/_build -W --keep-going $(DOCS_ARGS)

bench: $(VENV)/test-ready ## time nnlib beside its peers; writes benchmarks/results.json and docs/benchmarks.md (minutes)
	$(BIN)/python -m benchmarks $(BENCH_ARGS)

lint: $(VENV)/test-ready ## check the style of the code
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

PIN = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --custom-compile-command 'make lock' $(LOCK_ARGS)

lock: $(VENV)/test-ready ## pin requirements*.txt again from pyproject.toml (newest: LOCK_ARGS=--upgrade)
	$(PIN) --extra lab -o requirements.txt pyproject.toml
	$(PIN) --extra lab --extra dev -c requirements.txt -o requirements-dev.txt pyproject.toml

# The environment. Each file below is written only after the step it stands for has worked through, so that a step
# that was cut short is done again, and one that is done is not.
$(VENV)/made:
	@command -v $(PYTHON) >/dev/null || { echo 'No Python called "$(PYTHON)" was found. Install Python 3.11, 3.12' \
		'or 3.13, or name yours: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12'; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || { echo 'This course needs' \
		"Python 3.11, 3.12 or 3.13, but $(PYTHON) is $$($(PYTHON) -c '$(VERSION)')." \
		'If you have another, name it: make $(MAKECMDGOALS) PYTHON=python3.12'; exit 1; }
	@echo 'Making an environment for the course in $(VENV)/ ...'
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@touch $@

# PYTHON was given, and the environment is of another version: make it anew.
ifneq ($(origin PYTHON),file)
ifneq ($(shell $(PYTHON) -c '$(VERSION)' 2>/dev/null),$(shell $(BIN)/python -c '$(VERSION)' 2>/dev/null))
.PHONY: $(VENV)/made
endif
endif

# No news pop-up (it would ask the internet), and no lists of an nbgrader exchange that nobody has set up.
UNUSED := @jupyterlab/apputils-extension:announcements @jupyter/nbgrader:assignment-list @jupyter/nbgrader:course-list

define install
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r $(1)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/jupyter labextension disable --level=sys_prefix $(UNUSED) 2>/dev/null
endef

$(VENV)/lab-ready: requirements.txt pyproject.toml $(VENV)/made
	@echo 'Installing JupyterLab and the course; the first time this takes a minute or two ...'
	$(call install,requirements.txt)
	@touch $@

$(VENV)/test-ready: requirements-dev.txt requirements-torch.txt pyproject.toml $(VENV)/made
	@echo 'Installing what the tests need; the first time this takes a minute or two ...'
	$(call install,requirements-dev.txt -r requirements-torch.txt)
	@touch $@

# These are no Python packages. On Debian and Ubuntu they are installed where we may.
CHROMIUM := command -v chromium || command -v chromium-browser || command -v google-chrome
tools:
	@missing=''; ($(CHROMIUM)) >/dev/null || missing='chromium'; \
	command -v bwrap >/dev/null || missing="$$missing bubblewrap"; \
	test -z "$$missing" && exit 0; \
	if test "$$(id -u)" = 0; then as_root=; else as_root='sudo -n'; fi; \
	if command -v apt-get >/dev/null && $$as_root true 2>/dev/null; then \
		$$as_root apt-get update -qq; \
		for package in $$missing; do \
			echo "Installing $$package with apt-get ..."; \
			DEBIAN_FRONTEND=noninteractive $$as_root apt-get install -qq -y $$package </dev/null >/dev/null; \
		done; \
	fi; \
	($(CHROMIUM)) >/dev/null || echo 'chromium is not here: the tests in a browser will be skipped.'; \
	command -v bwrap >/dev/null || echo 'bubblewrap is not here: the tests of the sandbox will be skipped.'
