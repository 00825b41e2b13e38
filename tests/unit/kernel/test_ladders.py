"""From conditions to an outcome: routes in their order, the gate, factors counted into a variant, parts and tasks."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from support.small_policies import HEAD as SMALL_HEAD
from support.small_policies import compiled, judged, loaded
from zorginkoop.kernel.assess import Outcome
from zorginkoop.kernel.compile import Installation, LoadedEdition, compile_agreement
from zorginkoop.kernel.errors import PolicyWrong
from zorginkoop.kernel.facts import end_of_day
from zorginkoop.kernel.outcome import judges_claims, result_of
from zorginkoop.kernel.states import MET, NAMES, NOT_APPLICABLE, NOT_MET, UNKNOWN

FACTS = (
    "gemeld",
    "gevraagd",
    "goed",
    "volledig",
    "haast",
    "a",
    "b",
    "c",
    "d",
    "wens",
    "eis",
    "streng",
    "soepel",
    "deel",
)
HEAD = f"""
feiten:
  aanbieder:
{"".join(f"    {name}: {{type: ja_nee, herkomst: register}}" + chr(10) for name in FACTS)}
overeenkomsten:
  proef:
    naam: Proef
    onderwerp: aanbieder
    zorgsoort: proef
"""
POLICY = """
    voorwaarden:
      - {id: melding, feit: gemeld}
      - {id: vraag, feit: gevraagd}
      - {id: goed, feit: goed}
      - {id: volledig, feit: volledig}
      - {id: haast, feit: haast}
    routes:
      - {id: gemeld, leidt_tot: geen_aanbod, als: melding, onbekend: telt_niet}
      - id: gevraagd
        leidt_tot: beoordeling
        kanaal: aanvraag
        als: vraag
        dan:
          - {id: spoed, leidt_tot: inkoopgesprek, als: {alle: [haast, vraag]}, kanaal: telefoon}
          - {id: goed, leidt_tot: aanbod, als: {alle: [goed, volledig]}}
          - {id: anders, leidt_tot: beoordeling}
      - id: zonder_voorwaarde
        leidt_tot: prijslijst
        dan:
          - {id: vol, leidt_tot: prijslijst, als: volledig, onbekend: geen_bezwaar}
      - {id: rest, leidt_tot: niets}
