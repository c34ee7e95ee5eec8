"""How often asks were met, and what that is worth when asks of one file are alike.

Effective number: n / D with the design effect D = 1 + (m − 1) ρ, m = Σ n_i² / n the mean size of the file that an ask belongs
to (Kish 1965, Survey Sampling; Donner, Birkett and Buck 1981, Am. J. Epidemiol. 114:906-914), and ρ the intraclass
correlation from the analysis of variance (Ridout, Demétrio and Firth 1999, Biometrics 55:137-148)

    ρ = (MSB − MSW) / (MSB + (n_0 − 1) MSW),   n_0 = (n − Σ n_i² / n) / (k − 1),

with MSB = Σ n_i (p_i − p)² / (k − 1) and MSW = Σ n_i p_i (1 − p_i) / (n − k) over k files. ρ is worked out once over all
decided asks on record and kept within [0, 1]: a class of a dozen asks cannot tell its own. As ρ ≤ 1, D ≤ m ≤ n.

Interval: of the Beta posterior under Jeffreys' prior Beta(1/2, 1/2) on the effective counts, with equal tails; it begins at 0
where nothing was met and ends at 1 where all was (Brown, Cai and DasGupta 2001, Statistical Science 16:101-133).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from modusvivendi.case.beta import beta_quantile
from modusvivendi.precedent.demand import OUTCOMES, Demand

LEVEL = 0.9
Event = Callable[[Demand], bool]
EVENTS: dict[str, Event] = {
    "met": lambda d: d.met,
    "held_or_met": lambda d: d.held_or_met,
    "moved": lambda d: d.moved,
}


@dataclass(frozen=True)
class Share:
    """The share of decided asks of which something holds, with the interval of its posterior at LEVEL; all in [0, 1].

    count: of how many it holds. effective: how many independent asks the decided ones are worth. None if nothing is decided.
    """

    count: int
    value: float | None
    low: float | None
    high: float | None
    effective: float


@dataclass(frozen=True)
class Rate:
    """How a set of asks ended. outcomes: count by outcome. decided, open: how many. files: clusters among the decided.

    met: met in full; held_or_met: in full, if only for a time; moved: in full, for a time or in part. elsewhere: decided asks
    that failed for the asker's part, or for that of both.
    """

    outcomes: dict[str, int]
    decided: int
    open: int
    files: int
    elsewhere: int
    met: Share
    held_or_met: Share
    moved: Share


def correlation(demands: Sequence[Demand], event: Event) -> float:
    """Intraclass correlation of an event within files, over the decided asks, in [0, 1]; 1 if it cannot be told."""
    sizes, hits = _files(demands, event)
    n, k = sum(sizes), len(sizes)
    p = sum(hits) / n if n else 0.0
    if k < 2 or n == k or not 0.0 < p < 1.0:
        return 1.0
    between = sum(m * (h / m - p) ** 2 for m, h in zip(sizes, hits, strict=True)) / (k - 1)
    within = sum(h * (1 - h / m) for m, h in zip(sizes, hits, strict=True)) / (n - k)
    size = (n - sum(m * m for m in sizes) / n) / (k - 1)
    return min(max((between - within) / (between + (size - 1) * within), 0.0), 1.0)


def effective_number(demands: Sequence[Demand], rho: float) -> float:
    """How many independent asks the decided ones are worth: between 1 and their number, 0 if there are none."""
    sizes, _ = _files(demands, EVENTS["met"])
    n = sum(sizes)
    return n / (1 + (sum(m * m for m in sizes) / n - 1) * rho) if n else 0.0


def _files(demands: Sequence[Demand], event: Event) -> tuple[list[int], list[int]]:
    """Decided asks, and those of which the event holds, by file."""
    decided = [d for d in demands if d.decided]
    sizes = Counter(d.cluster for d in decided)
    hits = Counter(d.cluster for d in decided if event(d))
    return list(sizes.values()), [hits[name] for name in sizes]


def share_of(demands: Sequence[Demand], event: Event, rho: float) -> Share:
    """How often an event holds, with its interval, when outcomes within a file correlate by rho."""
    decided = [d for d in demands if d.decided]
    count, effective = sum(map(event, decided)), effective_number(decided, rho)
    if not decided:
        return Share(0, None, None, None, 0.0)
    value = count / len(decided)
    low, high = jeffreys(value * effective, (1 - value) * effective)
    return Share(count, value, min(low, value), max(high, value), effective)


def jeffreys(hits: float, misses: float, level: float = LEVEL) -> tuple[float, float]:
    """Interval with equal tails of Beta(1/2 + hits, 1/2 + misses); from 0 without a hit, to 1 without a miss."""
    tail = (1 - level) / 2
    low = beta_quantile(tail, 0.5 + hits, 0.5 + misses) if hits > 0 else 0.0
    high = beta_quantile(1 - tail, 0.5 + hits, 0.5 + misses) if misses > 0 else 1.0
    return low, high


def rate_of(demands: Sequence[Demand], rho: dict[str, float]) -> Rate:
    """How a set of asks ended; rho: intraclass correlation by event."""
    decided = [d for d in demands if d.decided]
    outcomes = Counter(d.outcome for d in demands)
    shares = {name: share_of(decided, event, rho[name]) for name, event in EVENTS.items()}
    return Rate(
        outcomes={name: outcomes[name] for name in OUTCOMES},
        decided=len(decided),
        open=outcomes["open"],
        files=len({d.cluster for d in decided}),
        elsewhere=sum(d.elsewhere for d in decided),
        **shares,
    )


def correlations(demands: Sequence[Demand]) -> dict[str, float]:
    """Intraclass correlation by event, over all decided asks."""
    return {name: correlation(demands, event) for name, event in EVENTS.items()}
