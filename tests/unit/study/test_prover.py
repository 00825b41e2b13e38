"""What can be asked about everybody who could exist: an example that stands, a proof, or neither."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from support.random_trees import ON, agreement, criterion, route
from zorginkoop.kernel.calendar import WorkCalendar
from zorginkoop.kernel.date_rule import DateRule
from zorginkoop.kernel.due import due_date
from zorginkoop.kernel.facts import REFERENCE_DATE, FactRecord, RecordedSubject
from zorginkoop.kernel.language import LeadsTo
from zorginkoop.kernel.states import MET, NOT_APPLICABLE, NOT_MET, UNKNOWN
from zorginkoop.kernel.tree import (
    Agreement,
    Always,
    Compare,
    FactDeclaration,
    Join,
    Literal,
    Negation,
    OtherFact,
    Phrase,
    RatioTest,
    Rows,
    Test,
    YearsBack,
)
from zorginkoop.study.logic.prover import Answer, Example, Impossible, NotProven, Prover
from zorginkoop.study.logic.space import YEARS_BEFORE


def compared(kind: str, operator: str, *texts: str, fact: str = "") -> Compare:
    step = "0.5" if kind == "getal" else "1"
    return Compare(fact or f"{kind}", kind, step, operator, Literal(texts))


def one_condition(test: Test, *facts: FactDeclaration) -> Agreement:
    """Make an agreement of one condition, with a fact of each kind that is named after its kind."""
    made = agreement((criterion("proef", test),), (route("anders", Always(), "niet_beslist", LeadsTo.NOTHING),))
    declared = [
        FactDeclaration(kind, subject, kind, Phrase(), "register", "0.5" if kind == "getal" else "1")
        for subject in ("aanbieder", "persoon")
        for kind in ("ja_nee", "getal", "geld", "percentage", "datum", "periode", "code", "codes")
    ]
    dated = [FactDeclaration(REFERENCE_DATE, subject, "datum", Phrase(), "register") for subject in ("aanbieder",)]
    return replace(made, facts=(*declared, *facts, *dated))


def ask(made: Agreement, state: int, first: date = ON, last: date = ON) -> Answer:
    return Prover((made,), first, last).ask(
        lambda one: one[0].is_state("proef", state), lambda found: found[0].condition("proef").state == state
    )


def can_be(test: Test, *facts: FactDeclaration) -> set[int]:
    """Give the states that a condition can have, each with an example; what is left is proven impossible."""
    answers = {state: ask(one_condition(test, *facts), state) for state in (NOT_APPLICABLE, MET, NOT_MET, UNKNOWN)}
    assert all(isinstance(answer, Example | Impossible) for answer in answers.values()), answers
    return {state for state, answer in answers.items() if isinstance(answer, Example)}


@pytest.mark.parametrize(
    "test",
    [
        compared("ja_nee", "is", "ja"),
        compared("getal", "ten_hoogste", "150"),
        compared("geld", "is", "12.50"),
        compared("percentage", "meer_dan", "30 %"),
        compared("datum", "uiterlijk", "2024-02-29"),
        compared("periode", "overlapt", "2023-01-01/2023-12-31"),
        compared("code", "een_van", "a", "b"),
        compared("codes", "omvat", "a", "b"),
    ],
    ids=lambda test: test.kind,
)
def test_a_comparison_can_hold_fail_and_be_unknown_and_always_applies(test: Compare) -> None:
    assert can_be(test) == {MET, NOT_MET, UNKNOWN}


def test_an_example_lies_within_the_limit() -> None:
    answer = ask(one_condition(Join("alle", (
        compared("getal", "meer_dan", "149.5"), compared("getal", "ten_hoogste", "150")
    ))), MET)  # fmt: skip
    assert isinstance(answer, Example)
    assert answer.subject.facts["getal"][0].text == "150"


def test_between_two_neighbouring_steps_there_is_nothing() -> None:
    nothing = Join("alle", (compared("getal", "meer_dan", "149.5"), compared("getal", "minder_dan", "150")))
    assert can_be(nothing) == {NOT_MET, UNKNOWN}


@pytest.mark.parametrize(
    "test",
    [
        compared("getal", "minder_dan", "0"),
        compared("datum", "voor", "1900-01-01"),
        compared("datum", "vanaf", "2101-01-01"),
        compared("periode", "omvat", "1900-01-01/2100-12-31"),
        compared("periode", "omvat", "2024-01-01/"),
    ],
    ids=lambda test: f"{test.kind} {test.operator} {test.operand.texts[0].replace('/', '-')}",
)
def test_what_is_rare_is_not_impossible(test: Compare) -> None:
    assert can_be(test) == {MET, NOT_MET, UNKNOWN}


def test_an_example_has_ordinary_numbers_and_days_where_it_can() -> None:
    ordinary = Join("alle", (compared("getal", "ten_hoogste", "3"), compared("datum", "voor", "2024-01-01")))
    answer = ask(one_condition(ordinary), MET)
    assert isinstance(answer, Example)
    values = answer.outcomes[0].subject.values
    assert isinstance(values["getal"], int)
    assert values["getal"] >= 0
    assert isinstance(values["datum"], date)
    assert values["datum"].year >= ON.year - YEARS_BEFORE


def test_an_example_has_no_moment_that_cannot_be_written() -> None:
    sent = FactDeclaration("verzonden", "aanbieder", "moment", Phrase(), "register")
    answer = ask(one_condition(compared("moment", "voor", "1940-01-01", fact="verzonden"), sent), MET)
    assert isinstance(answer, Example)
    early = ask(one_condition(compared("moment", "voor", "1900-01-01", fact="verzonden"), sent), MET)
    assert isinstance(early, NotProven)


def test_a_code_that_cannot_be_made_up_is_reckoned_with() -> None:
    shaped = FactDeclaration("soort", "aanbieder", "code", Phrase(), "register", shape="[A-Z]{2}-[0-9]{2}")
    test = compared("code", "een_van", "AA-01", "BB-02", fact="soort")
    answer = ask(one_condition(test, shaped), NOT_MET)
    assert isinstance(answer, NotProven)


def test_no_row_of_a_kind_is_the_opposite_of_a_row_of_that_kind() -> None:
    is_so = compared("ja_nee", "is", "ja")
    both = Join("alle", (Rows("een_rij", "personen", is_so), Rows("geen_rij", "personen", is_so)))
    assert isinstance(ask(one_condition(both), MET), Impossible)


def test_codes_that_nobody_names_can_differ() -> None:
    other = FactDeclaration("code_twee", "aanbieder", "code", Phrase(), "register")
    same = Compare("code", "code", "1", "is", OtherFact("code_twee"))
    assert can_be(same, other) == {MET, NOT_MET, UNKNOWN}


def test_what_a_proven_fact_implies_cannot_fail_beside_it() -> None:
    implied = FactDeclaration("kngf", "aanbieder", "ja_nee", Phrase(), "register", implied_by=("ja_nee",))
    both = Join("alle", (compared("ja_nee", "is", "ja"), compared("ja_nee", "is", "nee", fact="kngf")))
    assert MET not in can_be(both, implied)


def test_an_event_never_lies_after_the_reference_date() -> None:
    event = FactDeclaration("moment", "aanbieder", "moment", Phrase(), "register", absent="niet_gebeurd")
    assert can_be(compared("moment", "vanaf", "2024-03-01"), event) == {NOT_MET, UNKNOWN}
    assert can_be(compared("moment", "vanaf", "2024-02-29"), event) == {MET, NOT_MET, UNKNOWN}


def test_a_deadline_that_runs_from_an_event_can_be_met_and_missed() -> None:
    events = [
        FactDeclaration(name, "aanbieder", "moment", Phrase(), "register", absent="niet_gebeurd")
        for name in ("aanbod_gedaan", "getekend")
    ]
    rule = DateRule.model_validate({"binnen_werkdagen": "5", "na": ["aanbod_gedaan"]})
    late = Compare("getekend", "moment", "1", "te_laat", due_date("tekenen", rule, WorkCalendar()))
    answers = [ask(one_condition(late, *events), state) for state in (MET, NOT_MET)]
    assert all(isinstance(answer, Example) for answer in answers)


@pytest.mark.parametrize("state", ["op_tijd", "te_laat"])
@pytest.mark.parametrize("longer", [False, True])
def test_a_fixed_term_with_a_later_day_holds_and_fails_with_and_without_the_decision(
    state: str, *, longer: bool
) -> None:
    events = [
        FactDeclaration(name, "aanbieder", "moment", Phrase(), origin, "1", absent="niet_gebeurd")
        for name, origin in (("getekend", "eigen_administratie"), ("verlengd_tot", "inkoper_beslist"))
    ]
    day = (ON - timedelta(days=30)).isoformat()
    rule = DateRule.model_validate({"uiterlijk": day, "verlengd_tot": ["verlengd_tot"]})
    due = due_date("tekenen", rule, WorkCalendar())
    decided = Compare("verlengd_tot", "moment", "1", "bekend", Literal(("ja" if longer else "nee",)))
    came = Compare("getekend", "moment", "1", state, due)
    answers = [ask(one_condition(Join("alle", (decided, one)), *events), MET) for one in (came, Negation(came))]
    assert all(isinstance(answer, Example) for answer in answers), answers
    after = Compare("getekend", "moment", "1", "vanaf", Literal(((ON - timedelta(days=29)).isoformat(),)))
    in_time = Join("alle", (after, Compare("getekend", "moment", "1", "op_tijd", due), decided))
    found = ask(one_condition(in_time, *events), MET)
    assert isinstance(found, Example) == longer


def test_years_back_count_from_the_reference_date() -> None:
    back = Compare("periode", "periode", "1", "overlapt", YearsBack(3))
    assert {type(ask(one_condition(back), state)) for state in (MET, NOT_MET)} == {Example}


def test_rows_are_made_where_a_condition_needs_them() -> None:
    some = Rows("een_rij", "personen", compared("ja_nee", "is", "ja"))
    answer = ask(one_condition(some), MET)
    assert isinstance(answer, Example)
    assert [row.facts["ja_nee"][0].text for row in answer.subject.relations["personen"]].count("ja") > 0


def test_a_share_of_rows_can_lie_on_either_side() -> None:
    share = Rows("aandeel", "personen", compared("ja_nee", "is", "ja"), None, "ten_minste", "3/10")
    assert {type(ask(one_condition(share), state)) for state in (MET, NOT_MET, UNKNOWN)} == {Example}


def test_a_ratio_is_compared_exactly() -> None:
    ratio = RatioTest("getal", "geld", "is", "1/3", numerator_step="0.5", denominator_step="0.01")
    answer = ask(one_condition(ratio), MET)
    assert isinstance(answer, Example)
    found = answer.outcomes[0].subject.values
    assert isinstance(found["getal"], int)
    assert isinstance(found["geld"], int)
    assert found["getal"] * 50 * 3 == found["geld"]


def test_what_needs_more_rows_than_an_example_has_is_not_proven() -> None:
    many = Rows("aantal", "personen", compared("ja_nee", "is", "ja"), None, "ten_minste", "40")
    answer = ask(one_condition(many), MET)
    assert isinstance(answer, NotProven)
    assert "rijen van personen" in answer.reason


def test_the_reference_date_runs_over_the_days_that_were_asked_for() -> None:
    late = compared("datum", "vanaf", "2025-01-01", fact=REFERENCE_DATE)
    assert isinstance(ask(one_condition(late), MET, date(2024, 1, 1), date(2024, 12, 31)), Impossible)
    answer = ask(one_condition(late), MET, date(2024, 1, 1), date(2025, 12, 31))
    assert isinstance(answer, Example)
    assert answer.on >= date(2025, 1, 1)


def test_an_example_is_made_smaller_to_what_matters() -> None:
    made = one_condition(Join("minstens_een", (compared("ja_nee", "is", "ja"), Negation(compared("code", "is", "a")))))
    prover = Prover((made,), ON, ON)
    example = ask(made, MET)
    assert isinstance(example, Example)
    smaller = prover.smaller(example, lambda found: found[0].condition("proef").state == MET)
    assert len(smaller.subject.facts) == 1


def test_the_rows_that_are_left_of_an_example_are_numbered_anew() -> None:
    two = one_condition(Rows("aantal", "personen", compared("ja_nee", "is", "ja"), None, "ten_minste", "2"))
    prover = Prover((two,), ON, ON)
    rows = tuple(
        RecordedSubject("persoon", f"p-{at}", f"Persoon {at}", {"ja_nee": (FactRecord(text, "proef"),)})
        for at, text in enumerate(("ja", "nee", "ja"), start=1)
    )
    subject = RecordedSubject("aanbieder", "voorbeeld", "Voorbeeld", {}, {"personen": rows})
    smaller = prover.smaller(prover.judged(subject, ON), lambda found: found[0].condition("proef").state == MET)
    left = smaller.subject.relations["personen"]
    assert [(row.id, row.name) for row in left] == [
        ("voorbeeld-persoon-1", "Verzonnen persoon 1"),
        ("voorbeeld-persoon-2", "Verzonnen persoon 2"),
    ]
    assert [record.text for row in left for record in row.facts["ja_nee"]] == ["ja", "ja"]
    assert smaller == prover.judged(smaller.subject, ON)


def test_two_agreements_that_keep_a_fact_differently_cannot_be_asked_together() -> None:
    one = one_condition(compared("getal", "is", "1"))
    facts = tuple(replace(fact, step="1") if fact.kind == "getal" else fact for fact in one.facts)
    answer = Prover((one, replace(one, facts=facts)), ON, ON).ask(
        lambda both: both[0].is_state("proef", MET), lambda _: True
    )
    assert isinstance(answer, NotProven)
    assert "getal" in answer.reason
