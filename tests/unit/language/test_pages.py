"""The pages that show how a policy is written are themselves read by the language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from zorginkoop.kernel.confirmed_source import ConfirmedSource
from zorginkoop.kernel.date_rule import DateRule
from zorginkoop.kernel.formula_source import ShareSource
from zorginkoop.kernel.language import ConditionSource, LayerSource, PartSource, RouteSource, TermSource, TextSource
from zorginkoop.policies.readings import Chosen, choose_readings
from zorginkoop.policies.strict_yaml import read_yaml

DOCS = Path(__file__).parents[3] / "docs"
PAGES = (DOCS / "decisions/0001-how-the-language-says-it.md", DOCS / "language.md", DOCS / "contract-status.md")
MODELS: dict[str, type[BaseModel]] = {
    "voorwaarde": ConditionSource,
    "route": RouteSource,
    "onderdeel": PartSource,
    "laag": LayerSource,
    "datum": DateRule,
    "tekst": TextSource,
    "looptijd": TermSource,
    "formule": ShareSource,
    "bewust": ConfirmedSource,
}
BLOCKS = [
    (page.name, kind, text)
    for page in PAGES
    for kind, text in re.findall(r"```yaml (\w+)\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
]
READINGS = {"AMB-35": ("R1", "R2")}


@pytest.mark.parametrize(("page", "kind", "text"), BLOCKS, ids=[re.sub(r"\W+", " ", text)[:40] for *_, text in BLOCKS])
def test_every_block_is_read_by_its_model(page: str, kind: str, text: str) -> None:
    document = read_yaml(text, page)
    for option in ("R1", "R2"):
        chosen = {name: Chosen(option, frozenset(options)) for name, options in READINGS.items()}
        plain, problems = choose_readings(document, chosen)
        assert not problems
        assert MODELS[kind].model_validate(plain.plain) is not None


def test_the_page_of_the_language_has_a_block_for_every_kind_of_node() -> None:
    assert {kind for name, kind, _ in BLOCKS if name == "language.md"} == set(MODELS)


def test_a_reference_with_other_keys_beside_it_is_refused() -> None:
    with pytest.raises(ValidationError, match="naast 'voorwaarde' gaat alleen_als verloren"):
        ConditionSource.model_validate({"voorwaarde": "een", "alleen_als": {"feit": "twee"}})
