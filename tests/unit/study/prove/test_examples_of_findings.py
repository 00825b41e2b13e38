from __future__ import annotations

from support.crooked import POLICY, proved
from zorginkoop.kernel.assess import assess
from zorginkoop.kernel.explain import explain
from zorginkoop.policies.facts_file import read_facts
from zorginkoop.policies.strict_yaml import read_yaml
from zorginkoop.policies.yaml_writer import write_yaml
from zorginkoop.study.prove.example_file import facts_content


def test_an_example_written_as_a_facts_file_comes_to_what_was_told() -> None:
    found = proved(POLICY.parent)
    shown = [(one, one.case) for one in found.findings if one.case is not None]
    assert {str(one.check) for one, _ in shown} >= {"gat", "overlap", "volgt_uit_ander"}
    for finding, case in shown:
        agreement = found.compiled[finding.agreement]
        text = write_yaml(facts_content(case.subject, case.on, agreement))
        file = read_facts(read_yaml(text, "voorbeeld.yaml"), found.edition, agreement.subject)
        outcome = assess(agreement, file.subject, file.key, case.on)
        assert " ".join(explain(outcome, "nl").summary[:1]) == case.comes_to.nl
        assert case.subject.name.startswith("Verzonnen")


def test_the_example_of_a_gap_falls_between_the_rows() -> None:
    (case,) = (one.case for one in proved(POLICY.parent).findings if one.check == "gat" and one.case)
    assert {name: records[0].text for name, records in case.subject.facts.items()} == {
        "certificaat": "ja",
        "omvang": "10",
    }
    assert case.comes_to.nl == "Niet benaderd."
