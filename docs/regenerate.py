"""Make again everything that follows from something else: ``make regenerate``, or with ``ALL=1`` also what takes minutes.

The steps stand in one list, in the order in which one needs another. Each runs as a process of its own, so that it sees what
the step before has written. A step says what it changed; the first that fails ends the run and names what was not made.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
EVIDENCE = tuple(f"docs/evidence{part}.md" for part in ("", "-details", "-method", "-checks"))


@dataclass(frozen=True)
class Step:
    """One script. makes: files it writes, from the root. command: arguments of Python. seconds: about, on two cores."""

    name: str
    makes: tuple[str, ...]
    command: tuple[str, ...]
    seconds: int
    long: bool = False


STEPS = (
    Step(
        "what follows from declarations",
        ("src/modusvivendi/engine/layout.py", "src/modusvivendi/engine/assembled.py", "benchmarks/layout.h"),
        ("-m", "modusvivendi.generate"),
        2,
    ),
    Step("golden numbers", ("tests/golden.json", "CHANGELOG.md"), ("tests/test_golden.py",), 10),
    Step(
        "the model's description",
        ("docs/mechanisms.md", "docs/model.md", "docs/picture.svg"),
        ("docs/refresh_model.py",),
        10,
    ),
    Step("the ODD form", ("docs/odd.md",), ("docs/refresh_odd.py",), 2),
    Step("the list for language models", ("llms.txt",), ("docs/refresh_llms.py",), 1),
    Step("comparing strategies", ("docs/decide.md",), ("docs/refresh_decide.py",), 30, long=True),
    Step("planning an agenda", ("docs/plan.md",), ("docs/refresh_plan.py",), 120, long=True),
    Step("theories against the record", EVIDENCE, ("docs/refresh_evidence.py",), 150, long=True),
    Step("several authorities", ("docs/pooled.md",), ("docs/refresh_pooled.py",), 600, long=True),
)


def contents(step: Step, root: Path) -> dict[str, bytes]:
    """What the files of a step hold now."""
    return {name: (root / name).read_bytes() for name in step.makes if (root / name).exists()}


def make(step: Step, root: Path) -> list[str]:
    """Run a step; names of files that changed. Raises CalledProcessError if it fails."""
    before = contents(step, root)
    paths = [str(root / "src"), *filter(None, [os.environ.get("PYTHONPATH")])]
    subprocess.run(
        [sys.executable, *step.command], cwd=root, check=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    )
    after = contents(step, root)
    return [name for name in step.makes if before.get(name) != after.get(name)]


def run(steps: tuple[Step, ...], root: Path = ROOT) -> int:
    """Run steps in order, with a line for each; 1 if one failed, and then which files were not made."""
    for n, step in enumerate(steps, 1):
        print(f"[{n}/{len(steps)}] {step.name} (about {step.seconds} s) ...", flush=True)
        start = time.perf_counter()
        try:
            changed = make(step, root)
        except subprocess.CalledProcessError as error:
            left = ", ".join(name for later in steps[n - 1 :] for name in later.makes)
            print(f"[{n}/{len(steps)}] failed with exit code {error.returncode}; not made again: {left}", flush=True)
            return 1
        told = f"changed: {', '.join(changed)}" if changed else "as before"
        print(f"[{n}/{len(steps)}] {told} ({time.perf_counter() - start:.0f} s)", flush=True)
    return 0


def main() -> int:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description="Make again everything that follows from something else.")
    minutes = round(sum(s.seconds for s in STEPS if s.long) / 60)
    parser.add_argument("--all", action="store_true", help=f"also pages that take longer, about {minutes} minutes together")
    every = parser.parse_args().all
    failed = run(tuple(s for s in STEPS if every or not s.long))
    left = [name for s in STEPS if s.long and not every for name in s.makes]
    if left and not failed:
        print(f"Left as they are: {', '.join(left)} (about {minutes} minutes: make regenerate ALL=1)")
    return failed


if __name__ == "__main__":
    raise SystemExit(main())
