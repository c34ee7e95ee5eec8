"""Every plan of a space keeps within the limits; a plan that does not is refused by the limit's name."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from modusvivendi.case import Case, load_case
from modusvivendi.errors import InputError
from modusvivendi.planning import RED_LINES, Limits, Plan, PlanTrack, check_plan, compile_plan, load_plan, make_space
from modusvivendi.planning.agenda.change import single_changes
from modusvivendi.planning.search.space import Choices, within_budget
from modusvivendi.strategy import Levers

ISSUES = load_case("afghanistan", as_of="2024-05-29").issue_ids


def drawn_limits() -> st.SearchStrategy[Limits]:
    return st.builds(
        Limits,
        budget=st.floats(0, 3),
        standing_budget=st.floats(0, 1),
        red_lines=st.lists(st.sampled_from(sorted(RED_LINES)), max_size=3, unique=True).map(tuple),
        off_table=st.lists(st.sampled_from(ISSUES), max_size=12, unique=True).map(tuple),
        staff=st.none() | st.integers(1, 6),
        deadline=st.none() | st.integers(12, 60),
        largest_step=st.floats(0.05, 1),
    )


@settings(max_examples=60, derandomize=True, deadline=None)
@given(limits=drawn_limits(), seed=st.integers(0, 10_000))
def test_every_genome_is_a_plan_within_the_limits(limits: Limits, seed: int) -> None:
    case = load_case("afghanistan", as_of="2024-05-29")
    space = make_space(case, limits, 60)
    rng = np.random.default_rng(seed)
    for genome in (rng.random(space.size), rng.integers(0, 2, space.size).astype(float)):
        plan = space.decode(genome)
        assert limits.broken(plan, case) == []
        assert space.allows(plan)
        assert all(i in case.bloc(track.bloc).demands for track in plan.tracks for i in track.issues)
        assert limits.require(plan, case) is plan
        assert compile_plan(plan, case, 60).tracks == len(plan.tracks)
        again = space.decode(space.encode(plan))
        assert {frozenset(t.issues) for t in again.tracks} == {frozenset(t.issues) for t in plan.tracks}


@settings(max_examples=25, derandomize=True, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_a_plan_survives_its_file(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    space = make_space(load_case("afghanistan", as_of="2024-05-29"), Limits(), 60)
    plan = space.decode(np.random.default_rng(seed).random(space.size))
    file = tmp_path_factory.mktemp("plan") / "plan.yaml"
    file.write_text(plan.to_yaml(), encoding="utf-8")
    assert load_plan(file) == plan


@settings(max_examples=60, derandomize=True, deadline=None)
@given(
    offers=st.lists(st.sampled_from((0.0, 0.05, 0.1, 0.2, 0.4)), min_size=1, max_size=12),
    budget=st.floats(0, 3),
)
def test_offers_are_lowered_only_as_far_as_the_budget_needs(offers: list[float], budget: float) -> None:
    choices = (0.0, 0.05, 0.1, 0.2, 0.4)
    kept = within_budget(offers, choices, budget)
    assert sum(kept) <= budget + 1e-9
    assert all(k in choices and k <= o for k, o in zip(kept, offers, strict=True))
    if sum(offers) <= budget:
        assert kept == offers


def plan_with(**terms: object) -> Plan:
    track = {"issues": ("economy_banking",), "reward": 0.2, "standing": 0.1, "patience": 12, **terms}
    return Plan(name="mine", tracks=(PlanTrack.model_validate(track),), demands=("girls_secondary_education",))


@pytest.mark.parametrize(
    ("limits", "change", "named"),
    [
        (Limits(budget=0.1), {}, "budget"),
        (Limits(standing_budget=0.05), {}, "standing budget"),
        (Limits(red_lines=("money",)), {}, "red line 'money'"),
        (Limits(red_lines=("standing",)), {}, "red line 'standing'"),
        (Limits(red_lines=("core-rights",)), {}, "red line 'core-rights'"),
        (Limits(off_table=("economy_banking",)), {}, "off the table"),
        (Limits(staff=2), {}, "staff"),
        (Limits(deadline=10), {}, "deadline"),
        (Limits(largest_step=0.2), {}, "largest step"),
    ],
)
def test_a_broken_limit_is_named(case: Case, limits: Limits, change: dict, named: str) -> None:
    with pytest.raises(InputError, match=named):
        limits.require(plan_with(**change), case)
    assert Limits().require(plan_with(**change), case).name == "mine"


def test_recognition_is_a_red_line_for_the_posture(case: Case) -> None:
    full = plan_with().model_copy(update={"posture": Levers(standing=1.0)})
    with pytest.raises(InputError, match="recognition"):
        Limits(red_lines=("recognition",)).require(full, case)
    sold = plan_with(standing=1.0)
    with pytest.raises(InputError, match="recognition"):
        Limits(red_lines=("recognition",), standing_budget=2).require(sold, case)
    with pytest.raises(InputError, match="recognition"):
        make_space(case, Limits(red_lines=("recognition",)), 60, posture=Levers(standing=1.0))


@pytest.mark.parametrize(
    ("limits", "named"),
    [
        (Limits(off_table=ISSUES), "off the table"),
        (Limits(deadline=3), "deadline of 3 months"),
        (Limits(deadline=61), "beyond the horizon of 60 months"),
    ],
)
def test_limits_that_leave_nothing_are_named(case: Case, limits: Limits, named: str) -> None:
    with pytest.raises(InputError, match=named):
        make_space(case, limits, 60)


def test_impossible_limits_are_refused() -> None:
    for wrong in ({"budget": -1}, {"staff": 0}, {"largest_step": 0}, {"red_lines": ("recogniton",)}, {"budget": float("nan")}):
        with pytest.raises(ValidationError):
            Limits.model_validate(wrong)


def test_a_checked_plan_names_the_bloc_that_leads(case: Case) -> None:
    ids = {bloc.id for bloc in case.blocs}
    for named in ("", "pragmatic", "mediators"):
        track = PlanTrack(issues=(case.issue_ids[0],), bloc=named)
        (led,) = check_plan(Plan(name="own", followers="everyone", tracks=(track,)), case).tracks
        assert led.bloc in ids and led.bloc == (named or led.bloc)


def test_nobody_can_lead_without_followers(case: Case) -> None:
    with pytest.raises(InputError, match="leads talks"):
        compile_plan(plan_with(bloc="regional"), case, 12, "like-minded")
    space = make_space(case, Limits(), 60, "mediators", Choices())
    assert space.choices.bloc == ("mediators",)
    plan = space.decode(np.random.default_rng(2).random(space.size))
    for change in single_changes(plan, space):  # talks that a change opens are led by those who follow, too
        assert compile_plan(change.plan, case, 60, "mediators").tracks == len(change.plan.tracks)
