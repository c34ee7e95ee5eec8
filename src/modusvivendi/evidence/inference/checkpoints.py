"""Checkpointed tasks: done on threads, kept on disk so that a run that was stopped goes on, counted for a progress bar."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import numpy as np

from modusvivendi.evidence.inference.posterior import UNREADABLE
from modusvivendi.files.whole import whole_file
from modusvivendi.study.cluster import present

Progress = Callable[[int, int, str], None]
Arrays = dict[str, np.ndarray]
R = TypeVar("R")


class CheckpointedTasks:
    """A pool of threads that keeps the results of finished tasks.

    identity: all that decides the numbers of every task. folder: of finished tasks, None to keep none. threads: all cores
    by default. total: how many tasks there will be. progress(done, total, label) is called at the start and after each. ``stopped`` turns
    true when the run is interrupted, so that workers can end early. Use as a context manager.
    """

    def __init__(
        self, identity: list[object], *, folder: Path | None, threads: int | None, total: int, progress: Progress | None
    ) -> None:
        self.identity, self.folder, self.total, self.progress = identity, folder, total, progress
        self.done, self.stopped, self.damaged = 0, False, 0
        self.cluster = present()
        self.pool = ThreadPoolExecutor(self.cluster.threads if self.cluster else threads or os.cpu_count() or 1)

    def __getstate__(self) -> dict[str, object]:
        """What a task on another process can know of it: that it has not been stopped."""
        return {"stopped": False}

    def __enter__(self) -> CheckpointedTasks:
        if self.progress:
            self.progress(0, self.total, "reading the record")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        self.stopped = kind is not None
        self.pool.shutdown(wait=True, cancel_futures=True)

    def each(self, work: Callable[[str], R], names: Iterable[str], label: str) -> dict[str, R]:
        """Do a task for every name, in any order; results in the order of the names."""
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
        """The result of a task, from its checkpoint if there is one; written so that no half a checkpoint is ever read."""
        if self.folder is None:
            return self._made(work)
        name = hashlib.sha256(json.dumps([*self.identity, *key], sort_keys=True).encode()).hexdigest()[:24]
        path = self.folder / f"{name}.npz"
        if path.exists():
            try:
                with open(path, "rb") as opened, np.load(opened, allow_pickle=False) as file:
                    return dict(file)
            except UNREADABLE:
                self.damaged += 1  # and is worked out again
        data = self._made(work)
        with suppress(OSError):  # a cache that cannot be written is none, and no reason to stop
            self.folder.mkdir(parents=True, exist_ok=True)
            with whole_file(path) as draft:
                np.savez(draft, **data)  # type: ignore[arg-type]
        return data

    def _made(self, work: Callable[[], Arrays]) -> Arrays:
        return self.cluster.run(work) if self.cluster else work()
