"""Who one can be in a demo: plainly made-up people, one for each role at the purchaser and at a practice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password

from zorginkoop.portal.accounts.models import RoleGrant, User
from zorginkoop.portal.accounts.roles import ProviderRole, StaffRole
from zorginkoop.portal.audit.log import changing

PASSWORD = "alles is hier verzonnen"  # noqa: S105 - of people who do not exist, on a page that everybody sees
SINCE = date(2023, 1, 1)
GROUND = "oefening"


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody to sign in as."""

    email: str
    name: str
    role: StaffRole | ProviderRole
    what: str = ""  # what this person shows, where the role does not say it


PURCHASER = Login("zorginkoper@verzonnen.example", "Ina Verzonnen", StaffRole.PURCHASER)
SECOND_PURCHASER = Login("collega@verzonnen.example", "Koos Bedacht", StaffRole.PURCHASER, "de tweede persoon")
STAFF = (
    PURCHASER,
    SECOND_PURCHASER,
    Login("beleid@verzonnen.example", "Bo Denkbeeld", StaffRole.POLICY_OFFICER),
    Login("integriteit@verzonnen.example", "Imke Ingebeeld", StaffRole.INTEGRITY_OFFICER),
    Login("loket@verzonnen.example", "Lies Loos", StaffRole.LABEL_DESK),
    Login("analist@verzonnen.example", "Dirk Droomsma", StaffRole.CLAIMS_ANALYST),
    Login("auditor@verzonnen.example", "Anna Abstract", StaffRole.AUDITOR),
    Login("beheer@verzonnen.example", "Bert Bedenksel", StaffRole.ADMINISTRATOR),
    Login("beheer2@verzonnen.example", "Fien Fictie", StaffRole.ADMINISTRATOR, "de tweede beheerder"),
)
SIGNATORY = Login("tekenbevoegde@verzonnen.example", "Tess Verzinsel", ProviderRole.SIGNATORY)
FILLER = Login("invuller@verzonnen.example", "Ivo Nepman", ProviderRole.FILLER)
PRACTICE = (
    SIGNATORY,
    FILLER,
    Login("praktijkbeheer@verzonnen.example", "Pim Zomaar", ProviderRole.MANAGER),
    Login("lezer@verzonnen.example", "Lena Leesgraag", ProviderRole.READER),
)
MATERNITY = Login("kraamzorg@verzonnen.example", "Kea Kraamstra", ProviderRole.SIGNATORY, "kraamzorg")
DIALYSIS = Login("dialyse@verzonnen.example", "Dina Dromer", ProviderRole.SIGNATORY, "een dialysecentrum")
REHABILITATION = Login("revalidatie@verzonnen.example", "Rik Raadsel", ProviderRole.SIGNATORY, "een revalidatiecentrum")
PHARMACY = Login("apotheek@verzonnen.example", "Abel Apart", ProviderRole.SIGNATORY, "een losse apotheek")
PHARMACY_GROUP = Login(
    "apotheekgroep@verzonnen.example", "Griet Groepsma", ProviderRole.SIGNATORY, "drie apotheken van een groep"
)
TRANSPORT = Login("vervoer@verzonnen.example", "Vera Vervoerder", ProviderRole.SIGNATORY, "vervoersregie")
ELSEWHERE = (MATERNITY, DIALYSIS, REHABILITATION, PHARMACY, PHARMACY_GROUP, TRANSPORT)
LOGINS = (*STAFF, *PRACTICE, *ELSEWHERE)


def make_people() -> dict[Login, User]:
    """Make everybody, with the roles at the purchaser; those at practices come with the practices."""
    people = {}
    kept = make_password(PASSWORD)  # once: making it is slow on purpose
    with changing("demo.people") as change:
        for number, login in enumerate(LOGINS, start=1):
            user = User.objects.create_user(login.email, login.name)
            phone = f"000 000 00 {number:02}" if login in STAFF else ""  # no number that exists begins so
            User.objects.filter(pk=user.pk).update(password=kept, phone=phone)
            if isinstance(login.role, StaffRole):
                RoleGrant.objects.create(user=user, role=login.role, valid_from=SINCE, ground=GROUND)
            people[login] = user
        change.details["people"] = len(people)
    return people


def demo_is_here() -> bool:
    """Tell whether the people of the demo are in the database."""
    return User.objects.filter(email=PURCHASER.email).exists()
