"""What needs a person today, why, and where it is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, Min, OuterRef, QuerySet, Value
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zorginkoop.kernel.language import LeadsTo
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.agreements.models import Offer, Reconsideration, Sample, standing_on
from zorginkoop.portal.assessment.models import Assessment, ExceptionRequest, WorkItem, WorkKind
from zorginkoop.portal.assessment.work import open_to_person
from zorginkoop.portal.deadlines.models import Extension
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.editions.templatetags.policy import said
from zorginkoop.portal.intake.models import Reopening
from zorginkoop.portal.register.dossier import follow_ups
from zorginkoop.portal.requests.work import requests_and_questions
from zorginkoop.portal.season.planning import PURCHASER, Line
from zorginkoop.portal.selection.changes import in_the_way
from zorginkoop.portal.selection.models import Correction, Invitation, Run, RunState

_LONGER, _AGAIN, _DRAW, _GRANTED = "verlenging", "heropening", "steekproef", "uitzondering"
_NOTES, _WORDS = 20, 20  # of one's own notes: how many, and how much of each


@dataclass(frozen=True, slots=True)
class Today:
    """One thing that waits: what, why, how many, since when, and where it is done."""

    what: str
    why: str
    number: int
    address: str
    since: date | None = None


def today(agreement: SeasonAgreement, run: Run | None, lines: list[Line], user: User) -> list[Today]:
    """Give what waits for somebody in a season, the nearest deadline first."""
    return [
        *_near(lines),
        *_follow_ups(user),
        *_selection(run, user),
        *_work(agreement, user),
        *_to_offer(agreement),
        *_to_agree(agreement, run, user),
        *_asked(agreement),
        *_to_reconsider(agreement),
    ]


def _near(lines: list[Line]) -> Iterator[Today]:
    """Tell which deadlines end soon, the purchaser's own first."""
    for line in sorted((one for one in lines if one.near), key=lambda one: (one.binds != PURCHASER, one.last)):
        left = line.days_left or 0
        words = _("vandaag is de laatste dag") if left == 0 else ngettext("nog %d dag", "nog %d dagen", left) % left
        mine = line.binds == PURCHASER
        why = _("Dit is onze eigen termijn.") if mine else _("Bel of mail wie nog niet heeft gereageerd.")
        what = said(line.what)
        yield Today(f"{what[:1].upper()}{what[1:]}: {words}", why, 0, "#kalender", line.last)


def _follow_ups(user: User) -> Iterator[Today]:
    """Tell which of somebody's own notes come back today, for whichever agreement."""
    for note in follow_ups(user, clock.today())[:_NOTES]:
        address = reverse("dossier", args=[note.provider.public_id])
        what = f"{note.get_kind_display()}: {note.provider.name}"
        yield Today(what[:1].upper() + what[1:], Truncator(note.text).words(_WORDS), 0, address, note.follow_up_on)


def _selection(run: Run | None, user: User) -> Iterator[Today]:
    if run is None:
        why = _("Zonder selectie weten wij niet wie wij benaderen.")
        yield Today(_("Maak een selectie"), why, 0, reverse("selections"))
        return
    address = reverse("selection", args=[run.public_id])
    if run.state == RunState.JUDGED:
        reason = in_the_way(run, user)
        why = reason or _("Een selectie gaat pas verder als een tweede persoon hem vaststelt.")
        yield Today(_("Selectie: akkoord van een collega"), why, 0, address)
    elif run.state == RunState.CONFIRMED:
        yield Today(
            _("Uitnodigingen versturen"), _("De selectie is vastgesteld; er is nog niets verstuurd."), 0, address
        )
    elif run.state == RunState.FAILED:
        yield Today(_("Selectie niet gelukt"), _("Bekijk wat er niet klopt en maak een nieuwe."), 0, address)
    elif run.state == RunState.SENT:
        waiting = Correction.objects.filter(choice__run=run, withdrawn_at=None, agreed_at=None).exclude(made_by=user)
        if number := waiting.count():
            yield Today(
                _("Afwijking: akkoord collega"), _("Een collega stelde voor iemand toch te benaderen."), number, address
            )


def _granted_since(agreement: SeasonAgreement, run: Run | None) -> QuerySet[ExceptionRequest]:
    """Find who was granted an exception that the last selection did not know of, and is not invited."""
    invited = Invitation.objects.filter(agreement=agreement, provider=OuterRef("provider"))
    found = ExceptionRequest.objects.filter(~Exists(invited), agreement=agreement, granted=True).order_by()
    return found.filter(decided_at__gt=run.known) if run else found.none()


