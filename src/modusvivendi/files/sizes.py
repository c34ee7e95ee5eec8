"""What any table file is held to, and how its cells are named in messages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from modusvivendi.errors import Fault, InputError

ROW_LIMIT = 100_000
COLUMN_LIMIT = 1_000


def label(path: Path) -> str:
    """The name of a file in messages; tables of codings are named with their folder, for they share names with others."""
    return f"{path.parent.name}/{path.name}" if path.parent.name == "coding" else path.name


def clean(cell: str) -> str:
    """A cell without the spaces around it, those that cannot be seen included."""
    return cell.strip().strip("\ufeff\u200b").strip()


def name_of(rows: Sequence[Sequence[str]], place: int) -> str:
    """The name of a column for messages: what the first row with cells calls it, else its letter in a spreadsheet."""
    header = next((row for row in rows if any(row)), ())
    if place < len(header) and clean(header[place]).isascii() and clean(header[place]):
        return clean(header[place]).replace("\x00", "")
    letters, rest = "", place + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(65 + letter) + letters
    return letters


def too_long(path: Path) -> InputError:
    """The error for a table with too many rows."""
    return InputError.of(
        [Fault(label(path), f"more than {ROW_LIMIT:,} rows; at most {ROW_LIMIT:,} allowed", row=ROW_LIMIT + 1)], path
    )
