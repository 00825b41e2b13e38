"""What a provider shows of what it declared at signing, and what a purchaser finds of it.

Nothing ends by it. What was not shown is told to the provider with its reason, and stands in its dossier for a person.
Once the provider can answer that: then somebody who did not judge it before looks again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from zorginkoop.documents.agreement_form import Clause
from zorginkoop.kernel.dates import end_of
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.agreements.models import (
    SampleAnswer,
    SampleFile,
    SampleFinding,
    SampleRequest,
    SampleVerdict,
)
from zorginkoop.portal.agreements.sampling import tell
from zorginkoop.portal.assessment import work
from zorginkoop.portal.assessment.interests import refuse_tied
from zorginkoop.portal.assessment.models import WorkItem, WorkKind
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.intake.files import MOST_FILES, Kept, keep, safe_name
from zorginkoop.portal.intake.kinds import FileRefusedError
from zorginkoop.portal.mail.dutch import in_dutch

FIRST_TURN, AGAIN = 1, 2
Verdicts = Mapping[str, tuple[SampleVerdict, str]]


class CannotShowError(Exception):
    """Why something cannot be done now, in words for the person who wants it."""


@dataclass(frozen=True, slots=True)
class Declared:
    """One thing declared, in the words of the sealed agreement, and what was found of it."""

    clause: Clause
    findings: tuple[SampleFinding, ...]

    @property
    def last(self) -> SampleFinding | None:
        """What was found last."""
        return self.findings[-1] if self.findings else None

    @property
    def stands_open(self) -> bool:
        """Whether it was looked at and was not shown."""
        return self.last is not None and self.last.verdict != SampleVerdict.SHOWN


def declared(request: SampleRequest) -> list[Declared]:
    """Give what a request asks about, in the order of the agreement."""
    findings: dict[str, list[SampleFinding]] = {}
    for one in sorted(request.findings.all(), key=lambda row: row.turn):
        findings.setdefault(one.declaration, []).append(one)
    clauses = request.agreement.offer.agreed().verklaringen
    return [Declared(one, tuple(findings.get(one.id, ()))) for one in clauses if one.id in request.declarations]


def turn_of(request: SampleRequest) -> int:
    """Say which turn a request is in: the second one from the first judgement on."""
    return FIRST_TURN if request.judged_at is None else AGAIN


def to_judge(request: SampleRequest) -> list[Declared]:
    """Give what a purchaser judges in this turn: everything, and later what was not shown."""
    found = declared(request)
    return found if turn_of(request) == FIRST_TURN else [one for one in found if one.stands_open]


def is_late(request: SampleRequest, moment: datetime) -> bool:
    """Tell whether a moment is after the last day of a request."""
    return moment >= end_of(request.sample.last_day)


def is_waiting(request: SampleRequest) -> bool:
    """Tell whether an answer waits until somebody looks at it."""
    answered = {one.turn for one in request.answers.all()}
    judged = {one.turn for one in request.findings.all()}
    return turn_of(request) in answered - judged


def in_the_way(request: SampleRequest) -> str:
    """Say why a provider cannot answer now; empty when it can.

    Too late is not too late while nobody judged: the answer counts, and it shows that it came late.
    """
    turn, found = turn_of(request), declared(request)
    if turn == AGAIN and not any(one.stands_open for one in found):
        return _("U hebt alles aangetoond. U hoeft niets meer te doen.")
    if any(finding.turn == AGAIN for one in found for finding in one.findings):
        return _("Een collega keek opnieuw. Bent u het daar niet mee eens, neem dan contact op met uw inkoper.")
    if is_waiting(request):
        return _("Wij hebben uw antwoord. U krijgt bericht zodra wij het hebben bekeken.")
    if turn == AGAIN and request.sample.agreement.season.contract_year < clock.today().year:
        return _("Het contractjaar is voorbij. Neem contact op met uw inkoper.")
    return ""


def answer(request: SampleRequest, text: str, uploads: Sequence[UploadedFile[bytes]], by: User) -> SampleAnswer:
    """Take in what a provider shows; sending it twice keeps it once.

    FileRefusedError says what is wrong with a file, and names it.
    """
    if len(uploads) > MOST_FILES:
        raise FileRefusedError(_("U koos meer dan 10 bestanden. Kies er ten hoogste 10, of voeg ze samen."))
    kept = [(one.name or "", _keep(one)) for one in uploads]
    with changing("agreements.sample_answered", about=request, for_whom=request.provider.public_id) as change:
        held = SampleRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
        turn = turn_of(held)
        if same := held.answers.filter(turn=turn).first():
            return same
        if why := in_the_way(held):
            raise CannotShowError(why)
        made = SampleAnswer.objects.create(
            request=held, turn=turn, text=text.strip(), given_by=by, given_at=clock.now()
        )
        for name, one in kept:
            SampleFile.objects.create(
                answer=made, content_hash=one.content_hash, media_type=one.media_type,
                name=safe_name(name, one.media_type), scanned_at=one.scanned_at,
            )  # fmt: skip
        change.details |= {"turn": turn, "files": [one.content_hash for _name, one in kept]}
        _to_work(held, made.given_at)
    return made


def _keep(upload: UploadedFile[bytes]) -> Kept:
    try:
        return keep(upload)
    except FileRefusedError as refused:
        which = f"{upload.name}: {refused}"
        raise FileRefusedError(which) from None


def _to_work(request: SampleRequest, moment: datetime) -> None:
    """Let a request be work for a person; call it inside `changing`."""
    agreement = request.sample.agreement
    owner = request.provider.fixed_purchaser or agreement.owner
    WorkItem.objects.get_or_create(
        provider=request.provider, agreement=agreement, kind=WorkKind.SAMPLE, reference=str(request.pk), closed_at=None,
        defaults={"raised_at": moment, "assigned_to": None if owner and owner.pk in judged_by(request) else owner},
    )  # fmt: skip


def overdue() -> QuerySet[SampleRequest]:
    """Give the requests that nobody answered by their last day, and that are no work yet."""
    asked = SampleRequest.objects.filter(judged_at=None, sample__last_day__lt=clock.today(), answers=None)
    known = {"provider": OuterRef("provider"), "kind": WorkKind.SAMPLE, "closed_at": None}
    items = WorkItem.objects.filter(**known, agreement=OuterRef("sample__agreement"))
    return asked.exclude(Exists(items))


def raise_overdue() -> int:
    """Let what was not answered in time be work for a person; running twice does it once."""
    found = list(overdue().select_related("provider", "sample__agreement").order_by("pk"))
    for request in found:
        with changing("agreements.sample_overdue", about=request, for_whom=request.provider.public_id):
            SampleRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
            _to_work(request, clock.now())
    return len(found)


def judged_by(request: SampleRequest) -> set[int]:
    """Give who judged a request before."""
    return set(request.findings.values_list("found_by", flat=True))


def refuse_own(request: SampleRequest, by: User) -> None:
    """Refuse whoever is tied to the provider or judged the same before."""
    refuse_tied(by, request.provider_id)
    if by.pk in judged_by(request):
        raise CannotShowError(_("U keek dit eerder na. Een collega kijkt opnieuw."))


def judge(item: WorkItem, verdicts: Verdicts, by: User, *, seen: int) -> SampleRequest:
    """Say of each declaration what was found, and tell the provider; AlreadyDoneError when somebody else did.

    `seen` is how many answers the judge had before it: one that came meanwhile is read first.
    """
    request = SampleRequest.objects.select_related("provider", "sample__agreement__season").get(pk=int(item.reference))
    with changing("agreements.sample_judged", about=request, for_whom=request.provider.public_id) as change:
        refuse_own(request, by)
        held = SampleRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
        asked, turn = [one.clause.id for one in to_judge(held)], turn_of(held)
        work.close_for_sample(item, by)
        if held.answers.count() != seen:
            raise CannotShowError(_("De aanbieder antwoordde intussen. Lees het antwoord, en oordeel dan."))
        if set(verdicts) != set(asked):
            raise CannotShowError(_("Geef over elke verklaring een oordeel."))
        for name in asked:
            verdict, reason = verdicts[name]
            if verdict == SampleVerdict.NOT_SHOWN and not reason.strip():
                raise CannotShowError(_("Schrijf bij wat niet is aangetoond waarom."))
            SampleFinding.objects.create(
                request=held, turn=turn, declaration=name, verdict=verdict, reason=reason.strip(), found_by=by,
                found_at=clock.now(),
            )  # fmt: skip
        change.details |= {"turn": turn, **{name: str(verdict) for name, (verdict, _reason) in verdicts.items()}}
        if held.judged_at is None:
            held.judged_at = clock.now()
            held.save(update_fields=["judged_at"])
        sample = held.sample
        if sample.closed_at is None and not sample.requests.filter(judged_at=None).exists():
            sample.closed_at = clock.now()
            sample.save(update_fields=["closed_at"])
        _tell(held)
    return held


@in_dutch
def _tell(request: SampleRequest) -> None:
    body = _(
        "Geachte %(name)s,\n\n"
        "Wij bekeken wat %(provider)s liet zien van wat bij de overeenkomst %(agreement)s is verklaard.\n\n"
        "U leest wat wij vonden op %(address)s\n\n"
        "Met vriendelijke groet,\n%(purchaser)s\n"
    )
    tell(request, _("Wat wij vonden van uw verklaringen voor %s") % request.agreement.offer.agreement, body)
