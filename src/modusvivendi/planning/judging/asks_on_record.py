"""Asks on record put to the model as they were put to the authority: how many it expects to be met, beside how many were.

Every decided ask becomes a plan of one track: the same issues, bloc, publicity, rewards and form, a step of STEP on each issue,
on offer for MONTHS months from the case's day (longer than most asks took: the simulated month starts from today's levels). In one
future of one theory the same parameters meet every ask, so the spread of a count holds what parameters share. What a planner reads
of talks rests on this; where it is off is said on the page (C3, C6, C18).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from modusvivendi.case import Case
from modusvivendi.evidence.record.coding_rule import TRACK_INTENSITY
from modusvivendi.planning.agenda.plan import Plan, PlanTrack
from modusvivendi.planning.judging.evaluate import Basis, Evaluator
from modusvivendi.planning.judging.success import TAKEN
from modusvivendi.precedent.collect import demands_of
from modusvivendi.precedent.demand import Demand

STEP, MONTHS = 0.3, 60
PARTLY = 2
LEVEL = 0.9  # of the interval of a count
FEWEST = 5  # asks of a kind below which it has no line of its own
LEAST = 10  # asks below which a case has no such lines at all
SEVERAL = "several issues at once"
COST = {"none": "no cost", "low": "low cost", "mid": "middling cost", "high": "high cost"}
FIRST = 3_000_000  # number of the first future: apart from those on which plans are sought and judged


@dataclass(frozen=True)
class Cell:
    """One kind of ask. by: form, publicity or issue class. asks, met: on record. mean, low, high: what the model expects, with the
    interval at LEVEL."""

    by: str
    kind: str
    asks: int
    met: int
    mean: float
    low: float
    high: float

    @property
    def covered(self) -> bool:
        """Whether the record lies in the interval."""
        return self.low <= self.met <= self.high


@dataclass(frozen=True)
class AsksOnRecord:
    """Asks of a case as the model would have them met, kind by kind; origin: whose weights and parameters; total: of all asks."""

    origin: str
    total: Cell
    cells: tuple[Cell, ...]

    @property
    def covered(self) -> int:
        """Kinds of ask whose record lies in the interval."""
        return sum(cell.covered for cell in self.cells)


def usable_asks(case: Case) -> list[Demand]:
    """Decided asks on issues of the case, by somebody who belongs to a bloc of it and is no rival government."""
    blocs = {c.id for c in case.countries}
    known = set(case.issue_ids)
    return [d for d in demands_of(case).demands if d.decided and d.asker in blocs and known.issuperset(d.issues) and not d.rival]


def as_plan(demand: Demand, mode: str, case: Case) -> Plan:
    """An ask on record as a plan of one track. mode: how it was put, as in the record."""
    bloc = next(c.bloc for c in case.countries if c.id == demand.asker)
    track = PlanTrack(
        issues=tuple(dict.fromkeys(demand.issues)),
        bloc=bloc,
        step=STEP,
        reward=demand.material or 0.0,
        standing=demand.standing or 0.0,
        publicity=demand.publicity,
        intensity=TRACK_INTENSITY[mode],
        all_or_nothing=demand.form > 0.5,
        patience=MONTHS,
    )
    members = ",".join(c.id for c in case.countries if c.bloc == bloc)
    return Plan(name="ask", followers=members, at_once=1, tracks=(track,))


def kinds_of(demand: Demand) -> dict[str, str]:
    """The kind of an ask in each division."""
    several = len(set(demand.issues)) > 1
    return {
        "form and cost": SEVERAL if several else f"one issue, {COST[demand.word('cost')]}",
        "publicity": {"quiet": "asked quietly", "mixed": "partly in public", "public": "asked in public"}[
            demand.word("publicity")
        ],
        "what it is about": demand.issue_class.replace("_", " "),
    }


def check_asks(
    bases: Mapping[str, Basis], futures: int, progress: Callable[[int, int], None] | None = None
) -> tuple[AsksOnRecord, ...]:
    """What the model makes of the asks on record of a case, on each basis, by its origin in words; none where asks are too few.

    futures: per theory. progress(done, all).
    """
    case = next(iter(bases.values())).case
    asks = usable_asks(case)
    if len(asks) < LEAST:
        return ()
    modes = {track.id: track.mode for track in case.record.tracks} if case.record else {}
    plans = [as_plan(d, modes[d.id], case) for d in asks]
    return tuple(_judge(asks, plans, basis, origin, futures, progress) for origin, basis in bases.items())


def _judge(
    asks: Sequence[Demand],
    plans: Sequence[Plan],
    basis: Basis,
    origin: str,
    futures: int,
    progress: Callable[[int, int], None] | None,
) -> AsksOnRecord:
    # Whoever follows a plan, an ask is put by those who put it.
    evaluator = Evaluator(replace(basis, followers=None), futures, first=FIRST)
    found = evaluator.run(plans, progress)
    taken = np.isin(found.tracks[:, :, 0], [code for code in TAKEN if code != PARTLY])  # asks, theories, futures
    share = np.repeat(evaluator.weights[:, None], futures, axis=1) / futures

    def cell(by: str, kind: str, held: np.ndarray) -> Cell:
        """The asks of one kind: how many were met, and how many the model expects to be, with its 90% interval."""
        count = taken[held].sum(0)
        low, high = _quantiles(count.ravel(), share.ravel())
        met = sum(d.held_or_met for d, chosen in zip(asks, held, strict=True) if chosen)
        return Cell(by, kind, int(held.sum()), met, float((count * share).sum()), low, high)

    cells = []
    for by in kinds_of(asks[0]):
        kinds = np.array([kinds_of(d)[by] for d in asks])
        cells += [cell(by, k, kinds == k) for k in sorted(set(kinds)) if (kinds == k).sum() >= FEWEST]
    return AsksOnRecord(origin, cell("all", "all asks", np.ones(len(asks), bool)), tuple(cells))


def _quantiles(values: np.ndarray, weights: np.ndarray) -> tuple[float, float]:
    """Ends of the central interval at LEVEL of weighted values."""
    order = np.argsort(values, kind="stable")
    below = np.cumsum(weights[order]) / weights.sum()
    low, high = np.searchsorted(below, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(values[order][low]), float(values[order][min(high, len(values) - 1)])
