"""Rows of a table: every cell is checked, and all faults are gathered before anything is given out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Generic, TypeVar

from modusvivendi.errors import FAULT_LIMIT, Fault, InputError, nearest
from modusvivendi.files.grid import Grid, read_grid
from modusvivendi.files.sizes import label
from modusvivendi.record.dates import When, parse_date
from modusvivendi.record.numbers import DECIMAL_COMMA, parse_number
from modusvivendi.record.words import OWN

R = TypeVar("R", covariant=True)
NEVER = When(date(1900, 1, 1), "day")  # stands in for a date that cannot be read
PRECISIONS = {"day": ("day",), "month": ("month",), "quarter": ("month",)}  # how a date of each precision is written


class Row:
    """One line of a table while it is read: cells by column, where it stands, and what is wrong with it.

    A cell that cannot be read is noted in ``faults`` and something harmless stands in for it, so that the rest of the row
    is checked too; a table with faults is never given out.
    """

    def __init__(self, file: str, number: int, cells: dict[str, str], faults: list[Fault], commas: bool = False) -> None:
        self.file, self.number, self.cells, self.faults, self.commas = file, number, cells, faults, commas
        self._bad: set[str] = set()

    def fault(self, column: str, what: str) -> None:
        """Note what is wrong with a cell; only the first fault of a cell is kept."""
        if column not in self._bad:
            self._bad.add(column)
            self.faults.append(Fault(self.file, what, row=self.number, column=column))

    def sound(self, *columns: str) -> bool:
        """Whether these cells have been read without a fault."""
        return self._bad.isdisjoint(columns)

    def text(self, column: str) -> str:
        """The cell, possibly empty; '' where the table has no such column."""
        return self.cells.get(column, "")

    def needed(self, column: str) -> str:
        """The cell, which must not be empty."""
        text = self.cells.get(column, "")
        if not text:
            self.fault(column, "empty, a value is needed")
        return text

    def choice(self, column: str, allowed: Sequence[str] | None, default: str = "") -> str:
        """One of the allowed words (None: any word). default: stands for an empty cell; without it one is a fault."""
        if default and not self.text(column):
            return default
        word = self.needed(column)
        if word and allowed is not None and word not in allowed:
            self.fault(column, f"unknown '{word}'; {nearest(word, allowed)}")
        return word

    def reading(self, column: str, readings: Mapping[str, str]) -> str:
        """The shared word that a cell is read as: its own, or the one that the case gives for a word of its own."""
        word = self.needed(column)
        if word and word not in readings:
            self.fault(column, f"unknown '{word}'; {nearest(word, readings)} {OWN}")
        return readings.get(word, word)

    def choices(self, column: str, allowed: Sequence[str] | None) -> tuple[str, ...]:
        """Words between semicolons, possibly none, each allowed (None: any word) and given once."""
        words = self.items(column)
        for word in words:
            if allowed is not None and word not in allowed:
                hint = "put semicolons between items" if "," in word else nearest(word, allowed)
                self.fault(column, f"unknown '{word}'; {hint}")
        if len(set(words)) < len(words):
            self.fault(column, f"'{self.text(column)}' names one thing twice")
        return words

    def items(self, column: str) -> tuple[str, ...]:
        """Texts between semicolons, possibly none; spaces around them do not count."""
        return tuple(word.strip() for word in self.text(column).split(";") if word.strip())

    def real(self, column: str) -> float:
        """A finite number."""
        text = self.needed(column)
        try:
            return parse_number(text, self.commas) if text else 0.0
        except ValueError as error:
            self.fault(column, str(error))
            return 0.0

    def within(self, column: str, low: float, high: float) -> float:
        """A number in [low, high]."""
        value = self.real(column)
        if self.sound(column) and not low <= value <= high:
            self.fault(column, f"{value:g} is not in [{low:g}, {high:g}]")
        return value

    def share(self, column: str) -> float:
        """A number in [0,1]."""
        return self.within(column, 0.0, 1.0)

    def whole(self, column: str, low: int, high: int) -> int:
        """A whole number in low..high; 4.0 is 4."""
        text = self.needed(column)
        try:
            value = parse_number(text, self.commas) if text else float(low)
        except ValueError as error:
            self.fault(column, str(error))
            return low
        if not value.is_integer() or not low <= value <= high:
            self.fault(column, f"{text} is not in {low}..{high}")
            return low
        return int(value)

    def when(self, column: str, precision: str = "") -> When:
        """A date; ``precision`` as another column gives it must fit the way the date is written."""
        text = self.needed(column)
        if not text:
            return NEVER
        try:
            when = parse_date(text)
        except ValueError as error:
            self.fault(column, str(error))
            return NEVER
        if precision and when.precision not in PRECISIONS.get(precision, (when.precision,)):
            self.fault(column, f"'{text}' does not fit precision '{precision}'")
        return replace(when, precision=precision) if precision in PRECISIONS and precision != when.precision else when

    def maybe_when(self, column: str) -> When | None:
        """A date, or None if the cell is empty."""
        return self.when(column) if self.text(column) else None


@dataclass(frozen=True)
class Columns:
    """The columns of a table: those it must have, and those it may have, which then stand for their defaults."""

    needed: tuple[str, ...]
    optional: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """All columns that are known."""
        return (*self.needed, *self.optional)


@dataclass(frozen=True)
class Table(Generic[R]):
    """What was read of a table: items with the numbers of their rows, their keys, and all faults.

    Items of rows with faults hold stand-ins; ``sound`` gives items out only where there is no fault.
    """

    path: Path
    items: tuple[R, ...] = ()
    numbers: tuple[int, ...] = ()
    keys: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()

    def sound(self) -> tuple[R, ...]:
        """The items. Raises InputError with all faults if there are any."""
        if self.faults:
            raise InputError.of(self.faults, self.path)
        return self.items

    def fault(self, place: int, column: str, what: str) -> Fault:
        """A fault of the item at a place."""
        return Fault(label(self.path), what, row=self.numbers[place], column=column)


def read_table(path: Path, columns: Columns, key: str, make: Callable[[Row], R]) -> Table[R]:
    """Rows of a table as typed items; ``key`` is the column that must not repeat ('' for none).

    ``make`` turns a row into an item and notes faults in the row. Nothing is raised: faults are in the table.
    """
    return read_any_table(path, lambda header: (columns, make), key)


def read_any_table(path: Path, form: Callable[[Sequence[str]], tuple[Columns, Callable[[Row], R]]], key: str) -> Table[R]:
    """The same of a table whose columns, and what is made of a row, depend on its header: ``form`` tells them of its names."""
    try:
        grid = read_grid(path)
    except InputError as error:
        return Table(path, faults=error.faults or (whole_file(path, error),))
    columns, make = form([name for name in grid.rows[0][1] if name])
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    items, numbers = [], []
    for row in rows_of(grid, columns, faults):
        name = row.needed(key) if key else ""
        if name and name in seen:
            row.fault(key, f"duplicate '{name}', first in row {seen[name]}")
        seen.setdefault(name, row.number)
        items.append(make(row))
        numbers.append(row.number)
        if len(faults) >= FAULT_LIMIT:
            faults.append(Fault(grid.file, f"{FAULT_LIMIT:,} faults so far; the rows below were not looked at", row=row.number))
            break
    keys = tuple(name for name in seen if name)
    return Table(path, tuple(items), tuple(numbers), keys, tuple(faults))


def whole_file(path: Path, error: InputError) -> Fault:
    """A fault of a file as a whole, from the message of an error that names the file first."""
    text = str(error)
    for start in (f"{path}: ", f"{label(path)}: ", f"{path.name}: "):
        text = text.removeprefix(start)
    return Fault(label(path), text)


def rows_of(grid: Grid, columns: Columns, faults: list[Fault]) -> list[Row]:
    """The rows below the header, which must have these columns in any order."""
    (_, header), *lines = grid.rows
    wrong = check_header(grid, columns)
    if wrong:
        faults += wrong
        return []
    if not lines:
        faults.append(Fault(grid.file, "no rows; one at least is needed below the header"))
    commas = any("," in cell and DECIMAL_COMMA.fullmatch(cell) for _, cells in lines for cell in cells)
    rows = []
    for number, cells in lines:
        if len(cells) < len(header) or any(cells[len(header) :]):
            faults.append(Fault(grid.file, f"{len(cells)} cells, {len(header)} expected", row=number))
            continue
        named = {name: cell for name, cell in zip(header, cells, strict=False) if name}
        nameless = next((place for place, cell in enumerate(cells[: len(header)]) if cell and not header[place]), None)
        if nameless is not None:
            faults.append(Fault(grid.file, f"cell {nameless + 1} ('{cells[nameless]:.40}') stands under no header", row=number))
        rows.append(Row(grid.file, number, named, faults, commas))
    return rows


def check_header(grid: Grid, columns: Columns) -> list[Fault]:
    """What is wrong with the first row of a table."""
    number, header = grid.rows[0]
    names = [name for name in header if name]
    unknown = [name for name in names if name not in columns.all]
    missing = [name for name in columns.needed if name not in names]
    if unknown and len(missing) == len(columns.needed):
        below = next((row for row, cells in grid.rows[1:10] if set(columns.needed) <= set(cells)), None)
        if below:
            return [Fault(grid.file, f"not the header, which is in row {below}: delete the rows above it", row=number)]
    found = [Fault(grid.file, f"unknown column '{name:.60}'; {nearest(name, columns.all)}", row=number) for name in unknown]
    found += [Fault(grid.file, f"missing column '{name}'", row=number) for name in missing]
    twice = sorted({name for name in names if names.count(name) > 1})
    return found + [Fault(grid.file, f"column '{name}' is given twice", row=number) for name in twice]


def unknown_name(word: str, known: Iterable[str]) -> str:
    """What is wrong with a name that another table should hold."""
    return f"unknown '{word}'; {nearest(word, known)}"
