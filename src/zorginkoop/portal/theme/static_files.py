"""Give style sheets, scripts and fonts: compressed once, and named by their content so that browsers keep them."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]  # it has no types


class Collected(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # as above
    """Names a file by its content once `collectstatic` saw it, and by its own name before."""

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """Give the name under which a file is asked for."""
        return str(self.hashed_files.get(self.hash_key(self.clean_name(name)), name))