"""
FULL = "gemeld: nee, gevraagd: ja, haast: nee, goed: ja, volledig: ja"


@cache
def edition(policy: str) -> LoadedEdition:
    """Load a policy once."""
    with TemporaryDirectory() as folder:
        return loaded(Path(folder), HEAD + policy)


def outcome(policy: str, facts: str) -> Outcome:
    return judged(edition(policy), facts)


def problem_of(policy: str) -> str:
    """Give the one problem of a policy that does not compile."""
    with pytest.raises(PolicyWrong) as wrong:
        compiled(edition(policy))
    (problem,) = wrong.value.problems
    return str(problem)


class TestRoutes:
    @pytest.mark.parametrize(
        ("facts", "route", "undecided", "result"),
        [
            ("gemeld: ja", "gemeld", "", "geen_aanbod"),
            ("gemeld: ja, gevraagd: ja", "gemeld", "", "geen_aanbod"),  # the first that fits, whatever comes later
            (FULL.replace("gemeld: nee, ", ""), "gevraagd/goed", "", "aanbod"),  # unknown does not count here
            ("gevraagd: ja, haast: ja", "gevraagd/spoed", "", "inkoopgesprek"),
            (FULL, "gevraagd/goed", "", "aanbod"),
            (FULL.replace("goed: ja", "goed: nee"), "gevraagd/anders", "", "beoordeling"),
            (FULL.replace(", goed: ja", ""), "", "gevraagd/goed", "niet_beslist"),  # and stops here
            ("haast: nee, volledig: ja", "", "gevraagd/goed", "niet_beslist"),
            ("gevraagd: nee, volledig: ja", "zonder_voorwaarde/vol", "", "prijslijst"),
            ("gevraagd: nee", "zonder_voorwaarde/vol", "", "prijslijst"),  # and is no objection here
            ("gevraagd: nee, volledig: nee", "rest", "", "niets"),
        ],
    )
    def test_the_first_that_fits_is_taken(self, facts: str, route: str, undecided: str, result: str) -> None:
        found = outcome(POLICY, facts)

        names = [one.id if one else "" for one in (found.route, found.undecided_route)]
        assert [*names, found.result] == [route, undecided, result]

    def test_a_route_inside_another_keeps_what_the_outer_one_asks(self) -> None:
        routes = {route.id: route for route in compiled(edition(POLICY)).agreement.routes}

        assert list(routes) == [
            "gemeld", "gevraagd/spoed", "gevraagd/goed", "gevraagd/anders", "zonder_voorwaarde/vol", "rest",
        ]  # fmt: skip
        assert {name: route.criteria for name, route in routes.items()} == {
            "gemeld": ("melding",),
            "gevraagd/spoed": ("vraag", "haast"),
            "gevraagd/goed": ("vraag", "goed", "volledig"),
            "gevraagd/anders": ("vraag",),
            "zonder_voorwaarde/vol": ("volledig",),
            "rest": (),
        }
        assert {name: route.channel for name, route in routes.items()} == {
            "gemeld": "", "gevraagd/spoed": "telefoon", "gevraagd/goed": "aanvraag", "gevraagd/anders": "aanvraag",
            "zonder_voorwaarde/vol": "", "rest": "",
        }  # fmt: skip

    def test_routes_without_a_condition_hold_for_everybody_also_one_inside_another(self) -> None:
        inner = "[{id: binnen, leidt_tot: prijslijst}]"
        policy = f"    routes: [{{id: buiten, leidt_tot: niets, dan: {inner}}}, {{id: rest, leidt_tot: niets}}]\n"

        assert outcome(policy, "").result == "prijslijst"

    def test_a_route_knows_the_facts_that_it_reads_itself(self) -> None:
        policy = """
    routes:
      - id: buiten
        leidt_tot: aanbod
        als: {feit: goed}
        dan:
          - {id: binnen, leidt_tot: aanbod, als: {alle: [{feit: goed}, {feit: haast}]}}
          - {id: zo, leidt_tot: prijslijst}
      - {id: rest, leidt_tot: niets}
"""
        agreement = compiled(edition(policy)).agreement

        assert [route.facts for route in agreement.routes] == [("goed", "haast"), ("goed",), ()]
        assert outcome(policy, "goed: nee, haast: ja").result == "niets"
        assert outcome(policy, "goed: ja, haast: nee").result == "prijslijst"
        assert outcome(policy, "goed: ja").result == "niet_beslist"

    @pytest.mark.parametrize(
        "routes",
        [
            "[{id: een, leidt_tot: niets, als: {feit: goed}}]",
            "[{id: een, leidt_tot: niets}, {id: twee, leidt_tot: niets, als: {feit: goed}}]",
            "[]",
        ],
    )
    def test_the_last_route_takes_everybody(self, routes: str) -> None:
        assert "de laatste route heeft geen vangnet" in problem_of(f"    routes: {routes}\n")

    @pytest.mark.parametrize("inner", ["", ", als: {feit: goed}"])
    def test_an_inner_route_needs_no_safety_net_of_its_own(self, inner: str) -> None:
        inside = f"[{{id: binnen, leidt_tot: niets{inner}}}]"
        outer = f"{{id: buiten, leidt_tot: niets, als: {{feit: haast}}, dan: {inside}}}"
        policy = f"    routes: [{outer}, {{id: rest, leidt_tot: niets}}]\n"

        assert len(compiled(edition(policy)).agreement.routes) == 2

    @pytest.mark.parametrize(
        ("claim", "agreement"),
        [
            *((claim, "aanbod") for claim in ("vergoeding", "afwijzing", "polisvoorwaarden", "controle")),
            *(("controle", result) for result in ("geen_aanbod", "prijslijst", "inkoopgesprek", "beoordeling")),
        ],
    )
    def test_routes_to_a_claim_and_to_an_agreement_do_not_go_together(self, claim: str, agreement: str) -> None:
        problem = problem_of(
            f"    routes: [{{id: a, leidt_tot: {claim}, als: {{feit: goed}}}}, {{id: z, leidt_tot: {agreement}}}]\n"
        )

        assert f"'{claim}' gaat over een declaratieregel, '{agreement}' over een overeenkomst" in problem

    @pytest.mark.parametrize(
        ("leads_to", "claims"),
        [
            *((result, True) for result in ("vergoeding", "afwijzing", "polisvoorwaarden", "controle")),
            *((result, False) for result in ("aanbod", "geen_aanbod", "prijslijst", "ander_beleid", "niets")),
        ],
    )
    def test_an_agreement_judges_claims_when_a_route_ends_in_one(self, leads_to: str, claims: bool) -> None:  # noqa: FBT001 - the answer
        policy = f"    routes: [{{id: a, leidt_tot: {leads_to}, als: {{feit: goed}}}}, {{id: z, leidt_tot: niets}}]\n"

        assert judges_claims(compiled(edition(policy)).agreement) is claims


GATE = """
    routes: [{id: weg, leidt_tot: niets, als: {feit: haast}}, {id: aan, leidt_tot: aanbod}]
    onbekend: AGREEMENT
    randvoorwaarden:
      - {id: eis, feit: eis}
      - {id: streng, feit: streng, onbekend: telt_niet}
      - {id: soepel, feit: soepel, onbekend: verklaring_bij_ondertekening}
      - {id: wens, feit: wens, kracht: inspanning}
