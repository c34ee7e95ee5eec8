"""Cases of any shape load, run and are weighed: no crash, no number that is not one, no silent default."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import modusvivendi as mv
from case.random_cases import MOST, Shape, random_case, random_shape
from modusvivendi.case import load_case
from modusvivendi.evidence.likelihood.model import NAMES, Model
from modusvivendi.evidence.record.arrays import read_inputs, read_rows
from modusvivendi.render.data import report_data
from modusvivendi.render.html.report import write_page
from modusvivendi.strategy import strategies_for
from modusvivendi.study import Study, run_study
from modusvivendi.theory import load_theory

SHAPES = [
    Shape(issues=1, segments=0, blocs=0, rivals=0, hazards=0, years=2, record=False, seed=1),
    Shape(issues=1, segments=1, blocs=1, rivals=1, hazards=1, years=2, record=True, seed=2),
    Shape(issues=24, segments=8, blocs=MOST["blocs"], rivals=MOST["rivals"], hazards=3, years=25, record=True, seed=3),
    Shape(issues=7, segments=3, blocs=2, rivals=0, hazards=0, years=9, record=True, seed=4),
    Shape(issues=12, segments=2, blocs=5, rivals=1, hazards=2, years=4, record=False, seed=5),
    *(random_shape(seed) for seed in range(6, 12)),
]
slow = pytest.mark.slow
ANSWERED = (  # the smallest; (slow) one of twelve issues, the smallest and the largest with a record, one at random
    SHAPES[0],
    *(pytest.param(shape, marks=slow) for shape in (SHAPES[4], SHAPES[1], SHAPES[2], SHAPES[6])),
)
TWO = ("inertia", "leverage")


@pytest.mark.parametrize("shape", SHAPES, ids=lambda s: f"seed{s.seed}")
def test_a_case_of_any_shape_runs(tmp_path: Path, shape: Shape) -> None:
    case = load_case(random_case(tmp_path / "case", shape))
    assert (len(case.issues), len(case.rivals), len(case.hazards)) == (shape.issues, shape.rivals, shape.hazards)
    assert len(case.segments) == (shape.segments or 2) and len(case.blocs) == (shape.blocs or 1)
    able, _ = strategies_for(case)
    result = run_study(
        Study(case=case, theories=(load_theory("cohesion"),), strategies=tuple(able), futures=4, months=18), threads=1
    )
    assert np.isfinite(np.asarray(result.outcomes, np.float64)).all()


@pytest.mark.parametrize("shape", ANSWERED, ids=lambda s: f"seed{s.seed}")
def test_every_question_is_answered(tmp_path: Path, shape: Shape, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run, compare, plan, signposts, and weigh where there is a record; reports hold no number that is none."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    case = load_case(random_case(tmp_path / "case", shape))
    study = mv.make_study(case, theories=TWO, futures=128, months=24)
    reports = [
        mv.run(mv.make_study(case, theories=TWO, futures=8, months=24)).report,
        mv.compare(study).report,
        mv.signposts(case, theories=TWO, futures=64, strategy="drift").report,
        mv.plan(
            case,
            assuming=mv.Assumptions(theories=TWO, months=24),
            effort=mv.Effort(searches=1, generations=2, population=8, futures=8, shown=2),
        ).report,
    ]
    if shape.record and shape.years < 20:  # with 24 issues and 25 years weighing takes minutes
        reports.append(mv.weigh(case, theories=TWO, draws=64).report)
    for report in reports:
        assert report.findings and "nan" not in report.basis
        json.dumps(report_data(report), allow_nan=False)
        pages = write_page(tmp_path / "page.html", report)
        assert pages.stat().st_size > 1000


def test_what_is_left_to_a_default_stands_on_the_page(tmp_path: Path) -> None:
    case = load_case(random_case(tmp_path / "case", SHAPES[1]))
    report = mv.run(mv.make_study(case, theories=("inertia",), futures=8, months=12)).report
    text = json.dumps(report_data(report))
    assert f"{len(case.defaults)} numbers are not given by the case and stand at wide defaults" in text


@pytest.mark.parametrize("shape", [s for s in SHAPES if s.record], ids=lambda s: f"seed{s.seed}")
def test_a_record_of_one_coder_can_be_weighed(tmp_path: Path, shape: Shape) -> None:
    case = load_case(random_case(tmp_path / "case", shape))
    assert case.record is not None and bool(case.record.act_codes) == shape.coded
    assert all(codes.coders == ("a",) for codes in case.record.act_codes)
    rows = read_rows(case)
    assert rows.first == case.begins.replace(day=1)
    assert rows.months == 12 * shape.years + 1
    inputs = read_inputs(case, rows, case.record.moves, case.record.tracks)
    assert np.isfinite(inputs.levers).all() and (inputs.levers >= 0).all() and (inputs.levers <= 1).all()
    model = Model(case, rows, inputs, seed=1)
    theory = load_theory("leverage")
    history = model.history(theory, np.full((8, len(NAMES)), 0.5), 0)
    assert np.isfinite(history.log_exposure).all() and np.isfinite(history.reward).all()


@pytest.mark.parametrize("shape", SHAPES, ids=lambda s: f"seed{s.seed}")
def test_every_number_that_the_file_lacks_is_named(tmp_path: Path, shape: Shape) -> None:
    folder = random_case(tmp_path / "case", shape)
    case, text = load_case(folder), (folder / "case.yaml").read_text(encoding="utf-8")
    named = set(case.defaults)
    for issue in case.issues:
        assert f"issues.{issue.id}.visibility" in named
        rated = {f"issues.{issue.id}.rate_toward", f"issues.{issue.id}.leader_share_away"}
        assert rated <= named if case.record is None else not rated & named
    assert "positions" in named and ("groups" in named) == ("groups:" not in text)
    assert all(f"blocs.{bloc.id}.pressure at {case.begins}" in named for bloc in case.blocs)
