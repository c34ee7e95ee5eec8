"""Levels of issues that became known later, as tables beside a case: levels/YYYY-MM-DD.csv.

A table adds a snapshot to the case, and a level of that day to every issue that it names. The case file stays as it was.
"""

from __future__ import annotations

from pathlib import Path

from modusvivendi.case.dated import Node, Tree, is_dated, tables_by_day
from modusvivendi.errors import Fault, InputError, nearest
from modusvivendi.record.table import Columns, Row, Table, read_table

LEVEL_COLUMNS = ("issue", "value", "low", "high", "source", "why")


def with_later_levels(folder: Path, data: Tree) -> Tree:
    """A case as written, with the levels and snapshots of its later tables. Raises InputError with all faults of a table."""
    for path in tables_by_day(folder / "levels", "on which the levels hold").values():
        data = _with_table(data, path)
    return data


def level_of(row: Row) -> tuple[str, Tree]:
    """Issue and level of that day; what is wrong is noted in the row."""
    value, low, high = (row.share(name) for name in ("value", "low", "high"))
    if row.sound("value", "low", "high") and not low < value < high:
        row.fault("value", f"{value:g} does not lie between low {low:g} and high {high:g}")
    level: Tree = {"value": value, "range": [low, high], "source": row.needed("source"), "why": row.text("why")}
    return row.needed("issue"), level


def read_levels(path: Path) -> Table[tuple[str, Tree]]:
    """Issue and level of each row, and what is wrong with them."""
    return read_table(path, Columns(LEVEL_COLUMNS), "issue", level_of)


def _with_table(data: Tree, path: Path) -> Tree:
    day, table = path.stem, read_levels(path)
    if table.faults:
        raise InputError.of(table.faults, path)
    written = data.get("issues")
    issues = {str(i.get("id")): i for i in written if isinstance(i, dict)} if isinstance(written, list) else {}
    faults: list[Fault] = []
    new: dict[str, Node] = {}
    for place, (name, level) in enumerate(table.items):
        issue = issues.get(name)
        levels = issue.get("levels") if issue else None
        if issue is None:
            faults.append(table.fault(place, "issue", f"unknown '{name}'; {nearest(name, issues)}"))
        elif not is_dated(levels):
            faults.append(table.fault(place, "issue", f"issue '{name}' has no levels by date in the case file"))
        else:
            assert isinstance(levels, dict)
            new[name] = {**issue, "levels": {**levels, day: level}}
    if faults:
        raise InputError.of(faults, path)
    snapshots = data.get("snapshots")
    known = snapshots if isinstance(snapshots, list) else [data["as_of"]] if "as_of" in data else []
    kept = [new.get(str(i.get("id")), i) if isinstance(i, dict) else i for i in (written if isinstance(written, list) else [])]
    return {**data, "issues": kept, "snapshots": [*known, day]}
