"""Builders for tests of every policy: its worked examples as providers, that are asked, judged and told in the site."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time

from support.portal import LONG_AGO, person, play
from support.portal_intake import upload
from support.worked_examples import EDITIONS, examples_of, installation
from zorginkoop.kernel.assess import Outcome
from zorginkoop.kernel.outcome import OFFER, UNDECIDED
from zorginkoop.policies.example_checks import Comparison
from zorginkoop.policies.examples import Example, ExampleRunner
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.assessment.effects import ACCEPTED, REJECTED
from zorginkoop.portal.assessment.jobs import judge_confirmed
from zorginkoop.portal.assessment.judging import outcome_now
from zorginkoop.portal.assessment.models import WorkItem, WorkKind
from zorginkoop.portal.assessment.verdicts import give_verdict
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.demo.cases import Play, plays
from zorginkoop.portal.editions.models import Channel, SeasonAgreement
from zorginkoop.portal.editions.opening import PROVIDER, open_season
from zorginkoop.portal.intake.confirming import confirm
from zorginkoop.portal.intake.drafts import Draft, draft_of
from zorginkoop.portal.intake.files import hand_in
from zorginkoop.portal.intake.models import Questionnaire
from zorginkoop.portal.intake.opening import is_closed, open_questionnaire
from zorginkoop.portal.intake.saving import Typed, save
from zorginkoop.portal.register.loading import load_register
from zorginkoop.portal.register.models import Evidence, Mandate, Provider

RUNNER = ExampleRunner(installation())
ROUNDS = 4  # an answer may bring up another question
BEFORE = datetime(2020, 1, 2, 9, 0, tzinfo=UTC)
LATE = time(23, 0)  # of a day: what happened on it counts


def judged_examples(edition: str, agreement: str) -> Iterator[Example]:
    """Walk the examples that judge a provider for an agreement by the readings and the year of its season."""
    folder = next(one for one in EDITIONS if one.name == edition)
    for example in examples_of(folder):
        case = example.case
        if example.source.overeenkomst == agreement and case.verwacht and not case.lezingen and not case.jaar:
            yield example


def agreements_of(edition: str) -> list[str]:
    """Name the agreements of an edition that are about providers."""
    folder = next(one for one in EDITIONS if one.name == edition)
    source = RUNNER.edition(examples_of(folder)[0]).source.overeenkomsten
    return [name for name, one in source.items() if one.onderwerp == PROVIDER]


def chosen(edition: str, agreement: str) -> list[Example]:
    """Choose examples so that every route and every variant that the examples come to is there once."""
    seen: set[object] = set()
    found = []
    for example in judged_examples(edition, agreement):
        expected = example.case.verwacht
        assert expected is not None
        new = {("route", expected.route), ("outcome", expected.uitkomst, expected.variant)} - seen
        if new:
            seen |= new
            found.append(example)
    return found


@dataclass
class Carried:
    """The examples of one agreement in the register of the site, before anybody answered."""

    agreement: SeasonAgreement
    plays: list[Play]
    providers: dict[str, Provider]
    user: User  # who answers and confirms for all of them
    purchaser: User


def carried(edition: str, name: str, first: int) -> Carried:
    """Open a season of an edition for an agreement, and put its examples in the register."""
    play(BEFORE)
    season = open_season(edition, channels={name: Channel.PORTAL})
    agreement = season.agreements.select_related("season").get(name=name)
    examples = [(f"{first}{at:06}", f"Verzonnen aanbieder {at}", one) for at, one in enumerate(chosen(edition, name))]
    tables, made = plays(RUNNER, examples, first * 1000)
    load_register(tables, "proef")
    providers = {one.agb_code: one for one in Provider.objects.all()}
    user = person("Bram Verzonnen")
    with changing("test"):
        Mandate.objects.bulk_create(
            Mandate(provider=one, user=user, role=ProviderRole.SIGNATORY, valid_from=LONG_AGO)
            for one in providers.values()
        )
    return Carried(agreement, made, providers, user, person("Ina Inkoper", StaffRole.PURCHASER))


Answer = Callable[[Questionnaire, Draft, Play, User], None]


def by_services(questionnaire: Questionnaire, draft: Draft, one: Play, by: User) -> None:
    """Answer what is open, with the evidence that goes with it."""
    save(questionnaire, {asked.at.label: Typed(one.answer(asked), 0) for asked in draft.unanswered}, by)
    for asked in (*draft.unanswered, *draft.without_evidence):
        if asked.wants_evidence and one.answer(asked) == "ja":
            hand_in(questionnaire, asked.at.key, upload(f"{asked.at.key}.pdf"), None, by)


def answered(of: Carried, one: Play, answer: Answer = by_services) -> bool:
    """Let the provider of an example answer and confirm, and judge it; tell whether it could.

    It cannot where it is too late, or where the example leaves open what is asked.
    """
    if one.confirms is None:
        return False
    play(one.confirms)
    questionnaire = open_questionnaire(of.agreement, of.providers[one.agb_code])
    if is_closed(questionnaire):
        return False
    draft = draft_of(questionnaire)
    for _ in range(ROUNDS):
        if not draft.unanswered and not draft.without_evidence:
            break
        if leaves_open(one, draft):
            return False
        answer(questionnaire, draft, one, of.user)
        draft = draft_of(questionnaire)
    confirm(questionnaire, draft.content_hash, of.user)
    judge_confirmed.func(questionnaire.pk)
    return True


def leaves_open(one: Play, draft: Draft) -> bool:
    """Tell whether an example that cannot be decided leaves something open that is asked."""
    expected = one.example.case.verwacht
    missing = expected.ontbreekt or () if expected is not None and expected.uitkomst == UNDECIDED else ()
    return any(asked.at.label in missing for asked in draft.unanswered)


def outcome_of(of: Carried, one: Play) -> Outcome:
    """Judge the evidence as the example says, and give the outcome that stands on the day of the example."""
    provider = of.providers[one.agb_code]
    play(datetime.combine(one.on, LATE, clock.AMSTERDAM))
    for item in WorkItem.objects.filter(provider=provider, kind=WorkKind.EVIDENCE, closed_at=None):
        verdict = one.verdicts.get(Evidence.objects.get(pk=item.reference).fact, "")
        if verdict in (ACCEPTED, REJECTED):
            give_verdict(item, verdict, "van een ander", of.purchaser)
    return outcome_now(of.agreement, provider)


def differences(of: Carried, one: Play) -> list[str]:
    """Tell in what the outcome of an example in the site differs from what the example says."""
    expected = one.example.case.verwacht
    assert expected is not None
    found = Comparison(one.example, "verwacht").outcome(expected, outcome_of(of, one))
    compared = ("route", "uitkomst", *(("variant",) if expected.uitkomst == OFFER else ()))
    return [f"{one.example.label}: {each}" for each in found if each.what in compared]
