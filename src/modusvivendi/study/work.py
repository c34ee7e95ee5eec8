"""How a study is run: where it is kept, on what, and who is told how far it has come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from modusvivendi.study.run import BLOCK

Progress = Callable[..., None]  # (done, all), and where the stage has parts (done, all, what comes next)


@contextmanager
def unwatched(label: str, unit: str) -> Iterator[Progress]:
    """Tells no one."""
    yield lambda *told: None


@dataclass(frozen=True, kw_only=True)
class Work:
    """How the work is done; none of it moves a number.

    threads: None for all cores. block: draws per unit of work and storage, at least 1. scheduler: a Dask scheduler,
    ``tcp://host:port`` or ``local``. out: a folder in which a folder of the run is made and its futures are stored as they
    come; None keeps them in memory. resume: go on with an unfinished run of the same study in ``out``. watch: makes, from the
    name of a stage and its unit, a context whose function is told how far the stage has come, such as a progress bar.
    """

    threads: int | None = None
    block: int = BLOCK
    scheduler: str | None = None
    out: Path | None = None
    resume: bool = False
    watch: Callable[[str, str], AbstractContextManager[Progress]] = unwatched
