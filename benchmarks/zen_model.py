"""Fysiotherapie 2026 as a zen-engine decision graph: every condition its own expression, so that the trace shows each.

It gives a state per condition (1 met, 2 not met, 3 unknown) where one expression can say that, whether the practice is
approached, and a number of factors. The trace holds inputs and outputs per node; it names no clause, source or date.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Any, cast

import zen

from zorginkoop.columns.frame import days_since_1970
from zorginkoop.kernel.facts import Span, Subject

PHYSIO = "#.beroep == 'fysiotherapeut'"
RECOGNISED = "['sportfysiotherapie', 'manuele_therapie']"


def _yes(fact: str) -> str:
    return f"{fact} == null ? 3 : ({fact} ? 1 : 2)"


CONDITIONS = {
    "beroepsnormen": _yes("handelt_volgens_beroepsnormen"),
    "digitaal_declareren": _yes("declareert_via_vecozo"),
    "individuele_kwaliteitsregistratie": (
        f"some(filter(personen, {PHYSIO}), some(#.registraties, #.register in ['irf', 'skf', 'kfir'])) ? 1 : 2"
    ),
    "deelregister_verbijzondering": (
        "some(filter(personen, #.verleent_verbijzonderde_zorg == true), "
        "some(#.registraties, #.register == 'branche_deelregister')) ? 1 : 2"
    ),
    "prem_extern": "prem_structureel and prem_extern_meetbureau ? 1 : 2",
    "bereikbaarheid": _yes("telefonisch_bereikbaar"),
    "eerste_afspraak": _yes("afspraak_binnen_vijf_werkdagen"),
    "inspanning_digitaal": _yes("inspanning_digitalisering"),
    "digitale_zorg": "len(doelen_digitale_zorg) > 0 ? 1 : 2",
    "verbijzonderd": (
        f"len(filter(personen, {PHYSIO})) > 0 and 100 * count(personen, {PHYSIO} and #.uren_hier >= 24 and "
        f"some(#.registraties, #.register == 'vektis' and #.aantekening in {RECOGNISED})) "
        f">= 30 * len(filter(personen, {PHYSIO})) ? 1 : 2"
    ),
    "kngf": _yes("kngf_basisregister"),
    "skf": _yes("skf_keurmerk"),
    "agb_registratie": (
        f"agb_zorgsoort in ['04', '05', '07', '24', '37', '88', '90'] and some(personen, {PHYSIO}) ? 1 : 2"
    ),
    "vecozo_certificaten": _yes("vecozo_certificaat"),
    "overeenkomst_afgelopen_drie_jaar": (
        "some(overeenkomsten, (#.van <= 20381 and #.tot_en_met >= 19285) or "
        "(#.gesloten_op >= 19285 and #.gesloten_op <= 20381)) ? 1 : 2"
    ),
    "aanbod_gewenst": "geen_aanbod_gewenst == true ? 2 : 1",
    "behandelindex": "behandelindex == null ? 3 : (behandelindex <= 150 or uitzondering_behandelindex == true ? 1 : 2)",
    "geen_integriteitstwijfel": "integriteitstwijfel == true ? 2 : 1",
    "toegevoegde_waarde": _yes("toegevoegde_waarde_regio"),
    "aantekening_ra": (
        f"some(filter(personen, {PHYSIO}), "
        "some(#.registraties, #.aantekening == 'ernstige_functionele_beperkingen_ra')) ? 1 : 2"
    ),
    "parkinsonnet": _yes("netwerk_parkinson"),
    "chronisch_zorgnet": _yes("netwerk_chronisch_zorgnet"),
}
OUTCOME = {
    "benaderd": (
        "agb_registratie == 1 and vecozo_certificaten == 1 and overeenkomst_afgelopen_drie_jaar != 2 "
        "and aanbod_gewenst != 2 and behandelindex != 2"
    ),
    "poort": (
        "beroepsnormen != 2 and digitaal_declareren != 2 and individuele_kwaliteitsregistratie == 1 and "
        "deelregister_verbijzondering != 2 and prem_extern == 1 and bereikbaarheid == 1 and eerste_afspraak == 1 "
        "and digitale_zorg == 1"
    ),
    "factoren": "(verbijzonderd == 1 ? 1 : 0) + (kngf == 1 ? 1 : 0) + (skf == 1 ? 1 : 0)",
}
VARIANT = {"variant": "factoren == 3 ? 'A' : (factoren == 2 ? 'B' : (factoren == 1 ? 'C' : 'D'))"}


def _expressions(number: int, name: str, expressions: Mapping[str, str]) -> dict[str, Any]:
    rows = [{"id": f"{name}-{at}", "key": key, "value": value} for at, (key, value) in enumerate(expressions.items())]
    return {
        "id": f"n{number}", "name": name, "type": "expressionNode",
        "content": {"expressions": rows, "passThrough": True, "inputField": None, "outputPath": None,
                    "executionMode": "single"},
    }  # fmt: skip


def graph() -> str:
    """Give the decision graph as zen-engine's JSON."""
    nodes = [
        {"id": "in", "name": "request", "type": "inputNode"},
        _expressions(1, "voorwaarden", CONDITIONS),
        _expressions(2, "uitkomst", OUTCOME),
        _expressions(3, "variant", VARIANT),
        {"id": "out", "name": "response", "type": "outputNode"},
    ]
    order = ["in", "n1", "n2", "n3", "out"]
    edges = [
        {"id": f"e{at}", "type": "edge", "sourceId": one, "targetId": other}
        for at, (one, other) in enumerate(pairwise(order))
    ]
    return json.dumps({"nodes": nodes, "edges": edges})


def engine() -> zen.ZenEngine:
    """Make an engine that holds the graph, precompiled, with one runtime for all calls (its fastest use)."""
    content = zen.ZenDecisionContent(graph())
    return zen.ZenEngine({"loader": lambda _: content})


def context_of(subject: Subject) -> dict[str, Any]:
    """Give the facts of one resolved practice the way zen-engine wants them: plain values, days as numbers."""
    values = subject.values
    yes_no = {key: None if value is None else bool(value) for key, value in values.items() if value in (0, 1, None)}
    index = values["behandelindex@2024"]
    return {
        **yes_no,
        "agb_zorgsoort": values["agb_zorgsoort"],
        "behandelindex": index / 10 if isinstance(index, int) else None,
        "uitzondering_behandelindex": bool(values["uitzondering_behandelindex@2026"]),
        "doelen_digitale_zorg": sorted(cast("frozenset[str]", values["doelen_digitale_zorg"] or frozenset())),
        "personen": [_person(row) for row in subject.relations["personen"] or ()],
        "overeenkomsten": [_term(row) for row in subject.relations["overeenkomsten"] or ()],
    }


def _person(row: Subject) -> dict[str, Any]:
    hours = row.values["uren_hier"]
    return {
        "beroep": row.values["beroep"],
        "uren_hier": hours / 10 if isinstance(hours, int) else None,
        "verleent_verbijzonderde_zorg": bool(row.values["verleent_verbijzonderde_zorg"]),
        "registraties": [
            {"register": one.values["register"], "aantekening": one.values["aantekening"] or ""}
            for one in row.relations["registraties"] or ()
        ],
    }


def _term(row: Subject) -> dict[str, Any]:
    term, concluded = row.values["looptijd"], row.values["gesloten_op"]
    return {
        "van": days_since_1970(term.first) if isinstance(term, Span) else None,
        "tot_en_met": days_since_1970(term.last) if isinstance(term, Span) else None,
        "gesloten_op": days_since_1970(concluded) if isinstance(concluded, date) else None,
    }
