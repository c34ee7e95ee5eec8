"""How probable the record is, draw by draw.

Acts of one issue and direction are points in time with rate r e_t, where e_t is room times hazard ratio and r a base
rate with a Gamma distribution, r ~ Gamma(a, a / mu). r is integrated out in closed form, and the result splits in two factors:

    over time        prod over acts of e_t / E            given how many there were, when they came; E = sum_t e_t
    between issues   NegBin(N; a, mu E)                   how many there were

An act that is dated to a quarter counts with the sum of e over its months. A row tells when an act came only as far as
it can be trusted: with the chance of its confidence (a parameter) its date is right, else every month is alike,

    p(month) = right sum_t e_t / E + (1 - right) months / all months.

Deals: the ordered outcome of each track, once, with a random effect per track (sd 1 on the logit scale,
Gauss-Hermite); what is open is censored. Quiet failures are reported with a probability of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from modusvivendi.evidence.filter.history import History
from modusvivendi.evidence.likelihood.deal_outcomes import Choices, Forms, deal_outcome_chances
from modusvivendi.evidence.record.arrays import Rows
from modusvivendi.record import CONFIDENCES
from modusvivendi.theory import Prior

# Parameters of the likelihood that are no part of a theory, with priors.
HYPER: dict[str, Prior] = {
    "rate_toward": Prior(
        log_normal=(0.06, 0.7),
        source="prototype: ln mu ~ N(ln 0.06, 0.7)",
        meaning="mean base rate of steps toward, acts a month",
    ),
    "rate_away": Prior(
        log_normal=(0.06, 0.7),
        source="prototype: ln mu ~ N(ln 0.06, 0.7)",
        meaning="mean base rate of steps away, acts a month",
    ),
    "rate_shape": Prior(
        log_normal=(1.0, 0.7),
        source="prototype: ln a ~ N(0, 0.7)",
        meaning="shape of the distribution of base rates over issues",
    ),
    "quiet_report": Prior(
        log_uniform=(0.1, 1.0),
        source="judgement, range 0.1–1; at 0.1 the gap between quiet and public tracks disappears",
        meaning="chance that a quiet failure is reported, relative to other outcomes",
    ),
    "part_band": Prior(
        uniform=(0.5, 3.0),
        source="judgement, range 0.5–3",
        meaning="width of the band in which an issue counts as met in part, in logits",
    ),
    "ask_step": Prior(
        uniform=(0.1, 1.0),
        source="judgement, range 0.1–1: from a small step to the full ask",
        meaning="step asked on each issue of a recorded track",
    ),
    "right_high": Prior(
        uniform=(0.9, 1.0),
        source="judgement, range 0.9–1",
        meaning="chance that the date of a high-confidence row is right",
    ),
    "right_medium": Prior(
        uniform=(0.7, 1.0),
        source="judgement, range 0.7–1",
        meaning="chance that the date of a medium-confidence row is right",
    ),
    "right_low": Prior(
        uniform=(0.4, 0.9),
        source="judgement, range 0.4–0.9",
        meaning="chance that the date of a low-confidence row is right",
    ),
}
RIGHT = tuple(f"right_{c}" for c in CONFIDENCES)
LOW = CONFIDENCES.index("low")
OFFERED, PRO_RATA, PARTLY_NOT, PARTLY_MET = 0, 1, 2, 3
RULES = {
    "as offered": OFFERED,
    "all pro rata": PRO_RATA,
    "partly counts as not met": PARTLY_NOT,
    "partly counts as met": PARTLY_MET,
}
NODES, NODE_WEIGHTS = np.polynomial.hermite_e.hermegauss(7)
NODE_WEIGHTS = NODE_WEIGHTS / NODE_WEIGHTS.sum()


@dataclass(frozen=True)
class Variant:
    """One choice of how the record is scored (a sensitivity variant). rule: when a track counts as partly met. without_low: leave low-confidence rows out.
    quiet_report: whether quiet failures may go unreported. choice_precision: sharpness of choice instead of the theory's."""

    rule: str = "as offered"
    without_low: bool = False
    quiet_report: bool = True
    choice_precision: float | None = None

    @property
    def chances(self) -> tuple[bool, bool, float | None]:
        """What the chances of outcomes depend on; variants that share it count them differently."""
        return self.rule == "all pro rata", self.quiet_report, self.choice_precision


