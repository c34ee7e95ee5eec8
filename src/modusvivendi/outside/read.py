"""Reading a user's own copy of an outside data set: rows of its file become demands, or faults with row and column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from modusvivendi.errors import Fault, InputError, nearest
from modusvivendi.files.grid import Grid, read_grid
from modusvivendi.outside.demand import WORDS, OutsideDemand
from modusvivendi.outside.mapping import DataSet, Told, Value, load_mapping

Cells = Mapping[str, str]


@dataclass(frozen=True)
class Imported:
    """What was read. left: rows that are no decided demand by the mapping's ``only``. rows: number and cells of the others."""

    data_set: DataSet
    demands: tuple[OutsideDemand, ...]
    left: int
    rows: tuple[tuple[int, Cells], ...]
    file: str

    @property
    def decided(self) -> tuple[OutsideDemand, ...]:
        """Demands whose outcome is known."""
        return tuple(d for d in self.demands if d.level is not None)

    @property
    def outcomes(self) -> dict[str, int]:
        """How many demands ended how."""
        return dict(Counter(d.outcome for d in self.demands))


def read_outside(name: str, path: Path) -> Imported:
    """Read a file (CSV, also packed with gzip, or .xlsx) as the data set of this name.

    Raises InputError with all faults, each with file, row and column: an unknown data set, a missing or unknown column, a
    value that the mapping does not know.
    """
    data_set = load_mapping(name)
    grid = read_grid(path)
    check_columns(data_set, grid)
    header, *lines = grid.rows
    rows: list[tuple[int, Cells]] = []
    faults: list[Fault] = []
    for number, cells in lines:
        if len(cells) < len(header[1]):
            faults.append(Fault(grid.file, f"{len(cells)} cells, {len(header[1])} expected", row=number))
            continue
        rows.append((number, {column: _plain(cell) for column, cell in zip(header[1], cells, strict=False)}))
    if faults:
        raise InputError.of(faults)
    kept = tuple((number, cells) for number, cells in rows if not left_out(data_set, cells))
    demands = demands_of(data_set, kept, grid.file)
    return Imported(data_set, demands, len(rows) - len(kept), kept, grid.file)


def check_columns(data_set: DataSet, grid: Grid) -> None:
    """Refuse columns that the mapping does not know, and a file that lacks one that it reads."""
    number, header = grid.rows[0]
    known = [*data_set.needed, *(name for name in data_set.unused if "*" not in name)]
    faults = [
        Fault(grid.file, f"unknown column '{name:.60}'; {nearest(name, known)}", row=number, column=name)
        for name in header
        if name and not data_set.knows(name)
    ]
    faults += [
        Fault(grid.file, f"missing column '{name}'", row=number, column=name) for name in data_set.needed if name not in header
    ]
    if not faults and len(grid.rows) == 1:
        faults.append(Fault(grid.file, "no rows; one at least is needed below the header"))
    if faults:
        raise InputError.of(faults)


def left_out(data_set: DataSet, cells: Cells) -> bool:
    """Whether a row is left out by the mapping's ``only``."""
    return any(cells[column] in words for column, words in data_set.only.items())


def demands_of(data_set: DataSet, rows: Sequence[tuple[int, Cells]], file: str) -> tuple[OutsideDemand, ...]:
    """Demands of rows under a mapping. Raises InputError with all faults."""
    faults: dict[tuple[int, str], Fault] = {}
    found: list[OutsideDemand] = []
    for number, cells in rows:

        def told(column: str, what: str, number: int = number) -> None:
            faults.setdefault((number, column), Fault(file, what, row=number, column=column))

        parts = data_set.each.parts(cells, told) if data_set.each else [cells]
        found += [_demand(data_set, number, part, len(parts), told) for part in parts]
    if faults:
        raise InputError.of(list(faults.values()))
    return tuple(found)


def _demand(data_set: DataSet, number: int, cells: Cells, parts: int, told: Told) -> OutsideDemand:
    values = {name: rule.find(cells, parts, told) for name, rule in data_set.demand.items()}
    return OutsideDemand(
        domain=data_set.domain,
        row=number,
        **{name: str(value or "") if name in WORDS else _number(value) for name, value in values.items()},  # type: ignore[arg-type]
    )


def _number(value: Value | None) -> float | None:
    return float(value) if isinstance(value, float | int) else None


def _plain(cell: str) -> str:
    """A cell, whole numbers without the decimals that programs add: 1.0 is 1."""
    return re.sub(r"^(-?\d+)\.0+$", r"\1", cell)
