"""Samplers against closed forms and against an independent sampler."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.special import gammaln, ndtri
from scipy.stats import multivariate_normal

from modusvivendi.evidence.inference.samplers import Proposal, fit_proposal, importance, nested

DIMS, DATA_SD = 5, 0.3
DATA = np.array([0.8, -0.5, 1.2, 0.1, -1.0])


def gaussian(u: np.ndarray) -> np.ndarray:
    """Normal data with a standard normal prior on each mean."""
    z = ndtri(u)
    return -0.5 * (((DATA - z) / DATA_SD) ** 2).sum(1) - DIMS * np.log(DATA_SD * np.sqrt(2 * np.pi))


EXACT = float(multivariate_normal(np.zeros(DIMS), (1 + DATA_SD**2) * np.eye(DIMS)).logpdf(DATA))


def test_importance_sampling_meets_the_closed_form() -> None:
    found = importance(gaussian, DIMS, n=4096, seed=3)
    assert abs(found.log_z - EXACT) < 0.1
    assert found.error < 0.05


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_nested_sampling_meets_the_closed_form() -> None:
    found = nested(gaussian, DIMS, seed=3, live=400, effective=2000)
    assert found.done
    assert abs(found.evidence.log_z - EXACT) < 0.1
    assert found.log_volume.max() < 0 and abs(np.exp(found.log_volume).sum() - 1) < 0.05


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_second_nested_sampler_agrees_within_its_error() -> None:
    dynesty = pytest.importorskip("dynesty")
    sampler = dynesty.NestedSampler(
        lambda u: float(gaussian(np.clip(u, 1e-9, 1 - 1e-9)[None])[0]),
        lambda u: u,
        DIMS,
        nlive=200,
        rstate=np.random.default_rng(5),
    )
    sampler.run_nested(print_progress=False, dlogz=0.1)
    there, error = sampler.results.logz[-1], sampler.results.logzerr[-1]
    here = importance(gaussian, DIMS, n=4096, seed=4)
    assert abs(there - here.log_z) < 3 * np.hypot(error, here.error)


def test_conjugate_counts_within_a_tenth_of_a_nat() -> None:
    """Gamma(2, 1 / 0.5) rate, Poisson counts: the sampler against the negative binomial."""
    from scipy.stats import gamma, poisson

    counts, shape, rate = np.array([1, 0, 2, 1]), 2.0, 2.0
    n, t = counts.sum(), len(counts)
    exact = (
        shape * np.log(rate) - gammaln(shape) + gammaln(shape + n) - (shape + n) * np.log(rate + t) - gammaln(counts + 1).sum()
    )

    def log_likelihood(u: np.ndarray) -> np.ndarray:
        r = gamma.ppf(u[:, 0], shape, scale=1 / rate)
        return poisson.logpmf(counts[:, None], r[None]).sum(0)

    assert abs(importance(log_likelihood, 1, n=4096).log_z - exact) < 0.1


def test_same_seed_same_bits_and_another_seed_other_bits() -> None:
    assert importance(gaussian, DIMS, 1024, seed=8) == importance(gaussian, DIMS, 1024, seed=8)
    assert importance(gaussian, DIMS, 1024, seed=8) != importance(gaussian, DIMS, 1024, seed=9)


def narrow(width: float, at: float, d: int = 10) -> tuple[Callable[[np.ndarray], np.ndarray], float]:
    """A normal likelihood in d dimensions, so many prior deviations wide and away, and its log evidence."""

    def log_likelihood(u: np.ndarray) -> np.ndarray:
        return -0.5 * (((ndtri(u) - at) / width) ** 2).sum(1) - d * np.log(width * np.sqrt(2 * np.pi))

    return log_likelihood, d * (-0.5 * at**2 / (1 + width**2) - 0.5 * np.log(2 * np.pi * (1 + width**2)))


def test_a_narrow_far_target_is_found_in_rounds() -> None:
    """Ten dimensions, four times narrower than the prior and one deviation away: 17 nats from prior to posterior."""
    target, exact = narrow(0.25, 1.0)
    found = importance(target, 10, n=32768, seed=2)
    assert abs(found.log_z - exact) < 0.1
    assert found.error < 0.1


def test_a_target_out_of_reach_says_so() -> None:
    """Where the search fails the effective number of draws and the error tell."""
    found = importance(narrow(0.05, 2.0)[0], 10, n=4096, seed=2)
    assert found.effective < 5
    assert found.error > 0.4


def test_a_proposal_can_be_narrowed_in_some_dimensions() -> None:
    proposal = Proposal(np.array([0, 2]), np.array([1.0, 2.0]), np.array([[1.0, 0.0], [0.5, 2.0]]))
    half = proposal.narrowed(np.array([2, 5]), 0.5)
    np.testing.assert_allclose(half.mean, [1.0, 1.0])
    np.testing.assert_allclose(half.root @ half.root.T, [[1.0, 0.25], [0.25, 1.0625]])


def test_proposal_ratio_integrates_to_one() -> None:
    """E_q[prior / q] = 1: the mixture is a proper density."""
    rng = np.random.default_rng(0)
    u = rng.random((4000, 3))
    proposal = fit_proposal(u, -8 * ((u - 0.8) ** 2).sum(1), np.arange(2))
    moved = proposal.draw(u, rng.random(4000))
    assert np.exp(proposal.log_ratio(moved)).mean() == pytest.approx(1, abs=0.05)
    assert np.exp(proposal.log_ratio(moved)).max() <= 4 + 1e-9
    assert np.array_equal(moved[:, 2], u[:, 2])
