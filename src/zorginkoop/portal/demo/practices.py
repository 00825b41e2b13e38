"""What a practice does in the season of a demo: it answers by its script, hands in evidence, confirms and signs."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.core.files.uploadedfile import SimpleUploadedFile

from zorginkoop.kernel.ask import Question
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.accounts.roles import ProviderRole
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.demo.people import SINCE
from zorginkoop.portal.intake.confirming import confirm
from zorginkoop.portal.intake.drafts import draft_of
from zorginkoop.portal.intake.files import hand_in
from zorginkoop.portal.intake.models import Questionnaire
from zorginkoop.portal.intake.opening import mark_seen
from zorginkoop.portal.intake.saving import Typed, save
from zorginkoop.portal.register.models import Mandate, Provider, Signatory

UNNAMED = 90  # of one in so many nobody is known to be able to sign
ROUNDS = 4  # an answer may bring up another question; more than this is a mistake of ours
_USUAL = {"ja_nee": "nee", "getal": "24", "codes": "leeg", "datum": "2025-01-01"}  # where the script is silent
_FIRST = ("Aafke", "Bart", "Carla", "Daan", "Els", "Fedde", "Gijs", "Hanna", "Ilse", "Joost")
_LAST = ("Verzonnen", "Bedacht", "Droomsma", "Nepstra", "Fantasia", "Zogenaamd", "Vermoedelijk")


Answer = Callable[[Question], str]


def invented_name(number: int) -> str:
    """Give a name that is plainly made up."""
    return f"{_FIRST[number % len(_FIRST)]} {_LAST[number // len(_FIRST) % len(_LAST)]}"


def signatory_of(provider: Provider, number: int) -> User:
    """Make somebody who may bind a practice, and who has no need to sign in."""
    with changing("demo.signatory", for_whom=provider.public_id):
        user = User.objects.create_user(f"tekenbevoegde-{provider.agb_code}@verzonnen.example", invented_name(number))
    mandate(provider, user, ProviderRole.SIGNATORY)
    return user


def mandate(provider: Provider, user: User, *roles: ProviderRole) -> None:
    """Let somebody act for a practice; who signs also stands in the trade register."""
    with changing("demo.mandate", for_whom=provider.public_id):
        for role in roles:
            Mandate.objects.create(provider=provider, user=user, role=role, valid_from=SINCE)
        if ProviderRole.SIGNATORY in roles:
            Signatory.objects.create(
                provider=provider,
                user=user,
                name=user.name,
                kvk_extract_date=SINCE,
                valid_from=SINCE,
                checked_at=clock.now(),
            )


def name_signatories(providers: list[Provider]) -> None:
    """Record who may bind each provider by the trade register; of some nobody was found, as in real life."""
    named = [
        Signatory(
            provider=provider,
            name=invented_name(number),
            kvk_extract_date=SINCE,
            valid_from=SINCE,
            checked_at=clock.now(),
        )
        for number, provider in enumerate(providers)
        if number % UNNAMED
    ]
    with changing("demo.signatories", rows=len(named)):
        Signatory.objects.bulk_create(named)


def by_script(script: Mapping[str, str]) -> Answer:
    """Answer what a script says, else what most practices would."""
    return lambda question: script.get(question.at.label) or _USUAL[question.declaration.kind]


def fill_in(questionnaire: Questionnaire, answer: Answer, by: User, *, half: bool = False) -> None:
    """Answer what is asked, with the evidence that goes with it; or leave off halfway."""
    mark_seen(questionnaire)
    draft = draft_of(questionnaire)
    for _ in range(ROUNDS):
        asked = draft.unanswered
        if half:
            asked = asked[: len(asked) // 2]
        if asked:
            save(questionnaire, {one.at.label: Typed(answer(one), 0) for one in asked}, by)
            draft = draft_of(questionnaire)
        lacking = draft.without_evidence
        for one in lacking:
            hand_in(questionnaire, one.at.key, evidence(one.at.key, questionnaire.provider), None, by)
        if lacking:
            draft = draft_of(questionnaire)
        if half or not draft.unanswered:
            return


def confirm_as(questionnaire: Questionnaire, by: User) -> Questionnaire:
    """Confirm what was filled in."""
    return confirm(questionnaire, draft_of(questionnaire).content_hash, by)


def evidence(fact: str, provider: Provider) -> SimpleUploadedFile:
    """Make a paper of one page that says of itself that it is made up."""
    lines = ("VERZONNEN BEWIJSSTUK", fact.replace("_", " "), f"{provider.name}, AGB {provider.agb_code}")
    return SimpleUploadedFile(f"{fact}.pdf", _pdf(lines), content_type="application/pdf")


def _pdf(lines: tuple[str, ...]) -> bytes:
    """Write the smallest PDF that a reader shows."""
    safe = [line.translate({ord(letter): None for letter in "()\\"}) for line in lines]
    drawn = " ".join(f"({line}) Tj 0 -30 Td" for line in safe)
    content = f"BT /F1 18 Tf 60 760 Td {drawn} ET".encode("latin-1", "replace")
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj%s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(data)
    size = len(objects) + 1
    return data + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        size, table, size, start,
    )  # fmt: skip
