"""Arrays of a result written chunk by chunk, in Zarr's format 3: a text that describes each array, and a file a chunk, packed with Zstandard.

https://zarr-specs.readthedocs.io/en/latest/v3/core/index.html; the same bytes as the library ``zarr`` writes with its defaults, which
also reads them. Writing alone needs little of it, and loading it takes as long as storing a study.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from modusvivendi.files.whole import whole_file

DESCRIBED = "zarr.json"


class Chunks:
    """One array, to be written only, of which a chunk holds all of one place on the first axis and ``block`` on the last.

    dims: names of the axes. empty: what a reader finds where nothing is written; a chunk of nothing else has no file.
    """

    def __init__(self, folder: Path, dims: Sequence[str], shape: tuple[int, ...], block: int, dtype: type, empty: float) -> None:
        self.folder, self.shape, self.dtype, self.empty = folder, shape, np.dtype(dtype), empty
        self.chunk = (1, *shape[1:-1], block)
        folder.mkdir(parents=True)
        write_json(folder, self._described(dims))

    @property
    def size(self) -> int:
        """How many numbers the array holds."""
        return int(np.prod(self.shape))

    def put(self, first: int, last: slice, values: np.ndarray) -> None:
        """Write the values of one place on the first axis and of some, within one chunk, on the last."""
        from numcodecs.zstd import Zstd  # loaded when used: it loads other packers, too

        number, start = last.start // self.chunk[-1], last.start // self.chunk[-1] * self.chunk[-1]
        path = self.folder / "c" / str(first) / "/".join("0" * (len(self.shape) - 2)) / str(number)
        packer = Zstd(level=0)
        if path.exists():  # a part of the chunk is there
            whole = np.frombuffer(packer.decode(path.read_bytes()), self.dtype).reshape(self.chunk).copy()
        else:
            whole = np.full(self.chunk, self.empty, self.dtype)
        whole[0, ..., last.start - start : last.stop - start] = values
        if np.isnan(whole).all() if np.isnan(self.empty) else not whole.any():
            path.unlink(missing_ok=True)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as draft:
            draft.write_bytes(packer.encode(whole))

    def _described(self, dims: Sequence[str]) -> dict[str, object]:
        """What ``zarr.json`` says of the array."""
        order = {"configuration": {"endian": "little"}} if self.dtype.itemsize > 1 else {}
        return {
            "shape": self.shape,
            "data_type": self.dtype.name,
            "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": self.chunk}},
            "chunk_key_encoding": {"name": "default", "configuration": {"separator": "/"}},
            "fill_value": "NaN" if np.isnan(self.empty) else int(self.empty),
            "codecs": [
                {"name": "bytes", **order},
                {"name": "zstd", "configuration": {"level": 0, "checksum": False}},
            ],
            "attributes": {},
            "dimension_names": list(dims),
            "zarr_format": 3,
            "node_type": "array",
            "storage_transformers": [],
        }


def write_group(store: Path, attributes: Mapping[str, Any]) -> None:
    """Describe a folder of arrays."""
    store.mkdir(parents=True, exist_ok=True)
    write_json(store, {"attributes": dict(attributes), "zarr_format": 3, "node_type": "group"})


def write_json(folder: Path, described: Mapping[str, object]) -> None:
    """Write ``zarr.json`` of a folder."""
    with whole_file(folder / DESCRIBED) as draft:
        draft.write_text(json.dumps(described, indent=2), encoding="utf-8")
