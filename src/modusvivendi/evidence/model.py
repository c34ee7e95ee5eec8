"""From draws of a theory to log-likelihoods: parameters, history, acts and deals, in chunks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from scipy.special import logsumexp

from modusvivendi.case import Case
from modusvivendi.engine.layout import THEORY_PARAMETERS, row
from modusvivendi.evidence import coding_rule as rule
from modusvivendi.evidence.history import Course, History, course_of, run_history, set_back
from modusvivendi.evidence.likelihood import HYPER, Variant, score_acts, score_deals
from modusvivendi.evidence.rows import CODINGS, Inputs, Rows
from modusvivendi.evidence.sampler import Proposal, cube, fit_proposal, tempered_power
from modusvivendi.study.space import case_factors, empty_matrix, fill_case, fill_theory
from modusvivendi.theory import Theory

POOL = 1024  # draws of the case's own uncertain numbers, shared by all theories
CHUNK = 2048  # draws worked on at a time
ROUNDS = 5  # at most so many rounds to find a proposal
ENOUGH = 5.0  # effective draws per dimension before a proposal is trusted

# Parameters on which the record can bear; all others keep their prior.
ACTIVE = (
    "beta_contact", "beta_material", "beta_standing", "beta_audience", "beta_reactance", "beta_doctrine",
    "theta_benefit", "theta_doctrine", "theta_school_toward", "theta_school_away", "theta_rebound_toward",
    "theta_rebound_away", "theta_trend_toward", "theta_trend_away", "room_half", "rebound_keep", "step_scale",
    "standing_discount", "contamination", "quiet_floor", "cohesion_amplifier", "deal_cost", "demand_halflife",
    "demand_half", "grievance_due", "contact_half", "contact_halflife", "need_half", "need_scale",
)  # fmt: skip
NAMES = (*THEORY_PARAMETERS, *HYPER)


@dataclass(frozen=True)
class Sample:
    """Weighted draws of one theory. u (n, len(NAMES)): places in the priors. coding (n,). log_ratio (n,): prior over
    proposal. Log-likelihoods: time, between (issues, n), deals (variants, tracks, n), acts_low (2, n) over time and
    between issues without low-confidence rows, without (acts, n)."""

    u: np.ndarray
    coding: np.ndarray
    log_ratio: np.ndarray
    time: np.ndarray
    between: np.ndarray
    deals: np.ndarray
    acts_low: np.ndarray
    without: np.ndarray

    def log_w(self, *parts: np.ndarray) -> np.ndarray:
        """Log importance weights with these log-likelihoods (n,)."""
        return np.asarray(self.log_ratio + sum(parts))

    @property
    def total(self) -> np.ndarray:
        """Log importance weights with the whole likelihood, first variant."""
        return self.log_w(self.time.sum(0), self.between.sum(0), self.deals[0].sum(0))


@dataclass
class Model:
    """A case's record under the model. Draws of theories go in, log-likelihoods come out."""

    case: Case
    rows: Rows
    inputs: Inputs
    seed: int = 1
    course: Course = field(init=False)
    pool: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.course = course_of(self.case, self.rows, self.inputs)
        factors = case_factors(self.case)
        u = cube(len(factors) + len(rule.START_ACCOUNTS) + len(self.case.issues), POOL, self.seed)
        values = {f.name: f.quantile(u[:, n]) for n, f in enumerate(factors)}
        self.pool = empty_matrix(POOL)
        fill_case(self.case, values, self.pool)
        rest = u[:, len(factors) :].T
        low = np.array([[i.start_2021.low] for i in self.case.issues])
        high = np.array([[i.start_2021.high] for i in self.case.issues])
        self._start = low + (high - low) * rest[len(rule.START_ACCOUNTS) :]
        self._accounts = rest[: len(rule.START_ACCOUNTS)]

    def history(self, theory: Theory, u: np.ndarray, coding: int, offset: int = 0) -> History:
        """Run draws u (n, len(NAMES)) along history; offset: where in the pool of case draws to begin."""
        n = len(u)
        place = (np.arange(n) + offset) % POOL
        matrix = self.pool[:, place]
        fill_theory(theory, u[:, : len(THEORY_PARAMETERS)], matrix)
        first = row("start")
        now = matrix[first : first + len(self.case.issues)].copy()
        set_back(self.case, matrix, self._start[:, place], self._accounts[:, place])
        return run_history(self.course, matrix, now, np.array(coding))

    @staticmethod
    def hyper(u: np.ndarray) -> dict[str, np.ndarray]:
        """Values of the likelihood's own parameters."""
        return {name: law.quantile(u[:, len(THEORY_PARAMETERS) + k]) for k, (name, law) in enumerate(HYPER.items())}

    @staticmethod
    def theory_values(theory: Theory, u: np.ndarray, names: tuple[str, ...]) -> dict[str, np.ndarray]:
        """Values of some of the theory's parameters."""
        laws = theory.complete()
        return {name: laws[name].quantile(u[:, THEORY_PARAMETERS.index(name)]) for name in names}

    def score(
        self, theory: Theory, u: np.ndarray, coding: int, variants: tuple[Variant, ...], offset: int, rowwise: bool
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Log-likelihoods of draws in one coding, as in ``Sample``: time, between, deals, acts_low, without."""
        history, hyper = self.history(theory, u, coding, offset), self.hyper(u)
        values = self.theory_values(theory, u, ("lam", "psi", "deal_cost"))
        ways = self.rows.act_way[coding]
        acts = score_acts(history.log_exposure, self.rows, ways, hyper, variants[0], rowwise)
        low = acts
        if any(v.without_low for v in variants[1:]):
            low = score_acts(history.log_exposure, self.rows, ways, hyper, Variant(without_low=True), rowwise=False)
        deals = [score_deals(history, self.rows, coding, hyper, values, v) for v in variants]
        return acts.time, acts.between, np.stack(deals), np.stack([low.time.sum(0), low.between.sum(0)]), acts.without

    def sample(
        self, theory: Theory, per_coding: int, codings: tuple[int, ...] = tuple(range(len(CODINGS))),
        variants: tuple[Variant, ...] = (Variant(),), proposal: Proposal | None = None, salt: int = 0,
        rowwise: bool = False, stop: Callable[[], bool] = lambda: False,
    ) -> Sample:  # fmt: skip
        """Draws of a theory from its prior, or from a proposal, with their log-likelihoods."""
        points = cube(len(NAMES) + 1, per_coding * len(codings), self.seed + 1000 * salt)
        if proposal:
            points[:, :-1] = proposal.draw(points[:, :-1], points[:, -1])
        u = points[:, :-1]
        ratio = proposal.log_ratio(u) if proposal else np.zeros(len(u))
        # Each coding gets every so-manyth point, so that all codings see the whole cube.
        order = np.concatenate([np.arange(n, len(u), len(codings)) for n in range(len(codings))])
        u, ratio, coding = u[order], ratio[order], np.repeat(codings, per_coding)
        found = []
        for n, k in enumerate(codings):
            for first in range(n * per_coding, (n + 1) * per_coding, CHUNK):
                if stop():
                    raise KeyboardInterrupt
                part = u[first : min(first + CHUNK, (n + 1) * per_coding)]
                found.append(self.score(theory, part, k, variants, first, rowwise))
        time, between, deals, low, without = (np.concatenate(p, axis=-1) for p in zip(*found, strict=True))
        as_float = [a.astype(np.float32) for a in (time, between, deals)]
        return Sample(u, coding, ratio, as_float[0], as_float[1], as_float[2], low, without)

    def propose(self, theory: Theory, sample: Sample) -> tuple[Proposal, float]:
        """A proposal for the parameters the record bears on, each coding counting the same, and the power of the
        likelihood it was fitted to (1 once there are enough effective draws)."""
        laws = theory.complete()
        names = [n for n in ACTIVE if not laws[n].is_fixed]
        dims = np.array([NAMES.index(n) for n in (*names, *HYPER)])
        log_l = sample.total - sample.log_ratio
        for k in np.unique(sample.coding):
            mine = sample.coding == k
            log_l[mine] -= logsumexp(sample.total[mine])
        power = tempered_power(sample.log_ratio, log_l, ENOUGH * len(dims))
        return fit_proposal(sample.u, sample.log_ratio + power * log_l, dims), power

    def adapt(self, theory: Theory, per_coding: int, stop: Callable[[], bool] = lambda: False) -> Proposal:
        """Find a proposal in a few small rounds, from the prior toward the posterior."""
        proposal = None
        for n in range(ROUNDS):
            proposal, power = self.propose(
                theory, self.sample(theory, per_coding, proposal=proposal, salt=n, stop=stop)
            )
            if power == 1.0 and n > 1:
                break
        assert proposal is not None
        return proposal
