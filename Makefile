# make demo   sets itself up and shows the product at work (DEMO=--no-tui: without the TUI)
# make test   sets itself up and runs lint, types, import contracts and tests on the oldest and the newest Python
# make check  the quick part of it: lint, types, import contracts on the newest Python
# make bench  the benchmarks
# make clean  removes what the others made
#
# All of it stays in this folder and in pip's cache.

DEMO ?=
TESTS ?= tests
WORKERS ?= 2

export TMPDIR := $(CURDIR)/.tmp
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Tests start Python hundreds of times: none compiles the product anew, whatever the caller's surroundings say.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test check bench clean
.SECONDARY:

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

demo: .venv/.ready
	@echo "==> demo: simulator, proxy and sample client on loopback"
	@.venv/bin/xmlinspect demo $(DEMO)

# Both Pythons are set up, linted and typed side by side; their tests have all cores, one after the other.
test: | .tmp
	@set -e; versions=$$(.ci/pythons ends); \
	$(MAKE) --no-print-directory --jobs 2 $$(printf 'static-%s ' $$versions); \
	for version in $$versions; do $(MAKE) --no-print-directory test-$$version; done

test-%: .venv-%/.ready | .tmp
	@echo "==> tests on Python $*"
	@set -- -q -n $(WORKERS) --benchmark-disable -p no:cacheprovider; \
	[ "$$(.ci/pythons newest)" = $* ] || set -- "$$@" -m "not once"; \
	.venv-$*/bin/python -m pytest $(TESTS) "$$@"

static-%: .venv-%/.ready | .tmp
	@echo "==> lint, format, types and import contracts on Python $*"
	@.venv-$*/bin/ruff check --quiet .
	@.venv-$*/bin/ruff format --quiet --check .
	@.venv-$*/bin/mypy --no-error-summary --python-version $*
	@.venv-$*/bin/lint-imports --no-logo --cache-dir .import_linter_cache/$*

check:
	@set -e; $(MAKE) --no-print-directory static-$$(.ci/pythons newest)

bench:
	@set -e; version=$$(.ci/pythons newest); $(MAKE) --no-print-directory .venv-$$version/.ready; \
	.venv-$$version/bin/python -m pytest tests/benchmarks -q -s --benchmark-only -p no:xdist

# Environments are made anew when the project's needs change.
.venv/.ready: pyproject.toml | .tmp
	@set -e; version=$$(.ci/pythons newest); echo "==> setting up .venv with Python $$version (a minute or two)"; \
	rm -rf .venv; "$$(.ci/pythons $$version)" -m venv .venv
	@.venv/bin/python -m pip install --quiet --editable .
	@touch $@

.venv-%/.ready: pyproject.toml | .tmp
	@echo "==> setting up .venv-$* with the development tools (a minute or two)"
	@set -e; rm -rf .venv-$*; "$$(.ci/pythons $*)" -m venv .venv-$*
	@.venv-$*/bin/python -m pip install --quiet --editable '.[dev]'
	@touch $@

.tmp:
	@mkdir -p $@

clean:
	rm -rf .venv .venv-3.* .tmp .demo .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis \
		.benchmarks build dist
	find . -name __pycache__ -prune -exec rm -rf {} +
