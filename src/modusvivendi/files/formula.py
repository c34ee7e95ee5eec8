"""Tables written as CSV, with text that a spreadsheet would run as a formula made harmless (CWE-1236).

Every writer of tables goes through here. Text gets an apostrophe before it; numbers are left alone.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
DIGITS = "%.9g"  # of numbers in text files: single-precision outcomes come back to the bit


def guarded(cell: object) -> object:
    """A text cell that a spreadsheet cannot take for a formula; anything else unchanged."""
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return "'" + cell
    return cell


def guarded_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """A copy of a table with the guard on text and headers."""
    safe = frame.copy()
    for position, column in enumerate(frame.columns):
        if not pd.api.types.is_numeric_dtype(frame[column].dtype):
            safe.isetitem(position, frame[column].map(guarded))
    safe.columns = pd.Index([guarded(str(c)) for c in frame.columns])
    return safe


def write_csv(frame: pd.DataFrame, path: str | Path, index: bool = False, digits: str = DIGITS) -> Path:
    """Write a table as CSV (UTF-8, one header line), with the guard on text, headers and index.

    digits: format of numbers. Line ends are those of RFC 4180, so that a line end inside a cell is quoted.
    """
    target = Path(path)
    flat = frame.reset_index() if index else frame
    guarded_frame(flat).to_csv(target, index=False, lineterminator="\r\n", float_format=digits)
    return target
