#!/bin/sh
# Installs the servers and the browser that tests need and this machine lacks. Where that is not possible the tests
# that need them say so themselves. A service that a package starts is of no concern: tests start their own.
cd "$(dirname "$0")/.." || exit 1
missing=$(.venv/bin/python -m tests.needs) || exit 1
[ -z "$missing" ] && exit 0
# shellcheck disable=SC2086  # one word a package
tools/apt-install.sh $missing || true
