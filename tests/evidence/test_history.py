"""The month run along history: deterministic, imposed, centred, and equal to the engine's own equations."""

from __future__ import annotations

import numpy as np
import pytest

from modusvivendi.case import Case
from modusvivendi.engine.layout import THEORY_PARAMETERS
from modusvivendi.evidence.filter.history import GAUGES
from modusvivendi.evidence.likelihood.model import NAMES, Model
from modusvivendi.theory import Prior, Theory, load_theory


def pinned(theory: Theory, **values: float) -> Theory:
    """The theory with parameters fixed."""
    fixed = {n: Prior(fixed=v, source="test") for n, v in values.items()}
    return theory.model_copy(update={"priors": {**theory.priors, **fixed}})


def uniform(n: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).uniform(0.05, 0.95, (n, len(NAMES)))


FLAT = dict.fromkeys((p for p in THEORY_PARAMETERS if p.startswith("theta_")), 0.0)


def test_history_is_deterministic_and_does_not_depend_on_the_size_of_the_batch(model: Model) -> None:
    u, theory = uniform(70), load_theory("status_and_cohesion")
    whole, part = model.history(theory, u, 0), model.history(theory, u[:37], 0)
    np.testing.assert_array_equal(whole.log_exposure[..., :37], part.log_exposure)
    np.testing.assert_array_equal(whole.issue_worth[:, :37], part.issue_worth)
    np.testing.assert_array_equal(whole.reward[:, :37], part.reward)
    for name, numbers in zip(whole._fields, whole, strict=True):
        assert np.isfinite(numbers).all(), f"{name}: a number that was never written"


def test_inertia_does_not_see_what_outsiders_do(model: Model, case: Case) -> None:
    """With the core alone, hazards are the same whatever outsiders did."""
    from modusvivendi.evidence.record.arrays import read_inputs

    quiet = Model(case, model.rows, read_inputs(case, model.rows, (), ()), model.seed)
    u, theory = uniform(32), load_theory("inertia")
    np.testing.assert_array_equal(model.history(theory, u, 0).log_exposure, quiet.history(theory, u, 0).log_exposure)


@pytest.mark.parametrize("name", ["leverage", "grievance", "contact", "cohesion"])
def test_other_theories_do(model: Model, case: Case, name: str) -> None:
    from modusvivendi.evidence.record.arrays import read_inputs

    quiet = Model(case, model.rows, read_inputs(case, model.rows, (), ()), model.seed)
    u, theory = uniform(32), load_theory(name)
    assert np.abs(model.history(theory, u, 0).log_exposure - quiet.history(theory, u, 0).log_exposure).max() > 1e-3


def test_without_core_weights_theories_differ_over_time_only(model: Model) -> None:
    """Drives are centred along time: mean log hazard over scored months is the room to move alone (small effects)."""
    base = pinned(load_theory("inertia"), **FLAT)
    weak = pinned(load_theory("inertia"), beta_contact=0.05, beta_reactance=0.05, beta_material=0.05, **FLAT)
    u = uniform(32)
    one, two = (model.history(t, u, 0).log_exposure[:, :, model.rows.scored] for t in (base, weak))
    np.testing.assert_allclose(one.mean(2), two.mean(2), atol=2e-4)
    assert np.abs(one - two).max() > 1e-3


def test_doubling_a_weight_doubles_the_drive(model: Model) -> None:
    """Against the definition, where the sum of effects is far from its bound."""
    plain, one, two = (
        model.history(pinned(load_theory("inertia"), beta_contact=b, **FLAT), uniform(32), 0).log_exposure
        for b in (0.0, 0.1, 0.2)
    )
    np.testing.assert_allclose(two - plain, 2 * (one - plain), atol=3e-4)


def test_rewards_make_a_track_worth_more_under_leverage(model: Model) -> None:
    none, strong = (model.history(pinned(load_theory("inertia"), beta_material=b), uniform(32), 0).reward for b in (0.0, 1.0))
    with_reward = model.rows.material[0] > 0
    assert (strong > none + 1e-4)[with_reward].all()
    np.testing.assert_array_equal(strong[~with_reward], none[~with_reward])


def test_latent_courses_run_from_the_takeover_to_where_the_case_stands(model: Model, case: Case) -> None:
    """Started at judged levels of August 2021, accounts end near the case's own figures of May 2024."""
    gauges = model.history(load_theory("conviction"), uniform(256), 0).gauges.mean(2)
    end = dict(zip(GAUGES, gauges[:, -1], strict=True))
    for name in ("revenue", "grievance", "contact", "standing"):
        distribution = getattr(case.initial, name)
        assert distribution.low <= end[name] <= distribution.high, name
    assert gauges[GAUGES.index("revenue"), 0] < end["revenue"]


def test_a_forecaster_does_not_see_later_moves(model: Model, case: Case) -> None:
    """With drives centred over earlier months, what outsiders do later changes nothing before it is felt."""
    from modusvivendi.evidence.record.arrays import read_inputs, record_of

    record, last = record_of(case), 20
    early = [m for m in record.moves if (m.date.first.year - 2021) * 12 + m.date.first.month - 8 < last]
    assert 0 < len(early) < len(record.moves)
    less = read_inputs(case, model.rows, early, record.tracks)
    u, theory = uniform(32), load_theory("free")
    one, two = (Model(case, model.rows, i, model.seed, slice(2, 10)).history(theory, u, 0) for i in (model.inputs, less))
    np.testing.assert_array_equal(one.log_exposure[:, :, : last + 1], two.log_exposure[:, :, : last + 1])
    assert np.abs(one.log_exposure - two.log_exposure)[:, :, last + 1 :].max() > 1e-3


def test_case_draws_are_known_by_their_number(model: Model) -> None:
    """The same number is the same draw in any company; other numbers and seeds are others, inside their ranges."""
    from modusvivendi.evidence.record.case_draws import CaseDraws

    some = np.array([5, 4100, 2047, 5])
    u = model.draws.uniform(some)
    np.testing.assert_array_equal(u[[1]], model.draws.uniform(np.array([4100])))
    np.testing.assert_array_equal(u[0], u[3])
    assert (u[0] != u[1]).all() and (u[0] != CaseDraws(model.case, 2).uniform(some)[0]).all()
    matrix, now = model.draws.at_beginning(some)
    assert np.isfinite(matrix).all() and ((now >= 0) & (now <= 1)).all()


def test_an_unknown_coding_is_refused(model: Model) -> None:
    with pytest.raises(ValueError, match="coding 99"):
        model.history(load_theory("inertia"), uniform(4), 99)
