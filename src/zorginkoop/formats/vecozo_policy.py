"""What a policy puts into a delivery to VECOZO, and what it asks of the answers that come back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from zorginkoop.formats.vecozo_files import DeliveredRow
from zorginkoop.kernel.agenda import Agenda
from zorginkoop.kernel.errors import Problem
from zorginkoop.kernel.facts import Value, read_value
from zorginkoop.kernel.language import Origin
from zorginkoop.kernel.tree import Agreement, FactDeclaration
from zorginkoop.kernel.tree_walk import facts_of_rows, facts_read

EMPTY = "leeg"

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class WhichAgreement:
    """The columns that name an agreement in every file."""

    insurer: str
    care_group: str
    agreement: str
    year: int

    def columns(self, provider: str = "") -> Row:
        """Give them as columns of a row, with the provider when the row is about one."""
        own: Row = {"aanbieder": provider} if provider else {}
        return own | {
            "verzekeraar": self.insurer,
            "zorggroep": self.care_group,
            "overeenkomst": self.agreement,
            "jaar": self.year,
        }


def asked_facts(agreement: Agreement) -> tuple[FactDeclaration, ...]:
    """Give the facts that a provider tells in the questionnaire: its own first, then those of rows."""
    asked = [fact for fact in agreement.facts if fact.origin == Origin.QUESTIONNAIRE]
    return tuple(sorted(asked, key=lambda fact: fact.subject != agreement.subject))


def question_rows(agreement: Agreement, which: WhichAgreement) -> list[Row]:
    """Give the rows of `vragenlijst` for an agreement."""
    return [
        which.columns()
        | {
            "volgnummer": number,
            "onderwerp": fact.subject,
            "vraag": fact.name,
            "tekst": fact.phrase.nl,
            "soort_antwoord": str(fact.kind),
            "stap": fact.step if fact.kind == "getal" else None,
            "eenheid": fact.unit or None,
            "keuzes": " ".join(fact.codes) or None,
            "bewijs_verplicht": fact.evidence == "ja",
            "vindplaatsen": " ".join(_places(agreement, fact)) or None,
        }
        for number, fact in enumerate(asked_facts(agreement), 1)
    ]


def deadline_rows(dates: Agenda, which: WhichAgreement, provider: str) -> list[Row]:
    """Give the rows of `termijnen` for a provider; a duty that returns each month or year is none of the round."""
    return [
        which.columns(provider)
        | {
            "termijn": dated.deadline.id,
            "tekst": dated.deadline.phrase.nl,
            "wie": dated.deadline.binds,
            "eerste_dag": dated.dates.first_day,
            "laatste_dag": dated.dates.last_day,
            "in_woorden": dated.dates.say("nl"),
        }
        for dated in dates.deadlines
        if not dated.deadline.rule.repeats
    ]


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """An answer that the policy can use: the fact, whom or which row it is about, its value, and when it was given."""

    provider: str
    fact: FactDeclaration
    row: str
    text: str
    value: Value
    answered: datetime
    given: DeliveredRow


def read_answers(rows: Iterable[DeliveredRow], agreement: Agreement) -> tuple[list[ReadAnswer], list[Problem]]:
    """Read answers by the declarations of the policy, and give a problem for each that it cannot use.

    The rows are those of one agreement, as its table `antwoorden` gives them.
    """
    asked = {(fact.subject, fact.name): fact for fact in asked_facts(agreement)}
    answers: list[ReadAnswer] = []
    problems: list[Problem] = []
    for given in rows:
        fact = asked.get((str(given.values["onderwerp"]), str(given.values["vraag"])))
        found = _unasked(given, asked) if fact is None else _read(given, fact, agreement.subject)
        if isinstance(found, ReadAnswer):
            answers.append(found)
        else:
            problems.append(found)
    return answers, problems


def _read(given: DeliveredRow, fact: FactDeclaration, subject: str) -> ReadAnswer | Problem:
    row, text = given.values["rij"], str(given.values["waarde"]).strip()
    if fact.kind == "codes" and text == EMPTY:
        text = ""
    if (row is None) != (fact.subject == subject):
        what = f"De vraag {fact.name} gaat over {fact.subject}; " + (
            "hier staat niet over welke." if row is None else f"de rij '{row}' hoort er niet bij."
        )
        remedy = "Vul de AGB-code van de persoon in." if row is None else "Maak de cel leeg."
        return Problem(what, replace(given.place, field="rij"), remedy)
    try:
        value = read_value(fact, text)
    except ValueError as error:
        return Problem(_sentence(str(error)), replace(given.place, field="waarde"), _form(fact))
    answered = given.values["beantwoord_op"]
    if not isinstance(answered, datetime):  # the table asks for a moment; anything else is a mistake of the caller
        message = f"{given.place}: no moment"
        raise TypeError(message)
    return ReadAnswer(str(given.values["aanbieder"]), fact, str(row or ""), text, value, answered, given)


def _unasked(given: DeliveredRow, asked: Mapping[tuple[str, str], FactDeclaration]) -> Problem:
    subject, name = given.values["onderwerp"], given.values["vraag"]
    others = [known for known, question in asked if question == name]
    if others:
        what = f"De vraag {name} gaat niet over {subject}."
        return Problem(what, replace(given.place, field="onderwerp"), f"Schrijf {others[0]}.")
    what = f"Deze overeenkomst heeft geen vraag {name}."
    known = ", ".join(name for _, name in asked) or "geen enkele"
    return Problem(what, replace(given.place, field="vraag"), f"De vragen zijn: {known}.")


def _form(fact: FactDeclaration) -> str:
    forms = {
        "ja_nee": "Schrijf ja of nee.",
        "getal": f"Schrijf een getal met een punt, in stappen van {fact.step}.",
        "geld": "Schrijf een bedrag in euro met een punt, zoals 1250.50.",
        "percentage": "Schrijf een percentage, zoals 85 %.",
        "datum": "Schrijf jaar-maand-dag, zoals 2026-01-31.",
        "moment": "Schrijf bijvoorbeeld 2025-10-15T23:30.",
        "periode": "Schrijf twee dagen, zoals 2026-01-01/2027-12-31.",
    }
    return forms.get(str(fact.kind), f"Kies uit {', '.join(fact.codes)}." if fact.codes else "Schrijf een code.")


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith(".") else ".")


def _places(agreement: Agreement, fact: FactDeclaration) -> Iterator[str]:
    """Name the places in the source for which a fact is asked, once each, in the order of the conditions."""
    walk = facts_read if fact.subject == agreement.subject else facts_of_rows
    yield from dict.fromkeys(
        place
        for criterion in agreement.criteria
        if fact.name in walk(criterion.test)
        for place in criterion.citation.places
    )
