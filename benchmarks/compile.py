"""What compiling takes, and a first start with code that came compiled: ``python benchmarks/compile.py [--shipped]``.

Processor seconds of whole processes less those of the same processes once more, with everything compiled, from an empty cache. Each
loop finds what those before it have left in the cache. With ``--shipped`` code for the best level of this machine is then made as for
a wheel, and the engine started from it alone, in turn with a process that has compiled its own.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "release"))

from kernels import LOOPS, SETUP, build, own_levels

from modusvivendi.benchmark.process import run_python

ROUNDS = 5


def from_shipped(compiled: Path) -> None:
    """Start the engine from shipped code and an empty cache, and from a cache of its own, in turn; print both."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder, "kernels")
        for name, process in build(made, own_levels()[:1]).items():
            print(f"all loops made for {name}: {process.processor:.1f} processor seconds")
        # As if it lay in the package, before the engine looks for it there.
        here = f"from pathlib import Path\nfrom modusvivendi.engine import shipped\nshipped.fitting.__defaults__ = (Path({str(made)!r}),)\n"
        shipped, own = [], []
        for n in range(ROUNDS):
            empty = Path(folder, f"empty-{n}")
            shipped.append(run_python(here + SETUP + LOOPS["engine"], cache=empty).processor)
            own.append(run_python(SETUP + LOOPS["engine"], cache=compiled).processor)
            if list(empty.rglob("*.nb?")):
                raise SystemExit("something was compiled")
        print(
            f"first start from it: {statistics.median(shipped):.2f} processor seconds; compiled before: {statistics.median(own):.2f}"
        )


if __name__ == "__main__":
    total = 0.0
    with tempfile.TemporaryDirectory() as cache:
        for name, loop in LOOPS.items():
            first, again = (run_python(SETUP + loop, cache=Path(cache)).processor for _ in range(2))
            total += first - again
            print(f"{name}: {first - again:.1f} processor seconds", flush=True)
        print(f"all: {total:.1f} processor seconds")
        if "--shipped" in sys.argv[1:]:
            from_shipped(Path(cache))
