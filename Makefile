# Only Python >= 3.11 and make are needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Each of these processes reads all tests for itself; on Linux one reads them and is forked.
SPREAD := -n 3 --dist worksteal
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else ifeq ($(shell uname -s),Linux)
SPREAD := --forks auto
endif
STAMP := $(VENV)/.installed
# What pytest makes of 55,000 lines of tests is kept, or each of its processes makes it again.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run demo test test-long test-postgres check format bench screenshots locale clean

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	$(BIN)/python -c "import pathlib; pathlib.Path('$(STAMP)').touch()"

run: $(STAMP)
	$(BIN)/crm

demo: $(STAMP)
	$(BIN)/crm demo

test: $(STAMP)
	$(BIN)/python -m compileall -q -j 0 crm_tui
	$(BIN)/python -m pytest $(SPREAD) -m "not long"

test-long: $(STAMP)
	$(BIN)/python -m pytest --hypothesis-profile=long -n 2 --dist worksteal --timeout 1200

test-postgres: $(STAMP)
	$(BIN)/python -m pytest --postgres -n 2 --dist worksteal --timeout 900 -m "not long" tests/integration tests/properties tests/races tests/faults/test_lost_answers.py

check: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(STAMP)
	$(BIN)/python -m tests.bench

screenshots: $(STAMP)
	$(BIN)/python screenshots/take.py

locale: $(STAMP)
	$(BIN)/python -m tests.architecture.catalogue --update

clean:
	$(PYTHON) -c "import shutil; [shutil.rmtree(p, ignore_errors=True) for p in ('.venv', 'build', 'dist', '.mypy_cache', '.ruff_cache', '.hypothesis')]"
