"""The cells of an .xlsx file, as a spreadsheet would write them to CSV with dates by the calendar.

openpyxl is imported only here, when an .xlsx is read.
"""

from __future__ import annotations

import functools
import io
import re
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modusvivendi.errors import Fault, InputError
from modusvivendi.files.sizes import Counter, label, name_of

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

UNPACKED_LIMIT = 20_000_000  # bytes, some 300,000 cells; a small archive can hold very much
Numbered = list[tuple[int, list[str]]]


def read_sheet(path: Path, raw: bytes) -> Numbered:
    """The rows of the sheet that holds the table: the one named as the file, else the only one with cells.

    Raises InputError if several sheets could be meant.
    """
    check_archive(path, raw)
    book = open_book(path, raw, values=False)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    named = [sheet for sheet in sheets if sheet.title.strip().lower() == path.stem.lower()]
    rows = {sheet.title: read_rows(path, sheet) for sheet in named[:1] or sheets}
    filled = [title for title, found in rows.items() if any(any(cells) for _, cells in found)]
    if len(filled) > 1:
        shown = ", ".join(f"'{title}'" for title in filled[:4])
        raise InputError(f"{label(path)}: several sheets with cells ({shown}): name the one to read '{path.stem}'")
    if not filled:
        return []
    refuse_merged(path, raw, next(sheet for sheet in sheets if sheet.title == filled[0]), rows[filled[0]])
    if any(isinstance(cell, Formula) for _, cells in rows[filled[0]] for cell in cells):
        return with_values(path, raw, filled[0], rows[filled[0]])
    return rows[filled[0]]


def refuse_merged(path: Path, raw: bytes, sheet: ReadOnlyWorksheet, rows: Numbered) -> None:
    """Refuse cells merged over rows or columns: all but the first would be read as empty, though a reader sees one value in them."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        text = archive.read(sheet._worksheet_path).decode("utf-8", "replace")
    faults = []
    for letters, digits, last in re.findall(r"<(?:\w+:)?mergeCell [^>]*?ref=\"([A-Z]+)([0-9]+):([A-Z]+[0-9]+)\"", text):
        row, place = int(digits), functools.reduce(lambda n, letter: 26 * n + ord(letter) - 64, letters, 0) - 1
        if row <= len(rows) and place < len(rows[row - 1][1]) and rows[row - 1][1][place]:
            what = f"cells {letters}{digits} to {last} are merged: unmerge them, and give each row its own value"
            faults.append(Fault(label(path), what, row=row, column=name_of([rows[0][1]], place)))
    if faults:
        raise InputError.of(faults, path)


class Formula(str):
    """The text of a formula, whose value is yet to be read."""


def check_archive(path: Path, raw: bytes) -> None:
    """Refuse what is no .xlsx and what would unpack to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            names = archive.namelist()
    except zipfile.BadZipFile:
        raise InputError(f"{label(path)}: not a whole .xlsx file: open it in a spreadsheet and save it anew") from None
    if "xl/workbook.xml" not in names:
        raise InputError(f"{label(path)}: an archive, not an .xlsx table: save as .xlsx or as 'CSV UTF-8'")
    if size > UNPACKED_LIMIT:
        raise InputError(
            f"{label(path)}: unpacks to {size / 1e6:.0f} MB; at most {UNPACKED_LIMIT / 1e6:g} MB allowed; save as 'CSV UTF-8'"
        )


def open_book(path: Path, raw: bytes, values: bool) -> Workbook:
    """The workbook; values: with the saved values of formulas in place of the formulas.

    Raises InputError for a file that is not whole.
    """
    import warnings

    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions, which do not matter here
            return load_workbook(io.BytesIO(raw), read_only=True, data_only=values)
    except Exception:  # a damaged file can fail anywhere in the library
        raise InputError(f"{label(path)}: not a whole .xlsx file: open it in a spreadsheet and save it anew") from None


def read_rows(path: Path, sheet: ReadOnlyWorksheet) -> Numbered:
    """The rows of a sheet, numbered as it numbers them, as text.

    Raises InputError for a file that is not whole, and with all faults of cells.
    """
    sheet.reset_dimensions()  # some programs save them wrongly
    rows: Numbered = []
    faults: list[Fault] = []
    counter = Counter(path)
    try:
        for number, padded in enumerate(sheet.iter_rows(), start=1):
            cells = padded[: next((n for n in range(len(padded), 0, -1) if padded[n - 1].value is not None), 0)]
            counter.add(len(cells))
            texts = [text_of(cell) for cell in cells]
            rows.append((number, texts))
            faults += [
                Fault(label(path), f"the cell shows an error ({texts[place]})", row=number, column=name_of([rows[0][1]], place))
                for place, cell in enumerate(cells)
                if cell.data_type == "e"
            ]
    except InputError:
        raise
    except Exception:  # a damaged sheet can fail anywhere in the library
        raise InputError(f"{label(path)}: not a whole .xlsx file: open it in a spreadsheet and save it anew") from None
    if faults:
        raise InputError.of(faults, path)
    widest = max((len(texts) for _, texts in rows), default=0)
    return [(number, texts + [""] * (widest - len(texts))) for number, texts in rows]


def text_of(cell: Any) -> str:
    """A cell as text: whole numbers without a point, dates as YYYY-MM-DD, months as YYYY-MM."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return Formula(value)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, (datetime, date)):
        return date_text(value, str(cell.number_format))
    return str(value)


def date_text(value: datetime | date, shown: str) -> str:
    """A date as precisely as its cell shows it: a format without days stands for the month, one of years for the year."""
    if isinstance(value, datetime) and (value.hour or value.minute or value.second):
        return value.isoformat(sep=" ", timespec="minutes")
    letters = re.sub(r"\[[^\]]*\]|\"[^\"]*\"", "", shown).lower()
    return value.strftime("%Y-%m-%d" if "d" in letters else "%Y-%m" if "m" in letters else "%Y")


def with_values(path: Path, raw: bytes, title: str, rows: Numbered) -> Numbered:
    """The rows with the saved values of their formulas; a formula without one is a fault. Raises InputError with all of them."""
    values = read_rows(path, open_book(path, raw, values=True)[title])
    faults = [
        Fault(
            label(path),
            "a formula without a saved value: open and save the file in a spreadsheet, or paste values",
            row=number,
            column=name_of([rows[0][1]], place),
        )
        for (number, cells), (_, found) in zip(rows, values, strict=True)
        for place, cell in enumerate(cells)
        if isinstance(cell, Formula) and not found[place]
    ]
    if faults:
        raise InputError.of(faults, path)
    return values
