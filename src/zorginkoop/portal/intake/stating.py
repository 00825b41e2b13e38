"""Let what providers state be facts of the register: from today, with its source, in the place of what they said today.

Both ways in come through here: a questionnaire that is confirmed in this portal, and answers that arrive by exchange.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from zorginkoop.portal import clock
from zorginkoop.portal.register.models import Employment, Fact, Provider

PROVIDER, PERSON, ROW = "aanbieder", "persoon", "rij"
NO_CODES = "leeg"  # how an answer says that there is not one code
# facts of a person that stand in columns of the register's own table of who works where
COLUMNS = {"uren_hier": "hours_here", "dienstverband": "contract_form"}
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that a provider states, about itself or about one of its rows."""

    subject: str  # aanbieder, persoon, or the kind of a row
    row: str  # the code or name of the row; empty for the provider itself
    name: str
    text: str
    year: int | None = None

    @property
    def in_a_column(self) -> bool:
        """Whether the register has a column of its own for it."""
        return self.subject == PERSON and self.name in COLUMNS


Stated = Mapping[Provider, Sequence[Statement]]


def state(care_group: str, stated: Stated, source: str) -> None:
    """Write down what providers state, as facts for the policies of a care group; call it inside `changing`."""
    _write_facts(care_group, stated, source)
    _write_employments(stated, source)


def _write_facts(care_group: str, stated: Stated, source: str) -> None:
    today, moment = clock.today(), clock.now()
    facts = [_fact(care_group, provider, one, source) for provider, one in _each(stated) if not one.in_a_column]
    said = {_about(fact): fact for fact in facts}
    standing = Fact.objects.standing().filter(
        provider__in=stated, care_group=care_group, known_since=today, name__in={fact.name for fact in facts}
    )
    earlier = [fact for fact in standing if _about(fact) in said]  # of one day the later statement counts
    for fact in earlier:
        said[_about(fact)].entered_at = moment
    Fact.objects.filter(pk__in=[fact.pk for fact in earlier]).update(withdrawn_at=moment)
    Fact.objects.bulk_create(said.values(), AT_ONCE)


def _fact(care_group: str, provider: Provider, one: Statement, source: str) -> Fact:
    return Fact(
        provider=provider,
        subject_kind=one.subject if one.subject in (PROVIDER, PERSON) else ROW,
        subject_id=one.row or provider.agb_code,
        name=one.name,
        care_group=care_group,
        year=one.year,
        text=one.text or NO_CODES,
        source=source,
        known_since=clock.today(),
    )


def _about(fact: Fact) -> tuple[int, str, str, str, int | None]:
    return (fact.provider_id, fact.subject_kind, fact.subject_id, fact.name, fact.year)


def _write_employments(stated: Stated, source: str) -> None:
    """Take each row that changes back and add it anew, as the provider states it."""
    columns: dict[tuple[int, str], dict[str, str]] = defaultdict(dict)
    for provider, one in _each(stated):
        if one.in_a_column:
            columns[provider.pk, one.row][COLUMNS[one.name]] = one.text
    if not columns:
        return
    standing = Employment.objects.standing().filter(provider__in=stated, person_agb__in={code for _, code in columns})
    changed = []
    for row in standing.order_by("pk"):
        changes = columns.get((row.provider_id, row.person_agb), {})
        if any(getattr(row, column) != text for column, text in changes.items()):
            changed.append((row.pk, row, changes))
    moment = clock.now()
    Employment.objects.filter(pk__in=[pk for pk, _, _ in changed]).update(withdrawn_at=moment)
    for _, row, changes in changed:
        row.pk, row._state.adding = None, True
        row.source, row.known_since, row.entered_at = source, clock.today(), moment
        for column, text in changes.items():
            setattr(row, column, text)
    Employment.objects.bulk_create([row for _, row, _ in changed], AT_ONCE)


def _each(stated: Stated) -> Iterator[tuple[Provider, Statement]]:
    for provider, statements in stated.items():
        for one in statements:
            yield provider, one
