"""Evidence of a domain: columns are those of the engine's deal equations, and a theory that made the data is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.special import expit

from modusvivendi.engine.compile import REGISTRY
from modusvivendi.errors import InputError
from modusvivendi.outside.demand import OutsideDemand
from modusvivendi.outside.evidence import (
    CORE,
    MOVERS,
    QUIET_FLOOR,
    coefficients,
    design,
    held_out,
    log_evidence,
    weigh_domain,
    weights_of,
)
from modusvivendi.outside.read import read_outside
from modusvivendi.theory import load_theory
from modusvivendi.theory.theory import shared_priors
from outside.made_up import write_file

ONE = OutsideDemand(
    "d",
    "c",
    "e",
    "i",
    2,
    form=0.0,
    cost=0.4,
    publicity=0.3,
    politicisation=0.7,
    material=0.2,
    standing=0.9,
    contact=0.6,
    pressure=0.8,
)


def demands(n: int, logits: dict[str, float], seed: int = 1) -> list[OutsideDemand]:
    """Made-up demands whose outcome depends on columns with these weights."""
    rng = np.random.default_rng(seed)
    made = []
    for number in range(n):
        values = {name: float(rng.random()) for name in ("cost", "publicity", "politicisation", "material", "contact")}
        eta = sum(weight * values[name] for name, weight in logits.items()) - sum(logits.values()) / 2
        d = replace(ONE, **values, standing=None, pressure=None, form=None, case=f"a{number % 6}", episode=f"e{number}")
        made.append(replace(d, id=str(number), issue_class=f"k{number % 4}", level=float(rng.random() < expit(eta))))
    return made


@pytest.mark.parametrize("mover", MOVERS)
def test_columns_are_the_engines_deal_equations(mover: str) -> None:
    """A weight of 1 adds what it adds to the worth of a deal, trust, need, salience, grievance and intensity at 1."""
    value, reward = REGISTRY["deal_value"].function, REGISTRY["deal_reward"].function
    exposure = REGISTRY["talks_exposure"].function(1.0, ONE.publicity, QUIET_FLOOR)

    def worth(weight: float) -> float:
        w = {name: weight if name == mover else 0.0 for name in MOVERS}
        own = value(0.5, 0.0, ONE.contact, exposure, ONE.politicisation, 1.0, 0.0, 0.0, w["beta_contact"], w["beta_audience"])
        given = max(ONE.material or 0.0, ONE.pressure or 0.0)
        terms = (given, ONE.standing, 1.0, 1.0, 1.0, ONE.publicity, 1.0)
        return float(own + reward(*terms, w["beta_material"], w["beta_standing"], w["beta_reactance"], 0.0))

    sign, column = MOVERS[mover]
    assert sign * column(ONE) == pytest.approx(worth(1.0) - worth(0.0))


def test_the_floor_is_the_middle_of_its_prior() -> None:
    assert shared_priors()["quiet_floor"].uniform == (0.1, 0.5) and pytest.approx(0.3) == QUIET_FLOOR


def test_weights_are_the_theories_priors_with_the_signs_of_the_equations() -> None:
    movers = ("beta_material", "beta_reactance")
    mean, sd = weights_of(load_theory("grievance"), movers)
    assert mean[1] == -1.0 and sd[1] == 0.5 and mean[0] == 0.0 and 0.1 < sd[0] < 0.15
    leverage, patrons = (weights_of(load_theory(name), movers)[0][0] for name in ("leverage", "patrons"))
    assert leverage == pytest.approx(0.95, abs=0.01) and patrons == pytest.approx(0.075, abs=0.005)
    mean, sd = weights_of(load_theory("inertia"), movers)
    assert not mean.any() and sd.max() < 1e-5
    assert weights_of(load_theory("leverage"), movers, scale=4.0)[0][0] == pytest.approx(4 * leverage)


def test_empty_columns_are_left_out_and_empty_cells_stand_at_the_mean() -> None:
    rows = demands(40, {})
    rows[0] = replace(rows[0], contact=None)
    rows[1] = replace(rows[1], level=None)
    data = design(rows)
    assert data.core == ("cost",) and data.movers == ("beta_contact", "beta_material", "beta_audience", "beta_reactance")
    assert data.x.shape == (39, 5) and data.x[0, 1] == 0.0 and np.allclose(data.x.mean(axis=0), 0)
    assert set(data.groups) == {"authority", "issue"}  # an episode of one demand has no effect of its own


@pytest.mark.parametrize(
    ("logits", "mover"),
    [({"material": 3.0}, "beta_material"), ({"publicity": -3.0}, "beta_reactance"), ({"contact": 3.0}, "beta_contact")],
)
def test_theories_with_the_weight_that_made_the_data_have_more_evidence(logits: dict[str, float], mover: str) -> None:
    found = log_evidence(design(demands(400, logits)), grid=(0.4,))
    strong = {n for n in found if mover in load_theory(n).priors and n not in ("inertia", "free", "patrons")}
    others = set(found) - strong - {"free"}
    assert strong and found["inertia"] == 0.0
    assert min(found[n] for n in strong) > max(found[n] for n in others) + 1.0


def test_where_only_cost_counts_inertia_has_more_evidence_than_strong_theories() -> None:
    found = log_evidence(design(demands(400, {"cost": -2.0})), grid=(0.4,))
    assert max(found["grievance"], found["status_and_cohesion"]) < found["inertia"] - 1.0


def test_coefficients_have_the_sign_of_their_column() -> None:
    found = coefficients(design(demands(400, {"cost": -2.0, "publicity": -2.0})), {"authority": 0.4})
    assert found["cost"][2] < 0 and found["beta_reactance"][2] < 0 and found["beta_material"][1] < 0 < found["beta_material"][2]
    assert set(found) - set(MOVERS) <= set(CORE)


def test_held_out_scores_of_a_constant_are_the_shares_of_the_other_folds() -> None:
    rows = [replace(ONE, level=float(n % 4 == 0), episode=str(n)) for n in range(400)]
    data = design(rows)
    scores = held_out(data, None, np.arange(400) // 200, {})
    assert np.allclose(scores, np.log(np.where(data.y == 1, 0.25, 0.75)), atol=0.01)


def test_held_out_scores_use_the_covariates_and_not_the_fold_itself() -> None:
    rows = demands(400, {"cost": -6.0})
    data = design(rows)
    fold = np.random.default_rng(2).integers(0, 5, 400)
    core = held_out(data, load_theory("inertia"), fold, {"authority": 0.4})
    assert core.sum() > held_out(data, None, fold, {}).sum() + 20
    shuffled = design([replace(d, level=rows[(n * 7) % 400].level) for n, d in enumerate(rows)])
    assert held_out(shuffled, load_theory("inertia"), fold, {}).sum() < held_out(shuffled, None, fold, {}).sum() + 2


def test_a_level_in_one_fold_only_is_refused() -> None:
    rows = [replace(ONE, level=float(n == 0), episode=str(n)) for n in range(10)]
    with pytest.raises(ValueError, match="more than one fold"):
        held_out(design(rows), None, np.arange(10), {})


def test_a_domain_is_weighed_with_its_judged_values_drawn(tmp_path: Path) -> None:
    levels, rng = ("2", "3", "10"), np.random.default_rng(3)
    rows = [
        {
            "finaloutcome": levels[rng.integers(3)],
            "issue1": str(rng.integers(1, 15)),
            "targetcosts": str(rng.integers(1, 4)),
            "targetstate": str(n % 5),
            "carrotsduringsanction": "0",
        }
        for n in range(60)
    ]
    found = weigh_domain(read_outside("ties", write_file(tmp_path / "t.csv", "ties", rows)), draws=3, grid=(0.4,))
    by_name = {t.theory: t for t in found.theories}
    assert found.decided == 60 and found.domain == "economic sanctions"
    assert by_name["inertia"].log_z == 0 and by_name["leverage"].speaks == ("beta_material",) and by_name["contact"].speaks == ()
    assert (
        by_name["cohesion"].low < by_name["cohesion"].log_z <= by_name["cohesion"].high
        or by_name["cohesion"].high > by_name["cohesion"].low
    )
    assert by_name["leverage"].high - by_name["leverage"].low < 0.2  # costs are coded, not judged


def test_nothing_to_weigh_is_told(tmp_path: Path) -> None:
    found = read_outside("ties", write_file(tmp_path / "t.csv", "ties", [{}, {}]))
    with pytest.raises(InputError, match=r"t\.csv: fewer than two outcomes among decided demands"):
        weigh_domain(found)
