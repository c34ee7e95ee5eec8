"""Relief is no bargaining chip unless the user says so, and then is told what that buys."""

from __future__ import annotations

import numpy as np
import pytest
from conftest_plan import UNWANTED, VETO, WANTED  # type: ignore[import-not-found]
from pydantic import ValidationError

import modusvivendi as mv
from modusvivendi.case import Case
from modusvivendi.case.humanitarian import humanitarian_issues
from modusvivendi.errors import InputError
from modusvivendi.planning import Evaluator, Limits, Plan, PlanTrack, Space, make_space
from modusvivendi.planning.agenda.change import single_changes
from modusvivendi.planning.agenda.plan import plan_of_strategy
from modusvivendi.planning.agenda.principles import PRINCIPLES, broken_principles, in_keeping, paid_relief, parted
from modusvivendi.planning.judging.evaluate import Evaluation
from modusvivendi.planning.judging.success import given_success

CHIP = Plan(
    name="chip", tracks=(PlanTrack(issues=("women_work_ngo_un", "humanitarian_access"), reward=0.4, all_or_nothing=True),)
)


def test_a_plan_that_ties_relief_to_something_else_is_refused_by_the_name_of_the_principle(case: Case) -> None:
    with pytest.raises(InputError, match=r"principle 'humanitarian'.*'humanitarian_access' is tied to 'women_work_ngo_un'"):
        Limits().require(CHIP, case)
    assert Limits(principles=()).require(CHIP, case) is CHIP


def test_an_unknown_principle_is_a_fault() -> None:
    with pytest.raises((ValidationError, InputError), match="humanitarian"):
        Limits(principles=("humanitarain",))


def test_relief_with_relief_is_no_bargaining_chip(case: Case) -> None:
    both = CHIP.tracks[0].model_copy(update={"issues": ("health_vaccination", "humanitarian_access"), "reward": 0.0})
    plan = CHIP.model_copy(update={"tracks": (both,)})
    assert Limits().require(plan, case) is plan


@pytest.mark.parametrize("offer", ["reward", "standing"])
def test_relief_that_something_is_offered_for_is_a_bargaining_chip(case: Case, offer: str) -> None:
    plan = Plan(name="paid", tracks=(PlanTrack.model_validate({"issues": ("health_vaccination",), offer: 0.1}),))
    with pytest.raises(InputError, match=r"principle 'humanitarian'.*something is offered for 'health_vaccination'"):
        Limits().require(plan, case)
    assert Limits(principles=()).require(plan, case) is plan
    assert Limits().require(in_keeping(plan, case), case).tracks[0].issues == ("health_vaccination",)


@pytest.mark.parametrize("name", ["piecemeal", "pragmatic"])
@pytest.mark.parametrize("shipped", mv.shipped_cases())
def test_what_the_paper_and_the_pragmatic_group_propose_keeps_the_principle(name: str, shipped: str) -> None:
    case = mv.load_case(shipped)
    assert broken_principles(plan_of_strategy(mv.load_strategy(name), case), case, tuple(PRINCIPLES)) == []


def test_a_case_lists_its_issues_and_without_a_list_the_domain_decides(case: Case) -> None:
    listed = case.model_copy(update={"roles": {**case.roles, "humanitarian": (WANTED,)}})
    assert humanitarian_issues(listed) == {WANTED}
    silent = case.model_copy(update={"roles": {k: v for k, v in case.roles.items() if k != "humanitarian"}})
    assert humanitarian_issues(silent) == {i.id for i in case.issues if i.domain == "relief"}


def test_in_keeping_parts_the_talks_and_nothing_else(case: Case) -> None:
    kept = in_keeping(CHIP, case)
    assert [t.issues for t in kept.tracks] == [("humanitarian_access",), ("women_work_ngo_un",)]
    assert [t.reward for t in kept.tracks] == [0.0, CHIP.reward]
    assert parted(("women_work_ngo_un", WANTED), case) == [("women_work_ngo_un", WANTED)]


