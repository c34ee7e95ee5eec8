"""Looks at asks on record, one's own or those of all cases: two kinds contrasted, and the pooled logit."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from modusvivendi.analysis.claims.attempt import Attempt
from modusvivendi.analysis.claims.experiments import Asks, PooledAsks
from modusvivendi.analysis.claims.looks import beta_draws, of_difference, of_ratio
from modusvivendi.analysis.claims.rule import FEWEST
from modusvivendi.case import Case
from modusvivendi.case.shipped import shipped_cases
from modusvivendi.errors import InputError
from modusvivendi.precedent.demand import CaseDemands, Demand, demand_table, known_on
from modusvivendi.precedent.only import counted, read_filters
from modusvivendi.precedent.pooled import COVARIATES, Pooled, fit
from modusvivendi.precedent.rate import EVENTS, correlations, share_of
from modusvivendi.precedent.store import load_all


class AskTable:
    """Asks of a case and, where that is asked for, of all shipped ones, as known on the day of the case."""

    def __init__(self, case: Case) -> None:
        self.name = case.name
        read = load_all([case, *shipped_cases()]) if case.record is not None else load_all(shipped_cases())
        self.cases = tuple(known_on(c, case.as_of.isoformat()) for c in read)
        self.pooled = cache(self._pooled)

    def of(self, which: str) -> tuple[CaseDemands, ...]:
        """The cases whose asks are looked at: ``own`` or ``all``."""
        return tuple(c for c in self.cases if which == "all" or c.name == self.name)

    def _pooled(self) -> Pooled | None:
        return fit(demand_table(self.cases), COVARIATES)


def look_at_asks(table: AskTable, experiment: Asks) -> Attempt:
    """The share of asks of one kind that ended in an event less that of another kind, with effective numbers of asks."""
    cases = table.of(experiment.cases)
    rows, rho = demand_table(cases), correlations(demand_table(table.cases))
    try:
        sides = [_decided(rows, counted(rows, read_filters(f, cases))) for f in (experiment.first, experiment.second)]
    except InputError as error:
        return Attempt(experiment=experiment, why=str(error))
    few = min(map(len, sides))
    if few < FEWEST:
        return Attempt(experiment=experiment, why=f"too few decided asks of one kind on record: {few}, and {FEWEST} are needed")
    event = EVENTS[experiment.event]
    shares = [share_of(side, event, rho[experiment.event]) for side in sides]
    draws = [beta_draws((s.value or 0.0) * s.effective, (1 - (s.value or 0.0)) * s.effective, n) for n, s in enumerate(shares)]
    counts: dict[str, float] = {}
    for word, share, side in zip(("first", "second"), shares, sides, strict=True):
        counts |= {f"{word} hold": share.count, f"{word} all": len(side), f"{word} effective": share.effective}
    return of_difference(experiment, draws[0] - draws[1], counts)


def _decided(rows: Sequence[Demand], chosen: Sequence[Demand]) -> list[Demand]:
    return [d for d in chosen if d.decided]


def look_at_pooled(table: AskTable, experiment: PooledAsks) -> Attempt:
    """Odds of an ask being met, if only for a time, at 1 of a covariate over 0, all else alike; over the asks of all cases."""
    model = table.pooled()
    if model is None:
        return Attempt(experiment=experiment, why="too few asks on record for the pooled logit")
    logs = np.asarray(model.refits[:, 1 + model.covariates.index(experiment.covariate)])
    return of_ratio(experiment, logs, {"asks": model.n, "files": model.files, "cases": len(model.cases)})
