"""The page of a piece of work about which somebody decides: what is open, what waits for a colleague, the effect."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from zorginkoop.kernel.assess import Outcome
from zorginkoop.kernel.date_words import Language
from zorginkoop.kernel.explain import explain
from zorginkoop.kernel.facts import read_value
from zorginkoop.kernel.language import LeadsTo
from zorginkoop.kernel.outcome import UNDECIDED
from zorginkoop.kernel.speech import Speaker
from zorginkoop.kernel.tree import FactDeclaration
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.assessment import decisions, work
from zorginkoop.portal.assessment.forms import AccordForm, DecisionForm, DoneForm
from zorginkoop.portal.assessment.judging import judged_again, outcome_now
from zorginkoop.portal.assessment.models import Assessment, ExceptionRequest, Proposal, WorkItem, WorkKind
from zorginkoop.portal.assessment.pages import WITHHELD, outcome_view, work_lines
from zorginkoop.portal.register.mandates import SignedInRequest

_CONFLICT, _INVALID, _SEE_OTHER = 409, 422, 303


@dataclass(frozen=True, slots=True)
class ProposalView:
    """One decision on the page: about what, by whom, how it stands, and what it would change."""

    proposal: Proposal
    what: str
    value: str
    before: str
    after: str
    form: AccordForm | None  # for who may agree


class DecidingPage:
    """Works out the page of one piece of work for one person."""

    def __init__(self, request: SignedInRequest, item: WorkItem, language: Language) -> None:
        """Look up what it is about."""
        self.request, self.item = request, item
        self.language: Language = language
        self.may_decide = StaffRole.PURCHASER in request.staff_roles
        self.forms: list[DecisionForm] = []
        self.accord: AccordForm | None = None
        self.done: DoneForm | None = None

    @cached_property
    def outcome(self) -> Outcome:
        """The outcome on what is known now."""
        return outcome_now(self.item.agreement, self.item.provider)

    @cached_property
    def speaker(self) -> Speaker:
        """Says things in the words of the policy."""
        return Speaker(self.outcome.agreement, self.language)

    @cached_property
    def open_facts(self) -> dict[str, FactDeclaration]:
        """What can be decided, apart from what was decided and does not count yet."""
        waiting = set(self.item.proposals.pending().values_list("fact", flat=True))
        found = decisions.to_decide(self.item, self.outcome)
        return {key: fact for key, fact in found.items() if fact.name not in waiting}

    @cached_property
    def elsewhere(self) -> bool:
        """Whether this is decided by others than purchasers."""
        return decisions.is_decided_elsewhere(self.item, self.outcome)

    @property
    def can_be_closed(self) -> bool:
        """Whether somebody can say that it was dealt with: not what only a decision or another fact can settle."""
        if self.item.closed_at is not None or self.elsewhere:
            return False
        open_outcome = self.outcome.result in (UNDECIDED, LeadsTo.ASSESSMENT) and self.item.kind == WorkKind.UNDECIDED
        return not open_outcome and not self.item.proposals.pending().exists()

    def proposals(self) -> list[ProposalView]:
        """Give every decision that was taken or proposed here, the latest first."""
        found = self.item.proposals.select_related("made_by", "agreed_by", "refused_by", "decision")
        return [self._view(one) for one in found.order_by("-made_at", "-pk")]

    def _view(self, one: Proposal) -> ProposalView:
        declaration = self.speaker.declaration(self.outcome.agreement.subject, one.fact)
        assert declaration is not None  # noqa: S101 - a policy never loses a fact within a season
        value = self.speaker.written(declaration, read_value(declaration, one.text))
        what = self.speaker.name(declaration.subject, one.fact)
        if one.decision_id is not None or one.refused_at is not None or self.item.closed_at is not None:
            return ProposalView(one, what, value, "", "", None)
        wanted = decisions.Wanted(one.fact, one.text, one.ground, one.valid_from)
        before, after = decisions.effect_of(self.item, wanted, declaration)
        return ProposalView(one, what, value, self._words(before), self._words(after), self._accord_form(one))

    def _words(self, outcome: Outcome) -> str:
        return explain(outcome, self.language).summary[0]

    def _accord_form(self, one: Proposal) -> AccordForm | None:
        if not self.may_decide or one.made_by_id == self.request.user.pk or self.item.closed_at is not None:
            return None
        if self.accord is not None and self.accord.data.get("proposal") == str(one.public_id):
            return self.accord
        return AccordForm(initial={"proposal": one.public_id}, auto_id=f"id_{one.fact}_%s")

    def decision_forms(self) -> list[DecisionForm]:
        """Give a form for each fact that can be decided, with what was typed in one that was wrong."""
        typed = {form.key: form for form in self.forms}
        if not self.may_decide:
            return list(typed.values())
        drawn = {key: DecisionForm(key, fact, self.speaker) for key, fact in self.open_facts.items()}
        return list((drawn | typed).values())

    def shown(self, status: int = 200) -> HttpResponse:
        """Draw the page."""
        standing = Assessment.objects.current().filter(provider=self.item.provider, agreement=self.item.agreement)
        assessment = standing.first()
        bound: list[Form] = [one for one in (*self.forms, self.accord, self.done) if one is not None]
        context = {
            "item": self.item,
            "line": work_lines([self.item], self.language)[0],
            "assessment": assessment,
            "view": outcome_view(judged_again(assessment), self.language, WITHHELD) if assessment else None,
            "exception": ExceptionRequest.objects.filter(
                provider=self.item.provider, agreement=self.item.agreement, task=self.item.reference
            )
            .select_related("asked_by")
            .order_by("-pk")
            .first(),
            "proposals": self.proposals(),
            "decisions": self.decision_forms(),
            "elsewhere": self.elsewhere,
            "done": self.done or (DoneForm() if self.can_be_closed and self.may_decide else None),
            "form": bound[0] if bound else None,
        }
        return render(self.request, "assessment/task.html", context, status=status)


def task_page(request: SignedInRequest, item: WorkItem, language: Language) -> HttpResponse:
    """Show a piece of work, and take a decision, an accord, or word that it was dealt with."""
    page = DecidingPage(request, item, language)
    if request.method != "POST":
        return page.shown()
    try:
        if "proposal" in request.POST:
            return _accorded(page)
        if "fact" in request.POST:
            return _decided(page)
        return _done(page)
    except work.AlreadyDoneError:
        page.item = WorkItem.objects.select_related("provider", "agreement__season", "closed_by").get(pk=item.pk)
        return page.shown(_CONFLICT)


def _decided(page: DecidingPage) -> HttpResponse:
    key = page.request.POST["fact"]
    declaration = page.open_facts.get(key) or page.speaker.declaration(page.outcome.agreement.subject, key)
    if declaration is None:
        return _refused(page, _("Hierover is hier niets te besluiten. Kijk hieronder wat er nog open staat."))
    form = DecisionForm(key, declaration, page.speaker, page.request.POST)
    page.forms = [form]
    if not form.is_valid():
        return page.shown(_INVALID)
    try:
        proposal = decisions.propose(page.item, form.wanted, page.request.user)
    except decisions.CannotDecideError as reason:
        form.add_error(None, str(reason))
        return page.shown(_INVALID)
    if proposal.needs_second:
        messages.success(page.request, _("Uw besluit is bewaard. Het telt zodra een collega akkoord geeft."))
        return _to(page.item)
    if proposal.valid_from > clock.today():
        messages.success(page.request, _("Uw besluit is bewaard. Het telt vanaf de dag die u koos."))
        return _to(page.item)
    messages.success(page.request, _("Uw besluit is bewaard en de uitkomst is opnieuw bepaald."))
    return _to_queue()


def _accorded(page: DecidingPage) -> HttpResponse:
    page.accord = form = AccordForm(page.request.POST)
    if not form.is_valid():
        return page.shown(_INVALID)
    proposal = get_object_or_404(
        Proposal.objects.select_related("item__provider"), item=page.item, public_id=form.cleaned_data["proposal"]
    )
    try:
        if form.cleaned_data["accord"] == "ja":
            decisions.agree(proposal, page.request.user)
            if proposal.valid_from > clock.today():
                messages.success(page.request, _("Het besluit is genomen. Het telt vanaf de dag die is gekozen."))
                return _to(page.item)
            messages.success(page.request, _("Het besluit geldt en de uitkomst is opnieuw bepaald."))
            return _to_queue()
        decisions.turn_down(proposal, form.cleaned_data["refusal"], page.request.user)
    except decisions.CannotDecideError as reason:
        form.add_error(None, str(reason))
        return page.shown(_INVALID)
    messages.success(page.request, _("Het besluit gaat niet door. Uw reden staat erbij."))
    return _to(page.item)


def _done(page: DecidingPage) -> HttpResponse:
    page.done = form = DoneForm(page.request.POST)
    if not form.is_valid():
        return page.shown(_INVALID)
    if not page.can_be_closed and page.item.closed_at is None:
        return _refused(
            page, _("Dit sluit niet met een notitie: neem hieronder een besluit, of wacht op wat ontbreekt.")
        )
    work.close(page.item, form.cleaned_data["note"], page.request.user, page.outcome)
    messages.success(page.request, _("Afgehandeld."))
    return _to_queue()


def _refused(page: DecidingPage, reason: str) -> HttpResponse:
    """Show the page with a reason why nothing was done, and with everything typed."""
    if page.done is not None:
        page.done.add_error(None, reason)
    else:
        messages.error(page.request, reason)
    return page.shown(_INVALID)


def _to(item: WorkItem) -> HttpResponse:
    return HttpResponseRedirect(reverse("assessment:item", args=[item.public_id]), status=_SEE_OTHER)


def _to_queue() -> HttpResponse:
    return HttpResponseRedirect(reverse("assessment:queue"), status=_SEE_OTHER)
