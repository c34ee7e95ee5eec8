"""A report as one Excel file: its claims, then every table with plain numbers."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from modusvivendi.analysis import write_excel
from modusvivendi.findings import Fact, Report
from modusvivendi.findings.finding import all_tables


def sheets_of(report: Report) -> dict[str, pd.DataFrame]:
    """Claims and tables by sheet. Tables named ``sheet/part`` share a sheet, with the part in its first column."""
    told = [f for f in report.findings if f.claim]
    claims = pd.DataFrame([{"id": f.id, "question": f.question, "claim": f.sentence} for f in told])
    parts: dict[str, list[pd.DataFrame]] = {"index": [index_of(report)], "claims": [claims]}
    for name, frame in report.tables().items():
        sheet, _, part = name.partition("/")
        numbers = plain_numbers(frame)
        if part:
            numbers.insert(0, "of", part)
        parts.setdefault(sheet, []).append(numbers)
    return {sheet: pd.concat(frames, ignore_index=True) for sheet, frames in parts.items()}


def index_of(report: Report) -> pd.DataFrame:
    """One row a sheet: what it holds, in which units, and how many rows."""
    rows = [("claims", "What is said of the tables", "", sum(bool(f.claim) for f in report.findings))]
    for table in all_tables(report.findings):
        frame = table.as_frame()
        units = dict.fromkeys(c.unit for name in frame.columns for c in frame[name] if isinstance(c, Fact) and c.unit)
        rows.append((table.name.partition("/")[0], table.caption, "; ".join(units), len(frame)))
    return pd.DataFrame(rows, columns=["sheet", "what it holds", "units", "rows"])


def plain_numbers(frame: pd.DataFrame) -> pd.DataFrame:
    """A table without facts: each column of facts becomes its values, followed by the ends of intervals where there are any."""
    columns: dict[str, list[object]] = {}
    for name in frame.columns:
        cells = list(frame[name])
        columns[str(name)] = [c.value if isinstance(c, Fact) else c for c in cells]
        facts = [c if isinstance(c, Fact) else Fact(value=None) for c in cells]
        if any(f.low is not None for f in facts):
            columns[f"{name}, low"] = [f.low for f in facts]
            columns[f"{name}, high"] = [f.high for f in facts]
    return pd.DataFrame(columns)


def write_workbook(path: Path, report: Report) -> Path:
    """Write the report's claims and tables to an Excel file; the same report gives the same bytes."""
    return write_excel(sheets_of(report), path)
