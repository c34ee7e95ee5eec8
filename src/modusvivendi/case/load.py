"""Reading cases: the shipped ones by name, a user's own by path."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from pydantic import ValidationError

from modusvivendi.case.assemble import Positions, assemble, day_of, with_record
from modusvivendi.case.base_rates import SHARE
from modusvivendi.case.dated import Tree, as_day, exists, resolve, tables_by_day
from modusvivendi.case.ladder import Ladder, read_ladders
from modusvivendi.case.later_countries import with_later_countries
from modusvivendi.case.later_levels import with_later_levels
from modusvivendi.case.migrate import is_earlier, modernise
from modusvivendi.case.quantity import Quantity
from modusvivendi.case.schema import Case, Position
from modusvivendi.case.shipped import SHIPPED, shipped_cases
from modusvivendi.case.words import Words
from modusvivendi.errors import Fault, InputError, nearest, validation_faults
from modusvivendi.files.grid import find_table
from modusvivendi.files.yaml_data import Loader
from modusvivendi.files.yaml_file import SIZE_LIMIT, Document, read_document, read_yaml
from modusvivendi.record.codes import read_issue_codes, read_position_codes
from modusvivendi.record.dates import FIRST_YEAR, LAST_YEAR
from modusvivendi.record.layers import load_layers
from modusvivendi.record.table import Columns, Row, Table, read_table, whole_file
from modusvivendi.record.words import Vocabulary

__all__ = [
    "SHIPPED", "SIZE_LIMIT", "Loader", "check_case", "load_case", "read_case", "read_positions", "read_yaml", "shipped_cases",
]  # fmt: skip

GIVEN_ELSEWHERE = (
    "folder",
    "read_on",
    "positions",
    "beginning",
    "defaults",
    "ladders",
)  # fields of a case that its YAML cannot give
POSITION_COLUMNS = ("segment", "issue", "ideal_low", "ideal_high", "salience_low", "salience_high", "source")


def load_case(name_or_path: str | Path, as_of: date | str | None = None, read_on: date | str | None = None) -> Case:
    """A case by the name of a shipped one, or by the path of a case.yaml or its folder.

    as_of: the day as of which it is known (YYYY-MM-DD), by default that of its newest snapshot; the record is cut and
    levels are those of that day. read_on: the day from which a reader counts dates ahead, by default the present one. A
    shipped case is read once and shared (cases are frozen). Raises InputError.

    Example:
        >>> import modusvivendi as mv
        >>> len(mv.load_case("afghanistan").issues) > 0
        True
    """
    text, day, read = str(name_or_path), given_day("--as-of", as_of), given_day("--from", read_on)
    if text in shipped_cases():
        case = load_shipped(text, day)
    elif os.path.exists(text):
        case = check_case(text, day)
    else:
        raise InputError(f"unknown case '{text}', and no such file or folder; {nearest(text, shipped_cases())}")
    if read is not None and read < case.as_of:
        raise InputError(f"--from {read}: the case is known up to {case.as_of}, which is later; --as-of cuts it")
    return case if read is None else case.model_copy(update={"read_on": read})


def given_day(option: str, value: date | str | None) -> date | None:
    """The day that an option names, None for none. Raises InputError."""
    day = as_day(value)
    if value is not None and day is None:
        raise InputError(f"{option} {value}: not a date (YYYY-MM-DD, YYYY-MM or YYYY) of the years {FIRST_YEAR} to {LAST_YEAR}")
    return day


@lru_cache(maxsize=16)
def load_shipped(name: str, as_of: date | None) -> Case:
    """A shipped case as of a day, the newest snapshot by default."""
    return with_record(read_case(SHIPPED / name / "case.yaml", as_of))


def check_case(path: str | Path, as_of: date | None = None) -> Case:
    """Read and check a case, its positions, its record and its codings. Raises InputError with all faults.

    ``path`` is a case.yaml or the folder that holds it.

    Example:
        >>> import modusvivendi as mv
        >>> mv.check_case(mv.load_case("afghanistan").folder).record is not None
        True
    """
    file = Path(path) / "case.yaml" if os.path.isdir(path) else Path(path)
    faults: list[Fault] = []
    words: Vocabulary | None = None
    case: Case | None = None
    try:
        case = read_case(file, as_of)
        words = case.vocabulary
    except InputError as error:
        faults += error.faults or (whole_file(file, error),)
        words = rough_words(file)
    faults += record_faults(case, file.parent, words)
    if faults or case is None:
        raise InputError.of(faults, path)
    return with_record(case)


def record_faults(case: Case | None, folder: Path, words: Vocabulary | None) -> list[Fault]:
    """What is wrong with the record and the codings beside a case; words: None where the case does not tell them."""
    record = folder / "record"
    if not record.is_dir() or words is None:
        return []
    faults: list[Fault] = []
    try:
        _ = case.record if case else load_layers(record, words, ())  # read now, so that its faults show now
    except InputError as error:
        faults += error.faults or (Fault("record", str(error)),)
    issues, positions = find_table(record / "coding", "issue_attributes"), find_table(record / "coding", "segment_positions")
    faults += read_issue_codes(issues, words.issues).faults if issues else ()
    segments = [segment.id for segment in case.segments] if case else None
    faults += read_position_codes(positions, segments, words.issues).faults if positions else ()
    return faults


def rough_words(path: Path) -> Vocabulary | None:
    """The words of a case that is not valid, so that its record can be checked all the same; None if they cannot be told."""
    try:
        data = present(path.parent, cast(Tree, read_yaml(path)))
        day, snapshots = day_of(data, None)
        fields: dict[str, Any] = {name: resolve(value, day) for name, value in data.items() if name in Case.model_fields}
        fields |= {"as_of": day, "snapshots": snapshots, "words": Words.model_validate(fields.get("words", {}))}
        for name in ("issues", "blocs", "countries"):
            fields[name] = [SimpleNamespace(**item) for item in fields.get(name, ())]
        words = Case.model_construct(None, **fields).vocabulary
        # what is left to defaults may have any name
        words = replace(words, groups=words.groups or None, actors=words.actors or None)
    except (InputError, ValidationError, AttributeError, KeyError, TypeError):
        return None
    names = (*(words.issues or ()), *(words.topics or ()), *(words.groups or ()), *(words.actors or ()), *words.exceptions)
    if not all(isinstance(name, str) for name in names):
        return None
    return words if type(words.cutoff) is date else words.without_cutoff()


def present(folder: Path, data: Tree) -> Tree:
    """A case in the present form, whichever form it is written in, with what later tables beside it say."""
    written = modernise(data, (folder / "record").is_dir()) if is_earlier(data) else data
    return with_later_countries(folder, with_later_levels(folder, written))


def read_case(path: Path, as_of: date | None = None) -> Case:
    """A case from its YAML file and the tables beside it, without its record: base rates are those before any act is seen.

    Raises InputError with all faults.
    """
    document = read_document(path)
    faults = [
        Fault(path.name, "cannot be given here", line=document.line((name,)), field=name)
        for name in GIVEN_ELSEWHERE
        if name in document.data
    ]
    given = {k: v for k, v in document.data.items() if k not in GIVEN_ELSEWHERE}
    data = present(path.parent, cast(Tree, given))
    day, _ = day_of(data, as_of)
    tables = positions_on(path.parent, day)
    faults += [fault for table in tables for fault in table.faults]
    positions = {key: position for table in tables for key, position in table.items}
    case = None
    try:
        case = assemble(data, path.parent, positions, day)
        case = case.model_copy(update={"ladders": ladders_beside(path.parent, data, day)})
    except ValidationError as error:
        found = validation_faults(path.name, error, Case, line_of=document.line, hidden=GIVEN_ELSEWHERE)
        wrong = any(table.faults for table in tables)
        faults += [placed(fault, document) for fault in found if not (wrong and fault.what.startswith("positions"))]
    if faults or case is None:
        raise InputError.of(faults, path)
    return case


def ladders_beside(folder: Path, data: Tree, day: date) -> dict[str, Ladder]:
    """The ladders of the case's issues as of a day; none without a ladders.yaml beside the case."""
    path, issues = folder / "ladders.yaml", data.get("issues")
    known = {str(i.get("id")): i for i in issues if isinstance(i, dict)} if isinstance(issues, list) else {}
    found = read_ladders(path, cast(Tree, read_yaml(path)), set(known), day) if path.exists() else {}
    return {issue: ladder for issue, ladder in found.items() if exists(known[issue], day)}


