"""In what outcomes are told: closed forms of rungs, counts and least differences."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modusvivendi.case import load_case
from modusvivendi.case.ladder import Rung
from modusvivendi.case.yardstick import FIFTH, Yardstick
from modusvivendi.errors import InputError
from modusvivendi.study import Study
from modusvivendi.study.make import make_study
from modusvivendi.study.scales import POINTS, RUNGS, Scale, Scales, along, width

bare = load_case("gaza").model_copy(update={"ladders": {}})  # no shipped case is without ladders
RUNG = tuple(Rung(level=x, facts=f"at {x}") for x in (0.0, 0.1, 0.4, 0.7, 1.0))


@pytest.fixture(scope="module")
def study() -> Study:
    return make_study(load_case("afghanistan", read_on="2026-04-01"), theories=["inertia"], strategies=["drift"], futures=32)


def test_a_level_between_two_rungs_is_part_of_each() -> None:
    assert along(RUNG, np.array([0.0, 0.05, 0.1, 0.25, 1.0])).tolist() == pytest.approx([0.0, 0.5, 1.0, 1.5, 4.0])


@given(st.lists(st.floats(0, 1), min_size=2, max_size=6))
def test_higher_levels_never_stand_lower_on_a_ladder(levels: list[float]) -> None:
    places = along(RUNG, np.sort(np.array(levels)))
    assert (np.diff(places) >= 0).all() and 0 <= places[0] <= places[-1] <= 4


def test_the_width_of_a_rung_is_that_of_the_step_around_it() -> None:
    assert width(RUNG, 0.05) == pytest.approx(0.1) and width(RUNG, 0.2) == pytest.approx(0.3)
    assert width(RUNG, 0.1) == pytest.approx(0.2)  # on a rung: the mean of both sides
    assert width(RUNG, 0.0) == pytest.approx(0.1) and width(RUNG, 1.0) == pytest.approx(0.3)


def test_a_fifth_of_a_rung_matters_unless_the_case_says_otherwise(study: Study) -> None:
    scale = Scales(study).of("policy_girls_secondary_education")
    assert scale is not None and (scale.unit, scale.difference) == (RUNGS, FIFTH)
    ladder = study.case.ladders["girls_secondary_education"]
    assert scale.least == pytest.approx(FIFTH * width(ladder.rungs, 0.1))
    own = Yardstick(difference=0.5, source="judgement, range 0.2 to 1")
    case = study.case.model_copy(update={"yardsticks": {"girls_secondary_education": own}})
    changed = Scales(study.model_copy(update={"case": case})).of("policy_girls_secondary_education")
    assert changed is not None and changed.difference == 0.5


def test_an_index_has_the_mean_rung_of_its_issues(study: Study) -> None:
    scales = Scales(study)
    index = scales.of("core_rights")
    assert index is not None and index.unit == RUNGS and len(index.issues) == 5
    parts = [scales.of(f"policy_{i}") for i in index.issues]
    assert index.least == pytest.approx(np.mean([p.least for p in parts if p is not None]))


def test_a_count_starts_at_todays_and_moves_in_proportion(study: Study) -> None:
    scale = Scales(study).of("wellbeing")
    assert scale is not None and (scale.unit, scale.today, scale.difference) == ("million people", 17.4, 0.5)
    told = scale.number(np.array([scale.at, 1.0, (scale.at + 1) / 2]))
    assert told.tolist() == pytest.approx([17.4, 0.0, 8.7])
    assert scale.least == pytest.approx(0.5 * (1 - scale.at) / 17.4)


def test_an_index_without_an_anchor_has_no_scale(study: Study) -> None:
    scales = Scales(study)
    assert scales.of("firmness") is None and scales.of("cohesion") is None and scales.of("services") is None


def test_a_case_without_ladders_is_told_in_points() -> None:
    scale = Scales(make_study(bare, theories=["inertia"], strategies=["drift"], futures=8)).of("core_rights")
    assert scale is not None and scale.unit == POINTS and not scale.anchored


@given(st.floats(0.01, 3), st.floats(0.1, 100), st.booleans())
def test_what_matters_is_the_same_in_both_units(difference: float, slope: float, falls: bool) -> None:
    scale = Scale("x", "X", "things", difference, 1, -slope if falls else slope)
    assert abs(scale.change(scale.least)) == pytest.approx(difference)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("yardsticks: {firmnes: {difference: 1.0, source: s}}", "firmnes"),
        ("yardsticks: {attacks: {difference: 0.0, source: s}}", "difference"),
        ("yardsticks: {attacks: {difference: 1.0}}", "source"),
        ("yardsticks: {wellbeing: {unit: people, today: 3.0, source: s}}", "given together"),
        ("yardsticks: {wellbeing: {today: 3.0, ends: [1.0, 0.0], source: s}}", "unit"),
        ("yardsticks: {standing: {rungs: [{level: 0.2, facts: a}, {level: 1.0, facts: b}], source: s}}", "rise from level 0"),
    ],
)
def test_a_bad_yardstick_is_one_line(folder: Path, text: str, message: str) -> None:
    path = folder / "case.yaml"
    kept, _, rest = path.read_text(encoding="utf-8").partition("\nyardsticks:\n")
    path.write_text(f"{kept}\n{text}\n\ncoalitions:{rest.partition('coalitions:')[2]}", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_case(folder)
    assert message in str(caught.value)