"""
ALL_MET = "haast: nee, eis: ja, streng: ja, soepel: ja, wens: ja"


class TestGate:
    @pytest.mark.parametrize(
        ("reading", "facts", "result"),
        [
            ("niet_beslist", ALL_MET, "aanbod"),
            ("niet_beslist", ALL_MET.replace("eis: ja", "eis: nee"), "geen_aanbod"),
            ("niet_beslist", ALL_MET.replace("soepel: ja", "soepel: nee"), "geen_aanbod"),
            ("niet_beslist", ALL_MET.replace("wens: ja", "wens: nee"), "aanbod"),  # an aim never blocks
            ("niet_beslist", ALL_MET.replace("eis: ja, ", ""), "niet_beslist"),
            ("niet_beslist", ALL_MET.replace("streng: ja, ", ""), "geen_aanbod"),  # its own reading comes first
            ("niet_beslist", ALL_MET.replace("soepel: ja, ", ""), "aanbod"),
            ("geen_bezwaar", ALL_MET.replace("eis: ja, ", ""), "aanbod"),
            ("geen_bezwaar", ALL_MET.replace("streng: ja, ", ""), "geen_aanbod"),
            ("telt_niet", ALL_MET.replace("eis: ja, ", ""), "geen_aanbod"),
            ("telt_niet", ALL_MET.replace("soepel: ja, ", ""), "aanbod"),
            ("niet_beslist", "haast: ja, eis: nee", "niets"),  # only an offer passes the gate
        ],
    )
    def test_an_offer_passes_when_every_base_condition_holds(self, reading: str, facts: str, result: str) -> None:
        assert outcome(GATE.replace("AGREEMENT", reading), facts).result == result

    def test_without_base_conditions_the_gate_is_open(self) -> None:
        found = outcome("    routes: [{id: aan, leidt_tot: aanbod}]\n", "")

        assert (found.gate, found.result) == (MET, "aanbod")

    def test_base_conditions_that_do_not_apply_leave_the_gate_open(self) -> None:
        policy = """
    routes: [{id: aan, leidt_tot: aanbod}]
    randvoorwaarden: [{id: eis, feit: eis, alleen_als: {feit: haast}}]
