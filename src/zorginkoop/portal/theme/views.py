"""Pages that belong to no context: the start, the language, and what a person reads when something is not there."""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zorginkoop.portal.accounts.access import open_to_anyone
from zorginkoop.portal.theme import navigation

A_YEAR = 365 * 24 * 3600


@open_to_anyone
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Lead a purchaser to its day and a practice to its page; say to everybody else what this site is."""
    if home := navigation.home(request):
        return HttpResponseRedirect(home)
    return render(request, "theme/start.html")


@open_to_anyone
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say how the site is made for everybody, and whom to tell when something stands in the way."""
    return render(request, "theme/accessibility.html", {"contact": settings.DEFAULT_FROM_EMAIL})


@open_to_anyone
@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """Say whom to ask."""
    return render(request, "theme/contact.html", {"contact": settings.DEFAULT_FROM_EMAIL})


@open_to_anyone
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember which language somebody chose, and go back to where they were."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back, status=HTTPStatus.SEE_OTHER)
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=A_YEAR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


@open_to_anyone
def expired(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django gives the reason
    """Say that the page was open for too long, and that going back keeps what was typed."""
    return render(request, "theme/expired.html", status=HTTPStatus.FORBIDDEN)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django gives it
    """Say that somebody is signed in and may not see this page, and who can change that."""
    return _told(
        request,
        HTTPStatus.FORBIDDEN,
        _("U mag deze pagina niet zien"),
        _("U bent aangemeld, maar deze pagina hoort niet bij wat u hier doet."),
        _("Hebt u haar wel nodig? Vraag dan de beheerder van uw organisatie om de rol die erbij hoort."),
    )


def too_large(request: HttpRequest, most: int) -> HttpResponse:
    """Say that more was sent than a page takes, and how much it takes."""
    return _told(
        request,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        _("Dit is te groot"),
        _("Deze pagina neemt ten hoogste %d MB tegelijk aan. Er is niets van bewaard.") % (most // 2**20),
        _("Ga terug in uw browser: wat u typte staat er nog. Kies een kleiner bestand, of stuur het in delen."),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django gives it
    """Say that there is no such page, or none for whoever asks."""
    return _told(
        request,
        HTTPStatus.NOT_FOUND,
        _("Deze pagina is er niet"),
        _("Het adres klopt niet, de pagina is weg, of zij is niet van uw organisatie."),
        _("Typte u het adres over? Kijk het na. Kwam u hier door een link in een brief? Meld u eerst aan."),
    )


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that what was sent cannot be taken in; too much of it has words of its own."""
    if isinstance(exception, RequestDataTooBig):
        return _told(
            request,
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            _("Dit is te groot om te versturen"),
            _("Er is niets opgeslagen. Ga een stap terug in uw browser: wat u typte staat er nog."),
            _("Verstuur een kleiner bestand, of verdeel het over meer bestanden."),
        )
    return _told(
        request,
        HTTPStatus.BAD_REQUEST,
        _("Dit kunnen wij niet lezen"),
        _("Wat uw browser stuurde klopt niet. Er is niets opgeslagen."),
        _("Ga een stap terug, laad de pagina opnieuw en probeer het nog een keer."),
    )


def broken(request: HttpRequest) -> HttpResponse:
    """Say that it is our fault; asks nothing of the database, which may be what is broken."""
    told = {
        "purchaser": settings.PURCHASER,
        "heading": _("Er ging bij ons iets mis"),
        "sentences": [
            _("Dit ligt niet aan u. Wij hebben een melding gekregen en zoeken het uit."),
            _("Ga een stap terug in uw browser: wat u typte staat er nog. Probeer het over een paar minuten opnieuw."),
        ],
    }
    return render(request, "theme/broken.html", told, status=HTTPStatus.INTERNAL_SERVER_ERROR)


def _told(request: HttpRequest, status: HTTPStatus, heading: str, *sentences: str) -> HttpResponse:
    context = {"heading": heading, "sentences": sentences, "address": "/", "action": _("Naar het begin")}
    return render(request, "theme/message_page.html", context, status=status)
