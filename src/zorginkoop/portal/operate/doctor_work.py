"""Checks of what goes on: workers, jobs, post, and who can manage the site."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend
from django_tasks_db.models import DBTaskResult

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import RoleGrant
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.intake.scanning import answers
from zorginkoop.portal.jobs.rescue import SET_ASIDE, living
from zorginkoop.portal.mail.models import FOR_A_PERSON, Message, MessageState
from zorginkoop.portal.operate.findings import Finding, good, mind, wrong

TOO_LONG = timedelta(hours=1)


def workers() -> Iterator[Finding]:
    """Look whether somebody does the work."""
    count = len(living(clock.of_machine()))
    if count:
        yield good("verwerker", "er draait er een." if count == 1 else f"er draaien er {count}.")
    else:
        yield wrong("verwerker", "er draait geen verwerker.", "Typ: systemctl start zorginkoop-worker")


def failed_jobs() -> Iterator[Finding]:
    """Look whether work waits for a person, or for too long."""
    aside = DBTaskResult.objects.failed().filter(exception_class_path=SET_ASIDE).count()
    failed = DBTaskResult.objects.failed().count() - aside
    late = DBTaskResult.objects.ready().filter(enqueued_at__lt=clock.of_machine() - TOO_LONG).count()
    if failed:
        yield mind("werk", f"{failed} keer is werk mislukt.", "Kijk op de site onder Werk op de achtergrond.")
    if aside:
        what = f"{aside} keer werk is opzij gezet toen een reservekopie werd teruggezet."
        yield mind("werk", what, "Beslis op de site onder Werk op de achtergrond of het nog moet gebeuren.")
    if late:
        yield mind("werk", f"{late} keer wacht werk langer dan een uur.", "Start een tweede verwerker.")
    if not failed and not late and not aside:
        yield good("werk", "niets is mislukt of blijft liggen.")


def mail_server() -> Iterator[Finding]:
    """Look whether the mail server answers."""
    backend = get_connection()
    if not isinstance(backend, EmailBackend):
        yield good("mailserver", "post gaat in een oefening naar een map.")
        return
    try:
        backend.open()
        backend.close()
    except (smtplib.SMTPException, OSError) as error:
        what = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT} antwoordt niet ({type(error).__name__})."
        yield wrong("mailserver", what, "Kijk naar ZORGINKOOP_SMTP_…; wat klaarstaat gaat later vanzelf weg.")
    else:
        yield good("mailserver", f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT} antwoordt.")


def malware() -> Iterator[Finding]:
    """Look whether somebody looks for malware in what is handed in."""
    if not settings.CLAMD:
        what = "bewijs wordt niet op virussen gescand; op ontvangstbewijzen staat 'niet gescand'."
        yield mind("virusscan", what, "Installeer ClamAV, en noem zijn socket in ZORGINKOOP_CLAMD.")
    elif answers():
        yield good("virusscan", "ClamAV antwoordt.")
    else:
        what = "ClamAV antwoordt niet; tot het antwoordt neemt de site geen bestanden aan."
        yield wrong("virusscan", what, "Start clamd, of kijk naar ZORGINKOOP_CLAMD.")


def messages() -> Iterator[Finding]:
    """Look whether messages wait for a person, or for too long."""
    asking = Message.objects.filter(state__in=FOR_A_PERSON).exclude(state=MessageState.SET_ASIDE).count()
    aside = Message.objects.filter(state=MessageState.SET_ASIDE).count()
    late = Message.objects.filter(state=MessageState.WAITING, written_at__lt=clock.now() - TOO_LONG).count()
    if asking:
        yield mind("berichten", f"{asking} berichten vragen een besluit.", "Kijk op de site onder Berichten.")
    if aside:
        what = f"{aside} berichten zijn opzij gezet toen een reservekopie werd teruggezet."
        yield mind("berichten", what, "Beslis op de site onder Berichten of zij alsnog weg mogen.")
    if late:
        yield mind("berichten", f"{late} berichten wachten langer dan een uur.", "Kijk naar verwerker en mailserver.")
    if not asking and not late and not aside:
        yield good("berichten", "geen bericht vraagt aandacht.")


def administrators() -> Iterator[Finding]:
    """Look whether somebody can let others in."""
    grants = RoleGrant.objects.valid(clock.today()).filter(role=StaffRole.ADMINISTRATOR, user__is_active=True)
    count = grants.values("user").distinct().count()
    if count:
        yield good("beheerders", f"{count}.")
    else:
        yield wrong("beheerders", "niemand beheert de site.", "Typ: zorginkoop createadmin E-MAIL --name NAAM")


def second_factors() -> Iterator[Finding]:
    """Look who has roles and no second factor."""
    if not settings.SECOND_FACTOR:
        yield mind("tweede factor", "wordt niet gevraagd.", "In productie altijd; zet hier ZORGINKOOP_SECOND_FACTOR=1.")
        return
    staff = set(
        RoleGrant.objects.valid(clock.today()).filter(user__is_active=True).values_list("user_id", flat=True).distinct()
    )
    without = len(staff - set(Authenticator.objects.values_list("user_id", flat=True)))
    if without:
        now = "Zij komen pas verder als zij er een instellen; vraag hun dat te doen."
        yield mind("tweede factor", f"{without} medewerkers hebben er nog geen.", now)
    else:
        yield good("tweede factor", "iedere medewerker heeft er een.")
