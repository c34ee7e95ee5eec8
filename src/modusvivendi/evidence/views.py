"""The draws of one theory, reduced to what is reported: log evidence in many views of the record, and posterior draws.

A view is a choice of what counts: the whole record, one column, one reader, one rule, or all but something. Every view
has one log evidence per coding; codings count the same, so a reported figure is their mean.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from modusvivendi.case import Case
from modusvivendi.evidence.likelihood import Variant
from modusvivendi.evidence.model import Sample
from modusvivendi.evidence.rows import CODINGS, Rows
from modusvivendi.evidence.sampler import evidence_of

# Readings of the record that are worked out on the same draws; the first is the main one.
VARIANTS: dict[str, Variant] = {
    "whole": Variant(),
    "lambda 2": Variant(lam=2.0),
    "lambda 8": Variant(lam=8.0),
    "all tracks pro rata": Variant(rule="all pro rata"),
    "partly counts as not met": Variant(rule="partly counts as not met"),
    "partly counts as met": Variant(rule="partly counts as met"),
    "quiet failures always reported": Variant(quiet_report=False),
    "without low-confidence rows": Variant(without_low=True),
}
KEPT = 2048  # posterior draws that are kept


@dataclass(frozen=True)
class Views:
    """log_z, error (views, K); rows (A + N, K): log predictive density of each act and track given all others (0 where
    it does not count in a coding); draws (KEPT, parameters): places in the priors of equally weighted posterior draws,
    draw_coding (KEPT,) their coding; effective (K,): effective number of draws behind the whole."""

    names: tuple[str, ...]
    log_z: np.ndarray
    error: np.ndarray
    rows: np.ndarray
    draws: np.ndarray
    draw_coding: np.ndarray
    effective: np.ndarray

    def __getitem__(self, name: str) -> np.ndarray:
        return np.asarray(self.log_z[self.names.index(name)])


def issue_groups(case: Case) -> dict[str, np.ndarray]:
    """Issues of each domain of the case, as a mask."""
    domains = dict.fromkeys(i.domain for i in case.issues)
    return {d: np.array([i.domain == d for i in case.issues]) for d in domains}


def likelihoods(case: Case, sample: Sample, variants: tuple[str, ...]) -> dict[str, np.ndarray]:
    """Log-likelihood of every view (n,)."""
    time, between, deals = sample.time.sum(0), sample.between.sum(0), sample.deals[0].sum(0)
    found = {
        "whole": time + between + deals, "time": time, "between": between, "deals": deals, "acts": time + between,
        "without time": between + deals, "without between": time + deals,
    }  # fmt: skip
    for n, name in enumerate(variants[1:], start=1):
        acts = sample.acts_low.sum(0) if name == "without low-confidence rows" else time + between
        found[name] = acts + sample.deals[n].sum(0)
    for domain, mask in issue_groups(case).items():
        found[f"without acts on {domain}"] = found["whole"] - sample.time[mask].sum(0) - sample.between[mask].sum(0)
    return found


def reduce_sample(case: Case, rows: Rows, sample: Sample, variants: tuple[str, ...], seed: int) -> Views:
    """Reduce weighted draws to views."""
    views = likelihoods(case, sample, variants)
    codings = np.unique(sample.coding)
    log_z, error = np.zeros((len(views), len(codings))), np.zeros((len(views), len(codings)))
    by_row = np.zeros((len(rows.acts) + len(rows.tracks), len(codings)))
    draws, coded = [], []
    effective = np.zeros(len(codings))
    share = KEPT // len(codings)
    for c, k in enumerate(codings):
        mine = np.flatnonzero(sample.coding == k)
        for v, log_l in enumerate(views.values()):
            found = evidence_of(sample.log_ratio[mine] + log_l[mine])
            log_z[v, c], error[v, c] = found.log_z, found.error
        log_w = sample.log_ratio[mine] + views["whole"][mine]
        weight = np.exp(log_w - log_w.max())
        weight /= weight.sum()
        effective[c] = 1 / (weight**2).sum()
        if len(sample.without):
            by_row[:, c] = _row_scores(sample, mine, weight)
        point = (np.random.default_rng([seed, int(k)]).random() + np.arange(share)) / share
        at = np.searchsorted(np.cumsum(weight), point, side="right")
        draws.append(sample.u[mine[np.minimum(at, len(mine) - 1)]])
        coded.append(np.full(share, k))
    return Views(
        tuple(views), log_z, error, by_row, np.concatenate(draws), np.concatenate(coded), effective,
    )  # fmt: skip


def _row_scores(sample: Sample, mine: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """log p(row | all other rows) = -log E[1 / p(row | draw)] over the posterior."""
    acts = sample.without[:, mine].astype(np.float64)
    tracks = -sample.deals[0][:, mine].astype(np.float64)
    both = np.concatenate([acts, tracks])
    top = both.max(1, keepdims=True)
    return np.asarray(-(top[:, 0] + np.log(np.exp(both - top) @ weight)))


def coding_names(views: Views) -> tuple[str, ...]:
    """Names of the codings that the views hold."""
    return CODINGS[: views.log_z.shape[1]]
