"""The record of a finding: what it refuses, and how its sentence is made."""

from __future__ import annotations

import pandas as pd
import pytest

from modusvivendi.findings import Fact, Finding, Report, Table


def lead(**changes: object) -> Finding:
    given: dict[str, object] = {
        "id": "run.lead", "question": "Which strategy leads?", "claim": "`{best}` leads by {by:2}",
        "facts": {"best": Fact(value="piecemeal"), "by": Fact(value=0.0123, low=0.01, high=0.02, interval="sampling error", level=0.95)},
    }  # fmt: skip
    return Finding(**{**given, **changes})  # type: ignore[arg-type]


def test_the_sentence_is_the_claim_with_its_facts() -> None:
    assert lead().sentence == "`piecemeal` leads by 0.012"


def test_a_claim_may_name_only_its_facts() -> None:
    with pytest.raises(ValueError, match=r"names \['worst'\]"):
        lead(claim="{best} beats {worst}")


@pytest.mark.parametrize("name", ["Run.lead", "run lead", "", "run..lead", "1run"])
def test_ids_are_plain(name: str) -> None:
    with pytest.raises(ValueError, match="id of a finding|of a finding"):
        lead(id=name)


def test_an_interval_says_what_it_is() -> None:
    with pytest.raises(ValueError, match="both ends"):
        Fact(value=1.0, low=0.5)
    with pytest.raises(ValueError, match="says what it is"):
        Fact(value=1.0, low=0.5, high=1.5)
    with pytest.raises(ValueError, match="says what it is"):
        Fact(value=1.0, interval="spread")
    assert Fact(value=1.0, low=0.5, high=1.5, interval="spread").half == 0.5


def report(*findings: Finding) -> Report:
    return Report(title="A case", kind="study 1", basis="8 futures; weights of theories: uniform.", findings=findings)


def test_findings_of_one_question_stand_together() -> None:
    other = lead(id="run.other", question="Else?")
    again = lead(id="run.again", headline=True)
    found = report(lead(), other, again)
    assert [(q, [f.id for f in fs]) for q, fs in found.by_question()] == [
        ("Which strategy leads?", ["run.lead", "run.again"]),
        ("Else?", ["run.other"]),
    ]
    assert found.headlines == (again,)
    assert found.finding("run.other") is other


def test_ids_and_names_of_tables_are_unique() -> None:
    with pytest.raises(ValueError, match=r"same id: \['run.lead'\]"):
        report(lead(), lead())
    table = Table(name="means", caption="Means", frame=pd.DataFrame({"a": [1]}))
    with pytest.raises(ValueError, match="two tables are named 'means'"):
        report(lead(tables=(table,)), lead(id="run.b", tables=(table,))).tables()
