"""The draws of one theory, reduced to what is reported: log evidence under many variants, and posterior draws.

A sensitivity variant is another choice of what counts, and how: one column of the record, all but something, another rule.
Those here need no draws of their own. Every variant has one log evidence per coding; codings count the same, so a reported
figure is their mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.special import logsumexp

from modusvivendi.case import Case
from modusvivendi.evidence.inference.samplers import evidence_of
from modusvivendi.evidence.likelihood.likelihood import Variant
from modusvivendi.evidence.likelihood.model import Sample
from modusvivendi.evidence.record.arrays import CODINGS, Rows

# Variants of the likelihood that are worked out on the same draws; the first is the main one.
LIKELIHOOD_VARIANTS: dict[str, Variant] = {
    "whole": Variant(),
    "lambda 2": Variant(choice_precision=2.0),
    "lambda 8": Variant(choice_precision=8.0),
    "all tracks pro rata": Variant(rule="all pro rata"),
    "partly counts as not met": Variant(rule="partly counts as not met"),
    "partly counts as met": Variant(rule="partly counts as met"),
    "quiet failures always reported": Variant(quiet_report=False),
    "without low-confidence rows": Variant(without_low=True),
}
KEPT = 2048  # posterior draws that are kept


@dataclass(frozen=True)
class TheoryEvidence:
    """What the record says of one theory, in nats, for K codings.

    variants: names. log_z, error (variants, K): log evidence and its Monte Carlo standard error. rows (A + N, K): log
    predictive density of each act and track given all others (0 where it does not count in a coding). step_error (3, K):
    errors of the columns over time, between issues given that, deals given acts. effective (K,): effective number of draws
    behind the whole. Equally weighted posterior draws: draws (KEPT, parameters) quantiles in the priors; draw_coding,
    draw_case (KEPT,) coding and case draw of each; draw_log_l (KEPT,) its whole log-likelihood.
    """

    variants: tuple[str, ...]
    log_z: np.ndarray
    error: np.ndarray
    rows: np.ndarray
    step_error: np.ndarray
    effective: np.ndarray
    draws: np.ndarray
    draw_coding: np.ndarray
    draw_case: np.ndarray
    draw_log_l: np.ndarray

    def __getitem__(self, name: str) -> np.ndarray:
        return np.asarray(self.log_z[self.variants.index(name)])


def issue_groups(case: Case) -> dict[str, np.ndarray]:
    """Issues of each domain of the case, as a mask."""
    domains = dict.fromkeys(i.domain for i in case.issues)
    return {d: np.array([i.domain == d for i in case.issues]) for d in domains}


def likelihoods(case: Case, sample: Sample, variants: tuple[str, ...]) -> dict[str, np.ndarray]:
    """Log-likelihood under every variant (n,)."""
    time, between, deals = sample.over_time.sum(0), sample.between_issues.sum(0), sample.deals_in[0]
    found = {
        "whole": time + between + deals,
        "time": time,
        "between": between,
        "deals": deals,
        "acts": time + between,
        "without time": between + deals,
        "without between": time + deals,
    }
    for n, name in enumerate(variants[1:], start=1):
        acts = sample.acts_low if name == "without low-confidence rows" else time + between
        found[name] = acts + sample.deals_in[n]
    for domain, mask in issue_groups(case).items():
        found[f"without acts on {domain}"] = found["whole"] - sample.over_time[mask].sum(0) - sample.between_issues[mask].sum(0)
    return found


def reduce_sample(case: Case, rows: Rows, sample: Sample, variants: tuple[str, ...], seed: int) -> TheoryEvidence:
    """Reduce weighted draws to log evidence under every variant, and posterior draws."""
    log_l_in = likelihoods(case, sample, variants)
    codings = np.unique(sample.coding)
    log_z, error = np.zeros((len(log_l_in), len(codings))), np.zeros((len(log_l_in), len(codings)))
    by_row = np.zeros((len(rows.acts) + len(rows.tracks), len(codings)))
    kept, effective, step_error = [], np.zeros(len(codings)), np.zeros((3, len(codings)))
    share = KEPT // len(codings)
    for c, k in enumerate(codings):
        mine = np.flatnonzero(sample.coding == k)
        for v, log_l in enumerate(log_l_in.values()):
            found = evidence_of(sample.log_ratio[mine] + log_l[mine])
            log_z[v, c], error[v, c] = found.log_z, found.error
        steps = [sample.log_ratio[mine] + (log_l_in[name][mine] if name else 0.0) for name in ("", "time", "acts", "whole")]
        step_error[:, c] = [difference_error(a, b) for a, b in pairwise(steps)]
        log_w = sample.log_ratio[mine] + log_l_in["whole"][mine]
        weight = np.exp(log_w - log_w.max())
        weight /= weight.sum()
        effective[c] = 1 / (weight**2).sum()
        if len(sample.without):
            by_row[:, c] = _row_scores(sample, mine, weight)
        point = (np.random.default_rng([seed, int(k)]).random() + np.arange(share)) / share
        at = np.searchsorted(np.cumsum(weight), point, side="right")
        kept.append(mine[np.minimum(at, len(mine) - 1)])
    chosen = np.concatenate(kept)
    return TheoryEvidence(
        tuple(log_l_in),
        log_z,
        error,
        by_row,
        step_error,
        effective,
        sample.u[chosen],
        sample.coding[chosen],
        sample.case_draw[chosen],
        log_l_in["whole"][chosen],
    )


def difference_error(log_a: np.ndarray, log_b: np.ndarray) -> float:
    """Standard error of the difference of two log evidences that are estimated from the same draws (delta method)."""
    a, b = (np.exp(log_w - logsumexp(log_w)) for log_w in (log_a, log_b))
    return float(np.sqrt(((a - b) ** 2).sum()))


def _row_scores(sample: Sample, mine: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """log p(row | all other rows) = -log E[1 / p(row | draw)] over the posterior."""
    acts = sample.without[:, mine].astype(np.float64)
    tracks = -sample.deals[:, mine].astype(np.float64)
    both = np.concatenate([acts, tracks])
    top = both.max(1, keepdims=True)
    return np.asarray(-(top[:, 0] + np.log((np.exp(both - top) * weight).sum(1))))


def coding_names(evidence: TheoryEvidence) -> tuple[str, ...]:
    """Names of the codings that it holds."""
    return CODINGS[: evidence.log_z.shape[1]]
