"""A version of the site that came later: its messages have a column more."""

from __future__ import annotations

from zorginkoop.portal.settings import *  # noqa: F403 - as the site itself, but for its migrations

MIGRATION_MODULES = {"mail": "support.later_version.steps"}
