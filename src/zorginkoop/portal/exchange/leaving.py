"""Make a delivery to VECOZO of what is recorded now: who is approached, questions, offers, prices and deadlines."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from zorginkoop.kernel.agenda import agenda
from zorginkoop.kernel.errors import InputWrong, Problem
from zorginkoop.kernel.language import LeadsTo
from zorginkoop.portal import clock
from zorginkoop.portal.agreements import store as papers
from zorginkoop.portal.agreements.models import STANDING, Offer
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.compiled import compiled, rules_of
from zorginkoop.portal.editions.models import Channel, SeasonAgreement
from zorginkoop.portal.exchange.arriving import written_problems
from zorginkoop.portal.exchange.comparing import CONFIRMED
from zorginkoop.portal.exchange.concluding import events_of
from zorginkoop.portal.exchange.models import Export, ExportState, SentProvider
from zorginkoop.portal.exchange.store import keep_file
from zorginkoop.portal.register.models import Provider
from zorginkoop.portal.selection.models import SETTLED, Choice, Run

if TYPE_CHECKING:
    from zorginkoop.formats.vecozo_manifest import Heading

VECOZO = "vecozo"
QUESTIONNAIRE, AGREEMENT, PRICE_LIST = "vragenlijst", "overeenkomst", "prijslijst"
OPENED_BY = {QUESTIONNAIRE: "vragenlijst_aangeboden", AGREEMENT: "aanbod_gedaan", PRICE_LIST: "prijslijst_aangeboden"}
AT_ONCE = 500
Rows = dict[str, list[dict[str, object]]]


@dataclass(frozen=True, slots=True)
class Addressee:
    """One provider of a delivery: the route of the selection, and the offer if there is one."""

    provider: Provider
    route: str
    offer: Offer | None


def addressees(agreement: SeasonAgreement) -> list[Addressee]:
    """Give who belongs in a delivery: everyone of the last settled selection, and everyone with an offer."""
    run = Run.objects.filter(agreement=agreement, state__in=SETTLED).order_by("-number").first()
    choices = Choice.objects.filter(run=run, approach=True).select_related("provider") if run else []
    routes = {choice.provider: choice.route for choice in choices}
    standing = Offer.objects.filter(agreement=agreement, channel=Channel.VECOZO, state__in=STANDING)
    offers = {offer.provider: offer for offer in standing.defer("content").select_related("provider")}
    found = sorted({*routes, *offers}, key=lambda provider: provider.agb_code)
    return [Addressee(one, routes.get(one, ""), offers.get(one)) for one in found]


def make(export: Export) -> None:
    """Write a delivery, keep it, and say that it can be fetched; making it twice gives the same delivery."""
    if export.state != ExportState.WAITING:
        return
    to = addressees(export.agreement)
    if not to:
        what = "Er is nog niemand om aan te leveren."
        _fail(export, [Problem(what, remedy="Stel eerst de selectie vast, of maak een aanbod.")])
        return
    try:
        with tempfile.TemporaryDirectory(prefix="zorginkoop-vecozo-") as temporary:
            receipt, counts, file_hash, size = _written(export, to, Path(temporary) / export.file_name)
    except InputWrong as wrong:
        _fail(export, list(wrong.problems))
        return
    with changing("exchange.exported", about=export, content=file_hash, providers=len(to)):
        held = Export.objects.select_for_update().get(pk=export.pk)
        if held.state != ExportState.WAITING:
            return
        sent = [SentProvider(export=held, provider=one.provider, offer=one.offer) for one in to]
        SentProvider.objects.bulk_create(sent, AT_ONCE)
        held.state, held.made_at, held.file_hash, held.size = ExportState.MADE, clock.now(), file_hash, size
        held.counts, held.receipt = counts, receipt
        held.save()


def _fail(export: Export, problems: list[Problem]) -> None:
    with changing("exchange.export_failed", about=export, problems=len(problems)):
        waiting = Export.objects.filter(pk=export.pk, state=ExportState.WAITING)
        waiting.update(state=ExportState.FAILED, problems=written_problems(problems))


def _written(export: Export, to: Sequence[Addressee], target: Path) -> tuple[str, dict[str, int], str, int]:
    from zorginkoop.formats.vecozo_files import frames_of, write_delivery  # noqa: PLC0415 - column engines load in jobs only
    from zorginkoop.formats.vecozo_manifest import Direction, receipt  # noqa: PLC0415 - as above

    rows = rows_of(export.agreement, to)
    documents = {_paper(one.offer): papers.path_of(one.offer.file_hash) for one in to if one.offer}
    frames = frames_of(rows, Direction.TO_VECOZO)
    form = export.form
    manifest = write_delivery(_heading(export), frames, target, form, documents)  # type: ignore[arg-type]  # the field holds one of the three
    file_hash, size = keep_file(target)
    counts = {name: len(table) for name, table in rows.items()}
    return receipt(manifest, export.asked_at, file_hash), counts, file_hash, size


def _heading(export: Export) -> Heading:
    from zorginkoop.formats.vecozo_manifest import DeliveryPeriod, Direction, Heading  # noqa: PLC0415 - in jobs only

    year = export.agreement.season.contract_year
    term = compiled(export.agreement).planning.term
    first = term.cycle.start if term else date(year, 1, 1)
    last = (term.cycle.end if term else None) or date(first.year, 12, 31)
    return Heading(
        nummer=export.number,
        richting=Direction.TO_VECOZO,
        gemaakt_op=export.asked_at,
        periode=DeliveryPeriod(van=first, tot_en_met=last),
        afzender=settings.PURCHASER,
        ontvanger="VECOZO",
    )


def rows_of(agreement: SeasonAgreement, to: Sequence[Addressee]) -> Rows:
    """Give the rows of every table; the price list is empty while no price level is agreed."""
    from zorginkoop.formats.vecozo_policy import WhichAgreement, deadline_rows, question_rows  # noqa: PLC0415 - in jobs only

    rules, season = compiled(agreement), agreement.season
    care_group = season.edition.partition("/")[0]
    which = WhichAgreement(season.insurer, care_group, agreement.name, season.contract_year)
    asks = any(deadline.event == CONFIRMED for deadline in rules.planning.deadlines)
    channels = {route.id: route.channel for route in rules.agreement.routes}
    price_routes = {route.id for route in rules.agreement.routes if route.leads_to == LeadsTo.PRICE_LIST}
    happened = events_of(agreement, [one.provider for one in to])
    scope = rules_of(season).source.uitgave.geldt_voor
    rows: Rows = {"selectie": [], "vragenlijst": [], "overeenkomst": [], "prijslijst": [], "termijnen": []}
    if asks:
        rows["vragenlijst"] = question_rows(rules.agreement, which)
    for one in to:
        dates = agenda(rules, happened.get(one.provider.pk, {}), rules.planning.calendar, one.route or None)
        first = PRICE_LIST if one.route in price_routes else QUESTIONNAIRE if asks and not one.offer else AGREEMENT
        opens = [dated.dates.first_day for dated in dates.deadlines if dated.deadline.event == OPENED_BY[first]]
        whose = which.columns(one.provider.agb_code)
        rows["selectie"].append(
            whose
            | {
                "naam": one.provider.name,
                "uitgave": season.edition,
                "route": one.route or None,
                "kanaal": channels.get(one.route) or VECOZO,
                "eerst": first,
                "open_vanaf": min((day for day in opens if day), default=None),
            }
        )
        rows["termijnen"] += deadline_rows(dates, which, one.provider.agb_code)
        if one.offer:
            labels = {"labels": " ".join(scope.labels), "polisvormen": " ".join(scope.polisvormen)}
            rows["overeenkomst"].append(whose | labels | _offered(one.offer))
    return rows


def _offered(offer: Offer) -> dict[str, object]:
    return {
        "nummer": offer.number,
        "variant": offer.variant or None,
        "van": offer.term_from,
        "tot_en_met": offer.term_until,
        "administratief": False,
        "document": _paper(offer),
        "sha256": offer.file_hash.removeprefix("sha256:"),
    }


def _paper(offer: Offer) -> str:
    return f"{offer.number}.pdf"
