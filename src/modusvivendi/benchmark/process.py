"""A program run as a process of its own: how long it takes, and how much memory it needs at most."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

MODUS = "from modusvivendi.cli.main import main; main()"


@dataclass(frozen=True)
class Process:
    """Seconds by the clock and of processor time over all threads, and the peak of resident memory in bytes."""

    clock: float
    processor: float
    memory: int


# A process starts with the peak of the one it was split off from, so a small one in between does the starting.
STARTER = """
import json, os, subprocess, sys, time
began = time.perf_counter()
with open(sys.argv[1], "wb") as output:
    child = subprocess.Popen(sys.argv[2:], stdout=output, stderr=subprocess.STDOUT)
    _, status, usage = os.wait4(child.pid, 0)
seconds = time.perf_counter() - began
print(json.dumps([os.waitstatus_to_exitcode(status), seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss]))
"""


def run_python(code: str, *words: str, cache: Path | None = None, environment: Mapping[str, str] | None = None) -> Process:
    """Run Python code with command-line words in a folder for temporary files; raises RuntimeError if it fails.

    cache: where compiled code is kept, instead of the user's own cache. environment: more variables.
    """
    environment = {**os.environ, **(environment or {}), "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    if cache is not None:
        environment["NUMBA_CACHE_DIR"] = str(cache)
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "output.txt")
        command = [sys.executable, "-c", STARTER, str(output), sys.executable, "-c", code, *words]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
        exit_code, clock, processor, peak = json.loads(done.stdout)
        if exit_code:
            raise RuntimeError(output.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1])
    return Process(clock, processor, peak * (1 if sys.platform == "darwin" else 1024))
