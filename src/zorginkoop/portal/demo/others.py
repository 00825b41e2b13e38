"""What others ask in a demo: questions about the policy, and a practice that asks for an agreement itself."""

from __future__ import annotations

from uuid import uuid4

from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.questions import answering, asking
from zorginkoop.portal.questions.answering import Given
from zorginkoop.portal.questions.models import Question
from zorginkoop.portal.questions.subjects import words_of
from zorginkoop.portal.register.mandates import providers_of
from zorginkoop.portal.requests import receiving
from zorginkoop.portal.requests.receiving import Said
from zorginkoop.portal.selection.models import Choice, Run

NEVER_HAD_ONE = "overeenkomst_afgelopen_drie_jaar"  # for which reason the policy leaves a practice out
INDEX = "voorwaarde:behandelindex"


def first_questions(agreement: SeasonAgreement) -> tuple[Question, Question]:
    """Let two people without an account ask, and confirm."""
    asked = (
        _asked(agreement, "Telt een therapeut in opleiding mee voor het aandeel verbijzonderden?", "vraag1"),
        _asked(agreement, "Geldt de behandelindex ook voor een praktijk die in 2024 is begonnen?", "vraag2", INDEX),
    )
    for question in asked:
        asking.confirm(question)
        question.refresh_from_db()
    return asked


def answered(question: Question, by: User) -> None:
    """Answer one of them for everybody."""
    text = "Nee. Alleen wie op de dag van de vragenlijst in Vektis staat als fysiotherapeut, telt mee."
    answering.answer([question], Given(question.text, text), by)


def last_question(agreement: SeasonAgreement, by: User) -> None:
    """Let a practice of the demo ask what nobody answered yet."""
    provider = providers_of(by)[0]
    what = asking.Asked(agreement.season, agreement, "", "", "Moet het bewijs van het keurmerk op naam staan?", uuid4())
    asking.ask(what, email=by.email, by=by, provider=provider)


def request(run: Run, by: User) -> None:
    """Let a practice that was left out ask for an agreement, and say by what it is known that it speaks for it."""
    left = Choice.objects.filter(run=run, approach=False, in_audience=True, reason=NEVER_HAD_ONE)
    left = left.filter(provider__name__startswith="Praktijk")  # and not one of the pharmacies or carriers
    choice = left.select_related("provider").order_by("pk").first()
    if choice is None:
        message = "no practice was left out for lack of an agreement in the past years"
        raise RuntimeError(message)
    provider = choice.provider
    said = Said(
        agreement=run.agreement,
        mark=uuid4(),
        agb_code=provider.agb_code,
        practice_name=provider.name,
        person_name="Noor Niemand",
        email="noor@verzonnen.example",
        phone="",
        care="Fysiotherapie, ook voor kinderen.",
        locations=f"{provider.postcode} {provider.place}, AGB-code {provider.agb_code}",
        adds="In deze wijk is verder geen kinderfysiotherapeut. Onze wachttijd is een week.",
    )
    asked = receiving.receive_from_outside(said)
    receiving.confirm(asked)
    receiving.vouch(asked, provider, "gebeld met het nummer dat in het register staat", by)


def _asked(agreement: SeasonAgreement, text: str, who: str, about: str = "") -> Question:
    words = words_of(agreement, about, "nl") if about else ""
    what = asking.Asked(agreement.season, agreement, about, words or "", text, uuid4())
    return asking.ask(what, email=f"{who}@verzonnen.example")
