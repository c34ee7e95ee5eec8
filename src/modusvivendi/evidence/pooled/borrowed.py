"""Does borrowing help a case? Its decided asks, told by the simulation's own equations with borrowed parameters and without.

Unlike ``scores``, which tells asks from what coders read of them, the worth of an ask is here what a run of the case would make of it
(``likelihood/model.py``): an issue's distance from doctrine, not the cost of the ask, and no readiness learned elsewhere. Nothing of the case's
record is learned; acts and moves before an ask are known, as in a forecast.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from modusvivendi.case import Case
from modusvivendi.engine.layout import THEORY_PARAMETERS
from modusvivendi.evidence.forecast.one_month import even_path
from modusvivendi.evidence.inference.prior_weights import family_prior
from modusvivendi.evidence.inference.samplers import cube
from modusvivendi.evidence.likelihood.likelihood import deal_chances
from modusvivendi.evidence.likelihood.model import NAMES, Model
from modusvivendi.evidence.pooled.hierarchy import Hierarchy
from modusvivendi.evidence.pooled.lent import Lent
from modusvivendi.evidence.pooled.scores import interval_by_file, scores_of
from modusvivendi.evidence.record.arrays import CODINGS, read_inputs, read_rows, record_of
from modusvivendi.precedent.collect import demands_of
from modusvivendi.theory import Theory


@dataclass(frozen=True)
class Borrowing:
    """Log scores (nats, sums over n decided asks) of a case that learns nothing from itself: with what is lent, with the priors as
    shipped, and what borrowing gains, with its 90 per cent interval (whole files drawn anew)."""

    case: str
    n: int
    borrowed: float
    shipped: float
    low: float
    high: float

    @property
    def gain(self) -> float:
        """What borrowing gains, in nats."""
        return self.borrowed - self.shipped


def try_borrowing(case: Case, lent: Lent, theories: Sequence[Theory], draws: int = 128, seed: int = 1) -> Borrowing:
    """Score a case's decided asks with and without what is lent. draws: per theory and coding."""
    record = record_of(case)
    rows = even_path(read_rows(case))
    model = Model(case, rows, read_inputs(case, rows, record.moves, record.tracks), seed)
    file = {d.id: d.cluster for d in demands_of(case).demands}
    chosen = np.flatnonzero([o >= 0 and name in file for o, name in zip(rows.outcome, rows.tracks, strict=True)])
    shipped = family_prior(tuple(theories))
    total = {True: np.zeros((len(chosen), 3)), False: np.zeros((len(chosen), 3))}
    for theory in theories:
        for borrowed, weight in ((True, lent.weights[theory.name]), (False, shipped[theory.name])):
            if weight > 0:
                total[borrowed] += weight * _said(model, theory, lent if borrowed else None, draws, seed)[chosen]
    outcome = rows.outcome[chosen]
    with_it, without = (scores_of(total[b] / total[b].sum(1, keepdims=True), outcome)[:, 0] for b in (True, False))
    low, high = interval_by_file(with_it - without, np.array([file[rows.tracks[n]] for n in chosen]))
    return Borrowing(case.name, len(chosen), float(with_it.sum()), float(without.sum()), float(low), float(high))


def _said(model: Model, theory: Theory, lent: Lent | None, draws: int, seed: int) -> np.ndarray:
    """What a theory says of every track, (N, 3), the mean over codings and draws of its parameters, borrowed or not."""
    u = cube(NAMES, np.arange(draws), seed)
    if lent:
        z = lent.drawn(theory, draws)[:, 0]
        for k, name in enumerate(Hierarchy.of(theory, ()).varying):
            u[:, THEORY_PARAMETERS.index(name)] = np.clip(ndtr(z[:, k]), 1e-9, 1 - 1e-9)
    hyper, values = model.hyper(u), model.deal_values(theory, u)
    found = [deal_chances(model.history(theory, u, k), model.rows, k, hyper, values).mean(2) for k in range(len(CODINGS))]
    return np.asarray(np.mean(found, axis=0))
