"""Reading a file that a user gave: regular files of a limited size, and their text."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from modusvivendi.errors import InputError


def read_bytes(path: Path, limit: int) -> bytes:
    """The content of a regular file of at most ``limit`` bytes. Raises InputError.

    Pipes, devices and links to them are refused before they are opened, for reading them might never end.
    """
    try:
        mode = os.stat(path).st_mode
        if stat.S_ISDIR(mode):
            raise InputError(f"{path}: cannot be read (it is a folder)")
        if not stat.S_ISREG(mode):
            raise InputError(f"{path}: cannot be read (a pipe or device, not a file)")
        with open(path, "rb") as file:
            raw = file.read(limit + 1)
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error})") from None
    if len(raw) > limit:
        raise InputError(f"{path.name}: more than {limit / 1e6:g} MB; at most {limit / 1e6:g} MB allowed")
    return raw


def read_text(path: Path, limit: int) -> str:
    """The UTF-8 text of a file of at most ``limit`` bytes, byte-order mark left out. Raises InputError."""
    try:
        return read_bytes(path, limit).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name}: not UTF-8 text (byte {error.start}); save it as UTF-8") from None
