"""Work in pieces: done on threads, kept on disk so that a run that was stopped goes on, counted for a progress bar."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import numpy as np

Progress = Callable[[int, int, str], None]
Arrays = dict[str, np.ndarray]
R = TypeVar("R")


class Pieces:
    """A pool of threads with a memory.

    identity: all that decides the numbers of every piece. cache: folder of finished pieces, or None. total: how many
    pieces there will be. progress(done, total, label) is called after each. ``stopped`` turns true when the run is
    interrupted, so that workers can end early. Use as a context manager.
    """

    def __init__(
        self, identity: list[object], cache: Path | None, threads: int | None, total: int, progress: Progress | None
    ) -> None:
        self.identity, self.cache, self.total, self.progress = identity, cache, total, progress
        self.done, self.stopped = 0, False
        self.pool = ThreadPoolExecutor(threads or os.cpu_count() or 1)

    def __enter__(self) -> Pieces:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        self.stopped = kind is not None
        self.pool.shutdown(wait=True, cancel_futures=True)

    def each(self, work: Callable[[str], R], names: Iterable[str], label: str) -> dict[str, R]:
        """Do a piece of work for every name, in any order; results in the order of the names."""
        names = list(names)
        jobs = {self.pool.submit(work, name): name for name in names}
        found = {}
        try:
            for job in as_completed(jobs):
                found[jobs[job]] = job.result()
                self.done += 1
                if self.progress:
                    self.progress(self.done, self.total, f"{label}: {jobs[job]}")
        except BaseException:
            self.stopped = True
            raise
        return {name: found[name] for name in names}

    def kept(self, key: list[object], work: Callable[[], Arrays]) -> Arrays:
        """The result of a piece of work, from the cache if it is there; written so that no half piece is ever read."""
        if self.cache is None:
            return work()
        name = hashlib.sha256(json.dumps([*self.identity, *key], sort_keys=True).encode()).hexdigest()[:24]
        path = self.cache / f"{name}.npz"
        if path.exists():
            try:
                with np.load(path, allow_pickle=False) as file:
                    return dict(file)
            except (OSError, ValueError, KeyError, EOFError):
                path.unlink()  # a damaged piece is worked out again
        data = work()
        self.cache.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(f".{os.getpid()}.tmp.npz")
        np.savez(temporary, **data)  # type: ignore[arg-type]
        temporary.replace(path)
        return data
