"""The policy of a season, loaded and compiled once in each process."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from zorginkoop.kernel.ask import Asker
from zorginkoop.kernel.assess import ContractKey, Judge
from zorginkoop.kernel.compile import CompiledAgreement, Installation, LoadedEdition, compile_agreement
from zorginkoop.policies.loading import edition_folder, load_edition, load_installation
from zorginkoop.portal.editions.models import Season, SeasonAgreement


@lru_cache(maxsize=1)
def installation() -> Installation:
    """Give the values of this installation."""
    return load_installation(settings.VALUES_FILE)


@lru_cache(maxsize=32)
def edition_of(name: str) -> LoadedEdition:
    """Load an edition by name or by the hash of its content."""
    return load_edition(edition_folder(name), installation())


@lru_cache(maxsize=128)
def _compiled(edition: str, agreement: str, year: int) -> CompiledAgreement:
    return compile_agreement(edition_of(edition), agreement, installation(), year)


def compiled(agreement: SeasonAgreement) -> CompiledAgreement:
    """Give the rules of an agreement of a season."""
    season = agreement.season
    return _compiled(season.edition, agreement.name, season.contract_year)


def judge_of(agreement: SeasonAgreement) -> Judge:
    """Give the judge of an agreement of a season; its tests are turned into functions once."""
    return _judge(agreement.season.edition, agreement.name, agreement.season.contract_year)


def asker_of(agreement: SeasonAgreement) -> Asker:
    """Give who asks by an agreement of a season; its conditions are walked once."""
    return _asker(agreement.season.edition, agreement.name, agreement.season.contract_year)


@lru_cache(maxsize=128)
def _judge(edition: str, agreement: str, year: int) -> Judge:
    return Judge(_compiled(edition, agreement, year).agreement)


@lru_cache(maxsize=128)
def _asker(edition: str, agreement: str, year: int) -> Asker:
    return Asker(_compiled(edition, agreement, year).agreement)


def contract_key(season: Season) -> ContractKey:
    """Give for whom the outcomes of a season count."""
    return ContractKey(season.insurer, season.label, season.product_type, season.contract_year)
