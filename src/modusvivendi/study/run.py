"""Running a study in blocks, on threads or on a Dask cluster, with resume."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from modusvivendi.errors import InputError
from modusvivendi.study.cluster import cluster
from modusvivendi.study.result import Result
from modusvivendi.study.room import IN_MEMORY, check_room
from modusvivendi.study.simulate import simulate
from modusvivendi.study.study import Study
from modusvivendi.study.work import BLOCK, Work

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
    store that was left unfinished; units that are there and not damaged are not run again. scheduler: Dask address.
    progress(done, all): called at the start and after every unit, in simulated futures. Raises InputError.

    Example:
        >>> import modusvivendi as mv
        >>> study = mv.make_study("afghanistan", theories=["inertia"], strategies=["drift"], futures=8, months=12)
        >>> result = mv.run_study(study, threads=1, sample=4)
        >>> result.outcomes.shape[-1]  # futures
        8
    """
    work = Work(threads=threads, block=block, scheduler=scheduler)
    sample = min(sample, study.futures)
    if store is None:
        check_room(study, IN_MEMORY)
    units = units_of(study, block)
    with workers(work) as run_all:
        result = Result.open(study, store, resume, sample, block)
        left = [u for u in units if (u.theory, u.first) not in result.done]
        total = study.futures * len(study.theories) * len(study.strategies)
        done = total - sum(u.count for u in left) * len(study.strategies)
        if progress is not None:
            progress(done, total)
        with kept_on_disk(result):
            for item in run_all(study, left, sample):
                result.add(item)
                done += item.unit.count * len(study.strategies)
                if progress is not None:
                    progress(done, total)
            return result.finish()


@contextmanager
def workers(work: Work) -> Iterator[Callable[[Study, list[Unit], int], Iterator[UnitResult]]]:
    """What runs units: threads, or the workers of a Dask scheduler, which is asked before anything is made."""
    with cluster(work.scheduler) as found:
        if found is None:
            yield lambda study, units, sample: on_threads(study, units, sample, work.threads or os.cpu_count() or 1)
        else:
            yield lambda study, units, sample: found.each(run_unit, study, units, sample)


@contextmanager
def kept_on_disk(result: Result) -> Iterator[None]:
    """Note on disk what is done when a run ends early, and say in one line (InputError) where the disk is why."""
    try:
        yield
    except OSError as error:
        with suppress(OSError):
            result.save()
        reason = error.strerror or error
        raise InputError(
            f"{result.store}: cannot be written ({reason}); what is done is kept: the same command with --resume goes on"
        ) from None
    except BaseException:
        with suppress(OSError):
            result.save()
        raise
