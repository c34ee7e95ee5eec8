"""Tables as files, each there whole or not at all; text in them is never taken for a formula."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from modusvivendi.files.formula import write_csv
from modusvivendi.files.whole import whole_file


def write_tables(folder: Path, tables: Mapping[str, pd.DataFrame]) -> list[Path]:
    """Write each table to ``folder`` as CSV, blanks in its name as hyphens; return the files."""
    written = []
    for name, table in tables.items():
        path = folder / f"{name.replace(' ', '-')}.csv"
        with whole_file(path) as draft:
            write_csv(table, draft)
        written.append(path)
    return written
