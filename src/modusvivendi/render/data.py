"""Findings as plain data, for JSON and other programs: what is not a finite number is null."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from modusvivendi.findings import Board, Fact, Finding, Report, Table

if TYPE_CHECKING:
    import pandas as pd

    from modusvivendi.findings.rows import Rows

Plain = str | int | float | bool | None | list["Plain"] | dict[str, "Plain"]


def plain(value: Any) -> Plain:
    """A value as JSON can hold it: facts as mappings without empty fields, NumPy numbers as Python's, no NaN or infinity."""
    if isinstance(value, Fact):
        fields = {
            name: getattr(value, name) for name in ("value", "unit", "low", "high", "interval", "level", "n", "rank", "note")
        }
        return {name: plain(v) for name, v in fields.items() if name == "value" or v not in (None, "")}
    if isinstance(value, str) or value is None:
        return value
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(v) for v in value]
    return str(value)


def rows_of(frame: pd.DataFrame | Rows) -> list[Plain]:
    """A table as a list of rows, each a mapping from column to plain value."""
    columns = [str(c) for c in frame.columns]
    return [{c: plain(v) for c, v in zip(columns, row, strict=True)} for row in frame.itertuples(index=False, name=None)]


def table_data(table: Table) -> Plain:
    """A table with its caption."""
    return {"name": table.name, "caption": table.caption, "rows": rows_of(table.frame)}


def board_data(board: Board) -> Plain:
    """A board: its columns, each with its cards."""
    columns = [{"heading": heading, "cards": [plain(vars(c)) for c in cards]} for heading, cards in board.columns]
    return {"caption": board.caption, "columns": columns}  # type: ignore[dict-item]


def finding_data(finding: Finding) -> dict[str, Plain]:
    """A finding: its sentence, the template and facts it is made of, and its tables (those of pictures included)."""
    twins = [c.twin for c in finding.charts if c.twin is not None]
    return {
        "id": finding.id,
        "question": finding.question,
        "view": finding.view,
        "sentence": finding.sentence,
        "claim": finding.claim,
        "facts": {name: plain(fact) for name, fact in finding.facts.items()},
        "headline": plain(finding.headline),
        "too_close_to_call": plain(finding.too_close_to_call),
        "method": finding.method,
        "caveats": list(finding.caveats),
        "sources": list(finding.sources),
        "tables": [table_data(t) for t in (*finding.tables, *twins)],
        "boards": [board_data(b) for b in finding.boards],
    }


def report_data(report: Report) -> dict[str, Plain]:
    """A whole report as plain data."""
    return {
        "title": report.title,
        "kind": report.kind,
        "basis": report.basis,
        "note": report.note,
        "notice": report.notice,
        "findings": [finding_data(f) for f in report.findings],
    }
