"""Judging reads the policy itself: no worked example and no coverage file, whatever their size."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.worked_examples import installation
from zorginkoop.kernel.compile import compile_agreement
from zorginkoop.policies import documents, parts, strict_yaml
from zorginkoop.policies.loading import edition_folder, load_edition

EDITION = "geboortezorg/2024-1"


def test_an_edition_is_read_from_its_policy_its_parts_and_the_shared_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Path] = []

    def noted(file: Path) -> bytes:
        read.append(file)
        return file.read_bytes()

    monkeypatch.setattr(documents, "read_bytes", noted)
    folder = edition_folder(EDITION)
    load_edition(folder)

    assert set(parts.policy_files(folder.folder)) <= set(read)
    assert {file.parent.name for file in read} == {folder.folder.name, "delen", "gedeeld"}
    assert "brondekking.yaml" not in {file.name for file in read}


def test_a_sound_edition_is_loaded_and_compiled_without_working_out_where_anything_stands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        pytest.fail("the slow reader was asked for")

    values = installation()
    monkeypatch.setattr(strict_yaml, "_Reader", fail)
    edition = load_edition(edition_folder(EDITION), values)
    assert [compile_agreement(edition, name, values).agreement for name in edition.source.overeenkomsten]


def test_a_place_that_is_asked_for_names_file_line_and_column() -> None:
    edition = load_edition(edition_folder(EDITION), installation())
    place = edition.where(("overeenkomsten", "kraamzorg", "naam"))
    text = Path(place.file).read_text(encoding="utf-8").splitlines()[(place.line or 0) - 1]
    assert text[: (place.column or 1) - 1].strip() == "naam:"
