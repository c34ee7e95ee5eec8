"""Posterior predictive checks on figures that anybody understands: acts a year by issue group, deals met by form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from modusvivendi.evidence.inference.theory_evidence import TheoryEvidence, issue_groups
from modusvivendi.evidence.likelihood.likelihood import deal_chances
from modusvivendi.evidence.likelihood.model import Model
from modusvivendi.theory import Theory

DRAWS = 1024


@dataclass(frozen=True)
class Predictive:
    """names of figures; low, mean, high: 5 per cent point, mean and 95 per cent point of what the posterior predicts;
    observed: what coder A recorded; extreme: share of predictions at least as large as observed, ties half."""

    names: np.ndarray
    low: np.ndarray
    mean: np.ndarray
    high: np.ndarray
    observed: np.ndarray
    extreme: np.ndarray


def predict(model: Model, theory: Theory, evidence: TheoryEvidence, seed: int) -> Predictive:
    """Replicate the record from posterior draws under coder A's codes (base rates from their own posterior)."""
    rng = np.random.default_rng([seed, 7])
    mine = np.flatnonzero(evidence.draw_coding == 0)
    mine = mine[rng.integers(0, len(mine), DRAWS)]
    u = evidence.draws[mine]
    history, hyper = model.history(theory, u, 0, evidence.draw_case[mine]), model.hyper(u)
    rows = model.rows
    seen = observed_counts(model, 0)
    e = np.exp(history.log_exposure.astype(np.float64))
    total = e[:, :, rows.scored].sum(2)
    mu = np.stack([hyper["rate_toward"], hyper["rate_away"]])[:, None]
    shape = hyper["rate_shape"] + seen[:, :, rows.scored].sum(2)[:, :, None]
    rate = rng.gamma(shape, 1 / (hyper["rate_shape"] / mu + total))
    counts = rng.poisson(rate[:, :, None] * e)
    chances = deal_chances(history, rows, 0, hyper, model.deal_values(theory, u))
    drawn = (rng.random((len(chances), len(u)))[:, None] > np.cumsum(chances, axis=1)).sum(1)
    figures = {**_act_figures(model, seen, counts), **_deal_figures(model, drawn)}
    simulated = np.stack([s for s, _ in figures.values()])
    observed = np.array([o for _, o in figures.values()], float)
    above = (simulated > observed[:, None]).mean(1) + 0.5 * (simulated == observed[:, None]).mean(1)
    low, high = np.quantile(simulated, (0.05, 0.95), axis=1)
    return Predictive(np.array(list(figures)), low, simulated.mean(1), high, observed, above)


def observed_counts(model: Model, coding: int) -> np.ndarray:
    """Scored acts per direction, issue and month (2, issues, months); an act known to a quarter is put mid-way."""
    rows = model.rows
    counts = np.zeros((2, len(model.case.issues), rows.months))
    for n in np.flatnonzero(rows.act_way[coding]):
        t = (rows.act_first[n] + rows.act_last[n]) // 2
        counts[0 if rows.act_way[coding, n] > 0 else 1, rows.act_issue[n], t] += 1
    return counts


Figures = dict[str, tuple[np.ndarray, float]]


def _act_figures(model: Model, seen: np.ndarray, counts: np.ndarray) -> Figures:
    """Acts by year, issue group and direction."""
    rows = model.rows
    years = np.array([(rows.first.month - 1 + t) // 12 + rows.first.year for t in range(rows.months)])
    figures: Figures = {}
    for year in np.unique(years[rows.scored]):
        months = (years == year) & (np.arange(rows.months) >= rows.scored.start)
        for domain, mask in issue_groups(model.case).items():
            for d, way in enumerate(("toward", "away")):
                part = np.ix_(np.array([d]), mask, months)
                figures[f"acts {way}, {domain}, {year}"] = (counts[part].sum((0, 1, 2)), float(seen[part].sum()))
    return figures


def _deal_figures(model: Model, drawn: np.ndarray) -> Figures:
    """Decided tracks met (fully or for a time) by form and publicity."""
    rows = model.rows
    decided = rows.outcome >= 0
    sizes = rows.track_last - rows.track_first
    quiet = rows.publicity[0] < 0.25
    groups = {"single issue": sizes == 1, "several issues": sizes > 1, "quiet": quiet, "public": ~quiet}
    return {
        f"tracks met, {name}": ((drawn[decided & mask] == 2).sum(0), float((rows.outcome[decided & mask] == 2).sum()))
        for name, mask in groups.items()
    }
