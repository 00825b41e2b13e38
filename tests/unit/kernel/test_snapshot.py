"""A stored outcome: its bytes never change by accident, and it is judged again from itself alone."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from zorginkoop import __version__
from zorginkoop.kernel.assess import Outcome, assess
from zorginkoop.kernel.canonical import canonical, content_hash, read_canonical
from zorginkoop.kernel.compile import Installation, compile_agreement
from zorginkoop.kernel.errors import InputWrong, ReplayDiffers
from zorginkoop.kernel.replay import other_engine, replay
from zorginkoop.kernel.snapshot import snapshot, snapshot_hash
from zorginkoop.policies.facts_file import read_facts
from zorginkoop.policies.loading import EditionFolder, load_edition
from zorginkoop.policies.strict_yaml import read_yaml

GOLDEN = Path(__file__).parent / "golden" / "uitkomst.json"

POLICY = """\
uitgave:
  naam: {nl: Proef 2026, en: Trial 2026}
  zorggroep: proef
  contractjaar: 2026
  herziening: 1
  codering: 2
  bron: proef-2026
  geldt_voor: {uzovi: "3360", verzekeraar: Proef, labels: [een, twee], polisvormen: [natura]}
gebeurtenissen:
  aanvraag_ontvangen: {tekst: {nl: de aanvraag is ontvangen, en: the request was received}}
relaties:
  aanbieder:
    personen: {soort: persoon}
    contracten: {soort: contract, historie: ja}
lezingen:
  PROEF-1: {vraag: Wat geldt zonder index?, kies: R1, opties: {R1: geen bezwaar, R2: niet beslist}}
feiten:
  aanbieder:
    index: {type: getal, stap: "0.1", per: jaar, herkomst: vektis, kenmerken: {versie: "3"}}
    uitzondering: {type: ja_nee, herkomst: inkoper_beslist, afwezig: nee}
    omzet: {type: geld, herkomst: vragenlijst}
    aandeel_online: {type: percentage, herkomst: vragenlijst}
    keurmerk: {type: ja_nee, herkomst: vragenlijst, bewijs: verplicht}
    register: {type: ja_nee, herkomst: register}
    doelen: {type: codes, herkomst: vragenlijst}
    opgericht: {type: datum, herkomst: register}
    normen: {type: ja_nee, herkomst: verklaring_bij_ondertekening}
  persoon:
    uren: {type: getal, eenheid: uur, herkomst: vragenlijst}
  contract:
    looptijd: {type: periode, herkomst: eigen_administratie}
impliceert: {keurmerk: [register]}
overeenkomsten:
  proef:
    naam: Proef
    onderwerp: aanbieder
    zorgsoort: proef
    looptijd: {van: 2026-01-01}
    voorwaarden:
      - id: index
        bij: ["1/2"]
        posten: [PM-01]
        tekst: {nl: een index van ten hoogste 150, en: an index of at most 150}
        feit: index
        peiljaar: {2026: 2024}
        ten_hoogste: 150
        onbekend: {lezing: PROEF-1, R1: geen_bezwaar, R2: niet_beslist}
        behalve: {feit: uitzondering}
    routes:
      - {id: benaderen, als: {alle: [index, {een_rij: contracten, waar: {feit: looptijd, overlapt: {terug: {jaren: 3}}}}]}, leidt_tot: aanbod, kanaal: post}
      - {id: aanvraag, als: {gebeurtenis: aanvraag_ontvangen}, leidt_tot: beoordeling}
      - {id: niets, leidt_tot: niets}
    randvoorwaarden:
      - {id: normen, feit: normen, onbekend: verklaring_bij_ondertekening}
      - {id: groot_genoeg, feit: omzet, ten_minste: 1000.50}
      - {id: inzet, kracht: inspanning, feit: doelen, omvat: [kosten]}
    differentiatiefactoren:
      - {id: register, feit: register}
      - {id: online, feit: aandeel_online, ten_minste: 12.5 %}
      - {id: mensen, aandeel: personen, waar: {feit: uren, ten_minste: 24}, ten_minste: 60 %}
    variant: {tabel: {0: D, 1: C, 2: B, 3: A}}
    onderdelen:
      - {id: oud, voorwaarden: [{id: opgericht, feit: opgericht, voor: 2000-01-01}]}
    taken:
      - {id: kijken, tekst: {nl: kijken, en: look}, als: {niet: opgericht}}
"""  # noqa: E501 - a policy as an officer writes it

FACTS = """\
onderwerp: {id: "1", naam: Proefpraktijk}
standaard: {bron: opgave, bekend_sinds: 2025-10-01}
feiten:
  index: {2024: {waarde: 150.1, bron: Vektis, versie: 3, geldig_van: 2025-01-01, geldig_tot: 2026-12-31}}
  uitzondering: {waarde: ja, grond: kleine praktijk, besloten_door: een inkoper, bekend_sinds: 2025-10-02T09:30}
  omzet: 1000.50
  aandeel_online: 12.5 %
  keurmerk: {waarde: ja, bewijs: {ingeleverd_op: 2025-10-01, oordeel: goed}}
  doelen: []
  opgericht: 2001-05-01
  personen: [{id: p1, naam: Ada, uren: 24}, {id: p2, uren: onbekend}]
  contracten: [{id: c1, looptijd: 2024-01-01/}]
