from __future__ import annotations

from pathlib import Path

import pytest

from support.crooked import FAULTS, Named, copied, mend, proved
from zorginkoop.policies.loading import EditionFolder, texts_of

IMPLIED: Named = ("volgt_uit_ander", "hoofd", ("met_keurmerk", "in_basisregister"))
CONFIRMATION = """
bewust:
  - controle: volgt_uit_ander
    knopen: [met_keurmerk, in_basisregister]
    afdrukken: {{hoofd: "{fingerprint}"}}
    bij: ["1/factoren/2"]
    reden: {{nl: zo staat het er, en: the text says so}}
    door: beleidsmedewerker scheve zorg
    op: 2025-03-02
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = copied(tmp_path)
    (fingerprint,) = (one.fingerprint for one in proved(folder).findings if one.key == IMPLIED)
    file = folder / "beleid.yaml"
    file.write_text(file.read_text(encoding="utf-8") + CONFIRMATION.format(fingerprint=fingerprint), encoding="utf-8")
    return folder


def test_a_confirmed_finding_is_told_with_its_reason_and_is_no_longer_open(folder: Path) -> None:
    found = proved(folder)
    assert {one.key for one in found.open} == set(FAULTS) - {IMPLIED}
    (confirmed,) = (one.confirmed for one in found.findings if one.key == IMPLIED)
    assert confirmed is not None
    assert confirmed.reden.nl == "zo staat het er"
    assert not found.stale


def test_other_words_leave_a_confirmation_standing(folder: Path) -> None:
    mend(
        folder,
        (("nl: heeft het keurmerk,", "nl: draagt het keurmerk,"), ('bij: ["1/factoren/2"]', 'bij: ["9/anders/1"]')),
    )
    assert not proved(folder).stale


def test_another_meaning_makes_a_confirmation_fall(folder: Path) -> None:
    mend(
        folder,
        (
            (
                "        feit: basisregister\n",
                "        minstens_een: [{feit: basisregister}, {feit: scholing, ten_minste: 90}]\n",
            ),
        ),
    )
    found = proved(folder)
    assert IMPLIED in {one.key for one in found.open}
    (stale,) = found.stale
    assert stale.where.line
    assert "kijk opnieuw" in stale.what.nl


def test_a_confirmation_that_answers_to_nothing_is_told(folder: Path) -> None:
    mend(folder, FAULTS[IMPLIED])
    found = proved(folder)
    assert [one.confirmed.knopen for one in found.stale] == [("met_keurmerk", "in_basisregister")]
    assert not found.clean


def test_a_confirmation_changes_nothing_that_an_outcome_rests_on(folder: Path) -> None:
    edition = EditionFolder("scheefzorg/2026-1", folder)
    before = texts_of(edition).hash
    mend(folder, (("zo staat het er", "zo is het bedoeld"),))
    assert texts_of(edition).hash == before
    mend(folder, (("ten_hoogste: 150", "ten_hoogste: 140"),))
    assert texts_of(edition).hash != before
