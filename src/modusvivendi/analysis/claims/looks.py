"""Looks at the record: how often something holds, whether it shifted, what followed what, and which issues moved.

Shares have the posterior of Jeffreys' prior, Beta(k + 1/2, n − k + 1/2). Differences and ratios are judged on draws of
posteriors, always the same ones. Rows are taken as independent, which makes chances too sure.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from modusvivendi.analysis.claims.attempt import Attempt
from modusvivendi.analysis.claims.experiments import After, Asks, Course, Found, Issues, PooledAsks, Rows, Shift
from modusvivendi.analysis.claims.futures import split_of, truth
from modusvivendi.analysis.claims.record_rows import RecordRow, rows_of
from modusvivendi.analysis.claims.rule import FEWEST, LEAST_RATIO, LEAST_SHARE
from modusvivendi.case import Case

DRAWS, SEED = 20_000, 1
TAILS = (0.05, 0.95)
FEWEST_MONTHS = 12  # months of one kind below which rates are not compared; judgement, range 6 to 24
GRID = 1601  # points of the logarithm of a ratio, from -4 to 4
PRIOR_SD = 0.7  # of the logarithm of a ratio of rates: 95 of 100 between a quarter and four times; judgement, range 0.5 to 1.5
FEWEST_ACTS = 10  # acts below which rates are not compared; judgement, range 5 to 20
ONE = np.ones(1)


def look_at_rows(case: Case, experiment: Rows) -> Attempt:
    """The share of rows of which something holds, against a share."""
    among = [r for r in _between(rows_of(case, experiment.table), experiment.since, experiment.until) if r.fits(experiment.among)]
    fits = [r for r in among if r.fits(experiment.where)]
    others = [r for r in among if r not in fits]
    few = len(among) < FEWEST
    return Attempt(
        experiment=experiment,
        chance=None if few else chance_of_share(len(fits), len(among), experiment),
        why=_too_few(len(among), experiment.table) if few else "",
        value=100 * len(fits) / len(among) if among else None,
        unit=f"in 100 {experiment.table}",
        rows_for=_ids(fits if experiment.more_than is not None else others),
        rows_against=_ids(others if experiment.more_than is not None else fits),
        counts={"hold": len(fits), "all": len(among)},
    )


def chance_of_share(holds: int, rows: int, experiment: Rows) -> float:
    """The chance that the share lies where it is expected, with ``holds`` of so many ``rows``."""
    from scipy.special import betainc

    line = experiment.more_than if experiment.more_than is not None else experiment.less_than
    under = float(betainc(holds + 0.5, rows - holds + 0.5, line))
    return 1 - under if experiment.more_than is not None else under


def look_for(case: Case, experiment: Found) -> Attempt:
    """Whether the record holds so many rows of a kind."""
    rows = rows_of(case, experiment.table)
    if not rows:
        return Attempt(experiment=experiment, why=_too_few(0, experiment.table))
    fits = [r for r in rows if r.fits(experiment.where)]
    return Attempt(
        experiment=experiment,
        chance=1.0 if len(fits) >= experiment.at_least else 0.0,
        value=float(len(fits)),
        unit=experiment.table,
        digits=0,
        rows_for=_ids(fits),
        counts={"hold": len(fits), "all": len(rows)},
    )


def look_at_shift(case: Case, experiment: Shift) -> Attempt:
    """A share from a day on less the share before it."""
    rows = [r for r in _between(rows_of(case, experiment.table), None, experiment.until) if r.fits(experiment.among)]
    sides = [[r for r in rows if (r.day >= experiment.day) == later] for later in (True, False)]
    return two_shares(experiment, sides, experiment.where, experiment.table)


def look_at_issues(case: Case, experiment: Issues) -> Attempt:
    """Steps toward among steps either way, on issues high in an attribute less on the others."""
    levels = {i.id: _number(getattr(i, experiment.attribute)) for i in case.issues}
    middle = float(np.median(list(levels.values())))
    steps = [r for r in rows_of(case, "acts") if r.issue in levels and r.words["net_effect"] in ("toward", "away")]
    sides = [[r for r in steps if (levels[r.issue] > middle) == high] for high in (True, False)]
    return two_shares(experiment, sides, {"net_effect": ("toward",)}, "steps")


def _number(value: object) -> float:
    return float(value) if isinstance(value, bool) else float(value.centre)  # type: ignore[attr-defined]


def two_shares(
    experiment: Shift | Issues, sides: Sequence[Sequence[RecordRow]], where: dict[str, tuple[str, ...]], what: str
) -> Attempt:
    """The share of the first side of which something holds less that of the second."""
    few = min(len(side) for side in sides)
    if few < FEWEST:
        return Attempt(experiment=experiment, why=_too_few(few, what))
    hits = [sum(r.fits(where) for r in side) for side in sides]
    draws = [beta_draws(h, len(side) - h, n) for n, (h, side) in enumerate(zip(hits, sides, strict=True))]
    counts: dict[str, float] = {
        "first hold": hits[0],
        "first all": len(sides[0]),
        "second hold": hits[1],
        "second all": len(sides[1]),
    }
    return of_difference(experiment, draws[0] - draws[1], counts)


def beta_draws(hits: float, misses: float, stream: int) -> np.ndarray:
    """Draws of a share's posterior; ``stream`` keeps two shares apart."""
    return np.random.default_rng([SEED, stream]).beta(hits + 0.5, misses + 0.5, DRAWS)