"""
        assert outcome(policy, "haast: nee").result == "aanbod"
        assert outcome(policy, "haast: ja, eis: nee").result == "geen_aanbod"

    @pytest.mark.parametrize(
        ("leads_to", "results"),
        [
            ("aanbod", ["aanbod", "aanbod", "geen_aanbod", "niet_beslist"]),
            ("vergoeding", ["vergoeding", "vergoeding", "afwijzing", "niet_beslist"]),
            ("beoordeling", ["beoordeling"] * 4),
            ("geen_aanbod", ["geen_aanbod"] * 4),
            ("controle", ["controle"] * 4),
        ],
    )
    def test_only_an_offer_and_a_reimbursement_pass_the_gate(self, leads_to: str, results: list[str]) -> None:
        assert [result_of(leads_to, gate) for gate in (NOT_APPLICABLE, MET, NOT_MET, UNKNOWN)] == results


LADDER = """
    routes: [{id: aan, leidt_tot: aanbod}]
    differentiatiefactoren:
      - {id: een, feit: a}
      - {id: twee, feit: b, onbekend: geen_bezwaar}
      - {id: drie, feit: c, alleen_als: {feit: d}}
    variant: {tabel: {3: A, 2: B, 1: C, 0: D}}
"""


class TestLadder:
    @pytest.mark.parametrize(
        ("facts", "count", "variant"),
        [
            ("a: ja, b: ja, c: ja, d: ja", 3, "A"),
            ("a: ja, b: nee, c: ja, d: ja", 2, "B"),
            ("a: ja, b: ja, d: nee", 2, "B"),
            ("a: nee, b: nee, c: ja, d: ja", 1, "C"),
            ("a: ja", 1, "C"),  # unknown is never met, whatever its reading
            ("a: nee, b: nee, c: nee, d: ja", 0, "D"),
            ("", 0, "D"),
        ],
    )
    def test_the_factors_that_are_met_for_certain_give_the_variant(self, facts: str, count: int, variant: str) -> None:
        found = outcome(LADDER, facts)

        assert (found.factors_met, found.variant) == (count, variant)

    def test_without_a_ladder_there_is_no_variant(self) -> None:
        found = outcome(LADDER.partition("    variant")[0], "a: ja")

        assert (found.factors_met, found.variant) == (1, "")

    def test_without_factors_nothing_is_counted(self) -> None:
        found = outcome("    routes: [{id: aan, leidt_tot: aanbod}]\n    variant: {tabel: {0: enig}}\n", "a: ja")

        assert (found.factors_met, found.variant) == (0, "enig")

    @pytest.mark.parametrize("table", ["{3: A, 2: B, 0: D}", "{2: A, 1: B, 0: C}", "{4: Z, 3: A, 2: B, 1: C, 0: D}"])
    def test_a_ladder_has_a_step_for_every_number_of_factors(self, table: str) -> None:
        problem = problem_of(LADDER.replace("{3: A, 2: B, 1: C, 0: D}", table))

        assert "maar er zijn 3 differentiatiefactoren. Geef een variant voor elk aantal van 0 tot en met 3." in problem


PARTS = """
    routes: [{id: aan, leidt_tot: aanbod}]
    onderdelen:
      - {id: netwerk, voorwaarden: [{id: eis, feit: eis}, {id: wens, feit: wens, kracht: inspanning}]}
      - id: los
        onbekend: telt_niet
        voorwaarden: [{id: deel, feit: deel}, {id: soepel, feit: soepel, onbekend: geen_bezwaar}]
"""


class TestParts:
    @pytest.mark.parametrize(
        ("facts", "states"),
        [
            ("eis: ja, wens: nee, deel: ja, soepel: ja", ["voldaan", "voldaan"]),  # an aim never blocks
            ("eis: nee, wens: ja, deel: ja, soepel: nee", ["niet_voldaan", "niet_voldaan"]),
            ("deel: ja", ["onbekend", "voldaan"]),
            ("eis: ja, soepel: ja", ["voldaan", "niet_voldaan"]),
        ],
    )
    def test_each_part_is_judged_apart(self, facts: str, states: list[str]) -> None:
        found = outcome(PARTS, facts)

        assert [part.part.id for part in found.parts] == ["netwerk", "los"]
        assert [NAMES[part.state] for part in found.parts] == states
        assert found.result == "aanbod"

    def test_a_part_of_aims_alone_stands_open(self) -> None:
        found = outcome(PARTS.replace("{id: eis, feit: eis}, ", ""), "wens: nee")

        assert found.parts[0].state == MET


TASKS = """
    routes: [{id: aan, leidt_tot: aanbod}]
    voorwaarden: [{id: eis, feit: eis}]
    taken:
      - {id: kijken, als: {feit: haast}}
      - {id: bellen, als: {id: mag_bellen, niet: {feit: haast}}}
      - {id: schrijven, als: {niet: eis}}
