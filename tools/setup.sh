#!/bin/sh
# Makes .venv from nothing but a Python: finds one, installs what Debian leaves out, installs the locked packages.
# `make setup` calls it; it ends with a stamp file, so that an interrupted set-up starts over.
set -eu
cd "$(dirname "$0")/.."
venv=.venv

say() { printf '%s\n' "$*"; }
stop() { printf '%s\n' "$*" >&2; exit 1; }

python=""
for candidate in ${PYTHON:-python3} python3.13 python3.12 python3.11; do
    if command -v "$candidate" >/dev/null 2>&1 &&
        "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
[ -n "$python" ] || stop "zorginkoop needs Python 3.11 or newer, and found none. Debian: apt-get install python3, then run this again."

if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    package=python3-venv
    if [ "$(id -u)" = 0 ]; then
        as_root=""
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as_root="sudo -n"
    else
        stop "The package $package is missing. Type this once, then run this again:
    sudo apt-get install -y $package"
    fi
    command -v apt-get >/dev/null 2>&1 || stop "Python's venv module is missing. Install it with your package manager, then run this again."
    say "Installing $package"
    $as_root apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends "$package" >/dev/null
fi

rm -f "$venv/.ready"
if ! "$venv/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || [ ! -x "$venv/bin/pip" ]; then
    say "Making $venv with $("$python" --version)"
    "$python" -m venv --clear "$venv"
fi
export PIP_DISABLE_PIP_VERSION_CHECK=1
say "Installing the locked packages: one to three minutes the first time, a few seconds after that; nothing is shown meanwhile"
"$venv/bin/python" -m pip install -qq --require-hashes -r requirements.lock
"$venv/bin/python" -m pip install -qq --no-deps --no-build-isolation --no-index -e .
touch "$venv/.ready"
say "Ready: everything is in $venv"
