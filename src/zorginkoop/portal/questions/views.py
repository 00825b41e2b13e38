"""The pages on which anybody reads what was asked and answered, and asks."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from zorginkoop.kernel.date_words import Language
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.access import open_to, open_to_anyone
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.audit.reading import read
from zorginkoop.portal.editions.compiled import rules_of
from zorginkoop.portal.editions.models import Season, SeasonAgreement
from zorginkoop.portal.exports.lists import paged
from zorginkoop.portal.exports.sheets import Sheet, columns
from zorginkoop.portal.questions import asking
from zorginkoop.portal.questions.forms import AskForm
from zorginkoop.portal.questions.models import Answer, Question
from zorginkoop.portal.questions.subjects import words_of
from zorginkoop.portal.questions.terms import Terms
from zorginkoop.portal.register.mandates import ProviderRequest, providers_of

PER_PAGE = 20
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_HEAD = ("nummer", "overeenkomst", "waarover", "vraag", "door ons aangepast", "antwoord", "gegeven op", "versie",
         "leidt tot")  # fmt: skip
_PUBLISHED = tuple((title, lambda one, at=at: _row(one)[at]) for at, title in enumerate(_HEAD))
_OWN = (
    (gettext_lazy("vraag"), "text"),
    (gettext_lazy("waarover"), "about_words"),
    (gettext_lazy("gesteld"), "asked_at"),
    (gettext_lazy("afgehandeld"), "ended_at"),
    (gettext_lazy("antwoord"), "answer.text"),
)


@open_to_anyone
@require_safe
def published(request: HttpRequest, edition: str) -> HttpResponse:
    """List what was asked about a policy and answered for everybody, the newest first."""
    agreements = carried_out(edition)
    chosen = next((one for one in agreements if one.name == request.GET.get("overeenkomst")), None)
    rows = _answers(edition, chosen)
    page = paged(request, rows, PER_PAGE, Sheet(f"vragen-{edition.replace('/', '-')}", "", columns(*_PUBLISHED)))
    context = {
        "edition": edition,
        "head": rules_of(agreements[0].season).source.uitgave,
        "agreements": agreements,
        "chosen": chosen,
        "page": page,
        "query": f"overeenkomst={chosen.name}" if chosen else "",
        "carried_out": set(Season.objects.values_list("edition", flat=True)),
        "punctual": punctuality(edition),
        "open": asking.is_open(agreements[0].season),
    }
    return render(request, "questions/published.html", context)


@open_to_anyone
@require_safe
def export(request: HttpRequest, edition: str) -> StreamingHttpResponse:
    """Give all of it as CSV."""
    agreements = carried_out(edition)
    chosen = next((one for one in agreements if one.name == request.GET.get("overeenkomst")), None)
    answer = StreamingHttpResponse(_lines(_answers(edition, chosen)), content_type="text/csv; charset=utf-8")
    name = edition.replace("/", "-")
    answer["Content-Disposition"] = f'attachment; filename="vragen-{name}.csv"'
    return answer


@open_to_anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, edition: str) -> HttpResponse:
    """Ask a question; whoever is not signed in gets a link to confirm it."""
    agreements = carried_out(edition)
    user = request.user if isinstance(request.user, User) else None
    providers = providers_of(user) if user is not None else None
    about, agreement = request.GET.get("over", ""), request.GET.get("overeenkomst", "")
    namens = request.GET.get("namens", "") or (str(providers[0].public_id) if providers else "")
    form = AskForm(
        request.POST if request.method == "POST" else None,
        agreements=agreements,
        providers=providers,
        initial={"agreement": agreement, "about": about, "provider": namens},
    )
    shown = str(form["about"].value() or ""), str(form["agreement"].value() or "")
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        chosen = next((one for one in agreements if one.name == said["agreement"]), None)
        words = _about(chosen, said["about"])
        what = asking.Asked(
            chosen.season if chosen else agreements[0].season,
            chosen,
            said["about"] if words else "",
            words,
            said["text"],
            said["mark"],
        )
        provider = next((one for one in providers or () if str(one.public_id) == said.get("provider")), None)
        email = user.email if user is not None else said["email"]
        try:
            asking.ask(what, email=email, by=user, provider=provider)
        except asking.CannotError as reason:
            form.add_error(None, str(reason))
        else:
            if user is None:
                return HttpResponseRedirect(reverse("question-sent", args=[edition]), status=303)
            messages.success(request, _("Wij hebben uw vraag. U krijgt bericht zodra wij hem beantwoorden."))
            where = reverse("practice-questions", args=[provider.public_id]) if provider else _list_of(edition)
            return HttpResponseRedirect(where, status=303)
    context = {
        "edition": edition,
        "head": rules_of(agreements[0].season).source.uitgave,
        "form": form,
        "about": _about(next((one for one in agreements if one.name == shown[1]), None), shown[0]),
        "term": Terms(agreements).of_question(agreements[0].season_id, None, clock.now()),
        "open": asking.is_open(agreements[0].season),
    }
    return render(request, "questions/ask.html", context, status=422 if form.errors else 200)


@open_to_anyone
@require_safe
def sent(request: HttpRequest, edition: str) -> HttpResponse:
    """Say that a link is on its way, whoever asked and whatever is known of the address."""
    carried_out(edition)
    return render(request, "questions/sent.html", {"edition": edition, "most": asking.MOST_LINKS})


@open_to_anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Let whoever holds a link confirm a question, and later read how it stands; looking at it confirms nothing."""
    found = asking.by_link(token)
    if found is None:
        return render(request, "questions/link_ended.html", status=410)
    if request.method == "POST":
        asking.confirm(found)
        return HttpResponseRedirect(reverse("question-link", args=[token]), status=303)
    term = Terms.of(found.season).of_question(found.season_id, found.agreement_id, found.received_at)
    return render(request, "questions/link.html", {"question": found, "answer": found.answer, "term": term})


