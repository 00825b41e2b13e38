"""The pages of samples for the purchaser: prepare, agree, what came of it, and draw again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from zorginkoop.portal.accounts.access import open_to
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.agreements import sampling, showing
from zorginkoop.portal.agreements.answers import CONFLICT, INVALID, SEE_OTHER, see
from zorginkoop.portal.agreements.models import (
    Sample,
    SampleAnswer,
    SampleRequest,
    SampleVerdict,
)
from zorginkoop.portal.agreements.sample_forms import FindingsForm, SampleRefusalForm, WishForm
from zorginkoop.portal.agreements.showing import Declared
from zorginkoop.portal.assessment.models import WorkItem
from zorginkoop.portal.assessment.pages import work_lines
from zorginkoop.portal.assessment.views import language
from zorginkoop.portal.assessment.work import AlreadyDoneError
from zorginkoop.portal.audit.reading import read
from zorginkoop.portal.exports.lists import paged
from zorginkoop.portal.exports.sheets import Sheet, columns
from zorginkoop.portal.register.mandates import SignedInRequest

_READS = (StaffRole.PURCHASER, StaffRole.POLICY_OFFICER, StaffRole.AUDITOR)
_PER_PAGE = 50


def state_words(sample: Sample) -> str:
    """Say how far a sample is."""
    if sample.refused_at is not None:
        return _("van tafel")
    if sample.agreed_at is None:
        return _("wacht op akkoord van een collega")
    return _("loopt") if sample.closed_at is None else _("afgerond")


def _samples() -> QuerySet[Sample]:
    people = ("asked_by", "agreed_by", "refused_by", "agreement__season")
    numbers = {
        "asked_number": Count("requests", distinct=True),
        "judged_number": Count("requests", filter=Q(requests__judged_at__isnull=False), distinct=True),
    }
    return Sample.objects.select_related(*people).annotate(**numbers)


_COLUMNS = columns(
    (gettext_lazy("overeenkomst"), "agreement"),
    (gettext_lazy("trekking"), "number"),
    (gettext_lazy("voorbereid"), "asked_at"),
    (gettext_lazy("getrokken"), "agreed_at"),
    (gettext_lazy("antwoorden tot en met"), "last_day"),
    (gettext_lazy("kon worden getrokken"), lambda one: len(one.population)),
    (gettext_lazy("is getrokken"), "asked_number"),
    (gettext_lazy("is nagelezen"), "judged_number"),
    (gettext_lazy("stand"), state_words),
)


@open_to(*_READS)
@require_safe
def listing(request: SignedInRequest) -> HttpResponse:
    """List the samples, the latest first."""
    rows = _samples().order_by("-asked_at", "-pk")
    page = paged(request, rows, _PER_PAGE, Sheet("steekproeven", "agreements.samples_export", _COLUMNS))
    context = {
        "page": page,
        "lines": [(one, state_words(one)) for one in page.object_list],
        "may_draw": StaffRole.PURCHASER in request.staff_roles,
    }
    return render(request, "agreements/samples.html", context)


@open_to(StaffRole.PURCHASER)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Prepare a draw."""
    form = WishForm(request.POST if request.method == "POST" else None)
    status = INVALID if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = sampling.prepare(said["agreement"], form.wish, said["last_day"], request.user)
        except sampling.CannotSampleError as reason:
            form.add_error(None, str(reason))
            status = CONFLICT
        else:
            messages.success(request, _("De steekproef is voorbereid. Een collega geeft akkoord; dan wordt getrokken."))
            return see("sample", made.public_id)
    return render(request, "agreements/sample_new.html", {"form": form}, status=status)


@dataclass(frozen=True, slots=True)
class Line:
    """One declaration of one drawn agreement, as the result tells it."""

    request: SampleRequest
    declared: Declared
    answers: tuple[SampleAnswer, ...]

    @property
    def verdict(self) -> str:
        """What was found last, in words."""
        last = self.declared.last
        return str(last.get_verdict_display()) if last else _("nog niet nagelezen")

    @property
    def reason(self) -> str:
        """Why."""
        return self.declared.last.reason if self.declared.last else ""

    @property
    def answered_at(self) -> datetime | None:
        """When the provider answered last."""
        return self.answers[-1].given_at if self.answers else None

    @property
    def late(self) -> bool:
        """Whether the first answer came after the last day."""
        return bool(self.answers) and showing.is_late(self.request, self.answers[0].given_at)


_RESULT = columns(
    (gettext_lazy("nummer"), "request.agreement.offer.number"),
    (gettext_lazy("AGB-code"), "request.provider.agb_code"),
    (gettext_lazy("naam"), "request.provider.name"),
    (gettext_lazy("variant"), "request.agreement.offer.variant"),
    (gettext_lazy("getekend"), "request.agreement.signed_at"),
    (gettext_lazy("verklaring"), "declared.clause.tekst"),
    (gettext_lazy("plaats in het beleid"), "declared.clause.plaats"),
    (gettext_lazy("beantwoord"), "answered_at"),
    (gettext_lazy("te laat"), "late"),
    (gettext_lazy("bevinding"), "verdict"),
    (gettext_lazy("toelichting"), "reason"),
)


def requests_of(sample: Sample) -> QuerySet[SampleRequest]:
    """Give who was drawn, with all that a page tells of it."""
    related = ("provider", "sample__agreement__season", "agreement__offer")
    answers = Prefetch("answers", SampleAnswer.objects.select_related("given_by").order_by("turn"))
    return (
        SampleRequest.objects.filter(sample=sample)
        .select_related(*related)
        .prefetch_related("findings", answers)
        .order_by("provider__name", "pk")
    )


