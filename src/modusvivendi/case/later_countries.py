"""Envoys and recognitions that became known later, as tables beside a case: countries/YYYY-MM-DD.csv.

A table says of a country from which day on it accepts a head of mission of the authority, and whether it recognises it. The case
file stays as it was.
"""

from __future__ import annotations

from pathlib import Path

from modusvivendi.case.dated import Node, Tree, as_day, is_dated, tables_by_day
from modusvivendi.errors import Fault, InputError, nearest
from modusvivendi.record.table import Columns, Row, Table, read_table

COUNTRY_COLUMNS = ("country", "since", "accredited", "recognised", "source")
YES = {"yes": True, "no": False}


def with_later_countries(folder: Path, data: Tree) -> Tree:
    """A case as written, with what its later tables say of countries. Raises InputError with all faults of a table."""
    for path in tables_by_day(folder / "countries", "on which it was written").values():
        data = _with_table(data, path)
    return data


def country_of(row: Row) -> tuple[str, str, Tree]:
    """Country, day and what holds from then on; what is wrong is noted in the row."""
    since = row.needed("since")
    if since and as_day(since) is None:
        row.fault("since", f"'{since}' is not a date (YYYY-MM-DD)")
    said: Tree = {name: YES.get(row.choice(name, tuple(YES)), False) for name in ("accredited", "recognised")}
    return row.needed("country"), since, {**said, "source": row.needed("source")}


def read_countries(path: Path) -> Table[tuple[str, str, Tree]]:
    """Country, day and what holds from then on, row by row, and what is wrong with them."""
    return read_table(path, Columns(COUNTRY_COLUMNS), "country", country_of)


def _with_table(data: Tree, path: Path) -> Tree:
    table = read_countries(path)
    written = data.get("countries")
    countries = {str(c.get("id")): c for c in written if isinstance(c, dict)} if isinstance(written, list) else {}
    faults: list[Fault] = list(table.faults)
    begin, new = str(data.get("begins", "1900-01-01")), dict[str, Node]()
    for place, (name, since, said) in enumerate(table.items):
        country = countries.get(name)
        if country is None:
            faults.append(table.fault(place, "country", f"unknown '{name}'; {nearest(name, countries)}"))
            continue
        new[name] = {**country, **{key: _from(country.get(key, False), begin, since, value) for key, value in said.items()}}
    if faults:
        raise InputError.of(faults, path)
    kept = [new.get(str(c.get("id")), c) if isinstance(c, dict) else c for c in (written if isinstance(written, list) else [])]
    return {**data, "countries": kept}


def _from(before: Node, begin: str, since: str, value: Node) -> Node:
    """A field that changes on a day: what it was, by date, and what it is from then on."""
    assert not isinstance(before, list)
    earlier: Tree = {str(k): v for k, v in before.items()} if isinstance(before, dict) and is_dated(before) else {begin: before}
    return {**earlier, since: value}
