"""Export: the pair of experiments and outcomes that exploratory workbenches use, and tables as files.

Text that a spreadsheet would run as a formula is made harmless (CWE-1236): Excel files store it as text,
CSV files get an apostrophe before it (modusvivendi.files.formula). Numbers are left alone.
"""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from modusvivendi.analysis.inputs import OUTCOME_DIMS, factors_of, labelled, names
from modusvivendi.errors import InputError
from modusvivendi.files.formula import DIGITS, guarded_frame, write_csv

__all__ = ["experiments", "write_csv", "write_excel", "write_parquet", "write_workbench"]

EXCEL_ROWS, EXCEL_COLUMNS, SHEET_LETTERS = 1_048_576, 16_384, 31  # limits of the .xlsx format
INDEX = "index"


def experiments(
    outcomes: xr.DataArray, factors: pd.DataFrame | Mapping[str, pd.DataFrame]
) -> tuple[pd.DataFrame, dict[str, NDArray[np.float64]]]:
    """The pair (experiments, outcomes) as the exploratory modelling workbench keeps it.

    Experiments: one row per run with the factors, then ``scenario`` (the future), ``policy`` (the
    strategy) and ``model`` (the theory). Outcomes: name → array with one number per run, same order:
    theory by theory, strategy by strategy, future by future. Missing numbers stay missing.
    Raises InputError for a factor named as a column of the export, and if a future has no factors or several rows.
    """
    outcomes = labelled(outcomes, OUTCOME_DIMS, "the outcomes")
    strategies, futures = names(outcomes, "strategy"), outcomes["future"].values
    parts = []
    for theory in names(outcomes, "theory"):
        table = factors_of(factors, theory)
        taken = {"scenario", "policy", "model"} & set(table.columns)
        if taken:
            raise InputError(f"a factor cannot be named '{sorted(taken)[0]}' in an export of experiments")
        if not table.index.is_unique or not set(futures) <= set(table.index):
            raise InputError(f"some futures have no factors under {theory}, or more than one row")
        rows = table.loc[futures]
        for strategy in strategies:
            parts.append(rows.assign(scenario=futures, policy=strategy, model=theory))
    frame = pd.concat(parts, ignore_index=True)
    columns = {
        o: outcomes.sel(outcome=o).transpose("theory", "strategy", "future").values.astype(np.float64).ravel()
        for o in names(outcomes, "outcome")
    }
    return frame, columns


def write_excel(sheets: Mapping[str, pd.DataFrame], path: str | Path) -> Path:
    """Write tables as sheets of one Excel file, header frozen; text is never a formula or a link.

    Names longer than a sheet's may be are shortened, each to one of its own; a sheet "index" in front then gives the whole names.
    The creation date is fixed, so the same tables give the same bytes. Raises InputError for no tables.
    """
    if not sheets:
        raise InputError("an Excel file needs at least one table")
    for name, frame in sheets.items():
        _check_sheet(name, frame)
    if sheet_names([*sheets]) != [*sheets]:
        first, *short = sheet_names([INDEX, *sheets])
        index = pd.DataFrame({"sheet": short, "table": [*sheets]})
        sheets = {first: index, **dict(zip(short, sheets.values(), strict=True))}
    target = Path(path)
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with pd.ExcelWriter(target, engine="xlsxwriter", engine_kwargs={"options": options}) as writer:
        writer.book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC)})
        for name, frame in sheets.items():
            frame.to_excel(writer, sheet_name=name, index=False, freeze_panes=(1, 0))
    return target


def sheet_names(names: Sequence[str]) -> list[str]:
    """Names of sheets for tables, in order: 31 letters at most, and no two alike, also for who takes no heed of capitals."""
    taken: dict[str, str] = {}
    for name in names:
        short, number = name[:SHEET_LETTERS].strip("'"), 1
        while short.casefold() in taken:
            number += 1
            short = f"{name[: SHEET_LETTERS - 1 - len(str(number))]}~{number}"
        taken[short.casefold()] = short
    return [*taken.values()]


def _check_sheet(name: str, frame: pd.DataFrame) -> None:
    if not name or any(c in "[]:*?/\\" for c in name) or name[0] == "'" or name[-1] == "'":
        raise InputError(f"'{name}' cannot name a sheet: none of []:*?/\\, and no apostrophe at its ends")
    if len(frame) + 1 > EXCEL_ROWS or frame.shape[1] > EXCEL_COLUMNS:
        raise InputError(f"table '{name}' is too large for Excel ({frame.shape[0]} rows): write CSV or Parquet")


def write_parquet(frame: pd.DataFrame, path: str | Path) -> Path:
    """Write a table as Parquet; needs pyarrow, the optional extra ``parquet``. Raises InputError without it."""
    try:
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise InputError("Parquet needs pyarrow: install 'modus-vivendi[parquet]', or write CSV") from error
    target = Path(path)
    frame.to_parquet(target, engine="pyarrow", index=False)
    return target


def write_workbench(experiments: pd.DataFrame, outcomes: Mapping[str, NDArray[np.float64]], path: str | Path) -> Path:
    """Write the pair as the archive (.tar.gz) that the exploratory modelling workbench's ``load_results`` reads.

    The archive's dates are fixed, so the same pair gives the same bytes.
    """
    safe = guarded_frame(experiments)
    kinds = {str(name): "float64" if pd.api.types.is_numeric_dtype(kind) else "object" for name, kind in safe.dtypes.items()}
    head = {"version": 0.1, "experiments": kinds, "outcomes": [["ScalarOutcome", name, f"{name}.cls"] for name in outcomes]}
    parts = {"experiments.csv": safe.to_csv(index=False, float_format=DIGITS)}
    parts |= {
        f"{name}.cls": pd.Series(values).to_csv(index=False, header=False, float_format=DIGITS)
        for name, values in outcomes.items()
    }
    parts["metadata.json"] = json.dumps(head)
    target = Path(path)
    with (
        open(target, "wb") as file,
        gzip.GzipFile("", "wb", 6, file, mtime=0) as packed,
        tarfile.open(None, "w", packed) as archive,
    ):
        for name, text in parts.items():
            content = text.encode()
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return target
