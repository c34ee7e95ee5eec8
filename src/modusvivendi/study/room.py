"""Whether there is memory for what is asked, looked at before any work."""

from __future__ import annotations

import os
from pathlib import Path

from modusvivendi.errors import InputError
from modusvivendi.study.study import Study

FIRST = 0.5e9  # bytes that any study takes: compiled code, libraries, one block (measured: 0.4 GB)
NUMBER = 4  # bytes of an outcome
IN_MEMORY, COMPARED, SUMMED = 1.0, 3.0, 8.0
"""Bytes held per byte of outcomes: while futures are kept in memory; while they are compared (measured on 3 theories, 3 strategies
and 4,096 to 32,768 draws: 2.8); and, of one outcome at a time, while
they are summed up in double precision (counted from the code, not measured)."""


def check_room(study: Study, copies: float, outcomes: int | None = None) -> None:
    """Refuse a study that would not fit in memory. copies: bytes held per byte of outcomes. outcomes: how many are held at a time, all by
    default. Raises InputError that says how many draws would do; nothing where the machine does not tell."""
    free = free_memory()
    each = NUMBER * len(study.theories) * len(study.strategies) * (outcomes or len(study.outcome_names)) * copies
    if free is None or FIRST + each * study.futures <= free:
        return
    fits = max(0, int((free - FIRST) / each))
    raise InputError(
        f"--futures {study.futures}: needs about {(FIRST + each * study.futures) / 1e9:.1f} GB of memory, and {free / 1e9:.1f} GB is free; "
        + (f"at most {fits:,} would fit" if fits else "ask for fewer, and for fewer theories or strategies")
    )


def free_memory() -> float | None:
    """Bytes that this process may still take: what the system has free, within the limit of the process (``ulimit -v``)."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        free = 1024.0 * next(int(line.split()[1]) for line in lines if line.startswith("MemAvailable:"))
        taken = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")
        import resource

        limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    except (OSError, ValueError, StopIteration, ImportError):
        return None
    return free if limit == resource.RLIM_INFINITY else min(free, float(limit - taken))
