"""What happens to an AGB code, as a case: one person opens it, and a colleague agrees where it changes who is bound.

After a takeover, index and history follow the successor in law, from the day itself. After a merger whoever goes on
keeps its own, and a code without a predecessor starts clean. No agreement ends or moves by itself: the case names
those that run, for a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import IntegrityError
from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.register.deciding import not_theirs_to_decide
from zorginkoop.portal.register.models import (
    CodeCase,
    CodeCaseKind,
    EarlierValues,
    Location,
    Provider,
    RecordedAgreement,
)

SOURCE = "wijziging AGB-code"
WITH_SUCCESSOR = frozenset({CodeCaseKind.TAKEOVER, CodeCaseKind.MERGER})
ENDING = WITH_SUCCESSOR | {CodeCaseKind.ENDED}


class CaseRefused(Exception):
    """What stands in the way of a case, in words for the person who opens or decides it."""


def open_case(provider: Provider, by: User, written: Mapping[str, object]) -> CodeCase:
    """Open a case; one that changes nobody who is bound is carried out at once.

    Raises CaseRefused when something stands in the way.
    """
    try:
        with changing("register.code_case_opened", for_whom=provider.public_id) as change:
            case = CodeCase(provider=provider, opened_by=by, opened_at=clock.now(), **written)
            if against := objection(case):
                raise CaseRefused(against)
            case.save(force_insert=True)
            change.about = case
            change.details["kind"] = case.kind
            if not needs_colleague(case):
                _carry_out(case, by)
    except IntegrityError:
        raise CaseRefused(_("Voor deze aanbieder staat al een wijziging open. Rond die eerst af.")) from None
    return case


def needs_colleague(case: CodeCase) -> bool:
    """Tell whether a colleague must agree: a change of who is bound needs two people."""
    return case.kind in ENDING


def decide(case: CodeCase, by: User, *, agreed: bool, refusal: str = "") -> bool:
    """Agree with a case and carry it out, or refuse it; False when somebody decided already.

    Raises CaseRefused when this person may not decide, or something stands in the way by now.
    """
    with changing("register.code_case_decided", about=case, for_whom=case.provider.public_id) as change:
        change.details["decision"] = "akkoord" if agreed else "afgewezen"
        locked = CodeCase.objects.select_for_update(of=("self",))
        held = locked.select_related("provider", "successor").get(pk=case.pk)
        if held.agreed is not None:
            change.action = "register.code_case_was_decided"
            return False
        if words := not_theirs_to_decide(by, held.provider_id):
            raise CaseRefused(words)
        if held.opened_by_id == by.pk:
            raise CaseRefused(_("U hebt deze wijziging zelf gemeld. Een collega beslist erover."))
        if not agreed:
            _decided(held, by, agreed=False, refusal=refusal)
            return True
        if against := objection(held):
            raise CaseRefused(against)
        _carry_out(held, by)
    succeed_due()
    return True


def takeovers_due() -> QuerySet[CodeCase]:
    """Give the takeovers of which the day has come, and whose successor does not have its predecessor yet."""
    agreed = CodeCase.objects.filter(kind=CodeCaseKind.TAKEOVER, agreed=True, effective_on__lte=clock.today())
    return agreed.filter(successor__predecessor_agb="").select_related("provider", "successor").order_by("pk")


def succeed_due() -> None:
    """Let index and history follow the successor of each takeover of which the day has come; twice is once."""
    for found in list(takeovers_due()):
        with changing("register.succeeded", about=found, for_whom=found.provider.public_id) as change:
            was = {"rechtsvoorganger": None}
            waiting = Provider.objects.filter(code_cases_won=found, predecessor_agb="")
            change.details["rows"] = waiting.update(predecessor_agb=found.provider.agb_code)
            if change.details["rows"] and found.successor_id is not None:
                EarlierValues.objects.create(
                    table="aanbieders", row=found.successor_id, values=was, replaced_at=clock.now()
                )


def objection(case: CodeCase) -> str:
    """Say what stands in the way of a case; nothing when nothing does."""
    provider, successor = case.provider, case.successor
    if provider.ended_on is not None:
        ended = {"day": date_format(provider.ended_on)}
        return _("Deze AGB-code eindigt al op %(day)s.") % ended
    if case.kind == CodeCaseKind.NEW_LOCATION and _location_stands(case.location_agb):
        return _("Deze AGB-code hoort al bij een vestiging.")
    if successor is None:
        return _("Wie gaat verder? Vul de AGB-code in.") if case.kind in WITH_SUCCESSOR else ""
    if successor.pk == provider.pk:
        return _("Een aanbieder kan zichzelf niet opvolgen.")
    if successor.ended_on is not None and successor.ended_on < case.effective_on:
        return _("De AGB-code van de opvolger is op die dag al beëindigd.")
    if case.kind == CodeCaseKind.TAKEOVER and successor.predecessor_agb not in ("", provider.agb_code):
        before = {"code": successor.predecessor_agb}
        return _("De opvolger heeft al een rechtsvoorganger (%(code)s). Meld dit als fusie.") % before
    if successor.agb_code in _line_before(provider):
        return _("De opvolger is zelf een rechtsvoorganger van deze aanbieder.")
    return ""


def _line_before(provider: Provider) -> set[str]:
    """Give the codes that a provider succeeded, one after the other."""
    seen: set[str] = set()
    code = provider.predecessor_agb
    while code and code not in seen:
        seen.add(code)
        before = Provider.objects.filter(agb_code=code).first()
        code = before.predecessor_agb if before else ""
    return seen


def _location_stands(agb_code: str) -> bool:
    return Location.objects.standing().filter(agb_code=agb_code).exists()


def consequences(case: CodeCase) -> list[str]:
    """Say in sentences what follows when a case is carried out, and what does not follow by itself."""
    last = date_format(case.effective_on - timedelta(days=1))
    said = {"code": case.provider.agb_code, "last": last, "name": case.successor.name if case.successor else ""}
    if case.kind == CodeCaseKind.NEW_LOCATION:
        return [_("De vestiging staat vanaf die dag in het dossier; de overeenkomst van de aanbieder verandert niet.")]
    lines = [_("AGB-code %(code)s eindigt op %(last)s.") % said]
    if case.kind == CodeCaseKind.TAKEOVER:
        lines.append(_("Behandelindex en eerdere overeenkomsten tellen voortaan mee bij %(name)s.") % said)
    elif case.kind == CodeCaseKind.MERGER:
        lines.append(
            _("%(name)s houdt de eigen behandelindex en historie; die van de gestopte code gaan niet mee.") % said
        )
    running = list(running_agreements(case.provider, case.effective_on))
    if running:
        numbers = ", ".join(one.number for one in running)
        lines.append(_("Lopende overeenkomsten eindigen niet vanzelf: %(numbers)s.") % {"numbers": numbers})
    return lines


def running_agreements(provider: Provider, on: date) -> QuerySet[RecordedAgreement]:
    """Give the agreements that run on a day or later."""
    rows = RecordedAgreement.objects.standing().filter(provider=provider)
    return rows.filter(Q(valid_until=None) | Q(valid_until__gte=on)).order_by("number")


def _carry_out(case: CodeCase, by: User) -> None:
    """Let a case take effect, inside the change that decides it."""
    if case.kind == CodeCaseKind.NEW_LOCATION:
        Location.objects.create(
            provider=case.provider,
            agb_code=case.location_agb,
            name=case.location_name or case.provider.name,
            postcode=case.location_postcode,
            place=case.location_place,
            valid_from=case.effective_on,
            source=SOURCE,
            known_since=clock.today(),
        )
    else:
        Provider.objects.filter(pk=case.provider_id).update(ended_on=case.effective_on - timedelta(days=1))
    _decided(case, by, agreed=True)


def _decided(case: CodeCase, by: User, *, agreed: bool, refusal: str = "") -> None:
    case.decided_by, case.decided_at, case.agreed, case.refusal = by, clock.now(), agreed, refusal
    case.save(update_fields=["decided_by", "decided_at", "agreed", "refusal"])
