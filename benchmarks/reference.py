"""The reference of the engine in C: compiled on first use, called with the engine's own arrays.

``reference.c`` is the model written again by hand; ``layout.h``, generated with the engine's own layout, gives it places in
arrays and numbers, never an equation. Here the compiler is called, and NumPy arrays are handed over. The call releases the
interpreter lock.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from modusvivendi.engine.cache import cache_folder
from modusvivendi.engine.setting import Moves, Setting, content_of

SOURCE = Path(__file__).with_name("reference.c")
HEADER = Path(__file__).with_name("layout.h")
MACHINE = os.environ.get("REFERENCE_MACHINE", "native")  # another processor's instructions, such as haswell: AVX2 without AVX-512
OPTIONS = (
    "-O3", "-std=gnu11", "-ffp-contract=fast", "-fno-math-errno", "-fno-trapping-math",
    "-ffinite-math-only", "-fno-signed-zeros", "-fPIC", "-shared", "-Wall", "-Wextra", "-Werror",
)  # fmt: skip
FLAGS = (*OPTIONS, f"-march={MACHINE}")


class NoCompiler(RuntimeError):
    """There is no gcc, or nowhere to put what it compiles; the message is one line."""


def compiler() -> str:
    """Path of gcc; raises NoCompiler."""
    found = shutil.which("gcc")
    if found is None:
        raise NoCompiler("the C reference needs gcc, which was not found")
    return found


def library() -> ctypes.CDLL:
    """The compiled reference, from the cache if source, header, flags, compiler and processor are the same."""
    gcc = compiler()
    machine = subprocess.run([gcc, *FLAGS, "-dM", "-E", "-xc", "/dev/null"], capture_output=True, text=True, check=False).stdout
    digest = hashlib.sha256(
        "\n".join([SOURCE.read_text("utf-8"), HEADER.read_text("utf-8"), *FLAGS, machine]).encode()
    ).hexdigest()[:16]
    base = cache_folder()
    target = base.parent / f"reference-{digest}.so"
    if not target.exists():
        with tempfile.TemporaryDirectory(dir=base.parent) as folder:  # several processes may compile at the same time
            fresh = Path(folder, "reference.so")
            command = [gcc, *FLAGS, str(SOURCE), "-o", str(fresh)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                problems = [line for line in done.stderr.splitlines() if "error" in line] or ["unknown error"]
                raise RuntimeError(f"gcc could not compile {SOURCE.name}: {problems[0]}")
            fresh.replace(target)
    return ctypes.CDLL(str(target))


def _handed(value: Any, kind: type, keep: list[np.ndarray], number: int | None = None) -> ctypes.Structure:
    """A Setting or Moves (strategy ``number`` of a batch) as a C struct; ``keep`` holds the arrays it points into."""
    fields, values = [], []
    for name, (array, number_kind) in content_of(kind).items():
        item = getattr(value, name) if number is None else getattr(value, name)[number]
        if array:
            item = np.ascontiguousarray(item, number_kind)
            keep.append(item)
            fields.append((name, ctypes.c_void_p))
            values.append(item.ctypes.data)
        else:
            whole = number_kind is np.uint64
            fields.append((name, ctypes.c_uint64 if whole else ctypes.c_float))
            values.append(int(item) if whole else float(item))
    return type(kind.__name__, (ctypes.Structure,), {"_fields_": fields})(*values)


class Reference:
    """The C program, ready to be called as ``modusvivendi.engine.driver.simulate`` is."""

    def __init__(self) -> None:
        self._call = library().reference
        self._call.restype = ctypes.c_int
        self.lanes = int(library().lanes_of_reference())

    def simulate(
        self,
        parameters: np.ndarray,
        keys: np.ndarray,
        setting: Setting,
        batch: Moves,
        nobody: Moves,
        outcomes: np.ndarray,
        paths: np.ndarray,
        tracks: np.ndarray,
    ) -> None:
        """Run every strategy of a batch on the same futures; arrays as for the engine's ``simulate``, filled in place."""
        for array, dtype in ((parameters, np.float32), (keys, np.uint32), *((a, np.float32) for a in (outcomes, paths, tracks))):
            if array.dtype != dtype or not array.flags.c_contiguous:
                raise ValueError(f"arrays must be contiguous {np.dtype(dtype)}, not {array.dtype}")
        keep: list[np.ndarray] = []
        strategies = len(batch.tracks)
        each = [_handed(batch, Moves, keep, n) for n in range(strategies)]
        size = ctypes.c_uint64
        failed = self._call(
            _at(parameters),
            _at(keys),
            size(parameters.shape[1]),
            ctypes.byref(_handed(setting, Setting, keep)),
            b"".join(bytes(moves) for moves in each),
            size(strategies),
            ctypes.byref(_handed(nobody, Moves, keep)),
            _at(outcomes),
            _at(paths),
            size(paths.shape[3]),
            _at(tracks),
            size(tracks.shape[1]),
        )
        if failed:
            raise MemoryError("the C reference found no memory")


def _at(array: np.ndarray) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)
