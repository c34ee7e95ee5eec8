"""Stored arrays are, byte for byte, what the library ``zarr`` would have written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import zarr

from modusvivendi.study.chunks import Chunks, write_group

DIMS = ("theory", "strategy", "outcome", "future")
ATTRIBUTES = {"theory": ["inertia", "größer"], "study": "0a"}


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(("dtype", "empty"), [(np.float32, np.nan), (np.uint8, 0)], ids=["numbers", "results"])
@pytest.mark.parametrize(("block", "step"), [(4, 4), (4, 2), (7, 7), (7, 1), (10, 10), (10, 5)])
def test_the_files_are_those_of_zarr(tmp_path: Path, dtype: type, empty: float, block: int, step: int) -> None:
    """Whole chunks, chunks in parts, one that runs past the end, and chunks in which nothing is left."""
    shape = (2, 3, 2, 10)
    values = np.random.default_rng(5).integers(0, 5, shape).astype(dtype)
    values[1, ..., :block] = empty
    write_group(tmp_path / "own", ATTRIBUTES)
    own = Chunks(tmp_path / "own" / "outcomes", DIMS, shape, block, dtype, empty)
    group = zarr.open_group(tmp_path / "zarr", mode="w")
    theirs = group.create_array(
        "outcomes", shape=shape, chunks=(1, 3, 2, block), dtype=dtype, dimension_names=DIMS, fill_value=empty
    )
    group.attrs.update(ATTRIBUTES)
    for theory in range(2):
        for start in range(0, 10, step):
            part = slice(start, min(start + step, 10))
            own.put(theory, part, values[theory, ..., part])
            theirs[theory, ..., part] = values[theory, ..., part]
    assert files_in(tmp_path / "own") == files_in(tmp_path / "zarr")
    read = np.asarray(zarr.open_group(tmp_path / "own", mode="r")["outcomes"])
    assert np.array_equal(read, values, equal_nan=dtype is np.float32)


def test_what_is_stored_of_a_place_can_be_taken_back(tmp_path: Path) -> None:
    """A chunk that holds nothing but what stands for nothing has no file, as one that was never written."""
    own = Chunks(tmp_path / "tracks", DIMS, (1, 1, 1, 4), 4, np.uint8, 0)
    own.put(0, slice(0, 2), np.ones((1, 1, 2), np.uint8))
    assert len(files_in(tmp_path / "tracks")) == 2
    own.put(0, slice(0, 2), np.zeros((1, 1, 2), np.uint8))
    assert list(files_in(tmp_path / "tracks")) == ["zarr.json"]
