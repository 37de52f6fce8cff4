#!/bin/sh
# usage: tools/venv.sh base|test
# Builds .venv from the hashed pins, with what the service needs or also with what its tests need. Does nothing where
# the pins are those that it was built from.
set -eu
cd "$(dirname "$0")/.."

find_python() {
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    echo "Python 3.11 or newer is needed, and this machine has none ($(python3 --version 2>&1 || true))." >&2
    echo "Install one, for example with: apt-get install python3.11 python3.11-venv" >&2
    exit 1
}

need_venv_module() {
    "$python" -c 'import ensurepip, venv' 2>/dev/null && return
    echo "Python's venv module is not installed."
    tools/apt-install.sh "$python-venv" && return
    echo "Please install the package $python-venv, then run this again." >&2
    exit 1
}

checksum() {
    cat "$@" | sha256sum
}

install() {
    .venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check --no-input "$@"
}

# The pins are complete, so nothing is resolved: a resolver would look at newer releases, for which there is no hash.
install_pinned() {
    install --require-hashes --no-deps "$@"
}

# up_to_date STAMP WANTED: whether this step was already done for these files.
up_to_date() {
    [ "$(cat ".venv/$1" 2>/dev/null)" = "$2" ]
}

python=$(find_python)
base="$PWD $("$python" --version) $(checksum requirements/build.txt requirements/base.txt)"
if ! up_to_date base.pins "$base"; then
    need_venv_module
    echo "Building .venv and installing the packages the service needs (once; a minute or so) ..."
    "$python" -m venv --clear .venv
    install_pinned -r requirements/build.txt -r requirements/base.txt
    echo "$base" > .venv/base.pins
fi

test=$(checksum requirements/test.txt)
if [ "$1" = test ] && ! up_to_date test.pins "$test"; then
    echo "Installing the packages the tests need (once) ..."
    install_pinned -r requirements/test.txt
    echo "$test" > .venv/test.pins
fi

project=$(checksum pyproject.toml)
if ! up_to_date project.sum "$project"; then
    install --no-index --no-build-isolation --no-deps --editable .
    echo "$project" > .venv/project.sum
fi
