"""The settings of the site in tests: a folder of its own for each process, and a database by one setting."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_FOLDER = Path(tempfile.mkdtemp(prefix="zorginkoop-"))
(_FOLDER / "static").mkdir()  # where style sheets are collected; here they are found where they lie
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
os.environ["ZORGINKOOP_MODE"] = "demo"
os.environ["ZORGINKOOP_DATA"] = str(_FOLDER)
os.environ["ZORGINKOOP_DATABASE"] = os.environ.get("ZORGINKOOP_TEST_DATABASE", "")

from zorginkoop.portal.settings import *  # noqa: E402, F403 - the settings read the environment when they load
from zorginkoop.portal.settings import DATABASES  # noqa: E402 - as above

if not os.environ["ZORGINKOOP_DATABASE"]:
    DATABASES["default"]["TEST"] = {"NAME": str(_FOLDER / "test.sqlite3")}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick: what is kept is thrown away
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
