# Every target works in a fresh clone: setting up comes first, and costs nothing when nothing changed.
PYTHON ?= python3
BIN    := .venv/bin

.PHONY: setup demo test check format bench soak fuzz docs gambar lock clean

setup:
	@$(PYTHON) tools/environment.py .venv dev

demo: setup
	$(BIN)/selaras demo $(ARGS)

test: setup
	$(BIN)/python tools/run_tests.py

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	SELARAS_HOME=.venv $(BIN)/python -m django makemigrations --check --dry-run --settings selaras.config.settings

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup
	$(BIN)/python bench/sync/run.py $(ARGS)
	$(BIN)/python bench/intake/run.py

# Hypothesis with fresh randomness and many more examples, then thousands of simulated worlds.
SEEDS ?= 5000
soak: setup
	$(BIN)/python -m pytest -n 2 --hypothesis-profile soak tests/property
	SELARAS_SEEDS=$(SEEDS) $(BIN)/python -m pytest -n 2 tests/simulation

# atheris on every reader of files and cells, in an environment of its own; keeps what it finds in tests/fuzz/corpus.
MINUTES ?= 10
fuzz:
	@$(PYTHON) tools/environment.py .venv-fuzz hub
	@.venv-fuzz/bin/python -m pip install --quiet --requirement tests/fuzz/requirements.txt
	.venv-fuzz/bin/python tools/fuzz.py $(MINUTES)

docs: setup
	$(BIN)/python tools/write_perintah.py
	$(BIN)/python tools/write_angka.py

# Pictures of every page for the manual, taken by the browser tests.
gambar: setup
	SELARAS_GAMBAR=docs/gambar $(BIN)/python -m pytest -q tests/browser

lock:
	$(PYTHON) tools/lock.py

clean:
	rm -rf .venv .venv-next .venv-fuzz .demo
