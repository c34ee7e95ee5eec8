"""The cells of a table file, CSV or .xlsx, with the row numbers that a spreadsheet shows."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from modusvivendi.errors import FAULT_LIMIT, Fault, InputError
from modusvivendi.files.sizes import Counter, clean, label, name_of
from modusvivendi.files.text_file import read_bytes

SIZE_LIMIT = 20_000_000  # bytes of a file
SEPARATORS = (",", ";", "\t")
HEAD = 1_000  # lines at the top in which the separator is looked for
SUFFIXES = (".csv", ".xlsx", ".tsv")  # of tables, in the order in which they are looked for
DAMAGED = {
    "\x00": "holds a NUL byte: the file is damaged, or no text",
    "\ufffd": "letters were lost when the file was saved (\ufffd): go back to the original, and save as 'CSV UTF-8'",
}
OLD_ENCODING = (
    "saved in an older encoding such as Windows-1252, so letters with accents cannot be told: "
    "save as 'CSV UTF-8', or give the .xlsx"
)


@dataclass(frozen=True)
class Grid:
    """Rows with something in them: number (from 1, blank rows counted) and stripped cells. file: name for messages."""

    file: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_grid(path: Path) -> Grid:
    """The cells of a table. Raises InputError for what is no table, with row and column where they can be told.

    CSV: UTF-8 (or UTF-16 with its mark), separated by commas, semicolons or tabs. An .xlsx, and a file packed with gzip, are
    known by their content.
    """
    raw = unpacked(path, read_bytes(path, SIZE_LIMIT))
    if raw.startswith(b"PK\x03\x04"):
        from modusvivendi.files.workbook import read_sheet

        numbered = read_sheet(path, raw)
    elif raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError(f"{label(path)}: an old Excel file (.xls): save it as .xlsx or as 'CSV UTF-8'")
    else:
        numbered = list(enumerate(read_cells(path, raw), start=1))
    cleaned = ((number, tuple(map(clean, cells))) for number, cells in numbered)
    rows = tuple((number, cells) for number, cells in cleaned if any(cells))
    if not rows:
        raise InputError(f"{label(path)}: empty; a header and a row are needed at least")
    check_cells(path, rows)
    return Grid(label(path), rows)


def unpacked(path: Path, raw: bytes, limit: int = SIZE_LIMIT) -> bytes:
    """The content of a file packed with gzip, of at most so many bytes; any other content as it is. Raises InputError."""
    if not raw.startswith(b"\x1f\x8b"):
        return raw
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(raw)) as packed:
            content = packed.read(limit + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{label(path)}: packed with gzip, but damaged ({error})") from None
    if len(content) > limit:
        raise InputError(f"{label(path)}: more than {limit / 1e6:g} MB when unpacked; at most that is allowed")
    return content


def read_cells(path: Path, raw: bytes) -> list[list[str]]:
    """The rows of a CSV file, blank ones included."""
    text = decode(path, raw)
    head, _, rest = text.partition("\n")
    if head.strip().lower() in ("sep=;", "sep=,", "sep=\t", "sep="):  # a line that spreadsheets write, read and do not show
        return parse(path, rest, head.rstrip("\r")[4:5] or "\t")
    return parse(path, text, separator_of(text))


def decode(path: Path, raw: bytes) -> str:
    """The text of a CSV file; an encoding that cannot be told is refused with the first cell in which it shows."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return raw.decode("utf-16")
        except UnicodeDecodeError:
            raise InputError(f"{label(path)}: not UTF-16 text, though it begins like it: save as 'CSV UTF-8'") from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise encoding_fault(path, raw.decode("latin-1")) from None


def encoding_fault(path: Path, text: str) -> InputError:
    """Which cell first holds bytes that are not UTF-8; ``text`` has one letter per byte."""
    rows = parse(path, text, separator_of(text))
    for number, cells in enumerate(rows, start=1):
        for place, cell in enumerate(cells):
            try:
                cell.encode("latin-1").decode("utf-8-sig")
            except UnicodeDecodeError as error:
                what = f"not UTF-8 text (byte 0x{cell.encode('latin-1')[error.start]:02X}): {OLD_ENCODING}"
                return InputError.of([Fault(label(path), what, row=number, column=name_of(rows, place))], path)
    return InputError(f"{label(path)}: not UTF-8 text: {OLD_ENCODING}")


def separator_of(text: str) -> str:
    """The separator: the one that gives most cells in the first row, or in the second where the first has one cell."""
    counts = {}
    for separator in SEPARATORS:
        sizes = []
        try:
            lines = islice(io.StringIO(text, newline=""), HEAD)
            for cells in csv.reader(lines, delimiter=separator, skipinitialspace=True):
                sizes += [len(cells)] if any(cell.strip() for cell in cells) else []
                if len(sizes) == 2:
                    break
        except csv.Error:
            pass
        counts[separator] = tuple(sizes)
    firsts = {separator: sizes[0] if sizes else 0 for separator, sizes in counts.items()}
    if max(firsts.values()) <= 1:
        firsts = {separator: sizes[1] if len(sizes) > 1 else 0 for separator, sizes in counts.items()}
    return max(SEPARATORS, key=lambda separator: firsts[separator])


def parse(path: Path, text: str, separator: str) -> list[list[str]]:
    """All rows of a text. Raises InputError with the number of the row that cannot be parsed."""
    rows: list[list[str]] = []
    counter = Counter(path)
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True):
            counter.add(len(cells))
            rows.append(cells)
    except csv.Error as error:
        fault = Fault(label(path), f"not a CSV table ({error}); a quotation mark that is not closed?", row=len(rows) + 1)
        raise InputError.of([fault], path) from None
    return rows


def check_cells(path: Path, rows: Sequence[tuple[int, Sequence[str]]]) -> None:
    """Refuse NUL bytes, which hide text from some programs, and letters that were lost in saving."""
    header = [cells for _, cells in rows]
    damaged = [row for row in rows if not DAMAGED.keys().isdisjoint("".join(row[1]))]
    found = (
        Fault(label(path), what, row=number, column=name_of(header, place))
        for number, cells in damaged
        for place, cell in enumerate(cells)
        for letter, what in DAMAGED.items()
        if letter in cell
    )
    if faults := list(islice(found, FAULT_LIMIT)):
        raise InputError.of(faults, path)


def find_table(folder: Path, name: str) -> Path | None:
    """The table of this name in a folder, CSV, .xlsx or .tsv; None if there is none. Raises InputError if there are two."""
    found = [folder / f"{name}{suffix}" for suffix in SUFFIXES if (folder / f"{name}{suffix}").exists()]
    if len(found) > 1:
        raise InputError(f"{folder.name}: both {found[0].name} and {found[1].name}; keep the one that counts")
    return found[0] if found else None
