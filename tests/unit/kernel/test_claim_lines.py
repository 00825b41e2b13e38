"""One claim line is judged like any subject, with outcomes, sentences and a letter of its own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from zorginkoop.kernel.assess import Outcome, assess
from zorginkoop.kernel.compile import Installation, LoadedEdition, compile_agreement
from zorginkoop.kernel.date_words import Language
from zorginkoop.kernel.errors import PolicyWrong
from zorginkoop.kernel.explain import explain
from zorginkoop.kernel.letter import LetterKind, Sender, as_text, letter
from zorginkoop.kernel.outcome import result_of
from zorginkoop.policies.facts_file import read_facts
from zorginkoop.policies.loading import EditionFolder, load_edition
from zorginkoop.policies.strict_yaml import read_yaml

ON = date(2026, 2, 3)
HEAD = """\
uitgave:
  naam: {nl: Proefzorg 2026, en: Trial care 2026}
  zorggroep: proefzorg
  contractjaar: 2026
  herziening: 1
  codering: 1
  bron: proef
  geldt_voor: {uzovi: "3360", verzekeraar: Proef, labels: [proef]}
gebruik: [register, declaratie]
contactpunten:
  zorginkoop: {onderwerp: {nl: inkoop, en: purchasing}, kanaal: inkoop@voorbeeld.nl}
  declaraties: {onderwerp: {nl: declaraties, en: claims}, kanaal: loket@voorbeeld.nl}
overeenkomsten:
  regels:
    naam: {nl: Declaratieregel, en: Claim line}
    onderwerp: declaratieregel
    zorgsoort: proefzorg
"""
BODY = """\
    routes:
      - id: verkeerd
        leidt_tot: controle
        als: {niet: op_de_juiste_dag}
        tekst: {nl: op een andere dag beoordeeld, en: judged on another day}
      - id: polis
        leidt_tot: polisvoorwaarden
        als: {niet: gedekt}
        tekst: {nl: geen overeenkomst op die dag, en: no agreement on that day}
      - {id: gecontracteerd, leidt_tot: vergoeding, tekst: {nl: gecontracteerde zorg, en: contracted care}}
    voorwaarden:
      - id: gedekt
        tekst: {nl: een overeenkomst op die dag, en: an agreement on that day}
        een_rij: overeenkomsten
        waar: {feit: zorgsoort, is: proefzorg}
    randvoorwaarden:
      - id: aantekening
        tekst: {nl: de behandelaar heeft de aantekening, en: the therapist holds the endorsement}
        alleen_als: {feit: prestatie, is: bijzonder}
        een_rij: behandelaars
        waar: {een_rij: registraties, waar: {feit: aantekening, is: bijzonder}}
"""
LINE = """\
onderwerp: {soort: declaratieregel, id: regel1, naam: Regel een}
standaard: {bron: eigen administratie}
feiten:
  prestatie: bijzonder
  peildatumregel: dag_van_zorg
  zorgdatum: 2026-02-03
  overeenkomsten: [{id: o1, zorgsoort: proefzorg}]
  behandelaars: [{id: p1, naam: Ada Verzonnen, registraties: []}]
