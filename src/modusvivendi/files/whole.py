"""Files that are there whole or not at all: written beside their place, then renamed into it."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from modusvivendi.errors import InputError


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A name to write to; what was written becomes ``path`` at the end, and is gone after an error or Ctrl-C.

    The name keeps the file's ending, since writers go by it.
    """
    draft = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        yield draft
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def check_folder(out: Path) -> None:
    """Refuse a folder that cannot be made or written in. Nothing is made, so that it can be asked before any work.

    What is tried is a file without a name where the system has such files, so that a kill at that moment leaves nothing.
    """
    try:
        place = nearest_place(out.absolute())
        if not place.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, "it is not a folder")
        tempfile.TemporaryFile(prefix=".modus-", dir=place).close()
    except (OSError, ValueError) as error:
        raise InputError(f"{out}: cannot be written ({getattr(error, 'strerror', None) or error})") from None


def nearest_place(path: Path) -> Path:
    """The path itself where something is there, else the nearest folder above it. Raises OSError for names no file can have."""
    try:
        os.stat(path)
    except FileNotFoundError:
        return nearest_place(path.parent)
    return path


def open_folder(out: Path, name: str) -> Path:
    """The folder ``name`` inside ``out``, made if it is not there. InputError if it cannot be."""
    folder = out / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{out}: cannot be written ({error.strerror or error})") from None
    return folder
