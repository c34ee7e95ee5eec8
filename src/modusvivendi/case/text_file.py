"""Reading a text file that a user gave."""

from __future__ import annotations

from pathlib import Path

from modusvivendi.errors import InputError


def read_text(path: Path, limit: int) -> str:
    """The UTF-8 text of a file of at most ``limit`` bytes, byte-order mark left out. Raises InputError."""
    try:
        size = path.stat().st_size
        raw = path.read_bytes() if size <= limit else b""
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error})") from None
    if size > limit:
        raise InputError(f"{path.name}: {size / 1e6:.1f} MB, at most {limit / 1e6:g} MB allowed")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name}: not UTF-8 text (byte {error.start})") from None
