"""A folder that one process works in at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from modusvivendi.errors import InputError

LOCK = ".modus.lock"


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Make a folder and hold it: no other process, and no other thread, holds it meanwhile. Raises InputError if one does.

    The system frees the lock when its holder ends, however it ends. A folder in which nothing was written is removed again.
    """
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / LOCK, os.O_CREAT | os.O_RDWR)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror or error})") from None
    try:
        take(handle, folder)
        try:
            yield
        finally:
            with suppress(OSError):
                (folder / LOCK).unlink()
    finally:
        os.close(handle)
        with suppress(OSError):
            for place in missing:
                place.rmdir()


def take(handle: int, folder: Path) -> None:
    """Lock the open lock file and write this process's number into it. Raises InputError with the number of who holds it."""
    import fcntl  # loaded when used: what only reads needs no lock

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        still = os.path.exists(folder / LOCK) and os.path.samestat(os.fstat(handle), os.stat(folder / LOCK))
    except OSError:
        still = False
    if not still:  # held, or let go of and removed between opening and locking
        holder = os.pread(handle, 20, 0).decode("ascii", "replace").strip() or "unknown"
        raise InputError(f"{folder}: another run is writing here (process {holder}); wait for it, or choose another --out")
    os.ftruncate(handle, 0)
    os.pwrite(handle, str(os.getpid()).encode(), 0)
