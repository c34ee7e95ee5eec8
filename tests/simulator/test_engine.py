"""The engine of the page: built from the C reference, and giving the same futures as the engine on the same draws."""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import modusvivendi as mv
from modusvivendi.api.simulators import make_simulator
from modusvivendi.simulator.page import ENGINE
from modusvivendi.study.overrides import apply_overrides
from simulator.front import in_node, outcomes_of, plan

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
CLOSE, TIPPED = 1e-4, 1e-3  # as in benchmark/agreement.py; share of futures that may tip over by rounding


def wasm() -> Any:
    spec = importlib.util.spec_from_file_location("wasm", BENCHMARKS / "wasm.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_committed_engine_has_its_hash() -> None:
    named = ENGINE.with_suffix(".wasm.sha256").read_text().split()[0]
    assert hashlib.sha256(ENGINE.read_bytes()).hexdigest() == named


def test_the_committed_engine_is_what_its_source_gives(tmp_path: Path) -> None:
    module = wasm()
    try:
        fresh = module.build(tmp_path / "engine.wasm")
    except module.NoCompiler as reason:
        pytest.skip(str(reason))
    assert hashlib.sha256(fresh).hexdigest() == hashlib.sha256(ENGINE.read_bytes()).hexdigest()


@pytest.mark.parametrize("case", ["afghanistan", "gaza", "tiraspol"])
def test_the_same_futures_as_the_engine(case: str, tmp_path: Path) -> None:
    """Every theory and strategy of a case, all outcomes, future by future."""
    study = mv.make_study(case, futures=24, months=36, seed=3)
    made = make_simulator(study, signposts=False)
    found = in_node(made, [plan(s.name) for s in study.strategies], tmp_path)
    result = mv.run_study(study, threads=1)
    compare(found, result, made)


def compare(found: list[dict[str, Any]], result: Any, made: Any) -> None:
    largest, off, futures = 0.0, 0, 0
    for n, own in enumerate(found):
        ours, theirs = outcomes_of(own, made), np.asarray(result.outcomes[:, n])
        gap = (np.abs(ours - theirs) / np.maximum(1, np.abs(theirs))).max(axis=1)
        off, futures = off + int((~(gap <= CLOSE)).sum()), futures + gap.size
        largest = max(largest, float(gap[gap <= CLOSE].max(initial=0)))
    print(f"{futures} futures, {off} differ, largest difference of the others {largest:.1e}")
    assert off <= TIPPED * futures
    assert largest < CLOSE / 2


def test_held_inputs_are_those_of_a_setting(tmp_path: Path) -> None:
    """What a page holds at a value gives the futures that ``--set`` gives; and without the setting they would differ."""
    study = mv.make_study("afghanistan", theories=["cohesion", "contact"], strategies=["piecemeal"], futures=24, months=36)
    made = make_simulator(study, signposts=False)
    inputs = made.content.said["inputs"]
    kinds = {i["setting"].split(".")[0]: i for i in inputs}
    assert set(kinds) == {"theory", "case"}
    pins = [(i["row"], i["high"]) for i in kinds.values()]
    settings = [f"{i['setting']}={i['high']!r}" for i in kinds.values()]
    theories, strategies, fixed = apply_overrides(settings, list(study.theories), list(study.strategies))
    held = study.model_copy(update={"theories": tuple(theories), "strategies": tuple(strategies), "pins": fixed})
    [found] = in_node(made, [plan("piecemeal")], tmp_path, pins=pins)
    compare([found], mv.run_study(held, threads=1), made)
    with pytest.raises(AssertionError):
        compare([found], mv.run_study(study, threads=1), made)
