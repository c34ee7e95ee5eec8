"""Running a study in blocks, on threads or on a Dask cluster, with resume."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from modusvivendi.errors import InputError
from modusvivendi.study.result import Result
from modusvivendi.study.simulate import simulate
from modusvivendi.study.study import Study

BLOCK = 1024
SAMPLE = 64


@dataclass(frozen=True)
class Unit:
    """A unit of work, storage, progress and resume: one theory on one block of futures, all strategies."""

    theory: int
    first: int
    count: int


@dataclass(frozen=True)
class UnitResult:
    """What a unit returns. outcomes (strategies, outcomes, count); paths (strategies, months, channels, kept)
    for the futures of the sample; tracks (strategies, tracks, count) results as uint8."""

    unit: Unit
    outcomes: np.ndarray
    paths: np.ndarray
    tracks: np.ndarray


def run_unit(study: Study, unit: Unit, sample: int) -> UnitResult:
    """Run one unit. Pure: the same study and unit give the same bits anywhere."""
    theory = study.theories[unit.theory]
    parameters, keys = study.parameters(theory, unit.first, unit.count), study.keys(theory, unit.first, unit.count)
    kept = max(0, min(unit.count, sample - unit.first))
    found = simulate(parameters, keys, study.setting, study.batch, study.nobody, kept=kept)
    return UnitResult(unit, found.outcomes, found.paths, found.tracks.astype(np.uint8))


def units_of(study: Study, block: int) -> list[Unit]:
    """All units, block by block, so that theories of a block share its draws."""
    starts = range(0, study.futures, block)
    theories = range(len(study.theories))
    return [Unit(t, first, min(block, study.futures - first)) for first in starts for t in theories]


def on_threads(study: Study, units: list[Unit], sample: int, threads: int) -> Iterator[UnitResult]:
    """Run units on threads; the engine releases the interpreter lock. Few are in flight, so memory is bounded."""
    with ThreadPoolExecutor(threads) as pool:
        waiting = iter(units)
        running: set[Future[UnitResult]] = set()
        try:
            for unit in waiting:
                running.add(pool.submit(run_unit, study, unit, sample))
                if len(running) > threads:
                    done, running = wait(running, return_when=FIRST_COMPLETED)
                    yield from (f.result() for f in done)
            yield from (f.result() for f in running)
        except BaseException:
            for f in running:
                f.cancel()
            raise


def on_cluster(study: Study, units: list[Unit], sample: int, scheduler: str) -> Iterator[UnitResult]:
    """Run units on a Dask cluster (``tcp://host:port``, or ``local`` for processes on this machine)."""
    try:
        from dask.distributed import Client, as_completed
    except ImportError:
        raise InputError("--scheduler needs Dask: pip install 'modus-vivendi[cluster]'") from None
    options = {"n_workers": os.cpu_count(), "threads_per_worker": 1, "dashboard_address": None}
    client = Client(**options) if scheduler == "local" else Client(scheduler, timeout=20)
    with client:
        shared = client.scatter(study, broadcast=True)
        futures = [client.submit(run_unit, shared, unit, sample, pure=False) for unit in units]
        for future in as_completed(futures):
            yield future.result()
            future.release()


def run_study(
    study: Study,
    threads: int | None = None,
    block: int = BLOCK,
    sample: int = SAMPLE,
    store: Path | None = None,
    resume: bool = False,
    scheduler: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Result:
    """Run a study and return its result.

    threads: default all cores. block: futures per unit. sample: how many futures keep their whole course.
    store: a Zarr folder, written as units end; without it the result stays in memory. resume: go on with a
    store that was left unfinished; units already there are not run again. scheduler: Dask address.
    progress(done, all): called at the start and after every unit, in simulated futures. Raises InputError.

    Example:
        >>> import modusvivendi as mv
        >>> study = mv.make_study("afghanistan", theories=["inertia"], strategies=["drift"], futures=8, months=12)
        >>> result = mv.run_study(study, threads=1, sample=4)
        >>> result.outcomes.shape[-1]  # futures
        8
    """
    if block < 1:
        raise InputError(f"block of {block} futures: at least 1")
    sample = min(sample, study.futures)
    units = units_of(study, block)
    result = Result.open(study, store, resume, sample, block)
    left = [u for u in units if (u.theory, u.first) not in result.done]
    per_unit = len(study.strategies)
    total, done = study.futures * len(study.theories) * per_unit, 0
    done = sum(u.count * per_unit for u in units) - sum(u.count * per_unit for u in left)
    source = (
        on_cluster(study, left, sample, scheduler)
        if scheduler
        else on_threads(study, left, sample, threads or os.cpu_count() or 1)
    )
    if progress is not None:
        progress(done, total)
    for item in source:
        result.add(item)
        done += item.unit.count * per_unit
        if progress is not None:
            progress(done, total)
    return result.finish()
