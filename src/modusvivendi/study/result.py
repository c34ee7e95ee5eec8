"""The result of a study: outcomes, courses of a sample, results of tracks; in memory or in a Zarr store."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

import numpy as np

from modusvivendi.engine.outcomes import CHANNELS
from modusvivendi.errors import InputError
from modusvivendi.study.study import Study

if TYPE_CHECKING:
    import xarray as xr
    import zarr

    from modusvivendi.study.run import UnitResult

IN_MEMORY = 600_000_000  # bytes of outcomes

Shape = tuple[tuple[str, ...], tuple[int, ...], Any]  # dimensions, sizes and type of an array


class Manifest(TypedDict):
    """What decided the numbers of a run: configuration, seed and versions."""

    study: str
    case: str
    case_digest: str
    theories: list[str]
    strategies: list[str]
    futures: int
    months: int
    seed: int
    followers: str | None
    pins: dict[str, float]
    block: int
    python: str
    versions: dict[str, str]


class Result:
    """Arrays of a study.

    outcomes (theory, strategy, outcome, future) float32; paths (theory, strategy, month, channel, sample)
    float32; tracks (theory, strategy, track, future) uint8: 0 open, 1 met, 2 partly, 3 undone, 4 not met.
    ``dataset()`` gives them as xarray with named dimensions.

    Example:
        >>> import modusvivendi as mv
        >>> study = mv.make_study("afghanistan", theories=["inertia"], strategies=["drift"], futures=8, months=12)
        >>> mv.run_study(study).outcomes.shape[0]
        1
    """

    def __init__(self, study: Study, arrays: Mapping[str, Any], store: Path | None, block: int) -> None:
        self.study, self.store, self.block = study, store, block
        self.outcomes, self.paths, self.tracks = arrays["outcomes"], arrays["paths"], arrays["tracks"]
        self.done: set[tuple[int, int]] = set()

    @classmethod
    def open(cls, study: Study, store: Path | None, resume: bool, sample: int, block: int) -> Result:
        """Make room for a result, or go on with an unfinished store of the same study."""
        shapes = array_shapes(study, sample)
        if store is None:
            return cls(study, {k: np.zeros(s, d) for k, (_, s, d) in shapes.items()}, None, block)
        if resume and manifest_path(store).exists():
            return cls._reopen(study, store, block)
        if store.exists() and any(store.iterdir()):
            raise InputError(f"{store} is not empty: choose another folder, or --resume to go on with it")
        return cls(study, create_store(study, store, shapes, block), store, block)

    @classmethod
    def _reopen(cls, study: Study, store: Path, block: int) -> Result:
        import zarr

        try:
            manifest = json.loads(manifest_path(store).read_text(encoding="utf-8"))
            group = zarr.open_group(store, mode="r+")
            arrays = {name: group[name] for name in ("outcomes", "paths", "tracks")}
        except (OSError, ValueError, KeyError) as error:
            raise InputError(f"{store}: cannot be resumed: {error}") from None
        if manifest.get("study") != study.digest:
            raise InputError(f"{store} holds another study (or another version); choose another folder")
        if manifest.get("block") != block:
            raise InputError(f"{store} was written in blocks of {manifest.get('block')}: use --block with that number")
        result = cls(study, arrays, store, block)
        result.done = {(t, f) for t, f in manifest["done"]}
        return result

    def add(self, item: UnitResult) -> None:
        """Put the result of one unit in its place."""
        unit = item.unit
        where = slice(unit.first, unit.first + unit.count)
        self.outcomes[unit.theory, :, :, where] = item.outcomes
        if item.tracks.shape[1]:
            self.tracks[unit.theory, :, :, where] = item.tracks
        kept = item.paths.shape[3]
        if kept:
            self.paths[unit.theory, :, :, :, unit.first : unit.first + kept] = item.paths
        self.done.add((unit.theory, unit.first))
        self._write_manifest()

    def finish(self) -> Result:
        """Mark the result as complete; a moderate one is read into memory, a large one stays on disk."""
        self._write_manifest(complete=True)
        if self.store is not None and self.outcomes.size * 4 <= IN_MEMORY:
            self.outcomes, self.paths, self.tracks = self.outcomes[...], self.paths[...], self.tracks[...]
        return self

    def _write_manifest(self, complete: bool = False) -> None:
        if self.store is None:
            return
        manifest = {**manifest_of(self.study, self.block), "done": sorted(self.done), "complete": complete}
        path = manifest_path(self.store)
        temporary = path.with_suffix(".tmp")
        temporary.write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        temporary.replace(path)  # a reader never sees half a manifest

    def dataset(self) -> xr.Dataset:
        """The result as an xarray Dataset with named dimensions; lazy where it lies in a store."""
        import xarray as xr

        study = self.study
        coords = {
            "theory": [t.name for t in study.theories],
            "strategy": [s.name for s in study.strategies],
            "outcome": list(study.outcome_names),
            "channel": list(CHANNELS),
            "month": np.arange(1, study.months + 1),
        }
        shapes = array_shapes(study, self.paths.shape[4])
        data = {name: (dims, getattr(self, name)[...]) for name, (dims, _, _) in shapes.items()}
        return xr.Dataset(data, coords, {"study": study.digest, "case": study.case.name, "seed": study.seed})

    def outcome(self, name: str) -> np.ndarray:
        """One outcome, (theory, strategy, future) float32."""
        from modusvivendi.errors import choose

        choose("outcome", name, self.study.outcome_names)
        return np.asarray(self.outcomes[:, :, self.study.outcome_names.index(name), :])


def manifest_path(store: Path) -> Path:
    """The manifest lies beside its store: inside, it would not be part of the Zarr hierarchy."""
    return store.with_name(f"{store.stem}.manifest.json")


def array_shapes(study: Study, sample: int) -> dict[str, Shape]:
    """Dimensions, shape and type of each array of a result."""
    t, s, n = len(study.theories), len(study.strategies), study.futures
    tracks = study.batch.track_bloc.shape[1]
    return {
        "outcomes": (
            ("theory", "strategy", "outcome", "future"),
            (t, s, len(study.outcome_names), n),
            np.float32,
        ),
        "paths": (
            ("theory", "strategy", "month", "channel", "sample"),
            (t, s, study.months, len(CHANNELS), sample),
            np.float32,
        ),
        "tracks": (("theory", "strategy", "track", "future"), (t, s, tracks, n), np.uint8),
    }


def create_store(study: Study, store: Path, shapes: dict[str, Shape], block: int) -> dict[str, np.ndarray | zarr.Array[Any]]:
    """An empty Zarr group whose chunks are the units of work."""
    import zarr

    store.mkdir(parents=True, exist_ok=True)
    group = zarr.open_group(store, mode="w")
    arrays: dict[str, np.ndarray | zarr.Array[Any]] = {}
    for name, (dims, shape, dtype) in shapes.items():
        chunks = (1, *shape[1:-1], min(block, shape[-1])) if name != "paths" else (1, *shape[1:])
        if 0 in shape:
            arrays[name] = np.zeros(shape, dtype)
            continue
        empty = 0 if dtype is np.uint8 else np.nan  # what a reader finds where no unit is done yet
        arrays[name] = group.create_array(name, shape=shape, chunks=chunks, dtype=dtype, dimension_names=dims, fill_value=empty)
    group.attrs.update(
        {
            "theory": [t.name for t in study.theories],
            "strategy": [s.name for s in study.strategies],
            "outcome": list(study.outcome_names),
            "channel": list(CHANNELS),
            "study": study.digest,
        }
    )
    return arrays


@cache
def package_versions() -> tuple[tuple[str, str], ...]:
    """Versions of the packages that can move a number."""
    return tuple((name, version(name)) for name in ("modus-vivendi", "numpy", "scipy", "numba", "llvmlite"))


def manifest_of(study: Study, block: int) -> Manifest:
    """What decided the numbers: configuration, seed and versions."""
    return {
        "study": study.digest,
        "case": study.case.name,
        "case_digest": study.case.digest(),
        "theories": [t.name for t in study.theories],
        "strategies": [s.name for s in study.strategies],
        "futures": study.futures,
        "months": study.months,
        "seed": study.seed,
        "followers": study.followers,
        "pins": study.pins,
        "block": block,
        "python": platform.python_version(),
        "versions": dict(package_versions()),
    }
