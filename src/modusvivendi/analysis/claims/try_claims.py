"""Claims put to the test: all experiments of a file on one case, with the verdict that the rule makes of each claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

import numpy as np

from modusvivendi.analysis.claims.asks import AskTable, look_at_asks, look_at_pooled
from modusvivendi.analysis.claims.attempt import Attempt
from modusvivendi.analysis.claims.claim import Claim, ClaimFile
from modusvivendi.analysis.claims.experiments import (
    After,
    Asks,
    Cannot,
    Course,
    Found,
    InFutures,
    InRecord,
    Issues,
    PooledAsks,
    Rows,
    Shift,
    Weights,
)
from modusvivendi.analysis.claims.futures import Futures, arms_of, judge, reason_not
from modusvivendi.analysis.claims.looks import look_after, look_at_course, look_at_issues, look_at_rows, look_at_shift, look_for
from modusvivendi.analysis.claims.rule import Verdict, of_parts, of_witnesses, together, verdict_of
from modusvivendi.case import Case
from modusvivendi.errors import InputError, choose
from modusvivendi.evidence.inference.beliefs import RECORD, Beliefs
from modusvivendi.study.summary import share_weights
from modusvivendi.theory import Theory


@dataclass(frozen=True, eq=False)
class ClaimTried:
    """A claim with what came of its experiments.

    weights: of theories. assumed_by: theories that assume it, so that their futures cannot speak against it unbidden.
    """

    claim: Claim
    model: tuple[Attempt, ...]
    record: tuple[Attempt, ...]
    weights: Mapping[str, float]
    assumed_by: tuple[str, ...]

    @property
    def chance(self) -> float | None:
        """The chance that all of its parts are true of futures, over the mixture: that of its least likely part."""
        return of_parts([a.chance for a in self.model])

    @property
    def by_theory(self) -> dict[str, float]:
        """The same under each theory; empty if futures cannot test it."""
        tested = self.tested
        return {t: min(a.by_theory[t] for a in tested) for t in self.weights} if tested else {}

    @property
    def tested(self) -> tuple[Attempt, ...]:
        """The parts that futures could test."""
        return tuple(a for a in self.model if a.chance is not None)

    def mixed(self, weights: Mapping[str, float]) -> float | None:
        """The chance under other weights of theories, which need not add up to one."""
        total = sum(weights.values())
        if total <= 0:
            return None
        return of_parts([sum(w * a.by_theory[t] for t, w in weights.items()) / total for a in self.tested])

    @property
    def unassumed(self) -> float | None:
        """The chance over the theories that do not assume it."""
        return self.mixed({t: w for t, w in self.weights.items() if t not in self.assumed_by})

    @property
    def in_model(self) -> Verdict:
        """The verdict of simulated futures."""
        return verdict_of(self.chance)

    @property
    def in_record(self) -> Verdict:
        """The verdict of the record."""
        return of_witnesses([a.verdict for a in self.record])

    @property
    def verdict(self) -> Verdict:
        """The verdict on the claim."""
        return together(self.in_model, self.in_record)


@dataclass(frozen=True, eq=False)
class TriedClaims:
    """All claims of a file, tried on one case. futures: what was run for them; beliefs, weights: of theories."""

    file: ClaimFile
    case: Case
    claims: tuple[ClaimTried, ...]
    futures: Futures
    beliefs: Beliefs
    weights: Mapping[str, float]

    def claim(self, name: str) -> ClaimTried:
        """The claim with this id. Raises InputError."""
        choose("claim", name, [c.claim.id for c in self.claims])
        return next(c for c in self.claims if c.claim.id == name)


def try_claims(
    file: ClaimFile,
    case: Case,
    theories: Sequence[Theory],
    beliefs: Beliefs,
    *,
    futures: int = 512,
    seed: int = 1,
    months: int | None = None,
    only: Sequence[str] = (),
) -> TriedClaims:
    """Try claims on a case: one set of draws for all experiments on futures, one reading of the record.

    only: ids of claims, all by default. Raises InputError for unknown ids and what no study can be made of.
    """
    chosen = _chosen(file, only)
    weights = share_weights(beliefs.weights, [t.name for t in theories])
    found = Futures(
        case,
        tuple(theories),
        np.array(list(weights.values())),
        futures,
        seed,
        months,
        beliefs.posterior,
    )
    experiments = [
        e for c in chosen if speaks_of(c, case) for e in c.model if not isinstance(e, Cannot) and not reason_not(case, e)
    ]
    found.run(arm for e in experiments for arm in arms_of(case, found.theories, e))
    table = AskTable(case)
    tried = tuple(_tried(claim, found, table, beliefs, weights) for claim in chosen)
    return TriedClaims(file, case, tried, found, beliefs, weights)


def _chosen(file: ClaimFile, only: Sequence[str]) -> tuple[Claim, ...]:
    for name in only:
        choose("claim", name, [c.id for c in file.claims])
    return tuple(c for c in file.claims if not only or c.id in only)


def speaks_of(claim: Claim, case: Case) -> bool:
    """Whether a claim says anything of a case."""
    return not claim.about or case.name in claim.about


def _tried(claim: Claim, found: Futures, table: AskTable, beliefs: Beliefs, weights: Mapping[str, float]) -> ClaimTried:
    assumed = tuple(t.name for t in found.theories if claim.id in t.claims)
    if not speaks_of(claim, found.case):
        why = f"a statement about {' and '.join(claim.about)} only"
        model, record = (tuple(Attempt(experiment=e, why=why) for e in side) for side in (claim.model, claim.record))
        return ClaimTried(claim, model, record, weights, assumed)
    model = tuple(_in_futures(found, e) for e in claim.model)
    return ClaimTried(claim, model, tuple(_in_record(found.case, table, beliefs, e) for e in claim.record), weights, assumed)


def _in_futures(found: Futures, experiment: InFutures | Cannot) -> Attempt:
    if isinstance(experiment, Cannot):
        return Attempt(experiment=experiment, why=experiment.why)
    reason = reason_not(found.case, experiment)
    return Attempt(experiment=experiment, why=reason) if reason else judge(found, experiment)


def _in_record(case: Case, table: AskTable, beliefs: Beliefs, experiment: InRecord | Cannot) -> Attempt:
    if isinstance(experiment, Cannot):
        return Attempt(experiment=experiment, why=experiment.why)
    if isinstance(experiment, Rows):
        return look_at_rows(case, experiment)
    if isinstance(experiment, Found):
        return look_for(case, experiment)
    if isinstance(experiment, Shift):
        return look_at_shift(case, experiment)
    if isinstance(experiment, Issues):
        return look_at_issues(case, experiment)
    if isinstance(experiment, After):
        return look_after(case, experiment)
    if isinstance(experiment, Course):
        return look_at_course(case, experiment)
    if isinstance(experiment, Asks):
        return look_at_asks(table, experiment)
    if isinstance(experiment, PooledAsks):
        return look_at_pooled(table, experiment)
    if isinstance(experiment, Weights):
        return weigh_theories(beliefs, experiment)
    assert_never(experiment)


def weigh_theories(beliefs: Beliefs, experiment: Weights) -> Attempt:
    """What the record leaves of some theories against others; only where the weights used come from the record.

    Raises InputError if the record leaves none of them any weight.
    """
    if beliefs.posterior is None or beliefs.weights is None:
        return Attempt(experiment=experiment, why=f"needs weights that the record has given: --weights {RECORD}")
    own, other = (sum(beliefs.weights.get(name, 0.0) for name in names) for names in (experiment.theories, experiment.against))
    if own + other <= 0:
        raise InputError(f"the record leaves no weight on {', '.join((*experiment.theories, *experiment.against))}")
    share = own / (own + other)
    return Attempt(experiment=experiment, chance=share, value=100 * share, unit="in 100 of their weight", digits=0)
