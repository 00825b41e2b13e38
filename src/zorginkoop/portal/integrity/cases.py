"""What happens in a case about integrity, in its order: reported, heard or with a reason not yet, decided by two.

Doubt never decides anything by itself: the policy's own condition reads the decision, and a person refuses.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import Enum

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole
from zorginkoop.portal.assessment.basis import SIGNAL
from zorginkoop.portal.assessment.interests import is_tied
from zorginkoop.portal.assessment.judging import Cause, judge
from zorginkoop.portal.assessment.models import Assessment
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.integrity.models import IntegrityAnswer, IntegrityCase, IntegrityJudgement, IntegritySignal
from zorginkoop.portal.mail import outbox
from zorginkoop.portal.register.models import Decision, Provider
from zorginkoop.portal.selection.sending import contacts_of

SPEAK_FOR = (ProviderRole.MANAGER, ProviderRole.SIGNATORY)  # who reads for a provider what is told in confidence
DOUBT = "integriteitstwijfel"
_YES, _NO = "ja", "nee"
_LONGEST_NAMES = 120
_AFTERWARDS = timedelta(days=14)  # to answer in, for who is told only when it is decided


class CannotError(Exception):
    """Why something cannot be done now, in words for the person who asked."""


def report(provider: Provider, source: str, text: str, by: User) -> IntegrityCase:
    """Write a signal down, in the case that is open or in a new one; the same signal twice is one."""
    with changing("integrity.reported", for_whom=provider.public_id) as change:
        Provider.objects.select_for_update().get(pk=provider.pk)
        if not (source.strip() and text.strip()):
            raise CannotError(_("Schrijf op waar het signaal vandaan komt en wat het is."))
        case = IntegrityCase.objects.filter(provider=provider, closed_at=None).first()
        if case is None:
            case = IntegrityCase.objects.create(provider=provider, opened_at=clock.now())
        change.about = case
        same = case.signals.filter(source=source.strip(), text=text.strip(), raised_by=by)
        if not same.exists():
            IntegritySignal.objects.create(
                case=case, source=source.strip(), text=text.strip(), raised_by=by, raised_at=clock.now()
            )
        if not _doubted(case):
            _record(case, SIGNAL, _YES, by.name)
    return case


def _doubted(case: IntegrityCase) -> bool:
    last = case.judgements.decided().first()
    return last is not None and last.doubt


def tell(case: IntegrityCase, ground: str, until: date, by: User) -> None:
    """Tell the provider on what ground there is doubt, and until when it can answer."""
    with changing("integrity.told", about=case, for_whom=case.provider.public_id):
        held = _open(case, by)
        if held.told_at is not None:
            raise CannotError(_("De aanbieder weet dit al."))
        if not ground.strip():
            raise CannotError(_("Schrijf op wat de aanbieder hierover leest."))
        if until <= clock.today():
            raise CannotError(_("Geef de aanbieder tijd: kies een dag na vandaag."))
        held.answer_until = until
        _told(held, ground.strip(), by)


def _told(held: IntegrityCase, ground: str, by: User) -> None:
    held.told, held.told_by, held.told_at = ground, by, clock.now()
    held.save()
    address = contacts_of([held.provider]).get(held.provider_id, "")
    if not address:
        return
    page = settings.BASE_URL + reverse("integrity:practice", args=[held.provider.public_id])
    body = "\n\n".join(
        [
            "Geachte heer of mevrouw,",
            f"Er staat een vertrouwelijk bericht klaar voor wie {held.provider.name} vertegenwoordigt.",
            f"U leest het na inloggen op\n{page}",
            f"Met vriendelijke groet,\n{settings.PURCHASER}",
        ]
    )
    outbox.write(address, "Een vertrouwelijk bericht", body + "\n", about=held, for_whom=held.provider.public_id)


def delay(case: IntegrityCase, ground: str, until: date, by: User) -> None:
    """Write down why the provider cannot be told yet, and when that is looked at again."""
    with changing("integrity.delayed", about=case, for_whom=case.provider.public_id):
        held = _open(case, by)
        if held.told_at is not None:
            raise CannotError(_("De aanbieder weet dit al."))
        if not ground.strip():
            raise CannotError(_("Schrijf op waarom de aanbieder het nog niet mag weten."))
        if until <= clock.today():
            raise CannotError(_("Kies een dag na vandaag waarop u dit opnieuw bekijkt."))
        held.delay_ground, held.delay_until, held.delayed_by = ground.strip(), until, by
        held.save()


def answer(case: IntegrityCase, text: str, by: User) -> None:
    """Take in what the provider says, until and with its last day; the same words twice are one answer."""
    with changing("integrity.answered", about=case, for_whom=case.provider.public_id):
        held = IntegrityCase.objects.select_for_update().get(pk=case.pk)
        if held.told_at is None or held.answer_until is None or held.closed_at is not None:
            raise CannotError(_("Hierop kunt u niet meer reageren."))
        if clock.today() > held.answer_until:
            raise CannotError(_("De laatste dag om te reageren is voorbij. Bel uw inkoper als u nog iets wilt zeggen."))
        if not text.strip():
            raise CannotError(_("Schrijf op wat u hierover wilt zeggen."))
        if not held.answers.filter(text=text.strip(), given_by=by).exists():
            IntegrityAnswer.objects.create(case=held, text=text.strip(), given_by=by, given_at=clock.now())


class Told(Enum):
    """What there is to read for a provider: nothing, something that is not over, or only what is."""

    NOTHING, NOW, BEFORE = "", "nu", "eerder"


def told_to(provider: Provider) -> Told:
    """Tell whether a provider was told something, and whether that is over."""
    cases = IntegrityCase.objects.filter(provider=provider).exclude(told_at=None)
    over = [closed_at is not None for closed_at in cases.values_list("closed_at", flat=True)]
    if not over:
        return Told.NOTHING
    return Told.BEFORE if all(over) else Told.NOW


def may_decide(case: IntegrityCase) -> bool:
    """Tell whether the provider was heard, or there is a reason written down that still holds why it was not."""
    if case.told_at is not None:
        over = case.answer_until is None or clock.today() > case.answer_until
        return over or case.answers.exists()
    return case.delay_until is not None and clock.today() <= case.delay_until


def propose(case: IntegrityCase, ground: str, asked: User, by: User, *, doubt: bool) -> IntegrityJudgement:
    """Propose that there is doubt or none, to a second person; CannotError says what is in the way."""
    with changing("integrity.proposed", for_whom=case.provider.public_id) as change:
        held = _open(case, by)
        if doubt and not may_decide(held):
            raise CannotError(_("Hoor eerst de aanbieder, of schrijf op waarom dat moet wachten."))
        if not ground.strip():
            raise CannotError(_("Schrijf op waarom u dit besluit."))
        if asked.pk == by.pk or is_tied(asked, held.provider_id):
            raise CannotError(_("Kies een collega die geen belang heeft bij deze aanbieder."))
        if held.judgements.waiting().exists():
            raise CannotError(_("Er ligt al een voorstel. Laat een collega daarover beslissen."))
        change.about = made = IntegrityJudgement.objects.create(
            case=held, doubt=doubt, ground=ground.strip(), made_by=by, made_at=clock.now(), asked=asked
        )
    return made


def agree(judgement: IntegrityJudgement, by: User) -> None:
    """Agree as the second person: from now on the policies know, and the provider is told at the latest now."""
    provider = judgement.case.provider
    with changing("integrity.agreed", about=judgement, for_whom=provider.public_id):
        case = (
            IntegrityCase.objects.select_for_update(of=("self",)).select_related("provider").get(pk=judgement.case_id)
        )
        held = _waiting(judgement, by)
        held.agreed_at = clock.now()
        held.save(update_fields=["agreed_at"])
        people = str(_(" en ")).join((held.made_by.name, by.name))
        if held.doubt and case.told_at is None:  # it may answer all the same, and doubt can be lifted
            case.answer_until = clock.today() + _AFTERWARDS
            _told(case, held.ground, held.made_by)
        if not held.doubt:
            IntegrityCase.objects.filter(pk=case.pk).update(closed_at=clock.now())
        _record(case, SIGNAL, _NO, people)
        _record(case, DOUBT, _YES if held.doubt else _NO, people)


def turn_down(judgement: IntegrityJudgement, reason: str, by: User) -> None:
    """Do not agree, and say why."""
    if not reason.strip():
        raise CannotError(_("Schrijf op waarom u niet akkoord gaat."))
    with changing("integrity.turned_down", about=judgement, for_whom=judgement.case.provider.public_id):
        held = _waiting(judgement, by)
        held.refused_at, held.refusal = clock.now(), reason.strip()
        held.save(update_fields=["refused_at", "refusal"])


def _waiting(judgement: IntegrityJudgement, by: User) -> IntegrityJudgement:
    rows = IntegrityJudgement.objects.select_for_update(of=("self",)).select_related("made_by")
    held = rows.get(pk=judgement.pk)
    if held.agreed_at is not None or held.refused_at is not None:
        raise CannotError(_("Over dit voorstel is al beslist."))
    if held.asked_id != by.pk:
        raise CannotError(_("Iemand anders is gevraagd om hierover te beslissen."))
    if is_tied(by, judgement.case.provider_id):
        raise CannotError(_("U gaf aan dat u een belang hebt bij deze aanbieder. Een collega beslist."))
    return held


def _open(case: IntegrityCase, by: User) -> IntegrityCase:
    """Give a case as it is now, for who may act in it."""
    rows = IntegrityCase.objects.select_for_update(of=("self",)).select_related("provider")
    held = rows.get(pk=case.pk)
    if held.closed_at is not None:
        raise CannotError(_("Deze zaak is gesloten."))
    if is_tied(by, held.provider_id):
        raise CannotError(_("U gaf aan dat u een belang hebt bij deze aanbieder. Een collega beslist."))
    return held


def _record(case: IntegrityCase, fact: str, text: str, people: str) -> None:
    """Let the policies that know a fact read it from now on; what it rests on stays in the case."""
    moment = clock.now()
    agreements = _concerned(fact)
    seasons = {(one.season.insurer, one.care_type, one.season.contract_year) for one in agreements}
    for insurer, care_type, year in sorted(seasons):
        about = {"provider": case.provider, "insurer": insurer, "care_type": care_type, "year": year, "fact": fact}
        last = Decision.objects.filter(**about).order_by("-decided_at").first()
        if (last.text if last else _NO) != text:
            Decision.objects.create(
                **about, text=text, ground=str(case), decided_by=people[:_LONGEST_NAMES], decided_at=moment
            )
    judged = Assessment.objects.current().filter(provider=case.provider, agreement__in=agreements)
    for one in judged.select_related("agreement__season").defer("packed"):
        judge(one.agreement, case.provider, Cause.DECISION)


def _concerned(fact: str) -> list[SeasonAgreement]:
    """Give the agreements of seasons that are not over whose policy knows a fact."""
    running = SeasonAgreement.objects.filter(season__contract_year__gte=clock.today().year).select_related("season")
    return [one for one in running.order_by("pk") if any(each.name == fact for each in compiled(one).agreement.facts)]
