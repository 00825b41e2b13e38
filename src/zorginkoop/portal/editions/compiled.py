"""The policy of a season, loaded and compiled once in each process: by the rules that were kept for it."""

from __future__ import annotations

from copy import copy
from functools import lru_cache

from django.conf import settings

from zorginkoop.kernel.ask import Asker
from zorginkoop.kernel.assess import ContractKey, Judge
from zorginkoop.kernel.compile import CompiledAgreement, Installation, LoadedEdition, compile_agreement
from zorginkoop.policies.codings import texts_in
from zorginkoop.policies.loading import HERE, EditionFolder, edition_folder, load_edition, load_installation, load_texts
from zorginkoop.portal.editions.models import RuleText, Season, SeasonAgreement


@lru_cache(maxsize=1)
def installation() -> Installation:
    """Give the values of this installation."""
    return load_installation(settings.VALUES_FILE)


@lru_cache(maxsize=32)
def edition_of(name: str) -> LoadedEdition:
    """Load an edition as its files are now, by name or by the hash of its content."""
    return load_edition(edition_folder(name), installation())


def rules_of(season: Season) -> LoadedEdition:
    """Give the edition of a season as it was kept for it."""
    return rules_by(season.edition, season.edition_hash)


@lru_cache(maxsize=64)
def rules_by(edition: str, content_hash: str) -> LoadedEdition:
    """Give an edition by the hash of its rules, as they were kept; of before rules were kept, as its files are now."""
    kept = RuleText.objects.filter(content_hash=content_hash).first()
    if kept is None:
        return edition_of(edition)
    texts = texts_in(kept.canonical_bytes, f"bewaarde regels van {edition}")
    return load_texts(EditionFolder(edition, HERE / edition), texts, installation())


@lru_cache(maxsize=128)
def _compiled_by(edition: str, content_hash: str, agreement: str, year: int) -> CompiledAgreement:
    """Compile one agreement by the rules that a hash names."""
    return compile_agreement(rules_by(edition, content_hash), agreement, installation(), year)


def as_if(agreement: SeasonAgreement, content_hash: str) -> SeasonAgreement:
    """Give an agreement as if its season ran by other rules, to judge and ask by; it is never saved."""
    like, like.season = copy(agreement), copy(agreement.season)
    like.season.edition_hash = content_hash
    return like


def compiled(agreement: SeasonAgreement) -> CompiledAgreement:
    """Give the rules of an agreement of a season."""
    return _compiled_by(*_named(agreement))


def judge_of(agreement: SeasonAgreement) -> Judge:
    """Give the judge of an agreement of a season; its tests are turned into functions once."""
    return _judge_by(*_named(agreement))


def asker_of(agreement: SeasonAgreement) -> Asker:
    """Give who asks by an agreement of a season; its conditions are walked once."""
    return _asker_by(*_named(agreement))


def _named(agreement: SeasonAgreement) -> tuple[str, str, str, int]:
    season = agreement.season
    return season.edition, season.edition_hash, agreement.name, season.contract_year


@lru_cache(maxsize=128)
def _judge_by(edition: str, content_hash: str, agreement: str, year: int) -> Judge:
    """Give the judge of one agreement by the rules that a hash names."""
    return Judge(_compiled_by(edition, content_hash, agreement, year).agreement)


@lru_cache(maxsize=128)
def _asker_by(edition: str, content_hash: str, agreement: str, year: int) -> Asker:
    """Give who asks by one agreement by the rules that a hash names."""
    return Asker(_compiled_by(edition, content_hash, agreement, year).agreement)


def contract_key(season: Season) -> ContractKey:
    """Give for whom the outcomes of a season count."""
    return ContractKey(season.insurer, season.label, season.product_type, season.contract_year)
