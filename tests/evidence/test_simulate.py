"""Would the method find the truth? Small versions of the checks whose full tables are in the docs."""

from __future__ import annotations

import numpy as np
from scipy.stats import chi2

from modusvivendi.evidence.model import Model
from modusvivendi.evidence.simulate import bank, confusion, log_likelihoods, rank_of_truth, simulate_record
from modusvivendi.theory import load_theory


def test_ranks_of_the_truth_are_uniform(model: Model) -> None:
    """Simulation-based calibration on acts over time and deals: chi-squared at the level 0.001, 8 bins, 160 records."""
    theory, rng = load_theory("conviction"), np.random.default_rng(11)
    judge, maker = bank(model, theory, 4096), bank(model, theory, 160, salt=77)
    for parameter in ("theta_benefit", "theta_school_away", "part_band"):
        ranks = [
            rank_of_truth(judge, simulate_record(maker, n, 1, rng), parameter, 7, rng, ("time", "deals"))
            for n in range(160)
        ]
        seen = np.bincount(ranks, minlength=8)
        assert ((seen - 20) ** 2 / 20).sum() < chi2.ppf(0.999, 7), (parameter, seen)


def test_a_wrong_posterior_fails_the_same_check(model: Model) -> None:
    """The check has power: weighing with the wrong likelihood (deals reversed) is found out."""
    theory, rng = load_theory("conviction"), np.random.default_rng(12)
    judge, maker = bank(model, theory, 2048), bank(model, theory, 160, salt=77)
    ranks = []
    for n in range(160):
        record = simulate_record(maker, n, 4, rng)
        wrong = type(record)(record.counts, 2 - record.outcomes, record.times, record.u)
        ranks.append(rank_of_truth(judge, wrong, "theta_benefit", 7, rng, ("deals",)))
    seen = np.bincount(ranks, minlength=8)
    assert ((seen - 20) ** 2 / 20).sum() > chi2.ppf(0.999, 7)


def test_theories_that_differ_much_are_told_apart_and_more_record_helps(model: Model) -> None:
    """Mean weight on the truth, of two, for one and four times the record; 0.5 is knowing nothing."""
    pair = [load_theory("inertia"), load_theory("leverage")]
    right = {times: np.diag(confusion(model, pair, 12, times, 4096, seed=3)["deals"]).mean() for times in (1, 4)}
    assert right[1] > 0.55
    assert right[4] > right[1]


def test_columns_add_up(model: Model) -> None:
    source = bank(model, load_theory("brief"), 64)
    parts = log_likelihoods(source, simulate_record(source, 3, 1, np.random.default_rng(0)))
    np.testing.assert_allclose(parts["time"] + parts["between"] + parts["deals"], parts["whole"])
