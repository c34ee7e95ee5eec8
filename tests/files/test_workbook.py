"""Tables in .xlsx: cells as they are meant, one sheet, and nothing that can only be guessed."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from modusvivendi.errors import InputError
from modusvivendi.files.grid import read_grid


def book(path: Path, **sheets: list[list[Any]]) -> Path:
    """A workbook with these sheets."""
    made = Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def test_cells_become_the_text_that_is_meant(tmp_path: Path) -> None:
    path = book(
        tmp_path / "acts.xlsx",
        Sheet1=[["id", "n", "share", "day", "year", "yes", "none"], ["a", 4.0, 0.1, date(2021, 8, 17), 2022, True, None]],
    )
    assert read_grid(path).rows == (
        (1, ("id", "n", "share", "day", "year", "yes", "none")),
        (2, ("a", "4", "0.1", "2021-08-17", "2022", "TRUE", "")),
    )


@pytest.mark.parametrize(
    ("shown", "text"),
    [("yyyy-mm-dd", "2021-08-01"), ("mmm-yy", "2021-08"), ("[$-409]d\\-mmm\\-yy;@", "2021-08-01"), ("yyyy", "2021")],
)
def test_a_date_is_as_precise_as_its_cell_shows_it(tmp_path: Path, shown: str, text: str) -> None:
    """A spreadsheet turns '2021-08' into the first of August and shows 'Aug-21'."""
    path = book(tmp_path / "acts.xlsx", acts=[["date"], [datetime(2021, 8, 1)]])
    made = load_workbook(path)
    made["acts"]["A2"].number_format = shown
    made.save(path)
    assert read_grid(path).rows[1] == (2, (text,))


def test_rows_are_numbered_as_the_sheet_numbers_them_and_edges_may_be_empty(tmp_path: Path) -> None:
    path = book(tmp_path / "acts.xlsx", acts=[[], [None, "id", "what", None], ["", "a", "x"], [None], [None, "b", "y"], ["", ""]])
    assert [(n, tuple(c for c in row if c)) for n, row in read_grid(path).rows] == [
        (2, ("id", "what")),
        (3, ("a", "x")),
        (5, ("b", "y")),
    ]


def test_the_sheet_named_as_the_file_is_read_else_the_only_one_with_cells(tmp_path: Path) -> None:
    rows = [["id"], ["a"]]
    assert read_grid(book(tmp_path / "acts.xlsx", notes=[["x"], ["y"]], Acts=rows)).rows[0] == (1, ("id",))
    assert read_grid(book(tmp_path / "acts.xlsx", empty=[], data=rows)).rows[0] == (1, ("id",))
    with pytest.raises(InputError, match=r"^acts\.xlsx: several sheets with cells \('one', 'two'\): name the one to read 'acts'"):
        read_grid(book(tmp_path / "acts.xlsx", one=rows, two=rows))
    with pytest.raises(InputError, match=r"^acts\.xlsx: empty"):
        read_grid(book(tmp_path / "acts.xlsx", one=[]))


def test_a_formula_without_its_value_and_an_error_are_refused_with_the_cell(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^acts\.xlsx, row 2, column n: a formula without a saved value"):
        read_grid(book(tmp_path / "acts.xlsx", acts=[["id", "n"], ["a", "=1+1"]]))
    with pytest.raises(InputError, match=r"^acts\.xlsx, row 2, column n: the cell shows an error \(#REF!\)"):
        read_grid(book(tmp_path / "acts.xlsx", acts=[["id", "n"], ["a", "#REF!"]]))


def test_a_formula_counts_as_its_saved_value(tmp_path: Path) -> None:
    path = book(tmp_path / "acts.xlsx", acts=[["id", "n"], ["a", "=1+1"]])
    packed = tmp_path / "packed.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<v />", b"<v>2</v>").replace(b"<v></v>", b"<v>2</v>"))
    packed.rename(path)
    assert read_grid(path).rows[1] == (2, ("a", "2"))


def test_other_archives_and_damaged_files_end_in_one_line(tmp_path: Path) -> None:
    other = tmp_path / "other.xlsx"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("content.xml", "x")
    with pytest.raises(InputError, match=r"^other\.xlsx: an archive, not an \.xlsx table"):
        read_grid(other)
    whole = book(tmp_path / "acts.xlsx", acts=[["id"], ["a"]])
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(tmp_path / "bad.xlsx", "w") as new:
        for name in old.namelist():
            new.writestr(name, b"<broken" if "sheet1" in name else old.read(name))
    with pytest.raises(InputError, match=r"^bad\.xlsx: not a whole \.xlsx file"):
        read_grid(tmp_path / "bad.xlsx")
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr("xl/workbook.xml", b" " * 500_000_000)
    with pytest.raises(InputError, match=r"^bomb\.xlsx: unpacks to 500 MB; at most 20 MB allowed"):
        read_grid(tmp_path / "bomb.xlsx")


@pytest.mark.parametrize("merged", ["A2:A3", "B2:C2", "A1:B1", "C3:C4"])
def test_merged_cells_are_refused_where_they_hold_something(tmp_path: Path, merged: str) -> None:
    """A reader sees one value in all of them; in the file only the first has it."""
    path = book(tmp_path / "acts.xlsx", acts=[["id", "n", "source"], ["a", 1, "one"], ["b", 2, "two"], ["c", 3, "three"]])
    made = load_workbook(path)
    made["acts"].merge_cells(merged)
    made.save(path)
    first, _, last = merged.partition(":")
    with pytest.raises(InputError, match=f"row {first[1]}, column .*cells {first} to {last} are merged: unmerge them"):
        read_grid(path)


def test_merged_cells_that_hold_nothing_and_rows_that_are_hidden_are_as_if_they_were_not(tmp_path: Path) -> None:
    path = book(tmp_path / "acts.xlsx", acts=[["id", "n"], ["a", 1], ["b", 2]])
    whole, made = read_grid(path).rows, load_workbook(path)
    made["acts"].merge_cells("A7:B9")
    made["acts"].row_dimensions[2].hidden = True
    made["acts"].column_dimensions["B"].hidden = True
    made["acts"].auto_filter.ref = "A1:B3"
    made.save(path)
    assert read_grid(path).rows == whole
