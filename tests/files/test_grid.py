"""Tables as people save them: read where they can mean one thing only, else one line with the spreadsheet's own row number."""

from __future__ import annotations

import csv
import io
import os
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modusvivendi.errors import InputError
from modusvivendi.files.grid import SIZE_LIMIT, find_table, read_grid
from modusvivendi.files.sizes import ROW_LIMIT

HEADER = ("id", "date", "what")
ROWS = [("a", "2021-08-17", "Said; then done, twice"), ("b", "2021-09", 'With "quotes"'), ("c", "2021", "In two\nlines")]
PLAIN = ((1, HEADER), *((n, row) for n, row in enumerate(ROWS, start=2)))


def saved(separator: str = ",", line_end: str = "\n", rows: list[tuple[str, ...]] | None = None) -> str:
    """The small table as text."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator=line_end).writerows([HEADER, *(rows or ROWS)])
    return out.getvalue()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_way_of_saving_reads_the_same(tmp_path: Path, separator: str, line_end: str, encoding: str) -> None:
    path = tmp_path / "acts.csv"
    path.write_bytes(saved(separator, line_end).encode(encoding))
    assert read_grid(path).rows == PLAIN


@pytest.mark.parametrize("separator", [",", ";"])
def test_a_separator_that_is_declared_counts_for_nothing_else(tmp_path: Path, separator: str) -> None:
    """Spreadsheets write and read a first line 'sep=;', and do not number it."""
    path = tmp_path / "acts.csv"
    path.write_text(f"sep={separator}\n{saved(separator)}", encoding="utf-8")
    assert read_grid(path).rows == PLAIN


def test_blank_rows_are_counted_and_empty_edges_are_not_cells(tmp_path: Path) -> None:
    path = tmp_path / "acts.csv"
    path.write_text("\n,,\nid, date ,what,,\n\na,2021,x,,\n,,,,\nb,2022,y,,\n,,,,\n", encoding="utf-8")
    assert [(number, cells[:3]) for number, cells in read_grid(path).rows] == [
        (3, ("id", "date", "what")),
        (5, ("a", "2021", "x")),
        (7, ("b", "2022", "y")),
    ]


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "cp1257", "cp1250"])
@pytest.mark.parametrize("separator", [",", ";"])
def test_an_older_encoding_is_refused_with_the_cell(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "acts.csv"
    path.write_bytes(saved(separator, rows=[*ROWS, ("d", "2021", "põgenikelaine, ähvardas".replace("õ", "ö"))]).encode(encoding))
    with pytest.raises(
        InputError, match=r"^acts\.csv, row 5, column what: not UTF-8 text \(byte 0x[0-9A-F]{2}\).*CSV UTF-8.*\.xlsx"
    ):
        read_grid(path)


def test_a_nul_byte_is_refused_with_its_cell(tmp_path: Path) -> None:
    path = tmp_path / "acts.csv"
    path.write_bytes(b"id,date,what\na,2021,x\n\nb,20\x0021,y\n")
    with pytest.raises(InputError, match=r"^acts\.csv, row 4, column date: holds a NUL byte"):
        read_grid(path)


def test_letters_that_were_lost_are_not_taken_for_text(tmp_path: Path) -> None:
    path = tmp_path / "acts.csv"
    path.write_text("id,what\na,p\ufffdgenik\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"^acts\.csv, row 2, column what: letters were lost"):
        read_grid(path)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "acts.csv: empty"),
        (b"\n,,\n \n", "acts.csv: empty"),
        (b'id,what\na,"never closed\nb,x\n', "acts.csv, row 2: not a CSV table"),
        (b"\xd0\xcf\x11\xe0rest", "acts.csv: an old Excel file (.xls)"),
        (b"PK\x03\x04rest", "acts.csv: not a whole .xlsx file"),
        (b"\xff\xfea", "acts.csv: not UTF-16 text"),
        (b"id\n" + b"a\n" * (ROW_LIMIT + 1), "acts.csv, row 100001: more than 100,000 rows"),
        (b"," * 1200 + b"x\n", "acts.csv, row 1: 1201 columns"),
        (b"x" * (SIZE_LIMIT + 1), "acts.csv: more than 20 MB"),
    ],
)
def test_what_is_no_table_ends_in_one_line(tmp_path: Path, raw: bytes, message: str) -> None:
    path = tmp_path / "acts.csv"
    path.write_bytes(raw)
    with pytest.raises(InputError) as caught:
        read_grid(path)
    assert str(caught.value).startswith(message) and "\n" not in str(caught.value)


def special(kind: str, folder: Path) -> Path:
    """A file that is none."""
    path = folder / "acts.csv"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "loop":
        path.symlink_to(path)
    else:
        path.symlink_to(kind)
    return path


@pytest.mark.parametrize("kind", ["pipe", "folder", "loop", "/dev/zero", "/dev/urandom", "/nowhere"])
def test_only_regular_files_are_read_and_others_end_at_once(tmp_path: Path, kind: str) -> None:
    path, start = special(kind, tmp_path), time.monotonic()
    with pytest.raises(InputError, match="cannot be read"):
        read_grid(path)
    assert time.monotonic() - start < 1.0


def test_a_table_may_be_csv_or_xlsx_but_not_both(tmp_path: Path) -> None:
    assert find_table(tmp_path, "acts") is None
    (tmp_path / "acts.xlsx").touch()
    assert find_table(tmp_path, "acts") == tmp_path / "acts.xlsx"
    (tmp_path / "acts.csv").touch()
    with pytest.raises(InputError, match=r"both acts\.csv and acts\.xlsx"):
        find_table(tmp_path, "acts")


cells = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00\ufffd"), max_size=8)


@settings(derandomize=True, max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=5), separator=st.sampled_from(",;\t"))
def test_any_table_written_by_a_csv_writer_comes_back_but_for_spaces(
    tmp_path: Path, table: list[tuple[str, ...]], separator: str
) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(saved(separator, "\r\n", table).encode())
    assert [tuple(bare(cell) for cell in row) for _, row in read_grid(path).rows[1:]] == [
        tuple(bare(cell) for cell in row) for row in table if any(bare(cell) for cell in row)
    ]


def bare(cell: str) -> str:
    """A cell without spaces, line ends included."""
    return "".join(cell.replace("\ufeff", "").replace("\u200b", "").split())


@settings(derandomize=True, max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.binary(max_size=60))
def test_any_bytes_are_read_or_refused_in_one_line(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(raw)
    try:
        assert all(any(row) for _, row in read_grid(path).rows)
    except InputError as error:
        assert str(error).startswith("any.csv") and len(str(error).splitlines()) == 1
