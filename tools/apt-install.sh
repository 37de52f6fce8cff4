#!/bin/sh
# usage: tools/apt-install.sh PACKAGE ...
# Installs packages with apt, as root or by passwordless sudo, and says so. Fails with the reason where it cannot.
set -eu

if ! command -v apt-get >/dev/null; then
    echo "There is no apt on this machine, so these are not installed: $*" >&2
    exit 1
fi
if [ "$(id -u)" = 0 ]; then
    as_root=""
elif sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    echo "Neither root nor passwordless sudo, so these are not installed: $*" >&2
    echo "To install them: sudo apt-get install --no-install-recommends $*" >&2
    exit 1
fi

apt() {
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get --quiet --quiet "$@" </dev/null >"$log" 2>&1
}

log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "Installing with apt: $* ..."
apt update || echo "The list of packages could not be brought up to date; trying with the one that is there." >&2
failed=0
# One by one: a package that this system does not have must not keep the others out.
for package in "$@"; do
    if ! apt install --yes --no-install-recommends "$package"; then
        echo "apt could not install $package:" >&2
        tail -n 3 "$log" >&2
        failed=1
    fi
done
exit "$failed"