def _lines(requests: QuerySet[SampleRequest]) -> Iterator[Line]:
    for one in requests:
        answers = tuple(one.answers.all())
        for declared in showing.declared(one):
            yield Line(one, declared, answers)


@dataclass(frozen=True, slots=True)
class Counted:
    """How often each thing was found of one declaration."""

    words: str
    place: str
    shown: int
    not_shown: int
    not_answered: int
    waiting: int


def _counted(lines: list[Line]) -> list[Counted]:
    """Count what was found, declaration by declaration."""
    by_name: dict[str, list[Line]] = {}
    for one in lines:
        by_name.setdefault(one.declared.clause.id, []).append(one)
    found = []
    for group in by_name.values():
        verdicts = [one.declared.last.verdict if one.declared.last else "" for one in group]
        counts = [verdicts.count(kind) for kind in (*SampleVerdict.values, "")]
        clause = group[0].declared.clause
        found.append(Counted(clause.tekst, clause.plaats, *counts))
    return found


@open_to(*_READS)
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: SignedInRequest, sample: UUID) -> HttpResponse:
    """Show a sample with its result, and take the accord of a second person."""
    found = get_object_or_404(_samples(), public_id=sample)
    form, refused, status = SampleRefusalForm(), "", 200
    if request.method == "POST":
        if StaffRole.PURCHASER not in request.staff_roles:
            raise PermissionDenied
        agreed = "agree" in request.POST
        form = SampleRefusalForm(None if agreed else request.POST)
        status = INVALID
        if agreed or form.is_valid():
            try:
                _decided(request, found, form, agreed=agreed)
            except sampling.CannotSampleError as reason:
                refused, status = str(reason), CONFLICT
            else:
                return see("sample", found.public_id)
    lines = list(_lines(requests_of(found)))
    read("agreements.sample", about=found.pk)
    sheet = Sheet("steekproef", "agreements.sample_export", _RESULT, about=found.pk)
    context = {
        "sample": found,
        "state": state_words(found),
        "size": len(found.population),
        "page": paged(request, lines, _PER_PAGE, sheet),
        "counted": _counted(lines),
        "open_ones": [one for one in lines if one.declared.stands_open],
        "form": form,
        "refused": refused,
        "may_act": StaffRole.PURCHASER in request.staff_roles and not found.agreed_at and not found.refused_at,
        "own": found.asked_by_id == request.user.pk,
    }
    return render(request, "agreements/sample.html", context, status=status)


def _decided(request: SignedInRequest, sample: Sample, form: SampleRefusalForm, *, agreed: bool) -> None:
    if agreed:
        sampling.agree(sample, request.user)
        messages.success(request, _("De steekproef is getrokken. Wie is getrokken, krijgt bericht."))
        return
    sampling.refuse(sample, form.cleaned_data["reason"], request.user)
    messages.success(request, _("De steekproef is van tafel. Uw reden staat erbij."))


_POPULATION = columns(
    (gettext_lazy("openbare sleutel"), "public_id"),
    (gettext_lazy("variant"), "variant"),
    (gettext_lazy("getrokken"), "drawn"),
)


@open_to(*_READS)
@require_safe
def again(request: SignedInRequest, sample: UUID) -> HttpResponse:
    """Draw again from what was kept, say whether it is equal, and give everything that somebody else needs for it."""
    found = get_object_or_404(_samples(), public_id=sample)
    asked = {str(one) for one in found.requests.values_list("agreement__public_id", flat=True)}
    rows = [
        {"public_id": public_id, "variant": variant, "drawn": public_id in asked}
        for public_id, variant in sampling.population_in(found)
    ]
    sheet = Sheet("steekproef-verzameling", "agreements.sample_export", _POPULATION, about=found.pk)
    context = {
        "sample": found,
        "page": paged(request, rows if found.agreed_at else [], _PER_PAGE, sheet),
        "size": len(rows),
        "entry_hash": sampling.entry_hash(found),
        "again": sampling.draw_again(found) if found.agreed_at else None,
    }
    return render(request, "agreements/sample_again.html", context)


def work_page(request: SignedInRequest, item: WorkItem) -> HttpResponse:
    """Show what a provider declared and showed, and take what a purchaser finds of it."""
    related = ("provider", "sample__agreement__season", "agreement__offer")
    asked = get_object_or_404(SampleRequest.objects.select_related(*related), pk=int(item.reference))
    answers = list(asked.answers.select_related("given_by").prefetch_related("files").order_by("turn"))
    to_judge = showing.to_judge(asked) if item.closed_at is None else []
    form = FindingsForm(to_judge, request.POST if request.method == "POST" else None, answers=len(answers))
    status = INVALID if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            showing.judge(item, form.verdicts, request.user, seen=_seen(request, len(answers)))
        except AlreadyDoneError:
            item.refresh_from_db()
            status = CONFLICT
        except showing.CannotShowError as reason:
            form.add_error(None, str(reason))
            status = CONFLICT
        else:
            messages.success(request, _("Uw bevindingen zijn bewaard. De aanbieder kreeg bericht dat ze klaarstaan."))
            return HttpResponse(status=SEE_OTHER, headers={"Location": reverse("assessment:queue")})
    context = {
        "item": item,
        "line": work_lines([item], language())[0],
        "asked": asked,
        "answers": [(one, showing.is_late(asked, one.given_at) and one.turn == showing.FIRST_TURN) for one in answers],
        "declared": showing.declared(asked),
        "own": request.user.pk in showing.judged_by(asked) and item.closed_at is None,
        "form": form,
    }
    return render(request, "agreements/sample_work.html", context, status=status)


def _seen(request: SignedInRequest, there: int) -> int:
    """Say how many answers stood on the page that was filled in."""
    said = request.POST.get("seen", "")
    return int(said) if said.isdecimal() else there
