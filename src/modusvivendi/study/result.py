"""The result of a study: outcomes, courses of a sample, results of tracks; in memory or in a Zarr store."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from modusvivendi.engine.outcomes import CHANNELS
from modusvivendi.errors import InputError
from modusvivendi.study.chunks import Chunks, write_group
from modusvivendi.study.manifest import (
    Done,
    Manifest,
    made_otherwise,
    manifest_of,
    manifest_path,
    read_manifest,
    write_manifest,
)
from modusvivendi.study.study import Study

if TYPE_CHECKING:
    import xarray as xr
    import zarr

    from modusvivendi.study.run import UnitResult

IN_MEMORY = 600_000_000  # bytes of outcomes
BETWEEN = 1.0  # seconds between two writings of the manifest

Shape = tuple[tuple[str, ...], tuple[int, ...], Any]  # dimensions, sizes and type of an array


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

    def __init__(
        self,
        study: Study,
        arrays: Mapping[str, Any],
        store: Path | None,
        manifest: Manifest,
        chunks: Mapping[str, Chunks] | None = None,
    ) -> None:
        self.study, self.store, self.manifest, self._chunks = study, store, manifest, dict(chunks or {})
        self.outcomes, self.paths, self.tracks = arrays["outcomes"], arrays["paths"], arrays["tracks"]
        self.done = {(u.theory, u.first): u.sum for u in manifest.done}
        self.damaged = 0
        self._written = 0.0  # when the manifest was, on the clock of this process

    @classmethod
    def open(cls, study: Study, store: Path | None, resume: bool, sample: int, block: int) -> Result:
        """Make room for a result, or go on with a store of the same study; what is damaged in it counts as not done.

        Raises InputError for a store that is not empty, unless it is gone on with.
        """
        shapes, manifest = array_shapes(study, sample), manifest_of(study, block, sample)
        if store is None:
            return cls(study, {k: np.zeros(s, d) for k, (_, s, d) in shapes.items()}, None, manifest)
        if resume and manifest_path(store).exists():
            return cls._reopen(study, store, manifest)
        if store.exists() and any(store.iterdir()):
            raise InputError(f"{store} is not empty: choose another folder, or --resume to go on with it")
        store.parent.mkdir(parents=True, exist_ok=True)
        write_manifest(store, manifest)  # first, so that a store is known for what it is, however early it is left
        chunks = create_store(study, store, shapes, block)
        small = np.prod(shapes["outcomes"][1]) * 4 <= IN_MEMORY
        arrays = {n: np.zeros(s, d) if small or 0 in s else chunks[n] for n, (_, s, d) in shapes.items()}
        return cls(study, arrays, store, manifest, chunks)

    @classmethod
    def _reopen(cls, study: Study, store: Path, wanted: Manifest) -> Result:
        manifest = read_manifest(store)
        if manifest.study != wanted.study:
            raise InputError(f"{store} holds another study; choose another folder")
        if other := made_otherwise(manifest):
            raise InputError(f"{store} was made by another version of the program ({other}); run it anew in another folder")
        if (manifest.block, manifest.sample) != (wanted.block, wanted.sample):
            raise InputError(f"{store} was written in blocks of {manifest.block}: use --block with that number")
        result = cls(study, open_arrays(study, store, manifest.sample), store, manifest)
        damaged = {key for key, total in result.done.items() if result.checksum(*key) != total}
        result.damaged = len(damaged)
        for theory, first in damaged:
            result._forget(store, theory, first)
        return result

    def _forget(self, store: Path, theory: int, first: int) -> None:
        """Take what a unit has stored away, since not even a part of a damaged chunk can be written anew."""
        self.done.pop((theory, first), None)
        for name in ("outcomes", "tracks"):
            (store / name / "c" / f"{theory}/0/0/{first // self.manifest.block}").unlink(missing_ok=True)
        if first < self.paths.shape[4]:  # the sample of a theory is one chunk: all that wrote into it go with it
            (store / "paths" / "c" / f"{theory}/0/0/0/0").unlink(missing_ok=True)
            for other in [key for key in self.done if key[0] == theory and key[1] < self.paths.shape[4]]:
                self.done.pop(other)

    def where(self, first: int) -> tuple[slice, slice]:
        """Places of the unit from ``first`` on: along futures, and along the sample that keeps its course."""
        last = min(first + self.manifest.block, self.study.futures)
        kept = self.paths.shape[4]
        return slice(first, last), slice(min(first, kept), min(last, kept))

    def checksum(self, theory: int, first: int) -> str:
        """Of a unit as it lies in the store, '' where it cannot be read."""
        futures, kept = self.where(first)
        try:
            return checksum(
                self.outcomes[theory, :, :, futures], self.tracks[theory, :, :, futures], self.paths[theory, :, :, :, kept]
            )
        except Exception:  # whatever a damaged chunk makes of the reader, it is damaged
            return ""

    def add(self, item: UnitResult) -> None:
        """Put the result of one unit in its place."""
        unit = item.unit
        futures, kept = self.where(unit.first)
        for name, place, values in (
            ("outcomes", futures, item.outcomes),
            ("tracks", futures, item.tracks),
            ("paths", kept, item.paths),
        ):
            if not values.size:
                continue
            if name in self._chunks:
                self._chunks[name].put(unit.theory, place, values)
            if not isinstance(array := getattr(self, name), Chunks):
                array[(unit.theory, ..., place)] = values
        self.done[unit.theory, unit.first] = checksum(item.outcomes, item.tracks, item.paths) if self.store else ""
        if time.monotonic() - self._written > BETWEEN:
            self.save()

    def finish(self) -> Result:
        """Mark the result as complete; a moderate one is kept in memory, or read into it, a large one stays on disk."""
        self.manifest = self.manifest.model_copy(update={"complete": True})
        self.save()
        if self.store is not None and isinstance(self.outcomes, Chunks):
            self._read(self.store)
        elif self.store is not None and self.outcomes.size * 4 <= IN_MEMORY:
            self.outcomes, self.paths, self.tracks = self.outcomes[...], self.paths[...], self.tracks[...]
        return self

    def save(self, **more: object) -> None:
        """Write the manifest of what is stored by now, with more said in it."""
        done = tuple(Done(theory=t, first=f, sum=total) for (t, f), total in sorted(self.done.items()))
        self.manifest = self.manifest.model_copy(update={"done": done, **more})
        if self.store is not None:
            write_manifest(self.store, self.manifest)
            self._written = time.monotonic()

    def moved(self, store: Path) -> None:
        """Read from the store where it lies now."""
        self.store = store
        if not isinstance(self.outcomes, np.ndarray):
            self._read(store)

    def _read(self, store: Path) -> None:
        """Take the arrays from the store, to be read when they are used."""
        arrays = open_arrays(self.study, store, self.manifest.sample)
        self.outcomes, self.paths, self.tracks = arrays["outcomes"], arrays["paths"], arrays["tracks"]

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


def create_store(study: Study, store: Path, shapes: dict[str, Shape], block: int) -> dict[str, Chunks]:
    """An empty store whose chunks are the units of work; arrays without a number are left out."""
    write_group(
        store,
        {
            "theory": [t.name for t in study.theories],
            "strategy": [s.name for s in study.strategies],
            "outcome": list(study.outcome_names),
            "channel": list(CHANNELS),
            "study": study.digest,
        },
    )
    return {
        # empty: what a reader finds where no unit is done yet
        name: Chunks(
            store / name,
            dims,
            shape,
            shape[-1] if name == "paths" else min(block, shape[-1]),
            dtype,
            empty=0 if dtype is np.uint8 else np.nan,
        )
        for name, (dims, shape, dtype) in shapes.items()
        if 0 not in shape
    }


def open_arrays(study: Study, store: Path, sample: int) -> dict[str, np.ndarray | zarr.Array[Any]]:
    """The arrays of a store, to be read and written. Raises InputError where they are not those of the study."""
    import zarr

    arrays: dict[str, np.ndarray | zarr.Array[Any]] = {}
    try:
        group = zarr.open_group(store, mode="r+")
        for name, (_, shape, dtype) in array_shapes(study, sample).items():
            found = np.zeros(shape, dtype) if 0 in shape else group[name]
            if found.shape != shape or found.dtype != dtype:  # type: ignore[union-attr]
                raise InputError(f"{store}: {name} has the shape {found.shape}, not {shape}: damaged; run it anew")  # type: ignore[union-attr]
            arrays[name] = found  # type: ignore[assignment]
    except InputError:
        raise
    except Exception as error:  # the storage library raises errors of many kinds for damaged metadata
        raise InputError(f"{store}: the run cannot be read ({error}): damaged; run it anew") from None
    return arrays


def checksum(outcomes: np.ndarray, tracks: np.ndarray, paths: np.ndarray) -> str:
    """Of the numbers of one unit: the start of SHA-256 over their bytes."""
    total = hashlib.sha256()
    for array in (outcomes, tracks, paths):
        total.update(np.ascontiguousarray(array).tobytes())
    return total.hexdigest()[:16]