def _to_agree(agreement: SeasonAgreement, run: Run | None, user: User) -> Iterator[Today]:
    """Count what colleagues proposed about terms, questionnaires and samples, and waits for this person's accord.

    And whom an exception was granted since the last selection, which a new one invites. It asks the database once.
    """
    longer = Extension.objects.open().filter(agreement=agreement).exclude(proposed_by=user)
    again = Reopening.objects.waiting().filter(questionnaire__agreement=agreement).exclude(proposed_by=user)
    draws = Sample.objects.waiting().filter(agreement=agreement).exclude(asked_by=user)
    kinds = (
        longer.order_by()
        .values_list(Value(_LONGER))
        .union(
            again.order_by().values_list(Value(_AGAIN)),
            draws.order_by().values_list(Value(_DRAW)),
            _granted_since(agreement, run).values_list(Value(_GRANTED)),
            all=True,
        )
    )
    number = Counter(kind for (kind,) in kinds)
    why = _("Een collega stelde dit voor; het telt als een tweede persoon akkoord geeft.")
    if number[_GRANTED]:
        waits = _("Wie een uitzondering kreeg en nog niet is uitgenodigd, komt erbij in een nieuwe selectie.")
        yield Today(_("Opnieuw selecteren na een uitzondering"), waits, number[_GRANTED], reverse("selections"))
    if number[_LONGER]:
        address = reverse("agenda-agreement", args=[agreement.pk])
        yield Today(_("Verlenging: akkoord collega"), why, number[_LONGER], address)
    if number[_AGAIN]:
        yield Today(_("Vragenlijst heropenen: akkoord collega"), why, number[_AGAIN], reverse("intake:reopenings"))
    if number[_DRAW]:
        yield Today(_("Steekproef: akkoord collega"), why, number[_DRAW], reverse("agreements:samples"))


def _asked(agreement: SeasonAgreement) -> Iterator[Today]:
    """Count the requests that wait for a decision, and the questions that wait for an answer, with what is late."""
    requests, questions = requests_and_questions(agreement)
    for waiting, what, address in (
        (requests, _("Aanvraag om een overeenkomst beslissen"), "requests-work"),
        (questions, _("Vraag over het beleid beantwoorden"), "questions-work"),
    ):
        if waiting is None:
            continue
        late = ngettext("%d is te laat.", "%d zijn te laat.", waiting.late) % waiting.late
        ahead = _("Uiterlijk %s.") % date_format(waiting.by) if waiting.by else ""
        why = " ".join(words for words in (late if waiting.late else "", ahead) if words)
        yield Today(what, why or _("Het beleid noemt geen termijn."), waiting.number, reverse(address), waiting.since)


_WHY = {
    WorkKind.EVIDENCE: gettext_lazy("Een bewijsstuk wacht op een oordeel."),
    WorkKind.TASK: gettext_lazy("Het beleid laat dit aan een mens over."),
    WorkKind.UNDECIDED: gettext_lazy("Er is te weinig bekend voor een uitkomst."),
    WorkKind.CORRECTION: gettext_lazy("Een aanbieder zegt dat onze gegevens niet kloppen."),
    WorkKind.REFUSAL: gettext_lazy("De aanbieder ziet de uitkomst pas als een mens haar heeft nagelezen."),
    WorkKind.RECONSIDER: gettext_lazy(
        "Een aanbieder is het niet eens met een uitkomst. Wie besliste, kijkt niet opnieuw."
    ),
    WorkKind.SAMPLE: gettext_lazy("Een aanbieder uit een steekproef antwoordde, of liet de laatste dag voorbijgaan."),
}


def _work(agreement: SeasonAgreement, user: User) -> Iterator[Today]:
    """Count what waits for a judgement, of this person, of whom it stands in for, or of nobody yet."""
    waiting = (
        WorkItem.objects.filter(open_to_person(user), agreement=agreement, closed_at=None).order_by().values("kind")
    )
    address = f"{reverse('assessment:queue')}?van=vrij&overeenkomst={agreement.pk}"
    for row in waiting.annotate(number=Count("pk"), since=Min("raised_at")).order_by("since"):
        kind = WorkKind(row["kind"])
        since = row["since"].astimezone(clock.AMSTERDAM).date()
        yield Today(str(kind.label), str(_WHY[kind]), row["number"], f"{address}&soort={kind.value}", since)


def _to_offer(agreement: SeasonAgreement) -> Iterator[Today]:
    """Count who is to get an offer and has none."""
    offered = Offer.objects.filter(standing_on(OuterRef("on")), agreement=agreement, provider=OuterRef("provider"))
    ready = Assessment.objects.current().filter(~Exists(offered), agreement=agreement, result=LeadsTo.OFFER)
    found = ready.aggregate(number=Count("pk"), since=Min("judged_at"))
    if found["number"]:
        since = found["since"].astimezone(clock.AMSTERDAM).date()
        why = _("De beoordeling is klaar en leidt tot een aanbod.")
        yield Today(_("Aanbod doen"), why, found["number"], reverse("agreements:offering"), since)


def _to_reconsider(agreement: SeasonAgreement) -> Iterator[Today]:
    """Count the offers whose outcome changed after they were made."""
    waiting = Reconsideration.objects.waiting().filter(offer__agreement=agreement)
    found = waiting.aggregate(number=Count("pk"), since=Min("raised_at"))
    if found["number"]:
        since = found["since"].astimezone(clock.AMSTERDAM).date()
        address = reverse("agreements:list") + "?staat=heroverwegen"
        why = _("De uitkomst veranderde nadat het aanbod was gedaan.")
        yield Today(_("Besluit over een aanbod"), why, found["number"], address, since)
