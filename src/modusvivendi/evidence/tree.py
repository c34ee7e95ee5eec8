"""What weighing found as one xarray tree, and on disk as a Zarr store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from modusvivendi.evidence.inference.theory_evidence import coding_names
from modusvivendi.evidence.inference.weights import Weights
from modusvivendi.evidence.likelihood.model import NAMES
from modusvivendi.evidence.tables import TABLES

if TYPE_CHECKING:
    import xarray as xr


def to_tree(w: Weights) -> xr.DataTree:
    """Evidence with named dimensions (theory, variant, coding; in nats), posterior draws, weights, and tables as groups."""
    import xarray as xr

    names, first = [t.name for t in w.theories], next(iter(w.main.values()))
    codings = list(coding_names(first))
    stacked = {k: (("theory", "variant", "coding"), np.stack([getattr(w.main[n], k) for n in names])) for k in ("log_z", "error")}
    draws = xr.Dataset(
        {"quantile": (("theory", "draw", "parameter"), np.stack([w.main[n].draws for n in names]))},
        {"theory": names, "parameter": list(NAMES)},
    )
    weights = xr.Dataset(
        {"weight": ("theory", list(w.weights().values())), "prior": ("theory", list(w.prior.values()))},
        {"theory": names},
    )
    groups = {
        "evidence": xr.Dataset(stacked, {"theory": names, "variant": list(first.variants), "coding": codings}),
        "history_variants": _history_variants(w, names, codings),
        "draws": draws,
        "weights": weights,
    }
    groups |= {f"tables/{name}": xr.Dataset.from_dataframe(_plain(table(w))) for name, table in TABLES.items()}
    tree = xr.DataTree.from_dict(groups)
    tree.attrs = {"case": w.case.name, "case_digest": w.case.digest(), "seed": w.options.seed, "sampler": w.options.sampler}
    return tree


def _history_variants(w: Weights, names: list[str], codings: list[str]) -> xr.Dataset:
    """Evidence under variants with latent states of their own."""
    import xarray as xr

    variants, shape = list(w.history_variants), ("variant", "theory", "coding")
    data = {
        k: (shape, np.stack([[getattr(w.history_variants[v][n], k) for n in names] for v in variants]))
        for k in (("log_z", "error") if variants else ())
    }
    return xr.Dataset(data, {"variant": variants, "theory": names, "coding": codings})


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """Text columns as fixed-width text, which every store can hold."""
    return table.astype({c: object for c in table.columns if not pd.api.types.is_numeric_dtype(table[c])}).map(
        lambda x: str(x) if not isinstance(x, (int, float, np.number, np.bool_)) else x
    )


def save_tree(w: Weights, folder: Path) -> Path:
    """Write the tree to a Zarr store (format 2, whose text every program knows)."""
    to_tree(w).to_zarr(folder, mode="w", zarr_format=2)
    return folder
