# Everything runs from .venv, which is built from the hashed pins in requirements/ and kept until they change.
.DEFAULT_GOAL := help
# The tests start some hundred processes: what they import is compiled once, whatever the machine is used to.
export PYTHONDONTWRITEBYTECODE :=
.PHONY: help demo up test long lint bench fmt screenshots base-venv test-venv

help: ## what there is to make
	@echo "make TARGET [ARGS=...]"
	@sed -n 's/^\([a-z]*\):.*## /  \1\t/p' $(MAKEFILE_LIST)

demo: base-venv ## start the service, import samples/new-hires.csv, show the links, keep serving (ARGS=--exit: leave)
	@.venv/bin/onboard demo $(ARGS)

up: base-venv ## start the service on its own database and broker, without a sample
	@.venv/bin/onboard up $(ARGS)

test: test-venv lint ## lint, check types, run every test but the long ones (ARGS: for pytest; REQUIRE_ALL=1: leave none out)
	@tools/test-servers.sh
	@# One more than there are cores: one of them mostly waits for a service, and more drive each other out of the caches.
	@.venv/bin/pytest -n $$(($$(nproc) + 1)) --maxprocesses 6 --dist loadgroup -m "not long" $(ARGS)

long: test-venv ## the tests that take minutes each: lists of 100,000, all kills on each broker
	@tools/test-servers.sh
	@.venv/bin/pytest -m long $(ARGS)

lint: test-venv ## style, format, types, and which room may import which
	@.venv/bin/ruff check
	@.venv/bin/ruff format --check
	@.venv/bin/mypy
	@.venv/bin/lint-imports

bench: test-venv ## one table: work, figure, limit in the same run, ratio
	@tools/test-servers.sh
	@.venv/bin/python -m benchmarks $(ARGS)

screenshots: test-venv ## every page at three widths in both themes, into var/screenshots (ARGS=FOLDER; --readme: README's)
	@.venv/bin/python -m tools.screenshots $(ARGS)

fmt: test-venv ## format the code and mend what can be mended by itself
	@.venv/bin/ruff check --fix
	@.venv/bin/ruff format

base-venv:
	@tools/venv.sh base

test-venv:
	@tools/venv.sh test