"""


@pytest.fixture
def outcome(tmp_path: Path) -> Outcome:
    folder = tmp_path / "proef" / "2026-1"
    folder.mkdir(parents=True)
    (folder / "beleid.yaml").write_text(POLICY, encoding="utf-8")
    edition = load_edition(EditionFolder("proef/2026-1", folder))
    facts = read_facts(read_yaml(FACTS, "feiten.yaml"), edition, "aanbieder")
    compiled = compile_agreement(edition, "proef", Installation())
    return assess(compiled.agreement, facts.subject, facts.key, date(2025, 10, 20))


def test_the_bytes_of_a_stored_outcome_do_not_change(outcome: Outcome) -> None:
    stored = canonical({**snapshot(outcome), "programmaversie": "gouden bestand"})

    if os.environ.get("RENEW_GOLDEN"):
        GOLDEN.write_bytes(stored)
    assert stored == GOLDEN.read_bytes(), "the form of a stored outcome changed: stored outcomes would not replay"


def test_a_golden_outcome_still_follows_from_itself() -> None:
    stored = _golden()

    again = replay(stored)

    assert (again.result, again.variant, again.factors_met) == ("aanbod", "B", 2)
    assert other_engine(stored) == "gouden bestand"


def test_it_holds_what_a_person_asks_for(outcome: Outcome) -> None:
    plain: Any = snapshot(outcome)

    conditions = {condition["id"]: condition for condition in plain["voorwaarden"]}
    index, exception = conditions["index"]["feiten"]
    assert index == {
        "feit": "index@2024", "waarde": "150.1", "bron": "Vektis", "bekend_sinds": "2025-10-01T00:00:00+02:00",
        "geldig_van": "2025-01-01", "geldig_tot": "2026-12-31",
    }  # fmt: skip
    assert (exception["grond"], exception["besloten_door"]) == ("kleine praktijk", "een inkoper")
    assert (conditions["index"]["plaatsen"], conditions["index"]["posten"]) == (["1/2"], ["PM-01"])
    assert conditions["register"]["feiten"][0]["reden"] == "volgt uit keurmerk"
    assert plain["programmaversie"] == __version__
    assert plain["sleutel"] == {"verzekeraar": "3360", "label": "een", "polisvorm": "natura", "jaar": 2026}
    assert plain["lezingen"] == ["PROEF-1=R1"]
    assert plain["bij_ondertekening"] == ["normen"]
    assert [(missing["id"], missing["feit"]) for missing in plain["ontbreekt"]] == [("p2", "uren")]
    assert conditions["mensen"]["ontbreekt"] == ["p2/uren"]
    assert [part["stand"] for part in plain["onderdelen"]] == ["niet_voldaan"]
    assert [task["id"] for task in plain["taken"]] == ["kijken"]


def test_every_kind_of_value_comes_back(outcome: Outcome) -> None:
    again = replay(snapshot(outcome))

    assert again.subject == outcome.subject
    assert again.conditions == outcome.conditions


def test_the_hash_stands_for_the_content(outcome: Outcome) -> None:
    plain = snapshot(outcome)

    assert snapshot_hash(plain) == content_hash(read_canonical(canonical(plain)))
    assert snapshot_hash(plain) != snapshot_hash({**plain, "variant": "A"})


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (("uitkomst",), "geen_aanbod", "uitkomst: vastgelegd 'geen_aanbod', nu 'aanbod'"),
        (("route",), "aanvraag", "route: vastgelegd 'aanvraag', nu 'benaderen'"),
        (("codering",), 3, "codering: vastgelegd '3', nu '2'"),
        (("taken",), [], "taken[0]: vastgelegd niets, nu een blok"),
        (
            ("voorwaarden", 1, "feiten", 0, "waarde"),
            "3",
            "voorwaarden[1].feiten[0].waarde: vastgelegd '3', nu '1000.50'",
        ),
    ],
)
def test_a_difference_is_named_by_its_path(path: tuple[str | int, ...], value: object, told: str) -> None:
    stored = _changed(path, value)

    with pytest.raises(ReplayDiffers) as raised:
        replay(stored)

    assert any(difference.startswith(told) for difference in raised.value.differences)


def test_another_fact_in_the_record_gives_another_outcome() -> None:
    stored: Any = _golden()
    facts = stored["vastlegging"]["onderwerp"]["feiten"]
    next(fact for fact in facts if fact["feit"] == "uitzondering")["waarde"] = "nee"

    with pytest.raises(ReplayDiffers) as raised:
        replay(stored)

    assert "uitkomst: vastgelegd 'aanbod', nu 'niets'" in raised.value.differences


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("vorm",), "zorginkoop-uitkomst/9"),
        (("op",), "2025-02-30"),
        (("bekend_op",), "2025-10-20T12:00:00"),
        (("uitgave_hash",), "sha256:kort"),
        (("vastlegging", "boom"), {"vorm": "Criterion"}),
        (("vastlegging", "boom", "routes"), [{"vorm": "Onbekend"}]),
        (("vastlegging", "boom", "criteria"), "niets"),
        (("vastlegging", "onderwerp", "feiten", 0, "feit"), "bestaat_niet"),
        (("vastlegging", "onderwerp", "feiten", 0, "waarde"), "misschien"),
        (("onbekende_sleutel",), "x"),
    ],
)
def test_what_is_no_stored_outcome_is_refused(path: tuple[str | int, ...], value: object) -> None:
    with pytest.raises(InputWrong) as raised:
        replay(_changed(path, value), "uitkomst.json")

    assert all(problem.where.file == "uitkomst.json" for problem in raised.value.problems)


def _golden() -> dict[str, Any]:
    stored: dict[str, Any] = json.loads(GOLDEN.read_bytes())
    return stored


def _changed(path: tuple[str | int, ...], value: object) -> dict[str, Any]:
    stored = _golden()
    node: Any = stored
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    return stored
