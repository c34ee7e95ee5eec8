"""``modus bench``: it runs, gives every field, and its parts measure what they say."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from commands import modus
from modusvivendi.benchmark import growth, memory
from modusvivendi.benchmark.agreement import agreement
from modusvivendi.benchmark.bench import table, targets
from modusvivendi.benchmark.process import run_python
from modusvivendi.benchmark.rate import Rate, Timing, rate_of, ratio_of, take_turns
from modusvivendi.benchmark.reference import NoReference, load_reference
from modusvivendi.engine.driver import simulate
from modusvivendi.study import Study
from modusvivendi.study.simulate import simulate as study_simulate

FIELDS = {
    "machine", "quick", "draws", "rounds", "engine", "study", "reference", "share_of_c", "agreement", "threads",
    "share_of_cores", "workbench", "growth", "warm_start", "targets",
}  # fmt: skip


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    done = modus("bench", "--quick", "--json", "--draws", "16", "--rounds", "1", cwd=tmp_path_factory.mktemp("bench"))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def test_a_quick_run_gives_every_field(found: dict[str, Any]) -> None:
    assert set(found) - {"no_reference"} == FIELDS
    assert found["quick"] and found["draws"] == 16
    every = {str(n) for n in {1, os.cpu_count()}}
    assert set(found["engine"]) == set(found["study"]) == every
    assert all(rate["clock"] > 0 and rate["processor"] > 0 for rate in found["engine"].values())
    assert [g["dimension"] for g in found["growth"]] == list(growth.SIZES)
    if found["reference"] is not None:
        assert found["agreement"]["futures"] == 9 * 7 * 16
        assert all(0.05 < ratio < 20 for ratio in found["share_of_c"].values())


def test_the_table_shows_figures_and_targets(found: dict[str, Any]) -> None:
    shown = table(found)
    assert {"engine, 1 thread", "whole study, 1 thread", "first result, compiled before"} <= set(shown.what)
    assert set(shown.met) <= {"yes", "no", "cores were busy", ""}
    without = {**found, "reference": None, "agreement": None, "share_of_c": None, "no_reference": "no compiler"}
    assert "no compiler" in set(table(without).measured)


def test_a_target_is_met_or_not(found: dict[str, Any]) -> None:
    slow = {**found, "warm_start": {**found["warm_start"], "clock": 3.1}, "growth": [{**found["growth"][0], "off": 0.2}]}
    assert not targets(slow)["warm_start"] and not targets(slow)["linear"]
    fast = {**found, "warm_start": {**found["warm_start"], "clock": 2.9}, "growth": [{**found["growth"][0], "off": 0.02}]}
    assert targets(fast)["warm_start"] and targets(fast)["linear"]
    last = str(found["threads"][-1])
    for clock, share, met in ((99_000, 0.95, False), (99_000, 0.5, None), (101_000, 0.5, True)):
        rates = {**found["engine"], last: {"clock": clock, "processor": clock}}
        assert targets({**found, "engine": rates, "share_of_cores": share})["rate"] is met


def test_rates_and_ratios() -> None:
    ours, theirs = [Timing(100, 2.0, 1.0), Timing(100, 4.0, 1.0)], [Timing(100, 1.0, 0.5), Timing(100, 1.0, 0.5)]
    assert rate_of(ours) == Rate(50.0, 100.0)
    assert ratio_of(ours, theirs) == 0.5


def test_programs_take_turns() -> None:
    calls: list[str] = []

    def job(name: str) -> Any:
        return lambda: calls.append(name) or 1

    take_turns({"a": job("a"), "b": job("b")}, 2)
    assert calls == ["a", "b"] * 3, "one round that is not counted, then two"


def test_made_up_cases_of_every_size_run_and_stay_in_bounds(afghan_study: Study) -> None:
    few = afghan_study.model_copy(update={"futures": 20})
    sizes = {"issues": 24, "segments": 8, "tracks": 32, "months": 24}
    setting, moves, nobody = growth.worlds(few, **sizes)
    parameters = growth.fill_up(few, 24, 8)
    assert np.allclose(parameters[growth.row("power") : growth.row("power") + 8].sum(axis=0), 1)
    batch = growth.stack([moves])
    found = study_simulate(parameters, few.keys(few.theories[0], 0, 20), setting, batch, nobody, kept=20)
    assert np.isfinite(found.outcomes).all() and np.isfinite(found.paths).all()
    assert (found.tracks > 0).any()


def test_growth_finds_a_cost_that_is_not_linear(afghan_study: Study) -> None:
    """A program that works on each issue with every other one is told from the engine."""

    def square(parameters: Any, keys: Any, setting: Any, *rest: Any) -> None:
        n = int(setting.issues)
        work = np.ones(3000 * n * n)
        for _ in range(3):
            work = np.sqrt(work)

    few = afghan_study.model_copy(update={"futures": 32})
    assert growth.grow(square, few, "issues", 3).off > 0.1


def test_a_process_is_measured(tmp_path: Path) -> None:
    small = run_python("pass")
    large = run_python("import time; held = bytearray(200_000_000); time.sleep(0.3)")
    assert large.memory - small.memory > 150_000_000
    assert large.clock > 0.3
    with pytest.raises(RuntimeError, match="out of order"):
        run_python("raise SystemExit('out of order')")


def test_draws_for_a_number_of_futures() -> None:
    assert memory.draws_for(1_000_000) * 63 >= 1_000_000 > (memory.draws_for(1_000_000) - 1) * 63


def test_without_the_folder_of_benchmarks_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(NoReference, match="not part of an installed package"):
        load_reference(tmp_path)


def test_agreement_of_the_engine_with_itself(afghan_study: Study) -> None:
    same = agreement(simulate, simulate, afghan_study, 8)
    assert (same.futures, same.differ, same.largest, same.finite) == (9 * 7 * 8, 0, 0.0, True)
