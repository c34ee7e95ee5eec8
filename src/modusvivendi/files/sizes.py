"""What any table file is held to, and how its cells are named in messages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from modusvivendi.errors import Fault, InputError

ROW_LIMIT = 100_000
COLUMN_LIMIT = 1_000
CELL_LIMIT = 2_000_000  # of a table, empty ones before the last of a row included


def label(path: Path) -> str:
    """The name of a file in messages; tables of codings are named with their folder, for they share names with others."""
    return f"{path.parent.name}/{path.name}" if path.parent.name == "coding" else path.name


def clean(cell: str) -> str:
    """A cell without the spaces around it, those that cannot be seen included."""
    kept = cell.strip()
    return kept if kept.isascii() else kept.strip("\ufeff\u200b").strip()


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


class Counter:
    """Counts what is read of a table, so that one that is too large is refused before it is whole."""

    def __init__(self, path: Path) -> None:
        self.path, self.rows, self.cells = path, 0, 0

    def add(self, columns: int) -> None:
        """Count a row of so many cells. Raises InputError that names the row with which a limit is passed."""
        self.rows += 1
        self.cells += columns
        if self.rows > ROW_LIMIT:
            self._stop(f"more than {ROW_LIMIT:,} rows; at most {ROW_LIMIT:,} allowed")
        if columns > COLUMN_LIMIT:
            self._stop(f"{columns} columns; at most {COLUMN_LIMIT} allowed")
        if self.cells > CELL_LIMIT:
            self._stop(f"more than {CELL_LIMIT:,} cells; at most {CELL_LIMIT:,} allowed")

    def _stop(self, what: str) -> NoReturn:
        raise InputError.of([Fault(label(self.path), what, row=self.rows)], self.path)
