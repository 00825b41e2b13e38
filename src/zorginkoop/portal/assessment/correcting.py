"""Correct what the register has wrong, after a provider said so: the wrong row is taken back, the right one added.

Whatever rests on it is judged again. What has a place of its own (evidence, what happened, agreements) is not
corrected here, and says where.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from zorginkoop.kernel.facts import Subject, resolve
from zorginkoop.kernel.language import FactKind
from zorginkoop.kernel.speech import Speaker
from zorginkoop.kernel.tree import FactDeclaration
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.assessment import work
from zorginkoop.portal.assessment.judging import Cause, judge_all
from zorginkoop.portal.assessment.models import WorkItem
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.compiled import compiled
from zorginkoop.portal.facts import AGREEMENT, REGISTRATION, ROW, recorded_subject
from zorginkoop.portal.intake.models import Correction, CorrectionVerdict
from zorginkoop.portal.intake.stating import NO_CODES
from zorginkoop.portal.mail.dutch import in_dutch
from zorginkoop.portal.mail.outbox import write
from zorginkoop.portal.register.columns import KEPT
from zorginkoop.portal.register.mandates import readers
from zorginkoop.portal.register.models import Employment, Fact, Index, Provider, Recorded, Registration, Row
from zorginkoop.portal.register.standing import PERSON, PROVIDER

_MOMENT = "moment"


class CannotCorrectError(Exception):
    """Why something cannot be corrected here, and where it can."""


@dataclass(frozen=True, slots=True)
class Right:
    """What is right: the value, or until which day a row holds; from which source, and since when that is known."""

    text: str
    ends_on: date | None
    source: str
    known_since: date


@dataclass(frozen=True, slots=True)
class Spot:
    """One fact as it stands now: the subject that has it, and within which others that lies."""

    chain: tuple[Subject, ...]
    declaration: FactDeclaration
    key: str

    @property
    def text(self) -> str:
        """The value as a fact takes it."""
        return self.chain[-1].facts[self.key].text

    @property
    def kind(self) -> str:
        """The kind of the subject that has it."""
        return self.chain[-1].kind

    @property
    def id(self) -> str:
        """The code or name of the subject that has it."""
        return self.chain[-1].id


class Reported:
    """What a provider says is not right, beside what the register has now."""

    def __init__(self, said: Correction) -> None:
        """Look up what is known now."""
        self.said = said
        self.questionnaire = said.questionnaire
        self.provider: Provider = said.questionnaire.provider
        self.rules = compiled(self.questionnaire.agreement).agreement
        self.spots = self._spots()

    @property
    def spot(self) -> Spot | None:
        """The fact, where there is one; several rows may go by one name."""
        return self.spots[0] if self.spots else None

    def _spots(self) -> list[Spot]:
        moment, on = clock.now(), clock.today()
        recorded = recorded_subject(self.provider, self.questionnaire.agreement)
        subject = resolve(recorded, self.rules, on, moment)
        declared = {(fact.subject, fact.name): fact for fact in self.rules.facts}
        spots = []
        for chain, key in _walked((subject,), self.said.about):
            declaration = declared.get((chain[-1].kind, key.partition("@")[0]))
            if declaration is not None and key in chain[-1].facts:
                spots.append(Spot(chain, declaration, key))
        return spots

    @property
    def now(self) -> str:
        """What the register says now, in words; empty when it no longer has it."""
        spot = self.spot
        if spot is None:
            return ""
        return Speaker(self.rules, "nl").value(spot.kind, spot.chain[-1].facts[spot.key])

    @property
    def has_moved(self) -> bool:
        """Whether the register says something else by now than what the provider saw."""
        values = {
            Speaker(self.rules, language).value(spot.kind, spot.chain[-1].facts[spot.key])[:200]
            for spot in self.spots
            for language in ("nl", "en")
        }
        return self.said.shown not in values

    @property
    def is_of_a_row(self) -> bool:
        """Whether it is about somebody or something that may have ended."""
        return self.spot is not None and self.spot.kind != PROVIDER

    @property
    def in_the_way(self) -> str:
        """Why this cannot be corrected here; empty when it can."""
        spot = self.spot
        if spot is None:
            return _("Dit staat niet meer in het register.")
        if spot.kind == AGREEMENT:
            return _("Een overeenkomst corrigeert u in het register van overeenkomsten, via een import.")
        if spot.kind == PROVIDER and spot.declaration.kind == _MOMENT:
            return _("Wat er wanneer gebeurde ligt vast en verandert niet.")
        if spot.declaration.evidence == "ja":
            return _("Dit volgt uit het oordeel over een bewijsstuk. Beoordeel dat opnieuw.")
        if len(self.spots) > 1:
            return _("Er zijn meer regels met deze naam. Corrigeer de goede via een import.")
        return ""


def _walked(chain: tuple[Subject, ...], about: str) -> Iterator[tuple[tuple[Subject, ...], str]]:
    """Walk to what a label is about: down through the rows it names, to a fact of the last."""
    relation, separator, rest = about.partition("/")
    if not separator:
        yield chain, about
        return
    found = chain[-1].relations
    rows = found.get(relation) or next((found[name] for name in found if name.partition("@")[0] == relation), None)
    for row in rows or ():
        if rest.startswith(f"{row.id}/"):
            yield from _walked((*chain, row), rest[len(row.id) + 1 :])


def correct(item: WorkItem, right: Right | None, reply: str, by: User) -> Correction:
    """Correct the register and judge again; without a value when the register was put right already.

    CannotCorrectError says what is in the way, and then nothing has changed.
    """
    with changing("assessment.register_corrected", about=item, for_whom=item.provider.public_id) as change:
        Provider.objects.select_for_update().get(pk=item.provider_id)
        said = work.close_for_correction(item, CorrectionVerdict.CORRECTED, reply, by)
        reported = Reported(said)
        if right is not None:
            change.details["table"] = _put_right(reported, right)
        elif not reported.has_moved:
            raise CannotCorrectError(_("In het register staat nog hetzelfde. Vul in wat er moet staan."))
        judge_all(item.provider, Cause.FACTS)
        _tell(said)
    return said


def reject(item: WorkItem, reply: str, by: User) -> Correction:
    """Leave the register as it is, and say why."""
    with changing("assessment.correction_rejected", about=item, for_whom=item.provider.public_id):
        said = work.close_for_correction(item, CorrectionVerdict.REJECTED, reply, by)
        _tell(said)
    return said


def _put_right(reported: Reported, right: Right) -> str:
    """Write what is right, and see to it that it counts; give the table that holds it."""
    spot = reported.spot
    if reported.in_the_way or spot is None:
        raise CannotCorrectError(reported.in_the_way)
    row = _written(reported, spot, right)
    after = Reported(reported.said).spot
    expected = "" if right.text == NO_CODES and spot.declaration.kind == FactKind.CODES else right.text
    if right.ends_on is None and (after is None or after.text != expected):
        raise CannotCorrectError(
            _("Er ligt iets vast dat voorgaat, zoals een besluit of een latere opgave. Corrigeer dat eerst.")
        )
    return row._meta.model_name or ""


def _written(reported: Reported, spot: Spot, right: Right) -> models.Model:
    if spot.kind == PERSON and (right.ends_on or spot.key in KEPT["personen"].fields):
        people = Employment.objects.standing().filter(provider=reported.provider, person_agb=spot.id)
        return _replaced(people, _changes("personen", spot, right), right)
    if spot.kind == REGISTRATION:
        holder = spot.chain[-2]
        kind = PERSON if holder.kind == PERSON else PROVIDER
        held = Registration.objects.standing().filter(holder_kind=kind, holder_agb=holder.id, register=spot.id)
        return _replaced(held, _changes("registraties", spot, right), right)
    if right.ends_on:
        rows = Row.objects.standing().filter(provider=reported.provider, row=spot.id)
        return _replaced(rows, {"valid_until": right.ends_on}, right)
    if spot.kind == PROVIDER and spot.declaration.attributes:
        return _index(reported.provider, spot, right)
    return _fact(reported, spot, right)


def _changes(table: str, spot: Spot, right: Right) -> Mapping[str, object]:
    if right.ends_on:
        return {"valid_until": right.ends_on}
    field = KEPT[table].field(spot.key)
    return {field.name: date.fromisoformat(right.text) if isinstance(field, models.DateField) else right.text}


def _replaced(rows: models.QuerySet[Recorded], changes: Mapping[str, object], right: Right) -> Recorded:
    """Take the one row that stands back, and add it anew as it should be."""
    found = list(rows[:2])
    if len(found) != 1:
        raise CannotCorrectError(_("Er zijn meer regels met deze naam. Corrigeer de goede via een import."))
    row, moment = found[0], clock.now()
    type(row)._default_manager.filter(pk=row.pk).update(withdrawn_at=moment)
    row.pk, row._state.adding, row.entered_at = None, True, moment
    row.source, row.known_since = right.source, right.known_since
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(force_insert=True)
    return row


def _index(provider: Provider, spot: Spot, right: Right) -> Index:
    wanted = dict(one.split("=", 1) for one in spot.declaration.attributes)
    year = int(spot.key.partition("@")[2])
    version, treatment = int(wanted["versie"]), wanted["bewerking"]
    moment = clock.now()
    standing = Index.objects.standing().filter(
        provider=provider, kind=spot.declaration.name, year=year, version=version, treatment=treatment
    )
    replaced = standing.update(withdrawn_at=moment)
    return Index.objects.create(
        provider=provider, kind=spot.declaration.name, year=year, version=version, treatment=treatment,
        value=right.text, **_origin(right, moment if replaced else None),
    )  # fmt: skip


def _fact(reported: Reported, spot: Spot, right: Right) -> Fact:
    """Take back what is said wrong, and what would go before the right one; earlier statements stay as history."""
    year = spot.key.partition("@")[2]
    care_group = reported.rules.edition.partition("/")[0]
    whose = {
        "provider": reported.provider,
        "subject_kind": spot.kind if spot.kind in (PROVIDER, PERSON) else ROW,
        "subject_id": spot.id,
        "name": spot.declaration.name,
        "year": int(year) if year else None,
    }
    moment = clock.now()
    standing = list(
        Fact.objects.standing().filter(**whose, care_group__in=["", care_group]).order_by("known_since", "pk")
    )
    wrong = [one for one in standing if one is standing[-1] or one.known_since >= right.known_since]
    Fact.objects.filter(pk__in=[one.pk for one in wrong]).update(withdrawn_at=moment)
    kept_for = standing[-1].care_group if standing else ""
    return Fact.objects.create(
        **whose, care_group=kept_for, text=right.text, **_origin(right, moment if wrong else None)
    )


def _origin(right: Right, entered_at: datetime | None) -> dict[str, object]:
    return {"source": right.source, "known_since": right.known_since, "entered_at": entered_at}


@in_dutch
def _tell(said: Correction) -> None:
    """Write to who said it, or acts for the provider now, that there is an answer; that stands behind the sign-in."""
    for name, address in readers(said.questionnaire.provider, said.said_by):
        _tell_one(said, name, address)


def _tell_one(said: Correction, name: str, address: str) -> None:
    provider, agreement = said.questionnaire.provider, said.questionnaire.agreement
    page = reverse("assessment:of_practice", args=[provider.public_id])
    body = (
        f"Geachte {name},\n\n"
        f"U meldde bij de vragenlijst {agreement} van {provider.name} dat er bij ons iets niet klopt. Er is een "
        f"antwoord op uw melding.\n\nU leest het op {settings.BASE_URL}{page}\n\n"
        f"Met vriendelijke groet,\n{settings.PURCHASER}\n"
    )
    write(address, f"Antwoord op uw melding bij {agreement}", body, about=said, for_whom=provider.public_id)
