"""Futures on which plans are sought, improved, chosen and judged are never the same, whatever a search is asked for."""

from __future__ import annotations

from itertools import combinations

import pytest

from modusvivendi.case import Case
from modusvivendi.errors import InputError
from modusvivendi.planning import Basis, read_objectives
from modusvivendi.planning.assumptions import Assumptions
from modusvivendi.planning.plan_agenda import (
    CHOSEN_FROM,
    IMPROVED_FROM,
    JUDGED,
    JUDGED_FROM,
    SCREENED,
    SOUGHT_FROM,
    judges_of,
    plan_agenda,
)
from modusvivendi.planning.search.search import MOST_FUTURES
from modusvivendi.theory import load_theory


def test_no_future_is_met_twice_even_in_the_largest_search() -> None:
    spans = [
        range(SOUGHT_FROM, SOUGHT_FROM + MOST_FUTURES),
        range(JUDGED_FROM, JUDGED_FROM + JUDGED * MOST_FUTURES),
        range(CHOSEN_FROM, CHOSEN_FROM + JUDGED * MOST_FUTURES),
        range(IMPROVED_FROM, IMPROVED_FROM + SCREENED * MOST_FUTURES),
    ]
    assert all(a.stop <= b.start or b.stop <= a.start for a, b in combinations(spans, 2))


def test_judges_have_the_futures_that_are_declared(case: Case) -> None:
    judges = judges_of(Basis(case=case, theories=[load_theory("status_and_cohesion")]), 8)
    assert [(j.first, j.study.futures) for j in (judges.seek, judges.improve, judges.choose, judges.fresh)] == [
        (SOUGHT_FROM, 8),
        (IMPROVED_FROM, 8 * SCREENED),
        (CHOSEN_FROM, 8 * JUDGED),
        (JUDGED_FROM, 8 * JUDGED),
    ]


def test_assumptions_become_a_basis(case: Case) -> None:
    given = Assumptions(
        theories=("status_and_cohesion", "inertia"),
        weights={"status_and_cohesion": 3.0, "inertia": 1.0},
        settings=("theory.all.choice_precision=8",),
        seed=4,
    )
    basis, stock, origin = given.basis(case)
    assert basis.weights is not None and basis.weights["status_and_cohesion"] == pytest.approx(3 * basis.weights["inertia"])
    assert basis.seed == 4 and basis.horizon == case.horizon_months and len(stock) > 3 and origin == "given by the user"
    assert all(t.complete()["choice_precision"].fixed == 8 for t in basis.theories)


def test_a_rule_that_is_none_is_refused_before_anything_runs(case: Case) -> None:
    basis = Basis(case=case, theories=[load_theory("status_and_cohesion")])
    with pytest.raises(InputError, match="percentile"):
        plan_agenda(basis, read_objectives("technical", ("technical",)), "median")
