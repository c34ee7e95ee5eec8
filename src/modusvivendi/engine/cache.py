"""Where compiled code is kept between processes: a folder of this user's, and behind it what came with the package.

What the folder lacks is looked for in the package (``shipped.py``), and read there; what neither has is compiled and kept in the
folder. What is read is run, so neither may be a place that others can write in.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numba
from numba.core.caching import CacheImpl, IndexDataCacheFile, UserProvidedCacheLocator

from modusvivendi.engine.shipped import ENGINE, engine_digest, fitting, is_ours

PACKAGE = ENGINE.parent


def safe_folder() -> tuple[Path | None, str]:
    """Folder for compiled code, named by a hash of the source of the engine and its equations; if there is none, why.

    Numba itself looks at the file of the outermost function only, and would go on with a stale equation. What lies in such a
    folder is run, so no folder is used that somebody else owns or can write in. The base is NUMBA_CACHE_DIR, else
    XDG_CACHE_HOME, else ~/.cache.
    """
    digest = engine_digest()
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


@cache
def cache_folder() -> Path:
    """A safe folder for compiled code; where there is none, one of this process alone, which goes when it ends."""
    if _safe is not None:
        return _safe
    passing = tempfile.mkdtemp(prefix="modusvivendi-")
    atexit.register(shutil.rmtree, passing, ignore_errors=True)
    return Path(passing, "engine")


_safe, NOT_KEPT = safe_folder()  # NOT_KEPT: why compiled code is not kept, '' if it is
KERNELS, NOT_SHIPPED = fitting()  # NOT_SHIPPED: why what came with the package is not used, '' if it is or none came
_folder = cache_folder()
numba.config.CACHE_DIR = str(_folder)  # type: ignore[attr-defined]


class Located(UserProvidedCacheLocator):
    """Where the compiled code of a function of this package lies in a folder: where its source lies in the package.

    It goes by what stands in the source, and in other files of the package that helpers come from (those of the engine name the
    folder already), so neither another place of the package nor a new date of its files makes it stale.
    """

    def __init__(self, py_func: Any, py_file: str) -> None:
        super().__init__(py_func, py_file)  # type: ignore[no-untyped-call]
        self._cache_path = str(_folder / Path(py_file).parent.relative_to(PACKAGE))
        helpers = {Path(f.py_func.__code__.co_filename) for f in py_func.__globals__.values() if hasattr(f, "py_func")}
        self.sources = sorted({Path(py_file), *(p for p in helpers if PACKAGE in p.parents and ENGINE not in p.parents)})

    def get_source_stamp(self) -> str:
        """What stands in the files, as a hash."""
        return hashlib.sha256(b"".join(path.read_bytes() for path in self.sources)).hexdigest()

    def get_disambiguator(self) -> str:
        """What tells functions of one name apart: their line, and what stands in the files, so that two checkouts do not meet."""
        return f"{self._lineno}-{self.get_source_stamp()[:8]}"

    @classmethod
    def from_function(cls, py_func: Any, py_file: str) -> Any:
        """One for a function of this package; None for others, which keep Numba's own places."""
        inside = Path(py_file).is_relative_to(PACKAGE)
        return super().from_function(py_func, py_file) if inside else None  # type: ignore[no-untyped-call]


def or_else(read: Callable[..., Any], nothing: Callable[[], Any]) -> Callable[..., Any]:
    """What Numba reads of the cache; of a file of ours that is damaged, nothing: the code is then compiled anew."""

    def read_whole(self: Any, *names: str) -> Any:
        """Read it, or what stands for nothing."""
        try:
            return read(self, *names)
        except Exception:
            if not any(Path(self._cache_path).is_relative_to(ours) for ours in (_folder, KERNELS and KERNELS.folder) if ours):
                raise
            return nothing()

    return read_whole


def _no_file() -> Any:
    raise FileNotFoundError


def or_shipped(load: Callable[..., Any]) -> Callable[..., Any]:
    """What Numba finds in the cache; of what a folder of ours lacks, what came with the package, made for the processor's level."""

    def load_either(self: Any, key: Any) -> Any:
        """Read it from the folder, or from the package."""
        found = load(self, key)
        if found is not None or KERNELS is None or not Path(self._cache_path).is_relative_to(_folder):
            return found
        place = KERNELS.folder / Path(self._cache_path).relative_to(_folder)
        name = self._index_name.removesuffix(".nbi")
        there = IndexDataCacheFile(str(place), name, self._source_stamp)  # type: ignore[no-untyped-call]
        signature, (triple, *_), code = key
        return load(there, (signature, (triple, KERNELS.level.name, KERNELS.level.features), code))

    return load_either


CacheImpl._locator_classes.insert(0, Located)
# A machine that loses power while it writes leaves half a file. Numba takes a missing file in its stride, but not a damaged one.
IndexDataCacheFile._load_index = or_else(IndexDataCacheFile._load_index, dict)  # type: ignore[method-assign]
IndexDataCacheFile._load_data = or_else(IndexDataCacheFile._load_data, _no_file)  # type: ignore[method-assign]
IndexDataCacheFile.load = or_shipped(IndexDataCacheFile.load)  # type: ignore[method-assign]


def compiled_before() -> bool:
    """Whether compiled code of this very source is at hand; if not, the first call takes about half a minute."""
    return KERNELS is not None or any(_folder.rglob("*.nbi"))
