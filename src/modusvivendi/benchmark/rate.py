"""Futures per second of programs that take turns, so that what else the machine does meets all of them alike."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from modusvivendi.study import Study, run_study
from modusvivendi.study.simulate import Program, simulate

Job = Callable[[], int]  # runs futures and returns how many


@dataclass(frozen=True)
class Timing:
    """Futures, seconds by the clock, and seconds of processor time over all threads."""

    futures: int
    clock: float
    processor: float


@dataclass(frozen=True)
class Rate:
    """Futures per second by the clock, and per second of processor time of one core: what the clock would show for one
    thread if nothing else ran. Of the fastest round."""

    clock: float
    processor: float


def timed(job: Job) -> Timing:
    """Run a job once."""
    clock, processor = time.perf_counter(), time.process_time()
    futures = job()
    return Timing(futures, time.perf_counter() - clock, time.process_time() - processor)


def take_turns(jobs: Mapping[str, Job], rounds: int) -> dict[str, list[Timing]]:
    """Run all jobs one after the other, ``rounds`` times over; one more round before that is not counted."""
    for job in jobs.values():
        job()
    found: dict[str, list[Timing]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            found[name].append(timed(job))
    return found


def rate_of(timings: list[Timing]) -> Rate:
    """Rates of the fastest of some rounds."""
    return Rate(max(t.futures / t.clock for t in timings), max(t.futures / t.processor for t in timings))


def ratio_of(ours: list[Timing], theirs: list[Timing]) -> float:
    """How fast we are relative to them, per second of processor time: the median over rounds of the ratio in a round."""
    return float(np.median([b.processor / a.processor for a, b in zip(ours, theirs, strict=True)]))


def kernel_job(program: Program, study: Study, threads: int) -> Job:
    """A job that runs all theories of a study on parameters that are ready, one theory a call, on so many threads."""
    n = study.futures
    ready = [(study.parameters(theory, 0, n), study.keys(theory, 0, n)) for theory in study.theories]

    def run_one(drawn: tuple[np.ndarray, np.ndarray]) -> None:
        simulate(*drawn, study.setting, study.batch, study.nobody, program=program)

    def job() -> int:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(run_one, ready))
        return len(ready) * len(study.strategies) * study.futures

    return job


def study_job(study: Study, threads: int) -> Job:
    """A job that runs a whole study in memory: draws, parameters, engine, results."""

    def job() -> int:
        run_study(study.model_copy(), threads=threads)  # a copy keeps nothing from the run before
        return len(study.theories) * len(study.strategies) * study.futures

    return job