"""


def edition(folder: Path, body: str = BODY) -> LoadedEdition:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "beleid.yaml").write_text(HEAD + body, encoding="utf-8")
    return load_edition(EditionFolder("proefzorg/2026-1", folder))


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    return Judge(edition(tmp_path / "proefzorg" / "2026-1"))


class Judge:
    def __init__(self, loaded: LoadedEdition) -> None:
        self.loaded = loaded
        self.agreement = compile_agreement(loaded, "regels", Installation()).agreement

    def __call__(self, *replaced: tuple[str, str]) -> Outcome:
        text = LINE
        for old, new in replaced:
            assert old in text
            text = text.replace(old, new)
        file = read_facts(read_yaml(text.encode(), "regel.yaml"), self.loaded, "declaratieregel")
        return assess(self.agreement, file.subject, file.key, ON)

    def text(self, outcome: Outcome, language: Language = "nl") -> str:
        channels = dict(self.loaded.vocabulary.contactpunten)
        return as_text(letter(outcome, language, date=ON, sender=Sender("Proef"), channels=channels))

    def kind(self, outcome: Outcome) -> LetterKind:
        return letter(outcome, "nl", date=ON, sender=Sender("Proef"), channels={}).kind


ORDINARY = ("prestatie: bijzonder", "prestatie: gewoon")
ENDORSED = ("registraties: []", "registraties: [{register: r, aantekening: bijzonder}]")
UNCOVERED = ("[{id: o1, zorgsoort: proefzorg}]", "[]")
OTHER_DAY = ("2026-02-03", "2026-02-02")
NOBODY_KNOWN = ("  behandelaars: [{id: p1, naam: Ada Verzonnen, registraties: []}]\n", "")


@pytest.mark.parametrize(
    ("replaced", "result", "kind"),
    [
        ((), "afwijzing", LetterKind.CLAIM_REJECTED),
        ((ORDINARY,), "vergoeding", LetterKind.CLAIM_PAID),
        ((ENDORSED,), "vergoeding", LetterKind.CLAIM_PAID),
        ((UNCOVERED,), "polisvoorwaarden", LetterKind.CLAIM_BY_TERMS),
        ((OTHER_DAY,), "controle", LetterKind.CLAIM_CHECKED),
        ((NOBODY_KNOWN,), "niet_beslist", LetterKind.CLAIM_UNDECIDED),
    ],
)
def test_a_line_ends_in_one_outcome_with_its_own_letter(
    judge: Judge, replaced: tuple[tuple[str, str], ...], result: str, kind: LetterKind
) -> None:
    outcome = judge(*replaced)
    assert outcome.result == result
    assert judge.kind(outcome) is kind


@pytest.mark.parametrize(
    ("replaced", "dutch", "english"),
    [
        ((), "Afgewezen: niet voldaan aan: de behandelaar heeft de aantekening.",
         "Rejected: not met: the therapist holds the endorsement."),
        ((ORDINARY,), "Vergoed: gecontracteerde zorg.", "Reimbursed: contracted care."),
        ((UNCOVERED,), "Vergoeding volgens de polisvoorwaarden: geen overeenkomst op die dag.",
         "Reimbursement by the terms of the insurance: no agreement on that day."),
        ((OTHER_DAY,), "Een mens controleert de regel: op een andere dag beoordeeld.",
         "A person checks the line: judged on another day."),
    ],
)  # fmt: skip
def test_the_outcome_is_said_in_both_languages(
    judge: Judge, replaced: tuple[tuple[str, str], ...], dutch: str, english: str
) -> None:
    outcome = judge(*replaced)
    assert explain(outcome, "nl").summary[0] == dutch
    assert explain(outcome, "en").summary[0] == english


def test_a_rejected_line_names_the_condition_the_therapist_and_the_claims_desk(judge: Judge) -> None:
    text = judge.text(judge())
    assert "Wij wijzen deze declaratieregel af. Dat komt door één eis uit ons inkoopbeleid." in text
    assert "Niet voldaan aan: de behandelaar heeft de aantekening." in text
    assert "Bij deze declaratieregel hoort 1 persoon; die voldoet niet." in text
    assert "Ada Verzonnen staat niet ingeschreven zoals gevraagd" in text
    assert "Mail uw redenen naar loket@voorbeeld.nl." in text
    assert "inkoop@voorbeeld.nl" not in text
    assert "AGB-code" not in text


def test_a_line_on_hold_says_why_and_what_is_known(judge: Judge) -> None:
    text = judge.text(judge(OTHER_DAY), "en")
    assert "a person decides on this claim line; we have put it on hold" in text.lower()
    assert "Why we check:" in text
    assert "2 February 2026" in text


def test_an_unknown_therapist_leaves_the_line_undecided_and_asks_for_the_therapist(judge: Judge) -> None:
    outcome = judge(NOBODY_KNOWN)
    assert [fact.key for fact in explain(outcome, "nl").missing] == ["behandelaars"]
    assert "Wij kunnen over deze declaratieregel nog niet beslissen." in judge.text(outcome)


def test_only_a_reimbursement_or_an_offer_passes_the_gate() -> None:
    assert [result_of("vergoeding", gate) for gate in range(4)] == [
        "vergoeding", "vergoeding", "afwijzing", "niet_beslist",
    ]  # fmt: skip
    assert {result_of("controle", gate) for gate in range(4)} == {"controle"}
    assert {result_of("polisvoorwaarden", gate) for gate in range(4)} == {"polisvoorwaarden"}


def test_a_claim_outcome_beside_an_offer_is_refused_at_the_routes(tmp_path: Path) -> None:
    mixed = BODY.replace("leidt_tot: vergoeding", "leidt_tot: aanbod")
    loaded = edition(tmp_path / "proefzorg" / "2026-1", mixed)
    with pytest.raises(PolicyWrong) as wrong:
        compile_agreement(loaded, "regels", Installation())
    (problem,) = wrong.value.problems
    assert problem.what == "'controle' gaat over een declaratieregel, 'aanbod' over een overeenkomst."
    assert problem.where.line == HEAD.count("\n") + 2
