"""From draws of a theory to log-likelihoods: parameters, history, acts and deals, in chunks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import InitVar, dataclass, field

import numpy as np
from scipy.special import logsumexp

from modusvivendi.case import Case
from modusvivendi.engine.layout import THEORY_PARAMETERS
from modusvivendi.evidence.filter.course import Course, course_of, leave_nothing_to_chance
from modusvivendi.evidence.filter.history import History, run_history
from modusvivendi.evidence.inference.samplers import APART, CHOICE, Proposal, cube, find_proposal
from modusvivendi.evidence.likelihood.likelihood import HYPER, Acts, Variant, deal_chances, score_acts, score_outcomes
from modusvivendi.evidence.record.arrays import CODINGS, Inputs, Rows
from modusvivendi.evidence.record.case_draws import CaseDraws
from modusvivendi.study.inputs import put_theory, theory_values
from modusvivendi.theory import Theory

CHUNK = 2048  # draws worked on at a time
ENOUGH = 5.0  # effective draws per dimension before a proposal is trusted

# Parameters on which the record can bear; all others keep their prior. Proposals move those in SEARCHED: of the rest
# less than 0.02 nats was learned under every theory, and leaving them at their prior doubles the effective draws.
ACTIVE = (
    "beta_contact", "beta_material", "beta_standing", "beta_audience", "beta_reactance", "beta_doctrine",
    "beta_unearned",
    "theta_benefit", "theta_doctrine", "theta_school_toward", "theta_school_away", "theta_rebound_toward",
    "theta_rebound_away", "theta_trend_toward", "theta_trend_away", "room_half", "rebound_keep", "step_scale",
    "standing_discount", "contamination", "quiet_floor", "cohesion_amplifier", "deal_cost", "demand_halflife",
    "demand_half", "grievance_due", "contact_half", "contact_halflife", "need_half", "need_scale",
)  # fmt: skip
SEARCHED = (
    *(n for n in ACTIVE if n.startswith(("beta_", "theta_"))),
    "room_half",
    "rebound_keep",
    "deal_cost",
    "cohesion_amplifier",
    "rate_toward",
    "rate_away",
    "rate_shape",
    "quiet_report",
    "part_band",
    "ask_step",
)
NAMES = (*THEORY_PARAMETERS, *HYPER)
ALL_CODINGS = tuple(range(len(CODINGS)))


@dataclass(frozen=True)
class Sample:
    """Weighted draws of one theory. u (n, len(NAMES)): quantiles of the priors. case_draw (n,): its number.
    coding (n,). log_ratio (n,): prior over proposal. Log-likelihoods: over_time, between_issues (issues, n), deals (tracks, n) in
    the first variant, deals_in (variants, n), acts_low (n,) without low-confidence rows, without (acts, n)."""

    u: np.ndarray
    case_draw: np.ndarray
    coding: np.ndarray
    log_ratio: np.ndarray
    over_time: np.ndarray
    between_issues: np.ndarray
    deals: np.ndarray
    deals_in: np.ndarray
    acts_low: np.ndarray
    without: np.ndarray

    @property
    def log_l(self) -> np.ndarray:
        """The whole log-likelihood, first variant."""
        return np.asarray(self.over_time.sum(0) + self.between_issues.sum(0) + self.deals_in[0])

    @property
    def total(self) -> np.ndarray:
        """Log importance weights with the whole likelihood."""
        return np.asarray(self.log_ratio + self.log_l)


@dataclass
class Model:
    """A case's record under the model. Draws of theories go in, log-likelihoods come out.

    centre: months over which drives are centred (all scored months by default). shared: draws of the case and seed that another
    model of them keeps.
    """

    case: Case
    rows: Rows
    inputs: Inputs
    seed: int = 1
    centre: slice | None = None
    course: Course = field(init=False)
    draws: CaseDraws = field(init=False)
    shared: InitVar[CaseDraws | None] = None

    def __post_init__(self, shared: CaseDraws | None) -> None:
        self.course = course_of(self.case, self.rows, self.inputs, self.centre)
        self.draws = shared or CaseDraws(self.case, self.seed)

    def history(self, theory: Theory, u: np.ndarray, coding: int, case_draw: np.ndarray | None = None) -> History:
        """Run draws u (n, len(NAMES)) along history; case_draw (n,): numbers of their case draws, 0 to n - 1 by default."""
        matrix, now = self.draws.at_beginning(np.arange(len(u)) if case_draw is None else case_draw)
        put_theory(self.theory_values(theory, u, THEORY_PARAMETERS), matrix)
        leave_nothing_to_chance(matrix)
        return run_history(self.course, matrix, now, np.array(coding))

    @staticmethod
    def hyper(u: np.ndarray) -> dict[str, np.ndarray]:
        """Values of the likelihood's own parameters."""
        return {name: prior.quantile(u[:, len(THEORY_PARAMETERS) + k]) for k, (name, prior) in enumerate(HYPER.items())}

    @staticmethod
    def theory_values(theory: Theory, u: np.ndarray, names: tuple[str, ...]) -> dict[str, np.ndarray]:
        """Values of some of the theory's parameters."""
        return theory_values(theory, {name: u[:, THEORY_PARAMETERS.index(name)] for name in names})

    def deal_values(self, theory: Theory, u: np.ndarray) -> dict[str, np.ndarray]:
        """The theory's parameters that enter the likelihood of deals directly."""
        return self.theory_values(theory, u, ("choice_precision", "deals_enabled", "deal_cost"))

    def log_likelihood(self, theory: Theory, u: np.ndarray, coding: np.ndarray, case_draw: np.ndarray) -> np.ndarray:
        """Whole log-likelihood of draws (n,), each in its own coding and with its own case draw."""
        out = np.empty(len(u))
        for k in np.unique(coding):
            mine = np.flatnonzero(coding == k)
            for at in (mine[first : first + CHUNK] for first in range(0, len(mine), CHUNK)):
                time, between, deals, *_ = self._score(theory, u[at], int(k), case_draw[at], (Variant(),), False)
                out[at] = time.sum(0) + between.sum(0) + deals.sum(0)
        return out

    def _score(
        self, theory: Theory, u: np.ndarray, coding: int, case_draw: np.ndarray, variants: tuple[Variant, ...], rowwise: bool
    ) -> tuple[np.ndarray, ...]:
        """Log-likelihoods of draws in one coding, as in ``Sample``: over_time, between_issues, deals, deals_in, acts_low, without."""
        history, hyper = self.history(theory, u, coding, case_draw), self.hyper(u)
        values, ways = self.deal_values(theory, u), self.rows.act_way[coding]

        def acts_in(variant: Variant, each: bool) -> Acts:
            return score_acts(history.log_exposure, self.rows, ways, hyper, variant, each)

        acts = acts_in(variants[0], rowwise)
        low = acts_in(Variant(without_low=True), False) if any(v.without_low for v in variants[1:]) else acts
        chances = {v.chances: v for v in variants}
        found = {key: deal_chances(history, self.rows, coding, hyper, values, v) for key, v in chances.items()}
        deals = [score_outcomes(found[v.chances], self.rows.outcome, v) for v in variants]
        return (
            acts.over_time,
            acts.between_issues,
            deals[0],
            np.stack([d.sum(0) for d in deals]),
            low.over_time.sum(0) + low.between_issues.sum(0),
            acts.without,
        )

    def score(
        self,
        theory: Theory,
        u: np.ndarray,
        coding: np.ndarray,
        case_draw: np.ndarray,
        log_ratio: np.ndarray,
        variants: tuple[Variant, ...] = (Variant(),),
        rowwise: bool = False,
        stop: Callable[[], bool] = lambda: False,
    ) -> Sample:
        """A sample from draws u (n, len(NAMES)), sorted by coding, with their log-likelihoods."""
        found = []
        for k in np.unique(coding):
            mine = np.flatnonzero(coding == k)
            for at in (mine[first : first + CHUNK] for first in range(0, len(mine), CHUNK)):
                if stop():
                    raise KeyboardInterrupt
                found.append(self._score(theory, u[at], int(k), case_draw[at], variants, rowwise))
        parts = [np.concatenate(p, axis=-1) for p in zip(*found, strict=True)]
        time, between, deals, deals_in, low, without = parts
        small = [a.astype(np.float32) for a in (time, between, deals)]
        return Sample(u, case_draw, coding, log_ratio, small[0], small[1], small[2], deals_in, low, without)

    def sample(
        self,
        theory: Theory,
        per_coding: int,
        codings: tuple[int, ...] = ALL_CODINGS,
        variants: tuple[Variant, ...] = (Variant(),),
        proposal: Proposal | None = None,
        salt: int = 0,
        rowwise: bool = False,
        stop: Callable[[], bool] = lambda: False,
    ) -> Sample:
        """Draws of a theory from its prior, or from a proposal, with their log-likelihoods."""
        # Draws of a coding follow each other, so that every coding has an even sample of its own.
        case_draw = np.arange(per_coding * len(codings)) + salt * APART
        points = cube((*NAMES, CHOICE), case_draw, self.seed)
        u = proposal.draw(points[:, :-1], points[:, -1]) if proposal else points[:, :-1]
        ratio = proposal.log_ratio(u) if proposal else np.zeros(len(u))
        return self.score(theory, u, np.repeat(codings, per_coding), case_draw, ratio, variants, rowwise, stop)

    @staticmethod
    def searched(theory: Theory) -> np.ndarray:
        """Places in NAMES of the parameters that a proposal moves: those of SEARCHED that are not constant."""
        priors = theory.complete()
        return np.array([NAMES.index(n) for n in SEARCHED if n in HYPER or not priors[n].is_fixed])

    def adapt(
        self,
        theory: Theory,
        per_coding: int,
        codings: tuple[int, ...] = ALL_CODINGS,
        start: Proposal | None = None,
        stop: Callable[[], bool] = lambda: False,
    ) -> Proposal:
        """Find a proposal in a few small rounds, from the prior toward the posterior, or from a start that is near;
        each coding counts the same."""

        def draw(proposal: Proposal | None, number: int, size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
            """Draws of round ``number``, log ratios, and log-likelihoods less the evidence of their coding."""
            sample = self.sample(theory, size * per_coding, codings, proposal=proposal, salt=number, stop=stop)
            log_l = sample.log_l
            for k in codings:
                mine = sample.coding == k
                log_l[mine] -= logsumexp(sample.total[mine])
            return sample.u, sample.log_ratio, log_l

        return find_proposal(draw, self.searched(theory), ENOUGH, start)
