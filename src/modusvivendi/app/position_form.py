"""Where segments stand on issues, as groups of a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from modusvivendi.app.editor import Part
from modusvivendi.app.form import Field, Group, Values
from modusvivendi.app.labels import spaced
from modusvivendi.app.positions import CELLS, WIDE, Key, Positions, Row, rows_with_text, tables
from modusvivendi.app.shapes import ids_of
from modusvivendi.case.dated import Tree
from modusvivendi.errors import Fault

LABELS = ("Ideal: lowest", "Ideal: highest", "Cares: lowest", "Cares: highest", "Source")
HINT = "ideal: the level it would like best, from 0 to 1, the full ask; cares: how much, from 0 to 1"
YET = "+"  # stands for the id of what is not there yet


def rows_of_new(folder: Path, part: Part, case: Tree) -> dict[Key, Row]:
    """The positions that a new issue or segment needs, wide at first; none where a case has no positions at all."""
    if not part.new or not tables(folder):
        return {}
    if part.section == "issues":
        return {(segment, YET): dict(WIDE) for segment in ids_of(case, "segments")}
    return {(YET, issue): dict(WIDE) for issue in ids_of(case, "issues")} if part.section == "segments" else {}


def rows_of_segment(folder: Path, segment: str) -> dict[Key, Row]:
    """Where a segment stands on all issues, as the newest table says."""
    return {key: row for key, row in Positions(folder).at().items() if key[0] == segment}


def groups_of(rows: Mapping[Key, Row]) -> list[Group]:
    """Rows as groups of a form."""
    found = []
    for key, row in rows.items():
        cells = zip(CELLS, LABELS, strict=True)
        fields = [Field((name_of(key, c),), said, "text" if c == "source" else "number", row.get(c, "")) for c, said in cells]
        what = f"Where {spaced(key[0])} stands on it" if key[1] == YET else f"Where it stands: {spaced(key[1])}"
        found.append(Group((name_of(key, "")[:-1],), what, HINT, fields=fields))
    return found


def name_of(key: Key, cell: str) -> str:
    """What a form calls a cell."""
    return f"position[{key[0]}][{key[1]}].{cell}"


def given_rows(rows: Mapping[Key, Row], values: Values, name: str = "") -> dict[Key, Row]:
    """The rows as a form gives them. name: id of what was not there yet."""
    typed = {f.name: f.given(values).strip() for g in groups_of(rows) for f in g.fields}
    return {(key[0].replace(YET, name), key[1].replace(YET, name)): {c: typed[name_of(key, c)] for c in CELLS} for key in rows}


def placed(faults: Sequence[Fault], texts: Mapping[str, str], new: str) -> list[Fault]:
    """Faults of tables by the names of the form's fields. new: id of what was not there yet."""
    lines = {Path(name).name: rows_with_text(text) for name, text in texts.items() if name.endswith(".csv")}
    found = []
    for fault in faults:
        rows = lines.get(fault.file, [])
        row = rows[fault.row - 1][0] if fault.row and fault.row <= len(rows) else {}
        key = tuple(YET if part == new else part for part in (row.get("segment", ""), row.get("issue", "")))
        found.append(replace(fault, field=name_of(key, fault.column)) if row else fault)  # type: ignore[arg-type]
    return found
