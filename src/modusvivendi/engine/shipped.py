"""Compiled code that came with the package: for which processors it is made, and whether it fits this process.

A wheel built by ``release/make_wheel.py`` holds the compiled loops of its own source, made beforehand for levels of x86-64 that many
processors share; a checkout holds none. What is loaded is run, so nothing counts but what lies in the package itself, where
no stranger can write, whole, and made of this very source by these very versions of Python, Numba and llvmlite.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import llvmlite
import llvmlite.binding
import numba

ENGINE = Path(__file__).parent
SHIPPED, MANIFEST = ENGINE / "kernels", "manifest.json"


@dataclass(frozen=True)
class Level:
    """Processors that code is made for: the name and the features that LLVM makes it by, and what a processor must have."""

    name: str
    features: str
    needs: frozenset[str]


# What the x86-64 psABI asks of levels 3 (with 2) and 4.
_V3 = frozenset((
    "avx", "avx2", "bmi", "bmi2", "cx16", "f16c", "fma", "lzcnt", "movbe", "popcnt", "sahf", "sse3", "sse4.1", "sse4.2",
    "ssse3", "xsave",
))  # fmt: skip
_V4 = _V3 | {"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"}
# The best first. By default LLVM keeps to 256 bits at level 4, which is a quarter slower here (docs/benchmarks.md).
LEVELS = (Level("x86-64-v4", "-prefer-256-bit", _V4), Level("x86-64-v3", "", _V3))


def level_of(features: Iterable[str]) -> Level | None:
    """The best level of a processor with these features (LLVM's names); None below the lowest, and on other kinds."""
    had = set(features)
    return next((level for level in LEVELS if level.needs <= had), None)


def own_features() -> set[str]:
    """What this processor has, by LLVM's names."""
    return {name for name, has in llvmlite.binding.get_host_cpu_features().items() if has}


@cache
def engine_digest() -> str:
    """Name of the source of the engine and its equations: 16 hexadecimal digits."""
    sources = sorted(ENGINE.rglob("*.py"))
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:16]


def made_by() -> dict[str, str]:
    """What compiled code depends on besides the processor: it is of use only where all of it is the same."""
    return {
        "engine": engine_digest(),
        "Python": str(sys.implementation.cache_tag),
        "Numba": numba.__version__,
        "llvmlite": llvmlite.__version__,
        "system": sysconfig.get_platform(),
    }


def is_ours(place: Path) -> bool:
    """Whether a folder or file is this user's (or the system's), and no stranger can change it."""
    found = os.stat(place)
    ours = (os.getuid(), 0) if hasattr(os, "getuid") else (found.st_uid,)
    groups = stat.S_IWGRP if found.st_gid not in (getattr(os, "getgid", lambda: found.st_gid)(), 0) else 0
    return found.st_uid in ours and not found.st_mode & (stat.S_IWOTH | groups)


@dataclass(frozen=True)
class Kernels:
    """Compiled code that may be loaded: the folder it lies in, and the level that it is made for."""

    folder: Path
    level: Level


def write_manifest(folder: Path) -> None:
    """Say of all files below a folder what they are made by, and what is in them."""
    files = {str(p.relative_to(folder).as_posix()): _sha(p) for p in sorted(folder.rglob("*.nb?"))}
    (folder / MANIFEST).write_text(json.dumps({"made by": made_by(), "files": files}, indent=1), encoding="utf-8")


def fitting(folder: Path = SHIPPED) -> tuple[Kernels | None, str]:
    """What of a folder fits this process; if nothing does, why, '' where nothing was shipped or another target was asked for."""
    if not folder.is_dir() or os.environ.get("NUMBA_CPU_NAME") or os.environ.get("NUMBA_CPU_FEATURES"):
        return None, ""
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        needed, files = told["made by"], told["files"]
        other = [f"{name} {needed.get(name)}" for name, is_now in made_by().items() if needed.get(name) != is_now]
        if other:
            return None, "is for " + ", ".join(other)
        level = level_of(own_features())
        wanted = {folder / name: digest for name, digest in files.items() if level and name.startswith(f"{level.name}/")}
        if level is None or not wanted:
            return None, "is for other processors"
        places = {above for path in wanted for above in (path, *path.parents) if above.is_relative_to(folder)}
        unsafe = [place for place in sorted({*places, *_above(folder)}) if not is_ours(place)]
        if unsafe:
            return None, f"lies in {unsafe[0]}, which others can write in"
        damaged = [path for path, digest in wanted.items() if _sha(path) != digest]
        if damaged:
            return None, f"is damaged ({damaged[0].name})"
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        return None, f"cannot be read ({error})"
    return Kernels(folder / level.name, level), ""


def _above(folder: Path) -> list[Path]:
    """The manifest, and the folders of the package that a folder lies in."""
    package = ENGINE.parent
    return [folder / MANIFEST, *(p for p in folder.parents if p == package or p.is_relative_to(package))]


def _sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
