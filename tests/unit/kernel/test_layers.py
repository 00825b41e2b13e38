"""What is wrong with a layer is told at its file, line and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.layered import POLICY
from support.small_policies import loaded
from zorginkoop.kernel.compile import Installation
from zorginkoop.kernel.errors import PolicyWrong
from zorginkoop.kernel.layers import compile_layers, layered_agreements

NETWORK = "als: in_het_netwerk, peildatumregel: opening_zorgproduct}"
BASE = "- {id: overeenkomst, soort: basis, getekend: ondertekend, publicatie: [tonen]}"


def problems(folder: Path, old: str, new: str) -> list[str]:
    """Compile the small policy with one thing changed, and give the problems."""
    assert old in POLICY
    edition = loaded(folder, POLICY.replace(old, new, 1))
    with pytest.raises(PolicyWrong) as wrong:
        compile_layers(edition, "zorg", Installation())
    return [str(problem) for problem in wrong.value.problems]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (BASE, "- {id: overeenkomst, soort: regio}", "de eerste laag, en alleen die, heeft soort basis."),
        (
            "- {id: regio, soort: regio,",
            "- {id: regio, soort: basis,",
            "de eerste laag, en alleen die, heeft soort basis.",
        ),
        (
            "publicatie: [tonen]",
            "publicatie: [tone]",
            "geen termijn van de planning met een gebeurtenis. Kies uit: tonen.",
        ),
        (
            "getekend: ondertekend",
            "getekend: ondertekent",
            "feit 'ondertekent' bestaat niet bij aanbieder. Bedoelt u 'ondertekend'?",
        ),
        (BASE, BASE[:-1] + ", zorg: [a]}", "'zorg' past niet bij laag 'overeenkomst'. Laat het weg."),
        ("op: [registratie]", "op: [regio]", "laag 'regio' staat hier niet voor."),
        (
            "rijen: regios, als",
            "rijen: regios, op: [registratie], als",
            "laag 'registratie' gaat over personen, laag 'regio' niet.",
        ),
        (NETWORK, NETWORK[:-1] + ", van: in_het_netwerk}", "'van' hoort bij een laag met rijen."),
        (NETWORK, NETWORK[:-1] + ", getekend: ondertekend}", "'getekend' hoort bij de basis."),
        (
            "rijen: regios, als",
            "rijen: regios, overeenkomst: {feit: zorgsoort, is: zorg}, als",
            "'overeenkomst' past niet bij laag 'regio'.",
        ),
        ("anders: buiten_overeenkomst", "anders: gecontracteerd", "'gecontracteerd' is geen weigering."),
        ("tot_en_met: 2025-11-30", "tot_en_met: 2025-01-31", "deze laag eindigt voor zij begint."),
        (
            "als: in_het_netwerk, peil",
            "als: in_een_netwerk, peil",
            "voorwaarde 'in_een_netwerk' bestaat niet. Bedoelt u 'in_het_netwerk'?",
        ),
        ("rijen: regios, als", "rijen: regio, als", "aanbieder heeft geen rijen 'regio'."),
        ("als: {feit: keten_geregeld}", "als: {feit: keten}", "feit 'keten' bestaat niet bij regio."),
        (
            "netwerk: {type: ja_nee, herkomst: register}",
            "netwerk: {type: ja_nee, herkomst: register, per: jaar}",
            "een laag leest 'netwerk', een feit per jaar.",
        ),
    ],
)
def test_a_wrong_layer_is_told_at_its_spot(tmp_path: Path, old: str, new: str, told: str) -> None:
    found = problems(tmp_path, old, new)

    assert any(told in problem for problem in found), found
    assert all("beleid.yaml:" in problem for problem in found)


def test_only_agreements_with_layers_have_a_contract_status(tmp_path: Path) -> None:
    assert layered_agreements(loaded(tmp_path, POLICY)) == ("zorg",)
    without = POLICY[: POLICY.index("    lagen:")]
    assert layered_agreements(loaded(tmp_path / "zonder", without)) == ()
