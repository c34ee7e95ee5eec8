"""The inputs that a page offers to hold at a value: those that move what is told most, by the one-at-a-time scan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from modusvivendi.analysis.sensitivity.range_scan import HIGH, LOW, scan
from modusvivendi.case.lacking import told
from modusvivendi.case.schema import PLACES
from modusvivendi.engine.layout import THEORY_PARAMETERS, row
from modusvivendi.study import Study
from modusvivendi.study.inputs import cells
from modusvivendi.study.scales import Scales
from modusvivendi.study.titles import factor_titles

OFFERED = 12
MOVED = ("core_rights", "technical", "wellbeing")  # outcomes by which inputs are ranked


@dataclass(frozen=True)
class Input:
    """A number that a page can hold at a value in every future, as ``--set`` does.

    name: of a theory's parameter or of a number of the case; title: a noun phrase; setting: the path for ``--set``;
    row: in the engine's parameter matrix; low, middle, high: the 5, 50 and 95 per cent points over draws and theories;
    swing: the most by which it moves an outcome of ``MOVED`` from its 5 to its 95 per cent point, in least differences that
    matter.
    """

    name: str
    title: str
    setting: str
    row: int
    low: float
    middle: float
    high: float
    swing: float


def influential(study: Study, weights: Mapping[str, float], offered: int = OFFERED) -> list[Input]:
    """The inputs that move what is told most, the strongest first.

    Only numbers that stand in the engine as they are: a number from which shares are made moves others with it.
    """
    scales = Scales(study)
    outcomes = tuple(o for o in told(study.case, MOVED) if scales.of(o) is not None)
    rows = rows_of(study)
    swings: dict[str, float] = {}
    for outcome, table in scan(study, outcomes, weights, led=0).items():
        scale = scales.of(outcome)
        assert scale is not None
        for name, swing in zip(table["number"], table["swing"], strict=True):
            swings[name] = max(swings.get(name, 0.0), abs(float(swing)) / scale.least)
    order = sorted((name for name in swings if name in rows), key=lambda name: (-swings[name], name))
    titles = factor_titles(study.case, study.theories)
    found = []
    for name in order:
        low, middle, high = points(study, name)
        if high > low:
            own = name in THEORY_PARAMETERS
            setting = f"theory.all.{name}" if own else f"case.{name}"
            found.append(Input(name, titles.get(name, name), setting, rows[name], low, middle, high, swings[name]))
        if len(found) == offered:
            break
    return found


def rows_of(study: Study) -> dict[str, int]:
    """Name of each input that stands in the engine as it is → its row: once, and with nothing made of it elsewhere."""
    found = {name: row(name) for name in THEORY_PARAMETERS}
    used: dict[str, int] = {}
    for place in PLACES:
        for item, name in cells(study.case, place):
            used[name] = used.get(name, 0) + 1
            if place.engine.rule == "as it is":
                found[name] = row(place.engine.parameter, item)
    return {name: at for name, at in found.items() if used.get(name, 1) == 1}


def points(study: Study, name: str) -> tuple[float, float, float]:
    """The 5, 50 and 95 per cent points of an input, over theories where it belongs to them."""
    at = np.array([LOW, 0.5, HIGH])
    if name in THEORY_PARAMETERS:
        every = [theory.complete()[name].quantile(at) for theory in study.theories]
        low, middle, high = min(e[0] for e in every), float(np.median([e[1] for e in every])), max(e[2] for e in every)
    else:
        low, middle, high = next(f for f in study.factors if f.name == name).quantile(at)
    return float(low), float(middle), float(high)
