"""``modus bench``: every figure of the engine's speed in one run on this machine, beside its target."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterator
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import NotRequired, TypedDict, cast

import numpy as np
import pandas as pd

from modusvivendi.benchmark import growth, memory, start, workbench
from modusvivendi.benchmark.agreement import agreement
from modusvivendi.benchmark.rate import kernel_job, rate_of, ratio_of, study_job, take_turns
from modusvivendi.benchmark.reference import NoReference, load_reference
from modusvivendi.case import load_case
from modusvivendi.engine.driver import simulate
from modusvivendi.strategy import load_strategies
from modusvivendi.study import Study
from modusvivendi.theory import load_theories

Say = Callable[[str], None]

RATE, SHARE_OF_C, WARM, MEMORY, OFF_LINE = 100_000, 0.7, 3.0, 2 * 2**30, 0.1  # targets
SMALLER, LARGER = 100_000, 1_000_000
ALONE = 0.9  # share of the cores' time from which on the clock tells what the engine does, and not what else runs

Seconds = dict[str, float]  # clock, processor and memory, as in ``Process``
Rates = dict[str, dict[str, float]]  # clock and processor, as in ``Rate``, by number of threads


class Machine(TypedDict):
    """The machine in general words, and versions that decide speed."""

    processor: str
    cores: int | None
    system: str
    python: str
    versions: dict[str, str]


class Grown(TypedDict):
    """How cost grows along one dimension of a case, as in ``Growth``."""

    dimension: str
    sizes: tuple[int, ...]
    microseconds: tuple[float, ...]
    fixed: float
    per_item: float
    off: float


class Same(TypedDict):
    """Futures that the engine and the C reference were compared on, as in ``Agreement``."""

    futures: int
    differ: int
    largest: float
    finite: bool
    share_differing: float


class Speed(TypedDict):
    """Rates with one and all threads. What concerns the C reference is None without one; ``no_reference`` then says why."""

    reference: Rates | None
    agreement: Same | None
    share_of_c: dict[str, float] | None
    no_reference: NotRequired[str]
    threads: list[int]
    share_of_cores: float
    engine: Rates
    study: Rates


class Measured(Speed):
    """All figures of one run. A quick run leaves out the whole command, cold start and memory."""

    machine: Machine
    quick: bool
    draws: int
    rounds: int
    workbench: float | None
    growth: list[Grown]
    warm_start: Seconds
    whole_command: NotRequired[Seconds]
    cold_start: NotRequired[Seconds]
    memory: NotRequired[list[Seconds]]


class Bench(Measured):
    """All figures, and which targets were met (see ``targets``)."""

    targets: dict[str, bool | None]


def bench(quick: bool = False, draws: int = 1024, rounds: int = 7, say: Say = lambda text: None) -> Bench:
    """Measure; quick leaves out cold start, memory and the whole command. say: told what is measured next.

    draws: draws of the Afghan study per theory; rounds: how often programs take turns.
    """
    study = Study(
        case=load_case("afghanistan", as_of="2024-05-29"),
        theories=tuple(load_theories()),
        strategies=tuple(load_strategies()),
        futures=draws,
    )
    rates = speed(study, rounds, say)
    say("exploratory workbench, empty model")
    empty = workbench.empty_model_rate(400 if quick else 4000)
    say("cost as cases grow")
    few = study.model_copy(update={"futures": min(draws, 256)})
    grown = [cast(Grown, asdict(growth.grow(simulate, few, d, 3 if quick else 9))) for d in growth.SIZES]
    say("warm start")
    figures = {
        "machine": machine(),
        "quick": quick,
        "draws": draws,
        "rounds": rounds,
        "workbench": empty,
        "growth": grown,
        "warm_start": asdict(start.warm_start(1 if quick else 3)),
    }
    found = cast(Measured, {**rates, **figures})
    if not quick:
        say("modus run afghanistan, with tables and page")
        found["whole_command"] = asdict(start.whole_command())
        say("cold start: compiling the engine")
        found["cold_start"] = asdict(start.cold_start())
        found["memory"] = []
        for futures in (SMALLER, LARGER):
            say(f"memory at {futures:,} futures")
            found["memory"].append({"futures": futures, **asdict(memory.run_futures(futures))})
    return cast(Bench, dict(found) | {"targets": targets(found)})


def speed(study: Study, rounds: int, say: Say) -> Speed:
    """Rates of the engine, of whole studies and of the reference in C, with one and all threads, and agreement."""
    reason, programs = "", {"engine": simulate}
    try:
        programs["reference"] = load_reference().simulate
    except NoReference as missing:
        reason = str(missing)
    counts = sorted({1, os.cpu_count() or 1})
    timings = {}
    for threads in counts:
        say(f"engine and C reference in turn, {threads} thread{'s' if threads > 1 else ''}")
        jobs = {name: kernel_job(program, study, threads) for name, program in programs.items()}
        jobs["study"] = study_job(study, threads)
        timings[threads] = take_turns(jobs, rounds)
    rates = {name: {str(n): asdict(rate_of(t[name])) for n, t in timings.items()} for name in (*programs, "study")}
    found: Speed = {
        "reference": rates.get("reference"),
        "agreement": None,
        "share_of_c": None,
        "threads": counts,
        "share_of_cores": float(np.median([t.processor / t.clock for t in timings[counts[-1]]["engine"]])) / counts[-1],
        "engine": rates["engine"],
        "study": rates["study"],
    }
    if reason:
        found["no_reference"] = reason
        return found
    found["share_of_c"] = {str(n): ratio_of(t["engine"], t["reference"]) for n, t in timings.items()}
    say("agreement with the C reference, future by future")
    same = agreement(simulate, programs["reference"], study, min(study.futures, 256))
    found["agreement"] = cast(Same, {**asdict(same), "share_differing": same.share_differing})
    return found


def machine() -> Machine:
    """This machine."""
    return {
        "processor": processor(),
        "cores": os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
        "versions": {p: version(p) for p in ("numba", "llvmlite", "numpy")},
    }


def processor() -> str:
    """Family of the processor."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def targets(found: Measured) -> dict[str, bool | None]:
    """Which targets this run met, of those it measured; None for a rate that it missed while others used the cores."""
    reached = found["engine"][str(found["threads"][-1])]["clock"] >= RATE
    met: dict[str, bool | None] = {
        "rate": None if not reached and found["share_of_cores"] < ALONE else reached,
        "warm_start": found["warm_start"]["clock"] < WARM,
        "linear": all(g["off"] < OFF_LINE for g in found["growth"]),
    }
    if found["share_of_c"] is not None:
        met["share_of_c"] = min(found["share_of_c"].values()) >= SHARE_OF_C
    if "memory" in found:
        met["memory"] = found["memory"][-1]["memory"] < MEMORY
    return met