def of_difference(experiment: Shift | Issues | Asks, difference: np.ndarray, counts: dict[str, float]) -> Attempt:
    """What draws of a difference of two shares say."""
    low, high = np.quantile(difference, TAILS)
    return Attempt(
        experiment=experiment,
        chance=float(truth(difference, experiment.expects, LEAST_SHARE).mean()),
        split=split_of(ONE, difference[None, :], LEAST_SHARE),
        value=100 * float(difference.mean()),
        low=100 * float(low),
        high=100 * float(high),
        unit="points of 100",
        digits=0,
        least=100 * LEAST_SHARE,
        counts=counts,
    )


def look_after(case: Case, experiment: After) -> Attempt:
    """How often acts come in the months after something on the same issue, over how often in other months of that issue.

    Issues differ in how often anything happens, so they are compared within themselves only: of the m acts on an issue with E
    exposed and U other months, a fall into exposed months with the chance rE / (rE + U), whatever the issue's own rate
    (the conditional likelihood of a ratio r of rates; Breslow and Day 1987). log r has the prior Normal(0, PRIOR_SD).
    """
    causes = [r for r in rows_of(case, experiment.table) if r.fits(experiment.where)]
    effects = [r for r in rows_of(case, "acts") if r.fits(experiment.then)]
    strata = [_stratum(case, issue, causes, effects, experiment.months) for issue in sorted({r.issue for r in effects} - {""})]
    told = [s for s in strata if s.exposed and s.others and s.after + s.otherwise]
    after, otherwise = sum(s.after for s in told), sum(s.otherwise for s in told)
    exposed, others = sum(s.exposed for s in told), sum(s.others for s in told)
    counts: dict[str, float] = {"first hold": after, "first all": exposed, "second hold": otherwise, "second all": others}
    if after + otherwise < FEWEST_ACTS or min(exposed, others) < FEWEST_MONTHS:
        return Attempt(experiment=experiment, why=_too_few(after + otherwise, "acts that could tell", FEWEST_ACTS), counts=counts)
    return of_ratio(experiment, log_ratio_draws(told), counts)


@dataclass(frozen=True)
class Stratum:
    """One issue: acts after something and otherwise, and in how many months of either kind."""

    after: int
    otherwise: int
    exposed: int
    others: int


def log_ratio_draws(strata: Sequence[Stratum]) -> np.ndarray:
    """Draws (DRAWS,) of the posterior of log r, the ratio of rates within issues (see ``look_after``)."""
    grid = np.linspace(-4, 4, GRID)
    log = -0.5 * (grid / PRIOR_SD) ** 2
    for s in strata:
        chance = s.exposed * np.exp(grid) / (s.exposed * np.exp(grid) + s.others)
        log = log + s.after * np.log(chance) + s.otherwise * np.log(1 - chance)
    mass = np.exp(log - log.max())
    return np.random.default_rng([SEED, 0]).choice(grid, DRAWS, p=mass / mass.sum())


def _stratum(case: Case, issue: str, causes: Sequence[RecordRow], effects: Sequence[RecordRow], months: int) -> Stratum:
    span = range(case.begins.year * 12 + case.begins.month - 1, case.as_of.year * 12 + case.as_of.month)
    exposed = {c.month + k for c in causes if c.issue == issue for k in range(1, months + 1)} & set(span)
    after = sum(e.month in exposed for e in effects if e.issue == issue)
    all_acts = sum(e.issue == issue and e.month in span for e in effects)
    return Stratum(after, all_acts - after, len(exposed), len(span) - len(exposed))


def of_ratio(experiment: After | PooledAsks, logs: np.ndarray, counts: dict[str, float]) -> Attempt:
    """What draws of the logarithm of a ratio say."""
    low, middle, high = np.exp(np.quantile(logs, (TAILS[0], 0.5, TAILS[1])))
    least = float(np.log(LEAST_RATIO))
    return Attempt(
        experiment=experiment,
        chance=float(truth(logs, experiment.expects, least).mean()),
        split=split_of(ONE, logs[None, :], least),
        value=float(middle),
        low=float(low),
        high=float(high),
        unit="times",
        least=LEAST_RATIO,
        counts=counts,
    )


def look_at_course(case: Case, experiment: Course) -> Attempt:
    """Pairs of whole years of a series: in what share the later number is larger, or smaller."""
    series = case.record.series if case.record else ()
    years = {
        n.start.year: n.value
        for n in series
        if n.series == experiment.series and len(n.period.removeprefix("FY")) == 4 and (experiment.since or n.start) <= n.start
    }
    if len(years) < 3:
        return Attempt(experiment=experiment, why=_too_few(len(years), f"whole years of '{experiment.series}'", 3))
    pairs = list(itertools.combinations(sorted(years), 2))
    right = sum((years[b] > years[a]) if experiment.expects == "more" else (years[b] < years[a]) for a, b in pairs)
    return Attempt(
        experiment=experiment,
        chance=right / len(pairs),
        value=float(right),
        unit=f"of {len(pairs)} pairs of years",
        digits=0,
        counts={"hold": right, "all": len(pairs)},
    )


def _between(rows: Sequence[RecordRow], since: date | None, until: date | None) -> list[RecordRow]:
    return [r for r in rows if (since is None or r.day >= since) and (until is None or r.day <= until)]


def _ids(rows: Sequence[RecordRow]) -> tuple[str, ...]:
    return tuple(r.words["id"] for r in rows)


def _too_few(found: int, what: str, needed: int = FEWEST) -> str:
    return f"too few {what} on record: {found}, and {needed} are needed" if found else f"no {what} of this kind on record"
