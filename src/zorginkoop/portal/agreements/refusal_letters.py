"""The paper of a refusal: made once a person let the provider see the outcome, and kept as it then was."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings

from zorginkoop.kernel.date_words import write_date
from zorginkoop.portal import clock
from zorginkoop.portal.agreements import store
from zorginkoop.portal.agreements.models import RefusalLetter
from zorginkoop.portal.agreements.receipts import SEALING
from zorginkoop.portal.assessment.judging import judged_again
from zorginkoop.portal.assessment.models import Assessment
from zorginkoop.portal.assessment.pages import holds_withheld, letter_of
from zorginkoop.portal.audit.log import changing


def after_release(assessment: Assessment, **_more: object) -> None:
    """Have the letter made, in the change that let the provider see the refusal."""
    from zorginkoop.portal.agreements.jobs import make_letter  # noqa: PLC0415 - it knows this module

    letter = RefusalLetter.objects.create(assessment=assessment, day=clock.today())
    make_letter.enqueue(letter.pk)


def make(letter: RefusalLetter) -> None:
    """Set, seal and keep a letter; one that was made stays as it is."""
    from zorginkoop.documents.letter_pdf import letter_pdf  # noqa: PLC0415 - the typesetter loads slowly

    if letter.made_at is not None:
        return
    assessment, provider = letter.assessment, letter.assessment.provider
    outcome = judged_again(assessment)
    written = replace(letter_of(assessment, outcome, "nl"), date=write_date(letter.day, "nl"))
    address = " ".join(part for part in (provider.postcode, provider.place) if part)
    pdf = letter_pdf(
        written,
        day=letter.day,
        sender=settings.PURCHASER,
        address=(address,) if address else (),
        outcome=b"" if holds_withheld(outcome) else assessment.canonical_bytes,
        banner=SEALING.banner(),
    )
    moment = clock.now()
    file_hash = store.keep(SEALING.seal(pdf, "Besluit op uw vragenlijst", moment))
    with changing("agreements.letter_made", about=letter, for_whom=provider.public_id, file=file_hash):
        waiting = RefusalLetter.objects.filter(pk=letter.pk, made_at=None)
        waiting.update(made_at=moment, file_hash=file_hash)
