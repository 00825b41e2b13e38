"""Who gets a mailing: the providers that a question to the season gives, or those whose AGB codes somebody brings."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from zorginkoop.portal import clock
from zorginkoop.portal.agreements.models import STANDING, Offer
from zorginkoop.portal.assessment.models import Assessment
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.register.models import Provider
from zorginkoop.portal.season import faults, stages

MOST_CODES = 20_000
_CODE = re.compile(r"\d{8}")
_LOST_ZERO = re.compile(r"\d{7}")  # a spreadsheet took the code for a number
_AT_ONCE = 500
_HEADS = {"agb", "agb-code", "agb_code", "agbcode", "aanbieder"}


def asked(agreement: SeasonAgreement, said: Mapping[str, str]) -> QuerySet[Provider]:
    """Give the providers that a question to the season gives, without those whose code has ended."""
    run = stages.runs_of(agreement)[1]
    rows = stages.providers_in(agreement, stages.BY_NAME[said["fase"]], run)
    if later := said.get("nog_niet"):
        rows = rows.exclude(pk__in=stages.providers_in(agreement, stages.BY_NAME[later], run).values("pk"))
    if fault := said.get("fout"):
        rows = rows.filter(pk__in=faults.providers_with(agreement, faults.BY_NAME[fault], run).values("pk"))
    if region := said.get("regio"):
        rows = rows.filter(_in_regions(region.split()))
    if variant := said.get("variant"):
        rows = rows.filter(pk__in=_with_variant(agreement, variant))
    return rows.filter(Q(ended_on=None) | Q(ended_on__gte=clock.today())).order_by("pk")


def _in_regions(regions: list[str]) -> Q:
    found = Q(pk__in=[])
    for region in regions:
        found |= Q(postcode__startswith=region)
    return found


def _with_variant(agreement: SeasonAgreement, variant: str) -> set[int]:
    """Give who was offered a variant, or was judged to get it and has no offer yet."""
    offers = Offer.objects.filter(agreement=agreement, state__in=STANDING)
    offered = set(offers.values_list("provider", flat=True))
    judged = Assessment.objects.current().filter(agreement=agreement, variant=variant)
    return set(offers.filter(variant=variant).values_list("provider", flat=True)) | (
        set(judged.values_list("provider", flat=True)) - offered
    )


def variants(agreement: SeasonAgreement) -> list[str]:
    """Give the variants that somebody was offered or judged to get."""
    judged = Assessment.objects.current().filter(agreement=agreement).exclude(variant="")
    offers = Offer.objects.filter(agreement=agreement).exclude(variant="")
    return sorted({*judged.values_list("variant", flat=True), *offers.values_list("variant", flat=True)})


@dataclass(frozen=True, slots=True)
class Brought:
    """A list of codes as it was looked through: the providers that are known, and what is wrong, row by row."""

    providers: tuple[int, ...]
    problems: tuple[str, ...]


def brought(text: str) -> Brought:
    """Look through a list of AGB codes, one a row; what stands after the code in a row plays no part."""
    rows = [(line, cell) for line, cell in _first_cells(text) if cell]
    codes = [(line, cell.zfill(8) if _LOST_ZERO.fullmatch(cell) else cell) for line, cell in rows]
    known = _known([code for _line, code in codes if _CODE.fullmatch(code)])
    seen: dict[str, int] = {}
    found: list[int] = []
    wrong: list[str] = []
    for line, code in codes:
        what = _wrong(code, known, seen)
        if what:
            wrong.append(_("Rij %(line)d: %(what)s") % {"line": line, "what": what})
        else:
            found.append(known[code][0])
        seen.setdefault(code, line)
    if len(rows) > MOST_CODES:
        wrong.insert(0, _("De lijst heeft meer dan %(most)d rijen. Maak er meer dan een mailing van.") % _MOST)
    return Brought(tuple(found), tuple(wrong))


_MOST = {"most": MOST_CODES}


def _first_cells(text: str) -> Iterator[tuple[int, str]]:
    """Give the first cell of each row with its number; a heading is left out."""
    separator = ";" if ";" in text else "\t" if "\t" in text else ","
    for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=separator), start=1):
        cell = row[0].strip().lstrip("\ufeff").strip("'\" ") if row else ""
        if number > 1 or cell.lower() not in _HEADS:
            yield number, cell


def _known(codes: list[str]) -> dict[str, tuple[int, bool]]:
    """Give the providers with these codes, and whether their code has ended."""
    found: dict[str, tuple[int, bool]] = {}
    today = clock.today()
    for start in range(0, len(codes), _AT_ONCE):
        rows = Provider.objects.filter(agb_code__in=codes[start : start + _AT_ONCE])
        for code, pk, ended in rows.values_list("agb_code", "pk", "ended_on"):
            found[code] = (pk, ended is not None and ended < today)
    return found


def _wrong(code: str, known: Mapping[str, tuple[int, bool]], seen: Mapping[str, int]) -> str:
    shown = {"code": code[:20]}
    if not _CODE.fullmatch(code):
        return _("'%(code)s' is geen AGB-code van acht cijfers.") % shown
    if code in seen:
        return _("%(code)s staat ook in rij %(line)d.") % {**shown, "line": seen[code]}
    if code not in known:
        return _("%(code)s staat niet in het register.") % shown
    return _("%(code)s is beëindigd.") % shown if known[code][1] else ""
