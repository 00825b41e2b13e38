"""Make a mailing ready: who gets it, what it says, and who is left out. Until a second person agreed all can change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.models import User
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.editions.models import SeasonAgreement
from zorginkoop.portal.mail.outbox import is_address
from zorginkoop.portal.mailings import fields
from zorginkoop.portal.mailings.models import Mailing, MailingState, Receiver
from zorginkoop.portal.register.models import Provider
from zorginkoop.portal.selection.sending import contacts_of

_AT_ONCE = 500
_SHOWN = 5


class CannotError(Exception):
    """Why something cannot be done now, in words for the person who asked; there may be several reasons."""

    def __init__(self, *reasons: str) -> None:
        """Say what is in the way."""
        super().__init__(" ".join(reasons))
        self.reasons = reasons


def make(  # noqa: PLR0913 - what a mailing begins with
    agreement: SeasonAgreement,
    title: str,
    providers: Iterable[int],
    by: User,
    *,
    audience: Mapping[str, str],
    all_by_letter: bool = False,
) -> Mailing:
    """Begin a mailing to providers, with a first text to go on from; each is written to where it can be reached."""
    with changing("mailings.made", all_by_letter=int(all_by_letter)) as change:
        change.about = mailing = Mailing.objects.create(
            agreement=agreement, title=title.strip(), audience=dict(audience), all_by_letter=all_by_letter,
            subject=_FIRST_SUBJECT, body=_FIRST_BODY, made_by=by, made_at=clock.now(), hands=[by.pk],
        )  # fmt: skip
        number = 0
        for batch in _batches(providers):
            Receiver.objects.bulk_create(_receivers(mailing, batch))
            number += len(batch)
        change.details["receivers"] = number
        if not number:
            raise CannotError(_("Er is niemand die aan deze vraag voldoet. Kies ruimer."))
    return mailing


_FIRST_SUBJECT = "Overeenkomst {overeenkomst} {jaar}, AGB-code {agb}"
_FIRST_BODY = """Geachte heer of mevrouw,

Wij schrijven {naam} over de overeenkomst {overeenkomst} {jaar}.

Op uw eigen pagina ziet u hoe het ervoor staat:
{pagina}

Met vriendelijke groet,
"""


def _batches(numbers: Iterable[int]) -> Iterator[list[Provider]]:
    batch: list[int] = []
    for number in dict.fromkeys(numbers):
        batch.append(number)
        if len(batch) == _AT_ONCE:
            yield _providers(batch)
            batch = []
    if batch:
        yield _providers(batch)


def _providers(numbers: list[int]) -> list[Provider]:
    return list(Provider.objects.filter(pk__in=numbers).order_by("pk"))


def _receivers(mailing: Mailing, providers: list[Provider]) -> Iterator[Receiver]:
    found = {} if mailing.all_by_letter else contacts_of(providers)
    for provider in providers:
        address = found.get(provider.pk, "")
        yield Receiver(mailing=mailing, provider=provider, address=address if is_address(address) else "")


def write(mailing: Mailing, subject: str, body: str, by: User) -> Mailing:
    """Keep the text; CannotError names everything that is wrong with its fields, with the place."""
    wrong = [_("Onderwerp, %s") % one for one in fields.problems(subject)]
    wrong += [_("Tekst, %s") % one for one in fields.problems(body)]
    if wrong:
        raise CannotError(*wrong)
    with changing("mailings.written", about=mailing):
        mailing = draft(mailing)
        mailing.subject, mailing.body = " ".join(subject.split()), body.replace("\r\n", "\n").strip() + "\n"
        _touched(mailing, by, "subject", "body")
    return mailing


def leave_out(mailing: Mailing, receiver: Receiver, reason: str, by: User) -> None:
    """Leave one provider out, with the reason."""
    if not reason.strip():
        raise CannotError(_("Schrijf op waarom deze aanbieder niets krijgt."))
    with changing("mailings.left_out", about=mailing, for_whom=receiver.provider.public_id):
        mailing = draft(mailing)
        Receiver.objects.filter(pk=receiver.pk, mailing=mailing, excluded_at=None).update(
            excluded_by=by, excluded_at=clock.now(), exclusion=reason.strip()
        )
        _touched(mailing, by)


def take_in(mailing: Mailing, receiver: Receiver, by: User) -> None:
    """Let a provider that was left out get it after all."""
    with changing("mailings.taken_in", about=mailing, for_whom=receiver.provider.public_id):
        mailing = draft(mailing)
        Receiver.objects.filter(pk=receiver.pk, mailing=mailing).update(
            excluded_by=None, excluded_at=None, exclusion=""
        )
        _touched(mailing, by)


def included(mailing: Mailing) -> QuerySet[Receiver]:
    """Give who gets the mailing, in the order in which it goes out."""
    return Receiver.objects.filter(mailing=mailing, excluded_at=None).order_by("pk")


def refresh_addresses(mailing: Mailing) -> None:
    """Look once more where everybody can be reached; inside a change, before somebody is asked to agree."""
    last = 0
    while batch := list(included(mailing).filter(pk__gt=last).select_related("provider")[:_AT_ONCE]):
        last = batch[-1].pk
        found = {} if mailing.all_by_letter else contacts_of([one.provider for one in batch])
        moved = []
        for one in batch:
            address = found.get(one.provider_id, "")
            address = address if is_address(address) else ""
            if address != one.address:
                one.address = address
                moved.append(one)
        if moved:
            Receiver.objects.bulk_update(moved, ["address"])


def unfit(mailing: Mailing) -> list[str]:
    """Say everything that stands between a mailing and the accord of a colleague."""
    found = []
    text = f"{mailing.subject}\n{mailing.body}"
    if not mailing.subject.strip() or not mailing.body.strip():
        found.append(_("Schrijf eerst een onderwerp en een tekst."))
    numbers = included(mailing).aggregate(all=Count("pk"), placeless=Count("pk", filter=Q(provider__place="")))
    if not numbers["all"]:
        found.append(_("Er is niemand die dit krijgt."))
    named = fields.used(text)
    if "plaats" in named and numbers["placeless"]:
        words = ngettext(
            "Van %(number)d ontvanger is geen plaats bekend (%(names)s). Haal {plaats} uit de tekst of laat hem weg.",
            "Van %(number)d ontvangers is geen plaats bekend (%(names)s). Haal {plaats} uit de tekst of laat ze weg.",
            numbers["placeless"],
        )
        first = included(mailing).filter(provider__place="").values_list("provider__agb_code", flat=True)[:_SHOWN]
        found.append(words % {"number": numbers["placeless"], "names": ", ".join(first)})
    empty = fields.Values(mailing.agreement, []).empty()
    found += [
        _("Voor {%(name)s} is niets bekend bij deze overeenkomst. Haal het uit de tekst.") % {"name": name}
        for name in empty
        if name in named
    ]
    return found


def draft(mailing: Mailing) -> Mailing:
    """Give a mailing as it is now, for nobody else to change meanwhile; CannotError when it is no concept any more."""
    found = locked(mailing.pk)
    if found.state != MailingState.DRAFT:
        raise CannotError(_("Deze mailing ligt al bij een collega of is al verstuurd. Er verandert niets meer in."))
    return found


def locked(number: int) -> Mailing:
    """Give a mailing for nobody else to change until this change is kept."""
    rows = Mailing.objects.select_for_update(of=("self",)).select_related("agreement__season", "agreement__owner")
    return rows.get(pk=number)


def _touched(mailing: Mailing, by: User, *changed: str) -> None:
    mailing.hands = sorted({*mailing.hands, by.pk})
    mailing.save(update_fields=["hands", *changed])
