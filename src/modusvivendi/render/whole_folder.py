"""A folder of results that is there whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from modusvivendi.errors import InputError


@contextmanager
def whole_or_nothing(folder: Path) -> Iterator[Path]:
    """A folder to write into, whose files move to ``folder`` once all are there; on an error or Ctrl-C none does.

    Raises InputError if the place cannot be written.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=folder.parent))
    except OSError as error:
        raise InputError(f"{folder.parent}: cannot be written ({error.strerror or error})") from None
    try:
        yield draft
        folder.mkdir(exist_ok=True)
        for file in draft.iterdir():
            os.replace(file, folder / file.name)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
