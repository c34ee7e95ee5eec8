"""Reading cases: the shipped ones by name, a user's own by path."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from modusvivendi.case.assemble import Positions, assemble, day_of
from modusvivendi.case.dated import Tree, as_day, exists
from modusvivendi.case.ladder import Ladder, read_ladders
from modusvivendi.case.migrate import is_earlier, modernise
from modusvivendi.case.schema import Case, Position, Quantity
from modusvivendi.case.text_file import read_text
from modusvivendi.errors import InputError, model_at, nearest
from modusvivendi.record.record import Row, read_table

SHIPPED = Path(__file__).parent
SIZE_LIMIT = 5_000_000
DERIVED_FIELDS = ("folder", "positions", "beginning", "defaults", "ladders")  # filled in by the program
TOO_DEEP = "nested too deeply"
DEPTH_LIMIT = 20
Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C loader is ten times faster


def shipped_cases() -> list[str]:
    """Names of the cases that come with the package."""
    return sorted(path.parent.name for path in SHIPPED.glob("*/case.yaml"))


def load_case(name_or_path: str | Path, as_of: date | str | None = None) -> Case:
    """A case by the name of a shipped one, or by the path of a case.yaml or its folder.

    as_of: the day as of which it is known (YYYY-MM-DD), by default that of its newest snapshot; the record is cut and
    levels are those of that day. A shipped case is read once and shared (cases are frozen). Raises InputError.
    """
    text = str(name_or_path)
    day = as_day(as_of)
    if as_of is not None and day is None:
        raise InputError(f"--as-of {as_of}: not a date (YYYY-MM-DD, YYYY-MM or YYYY)")
    if text in shipped_cases():
        return load_shipped(text, day)
    if Path(text).exists():
        return check_case(text, day)
    raise InputError(f"unknown case '{text}', and no such file or folder; {nearest(text, shipped_cases())}")


@lru_cache(maxsize=16)
def load_shipped(name: str, as_of: date | None) -> Case:
    """A shipped case as of a day, the newest snapshot by default."""
    return read_case(SHIPPED / name / "case.yaml", as_of)


def check_case(path: str | Path, as_of: date | None = None) -> Case:
    """Read and check a case, its positions and its record; InputError names file and field.

    ``path`` is a case.yaml or the folder that holds it.
    """
    case = read_case(Path(path) / "case.yaml" if Path(path).is_dir() else Path(path), as_of)
    _ = case.record  # read now, so that its faults show now
    return case


def read_case(path: Path, as_of: date | None = None) -> Case:
    """A case from its YAML file and the tables beside it, in the present form or the earlier one."""
    data: Tree = read_yaml(path)
    for given in DERIVED_FIELDS:
        if given in data:
            raise InputError(f"{path.name}, {given}: cannot be given here")
    if is_earlier(data):
        data = modernise(data, (path.parent / "record").is_dir())
    day, _ = day_of(data, as_of)
    try:
        case = assemble(data, path.parent, positions_on(path.parent, day), day)
        return case.model_copy(update={"ladders": ladders_beside(path.parent, data, day)})
    except ValidationError as error:
        raise InputError(f"{path.name}, {first_fault(error)}") from None


def read_yaml(path: Path) -> dict[str, Any]:
    """The mapping in a YAML file of at most 5 MB, without aliases or repeated fields."""
    text = read_text(path, SIZE_LIMIT)
    try:
        check_shape(text)
        loader = Loader(text)
        node = loader.get_single_node()
        check_repeats(node)
        data = loader.construct_document(node) if node else None
    except yaml.YAMLError as error:
        mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
        line = f", line {mark.line + 1}" if mark else ""
        reason = problem or str(error).splitlines()[0]
        if "nesting depth" in reason:  # newer versions of PyYAML have a limit of their own, met while reading ahead
            reason = TOO_DEEP
        raise InputError(f"{path.name}{line}: not valid YAML ({reason})") from None
    except ValueError as error:
        raise InputError(f"{path.name}: a value cannot be read ({error})") from None
    if not isinstance(data, dict) or not all(isinstance(key, str) for key in data):
        raise InputError(f"{path.name}: a mapping of field names to values is needed")
    return data


def check_shape(text: str) -> None:
    """Refuse deep nesting, which can exhaust the stack, aliases, which can fill the memory, and tags."""
    depth = 0
    for event in yaml.parse(text, Loader=Loader):
        depth += isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent))
        depth -= isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent))
        if depth > DEPTH_LIMIT:
            raise yaml.MarkedYAMLError(problem=TOO_DEEP, problem_mark=event.start_mark)
        if isinstance(event, yaml.AliasEvent):
            raise yaml.MarkedYAMLError(problem="aliases (*name) not allowed", problem_mark=event.start_mark)
        if getattr(event, "tag", None):
            raise yaml.MarkedYAMLError(problem="tags (!name) not allowed", problem_mark=event.start_mark)


def check_repeats(node: yaml.Node | None) -> None:
    """Refuse a field that is given twice: the last would silently win."""
    seen: set[str] = set()
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        if str(key.value) in seen:
            raise yaml.MarkedYAMLError(problem=f"'{key.value}' is given twice", problem_mark=key.start_mark)
        seen.add(str(key.value))
        check_repeats(value)
    for item in node.value if isinstance(node, yaml.SequenceNode) else ():
        check_repeats(item)


def ladders_beside(folder: Path, data: Tree, day: date) -> dict[str, Ladder]:
    """The ladders of the case's issues as of a day; none without a ladders.yaml beside the case."""
    path, issues = folder / "ladders.yaml", data.get("issues")
    known = {str(i.get("id")): i for i in issues if isinstance(i, dict)} if isinstance(issues, list) else {}
    found = read_ladders(path, read_yaml(path), set(known), day) if path.exists() else {}
    return {issue: ladder for issue, ladder in found.items() if exists(known[issue], day)}


