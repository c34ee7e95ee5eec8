"""The folder of a command's results."""

from __future__ import annotations

from pathlib import Path

from modusvivendi.errors import InputError


def results_folder(out: Path, name: str) -> Path:
    """Make a folder ``name`` below ``out``. Raises InputError if it cannot be written."""
    folder = out / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{out}: cannot be written ({error.strerror or error})") from None
    return folder