"""


class TestTasks:
    @pytest.mark.parametrize(
        ("facts", "tasks"),
        [
            ("haast: ja, eis: nee", ["kijken", "schrijven"]),
            ("haast: nee, eis: ja", ["bellen"]),
            ("eis: nee", ["schrijven"]),  # nobody is asked because of what is unknown
            ("", []),
        ],
    )
    def test_a_person_is_asked_where_the_condition_holds(self, facts: str, tasks: list[str]) -> None:
        assert [task.id for task in outcome(TASKS, facts).tasks] == tasks

    def test_the_condition_of_a_task_has_the_name_of_the_task_unless_it_has_its_own(self) -> None:
        tasks = compiled(edition(TASKS)).agreement.tasks

        assert [task.criterion for task in tasks] == ["taak_kijken", "mag_bellen", "taak_schrijven"]


class TestOutcome:
    def test_a_condition_is_found_by_its_name(self) -> None:
        found = outcome(LADDER, "a: ja, b: nee")

        assert [NAMES[found.condition(name).state] for name in ("een", "twee")] == ["voldaan", "niet_voldaan"]
        assert [fact.key for fact in found.condition("drie").facts] == ["d", "c"]
        with pytest.raises(KeyError, match="vier"):
            found.condition("vier")

    def test_what_was_known_at_the_end_of_the_day_counts(self) -> None:
        assert outcome(LADDER, "a: ja").known == end_of_day(date(2026, 1, 1))

    def test_the_same_agreement_may_be_judged_for_another_contract_year(self) -> None:
        agreement = compile_agreement(edition(LADDER), "proef", Installation(), 2027).agreement

        assert agreement.contract_year == 2027


MISTAKEN = """
    routes:
      - id: een
        leidt_tot: aanbod
        als: {feit: nergens}  # fout
        dan:
          - {id: binnen, leidt_tot: aanbod, als: {feit: nergens}}  # fout
    randvoorwaarden:
      - {id: eis, feit: eis}
      - {feit: a}  # fout
    differentiatiefactoren:
      - {feit: b}  # fout
      - {id: nog_een, feit: c}
    variant:
      tabel: {2: A, 1: B, 0: C}
    onderdelen:
      - id: los
        voorwaarden:
          - {id: deel, feit: deel}
          - {feit: d}  # fout
    taken:
      - {id: bellen, als: {feit: haast}}
      - id: kijken
        als: {feit: nergens}  # fout
"""


def test_every_mistake_is_told_at_its_own_line() -> None:
    text = HEAD + MISTAKEN
    with pytest.raises(PolicyWrong) as wrong:
        compiled(edition(MISTAKEN))

    before = SMALL_HEAD.count("\n")
    lines = [before + number for number, line in enumerate(text.splitlines(), start=1) if "# fout" in line]
    told = [problem.where.line for problem in wrong.value.problems if "vangnet" not in problem.what]
    assert sorted(line or 0 for line in told) == lines


def test_a_problem_of_the_routes_is_told_at_the_routes() -> None:
    before = SMALL_HEAD.count("\n") + HEAD.count("\n")
    assert f"beleid.yaml:{before + 1}:" in problem_of("    routes: []\n")
    assert f"beleid.yaml:{before + 2}:" in problem_of(
        "\n    routes: [{id: a, leidt_tot: controle, als: {feit: goed}}, {id: z, leidt_tot: aanbod}]\n"
    )


def test_a_ladder_with_a_gap_is_told_at_its_table() -> None:
    policy = (
        LADDER.partition("    variant")[0] + '    variant:\n      bij: ["1/a/1"]\n      tabel: {2: B, 1: C, 0: D}\n'
    )
    before = (SMALL_HEAD + HEAD + policy.partition("      tabel")[0]).count("\n")

    assert f"beleid.yaml:{before + 1}:" in problem_of(policy)