def positions_on(folder: Path, day: date) -> Positions:
    """Positions as of a day: positions.csv, with rows of positions/YYYY-MM-DD.csv up to that day instead or besides."""
    base, later = folder / "positions.csv", folder / "positions"
    found = read_positions(base) if base.exists() or later.is_dir() else {}
    for path in sorted(later.glob("*.csv")):
        since = as_day(path.stem)
        if since is None:
            raise InputError(f"positions/{path.name}: name the file by the day from which its rows hold, such as 2026-03-31.csv")
        if since <= day:
            found |= read_positions(path)
    return found


POSITION_COLUMNS = ("segment", "issue", "ideal_low", "ideal_high", "salience_low", "salience_high", "source")


def read_positions(path: Path) -> Positions:
    """Positions of segments on issues from a CSV file with the columns POSITION_COLUMNS; values mid-range."""
    seen: dict[tuple[str, str], int] = {}

    def quantity(row: Row, name: str) -> Quantity:
        low, high = row.share(f"{name}_low"), row.share(f"{name}_high")
        try:
            middle = round(0.5 * (low + high), 6)
            return Quantity(value=middle, range=(low, high), source=row.needed("source"))
        except ValidationError as error:
            raise row.fault(f"{name}_low", first_fault(error)) from None

    def make(row: Row) -> tuple[tuple[str, str], Position]:
        key = row.needed("segment"), row.needed("issue")
        if key in seen:
            raise row.fault("issue", f"duplicate {key[0]} on {key[1]}, first in row {seen[key]}")
        seen[key] = row.number
        return key, Position(ideal=quantity(row, "ideal"), salience=quantity(row, "salience"))

    return dict(read_table(path, POSITION_COLUMNS, "", make))


def first_fault(error: ValidationError) -> str:
    """The first fault of a validation, as 'field: what is wrong and what is allowed'."""
    fault = error.errors(include_url=False)[0]
    where, kind, given = field_path(fault["loc"]), fault["type"], fault["input"]
    message = fault["msg"].removeprefix("Value error, ").removeprefix("Input ")
    if kind == "extra_forbidden":
        message = f"unknown field; {nearest(str(fault['loc'][-1]), fields_at(fault['loc'][:-1]))}"
    elif kind == "missing":
        message = "missing"
    elif kind == "string_type" and isinstance(given, bool):
        message += f", got {given}: put words such as NO, ON, YES in quotes"
    elif kind != "value_error" and isinstance(given, (str, int, float, bool)):
        message += f", got {given!r:.80}"
    more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
    return f"{where}: {message}{more}" if where else f"{message}{more}"


def field_path(path: tuple[int | str, ...]) -> str:
    """A location as issues[3].politicisation.range."""
    text = ""
    for part in path:
        if part != "[key]":
            text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def fields_at(path: tuple[int | str, ...]) -> list[str]:
    """Names of the fields that the part of a case at this location has."""
    return [name for name in model_at(Case, path).model_fields if name not in DERIVED_FIELDS]
