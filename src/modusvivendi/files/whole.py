"""Files that are there whole or not at all: written beside their place, then renamed into it."""

from __future__ import annotations

import os
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


def open_folder(out: Path, name: str) -> Path:
    """The folder ``name`` inside ``out``, made if it is not there. InputError if it cannot be."""
    folder = out / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{out}: cannot be written ({error.strerror or error})") from None
    return folder
