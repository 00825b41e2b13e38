"""For the access walk: every address of the site, somebody of every kind, and a thing for every argument.

An address with an argument that stands nowhere here fails the walk, which says what to add: give the argument a value
in `_things`; where one address wants another value than the rest, that stands at the end of it, by the address's name.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from support.portal import browser_of, mandated, person, practice
from support.portal_agreements import EDITION, offer_to
from support.portal_assessment import confirmed, judged
from support.portal_exchange import brought, exported, selected
from support.portal_intake import pdf, physiotherapy, questionnaire_of, staffed, upload
from support.portal_jobs import fail
from support.portal_mail import written
from support.portal_people import link_to
from support.portal_questions import asked_by, by_a_stranger, link_in, officer
from support.portal_requests import said
from zorginkoop.portal import clock
from zorginkoop.portal.accounts.access import Access, access_of
from zorginkoop.portal.accounts.models import ClientCertificate, Replacement, RoleGrant, User
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.agenda import feeds
from zorginkoop.portal.agreements import store
from zorginkoop.portal.agreements.models import (
    Agreement,
    EvaluationReport,
    Offer,
    RefusalLetter,
    Sample,
    SampleAnswer,
    SampleFile,
    SampleRequest,
)
from zorginkoop.portal.api.keys import make_key
from zorginkoop.portal.assessment.completing import ask as ask_completion
from zorginkoop.portal.assessment.models import Assessment, Completion, ExceptionRequest, WorkItem, WorkKind
from zorginkoop.portal.assessment.reconsidering import ask as reconsider
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.casefile.making import Wanted
from zorginkoop.portal.casefile.making import ask as ask_dossier
from zorginkoop.portal.deadlines.ends import CONFIRMED
from zorginkoop.portal.deadlines.extending import propose
from zorginkoop.portal.editions.models import Channel, Handover, SeasonAgreement
from zorginkoop.portal.editions.opening import open_season
from zorginkoop.portal.exchange.models import Difference, Kind
from zorginkoop.portal.exports.jobs import make_download
from zorginkoop.portal.exports.making import ask as ask_file
from zorginkoop.portal.gate import SIGN_IN_PAGES
from zorginkoop.portal.intake.drafts import draft_of
from zorginkoop.portal.intake.files import keep_bytes
from zorginkoop.portal.intake.models import EvidenceFile, ExpiryNotice, Questionnaire, Reopening
from zorginkoop.portal.intake.pages import Pages
from zorginkoop.portal.integrity import cases as integrity
from zorginkoop.portal.mail.models import Message
from zorginkoop.portal.mailings.models import Mailing, PostRun, Receiver
from zorginkoop.portal.mailings.paper import path_of
from zorginkoop.portal.people.appointing import ask
from zorginkoop.portal.people.giving import name_signatory
from zorginkoop.portal.people.models import Appointment
from zorginkoop.portal.places.models import PublicStatus, PublishedPlace
from zorginkoop.portal.questions import answering
from zorginkoop.portal.questions.answering import Given
from zorginkoop.portal.register import kind_risks
from zorginkoop.portal.register.imports.bringing import bring
from zorginkoop.portal.register.jobs import check_import
from zorginkoop.portal.register.models import (
    Evidence,
    Mandate,
    Note,
    Provider,
    RecordedAgreement,
    RegisterImport,
    Signatory,
)
from zorginkoop.portal.register.models.dossier import CodeCase, CodeCaseKind, Contact
from zorginkoop.portal.requests import receiving
from zorginkoop.portal.selection.models import Choice, Correction, Run, RunOutcomes

SCRIPT = "<script>alert('naam')</script>"
NOBODY_YET = "nog-niemand@verzonnen.example"
SECRET = "De Verborgen Vuurtoren"  # noqa: S105 - in the name of the provider, and on no page for anybody else


@dataclass(frozen=True, slots=True)
class Page:
    """One address of the site: its name, its arguments, and who may use it; None where nobody may."""

    name: str
    route: str
    arguments: tuple[str, ...]
    access: Access | None

    @property
    def about_provider(self) -> bool:
        """Whether the address names a provider, and with it whose page it is."""
        return "provider" in self.arguments


def pages() -> list[Page]:
    """Give every address of the site."""
    return list(_walk(get_resolver().url_patterns))


def _walk(
    patterns: list[URLPattern | URLResolver], route: str = "", space: str = "", above: tuple[str, ...] = ()
) -> Iterator[Page]:
    for one in patterns:
        here = route + str(one.pattern)
        names = tuple(dict.fromkeys((*above, *one.pattern.converters, *one.pattern.regex.groupindex)))
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, here, space + (f"{one.namespace}:" if one.namespace else ""), names)
            continue
        access = access_of(one.callback) or SIGN_IN_PAGES.get(one.name or "")
        space_here = "api:" if here.startswith("api/v1/") else space
        yield Page(space_here + (one.name or ""), here, names, access)


@dataclass
class World:
    """A provider with everything that has an address, another one without anything, and people of every kind."""

    provider: Provider
    other: Provider
    things: Mapping[str, object]
    things_of: Mapping[str, Mapping[str, object]]
    staff: Mapping[StaffRole, Client]
    own: Mapping[ProviderRole, Client]
    others: Mapping[ProviderRole, Client]
    anonymous: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def missing(self, page: Page) -> list[str]:
        """Name the arguments of an address that have no value here."""
        return [name for name in page.arguments if name not in {**self.things, **self.things_of.get(page.name, {})}]

    def address(self, page: Page, provider: Provider | None = None) -> str:
        """Write an address with its arguments; `provider` takes the place of the provider to which they belong."""
        values = {**self.things, **self.things_of.get(page.name, {})}
        if page.name.startswith("api:"):  # its operations stand without a space of their own
            return "/" + page.route.replace("<id>", str(values["id"]))
        if provider is not None:
            values["provider"] = provider.public_id
        return reverse(page.name, kwargs={argument: values[argument] for argument in page.arguments})


def world(folder: Path) -> World:
    """Make somebody of every kind and a thing for every argument."""
    people = {role: person(f"{SCRIPT} {role.name.title()}", role) for role in StaffRole}
    provider = staffed(practice(name=f"{SECRET} {SCRIPT}", place=SCRIPT, vecozo_email="post@verzonnen.example"))
    other = practice("04000002", "De Andere Kade")
    own = {role: mandated(provider, role, name=f"{SCRIPT} {role.name.title()}") for role in ProviderRole}
    others = {role: mandated(other, role) for role in ProviderRole}
    things, things_of = _things(provider, people, own, folder)
    return World(
        provider,
        other,
        things,
        things_of,
        {role: _browser(user) for role, user in people.items()},
        {role: _browser(user) for role, user in own.items()},
        {role: _browser(user) for role, user in others.items()},
    )


def _browser(user: User) -> Client:
    browser = browser_of(user)
    browser.raise_request_exception = False
    return browser


def _download(user: User) -> object:
    """Have a list written as a file, and give the id of the file."""
    download = ask_file(f"{reverse('messages')}?staat=wacht", "csv", user)
    make_download.call(download.pk)
    return download.public_id


def _paper(questionnaire: Questionnaire) -> None:
    """Keep a paper of a receipt."""
    with changing("test"):
        questionnaire.paper_hash, questionnaire.paper_made_at = keep_bytes(pdf("ontvangstbewijs")), clock.now()
        questionnaire.save()


def _reopening(questionnaire: Questionnaire, by: User) -> object:
    """Keep an earlier confirmation with its paper, and give the id of the reopening that came after it."""
    now = clock.now()
    with changing("test"):
        return Reopening.objects.create(
            questionnaire=questionnaire, ground=SCRIPT, last_day=clock.today(), proposed_by=by, proposed_at=now,
            number=f"VL {SCRIPT}"[:30], confirmed_at=now, confirmed_by=by, receipt={"antwoorden": []},
            paper_hash=questionnaire.paper_hash, ended_at=now, confirmed_anew=True,
        ).public_id  # fmt: skip


def _expiry() -> ExpiryNotice:
    """Let a piece of evidence be about to end."""
    piece = Evidence.objects.latest("pk")
    with changing("test"):
        return ExpiryNotice.objects.create(evidence=piece, valid_until=clock.today(), raised_at=clock.now())


def _completion(purchaser: User) -> Completion:
    """Ask for a completion of the evidence."""
    item = WorkItem.objects.get(closed_at=None, kind="bewijs")
    return ask_completion(item, SCRIPT, clock.today() + timedelta(days=7), purchaser)


def _outcomes(run: Run) -> None:
    """Keep the file of a selection."""
    with changing("test"):
        RunOutcomes.objects.create(run=run, packed=zlib.compress(b"{}\n"), content_hash="sha256:0")


def _letter(assessment: Assessment) -> RefusalLetter:
    """Keep a letter and a report about an outcome."""
    report = store.keep(b"%PDF-1.7 verslag")
    with changing("test"):
        EvaluationReport.objects.create(assessment=assessment, made_at=clock.now(), file_hash=report)
        return RefusalLetter.objects.create(
            assessment=assessment, day=clock.today(), made_at=clock.now(), file_hash=store.keep(b"%PDF-1.7 brief")
        )


def _things(
    provider: Provider, staff: Mapping[StaffRole, User], own: Mapping[ProviderRole, User], folder: Path
) -> tuple[dict[str, object], dict[str, dict[str, object]]]:
    """Give a value for every argument, and the values of addresses that want another."""
    purchaser, manager = staff[StaffRole.PURCHASER], own[ProviderRole.MANAGER]
    agreement = physiotherapy()
    begun = _begun(own)
    questionnaire = confirmed(provider)
    assessment = judged(questionnaire)
    run = selected(agreement, [provider])
    by_vecozo = open_season(EDITION, label="eucare", channels={"oefentherapie": Channel.VECOZO}).agreements.get()
    selected(by_vecozo, [provider])
    rows = _rows(provider, agreement, by_vecozo, purchaser)
    signatory = _named(provider, manager)
    _asked(provider, purchaser)
    _paper(questionnaire)
    _outcomes(run)
    job = fail.enqueue(SCRIPT)
    DBTaskResult.objects.update(status=TaskResultStatus.FAILED)
    things = {
        "provider": provider.public_id,
        "id": provider.public_id,
        "agreement": agreement.pk,
        "appointment": Appointment.objects.get(provider=provider).pk,
        "season": agreement.season_id,
        "assessment": assessment.public_id,
        "brought": _brought(purchaser).public_id,
        "case": _case(provider, purchaser).public_id,
        "proposal": kind_risks.propose("praktijk", "hoog", SCRIPT, purchaser).public_id,
        "casefile": ask_dossier(provider, Wanted(agreement.season, SCRIPT, SCRIPT), purchaser).public_id,
        "certificate": _certificate(staff[StaffRole.LABEL_DESK]).pk,
        "completion": _completion(purchaser).public_id,
        "contact": _contact(provider).pk,
        "correction": rows["correction"],
        "delivery": brought(by_vecozo, folder, statussen="kolom\n1\n").public_id,
        "difference": rows["difference"],
        "download": _download(purchaser),
        "edition": EDITION,
        "export": exported(by_vecozo).public_id,
        "exception": _excepted(provider, agreement, manager),
        "fact": "skf_keurmerk",
        "file": EvidenceFile.objects.get().public_id,
        "grant": RoleGrant.objects.get(role=StaffRole.LABEL_DESK).pk,
        "handover": rows["handover"],
        "item": WorkItem.objects.get(closed_at=None, kind="bewijs").public_id,
        "job": job.id,
        "key": make_key(SCRIPT, manager, provider)[0].public_id,
        "kind": "tekenbevoegde",
        "letter": _letter(assessment).public_id,
        "mandate": Mandate.objects.get(provider=provider, role=ProviderRole.READER).pk,
        **_mailed(agreement, provider, purchaser),
        "note": rows["note"],
        "notice": _expiry().pk,
        "offer": offer_to(provider, agreement).public_id,
        "place": rows["place"],
        "provider_id": "oidc",
        "pk": 1,
        "questionnaire": questionnaire.public_id,
        "reopening": _reopening(questionnaire, manager),
        "replacement": _replaced(staff).pk,
        "run": run.public_id,
        "secret": feeds.make(purchaser),
        "extension": propose(agreement, CONFIRMED, date(2025, 10, 31), SCRIPT, by=manager, provider=provider).public_id,
        "signatory": signatory.pk,
        "stage": "geselecteerd",
        "state": "over-tijd",
        "term": "vragenlijst_aanbieden",
        "year": agreement.season.contract_year,
        "token": link_to(NOBODY_YET).split("/")[2],
        "what": "contactpersoon",
    }
    things |= _sampled(provider, agreement, own[ProviderRole.SIGNATORY], purchaser)
    things |= _questions(provider, own[ProviderRole.FILLER]) | _requests(provider, agreement, own[ProviderRole.FILLER])
    again = {"assessment:judge-anew": _reconsidered(assessment, manager)} | _doubted(provider, purchaser)
    return things, begun | again | _otherwise(by_vecozo, staff[StaffRole.ADMINISTRATOR])


def _excepted(provider: Provider, agreement: SeasonAgreement, by: User) -> object:
    """Ask for an exception with a file, and give the id of that."""
    kept = keep_bytes(pdf("gronden"))
    with changing("test"):
        return ExceptionRequest.objects.create(
            provider=provider, agreement=agreement, task="uitzondering_beoordelen", grounds=SCRIPT, asked_by=by,
            asked_at=clock.now(), content_hash=kept, media_type="application/pdf", name="gronden.pdf",
        ).public_id  # fmt: skip


def _sampled(provider: Provider, agreement: SeasonAgreement, signatory: User, by: User) -> dict[str, object]:
    """Let a colleague of somebody draw the provider for a sample, and let it answer with a file."""
    offer = Offer.objects.get(provider=provider, agreement=agreement)
    now, day = clock.now(), clock.today()
    with changing("test"):
        recorded = RecordedAgreement.objects.create(
            provider=provider, number=offer.number, insurer="3360", label="proef", care_type="fysiotherapie",
            concluded_on=day, valid_from=offer.term_from, source="portaal",
        )  # fmt: skip
        made = Agreement.objects.create(
            offer=offer, recorded=recorded, signed_at=now, concluded_at=now, content_hash=offer.content_hash,
            file_hash=offer.file_hash,
        )  # fmt: skip
        sample = Sample.objects.create(
            agreement=agreement, number=1, wanted=1, unit="aantal", per_variant=False, last_day=day, entry=1,
            seed="0" * 64, population=[[str(made.public_id), offer.variant]], population_hash="sha256:0",
            everybody_again=False, asked_by=by, asked_at=now, agreed_by=by, agreed_at=now,
        )  # fmt: skip
        asked = SampleRequest.objects.create(
            sample=sample, agreement=made, provider=provider, declarations=["beroepsnormen"]
        )
        answer = SampleAnswer.objects.create(request=asked, turn=1, text=SCRIPT, given_by=signatory, given_at=now)
        kept = keep_bytes(pdf("getoond"))
        file = SampleFile.objects.create(
            answer=answer, content_hash=kept, media_type="application/pdf", name="getoond.pdf"
        )
    return {"sample": sample.public_id, "sampled": asked.public_id, "sampled_file": file.public_id}


def _doubted(provider: Provider, by: User) -> dict[str, dict[str, object]]:
    """Report a signal, and give the case for the addresses of integrity: another case than that of a code."""
    case = integrity.report(provider, SCRIPT, SCRIPT, by).public_id
    return {f"integrity:{name}": {"case": case} for name in ("case", "tell", "delay", "judge", "accord")}


def _reconsidered(assessment: Assessment, by: User) -> dict[str, object]:
    """Disagree with an outcome, and give the work and the evidence that come with it."""
    asked = reconsider(assessment, SCRIPT, by)
    item = WorkItem.objects.get(kind=WorkKind.RECONSIDER, reference=str(asked.pk))
    return {"item": item.public_id, "piece": Evidence.objects.filter(provider=assessment.provider).latest("pk").pk}


def _mailed(agreement: SeasonAgreement, provider: Provider, by: User) -> dict[str, object]:
    """Write a mailing to the provider, of which it got a message, and a letter beside it."""
    message = written(subject=SCRIPT, for_whom=str(provider.public_id))
    with changing("test"):
        mailing = Mailing.objects.create(
            agreement=agreement, title=SCRIPT, subject=SCRIPT, body=SCRIPT, made_by=by, made_at=clock.now()
        )
        letter = store.keep(pdf("brief"))
        receiver = Receiver.objects.create(
            mailing=mailing, provider=provider, message=message, letter_hash=letter, done_at=clock.now()
        )
        PostRun.objects.create(mailing=mailing, file_hash=letter, letters=1, made_at=clock.now())
    path_of(letter).parent.mkdir(parents=True, exist_ok=True)
    path_of(letter).write_bytes(pdf("brief"))
    return {"mailing": mailing.public_id, "message": message.public_id, "receiver": receiver.pk}


def _rows(
    provider: Provider, agreement: SeasonAgreement, by_vecozo: SeasonAgreement, purchaser: User
) -> dict[str, object]:
    """Write one row of each kind that no builder of an app makes; give the values by which addresses name them."""
    now = clock.now()
    choice = Choice.objects.get(run__agreement=agreement, provider=provider)
    with changing("test"):
        handover = Handover.objects.create(
            agreement=agreement, to=purchaser, first_day=date(2025, 12, 1), arranged_by=purchaser, arranged_at=now
        )
        correction = Correction.objects.create(
            choice=choice, approach=False, ground=SCRIPT, made_by=purchaser, made_at=now
        )
        difference = Difference.objects.create(
            agreement=by_vecozo, kind=Kind.OTHER_VARIANT, agb_code=provider.agb_code, provider=provider, ours=SCRIPT,
            theirs="B", seen_at=now,
        )  # fmt: skip
        note = Note.objects.create(provider=provider, author=purchaser, text=SCRIPT, written_at=now)
        place = _place(provider)
    return {
        "correction": correction.pk,
        "difference": difference.pk,
        "handover": handover.pk,
        "note": note.public_id,
        "place": place.place_id,
    }


def _otherwise(by_vecozo: SeasonAgreement, administrator: User) -> dict[str, dict[str, object]]:
    """Give the values of addresses that want another one than the rest."""
    names = ("agreement", "export-new", "import-new", "compare", "differences", "differences-file")
    managing = Mandate.objects.filter(role=ProviderRole.MANAGER).order_by("pk").values_list("pk", flat=True)
    found: dict[str, dict[str, object]] = {f"exchange:{name}": {"agreement": by_vecozo.pk} for name in names}
    return found | {
        "account_reset_password_from_key": {"uidb36": "1", "key": "geen-sleutel"},
        "account_confirm_email": {"key": "geen-sleutel"},
        "manager-end": {"mandate": managing[0]},
        "api-key-withdraw": {"key": make_key(SCRIPT, administrator, None)[0].public_id},
        "question-link": {"token": _asked_by_a_stranger()},
        "request-ask": {"agreement": "fysiotherapie"},
        "request-link": {"token": _requested_by_a_stranger()},
        "request-sent": {"agreement": "fysiotherapie"},
        "policy-place": {"place": "4/nieuwe_zorgovereenkomst/1"},
        "policy-rules": {"agreement": "fysiotherapie"},
    }


def _questions(provider: Provider, by: User) -> dict[str, object]:
    """Let a practice ask twice, and answer it once."""
    answered = asked_by(provider, text=f"{SCRIPT} een vraag", user=by)
    given = Given(f"{SCRIPT} een vraag", f"{SCRIPT} een antwoord")
    return {
        "answer": answering.answer([answered], given, officer()).public_id,
        "question": asked_by(provider, text=f"{SECRET} {SCRIPT}", user=by).public_id,
    }


def _begun(own: Mapping[ProviderRole, User]) -> dict[str, dict[str, object]]:
    """Begin a questionnaire at a second practice of the same people, for the pages that fill one in."""
    second = practice("04000003", f"{SECRET} aan Zee")
    with changing("test"):
        for role, user in own.items():
            Mandate.objects.create(provider=second, user=user, role=role, valid_from=date(2020, 1, 1))
        Signatory.objects.create(
            provider=second, user=own[ProviderRole.SIGNATORY], name=SCRIPT, kvk_extract_date=date(2020, 1, 1),
            valid_from=date(2020, 1, 1), checked_at=clock.now(),
        )  # fmt: skip
    questionnaire = questionnaire_of(second)
    draft = draft_of(questionnaire)
    about: dict[str, object] = {"provider": second.public_id, "questionnaire": questionnaire.public_id}
    known = [*Pages(draft, "nl").known(), *Pages(draft, "nl").known(of_rows=True)]
    more = {"intake:group": {"name": draft.asked.groups[0].id}, "intake:wrong": {"mark": known[0].mark}}
    names = ("intake:overview", "intake:check", "intake:confirm", "intake:group", "intake:wrong")
    return {name: about | more.get(name, {}) for name in names}


def _named(provider: Provider, manager: User) -> Signatory:
    from django.core.files.base import ContentFile  # noqa: PLC0415 - beside the one place that needs it
    from django.core.files.storage import default_storage  # noqa: PLC0415 - as above

    from zorginkoop.kernel.canonical import hash_of_bytes  # noqa: PLC0415 - as above

    content_hash = hash_of_bytes(pdf("uittreksel"))
    path = f"uittreksels/{content_hash.partition(':')[2]}.pdf"
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(pdf("uittreksel")))
    return name_signatory(provider, manager, jointly=False, extract=(date(2025, 1, 1), content_hash), by=manager)


def _replaced(staff: Mapping[StaffRole, User]) -> Replacement:
    """Let somebody stand in next year, so that nobody has another role now."""
    with changing("test"):
        return Replacement.objects.create(
            absent=staff[StaffRole.LABEL_DESK], deputy=staff[StaffRole.CLAIMS_ANALYST], valid_from=date(2026, 7, 1),
            valid_until=date(2026, 7, 31), ground=SCRIPT,
        )  # fmt: skip


def _asked(provider: Provider, by: User) -> None:
    """Ask who becomes manager, as by an invitation, with an extract that came along."""
    appointment = ask(provider, NOBODY_YET, by)
    with changing("test"):
        appointment.name, appointment.extract_hash = SCRIPT, Signatory.objects.latest("pk").kvk_extract_hash
        appointment.save()


def _requests(provider: Provider, agreement: SeasonAgreement, by: User) -> dict[str, object]:
    """Let a practice ask for an agreement, with a document."""
    told = said(agreement, provider, email=by.email, adds=f"{SECRET} {SCRIPT}", care=SCRIPT)
    asked = receiving.receive(told, provider, by)
    document = receiving.add_document(asked, upload(f"{SCRIPT}.pdf", pdf("plan")))
    return {"asked": asked.public_id, "document": document.public_id}


def _asked_by_a_stranger() -> str:
    """Let somebody without an account ask; give what its link ends with."""
    return _token_about(by_a_stranger(text=SCRIPT))


def _requested_by_a_stranger() -> str:
    """Let somebody without an account ask for an agreement; give what its link ends with."""
    return _token_about(receiving.receive_from_outside(said(practice_name=SCRIPT, adds=SCRIPT)))


def _token_about(thing: Model) -> str:
    rows = Message.objects.filter(about_kind=thing._meta.label_lower, about_id=str(thing.pk))  # noqa: SLF001 - Django's name
    return link_in(rows.latest("pk")).split("/")[2]


def _case(provider: Provider, by: User) -> CodeCase:
    with changing("test"):
        return CodeCase.objects.create(
            kind=CodeCaseKind.ENDED, provider=provider, effective_on=date(2026, 1, 1), ground=SCRIPT, opened_by=by,
            opened_at=clock.now(),
        )  # fmt: skip


def _contact(provider: Provider) -> Contact:
    with changing("test"):
        return Contact.objects.create(provider=provider, name=SCRIPT, source="eigen", known_since=date(2025, 1, 1))


def _certificate(user: User) -> ClientCertificate:
    with changing("test"):
        return ClientCertificate.objects.create(
            user=user, fingerprint="0" * 64, subject=SCRIPT, valid_until=date(2026, 1, 1), added_at=clock.now()
        )


def _brought(by: User) -> RegisterImport:
    """Bring a table in which everything is wrong, and have it looked through."""
    brought, _before = bring(
        [("aanbieders", upload("a.csv", f"aanbieder\n{SCRIPT}\n".encode()))], complete=False, by=by
    )
    check_import.call(brought.pk)
    return brought


def _place(provider: Provider) -> PublishedPlace:
    return PublishedPlace.objects.create(
        place_id=provider.public_id, provider_name="Fysiotherapie Gevonden", location_name=SCRIPT, care_type="04",
        care_title="Fysiotherapie", insurer="3360", label="aevitae", product_type="natura", contract_year=2026,
        status=PublicStatus.CONTRACTED, visible_from=date(2025, 1, 1), as_of=date(2025, 1, 1),
    )  # fmt: skip
