"""Tidying takes out what does nothing, keeps what does, and never breaks a limit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from conftest_plan import UNWANTED, VETO, WANTED  # type: ignore[import-not-found]

from modusvivendi.planning import Evaluator, Limits, Plan, PlanTrack, Space, read_objectives
from modusvivendi.planning.search.tidy import IDLE as IDLE_RUNGS
from modusvivendi.planning.search.tidy import expected_rungs, tidy, without_idle_talks

PAIR = PlanTrack(issues=(WANTED, UNWANTED), step=0.3, publicity=0.15, all_or_nothing=True, patience=36)
IDLE = PlanTrack(issues=(VETO,), step=0.3, publicity=0.85, reward=0.4, patience=36)


def test_what_does_nothing_goes_and_what_does_stays(small: Space, linkage: Evaluator) -> None:
    # In this world rewards, publicity and public demands move nothing, and the veto issue is never taken.
    loud = PAIR.model_copy(update={"publicity": 0.85, "reward": 0.2, "standing": 0.1})
    plan = Plan(name="p", tracks=(loud, IDLE), demands=(VETO,), follow_through=0.9)
    aims = read_objectives("technical", linkage.study.outcome_names)
    left = tidy(plan, small, linkage, aims, "expected", np.array([0.1]))
    assert left.tracks == (PAIR,) and left.demands == () and left.follow_through is None


def test_a_loss_that_counts_stops_it(small: Space, linkage: Evaluator) -> None:
    aims = read_objectives("technical", linkage.study.outcome_names)
    plan = Plan(name="p", tracks=(PAIR,))
    assert tidy(plan, small, linkage, aims, "expected", np.array([0.1])) == plan
    # With a front so wide that the whole gain is trivial, everything goes.
    assert tidy(plan, small, linkage, aims, "expected", np.array([1e6])).tracks == ()


def test_a_limit_keeps_an_issue_on_the_agenda(small: Space, linkage: Evaluator) -> None:
    firm = replace(small, limits=Limits(off_table=small.limits.off_table, red_lines=("core-rights",)))
    rights = tuple(i.id for i in small.case.issues if i.core_right)
    plan = Plan(name="p", tracks=(PAIR, IDLE), demands=tuple(i for i in rights if i != VETO))
    aims = read_objectives("technical", linkage.study.outcome_names)
    left = tidy(plan, firm, linkage, aims, "expected", np.array([0.1]))
    assert not firm.limits.broken(left, small.case)
    assert VETO in left.issues and set(left.demands) == set(rights) - {VETO}


def test_talks_that_are_expected_to_move_less_than_a_tenth_of_a_rung_are_dropped(small: Space, linkage: Evaluator) -> None:
    """The veto issue is never taken, so talks on it move nothing; the pair is taken and stays."""
    plan = Plan(name="p", tracks=(IDLE, PAIR))
    moved = expected_rungs(plan, small, linkage)
    assert abs(moved[0]) < IDLE_RUNGS < moved[1]
    assert without_idle_talks(plan, small, linkage).tracks == (PAIR,)


def test_talks_that_a_limit_needs_stay_however_idle(small: Space, linkage: Evaluator) -> None:
    firm = replace(small, limits=Limits(off_table=small.limits.off_table, red_lines=("core-rights",)))
    rights = tuple(i.id for i in small.case.issues if i.core_right)
    plan = Plan(name="p", tracks=(IDLE,), demands=tuple(i for i in rights if i != VETO))
    assert without_idle_talks(plan, firm, linkage).tracks == (IDLE,)
