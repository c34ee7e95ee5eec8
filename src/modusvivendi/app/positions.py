"""Positions of segments on issues as rows of forms: read from a case's tables, and written back row by row."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from modusvivendi.case.defaults import POSITION
from modusvivendi.case.load import POSITION_COLUMNS
from modusvivendi.errors import InputError
from modusvivendi.files.grid import SUFFIXES
from modusvivendi.files.text_file import read_text
from modusvivendi.files.yaml_file import SIZE_LIMIT

BASE = "positions.csv"
KEY, CELLS = POSITION_COLUMNS[:2], POSITION_COLUMNS[2:]
(_, *IDEAL), (_, *SALIENCE) = POSITION["ideal"], POSITION["salience"]
WIDE = dict(zip(CELLS, (*(f"{n:g}" for n in (*IDEAL, *SALIENCE)), "definition: not coded yet; wide on purpose"), strict=True))
Key = tuple[str, str]  # segment, issue
Row = dict[str, str]


def tables(folder: Path) -> list[Path]:
    """Tables of positions, the newest last: the rows of a later one replace those of an earlier one."""
    inside = folder / "positions"
    later = sorted(p for p in inside.iterdir() if p.suffix in SUFFIXES) if inside.is_dir() else []
    return [path for path in (folder / BASE, *later) if path.is_file()]


class Positions:
    """All rows of a case. Raises InputError for tables that are not CSV, which a form cannot change."""

    def __init__(self, folder: Path) -> None:
        self.texts: dict[str, list[tuple[Row, str]]] = {}
        for path in tables(folder):
            if path.suffix != ".csv":
                raise InputError(f"{path.name}: a workbook: change positions in it, or save it as .csv")
            self.texts[path.relative_to(folder).as_posix()] = rows_with_text(read_text(path, SIZE_LIMIT))
        if not self.texts and any(folder.glob("positions.*")):
            raise InputError("positions stand in a workbook: change them in it, or save it as positions.csv")
        self.texts.setdefault(BASE, [({}, ",".join(POSITION_COLUMNS) + "\n")])

    def at(self) -> dict[Key, Row]:
        """The row that holds for each segment and issue: the newest."""
        return {key_of(row): row for rows in self.texts.values() for row, _ in rows if row}

    def changed(self, given: Mapping[Key, Row]) -> dict[str, str]:
        """New texts of the tables with these rows; a row is changed where it stands, and a new one is added to the first table."""
        where = {key_of(row): (name, n) for name, rows in self.texts.items() for n, (row, _) in enumerate(rows) if row}
        kept = {name: list(rows) for name, rows in self.texts.items()}
        touched = set()
        for key, cells in given.items():
            row = dict(zip(KEY, key, strict=True)) | cells
            name, number = where.get(key, (BASE, len(kept[BASE])))
            if number == len(kept[name]) or kept[name][number][0] != row:
                kept[name][number : number + 1] = [(row, line_of(row))]
                touched.add(name)
        return {name: text_of(kept[name]) for name in touched}

    def without(self, name: str) -> dict[str, str]:
        """New texts of the tables without rows of this segment or issue."""
        kept = {file: [(row, text) for row, text in rows if name not in key_of(row)] for file, rows in self.texts.items()}
        return {file: text_of(rows) for file, rows in kept.items() if rows != self.texts[file]}


def key_of(row: Row) -> Key:
    """Segment and issue of a row."""
    return row.get("segment", ""), row.get("issue", "")


def rows_with_text(text: str) -> list[tuple[Row, str]]:
    """Rows with the text they are written as; the header is an empty row."""
    lines = text.splitlines(keepends=True)
    reader, found, begin = csv.reader(lines), list[tuple[Row, str]](), 0
    header: list[str] = []
    for cells in reader:
        written, begin = "".join(lines[begin : reader.line_num]), reader.line_num
        header = header or [cell.strip().lstrip("\ufeff") for cell in cells]
        found.append((dict(zip(header, (c.strip() for c in cells), strict=False)) if found and any(cells) else {}, written))
    if header and header != list(POSITION_COLUMNS):
        raise InputError(f"{BASE}: a form can change it with exactly these columns: {', '.join(POSITION_COLUMNS)}")
    return found


def line_of(row: Row) -> str:
    """A row as a line of a table."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([" ".join(row[name].split()) for name in POSITION_COLUMNS])
    return out.getvalue()


def text_of(rows: list[tuple[Row, str]]) -> str:
    """A table, every row on a line of its own."""
    return "".join(text if text.endswith("\n") else text + "\n" for _, text in rows)
