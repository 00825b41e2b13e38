#!/bin/sh
# Installs what Debian has to bring: named packages, or everything that `make test` wants when none is named.
# Where this may not install, it prints the one line that does.
set -eu

# package and the program by which it is known to be there
known='python3-venv - chromium chromium postgresql initdb poppler-utils pdfsig nginx nginx clamav-daemon clamd'

present() { # package program
    case $1 in
    python3-venv) python3 -c 'import ensurepip, venv' 2>/dev/null ;;
    postgresql) command -v "$2" >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 ;;
    *) PATH="$PATH:/usr/sbin" command -v "$2" >/dev/null 2>&1 ;;
    esac
}

asked=" $* "
missing=""
# shellcheck disable=SC2086 # the pairs are words
set -- $known
while [ $# -gt 0 ]; do
    case "$asked" in
    "  " | *" $1 "*) present "$1" "$2" || missing="$missing $1" ;;
    esac
    shift 2
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    printf 'Missing:%s. Type: sudo apt-get install -y%s\n' "$missing" "$missing" >&2
    exit 1
fi
printf 'Installing%s\n' "$missing"
$as_root apt-get update -qq
# shellcheck disable=SC2086 # the packages are words
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