def positions_on(folder: Path, day: date) -> list[Table[tuple[tuple[str, str], Position]]]:
    """Positions as of a day: positions.csv, then tables positions/YYYY-MM-DD.csv up to that day, whose rows replace earlier ones."""
    base, later = find_table(folder, "positions"), folder / "positions"
    found = [position_table(base or folder / "positions.csv")] if base or later.is_dir() else []
    by_day = tables_by_day(later, "from which its rows hold")
    return [*found, *(position_table(path) for since, path in by_day.items() if since <= day)]


def placed(fault: Fault, document: Document) -> Fault:
    """A fault of the case as a whole, which names its place in words ('coalitions, eu: ...'), with field and line."""
    found = re.match(r"([a-z_.]+(?:, [^:]{1,60})?): (.*)", fault.what, re.DOTALL) if not fault.field else None
    if not found:
        return fault
    return replace(fault, what=found[2], field=found[1], line=document.line((found[1].split(",")[0],)))


def position_table(path: Path) -> Table[tuple[tuple[str, str], Position]]:
    """The positions of a case, with what is wrong with them."""
    seen: dict[tuple[str, str], int] = {}

    def make(row: Row) -> tuple[tuple[str, str], Position]:
        """A segment's position on an issue, by both; each pair once."""
        key = row.needed("segment"), row.needed("issue")
        if key in seen:
            row.fault("issue", f"duplicate {key[0]} on {key[1]}, first in row {seen[key]}")
        seen.setdefault(key, row.number)
        return key, Position.model_construct(ideal=read_range(row, "ideal"), salience=read_range(row, "salience"))

    return read_table(path, Columns(POSITION_COLUMNS), "", make)


def read_range(row: Row, name: str) -> Quantity:
    """A quantity in [0,1] from the columns NAME_low and NAME_high; its value is mid-range."""
    low, high = row.share(f"{name}_low"), row.share(f"{name}_high")
    source = row.needed("source")
    try:
        return SHARE.validate_python(Quantity(value=round(0.5 * (low + high), 6), range=(low, high), source=source))
    except ValidationError as error:
        problem = validation_faults(row.file, error, Quantity)[0]
        column = "source" if problem.field == "source" else f"{name}_low"
        if row.sound("source", f"{name}_low", f"{name}_high"):
            row.fault(column, problem.what)
        return Quantity.model_construct(value=low, range=(low, high), source=source)


def read_positions(path: Path) -> Positions:
    """Positions of segments on issues from a table with the columns POSITION_COLUMNS. Raises InputError with all faults."""
    return dict(position_table(path).sound())
