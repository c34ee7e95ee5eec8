"""Gower's distance is a metric, and the nearest come first."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modusvivendi.precedent.ask import Ask
from modusvivendi.precedent.demand import Demand
from modusvivendi.precedent.distance import ATTRIBUTES, apart, gower, rank_demands
from modusvivendi.precedent.distance import given as said_of
from precedent.asks import drawn, made

SUBSETS = st.sets(st.sampled_from(ATTRIBUTES)).map(tuple)


@settings(deadline=None)
@given(drawn(), drawn(), drawn(), SUBSETS)
def test_distance_is_a_metric(a: Demand, b: Demand, c: Demand, attributes: tuple) -> None:
    assert gower(a, a, attributes) == 0
    assert 0 <= gower(a, b, attributes) <= 1
    assert gower(a, b, attributes) == pytest.approx(gower(b, a, attributes))
    assert gower(a, c, attributes) <= gower(a, b, attributes) + gower(b, c, attributes) + 1e-12


@settings(deadline=None)
@given(drawn(), drawn())
def test_only_asks_that_are_the_same_in_every_attribute_have_no_distance(a: Demand, b: Demand) -> None:
    same = all(apart(getattr(a, k.name), getattr(b, k.name)) == 0 for k in ATTRIBUTES)
    assert (gower(a, b) == 0) == same


def test_weights_count() -> None:
    """Cost (weight 2) and publicity (weight 1) wholly different, form (weight 1) the same: 3 of 4."""
    ask, demand = Ask(cost=1.0, publicity=1.0, form=0.0), made("x", cost=0.0, publicity=0.0, form=0.0)
    assert gower(ask, demand, said_of(ask)) == pytest.approx(0.75)


def test_what_is_not_said_of_an_ask_is_not_compared() -> None:
    assert [a.name for a in said_of(Ask(cost=0.0, reward=False))] == ["cost", "reward"]


def test_ties_stand_in_order_of_date_the_newest_first() -> None:
    rows = [made("a", start="2009"), made("b", start="2012-05"), made("c", start="2012-05-09"), made("d", cost=1.0, start="2020")]
    assert [n.demand.id for n in rank_demands(Ask(cost=1 / 3), rows)] == ["c", "b", "a", "d"]


@settings(deadline=None)
@given(st.lists(drawn(), max_size=12))
def test_ranking_keeps_every_demand(rows: list[Demand]) -> None:
    near = rank_demands(Ask(cost=0.5, issues=("road",), asker="EG"), rows)
    assert len(near) == len(rows)
    distances = [n.distance for n in near]
    assert all(x <= y + 1e-9 for x, y in itertools.pairwise(distances))
