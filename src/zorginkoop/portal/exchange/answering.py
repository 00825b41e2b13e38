"""Let answers that were confirmed at VECOZO be facts of the register."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from zorginkoop.portal import clock
from zorginkoop.portal.exchange.models import ReceivedAnswer
from zorginkoop.portal.register.models import Employment, Fact, Provider

SOURCE = "opgave, via VECOZO"
PROVIDER, PERSON, ROW = "aanbieder", "persoon", "rij"
NO_CODES = "leeg"
# facts of a person that stand in columns of the register's own table of who works where
COLUMNS = {"uren_hier": "hours_here", "dienstverband": "contract_form"}
AT_ONCE = 500
Told = Mapping[Provider, Sequence[ReceivedAnswer]]


def write_answers(care_group: str, told: Told) -> None:
    """Let the answers of providers be facts of the register from today; call it inside `changing`."""
    _write_facts(care_group, told)
    _write_employments(told)


def _in_a_column(answer: ReceivedAnswer) -> bool:
    return answer.subject == PERSON and answer.question in COLUMNS


def _write_facts(care_group: str, told: Told) -> None:
    today, moment = clock.today(), clock.now()
    facts = [_fact(care_group, provider, one) for provider, one in _each(told) if not _in_a_column(one)]
    standing = Fact.objects.standing().filter(
        provider__in=told, care_group=care_group, year=None, known_since=today, name__in={fact.name for fact in facts}
    )
    said = {_about(fact): fact for fact in facts}
    earlier = [fact for fact in standing if _about(fact) in said]  # of one day the later statement counts
    for fact in earlier:
        said[_about(fact)].entered_at = moment
    Fact.objects.filter(pk__in=[fact.pk for fact in earlier]).update(withdrawn_at=moment)
    Fact.objects.bulk_create(facts, AT_ONCE)


def _fact(care_group: str, provider: Provider, one: ReceivedAnswer) -> Fact:
    return Fact(
        provider=provider,
        subject_kind=one.subject if one.subject in (PROVIDER, PERSON) else ROW,
        subject_id=one.row or provider.agb_code,
        name=one.question,
        care_group=care_group,
        text=one.text or NO_CODES,
        source=SOURCE,
        known_since=clock.today(),
    )


def _about(fact: Fact) -> tuple[int, str, str, str]:
    return (fact.provider_id, fact.subject_kind, fact.subject_id, fact.name)


def _write_employments(told: Told) -> None:
    """Take each row that changes back and add it anew, as the provider states it."""
    columns: dict[tuple[int, str], dict[str, str]] = defaultdict(dict)
    for provider, one in _each(told):
        if _in_a_column(one):
            columns[provider.pk, one.row][COLUMNS[one.question]] = one.text
    if not columns:
        return
    changed = []
    standing = Employment.objects.standing().filter(provider__in=told, person_agb__in={code for _, code in columns})
    for row in standing.order_by("pk"):
        changes = columns.get((row.provider_id, row.person_agb), {})
        if any(getattr(row, column) != text for column, text in changes.items()):
            changed.append((row.pk, row, changes))
    moment = clock.now()
    Employment.objects.filter(pk__in=[pk for pk, _, _ in changed]).update(withdrawn_at=moment)
    for _, row, changes in changed:
        row.pk, row._state.adding = None, True
        row.source, row.known_since, row.entered_at = SOURCE, clock.today(), moment
        for column, text in changes.items():
            setattr(row, column, text)
    Employment.objects.bulk_create([row for _, row, _ in changed], AT_ONCE)


def _each(told: Told) -> Iterator[tuple[Provider, ReceivedAnswer]]:
    for provider, answers in told.items():
        for one in answers:
            yield provider, one


def latest(answers: Iterable[ReceivedAnswer]) -> list[ReceivedAnswer]:
    """Give the last answer to each question; they come in the order in which they were given."""
    return list({(one.subject, one.row, one.question): one for one in answers}.values())
