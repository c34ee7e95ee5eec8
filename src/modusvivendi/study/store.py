"""Where a run is kept on disk: one folder per study, named after what decides its numbers."""

from __future__ import annotations

import shutil
from pathlib import Path

from modusvivendi.errors import InputError
from modusvivendi.files.formula import write_csv
from modusvivendi.study.result import manifest_path
from modusvivendi.study.study import Study
from modusvivendi.study.summary import Summary


def prepare_folder(out: Path, study: Study, resume: bool) -> Path:
    """The folder of a study inside ``out``; an earlier run of the same study in it is replaced unless resumed."""
    folder = out / f"{study.case.name}-{study.digest[:12]}"
    store = folder / "futures.zarr"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if store.exists() and not resume:
            if not manifest_path(store).exists() and any(store.iterdir()):
                raise InputError(f"{store} exists and is not a result of this program; choose another --out")
            shutil.rmtree(store)
    except OSError as error:
        raise InputError(f"{out}: cannot be written ({error.strerror or error})") from None
    return folder


def open_folder(out: Path, name: str) -> Path:
    """The folder ``name`` inside ``out``, made if it is not there. InputError if it cannot be."""
    folder = out / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{out}: cannot be written ({error.strerror or error})") from None
    return folder


def write_tables(folder: Path, summary: Summary) -> None:
    """The tables as CSV files."""
    write_csv(summary.table, folder / "table.csv", digits="%.6g")
    write_csv(summary.regret, folder / "regret.csv", digits="%.6g")
    write_csv(summary.best_share, folder / "best_share.csv", digits="%.6g")