Row = tuple[str, str, str, bool | None]  # what, figure, target, whether it was met


def table(found: Bench) -> pd.DataFrame:
    """The figures as rows: what, figure, target, whether it was met."""
    answers: dict[bool | None, str] = {True: "yes", False: "no"}
    return pd.DataFrame(
        {"what": what, "measured": figure, "target": target, "met": answers.get(reached, "cores were busy" if target else "")}
        for what, figure, target, reached in (*_speed_rows(found), *_cost_rows(found))
    )


def _speed_rows(found: Bench) -> Iterator[Row]:
    """Rates and agreement with the C reference."""
    busiest = str(found["threads"][-1])
    named = (("engine", found["engine"]), ("whole study", found["study"]), ("C reference", found["reference"]))
    for words, rates in named:
        for threads, rate in (rates or {}).items():
            figure = f"{rate['clock']:,.0f} futures/s ({rate['processor']:,.0f} a core-second)"
            judged = words == "engine" and threads == busiest
            yield f"{words}, {_threads(threads)}", figure, *((f"{RATE:,}", found["targets"]["rate"]) if judged else ("", None))
    for threads, ratio in (found["share_of_c"] or {}).items():
        yield f"engine / C, {_threads(threads)}", f"{ratio:.2f}", f"{SHARE_OF_C}", ratio >= SHARE_OF_C
    if (same := found["agreement"]) is not None:
        figure = f"{same['differ']} of {same['futures']:,}; else within {same['largest']:.1e}"
        yield "futures that differ from C", figure, "", None
    else:
        yield "C reference", found["no_reference"], "", None


def _cost_rows(found: Bench) -> Iterator[Row]:
    """What runs cost: processor, start, memory, growth with the size of a case."""
    met, empty = found["targets"], found["workbench"]
    yield "of the cores' time, this run had", f"{found['share_of_cores']:.0%}", "", None
    yield "workbench, empty model", "not installed" if empty is None else f"{empty:,.0f} runs a core-second", "", None
    yield "first result, compiled before", _seconds(found["warm_start"]), f"{WARM:.0f} s", met["warm_start"]
    if "cold_start" in found:
        yield "first result, nothing compiled", _seconds(found["cold_start"]), "", None
    if "whole_command" in found:
        yield "modus run afghanistan, with page", _seconds(found["whole_command"]), "", None
    for point in found.get("memory", []):
        figure = f"{point['memory'] / 2**20:,.0f} MiB in {point['clock']:.0f} s"
        judged = point["futures"] == LARGER
        what = f"peak memory, {point['futures']:,} futures"
        yield what, figure, *(("2,048 MiB", met["memory"]) if judged else ("", None))
    for grown in found["growth"]:
        figure = f"{grown['fixed']:.2f} + {grown['per_item']:.3f} each, in µs; off the line by {grown['off']:.0%}"
        yield f"cost of a future by {grown['dimension']}", figure, "linear", grown["off"] < OFF_LINE


def _seconds(figures: Seconds) -> str:
    return f"{figures['clock']:.1f} s ({figures['processor']:.1f} core-s)"


def _threads(count: str) -> str:
    return "1 thread" if count == "1" else f"{count} threads"
