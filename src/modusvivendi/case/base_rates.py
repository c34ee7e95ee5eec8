"""Base rates of steps toward and away per issue, from the record: a Gamma distribution that learns from counts."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from pydantic import TypeAdapter

from modusvivendi.case.beta import beta_quantile
from modusvivendi.case.quantity import GammaRate, Quantity, Unit
from modusvivendi.case.schema import Issue
from modusvivendi.record import Act, add_months

PRIOR_MEAN = 0.06  # acts a month at full room; judgement, range 0.03–0.12
PRIOR_SHAPE = 1.0  # one act's worth of prior knowledge
ROOM_HALF = 0.1  # half-point h of room to move; range 0.02–0.5, from counts of acts before May 2024 (benchmarks/room.py)

SHARE: TypeAdapter[Quantity] = TypeAdapter(Unit)

Direction = Literal["toward", "away"]
DIRECTIONS: tuple[Direction, ...] = ("toward", "away")


DECIMALS = 4  # to which derived numbers are kept: more would feign precision and print badly


@dataclass(frozen=True)
class Window:
    """Days from and to which acts count for base rates: after the founding burst, up to the day of the case."""

    first: date
    last: date


@dataclass(frozen=True)
class BaseRate:
    """Posterior Gamma(shape, rate) of acts a month at full room; mean = shape / rate."""

    shape: float
    rate: float


@dataclass(frozen=True)
class LeaderShare:
    """Share of acts taken by the supreme leader: (n_leader + 1/2) / (n + 2), and its 90 per cent interval."""

    value: float
    low: float
    high: float


def room(u: float, half: float = ROOM_HALF) -> float:
    """Room to move g(u) = u (1 + h) / (u + h); u in [0,1] is what is left; g(0) = 0, g(1) = 1."""
    return u * (1.0 + half) / (u + half)


def months_between(first: date, last: date) -> list[date]:
    """First days of the months from ``first`` to the month of ``last``."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [add_months(first, k) for k in range(count)]


@lru_cache(maxsize=16)  # the same for all issues of a case
def mid_months(window: Window) -> tuple[date, ...]:
    """The fifteenth of every month of a window."""
    return tuple(month.replace(day=15) for month in months_between(window.first, window.last))


def policies_on(days: Iterable[date], levels: Mapping[date, Quantity]) -> list[float]:
    """Policy on each of some days: straight lines between the levels known, level before the first and after the last."""
    known = sorted(levels)
    values = [levels[day].centre for day in known]
    found = []
    for day in days:
        end = min(bisect_left(known, day), len(known) - 1)
        if end == 0:
            found.append(values[0])
            continue
        share = min((day - known[end - 1]).days / (known[end] - known[end - 1]).days, 1.0)
        found.append(values[end - 1] + share * (values[end] - values[end - 1]))
    return found


def policy_on(day: date, levels: Mapping[date, Quantity]) -> float:
    """Policy on a day."""
    return policies_on((day,), levels)[0]


def exposure(issue: Issue, direction: Direction, window: Window) -> float:
    """Months at full room: the sum over months of g(u), u = 1 - x toward and x away, x at mid-month."""
    total = 0.0
    for x in policies_on(mid_months(window), issue.levels):
        total += room(1.0 - x if direction == "toward" else x)
    return total


def counted(acts: Sequence[Act], issue: str, direction: Direction, window: Window) -> list[Act]:
    """Acts that moved the issue in that direction on their own: in the window, not carrying out a track."""
    return [
        act
        for act in acts
        if act.issue == issue and act.net_effect == direction and not act.track and window.first <= act.date.first <= window.last
    ]


def base_rates(issue: Issue, acts: Sequence[Act], window: Window) -> dict[Direction, BaseRate]:
    """Posterior base rates (C1): shape = 1 + n, rate = 1/0.06 + exposure (conjugate Gamma-Poisson)."""
    return {
        way: BaseRate(
            PRIOR_SHAPE + len(counted(acts, issue.id, way, window)),
            PRIOR_SHAPE / PRIOR_MEAN + exposure(issue, way, window),
        )
        for way in DIRECTIONS
    }


def leader_shares(issue: Issue, acts: Sequence[Act], window: Window) -> dict[Direction, LeaderShare]:
    """Posterior share of acts by the supreme leader, Beta(n_leader + 1/2, n - n_leader + 3/2) (C6)."""
    shares: dict[Direction, LeaderShare] = {}
    for way in DIRECTIONS:
        mine = counted(acts, issue.id, way, window)
        led = sum(act.level == "supreme_leader" for act in mine)
        low, high = (beta_quantile(share, led + 0.5, len(mine) - led + 1.5) for share in (0.05, 0.95))
        shares[way] = LeaderShare((led + 0.5) / (len(mine) + 2.0), low, high)
    return shares


def with_rates(issue: Issue, acts: Sequence[Act], window: Window, names: Iterable[str]) -> Issue:
    """The issue with those of its base rates and leader shares that ``names`` lists taken from the record.

    names: among rate_toward, rate_away, leader_share_toward, leader_share_away.
    """
    mine = [act for act in acts if act.issue == issue.id]
    rates, shares = base_rates(issue, mine, window), leader_shares(issue, mine, window)
    period = f"record, acts.csv, {window.first:%B %Y} to {window.last:%B %Y}"
    derived: dict[str, GammaRate | Quantity] = {}
    for way in DIRECTIONS:
        rate, share = rates[way], shares[way]
        derived[f"rate_{way}"] = GammaRate(
            shape=round(rate.shape, DECIMALS),
            rate=round(rate.rate, DECIMALS),
            source=f"{period}, with prior Gamma(1, 1/{PRIOR_MEAN:g})",
        )
        derived[f"leader_share_{way}"] = SHARE.validate_python(
            {
                "value": round(share.value, DECIMALS),
                "range": (round(share.low, DECIMALS), round(share.high, DECIMALS)),
                "source": f"{period}, Beta posterior, 90 per cent interval",
            }
        )
    return issue.model_copy(update={name: derived[name] for name in names})
