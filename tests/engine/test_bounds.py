"""What a stage declares of a state holds: its bounds in every month of any future, and a unit that the model knows.

States are looked at by a loop of their own, which takes as long to compile as the engine. So a few months are run as plain Python,
in a process of their own, of the two smaller shipped cases, and (slow) many of all three compiled.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numba import njit

from modusvivendi.case import load_case
from modusvivendi.domain import Domain
from modusvivendi.engine.assembled import pick
from modusvivendi.engine.chance import future_keys
from modusvivendi.engine.compile import ALLOCATES, separate
from modusvivendi.engine.declare import UNITS, Outcome, State
from modusvivendi.engine.driver import aligned, load_lanes
from modusvivendi.engine.kept import add_month
from modusvivendi.engine.layout import LANES, PARAMETER_ROWS, STATE_ROWS, L, S
from modusvivendi.engine.month import month, start_future
from modusvivendi.engine.shared import here
from modusvivendi.generate import declared, states
from modusvivendi.strategy import strategies_for
from modusvivendi.study import Study
from modusvivendi.study.inputs import parameter_matrix
from modusvivendi.theory import load_theory
from modusvivendi.theory.theory import shared_priors

F = np.float32
MONTHS, FEW_MONTHS = 36, 12
ROUNDING = 2e-5  # of single precision, added up over a run
CASES = ("afghanistan", "gaza", "tiraspol")
SMALLER = CASES[1:]  # not compiled, the largest takes as long as both others


@separate
def run_widest(s, p, k, setting, batch, nobody, low, high):  # type: ignore[no-untyped-def]
    """The months of ``widest``: what handles strategies counts no arrays (see ``compile.py``)."""
    for number in range(batch.tracks.size):
        moves = pick(batch, number)
        start_future(here((s, p, k, setting, nobody)), -1)
        place = here((s, p, k, setting, moves))
        for t in range(setting.months):
            month(place, t)
            add_month(place, t)
            for r in range(np.uint64(STATE_ROWS)):
                for l in range(L):
                    v = s[r * L + l]
                    low[r] = v if v < low[r] or v != v else low[r]  # what is no number stays and is found
                    high[r] = v if v > high[r] else high[r]


@njit(**ALLOCATES, cache=True)
def widest(parameters, keys, setting, batch, nobody, low, high):  # type: ignore[no-untyped-def]
    """Lowest and highest value (STATE_ROWS,) of every state at the end of every month of LANES futures."""
    s, p, k = aligned(STATE_ROWS * L), aligned(PARAMETER_ROWS * L), aligned(2 * L).view(np.uint32)
    load_lanes(parameters, keys, np.uint64(0), p, k)
    run_widest(s, p, k, setting, batch, nobody, low, high)


def any_value(domain: Domain, usual: float, rng: np.random.Generator, n: int) -> np.ndarray:
    """Values (n,) anywhere in a domain; where it has no end, up to three times what is usual. Ends come up often."""
    low = domain.low if np.isfinite(domain.low) else -3 * abs(usual)
    high = domain.high if np.isfinite(domain.high) else max(3 * abs(usual), low + 1.0)
    u = np.clip(rng.uniform(-0.1, 1.1, n), 0.001 if domain.above else 0.0, 1.0)
    return low + (high - low) * u


def shipped(name: str, months: int = MONTHS, only: tuple[str, ...] = ()) -> Study:
    """A shipped case under all strategies that fit it, or only under these."""
    case = load_case(name)
    strategies = tuple(s for s in strategies_for(case)[0] if not only or s.name in only)
    return Study(case=case, theories=(load_theory("cohesion"),), strategies=strategies, futures=LANES, months=months)


def ranges(study: Study, seed: int, **fixed: float) -> dict[str, tuple[float, float]]:
    """Lowest and highest value of every state over LANES random cases and theories, each number anywhere in its domain."""
    rng = np.random.default_rng(seed)
    values = {f.name: any_value(f.distribution.domain, f.distribution.centre, rng, LANES) for f in study.factors}
    for name, prior in shared_priors().items():
        values[name] = any_value(prior.domain, float(prior.quantile(np.array([0.9]))[0]), rng, LANES)
    values |= {name: np.full(LANES, value) for name, value in fixed.items()}
    matrix = parameter_matrix(study.case, values)
    low, high = np.full(STATE_ROWS, np.inf, F), np.full(STATE_ROWS, -np.inf, F)
    keys = future_keys(seed, np.arange(LANES))
    widest(np.ascontiguousarray(matrix), keys, study.setting, study.batch, study.nobody, low, high)
    found = {}
    for state in states():
        first = int(getattr(S, state.name)) // LANES
        rows = slice(first, first + items_of(state, study))
        found[state.name] = (float(low[rows].min(initial=np.inf)), float(high[rows].max(initial=-np.inf)))
    return found


def items_of(state: State, study: Study) -> int:
    """How many items the study has for a state."""
    if not state.items:
        return 1
    kind = state.items[0]
    if kind == "tracks":
        return int(study.batch.tracks.max())
    if kind == "entries":
        return study.batch.entry_issue.shape[1]
    return int(getattr(study.setting, kind))


def outside(found: dict[str, tuple[float, float]], declared_states: list[State]) -> dict[str, tuple[float, float]]:
    """States that are beyond their bounds, with the lowest and highest value."""
    return {
        state.name: found[state.name]
        for state in declared_states
        if not (
            found[state.name][0] >= state.bounds[0] - ROUNDING
            and found[state.name][1] <= state.bounds[1] + ROUNDING
            and np.isfinite(found[state.name]).all()
        )
    }


@pytest.fixture(scope="module")
def few() -> dict[str, dict[str, tuple[float, float]]]:
    """Lowest and highest values over a few months of two shipped cases, not compiled."""
    code = (
        "import json; from engine.test_bounds import *\n"
        "print(json.dumps({name: ranges(shipped(name, FEW_MONTHS, ('piecemeal',)), 0) for name in SMALLER}))"
    )
    paths = os.pathsep.join([str(Path(__file__).parents[1]), *sys.path])
    environment = {**os.environ, "PYTHONPATH": paths, "NUMBA_DISABLE_JIT": "1", "PYTHONWARNINGS": "ignore"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", SMALLER)
def test_every_state_stays_within_its_bounds_for_a_few_months(few: dict[str, dict[str, tuple[float, float]]], name: str) -> None:
    assert outside(few[name], states()) == {}


@pytest.mark.slow
@pytest.mark.parametrize("chance", [1.0, 0.0], ids=["chance", "expected course"])
@pytest.mark.parametrize("name", CASES)
def test_every_state_stays_within_its_bounds(name: str, chance: float) -> None:
    study = shipped(name)
    for seed in range(12):
        assert outside(ranges(study, seed, chance=chance), states()) == {}


def test_bounds_that_are_too_narrow_would_be_found(few: dict[str, dict[str, tuple[float, float]]]) -> None:
    found = few["gaza"]
    narrow = [replace(state, bounds=(0.4, 0.6)) for state in states() if state.name in ("policy", "trust")]
    assert set(outside(found, narrow)) == {"policy", "trust"}


def unit_known(unit: str) -> bool:
    """Whether a unit is on the list: alone, of something, or for each month."""
    base = unit.removesuffix(" times months").removesuffix(" a month").split(" of ")[0]
    return base in UNITS


def test_every_state_and_outcome_has_a_unit_of_the_list() -> None:
    assert [f"{item.name}: {item.unit}" for item in (*states(), *declared(Outcome)) if not unit_known(item.unit)] == []


def test_no_unit_of_the_list_is_idle() -> None:
    used = [item.unit for item in (*states(), *declared(Outcome))]
    assert [u for u in UNITS if not any(unit == u or unit.startswith(f"{u} ") for unit in used)] == []


def test_a_made_up_unit_would_be_found() -> None:
    assert (
        not unit_known("furlongs")
        and not unit_known("shares")
        and unit_known("share of people")
        and unit_known("attacks a month")
    )
