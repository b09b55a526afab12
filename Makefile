# Two commands do everything on a fresh machine with python3 and make: `make county` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
USE := $(VENV)/.ready-to-use
DEV := $(VENV)/.ready-to-develop

LOWEST := build/lowest
AXE := build/browser/node_modules/axe-core/axe.min.js
# The commit of gapub 0.1.0.
RELEASED := 7b303e6
PORTABLE := PYTHONPATH=tools $(BIN)/python -m portable
EDITOR := build/editor/node_modules/yaml-language-server/bin/yaml-language-server

# Where it is set, every process would compile gapub anew: a command takes twice as long, and a suite starts hundreds.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: county test test-lowest test-browser check fmt bench bench-peers schemas docs windows linux lock test-windows clean

county: $(USE)
	$(BIN)/gapub compile county

test: $(DEV)
	$(BIN)/pytest -n 2 --dist worksteal

# The lowest version of each package that pyproject.toml allows, in an environment of their own.
test-lowest: $(DEV)
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(LOWEST)
	$(BIN)/uv pip install --quiet --python $(LOWEST) --resolution lowest-direct --editable ".[cluster,pdf,publication,tables,watch]"
	$(LOWEST)/bin/python tools/front_door.py

# In the system's own Chromium (or the one that CHROMIUM names); npm brings axe-core, which judges accessibility, and the
# language server that editors use.
test-browser: $(DEV) $(AXE) $(EDITOR)
	$(BIN)/pytest -n 2 tests/browser

check: $(DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/gapub fmt --check guidelines catalogues

fmt: $(DEV)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/gapub fmt guidelines catalogues

bench: $(DEV)
	$(BIN)/python bench/bench.py
	$(BIN)/python bench/peers.py
	$(BIN)/python bench/many.py
	$(BIN)/python bench/publication.py

# What gapub is held against, in an environment of its own, and gapub 0.1.0 as a wheel of its commit.
bench-peers: $(DEV)
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python build/peers
	$(BIN)/uv pip install --quiet --python build/peers check-jsonschema compliance-trestle mkdocs openpyxl pypandoc_binary python-docx yamllint
	rm -rf build/released build/gapub-0.1.0
	git worktree prune && git worktree add --quiet --detach build/released $(RELEASED)
	$(BIN)/python -m build --wheel --no-isolation --outdir build/released/dist build/released
	$(BIN)/uv pip install --quiet --no-deps --target build/gapub-0.1.0 build/released/dist/*.whl
	git worktree remove --force build/released

schemas: $(DEV)
	for kind in guideline registry profile decisions events scheme catalogue catalogues rows findings accepted diff audit site site-record bindings score due; do $(BIN)/gapub schema $$kind > schemas/$$kind.schema.json; done

docs: $(DEV)
	$(BIN)/python tools/make_rules.py
	$(BIN)/python tools/make_data.py

# Folders that need nothing installed, of the packages that the lock files pin; `make lock` pins the newest ones.
windows: $(DEV)
	$(PORTABLE) make windows-x64
	$(PORTABLE) check windows-x64

# The folder for Windows, under Wine: each of two processes has a Windows of its own.
test-windows: windows
	$(BIN)/pytest -n 2 --dist worksteal tests/wine

ARCH ?= x86_64 aarch64
linux: $(DEV)
	for arch in $(ARCH); do $(PORTABLE) make linux-$$arch && $(PORTABLE) check linux-$$arch || exit 1; done

lock: $(DEV)
	$(PORTABLE) lock

$(USE): pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) -e .
	touch $@

$(DEV): $(USE)
	$(PIP) -e ".[dev]"
	touch $@

$(AXE):
	npm install --prefix build/browser --no-save --no-audit --no-fund --silent axe-core@4

$(EDITOR):
	npm install --prefix build/editor --no-save --no-audit --no-fund --silent yaml-language-server@1

clean:
	rm -rf $(VENV) dist build
