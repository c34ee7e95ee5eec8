"""Asks on record put to the model: cells, intervals, and a world in which the answer is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from modusvivendi.case import load_case
from modusvivendi.findings.plan_record import record_findings
from modusvivendi.planning.assumptions import Assumptions
from modusvivendi.planning.judging.asks_on_record import (
    STEP,
    AsksOnRecord,
    Cell,
    _quantiles,
    as_plan,
    check_asks,
    usable_asks,
)

ORIGIN = "this page's assumptions"


@pytest.fixture(scope="module")
def case():
    return load_case("tiraspol")


@pytest.fixture(scope="module")
def found(case):
    return check_asks({ORIGIN: Assumptions(theories=("inertia", "leverage")).basis(case)[0]}, 8)


def test_every_ask_is_counted_once_in_the_forms(case, found) -> None:
    asks = usable_asks(case)
    part = found[0]
    assert part.total.asks == len(asks)
    assert part.total.met == sum(d.held_or_met for d in asks)
    for by in {cell.by for cell in part.cells}:
        assert sum(c.asks for c in part.cells if c.by == by) <= len(asks)
    assert all(0 <= c.low <= c.high <= c.asks and c.low <= c.mean + c.asks * 0.5 for c in part.cells)


def test_nothing_is_met_where_nothing_is_worth_it(case) -> None:
    basis, _, _ = Assumptions(settings=["theory.all.deal_cost=10"], theories=("leverage",)).basis(case)
    part = check_asks({ORIGIN: basis}, 8)[0]
    assert part.total.mean == 0.0
    assert not part.total.covered  # some were met


def test_all_are_met_where_every_deal_pays(case) -> None:
    basis, _, _ = Assumptions(settings=["theory.all.deal_cost=-10"], theories=("leverage",)).basis(case)
    part = check_asks({ORIGIN: basis}, 8)[0]
    assert part.total.mean > 0.9 * part.total.asks


def test_an_ask_keeps_its_terms(case) -> None:
    demand = replace(usable_asks(case)[0], material=0.25, standing=None, form=1.0, publicity=0.5)
    (track,) = as_plan(demand, "technical", case).tracks
    assert track.all_or_nothing and track.step == STEP
    assert (track.reward, track.standing, track.publicity) == (0.25, 0.0, 0.5)
    assert set(track.issues) == set(demand.issues)


def test_a_case_without_asks_has_no_lines(case) -> None:
    basis, _, _ = Assumptions(theories=("inertia",)).basis(case.model_copy(update={"record": None}))
    assert check_asks({ORIGIN: basis}, 8) == ()
    assert record_findings(()) == []


def test_quantiles_of_weighted_counts() -> None:
    values, weights = np.array([3.0, 0.0, 1.0, 2.0]), np.array([0.01, 0.5, 0.3, 0.19])
    assert _quantiles(values, weights) == (0.0, 2.0)
    rng = np.random.default_rng(5)
    drawn = rng.poisson(7, 4001).astype(float)
    even = np.full(len(drawn), 1 / len(drawn))
    assert _quantiles(drawn, even) == tuple(np.quantile(drawn, [0.05, 0.95], method="inverted_cdf"))


def test_what_lies_outside_is_told() -> None:
    inside, outside = Cell("form", "one issue", 9, 4, 4.0, 1.0, 8.0), Cell("form", "several issues at once", 9, 0, 6.0, 3.0, 9.0)
    total = Cell("all", "all asks", 18, 4, 10.0, 5.0, 15.0)
    (finding,) = record_findings((AsksOnRecord(ORIGIN, total, (inside, outside)),))
    assert finding.facts["covered"].value == 1
    assert finding.facts["worst"].value == "several issues at once"
    assert "0 of 9 met" in finding.caveats[0]
