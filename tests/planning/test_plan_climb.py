"""Climbing finds the known best plan of a small world, harms nothing on the way and keeps within the limits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from conftest_plan import UNWANTED, VETO, WANTED  # type: ignore[import-not-found]

from modusvivendi.planning import Evaluator, Limits, Plan, PlanTrack, Space, all_plans, read_objectives
from modusvivendi.planning.search.climb import climb

WIDTH = np.array([0.1])


def track(*issues: str) -> PlanTrack:
    return PlanTrack(issues=issues, step=0.3, publicity=0.15, all_or_nothing=True, patience=36)


def test_one_issue_at_a_time_it_comes_to_the_best_of_all_plans(small: Space, linkage: Evaluator) -> None:
    aims = read_objectives("technical", linkage.study.outcome_names)
    found = climb(Plan(name="p", tracks=(track(WANTED), track(UNWANTED))), small, linkage, aims, "expected", WIDTH)
    best = linkage.run(all_plans(small)).scores(aims).max()
    assert linkage.run([found]).scores(aims)[0, 0] == best


def test_what_would_harm_another_aim_is_not_done(small: Space, linkage: Evaluator) -> None:
    # The veto issue beside the others sinks the deal: technical cooperation suffers, so talks on it are not joined to it.
    aims = read_objectives("technical,core_rights", linkage.study.outcome_names)
    plan = Plan(name="p", tracks=(track(WANTED, UNWANTED),))
    before = linkage.run([plan]).scores(aims)[0]
    found = climb(plan, small, linkage, aims, "worst", np.array([0.1, 0.1]))
    assert (linkage.run([found]).scores(aims, "worst")[0] >= before - 1e-3).all()
    assert not any(VETO in t.issues and len(t.issues) > 1 for t in found.tracks)


def test_limits_hold(small: Space, linkage: Evaluator) -> None:
    aims = read_objectives("technical", linkage.study.outcome_names)
    barred = replace(small, limits=Limits(off_table=(*small.limits.off_table, WANTED)))
    assert WANTED in climb(Plan(name="p"), small, linkage, aims, "expected", WIDTH).issues
    assert WANTED not in climb(Plan(name="p"), barred, linkage, aims, "expected", WIDTH).issues


def test_nothing_to_gain_leaves_the_plan_as_it_is(small: Space, linkage: Evaluator) -> None:
    aims = read_objectives("technical", linkage.study.outcome_names)
    plan = Plan(name="p", tracks=(track(WANTED, UNWANTED),))
    again = climb(plan, small, linkage, aims, "expected", np.array([1e6]))
    assert again == plan
