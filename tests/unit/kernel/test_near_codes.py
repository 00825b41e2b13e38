"""A code that is nearly one that the policy names is taken for a slip, and told; one that is really another is not."""

from __future__ import annotations

import pytest

from zorginkoop.kernel.facts import read_value
from zorginkoop.kernel.tree import FactDeclaration, Phrase

NAMED = ("ra_langdurig", "hkz_vvt", "04", "1011")
PERFORMANCE = FactDeclaration("prestatie", "declaratieregel", "code", Phrase(), "eigen_administratie", named=NAMED)


@pytest.mark.parametrize("slip", ["ra_langdurg", "ra_langdurigg", "Ra_Langdurig"])
def test_a_slip_is_told_with_what_was_meant(slip: str) -> None:
    with pytest.raises(ValueError, match="bedoelt u 'ra_langdurig'"):
        read_value(PERFORMANCE, slip)


@pytest.mark.parametrize("other", ["zitting", "ra_kort", "hkz", "07", "1012", "ra_langdurig"])
def test_another_code_stays_what_it_is(other: str) -> None:
    assert read_value(PERFORMANCE, other) == other
