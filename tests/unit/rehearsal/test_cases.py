"""A worked example that becomes a provider of a register comes to the same outcome there."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

import numpy as np
import polars as pl
import pytest

from support.worked_examples import EDITIONS, examples_of, installation
from zorginkoop.columns.assess import RegisterJudge
from zorginkoop.columns.from_tables import register_frame
from zorginkoop.formats.register import make_register
from zorginkoop.kernel.compile import compile_agreement, fact_declarations
from zorginkoop.policies.examples import Example, ExampleRunner
from zorginkoop.policies.loading import EditionFolder, load_edition
from zorginkoop.rehearsal.case_rows import CaseRows, Declared, Season
from zorginkoop.rehearsal.sheets import Sheets

RUNNER = ExampleRunner(installation())
WITH_PROVIDERS = [
    edition for edition in EDITIONS if load_edition(edition, installation()).vocabulary.relaties.get("aanbieder")
]
# What a table cannot say of a row: that one of its cells is not known, that the row was not known of yet, or (of an
# agreement) that its option was used or notice was given: the tables have the term itself, as it came to be.
NOT_IN_TABLES = (
    "onbekende registraties van een enkele arts maken de voorwaarde onbekend",
    "HKZ VV&T met een onbekend onderdeel beslist niets",
    "voor de vragenlijst is van hoofdstuk 3 nog bijna niets bekend, en dat is geen bezwaar",
    "van wie bekend is dat het lidmaatschap eindigde, krijgt geen vragenlijst",
    "zolang registraties niet bekend zijn, is er niets beslist",
    "onbekende inschrijvingen beslissen niets",
    "een ingeroepen optie is ook een verlenging",
    "een dag later loopt zij niet meer door",
)
Moment = tuple[str, date, datetime | None]


def about_providers(edition: EditionFolder) -> dict[Moment, list[Example]]:
    """Group the judged examples of providers by agreement, reference date and what was known."""
    loaded = load_edition(edition, installation())
    found: dict[Moment, list[Example]] = defaultdict(list)
    for example in examples_of(edition):
        case, agreement = example.case, example.source.overeenkomst
        own_year = case.jaar in {None, loaded.source.uitgave.contractjaar}
        own = loaded.source.overeenkomsten[agreement].onderwerp == "aanbieder" and own_year and not case.lezingen
        if own and case.op and case.verwacht and case.naam not in NOT_IN_TABLES:
            found[agreement, case.op, case.bekend_op].append(example)
    return found


@pytest.mark.parametrize("edition", WITH_PROVIDERS, ids=lambda edition: edition.name)
def test_a_case_in_the_tables_comes_to_the_outcome_of_the_case_itself(edition: EditionFolder) -> None:
    loaded = load_edition(edition, installation())
    head = loaded.source.uitgave
    declared = Declared(fact_declarations(loaded, "aanbieder"), tuple(loaded.vocabulary.relaties["aanbieder"]))
    wrong = []
    for (name, on, known), examples in about_providers(edition).items():
        agreement = compile_agreement(loaded, name, installation()).agreement
        sheets, everyone = Sheets(), np.arange(len(examples))
        codes = pl.Series([f"049{number:05}" for number in everyone])
        sheets.add("aanbieders", len(examples), agb_code=codes, naam="V", soort="overig", bron="x", bekend_sinds=0)
        rows = CaseRows(sheets, codes, 0)
        season = Season(head.zorggroep, agreement.care_type, head.contractjaar)
        rows.add(tuple(RUNNER.recorded(example) for example in examples), declared, season, everyone, everyone)
        rows.leave_unknown(declared, everyone)
        rows.write()
        frame = register_frame(make_register(sheets.frames()).tables, agreement, on, known)
        judged = RegisterJudge(agreement).assess(frame)
        for at, example in enumerate(examples):
            outcome = RUNNER.outcome(example)
            alone = (outcome.result, outcome.route.id if outcome.route else "", outcome.variant)
            together = (judged.result_texts()[at], judged.route_texts()[at], judged.variant_texts()[at])
            if alone != together:
                wrong.append(f"{name} {example.label}: {alone} {together}")
    assert "\n".join(wrong) == ""


def test_what_tables_cannot_say_is_a_case_of_some_edition() -> None:
    known = {example.case.naam for edition in EDITIONS for example in examples_of(edition)}
    assert sorted(set(NOT_IN_TABLES) - known) == []
