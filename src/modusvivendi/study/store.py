"""Where a run is kept on disk: one folder per study, named after what decides its numbers."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from modusvivendi.errors import InputError
from modusvivendi.files.whole import open_folder
from modusvivendi.study.result import manifest_path
from modusvivendi.study.study import Study

if TYPE_CHECKING:
    import xarray as xr

FUTURES = "futures.zarr"


def folder_of(out: Path, study: Study) -> Path:
    """Where a study is kept inside ``out``."""
    return out / f"{study.case.name}-{study.digest[:12]}"


def prepare_folder(out: Path, study: Study, resume: bool) -> Path:
    """The folder of a study inside ``out``; an earlier run of the same study in it is replaced unless resumed."""
    folder = open_folder(out, folder_of(out, study).name)
    store = folder / FUTURES
    try:
        if store.exists() and not resume:
            if not manifest_path(store).exists() and any(store.iterdir()):
                raise InputError(f"{store} exists and is not a result of this program; choose another --out")
            shutil.rmtree(store)
    except OSError as error:
        raise InputError(f"{out}: cannot be written ({error.strerror or error})") from None
    return folder


@dataclass(frozen=True, eq=False)
class StoredResult:
    """A run as it lies on disk.

    digest: SHA-256 of all that decided its numbers. case, seed, block, versions: from its manifest. complete: whether every
    unit was done. data: ``outcomes`` (theory, strategy, outcome, future), ``paths`` (theory, strategy, month, channel,
    sample) and ``tracks`` (theory, strategy, track, future; 0 open, 1 met, 2 partly, 3 undone, 4 not met), read when used,
    with a coordinate ``done`` (theory, future). Numbers that are not done are NaN; tracks say 0 there.
    """

    digest: str
    case: str
    seed: int
    block: int
    versions: dict[str, str]
    complete: bool
    data: xr.Dataset

    @property
    def share_done(self) -> float:
        """Share of all simulated futures that are there, 0 to 1."""
        return float(self.data["done"].mean())


def open_result(folder: str | Path) -> StoredResult:
    """Open the folder of a run, finished or interrupted, without the files that it was made from.

    folder: what ``modus run`` has made in ``--out``, or the store ``futures.zarr`` in it. An unfinished one has
    ``complete`` False; ``modus run ... --resume`` goes on with it. Raises InputError.

    Example:
        >>> import modusvivendi as mv
        >>> from pathlib import Path
        >>> study = mv.make_study("afghanistan", theories=["inertia"], strategies=["drift"], futures=8, months=12)
        >>> found = mv.run(study, work=mv.Work(out=Path("results")))
        >>> mv.open_result(found.folder).complete
        True
    """
    import xarray as xr

    given = Path(folder)
    store = given if given.name == FUTURES else given / FUTURES
    if not manifest_path(store).exists():
        raise InputError(f"{given}: no run lies here; name a folder that 'modus run' has made")
    try:
        manifest = json.loads(manifest_path(store).read_text(encoding="utf-8"))
        data = xr.open_zarr(store, consolidated=False, chunks=None)
        block, futures = int(manifest["block"]), data.sizes["future"]
        done = np.zeros((data.sizes["theory"], futures), bool)
        for theory, first in manifest["done"]:
            done[theory, first : first + block] = True
        labels = {name: list(data.attrs[name]) for name in ("theory", "strategy", "outcome", "channel")}
        labels = {name: own for name, own in labels.items() if name in data.sizes}
        data = data.assign_coords(
            {**labels, "month": np.arange(1, data.sizes["month"] + 1), "done": (("theory", "future"), done)}
        )
        return StoredResult(
            digest=manifest["study"],
            case=manifest["case"],
            seed=int(manifest["seed"]),
            block=block,
            versions={"python": manifest["python"], **manifest["versions"]},
            complete=bool(manifest["complete"]),
            data=data.assign_attrs({"study": manifest["study"], "case": manifest["case"], "seed": manifest["seed"]}),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{given}: cannot be read as a run ({error})") from None
