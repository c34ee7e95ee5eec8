"""Where a run is kept on disk: one folder per study, named after what decides its numbers."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from modusvivendi.errors import InputError
from modusvivendi.files.given import given_path
from modusvivendi.study.manifest import Done, Manifest, made_otherwise, manifest_path, read_manifest
from modusvivendi.study.result import checksum
from modusvivendi.study.study import Study

if TYPE_CHECKING:
    import xarray as xr

FUTURES = "futures.zarr"
NEXT = "next.zarr"  # a run that will take the place of a finished one


def place_for(folder: Path, resume: bool) -> Path:
    """Where a run in this folder is to be stored.

    A finished result is kept until its successor is whole, which is stored beside it; an unfinished one is gone on with
    (``resume``) or cleared away. Raises InputError for a store that is not of this program.
    """
    store = folder / FUTURES
    settle(folder)
    try:
        if store.exists() and not manifest_path(store).exists() and any(store.iterdir()):
            raise InputError(f"{store} exists and is not a result of this program; choose another --out")
        clear(folder / NEXT)
        begun = manifest_path(store).exists()
        if begun and resume and read_manifest(store).done:
            return store
        if not begun:
            return store
        if is_whole(store):
            return folder / NEXT
        clear(store)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror or error})") from None
    return store


def made_elsewhere(folder: Path, study: Study) -> str:
    """A run of the same study beside this folder that other code or versions made, and in what they differ; '' for none."""
    for manifest in sorted(folder.parent.glob(f"{study.case.name}-*/{FUTURES.removesuffix('.zarr')}.manifest.json")):
        try:
            found = read_manifest(manifest.with_name(FUTURES))
        except InputError:
            continue
        if found.study == study.digest and (other := made_otherwise(found)):
            return f"{manifest.parent} ({other})"
    return ""


def finished(out: Path, study: Study) -> Path | None:
    """The store of a finished run of this very study inside ``out`` that the same code and versions made; None if there is none."""
    for store in sorted(out.glob(f"{study.case.name}-*/{FUTURES}")):
        if is_whole(store):
            found = read_manifest(store)
            if found.study == study.digest and not made_otherwise(found):
                return store
    return None


def is_whole(store: Path) -> bool:
    """Whether a store holds a finished result, as far as its manifest says."""
    try:
        return read_manifest(store).complete
    except InputError:
        return False


def clear(store: Path) -> None:
    """Remove a store and its manifest, the manifest first: what has none is no result."""
    manifest_path(store).unlink(missing_ok=True)
    if store.exists():
        shutil.rmtree(store)


def settle(folder: Path) -> None:
    """Put a finished successor in the place of the result before it; goes on where it was stopped."""
    store, successor = folder / FUTURES, folder / NEXT
    if not manifest_path(successor).exists() or not is_whole(successor):
        return
    if successor.exists():  # else it has been moved already, and its manifest not yet
        clear(store)
        successor.rename(store)
    manifest_path(successor).replace(manifest_path(store))


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


def open_result(folder: str | Path, check: bool = True) -> StoredResult:
    """Open the folder of a run, finished or interrupted, without the files that it was made from.

    folder: what ``modus run`` has made in ``--out``, or the store ``futures.zarr`` in it. An unfinished one has
    ``complete`` False; ``modus run ... --resume`` goes on with it. check: read everything and compare checksums; without it a
    missing or damaged block is met only when its numbers are used. Raises InputError.

    Example:
        >>> import modusvivendi as mv
        >>> from pathlib import Path
        >>> study = mv.make_study("afghanistan", theories=["inertia"], strategies=["drift"], futures=8, months=12)
        >>> found = mv.run(study, work=mv.Work(out=Path("results")))
        >>> mv.open_result(found.folder).complete
        True
    """
    import xarray as xr

    store, noted = stored_in(given_path("folder of a run", folder))
    manifest = read_manifest(noted)
    try:
        data = xr.open_zarr(store, consolidated=False, chunks=None)
        damaged = [unit for unit in manifest.done if check and sum_of(data, unit, manifest) != unit.sum]
        if damaged:
            raise InputError(
                f"{folder}: {len(damaged)} of {len(manifest.done)} blocks are damaged; the command that made it, with --resume, makes them anew"
            )
        done = np.zeros((data.sizes["theory"], data.sizes["future"]), bool)
        for unit in manifest.done:
            done[unit.theory, unit.first : unit.first + manifest.block] = True
        labels = {name: list(data.attrs[name]) for name in ("theory", "strategy", "outcome", "channel")}
        labels = {name: own for name, own in labels.items() if name in data.sizes}
        data = data.assign_coords(
            {**labels, "month": np.arange(1, data.sizes["month"] + 1), "done": (("theory", "future"), done)}
        )
    except InputError:
        raise
    except Exception as error:  # the storage library raises errors of many kinds for damaged files
        raise InputError(f"{folder}: the run cannot be read ({error}): damaged; run it anew") from None
    return StoredResult(
        digest=manifest.study,
        case=manifest.case,
        seed=manifest.seed,
        block=manifest.block,
        versions=manifest.versions,
        complete=manifest.complete,
        data=data.assign_attrs({"study": manifest.study, "case": manifest.case, "seed": manifest.seed}),
    )


def stored_in(given: Path) -> tuple[Path, Path]:
    """The store that a path names (itself, or the one in a folder of a run), and the store whose manifest it has.

    They differ where a change of places was stopped. Raises InputError for none.
    """
    store = given if given.name == FUTURES else given / FUTURES
    successor = store.with_name(NEXT)
    if os.path.exists(manifest_path(store)):
        return store, store
    if os.path.exists(manifest_path(successor)):  # stopped while it took the place of the result before it
        return (successor if successor.exists() else store), successor
    raise InputError(f"{given}: no run lies here; name a folder that 'modus run' has made")


def sum_of(data: xr.Dataset, unit: Done, manifest: Manifest) -> str:
    """Checksum of a unit as it lies on disk, '' where it cannot be read."""
    futures = slice(unit.first, min(unit.first + manifest.block, manifest.futures))
    kept = slice(min(unit.first, manifest.sample), min(futures.stop, manifest.sample))
    try:
        parts = data.isel(theory=unit.theory)
        tracks = parts["tracks"].isel(future=futures).values if "tracks" in parts else np.zeros(0, np.uint8)
        paths = parts["paths"].isel(sample=kept).values if "paths" in parts else np.zeros(0, np.float32)
        return checksum(parts["outcomes"].isel(future=futures).values, tracks, paths)
    except Exception:  # whatever a damaged chunk makes of the reader, it is damaged
        return ""