@dataclass(frozen=True)
class Acts:
    """Log-likelihood of acts in one coding, for n draws. over_time, between_issues (issues, n): when they came, and how many there
    were. without (A, n): change of the log-likelihood when one act is left out (0 if it does not move here)."""

    over_time: np.ndarray
    between_issues: np.ndarray
    without: np.ndarray


def log_negative_binomial(count: np.ndarray, shape: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """log P(N) for N | r ~ Poisson(r E), r ~ Gamma(a, a / mu): shape a, mean mu E."""
    total = shape + mean
    return np.asarray(
        gammaln(shape + count)
        - gammaln(shape)
        - gammaln(count + 1)
        + shape * np.log(shape / total)
        + count * np.log(mean / total)
    )


def score_acts(
    log_exposure: np.ndarray,
    rows: Rows,
    ways: np.ndarray,
    hyper: dict[str, np.ndarray],
    variant: Variant = Variant(),
    rowwise: bool = True,
) -> Acts:
    """Log-likelihood of acts. log_exposure (2, issues, months, n); ways (A,): 1 toward, -1 away, 0 neutral.

    rowwise: also work out what each act contributes (``without``, else empty).
    """
    first, months = rows.scored.start, rows.months - rows.scored.start
    e = np.exp(log_exposure[:, :, first:])
    total = e.sum(2)
    counts = (ways != 0) & ~((rows.act_confidence == LOW) & variant.without_low)
    right = np.stack([hyper[name] for name in RIGHT])
    count, over_time = np.zeros(total.shape[:2]), np.zeros(total.shape[1:])
    own = np.zeros((len(rows.acts), e.shape[3]))
    moving = np.flatnonzero(counts)
    for n in moving:
        d, i, trust = (0 if ways[n] > 0 else 1), rows.act_issue[n], right[rows.act_confidence[n]]
        lies = slice(rows.act_first[n] - first, rows.act_last[n] - first + 1)
        share = e[d, i, lies].sum(0) / total[d, i]
        own[n] = np.log(trust * share + (1 - trust) * (lies.stop - lies.start) / months)
        over_time[i] += own[n]
        count[d, i] += 1
    shape = hyper["rate_shape"]
    mean = np.stack([hyper["rate_toward"], hyper["rate_away"]])[:, None] * total
    between_issues = log_negative_binomial(count[:, :, None], shape, mean)
    without = np.zeros((len(rows.acts) if rowwise else 0, e.shape[3]), np.float32)
    for n in moving if rowwise else ():
        d, i = (0 if ways[n] > 0 else 1), rows.act_issue[n]
        less = log_negative_binomial(count[d, i] - 1, shape, mean[d, i])
        without[n] = less - between_issues[d, i] - own[n]
    return Acts(over_time, between_issues.sum(0), without)


def score_outcomes(p: np.ndarray, outcome: np.ndarray, variant: Variant) -> np.ndarray:
    """Log-likelihood (N, n) of outcomes (N,), 0 where it is open, given chances p (N, 3, n)."""
    log_p = np.zeros((p.shape[0], p.shape[2]))
    for k in np.flatnonzero(outcome >= 0):
        seen = p[k]
        if RULES[variant.rule] == PARTLY_NOT:
            chance = seen[2] if outcome[k] == 2 else seen[0] + seen[1]
        elif RULES[variant.rule] == PARTLY_MET:
            chance = seen[0] if outcome[k] == 0 else seen[1] + seen[2]
        else:
            chance = seen[outcome[k]]
        log_p[k] = np.log(np.maximum(chance, 1e-12))
    return log_p


def deal_chances(
    history: History,
    rows: Rows,
    coding: int,
    hyper: dict[str, np.ndarray],
    theory: dict[str, np.ndarray],
    variant: Variant = Variant(),
) -> np.ndarray:
    """Chance that a reported track ends not met, partly, met: (N, 3, n)."""
    whole = rows.whole[coding] * (RULES[variant.rule] != PRO_RATA)
    report = hyper["quiet_report"] if variant.quiet_report else np.ones_like(hyper["quiet_report"])
    choices = Choices(
        choice_precision=theory["choice_precision"]
        if variant.choice_precision is None
        else np.full_like(theory["choice_precision"], variant.choice_precision),
        cost=theory["deals_enabled"] * theory["deal_cost"],
        step=hyper["ask_step"],
        band=hyper["part_band"],
        report=report,
    )
    forms = Forms(rows.track_first, rows.track_last, whole, 1.0 - rows.publicity[coding])
    return np.asarray(deal_outcome_chances(history.issue_worth, history.reward, forms, choices, NODES, NODE_WEIGHTS))
