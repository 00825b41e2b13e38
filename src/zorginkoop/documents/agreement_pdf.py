"""Makes the paper of an agreement, and reads the snapshot back that travels inside it."""

from __future__ import annotations

from datetime import date

from zorginkoop.documents.agreement_form import AgreementContent, Insurer, Term, agreement_bytes
from zorginkoop.documents.typesetting import Attachment, typeset
from zorginkoop.kernel.date_words import write_date

SNAPSHOT = "overeenkomst.json"


def agreement_pdf(content: AgreementContent) -> bytes:
    """Typeset an agreement as an unsigned PDF with its snapshot inside; the same agreement gives the same bytes."""
    attachment = Attachment(SNAPSHOT, agreement_bytes(content), "De overeenkomst als gegevens, zoals vastgelegd")
    return typeset("agreement", _words(content), day=content.datum, attachment=attachment)


def _words(content: AgreementContent) -> dict[str, object]:
    """Say everything that the pages show, with days written out."""
    variant = f", variant {content.variant}" if content.variant else ""
    until = _until(content.ondertekening.uiterlijk)
    return {
        **content.model_dump(mode="json"),
        "titel": f"Overeenkomst {content.zorgsoort} {content.contractjaar}{variant}",
        "datum_woorden": write_date(content.datum),
        "looptijd_woorden": _term(content.looptijd),
        "uiterlijk_woorden": until,
        "verzekeraars_woorden": [_insurer(one) for one in content.verzekeraars],
        "bevoegdheid_woorden": _authority(content),
    }


def _term(term: Term) -> str:
    if term.tot_en_met is None:
        return f"vanaf {write_date(term.van)}, zonder einddatum"
    return f"{write_date(term.van)} tot en met {write_date(term.tot_en_met)}"


def _until(day: date) -> str:
    return f"{write_date(day)} (die dag hoort erbij)"


def _insurer(one: Insurer) -> str:
    named = one.naam or "verzekeraar"
    parts = [f"{named} (UZOVI {one.uzovi})" if one.uzovi else named]
    parts += [f"label {one.label}"] if one.label else []
    parts += [f"polisvorm {one.polisvorm.replace('_', ' ')}"] if one.polisvorm else []
    return ", ".join(parts)


def _authority(content: AgreementContent) -> str:
    if content.ondertekening.bevoegdheid == "alleen":
        return "Eén van deze personen tekent voor de zorgaanbieder:"
    return "Twee van deze personen tekenen samen voor de zorgaanbieder:"
