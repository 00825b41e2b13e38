"""A small policy with every kind of layer, and tables of contract status made from the text of facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from support.small_policies import loaded
from support.worked_examples import installation
from zorginkoop.kernel.compile import Installation, LoadedEdition
from zorginkoop.kernel.layers import Layers, compile_layers
from zorginkoop.kernel.status import EVER, Question, StatusTable, contract_status, status_on
from zorginkoop.kernel.terms import Period
from zorginkoop.policies.facts_file import FactsFile, read_facts
from zorginkoop.policies.loading import edition_folder, load_edition
from zorginkoop.policies.strict_yaml import read_yaml

POLICY = """
gebruik: [register]
relaties: {aanbieder: {regios: {soort: regio}}}
gebeurtenissen: {ondertekend: {}, getoond: {}}
feiten:
  aanbieder:
    netwerk: {type: ja_nee, herkomst: register}
    keurmerk: {type: ja_nee, herkomst: vragenlijst, bewijs: verplicht}
    gemeld_op: {type: datum, herkomst: register}
    werkzaam: {type: periode, herkomst: register}
    bijgewerkt: {type: moment, herkomst: register}
  regio:
    keten_geregeld: {type: ja_nee, herkomst: register, afwezig: nee}
overeenkomsten:
  zorg:
    naam: Zorg
    onderwerp: aanbieder
    zorgsoort: zorg
    looptijd: {van: 2025-01-01, tot_en_met: 2025-12-31}
    voorwaarden: [{id: in_het_netwerk, feit: netwerk}]
    routes: [{id: niets, leidt_tot: niets}]
    planning:
      - {id: tonen, bindt: verzekeraar, gebeurtenis: getoond, wanneer: {vanaf: 2024-11-12}, en_na: [ondertekend]}
    lagen:
      - {id: overeenkomst, soort: basis, getekend: ondertekend, publicatie: [tonen]}
      - id: registratie
        soort: persoon
        rijen: personen
        van: {feit: beroep, is: therapeut}
        als: {een_rij: registraties, waar: {feit: register, is: rood}}
        anders: buiten_overeenkomst
      - id: aantekening
        soort: aantekening
        zorg: [bijzonder]
        rijen: personen
        van: {feit: beroep, is: therapeut}
        als: {een_rij: registraties, waar: {feit: aantekening, is: bijzonder}}
        op: [registratie]
      - {id: netwerk, soort: netwerk, zorg: [netwerkzorg], als: in_het_netwerk, peildatumregel: opening_zorgproduct}
      - id: keurmerk
        soort: onderdeel
        zorg: [keurmerkzorg]
        als: {feit: keurmerk}
        vanaf: 2025-02-01
        tot_en_met: 2025-11-30
      - id: melding
        soort: onderdeel
        zorg: [gemeld]
        als:
          minstens_een:
            - {feit: peildatum, vanaf: {feit: gemeld_op}}
            - {feit: gemeld_op, overlapt: {terug: {jaren: 1}}}
      - id: werk
        soort: onderdeel
        zorg: [werk]
        als:
          alle:
            - {feit: werkzaam, overlapt: {terug: {jaren: 1}}}
            - {feit: bijgewerkt, uiterlijk: {feit: peildatum}}
            - geen:
                - {feit: peildatum, is: 2025-06-01}
                - {feit: peildatum, overlapt: {van: 2025-08-01, tot_en_met: 2025-08-31}}
      - id: deel
        soort: onderdeel
        zorg: [gedeeld]
        als:
          aandeel: personen
          van: {feit: beroep, is: therapeut}
          waar: {feit: dienstverband, is: loondienst}
          ten_minste: 50 %
      - id: eigen_overeenkomst
        soort: programma
        zorg: [programma]
        overeenkomst: {feit: zorgsoort, is: programma}
        als: in_het_netwerk
        anders: buiten_overeenkomst
      - {id: regio, soort: regio, zorg: [keten], rijen: regios, als: {feit: keten_geregeld}}
"""


@cache
def layered_policy() -> LoadedEdition:
    """Load the small policy, once."""
    with TemporaryDirectory() as folder:
        return loaded(Path(folder), POLICY)


@cache
def published(edition: str) -> LoadedEdition:
    """Load a published edition, once."""
    return load_edition(edition_folder(edition))


@cache
def layers_of(edition: str, agreement: str) -> Layers:
    """Compile the layers of an agreement, of the small policy where no edition is named."""
    if not edition:
        return compile_layers(layered_policy(), agreement, Installation())
    return compile_layers(published(edition), agreement, installation())


def facts_of(text: str, edition: str = "", kind: str = "aanbieder") -> FactsFile:
    """Read the lines under 'feiten' of a facts file."""
    body = "".join(f"  {line}\n" for line in text.strip().splitlines())
    whole = f'onderwerp: {{soort: {kind}, id: "99000001", naam: Verzonnen}}\nfeiten:\n{body}'
    return read_facts(read_yaml(whole, "feiten.yaml"), published(edition) if edition else layered_policy(), kind)


def table_of(
    text: str, agreement: str = "zorg", edition: str = "", window: Period | None = None, product: str = ""
) -> StatusTable:
    """Make the table of a provider from the text of its facts."""
    facts = facts_of(text, edition)
    key = replace(facts.key, product_type=product or facts.key.product_type)
    return contract_status(layers_of(edition, agreement), facts.subject, key, EVER, window)


def spans(
    table: StatusTable, layer: str, care: str = "", row: str = "", location: str = ""
) -> list[tuple[str, str, str]]:
    """List the intervals of one key as text: from, until (empty when open), status."""
    wanted = (layer, location, care, row)
    return [
        (str(one.first or ""), str(one.last or ""), str(one.status))
        for one in table.intervals
        if (one.key.layer, one.key.location, one.key.care, one.key.row) == wanted
    ]


def on(table: StatusTable, day: str, care: str = "", location: str = "", **rows: str) -> str:
    """Say the status of some care on a day."""
    return str(status_on(table, Question(date.fromisoformat(day), care, location, rows)).status)
