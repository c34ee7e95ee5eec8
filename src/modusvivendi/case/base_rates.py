"""Base rates of steps toward and away per issue, from the record: a Gamma law that learns from counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from scipy.special import betaincinv

from modusvivendi.case.schema import Issue
from modusvivendi.record import Act, add_months

PRIOR_MEAN = 0.06  # acts a month at full room; judgement, range 0.03–0.12
PRIOR_SHAPE = 1.0  # one act's worth of prior knowledge
ROOM_HALF = 0.5  # half-point h of room to move; judgement, range 0.2–1.5
FIRST_MONTH = date(2021, 10, 1)  # August and September 2021, the founding burst, are not counted
TAKEOVER = date(2021, 8, 15)

Direction = Literal["toward", "away"]
DIRECTIONS: tuple[Direction, ...] = ("toward", "away")


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


def policy_on(day: date, issue: Issue, as_of: date) -> float:
    """Policy on a day, interpolated linearly from start_2021 at the takeover to start at ``as_of``."""
    share = min(max((day - TAKEOVER).days / (as_of - TAKEOVER).days, 0.0), 1.0)
    return issue.start_2021.centre + share * (issue.start.centre - issue.start_2021.centre)


def exposure(issue: Issue, direction: Direction, as_of: date) -> float:
    """Months at full room: the sum over months of g(u), u = 1 - x toward and x away, x at mid-month."""
    total = 0.0
    for month in months_between(FIRST_MONTH, as_of):
        x = policy_on(month.replace(day=15), issue, as_of)
        total += room(1.0 - x if direction == "toward" else x)
    return total


def counted(acts: Sequence[Act], issue: str, direction: Direction, as_of: date) -> list[Act]:
    """Acts that moved the issue in that direction on their own: in the window, not carrying out a track."""
    return [
        act for act in acts
        if act.issue == issue and act.net_effect == direction and not act.track
        and FIRST_MONTH <= act.date.first <= as_of
    ]  # fmt: skip


def base_rates(issue: Issue, acts: Sequence[Act], as_of: date) -> dict[Direction, BaseRate]:
    """Posterior base rates (C1): shape = 1 + n, rate = 1/0.06 + exposure (conjugate Gamma-Poisson)."""
    return {
        way: BaseRate(
            PRIOR_SHAPE + len(counted(acts, issue.id, way, as_of)),
            PRIOR_SHAPE / PRIOR_MEAN + exposure(issue, way, as_of),
        )
        for way in DIRECTIONS
    }


def leader_shares(issue: Issue, acts: Sequence[Act], as_of: date) -> dict[Direction, LeaderShare]:
    """Posterior share of acts by the supreme leader, Beta(n_leader + 1/2, n - n_leader + 3/2) (C6)."""
    shares: dict[Direction, LeaderShare] = {}
    for way in DIRECTIONS:
        mine = counted(acts, issue.id, way, as_of)
        led = sum(act.level == "supreme_leader" for act in mine)
        low, high = betaincinv(led + 0.5, len(mine) - led + 1.5, (0.05, 0.95))
        shares[way] = LeaderShare((led + 0.5) / (len(mine) + 2.0), float(low), float(high))
    return shares
