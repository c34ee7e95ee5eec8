"""A case of a few lines: everything else is filled in, wide, and named."""

from __future__ import annotations

from pathlib import Path

import pytest

from modusvivendi.case import Quantity, load_case
from modusvivendi.case.defaults import quantity
from modusvivendi.case.notes import notes_on
from modusvivendi.errors import InputError
from modusvivendi.strategy import strategies_for
from modusvivendi.study import Study, run_study
from modusvivendi.theory import load_theory

SHORT = """
name: river_district
as_of: 2026-06-30
issues:
  - {id: clinics, title: Clinics open to all, domain: relief, own_benefit: 0.6}
  - {id: girls_school, title: Girls' schools, domain: rights, politicisation: [0.7, 1.0]}
  - {id: detainees, title: Detainees freed, domain: diplomatic}
blocs:
  - {id: envoys, title: Envoys, kind: mediators, demands: [clinics]}
"""


def written(folder: Path, text: str) -> Path:
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_few_lines_make_a_case_that_runs(tmp_path: Path) -> None:
    case = load_case(written(tmp_path, SHORT))
    assert len(case.segments) == 2 and case.leader.id == "leadership"
    assert not case.rivals and not case.hazards and case.record is None
    assert [c.id for c in case.countries] == ["ENVOYS"]
    assert list(case.bloc("envoys").demands) == ["clinics"]
    able, out = strategies_for(case)
    assert len(able) == 7 and not out
    run_study(Study(case=case, theories=(load_theory("leverage"),), strategies=tuple(able), futures=4, months=24))


def test_everything_that_was_filled_in_is_named_and_says_that_it_is_a_judgement(tmp_path: Path) -> None:
    case = load_case(written(tmp_path, SHORT))
    named = set(case.defaults)
    assert {"begins", "countries", "groups", "positions", "issues.clinics.politicisation", "initial.revenue"} <= named
    assert "issues.clinics.own_benefit" not in named and "issues.girls_school.politicisation" not in named
    for name in sorted(named):
        section, _, rest = name.partition(".")
        if section == "issues" and rest.count(".") == 1 and " at " not in rest:
            issue, field = rest.split(".")
            value = getattr(case.issue(issue), field)
            if isinstance(value, Quantity):
                assert value.source.startswith(("judgement, range", "definition")), name
    assert any("stand at wide defaults" in note and "issues (" in note for note in notes_on(case))


def test_defaults_are_wide(tmp_path: Path) -> None:
    case = load_case(written(tmp_path, SHORT))
    for field in ("politicisation", "visibility", "own_benefit", "delegation", "outsider_value"):
        level: Quantity = getattr(case.issue("detainees"), field)
        assert level.high - level.low >= 0.4, field


@pytest.mark.parametrize(
    ("short", "value", "ends"),
    [
        (0.7, 0.7, (0.55, 0.85)),
        (1, 0.985, (0.85, 1.0)),
        ([0.2, 0.6], 0.4, (0.2, 0.6)),
        ({"range": [0.2, 0.6], "why": "So."}, 0.4, (0.2, 0.6)),
    ],
)
def test_a_number_may_be_written_short(short: object, value: float, ends: tuple[float, float]) -> None:
    read = Quantity.model_validate(quantity(short))  # type: ignore[arg-type]
    assert read.value == pytest.approx(value)
    assert read.range == pytest.approx(ends)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("domain: relief", "domain: releif", "domain"),
        ("name: river_district\n", "", "name: missing"),
        ("as_of: 2026-06-30\n", "", "snapshots: name the days"),
        ("kind: mediators", "kind: mediator", "kind"),
        ("demands: [clinics]", "demands: [clinic]", "unknown 'clinic'; did you mean 'clinics'"),
        ("own_benefit: 0.6", "own_benfit: 0.6", "own_benfit: unknown field"),
        ("own_benefit: 0.6", "own_benefit: high", "own_benefit"),
    ],
)
def test_a_fault_of_a_short_case_is_one_clear_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        load_case(written(tmp_path, SHORT.replace(old, new)))
    assert message in str(caught.value) and "\n" not in str(caught.value)
