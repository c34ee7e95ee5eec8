"""The search finds what enumeration finds, and both signs on bundling where the answer is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from conftest_plan import UNWANTED, VETO, WANTED, theory  # type: ignore[import-not-found]

from modusvivendi.case import Case
from modusvivendi.errors import InputError
from modusvivendi.findings import Finding
from modusvivendi.findings.plan_search import search_findings
from modusvivendi.planning import (
    Basis,
    Choices,
    Effort,
    Evaluator,
    Limits,
    Plan,
    PlanTrack,
    SearchResult,
    Space,
    all_plans,
    make_space,
    read_objectives,
)
from modusvivendi.planning.judging.bargain import bargains
from modusvivendi.planning.search.search import Judge, hypervolume, joined, non_dominated, search, shortfall
from modusvivendi.planning.search.select import champion, compromise, distinct, structure, structure_distances


def groups(plan: Plan) -> set[frozenset[str]]:
    return {frozenset(t.issues) for t in plan.tracks}


def track(*issues: str, whole: bool = True, publicity: float = 0.15) -> PlanTrack:
    return PlanTrack(
        issues=issues, bloc="pragmatic", step=0.3, publicity=publicity, all_or_nothing=whole, patience=36, intensity=0.2
    )


def test_enumeration_covers_every_partition(small: Space) -> None:
    # Three items, each in a group or off: 1 + 3 + 3*2 + 5 = 15 (Bell number of 4).
    assert len(all_plans(small)) == 15


def test_complementary_issues_end_up_together_and_the_veto_issue_not_with_them(small: Space, linkage: Evaluator) -> None:
    aims = read_objectives("technical", linkage.study.outcome_names)
    exact = Judge(linkage, aims, "expected")
    exact.scores(all_plans(small))
    best = exact.front()
    assert all(frozenset({WANTED, UNWANTED}) in groups(p) for p in best.plans)
    found = search(small, linkage, aims, effort=Effort(searches=2, generations=6, population=12))
    assert np.array_equal(found.front.scores, best.scores)
    assert all(frozenset({WANTED, UNWANTED}) in groups(p) for p in found.front.plans)


def test_linkage_pays_and_a_veto_sinks_it_in_the_simulation(linkage: Evaluator, small: Space) -> None:
    forms = {
        "pair": (track(WANTED, UNWANTED),),
        "apart": (track(WANTED), track(UNWANTED)),
        "all three": (track(WANTED, UNWANTED, VETO),),
        "none": (),
    }
    run = linkage.run([Plan(name="p", tracks=t, at_once=4) for t in forms.values()])
    technical = dict(zip(forms, run.mean("technical"), strict=True))
    assert technical["pair"] > technical["apart"] > technical["none"]
    assert technical["all three"] < technical["apart"]


def test_contamination_parts_issues_that_would_each_be_taken(case: Case, pins: dict[str, float]) -> None:
    # Both are wanted; read beside a matter of creed in public, the technical one costs its audience too much.
    wanted = {**pins, f"issues.{VETO}.own_benefit": 1.0, f"issues.{WANTED}.own_benefit": 0.75}
    audience = Evaluator(Basis(case=case, theories=[theory(beta_audience=3.0)], pins=wanted), 32)
    plain = Evaluator(Basis(case=case, theories=[theory()], pins=wanted), 32)
    together, apart = track(WANTED, VETO, whole=False, publicity=0.9), track(WANTED, publicity=0.9)
    for evaluator, sunk in ((audience, True), (plain, False)):
        bargain = bargains(evaluator)["constructed"]
        in_package = bargain.terms(together).parts[0].mean()
        by_itself = bargain.terms(apart).together.mean()
        assert by_itself > 0.9
        assert (in_package < 0.5 * by_itself) == sunk
    run = audience.run([Plan(name="together", tracks=(together,)), Plan(name="apart", tracks=(apart,))])
    assert run.difference(1, 0, f"policy_{WANTED}").low > 0


def test_two_objectives_agree_with_enumeration(case: Case, only: Choices) -> None:
    # Three issues that the authority would rather not move on, each for a price, and an authority that needs money:
    # who sits with whom, what is paid, when and whether decisions are joined all trade cooperation against money.
    benefit = {WANTED: 0.45, UNWANTED: 0.3, "health_vaccination": 0.4}
    pins = {f"issues.{i}.own_benefit": v for i, v in benefit.items()} | {"initial.revenue": 0.3}
    pins |= {f"issues.{i}.{field}": v for i in benefit for field, v in (("politicisation", 0.05), ("start", 0.3))}
    paid = Evaluator(Basis(case=case, theories=[theory(beta_material=4.0, need_scale=1.0)], pins=pins), 32)
    rest = tuple(i for i in case.issue_ids if i not in benefit)
    choices = only.model_copy(
        update={"bloc": ("multilateral",), "start": (0, 24), "reward": (0.0, 0.2, 0.5), "whole": (True, False)}
    )
    limits = Limits(off_table=rest, budget=1.2, principles=())
    space = replace(make_space(case, limits, 60, "everyone", choices), askable=())
    aims = read_objectives("technical,-money", paid.study.outcome_names)
    exact = Judge(paid, aims, "expected")
    every = all_plans(space)
    exact.scores(every)
    best = exact.front()
    found = search(space, paid, aims, effort=Effort(searches=2, generations=40, population=20))
    low = np.min(list(exact.known.values()), axis=0)
    assert len(best.plans) >= 10  # the front truly trades off
    assert len({frozenset(groups(p)) for p in best.plans}) >= 4  # and does so by who sits with whom
    assert found.evaluated < 0.25 * len(every)
    assert hypervolume(found.front.scores, low, best.scores) > 0.99
    assert shortfall(found.front.scores, best.scores, low).max() < 0.05
    assert found.agreement.min() > 0.95 and 0 <= found.late_growth < 0.05


def test_one_objective_is_searched_too(small: Space, linkage: Evaluator) -> None:
    aims = read_objectives("technical", linkage.study.outcome_names)
    exact = Judge(linkage, aims, "worst")
    exact.scores(all_plans(small))
    found = search(small, linkage, aims, "worst", effort=Effort(searches=2, generations=10, population=12), seed=3)
    assert found.front.scores.tolist() == exact.front().scores.tolist()
    assert found.shortfall.tolist() == [0.0, 0.0] and found.agreement.tolist() == [1.0, 1.0]


def test_the_search_is_reproducible_and_its_front_only_grows(small: Space, linkage: Evaluator) -> None:
    aims = read_objectives("technical,wellbeing", linkage.study.outcome_names)
    runs = [search(small, linkage, aims, effort=Effort(searches=1, generations=6, population=8), seed=5) for _ in range(2)]
    assert [p.key for p in runs[0].front.plans] == [p.key for p in runs[1].front.plans]
    assert np.array_equal(runs[0].hypervolume, runs[1].hypervolume)
    assert (np.diff(runs[0].hypervolume, axis=1) >= -1e-9).all()
    assert runs[0].hypervolume[0, -1] == 1.0  # one seed is its own union


def test_non_dominated_and_selection_on_known_points() -> None:
    scores = np.array([[1.0, 0.0], [0.0, 1.0], [0.6, 0.6], [0.5, 0.5], [1.0, 0.0]])
    assert non_dominated(scores).tolist() == [0, 1, 2]
    plans = [
        Plan(name="a", tracks=(track(WANTED),)),
        Plan(name="b", tracks=(track(UNWANTED),)),
        Plan(name="c", tracks=(track(WANTED, VETO),)),
    ]
    assert compromise(scores[:3]) == 2
    assert distinct(plans, scores[:3], 3, (WANTED, UNWANTED, VETO))[0] == 2
    assert sorted(distinct(plans, scores[:3], 9, (WANTED, UNWANTED, VETO))) == [0, 1, 2]
    # The champion of an objective is as good as the best on it, and of these the best on the rest.
    close = np.array([[1.0, 0.0], [0.99, 0.5], [0.0, 1.0], [0.6, 0.6]])
    assert [champion(close, o) for o in (0, 1)] == [1, 2] and compromise(close) == 3
    assert distinct([*plans, Plan(name="d")], close, 3, (WANTED, UNWANTED, VETO)) == [3, 1, 2]
    # b negotiates another issue (2 of 3 differ); c adds one issue and a pair that only it puts together.
    apart = structure_distances(*structure(plans, (WANTED, UNWANTED, VETO)), of=0)
    assert apart.tolist() == [0.0, pytest.approx(1 / 3), pytest.approx(0.5 * (1 / 3 + 1))]


def test_fronts_join_to_the_front_of_all() -> None:
    rng = np.random.default_rng(5)
    scores = rng.random((60, 3)).round(1)  # rounded, so that there are ties
    plans = [Plan(name=f"p{n}") for n in range(60)]
    front = None
    for first in range(0, 60, 12):
        front = joined(front, plans[first : first + 12], scores[first : first + 12])
    assert front is not None
    whole = scores[non_dominated(scores)]
    assert sorted(map(tuple, front.scores)) == sorted(map(tuple, whole))


def test_shortfall_on_known_points() -> None:
    joint, low = np.array([[1.0, 0.0], [0.0, 2.0]]), np.zeros(2)
    assert shortfall(joint, joint, low).tolist() == [0.0, 0.0]
    assert shortfall(np.array([[0.9, 0.0], [0.0, 1.0]]), joint, low).tolist() == pytest.approx([0.1, 0.5])
    # A single objective: the front is a point and has no width.
    assert shortfall(np.array([[1.5]]), np.array([[2.0]]), np.array([1.0])).tolist() == [0.5]


def test_whether_the_search_had_settled_is_a_fact_and_said() -> None:
    def found(late: float) -> list[Finding]:
        front = joined(None, [Plan(name="p")], np.array([[1.0]]))
        return search_findings(SearchResult(front, (1, 2), np.array([[0.5, 0.9], [0.5, 1.0]]), np.array([0.0, 0.1]), late, 10))

    settled = {late: found(late)[0].facts["settled"].value for late in (0.01, 0.03, 0.2)}
    assert settled[0.01] == "had settled" and settled[0.03] == "had nearly settled"
    assert str(settled[0.2]).startswith("was still improving") and "still improving" in found(0.2)[0].sentence
    agreement = next(f for f in found(0.2) if f.id == "search.agreement")
    assert agreement.facts["least"].value == 0.9 and agreement.facts["shortfall"].value == 0.1
    assert "90% to 100% of the volume" in agreement.sentence and "at most 10% of the front's width" in agreement.sentence


def test_effort_out_of_range_is_refused() -> None:
    for wrong in ({"searches": 0}, {"generations": 1}, {"population": 3}, {"futures": 7}, {"shown": 27}):
        with pytest.raises(InputError, match=next(iter(wrong))):
            Effort(**wrong)
