"""A wheel with the engine compiled: ``python release/make_wheel.py [FOLDER]`` (or ``make wheel``), two minutes of one processor.

Its first command starts without compiling anything on a processor with AVX2, with the Python and system that it was made on.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from kernels import build, own_levels

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    out, made = Path(sys.argv[1] if sys.argv[1:] else ROOT / "build" / "wheel").absolute(), ROOT / "build" / "kernels"
    levels = own_levels()
    if not levels:
        raise SystemExit(
            "this processor has no level that code is made for; `python -m build` makes a wheel without compiled code"
        )
    for name, process in build(made, levels).items():
        print(f"{name}: compiled in {process.processor:.0f} processor seconds", flush=True)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    raise SystemExit(subprocess.run(command, env={**os.environ, "MODUS_KERNELS": str(made)}).returncode)
