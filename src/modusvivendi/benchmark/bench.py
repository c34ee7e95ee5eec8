"""``modus bench``: every figure of the engine's speed in one run on this machine, beside its target."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

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


def bench(quick: bool = False, draws: int = 1024, rounds: int = 7, say: Say = lambda text: None) -> dict[str, Any]:
    """Measure; quick leaves out cold start, memory and the whole command. say: told what is measured next.

    draws: draws of the Afghan study per theory; rounds: how often programs take turns.
    """
    study = Study(
        case=load_case("afghanistan", as_of="2024-05-29"),
        theories=tuple(load_theories()),
        strategies=tuple(load_strategies()),
        futures=draws,
    )
    found: dict[str, Any] = {"machine": machine(), "quick": quick, "draws": draws, "rounds": rounds}
    found.update(speed(study, rounds, say))
    say("exploratory workbench, empty model")
    found["workbench"] = workbench.empty_model_rate(400 if quick else 4000)
    say("cost as cases grow")
    few = study.model_copy(update={"futures": min(draws, 256)})
    found["growth"] = [asdict(growth.grow(simulate, few, d, 3 if quick else 9)) for d in growth.SIZES]
    say("warm start")
    found["warm_start"] = asdict(start.warm_start(1 if quick else 3))
    if not quick:
        say("modus run afghanistan, with tables and page")
        found["whole_command"] = asdict(start.whole_command())
        say("cold start: compiling the engine")
        found["cold_start"] = asdict(start.cold_start())
        found["memory"] = []
        for futures in (SMALLER, LARGER):
            say(f"memory at {futures:,} futures")
            found["memory"].append({"futures": futures, **asdict(memory.run_futures(futures))})
    found["targets"] = targets(found)
    return found


def speed(study: Study, rounds: int, say: Say) -> dict[str, Any]:
    """Rates of the engine, of whole studies and of the reference in C, with one and all threads, and agreement."""
    found: dict[str, Any] = {"reference": None, "agreement": None, "share_of_c": None}
    programs = {"engine": simulate}
    try:
        programs["reference"] = load_reference().simulate
    except NoReference as reason:
        found["no_reference"] = str(reason)
    found["threads"] = sorted({1, os.cpu_count() or 1})
    timings = {}
    for threads in found["threads"]:
        say(f"engine and C reference in turn, {threads} thread{'s' if threads > 1 else ''}")
        jobs = {name: kernel_job(program, study, threads) for name, program in programs.items()}
        jobs["study"] = study_job(study, threads)
        timings[threads] = take_turns(jobs, rounds)
    busiest = timings[found["threads"][-1]]["engine"]
    found["share_of_cores"] = float(np.median([t.processor / t.clock for t in busiest])) / found["threads"][-1]
    for name in (*programs, "study"):
        found[name] = {str(n): asdict(rate_of(t[name])) for n, t in timings.items()}
    if "reference" in programs:
        found["share_of_c"] = {str(n): ratio_of(t["engine"], t["reference"]) for n, t in timings.items()}
        say("agreement with the C reference, future by future")
        same = agreement(simulate, programs["reference"], study, min(study.futures, 256))
        found["agreement"] = {**asdict(same), "share_differing": same.share_differing}
    return found


def machine() -> dict[str, Any]:
    """The machine in general words, and versions that decide speed."""
    return {
        "processor": processor(), "cores": os.cpu_count(), "system": platform.system(), "python": platform.python_version(),
        "versions": {p: version(p) for p in ("numba", "llvmlite", "numpy")},
    }  # fmt: skip


def processor() -> str:
    """Family of the processor."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def targets(found: dict[str, Any]) -> dict[str, bool | None]:
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


def table(found: dict[str, Any]) -> pd.DataFrame:
    """The figures as rows: what, figure, target, whether it was met."""
    met, rows = found["targets"], []

    def add(what: str, figure: str, target: str = "", reached: bool | None = None) -> None:
        answer = {True: "yes", False: "no", None: "cores were busy" if target else ""}[reached]
        rows.append({"what": what, "measured": figure, "target": target, "met": answer})

    for name, words in (("engine", "engine"), ("study", "whole study"), ("reference", "C reference")):
        for threads, rate in (found[name] or {}).items():
            last = name == "engine" and threads == str(found["threads"][-1])
            add(f"{words}, {_threads(threads)}", f"{rate['clock']:,.0f} futures/s ({rate['processor']:,.0f} a core-second)",
                f"{RATE:,}" if last else "", met["rate"] if last else None)  # fmt: skip
    for threads, ratio in (found["share_of_c"] or {}).items():
        add(f"engine / C, {_threads(threads)}", f"{ratio:.2f}", f"{SHARE_OF_C}", ratio >= SHARE_OF_C)
    if found["agreement"]:
        same = found["agreement"]
        add("futures that differ from C", f"{same['differ']} of {same['futures']:,}; else within {same['largest']:.1e}")
    else:
        add("C reference", found["no_reference"])
    add("of the cores' time, this run had", f"{found['share_of_cores']:.0%}")
    rate = found["workbench"]
    add("workbench, empty model", "not installed" if rate is None else f"{rate:,.0f} runs a core-second")
    for key, words in (("warm_start", "first result, compiled before"), ("cold_start", "first result, nothing compiled"),
                       ("whole_command", "modus run afghanistan, with page")):  # fmt: skip
        if key in found:
            warm = key == "warm_start"
            add(words, f"{found[key]['clock']:.1f} s ({found[key]['processor']:.1f} core-s)", f"{WARM:.0f} s" if warm else "",
                met[key] if warm else None)  # fmt: skip
    for point in found.get("memory", []):
        large = point["futures"] == LARGER
        add(f"peak memory, {point['futures']:,} futures", f"{point['memory'] / 2**20:,.0f} MiB in {point['clock']:.0f} s",
            "2,048 MiB" if large else "", met["memory"] if large else None)  # fmt: skip
    for grown in found["growth"]:
        add(f"cost of a future by {grown['dimension']}",
            f"{grown['fixed']:.2f} + {grown['per_item']:.3f} each, in µs; off the line by {grown['off']:.0%}",
            "linear", grown["off"] < OFF_LINE)  # fmt: skip
    return pd.DataFrame(rows)


def _threads(count: str) -> str:
    return "1 thread" if count == "1" else f"{count} threads"
