#!/bin/sh
# Writes requirements.lock: every package of every group, for every supported Python and system, with its hashes and
# without the address of any index. Packages stay at the locked version unless pyproject.toml asks otherwise;
# `tools/lock.sh --upgrade` takes the newest.
set -eu
cd "$(dirname "$0")/.."
if command -v uv >/dev/null 2>&1; then
    uv=uv
else
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    .venv/bin/python -m venv "$scratch"
    "$scratch/bin/python" -m pip install -qq uv
    uv=$scratch/bin/uv
fi
"$uv" pip compile pyproject.toml --all-extras --group test --group check --group bench --group build \
    --universal --generate-hashes --no-header --quiet --output-file requirements.lock "$@"
# A line that starts with an option, or that holds an address, is one that belongs to a machine.
! grep -nE '://|^-' requirements.lock || { echo "requirements.lock names an address" >&2; exit 1; }
