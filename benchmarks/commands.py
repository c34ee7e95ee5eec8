"""Whole commands in processor seconds, of this source and, with --against, of another one beside it, in turn on one machine.

``run`` is judged by the time of its engine alone (draws, parameters and all futures of the same study, in memory, compiled before), and
by that with the futures of its one-at-a-time scan; commands that only look something up by the time of ``modus --help``. Each figure is the median of some runs, which
come in turn, so that both sources meet the same machine. Run: python benchmarks/commands.py [--against SRC] [--times 5]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

HERE = Path(__file__).parents[1] / "src"
MODUS = "from modusvivendi.cli.main import main; main()"
ENGINE = """
import json, time
import modusvivendi as mv
from modusvivendi.analysis.sensitivity.range_scan import scan
from modusvivendi.api.studies import SCANNED
study = mv.make_study("afghanistan")
mv.run_study(study.model_copy(update={"futures": 8}))
began = time.process_time()
mv.run_study(study)
between = time.process_time()
scan(study, SCANNED, {theory.name: 1 / len(study.theories) for theory in study.theories})
print(json.dumps({"engine": between - began, "with scan": time.process_time() - began}))
"""
LOOKING_UP = {
    "show": ("show", "piecemeal"),
    "show part": ("show", "girls_secondary_education"),
    "check": ("check", "afghanistan"),
    "precedents": ("precedents", "afghanistan", "--issue", "girls_secondary_education"),
}
HELP, RUN = ("--help",), ("run", "afghanistan", "--out", "out")
MOST_RUN, MOST_LOOKING_UP, MOST_HELP = 3.0, 2.0, 0.25  # targets: times the engine, times --help, seconds


def call(source: Path, code: str, *words: str) -> tuple[float, str]:
    """Processor seconds of a process that runs code of a source in an empty folder, and what it prints."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as folder:
        # As an installed package: byte code is kept, here beside all else that is measured.
        kept = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir(), "modusvivendi-bytecode"))}
        environment = {**os.environ, **kept, "PYTHONPATH": str(source)}
        command = [sys.executable, "-c", code, *words]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


def measure(sources: dict[str, Path], times: int) -> dict[str, dict[str, float]]:
    """Source → command → median of its seconds; everything is run once before, so that it is compiled and read from disk."""
    commands = {"help": HELP, **LOOKING_UP, "run": RUN}
    found: dict[str, dict[str, list[float]]] = {name: {} for name in sources}
    for n in range(times + 1):
        for name, source in sources.items():
            one = {command: call(source, MODUS, *words)[0] for command, words in commands.items()}
            one |= json.loads(call(source, ENGINE)[1])
            for command, seconds in one.items() if n else ():
                found[name].setdefault(command, []).append(seconds)
    return {name: {command: median(seconds) for command, seconds in own.items()} for name, own in found.items()}


def main() -> None:
    """Print a table: seconds, what they are judged by, the ratio and its target, and old against new."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--against", type=Path, help="the folder src of another checkout")
    parser.add_argument("--times", type=int, default=5)
    options = parser.parse_args()
    sources = {"this": HERE} | ({"other": options.against.resolve()} if options.against else {})
    found = measure(sources, options.times)
    print(f"{'command':12}{'source':8}{'seconds':>9}{'ratio':>8}  target")
    judged = [(command, "help", MOST_LOOKING_UP) for command in LOOKING_UP]
    judged += [("run", "engine", MOST_RUN), ("run", "with scan", MOST_RUN)]
    for name, own in found.items():
        print(f"{'help':12}{name:8}{own['help']:9.2f}{'':8}  at most {MOST_HELP} s")
    for command, base, most in judged:
        for name, own in found.items():
            print(
                f"{command:12}{name:8}{own[command]:9.2f}{own[command] / own[base]:8.1f}  at most {most:g} x {base}, {own[base]:.2f}"
            )
    if "other" in found:
        for command in found["this"]:
            print(f"{command:12}this / other {found['this'][command] / found['other'][command]:.2f}")


if __name__ == "__main__":
    main()
