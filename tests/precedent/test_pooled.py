"""The pooled logit: it finds what made the data, and the left-out authority is truly left out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import minimize

from modusvivendi.precedent.ask import Ask
from modusvivendi.precedent.demand import demand_table
from modusvivendi.precedent.left_out import MODELS, leave_one_case_out, scores_left_out
from modusvivendi.precedent.pooled import LEAST, chance, fit, solve
from modusvivendi.precedent.precedents import outlook, outlooks
from precedent.asks import made, world

COVARIATES = ("cost", "form", "politicisation")
ASK = Ask(case="here", cost=2 / 3, form=0.0, politicisation=0.4)


def test_the_mode_is_that_of_a_general_optimiser() -> None:
    rng = np.random.default_rng(2)
    x, y, precision = rng.normal(size=(80, 4)), (rng.random(80) < 0.4).astype(float), np.full(4, 0.25)

    def loss(b: np.ndarray) -> float:
        return float(np.logaddexp(0, x @ b).sum() - y @ (x @ b) + 0.5 * precision @ b**2)

    found = solve(x, y, np.ones((1, 80)), precision, np.zeros((1, 4)))[0]
    assert found == pytest.approx(minimize(loss, np.zeros(4), method="BFGS", options={"gtol": 1e-8}).x, abs=1e-5)


def test_weights_are_repeated_rows() -> None:
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=(30, 3)), (rng.random(30) < 0.4).astype(float)
    counts = rng.integers(0, 3, 30)
    weighted = solve(x, y, counts[None].astype(float), np.full(3, 0.25), np.zeros((1, 3)))
    repeated = solve(
        np.repeat(x, counts, 0), np.repeat(y, counts), np.ones((1, counts.sum())), np.full(3, 0.25), np.zeros((1, 3))
    )
    assert weighted == pytest.approx(repeated, abs=1e-6)


def test_separated_data_have_a_finite_mode() -> None:
    x, y = np.array([[1.0, 0.0]] * 10 + [[1.0, 1.0]] * 10), np.repeat([0.0, 1.0], 10)
    assert np.isfinite(solve(x, y, np.ones((1, 20)), np.array([0.01, 0.25]), np.zeros((1, 2)))).all()


def test_coefficients_are_found_again() -> None:
    model = fit(demand_table(world(150)), COVARIATES)
    assert model is not None
    for name, true in (("cost", -3), ("form", -2), ("politicisation", -3)):
        value, low, high = model.coefficient(name)
        assert low < value < high
        assert value == pytest.approx(true, abs=1.2)


def test_the_left_out_authority_is_truly_left_out() -> None:
    """Whatever its outcomes had been, the chance from the others stays the same, to the bit."""
    table = demand_table(world())
    turned = [replace(d, outcome="not_met" if d.met else "met") if d.case == "here" else d for d in table]
    before, after = outlooks(ASK, table), outlooks(ASK, turned)
    assert [o.own for o in before] == [True, False]
    assert before[1].by_form == after[1].by_form
    assert before[0].by_form != after[0].by_form
    assert before[1].model is not None and before[1].model.cases == ("there", "yonder")


def test_scores_of_a_case_do_not_depend_on_its_own_asks() -> None:
    rows = list(demand_table(world(30)))
    scored = scores_left_out(rows, ("cost",))
    fewer = scores_left_out([d for d in rows if d.case != "here" or d.id != "T3"], ("cost",))
    mine = scored[scored.case == "here"].score.to_numpy()
    assert np.isin(fewer[fewer.case == "here"].score.to_numpy().round(12), mine.round(12)).all()


def test_an_authority_on_no_record_is_less_certain() -> None:
    model = fit(demand_table(world()), COVARIATES)
    assert model is not None
    known, unknown = chance(model, ASK), chance(model, replace(ASK, case=""))
    assert known.known and not unknown.known
    assert known.low <= known.value <= known.high
    assert unknown.high - unknown.low > known.high - known.low


def test_a_package_has_less_of_a_chance() -> None:
    found = outlook(ASK, demand_table(world()), own=True)
    assert found.by_form["package"].value < found.by_form["single"].value
    assert not found.tie


def test_too_few_asks_are_not_fitted() -> None:
    assert fit([made(f"s{k}") for k in range(LEAST - 1)], ("cost",)) is None
    assert outlook(ASK, [made("a")], own=True).model is None


def test_cost_and_politicisation_tell_another_case_better_than_a_constant() -> None:
    found = {s.model: s for s in leave_one_case_out(demand_table(world()))}
    assert list(found) == list(MODELS)
    assert found["constant"].gain == 0
    assert found["cost and politicisation"].gain_low > 0
    assert found["all six"].total == pytest.approx(sum(found["all six"].scores.values()))
