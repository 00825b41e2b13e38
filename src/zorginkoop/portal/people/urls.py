"""The addresses of the pages about people."""

from __future__ import annotations

from django.urls import path

from zorginkoop.portal.people import (
    appointment_pages,
    certificate_pages,
    kept_pages,
    link_pages,
    provider_pages,
    staff_pages,
)

urlpatterns = [
    path("praktijk/", provider_pages.mine, name="my-providers"),
    path("praktijk/<uuid:provider>/mensen/", provider_pages.people, name="provider-people"),
    path("praktijk/<uuid:provider>/mensen/<int:mandate>/beeindigen/", provider_pages.end, name="mandate-end"),
    path("praktijk/<uuid:provider>/tekenbevoegden/", provider_pages.name, name="signatory-name"),
    path(
        "praktijk/<uuid:provider>/tekenbevoegden/<int:signatory>/beeindigen/",
        provider_pages.end_signing,
        name="signatory-end",
    ),
    path("tekenbevoegden/", provider_pages.to_check, name="signatories"),
    path("aanbieders/<uuid:provider>/tekenbevoegden/<int:signatory>/", provider_pages.check, name="signatory-check"),
    path(
        "aanbieders/<uuid:provider>/tekenbevoegden/<int:signatory>/uittreksel/",
        provider_pages.extract,
        name="signatory-extract",
    ),
    path("aanbieders/<uuid:provider>/beheerders/", appointment_pages.managers, name="managers"),
    path("aanbieders/<uuid:provider>/beheerders/vragen/", appointment_pages.ask_practice, name="manager-ask"),
    path(
        "aanbieders/<uuid:provider>/beheerders/<int:appointment>/besluit/",
        appointment_pages.decide,
        name="manager-decide",
    ),
    path(
        "aanbieders/<uuid:provider>/beheerders/<int:appointment>/opnieuw/",
        appointment_pages.again,
        name="manager-again",
    ),
    path(
        "aanbieders/<uuid:provider>/beheerders/<int:appointment>/uittreksel/",
        appointment_pages.extract,
        name="manager-extract",
    ),
    path(
        "aanbieders/<uuid:provider>/beheerders/mandaat/<int:mandate>/beeindigen/",
        appointment_pages.end,
        name="manager-end",
    ),
    path("toegang/<str:token>/", link_pages.take, name="access-link"),
    path("beheer/rollen/", staff_pages.roles, name="staff-roles"),
    path("beheer/rollen/<int:grant>/beeindigen/", staff_pages.end, name="role-end"),
    path("beheer/waarnemen/", staff_pages.replace, name="role-replace"),
    path("beheer/waarnemen/<int:replacement>/beeindigen/", staff_pages.end_replacement, name="replacement-end"),
    path("mijn-gegevens/", staff_pages.profile, name="profile"),
    path("aanmelden/certificaat/", certificate_pages.by_certificate, name="certificate"),
    path("aanmelden/verder/", kept_pages.sent_too_late, name="sent-too-late"),
    path("beheer/certificaten/", certificate_pages.certificates, name="certificates"),
    path("beheer/certificaten/<int:certificate>/intrekken/", certificate_pages.withdraw, name="certificate-withdraw"),
]
