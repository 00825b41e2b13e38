"""The season of a demo, played in the site itself: selection, invitations, answers, judgement, offers, signatures.

Everything goes through the functions that the pages use, on the days on which it would have happened; so the log, the
letters and the papers are those of a real season.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from zorginkoop.kernel.language import LeadsTo
from zorginkoop.kernel.states import NOT_MET
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole
from zorginkoop.portal.agreements.models import Offer
from zorginkoop.portal.agreements.offering import make_offer
from zorginkoop.portal.agreements.signing import sign
from zorginkoop.portal.assessment.effects import ACCEPTED, REJECTED
from zorginkoop.portal.assessment.exceptions import task_for
from zorginkoop.portal.assessment.judging import outcome_now
from zorginkoop.portal.assessment.models import Assessment, WorkItem, WorkKind
from zorginkoop.portal.assessment.verdicts import give_verdict
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.clock.models import RehearsalClock
from zorginkoop.portal.demo import others
from zorginkoop.portal.demo.elsewhere import play_elsewhere
from zorginkoop.portal.demo.people import FILLER, PRACTICE, PURCHASER, SECOND_PURCHASER, SIGNATORY, Login, make_people
from zorginkoop.portal.demo.practices import by_script, confirm_as, fill_in, mandate, name_signatories, signatory_of
from zorginkoop.portal.demo.region import CARE_TYPE, OPENS, Progress, Region, Script
from zorginkoop.portal.demo.steps import at, do_jobs
from zorginkoop.portal.editions.models import Channel, SeasonAgreement
from zorginkoop.portal.editions.opening import open_season
from zorginkoop.portal.intake.models import Questionnaire
from zorginkoop.portal.intake.opening import open_questionnaire
from zorginkoop.portal.register.loading import load_register
from zorginkoop.portal.register.models import Provider
from zorginkoop.portal.selection import changes
from zorginkoop.portal.selection.models import Choice, Run

EDITION = "paramedische_zorg/2026-2"
OTHERS = 18  # practices that play their script beside those with a state of their own


@dataclass(slots=True)
class Season:
    """The season while it is played."""

    agreement: SeasonAgreement
    people: dict[Login, User]
    scripts: dict[str, Script]
    unplayed: Iterator[tuple[Provider, Script]]

    def next_practice(self) -> tuple[Provider, Script]:
        """Give a practice that was invited and has done nothing yet."""
        found = next(self.unplayed, None)
        if found is None:
            message = "no practice is left that was invited and has a script"
            raise RuntimeError(message)
        return found


def play(progress: Progress, region: Callable[[], Region]) -> None:
    """Play the season of a region until the day on which the demo opens; `region` gives it when it is wanted."""
    with clock.looked_up_once():  # moving the clock looks again; asking the time ten thousand times does not
        _played(progress, region)


def _played(progress: Progress, region: Callable[[], Region]) -> None:
    at(date(2023, 9, 1), 8)
    people = make_people()
    progress("kraamzorg, vervoer, apotheken en instellingen")
    play_elsewhere(people)
    at(date(2025, 9, 8), 8)
    progress("de streek laden")
    tables, scripts = region()
    load_register(tables, source="oefening")
    progress("seizoen openen en selecteren")
    agreement = _opened(people)
    run = _selected(agreement, people)
    name_signatories([choice.provider for choice in Choice.objects.filter(run=run).select_related("provider")])
    progress("uitnodigingen versturen")
    _invited(run)
    _first_questions(agreement, people)
    season = Season(agreement, people, scripts, _invited_practices(run, scripts))
    progress("praktijken laten antwoorden, beoordelen en tekenen")
    _states(season)
    for number in range(OTHERS):
        _answers(season, number)
    at(OPENS, 7)
    others.last_question(agreement, people[FILLER])
    others.request(run, people[PURCHASER])
    at(OPENS, 8)
    do_jobs()
    _verdicts(season)
    do_jobs()
    at(OPENS, 9)
    with changing("demo.ready", about=agreement.season):
        pass


def _opened(people: dict[Login, User]) -> SeasonAgreement:
    season = open_season(EDITION, channels={CARE_TYPE: Channel.PORTAL})
    with changing("demo.owner", about=season):
        season.agreements.update(owner=people[PURCHASER])
    return season.agreements.select_related("season").get(name=CARE_TYPE)


def _selected(agreement: SeasonAgreement, people: dict[Login, User]) -> Run:
    """Select, and let a second person confirm."""
    at(date(2025, 9, 8), 10)
    run = changes.request_run(agreement, clock.today(), people[PURCHASER])
    do_jobs()
    at(date(2025, 9, 9), 11)
    return changes.confirm(run, people[SECOND_PURCHASER])


def _first_questions(agreement: SeasonAgreement, people: dict[Login, User]) -> None:
    """Let people ask about the policy; one is answered in time, and one has waited too long by the opening."""
    at(date(2025, 9, 15), 10)
    first, _second = others.first_questions(agreement)
    at(date(2025, 9, 18), 14)
    others.answered(first, people[PURCHASER])


def _invited(run: Run) -> None:
    at(date(2025, 9, 11), 9)
    changes.start_sending(run)
    do_jobs()


def _invited_practices(run: Run, scripts: dict[str, Script]) -> Iterator[tuple[Provider, Script]]:
    """Give the practices that were invited and have a script, in the order in which they confirm."""
    invited = {choice.provider.agb_code: choice.provider for choice in _reached(run)}
    for agb, script in scripts.items():
        if agb in invited:
            yield invited[agb], script


def _reached(run: Run) -> Iterator[Choice]:
    chosen = Choice.objects.filter(run=run, approach=True, provider__invitations__agreement=run.agreement)
    yield from list(chosen.select_related("provider"))  # read whole: nothing is read while it writes


def _states(season: Season) -> None:
    """Give the people of the demo a practice in each state that a practice can be in."""
    _left_unopened(season)
    _left_halfway(season)
    _left_to_confirm(season)
    offer = _offer(season)
    sign(offer, season.people[SIGNATORY], [one.id for one in offer.agreed().verklaringen])
    _offer(season)
    _left_unopened(season)
    _left_unopened(season)
    _refused_by_its_index(season)


def _practice_of_the_people(season: Season) -> tuple[Questionnaire, Script]:
    """Open the questionnaire of the next practice, for which all people of the demo may act."""
    provider, script = season.next_practice()
    _for_the_people(provider, season)
    return open_questionnaire(season.agreement, provider), script


def _left_unopened(season: Season) -> None:
    """Leave a practice that was invited, and at which nobody looked."""
    _practice_of_the_people(season)


def _refused_by_its_index(season: Season) -> None:
    """Let the people of the demo act for a practice whose index is too high, and that an exception would help."""
    left = Choice.objects.filter(run__agreement=season.agreement, approach=False, reason="behandelindex")
    for choice in left.select_related("provider").order_by("provider"):
        kept_out = outcome_now(season.agreement, choice.provider).gate == NOT_MET  # by what else a register says
        if not kept_out and task_for(season.agreement, choice.provider):
            _for_the_people(choice.provider, season)
            return


def _for_the_people(provider: Provider, season: Season) -> None:
    for login in PRACTICE:
        assert isinstance(login.role, ProviderRole)  # noqa: S101 - the people of a practice have no other roles
        mandate(provider, season.people[login], login.role)


def _left_halfway(season: Season) -> None:
    """Leave a practice at which a colleague filled in half."""
    questionnaire, script = _practice_of_the_people(season)
    _on_the_day_of(script)
    fill_in(questionnaire, by_script(script.answers), season.people[FILLER], half=True)


def _left_to_confirm(season: Season) -> None:
    """Leave a practice at which a colleague filled in everything, and whoever may bind it has to confirm."""
    questionnaire, script = _practice_of_the_people(season)
    _on_the_day_of(script)
    fill_in(questionnaire, by_script(script.answers), season.people[FILLER])


def _offer(season: Season) -> Offer:
    """Bring a practice as far as an offer; one that gets none stays as it is, and the next one follows."""
    while True:
        questionnaire, script = _practice_of_the_people(season)
        provider = questionnaire.provider
        _on_the_day_of(script)
        fill_in(questionnaire, by_script(script.answers), season.people[FILLER])
        confirm_as(questionnaire, season.people[SIGNATORY])
        do_jobs()
        for item in WorkItem.objects.filter(provider=provider, kind=WorkKind.EVIDENCE, closed_at=None):
            give_verdict(item, ACCEPTED, "", season.people[PURCHASER])
        judged = Assessment.objects.current().get(agreement=season.agreement, provider=provider)
        if judged.result == LeadsTo.OFFER:
            return make_offer(provider, season.agreement, judged.outcome, by=season.people[PURCHASER])


def _answers(season: Season, number: int) -> None:
    """Let a practice confirm by its script."""
    provider, script = season.next_practice()
    _on_the_day_of(script)
    by = signatory_of(provider, number)
    questionnaire = open_questionnaire(season.agreement, provider)
    fill_in(questionnaire, by_script(script.answers), by)
    confirm_as(questionnaire, by)


def _on_the_day_of(script: Script) -> None:
    RehearsalClock.set_to(script.confirms, datetime.now(UTC))


def _verdicts(season: Season) -> None:
    """Judge some of the evidence: accepted, once rejected; the rest waits for whoever practises."""
    waiting = list(WorkItem.objects.filter(kind=WorkKind.EVIDENCE, closed_at=None).order_by("pk"))
    for number, item in enumerate(waiting[: len(waiting) // 2]):
        rejected = number == 1
        ground = "Dit stuk is van een andere praktijk." if rejected else ""
        give_verdict(item, REJECTED if rejected else ACCEPTED, ground, season.people[PURCHASER])
