#!/usr/bin/env python3
"""Run a command beside a PostgreSQL server of its own, which is gone afterwards.

    tools/postgres.py python -m pytest tests/integration/portal

The server listens on a socket in a folder that only lives as long as the command; ZORGINKOOP_TEST_DATABASE says where.
PostgreSQL refuses to run as root: then the server runs as the user `postgres`, which Debian makes with the package.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

INSTALLED = Path("/usr/lib/postgresql")  # where Debian keeps them, beside the PATH
SETTINGS = {  # the data is thrown away: nothing waits for a disk
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "''",
    "max_connections": "50",
}
DATABASE = "zorginkoop"  # empty: tests make one of their own beside it, and what measures fills this one
SERVER_USER = "postgres"


def programs() -> Path:
    """Find the folder that holds initdb and pg_ctl, of the newest version that is installed."""
    versions = [folder for folder in INSTALLED.glob("*/bin") if (folder / "initdb").exists()]
    if versions:
        return max(versions, key=lambda folder: [int(part) for part in re.findall(r"\d+", folder.parent.name)])
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    sys.exit("postgres: no PostgreSQL server is installed. Type: tools/packages.sh postgresql")


def as_server(folder: Path) -> list[str]:
    """Give what goes before a command of the server, so that it does not run as root."""
    if os.getuid() != 0:
        return []
    user = pwd.getpwnam(SERVER_USER)
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--init-groups"]


def started(folder: Path, server: list[str], where: Path) -> None:
    """Make a cluster and start its server; a failure shows what the server said."""
    log = folder / "log"
    options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items()) + f" -k {folder}"
    steps: tuple[list[str | Path], ...] = (
        [where / "initdb", "-D", folder / "data", "-U", SERVER_USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"],
        [where / "pg_ctl", "-D", folder / "data", "-o", options, "-l", log, "-w", "start"],
        [where / "createdb", "-h", folder, "-U", SERVER_USER, DATABASE],
    )
    for step in steps:
        done = subprocess.run([*server, *map(str, step)], cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            said = log.read_text(encoding="utf-8") if log.exists() else ""
            sys.exit(f"postgres: {Path(step[0]).name} failed\n{done.stdout}{done.stderr}{said}")


def main(command: list[str]) -> int:
    """Start the server, run the command, stop the server; the exit code is the command's."""
    if not command:
        sys.exit("postgres: name the command to run beside the server")
    where = programs()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("postgres: stopped"))
    folder = Path(tempfile.mkdtemp(prefix="zorginkoop-pg-"))
    try:
        server = as_server(folder)
        started(folder, server, where)
        address = f"postgresql://{SERVER_USER}@/{DATABASE}?host={folder}"
        environment = os.environ | {"ZORGINKOOP_TEST_DATABASE": address}
        try:
            return subprocess.run(command, env=environment, check=False).returncode
        finally:
            stop = [*server, str(where / "pg_ctl"), "-D", str(folder / "data"), "-m", "immediate", "-w", "stop"]
            subprocess.run(stop, cwd=folder, stdout=subprocess.DEVNULL, check=False)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
