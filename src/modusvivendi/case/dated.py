"""Values at several dates: what a case says as of one day.

Anywhere in a case file a mapping whose keys are all dates (YYYY, YYYY-MM or YYYY-MM-DD) stands for one value that
changed: the newest at or before the day counts. An item of a list may say ``since: DATE`` and ``until: DATE``: it is
there from the one day up to the day before the other. A value without a date holds on every day; a dated ``null`` says
that a field is not there yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from modusvivendi.errors import InputError
from modusvivendi.files.grid import SUFFIXES
from modusvivendi.record.dates import FIRST_YEAR, LAST_YEAR, add_months

Node = str | int | float | bool | date | None | list["Node"] | dict[str, "Node"]
Tree = dict[str, Node]

MOST_AHEAD = 15  # a month counts as still ahead if it is known up to this day at most
WRITTEN = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")


def today() -> date:
    """The present day: the one place that asks the clock."""
    return date.today()


def first_month(day: date) -> date:
    """The first month to simulate from a day on: its own if most of it is still ahead, else the next."""
    return add_months(day.replace(day=1), int(day.day > MOST_AHEAD))


def tables_by_day(folder: Path, whose: str, suffixes: tuple[str, ...] = SUFFIXES) -> dict[date, Path]:
    """Tables of a folder by the day that names them, oldest first; none if there is no folder. whose: which day, for the message.
    Raises InputError for a name that is no day, and for two files of one day."""
    found: dict[date, Path] = {}
    for path in sorted(p for p in folder.iterdir() if p.suffix in suffixes) if folder.is_dir() else ():
        day = as_day(path.stem)
        if day is None:
            raise InputError(f"{folder.name}/{path.name}: name the file by the day {whose}, such as 2026-06-30{suffixes[0]}")
        if day in found:
            raise InputError(f"{folder.name}: both {found[day].name} and {path.name} are of {day}; keep the one that counts")
        found[day] = path
    return dict(sorted(found.items()))


def as_day(value: object) -> date | None:
    """The first day of YYYY, YYYY-MM or YYYY-MM-DD as YAML gives it (text, a year or a date); None if it is none.

    Only days of the years 1900 to 2100 are days here, as in a record.
    """
    if isinstance(value, datetime):
        return None
    if isinstance(value, date):
        return value if FIRST_YEAR <= value.year <= LAST_YEAR else None
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return None
    parts = WRITTEN.fullmatch(str(value))
    if parts is None:
        return None
    try:
        return as_day(date(int(parts[1]), int(parts[2] or 1), int(parts[3] or 1)))
    except ValueError:
        return None


def is_dated(node: Node) -> bool:
    """Whether a part of a case is a value at several dates."""
    return isinstance(node, dict) and bool(node) and all(as_day(key) is not None for key in node)


def by_date(node: Node) -> dict[date, Node]:
    """The values of a dated part, oldest first; InputError is left to the caller, which knows the field."""
    assert isinstance(node, dict)
    found = {day: value for key, value in node.items() if (day := as_day(key)) is not None}
    return dict(sorted(found.items()))


def resolve(node: Node, day: date, where: str = "") -> Node:
    """A part of a case as of a day; InputError names a field that has no value yet.

    where: the field, for the error.
    """
    if is_dated(node):
        values = by_date(node)
        known = [d for d in values if d <= day]
        if not known:
            raise InputError(f"{where or 'case'}: no value at or before {day}; the first is of {min(values)}")
        return resolve(values[known[-1]], day, where)
    if isinstance(node, dict):
        found = {key: resolve(value, day, f"{where}, {key}" if where else str(key)) for key, value in node.items()}
        return {key: value for key, value in found.items() if value is not None or not is_dated(node[key])}
    if isinstance(node, list):
        return [resolve(_without_period(item), day, _name(where, item, n)) for n, item in enumerate(node) if exists(item, day)]
    return node


def exists(item: Node, day: date) -> bool:
    """Whether an item of a list is there on a day: from ``since``, up to the day before ``until``.

    Raises InputError for a day that is no date.
    """
    if not isinstance(item, dict):
        return True
    since, until = as_day(item.get("since")), as_day(item.get("until"))
    for key, found in (("since", since), ("until", until)):
        if key in item and found is None:
            raise InputError(f"{item.get('id', 'item')}, {key}: '{item[key]}' is not a date (YYYY-MM-DD, YYYY-MM or YYYY)")
    if since is not None and until is not None and not since < until:
        raise InputError(f"{item.get('id', 'item')}: until {until} is not after since {since}, so that it is never there")
    return (since is None or since <= day) and (until is None or day < until)


def dates_in(node: Node) -> set[date]:
    """Every date at which a part of a case has a value."""
    if is_dated(node):
        values = by_date(node)
        return set(values).union(*(dates_in(value) for value in values.values()))
    parts: Iterable[Node] = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return set().union(*(dates_in(part) for part in parts))


def _without_period(item: Node) -> Node:
    return {k: v for k, v in item.items() if k not in ("since", "until")} if isinstance(item, dict) else item


def _name(where: str, item: Node, number: int) -> str:
    own = item.get("id", number) if isinstance(item, dict) else number
    return f"{where}, {own}" if where else str(own)
