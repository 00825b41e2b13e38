"""The questions to a physiotherapy practice, and to everybody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache

import pytest

from support.practice import EDITION, FACTS
from support.worked_examples import EDITIONS, installation
from zorginkoop.kernel.ask import Asked, Asker, Question, Standing, ask
from zorginkoop.kernel.ask_answers import Answer, laid_over, read_answer
from zorginkoop.kernel.ask_reach import FactAt
from zorginkoop.kernel.compile import LoadedEdition, compile_agreement
from zorginkoop.kernel.facts import Evidence, RecordedSubject, Subject, resolve
from zorginkoop.kernel.language import Origin
from zorginkoop.kernel.tree import Agreement, FactDeclaration, Phrase
from zorginkoop.policies.facts_file import read_facts
from zorginkoop.policies.loading import EditionFolder, edition_folder, load_edition
from zorginkoop.policies.strict_yaml import read_yaml

ON = date(2025, 10, 20)
NOW = datetime(2025, 10, 20, 8, tzinfo=UTC)
ANSWERS = (
    "prem_structureel", "prem_extern_meetbureau", "telefonisch_bereikbaar", "afspraak_binnen_vijf_werkdagen",
    "doelen_digitale_zorg", "kngf_basisregister", "skf_keurmerk",
)  # fmt: skip


@cache
def physiotherapy() -> tuple[LoadedEdition, Agreement]:
    """Compile the agreement of the practice."""
    edition = load_edition(edition_folder(EDITION), installation())
    return edition, compile_agreement(edition, "fysiotherapie", installation()).agreement


def recorded(*without: str) -> RecordedSubject:
    """Give what is recorded of the practice, with some facts left out."""
    edition, _ = physiotherapy()
    subject = read_facts(read_yaml(FACTS.encode(), "feiten.yaml"), edition, "aanbieder").subject
    people = tuple(
        replace(row, facts={name: of for name, of in row.facts.items() if name not in without})
        for row in subject.relations["personen"]
    )
    facts = {name: of for name, of in subject.facts.items() if name not in without}
    return replace(subject, facts=facts, relations={**subject.relations, "personen": people})


def asked(*without: str, answers: dict[FactAt, Answer] | None = None) -> Asked:
    """Ask the practice, of which some facts are not known yet, after some answers."""
    _, agreement = physiotherapy()
    subject = recorded(*without)
    if answers:
        subject = laid_over(subject, answers, Asker(agreement).facts_asked(resolve(subject, agreement, ON)), NOW)
    return ask(agreement, resolve(subject, agreement, ON))


def question(of: Asked, label: str) -> Question:
    """Find a question by its label."""
    return next(one for one in of.questions if one.at.label == label)


def test_nothing_known_asks_everything_in_small_groups() -> None:
    found = asked(*ANSWERS, "uren_hier", "verleent_verbijzonderde_zorg")
    assert [(group.id, [one.declaration.name for one in group.questions]) for group in found.groups[:2]] == [
        ("randvoorwaarde", ["prem_structureel", "prem_extern_meetbureau", "telefonisch_bereikbaar",
                            "afspraak_binnen_vijf_werkdagen", "doelen_digitale_zorg"]),
        ("differentiatiefactor", ["kngf_basisregister", "skf_keurmerk"]),
    ]  # fmt: skip
    assert found.groups[2].relation == "personen"
    hours = [one for one in found.groups[2].questions if one.declaration.name == "uren_hier"]
    assert [one.of for one in hours] == [row.name for row in recorded().relations["personen"]]
    assert all(one.is_open for one in (*found.groups[0].questions, *found.groups[1].questions))


def test_a_question_says_why_it_is_asked_and_which_evidence_it_wants() -> None:
    one = question(asked(*ANSWERS), "skf_keurmerk")
    assert one.wants_evidence
    assert [(why.criterion, why.role) for why in one.reasons[:2]] == [
        ("kngf", "differentiatiefactor"),
        ("skf", "differentiatiefactor"),
    ]
    assert "3.2/fysiotherapie/praktijkregisters/2" in one.reasons[1].citation.places


def test_what_is_recorded_is_shown_and_not_asked() -> None:
    found = asked("prem_structureel")
    known = question(found, "prem_extern_meetbureau")
    assert (known.standing, known.known.text, known.known.source) == (Standing.KNOWN, "ja", "vragenlijst")
    assert [one.at.label for one in found.open if one.at.key.startswith("prem")] == ["prem_structureel"]


def test_what_registers_know_stands_beside_the_questions() -> None:
    told = {one.at.label: one for one in asked().known}
    assert told["agb_zorgsoort"].known.source == "Vektis"
    assert "behandelindex@2024" in told
    assert any(label.endswith("/beroep") for label in told)
    assert not {one.declaration.origin for one in told.values()} & {Origin.QUESTIONNAIRE, Origin.DECISION}


def test_an_answer_settles_the_question_that_hangs_on_it() -> None:
    found = asked(*ANSWERS, answers={FactAt((), "prem_structureel"): Answer("nee")})
    assert question(found, "prem_extern_meetbureau").standing is Standing.NO_MATTER
    assert question(found, "prem_structureel").standing is Standing.KNOWN
    assert question(found, "skf_keurmerk").is_open, "every base condition and factor is asked, whatever fails"


def test_accepted_skf_implies_kngf_and_unjudged_skf_does_not() -> None:
    good = (Evidence(NOW, "goed", NOW),)
    found = asked(*ANSWERS, answers={FactAt((), "skf_keurmerk"): Answer("ja", good)})
    follows = question(found, "kngf_basisregister")
    assert (follows.standing, follows.follows_from) == (Standing.FOLLOWS, "skf_keurmerk")
    open_still = asked(*ANSWERS, answers={FactAt((), "skf_keurmerk"): Answer("ja", (Evidence(NOW),))})
    assert question(open_still, "kngf_basisregister").is_open


def test_a_running_agreement_asks_nothing() -> None:
    _, agreement = physiotherapy()
    subject = recorded(*ANSWERS)
    running = replace(
        subject.relations["overeenkomsten"][0],
        facts={
            **subject.relations["overeenkomsten"][0].facts,
            "looptijd": (replace(subject.relations["overeenkomsten"][0].facts["looptijd"][0],
                                 text="2025-01-01/2027-12-31"),),
        },
    )  # fmt: skip
    subject = replace(subject, relations={**subject.relations, "overeenkomsten": (running,)})
    found = ask(agreement, resolve(subject, agreement, ON))
    assert found.settled
    assert not found.open


def test_of_somebody_with_another_profession_nothing_is_asked() -> None:
    _, agreement = physiotherapy()
    subject = recorded("uren_hier")
    first, *others = subject.relations["personen"]
    desk = replace(first, facts={**first.facts, "beroep": (replace(first.facts["beroep"][0], text="receptionist"),)})
    subject = replace(subject, relations={**subject.relations, "personen": (desk, *others)})
    found = ask(agreement, resolve(subject, agreement, ON))
    assert question(found, f"personen/{first.id}/uren_hier").standing is Standing.NO_MATTER


def test_rows_that_nobody_knows_are_named() -> None:
    _, agreement = physiotherapy()
    subject = recorded()
    relations = {name: rows for name, rows in subject.relations.items() if name != "personen"}
    found = ask(agreement, resolve(replace(subject, relations=relations), agreement, ON))
    assert found.unknown_rows == ("personen",)


def test_an_answer_about_a_row_reaches_that_row() -> None:
    _, agreement = physiotherapy()
    declared = Asker(agreement).facts_asked(resolve(recorded("uren_hier"), agreement, ON))
    row = recorded().relations["personen"][0].id
    at = FactAt((("personen", row),), "uren_hier")
    subject = laid_over(recorded("uren_hier"), {at: Answer("24.5")}, declared, NOW)
    resolved = resolve(subject, agreement, ON)
    people = resolved.relations["personen"] or ()
    assert [one.values["uren_hier"] for one in people][:1] == [245]
    assert [one.facts["uren_hier"].source for one in people][:1] == ["opgave"]
    assert all(one.values["uren_hier"] is None for one in people[1:])


def test_an_answer_about_a_row_counts_for_the_rows_of_the_day_of_an_event_too() -> None:
    _, agreement = physiotherapy()
    subject = recorded("uren_hier")
    declared = Asker(agreement).facts_asked(resolve(subject, agreement, ON))
    people = subject.relations["personen"]
    both = replace(subject, relations={**subject.relations, "personen@vragenlijst_bevestigd": people})
    at = FactAt((("personen", people[0].id),), "uren_hier")
    resolved = resolve(laid_over(both, {at: Answer("24.5")}, declared, NOW), agreement, ON)
    for relation in ("personen", "personen@vragenlijst_bevestigd"):
        assert (resolved.relations[relation] or ())[0].values["uren_hier"] == 245


@pytest.mark.parametrize(
    ("kind", "typed", "text"),
    [
        ("getal", " 24,5 ", "24.5"),
        ("geld", "1250,00", "1250"),
        ("percentage", "30", "30 %"),
        ("percentage", "12,5 %", "12.5 %"),
        ("ja_nee", "ja", "ja"),
        ("datum", "2025-10-20", "2025-10-20"),
        ("codes", " b   a ", "a b"),
        ("codes", "", ""),
    ],
)
def test_an_answer_is_taken_as_people_write_it(kind: str, typed: str, text: str) -> None:
    declaration = FactDeclaration("f", "aanbieder", kind, Phrase(), "vragenlijst", step="0.1")
    assert read_answer(declaration, typed) == text


@pytest.mark.parametrize(
    ("kind", "typed"), [("getal", "veel"), ("getal", "24,55"), ("ja_nee", "misschien"), ("datum", "gisteren")]
)
def test_a_wrong_answer_is_told_in_a_sentence(kind: str, typed: str) -> None:
    declaration = FactDeclaration("f", "aanbieder", kind, Phrase(), "vragenlijst", step="0.1")
    with pytest.raises(ValueError, match=r"\.$"):
        read_answer(declaration, typed)


def test_a_wrong_number_is_told_with_the_comma_that_the_form_shows() -> None:
    declaration = FactDeclaration("f", "aanbieder", "getal", Phrase(), "vragenlijst", step="0.1")
    with pytest.raises(ValueError, match="'veel' is geen getal; schrijf bijvoorbeeld 24 of 24,5") as told:
        read_answer(declaration, "veel")
    assert "punt" not in str(told.value)
    with pytest.raises(ValueError, match="in stappen van 0,1"):
        read_answer(declaration, "24,55")


def with_one_row_each(agreement: Agreement, kind: str, on: date, depth: int = 0) -> RecordedSubject:
    """Make a subject of which nothing is known but that there is one row of everything."""
    rows = {one.base: one.row_subject for one in agreement.relations if one.subject == kind}
    relations = {name: (with_one_row_each(agreement, of, on, depth + 1),) for name, of in rows.items() if depth < 3}
    return RecordedSubject(kind, f"{kind}-{depth}", relations=relations)


def nothing_known(agreement: Agreement, on: date) -> Subject:
    """Resolve a subject of which nothing is known."""
    return resolve(with_one_row_each(agreement, agreement.subject, on), agreement, on)


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.name)
def test_every_fact_of_a_questionnaire_is_asked_somewhere(edition: EditionFolder) -> None:
    loaded = load_edition(edition, installation())
    on = date(loaded.source.uitgave.contractjaar - 1, 10, 1)
    used, found = set(), set()
    for name in loaded.source.overeenkomsten:
        agreement = compile_agreement(loaded, name, installation()).agreement
        questions = ask(agreement, nothing_known(agreement, on)).questions
        used |= {(fact.subject, fact.name) for fact in agreement.facts if fact.origin == Origin.QUESTIONNAIRE}
        found |= {(one.declaration.subject, one.declaration.name) for one in questions}
        assert {one.declaration.origin for one in questions} <= {Origin.QUESTIONNAIRE}
    assert found == used
