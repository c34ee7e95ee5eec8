"""The printed error of a mean is the spread of that mean over repeated seeds."""

from __future__ import annotations

import numpy as np
import pytest

from modusvivendi.study import Study, run_study, summarise
from modusvivendi.study.sampling_error import run_length, sampling_error
from modusvivendi.study.sequence import quantiles
from modusvivendi.study.summary import KEY_OUTCOMES, MIXTURE

NEAR = 0.25  # by which printed error and spread may differ, as a share


def test_runs_are_powers_of_two_of_which_there_are_enough() -> None:
    lengths = {draws: run_length(draws) for draws in (1, 2, 31, 32, 63, 64, 128, 255, 256, 1024, 10**6)}
    assert lengths == {1: 1, 2: 1, 31: 1, 32: 2, 63: 2, 64: 4, 128: 8, 255: 8, 256: 16, 1024: 16, 10**6: 16}


def test_it_is_the_usual_formula_where_a_run_is_one_draw_and_of_means_of_runs_else() -> None:
    few, many = np.arange(20.0), np.arange(600.0)
    assert sampling_error(few) == pytest.approx(few.std(ddof=1) / np.sqrt(20))
    means = many[:592].reshape(37, 16).mean(axis=1)  # eight draws are left over: they add to the mean only
    assert sampling_error(many) == pytest.approx(means.std(ddof=1) / np.sqrt(600 / 16))
    assert np.isnan(sampling_error(np.ones((3, 1)))).all() and sampling_error(np.ones((3, 1))).shape == (3,)


def made_up(seed: int, theories: int, draws: int = 512) -> np.ndarray:
    """Values (theories, draws) of forty numbers, drawn as a study draws them and shared by the theories, an interplay of two of
    them, and chance of each theory's own."""
    names = [f"number {n}" for n in range(40)]
    q = np.stack(list(quantiles(names, np.arange(draws), seed).values())) - 0.5
    slopes = np.linspace(-1, 1, theories)[:, None] + np.linspace(1, 2, 40)
    chance = np.random.default_rng([seed, theories]).normal(size=(theories, draws))
    return np.asarray(slopes @ q + 4 * q[0] * q[1] + chance)


def test_a_constructed_mixture_has_the_error_that_is_printed_for_it() -> None:
    """Thirty seeds; neither of the simple formulas passes."""
    values = np.stack([made_up(seed, 6) for seed in range(30)])  # (seeds, theories, draws)
    mixed = values.mean(axis=1)
    spread = mixed.mean(axis=1).std(ddof=1)
    printed = np.sqrt((sampling_error(mixed) ** 2).mean())
    assert abs(printed / spread - 1) < NEAR
    as_independent_draws = mixed.std(axis=1, ddof=1).mean() / np.sqrt(512)
    as_independent_theories = np.sqrt((values.var(axis=2, ddof=1) / 512 / 36).sum(axis=1)).mean()
    for other in (as_independent_draws, as_independent_theories):
        assert abs(other / spread - 1) > NEAR


def test_a_study_prints_the_error_that_its_means_have_over_thirty_seeds(small_study: Study) -> None:
    """Mean and lead over the best, six outcomes and three theories mixed: root mean squares over outcomes and strategies."""
    means, errors = [], []
    for seed in range(30):
        found = summarise(run_study(small_study.model_copy(update={"seed": seed}), sample=0, threads=1), outcomes=KEY_OUTCOMES)
        mixture = found.table[found.table.theory == MIXTURE]
        means.append(mixture["mean"].to_numpy())
        errors.append(mixture["error"].to_numpy())
    spread = np.std(means, axis=0, ddof=1)
    moves = spread > 0
    ratio = np.sqrt(((np.array(errors) ** 2).mean(axis=0)[moves] / spread[moves] ** 2).mean())
    assert moves.sum() > 10 and abs(ratio - 1) < NEAR


@pytest.fixture(scope="module")
def small_study(afghan_study: Study) -> Study:
    """Three theories, two strategies, 256 draws, two years."""
    return afghan_study.model_copy(
        update={"theories": afghan_study.theories[:9:4], "strategies": afghan_study.strategies[2:4], "futures": 256, "months": 24}
    )
