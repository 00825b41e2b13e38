"""Gather what the register itself knows of a provider on a day, and write notes about it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.deputies import absent_of
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.register.models import (
    Certificate,
    CodeCase,
    Contact,
    Employment,
    Evidence,
    Fact,
    Index,
    KindRisk,
    Location,
    Note,
    Organisation,
    Provider,
    RecordedAgreement,
    Registration,
    Screening,
    Signatory,
)
from zorginkoop.portal.register.risk import risk_of

RELATED = 20  # providers that a dossier names
CODE_DIGITS = 8  # of an AGB code, and of a number in the trade register


def identity(provider: Provider, on: date, user: User) -> dict[str, object]:  # noqa: ARG001 - as every section
    """Say who it is: codes, locations, who may bind it, whom to call, and whom it succeeded."""
    related = _related(provider)
    return {
        "locations": Location.objects.valid(on).filter(provider=provider).order_by("agb_code"),
        "signatories": Signatory.objects.valid(on).filter(provider=provider),
        "contacts": Contact.objects.filter(provider=provider),
        "predecessor": next((one for one in related if one.agb_code == provider.predecessor_agb), None),
        "organisation": _company(provider),
        "sisters": [one for one in related if provider.kvk_number == one.kvk_number != ""],
        "cases": CodeCase.objects.filter(Q(provider=provider) | Q(successor=provider)).select_related("provider"),
    }


def _company(provider: Provider) -> Organisation | None:
    return Organisation.objects.filter(kvk_number=provider.kvk_number).first() if provider.kvk_number else None


def _related(provider: Provider) -> list[Provider]:
    """Give the other providers of the same company, and the predecessor."""
    wanted = Q(agb_code=provider.predecessor_agb) if provider.predecessor_agb else Q()
    if provider.kvk_number:
        wanted |= Q(kvk_number=provider.kvk_number, withdrawn_at=None)
    if not wanted:
        return []
    return list(Provider.objects.filter(wanted).exclude(pk=provider.pk).order_by("agb_code")[:RELATED])


def agreements(provider: Provider, on: date, user: User) -> dict[str, object]:  # noqa: ARG001 - as every section
    """Give its agreements of every year, newest first."""
    rows = RecordedAgreement.objects.standing().filter(provider=provider).order_by("-valid_from", "number")
    return {"agreements": [(row, _running(row, on)) for row in rows]}


def _running(row: RecordedAgreement, on: date) -> bool:
    return row.valid_from <= on and (row.valid_until is None or on <= row.valid_until)


def people(provider: Provider, on: date, user: User) -> dict[str, object]:  # noqa: ARG001 - as every section
    """Say who works there, with what each is registered as, and the registrations of the provider itself."""
    staff = list(Employment.objects.valid(on).filter(provider=provider).order_by("name"))
    held = Registration.objects.valid(on).filter(
        Q(holder_kind="persoon", holder_agb__in=[one.person_agb for one in staff])
        | Q(holder_kind="aanbieder", holder_agb=provider.agb_code)
    )
    by_holder: dict[str, list[Registration]] = defaultdict(list)
    for one in held.order_by("register", "endorsement"):
        by_holder[one.holder_agb if one.holder_kind == "persoon" else ""].append(one)
    return {
        "staff": [(one, by_holder[one.person_agb]) for one in staff],
        "own_registrations": by_holder[""],
        "certificates": Certificate.objects.valid(on).filter(provider=provider),
    }


def knowledge(provider: Provider, on: date, user: User) -> dict[str, object]:  # noqa: ARG001 - as every section
    """Give its indexes by year and version, the facts that hold on the day, and its evidence."""
    facts = Fact.objects.valid(on).filter(provider=provider, subject_kind="aanbieder")
    return {
        "indexes": Index.objects.standing().filter(provider=provider).order_by("-year", "-version", "treatment"),
        "facts": facts.order_by("name", "-known_since", "-pk"),
        "evidence": Evidence.objects.filter(provider=provider).order_by("-handed_in_at"),
    }


def screening(provider: Provider, on: date, user: User) -> dict[str, object]:  # noqa: ARG001 - as every section
    """Give what was checked, and the risk level that follows."""
    rows = list(Screening.objects.standing().filter(provider=provider).order_by("-checked_on", "-pk"))
    return {"screenings": rows, "risk": risk_of(rows, on, KindRisk.objects.of(provider.kind, on))}


def notes(provider: Provider, on: date, user: User) -> dict[str, object]:  # noqa: ARG001 - as every section
    """Give what was written down: everything that is shared, and one's own."""
    return {"notes": visible_notes(user).filter(provider=provider).select_related("author")[:50]}


def visible_notes(user: User) -> QuerySet[Note]:
    """Give the notes that somebody may read."""
    return Note.objects.filter(Q(shared=True) | Q(author=user))


def write_note(provider: Provider, author: User, written: dict[str, object]) -> Note:
    """Write a note; the same text by the same person in the same minute is the same note, sent twice."""
    now = clock.now()
    with changing("register.note_written", for_whom=provider.public_id) as change:
        Provider.objects.select_for_update().get(pk=provider.pk)
        minute = now.replace(second=0, microsecond=0)
        same = Note.objects.filter(provider=provider, author=author, text=written["text"], written_at__gte=minute)
        note = same.first() or Note.objects.create(provider=provider, author=author, written_at=now, **written)
        change.about = note
    return note


def done(note: Note) -> None:
    """Say that what a note asked for was done; saying it twice is saying it."""
    with changing("register.note_done", about=note, for_whom=note.provider.public_id):
        Note.objects.filter(pk=note.pk, done_at=None).update(done_at=clock.now())


def follow_ups(user: User, until: date) -> QuerySet[Note]:
    """Give own notes to follow up by a day, and the shared ones of whoever one stands in for, oldest first."""
    mine = Q(author=user) | Q(author__in=absent_of(user), shared=True)
    waiting = Note.objects.filter(mine, follow_up_on__lte=until, done_at=None)
    return waiting.select_related("provider").order_by("follow_up_on", "pk")


def found(asked: str) -> QuerySet[Provider]:
    """Find providers by AGB code or KvK number, by postcode, or by a part of name or place."""
    words = " ".join(asked.split())
    rows = Provider.objects.standing()
    if words.isdigit() and len(words) == CODE_DIGITS:
        by_location = Location.objects.filter(agb_code=words).values("provider")
        rows = rows.filter(Q(agb_code=words) | Q(kvk_number=words) | Q(pk__in=by_location))
    elif words[:4].isdigit():
        rows = rows.filter(Q(postcode__startswith=words[:4]) | Q(agb_code__startswith=words))
    else:
        rows = rows.filter(Q(name__icontains=words) | Q(place__iexact=words))
    return rows.order_by("name", "pk")


def by_id(public_id: UUID, user: User) -> Note | None:
    """Find a note that somebody may read."""
    return visible_notes(user).filter(public_id=public_id).select_related("provider").first()
