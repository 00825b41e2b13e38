"""What an installation says in its environment, turned into settings; what is missing is named."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

LOCK_WAIT_SECONDS = 20


def secret_key_of(data: Path, *, production: bool) -> str:
    """Give the key that signs sessions: from the environment, else from a file that is made once in the data folder."""
    if key := os.environ.get("ZORGINKOOP_SECRET_KEY", ""):
        return key
    if production:
        message = "ZORGINKOOP_SECRET_KEY is missing: a long random text that only this installation knows."
        raise ImproperlyConfigured(message)
    file = data / "sessies.sleutel"
    if not file.exists():
        data.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(50), encoding="ascii")
    return file.read_text(encoding="ascii")


def database_of(address: str, data: Path) -> dict[str, Any]:
    """Give Django's settings for a PostgreSQL address, or for SQLite in the data folder when there is none."""
    if not address:
        return _sqlite(data / "zorginkoop.sqlite3")
    parts = urlsplit(address)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)))
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        message = f"ZORGINKOOP_DATABASE is '{parts.scheme}:…'; write postgresql://user:password@host:port/name."
        raise ImproperlyConfigured(message)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or "") or _socket_folder(parts.query),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5},
    }


def _socket_folder(query: str) -> str:
    """Give the folder of a socket from `?host=/folder`."""
    name, _, folder = query.partition("=")
    return unquote(folder) if name == "host" else ""


def _sqlite(file: Path) -> dict[str, Any]:
    file.parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        "OPTIONS": {
            "timeout": LOCK_WAIT_SECONDS,
            "transaction_mode": "IMMEDIATE",  # who writes waits at the start, and never loses halfway
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        },
    }
