"""How soon room to move binds, from records alone: no theory, no future, nothing after a given day.

An issue's steps in one direction are counted over a period; months count as much as there was room to move, g(u) = u (1 + h) / (u + h),
u what is left. The rate at full room is Gamma with shape 1 over issues, as in ``case/base_rates.py``, its mean one number for each
direction; so the count is negative binomial with mean m E(h), E months at full room, and log likelihood

    n log(m E / (1 + m E)) - log(1 + m E)

m is profiled out on a grid. The number h is what is asked. Run: ``python benchmarks/room.py``.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

import modusvivendi as mv
from modusvivendi.case import Case
from modusvivendi.case.base_rates import DIRECTIONS, Window, counted, months_between, policy_on, room
from modusvivendi.record import add_months

HALVES = np.array([0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5, 2.5])
MEANS = np.geomspace(0.002, 1.0, 120)  # acts a month at full room
RECORDS = (("afghanistan", "2024-05-29"), ("gaza", None), ("tiraspol", None))
BURST = 3  # months after a case begins that are left out, the founding burst


def tally(case: Case, window: Window, half: float) -> dict[str, np.ndarray]:
    """Steps and months at full room (2, issues) in each direction."""
    found = {}
    for way in DIRECTIONS:
        rows = []
        for issue in case.issues:
            assert case.record is not None
            left = [policy_on(m.replace(day=15), issue.levels) for m in months_between(window.first, window.last)]
            months = sum(room(1 - x if way == "toward" else x, half) for x in left)
            rows.append((len(counted(case.record.acts, issue.id, way, window)), months))
        found[way] = np.array(rows, dtype=float).T
    return found


def log_likelihood(counts: np.ndarray, months: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """Of counts (issues,) for every mean (means,), summed over issues."""
    expected = mean[:, None] * months
    return np.asarray((counts * np.log(expected / (1 + expected)) - np.log1p(expected)).sum(1))


def profile(case: Case, window: Window) -> np.ndarray:
    """Highest log likelihood over the means of both directions, for every h (halves,)."""
    return np.array([sum(log_likelihood(*t, MEANS).max() for t in tally(case, window, h).values()) for h in HALVES])


def foretold(case: Case, known: Window, later: Window) -> np.ndarray:
    """Log predictive score of the later counts for every h, issue by issue from the earlier ones (halves,)."""
    found = []
    for h in HALVES:
        score = 0.0
        before, after = tally(case, known, h), tally(case, later, h)
        for way in DIRECTIONS:
            mean = MEANS[log_likelihood(*before[way], MEANS).argmax()]
            (n, e), (k, t) = before[way], after[way]
            shape, rate = 1 + n, 1 / mean + e  # Gamma after the earlier counts; the later ones are negative binomial
            score += float((_log_choose(shape, k) + shape * np.log(rate / (rate + t)) + k * np.log(t / (rate + t))).sum())
        found.append(score)
    return np.array(found)


def _log_choose(shape: np.ndarray, k: np.ndarray) -> np.ndarray:
    """log of Gamma(shape + k) / (Gamma(shape) k!), for whole numbers."""
    logs = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, 400)))])  # log n!
    s, whole = shape.astype(int), k.astype(int)
    return np.asarray(logs[s + whole - 1] - logs[s - 1] - logs[whole])


def main() -> None:
    """Print profiles of three records, and a forecast of the second half of each from the first."""
    columns = {}
    for name, as_of in RECORDS:
        case = mv.load_case(name, as_of=as_of)
        assert case.record is not None
        first, last = add_months(case.begins, BURST), case.as_of
        middle = first + (last - first) / 2
        columns[f"{name}, fit"] = profile(case, Window(first, last))
        columns[f"{name}, second half foretold"] = foretold(case, Window(first, middle), Window(middle, last))
    table = pd.DataFrame(columns, index=pd.Index(HALVES, name="h"))
    table["sum of fits"] = table.filter(like="fit").sum(axis=1)
    table["sum foretold"] = table.filter(like="foretold").sum(axis=1)
    print((table - table.max()).round(1).to_string())


if __name__ == "__main__":
    main()
