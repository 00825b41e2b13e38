"""As it was."""  # noqa: N999 - Django names migrations by number

from __future__ import annotations

from importlib import import_module

Migration = import_module("zorginkoop.portal.mail.migrations.0002_sent_again_and_set_aside").Migration
