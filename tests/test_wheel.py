"""A wheel with the engine compiled: the first command of a new user compiles nothing, and has the same bits."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from kernels import LOOPS, SETUP, build, own_levels  # type: ignore[import-not-found]

import modusvivendi
from modusvivendi.case import load_case
from modusvivendi.engine.shipped import LEVELS
from modusvivendi.strategy import load_strategies
from modusvivendi.study import Study, run_study
from modusvivendi.theory import load_theories

PACKAGE = Path(modusvivendi.__file__).parent
ROOT = PACKAGE.parents[1]
ONLY_IN_TESTS = {"run_alone"}
COMPILED = """
from numba.core import event
from numba.core.caching import NullCache
found = event.RecordingListener()
event.register("numba:compile", found)
def compiled():
    return [e.data["dispatcher"] for _, e in found.buffer if e.is_start]
"""
TOLD = """
import json, modusvivendi
kept = [str(d) for d in compiled() if not isinstance(d._cache, NullCache)]
print(json.dumps([modusvivendi.__file__, by_engine, kept]))
"""
BITS = "print(run_study(study, threads=1).checksum(0, 0))"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what a wheel of this source installs, its loops compiled for the best level of this machine."""
    levels = own_levels()[:1]
    if not levels:
        pytest.skip(f"no processor of {', '.join(level.name for level in LEVELS)}")
    made, out = tmp_path_factory.mktemp("made"), tmp_path_factory.mktemp("site")
    build(made / "kernels", levels)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(made), str(ROOT)]
    subprocess.run(command, env={**os.environ, "MODUS_KERNELS": str(made / "kernels")}, check=True, capture_output=True)
    (wheel,) = made.glob("*.whl")
    assert re.fullmatch(r"modus_vivendi-[\d.]+-cp3\d+-none-\w+\.whl", wheel.name)
    zipfile.ZipFile(wheel).extractall(out)
    return out


def first(site: Path, cache: Path, code: str) -> list[str]:
    """Lines that a process prints with the installed package and nothing compiled of its own."""
    own = {"PYTHONPATH": str(site), "NUMBA_CACHE_DIR": str(cache), "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run([sys.executable, "-c", code], env=os.environ | own, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr[-500:]
    return done.stdout.splitlines()


@pytest.mark.slow  # compiles everything once: a minute of one processor
def test_nothing_is_compiled_at_the_first_use(installed: Path, tmp_path: Path) -> None:
    """At all by the engine; elsewhere nothing that would be kept (a plan calls some small equations from Python)."""
    engine, *others = LOOPS.values()
    code = [COMPILED, SETUP, engine, "\nby_engine = [str(d) for d in compiled()]\n", *others, TOLD]
    place, by_engine, kept = json.loads(first(installed, tmp_path, "".join(code))[-1])
    assert Path(place).is_relative_to(installed)
    assert by_engine == [] and kept == [] and not list(tmp_path.rglob("*.nb?"))


@pytest.mark.slow
def test_the_first_study_has_the_same_bits(installed: Path, tmp_path: Path) -> None:
    study = Study(
        case=load_case("afghanistan", as_of="2024-05-29"), theories=load_theories()[:1], strategies=load_strategies(), futures=8
    )
    assert first(installed, tmp_path, SETUP + BITS) == [run_study(study, threads=1).checksum(0, 0)]


@pytest.mark.slow
def test_every_loop_that_is_kept_is_in_the_wheel(installed: Path) -> None:
    kept = {
        name
        for source in PACKAGE.rglob("*.py")
        for name in re.findall(r"@(?:njit\([^)]*cache=True[^)]*\)|shared)\ndef (\w+)\(", source.read_text(encoding="utf-8"))
    }
    made = {path.name.split("-")[0].split(".")[1] for path in (installed / "modusvivendi/engine/kernels").rglob("*.nbi")}
    assert len(kept) > 15 and made == kept - ONLY_IN_TESTS
