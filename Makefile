# Everything works from a fresh clone with Python 3.11 or newer and make. `make` alone lists the targets.

PORT   ?= 8000
ARGS   ?=
PYTHON ?=

VENV   := .venv
PY     := $(VENV)/bin/python
MANAGE := $(PY) manage.py

# Development, unless the environment or .env names other settings; manage.py alone runs production.
DJANGO_SETTINGS_MODULE ?= $(or $(shell sed -n 's/^DJANGO_SETTINGS_MODULE=//p' .env 2>/dev/null),sekin_site.settings.dev)
export DJANGO_SETTINGS_MODULE

# A stamp says which requirements are installed; a changed lock file makes it stale.
RUN_STAMP := $(VENV)/.installed-run
DEV_STAMP := $(VENV)/.installed-dev

PIP_INSTALL := $(PY) -m pip install --disable-pip-version-check --require-hashes

# Extras stay in the locks: a pip before 23.3 takes `coverage[toml]>=7` for unpinned where only `coverage==7.17` stands.
LOCK := $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras \
	--no-emit-index-url --custom-compile-command 'make lock' $(ARGS)

.DEFAULT_GOAL := help
.PHONY: help run demo-reset install-dev test lint format messages bench mutate integrity lock

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

run: $(RUN_STAMP) ## install, migrate, load the demo data where missing, serve on 127.0.0.1:PORT
	@exec $(PY) -u manage.py run_demo --port $(PORT)

demo-reset: $(RUN_STAMP) ## throw the demo database and files away and load them again
	@$(MANAGE) run_demo --reset --no-server

install-dev: $(DEV_STAMP) ## install what tests and lint need

test: $(DEV_STAMP) ## all tests; DATABASE_URL= another database, CHROMIUM= a browser, REQUIRE_BROWSER=1, ARGS= for pytest
	$(VENV)/bin/pytest -n auto --maxprocesses 8 --dist worksteal $(ARGS)

lint: export DJANGO_SETTINGS_MODULE := sekin_site.settings.test
lint: export DATABASE_URL := sqlite://:memory:
lint: $(DEV_STAMP) ## style, templates, types, system checks, missing migrations
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/djlint --quiet --lint templates
	$(VENV)/bin/djlint --quiet --check templates
	$(VENV)/bin/mypy
	$(MANAGE) check --fail-level WARNING
	$(MANAGE) makemigrations --check --dry-run

format: $(DEV_STAMP) ## put code and templates into the agreed style
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .
	$(VENV)/bin/djlint --quiet --reformat templates

messages: $(DEV_STAMP) ## compile locale/ after an edit, without gettext
	@for po in locale/id/LC_MESSAGES/*.po; do \
		$(PY) -c "import sys, polib; polib.pofile(sys.argv[1]).save_as_mofile(sys.argv[1][:-2] + 'mo')" $$po; \
	done

bench: $(RUN_STAMP) ## performance as ratios within one run, in minutes; ARGS=full the whole regency, ARGS=P5 one figure
	@$(PY) -m bench $(ARGS)

mutate: $(DEV_STAMP) ## small faults in the rules, each of which a test must notice; ARGS=workflow one module, DATABASE_URL= the locks
	@$(PY) -m tests.mutation $(ARGS)

integrity: $(RUN_STAMP) ## integrity checks on the present database
	$(MANAGE) check_integrity

lock: $(DEV_STAMP) ## resolve the .in files again; ARGS=--upgrade for newer versions
	$(LOCK) requirements-pip.in -o requirements-pip.txt
	$(LOCK) requirements.in -o requirements.txt
	$(LOCK) requirements-production.in -o requirements-production.txt
	$(LOCK) requirements-dev.in -o requirements-dev.txt

# Whichever pip the Python brings installs the pinned one, and that one installs the rest.
$(RUN_STAMP): requirements-pip.txt requirements.txt
	@$(find-python)
	@echo "Installing packages into $(VENV); this takes about a minute the first time ..."
	$(PIP_INSTALL) -r requirements-pip.txt
	$(PIP_INSTALL) -r requirements.txt
	@touch $@

# The development set contains the others, so both stamps are fresh afterwards.
$(DEV_STAMP): requirements-pip.txt requirements-dev.txt
	@$(find-python)
	@echo "Installing packages for development into $(VENV); this takes a minute or two the first time ..."
	$(PIP_INSTALL) -r requirements-pip.txt
	$(PIP_INSTALL) -r requirements-dev.txt
	@touch $(RUN_STAMP) $@

# Keep a virtual environment that works, else make one. A command of the right name is not enough: it must
# answer (version managers leave names behind that do not), be new enough and be able to make environments
# (Debian ships that apart). No make feature newer than 3.81 here, since macOS has no newer make.
PYTHON_IS_GOOD := import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))
define find-python
if $(PY) -c '$(PYTHON_IS_GOOD); import pip' 2>/dev/null; then exit 0; fi; \
for candidate in $(or $(PYTHON),python3.13 python3.12 python3.11 python3 python); do \
	if $$candidate -c '$(PYTHON_IS_GOOD)' 2>/dev/null; then \
		echo "Creating $(VENV) with $$($$candidate --version)"; \
		exec $$candidate -m venv --clear $(VENV); \
	fi; \
done; \
echo "Sekin needs Python 3.11 or newer with the venv module, and found none." >&2; \
echo "Debian and Ubuntu: apt install python3 python3-venv. macOS: brew install python@3.13." >&2; \
echo "A Python in another place: make PYTHON=/path/to/python3 $(MAKECMDGOALS)" >&2; \
exit 1
endef