def test_no_plan_of_a_search_and_no_single_change_breaks_a_principle(case: Case) -> None:
    space = make_space(case, Limits(), 60)
    rng = np.random.default_rng(3)
    for _ in range(200):
        assert broken_principles(space.decode(rng.random(space.size)), case, tuple(PRINCIPLES)) == []
    plan = space.decode(rng.random(space.size))
    assert not any(broken_principles(c.plan, case, tuple(PRINCIPLES)) for c in single_changes(plan, space))
    free = make_space(case, Limits(principles=()), 60)
    found = [free.decode(rng.random(free.size)) for _ in range(200)]
    assert any(len(parted(t.issues, case)) == 2 for plan in found for t in plan.tracks)
    assert any(paid_relief(plan, case) for plan in found)


def test_who_sets_principles_aside_is_told_what_that_buys() -> None:
    quick = mv.Assumptions(theories=("leverage",), months=24)
    told = mv.what_if("afghanistan", CHIP, limits=Limits(principles=()), assuming=quick, futures=8)
    assert told.found.bought is not None
    assert any(f.id == "what_if.bought" for f in told.report.findings)
    clean = mv.what_if("afghanistan", in_keeping(CHIP, mv.load_case("afghanistan")), assuming=quick, futures=8)
    assert clean.found.bought is None


def test_a_bloc_leads_only_on_what_it_asks_for(small: Space, case: Case) -> None:
    assert not small.allows(Plan(name="p", tracks=(PlanTrack(issues=("water_management",), bloc="pragmatic"),)))
    assert small.allows(Plan(name="p", tracks=(PlanTrack(issues=(WANTED, UNWANTED, VETO), bloc="pragmatic"),)))
    assert "water_management" not in make_space(case, Limits(), 60).issues


def test_harm_is_told_given_success_and_not_averaged_over_failure() -> None:
    """Struck in a quarter of futures, where it costs 0.4: 0.1 on average, 0.4 where it is struck."""
    struck = np.zeros((1, 1, 1, 400), np.uint8)
    struck[..., :100] = 1
    run = Evaluation(("deal",), ("t",), (), np.ones(1), np.zeros((1, 1, 0, 400), np.float32), struck)
    change = np.where(struck[0, :, 0] == 1, -0.4, 0.0) + np.random.default_rng(1).normal(0, 0.01, (1, 400))
    found = given_success(run, 0, 0, change)
    assert found.share == 0.25
    assert found.mean == pytest.approx(-0.4, abs=0.01) and found.clear
    assert change.mean() == pytest.approx(-0.1, abs=0.01)


def test_nothing_is_said_of_success_that_hardly_ever_comes() -> None:
    run = Evaluation(("deal",), ("t",), (), np.ones(1), np.zeros((1, 1, 0, 50), np.float32), np.zeros((1, 1, 1, 50), np.uint8))
    assert np.isnan(given_success(run, 0, 0, np.ones((1, 50))).mean) and not given_success(run, 0, 0, np.ones((1, 50))).clear


def test_success_weighs_theories_by_how_often_they_let_it_happen(linkage: Evaluator) -> None:
    tracks = np.zeros((1, 2, 1, 100), np.uint8)
    tracks[0, 0, 0] = 1  # always under the first theory
    tracks[0, 1, 0, :10] = 1  # seldom under the second
    run = Evaluation(("deal",), ("a", "b"), (), np.array([0.5, 0.5]), np.zeros((1, 2, 0, 100), np.float32), tracks)
    change = np.stack([np.full(100, 1.0), np.full(100, 0.0)])
    assert given_success(run, 0, 0, change).mean == pytest.approx(0.5 / 0.55)


def test_side_effects_and_harm_are_told_of_every_plan_with_talks() -> None:
    quick = mv.Effort(searches=1, generations=2, population=6, futures=8, shown=1)
    assuming = mv.Assumptions(theories=("leverage",), months=36)
    result = mv.plan("afghanistan", objectives="technical", assuming=assuming, effort=quick)
    assert result.plans[0].tracks
    assert {"plan.a.side", "plan.a.hurt"} <= {f.id for f in result.report.findings}
    assert "technical" not in result.planned.answer.reports[0].side
