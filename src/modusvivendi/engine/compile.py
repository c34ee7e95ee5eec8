"""How an equation becomes machine code, and the registry of all equations.

An equation is one small scalar function: plain Python arithmetic on floats. The decorator keeps the
Python original (for tests, plots and the generated model description) and compiles it with Numba.

Numba treats the literal ``0.5`` as double precision and would then carry every expression that meets it
in double precision, which halves the width of the vector units. The engine's state is single precision,
so literals are compiled as single precision.
"""

from __future__ import annotations

import atexit
import hashlib
import inspect
import os
import shutil
import stat
import tempfile
import types
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import llvmlite.binding
import numba
import numpy as np
from numba import njit
from numba.core.caching import IndexDataCacheFile

from modusvivendi.engine.pipeline import Apart
from modusvivendi.engine.places import LANES


def safe_folder() -> tuple[Path | None, str]:
    """Folder for compiled code, named by a hash of the source of the engine and its equations; if there is none, why.

    Numba itself looks at the file of the outermost function only, and would go on with a stale equation. What lies in such a
    folder is run, so no folder is used that somebody else owns or can write in. The base is NUMBA_CACHE_DIR, else
    XDG_CACHE_HOME, else ~/.cache.
    """
    package = Path(__file__).parent
    sources = sorted(package.rglob("*.py"))
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:16]
    reasons = []
    for base in filter(
        None, (os.environ.get("NUMBA_CACHE_DIR"), os.environ.get("XDG_CACHE_HOME"), os.path.expanduser("~/.cache"))
    ):
        own = Path(base) / "modusvivendi"
        try:
            (own / digest).mkdir(mode=0o700, parents=True, exist_ok=True)
            unsafe = [str(place) for place in (Path(base), own, own / digest) if not is_ours(place)]
            if not unsafe:
                tempfile.TemporaryFile(dir=own / digest).close()  # has no name: a kill at this moment leaves nothing
                return own / digest, ""
            reasons.append(f"{unsafe[0]} can be written in by others")
        except OSError as error:
            reasons.append(f"{base} cannot be written ({error.strerror or error})")
    return None, "; ".join(dict.fromkeys(reasons))


def is_ours(place: Path) -> bool:
    """Whether a folder is this user's (or the system's), and no stranger can put anything into it."""
    found = os.stat(place)
    ours = (os.getuid(), 0) if hasattr(os, "getuid") else (found.st_uid,)
    groups = stat.S_IWGRP if found.st_gid not in (getattr(os, "getgid", lambda: found.st_gid)(), 0) else 0
    return found.st_uid in ours and not found.st_mode & (stat.S_IWOTH | groups)


@cache
def cache_folder() -> Path:
    """A safe folder for compiled code; where there is none, one of this process alone, which goes when it ends."""
    if _safe is not None:
        return _safe
    passing = tempfile.mkdtemp(prefix="modusvivendi-")
    atexit.register(shutil.rmtree, passing, ignore_errors=True)
    return Path(passing, "engine")


_safe, NOT_KEPT = safe_folder()  # NOT_KEPT: why compiled code is not kept, '' if it is
_folder = cache_folder()
numba.config.CACHE_DIR = str(_folder)  # type: ignore[attr-defined]


def or_else(read: Callable[..., Any], nothing: Callable[[], Any]) -> Callable[..., Any]:
    """What Numba reads of the cache; of a file of ours that is damaged, nothing: the code is then compiled anew."""

    def read_whole(self: Any, *names: str) -> Any:
        """Read it, or what stands for nothing."""
        try:
            return read(self, *names)
        except Exception:
            if not Path(self._cache_path).is_relative_to(_folder):
                raise
            return nothing()

    return read_whole


def _no_file() -> Any:
    raise FileNotFoundError


# A machine that loses power while it writes leaves half a file. Numba takes a missing file in its stride, but not a damaged one.
IndexDataCacheFile._load_index = or_else(IndexDataCacheFile._load_index, dict)  # type: ignore[method-assign]
IndexDataCacheFile._load_data = or_else(IndexDataCacheFile._load_data, _no_file)  # type: ignore[method-assign]


def compiled_before() -> bool:
    """Whether compiled code of this very source lies in the cache; if not, the first call takes about half a minute."""
    return any(_folder.rglob("*.nbi"))


