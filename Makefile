# Every target works in a fresh clone: setting up comes first, and costs nothing when nothing changed.
PYTHON ?= python3
SEEDS  ?= 500
BIN    := .venv/bin
LOCKED := pyproject.toml requirements/lock.txt tools/environment.py

.PHONY: setup demo test check bench soak clean

setup: .venv/.ready

.venv/.ready: $(LOCKED)
	$(PYTHON) tools/environment.py .venv dev
	@touch $@

demo: setup
	$(BIN)/selaras demo $(ARGS)

test: setup
	$(BIN)/python tools/run_tests.py

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m django makemigrations --check --dry-run --settings selaras.config.settings

clean:
	rm -rf .venv .venv-next .demo
