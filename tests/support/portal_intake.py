"""Builders for tests of questionnaires: a practice with people, a season of physiotherapy, and its questionnaire."""

from __future__ import annotations

from datetime import date
from functools import cache

from django.core.files.uploadedfile import SimpleUploadedFile

from support.portal import LONG_AGO, practice
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.models import Channel, SeasonAgreement
from zorginkoop.portal.editions.opening import open_season
from zorginkoop.portal.intake.models import Questionnaire
from zorginkoop.portal.intake.opening import open_questionnaire
from zorginkoop.portal.register.models import Employment, Fact, Index, Provider, RecordedAgreement, Registration

EDITION = "paramedische_zorg/2026-2"
ADA, BAS, CAS = "04999001", "04999002", "04999003"
SPECIALISED = "manuele_therapie"


@cache
def pdf(text: str = "bewijs") -> bytes:
    """Make a file that begins as a PDF does."""
    return f"%PDF-1.7\n% {text}\n%%EOF\n".encode()


def upload(name: str = "skf.pdf", content: bytes | None = None) -> SimpleUploadedFile:
    """Make a file as a browser sends it."""
    return SimpleUploadedFile(name, pdf() if content is None else content, content_type="application/octet-stream")


def physiotherapy(channel: Channel = Channel.PORTAL) -> SeasonAgreement:
    """Open the season of physiotherapy 2026."""
    season = open_season(EDITION, channels={"fysiotherapie": channel})
    return season.agreements.select_related("season").get(name="fysiotherapie")


def staffed(provider: Provider | None = None) -> Provider:
    """Make a practice of three physiotherapists, one of them specialised, all of them known to the registers."""
    provider = provider or practice()
    known = {"source": "vektis", "known_since": LONG_AGO}
    with changing("test"):
        Fact.objects.create(
            subject_kind="aanbieder", subject_id=provider.agb_code, provider=provider, name="agb_zorgsoort", text="04",
            **known,
        )  # fmt: skip
        Fact.objects.create(
            subject_kind="aanbieder", subject_id=provider.agb_code, provider=provider, name="vecozo_certificaat",
            text="ja", source="vecozo", known_since=LONG_AGO,
        )  # fmt: skip
        Index.objects.create(
            provider=provider,
            kind="behandelindex",
            year=2024,
            version=3,
            treatment="gecorrigeerd",
            value="140",
            **known,
        )
        RecordedAgreement.objects.create(
            provider=provider, number=f"O-{provider.agb_code}", insurer="3360", care_type="fysiotherapie", variant="C",
            concluded_on=date(2023, 11, 1), valid_from=date(2024, 1, 1), valid_until=date(2025, 12, 31), source="eigen",
        )  # fmt: skip
        for agb, name in ((ADA, "Ada Verzonnen"), (BAS, "Bas Bedacht"), (CAS, "Cas Zomaar")):
            Employment.objects.create(
                provider=provider, person_agb=agb, name=name, profession="fysiotherapeut", valid_from=LONG_AGO, **known
            )
            Registration.objects.create(
                holder_kind="persoon", holder_agb=agb, register="irf", number=f"irf-{agb}", valid_from=LONG_AGO,
                source="register", known_since=LONG_AGO,
            )  # fmt: skip
        Registration.objects.create(
            holder_kind="persoon", holder_agb=ADA, register="vektis", endorsement=SPECIALISED, number=f"v-{ADA}",
            valid_from=LONG_AGO, source="register", known_since=LONG_AGO,
        )  # fmt: skip
    return provider


def questionnaire_of(provider: Provider, agreement: SeasonAgreement | None = None) -> Questionnaire:
    """Open the questionnaire of a provider."""
    return open_questionnaire(agreement or physiotherapy(), provider)


ANSWERS = {
    "prem_structureel": "ja",
    "prem_extern_meetbureau": "ja",
    "telefonisch_bereikbaar": "ja",
    "afspraak_binnen_vijf_werkdagen": "ja",
    "doelen_digitale_zorg": "kosten",
    "kngf_basisregister": "nee",
    "skf_keurmerk": "ja",
    f"personen/{ADA}/uren_hier": "32",
    **{
        f"personen/{person}/verleent_verbijzonderde_zorg": "ja" if person == ADA else "nee"
        for person in (ADA, BAS, CAS)
    },
}
