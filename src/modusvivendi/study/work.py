"""How a study is run: where it is kept, on what, and who is told how far it has come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from modusvivendi.errors import InputError
from modusvivendi.study.cluster import check_address

BLOCK = 1024  # draws per unit
MOST_THREADS, LARGEST_BLOCK = 1024, 10_000_000

Progress = Callable[..., None]  # (done, all), and where the stage has parts (done, all, what comes next)


@contextmanager
def unwatched(label: str, unit: str) -> Iterator[Progress]:
    """Tells no one."""
    yield lambda *told: None


@dataclass(frozen=True, kw_only=True)
class Work:
    """How the work is done; none of it moves a number.

    threads: 1 to 1,024, None for all cores. block: draws per unit of work and storage, 1 to 10,000,000. scheduler: a Dask scheduler,
    ``tcp://host:port`` or ``local``. out: a folder in which a folder of the run is made and its futures are stored as they
    come; None keeps them in memory. resume: go on with an unfinished run of the same study in ``out``. watch: makes, from the
    name of a stage and its unit, a context whose function is told how far the stage has come, such as a progress bar. Raises
    InputError.

    Example:
        >>> import modusvivendi as mv
        >>> mv.Work(threads=1).block
        1024
    """

    threads: int | None = None
    block: int = BLOCK
    scheduler: str | None = None
    out: str | Path | None = None
    resume: bool = False
    watch: Callable[[str, str], AbstractContextManager[Progress]] = unwatched

    def __post_init__(self) -> None:
        """Refuse what cannot be, by name, before any work."""
        check_whole("threads", self.threads, MOST_THREADS)
        check_whole("block", self.block, LARGEST_BLOCK)
        if self.scheduler is not None:
            check_address(self.scheduler)
        if self.out is not None and not isinstance(self.out, (str, Path)):
            raise InputError(f"out: a folder, not {self.out!r:.60}")

    @property
    def folder(self) -> Path | None:
        """``out`` as a path."""
        return None if self.out is None else Path(self.out)


def check_whole(name: str, value: int | None, most: int) -> None:
    """Raise InputError unless a number is None, or whole and from 1 to ``most``."""
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most):
        raise InputError(f"{name} {value!r:.40}: a whole number from 1 to {most:,}")
