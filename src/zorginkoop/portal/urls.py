"""Every address of the site."""

from __future__ import annotations

from django.urls import include, path

from zorginkoop.portal.api import urls as api
from zorginkoop.portal.operate import views as operate
from zorginkoop.portal.reports.views import public_punctuality
from zorginkoop.portal.theme import views as theme

urlpatterns = [
    path("", theme.start, name="start"),
    path("taal/", theme.language, name="language"),
    path("toegankelijkheid/", theme.accessibility, name="accessibility"),
    path("contact/", theme.contact, name="contact"),
    path("account/", include("zorginkoop.portal.accounts.urls")),
    path("", include("zorginkoop.portal.people.urls")),
    path("api/v1/", include("zorginkoop.portal.api.urls")),
    *api.pages,
    path("", include("zorginkoop.portal.agreements.urls")),
    path("", include("zorginkoop.portal.questions.urls")),  # before the places of a policy
    path("", include("zorginkoop.portal.requests.urls")),  # as above
    path("", include("zorginkoop.portal.editions.urls")),
    path("", include("zorginkoop.portal.intake.urls")),
    path("", include("zorginkoop.portal.assessment.urls")),
    path("", include("zorginkoop.portal.recoding.urls")),
    path("", include("zorginkoop.portal.integrity.urls")),
    path("", include("zorginkoop.portal.season.urls")),
    path("", include("zorginkoop.portal.agenda.urls")),
    path("", include("zorginkoop.portal.mailings.urls")),
    path("", include("zorginkoop.portal.casefile.urls")),
    path("stiptheid/", public_punctuality, name="public-punctuality"),
    path("rapporten/", include("zorginkoop.portal.reports.urls")),
    path("downloads/", include("zorginkoop.portal.exports.urls")),
    path("selectie/", include("zorginkoop.portal.selection.urls")),
    path("", include("zorginkoop.portal.operate.urls")),
    path("berichten/", include("zorginkoop.portal.mail.urls")),
    path("beheer/werk/", include("zorginkoop.portal.jobs.urls")),
    path("oefenen/", include("zorginkoop.portal.demo.urls")),
    path("vecozo/", include("zorginkoop.portal.exchange.urls")),
    path("aanbieders/", include("zorginkoop.portal.register.urls")),
    path("register/invoer/", include("zorginkoop.portal.register.imports.urls")),
    path("zorgzoeker/", include("zorginkoop.portal.finder.urls")),
]

handler400 = theme.not_understood
handler403 = theme.not_allowed
handler404 = theme.not_found
handler500 = operate.broken
