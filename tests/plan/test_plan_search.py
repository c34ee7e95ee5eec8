"""The search finds what enumeration finds, and both signs on bundling where the answer is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from conftest_plan import UNWANTED, VETO, WANTED, theory  # type: ignore[import-not-found]

from modusvivendi.case import Case
from modusvivendi.plan import Evaluator, Limits, Plan, PlanTrack, Space, all_plans, read_objectives, search
from modusvivendi.plan.bargain import bargains
from modusvivendi.plan.search import Judge, hypervolume, non_dominated
from modusvivendi.plan.select import compromise, distinct, structure_distance


def groups(plan: Plan) -> set[frozenset[str]]:
    return {frozenset(t.issues) for t in plan.tracks}


def track(*issues: str, whole: bool = True, publicity: float = 0.15) -> PlanTrack:
    return PlanTrack(issues=issues, step=0.3, publicity=publicity, all_or_nothing=whole, patience=36, intensity=0.2)


def test_enumeration_covers_every_partition(small: Space) -> None:
    # Three items, each in a group or off: 1 + 3 + 3*2 + 5 = 15 (Bell number of 4).
    assert len(all_plans(small)) == 15


def test_complementary_issues_end_up_together_and_the_veto_issue_not_with_them(small: Space, linkage: Evaluator) -> None:
    aims = read_objectives("technical", linkage.study.outcome_names)
    exact = Judge(linkage, aims, "expected")
    exact.scores(all_plans(small))
    best = exact.front()
    assert all(frozenset({WANTED, UNWANTED}) in groups(p) for p in best.plans)
    found = search(small, linkage, aims, seeds=(1, 2), generations=6, population=12)
    assert np.array_equal(found.front.scores, best.scores)
    assert all(frozenset({WANTED, UNWANTED}) in groups(p) for p in found.front.plans)


def test_linkage_pays_and_a_veto_sinks_it_in_the_simulation(linkage: Evaluator, small: Space) -> None:
    forms = {
        "pair": (track(WANTED, UNWANTED),), "apart": (track(WANTED), track(UNWANTED)),
        "all three": (track(WANTED, UNWANTED, VETO),), "none": (),
    }  # fmt: skip
    run = linkage.run([Plan(name="p", tracks=t, at_once=4) for t in forms.values()])
    technical = dict(zip(forms, run.mean("technical"), strict=True))
    assert technical["pair"] > technical["apart"] > technical["none"]
    assert technical["all three"] < technical["apart"]


def test_contamination_parts_issues_that_would_each_be_taken(case: Case, pins: dict[str, float]) -> None:
    # Both are wanted; read beside a matter of creed in public, the technical one costs its audience too much.
    wanted = {**pins, f"issues.{VETO}.own_benefit": 1.0, f"issues.{WANTED}.own_benefit": 0.75}
    audience = Evaluator(case, [theory(beta_audience=3.0)], 32, pins=wanted)
    plain = Evaluator(case, [theory()], 32, pins=wanted)
    together, apart = track(WANTED, VETO, whole=False, publicity=0.9), track(WANTED, publicity=0.9)
    for evaluator, sunk in ((audience, True), (plain, False)):
        bargain = bargains(evaluator)["constructed"]
        in_package = bargain.chance(bargain.terms(together).parts[0])
        by_itself = bargain.chance(bargain.terms(apart).together)
        assert by_itself > 0.9
        assert (in_package < 0.5 * by_itself) == sunk
    run = audience.run([Plan(name="together", tracks=(together,)), Plan(name="apart", tracks=(apart,))])
    assert run.difference(1, 0, f"policy_{WANTED}").low > 0


def test_two_objectives_agree_with_enumeration(case: Case, small: Space, pins: dict[str, float]) -> None:
    paid = Evaluator(case, [theory(beta_material=2.0, need_scale=1.0)], 32, pins=pins)
    space = replace(
        small, issues=(WANTED, UNWANTED), limits=Limits(off_table=small.limits.off_table),
        choices=small.choices.model_copy(update={"reward": (0.0, 0.2, 0.5), "whole": (True, False)}),
    )  # fmt: skip
    aims = read_objectives("technical,-money", paid.study.outcome_names)
    exact = Judge(paid, aims, "expected")
    exact.scores(all_plans(space))
    best = exact.front()
    found = search(space, paid, aims, seeds=(1, 2), generations=15, population=16)
    low = np.min(list(exact.known.values()), axis=0)
    assert best.plans
    assert hypervolume(found.front.scores, low, best.scores) > 0.99
    assert found.agreement.min() > 0.9


def test_the_search_is_reproducible_and_its_front_only_grows(small: Space, linkage: Evaluator) -> None:
    aims = read_objectives("technical,wellbeing", linkage.study.outcome_names)
    runs = [search(small, linkage, aims, seeds=(5,), generations=6, population=8) for _ in range(2)]
    assert [p.key for p in runs[0].front.plans] == [p.key for p in runs[1].front.plans]
    assert np.array_equal(runs[0].hypervolume, runs[1].hypervolume)
    assert (np.diff(runs[0].hypervolume, axis=1) >= -1e-9).all()
    assert runs[0].hypervolume[0, -1] == 1.0  # one seed is its own union


def test_non_dominated_and_selection_on_known_points() -> None:
    scores = np.array([[1.0, 0.0], [0.0, 1.0], [0.6, 0.6], [0.5, 0.5], [1.0, 0.0]])
    assert non_dominated(scores).tolist() == [0, 1, 2]
    plans = [Plan(name="a", tracks=(track(WANTED),)), Plan(name="b", tracks=(track(UNWANTED),)), Plan(name="c", tracks=(track(WANTED, VETO),))]
    assert compromise(scores[:3]) == 2
    assert distinct(plans, scores[:3], 3, (WANTED, UNWANTED, VETO))[0] == 2
    assert sorted(distinct(plans, scores[:3], 9, (WANTED, UNWANTED, VETO))) == [0, 1, 2]
    assert structure_distance(plans[0], plans[0], (WANTED, UNWANTED, VETO)) == 0
    assert structure_distance(plans[0], plans[2], (WANTED, UNWANTED, VETO)) > 0
