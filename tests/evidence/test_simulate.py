"""Would the method find the truth? Small versions of the checks whose full tables are in the docs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import gammaln
from scipy.stats import chi2

from modusvivendi.evidence.inference.recovery import bank, bank_of, confusion, log_likelihoods, ranks_of_truth, simulate_record
from modusvivendi.evidence.likelihood.likelihood import Variant, deal_chances, score_acts, score_outcomes
from modusvivendi.evidence.likelihood.model import Model
from modusvivendi.theory import load_theory

LEVEL = 0.001  # of the chi-squared tests of all parameters of a theory together, over RANKS + 1 bins
RANKS = 7


def uniform_enough(ranks: np.ndarray, tests: int = 1) -> bool:
    """Whether ranks on 0 to RANKS pass a chi-squared test of uniformity, one of so many at LEVEL together (Bonferroni)."""
    seen, even = np.bincount(ranks, minlength=RANKS + 1), len(ranks) / (RANKS + 1)
    return bool(((seen - even) ** 2 / even).sum() < chi2.ppf(1 - LEVEL / tests, RANKS))


def test_simulated_records_are_scored_by_the_likelihood_itself(model: Model) -> None:
    """The arrangement for many records against the row-by-row one that weighs the real record."""
    theory = load_theory("status_and_cohesion")
    source = bank(model, theory, 24)
    record = simulate_record(source, 3, 1, np.random.default_rng(0))
    found = log_likelihoods(source, record)
    rows, issues = model.rows, len(model.case.issues)
    cell, month = np.nonzero(record.counts)
    again = np.repeat(np.arange(len(cell)), record.counts[cell, month])
    at = month[again] + rows.scored.start
    few = replace(
        rows,
        acts=tuple(map(str, again)),
        act_issue=cell[again] % issues,
        act_first=at,
        act_last=at,
        act_confidence=np.zeros(len(again), int),
    )
    history, hyper = model.history(theory, source.u, 0, source.case_draw), model.hyper(source.u)
    acts = score_acts(history.log_exposure, few, np.where(cell[again] < issues, 1, -1), hyper)
    np.testing.assert_allclose(found["time"], acts.over_time.sum(0), atol=2e-4)
    np.testing.assert_allclose(found["between"], acts.between_issues.sum(0), atol=2e-4)
    outcome = np.full(len(rows.tracks), -1)
    outcome[rows.outcome >= 0] = record.outcomes[0]
    deals = score_outcomes(deal_chances(history, rows, 0, hyper, model.deal_values(theory, source.u)), outcome, Variant())
    np.testing.assert_allclose(found["deals"], deals.sum(0), atol=2e-4)


def test_simulated_counts_have_the_mean_they_should(model: Model) -> None:
    """Over many records from one draw: mean count per cell is mean rate times exposure, dates by their shares."""
    source, rng = bank(model, load_theory("conviction"), 2), np.random.default_rng(4)
    total = sum(simulate_record(source, 1, 1, rng).counts for _ in range(400)) / 400
    expected = source.mean[:, 1] * source.total[:, 1]
    spread = np.sqrt((expected + expected**2 / source.shape[1]).sum() / 400)
    assert total.sum() == pytest.approx(expected.sum(), abs=4 * spread)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["conviction", "status_and_cohesion"])
def test_ranks_of_the_truth_are_uniform(model: Model, name: str) -> None:
    """Simulation-based calibration of posteriors as ``weigh`` finds them: chi-squared at the level 0.001 for all
    parameters together, eight bins, 48 records (the docs have more)."""
    ranks = ranks_of_truth(model, load_theory(name), 48, 1, 2048, RANKS, seed=5)
    assert len(ranks) > 10
    wrong = [parameter for parameter, values in ranks.items() if not uniform_enough(values, len(ranks))]
    assert not wrong


def test_a_wrong_posterior_fails_the_same_check(model: Model) -> None:
    """The check has power: a posterior from the wrong likelihood (deals reversed) is found out."""
    theory, rng = load_theory("conviction"), np.random.default_rng(12)
    judge, maker = bank(model, theory, 2048), bank(model, theory, 160, salt=77)
    ranks = []
    for n in range(160):
        record = simulate_record(maker, n, 4, rng)
        log_w = log_likelihoods(judge, replace(record, outcomes=2 - record.outcomes))["deals"]
        w = np.exp(log_w - log_w.max())
        chosen = rng.choice(len(w), RANKS, p=w / w.sum())
        ranks.append(int((judge.u[chosen] < record.u)[:, 9].sum()))
    assert not uniform_enough(np.array(ranks))


@pytest.mark.slow
def test_theories_that_differ_much_are_told_apart_and_more_record_helps(model: Model) -> None:
    """Mean weight on the truth, of two, for one and four times the record; 0.5 is knowing nothing."""
    pair = [load_theory("inertia"), load_theory("leverage")]
    right = {times: np.diag(confusion(model, pair, 10, times, 1024, seed=3, known=True)["whole"]).mean() for times in (1, 4)}
    assert right[1] > 0.52
    assert right[4] > max(0.65, right[1])


def test_columns_add_up(model: Model) -> None:
    source = bank(model, load_theory("status_and_cohesion"), 64)
    parts = log_likelihoods(source, simulate_record(source, 3, 1, np.random.default_rng(0)))
    np.testing.assert_allclose(parts["time"] + parts["between"] + parts["deals"], parts["whole"])


def test_likelihoods_of_a_larger_record_are_sums_of_two(model: Model) -> None:
    """Deals of a record twice as large are those of its halves."""
    source = bank(model, load_theory("status_and_cohesion"), 16)
    twice = simulate_record(source, 5, 2, np.random.default_rng(1))
    halves = [replace(twice, outcomes=twice.outcomes[[n]]) for n in (0, 1)]
    both = sum(log_likelihoods(source, h)["deals"] for h in halves)
    np.testing.assert_allclose(log_likelihoods(source, twice)["deals"], both)
    constant = gammaln(1 + twice.counts.sum(1)).sum()
    assert np.isfinite(log_likelihoods(source, twice)["whole"]).all() and constant > 0


def test_draws_with_known_case_numbers_are_that_case(model: Model) -> None:
    u = bank(model, load_theory("status_and_cohesion"), 4).u
    one, two = (bank_of(model, load_theory("status_and_cohesion"), u, np.full(4, 7)) for _ in range(2))
    np.testing.assert_array_equal(one.log_e, two.log_e)