@open_to(ProviderRole.MANAGER, ProviderRole.FILLER, ProviderRole.SIGNATORY, ProviderRole.READER, StaffRole.PURCHASER)
@require_safe
def of_practice(request: ProviderRequest, provider: UUID) -> HttpResponse:  # noqa: ARG001 - the gate looked it up
    """List what a practice asked, by when it is answered, and what was answered to it alone."""
    read("questions.of_practice", for_whom=request.provider.public_id)
    rows = Question.objects.received().filter(provider=request.provider).select_related("season", "agreement", "answer")
    sheet = Sheet("vragen", "questions.own_export", columns(*_OWN), for_whom=request.provider.public_id)
    page = paged(request, rows.order_by("-asked_at", "-pk"), PER_PAGE, sheet)
    terms = Terms(SeasonAgreement.objects.filter(season__in={one.season_id for one in page}).select_related("season"))
    told = [(one, terms.of_question(one.season_id, one.agreement_id, one.received_at)) for one in page]
    seasons = Season.objects.order_by("-contract_year", "edition")
    editions = list(dict.fromkeys(one.edition for one in seasons if asking.is_open(one)))
    context = {"provider": request.provider, "told": told, "page": page, "editions": editions}
    return render(request, "questions/practice.html", context)


@dataclass(frozen=True, slots=True)
class Punctual:
    """How the purchaser keeps its own term for answers."""

    in_time: int
    late: int
    waiting: int
    waiting_late: int


def punctuality(edition: str) -> Punctual:
    """Count how often questions about a policy were answered in time, and what waits."""
    rows = Question.objects.received().filter(season__edition=edition)
    terms = Terms(SeasonAgreement.objects.filter(season__edition=edition).select_related("season").order_by("pk"))
    counted = {(done, late): 0 for done in (True, False) for late in (True, False)}
    for one in rows.defer("text", "about_words", "closing_reason"):
        term = terms.of_question(one.season_id, one.agreement_id, one.received_at)
        counted[one.ended_at is not None, term is not None and term.is_late(one.ended_at)] += 1
    return Punctual(counted[True, False], counted[True, True], counted[False, False], counted[False, True])


def carried_out(edition: str) -> list[SeasonAgreement]:
    """Give the agreements of an edition for which a season was opened, each once; there must be one."""
    rows = SeasonAgreement.objects.filter(season__edition=edition).select_related("season").order_by("title", "-pk")
    each = {agreement.name: agreement for agreement in rows}
    if not each:
        raise Http404
    return list(each.values())


def language() -> Language:
    """Give the language of the page."""
    return "en" if (get_language() or "").startswith("en") else "nl"


def _about(agreement: SeasonAgreement | None, about: str) -> str:
    """Say what a question is about; nothing for what the policy does not have."""
    return (words_of(agreement, about, language()) or "") if agreement is not None and about else ""


def _answers(edition: str, agreement: SeasonAgreement | None) -> list[Answer]:
    rows = Answer.objects.published().filter(season__edition=edition).select_related("agreement", "season")
    if agreement is not None:
        rows = rows.filter(agreement__name=agreement.name)
    return list(rows.order_by("-number"))


def _lines(answers: list[Answer]) -> Iterator[str]:
    line: list[str] = []
    writer = csv.writer(_Line(line), delimiter=";")
    yield "\ufeff"
    for row in (_HEAD, *map(_row, answers)):
        writer.writerow([_safe(cell) for cell in row])
        yield line.pop()


def _row(one: Answer) -> tuple[object, ...]:
    title = one.agreement.title if one.agreement else "het hele beleid"
    return (one.number, title, one.about_words, one.question, "ja" if one.edited else "nee", one.text,
            _day(one.given_at), one.version, one.leads_to)  # fmt: skip


def _day(moment: datetime) -> str:
    return moment.astimezone(clock.AMSTERDAM).date().isoformat()


class _Line:
    """A file that hands on each line as it is written."""

    def __init__(self, line: list[str]) -> None:
        self._line = line

    def write(self, text: str) -> None:
        """Keep one line."""
        self._line.append(text)


def _safe(cell: object) -> str:
    text = str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _list_of(edition: str) -> str:
    return reverse("questions", args=[edition])