# A loop over lanes reads many rows of two arrays. The compiler checks once per loop that rows do not overlap,
# and by default gives up vectorising beyond eight such checks.
llvmlite.binding.set_option("modusvivendi", "--runtime-memory-check-threshold=128")
# A short loop over all lanes would be written out lane by lane before the vectoriser sees it: no loop as long as that is.
llvmlite.binding.set_option("modusvivendi", f"--unroll-full-max-count={min(16, LANES - 1)}")

# 'contract' lets the compiler fuse a multiplication with an addition, as C compilers do by default.
# Nothing else is relaxed: results stay the same for every number of threads and every block size.
# Without Numba's own memory management ('_nrt') no array is counted as it is handed on; a month hands on several hundred.
# Nobody calls in from C, but for the parts of a month (``shared.py``), which have that way in whatever is said here.
COMPILE: dict[str, Any] = {
    "error_model": "numpy", "fastmath": {"contract"}, "nogil": True, "pipeline_class": Apart, "_nrt": False,
    "no_cfunc_wrapper": True,
}  # fmt: skip
# Entry points that make arrays of their own need it, and so does what hands arrays back to them.
ALLOCATES: dict[str, Any] = {**COMPILE, "_nrt": True}
# What only compiled code calls needs no way in from Python (measured: a third of the time of compilation).
INSIDE: dict[str, Any] = {"no_cpython_wrapper": True}


@dataclass(frozen=True)
class Equation:
    """A registered equation: its Python original, its claims and its source.

    rises, falls: arguments with which the result may not fall, and may not rise, as theory says.
    """

    name: str
    function: Callable[..., float]
    claims: tuple[str, ...]
    source: str
    rises: tuple[str, ...]
    falls: tuple[str, ...]


REGISTRY: dict[str, Equation] = {}


def single_precision(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the same function with its float literals in single precision."""
    code = function.__code__
    constants = tuple(np.float32(c) if type(c) is float else c for c in code.co_consts)
    return types.FunctionType(code.replace(co_consts=constants), function.__globals__, function.__name__, function.__defaults__)


def separate(function: Callable[..., Any]) -> Any:
    """Compile the function that all stages of a month are put into, in single precision.

    No array that it writes may overlap another array argument.
    """
    return njit(**COMPILE, **INSIDE)(single_precision(function))


def compiled(function: Callable[..., Any]) -> Any:
    """Compile a stage of the month (a function that loops over lanes) in single precision, and inline it.

    Tables of a case and a strategy are some two hundred words, which every call would put on the stack (measured: with
    counting of arrays, a quarter of the whole time). No array that it writes may overlap another array argument.
    """
    return njit(**COMPILE, **INSIDE, forceinline=True)(single_precision(function))


def inlined(function: Callable[..., Any]) -> Any:
    """Compile a scalar helper in single precision and always inline it: a call would stop vectorisation."""
    return njit(**COMPILE, forceinline=True)(single_precision(function))


def embedded(function: Callable[..., Any]) -> Any:
    """Compile a helper that indexes arrays, copied into its caller before compilation.

    Inside a compiled function an index argument may be negative for all the compiler knows, and the code for
    that case stops vectorisation; once copied into the caller the index is seen to come from a range.
    """
    return njit(**COMPILE, **INSIDE, inline="always")(single_precision(function))


def equation(
    *claims: str, source: str, rises: tuple[str, ...] = (), falls: tuple[str, ...] = ()
) -> Callable[[Callable[..., float]], Any]:
    """Register and compile an equation; ``claims`` are ids of the position paper's claims (C1 to C20).

    rises, falls: arguments in which it is monotone because theory says so; tests hold it to that. Raises TypeError where
    they name no argument, or none of them is given.
    """

    def register(function: Callable[..., float]) -> Any:
        """Put the function in the registry, and compile it."""
        arguments = inspect.signature(function).parameters
        unknown = [name for name in (*rises, *falls) if name not in arguments]
        if unknown or not (*rises, *falls):
            raise TypeError(f"{function.__name__}: rises and falls name {', '.join(unknown) or 'no argument'}")
        REGISTRY[function.__name__] = Equation(function.__name__, function, claims, source, rises, falls)
        return inlined(function)

    return register
